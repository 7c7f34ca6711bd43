/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "head-field-private.h"

#include <math.h>
#include <string.h>

#include "linalg.h"

static gsize
features_size (const TfHeadField *self)
{
  return self->start->dim * self->start->n_columns;
}

/* --- the system's functions --- */

static TfSystem *
make (const TfStart *start)
{
  TfHeadField *self = g_new0 (TfHeadField, 1);

  self->system.kind = &tf_head_field_kind;
  self->start = start;
  self->inner = (TfSampleField *) tf_sample_field_kind.new (start);
  return &self->system;
}

static void
release (TfSystem *system)
{
  TfHeadField *self = (TfHeadField *) system;

  g_clear_pointer (&self->solver, tf_head_solver_free);
  g_clear_pointer (&self->chain, tf_head_chain_free);
  tf_sample_field_kind.free (&self->inner->system);
  g_free (self->g);
  g_free (self);
}

static void
allocate (TfHeadField *self)
{
  g_free (self->g);
  self->g = g_new0 (double, tf_sample_theta_size (self->inner));
  g_clear_pointer (&self->solver, tf_head_solver_free);
}

static void
resize (TfSystem *system)
{
  TfHeadField *self = (TfHeadField *) system;

  tf_sample_field_kind.resize (&self->inner->system);
  tf_head_chain_resize (self->chain, self->start->dim);
  allocate (self);
}

/* Layers of other widths, zero. */
static void
make_chain (TfHeadField *self)
{
  const TfHeadLayers *first = self->start->layers0;
  guint m = self->parameters.head_layers;
  gsize sizes[TF_HEAD_LAYERS_MOST + 1];

  for (guint l = 1; l <= m; l++)
    sizes[l] = first != NULL && first->n == m ? first->sizes[l] : self->start->n_classes;
  sizes[0] = self->start->dim;
  g_clear_pointer (&self->chain, tf_head_chain_free);
  self->chain = tf_head_chain_new (m, sizes);
  allocate (self);
}

static void
set_parameters (TfSystem *system, const TfParameters *parameters)
{
  TfHeadField *self = (TfHeadField *) system;

  if (parameters->bias != self->parameters.bias)
    g_clear_pointer (&self->solver, tf_head_solver_free);
  self->parameters = *parameters;
  tf_sample_field_kind.set_parameters (&self->inner->system, parameters);
  if (self->chain == NULL || tf_head_chain_get_n (self->chain) != parameters->head_layers)
    make_chain (self);
}

static gsize
get_size (const TfSystem *system)
{
  const TfHeadField *self = (const TfHeadField *) system;

  return features_size (self) + tf_head_flowing_size (self);
}

static gsize
count_rows (const TfSystem *system)
{
  return tf_head_chain_get_sizes (((const TfHeadField *) system)->chain)[1];
}

static void
write_head (const TfHeadField *self, const double *layers, const double *bias, double *y)
{
  gsize size = tf_head_chain_get_size (self->chain);
  double *v = y + features_size (self), scale = tf_system_weight_scale (&self->parameters, self->start->n_classes);

  for (gsize i = 0; i < size; i++)
    v[i] = layers[i] / scale;
  for (gsize k = 0; k < self->start->n_classes && self->parameters.bias; k++)
    v[size + k] = bias != NULL ? bias[k] / scale : 0;
}

/* weights: NULL for the layers that are there. */
static void
write_weights (const TfSystem *system, const double *weights, const double *bias, double *y)
{
  const TfHeadField *self = (const TfHeadField *) system;
  g_autofree double *layers = NULL;

  if (weights == NULL)
    {
      write_head (self, tf_head_chain_get_layers (self->chain), bias, y);
      return;
    }
  layers = g_new (double, tf_head_chain_get_size (self->chain));
  tf_head_chain_spread (self->chain, weights, layers);
  write_head (self, layers, bias, y);
}

static void
write_start (const TfSystem *system, double *y)
{
  const TfHeadField *self = (const TfHeadField *) system;
  const TfHeadLayers *first = self->start->layers0;
  gsize size = tf_head_chain_get_size (self->chain), below;
  g_autofree double *layers = NULL;

  if (first == NULL || first->n != tf_head_chain_get_n (self->chain))
    {
      write_weights (system, self->start->weights0, self->start->bias0, y);
      return;
    }
  below = self->start->dim * first->sizes[1];
  layers = g_new (double, size);
  memcpy (layers, self->start->first0, below * sizeof (double));
  memcpy (layers + below, tf_head_layers_get (first, 2), (size - below) * sizeof (double));
  write_head (self, layers, self->start->bias0, y);
}

/* What y has behind its X, as a head. */
static double *
read_head (const TfHeadField *self, const double *y)
{
  double *head = g_new0 (double, tf_head_size (self));

  cblas_daxpy (tf_head_flowing_size (self), tf_system_weight_scale (&self->parameters, self->start->n_classes), y + features_size (self), 1,
               head, 1);
  return head;
}

/* The layers become the field's, and W and b those of the field within. */
static void
take_head (TfHeadField *self, const double *y)
{
  gsize thick = self->start->dim * self->start->n_classes, size = tf_head_chain_get_size (self->chain);
  g_autofree double *head = read_head (self, y);

  tf_head_chain_take (self->chain, head);
  memcpy (self->inner->theta, tf_head_chain_get_prefix (self->chain, tf_head_chain_get_n (self->chain)), thick * sizeof (double));
  memcpy (self->inner->theta + thick, head + size, self->start->n_classes * sizeof (double));
}

/* dv = -scale (head + what the layers and b cost of v) */
static void
finish_head (const TfHeadField *self, const double *head, const double *v, double *dv)
{
  const TfParameters *p = &self->parameters;
  gsize size = tf_head_chain_get_size (self->chain);
  double scale = tf_system_weight_scale (&self->parameters, self->start->n_classes), k_n = self->start->n_classes;

  for (gsize i = 0; i < tf_head_flowing_size (self); i++)
    dv[i] = -scale * head[i] - p->eta * (i < size ? p->lambda_w : k_n * p->bias_decay) * v[i];
}

static gboolean
evaluate (TfSystem *system, const double *y, double *dy)
{
  TfHeadField *self = (TfHeadField *) system;
  gsize thick = self->start->dim * self->start->n_classes, size = tf_head_chain_get_size (self->chain);
  g_autofree double *head = g_new (double, tf_head_size (self));

  self->counts.n_evaluations++;
  if (!isfinite (tf_norm (get_size (system), y)))
    return FALSE;
  self->inner->x = y;
  take_head (self, y);
  tf_sample_evaluate_loss (self->inner);
  tf_sample_evaluate_features (self->inner, dy, self->g);
  tf_sample_pull_bias (self->inner, self->inner->residual, self->g + thick);
  tf_head_chain_pull (self->chain, self->g, head);
  memcpy (head + size, self->g + thick, self->start->n_classes * sizeof (double));
  finish_head (self, head, y + features_size (self), dy + features_size (self));
  return isfinite (self->inner->fit) && isfinite (tf_norm (get_size (system), dy));
}

static void
multiply (TfSystem *system, const double *v, double *jv)
{
  TfHeadField *self = (TfHeadField *) system;
  TfSampleField *inner = self->inner;
  gsize d = self->start->dim, k_n = self->start->n_classes, n = self->start->n_columns, size = features_size (self);
  double decay = self->parameters.lambda_h + self->parameters.beta;
  g_autofree double *head = read_head (self, v), *theta = g_new (double, d * k_n + k_n), *g = g_new (double, d * k_n + k_n);
  g_autofree double *change = g_new (double, tf_head_size (self));

  self->counts.n_products++;
  tf_gemm (CblasTrans, CblasNoTrans, k_n, n, d, 1, inner->theta, v, 0, inner->thin);
  tf_head_push (self, head, theta);
  tf_sample_push (inner, theta, 1, inner->thin);
  tf_sample_curve (inner, inner->thin); /* dR */
  tf_gemm (CblasNoTrans, CblasNoTrans, d, n, k_n, -1, inner->theta, inner->thin, 0, jv);
  tf_gemm (CblasNoTrans, CblasNoTrans, d, n, k_n, -1, theta, inner->residual, 1, jv);
  cblas_daxpy (size, -decay, v, 1, jv, 1);
  tf_sample_pull (inner, inner->thin, g);
  tf_gemm (CblasNoTrans, CblasTrans, d, k_n, n, 1, v, inner->residual, 1, g);
  tf_head_chain_pull (self->chain, g, change);
  tf_head_chain_bend (self->chain, self->g, head, 1, change);
  memcpy (change + tf_head_chain_get_size (self->chain), g + d * k_n, k_n * sizeof (double));
  finish_head (self, change, v + size, jv + size);
}

/* W is not a function of X here. */
static double
differentiate_weights (G_GNUC_UNUSED TfSystem *self, G_GNUC_UNUSED const double *v)
{
  return 0;
}

static const double *
get_weights (const TfSystem *self)
{
  return ((const TfHeadField *) self)->inner->theta;
}

static const double *
get_residual (const TfSystem *self)
{
  return ((const TfHeadField *) self)->inner->residual;
}

static void
get_bias (const TfSystem *self, double *bias)
{
  tf_sample_field_kind.get_bias (&((const TfHeadField *) self)->inner->system, bias);
}

static double
get_fit (const TfSystem *self)
{
  return ((const TfHeadField *) self)->inner->fit;
}

static double
get_weights_square (const TfSystem *system)
{
  const TfHeadField *self = (const TfHeadField *) system;
  double norm = tf_norm (tf_head_chain_get_size (self->chain), tf_head_chain_get_layers (self->chain));

  return norm * norm;
}

static double
get_objective (const TfSystem *system, double outside)
{
  const TfHeadField *self = (const TfHeadField *) system;
  double k_n = self->start->n_classes, w = tf_norm (self->start->dim * self->start->n_classes, self->inner->theta);

  return tf_sample_field_kind.get_objective (&self->inner->system, outside)
         + 0.5 * self->parameters.lambda_w / k_n * (get_weights_square (system) - w * w);
}

static const struct _TfHeadChain *
get_layers (const TfSystem *self)
{
  return ((const TfHeadField *) self)->chain;
}

static double
get_implicit_cost (const TfSystem *self)
{
  return 2 * tf_sample_field_kind.get_implicit_cost (&((const TfHeadField *) self)->inner->system);
}

static void
get_counts (const TfSystem *self, TfSystemCounts *counts)
{
  *counts = ((const TfHeadField *) self)->counts;
}

const TfSystemKind tf_head_field_kind = {
  .new = make,
  .free = release,
  .resize = resize,
  .set_parameters = set_parameters,
  .get_size = get_size,
  .count_rows = count_rows,
  .write_weights = write_weights,
  .write_start = write_start,
  .evaluate = evaluate,
  .multiply = multiply,
  .differentiate_weights = differentiate_weights,
  .prepare_solve = tf_head_prepare_solve,
  .solve = tf_head_solve,
  .get_weights = get_weights,
  .get_layers = get_layers,
  .get_weights_square = get_weights_square,
  .get_residual = get_residual,
  .get_bias = get_bias,
  .get_fit = get_fit,
  .get_objective = get_objective,
  .get_implicit_cost = get_implicit_cost,
  .get_counts = get_counts,
};
