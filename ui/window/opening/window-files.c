/* window-files.c: what files are, chosen or named, and how each is opened
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "window-opening.h"

#include "chooser.h"
#include "examples.h"
#include "features-load.h"
#include "input.h"
#include "projector.h"
#include "series-files.h"
#include "figure-session.h"

static void
chosen_cb (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  TfWindow *self = user_data;
  g_autoptr (GPtrArray) files = tf_chooser_get_files (chooser, response);

  if (files->len > 0)
    tf_window_open_files (self, (GFile *const *) files->pdata, files->len);
  g_clear_object (&self->chooser);
}

static void
open_folder_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  GtkNativeDialog *chooser = tf_window_show_chooser (self, "Open a Training", GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, "Folders",
                                                     NULL, NULL, NULL);

  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, 0);
}

static void
open_recent_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  g_autoptr (GFile) file = tf_window_find_recent (self, g_variant_get_string (parameter, NULL));

  if (file != NULL)
    tf_window_open_files (self, &file, 1);
}

/* The whole file, to be pasted beside a training's script. */
static void
copy_companion_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  g_autoptr (GBytes) bytes = g_resources_lookup_data ("/io/github/tightframe/Tightframe/companion/tightframe_companion.py",
                                                      G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  if (bytes == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), g_bytes_get_data (bytes, NULL));
  tf_toasts_show (self->toasts, "Copied: paste it into tightframe_companion.py beside your script. Its first lines say how to use it",
                  NULL, NULL, 6);
}

/* shared with the other files */

void
tf_window_make_files (TfWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "open-folder", .activate = open_folder_cb },
    { .name = "open-recent", .parameter_type = "s", .activate = open_recent_cb },
    { .name = "copy-companion", .activate = copy_companion_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

void
tf_window_choose_file (TfWindow *self)
{
  static const char *const others[] = { "tightframe", "md", "svg", "pdf", "png", NULL };
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();
  g_auto (GStrv) suffixes = NULL;
  GtkNativeDialog *chooser;

  g_strv_builder_addv (list, (const char **) tf_features_get_suffixes ());
  g_strv_builder_addv (list, (const char **) others);
  suffixes = g_strv_builder_end (list);
  chooser = tf_window_show_chooser (self, "Open", GTK_FILE_CHOOSER_ACTION_OPEN, "Features, sessions, lessons and figures",
                                    (const char *const *) suffixes, NULL, NULL);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, 0);
}

char **
tf_window_find_several (GFile *const *files, guint n_files, TfSeriesKind *kind)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  gboolean has_folder = FALSE;

  for (guint i = 0; i < n_files; i++)
    {
      char *path = g_file_get_path (files[i]);

      if (path == NULL)
        return NULL;
      has_folder = has_folder || g_file_test (path, G_FILE_TEST_IS_DIR);
      g_ptr_array_add (paths, path);
    }
  g_ptr_array_add (paths, NULL);
  if (!has_folder && n_files < 2)
    return NULL;
  *kind = n_files == 1 ? tf_series_guess_folder (paths->pdata[0])
          : has_folder ? TF_SERIES_EPOCHS
                       : tf_series_guess ((const char *const *) paths->pdata);
  return (char **) g_ptr_array_free (g_steal_pointer (&paths), FALSE);
}

static gboolean
is_lesson (const char *path)
{
  char start[64];
  gssize length = tf_input_read_start (path, start, sizeof start);

  return length > 0 && tf_lesson_is_text (start, length);
}

static void
open_lesson (TfWindow *self, TfSource *source, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TfLesson) lesson = tf_lesson_load (path, &error);

  if (lesson != NULL)
    {
      g_autoptr (GFile) file = g_file_new_for_path (path);

      tf_window_put_recent (file);
      g_signal_emit_by_name (self, "lesson-opened", lesson);
      return;
    }
  tf_window_explain_failure (self, source, &(TfFetched){ 0 }, error->message);
  tf_window_open_default_at_last (self);
}

/* A folder of TensorBoard's projector, or its tensors, with their labels; NULL: it is something else. */
static TfSource *
find_projector (const char *path)
{
  g_autofree char *within = tf_projector_find_tensors (path);
  g_autofree char *labels_path = tf_projector_find_labels (within != NULL ? within : path);
  g_autoptr (GFile) tensors = labels_path != NULL ? g_file_new_for_path (within != NULL ? within : path) : NULL;
  g_autoptr (GFile) labels = labels_path != NULL ? g_file_new_for_path (labels_path) : NULL;

  return labels != NULL ? tf_source_new_file (tensors, labels) : NULL;
}

void
tf_window_open_files (TfWindow *self, GFile *const *files, guint n_files)
{
  TfSeriesKind kind = TF_SERIES_LAYERS;
  g_auto (GStrv) several = tf_window_find_several (files, n_files, &kind);
  const char *path = g_file_peek_path (files[0]);
  g_autoptr (TfSource) source = tf_source_new_files (files, n_files);
  g_autoptr (TfSource) projector = n_files == 1 && path != NULL ? find_projector (path) : NULL;
  g_autoptr (GError) error = NULL;
  TfSession *session;

  g_return_if_fail (TF_IS_WINDOW (self));
  tf_window_remember (self, n_files == 1 && path != NULL && !tf_examples_hold_run (path) ? files[0] : NULL);
  if (projector != NULL)
    {
      tf_window_open (self, projector);
      return;
    }
  if (n_files == 1 && path != NULL && is_lesson (path))
    {
      open_lesson (self, source, path);
      return;
    }
  if (several != NULL && (n_files == 1 || tf_source_get_n_layers (source) > 0))
    {
      tf_window_open_several (self, (const char *const *) several, kind);
      return;
    }
  if (tf_source_get_n_layers (source) > 0 || path == NULL || !tf_session_file_recognize (path))
    {
      tf_window_open (self, source);
      return;
    }
  session = tf_session_file_load (path, &error);
  if (session != NULL)
    {
      tf_window_open_session (self, session);
      return;
    }
  tf_window_explain_failure (self, source, &(TfFetched){ 0 }, error->message);
  tf_window_open_default_at_last (self);
}
