/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "integrator-private.h"
#include "linalg.h"

/* Where the start is thin (state.h), W lacks at the end of a step what the step should have
 * brought it outside of V,
 *
 *     sqrt (eta K) sum over stages of b_s outside_s X0 R_s',
 *
 * in the coordinates of a joint flow's y. Where that is too much, V grows and the step is
 * made again. */

/* So much of the error that W may have from a step may be missing ... */
#define MISSING_SHARE 0.2
/* ... and directions with this share of that are worth a place in V: they would soon be missed. */
#define PLACE_SHARE 0.01
/* Steps that are made again so often in a row are so in all directions. */
#define MOST_TURNS 8

/* Stages whose directions V gets, beside those of the step: at 1/3, 3/5 and all of it. */
static const guint looked_at[] = { 5, 9, 11 };

/* What `rows` columns of v (space->dim rows, from *n on) get: what is outside of V for these
 * sums of residuals, K rows each. */
static void
add_outside (const TfIntegrator *self, gsize rows, const double *sums, double *v, gsize *n)
{
  gsize span = self->start->space->dim;
  g_autofree double *outside = tf_start_find_outside (self->start, rows, sums);

  cblas_dscal (span * rows, sqrt (self->parameters.eta * self->start->n_classes), outside, 1);
  memcpy (v + *n * span, outside, span * rows * sizeof (double));
  *n += rows;
}

/* Of the step itself, explicit or not, its residuals' sum over time. Of an implicit one by
 * the state at its end, where the system is then evaluated. */
static gboolean
sum_step (TfIntegrator *self, double h, double *sum)
{
  double weights[TF_RUNGE_KUTTA_STAGES];
  gsize size = self->start->n_classes * self->start->n_columns;

  if (self->implicit)
    {
      if (!tf_system_evaluate (self->system, self->y_new, self->error))
        return FALSE;
      memcpy (sum, tf_system_get_residual (self->system), size * sizeof (double));
      cblas_dscal (size, h * tf_start_relax_outside (self->start, &self->parameters, self->outside, h), sum, 1);
      return TRUE;
    }
  tf_runge_kutta_get_weights (h, weights);
  tf_system_sum_residuals (self->system, TF_RUNGE_KUTTA_STAGES, weights, self->outside, sum);
  return TRUE;
}

/* All of them in one pass over the samples. sum: K x q, scratch. */
static void
add_stages (TfIntegrator *self, double h, double *sum, double *v, gsize *n)
{
  gsize k_n = self->start->n_classes, q = self->start->n_columns, rows = k_n * G_N_ELEMENTS (looked_at);
  g_autofree double *sums = NULL;

  if (self->implicit)
    return;
  sums = g_new (double, rows * q);
  for (gsize i = 0; i < G_N_ELEMENTS (looked_at); i++)
    {
      double weights[TF_RUNGE_KUTTA_STAGES] = { 0 };

      weights[looked_at[i]] = h / G_N_ELEMENTS (looked_at);
      tf_system_sum_residuals (self->system, TF_RUNGE_KUTTA_STAGES, weights, self->outside, sum);
      for (gsize j = 0; j < q; j++)
        memcpy (sums + i * k_n + j * rows, sum + j * k_n, k_n * sizeof (double));
    }
  add_outside (self, rows, sums, v, n);
}

static gboolean
is_thin (const TfIntegrator *self)
{
  return self->start->all != NULL && self->start->dim < self->start->space->dim;
}

void
tf_integrator_complete (TfIntegrator *self)
{
  gsize dim = self->start->dim;

  if (!is_thin (self))
    return;
  tf_start_complete (self->start);
  tf_integrator_follow_growth (self, dim, self->start->n_columns);
}

/* V gets the leading directions of the n columns of v. */
static void
grow (TfIntegrator *self, gsize n, double *v, double least)
{
  gsize span = self->start->space->dim, dim = self->start->dim, p = MIN (span, n), n_new = 0;
  g_autofree double *u = g_new (double, span * p), *lengths = g_new (double, p);

  if (tf_svd (span, n, v, u, lengths, NULL))
    while (n_new < p && lengths[n_new] > least)
      n_new++;
  if (n_new == 0 || !tf_start_append_axes (self->start, n_new, u))
    tf_start_complete (self->start);
  tf_integrator_follow_growth (self, dim, self->start->n_columns);
}

gboolean
tf_integrator_widen (TfIntegrator *self, double h, guint turns)
{
  gsize span, k_n = self->start->n_classes, n = 0;
  double allowed = MISSING_SHARE * self->scales.weights;
  g_autofree double *sum = NULL, *v = NULL;

  if (!is_thin (self))
    return FALSE;
  if (turns >= MOST_TURNS)
    {
      tf_integrator_complete (self);
      return TRUE;
    }
  span = self->start->space->dim;
  sum = g_new (double, k_n * self->start->n_columns);
  v = g_new (double, span * k_n *(1 + G_N_ELEMENTS (looked_at)));
  if (!sum_step (self, h, sum))
    return FALSE; /* the end of the step is no state */
  add_outside (self, k_n, sum, v, &n);
  if (tf_norm (span * n, v) <= allowed)
    return FALSE;
  add_stages (self, h, sum, v, &n);
  grow (self, n, v, PLACE_SHARE * allowed);
  return TRUE;
}
