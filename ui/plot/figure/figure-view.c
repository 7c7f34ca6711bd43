/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figure-view.h"

#include <string.h>

/* Directions of more dimensions than this are not worth their place in a text:
 * such a picture is seen from where every run is. */
#define MAX_DIM 64

void
tf_session_set_camera (TfSession *self, const TfMeansCamera *camera)
{
  double size[] = { camera->n_classes, camera->dim };

  if (camera->dim > MAX_DIM)
    return;
  tf_session_set_view_numbers (self, "camera-size", size, 2);
  tf_session_set_view_numbers (self, "camera", camera->rotation, (gsize) MIN (camera->dim, 3) * camera->dim);
  tf_session_set_view_numbers (self, "camera-zoom", &camera->zoom, 1);
  tf_session_set_view_numbers (self, "camera-relief", &camera->relief, 1);
}

TfMeansCamera *
tf_session_get_camera (TfSession *self)
{
  g_autoptr (TfMeansCamera) camera = tf_means_camera_new ();
  double size[2], rows[3 * MAX_DIM], value;
  guint n_rows;

  if (!tf_session_get_view_numbers (self, "camera-size", size, 2) || !(size[0] >= 2 && size[0] <= 1e6)
      || !(size[1] >= 1 && size[1] <= MAX_DIM))
    return NULL;
  tf_means_camera_reset (camera, size[1], size[0]);
  n_rows = MIN (camera->dim, 3);
  if (!tf_session_get_view_numbers (self, "camera", rows, (gsize) n_rows * camera->dim)
      || !tf_means_camera_look (camera, n_rows, rows))
    return NULL;
  if (tf_session_get_view_numbers (self, "camera-zoom", &value, 1))
    tf_means_camera_zoom_by (camera, value / camera->zoom);
  if (tf_session_get_view_numbers (self, "camera-relief", &value, 1))
    camera->relief = CLAMP (value, 0, 1);
  return g_steal_pointer (&camera);
}

void
tf_session_set_hidden_metrics (TfSession *self, TfMetricSet hidden)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (int i = 0; i < TF_N_METRICS; i++)
    if (tf_metric_set_has (hidden, i))
      g_string_append_printf (names, "%s%s", names->len > 0 ? " " : "", tf_metric_name (i));
  tf_session_set_view (self, "hidden-metrics", names->str);
}

void
tf_session_get_hidden_metrics (TfSession *self, TfMetricSet *hidden)
{
  const char *text = tf_session_get_view (self, "hidden-metrics");
  g_auto (GStrv) names = text != NULL ? g_strsplit (text, " ", -1) : NULL;

  if (names == NULL)
    return;
  *hidden = (TfMetricSet){ 0 };
  for (int i = 0; i < TF_N_METRICS; i++)
    if (g_strv_contains ((const char *const *) names, tf_metric_name (i)))
      tf_metric_set_add (hidden, i);
}

void
tf_session_set_flag (TfSession *self, const char *key, gboolean flag)
{
  tf_session_set_view (self, key, flag ? "true" : "false");
}

void
tf_session_get_flag (TfSession *self, const char *key, gboolean *flag)
{
  const char *text = tf_session_get_view (self, key);

  if (g_strcmp0 (text, "true") == 0 || g_strcmp0 (text, "false") == 0)
    *flag = *text == 't';
}

void
tf_session_get_options (TfSession *self, TfMeansOptions *means, TfTracesOptions *traces, gboolean *show_limit)
{
  *means = TF_MEANS_OPTIONS_DEFAULT;
  *traces = TF_TRACES_OPTIONS_DEFAULT;
  *show_limit = TRUE;
  tf_session_get_flag (self, "show-weights", &means->show_weights);
  tf_session_get_flag (self, "show-samples", &means->show_samples);
  tf_session_get_flag (self, "show-limit", show_limit);
  tf_session_get_flag (self, "log-x", &traces->log_x);
  tf_session_get_flag (self, "log-y", &traces->log_y);
  tf_session_get_flag (self, "since-change", &traces->since_change);
  tf_session_get_hidden_metrics (self, &traces->hidden);
}
