/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "means-options.h"

TfMeansTrail *
tf_means_trail_new (guint capacity)
{
  TfMeansTrail *self = g_new0 (TfMeansTrail, 1);

  self->capacity = MAX (capacity, 2);
  return self;
}

void
tf_means_trail_free (TfMeansTrail *self)
{
  g_free (self->points);
  g_free (self);
}

void
tf_means_trail_clear (TfMeansTrail *self)
{
  self->n_points = 0;
}

void
tf_means_trail_append (TfMeansTrail *self, const TfFrame *frame, const double *means)
{
  gsize size = (gsize) frame->view_dim * frame->n_classes;

  if (self->points == NULL || self->dim != frame->view_dim || self->n_classes != frame->n_classes)
    {
      self->dim = frame->view_dim;
      self->n_classes = frame->n_classes;
      self->n_points = 0;
      self->points = g_renew (double, self->points, size * self->capacity);
    }
  if (self->n_points == self->capacity)
    memmove (self->points, self->points + size, sizeof (double) * size * --self->n_points);
  memcpy (self->points + size * self->n_points++, means, sizeof (double) * size);
}
