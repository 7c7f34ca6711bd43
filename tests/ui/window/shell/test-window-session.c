/* test-window-session.c: a session saved from a window is that run again in another
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <string.h>

#include "application-private.h"
#include "flow.h"
#include "figure-dialog.h"
#include "figure-file.h"
#include "window-private.h"
#include "session-window.h"

/* tests */

static void
test_round_trip (void)
{
  TfWindow *window = open_window ();
  g_autofree char *features = write_features ("round.csv", 0);
  g_autofree char *path = g_build_filename (folder, "round.tightframe", NULL);
  Scene scene;

  make_run (window, features);
  scene = remember (window);
  save (window, path);
  change_everything (window);
  open_file (window, path);
  wait_until (window, is_still, NULL);
  assert_scene (window, &scene);
  /* It goes on from there. */
  act (window, "play");
  wait_until (window, is_beyond, &(double){ tf_lab_get_frame (window->lab)->t });
  close_window (window);
}

static gboolean
is_settled (TfWindow *window, gpointer data)
{
  return has_own_frame (window, NULL) && tf_lab_get_frame (window->lab)->status == TF_RUN_SETTLED;
}

static gboolean
shows_since_change (TfWindow *window, gpointer data)
{
  return tf_traces_view_get_options (window->traces_view)->since_change;
}

/* A run that came to rest, and to rest again after a change: its axis turns by itself. */
static void
change_at_rest (TfWindow *window, double beta)
{
  TfParameters parameters = *tf_window_get_parameters (window);

  tf_parameters_panel_set_pace (window->parameters_panel, 10);
  tf_lab_set_pace (window->lab, 10);
  wait_until (window, is_settled, NULL);
  parameters.beta = beta;
  tf_window_set_parameters (window, &parameters);
  wait_until (window, shows_since_change, NULL);
}

static void
come_again (TfWindow *window, const char *path)
{
  save (window, path);
  tf_window_open_default (window);
  wait_until (window, has_own_frame, NULL);
  open_file (window, path);
  wait_until (window, is_still, NULL);
}

/* Whose time the axis shows: what a hand chose is there again and holds until the next change,
 * and what it did by itself it does again. */
static void
test_chosen_axis (void)
{
  TfWindow *window = open_window ();
  g_autofree char *path = g_build_filename (folder, "axis.tightframe", NULL);

  change_at_rest (window, 0.3);
  act (window, "play");
  wait_until (window, is_still, NULL);
  come_again (window, path);
  g_assert_true (shows_since_change (window, NULL));
  g_assert_false (tf_traces_view_is_axis_chosen (window->traces_view));

  set_state (window, "since-change", g_variant_new_boolean (FALSE));
  come_again (window, path);
  g_assert_false (shows_since_change (window, NULL));
  g_assert_true (tf_traces_view_is_axis_chosen (window->traces_view));
  tf_traces_view_update (window->traces_view);
  g_assert_false (shows_since_change (window, NULL));

  act (window, "play");
  change_at_rest (window, 3);
  close_window (window);
}

/* A figure brings back the run that made it, in another folder that the features went to as well. */
static void
test_figure (void)
{
  TfWindow *window = open_window ();
  g_autofree char *features = write_features ("figure.csv", 0);
  g_autofree char *other = g_build_filename (folder, "other", NULL);
  g_autofree char *moved = g_build_filename (other, "figure.csv", NULL);
  g_autoptr (TfSession) session = NULL;
  g_autofree char *text = NULL;

  make_run (window, features);
  session = tf_window_make_session (window);
  text = tf_session_to_text (session, folder, NULL);
  g_assert_cmpint (g_mkdir_with_parents (other, 0700), ==, 0);
  g_assert_cmpint (g_rename (features, moved), ==, 0);
  for (int format = 0; format < TF_N_FIGURE_FORMATS; format++)
    {
      TfViewData data = { .frame = tf_lab_get_frame (window->lab),
                          .trace = tf_lab_get_trace (window->lab, 0),
                          .moments = tf_lab_get_moments (window->lab) };
      TfFigureWords words = { .session = text };
      TfFigure figure;
      g_autoptr (GBytes) bytes = NULL;
      g_autofree char *name = g_strdup_printf ("figure.%s", tf_figure_format_suffix (format));
      g_autofree char *path = g_build_filename (other, name, NULL);
      g_autoptr (GError) error = NULL;
      Scene scene = remember (window);

      tf_figure_init (&figure);
      bytes = tf_figure_file_make (format, &figure, &data, &words, 100, &error);
      tf_figure_clear (&figure);
      g_assert_no_error (error);
      g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL));
      change_everything (window);
      open_file (window, path);
      wait_until (window, is_still, NULL);
      assert_scene (window, &scene);
    }
  close_window (window);
}

/* The switch in the row of that title, or NULL. */
static GtkWidget *
find_switch (GtkWidget *widget, const char *title)
{
  if (ADW_IS_ACTION_ROW (widget) && g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title))
    return adw_action_row_get_activatable_widget (ADW_ACTION_ROW (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_switch (child, title);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Whether the figure as the dialog has it now names the folder. */
static gboolean
tells_folder (TfFigureDialog *dialog)
{
  g_autofree char *path = g_build_filename (folder, "told.svg", NULL), *svg = NULL;
  g_autoptr (GError) error = NULL;

  tf_figure_dialog_export (dialog, path, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &svg, NULL, NULL));
  return strstr (svg, folder) != NULL;
}

/* Where the features lie is told on request alone. */
static void
test_full_paths (void)
{
  TfWindow *window = open_window ();
  g_autofree char *features = write_features ("paths.csv", 0);
  TfFigure figure;
  TfFigureDialog *dialog;
  GtkWidget *full;

  make_run (window, features);
  tf_figure_init (&figure);
  dialog = tf_figure_dialog_new (GTK_WINDOW (window), tf_lab_get_moments (window->lab), NULL, tf_window_make_session (window), &figure);
  tf_figure_clear (&figure);
  gtk_window_present (GTK_WINDOW (dialog));
  wait_until (window, is_figure_ready, dialog);
  full = find_switch (GTK_WIDGET (dialog), "Full paths of files");
  g_assert_true (GTK_IS_SWITCH (full));
  g_assert_false (tells_folder (dialog));
  gtk_switch_set_active (GTK_SWITCH (full), TRUE);
  g_assert_true (tells_folder (dialog));
  gtk_switch_set_active (GTK_SWITCH (full), FALSE);
  g_assert_false (tells_folder (dialog));
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_assert_cmpint (g_unlink (features), ==, 0); /* its place is remembered: others of the same contents are not to be found there */
  close_window (window);
}

/* One stood in the past of the run: what came later is there as well. */
static void
test_past (void)
{
  TfWindow *window = open_window ();
  g_autofree char *features = write_features ("past.csv", 0);
  g_autofree char *path = g_build_filename (folder, "past.tightframe", NULL);
  TfInstant at, latest;
  Scene scene;

  make_run (window, features);
  latest = tf_lab_get_frame (window->lab)->latest;
  at = (TfInstant){ tf_lab_get_frame (window->lab)->course->changes[0].at.t * 0.9, 0 };
  tf_lab_seek (window->lab, at.t);
  wait_until (window, is_still, NULL);
  g_assert_true (tf_frame_is_past (tf_lab_get_frame (window->lab)));
  scene = remember (window);
  save (window, path);
  change_everything (window);
  open_file (window, path);
  wait_until (window, is_still, NULL);
  g_assert_cmpint (tf_instant_compare (&tf_lab_get_frame (window->lab)->latest, &latest), ==, 0);
  assert_scene (window, &scene);
  close_window (window);
}

/* Iterations are counted, whatever becomes of their times. */
static void
test_descent (void)
{
  TfWindow *window = open_window ();
  g_autofree char *path = g_build_filename (folder, "descent.tightframe", NULL);
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  guint64 iteration;
  double objective;

  parameters.flow = TF_FLOW_DESCENT;
  tf_window_set_parameters (window, &parameters);
  act (window, "restart");
  go_beyond (window, 2.7);
  parameters.step = 0.03;
  tf_window_set_parameters (window, &parameters);
  go_beyond (window, tf_lab_get_frame (window->lab)->t + 4.1);
  iteration = tf_lab_get_frame (window->lab)->iteration;
  objective = tf_lab_get_frame (window->lab)->metrics.values[TF_METRIC_OBJECTIVE];
  g_assert_cmpuint (iteration, >, 0);
  save (window, path);
  tf_window_set_parameters (window, &TF_PARAMETERS_DEFAULT);
  open_file (window, path);
  wait_until (window, is_still, NULL);
  g_assert_cmpuint (tf_lab_get_frame (window->lab)->iteration, ==, iteration);
  g_assert_cmpfloat_with_epsilon (tf_lab_get_frame (window->lab)->metrics.values[TF_METRIC_OBJECTIVE], objective, 1e-9);
  g_assert_cmpint (tf_window_get_parameters (window)->flow, ==, TF_FLOW_DESCENT);
  close_window (window);
}

static gboolean
is_of_both (TfWindow *window, gpointer data)
{
  TfFrame *beside = tf_lab_get_frame_of (window->lab, 1);

  return tf_lab_has_two (window->lab) && beside != NULL && !tf_window_is_loading (window) && window->opening == NULL
         && beside->owner == tf_lab_get_features_of (window->lab, 1)->moments
         && tf_lab_get_frame (window->lab)->owner == tf_lab_get_moments (window->lab);
}

static gboolean
knows_both_digests (TfWindow *window, gpointer data)
{
  return is_of_both (window, NULL) && tf_source_get_digest (tf_lab_get_features_of (window->lab, 0)->source) != NULL
         && tf_source_get_digest (tf_lab_get_features_of (window->lab, 1)->source) != NULL;
}

/* Two networks side by side, each on a file of its own: seen, kept, and there again. */
static void
test_two_files (void)
{
  g_autofree char *one = write_features ("one.csv", 0), *two = write_features ("two.csv", 0.5);
  g_autoptr (GFile) file = g_file_new_for_path (two);
  TfWindow *window = open_window (), *other = open_window ();
  double t = 0.3;
  TfSession *session;
  TfFrame *frame;

  open_file (window, one);
  wait_until (window, knows_digest, NULL);
  wait_until (window, is_beyond, &t);
  tf_window_open_beside (window, &file, 1);
  wait_until (window, knows_both_digests, NULL);
  g_assert_cmpuint (tf_lab_get_chosen (window->lab), ==, 1);
  g_assert_nonnull (strstr (adw_window_title_get_title (window->title), "A: one.csv · B: two.csv"));
  g_assert_true (tf_source_has_same_files (tf_lab_get_features_of (window->lab, 1)->source,
                                           tf_lab_get_chosen_features (window->lab)->source));
  wait_until (window, is_beyond, &t);
  act (window, "play");
  wait_until (window, is_still, NULL);
  frame = tf_lab_get_frame (window->lab);
  g_assert_cmpfloat (frame->metrics.values[TF_METRIC_NC1], !=, frame->beside->metrics.values[TF_METRIC_NC1]);
  session = tf_window_make_session (window);
  g_assert_true (tf_source_has_file (session->beside_source, two));
  tf_window_open_session (other, tf_session_copy (session));
  wait_until (other, is_of_both, NULL);
  wait_until (other, is_still, NULL);
  g_assert_cmpfloat (tf_lab_get_frame (other->lab)->t, ==, frame->t);
  g_assert_cmpfloat_with_epsilon (tf_lab_get_frame_of (other->lab, 1)->metrics.values[TF_METRIC_NC1],
                                  frame->beside->metrics.values[TF_METRIC_NC1], 1e-6);
  tf_session_free (session);

  /* One run again, and the title with it. */
  set_state (other, "compare", g_variant_new_boolean (FALSE));
  g_assert_false (tf_lab_has_two (other->lab));
  g_assert_cmpstr (adw_window_title_get_title (other->title), ==, "one.csv");
  close_window (window);
  close_window (other);
}

int
main (int argc, char **argv)
{
  if (!begin_tests (&argc, &argv))
    return 0;
  g_test_add_func ("/window-session/round-trip", test_round_trip);
  g_test_add_func ("/window-session/chosen-axis", test_chosen_axis);
  g_test_add_func ("/window-session/figure", test_figure);
  g_test_add_func ("/window-session/full-paths", test_full_paths);
  g_test_add_func ("/window-session/past", test_past);
  g_test_add_func ("/window-session/descent", test_descent);
  g_test_add_func ("/window-session/two-files", test_two_files);
  return run_tests ();
}
