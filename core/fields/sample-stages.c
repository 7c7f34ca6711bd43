/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "linalg.h"
#include "sample-field-private.h"
#include "samples.h"

/* The stages of an explicit step of the joint flow, without a slope or an argument of
 * H's size. A slope is -W'R - decay X + beta X0, so every argument and every slope of a
 * step from X is
 *
 *     p X + q X0 + sum over stages k of s_k W_k'R_k,
 *
 * a few numbers beside the thin W_k and R_k. What a stage needs of its argument are
 * products with thin matrices: of X, of X0, and of the W_k and R_k among themselves. */

struct _TfSampleStages
{
  gsize dim, k_n, n, n_most;
  double *weights;   /* dim x (K n_most): the W_k', side by side */
  double *biases;    /* K x n_most */
  double *residuals; /* (K n_most) x N: the R_k, one above the other */
  double *slopes;    /* of V and b/sqrt (eta K): (dim K + K) x n_most */
  double *residual;  /* K x N: of the present stage */
  double *scaled;    /* dim x (K n_most) */
  struct Sum
  {
    double of_x, of_x0;
    double *of_stages; /* n_most */
  } *sums;             /* n_most: each slope's share of X, X0 and the W_k'R_k */
};

static TfSampleStages *
stages_new (const TfSampleField *field, gsize n_most)
{
  TfSampleStages *self = g_new0 (TfSampleStages, 1);
  gsize k_n = field->k_n;

  self->dim = field->dim;
  self->k_n = k_n;
  self->n = field->n;
  self->n_most = n_most;
  self->weights = g_new (double, field->dim * k_n * n_most);
  self->scaled = g_new (double, field->dim * k_n * n_most);
  self->biases = g_new0 (double, k_n * n_most);
  self->residuals = g_new (double, k_n * n_most * field->n);
  self->residual = g_new (double, k_n * field->n);
  self->slopes = g_new (double, tf_sample_theta_size (field) * n_most);
  self->sums = g_new0 (struct Sum, n_most);
  for (gsize i = 0; i < n_most; i++)
    self->sums[i].of_stages = g_new0 (double, n_most);
  return self;
}

void
tf_sample_stages_free (TfSampleStages *self)
{
  for (gsize i = 0; i < self->n_most; i++)
    g_free (self->sums[i].of_stages);
  g_free (self->sums);
  g_free (self->weights);
  g_free (self->scaled);
  g_free (self->biases);
  g_free (self->residuals);
  g_free (self->residual);
  g_free (self->slopes);
  g_free (self);
}

static gsize
count_flowing (const TfSampleField *field)
{
  return field->dim * field->k_n + (field->parameters.bias ? field->k_n : 0);
}

/* R of the present stage into its place, and its own share into the slope's. */
static void
keep_residual (TfSampleStages *self, gsize stage)
{
  gsize rows = self->k_n * self->n_most;

  for (gsize i = 0; i < self->n; i++)
    memcpy (self->residuals + stage * self->k_n + i * rows, self->residual + i * self->k_n, self->k_n * sizeof (double));
}

/* The slope at an argument with these shares. */
static void
set_slope (TfSampleStages *self, const TfSampleField *field, gsize stage, double p, double q, const double *s)
{
  double beta = field->parameters.beta, decay = field->parameters.lambda_h + beta;
  struct Sum *sum = self->sums + stage;

  sum->of_x = -decay * p;
  sum->of_x0 = beta - decay * q;
  for (gsize k = 0; k <= stage; k++)
    sum->of_stages[k] = k == stage ? -1 : -decay * s[k];
}

gboolean
tf_sample_begin_stages (TfSystem *system, const double *y, const double *dy, guint n_stages)
{
  TfSampleField *field = (TfSampleField *) system;
  gsize thick = field->dim * field->k_n;
  TfSampleStages *self;

  if (!tf_sample_is_joint (field) || field->start->samples == NULL || field->x != y || 2 * field->k_n > field->dim)
    return FALSE;
  if (field->stages == NULL)
    field->stages = stages_new (field, n_stages);
  self = field->stages;
  memcpy (self->weights, field->theta, thick * sizeof (double));
  memcpy (self->residual, field->residual, self->k_n * self->n * sizeof (double));
  keep_residual (self, 0);
  set_slope (self, field, 0, 1, 0, NULL);
  memcpy (self->slopes, dy + field->dim * field->n, count_flowing (field) * sizeof (double));
  return TRUE;
}

/* sum = base + the first n slopes of theta, weighted; base: of y's, or NULL. */
static void
add_theta_slopes (const TfSampleField *field, guint n, const double *weights, const double *base, double *sum)
{
  gsize size = count_flowing (field), row = tf_sample_theta_size (field);

  if (base != NULL)
    memcpy (sum, base, size * sizeof (double));
  else
    memset (sum, 0, size * sizeof (double));
  for (guint m = 0; m < n; m++)
    cblas_daxpy (size, weights[m], field->stages->slopes + m * row, 1, sum, 1);
}

/* The same of X's slopes, as shares. */
static void
add_sums (const TfSampleStages *self, guint n, const double *weights, struct Sum *sum)
{
  for (guint m = 0; m < n; m++)
    {
      sum->of_x += weights[m] * self->sums[m].of_x;
      sum->of_x0 += weights[m] * self->sums[m].of_x0;
      for (guint k = 0; k <= m; k++)
        sum->of_stages[k] += weights[m] * self->sums[m].of_stages[k];
    }
}

/* residual = W X_l + b s' for the argument X_l with these shares, W in its place. */
static void
push_argument (const TfSampleField *field, guint stage, const struct Sum *at)
{
  TfSampleStages *self = field->stages;
  gsize k_n = self->k_n, rows = k_n * self->n_most;
  const double *w = self->weights + stage * self->dim * k_n;
  g_autofree double *cross = g_new (double, k_n * k_n * stage); /* s_k W W_k', side by side */

  tf_gemm (CblasTrans, CblasNoTrans, k_n, self->n, self->dim, at->of_x, w, field->x, 0, self->residual);
  if (at->of_x0 != 0)
    tf_gemm (CblasTrans, CblasNoTrans, k_n, self->n, self->dim, at->of_x0, w, field->start->x0, 1, self->residual);
  tf_gemm (CblasTrans, CblasNoTrans, k_n, k_n * stage, self->dim, 1, w, self->weights, 0, cross);
  for (guint k = 0; k < stage; k++)
    cblas_dscal (k_n * k_n, at->of_stages[k], cross + k * k_n * k_n, 1);
  cblas_dgemm (CblasColMajor, CblasNoTrans, CblasNoTrans, k_n, self->n, k_n * stage, 1, cross, k_n, self->residuals, rows,
               1, self->residual, k_n);
  if (field->parameters.bias)
    cblas_dger (CblasColMajor, k_n, k_n, 1, self->biases + stage * k_n, 1, field->start->sqrt_shares, 1, self->residual, k_n);
}

/* slope of V and b/sqrt (eta K) at the argument, whose R stands in residual. */
static void
pull_argument (const TfSampleField *field, guint stage, const struct Sum *at)
{
  TfSampleStages *self = field->stages;
  const TfParameters *p = &field->parameters;
  gsize d = self->dim, k_n = self->k_n, rows = k_n * self->n_most, thick = d * k_n;
  double *slope = self->slopes + stage * tf_sample_theta_size (field), scale = sqrt (p->eta * k_n);
  g_autofree double *cross = g_new (double, k_n * k_n * stage); /* s_k R_k R', one above the other */

  memcpy (slope, self->weights + stage * thick, thick * sizeof (double));
  tf_gemm (CblasNoTrans, CblasTrans, d, k_n, self->n, at->of_x, field->x, self->residual, p->lambda_w / k_n, slope);
  if (at->of_x0 != 0)
    tf_gemm (CblasNoTrans, CblasTrans, d, k_n, self->n, at->of_x0, field->start->x0, self->residual, 1, slope);
  cblas_dgemm (CblasColMajor, CblasNoTrans, CblasTrans, k_n * stage, k_n, self->n, 1, self->residuals, rows,
               self->residual, k_n, 0, cross, k_n * stage);
  for (gsize j = 0; j < k_n; j++)
    for (gsize i = 0; i < k_n * stage; i++)
      cross[i + j * k_n * stage] *= at->of_stages[i / k_n];
  tf_gemm (CblasNoTrans, CblasNoTrans, d, k_n, k_n * stage, 1, self->weights, cross, 1, slope);
  if (p->bias)
    {
      memcpy (slope + thick, self->biases + stage * k_n, k_n * sizeof (double));
      cblas_dgemv (CblasColMajor, CblasNoTrans, k_n, k_n, 1, self->residual, k_n, field->start->sqrt_shares, 1,
                   p->bias_decay, slope + thick, 1);
    }
  cblas_dscal (count_flowing (field), -scale, slope, 1);
}

gboolean
tf_sample_evaluate_stage (TfSystem *system, guint stage, const double *weights)
{
  TfSampleField *field = (TfSampleField *) system;
  TfSampleStages *self = field->stages;
  gsize thick = self->dim * self->k_n;
  double scale = sqrt (field->parameters.eta * self->k_n);
  g_autofree double *theta = g_new0 (double, tf_sample_theta_size (field)), *shares = g_new0 (double, self->n_most);
  struct Sum at = { .of_x = 1, .of_stages = shares };

  field->counts.n_evaluations++;
  add_theta_slopes (field, stage, weights, field->x + self->dim * self->n, theta);
  cblas_dscal (tf_sample_theta_size (field), scale, theta, 1);
  memcpy (self->weights + stage * thick, theta, thick * sizeof (double));
  memcpy (self->biases + stage * self->k_n, theta + thick, self->k_n * sizeof (double));
  add_sums (self, stage, weights, &at);
  push_argument (field, stage, &at);
  if (!isfinite (tf_sample_take_loss (field, self->residual, NULL)))
    return FALSE;
  keep_residual (self, stage);
  pull_argument (field, stage, &at);
  set_slope (self, field, stage, at.of_x, at.of_x0, at.of_stages);
  return TRUE;
}

void
tf_sample_combine_stages (TfSystem *system, guint n, const double *weights, const double *y, double *out)
{
  TfSampleField *field = (TfSampleField *) system;
  TfSampleStages *self = field->stages;
  gsize size = self->dim * self->n, thick = self->dim * self->k_n;
  g_autofree double *shares = g_new0 (double, self->n_most);
  struct Sum sum = { .of_x = y != NULL, .of_stages = shares };

  add_sums (self, n, weights, &sum);
  memcpy (self->scaled, self->weights, thick * n * sizeof (double));
  for (guint k = 0; k < n; k++)
    cblas_dscal (thick, sum.of_stages[k], self->scaled + k * thick, 1);
  cblas_dgemm (CblasColMajor, CblasNoTrans, CblasNoTrans, self->dim, self->n, self->k_n * n, 1, self->scaled, self->dim,
               self->residuals, self->k_n * self->n_most, 0, out, self->dim);
  cblas_daxpy (size, sum.of_x, field->x, 1, out, 1);
  if (sum.of_x0 != 0)
    cblas_daxpy (size, sum.of_x0, field->start->x0, 1, out, 1);
  add_theta_slopes (field, n, weights, y != NULL ? y + size : NULL, out + size);
}
