/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure-shares.h"

#include <math.h>

#include "linalg.h"

typedef TfMetricContext Context;

/* The least squares problem of W at the present features. */
typedef struct
{
  double  decay;   /* lambda_W/K */
  double  centring; /* a of tf_parameters_centring() */
  double *factor;  /* dim x dim, lower triangular: L L' = C */
  double *best;    /* dim x K: W*' */
} Problem;

static void
problem_clear (Problem *self)
{
  g_free (self->factor);
  g_free (self->best);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Problem, problem_clear)

/* sum of p_k m_k: dim. */
static double *
get_mean (const Context *c)
{
  double *mean = g_new0 (double, c->dim);

  for (gsize k = 0; k < c->k_n; k++)
    cblas_daxpy (c->dim, pow (c->in->start->sqrt_shares[k], 2), c->means + k * c->dim, 1, mean, 1);
  return mean;
}

/* [M diag (sqrt p), B], whose first columns have lost the part a of their mean: X (I - a s s')^(1/2), s = sqrt p. */
static double *
centre_state (const Context *c, const double *mean, double a)
{
  double *x = g_memdup2 (c->in->x, c->dim * c->q * sizeof (double));

  for (gsize k = 0; k < c->k_n; k++)
    cblas_daxpy (c->dim, -(1 - sqrt (1 - a)) * c->in->start->sqrt_shares[k], mean, 1, x + k * c->dim, 1);
  return x;
}

/* sum of p_k m_k e_k' - a m p', dim x K. */
static double *
get_target (const Context *c, const double *mean, double a)
{
  double *target = g_new (double, c->dim * c->k_n);

  for (gsize k = 0; k < c->k_n; k++)
    for (gsize i = 0; i < c->dim; i++)
      target[i + k * c->dim] = pow (c->in->start->sqrt_shares[k], 2) * (c->means[i + k * c->dim] - a * mean[i]);
  return target;
}

static gboolean
has_inverse (const Context *c, const double *factor)
{
  double largest = 0, least = INFINITY;

  for (gsize i = 0; i < c->dim; i++)
    {
      largest = MAX (largest, fabs (factor[i + i * c->dim]));
      least = MIN (least, fabs (factor[i + i * c->dim]));
    }
  return least > 1e-12 * largest;
}

static gboolean
solve (const Context *c, Problem *self)
{
  g_autofree double *mean = get_mean (c), *x = NULL;

  self->decay = c->in->parameters->lambda_w / c->k_n;
  self->centring = tf_parameters_centring (c->in->parameters);
  x = centre_state (c, mean, self->centring);
  self->factor = g_new0 (double, c->dim * c->dim);
  tf_factor_gram (c->dim, c->q, x, self->decay, self->factor);
  if (!has_inverse (c, self->factor))
    return FALSE;
  self->best = get_target (c, mean, self->centring);
  tf_cholesky_solve (c->dim, self->factor, c->k_n, self->best);
  return TRUE;
}

/* K x K, W m_k - e_k in column k, and their mean with weights p_k. weights: dim x K. */
static double *
get_residuals (const Context *c, const double *weights, double *mean)
{
  double *residuals = g_new (double, c->k_n * c->k_n);

  tf_gemm (CblasTrans, CblasNoTrans, c->k_n, c->k_n, c->dim, 1, weights, c->means, 0, residuals);
  for (gsize k = 0; k < c->k_n; k++)
    mean[k] = 0;
  for (gsize k = 0; k < c->k_n; k++)
    {
      residuals[k + k * c->k_n] -= 1;
      cblas_daxpy (c->k_n, pow (c->in->start->sqrt_shares[k], 2), residuals + k * c->k_n, 1, mean, 1);
    }
  return residuals;
}

double
tf_measure_loss_nc1 (const TfMetricContext *c)
{
  g_auto (Problem) problem = { 0 };
  g_autofree double *across = g_new0 (double, MAX (c->r * c->k_n, 1));

  if (!solve (c, &problem))
    return NAN;
  if (c->r > 0)
    tf_gemm (CblasTrans, CblasNoTrans, c->r, c->k_n, c->dim, 1, c->noise, problem.best, 0, across);
  return (pow (tf_norm (c->r * c->k_n, across), 2) + problem.decay * pow (tf_norm (c->dim * c->k_n, problem.best), 2)) / 2;
}

/* With b* = -a r, r the mean residual, what is left of its square is a |r|^2 less. */
double
tf_measure_loss_nc23 (const TfMetricContext *c)
{
  g_auto (Problem) problem = { 0 };
  g_autofree double *residuals = NULL, *mean = g_new (double, c->k_n);
  double sum = 0;

  if (!solve (c, &problem))
    return NAN;
  residuals = get_residuals (c, problem.best, mean);
  for (gsize k = 0; k < c->k_n; k++)
    sum += pow (c->in->start->sqrt_shares[k] * tf_norm (c->k_n, residuals + k * c->k_n), 2);
  return (sum - problem.centring * pow (tf_norm (c->k_n, mean), 2)) / 2;
}

double
tf_measure_loss_off_path (const TfMetricContext *c)
{
  g_auto (Problem) problem = { 0 };
  g_autofree double *residuals = NULL, *mean = g_new (double, c->k_n), *off = NULL;
  double sum;

  if (!solve (c, &problem))
    return NAN;
  off = g_memdup2 (c->in->weights, c->dim * c->k_n * sizeof (double));
  cblas_daxpy (c->dim * c->k_n, -1, problem.best, 1, off, 1);
  cblas_dtrmm (CblasColMajor, CblasLeft, CblasLower, CblasTrans, CblasNonUnit, c->dim, c->k_n, 1, problem.factor, c->dim, off,
               c->dim);
  sum = pow (tf_norm (c->dim * c->k_n, off), 2);
  if (problem.centring == 0)
    return sum / 2;
  residuals = get_residuals (c, c->in->weights, mean);
  cblas_dscal (c->k_n, problem.centring, mean, 1);
  cblas_daxpy (c->k_n, 1, c->in->bias, 1, mean, 1); /* b - b*(W) */
  return (sum + pow (tf_norm (c->k_n, mean), 2) / problem.centring) / 2;
}
