/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partial-private.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "linalg.h"

#define MOST_KEPT ((gsize) 256 * 1024 * 1024) /* bytes of factors of the columns' systems */

TfPartial *
tf_partial_new (const TfColumns *columns, const TfPartialWeights *weights)
{
  TfPartial *self = g_new0 (TfPartial, 1);
  gsize k_n = columns->k_n, n = columns->n, r = MIN (k_n, columns->dim);
  double lambda = weights->lambda_h + weights->beta;

  self->columns = *columns;
  self->weights = *weights;
  self->ratio = weights->is_fixed ? 1 : columns->features != NULL ? weights->beta / lambda : 0;
  self->inverse = weights->is_fixed ? 0 : 1 / lambda;
  self->w = g_new (double, k_n * columns->dim);
  self->factor = g_new (double, k_n * k_n);
  self->gram = g_new (double, k_n * k_n);
  self->base = g_new (double, k_n * n);
  self->logits = g_new (double, k_n * n);
  self->slopes = g_new (double, k_n * n);
  self->along = g_new (double, k_n * n);
  self->turned = g_new (double, k_n * n);
  self->weighted = g_new (double, k_n * n);
  self->images = g_new (double, k_n * n);
  self->curvature = (TfLossCurvature){ g_new (double, k_n * n), g_new (double, n), g_new (double, n) };
  if (r * r * n * sizeof (double) <= MOST_KEPT)
    self->systems = g_new (double, r * r * n);
  for (gsize i = 0; self->ratio > 0 && !weights->is_fixed && i < n; i++)
    {
      double norm = tf_norm (columns->dim, columns->features + i * columns->dim);

      self->constant += 0.5 * self->ratio * weights->lambda_h * columns->weights[i] * norm * norm;
    }
  return self;
}

void
tf_partial_free (TfPartial *self)
{
  g_free (self->w);
  g_free (self->factor);
  g_free (self->gram);
  g_free (self->base);
  g_free (self->logits);
  g_free (self->slopes);
  g_free (self->along);
  g_free (self->turned);
  g_free (self->weighted);
  g_free (self->images);
  g_free (self->curvature.p);
  g_free (self->curvature.a);
  g_free (self->curvature.c);
  g_free (self->systems);
  g_free (self);
}

/* G, and its factor from eigenvalues: it may have fewer than K. */
static void
factor_gram (TfPartial *self)
{
  gsize k_n = self->columns.k_n;
  g_autofree double *vectors = NULL, *values = g_new (double, k_n);
  gboolean finite;

  tf_gemm (CblasNoTrans, CblasTrans, k_n, k_n, self->columns.dim, self->inverse, self->w, self->w, 0, self->gram);
  self->rank = 0;
  vectors = g_memdup2 (self->gram, k_n * k_n * sizeof (double));
  finite = tf_eigen_symmetric (k_n, vectors, values);
  for (gsize j = k_n; finite && j-- > 0 && values[j] > k_n * DBL_EPSILON * values[k_n - 1];)
    {
      memcpy (self->factor + self->rank * k_n, vectors + j * k_n, k_n * sizeof (double));
      cblas_dscal (k_n, sqrt (values[j]), self->factor + self->rank++ * k_n, 1);
    }
  self->rank = MIN (self->rank, MIN (k_n, self->columns.dim));
}

/* z0 of the layer w and the bias b, either of which may be a change of it. */
static void
find_base (TfPartial *self, const double *w, const double *b, double *base)
{
  gsize k_n = self->columns.k_n, n = self->columns.n;

  if (self->ratio > 0)
    tf_gemm (CblasNoTrans, CblasNoTrans, k_n, n, self->columns.dim, self->ratio, w, self->columns.features, 0, base);
  else
    memset (base, 0, k_n * n * sizeof (double));
  for (gsize i = 0; b != NULL && i < n; i++)
    cblas_daxpy (k_n, 1, b, 1, base + i * k_n, 1);
}

/* weighted <- o_i times column i. */
static void
weigh (TfPartial *self, const double *columns)
{
  gsize k_n = self->columns.k_n;

  for (gsize i = 0; i < self->columns.n; i++)
    for (gsize k = 0; k < k_n; k++)
      self->weighted[k + i * k_n] = self->columns.weights[i] * columns[k + i * k_n];
}

/* out <- factor (weighted H0' ratio) + ... : the sums over columns that gradients are made of. */
static void
add_columns (TfPartial *self, double *out_w, double *out_b)
{
  gsize k_n = self->columns.k_n, n = self->columns.n, d = self->columns.dim;

  if (self->ratio > 0)
    tf_gemm (CblasNoTrans, CblasTrans, k_n, d, n, self->ratio, self->weighted, self->columns.features, 0, out_w);
  else
    memset (out_w, 0, k_n * d * sizeof (double));
  if (out_b == NULL)
    return;
  memset (out_b, 0, k_n * sizeof (double));
  for (gsize i = 0; i < n; i++)
    cblas_daxpy (k_n, 1, self->weighted + i * k_n, 1, out_b, 1);
}

double
tf_partial_evaluate (TfPartial *self, const double *w, const double *b, double *gradient_w, double *gradient_b)
{
  gsize k_n = self->columns.k_n, n = self->columns.n, d = self->columns.dim;
  g_autofree double *squares = g_new (double, k_n * k_n);
  double f;

  memcpy (self->w, w, k_n * d * sizeof (double));
  factor_gram (self);
  find_base (self, w, b, self->base);
  f = tf_partial_solve_columns (self) + self->constant;
  if (!isfinite (f))
    return INFINITY;
  weigh (self, self->slopes);
  add_columns (self, gradient_w, gradient_b);
  if (self->inverse > 0)
    {
      tf_gemm (CblasNoTrans, CblasTrans, k_n, k_n, n, 1, self->weighted, self->slopes, 0, squares);
      tf_gemm (CblasNoTrans, CblasNoTrans, k_n, d, k_n, -self->inverse, squares, w, 1, gradient_w);
    }
  if (b != NULL)
    {
      cblas_daxpy (k_n, self->weights.bias_decay, b, 1, gradient_b, 1);
      f += 0.5 * self->weights.bias_decay * tf_dot (k_n, b, b);
    }
  return f;
}

/* images <- z', turned <- g' = S z'. */
static void
move_logits (TfPartial *self, const double *v_w, const double *v_b)
{
  gsize k_n = self->columns.k_n, n = self->columns.n, r = self->rank, d = self->columns.dim;
  g_autofree double *change = g_new (double, k_n * k_n), *inner = g_new (double, MAX (r, 1) * n);

  find_base (self, v_w, v_b, self->images);
  if (self->inverse > 0)
    {
      tf_gemm (CblasNoTrans, CblasTrans, k_n, k_n, d, self->inverse, v_w, self->w, 0, change);
      for (gsize i = 0; i < k_n; i++)
        for (gsize j = 0; j <= i; j++)
          change[i + j * k_n] = change[j + i * k_n] = change[i + j * k_n] + change[j + i * k_n];
      tf_gemm (CblasNoTrans, CblasNoTrans, k_n, n, k_n, -1, change, self->slopes, 1, self->images);
    }
  if (r > 0 && self->inverse > 0)
    {
      tf_loss_multiply (&self->weights.loss, k_n, n, self->columns.classes, &self->curvature, self->images, self->turned);
      tf_gemm (CblasTrans, CblasNoTrans, r, n, k_n, 1, self->factor, self->turned, 0, inner);
      tf_partial_solve_systems (self, inner);
      tf_gemm (CblasNoTrans, CblasNoTrans, k_n, n, r, -1, self->factor, inner, 1, self->images);
    }
  tf_loss_multiply (&self->weights.loss, k_n, n, self->columns.classes, &self->curvature, self->images, self->turned);
}

void
tf_partial_multiply (TfPartial *self, const double *v_w, const double *v_b, double *hv_w, double *hv_b)
{
  gsize k_n = self->columns.k_n, n = self->columns.n, d = self->columns.dim;
  g_autofree double *both = g_new (double, k_n * k_n), *slopes = g_new (double, k_n * k_n);

  move_logits (self, v_w, v_b);
  weigh (self, self->turned);
  add_columns (self, hv_w, hv_b);
  if (self->inverse > 0)
    {
      tf_gemm (CblasNoTrans, CblasTrans, k_n, k_n, n, 1, self->weighted, self->slopes, 0, both);
      for (gsize i = 0; i < k_n; i++)
        for (gsize j = 0; j <= i; j++)
          both[i + j * k_n] = both[j + i * k_n] = both[i + j * k_n] + both[j + i * k_n];
      tf_gemm (CblasNoTrans, CblasNoTrans, k_n, d, k_n, -self->inverse, both, self->w, 1, hv_w);
      weigh (self, self->slopes);
      tf_gemm (CblasNoTrans, CblasTrans, k_n, k_n, n, 1, self->weighted, self->slopes, 0, slopes);
      tf_gemm (CblasNoTrans, CblasNoTrans, k_n, d, k_n, -self->inverse, slopes, v_w, 1, hv_w);
    }
  if (v_b != NULL)
    cblas_daxpy (k_n, self->weights.bias_decay, v_b, 1, hv_b, 1);
}

void
tf_partial_get_curvature (TfPartial *self, double *curvature)
{
  gsize k_n = self->columns.k_n;
  gboolean quadratic = tf_loss_get_info (self->weights.loss.kind)->is_quadratic;

  memset (curvature, 0, k_n * sizeof (double));
  for (gsize i = 0; i < self->columns.n; i++)
    for (gsize k = 0; k < k_n; k++)
      {
        double p = quadratic ? 0 : self->curvature.p[k + i * k_n];
        double s = quadratic ? 1 : fabs (self->curvature.a[i]) * p * (1 - p);

        curvature[k] += self->columns.weights[i] * s / (1 + s * self->gram[k + k * k_n]);
      }
}

const double *
tf_partial_get_slopes (TfPartial *self)
{
  return self->slopes;
}

double *
tf_partial_get_features (TfPartial *self)
{
  gsize k_n = self->columns.k_n, n = self->columns.n, d = self->columns.dim;
  double *h = g_new0 (double, d * n);

  if (self->ratio > 0)
    cblas_daxpy (d * n, self->ratio, self->columns.features, 1, h, 1);
  tf_gemm (CblasTrans, CblasNoTrans, d, n, k_n, -self->inverse, self->w, self->slopes, 1, h);
  return h;
}
