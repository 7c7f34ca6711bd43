/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "newton.h"

#include <math.h>
#include <string.h>

#include "linalg.h"

#define MAX_PRODUCTS 1000

struct _TfNewton
{
  const TfStart *start;
  TfField *field;
  gsize size;
  double shift;   /* lambda_H + beta */
  double centring; /* P = I - centring s s' */
  gboolean thick;  /* K > dim: W'W in the place of W W' */
  double *gram;    /* K x K: Cholesky factor of W W' + shift I; thick: dim x dim, of W'W + shift I */
  double *gram_s;  /* the same of (1 - centring) W W' + shift I; with a decayed bias only */
  double *product; /* K x q; not where it is thick */
  double *residual, *preconditioned, *direction, *image; /* dim x q: of conjugate gradients */
};

TfNewton *
tf_newton_new (const TfStart *start, TfField *field)
{
  TfNewton *self = g_new0 (TfNewton, 1);
  gsize least = MIN (start->n_classes, start->dim);

  self->start = start;
  self->field = field;
  self->size = start->dim * start->n_columns;
  self->thick = start->n_classes > start->dim;
  self->gram = g_new (double, least * least);
  self->gram_s = g_new (double, least * least);
  if (!self->thick)
    self->product = g_new (double, start->n_classes * start->n_columns);
  self->residual = g_new (double, self->size);
  self->preconditioned = g_new (double, self->size);
  self->direction = g_new (double, self->size);
  self->image = g_new (double, self->size);
  return self;
}

void
tf_newton_free (TfNewton *self)
{
  g_free (self->gram);
  g_free (self->gram_s);
  g_free (self->product);
  g_free (self->residual);
  g_free (self->preconditioned);
  g_free (self->direction);
  g_free (self->image);
  g_free (self);
}

/* The Cholesky factor of share W'W + shift I. */
static void
factor_thick (TfNewton *self, double share, double *gram)
{
  gsize k_n = self->start->n_classes, d = self->start->dim;
  const double *w = tf_field_get_weights (self->field);
  g_autofree double *columns = NULL;

  tf_syrk (d, k_n, share, w, 0, gram);
  for (gsize i = 0; i < d; i++)
    gram[i + i * d] += self->shift;
  if (tf_cholesky (d, gram))
    return;
  columns = g_memdup2 (w, d * k_n * sizeof (double)); /* as below */
  cblas_dscal (k_n * d, sqrt (share), columns, 1);
  tf_factor_gram (d, k_n, columns, self->shift, gram);
}

/* The Cholesky factor of share W W' + shift I, or of the other square where that is the smaller one. */
static void
factor_gram (TfNewton *self, double share, double *gram)
{
  gsize k_n = self->start->n_classes, d = self->start->dim;
  const double *w = tf_field_get_weights (self->field);

  if (self->thick)
    {
      factor_thick (self, share, gram);
      return;
    }
  tf_gemm (CblasTrans, CblasNoTrans, k_n, k_n, d, share, w, w, 0, gram);
  for (gsize k = 0; k < k_n; k++)
    gram[k + k * k_n] += self->shift;
  if (!tf_cholesky (k_n, gram))
    {
      /* The shift drowned beside |W|^2: from W itself, half the digits are kept. */
      g_autofree double *rows = g_new (double, k_n * d);

      for (gsize k = 0; k < k_n; k++)
        cblas_dcopy (d, w + k * d, 1, rows + k, k_n);
      cblas_dscal (k_n * d, sqrt (share), rows, 1);
      tf_factor_gram (k_n, d, rows, self->shift, gram);
    }
}

static gboolean
has_decayed_bias (const TfNewton *self)
{
  return self->centring > 0 && self->centring < 1;
}

void
tf_newton_prepare (TfNewton *self, const TfParameters *parameters)
{
  self->shift = parameters->lambda_h + parameters->beta;
  self->centring = tf_parameters_centring (parameters);
  factor_gram (self, 1, self->gram);
  if (has_decayed_bias (self))
    factor_gram (self, parameters->bias_decay * self->centring, self->gram_s);
}

/* product (K x q) <- product less its part along s, which goes into along (K). */
static void
take_mean (TfNewton *self, double *along)
{
  gsize k_n = self->start->n_classes;
  const double *s = self->start->sqrt_shares;

  cblas_dgemv (CblasColMajor, CblasNoTrans, k_n, k_n, 1, self->product, k_n, s, 1, 0, along, 1);
  cblas_dger (CblasColMajor, k_n, k_n, -1, along, 1, s, 1, self->product, k_n);
}

/* A^-1 b = (W'W + shift I)^-1 b for what is at right angles to s; of s itself, W'W has the weight
 * m = 1 - centring, 0 with a free bias. */
static void
solve_thick (TfNewton *self, double *b)
{
  gsize d = self->start->dim, k_n = self->start->n_classes, q = self->start->n_columns;
  const double *s = self->start->sqrt_shares;
  g_autofree double *along = g_new (double, d), *wrong = g_new (double, d);

  cblas_dgemv (CblasColMajor, CblasNoTrans, d, k_n, 1, b, d, s, 1, 0, along, 1);
  tf_cholesky_solve (d, self->gram, q, b);
  if (!(self->centring > 0))
    return;
  if (has_decayed_bias (self))
    tf_cholesky_solve (d, self->gram_s, 1, along);
  else
    cblas_dscal (d, 1 / self->shift, along, 1);
  cblas_dgemv (CblasColMajor, CblasNoTrans, d, k_n, 1, b, d, s, 1, 0, wrong, 1);
  cblas_daxpy (d, -1, wrong, 1, along, 1);
  cblas_dger (CblasColMajor, d, k_n, 1, along, 1, s, 1, b, d);
}

/* A^-1 b = (b - W' (W W' + shift I)^-1 W b)/shift for what is at right angles to s; of s
 * itself, W W' has the weight m = 1 - centring, 0 with a free bias:
 * (b s - m W' (m W W' + shift I)^-1 W b s)/shift. */
static void
solve_thin (TfNewton *self, double *b)
{
  gsize d = self->start->dim, k_n = self->start->n_classes, q = self->start->n_columns;
  const double *w = tf_field_get_weights (self->field);
  g_autofree double *along = g_new (double, k_n);

  tf_gemm (CblasTrans, CblasNoTrans, k_n, q, d, 1, w, b, 0, self->product);
  if (self->centring > 0)
    take_mean (self, along);
  tf_cholesky_solve (k_n, self->gram, q, self->product);
  if (has_decayed_bias (self))
    {
      tf_cholesky_solve (k_n, self->gram_s, 1, along);
      cblas_dger (CblasColMajor, k_n, k_n, 1 - self->centring, along, 1, self->start->sqrt_shares, 1, self->product, k_n);
    }
  tf_gemm (CblasNoTrans, CblasNoTrans, d, q, k_n, -1 / self->shift, w, self->product, 1 / self->shift, b);
}

void
tf_newton_solve_block (TfNewton *self, double *b)
{
  if (self->thick)
    solve_thick (self, b);
  else
    solve_thin (self, b);
}

/* direction <- A^-1 residual + gain direction; returns residual' A^-1 residual. */
static double
turn (TfNewton *self, double before)
{
  double now;

  memcpy (self->preconditioned, self->residual, self->size * sizeof (double));
  tf_newton_solve_block (self, self->preconditioned);
  now = tf_dot (self->size, self->residual, self->preconditioned);
  if (before > 0)
    cblas_dscal (self->size, now / before, self->direction, 1);
  else
    memset (self->direction, 0, self->size * sizeof (double));
  cblas_daxpy (self->size, 1, self->preconditioned, 1, self->direction, 1);
  return now;
}

gboolean
tf_newton_solve (TfNewton     *self,
                 const double *slope,
                 double        forcing,
                 GCancellable *cancellable,
                 double       *step,
                 gboolean     *bounded)
{
  gsize n = self->size;
  double enough = forcing * tf_norm (n, slope), energy;

  *bounded = TRUE;
  memset (step, 0, n * sizeof (double));
  memcpy (self->residual, slope, n * sizeof (double));
  energy = turn (self, 0);
  for (int i = 0; i < MAX_PRODUCTS && energy > 0 && tf_norm (n, self->residual) > enough; i++)
    {
      double curvature;

      if (g_cancellable_is_cancelled (cancellable))
        return FALSE;
      tf_field_multiply (self->field, self->direction, self->image);
      curvature = -tf_dot (n, self->direction, self->image);
      if (!(curvature > 0) || !isfinite (energy / curvature))
        {
          /* Further along what is already descended, f curves downwards: as far
           * again as were it a valley of that curvature. */
          double reach = fabs (energy / curvature);

          cblas_daxpy (n, isfinite (reach) && i > 0 ? reach : 1, self->direction, 1, step, 1);
          *bounded = FALSE;
          return TRUE;
        }
      cblas_daxpy (n, energy / curvature, self->direction, 1, step, 1);
      cblas_daxpy (n, energy / curvature, self->image, 1, self->residual, 1);
      energy = turn (self, energy);
    }
  return TRUE;
}

const double *
tf_newton_get_downwards (TfNewton *self)
{
  return self->direction;
}
