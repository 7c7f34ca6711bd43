/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "frame.h"

#include "moments.h"

TfFrame *
tf_frame_alloc (guint n_classes, guint view_dim, guint n_kept)
{
  TfFrame *self = g_new0 (TfFrame, 1);
  gsize k = n_classes;

  self->ref_count = 1;
  self->n_classes = n_classes;
  self->view_dim = view_dim;
  self->n_kept = n_kept;
  self->view_means = g_new0 (double, view_dim * k);
  self->view_weights = g_new0 (double, view_dim * k);
  self->view_samples = g_new0 (float, (gsize) view_dim * n_kept);
  self->fixed_means = g_new0 (double, view_dim * k);
  self->fixed_weights = g_new0 (double, view_dim * k);
  self->fixed_samples = g_new0 (float, (gsize) view_dim * n_kept);
  self->cosines = g_new0 (double, k * k);
  self->norms = g_new0 (double, k);
  self->mean_squares = g_new0 (double, k);
  self->weight_squares = g_new0 (double, k);
  tf_metrics_clear (&self->metrics);
  return self;
}

TfFrame *
tf_frame_ref (TfFrame *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
tf_frame_unref (TfFrame *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_free (self->message);
  g_free (self->layers);
  g_free (self->view_means);
  g_free (self->view_weights);
  g_free (self->view_samples);
  g_free (self->fixed_means);
  g_free (self->fixed_weights);
  g_free (self->fixed_samples);
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    {
      g_free (self->held_out[kind].view);
      g_free (self->held_out[kind].fixed);
      g_free (self->held_out[kind].classes);
      g_free (self->held_out[kind].name);
    }
  g_free (self->cosines);
  g_free (self->norms);
  g_free (self->mean_squares);
  g_free (self->weight_squares);
  g_free (self->head_lengths);
  g_clear_pointer (&self->course, tf_course_unref);
  g_clear_pointer (&self->beside, tf_frame_unref);
  if (self->release != NULL)
    self->release (self->owner);
  g_free (self);
}

gboolean
tf_frame_is_past (const TfFrame *self)
{
  return self->t < self->latest.t;
}

gboolean
tf_frame_is_balanced (const TfFrame *self)
{
  return self->class_sizes == NULL || tf_sizes_are_balanced (self->n_classes, self->class_sizes);
}

gboolean
tf_frame_find_class (const TfFrame *self, const char *name, guint *k)
{
  for (*k = 0; self != NULL && self->class_names != NULL && name != NULL && *k < self->n_classes; (*k)++)
    if (g_strcmp0 (self->class_names[*k], name) == 0)
      return TRUE;
  return FALSE;
}

TfMetricSet
tf_frame_list_metrics (const TfFrame *self)
{
  return tf_metric_set_there (self != NULL && self->held_out[TF_HELD_OUT_TEST].n > 0,
                              self != NULL && self->held_out[TF_HELD_OUT_OOD].n > 0);
}
