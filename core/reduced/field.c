/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "field-private.h"

#include <math.h>
#include <string.h>

#include "linalg.h"

/* Beyond this condition number of X X' + (lambda_W/K) I, estimated from the
 * diagonal of its Cholesky factor, W is refined against X itself ... */
#define REFINE_CONDITION 1e6
/* ... and beyond this one the factor is made from X by QR. */
#define QR_CONDITION 1e13

void
tf_field_set_parameters (TfField *self, const TfParameters *parameters)
{
  self->parameters = *parameters;
  tf_central_stages_forget (self->stages);
}

gboolean
tf_field_is_joint (const TfField *self)
{
  return self->parameters.flow == TF_FLOW_JOINT;
}

gsize
tf_field_size (const TfField *self)
{
  return self->dim * (self->q + (tf_field_is_joint (self) ? self->k_n : 0));
}

gboolean
tf_field_has_decayed_bias (const TfField *self)
{
  return self->parameters.bias && self->parameters.bias_decay > 0;
}

static gboolean
has_free_bias (const TfField *self)
{
  return self->parameters.bias && !tf_field_has_decayed_bias (self);
}

void
tf_field_take_mean (const TfField *self, gsize n, double share, double *a)
{
  const double *s = self->start->sqrt_shares;
  g_autofree double *as = g_new (double, n);

  cblas_dgemv (CblasColMajor, CblasNoTrans, n, self->k_n, 1, a, n, s, 1, 0, as, 1);
  cblas_dger (CblasColMajor, n, self->k_n, -share, as, 1, s, 1, a, n);
}

void
tf_field_project_columns (const TfField *self, gsize n, double *a)
{
  tf_field_take_mean (self, n, tf_parameters_centring (&self->parameters), a);
}

const double *
tf_field_get_means_part (const TfField *self)
{
  return self->parameters.bias ? self->centred : self->x;
}

const double *
tf_field_get_rooted_means (const TfField *self)
{
  return tf_field_has_decayed_bias (self) ? self->rooted : tf_field_get_means_part (self);
}

/* So many columns of X P are not those of X, but in `centred`. */
static gsize
count_centred (const TfField *self)
{
  return self->parameters.bias ? self->k_n : 0;
}

void
tf_field_times_state (const TfField *self, gsize m, double alpha, const double *a, double beta, double *c)
{
  gsize n = count_centred (self);

  tf_gemm (CblasTrans, CblasNoTrans, m, n, self->dim, alpha, a, self->centred, beta, c);
  tf_gemm (CblasTrans, CblasNoTrans, m, self->q - n, self->dim, alpha, a, self->x + self->dim * n, beta, c + m * n);
}

void
tf_field_state_times (const TfField *self, gsize m, double alpha, const double *a, double beta, double *c)
{
  gsize n = has_free_bias (self) ? self->k_n : 0;

  if (n > 0)
    tf_gemm (CblasNoTrans, CblasTrans, self->dim, m, n, alpha, self->centred, a, beta, c);
  tf_gemm (CblasNoTrans, CblasTrans, self->dim, m, self->q - n, alpha, self->x + self->dim * n, a + m * n,
           n > 0 ? 1 : beta, c);
}

/* T P, K x K: the part that is not zero. */
static void
fill_target (const TfField *self, double *t)
{
  gsize k_n = self->k_n;

  memset (t, 0, k_n * k_n * sizeof (double));
  for (gsize k = 0; k < k_n; k++)
    t[k + k * k_n] = self->start->sqrt_shares[k];
  if (self->parameters.bias)
    tf_field_project_columns (self, k_n, t);
}

/* R = W (X P) - T P. */
static void
compute_residual (TfField *self)
{
  gsize k_n = self->k_n;
  g_autofree double *target = g_new (double, k_n * k_n);

  fill_target (self, target);
  tf_field_times_state (self, k_n, 1, self->weights, 0, self->residual);
  cblas_daxpy (k_n * k_n, -1, target, 1, self->residual, 1);
}

/* The ratio of extreme diagonal entries of the factor, squared: a lower bound
 * of the condition number that is seldom far below it. */
static double
estimate_condition (gsize n, const double *l)
{
  double least = INFINITY, most = 0;

  for (gsize i = 0; i < n; i++)
    {
      least = MIN (least, fabs (l[i + i * n]));
      most = MAX (most, fabs (l[i + i * n]));
    }
  return (most / least) * (most / least);
}

double
tf_field_factor_second_moment (TfField *self, double shift)
{
  gsize d = self->dim, n = count_centred (self), rest = self->q - n;
  const double *means = tf_field_get_rooted_means (self);
  double condition = INFINITY;

  self->n_factorizations++;
  if (n > 0)
    tf_syrk (d, n, 1, means, 0, self->factor);
  tf_syrk (d, rest, 1, self->x + d * n, n > 0 ? 1 : 0, self->factor);
  for (gsize i = 0; i < d; i++)
    self->factor[i + i * d] += shift;
  if (tf_cholesky (d, self->factor))
    condition = estimate_condition (d, self->factor);
  if (!(condition < QR_CONDITION))
    {
      g_autofree double *all = g_new (double, d * self->q);

      memcpy (all, means, d * n * sizeof (double));
      memcpy (all + d * n, self->x + d * n, d * rest * sizeof (double));
      tf_factor_gram (d, self->q, all, shift, self->factor);
    }
  self->condition = condition;
  return condition;
}

/* One step of iterative refinement: W -= (grad_W f)(X P X' + lambda_W/K I)^-1,
 * the gradient taken from X, not from its square. */
static void
refine_weights (TfField *self)
{
  gsize size = self->dim * self->k_n;

  memcpy (self->thin_d, self->weights, size * sizeof (double));
  tf_field_state_times (self, self->k_n, 1, self->residual, self->parameters.lambda_w / self->k_n, self->thin_d);
  tf_cholesky_solve (self->dim, self->factor, self->k_n, self->thin_d);
  cblas_daxpy (size, -1, self->thin_d, 1, self->weights, 1);
}

/* W*(X), Eq. 4 of [T23]. */
static void
solve_weights (TfField *self)
{
  gsize d = self->dim, k_n = self->k_n;
  double condition = tf_field_factor_second_moment (self, self->parameters.lambda_w / self->k_n);

  /* X P T' */
  memcpy (self->weights, tf_field_get_means_part (self), d * k_n * sizeof (double));
  for (gsize k = 0; k < k_n; k++)
    cblas_dscal (d, self->start->sqrt_shares[k], self->weights + k * d, 1);
  tf_cholesky_solve (d, self->factor, k_n, self->weights);
  compute_residual (self);
  if (condition > REFINE_CONDITION)
    {
      refine_weights (self);
      compute_residual (self);
    }
}

static gboolean
take_state (TfField *self, const double *y)
{
  if (!isfinite (tf_norm (tf_field_size (self), y)))
    return FALSE;
  self->x = y;
  if (self->parameters.bias)
    {
      memcpy (self->centred, y, self->dim * self->k_n * sizeof (double));
      tf_field_project_columns (self, self->dim, self->centred);
    }
  if (tf_field_has_decayed_bias (self))
    {
      /* P^(1/2) = I - (1 - sqrt (1 - a)) s s', and 1 - sqrt (1 - a) = a/(1 + sqrt (1 - a)). */
      double a = tf_parameters_centring (&self->parameters);

      memcpy (self->rooted, y, self->dim * self->k_n * sizeof (double));
      tf_field_take_mean (self, self->dim, a / (1 + sqrt (self->parameters.bias_decay * a)), self->rooted);
    }
  return TRUE;
}

/* dy for W of the joint flow, in the scaled coordinates V = W'/sqrt (eta K). */
static void
evaluate_weights (TfField *self, double *dv)
{
  double scale = tf_system_weight_scale (&self->parameters, self->k_n), eta = self->parameters.eta;

  memcpy (dv, self->weights, self->dim * self->k_n * sizeof (double));
  tf_field_state_times (self, self->k_n, -scale, self->residual, -eta * self->parameters.lambda_w / scale, dv);
}

gboolean
tf_field_move (TfField *self, const double *y)
{
  gsize thin = self->dim * self->k_n;

  self->n_evaluations++;
  if (!take_state (self, y))
    return FALSE;
  if (!tf_field_is_joint (self))
    {
      solve_weights (self);
      return TRUE;
    }
  memcpy (self->weights, y + self->dim * self->q, thin * sizeof (double));
  cblas_dscal (thin, tf_system_weight_scale (&self->parameters, self->k_n), self->weights, 1);
  compute_residual (self);
  return TRUE;
}

gboolean
tf_field_evaluate (TfField *self, const double *y, double *dy)
{
  gsize d = self->dim, size = d * self->q;
  const double *x0 = self->start->x0;
  double beta = self->parameters.beta, decay = self->parameters.lambda_h + beta;

  tf_central_stages_forget (self->stages);
  if (!tf_field_move (self, y))
    return FALSE;
  if (tf_field_is_joint (self))
    evaluate_weights (self, dy + size);
  for (gsize i = 0; i < size; i++)
    dy[i] = beta * x0[i] - decay * y[i];
  tf_gemm (CblasNoTrans, CblasNoTrans, d, self->q, self->k_n, -1, self->weights, self->residual, 1, dy);
  return TRUE;
}

const double *
tf_field_get_weights (const TfField *self)
{
  return self->weights;
}

const double *
tf_field_get_residual (const TfField *self)
{
  return self->residual;
}

void
tf_field_get_bias (const TfField *self, double *bias)
{
  gsize k_n = self->k_n;
  const double *s = self->start->sqrt_shares;
  g_autofree double *mean = g_new0 (double, self->dim);

  memset (bias, 0, k_n * sizeof (double));
  if (!self->parameters.bias)
    return;
  /* b = a (p - W m), m = sum p_k m_k = X s. */
  cblas_dgemv (CblasColMajor, CblasNoTrans, self->dim, k_n, 1, self->x, self->dim, s, 1, 0, mean, 1);
  for (gsize k = 0; k < k_n; k++)
    bias[k] = self->start->moments->shares[k];
  cblas_dgemv (CblasColMajor, CblasTrans, self->dim, k_n, -1, self->weights, self->dim, mean, 1, 1, bias, 1);
  cblas_dscal (k_n, tf_parameters_centring (&self->parameters), bias, 1);
}

/* lambda_b |b|^2 */
static double
get_bias_term (const TfField *self)
{
  g_autofree double *bias = NULL;
  double norm;

  if (!tf_field_has_decayed_bias (self))
    return 0;
  bias = g_new (double, self->k_n);
  tf_field_get_bias (self, bias);
  norm = tf_norm (self->k_n, bias);
  return self->parameters.bias_decay * norm * norm;
}

double
tf_field_get_objective (const TfField *self, double outside)
{
  const TfParameters *p = &self->parameters;
  double fit = tf_norm (self->k_n * self->q, self->residual);
  double w = tf_norm (self->dim * self->k_n, self->weights);

  return 0.5 * (fit * fit + p->lambda_w / self->k_n * w * w
                + p->lambda_h * tf_start_square (self->start, self->x, outside)
                + p->beta * tf_start_square_distance (self->start, self->x, outside) + get_bias_term (self));
}

guint64
tf_field_get_n_evaluations (const TfField *self)
{
  return self->n_evaluations;
}

guint64
tf_field_get_n_products (const TfField *self)
{
  return self->n_products;
}
