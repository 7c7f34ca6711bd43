/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "weight-search-private.h"

#include <math.h>
#include <string.h>

#include "linalg.h"

/* (share Sigma_W + share M M' + sigma I), the part of X P X' + sigma I that W has no say in. */
static gboolean
set_base (TfWeightSearch *self, double share)
{
  gsize n = self->n, k_n = self->k_n;

  for (gsize i = 0; i < n; i++)
    self->diagonal[i] = 1 / (share * self->squares[i] + self->sigma);
  for (gsize k = 0; k < k_n; k++)
    for (gsize i = 0; i < n; i++)
      self->divided_means[i + k * n] = self->diagonal[i] * self->means[i + k * n];
  tf_gemm (CblasTrans, CblasNoTrans, k_n, k_n, n, share, self->means, self->divided_means, 0, self->base);
  for (gsize k = 0; k < k_n; k++)
    self->base[k + k * k_n] += 1;
  self->share = share;
  return tf_cholesky (k_n, self->base);
}

/* b (n x m) <- that, inverted, times b. */
static void
solve_base (const TfWeightSearch *self, gsize m, double *b)
{
  gsize n = self->n, k_n = self->k_n;
  g_autofree double *along = g_new (double, k_n * m);

  tf_gemm (CblasTrans, CblasNoTrans, k_n, m, n, 1, self->divided_means, b, 0, along);
  tf_cholesky_solve (k_n, self->base, m, along);
  for (gsize j = 0; j < m; j++)
    for (gsize i = 0; i < n; i++)
      b[i + j * n] *= self->diagonal[i];
  tf_gemm (CblasNoTrans, CblasNoTrans, n, m, k_n, -self->share, self->divided_means, along, 1, b);
}

/* b (n x K) <- (X P X' + sigma I)^-1 b, with F, W and E E' of now. */
static gboolean
solve (TfWeightSearch *self, double *b)
{
  gsize n = self->n, k_n = self->k_n, m = 2 * k_n;
  g_autofree double *products = g_new (double, m * m), *core = g_new (double, m * m);
  g_autofree double *along = g_new (double, m * k_n), *pulled = g_new (double, m * k_n);

  memcpy (self->divided, self->columns, n * m * sizeof (double));
  solve_base (self, m, self->divided);
  tf_gemm (CblasTrans, CblasNoTrans, m, m, n, 1, self->columns, self->divided, 0, products);
  tf_gemm (CblasNoTrans, CblasNoTrans, m, m, m, 1, self->small, products, 0, core);
  for (gsize i = 0; i < m; i++)
    core[i + i * m] += 1;
  tf_gemm (CblasTrans, CblasNoTrans, m, k_n, n, 1, self->divided, b, 0, along);
  tf_gemm (CblasNoTrans, CblasNoTrans, m, k_n, m, 1, self->small, along, 0, pulled);
  if (!tf_solve (m, core, k_n, pulled))
    return FALSE;
  solve_base (self, k_n, b);
  tf_gemm (CblasNoTrans, CblasNoTrans, n, k_n, m, -1, self->divided, pulled, 1, b);
  return TRUE;
}

/* (W W' + lambda I)^-1. */
static gboolean
invert_gram (TfWeightSearch *self, const double *w)
{
  gsize k_n = self->k_n;
  g_autofree double *gram = g_new (double, k_n * k_n);

  tf_gemm (CblasTrans, CblasNoTrans, k_n, k_n, self->n, 1, w, w, 0, gram);
  memset (self->inverse, 0, k_n * k_n * sizeof (double));
  for (gsize k = 0; k < k_n; k++)
    {
      gram[k + k * k_n] += self->lambda;
      self->inverse[k + k * k_n] = 1;
    }
  if (!tf_cholesky (k_n, gram))
    return FALSE;
  tf_cholesky_solve (k_n, gram, k_n, self->inverse);
  return TRUE;
}

/* E E'; returns <E, T - a W X0>. image: Sigma_W W'. */
static double
find_spread (TfWeightSearch *self, const double *w, const double *image)
{
  gsize k_n = self->k_n;
  double a = self->a, trace = 0;
  g_autofree double *rest = g_memdup2 (self->square, k_n * k_n * sizeof (double)), *half = g_new (double, k_n * k_n);

  tf_gemm (CblasTrans, CblasTrans, k_n, k_n, k_n, -a, self->seen, self->target, 1, rest);
  tf_gemm (CblasNoTrans, CblasNoTrans, k_n, k_n, k_n, -a, self->target, self->seen, 1, rest);
  tf_gemm (CblasTrans, CblasNoTrans, k_n, k_n, k_n, a * a, self->seen, self->seen, 1, rest);
  tf_gemm (CblasTrans, CblasNoTrans, k_n, k_n, self->n, a * a, w, image, 1, rest);
  tf_gemm (CblasNoTrans, CblasNoTrans, k_n, k_n, k_n, 1, self->inverse, rest, 0, half);
  tf_gemm (CblasNoTrans, CblasNoTrans, k_n, k_n, k_n, 1, half, self->inverse, 0, self->spread);
  for (gsize k = 0; k < k_n; k++)
    trace += half[k + k * k_n];
  return trace;
}

/* [F W'] and S; image (n x K): Sigma_W W', overwritten. */
static void
fill_columns (TfWeightSearch *self, const double *w, double *image)
{
  gsize n = self->n, k_n = self->k_n, m = 2 * k_n, size = n * k_n;

  tf_gemm (CblasNoTrans, CblasNoTrans, n, k_n, k_n, -self->a, self->means, self->seen, -self->a, image);
  cblas_daxpy (size, 1, self->pull, 1, image, 1);
  tf_gemm (CblasNoTrans, CblasNoTrans, n, k_n, k_n, 1, image, self->inverse, 0, self->columns);
  memcpy (self->columns + size, w, size * sizeof (double));
  memset (self->small, 0, m * m * sizeof (double));
  for (gsize k = 0; k < k_n; k++)
    {
      gsize v = k + k_n;

      self->small[k + v * m] = self->small[v + k * m] = self->a;
      memcpy (self->small + v * m + k_n, self->spread + k * k_n, k_n * sizeof (double));
    }
}

/* -grad_W f = lambda E X' - sigma W, with E X' = a F' + E E' W. */
static void
fill_slope (const TfWeightSearch *self, const double *w, double *slope)
{
  gsize n = self->n, k_n = self->k_n, size = n * k_n;

  memcpy (slope, w, size * sizeof (double));
  tf_gemm (CblasNoTrans, CblasNoTrans, n, k_n, k_n, self->lambda, w, self->spread, -self->sigma, slope);
  cblas_daxpy (size, self->lambda * self->a, self->columns, 1, slope, 1);
}

gboolean
tf_weight_search_evaluate (TfWeightSearch *self, const double *w, double *step, double *objective)
{
  gsize n = self->n, k_n = self->k_n, size = n * k_n;
  g_autofree double *image = g_new (double, size);

  for (gsize k = 0; k < k_n; k++)
    for (gsize i = 0; i < n; i++)
      image[i + k * n] = self->squares[i] * w[i + k * n];
  tf_gemm (CblasTrans, CblasNoTrans, k_n, k_n, n, 1, self->means, w, 0, self->seen);
  if (!invert_gram (self, w))
    return FALSE;
  *objective = 0.5 * self->lambda * find_spread (self, w, image) + 0.5 * self->sigma * pow (tf_norm (size, w), 2);
  fill_columns (self, w, image);
  fill_slope (self, w, step);
  return solve (self, step) && isfinite (tf_norm (size, step)) && isfinite (*objective);
}

/* The part of what is solved for that round-off left. */
static void
refine_first (const TfWeightSearch *self)
{
  gsize n = self->n, k_n = self->k_n, size = n * k_n;
  g_autofree double *rest = g_memdup2 (self->pull, size * sizeof (double)), *seen = g_new (double, k_n * k_n);

  tf_gemm (CblasTrans, CblasNoTrans, k_n, k_n, n, 1, self->means, self->weights, 0, seen);
  tf_gemm (CblasNoTrans, CblasNoTrans, n, k_n, k_n, -1, self->means, seen, 1, rest);
  for (gsize k = 0; k < k_n; k++)
    for (gsize i = 0; i < n; i++)
      rest[i + k * n] -= (self->squares[i] + self->sigma) * self->weights[i + k * n];
  solve_base (self, k_n, rest);
  cblas_daxpy (size, 1, rest, 1, self->weights, 1);
}

gboolean
tf_weight_search_begin (TfWeightSearch *self)
{
  gsize size = self->n * self->k_n;

  if (!set_base (self, 1))
    return FALSE;
  memcpy (self->weights, self->pull, size * sizeof (double));
  solve_base (self, self->k_n, self->weights);
  refine_first (self);
  return set_base (self, self->a * self->a) && isfinite (tf_norm (size, self->weights));
}
