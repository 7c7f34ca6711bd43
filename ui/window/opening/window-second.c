/* window-second.c: features of its own for the second of two runs: two networks side by side
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * They are chosen, or dropped on the second run's views: a file, the layers of a network, or a training. Each run is
 * fitted to its own frame there; axes and camera are shared.
 */
#include "chooser.h"
#include "features-load.h"
#include "figure-session.h"
#include "window-opening.h"

static void
open_beside (TfWindow *self, GFile *const *files, guint n_files)
{
  TfSeriesKind kind = TF_SERIES_LAYERS;
  g_auto (GStrv) several = tf_window_find_several (files, n_files, &kind);
  g_autoptr (TfSource) source = NULL;
  const char *path = g_file_peek_path (files[0]);

  /* A session or a figure is of runs of its own. */
  if (tf_lab_get_source (self->lab) == NULL || (path != NULL && n_files == 1 && tf_session_file_recognize (path)))
    {
      tf_window_open_files (self, files, n_files);
      return;
    }
  tf_window_remember (self, n_files == 1 ? files[0] : NULL);
  source = tf_source_new_files (files, n_files);
  if (several != NULL && kind != TF_SERIES_LAYERS && (n_files == 1 || tf_source_get_n_layers (source) > 0))
    tf_window_open_series_beside (self, (const char *const *) several, kind);
  else
    tf_window_fetch_beside (self, source);
}

static void
chosen_cb (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  TfWindow *self = user_data;
  g_autoptr (GPtrArray) files = tf_chooser_get_files (chooser, response);

  if (files->len > 0)
    open_beside (self, (GFile *const *) files->pdata, files->len);
  g_clear_object (&self->chooser);
}

static void
open_folder_beside_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  GtkNativeDialog *chooser = tf_window_show_chooser (self, "Open a Training for the Second Run", GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                                                     "Folders", NULL, NULL, NULL);

  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, 0);
}

static void
open_beside_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  GtkNativeDialog *chooser = tf_window_show_chooser (self, "Open for the Second Run", GTK_FILE_CHOOSER_ACTION_OPEN, "Features",
                                                     tf_features_get_suffixes (), NULL, NULL);

  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, 0);
}

/* shared with the other files */

void
tf_window_make_second (TfWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "open-beside", .activate = open_beside_activated_cb },
    { .name = "open-folder-beside", .activate = open_folder_beside_activated_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  tf_window_take_drops (self, GTK_WIDGET (self->means_beside), open_beside);
  tf_window_take_drops (self, GTK_WIDGET (self->geometry_beside), open_beside);
}

/* public */

void
tf_window_open_beside (TfWindow *self, GFile *const *files, guint n_files)
{
  g_return_if_fail (TF_IS_WINDOW (self) && n_files > 0);
  open_beside (self, files, n_files);
}
