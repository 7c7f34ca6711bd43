/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "equilibrium-private.h"

#include <math.h>
#include <string.h>

#include "class-variances.h"
#include "linalg.h"

#define MEMORY 12           /* of Anderson acceleration */
#define SHARE_OF_FLOWS 30   /* steps leave a thirtieth of the tolerance (metric-floor.c), a gradient all of the error */

gboolean
tf_equilibrium_check (const TfParameters *parameters, GError **error)
{
  return tf_parameters_validate (parameters, error) && tf_squared_only (parameters, "minimizers are found", error)
         && tf_parameters_have_minimizer (parameters, error);
}

double
tf_equilibrium_measure_objective (TfEquilibrium *self)
{
  return tf_field_get_objective (self->field, self->outside);
}

double
tf_equilibrium_measure_norm (TfEquilibrium *self)
{
  return sqrt (tf_start_square (self->start, self->x, self->outside));
}

double
tf_equilibrium_measure_start_norm (TfEquilibrium *self)
{
  return sqrt (tf_start_square (self->start, self->start->x0, self->start->outside0));
}

/* Buffers and helpers of the size of the start; x stays empty. */
static void
allocate (TfEquilibrium *self)
{
  self->size = self->start->dim * self->start->n_columns;
  self->newton = tf_newton_new (self->start, self->field);
  self->anderson = tf_anderson_new (self->size, MEMORY);
  self->slope = g_new (double, self->size);
  self->next = g_new (double, self->size);
  self->next_slope = g_new (double, self->size);
  self->step = g_new (double, self->size);
}

static void
release (TfEquilibrium *self)
{
  tf_newton_free (self->newton);
  tf_anderson_free (self->anderson);
  g_free (self->slope);
  g_free (self->next);
  g_free (self->next_slope);
  g_free (self->step);
}

gboolean
tf_equilibrium_follow_weights (TfEquilibrium *self)
{
  double allowed = tf_start_get_allowed_tail (TF_EQUILIBRIUM_TOLERANCE);
  gboolean grown = FALSE;

  while (tf_start_get_tail (self->start, &self->parameters, self->x, self->outside,
                            tf_field_get_weights (self->field)) > allowed)
    {
      gsize dim = self->start->dim, q = self->start->n_columns;
      double *x = self->x;

      if (!tf_start_grow (self->start))
        break;
      self->x = tf_start_embed_state (self->start, dim, q, x, self->outside);
      g_free (x);
      release (self);
      tf_field_resize (self->field);
      allocate (self);
      if (!tf_field_evaluate (self->field, self->x, self->slope))
        g_assert_not_reached ();
      grown = TRUE;
    }
  return grown;
}

void
tf_equilibrium_settle (TfEquilibrium *self)
{
  gboolean finite = tf_field_evaluate (self->field, self->x, self->slope);

  g_assert (finite);
  tf_equilibrium_follow_weights (self);
  self->objective = tf_equilibrium_measure_objective (self);
  self->at_round_off = FALSE;
  self->is_minimum = FALSE;
  tf_anderson_restart (self->anderson);
  self->n_alternating = N_ALTERNATING;
}

static void
take_parameters (TfEquilibrium *self, const TfParameters *parameters)
{
  self->parameters = *parameters;
  self->parameters.flow = TF_FLOW_CENTRAL;
  tf_field_set_parameters (self->field, &self->parameters);
  self->outside = tf_start_rest_outside (self->start, &self->parameters);
}

TfEquilibrium *
tf_equilibrium_new_from_start (TfStart *start, const TfParameters *parameters)
{
  TfEquilibrium *self = g_new0 (TfEquilibrium, 1);

  self->start = start;
  tf_start_measure_at_once (self->start);
  self->field = tf_field_new (self->start);
  allocate (self);
  self->x = g_new (double, self->size);
  take_parameters (self, parameters);
  tf_equilibrium_restart (self);
  return self;
}

TfEquilibrium *
tf_equilibrium_new (TfMoments *moments, const TfParameters *parameters, GError **error)
{
  TfParameters central = *parameters;

  if (!tf_equilibrium_check (parameters, error))
    return NULL;
  central.flow = TF_FLOW_CENTRAL;
  return tf_equilibrium_new_from_start (tf_start_new (moments, &central, NULL), &central);
}

void
tf_equilibrium_free (TfEquilibrium *self)
{
  release (self);
  tf_field_free (self->field);
  tf_start_free (self->start);
  g_free (self->x);
  g_free (self);
}

gboolean
tf_equilibrium_set_parameters (TfEquilibrium *self, const TfParameters *parameters, GError **error)
{
  if (!tf_equilibrium_check (parameters, error))
    return FALSE;
  take_parameters (self, parameters);
  tf_equilibrium_settle (self);
  return TRUE;
}

void
tf_equilibrium_restart (TfEquilibrium *self)
{
  memcpy (self->x, self->start->x0, self->size * sizeof (double));
  self->counts = (TfEquilibriumCounts){ 0 };
  tf_equilibrium_settle (self);
}

void
tf_equilibrium_place (TfEquilibrium *self, const double *x0, const double *x)
{
  tf_start_replace_state (self->start, x0, 1);
  memcpy (self->x, x, self->size * sizeof (double));
  self->counts = (TfEquilibriumCounts){ 0 };
  tf_equilibrium_settle (self);
}

void
tf_equilibrium_next_layer (TfEquilibrium *self)
{
  tf_start_replace_state (self->start, self->x, self->outside);
  self->outside = tf_start_rest_outside (self->start, &self->parameters);
  tf_equilibrium_restart (self);
}

void
tf_equilibrium_accept_next (TfEquilibrium *self)
{
  double *x = self->x, *slope = self->slope;

  /* The field keeps the address of the state it was evaluated at: nothing is copied. */
  self->x = self->next;
  self->slope = self->next_slope;
  self->next = x;
  self->next_slope = slope;
  self->objective = tf_equilibrium_measure_objective (self);
  self->is_minimum = FALSE;
}

gboolean
tf_equilibrium_has_no_slope (TfEquilibrium *self)
{
  return self->at_round_off
         || tf_norm (self->size, self->slope) <= TF_EQUILIBRIUM_TOLERANCE * tf_equilibrium_measure_norm (self);
}

gboolean
tf_equilibrium_is_reached (TfEquilibrium *self)
{
  return self->is_minimum && tf_equilibrium_has_no_slope (self);
}

double
tf_equilibrium_get_relative_gradient (TfEquilibrium *self)
{
  double norm = tf_equilibrium_measure_norm (self);

  return norm > 0 ? tf_norm (self->size, self->slope) / norm : NAN;
}

double
tf_equilibrium_get_accuracy (const TfParameters *parameters, double relative_gradient)
{
  return isfinite (relative_gradient) ? SHARE_OF_FLOWS * relative_gradient / (parameters->lambda_h + parameters->beta) : 0;
}

/* At beta = 0 and with lambda_H nothing holds a deviation from its mean: each step of the search makes it shorter, and at
 * the end it is 0. */
static void
drop_spread (TfMetrics *metrics)
{
  static const TfMetric spreads[] = { TF_METRIC_TR_SW, TF_METRIC_NC1_RATIO, TF_METRIC_NC1, TF_METRIC_CDNV };

  for (gsize i = 0; i < G_N_ELEMENTS (spreads); i++)
    if (metrics->values[spreads[i]] > 0)
      metrics->values[spreads[i]] = 0;
}

void
tf_equilibrium_get_metrics (TfEquilibrium *self, TfMetrics *metrics)
{
  g_autofree double *bias = g_new (double, self->start->n_classes);
  TfMeasured measured = {
    .start = self->start,
    .parameters = &self->parameters,
    .x = self->x,
    .outside = self->outside,
    .weights = tf_field_get_weights (self->field),
    .fit = 0.5 * pow (tf_norm (self->start->n_classes * self->start->n_columns, tf_field_get_residual (self->field)), 2),
    .bias = bias,
  };

  tf_field_get_bias (self->field, bias);
  tf_metrics_measure (&measured, metrics);
  if (self->parameters.beta == 0 && self->parameters.lambda_h > 0 && tf_equilibrium_is_reached (self))
    drop_spread (metrics);
}

const TfEquilibriumCounts *
tf_equilibrium_get_counts (TfEquilibrium *self)
{
  self->counts.n_products = tf_field_get_n_products (self->field);
  self->counts.n_evaluations = tf_field_get_n_evaluations (self->field);
  return &self->counts;
}

const TfParameters *
tf_equilibrium_get_parameters (TfEquilibrium *self)
{
  return &self->parameters;
}

const TfStart *
tf_equilibrium_get_start (TfEquilibrium *self)
{
  return self->start;
}

const double *
tf_equilibrium_get_state (TfEquilibrium *self)
{
  return self->x;
}

double
tf_equilibrium_get_outside (TfEquilibrium *self)
{
  return self->outside;
}

const double *
tf_equilibrium_get_weights (TfEquilibrium *self)
{
  return tf_field_get_weights (self->field);
}

const double *
tf_equilibrium_get_residual (TfEquilibrium *self)
{
  return tf_field_get_residual (self->field);
}

double
tf_equilibrium_get_objective (TfEquilibrium *self)
{
  return self->objective;
}
