/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "map-look.h"

#include <math.h>
#include <string.h>

void
tf_map_look_init (TfMapLook *self)
{
  *self = (TfMapLook){ .axes = tf_map_make_axes ("beta", "lambda-h"), .t = 1, .metric = TF_METRIC_NC1 };
}

void
tf_map_look_clear (TfMapLook *self)
{
  g_clear_pointer (&self->axes, g_free);
}

TfSweepGrid *
tf_map_axes_read (const char *axes, GError **error)
{
  static double two[] = { 0, 1 };
  const TfSweepEpochs some = { .n = 2, .epochs = two };
  g_autofree char *text = tf_sweep_epochs_expand (&some, axes, 2);

  return tf_sweep_grid_new_from_text (text, error);
}

/* Lists of values are for tables: nothing says where between them one is. */
gboolean
tf_map_axes_are_even (const char *axes)
{
  g_autoptr (TfSweepGrid) grid = tf_map_axes_read (axes, NULL);

  if (grid == NULL || grid->n_axes > 2)
    return FALSE;
  for (guint i = 0; i < grid->n_axes; i++)
    if (grid->axes[i].n_values < 2)
      return FALSE;
  return strpbrk (axes, ",;") == NULL;
}

void
tf_map_look_save (const TfMapLook *self, TfSession *session)
{
  tf_session_set_view (session, "map-axes", self->axes);
  tf_session_set_view (session, "map-metric", tf_map_metric_id (self->metric));
  tf_session_set_view (session, "map-curves", self->as_family ? "true" : "false");
  if (self->on_flow)
    tf_session_set_view_numbers (session, "map-at", &self->t, 1);
}

void
tf_map_look_load (TfMapLook *self, TfSession *session)
{
  const char *axes = tf_session_get_view (session, "map-axes"), *curves = tf_session_get_view (session, "map-curves");

  if (axes != NULL && tf_map_axes_are_even (axes))
    {
      g_autoptr (TfSweepGrid) grid = tf_map_axes_read (axes, NULL);

      g_free (self->axes);
      self->axes = g_strdup (tf_sweep_axes_have_epochs (axes) ? axes : grid->text); /* as maps have it, whoever wrote the session */
    }
  tf_map_metric_from_id (tf_session_get_view (session, "map-metric"), &self->metric);
  if (curves != NULL)
    self->as_family = strcmp (curves, "true") == 0;
  self->on_flow = tf_session_get_view_numbers (session, "map-at", &self->t, 1) && self->t >= 0;
}

TfMapQuestion
tf_map_look_ask (const TfMapLook *self, const TfParameters *parameters, TfMoments *moments, TfSource *source, TfSweepEpochs *epochs,
                 const double *epoch)
{
  gboolean descends = self->on_flow && tf_parameters_count_iterations (parameters), of_all = tf_sweep_axes_have_epochs (self->axes);

  return (TfMapQuestion){
    .axes = self->axes,
    .at = { self->on_flow, descends ? round (self->t) : self->t, descends },
    .parameters = *parameters,
    .moments = of_all ? NULL : moments, /* those of one epoch have no say */
    .synthetic = source != NULL ? tf_source_get_synthetic (source) : NULL,
    .epochs = of_all ? epochs : NULL,
    .epoch = of_all ? epoch : NULL,
  };
}
