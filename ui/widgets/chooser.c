/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chooser.h"

#include <string.h>

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *const *suffixes)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  if (suffixes == NULL)
    gtk_file_filter_add_pattern (filter, "*");
  for (; suffixes != NULL && *suffixes != NULL; suffixes++)
    gtk_file_filter_add_suffix (filter, *suffixes);
  gtk_file_chooser_add_filter (chooser, filter);
}

GtkNativeDialog *
tf_chooser_show (GtkNativeDialog **chooser, GtkWindow *parent, const TfChooserWish *wish)
{
  const char *usual = wish->action == GTK_FILE_CHOOSER_ACTION_SAVE ? "_Save" : "_Open";
  GtkFileChooserNative *native;

  tf_chooser_close (chooser);
  native = gtk_file_chooser_native_new (wish->title, parent, wish->action, wish->accept != NULL ? wish->accept : usual, "_Cancel");
  if (wish->filter != NULL)
    {
      add_filter (GTK_FILE_CHOOSER (native), wish->filter, wish->suffixes);
      add_filter (GTK_FILE_CHOOSER (native), "All files", NULL);
    }
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (native), TRUE);
  /* Before it is shown: it would give up listing the other folder, and say so. */
  if (wish->folder != NULL)
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (native), wish->folder, NULL);
  if (wish->name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (native), wish->name);
  *chooser = GTK_NATIVE_DIALOG (native);
  gtk_native_dialog_show (*chooser);
  return *chooser;
}

void
tf_chooser_close (GtkNativeDialog **chooser)
{
  if (*chooser != NULL)
    gtk_native_dialog_destroy (*chooser);
  g_clear_object (chooser);
}

GPtrArray *
tf_chooser_get_files (GtkNativeDialog *chooser, int response)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GListModel) chosen
    = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser)) : NULL;

  for (guint i = 0; chosen != NULL && i < g_list_model_get_n_items (chosen); i++)
    g_ptr_array_add (files, g_list_model_get_item (chosen, i));
  return files;
}

char *
tf_chooser_suggest_name (const char *title, const char *end)
{
  g_autofree char *stem = g_strdup (title);
  char *dot = strrchr (stem, '.');

  if (dot != NULL && dot != stem)
    *dot = '\0';
  g_strdelimit (stem, "/\n", '-');
  return g_strconcat (stem, end, NULL);
}
