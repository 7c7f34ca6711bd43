/* test-window-keeping.c: sessions whose files moved, changed or broke, autosave and export
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "application-private.h"
#include "examples.h"
#include "features-load.h"
#include "flow.h"
#include "figure-dialog.h"
#include "figure-file.h"
#include "session-slot.h"
#include "window-private.h"
#include "session-window.h"

static gboolean
has_dialog (TfWindow *window, gpointer data)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) toplevel = g_list_model_get_item (toplevels, i);

      if (ADW_IS_MESSAGE_DIALOG (toplevel) && gtk_window_get_transient_for (toplevel) == GTK_WINDOW (window))
        {
          *(gpointer *) data = toplevel;
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
is_written (TfWindow *window, gpointer data)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (((char **) data)[0], &text, NULL, NULL) && strstr (text, ((char **) data)[1]) != NULL;
}

/* A session in the folder data[0] says data[1]. */
static gboolean
is_kept (TfWindow *window, gpointer data)
{
  char **words = data;
  g_autoptr (GDir) dir = g_dir_open (words[0], 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (words[0], name, NULL);

      if (is_written (window, ((char *[]){ path, words[1] })))
        return TRUE;
    }
  return FALSE;
}

static void
respond (GtkWidget *dialog, const char *response)
{
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
}

static void
test_missing (void)
{
  TfWindow *window = open_window ();
  g_autofree char *features = write_features ("missing.csv", 0);
  g_autofree char *path = g_build_filename (folder, "missing.tightframe", NULL);
  GtkWidget *dialog = NULL;
  guint64 run;

  make_run (window, features);
  save (window, path);
  g_assert_cmpint (g_unlink (features), ==, 0);
  run = tf_lab_get_frame (window->lab)->run;
  open_file (window, path);
  wait_until (window, has_dialog, &dialog);
  g_assert_nonnull (strstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), "missing.csv"));
  g_assert_true (adw_message_dialog_has_response (ADW_MESSAGE_DIALOG (dialog), "locate"));
  g_assert_false (adw_message_dialog_has_response (ADW_MESSAGE_DIALOG (dialog), "open"));
  respond (dialog, "cancel");
  wait_until (window, is_still, NULL);
  g_assert_cmpuint (tf_lab_get_frame (window->lab)->run, ==, run);
  /* The window may be closed over the question. */
  open_file (window, path);
  wait_until (window, has_dialog, &dialog);
  close_window (window);
}

static void
test_changed (void)
{
  TfWindow *window = open_window ();
  g_autofree char *features = write_features ("changed.csv", 0);
  g_autofree char *path = g_build_filename (folder, "changed.tightframe", NULL);
  g_autofree char *again = NULL;
  GtkWidget *dialog = NULL;
  double t;

  make_run (window, features);
  t = tf_lab_get_frame (window->lab)->t;
  save (window, path);
  again = write_features ("changed.csv", 0.5);
  change_everything (window);
  open_file (window, path);
  wait_until (window, has_dialog, &dialog);
  g_assert_nonnull (strstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), "Has Changed"));
  respond (dialog, "open");
  wait_until (window, is_still, NULL);
  g_assert_cmpfloat (tf_lab_get_frame (window->lab)->t, ==, t);
  g_assert_cmpuint (tf_lab_get_frame (window->lab)->course->n_changes, ==, 2);
  close_window (window);
}

static void
test_broken (void)
{
  TfWindow *window = open_window ();
  g_autofree char *path = g_build_filename (folder, "broken.tightframe", NULL);
  guint64 run = tf_lab_get_frame (window->lab)->run;

  g_assert_true (g_file_set_contents (path, "[Tightframe]\nformat=7\n", -1, NULL));
  open_file (window, path);
  wait_until (window, has_own_frame, NULL);
  g_assert_cmpuint (tf_lab_get_frame (window->lab)->run, ==, run);
  close_window (window);
}

/* What a person did is on the disk a moment later, and a start with nothing done does not take its place. */
static void
test_autosave (void)
{
  TfWindow *window = open_window ();
  g_autofree char *state = g_build_filename (folder, "tightframe", NULL);
  g_autofree char *features = write_features ("kept.csv", 0);
  g_autofree char *path = NULL;
  g_autofree char *earlier = tf_session_slots_find_last (state);
  g_autofree char *last = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  Scene scene;

  make_run (window, features);
  wait_until (window, is_kept, ((char *[]){ state, "kept.csv" }));
  last = tf_session_slots_find_last (state);
  g_assert_cmpstr (last, ==, earlier); /* its window lives */
  scene = remember (window);
  close_window (window);
  path = tf_session_slots_find_last (state);
  g_assert_nonnull (path);
  g_assert_true (g_file_get_contents (path, &before, NULL, NULL));
  g_assert_nonnull (strstr (before, "page=vicinity"));

  window = open_window ();
  close_window (window);
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpstr (before, ==, after);

  /* As the next process finds it. */
  window = open_window ();
  open_file (window, path);
  wait_until (window, is_still, NULL);
  assert_scene (window, &scene);
  close_window (window);
}

static gboolean
exists (TfWindow *window, gpointer data)
{
  return g_file_test (data, G_FILE_TEST_EXISTS);
}

/* Everything that can be exported is there in the end, and the features are those on the screen. */
static void
test_export (void)
{
  static const char *const kinds[] = { "traces", "means", "gram", "equilibria", "changes" };
  TfWindow *window = open_window ();
  g_autofree char *features = write_features ("export.csv", 0);
  g_autofree char *npz = g_build_filename (folder, "export.npz", NULL);
  g_autoptr (TfFeatures) read = NULL;
  g_autoptr (TfMoments) moments = NULL;
  g_autoptr (GError) error = NULL;
  TfMetrics metrics;

  make_run (window, features);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_build_filename (folder, kinds[i], NULL);
      g_autofree char *text = NULL;

      g_assert_true (tf_window_export (window, kinds[i], path));
      wait_until (window, exists, path);
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      g_assert_nonnull (strstr (text, "\n"));
    }
  g_assert_false (tf_window_export (window, "nothing", npz));
  g_assert_true (tf_window_export (window, "features", npz));
  wait_until (window, exists, npz);
  read = tf_features_load (npz, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  moments = tf_moments_new (read, 1, NULL, NULL);
  tf_moments_get_metrics (moments, &tf_lab_get_frame (window->lab)->parameters, TRUE, &metrics);
  g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_NC1], tf_lab_get_frame (window->lab)->metrics.values[TF_METRIC_NC1], 1e-4);
  g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_NORM_H], tf_lab_get_frame (window->lab)->metrics.values[TF_METRIC_NORM_H], 1e-4);
  close_window (window);
}

static gboolean
says_toast (TfWindow *window, gpointer words)
{
  const char *text = tf_toasts_get_text (window->toasts);

  return text != NULL && strstr (text, words) != NULL;
}

/* No export, and no figure, is written over the features, by whatever name. */
static void
test_own_input (void)
{
  TfWindow *window = open_window ();
  g_autofree char *features = write_features ("own.csv", 0), *link = g_build_filename (folder, "own.svg", NULL);
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (GError) error = NULL;
  TfFigureDialog *dialog;
  TfFigure figure;

  g_assert_no_errno (symlink ("own.csv", link));
  g_assert_true (g_file_get_contents (features, &before, NULL, NULL));
  make_run (window, features);
  g_assert_true (tf_window_export (window, "means", features));
  wait_until (window, says_toast, (gpointer) "own.csv is the file that is read");
  g_assert_true (tf_window_export (window, "features", link));
  wait_until (window, says_toast, (gpointer) "own.svg is the file that is read");

  tf_figure_init (&figure);
  dialog = tf_figure_dialog_new (GTK_WINDOW (window), tf_lab_get_moments (window->lab), NULL, tf_window_make_session (window), &figure);
  tf_figure_clear (&figure);
  gtk_window_present (GTK_WINDOW (dialog));
  wait_until (window, is_figure_ready, dialog);
  g_assert_false (tf_figure_dialog_export (dialog, link, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_assert_true (g_file_get_contents (features, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, before);
  close_window (window);
}

/* A session whose name has come to lead to the features is not saved over them. */
static void
test_own_session (void)
{
  TfWindow *window = open_window ();
  g_autofree char *features = write_features ("held.csv", 0), *path = g_build_filename (folder, "held.tightframe", NULL);
  g_autofree char *before = NULL, *after = NULL;
  GtkWindow *dialog = NULL;

  g_assert_true (g_file_get_contents (features, &before, NULL, NULL));
  open_file (window, features);
  wait_until (window, knows_digest, NULL);
  wait_until (window, has_own_frame, NULL);
  save (window, path);
  open_file (window, path);
  wait_until (window, is_still, NULL);
  wait_until (window, knows_digest, NULL);
  g_assert_no_errno (g_unlink (path));
  g_assert_no_errno (symlink ("held.csv", path));
  act (window, "save-session");
  wait_until (window, has_dialog, &dialog);
  g_assert_nonnull (strstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), "Was Not Saved"));
  gtk_window_close (dialog);
  g_assert_true (g_file_get_contents (features, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, before);
  close_window (window);
}

/* A run that comes with the program is nobody's own: to save it is to be asked for a place. */
static void
test_example_run (void)
{
  TfWindow *window = open_window ();
  g_autoptr (GPtrArray) runs = tf_examples_list_runs ();
  const TfExampleRun *run = g_ptr_array_index (runs, 0);
  g_autofree char *before = NULL, *after = NULL;

  g_assert_true (g_file_load_contents (run->file, NULL, &before, NULL, NULL, NULL));
  open_file (window, g_file_peek_path (run->file));
  wait_until (window, knows_digest, NULL);
  act (window, "save-session");
  g_assert_nonnull (window->chooser);
  g_assert_true (g_file_load_contents (run->file, NULL, &after, NULL, NULL, NULL));
  g_assert_cmpstr (after, ==, before);
  close_window (window);
}

int
main (int argc, char **argv)
{
  if (!begin_tests (&argc, &argv))
    return 0;
  g_test_add_func ("/window-session/missing", test_missing);
  g_test_add_func ("/window-session/changed", test_changed);
  g_test_add_func ("/window-session/broken", test_broken);
  g_test_add_func ("/window-session/autosave", test_autosave);
  g_test_add_func ("/window-session/export", test_export);
  g_test_add_func ("/window-session/own-input", test_own_input);
  g_test_add_func ("/window-session/own-session", test_own_session);
  g_test_add_func ("/window-session/example-run", test_example_run);
  return run_tests ();
}
