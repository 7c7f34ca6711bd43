/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "class-variances.h"

#include <math.h>
#include <string.h>

#include "linalg.h"
#include "scatter.h"
#include "variance-store.h"

/* The columns of U from n_inner on, in the map and in every U'S_k U. */
static void
add_inner (TfClassVariances *self, const TfStart *start, const double *map)
{
  const TfMoments *moments = start->moments;
  gsize e = tf_scatter_get_dim (moments), r = moments->rank, first = self->n_inner, u = start->space->n_inner, n = u - first;
  g_autofree double *square = g_new (double, e * e), *image = g_new (double, e * n), *columns = g_new (double, u * n);

  self->map = g_renew (double, self->map, e * u);
  tf_gemm (CblasNoTrans, CblasNoTrans, e, n, r, 1, map, start->space->inner + first * r, 0, self->map + first * e);
  for (gsize k = 0; k < self->n_classes; k++)
    {
      self->inner[k] = g_renew (double, self->inner[k], tf_packed_size (u));
      tf_scatter_unpack (moments, k, square);
      tf_gemm (CblasNoTrans, CblasNoTrans, e, n, e, 1, square, self->map + first * e, 0, image);
      tf_gemm (CblasTrans, CblasNoTrans, u, n, e, 1, self->map, image, 0, columns);
      for (gsize j = first; j < u; j++)
        for (gsize i = 0; i <= j; i++)
          self->inner[k][i + tf_packed_size (j)] = columns[i + (j - first) * u];
    }
  self->n_inner = u;
}

/* <rest'rest, S_k> = <R R', Sigma_k> with R = map rest', e x s. */
static void
find_rests (TfClassVariances *self, const TfStart *start, const double *map)
{
  const TfMoments *moments = start->moments;
  gsize e = tf_scatter_get_dim (moments), s = start->space->dim, size = tf_packed_size (e);
  g_autofree double *image = g_new (double, e * s), *square = g_new (double, e * e), *packed = g_new (double, size);

  tf_gemm (CblasNoTrans, CblasTrans, e, s, moments->rank, 1, map, start->space->rest, 0, image);
  tf_syrk (e, s, 1, image, 0, square);
  tf_scatter_pack_factor (e, square, packed);
  for (gsize k = 0; k < self->n_classes; k++)
    self->rests[k] = MAX (tf_dot (size, packed, moments->scatters + k * size), 0);
}

/* Up with V, which only grows. */
static void
follow (TfClassVariances *self, const TfStart *start)
{
  g_autofree double *map = NULL;

  if (self->n_axes == start->space->n_axes && self->n_inner == start->space->n_inner)
    return;
  if (self->inner == NULL)
    {
      self->n_classes = start->n_classes;
      self->inner = g_new0 (double *, self->n_classes);
      self->rests = g_new0 (double, self->n_classes);
    }
  map = tf_scatter_get_map (start->moments);
  if (start->space->n_inner > self->n_inner)
    add_inner (self, start, map);
  if (start->rest > 0)
    find_rests (self, start, map);
  self->n_axes = start->space->n_axes;
}

/* square (e x e, its lower triangle) = share Z b'b Z' + beta square; Z: e x u, b: dim x u. */
static void
add_square (gsize e, gsize dim, gsize u, const double *z, const double *b, double share, double beta, double *square)
{
  g_autofree double *image = g_new (double, MAX (e * dim, 1));

  tf_gemm (CblasNoTrans, CblasTrans, e, dim, u, 1, z, b, 0, image);
  tf_syrk (e, dim, share, image, beta, square);
}

/* The one state by itself. */
static void
measure_at_once (const TfStart *start, const double *x, double outside, double *variances)
{
  const TfMoments *moments = start->moments;
  gsize e = tf_scatter_get_dim (moments), u = start->space->n_inner, size = tf_packed_size (e);
  double share = start->rest > 0 ? outside * outside : 0;
  g_autofree double *map = tf_scatter_get_map (moments), *z = g_new (double, MAX (e * u, 1));
  g_autofree double *square = g_new0 (double, MAX (e * e, 1)), *packed = g_new (double, MAX (size, 1));

  tf_gemm (CblasNoTrans, CblasNoTrans, e, u, moments->rank, 1, map, start->space->inner, 0, z);
  add_square (e, start->dim, u, z, x + start->dim * start->n_classes, 1, 0, square);
  if (share > 0)
    add_square (e, start->dim, u, z, start->space->coupling, -share, 1, square);
  tf_scatter_pack_factor (e, square, packed);
  for (gsize k = 0; k < start->n_classes; k++)
    variances[k] = MAX (tf_dot (size, packed, moments->scatters + k * size) + share * moments->spreads[k], 0);
}

void
tf_start_measure_at_once (TfStart *start)
{
  if (start->class_variances != NULL)
    start->class_variances->at_once = TRUE;
}

/* B'B as it meets a packed matrix; B: dim x u. */
static double *
square_noise (const TfStart *start, const double *b)
{
  gsize dim = start->dim, u = start->space->n_inner;
  g_autofree double *transposed = g_new (double, MAX (dim * u, 1)), *square = g_new (double, MAX (u * u, 1));
  double *packed = g_new (double, MAX (tf_packed_size (u), 1));

  for (gsize j = 0; j < u; j++)
    for (gsize i = 0; i < dim; i++)
      transposed[j + i * u] = b[i + j * dim];
  tf_syrk (u, dim, 1, transposed, 0, square);
  tf_scatter_pack_factor (u, square, packed);
  return packed;
}

/* Of a whole start each class has columns of its own. */
static void
measure_columns (const TfStart *start, const double *x, double outside, double *variances)
{
  const double *column = x + start->dim * start->n_classes;
  g_autofree double *rests = g_new0 (double, start->n_classes);

  if (start->all != NULL)
    tf_start_get_rests (start, rests);
  for (gsize k = 0; k < start->n_classes; k++)
    {
      gsize size = start->dim * (start->samples->sizes[k] - 1);

      variances[k] = pow (tf_norm (size, column) / start->sqrt_shares[k], 2) + outside * outside * rests[k];
      column += size;
    }
}

/* The state is that of the moments: what they know of H0 needs no map. */
static gboolean
is_h0 (const TfStart *start, const double *x, double outside)
{
  return start->space != NULL && !start->is_later && start->moments->spreads != NULL && outside == start->outside0
         && (x == start->x0 || memcmp (x, start->x0, start->dim * start->n_columns * sizeof (double)) == 0);
}

gboolean
tf_start_get_class_variances (const TfStart *start, const double *x, double outside, double *variances)
{
  TfClassVariances *self = start->class_variances;
  g_autofree double *square = NULL;

  if (start->samples != NULL)
    {
      measure_columns (start, x, outside, variances);
      return TRUE;
    }
  if (is_h0 (start, x, outside))
    {
      memcpy (variances, start->moments->spreads, start->n_classes * sizeof (double));
      return TRUE;
    }
  if (start->moments->scatters == NULL)
    return FALSE;
  if (self->at_once && start->moments->spreads != NULL)
    {
      measure_at_once (start, x, outside, variances);
      return TRUE;
    }
  follow (self, start);
  square = square_noise (start, x + start->dim * start->n_classes);
  for (gsize k = 0; k < start->n_classes; k++)
    {
      double inside = self->n_inner > 0 ? tf_dot (tf_packed_size (self->n_inner), square, self->inner[k]) : 0;

      variances[k] = MAX (inside, 0) + (start->rest > 0 ? outside * outside * self->rests[k] : 0);
    }
  return TRUE;
}
