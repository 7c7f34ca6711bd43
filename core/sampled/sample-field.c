/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "sample-field-private.h"
#include "linalg.h"
#include "thread.h"

/* Of dW* along a change of X: enough for rates, and for what the error of a step makes of W. */
#define DERIVATIVE 1e-8
#define ESTIMATE 1e-2
/* Columns of X at a time: what is read is still near when it is written. */
#define BLOCK 64
/* So many products of numbers are more than a second thread costs. */
#define LARGE ((gsize) 1 << 20)

/* --- the system's functions --- */

static void
allocate (TfSampleField *self)
{
  gsize thin = self->k_n * self->start->n_columns;

  self->dim = self->start->dim;
  self->n = self->start->n_columns;
  self->theta = g_new0 (double, tf_sample_theta_size (self));
  self->residual = g_new0 (double, thin);
  self->thin = g_new (double, thin);
  if (self->start->samples == NULL)
    return;
  self->curvature = (TfLossCurvature){ g_new0 (double, thin), g_new0 (double, self->n), g_new0 (double, self->n) };
  self->sorted = g_new (double, thin);
}

static TfSystem *
make (const TfStart *start)
{
  TfSampleField *self = g_new0 (TfSampleField, 1);

  self->system.kind = &tf_sample_field_kind;
  self->start = start;
  self->k_n = start->n_classes;
  allocate (self);
  return &self->system;
}

static void
let_go (TfSampleField *self)
{
  g_free (self->theta);
  g_free (self->residual);
  g_free (self->curvature.p);
  g_free (self->curvature.a);
  g_free (self->curvature.c);
  g_free (self->sorted);
  g_free (self->thin);
  g_clear_pointer (&self->gram, g_free);
  g_clear_pointer (&self->blocks, tf_theta_blocks_free);
  g_clear_pointer (&self->solver, tf_sample_solver_free);
  g_clear_pointer (&self->stages, tf_sample_stages_free);
  g_clear_pointer (&self->central, tf_central_stages_free);
}

static void
release (TfSystem *system)
{
  let_go ((TfSampleField *) system);
  g_free (system);
}

/* Of a whole start all directions are there from the start on. */
static void
resize (TfSystem *system)
{
  TfSampleField *self = (TfSampleField *) system;

  if (self->dim == self->start->dim && self->n == self->start->n_columns)
    return;
  let_go (self);
  allocate (self);
}

static void
set_parameters (TfSystem *system, const TfParameters *parameters)
{
  TfSampleField *self = (TfSampleField *) system;

  if (parameters->bias != self->parameters.bias)
    {
      g_clear_pointer (&self->blocks, tf_theta_blocks_free);
      g_clear_pointer (&self->solver, tf_sample_solver_free);
      g_clear_pointer (&self->gram, g_free);
    }
  if (!parameters->bias)
    memset (self->theta + self->dim * self->k_n, 0, self->k_n * sizeof (double));
  self->n_last = 0;
  tf_central_stages_forget (self->central);
  self->parameters = *parameters;
  self->loss = tf_parameters_loss (parameters);
}

static gsize
get_size (const TfSystem *system)
{
  const TfSampleField *self = (const TfSampleField *) system;
  gsize size = self->dim * self->n;

  if (tf_sample_is_joint (self))
    size += self->dim * self->k_n + (self->parameters.bias ? self->k_n : 0);
  return size;
}

static void
write_weights (const TfSystem *system, const double *weights, const double *bias, double *y)
{
  const TfSampleField *self = (const TfSampleField *) system;
  gsize thick = self->dim * self->k_n;
  double *v = y + self->dim * self->n;

  if (!tf_sample_is_joint (self))
    return;
  memcpy (v, weights, thick * sizeof (double));
  cblas_dscal (thick, 1 / tf_system_weight_scale (&self->parameters, self->k_n), v, 1);
  for (gsize k = 0; k < self->k_n && self->parameters.bias; k++)
    v[thick + k] = bias != NULL ? bias[k] / tf_system_weight_scale (&self->parameters, self->k_n) : 0;
}

static void
write_start (const TfSystem *system, double *y)
{
  const TfSampleField *self = (const TfSampleField *) system;

  write_weights (system, self->start->weights0, self->start->bias0, y);
}

static gsize
count_rows (const TfSystem *system)
{
  const TfSampleField *self = (const TfSampleField *) system;

  return tf_sample_is_joint (self) ? self->k_n : 0;
}

/* theta as the joint flow's y has it. */
static void
read_weights (TfSampleField *self, const double *y)
{
  gsize thick = self->dim * self->k_n, n = thick + (self->parameters.bias ? self->k_n : 0);

  memcpy (self->theta, y + self->dim * self->n, n * sizeof (double));
  cblas_dscal (n, tf_system_weight_scale (&self->parameters, self->k_n), self->theta, 1);
}

/* The slope of V and of b/sqrt (eta K). slope: X R', and room for the bias'. */
static void
evaluate_weights (const TfSampleField *self, double *slope, double *dv)
{
  const TfParameters *p = &self->parameters;
  gsize thick = self->dim * self->k_n;
  double scale = tf_system_weight_scale (&self->parameters, self->k_n);

  tf_sample_pull_bias (self, self->residual, slope + thick);
  cblas_daxpy (thick, p->lambda_w / self->k_n, self->theta, 1, slope, 1);
  for (gsize i = 0; i < thick; i++)
    dv[i] = -scale * slope[i];
  for (gsize i = thick; i < thick + self->k_n && p->bias; i++)
    dv[i] = -scale * (slope[i] + p->bias_decay * self->theta[i]);
}

typedef struct
{
  const TfSampleField *field;
  double *dx;
  double *pulled[2]; /* dim x K: X R' of each half, added; or NULL */
} Slopes;

/* A few columns at a time. */
static void
find_slopes (gsize first, gsize n, guint part, gpointer user_data)
{
  const Slopes *slopes = user_data;
  const TfSampleField *self = slopes->field;
  double beta = self->parameters.beta, decay = self->parameters.lambda_h + beta, *pulled = slopes->pulled[part];
  gsize d = self->dim, k_n = self->k_n;

  for (gsize at = first; at < first + n; at += BLOCK)
    {
      gsize size = MIN (BLOCK, first + n - at);
      const double *x = self->x + at * d, *x0 = self->start->x0 + at * d, *r = self->residual + at * k_n;
      double *out = slopes->dx + at * d;

      if (pulled != NULL)
        tf_gemm_rows (d, k_n, size, 1, x, d, r, k_n, 1, 1, pulled, d);
      tf_gemm (CblasNoTrans, CblasNoTrans, d, size, k_n, -1, self->theta, r, 0, out);
      if (beta == 0)
        cblas_daxpy (d * size, -decay, x, 1, out, 1);
      else
        for (gsize i = 0; i < d * size; i++)
          out[i] += beta * x0[i] - decay * x[i];
    }
}

void
tf_sample_evaluate_features (const TfSampleField *self, double *dx, double *pulled)
{
  gsize thick = self->dim * self->k_n;
  g_autofree double *second = pulled != NULL ? g_new0 (double, thick) : NULL;
  Slopes slopes = { self, dx, { pulled, second } };

  if (pulled != NULL)
    memset (pulled, 0, thick * sizeof (double));
  if (thick * self->n < LARGE)
    find_slopes (0, self->n, 0, &slopes);
  else
    tf_thread_halve (self->n, BLOCK, find_slopes, &slopes);
  if (pulled != NULL)
    cblas_daxpy (thick, 1, second, 1, pulled, 1);
}

/* What is not finite has logits that are not. */
static gboolean
evaluate_joint (TfSampleField *self, const double *y, double *dy)
{
  g_autofree double *slope = g_new (double, tf_sample_theta_size (self));

  self->counts.n_evaluations++;
  self->x = y;
  read_weights (self, y);
  tf_sample_evaluate_loss (self);
  tf_sample_evaluate_features (self, dy, slope);
  evaluate_weights (self, slope, dy + self->dim * self->n);
  return isfinite (self->fit);
}

static gboolean
evaluate (TfSystem *system, const double *y, double *dy)
{
  TfSampleField *self = (TfSampleField *) system;

  tf_central_stages_forget (self->central);
  if (tf_sample_is_joint (self))
    return evaluate_joint (self, y, dy);
  if (!tf_sample_move (self, y))
    return FALSE;
  tf_sample_evaluate_features (self, dy, NULL);
  return isfinite (self->fit);
}

/* dtheta* along v, thin being W v: -(d2f/dtheta2)^-1 of [X (S thin)' + v R', (S thin) s].
 * Leaves S thin in thin. */
static void
differentiate_theta (TfSampleField *self, const double *v, double accuracy, double *thin, double *dtheta)
{
  gsize size = tf_sample_theta_size (self);
  g_autofree double *b = g_new (double, size);

  tf_sample_curve (self, thin);
  tf_sample_pull (self, thin, b);
  tf_gemm (CblasNoTrans, CblasTrans, self->dim, self->k_n, self->n, 1, v, self->residual, 1, b);
  tf_sample_solve_hessian (self, b, accuracy, dtheta);
  cblas_dscal (size, -1, dtheta, 1);
}

static void
push_features (const TfSampleField *self, const double *v, double *thin)
{
  tf_gemm (CblasTrans, CblasNoTrans, self->k_n, self->n, self->dim, 1, self->theta, v, 0, thin);
}

static double
differentiate_weights (TfSystem *system, const double *v)
{
  TfSampleField *self = (TfSampleField *) system;
  g_autofree double *dtheta = g_new (double, tf_sample_theta_size (self));

  push_features (self, v, self->thin);
  differentiate_theta (self, v, ESTIMATE, self->thin, dtheta);
  return tf_norm (self->dim * self->k_n, dtheta);
}

/* The rows of V and b: thin is dR, v the direction. */
static void
multiply_weights (TfSampleField *self, const double *v, const double *thin, double *jv)
{
  const TfParameters *p = &self->parameters;
  gsize thick = self->dim * self->k_n;
  double scale = tf_system_weight_scale (&self->parameters, self->k_n);
  g_autofree double *slope = g_new (double, tf_sample_theta_size (self));
  const double *dv = v + self->dim * self->n;

  tf_sample_pull (self, thin, slope);
  tf_gemm (CblasNoTrans, CblasTrans, self->dim, self->k_n, self->n, 1, v, self->residual, 1, slope);
  for (gsize i = 0; i < thick; i++)
    jv[i] = -scale * slope[i] - p->eta * p->lambda_w * dv[i];
  for (gsize i = thick; i < thick + self->k_n && p->bias; i++)
    jv[i] = -scale * slope[i] - p->eta * self->k_n * p->bias_decay * dv[i];
}

static void
multiply (TfSystem *system, const double *v, double *jv)
{
  TfSampleField *self = (TfSampleField *) system;
  gsize size = self->dim * self->n, of_theta = get_size (system) - size;
  double decay = self->parameters.lambda_h + self->parameters.beta;
  g_autofree double *dtheta = g_new0 (double, tf_sample_theta_size (self));

  self->counts.n_products++;
  push_features (self, v, self->thin);
  if (tf_sample_is_joint (self))
    {
      cblas_daxpy (of_theta, tf_system_weight_scale (&self->parameters, self->k_n), v + size, 1, dtheta, 1);
      tf_sample_push (self, dtheta, 1, self->thin);
    }
  else
    {
      g_autofree double *of_v = g_memdup2 (self->thin, self->k_n * self->n * sizeof (double));

      differentiate_theta (self, v, DERIVATIVE, self->thin, dtheta);
      memcpy (self->thin, of_v, self->k_n * self->n * sizeof (double));
      tf_sample_push (self, dtheta, 1, self->thin);
    }
  tf_sample_curve (self, self->thin);
  tf_gemm (CblasNoTrans, CblasNoTrans, self->dim, self->n, self->k_n, -1, self->theta, self->thin, 0, jv);
  tf_gemm (CblasNoTrans, CblasNoTrans, self->dim, self->n, self->k_n, -1, dtheta, self->residual, 1, jv);
  cblas_daxpy (size, -decay, v, 1, jv, 1);
  if (tf_sample_is_joint (self))
    multiply_weights (self, v, self->thin, jv + size);
}

static const double *
get_weights (const TfSystem *self)
{
  return ((const TfSampleField *) self)->theta;
}

static const double *
get_residual (const TfSystem *self)
{
  return ((const TfSampleField *) self)->residual;
}

static void
get_bias (const TfSystem *system, double *bias)
{
  const TfSampleField *self = (const TfSampleField *) system;

  memcpy (bias, self->theta + self->dim * self->k_n, self->k_n * sizeof (double));
}

static double
get_fit (const TfSystem *self)
{
  return ((const TfSampleField *) self)->fit;
}

static double
get_objective (const TfSystem *system, double outside)
{
  const TfSampleField *self = (const TfSampleField *) system;
  const TfParameters *p = &self->parameters;
  gsize thick = self->dim * self->k_n;
  double w = tf_norm (thick, self->theta), b = tf_norm (self->k_n, self->theta + thick);

  return self->fit
         + 0.5 * (p->lambda_w / self->k_n * w * w + p->bias_decay * b * b
                  + p->lambda_h * tf_start_square (self->start, self->x, outside)
                  + (p->beta > 0 ? p->beta * tf_start_square_distance (self->start, self->x, outside) : 0));
}

static double
get_weights_square (const TfSystem *system)
{
  const TfSampleField *self = (const TfSampleField *) system;
  double norm = tf_norm (self->dim * self->k_n, self->theta);

  return norm * norm;
}

static void
get_counts (const TfSystem *self, TfSystemCounts *counts)
{
  *counts = ((const TfSampleField *) self)->counts;
}

/* Of every sample's own curvature more is to be worked out. */
static double
get_implicit_cost (const TfSystem *system)
{
  const TfSampleField *self = (const TfSampleField *) system;

  if (!tf_sample_can_solve (self))
    return INFINITY; /* explicit steps alone, however short */
  return self->start->samples != NULL ? 5 : 1;
}

const TfSystemKind tf_sample_field_kind = {
  .get_implicit_cost = get_implicit_cost,
  .new = make,
  .free = release,
  .resize = resize,
  .set_parameters = set_parameters,
  .get_size = get_size,
  .count_rows = count_rows,
  .write_weights = write_weights,
  .write_start = write_start,
  .evaluate = evaluate,
  .begin_stages = tf_sample_begin_stages,
  .evaluate_stage = tf_sample_evaluate_stage,
  .combine_stages = tf_sample_combine_stages,
  .sum_residuals = tf_sample_sum_residuals,
  .multiply = multiply,
  .differentiate_weights = differentiate_weights,
  .prepare_solve = tf_sample_prepare_solve,
  .solve = tf_sample_solve,
  .get_weights = get_weights,
  .get_weights_square = get_weights_square,
  .get_residual = get_residual,
  .get_bias = get_bias,
  .get_fit = get_fit,
  .get_objective = get_objective,
  .get_counts = get_counts,
};
