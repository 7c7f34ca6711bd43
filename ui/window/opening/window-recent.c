/* window-recent.c: what was opened lately, in the desktop's own list and in the menu
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file or a folder is remembered once it has been opened, so that what could not be read does
 * not stand there. The list is the desktop's (GtkRecentManager), which a person can turn off
 * there; of it the menu shows what this program has put in. Whether a file is still there is
 * looked at when it is chosen, and not before.
 */
#include <glib/gstdio.h>
#include <unistd.h>

#include "window-opening.h"

#define MOST 8

static gboolean
is_ours (GtkRecentInfo *info)
{
  return gtk_recent_info_has_application (info, g_get_application_name ()) && gtk_recent_info_is_local (info);
}

static int
compare_visits (gconstpointer a, gconstpointer b)
{
  return -g_date_time_compare (gtk_recent_info_get_modified ((GtkRecentInfo *) a), gtk_recent_info_get_modified ((GtkRecentInfo *) b));
}

/* "epoch_10.npz — wd5e-4": files of many folders have one name. */
static char *
make_label (GtkRecentInfo *info)
{
  g_autoptr (GFile) file = g_file_new_for_uri (gtk_recent_info_get_uri (info));
  g_autoptr (GFile) parent = g_file_get_parent (file);
  g_autofree char *folder = parent != NULL ? g_file_get_basename (parent) : NULL;
  g_autofree char *shown = folder != NULL ? g_filename_display_name (folder) : NULL;
  g_autofree char *plain = shown != NULL ? g_strdup_printf ("%s — %s", gtk_recent_info_get_display_name (info), shown)
                                         : g_strdup (gtk_recent_info_get_display_name (info));
  g_auto (GStrv) parts = g_strsplit (plain, "_", -1);

  return g_strjoinv ("__", parts); /* no mnemonics in names */
}

static void
append (GMenu *menu, GtkRecentInfo *info)
{
  g_autofree char *label = make_label (info);
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "win.open-recent", "s", gtk_recent_info_get_uri (info));
  g_menu_append_item (menu, item);
}

static void
fill_menu (TfWindow *self)
{
  GList *infos = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());
  guint n = 0;

  infos = g_list_sort (infos, compare_visits);
  g_menu_remove_all (self->recent_menu);
  for (GList *l = infos; l != NULL && n < MOST; l = l->next)
    if (is_ours (l->data))
      {
        append (self->recent_menu, l->data);
        n++;
      }
  if (n == 0)
    g_menu_append (self->recent_menu, "Nothing Yet", "win.open-recent"); /* which needs a target: insensitive */
  g_list_free_full (infos, (GDestroyNotify) gtk_recent_info_unref);
}

/* Where there is no place for the list nothing is remembered. */
static gboolean
has_place (void)
{
  return g_mkdir_with_parents (g_get_user_data_dir (), 0700) == 0 && g_access (g_get_user_data_dir (), W_OK) == 0;
}

void
tf_window_put_recent (GFile *file)
{
  g_autofree char *uri = g_file_get_uri (file), *base = g_file_get_basename (file);
  gboolean folder = g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_DIRECTORY;
  g_autofree char *guessed = g_content_type_guess (base, NULL, 0, NULL);
  g_autofree char *mime = folder ? g_strdup ("inode/directory") : g_content_type_get_mime_type (guessed);
  GtkRecentData data = { .mime_type = mime != NULL ? mime : (char *) "application/octet-stream",
                         .app_name = (char *) g_get_application_name (),
                         .app_exec = (char *) "tightframe %f" };

  if (has_place ())
    gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &data);
}

/* The file, or the folder that its file is in. */
static gboolean
is_from (TfSource *source, GFile *opened)
{
  GFile *file = tf_source_get_file (source);

  return file != NULL && (g_file_equal (file, opened) || g_file_has_prefix (file, opened));
}

/* What was to be opened has come, or something else has. A session is told of by itself. */
static void
source_changed_cb (TfWindow *self, TfSession *session)
{
  if (self->opened != NULL && (session != NULL || is_from (tf_lab_get_source (self->lab), self->opened)))
    tf_window_put_recent (self->opened);
  g_clear_object (&self->opened);
}

static void
runs_changed_cb (TfWindow *self)
{
  if (self->opened == NULL || !tf_lab_has_two (self->lab) || !is_from (tf_lab_get_features_of (self->lab, 1)->source, self->opened))
    return;
  tf_window_put_recent (self->opened);
  g_clear_object (&self->opened);
}

static void
not_opened_cb (TfWindow *self)
{
  g_clear_object (&self->opened);
}

/* shared with the other files */

void
tf_window_remember (TfWindow *self, GFile *file)
{
  g_set_object (&self->opened, file);
}

GFile *
tf_window_find_recent (TfWindow *self, const char *uri)
{
  g_autoptr (GFile) wanted = g_file_new_for_uri (uri);
  g_autoptr (GFile) parent = g_file_get_parent (wanted);
  g_autofree char *name = NULL, *folder = NULL, *text = NULL;

  if (g_file_query_exists (wanted, NULL))
    return g_steal_pointer (&wanted);
  name = g_file_get_basename (wanted);
  folder = parent != NULL ? g_file_get_parse_name (parent) : g_strdup ("");
  text = g_strdup_printf ("“%s” is not in %s any more", name, folder);
  tf_window_toast (self, text);
  gtk_recent_manager_remove_item (gtk_recent_manager_get_default (), uri, NULL);
  return NULL;
}

void
tf_window_make_recent (TfWindow *self)
{
  g_signal_connect_object (gtk_recent_manager_get_default (), "changed", G_CALLBACK (fill_menu), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "source-changed", G_CALLBACK (source_changed_cb), self, 0);
  g_signal_connect_object (self->lab, "runs-changed", G_CALLBACK (runs_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "not-opened", G_CALLBACK (not_opened_cb), self, 0);
  fill_menu (self);
}
