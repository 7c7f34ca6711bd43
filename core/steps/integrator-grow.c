/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "integrator-private.h"

/* What an integrator has of the size of its state, as V grows. */

void
tf_integrator_allocate (TfIntegrator *self)
{
  gsize size = tf_system_get_size (self->system);

  if (size == self->size)
    return;
  self->y = g_realloc_n (self->y, size, sizeof (double));
  self->dy = g_realloc_n (self->dy, size, sizeof (double));
  self->y_new = g_realloc_n (self->y_new, size, sizeof (double));
  self->error = g_realloc_n (self->error, size, sizeof (double));
  self->mode = g_realloc_n (self->mode, size, sizeof (double));
  self->size = size;
}

void
tf_integrator_evaluate_accepted (TfIntegrator *self)
{
  if (!tf_system_evaluate (self->system, self->y, self->dy))
    g_assert_not_reached (); /* an accepted state is finite */
}

double *
tf_integrator_embed (TfIntegrator *self, gsize dim, gsize q, gsize size, const double *v, double outside)
{
  gsize rows = tf_system_count_rows (self->system), rest = size - dim * (q + rows);
  gsize features = self->start->dim * self->start->n_columns, thick = self->start->dim * rows;
  double *embedded = tf_start_embed_state (self->start, dim, q, v, outside);
  g_autofree double *weights = tf_start_embed_weights (self->start, dim, rows, v + dim * q);

  embedded = g_renew (double, embedded, features + thick + rest);
  if (thick > 0)
    memcpy (embedded + features, weights, thick * sizeof (double));
  memcpy (embedded + features + thick, v + dim * (q + rows), rest * sizeof (double));
  return embedded;
}

void
tf_integrator_follow_growth (TfIntegrator *self, gsize dim, gsize q)
{
  g_autofree double *y = tf_integrator_embed (self, dim, q, self->size, self->y, self->outside);
  g_autofree double *mode = tf_integrator_embed (self, dim, q, self->size, self->mode, 0);

  tf_system_resize (self->system);
  if (self->rosenbrock != NULL)
    tf_rosenbrock_resize (self->rosenbrock);
  tf_integrator_allocate (self);
  memcpy (self->y, y, self->size * sizeof (double));
  memcpy (self->mode, mode, self->size * sizeof (double));
  tf_integrator_evaluate_accepted (self);
}
