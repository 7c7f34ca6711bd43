/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flow-private.h"

#include <math.h>
#include <string.h>

#include "linalg.h"
#include "measure.h"

/* Gradient descent that has left the start by this factor will not come back. */
#define DIVERGED_FACTOR 1e12

static void
forget_rest (TfFlow *self)
{
  self->judged.position = self->judged.elapsed = self->judged.came = -1;
  self->judged.at_rest = self->judged.for_good = FALSE;
}

static double
get_objective (TfFlow *self)
{
  return tf_system_get_objective (tf_integrator_get_system (self->integrator),
                                 tf_integrator_get_outside (self->integrator));
}

/* |H|/sqrt (N) */
static double
get_norm (TfFlow *self)
{
  return sqrt (tf_start_square (self->start, tf_integrator_get_state (self->integrator),
                                tf_integrator_get_outside (self->integrator)));
}

static double
get_start_norm (TfFlow *self)
{
  return sqrt (tf_start_square (self->start, self->start->x0, self->start->outside0));
}

TfFlow *
tf_flow_new (TfMoments *moments, const TfParameters *parameters, GError **error)
{
  g_autoptr (TfFlow) self = g_new0 (TfFlow, 1);

  self->moments = tf_moments_ref (moments);
  self->parameters = *parameters;
  if (!tf_flow_restart (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

static void
clear_states (TfFlow *self)
{
  g_clear_pointer (&self->training, tf_training_free);
  for (int whole = 0; whole < 2; whole++)
    {
      g_clear_pointer (&self->integrators[whole], tf_integrator_free);
      g_clear_pointer (&self->starts[whole], tf_start_free);
    }
}

static void
choose (TfFlow *self, gboolean whole)
{
  self->whole = whole;
  self->start = self->starts[whole];
  self->integrator = self->integrators[whole];
}

static gboolean
needs_whole (const TfParameters *parameters)
{
  return !tf_loss_get_info (parameters->loss)->is_quadratic;
}

void
tf_flow_free (TfFlow *self)
{
  clear_states (self);
  tf_moments_unref (self->moments);
  g_free (self);
}

static gboolean
restart_training (TfFlow *self, GError **error)
{
  TfTraining *training = tf_training_new (self->moments, &self->parameters, error);

  if (training == NULL)
    return FALSE;
  clear_states (self);
  self->training = training;
  forget_rest (self);
  return TRUE;
}

/* A joint flow's state can be thin, while one layer is on top. */
static TfStart *
make_whole (const TfStart *reduced, const TfParameters *parameters, GError **error)
{
  return parameters->flow == TF_FLOW_JOINT && parameters->head_layers == 1 ? tf_start_new_thin (reduced, error)
                                                                           : tf_start_new_whole (reduced, error);
}

static gboolean
restart_flow (TfFlow *self, GError **error)
{
  gboolean whole = needs_whole (&self->parameters);
  TfStart *starts[2] = { tf_start_new (self->moments, &self->parameters, error), NULL };

  if (starts[0] == NULL)
    return FALSE;
  if (whole && (starts[1] = make_whole (starts[0], &self->parameters, error)) == NULL)
    {
      tf_start_free (starts[0]);
      return FALSE;
    }
  clear_states (self);
  memcpy (self->starts, starts, sizeof starts);
  self->integrators[whole] = tf_integrator_new (starts[whole], &self->parameters);
  choose (self, whole);
  self->iteration = 0;
  self->rising = FALSE;
  forget_rest (self);
  self->objective = get_objective (self);
  return TRUE;
}

gboolean
tf_flow_restart (TfFlow *self, GError **error)
{
  return self->parameters.flow == TF_FLOW_NETWORK ? restart_training (self, error) : restart_flow (self, error);
}

/* From the reduced state to the whole one at the same instant. */
static gboolean
go_whole (TfFlow *self, GError **error)
{
  if (self->starts[1] == NULL)
    self->starts[1] = tf_start_new_whole (self->starts[0], error);
  if (self->starts[1] == NULL)
    return FALSE;
  g_clear_pointer (&self->integrators[1], tf_integrator_free);
  self->integrators[1] = tf_integrator_lift (self->integrators[0], self->starts[1]);
  choose (self, TRUE);
  return TRUE;
}

gboolean
tf_flow_set_parameters (TfFlow *self, const TfParameters *parameters, GError **error)
{
  if (!tf_parameters_validate (parameters, error))
    return FALSE;
  if (!tf_parameters_are_of_one_run (&self->parameters, parameters))
    {
      g_set_error_literal (error, TF_FLOW_ERROR, TF_FLOW_ERROR_START,
                           "a network in training cannot become another one, or another flow");
      return FALSE;
    }
  if (self->training != NULL)
    {
      self->parameters = *parameters;
      tf_training_set_parameters (self->training, parameters);
      return TRUE;
    }
  if (needs_whole (parameters) && !self->whole && !go_whole (self, error))
    return FALSE;
  self->parameters = *parameters;
  tf_integrator_set_parameters (self->integrator, parameters);
  self->rising = FALSE;
  forget_rest (self);
  self->objective = get_objective (self);
  return TRUE;
}

/* --- states to come back to --- */

struct _TfFlowState
{
  TfParameters parameters;
  guint64 iteration;
  gboolean rising;
  gboolean whole;
  TfIntegratorState *integrator; /* or, of a network: */
  TfNetworkState *network;
};

TfFlowState *
tf_flow_save (TfFlow *self)
{
  TfFlowState *state = g_atomic_rc_box_new0 (TfFlowState);

  state->parameters = self->parameters;
  state->iteration = self->iteration;
  state->rising = self->rising;
  state->whole = self->whole;
  if (self->training != NULL)
    state->network = tf_training_save (self->training);
  else
    state->integrator = tf_integrator_save (self->integrator);
  return state;
}

/* The reduced or the whole state, to be loaded into. */
static void
enter (TfFlow *self, gboolean whole, const TfParameters *parameters)
{
  if (whole && self->starts[1] == NULL)
    self->starts[1] = tf_start_new_whole (self->starts[0], NULL); /* as it was made before */
  if (self->integrators[whole] == NULL)
    self->integrators[whole] = tf_integrator_new (self->starts[whole], parameters);
  choose (self, whole);
}

void
tf_flow_load (TfFlow *self, const TfFlowState *state)
{
  self->parameters = state->parameters;
  if (state->network != NULL)
    {
      tf_training_load (self->training, state->network);
      return;
    }
  enter (self, state->whole, &state->parameters);
  tf_integrator_load (self->integrator, &state->parameters, state->integrator);
  self->iteration = state->iteration;
  self->rising = state->rising;
  forget_rest (self);
  self->objective = get_objective (self);
}

TfFlowState *
tf_flow_state_ref (TfFlowState *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
state_clear (TfFlowState *self)
{
  g_clear_pointer (&self->integrator, tf_integrator_state_free);
  g_clear_pointer (&self->network, tf_network_state_free);
}

void
tf_flow_state_unref (TfFlowState *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) state_clear);
}

gsize
tf_flow_state_get_size (const TfFlowState *self)
{
  return sizeof *self
         + (self->network != NULL ? tf_network_state_get_size (self->network) : tf_integrator_state_get_size (self->integrator));
}

gboolean
tf_flow_is_descent (TfFlow *self)
{
  return self->parameters.flow == TF_FLOW_DESCENT;
}

static gboolean
descend (TfFlow *self, GError **error)
{
  double bound = DIVERGED_FACTOR * MAX (get_start_norm (self), 1), before = self->objective;

  /* Far out but on the way back is no divergence. */
  bound = MAX (bound, get_norm (self));
  if (!tf_integrator_descend (self->integrator) || !(get_norm (self) <= bound))
    {
      g_set_error (error, TF_FLOW_ERROR, TF_FLOW_ERROR_DIVERGED,
                   "gradient descent diverged at iteration %" G_GUINT64_FORMAT
                   ": the step %g is too large; below 2/λ it is stable, λ being the largest curvature on the way",
                   self->iteration + 1, self->parameters.step);
      return FALSE;
    }
  self->iteration++;
  self->objective = get_objective (self);
  self->rising = self->objective > before * (1 + 1e-12);
  return TRUE;
}

gboolean
tf_flow_advance (TfFlow *self, double until, guint64 max_steps, GCancellable *cancellable, GError **error)
{
  if (self->training != NULL)
    return tf_training_advance (self->training, until, max_steps, cancellable, error);
  for (guint64 made = 0; max_steps == 0 || made < max_steps; made++)
    {
      if (tf_flow_get_position (self) >= until || g_cancellable_is_cancelled (cancellable))
        return TRUE;
      self->judged.for_good = FALSE;
      if (!(tf_flow_is_descent (self) ? descend (self, error) : tf_integrator_step (self->integrator, until, error)))
        return FALSE;
    }
  return TRUE;
}

double
tf_flow_get_position (TfFlow *self)
{
  return tf_parameters_count_iterations (&self->parameters) ? (double) tf_flow_get_iteration (self) : tf_flow_get_time (self);
}

double
tf_flow_get_time (TfFlow *self)
{
  return self->training != NULL ? (double) tf_training_get_iteration (self->training)
                                : tf_integrator_get_time (self->integrator);
}

guint64
tf_flow_get_iteration (TfFlow *self)
{
  return self->training != NULL ? tf_training_get_iteration (self->training) : self->iteration;
}

gboolean
tf_flow_is_rising (TfFlow *self)
{
  return self->rising;
}

static double
square_weights (TfFlow *self)
{
  double norm = tf_norm (self->start->dim * self->start->n_classes,
                         tf_system_get_weights (tf_integrator_get_system (self->integrator)));

  return norm * norm;
}

static void
measure (TfFlow *self, TfMetrics *metrics)
{
  TfSystem *system = tf_integrator_get_system (self->integrator);
  g_autofree double *bias = g_new (double, self->start->n_classes);
  TfMeasured measured = {
    .start = self->start,
    .parameters = &self->parameters,
    .x = tf_integrator_get_state (self->integrator),
    .outside = tf_integrator_get_outside (self->integrator),
    .weights = tf_system_get_weights (system),
    .fit = tf_system_get_fit (system),
    .bias = bias,
    .in_layers = tf_system_get_layers (system) != NULL ? tf_system_get_weights_square (system) - square_weights (self) : 0,
  };

  tf_system_get_bias (system, bias);
  tf_metrics_measure (&measured, metrics);
}

void
tf_flow_get_metrics (TfFlow *self, TfMetrics *metrics)
{
  if (self->training != NULL)
    tf_training_get_metrics (self->training, metrics);
  else
    measure (self, metrics);
}

const TfFlowCounts *
tf_flow_get_counts (TfFlow *self)
{
  guint64 iteration = tf_flow_get_iteration (self);

  if (self->training != NULL)
    {
      self->counts = (TfFlowCounts){ .n_steps = iteration, .n_evaluations = iteration };
      return &self->counts;
    }
  self->counts = (TfFlowCounts){
    .n_steps = tf_integrator_get_n_steps (self->integrator),
    .n_rejected = tf_integrator_get_n_rejected (self->integrator),
    .n_evaluations = tf_integrator_get_n_evaluations (self->integrator),
    .n_products = tf_system_get_counts (tf_integrator_get_system (self->integrator)).n_products,
    .n_factorizations = tf_integrator_get_n_factorizations (self->integrator),
  };
  return &self->counts;
}

const TfParameters *
tf_flow_get_parameters (TfFlow *self)
{
  return &self->parameters;
}

const TfStart *
tf_flow_get_start (TfFlow *self)
{
  return self->training != NULL ? tf_training_get_start (self->training) : self->start;
}

TfTraining *
tf_flow_get_training (TfFlow *self)
{
  return self->training;
}

TfMoments *
tf_flow_get_origin (TfFlow *self)
{
  return self->moments;
}

const double *
tf_flow_get_state (TfFlow *self)
{
  return self->training != NULL ? tf_flow_get_start (self)->x0 : tf_integrator_get_state (self->integrator);
}

double
tf_flow_get_outside (TfFlow *self)
{
  return self->training != NULL ? 1 : tf_integrator_get_outside (self->integrator);
}

const double *
tf_flow_get_weights (TfFlow *self)
{
  return self->training != NULL ? tf_flow_get_start (self)->weights0 : tf_system_get_weights (tf_integrator_get_system (self->integrator));
}

TfIntegrator *
tf_flow_get_integrator (TfFlow *self)
{
  return self->integrator;
}

void
tf_flow_get_bias (TfFlow *self, double *bias)
{
  const TfMoments *measured = self->training != NULL ? tf_training_get_moments (self->training) : NULL;

  if (measured == NULL)
    tf_system_get_bias (tf_integrator_get_system (self->integrator), bias);
  else if (measured->bias != NULL)
    memcpy (bias, measured->bias, measured->n_classes * sizeof (double));
  else
    memset (bias, 0, measured->n_classes * sizeof (double));
}
