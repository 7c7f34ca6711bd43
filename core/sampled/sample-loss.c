/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "sample-field-private.h"
#include "linalg.h"
#include "samples.h"
#include "thin-products.h"

gsize
tf_sample_theta_size (const TfSampleField *self)
{
  return self->dim * self->k_n + self->k_n;
}

gboolean
tf_sample_is_joint (const TfSampleField *self)
{
  return self->parameters.flow == TF_FLOW_JOINT;
}

void
tf_sample_push (const TfSampleField *self, const double *theta, double beta, double *thin)
{
  gsize k_n = self->k_n;

  tf_thin_push_weights (&(TfColumnsOf){ self->x, self->dim, self->n, self->dim }, k_n, 1, theta, beta, thin);
  if (self->parameters.bias)
    cblas_dger (CblasColMajor, k_n, k_n, 1, theta + self->dim * k_n, 1, self->start->sqrt_shares, 1, thin, k_n);
}

void
tf_sample_pull_bias (const TfSampleField *self, const double *thin, double *of_bias)
{
  gsize k_n = self->k_n;

  memset (of_bias, 0, k_n * sizeof (double));
  if (self->parameters.bias)
    cblas_dgemv (CblasColMajor, CblasNoTrans, k_n, k_n, 1, thin, k_n, self->start->sqrt_shares, 1, 0, of_bias, 1);
}

void
tf_sample_pull (const TfSampleField *self, const double *thin, double *theta)
{
  tf_thin_pull_weights (&(TfColumnsOf){ self->x, self->dim, self->n, self->dim }, self->k_n, 1, thin, 0, theta);
  tf_sample_pull_bias (self, thin, theta + self->dim * self->k_n);
}

void
tf_sample_curve (TfSampleField *self, double *thin)
{
  const TfSamples *samples = self->start->samples;

  if (tf_loss_get_info (self->loss.kind)->is_quadratic)
    return;
  tf_samples_turn_back (samples, self->k_n, thin, self->sorted);
  tf_loss_multiply (&self->loss, self->k_n, self->n, samples->classes, &self->curvature, self->sorted, self->sorted);
  tf_samples_turn (samples, self->k_n, self->sorted, thin);
}

/* Squared error of what is linear in the samples: R = W X + b s' - T. */
static void
subtract_target (TfSampleField *self)
{
  double length;

  for (gsize k = 0; k < self->k_n; k++)
    self->residual[k + k * self->k_n] -= self->start->sqrt_shares[k];
  length = tf_norm (self->k_n * self->n, self->residual);
  self->fit = 0.5 * length * length;
}

double
tf_sample_take_loss (TfSampleField *self, double *logits, TfLossCurvature *curvature)
{
  const TfSamples *samples = self->start->samples;
  gsize size = self->k_n * self->n;
  double sum;

  tf_samples_turn_back (samples, self->k_n, logits, self->sorted);
  cblas_dscal (size, sqrt (self->n), self->sorted, 1);
  sum = tf_loss_evaluate (&self->loss, self->k_n, self->n, self->sorted, samples->classes, self->sorted, curvature);
  tf_samples_turn (samples, self->k_n, self->sorted, logits);
  cblas_dscal (size, 1 / sqrt (self->n), logits, 1);
  return sum / self->n;
}

void
tf_sample_evaluate_loss (TfSampleField *self)
{
  tf_sample_push (self, self->theta, 0, self->residual);
  if (self->start->samples == NULL)
    subtract_target (self);
  else
    self->fit = tf_sample_take_loss (self, self->residual, &self->curvature);
}

void
tf_sample_take_gram (TfSampleField *self)
{
  gsize d = self->dim, n = d + (self->parameters.bias ? 1 : 0);
  const double *s = self->start->sqrt_shares;

  self->gram = g_renew (double, self->gram, n * n);
  cblas_dsyrk (CblasColMajor, CblasLower, CblasNoTrans, d, self->n, 1, self->x, d, 0, self->gram, n);
  if (n == d)
    return;
  for (gsize i = 0; i < n; i++)
    self->gram[d + i * n] = i < d ? cblas_ddot (self->k_n, self->x + i, d, s, 1) : 1;
}
