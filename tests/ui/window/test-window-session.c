/* test-window-session.c: a run saved, changed, and had again, on a display
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "application-private.h"
#include "display.h"
#include "features-load.h"
#include "flow.h"
#include "figure-dialog.h"
#include "figure-file.h"
#include "session-slot.h"
#include "window-private.h"

#define DEADLINE (300 * G_USEC_PER_SEC)

typedef gboolean (*Condition) (TfWindow *window, gpointer data);

#define wait_until(...) wait_here (G_STRLOC, __VA_ARGS__)

static TfApplication *application;
static char *folder;

static void
wait_here (const char *where, TfWindow *window, Condition condition, gpointer data)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE;

  while (!condition (window, data))
    {
      if (g_get_monotonic_time () > deadline)
        g_error ("waited too long at %s", where);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
}

/* conditions */

static gboolean
has_frame (TfWindow *window, gpointer data)
{
  return window->frame != NULL && !tf_window_is_loading (window) && window->frame->owner == window->moments;
}

static gboolean
is_beyond (TfWindow *window, gpointer data)
{
  return has_frame (window, NULL) && window->frame->t > *(double *) data;
}

static gboolean
is_still (TfWindow *window, gpointer data)
{
  return has_frame (window, NULL) && window->opening == NULL && !tf_runner_is_busy (window->runner) && window->tick == 0;
}

static gboolean
has_changes (TfWindow *window, gpointer data)
{
  return window->frame->course->n_changes == GPOINTER_TO_UINT (data);
}

static gboolean
knows_digest (TfWindow *window, gpointer data)
{
  return tf_source_get_digest (window->source) != NULL;
}

static gboolean
is_gone (TfWindow *window, gpointer data)
{
  return *(gpointer *) data == NULL;
}

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

/* helpers */

static TfWindow *
open_window (void)
{
  TfWindow *window;

  g_action_group_activate_action (G_ACTION_GROUP (application), "new-window", NULL);
  window = TF_WINDOW (gtk_application_get_active_window (GTK_APPLICATION (application)));
  wait_until (window, has_frame, NULL);
  return window;
}

static void
close_window (TfWindow *window)
{
  gpointer weak = window;

  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  gtk_window_close (GTK_WINDOW (window));
  wait_until (NULL, is_gone, &weak);
}

static void
act (TfWindow *window, const char *name)
{
  g_action_group_activate_action (G_ACTION_GROUP (window), name, NULL);
}

static void
set_state (TfWindow *window, const char *name, GVariant *state)
{
  g_action_group_change_action_state (G_ACTION_GROUP (window), name, state);
}

static char *
write_features (const char *name, double shift)
{
  g_autoptr (GString) text = g_string_new ("a,b,c,label\n");
  char *path = g_build_filename (folder, name, NULL);

  for (int i = 0; i < 60; i++)
    g_string_append_printf (text, "%g,%g,%g,%d\n", sin (2.1 * i) + 0.1 * cos (7.0 * i), cos (2.1 * i + shift), sin (5.0 * i),
                            i % 4);
  g_assert_true (g_file_set_contents (path, text->str, text->len, NULL));
  return path;
}

static void
open_path (TfWindow *window, const char *path)
{
  GFile *file = g_file_new_for_path (path);

  tf_window_open_files (window, &file, 1);
  g_object_unref (file);
}

/* A run with two changes of parameters, at rest at a time beyond 1, looked at from the side. */
static void
make_run (TfWindow *window, const char *features)
{
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  double t = 0.3;

  open_path (window, features);
  wait_until (window, knows_digest, NULL);
  wait_until (window, is_beyond, &t);
  parameters.beta = 0.1;
  tf_window_set_parameters (window, &parameters);
  wait_until (window, has_changes, GUINT_TO_POINTER (1));
  parameters.lambda_h = 1e-4;
  parameters.bias = TRUE;
  t = window->frame->t * 1.5;
  wait_until (window, is_beyond, &t);
  tf_window_set_parameters (window, &parameters);
  wait_until (window, has_changes, GUINT_TO_POINTER (2));
  t = window->frame->t * 2;
  wait_until (window, is_beyond, &t);
  act (window, "play");
  wait_until (window, is_still, NULL);
  tf_means_view_rotate (window->means_view, 0.4, -0.3);
  tf_means_view_zoom_by (window->means_view, 1.7);
  tf_traces_view_toggle (window->traces_view, TF_METRIC_NC2);
  set_state (window, "log-y", g_variant_new_boolean (FALSE));
  set_state (window, "show-samples", g_variant_new_boolean (FALSE));
  set_state (window, "page", g_variant_new_string ("vicinity"));
}

/* Everything that was different. */
static void
change_everything (TfWindow *window)
{
  tf_window_set_parameters (window, &TF_PARAMETERS_DEFAULT);
  set_state (window, "log-y", g_variant_new_boolean (TRUE));
  set_state (window, "show-samples", g_variant_new_boolean (TRUE));
  set_state (window, "page", g_variant_new_string ("run"));
  tf_traces_view_set_hidden (window->traces_view, (TfMetricSet){ 0 });
  tf_window_open_default (window);
  wait_until (window, has_frame, NULL);
  act (window, "reset-view");
}

static void
save (TfWindow *window, const char *path)
{
  g_autoptr (TfSession) session = tf_window_make_session (window);

  g_assert_nonnull (session);
  g_assert_true (tf_session_save (session, path, NULL));
}

/* What the session must bring back. */
typedef struct
{
  TfFrame       *frame;
  TfMeansCamera *camera;
  TfMetricSet    hidden;
} Scene;

static Scene
remember (TfWindow *window)
{
  return (Scene){ tf_frame_ref (window->frame), tf_means_camera_copy (tf_means_view_get_camera (window->means_view)),
                  tf_traces_view_get_options (window->traces_view)->hidden };
}

static void
assert_scene (TfWindow *window, Scene *scene)
{
  const TfFrame *frame = window->frame, *before = scene->frame;
  const TfMeansCamera *camera = tf_means_view_get_camera (window->means_view);
  g_autoptr (GVariant) page = g_action_group_get_action_state (G_ACTION_GROUP (window), "page");

  g_assert_cmpfloat (frame->t, ==, before->t);
  g_assert_cmpuint (frame->iteration, ==, before->iteration);
  g_assert_true (tf_course_equal (frame->course, before->course));
  /* The sliders hold what was in force last, also where one looks back. */
  g_assert_true (tf_parameters_equal (tf_window_get_parameters (window),
                                      tf_course_get_parameters (before->course, &before->latest)));
  for (int i = 0; i < TF_N_METRICS; i++)
    g_assert_cmpfloat_with_epsilon (frame->metrics.values[i], before->metrics.values[i],
                                    1e-4 * (1e-3 + fabs (before->metrics.values[i])));
  for (guint i = 0; i < frame->view_dim * frame->n_classes; i++)
    g_assert_cmpfloat_with_epsilon (frame->view_means[i], before->view_means[i], 1e-4);
  g_assert_cmpuint (camera->dim, ==, scene->camera->dim);
  for (guint i = 0; i < MIN (camera->dim, 3) * camera->dim; i++)
    g_assert_cmpfloat_with_epsilon (camera->rotation[i], scene->camera->rotation[i], 1e-12);
  g_assert_cmpfloat_with_epsilon (camera->zoom, scene->camera->zoom, 1e-12);
  g_assert_true (tf_metric_set_equal (tf_traces_view_get_options (window->traces_view)->hidden, scene->hidden));
  g_assert_false (tf_traces_view_get_options (window->traces_view)->log_y);
  g_assert_false (tf_means_view_get_options (window->means_view)->show_samples);
  g_assert_cmpstr (g_variant_get_string (page, NULL), ==, "vicinity");
  g_assert_false (window->wants_play);
  tf_frame_unref (scene->frame);
  tf_means_camera_free (scene->camera);
}

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
  open_path (window, path);
  wait_until (window, is_still, NULL);
  assert_scene (window, &scene);
  /* It goes on from there. */
  act (window, "play");
  wait_until (window, is_beyond, &(double){ window->frame->t });
  close_window (window);
}

static gboolean
is_settled (TfWindow *window, gpointer data)
{
  return has_frame (window, NULL) && window->frame->status == TF_RUN_SETTLED;
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
  tf_runner_set_pace (window->runner, 10);
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
  wait_until (window, has_frame, NULL);
  open_path (window, path);
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
      TfViewData data = { .frame = window->frame, .trace = window->trace, .moments = window->moments };
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
      open_path (window, path);
      wait_until (window, is_still, NULL);
      assert_scene (window, &scene);
    }
  close_window (window);
}

static gboolean
is_figure_ready (TfWindow *window, gpointer dialog)
{
  return tf_figure_dialog_is_ready (dialog);
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
  dialog = tf_figure_dialog_new (GTK_WINDOW (window), window->moments, NULL, tf_window_make_session (window), &figure);
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
  latest = window->frame->latest;
  at = (TfInstant){ window->frame->course->changes[0].at.t * 0.9, 0 };
  tf_runner_seek (window->runner, &at);
  tf_window_watch_runner (window);
  wait_until (window, is_still, NULL);
  g_assert_true (tf_frame_is_past (window->frame));
  scene = remember (window);
  save (window, path);
  change_everything (window);
  open_path (window, path);
  wait_until (window, is_still, NULL);
  g_assert_cmpint (tf_instant_compare (&window->frame->latest, &latest), ==, 0);
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
  double t = 2.7, objective;

  parameters.flow = TF_FLOW_DESCENT;
  tf_window_set_parameters (window, &parameters);
  act (window, "restart");
  wait_until (window, is_beyond, &t);
  parameters.step = 0.03;
  tf_window_set_parameters (window, &parameters);
  t = window->frame->t + 4.1;
  wait_until (window, is_beyond, &t);
  act (window, "play");
  wait_until (window, is_still, NULL);
  iteration = window->frame->iteration;
  objective = window->frame->metrics.values[TF_METRIC_OBJECTIVE];
  g_assert_cmpuint (iteration, >, 0);
  save (window, path);
  tf_window_set_parameters (window, &TF_PARAMETERS_DEFAULT);
  open_path (window, path);
  wait_until (window, is_still, NULL);
  g_assert_cmpuint (window->frame->iteration, ==, iteration);
  g_assert_cmpfloat_with_epsilon (window->frame->metrics.values[TF_METRIC_OBJECTIVE], objective, 1e-9);
  g_assert_cmpint (tf_window_get_parameters (window)->flow, ==, TF_FLOW_DESCENT);
  close_window (window);
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
  run = window->frame->run;
  open_path (window, path);
  wait_until (window, has_dialog, &dialog);
  g_assert_nonnull (strstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), "missing.csv"));
  g_assert_true (adw_message_dialog_has_response (ADW_MESSAGE_DIALOG (dialog), "locate"));
  g_assert_false (adw_message_dialog_has_response (ADW_MESSAGE_DIALOG (dialog), "open"));
  respond (dialog, "cancel");
  wait_until (window, is_still, NULL);
  g_assert_cmpuint (window->frame->run, ==, run);
  /* The window may be closed over the question. */
  open_path (window, path);
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
  t = window->frame->t;
  save (window, path);
  again = write_features ("changed.csv", 0.5);
  change_everything (window);
  open_path (window, path);
  wait_until (window, has_dialog, &dialog);
  g_assert_nonnull (strstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), "Has Changed"));
  respond (dialog, "open");
  wait_until (window, is_still, NULL);
  g_assert_cmpfloat (window->frame->t, ==, t);
  g_assert_cmpuint (window->frame->course->n_changes, ==, 2);
  close_window (window);
}

static void
test_broken (void)
{
  TfWindow *window = open_window ();
  g_autofree char *path = g_build_filename (folder, "broken.tightframe", NULL);
  guint64 run = window->frame->run;

  g_assert_true (g_file_set_contents (path, "[Tightframe]\nformat=7\n", -1, NULL));
  open_path (window, path);
  wait_until (window, has_frame, NULL);
  g_assert_cmpuint (window->frame->run, ==, run);
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
  open_path (window, path);
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
  tf_moments_get_metrics (moments, &window->frame->parameters, TRUE, &metrics);
  g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_NC1], window->frame->metrics.values[TF_METRIC_NC1], 1e-4);
  g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_NORM_H], window->frame->metrics.values[TF_METRIC_NORM_H], 1e-4);
  close_window (window);
}

static gboolean
says (TfWindow *window, gpointer words)
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
  wait_until (window, says, (gpointer) "own.csv is the file that is read");
  g_assert_true (tf_window_export (window, "features", link));
  wait_until (window, says, (gpointer) "own.svg is the file that is read");

  tf_figure_init (&figure);
  dialog = tf_figure_dialog_new (GTK_WINDOW (window), window->moments, NULL, tf_window_make_session (window), &figure);
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
  open_path (window, features);
  wait_until (window, knows_digest, NULL);
  wait_until (window, has_frame, NULL);
  save (window, path);
  open_path (window, path);
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

int
main (int argc, char **argv)
{
  int status;

  folder = g_dir_make_tmp ("tightframe-test-XXXXXX", NULL);
  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  g_setenv ("XDG_STATE_HOME", folder, TRUE);
  gsl_set_error_handler_off ();
  g_test_init (&argc, &argv, NULL);
  if (!test_has_display ())
    return 0;
  application = tf_application_new (G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  g_application_hold (G_APPLICATION (application));

  g_test_add_func ("/window-session/round-trip", test_round_trip);
  g_test_add_func ("/window-session/chosen-axis", test_chosen_axis);
  g_test_add_func ("/window-session/figure", test_figure);
  g_test_add_func ("/window-session/full-paths", test_full_paths);
  g_test_add_func ("/window-session/past", test_past);
  g_test_add_func ("/window-session/descent", test_descent);
  g_test_add_func ("/window-session/missing", test_missing);
  g_test_add_func ("/window-session/changed", test_changed);
  g_test_add_func ("/window-session/broken", test_broken);
  g_test_add_func ("/window-session/autosave", test_autosave);
  g_test_add_func ("/window-session/export", test_export);
  g_test_add_func ("/window-session/own-input", test_own_input);
  g_test_add_func ("/window-session/own-session", test_own_session);
  status = g_test_run ();
  g_clear_object (&application);
  g_free (folder);
  return status;
}
