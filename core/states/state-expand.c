/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "state.h"

#include <math.h>
#include <string.h>

#include "linalg.h"

double
tf_start_square (const TfStart *self, const double *x, double outside)
{
  double inside = tf_norm (self->dim * self->n_columns, x);

  return inside * inside + outside * outside * self->rest;
}

double
tf_start_square_distance (const TfStart *self, const double *x, double outside)
{
  gsize size = self->dim * self->n_columns;
  g_autofree double *difference = g_memdup2 (x, size * sizeof (double));

  cblas_daxpy (size, -1, self->x0, 1, difference, 1);
  return tf_start_square (self, difference, outside - self->outside0);
}

void
tf_start_spread (const TfStart *self, gsize n, const double *rows, double *spread)
{
  tf_gemm (CblasNoTrans, CblasTrans, n, self->moments->rank, self->space->n_inner, 1, rows, self->space->inner, 0,
           spread);
}

void
tf_start_leave_span (const TfStart *self, gsize n, const double *a, double *whole)
{
  gsize d = self->moments->dim;

  if (self->basis == NULL)
    memcpy (whole, a, d * n * sizeof (double));
  else
    tf_gemm (CblasNoTrans, CblasNoTrans, d, n, self->space->dim, 1, self->basis, a, 0, whole);
}

double *
tf_start_get_axes (const TfStart *self)
{
  double *axes = g_new (double, self->moments->dim * self->dim);

  tf_start_leave_span (self, self->dim, self->space->axes, axes);
  return axes;
}

void
tf_start_get_floors_along (const TfStart *self, gsize n, const double *v, double *floors)
{
  gsize d = self->moments->dim, span = self->space->dim;
  g_autofree double *inside = g_new (double, span * n), *whole = g_new (double, d * n);

  tf_gemm (CblasNoTrans, CblasNoTrans, span, n, self->dim, 1, self->space->axes, v, 0, inside);
  tf_start_leave_span (self, n, inside, whole);
  for (gsize i = 0; i < n; i++)
    {
      double length = tf_norm (self->dim, v + i * self->dim), square = 0;

      for (gsize j = 0; j < d && length > 0; j++)
        square += pow (whole[j + i * d] / length * self->moments->floors[j], 2);
      floors[i] = sqrt (square);
    }
}

double
tf_start_get_floor (const TfStart *self, const double *v)
{
  double length = tf_norm (self->dim, v), most = 0, floor;

  for (gsize j = 0; j < self->moments->dim; j++)
    most = MAX (most, self->moments->floors[j]);
  /* Mostly it is far above any coordinate's: which one need not be known. */
  if (length > most || !(length > 0))
    return most;
  tf_start_get_floors_along (self, 1, v, &floor);
  return floor;
}

void
tf_start_expand (const TfStart *self, const double *x, double outside, double *means, double *factor)
{
  const TfSubspace *space = self->space;
  gsize span = space->dim, r = self->moments->rank, k_n = self->n_classes;
  g_autofree double *scaled = g_new (double, self->dim * k_n);
  g_autofree double *spread = g_new (double, self->dim * MAX (r, 1));
  g_autofree double *inside = g_new (double, span * MAX (k_n, r));

  tf_start_unscale_means (self, x, scaled);
  tf_gemm (CblasNoTrans, CblasNoTrans, span, k_n, self->dim, 1, space->axes, scaled, 0, inside);
  tf_start_leave_span (self, k_n, inside, means);
  if (self->samples != NULL)
    return;
  tf_start_spread (self, self->dim, x + self->dim * k_n, spread);
  memcpy (inside, space->rest, span * r * sizeof (double));
  tf_gemm (CblasNoTrans, CblasNoTrans, span, r, self->dim, 1, space->axes, spread, outside, inside);
  tf_start_leave_span (self, r, inside, factor);
}

void
tf_start_expand_weights (const TfStart *self, const double *weights, double *rows)
{
  gsize span = self->space->dim, k_n = self->n_classes;
  g_autofree double *inside = g_new (double, span * k_n);

  tf_gemm (CblasNoTrans, CblasNoTrans, span, k_n, self->dim, 1, self->space->axes, weights, 0, inside);
  tf_start_leave_span (self, k_n, inside, rows); /* row-major K x d is column-major d x K */
}

void
tf_start_unscale_means (const TfStart *self, const double *x, double *m)
{
  memcpy (m, x, self->dim * self->n_classes * sizeof (double));
  for (gsize k = 0; k < self->n_classes; k++)
    cblas_dscal (self->dim, 1 / self->sqrt_shares[k], m + k * self->dim, 1);
}

void
tf_start_centre_means (const TfStart *self, double *m)
{
  gsize d = self->dim, k_n = self->n_classes;
  g_autofree double *g = g_new0 (double, d);

  for (gsize k = 0; k < k_n; k++)
    cblas_daxpy (d, 1.0 / k_n, m + k * d, 1, g, 1);
  for (gsize k = 0; k < k_n; k++)
    cblas_daxpy (d, -1, g, 1, m + k * d, 1);
}
