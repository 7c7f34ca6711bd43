/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "equilibrium-state.h"

#include <math.h>
#include <string.h>

#include "anderson.h"
#include "field.h"
#include "flow.h"
#include "linalg.h"
#include "measure.h"
#include "newton.h"
#include "squared-only.h"

#define MEMORY 12           /* of Anderson acceleration */
#define N_ALTERNATING 40    /* accelerated alternations before Newton steps are tried (again) */
#define MAX_ITERATIONS 20000
#define MAX_HALVINGS 12     /* of a Newton step */
#define MAX_DOUBLINGS 40    /* where f curves downwards */
#define F_ROUND_OFF 1e-14   /* relative: f has not risen by less than this */
#define SLOPE_ROUND_OFF (8 * DBL_EPSILON)
#define GOOD_ENOUGH 1e-10   /* share of H that the slope may be where no step leads on */
#define PROBE_FORCING 1e-6  /* of the system that shows which way f curves */
#define PROBE_STEP 1e-3     /* share of H by which a saddle is left */
#define SHARE_OF_FLOWS 30   /* steps leave a thirtieth of the tolerance (metric-floor.c), a gradient all of the error */
#define VANISHED 1e-9       /* share of H0 below which H = 0 itself is looked at */

struct _TfEquilibrium
{
  TfParameters parameters; /* flow is the central path */
  TfStart *start;
  TfField *field;
  TfNewton *newton;
  TfAnderson *anderson;
  gsize size;

  double *x, *slope;           /* dim x q: the present state, -grad_X f there */
  double *next, *next_slope;   /* a candidate */
  double *step;
  double objective;            /* f at x */
  gboolean at_round_off;       /* no step leads on from x, and its slope is noise */
  gboolean is_minimum;         /* f was seen to curve upwards everywhere at x, or as good as */
  guint n_alternating;         /* alternations still to make before Newton steps */
  double outside;              /* of V: state.h */
  TfEquilibriumCounts counts;
};

gboolean
tf_equilibrium_check (const TfParameters *parameters, GError **error)
{
  if (!tf_parameters_validate (parameters, error) || !tf_squared_only (parameters, "minimizers are found", error))
    return FALSE;
  if (parameters->lambda_h + parameters->beta > 0)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       "at λ_H = 0 and β = 0 there is no minimizer: ever larger features are ever better; "
                       "one of the two must be above 0");
  return FALSE;
}

/* f where the field was evaluated, all that is outside of V being where it ends. */
static double
get_objective (TfEquilibrium *self)
{
  return tf_field_get_objective (self->field, self->outside);
}

/* |H|/sqrt (N) */
static double
get_norm (TfEquilibrium *self)
{
  return sqrt (tf_start_square (self->start, self->x, self->outside));
}

static double
get_start_norm (TfEquilibrium *self)
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

/* V gets further directions while W reaches its end; TRUE when it did. */
static gboolean
follow_weights (TfEquilibrium *self)
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

/* Makes x, which holds new values, the present state. Its slope is finite
 * because those of X0 and of every accepted candidate are. */
static void
settle (TfEquilibrium *self)
{
  gboolean finite = tf_field_evaluate (self->field, self->x, self->slope);

  g_assert (finite);
  follow_weights (self);
  self->objective = get_objective (self);
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
  settle (self);
  return TRUE;
}

void
tf_equilibrium_restart (TfEquilibrium *self)
{
  memcpy (self->x, self->start->x0, self->size * sizeof (double));
  self->counts = (TfEquilibriumCounts){ 0 };
  settle (self);
}

void
tf_equilibrium_place (TfEquilibrium *self, const double *x0, const double *x)
{
  tf_start_replace_state (self->start, x0, 1);
  memcpy (self->x, x, self->size * sizeof (double));
  self->counts = (TfEquilibriumCounts){ 0 };
  settle (self);
}

void
tf_equilibrium_next_layer (TfEquilibrium *self)
{
  tf_start_replace_state (self->start, self->x, self->outside);
  self->outside = tf_start_rest_outside (self->start, &self->parameters);
  tf_equilibrium_restart (self);
}

/* f and its slope at the candidate; FALSE when f rose. So close to the minimum
 * that f is all round-off, the slope decides. */
static gboolean
try_next (TfEquilibrium *self)
{
  double f, allowed = F_ROUND_OFF * self->objective;

  if (!tf_field_evaluate (self->field, self->next, self->next_slope))
    return FALSE;
  f = get_objective (self);
  return f < self->objective - allowed
         || (f <= self->objective + allowed
             && tf_norm (self->size, self->next_slope) < tf_norm (self->size, self->slope));
}

static void
accept_next (TfEquilibrium *self)
{
  double *x = self->x, *slope = self->slope;

  /* The field keeps the address of the state it was evaluated at: nothing is copied. */
  self->x = self->next;
  self->slope = self->next_slope;
  self->next = x;
  self->next_slope = slope;
  self->objective = get_objective (self);
  self->is_minimum = FALSE;
}

/* x + t step, the field being left at x again when that is no better. */
static gboolean
try_step (TfEquilibrium *self, double t)
{
  memcpy (self->next, self->x, self->size * sizeof (double));
  cblas_daxpy (self->size, t, self->step, 1, self->next, 1);
  if (try_next (self))
    {
      accept_next (self);
      return TRUE;
    }
  return FALSE;
}

/* W at X, then X at W, each exactly; the accelerated point where it is better. */
static gboolean
alternate (TfEquilibrium *self)
{
  memcpy (self->step, self->slope, self->size * sizeof (double));
  tf_newton_prepare (self->newton, &self->parameters);
  tf_newton_solve_block (self->newton, self->step);
  tf_anderson_mix (self->anderson, self->x, self->step, self->next);
  if (try_next (self))
    {
      accept_next (self);
      return TRUE;
    }
  tf_anderson_restart (self->anderson);
  if (try_step (self, 1))
    return TRUE;
  tf_field_evaluate (self->field, self->x, self->slope);
  return FALSE;
}

/* What round-off may make of a slope that is zero. */
static double
noise_of_slope (TfEquilibrium *self)
{
  const TfParameters *p = &self->parameters;
  double w = tf_norm (self->start->dim * self->start->n_classes, tf_field_get_weights (self->field));
  double x = get_norm (self), x0 = get_start_norm (self);

  return MAX (GOOD_ENOUGH * x, SLOPE_ROUND_OFF * ((p->lambda_h + p->beta + w * w) * x + p->beta * x0 + w));
}

/* On along the step just made, twice as far each time, while f falls. */
static void
follow_step (TfEquilibrium *self)
{
  for (int i = 0; i < MAX_DOUBLINGS; i++)
    {
      cblas_dscal (self->size, 2, self->step, 1);
      if (!try_step (self, 1))
        {
          tf_field_evaluate (self->field, self->x, self->slope);
          return;
        }
    }
}

/* FALSE when the step leads nowhere better. Near a saddle, which alternation
 * passes slowly, f curves downwards and the step has no length of its own. */
static gboolean
take_newton_step (TfEquilibrium *self, GCancellable *cancellable)
{
  double relative = tf_norm (self->size, self->slope) / get_norm (self);
  double forcing = MAX (MIN (0.1, relative), 0.1 * TF_EQUILIBRIUM_TOLERANCE / relative);
  gboolean bounded;

  tf_newton_prepare (self->newton, &self->parameters);
  if (!tf_newton_solve (self->newton, self->slope, forcing, cancellable, self->step, &bounded))
    return FALSE;
  for (int i = 0; i < MAX_HALVINGS; i++)
    if (try_step (self, ldexp (1, -i)))
      {
        self->counts.n_newton++;
        if (!bounded && i == 0)
          follow_step (self);
        return TRUE;
      }
  tf_field_evaluate (self->field, self->x, self->slope);
  return FALSE;
}

/* b = -J v for some v: a system that has a solution even where f has flat
 * directions, and whose solution needs all others. */
static void
fill_probe (TfEquilibrium *self, double *b)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autofree double *v = g_new (double, self->size);

  for (gsize i = 0; i < self->size; i++)
    v[i] = g_rand_double_range (rand, -1, 1);
  tf_field_multiply (self->field, v, b);
  cblas_dscal (self->size, -1, b, 1);
}

/* Where the slope is zero f may still curve downwards: Anderson's points find
 * roots, not minima. Conjugate gradients come upon a direction of negative
 * curvature where there is one; down along it f falls, and the search goes on.
 * FALSE when there is none, which is noted. */
static gboolean
leave_saddle (TfEquilibrium *self, GCancellable *cancellable)
{
  gboolean bounded;
  double length;

  tf_newton_prepare (self->newton, &self->parameters);
  fill_probe (self, self->next_slope);
  if (!tf_newton_solve (self->newton, self->next_slope, PROBE_FORCING, cancellable, self->step, &bounded))
    return FALSE;
  self->is_minimum = TRUE;
  if (bounded)
    return FALSE;
  memcpy (self->step, tf_newton_get_downwards (self->newton), self->size * sizeof (double));
  length = MAX (get_norm (self), get_start_norm (self));
  cblas_dscal (self->size, PROBE_STEP * length / tf_norm (self->size, self->step), self->step, 1);
  if (try_step (self, 1) || (cblas_dscal (self->size, -1, self->step, 1), try_step (self, 1)))
    {
      follow_step (self);
      settle (self);
      return TRUE;
    }
  tf_field_evaluate (self->field, self->x, self->slope);
  return FALSE;
}

/* At beta = 0 the minimizer may be 0, which no relative measure ever reaches. */
static void
look_at_zero (TfEquilibrium *self)
{
  if (self->parameters.beta > 0 || !(get_norm (self) < VANISHED * get_start_norm (self)))
    return;
  memset (self->next, 0, self->size * sizeof (double));
  if (tf_field_evaluate (self->field, self->next, self->next_slope)
      && get_objective (self) <= self->objective * (1 + F_ROUND_OFF))
    accept_next (self);
  else
    tf_field_evaluate (self->field, self->x, self->slope);
}

/* A step of the kind whose turn it is, or of the other. FALSE when neither leads on. */
static gboolean
iterate (TfEquilibrium *self, GCancellable *cancellable)
{
  gboolean moved;

  self->counts.n_iterations++;
  if (self->n_alternating > 0)
    {
      self->n_alternating--;
      moved = alternate (self) || take_newton_step (self, cancellable);
    }
  else if (!(moved = take_newton_step (self, cancellable)))
    {
      tf_anderson_restart (self->anderson);
      self->n_alternating = N_ALTERNATING;
      moved = alternate (self);
    }
  if (moved)
    look_at_zero (self);
  if (follow_weights (self))
    settle (self);
  return moved;
}

static gboolean
give_up (TfEquilibrium *self, GError **error)
{
  g_set_error (error, TF_FLOW_ERROR, TF_FLOW_ERROR_ACCURACY,
               "the minimizer at β = %g was not reached: after %" G_GUINT64_FORMAT
               " iterations the gradient is still %.2g of ‖H‖; a larger β makes it easier",
               self->parameters.beta, self->counts.n_iterations, tf_equilibrium_get_relative_gradient (self));
  return FALSE;
}

static gboolean
has_no_slope (TfEquilibrium *self)
{
  return self->at_round_off
         || tf_norm (self->size, self->slope) <= TF_EQUILIBRIUM_TOLERANCE * get_norm (self);
}

gboolean
tf_equilibrium_advance (TfEquilibrium *self, guint64 max_iterations, GCancellable *cancellable, GError **error)
{
  for (guint64 made = 0; max_iterations == 0 || made < max_iterations; made++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (has_no_slope (self) && !self->is_minimum)
        leave_saddle (self, cancellable);
      if (tf_equilibrium_is_reached (self))
        return TRUE;
      if (self->counts.n_iterations >= MAX_ITERATIONS)
        return give_up (self, error);
      if (!iterate (self, cancellable) && !g_cancellable_is_cancelled (cancellable))
        {
          self->at_round_off = tf_norm (self->size, self->slope) <= noise_of_slope (self);
          if (!self->at_round_off && !leave_saddle (self, cancellable) && !g_cancellable_is_cancelled (cancellable))
            return give_up (self, error);
        }
    }
  return TRUE;
}

gboolean
tf_equilibrium_is_reached (TfEquilibrium *self)
{
  return self->is_minimum && has_no_slope (self);
}

double
tf_equilibrium_get_relative_gradient (TfEquilibrium *self)
{
  double norm = get_norm (self);

  return norm > 0 ? tf_norm (self->size, self->slope) / norm : NAN;
}

double
tf_equilibrium_get_accuracy (const TfParameters *parameters, double relative_gradient)
{
  return isfinite (relative_gradient) ? SHARE_OF_FLOWS * relative_gradient / (parameters->lambda_h + parameters->beta) : 0;
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
