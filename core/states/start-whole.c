/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "kept.h"
#include "linalg.h"
#include "state.h"
#include "variance-store.h"

/* Starts whose state is all of H (state.h). */

/* V is all of the span. */
static TfSubspace *
take_all (gsize span, const TfMoments *moments)
{
  gsize r = moments->rank, s = moments->span;
  g_autofree double *identity = g_new0 (double, span * span), *factor = g_new0 (double, MAX (span * r, 1));
  TfSubspace *space;

  for (gsize i = 0; i < span; i++)
    identity[i + i * span] = 1;
  for (gsize j = 0; j < r; j++)
    memcpy (factor + j * span, moments->span_factor + j * s, s * sizeof (double));
  space = tf_subspace_new (span, r, factor, 0, span, identity);
  space->is_complete = TRUE;
  return space;
}

/* V'Vr a of a in the coordinates of the reduced start's Vr (n columns): dim x n. */
static double *
translate (const TfStart *self, const TfStart *reduced, gsize n, const double *a)
{
  gsize span = self->space->dim;
  g_autofree double *inside = g_new (double, MAX (span * n, 1));
  double *here = g_new (double, MAX (self->dim * n, 1));

  tf_gemm (CblasNoTrans, CblasNoTrans, span, n, reduced->dim, 1, reduced->space->axes, a, 0, inside);
  tf_gemm (CblasTrans, CblasNoTrans, self->dim, n, span, 1, self->space->axes, inside, 0, here);
  return here;
}

void
tf_start_take_all_axes (TfStart *self)
{
  TfSubspace *before = self->space;

  self->space = take_all (before->dim, self->moments);
  tf_subspace_free (before);
  self->dim = self->space->n_axes;
  self->rest = 0;
}

TfStart *
tf_start_new_whole (const TfStart *reduced, GError **error)
{
  TfSamples *samples = tf_samples_new (reduced->moments, error);
  gsize k_n = reduced->n_classes;
  g_autofree double *axes = NULL, *means = NULL;
  TfStart *self;

  if (samples == NULL)
    return NULL;
  self = g_new0 (TfStart, 1);
  self->moments = tf_moments_ref (reduced->moments);
  self->samples = samples;
  self->n_classes = k_n;
  self->class_variances = tf_class_variances_new ();
  self->outside0 = 1;
  self->sqrt_shares = g_memdup2 (reduced->sqrt_shares, k_n * sizeof (double));
  if (reduced->own_basis != NULL)
    self->own_basis = g_memdup2 (reduced->own_basis, self->moments->dim * reduced->space->dim * sizeof (double));
  self->basis = self->own_basis != NULL ? self->own_basis : self->moments->basis;
  self->space = take_all (reduced->space->dim, self->moments);
  self->dim = self->space->n_axes;
  self->n_columns = samples->n;
  self->x0 = g_new0 (double, self->dim * self->n_columns);
  axes = tf_start_get_axes (self);
  means = translate (self, reduced, k_n, reduced->x0);
  memcpy (self->x0, means, self->dim * k_n * sizeof (double));
  tf_samples_map_deviations (samples, self->moments, self->dim, axes, self->x0);
  if (reduced->weights0 != NULL)
    self->weights0 = tf_start_lift_weights (self, reduced, k_n, reduced->weights0);
  if (reduced->layers0 != NULL)
    {
      self->layers0 = tf_head_layers_copy (reduced->layers0);
      self->first0 = tf_start_lift_weights (self, reduced, self->layers0->sizes[1], reduced->first0);
    }
  if (reduced->bias0 != NULL)
    self->bias0 = g_memdup2 (reduced->bias0, k_n * sizeof (double));
  return self;
}

double *
tf_start_lift_weights (const TfStart *self, const TfStart *reduced, gsize n, const double *weights)
{
  return translate (self, reduced, n, weights);
}

/* A deviation is (Vr B U' + outside rest) z, z = L^+ (h0 - m0). */
double *
tf_start_lift_state (const TfStart *self, const TfStart *reduced, const double *x, double outside)
{
  gsize k_n = self->n_classes, r = self->moments->rank, span = self->space->dim, d = self->moments->dim;
  double *lifted = g_new0 (double, self->dim * self->n_columns);
  g_autofree double *means = translate (self, reduced, k_n, x), *spread = g_new (double, reduced->dim * MAX (r, 1));
  g_autofree double *inside = g_memdup2 (reduced->space->rest, span * r * sizeof (double));
  g_autofree double *here = g_new (double, self->dim * MAX (r, 1)), *map = g_new0 (double, d * self->dim);
  g_autofree double *inverse = tf_moments_invert_factor (self->moments);

  memcpy (lifted, means, self->dim * k_n * sizeof (double));
  if (r == 0)
    return lifted;
  tf_start_spread (reduced, reduced->dim, x + reduced->dim * k_n, spread);
  tf_gemm (CblasNoTrans, CblasNoTrans, span, r, reduced->dim, 1, reduced->space->axes, spread, outside, inside);
  tf_gemm (CblasTrans, CblasNoTrans, self->dim, r, span, 1, self->space->axes, inside, 0, here);
  tf_gemm (CblasNoTrans, CblasTrans, d, self->dim, r, 1, inverse, here, 0, map);
  tf_samples_map_deviations (self->samples, self->moments, self->dim, map, lifted);
  return lifted;
}

double *
tf_start_see_deviations (const TfStart *self, gsize n, const double *rows, const double *x)
{
  gsize k_n = self->n_classes, n_samples = self->n_columns;
  double *seen = g_new (double, n * n_samples);
  g_autofree double *turned = g_new0 (double, n * n_samples);

  tf_gemm (CblasTrans, CblasNoTrans, n, n_samples - k_n, self->dim, sqrt (n_samples), rows, x + self->dim * k_n, 0,
           turned + n * k_n);
  tf_samples_turn_back (self->samples, n, turned, seen);
  return seen;
}

static void
add_reduced (const TfStart *self, gsize n, const double *rows, const double *x, float *image)
{
  gsize inner = self->n_columns - self->n_classes;
  g_autofree double *along = g_new (double, n * MAX (inner, 1));
  g_autofree double *spread = g_new (double, n * MAX (self->moments->rank, 1));

  tf_gemm (CblasTrans, CblasNoTrans, n, inner, self->dim, 1, rows, x + self->dim * self->n_classes, 0, along);
  tf_start_spread (self, n, along, spread);
  tf_kept_add_image (self->moments, n, spread, image);
}

void
tf_start_add_deviations (const TfStart *self, gsize n, const double *rows, const double *x, float *image)
{
  const TfKept *kept = self->moments->kept;
  g_autofree double *seen = NULL;

  if (self->samples == NULL)
    {
      add_reduced (self, n, rows, x, image);
      return;
    }
  seen = tf_start_see_deviations (self, n, rows, x);
  for (gsize i = 0; i < kept->n; i++)
    for (gsize j = 0; j < n; j++)
      image[j + i * n] += seen[j + self->samples->places[kept->chosen[i]] * n];
}

/* In the whole span, turned: V X, and outside of V so much of X0. */
static double *
leave_space (const TfStart *self, const double *x, double outside)
{
  gsize span = self->space->dim, n = self->n_columns;
  double *all = g_new (double, span * n);
  g_autofree double *inside = g_memdup2 (x, self->dim * n * sizeof (double));

  memcpy (all, self->all, span * n * sizeof (double));
  cblas_daxpy (self->dim * n, -outside, self->x0, 1, inside, 1);
  tf_gemm (CblasNoTrans, CblasNoTrans, span, n, self->dim, 1, self->space->axes, inside, outside, all);
  return all;
}

double *
tf_start_expand_samples (const TfStart *self, const double *x, double outside)
{
  const TfSamples *samples = self->samples;
  gsize d = self->moments->dim, n = self->n_columns, span = self->space->dim;
  g_autofree double *inside = self->all != NULL ? leave_space (self, x, outside) : NULL;
  g_autofree double *sorted = g_new (double, span * n), *by_class = g_new (double, d * n);
  double *all = g_new (double, d * n);

  /* A whole start's V is the identity. */
  tf_samples_turn_back (samples, span, inside != NULL ? inside : x, sorted);
  cblas_dscal (span * n, sqrt (n), sorted, 1);
  tf_start_leave_span (self, n, sorted, by_class);
  for (gsize i = 0; i < n; i++)
    memcpy (all + i * d, by_class + samples->places[i] * d, d * sizeof (double));
  return all;
}
