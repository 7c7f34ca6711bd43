/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-window.h"

#include <math.h>

#include "flow.h"
#include "figure-dialog.h"
#include "metrics-near.h"

/* conditions */

gboolean
is_beyond (TfWindow *window, gpointer data)
{
  return has_own_frame (window, NULL) && tf_lab_get_frame (window->lab)->t > *(double *) data;
}

gboolean
is_still (TfWindow *window, gpointer data)
{
  return has_own_frame (window, NULL) && window->opening == NULL && !tf_lab_is_busy (window->lab) && window->tick == 0;
}

static gboolean
has_changes (TfWindow *window, gpointer data)
{
  return tf_lab_get_frame (window->lab)->course->n_changes == GPOINTER_TO_UINT (data);
}

gboolean
knows_digest (TfWindow *window, gpointer data)
{
  return tf_source_get_digest (tf_lab_get_source (window->lab)) != NULL;
}

/* helpers */

void
set_state (TfWindow *window, const char *name, GVariant *state)
{
  g_action_group_change_action_state (G_ACTION_GROUP (window), name, state);
}

char *
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

void
open_file (TfWindow *window, const char *path)
{
  GFile *file = g_file_new_for_path (path);

  tf_window_open_files (window, &file, 1);
  g_object_unref (file);
}

void
make_run (TfWindow *window, const char *features)
{
  TfParameters parameters = TF_PARAMETERS_DEFAULT;

  open_file (window, features);
  wait_until (window, knows_digest, NULL);
  go_beyond (window, 0.3);
  parameters.beta = 0.1;
  tf_window_set_parameters (window, &parameters);
  wait_until (window, has_changes, GUINT_TO_POINTER (1));
  parameters.lambda_h = 1e-4;
  parameters.bias = TRUE;
  go_beyond (window, tf_lab_get_frame (window->lab)->t * 1.5);
  tf_window_set_parameters (window, &parameters);
  wait_until (window, has_changes, GUINT_TO_POINTER (2));
  go_beyond (window, tf_lab_get_frame (window->lab)->t * 2);
  tf_means_view_rotate (window->means_view, 0.4, -0.3);
  tf_means_view_zoom_by (window->means_view, 1.7);
  tf_traces_view_toggle (window->traces_view, TF_METRIC_NC2);
  set_state (window, "log-y", g_variant_new_boolean (FALSE));
  set_state (window, "show-samples", g_variant_new_boolean (FALSE));
  set_state (window, "page", g_variant_new_string ("vicinity"));
}

void
change_everything (TfWindow *window)
{
  tf_window_set_parameters (window, &TF_PARAMETERS_DEFAULT);
  set_state (window, "log-y", g_variant_new_boolean (TRUE));
  set_state (window, "show-samples", g_variant_new_boolean (TRUE));
  set_state (window, "page", g_variant_new_string ("run"));
  tf_traces_view_set_hidden (window->traces_view, (TfMetricSet){ 0 });
  tf_window_open_default (window);
  wait_until (window, has_own_frame, NULL);
  act (window, "reset-view");
}

void
save (TfWindow *window, const char *path)
{
  g_autoptr (TfSession) session = tf_window_make_session (window);

  g_assert_nonnull (session);
  g_assert_true (tf_session_save (session, path, NULL));
}

Scene
remember (TfWindow *window)
{
  return (Scene){ tf_frame_ref (tf_lab_get_frame (window->lab)), tf_means_camera_copy (tf_means_view_get_camera (window->means_view)),
                  tf_traces_view_get_options (window->traces_view)->hidden };
}

void
assert_scene (TfWindow *window, Scene *scene)
{
  const TfFrame *frame = tf_lab_get_frame (window->lab), *before = scene->frame;
  const TfMeansCamera *camera = tf_means_view_get_camera (window->means_view);
  g_autoptr (GVariant) page = g_action_group_get_action_state (G_ACTION_GROUP (window), "page");

  g_assert_cmpfloat (frame->t, ==, before->t);
  g_assert_cmpuint (frame->iteration, ==, before->iteration);
  g_assert_true (tf_course_equal (frame->course, before->course));
  /* The sliders hold what was in force last, also where one looks back. */
  g_assert_true (tf_parameters_equal (tf_window_get_parameters (window),
                                      tf_course_get_parameters (before->course, &before->latest)));
  assert_metrics_near (&frame->metrics, &before->metrics, tf_metric_set_all (), 1e-4, 1e-7);
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
  g_assert_false (tf_lab_wants_play (window->lab));
  tf_frame_unref (scene->frame);
  tf_means_camera_free (scene->camera);
}

gboolean
is_figure_ready (TfWindow *window, gpointer dialog)
{
  return tf_figure_dialog_is_ready (dialog);
}
