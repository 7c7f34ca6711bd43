/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "theta-blocks.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "linalg.h"

/* Eigenvalues within this ratio share a factor; none counts as less than that share of
 * the largest. */
#define ALIKE 1.5
#define LEAST 1e-9

struct _TfThetaBlocks
{
  gsize dim, k_n, rows; /* rows: dim, or with a bias dim + 1 */
  double *vectors;      /* K x K: of C */
  gsize *ends;          /* K: where the eigenvalues of each factor end */
  double **factors;     /* K: Cholesky, the first n_factors of them in use */
  gsize n_factors;
  double *work, *turned; /* rows x K */
};

TfThetaBlocks *
tf_theta_blocks_new (gsize dim, gsize k_n, gboolean has_bias)
{
  TfThetaBlocks *self = g_new0 (TfThetaBlocks, 1);

  self->dim = dim;
  self->k_n = k_n;
  self->rows = dim + (has_bias ? 1 : 0);
  self->vectors = g_new (double, k_n * k_n);
  self->ends = g_new (gsize, k_n);
  self->factors = g_new0 (double *, k_n);
  self->work = g_new (double, self->rows * k_n);
  self->turned = g_new (double, self->rows * k_n);
  return self;
}

void
tf_theta_blocks_free (TfThetaBlocks *self)
{
  for (gsize i = 0; i < self->k_n; i++)
    g_free (self->factors[i]);
  g_free (self->vectors);
  g_free (self->ends);
  g_free (self->factors);
  g_free (self->work);
  g_free (self->turned);
  g_free (self);
}

/* D + weight A, made positive definite where rounding has it otherwise. */
static void
factor_block (const TfThetaBlocks *self, const double *gram, double weight, double on_weights, double on_bias, double *l)
{
  gsize n = self->rows;
  double most = 0, added = 0;

  for (gsize i = 0; i < n; i++)
    most = fmax (most, weight * gram[i + i * n] + (i < self->dim ? on_weights : on_bias));
  for (int attempt = 0; attempt < 20; attempt++)
    {
      for (gsize i = 0; i < n * n; i++)
        l[i] = weight * gram[i];
      for (gsize i = 0; i < n; i++)
        l[i + i * n] += (i < self->dim ? on_weights : on_bias) + added;
      if (tf_cholesky (n, l))
        return;
      added = fmax (1e-14 * most, 10 * added);
    }
  memset (l, 0, n * n * sizeof (double));
  for (gsize i = 0; i < n; i++)
    l[i + i * n] = 1;
}

void
tf_theta_blocks_set (TfThetaBlocks *self, const double *gram, double *curvature, double factor, double on_weights,
                     double on_bias)
{
  gsize k_n = self->k_n;
  g_autofree double *values = g_new0 (double, k_n);

  if (!tf_eigen_symmetric (k_n, curvature, values))
    {
      memset (curvature, 0, k_n * k_n * sizeof (double));
      for (gsize k = 0; k < k_n; k++)
        curvature[k + k * k_n] = 1;
    }
  memcpy (self->vectors, curvature, k_n * k_n * sizeof (double));
  self->n_factors = 0;
  for (gsize i = 0; i < k_n;)
    {
      double least = fmax (values[i], LEAST * fmax (values[k_n - 1], DBL_MIN));
      gsize at = self->n_factors++;

      if (self->factors[at] == NULL)
        self->factors[at] = g_new (double, self->rows * self->rows);
      while (i < k_n && values[i] <= ALIKE * least)
        i++;
      self->ends[at] = i;
      factor_block (self, gram, factor * sqrt (least * fmax (values[i - 1], least)), on_weights, on_bias, self->factors[at]);
    }
}

/* Between theta's layout and rows x K. */
static void
gather (const TfThetaBlocks *self, const double *theta, double *matrix)
{
  for (gsize k = 0; k < self->k_n; k++)
    {
      memcpy (matrix + k * self->rows, theta + k * self->dim, self->dim * sizeof (double));
      if (self->rows > self->dim)
        matrix[self->dim + k * self->rows] = theta[self->dim * self->k_n + k];
    }
}

static void
scatter (const TfThetaBlocks *self, const double *matrix, double *theta)
{
  for (gsize k = 0; k < self->k_n; k++)
    {
      memcpy (theta + k * self->dim, matrix + k * self->rows, self->dim * sizeof (double));
      if (self->rows > self->dim)
        theta[self->dim * self->k_n + k] = matrix[self->dim + k * self->rows];
    }
}

void
tf_theta_blocks_solve (TfThetaBlocks *self, double *theta)
{
  gsize k_n = self->k_n, n = self->rows, first = 0;

  gather (self, theta, self->work);
  tf_gemm (CblasNoTrans, CblasNoTrans, n, k_n, k_n, 1, self->work, self->vectors, 0, self->turned);
  for (gsize i = 0; i < self->n_factors; first = self->ends[i], i++)
    tf_cholesky_solve (n, self->factors[i], self->ends[i] - first, self->turned + first * n);
  tf_gemm (CblasNoTrans, CblasTrans, n, k_n, k_n, 1, self->turned, self->vectors, 0, self->work);
  scatter (self, self->work, theta);
}
