/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "linalg.h"
#include "sample-field-private.h"
#include "sample-pass.h"
#include "samples.h"
#include "thin-stages.h"

/* The stages of an explicit step: on the central path as central-stages.h has them; of the joint
 * flow as thin-stages.h says, with those of W and b, which are thin themselves. What a stage of the
 * joint flow needs of its argument are products with thin matrices: of X, of X0, and of the W_k and
 * R_k among themselves (sample-pass.h). All of it is done with columns by class that are not
 * turned, and the R_k are turned once, when the step is put together. */

struct _TfSampleStages
{
  TfThinStages thin;
  double *biases;   /* K x n_most */
  double *slopes;   /* of V and b/sqrt (eta K): (dim K + K) x n_most */
  TfHelper *helper;
  double *x, *x0;    /* dim x N: X, and X0 where beta > 0, not turned */
  double *residuals; /* as thin.residuals, not turned */
  gboolean is_turned; /* thin.residuals holds the same */
  double *of_x, *of_x0; /* n_most: shares of X and X0 in each argument (thin-stages.h) */
};

static TfSampleStages *
stages_new (const TfSampleField *field, gsize n_most)
{
  TfSampleStages *self = g_new0 (TfSampleStages, 1);

  tf_thin_stages_init (&self->thin, field->dim, field->k_n, field->n, n_most);
  self->biases = g_new0 (double, field->k_n * n_most);
  self->helper = tf_helper_new ();
  self->x = g_new (double, field->dim * field->n);
  self->residuals = g_new0 (double, field->k_n * n_most * field->n);
  self->of_x = g_new0 (double, n_most);
  self->of_x0 = g_new0 (double, n_most);
  self->of_x[0] = 1;
  self->slopes = g_new (double, tf_sample_theta_size (field) * n_most);
  return self;
}

void
tf_sample_stages_free (TfSampleStages *self)
{
  tf_thin_stages_clear (&self->thin);
  g_free (self->biases);
  tf_helper_free (self->helper);
  g_free (self->x);
  g_free (self->x0);
  g_free (self->residuals);
  g_free (self->of_x);
  g_free (self->of_x0);
  g_free (self->slopes);
  g_free (self);
}

/* W and R of the stage, whose shares are known, make its slope. */
static void
set_slope (TfSampleStages *self, const TfSampleField *field, guint stage, const TfShares *at)
{
  double beta = field->parameters.beta;

  tf_thin_stages_set_slope (&self->thin, stage, beta, field->parameters.lambda_h + beta, at);
}

static gsize
count_flowing (const TfSampleField *field)
{
  return field->dim * field->k_n + (field->parameters.bias ? field->k_n : 0);
}

/* What the passes read, as it is at the beginning of the step. */
static void
turn_back (TfSampleStages *self, TfSampleField *field)
{
  const TfSamples *samples = field->start->samples;
  gsize k_n = field->k_n, rows = k_n * self->thin.n_most;

  tf_samples_turn_back (samples, field->dim, field->x, self->x);
  if (field->parameters.beta > 0)
    {
      if (self->x0 == NULL)
        self->x0 = g_new (double, field->dim * field->n);
      tf_samples_turn_back (samples, field->dim, field->start->x0, self->x0);
    }
  tf_samples_turn_back (samples, k_n, field->residual, field->sorted);
  for (gsize i = 0; i < field->n; i++)
    memcpy (self->residuals + i * rows, field->sorted + i * k_n, k_n * sizeof (double));
  self->is_turned = FALSE;
}

static void
turn (TfSampleStages *self, const TfSampleField *field)
{
  if (!self->is_turned)
    tf_samples_turn (field->start->samples, field->k_n * self->thin.n_most, self->residuals, self->thin.residuals);
  self->is_turned = TRUE;
}

/* Whether thin matrices have hardly fewer numbers than the state. */
static gboolean
is_thick (const TfSampleField *field)
{
  return 2 * field->k_n > field->dim;
}

/* On the central path it is memory that is spared: what a stage takes is to find W*. */
static gboolean
begin_central (TfSampleField *field, const double *y, guint n_stages)
{
  if (is_thick (field))
    return FALSE;
  if (tf_central_stages_lead_from (field->central, y))
    return TRUE;
  if (field->x != y)
    return FALSE;
  if (field->central == NULL)
    field->central = tf_central_stages_new (field->dim, field->k_n, field->n, n_stages);
  tf_central_stages_begin (field->central, y, &field->parameters, field->theta, field->residual);
  return TRUE;
}

static gboolean
evaluate_central (TfSampleField *field, guint stage, const double *weights)
{
  if (!tf_sample_move (field, tf_central_stages_find_argument (field->central, stage, weights, field->start->x0)))
    return FALSE;
  tf_central_stages_take (field->central, stage, &field->parameters, field->theta, field->residual);
  return TRUE;
}

gboolean
tf_sample_begin_stages (TfSystem *system, const double *y, const double *dy, guint n_stages)
{
  TfSampleField *field = (TfSampleField *) system;
  gsize thick = field->dim * field->k_n;
  TfSampleStages *self;

  if (!tf_sample_is_joint (field))
    return begin_central (field, y, n_stages);
  if (field->start->samples == NULL || field->x != y)
    return FALSE;
  if (field->start->all == NULL && is_thick (field))
    return FALSE;
  if (field->stages == NULL)
    field->stages = stages_new (field, n_stages);
  self = field->stages;
  memcpy (self->thin.weights, field->theta, thick * sizeof (double));
  turn_back (self, field);
  set_slope (self, field, 0, NULL);
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

/* s_k W W_k', side by side: K x (K stage), newly allocated. */
static double *
cross_weights (const TfThinStages *thin, guint stage, const TfShares *at)
{
  gsize k_n = thin->k_n;
  double *across = g_new (double, k_n * k_n * stage);

  tf_gemm (CblasTrans, CblasNoTrans, k_n, k_n * stage, thin->dim, 1, thin->weights + stage * thin->dim * k_n, thin->weights, 0,
           across);
  for (guint k = 0; k < stage; k++)
    cblas_dscal (k_n * k_n, at->of_stages[k], across + k * k_n * k_n, 1);
  return across;
}

/* slope of V and b/sqrt (eta K) at the argument. along: R R_k', side by side; pulled: (p X + q X0) R';
 * sum: R s. */
static void
assemble_slope (TfSampleField *field, guint stage, const TfShares *at, double *along, const double *pulled, const double *sum)
{
  TfSampleStages *self = field->stages;
  TfThinStages *thin = &self->thin;
  const TfParameters *p = &field->parameters;
  gsize d = thin->dim, k_n = thin->k_n, thick = d * k_n;
  double *slope = self->slopes + stage * tf_sample_theta_size (field), scale = sqrt (p->eta * k_n);

  memcpy (slope, pulled, thick * sizeof (double));
  cblas_daxpy (thick, p->lambda_w / k_n, thin->weights + stage * thick, 1, slope, 1);
  for (guint k = 0; k < stage; k++)
    cblas_dscal (k_n * k_n, at->of_stages[k], along + k * k_n * k_n, 1);
  tf_gemm (CblasNoTrans, CblasTrans, d, k_n, k_n * stage, 1, thin->weights, along, 1, slope);
  if (p->bias)
    {
      memcpy (slope + thick, sum, k_n * sizeof (double));
      cblas_daxpy (k_n, p->bias_decay, self->biases + stage * k_n, 1, slope + thick, 1);
    }
  cblas_dscal (count_flowing (field), -scale, slope, 1);
}

/* R and the slope of W and b at the argument with these shares, W and b in their places. */
static gboolean
pass (TfSampleField *field, guint stage, const TfShares *at)
{
  TfSampleStages *self = field->stages;
  TfThinStages *thin = &self->thin;
  gsize k_n = thin->k_n;
  g_autofree double *across = cross_weights (thin, stage, at), *along = g_new (double, k_n * k_n * stage);
  g_autofree double *pulled = g_new (double, thin->dim * k_n), *sum = g_new (double, k_n);
  TfSamplePass sample_pass = {
    .loss = &field->loss, .samples = field->start->samples, .dim = thin->dim, .k_n = k_n, .n = thin->n,
    .x = self->x, .x0 = self->x0, .of_x = at->of_x, .of_x0 = at->of_x0, .stage = stage,
    .weights = thin->weights + stage * thin->dim * k_n, .bias = field->parameters.bias ? self->biases + stage * k_n : NULL,
    .across = across, .residuals = self->residuals, .rows = k_n * thin->n_most,
  };

  if (!tf_sample_pass (&sample_pass, self->helper, along, pulled, sum))
    return FALSE;
  assemble_slope (field, stage, at, along, pulled, sum);
  return TRUE;
}

static gboolean
evaluate_joint (TfSampleField *field, guint stage, const double *weights)
{
  TfSampleStages *self = field->stages;
  gsize thick = self->thin.dim * self->thin.k_n;
  double scale = sqrt (field->parameters.eta * self->thin.k_n);
  g_autofree double *theta = g_new0 (double, tf_sample_theta_size (field)), *shares = g_new0 (double, self->thin.n_most);
  TfShares at = { .of_x = 1, .of_stages = shares };

  field->counts.n_evaluations++;
  add_theta_slopes (field, stage, weights, field->x + self->thin.dim * self->thin.n, theta);
  cblas_dscal (tf_sample_theta_size (field), scale, theta, 1);
  memcpy (self->thin.weights + stage * thick, theta, thick * sizeof (double));
  memcpy (self->biases + stage * self->thin.k_n, theta + thick, self->thin.k_n * sizeof (double));
  tf_thin_stages_add_slopes (&self->thin, stage, weights, &at);
  self->of_x[stage] = at.of_x;
  self->of_x0[stage] = at.of_x0;
  self->is_turned = FALSE;
  if (!pass (field, stage, &at))
    return FALSE;
  set_slope (self, field, stage, &at);
  return TRUE;
}

gboolean
tf_sample_evaluate_stage (TfSystem *system, guint stage, const double *weights)
{
  TfSampleField *field = (TfSampleField *) system;

  return tf_sample_is_joint (field) ? evaluate_joint (field, stage, weights) : evaluate_central (field, stage, weights);
}

static void
combine_joint (TfSampleField *field, guint n, const double *weights, const double *y, double *out)
{
  TfThinStages *thin = &field->stages->thin;
  gsize size = thin->dim * thin->n;
  g_autofree double *shares = g_new0 (double, thin->n_most);
  TfShares sum = { .of_x = y != NULL, .of_stages = shares };

  turn (field->stages, field);
  tf_thin_stages_add_slopes (thin, n, weights, &sum);
  tf_thin_stages_combine (thin, n, &sum, field->x, field->start->x0, out);
  add_theta_slopes (field, n, weights, y != NULL ? y + size : NULL, out + size);
}

void
tf_sample_combine_stages (TfSystem *system, guint n, const double *weights, const double *y, double *out)
{
  TfSampleField *field = (TfSampleField *) system;

  if (tf_sample_is_joint (field))
    combine_joint (field, n, weights, y, out);
  else
    tf_central_stages_combine (field->central, n, weights, y, field->start->x0, out);
}

/* Outside of V an argument has the same shares of X and X0. */
void
tf_sample_sum_residuals (const TfSystem *system, guint n, const double *weights, double outside, double *sum)
{
  const TfSampleField *field = (const TfSampleField *) system;
  TfSampleStages *self = field->stages;
  const TfThinStages *thin = &self->thin;
  gsize k_n = thin->k_n, rows = k_n * thin->n_most;

  turn (self, field);
  memset (sum, 0, k_n * thin->n * sizeof (double));
  for (guint m = 0; m < n; m++)
    {
      double share = weights[m] * (self->of_x[m] * outside + self->of_x0[m] * field->start->outside0);

      for (gsize i = 0; i < thin->n && share != 0; i++)
        for (gsize k = 0; k < k_n; k++)
          sum[k + i * k_n] += share * thin->residuals[m * k_n + k + i * rows];
    }
}
