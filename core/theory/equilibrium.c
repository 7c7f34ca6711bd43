/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "equilibrium-private.h"

#include <math.h>
#include <string.h>

#include "class-variances.h"
#include "linalg.h"

#define MEMORY 12           /* of Anderson acceleration */
#define SHARE_OF_FLOWS 30   /* steps leave a thirtieth of the tolerance (metric-floor.c), a gradient all of the error */
/* Share of W outside of V: no more than the gradient may be of H. Steps of W alone end at a share of 5e-14, from where
 * what is estimated of the tail may be several times as much. */
#define ALLOWED_TAIL TF_EQUILIBRIUM_TOLERANCE

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
  gboolean grown = FALSE;

  while (tf_start_get_tail (self->start, &self->parameters, self->x, self->outside,
                            tf_field_get_weights (self->field)) > ALLOWED_TAIL)
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

/* For another start, x being empty. */
static void
begin_at (TfEquilibrium *self, TfStart *start)
{
  self->start = start;
  tf_start_measure_at_once (self->start);
  self->field = tf_field_new (self->start);
  allocate (self);
  self->x = g_new (double, self->size);
}

static void
leave_start (TfEquilibrium *self)
{
  release (self);
  tf_field_free (self->field);
  tf_start_free (self->start);
  g_clear_pointer (&self->x, g_free);
}

/* V around W where the search by W alone is. */
static TfStart *
start_around (TfWeightSearch *search, TfMoments *moments, const TfParameters *parameters)
{
  gsize n;
  g_autofree double *directions = tf_weight_search_list_directions (search, &n);

  return tf_start_new_around (moments, parameters, n, directions);
}

/* H = H0; outside of V, too, where all of it is left at once. */
static void
begin_search (TfEquilibrium *self)
{
  memcpy (self->x, self->start->x0, self->size * sizeof (double));
  if (self->ahead != NULL)
    self->outside = self->start->outside0;
  self->counts = (TfEquilibriumCounts){ 0 };
  tf_equilibrium_settle (self);
}

TfEquilibrium *
tf_equilibrium_new_from_start (TfStart *start, const TfParameters *parameters)
{
  TfEquilibrium *self = g_new0 (TfEquilibrium, 1);

  begin_at (self, start);
  take_parameters (self, parameters);
  begin_search (self);
  return self;
}

/* NULL where it is not possible. */
static TfWeightSearch *
look_ahead (TfMoments *moments, const TfParameters *central)
{
  return tf_weight_search_applies (moments, central) ? tf_weight_search_new (moments, central) : NULL;
}

/* At H0, by W alone where that is possible. */
static TfEquilibrium *
start_ahead (TfMoments *moments, const TfParameters *central)
{
  TfEquilibrium *self = g_new0 (TfEquilibrium, 1);

  self->of_moments = TRUE;
  self->ahead = look_ahead (moments, central);
  begin_at (self, self->ahead != NULL ? start_around (self->ahead, moments, central) : tf_start_new (moments, central, NULL));
  take_parameters (self, central);
  begin_search (self);
  return self;
}

TfEquilibrium *
tf_equilibrium_new (TfMoments *moments, const TfParameters *parameters, GError **error)
{
  TfParameters central = *parameters;

  if (!tf_equilibrium_check (parameters, error))
    return NULL;
  central.flow = TF_FLOW_CENTRAL;
  return start_ahead (moments, &central);
}

void
tf_equilibrium_free (TfEquilibrium *self)
{
  leave_start (self);
  g_clear_pointer (&self->ahead, tf_weight_search_free);
  g_free (self);
}

gboolean
tf_equilibrium_set_parameters (TfEquilibrium *self, const TfParameters *parameters, GError **error)
{
  if (!tf_equilibrium_check (parameters, error))
    return FALSE;
  take_parameters (self, parameters);
  g_clear_pointer (&self->ahead, tf_weight_search_free);
  tf_equilibrium_settle (self);
  return TRUE;
}

/* V around where the search by W alone is; x stays empty. */
static void
move_start (TfEquilibrium *self, TfWeightSearch *search)
{
  TfStart *start = start_around (search, self->start->moments, &self->parameters);
  TfParameters p = self->parameters;

  leave_start (self);
  begin_at (self, start);
  take_parameters (self, &p);
}

void
tf_equilibrium_restart (TfEquilibrium *self)
{
  g_clear_pointer (&self->ahead, tf_weight_search_free);
  if (self->of_moments && !self->start->is_later)
    self->ahead = look_ahead (self->start->moments, &self->parameters);
  if (self->ahead != NULL)
    move_start (self, self->ahead);
  begin_search (self);
}

gboolean
tf_equilibrium_restart_with (TfEquilibrium *self, const TfParameters *parameters, GError **error)
{
  if (!tf_equilibrium_check (parameters, error))
    return FALSE;
  take_parameters (self, parameters);
  tf_equilibrium_restart (self);
  return TRUE;
}

gboolean
tf_equilibrium_jump (TfEquilibrium *self, GCancellable *cancellable)
{
  g_autoptr (TfWeightSearch) search = NULL;
  double before = self->objective;

  if (self->ahead == NULL)
    return TRUE;
  if (!tf_weight_search_advance (self->ahead, cancellable))
    return FALSE;
  search = g_steal_pointer (&self->ahead);
  move_start (self, search);
  g_free (self->x);
  self->x = tf_weight_search_make_state (search, self->start->dim, self->start->space->axes, self->start->n_columns,
                                         self->start->x0);
  tf_equilibrium_settle (self);
  if (self->objective > before)
    {
      memcpy (self->x, self->start->x0, self->size * sizeof (double));
      tf_equilibrium_settle (self);
    }
  return TRUE;
}

void
tf_equilibrium_place (TfEquilibrium *self, const double *x0, const double *x)
{
  g_clear_pointer (&self->ahead, tf_weight_search_free);
  tf_start_replace_state (self->start, x0, 1);
  memcpy (self->x, x, self->size * sizeof (double));
  self->counts = (TfEquilibriumCounts){ 0 };
  tf_equilibrium_settle (self);
}

void
tf_equilibrium_next_layer (TfEquilibrium *self)
{
  if (self->ahead != NULL) /* H is H0 */
    return;
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
 * the end it is 0. Leaves it so in what is measured; returns that X, newly allocated. */
static double *
drop_deviations (const TfEquilibrium *self, TfMeasured *measured)
{
  gsize means = self->start->dim * self->start->n_classes;
  double *x = g_new0 (double, self->size);

  memcpy (x, self->x, means * sizeof (double));
  measured->x = x;
  measured->outside = 0;
  return x;
}

void
tf_equilibrium_get_metrics (TfEquilibrium *self, TfMetrics *metrics)
{
  g_autofree double *bias = g_new (double, self->start->n_classes), *collapsed = NULL;
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
  if (self->parameters.beta == 0 && self->parameters.lambda_h > 0 && tf_equilibrium_is_reached (self))
    collapsed = drop_deviations (self, &measured);
  tf_metrics_measure (&measured, metrics);
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
