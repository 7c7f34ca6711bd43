/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "subspace.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "linalg.h"

/* Directions shorter than this share of what they come from are round-off. */
#define CUT (16 * DBL_EPSILON)
/* One pass of Gram-Schmidt is enough where this share of a vector is left. */
#define TWICE_BELOW 0.7

/* v (n) without its part in the m orthonormal columns of q; returns its norm. */
static double
reject (gsize n, gsize m, const double *q, double *v, double *along)
{
  double before, after = tf_norm (n, v);

  if (m == 0)
    return after;
  do
    {
      before = after;
      cblas_dgemv (CblasColMajor, CblasTrans, n, m, 1, q, n, v, 1, 0, along, 1);
      cblas_dgemv (CblasColMajor, CblasNoTrans, n, m, -1, q, n, along, 1, 1, v, 1);
      after = tf_norm (n, v);
    }
  while (after < TWICE_BELOW * before && after > 0);
  return after;
}

/* The columns of v without their parts in q, twice, all at once. lengths: of what the first pass leaves. */
static void
reject_block (gsize n, gsize m, const double *q, gsize n_new, double *v, double *lengths)
{
  g_autofree double *along = g_new (double, MAX (m * n_new, 1));

  for (int pass = 0; pass < 2; pass++)
    {
      tf_gemm (CblasTrans, CblasNoTrans, m, n_new, n, 1, q, v, 0, along);
      tf_gemm (CblasNoTrans, CblasNoTrans, n, n_new, m, -1, q, along, 1, v);
      for (gsize i = 0; pass == 0 && i < n_new; i++)
        lengths[i] = tf_norm (n, v + i * n);
    }
}

/* Appends to the m orthonormal columns of *basis (n rows) what the n_new columns
 * of v, that come from vectors of length `scale`, add to their span; returns the
 * new number of columns. */
static gsize
extend (gsize n, gsize m, double **basis, gsize n_new, const double *v, double scale)
{
  gsize at = m, most = MIN (n, m + n_new);
  g_autofree double *columns = g_memdup2 (v, n * n_new * sizeof (double));
  g_autofree double *lengths = g_new (double, MAX (n_new, 1));
  g_autofree double *along = g_new (double, MAX (most, 1));

  *basis = g_renew (double, *basis, n * MAX (most, 1));
  reject_block (n, m, *basis, n_new, columns, lengths);
  for (gsize i = 0; i < n_new && at < n; i++)
    {
      double *column = columns + i * n, left = tf_norm (n, column);
      gboolean again = left < TWICE_BELOW * lengths[i];
      double norm = reject (n, at - m, *basis + m * n, column, along);

      /* What is short beside what the passes left holds their round-off. */
      if (again || norm < TWICE_BELOW * left)
        norm = reject (n, at, *basis, column, along);
      if (!(norm > CUT * scale))
        continue;
      cblas_dscal (n, 1 / norm, column, 1);
      memcpy (*basis + at * n, column, n * sizeof (double));
      at++;
    }
  return at;
}

/* C with new sizes, zeros where nothing was. */
static void
enlarge_coupling (TfSubspace *self, gsize n_axes, gsize n_inner)
{
  double *larger = g_new0 (double, MAX (n_axes * n_inner, 1));

  for (gsize j = 0; j < self->n_inner; j++)
    memcpy (larger + j * n_axes, self->coupling + j * self->n_axes, self->n_axes * sizeof (double));
  g_free (self->coupling);
  self->coupling = larger;
  self->n_axes = n_axes;
  self->n_inner = n_inner;
}

/* The columns of V from `first` on are new: their rows of C, what they add to U,
 * and what they take from the rest. */
static void
couple (TfSubspace *self, gsize first, gsize n_axes)
{
  gsize d = self->dim, r = self->rank, n_new = n_axes - first, n_inner;
  const double *fresh = self->axes + first * d;
  g_autofree double *images = g_new (double, MAX (r * n_new, 1));
  g_autofree double *rows = NULL;

  tf_gemm (CblasTrans, CblasNoTrans, r, n_new, d, 1, self->rest, fresh, 0, images);
  self->n_followed = self->n_inner;
  n_inner = extend (r, self->n_inner, &self->inner, n_new, images, self->scale);
  enlarge_coupling (self, n_axes, n_inner);
  rows = g_new (double, MAX (n_new * n_inner, 1));
  tf_gemm (CblasTrans, CblasNoTrans, n_new, n_inner, r, 1, images, self->inner, 0, rows);
  for (gsize j = 0; j < n_inner; j++)
    memcpy (self->coupling + first + j * n_axes, rows + j * n_new, n_new * sizeof (double));
  tf_gemm (CblasNoTrans, CblasTrans, d, r, n_new, -1, fresh, images, 1, self->rest);
  self->n_last = n_new;
  self->is_complete = n_axes == d || (self->shift > 0 ? tf_subspace_get_rest (self) == 0 : n_inner == self->n_followed);
}

TfSubspace *
tf_subspace_new (gsize dim, gsize rank, const double *factor, double shift, gsize n_seeds, const double *seeds)
{
  TfSubspace *self = g_new0 (TfSubspace, 1);
  double longest = 0;
  gsize n_axes;

  self->dim = dim;
  self->rank = rank;
  self->rest = g_new0 (double, dim * MAX (rank, 1));
  memcpy (self->rest, factor, dim * rank * sizeof (double));
  for (gsize i = 0; i < n_seeds; i++)
    longest = MAX (longest, tf_norm (dim, seeds + i * dim));
  n_axes = extend (dim, 0, &self->axes, n_seeds, seeds, longest);
  if (n_axes == 0)
    {
      /* Nothing but zeros was sown: any direction will do. */
      self->axes = g_renew (double, self->axes, dim);
      memset (self->axes, 0, dim * sizeof (double));
      self->axes[0] = 1;
      n_axes = 1;
    }
  self->n_seeds = n_axes;
  self->shift = shift;
  self->scale = tf_norm (dim * rank, factor);
  couple (self, 0, n_axes);
  return self;
}

void
tf_subspace_free (TfSubspace *self)
{
  g_free (self->axes);
  g_free (self->inner);
  g_free (self->coupling);
  g_free (self->rest);
  g_free (self->resolvent);
  g_free (self);
}

/* L = V C U' + rest, newly allocated. */
static double *
assemble (const TfSubspace *self)
{
  gsize d = self->dim, r = self->rank, u = self->n_inner;
  double *factor = g_memdup2 (self->rest, d * MAX (r, 1) * sizeof (double));
  g_autofree double *inside = g_new (double, d * MAX (u, 1));

  tf_gemm (CblasNoTrans, CblasNoTrans, d, u, self->n_axes, 1, self->axes, self->coupling, 0, inside);
  tf_gemm (CblasNoTrans, CblasTrans, d, r, u, 1, inside, self->inner, 1, factor);
  return factor;
}

/* By the principal axes l_i: what v has along each is divided by |l_i|^2 + shift, and what is left by the shift. */
static void
resolve_along_axes (const TfSubspace *self, gsize n, double *v)
{
  gsize d = self->dim, r = self->principal.n;
  const double *axes = self->principal.axes;
  g_autofree double *along = g_new (double, r * n);

  tf_gemm (CblasTrans, CblasNoTrans, r, n, d, 1, axes, v, 0, along);
  for (gsize i = 0; i < r; i++)
    cblas_dscal (n, pow (tf_norm (d, axes + i * d), -2), along + i, r);
  if (r < d)
    tf_gemm (CblasNoTrans, CblasNoTrans, d, n, r, -1, axes, along, 1, v);
  for (gsize i = 0; i < r; i++)
    cblas_dscal (n, 1 / (pow (tf_norm (d, axes + i * d), 2) + self->shift), along + i, r);
  tf_gemm (CblasNoTrans, CblasNoTrans, d, n, r, 1, axes, along, r < d ? 1 / self->shift : 0, v);
}

void
tf_subspace_resolve (TfSubspace *self, gsize n, double *v)
{
  gsize d = self->dim;

  g_return_if_fail (self->shift > 0);
  if (self->principal.n > 0)
    {
      resolve_along_axes (self, n, v);
      return;
    }
  if (self->resolvent == NULL)
    {
      g_autofree double *factor = assemble (self);

      self->resolvent = g_new0 (double, d * d);
      tf_syrk (d, self->rank, 1, factor, 0, self->resolvent);
      for (gsize i = 0; i < d; i++)
        self->resolvent[i + i * d] += self->shift;
      if (!tf_cholesky (d, self->resolvent))
        tf_factor_gram (d, self->rank, factor, self->shift, self->resolvent);
    }
  tf_cholesky_solve (d, self->resolvent, n, v);
}

/* The images of the last block under (Sigma_W + shift I)^-1, each of length 1:
 * dim x n_last, newly allocated. */
static double *
invert_last (TfSubspace *self)
{
  gsize d = self->dim, n = self->n_last;
  double *images = g_memdup2 (self->axes + (self->n_axes - n) * d, d * n * sizeof (double));

  tf_subspace_resolve (self, n, images);
  for (gsize i = 0; i < n; i++)
    cblas_dscal (d, 1 / tf_norm (d, images + i * d), images + i * d, 1);
  return images;
}

/* What L makes of the columns of U that the last block added, outside of V:
 * dim x *n, newly allocated. */
static double *
follow_last (const TfSubspace *self, gsize *n)
{
  double *images;

  *n = self->n_inner - self->n_followed;
  images = g_new (double, MAX (self->dim * *n, 1));
  tf_gemm (CblasNoTrans, CblasNoTrans, self->dim, *n, self->rank, 1, self->rest,
           self->inner + self->n_followed * self->rank, 0, images);
  return images;
}

gboolean
tf_subspace_grow (TfSubspace *self)
{
  gsize n_fresh = self->n_last, first = self->n_axes, n_axes;
  g_autofree double *images = NULL;

  if (self->is_complete)
    return FALSE;
  images = self->shift > 0 ? invert_last (self) : follow_last (self, &n_fresh);
  n_axes = extend (self->dim, first, &self->axes, n_fresh, images, self->shift > 0 ? 1 : self->scale);
  self->is_complete = n_axes == first;
  if (self->is_complete)
    return FALSE;
  couple (self, first, n_axes);
  return TRUE;
}

gboolean
tf_subspace_append (TfSubspace *self, gsize n, const double *v)
{
  gsize first = self->n_axes, n_axes;
  double longest = 0;

  for (gsize i = 0; i < n; i++)
    longest = MAX (longest, tf_norm (self->dim, v + i * self->dim));
  n_axes = extend (self->dim, first, &self->axes, n, v, longest);
  if (n_axes == first)
    return FALSE;
  couple (self, first, n_axes);
  return TRUE;
}

double *
tf_subspace_find_missing (const TfSubspace *self, gsize n, const double *a)
{
  gsize d = self->dim, r = self->rank;
  g_autofree double *inside = g_new (double, MAX (r * n, 1));
  double *missing = g_new (double, d * n);

  tf_gemm (CblasNoTrans, CblasNoTrans, r, n, self->n_inner, 1, self->inner, a, 0, inside);
  tf_gemm (CblasNoTrans, CblasNoTrans, d, n, r, 1, self->rest, inside, 0, missing);
  if (!(tf_norm (d * n, missing) > CUT * self->scale * tf_norm (r * n, inside)))
    g_clear_pointer (&missing, g_free);
  return missing;
}

double
tf_subspace_get_rest (const TfSubspace *self)
{
  double norm = tf_norm (self->dim * self->rank, self->rest);

  return self->n_axes < self->dim && norm > 4 * CUT * self->scale ? norm * norm : 0;
}
