/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "integrator-private.h"

#include <math.h>
#include <string.h>

#include "flow-error.h"
#include "linalg.h"

#define RATE_ITERATIONS 30 /* where the rate itself is asked for */
#define FIRST_ITERATIONS 8 /* of power iteration */

/* Where explicit steps are limited by stability and no longer by accuracy, so
 * many of them in a row, implicit ones are tried; where these come out shorter
 * than the explicit ones could be, so many in a row, it was too early. A step of
 * either kind costs about the same. */
#define STIFF_ABOVE (0.8 * TF_RUNGE_KUTTA_STABLE)
#define STIFF_COUNT 3
#define MILD_BELOW (0.9 * TF_RUNGE_KUTTA_STABLE)
#define MILD_COUNT 2

/* The least that an explicit step's error may come out at, as a share of what the step before lets expect. */
#define DOUBT 0.01

/* Gives V further directions while W reaches its end. The system is evaluated at y. */
static void
follow_weights (TfIntegrator *self)
{
  double allowed = tf_start_get_allowed_tail (self->parameters.tolerance);

  while (tf_start_get_tail (self->start, &self->parameters, self->y, self->outside,
                            tf_system_get_weights (self->system)) > allowed)
    {
      gsize dim = self->start->dim, q = self->start->n_columns;

      if (!tf_start_grow (self->start))
        return;
      tf_integrator_follow_growth (self, dim, q);
    }
}

void
tf_integrator_forget (TfIntegrator *self)
{
  tf_integrator_evaluate_accepted (self);
  /* Any vector with a share of every mode will do; the same each time. */
  for (gsize i = 0; i < self->size; i++)
    self->mode[i] = ((i * 2654435761u) % 1021) / 1021.0 - 0.5;
  self->rate = 0;
  self->h = self->last_h = 0;
  self->stiff_count = self->mild_count = 0;
  self->changed = self->t;
  self->elapsed = self->stiff_from = 0;
  follow_weights (self);
}

TfIntegrator *
tf_integrator_new (TfStart *start, const TfParameters *parameters)
{
  TfIntegrator *self = g_new0 (TfIntegrator, 1);
  gsize size = start->dim * start->n_columns;

  self->start = start;
  self->outside = start->outside0;
  self->parameters = *parameters;
  self->system = tf_system_new (start, parameters);
  tf_integrator_allocate (self);
  memcpy (self->y, start->x0, size * sizeof (double));
  tf_system_write_start (self->system, self->y);
  tf_error_scales_init (&self->scales, start);
  tf_integrator_forget (self);
  return self;
}

TfIntegrator *
tf_integrator_lift (TfIntegrator *from, TfStart *whole)
{
  TfIntegrator *self = tf_integrator_new (whole, &from->parameters);
  gsize before = from->start->dim * from->start->n_columns, rows = tf_system_count_rows (from->system);
  gsize size = whole->dim * whole->n_columns, rest = from->size - before - from->start->dim * rows;
  g_autofree double *x = tf_start_lift_state (whole, from->start, from->y, from->outside);
  g_autofree double *weights = tf_start_lift_weights (whole, from->start, rows, from->y + before);

  memcpy (self->y, x, size * sizeof (double));
  if (rows > 0)
    memcpy (self->y + size, weights, whole->dim * rows * sizeof (double));
  memcpy (self->y + size + whole->dim * rows, from->y + from->size - rest, rest * sizeof (double));
  self->t = from->t;
  self->n_steps = from->n_steps;
  tf_integrator_forget (self);
  return self;
}

void
tf_integrator_free (TfIntegrator *self)
{
  g_clear_pointer (&self->rosenbrock, tf_rosenbrock_free);
  g_clear_pointer (&self->runge_kutta, tf_runge_kutta_free);
  tf_system_free (self->system);
  g_free (self->y);
  g_free (self->dy);
  g_free (self->y_new);
  g_free (self->error);
  g_free (self->mode);
  g_free (self);
}

void
tf_integrator_change_system (TfIntegrator *self)
{
  if (tf_system_suits (self->system, self->start, &self->parameters))
    {
      tf_system_set_parameters (self->system, &self->parameters);
      return;
    }
  tf_system_free (self->system);
  self->system = tf_system_new (self->start, &self->parameters);
  g_clear_pointer (&self->rosenbrock, tf_rosenbrock_free);
}

void
tf_integrator_set_parameters (TfIntegrator *self, const TfParameters *parameters)
{
  g_autofree double *bias = g_new (double, self->start->n_classes), *weights = NULL;
  gsize size, thick;

  if (parameters->flow != TF_FLOW_JOINT || tf_parameters_head_layers (parameters) > 1)
    tf_integrator_complete (self);
  size = self->start->dim * self->start->n_columns;
  thick = self->start->dim * self->start->n_classes;
  weights = g_memdup2 (tf_system_get_weights (self->system), thick * sizeof (double));
  /* The system still knows W and b in every flow; layers stay while there are as many. */
  tf_system_get_bias (self->system, bias);
  if (tf_system_get_layers (self->system) != NULL
      && tf_parameters_head_layers (parameters) == tf_parameters_head_layers (&self->parameters))
    g_clear_pointer (&weights, g_free);
  self->parameters = *parameters;
  tf_integrator_change_system (self);
  tf_integrator_allocate (self);
  if (parameters->flow == TF_FLOW_JOINT)
    {
      tf_system_write_weights (self->system, weights, bias, self->y);
      if (!isfinite (tf_norm (self->size - size, self->y + size)))
        memset (self->y + size, 0, (self->size - size) * sizeof (double)); /* too large to go on from */
    }
  tf_integrator_forget (self);
}

static double
measure (TfIntegrator *self, const double *error)
{
  return tf_error_scales_norm (&self->scales, self->start, self->system, self->y, error);
}

static double
measure_estimate (TfIntegrator *self, double h, TfRungeKuttaError which)
{
  tf_runge_kutta_estimate (self->runge_kutta, self->system, h, which, self->error);
  return measure (self, self->error);
}

/* Tries a step of length h: the new state into y_new; returns its error in units
 * of what is allowed. */
static double
try_explicit (TfIntegrator *self, double h)
{
  double error, error_low;

  if (self->runge_kutta == NULL)
    self->runge_kutta = tf_runge_kutta_new ();
  if (!tf_runge_kutta_step (self->runge_kutta, self->system, h, self->y, self->dy, self->y_new))
    return INFINITY;
  error = measure_estimate (self, h, TF_RUNGE_KUTTA_ERROR_5);
  error_low = measure_estimate (self, h, TF_RUNGE_KUTTA_ERROR_3);
  return tf_runge_kutta_combine_errors (error, error_low);
}

static double
try_implicit (TfIntegrator *self, double h)
{
  if (self->rosenbrock == NULL)
    self->rosenbrock = tf_rosenbrock_new (self->start, &self->parameters);
  if (!tf_rosenbrock_step (self->rosenbrock, self->system, &self->parameters, h, self->y, self->dy,
                           &self->scales.features, self->y_new, self->error))
    return INFINITY;
  return measure (self, self->error);
}

/* Some steps of power iteration towards the largest rate, at the system's state.
 * Later one is enough: the vector is kept, and the spectrum moves slowly. */
static void
follow_rate (TfIntegrator *self, int n)
{
  for (int i = 0; i < n; i++)
    {
      double norm = tf_norm (self->size, self->mode);

      if (!(norm > 0))
        return;
      cblas_dscal (self->size, 1 / norm, self->mode, 1);
      tf_system_multiply (self->system, self->mode, self->error);
      self->rate = tf_norm (self->size, self->error);
      memcpy (self->mode, self->error, self->size * sizeof (double));
    }
}

/* Whether the other method would now be the better one. `suggested` is the step
 * that the error allows. Implicit steps grow with the time since the last change. */
static void
choose_method (TfIntegrator *self, double suggested)
{
  double stiffness = suggested * self->rate, cost = tf_system_get_implicit_cost (self->system);

  if (!self->implicit)
    {
      self->stiff_count = stiffness > STIFF_ABOVE * cost ? self->stiff_count + 1 : 0;
      self->h = MIN (self->h, TF_RUNGE_KUTTA_STABLE / self->rate);
      if (self->stiff_count < STIFF_COUNT || self->elapsed < self->stiff_from)
        return;
    }
  else
    {
      self->mild_count = stiffness < MILD_BELOW * cost ? self->mild_count + 1 : 0;
      if (self->mild_count < MILD_COUNT)
        return;
      self->stiff_from = self->elapsed * MIN (MILD_BELOW * cost / stiffness, 10);
      self->h = STIFF_ABOVE / self->rate;
    }
  self->implicit = !self->implicit;
  self->stiff_count = self->mild_count = 0;
}

static void
accept (TfIntegrator *self, double h, double elapsed)
{
  double *y = self->y;

  self->y = self->y_new;
  self->y_new = y;
  self->outside = tf_start_relax_outside (self->start, &self->parameters, self->outside, h);
  self->elapsed = elapsed;
  self->t = self->changed + elapsed;
  self->n_steps++;
  tf_integrator_evaluate_accepted (self);
  follow_weights (self);
  /* Far from where the methods change places it need not be known well. */
  if ((self->implicit ? self->h * self->rate < 2 * MILD_BELOW : self->h * self->rate > 0.3 * STIFF_ABOVE)
      || self->n_steps % 4 == 0)
    follow_rate (self, 1);
  choose_method (self, self->h);
}

/* A first step, of which the largest rate would make the half of what moves. */
static void
guess_step (TfIntegrator *self)
{
  follow_rate (self, FIRST_ITERATIONS);
  if (self->h == 0)
    self->h = self->rate > 0 ? 0.5 / self->rate : 1;
}

/* What an explicit step's error is taken for where the next length is chosen: an estimate far
 * below what the step before lets expect may be small by accident, and is believed when the
 * next one is small as well. */
static double
doubt (TfIntegrator *self, double h, double measured, gboolean cut)
{
  double expected = self->last_h > 0 ? self->last_measured * pow (h / self->last_h, TF_RUNGE_KUTTA_ORDER) : 0;

  if (self->implicit || cut)
    return measured;
  self->last_h = h;
  self->last_measured = measured;
  return MAX (measured, MIN (DOUBT * expected, 1));
}

gboolean
tf_integrator_step (TfIntegrator *self, double until, GError **error)
{
  double left = until - self->changed - self->elapsed;
  guint turns = 0;

  if (self->h == 0)
    guess_step (self);
  tf_error_scales_set (&self->scales, self->start, self->system, &self->parameters, self->y, self->dy, self->rate);

  for (;;)
    {
      gboolean last = self->h >= left;
      double h = last ? left : self->h;
      double measured = self->implicit ? try_implicit (self, h) : try_explicit (self, h);
      double order = self->implicit ? TF_ROSENBROCK_ORDER : TF_RUNGE_KUTTA_ORDER;
      double taken = measured <= 1 ? doubt (self, h, measured, last) : measured;
      double factor = isfinite (measured) ? 0.9 * pow (MAX (taken, 1e-12), -1 / order) : 0.1;

      /* Where numbers overflow an error may come out small, or none. */
      if (measured <= 1 && isfinite (tf_norm (self->size, self->y_new)))
        {
          double suggested = h * CLAMP (factor, 0.2, 5);

          if (tf_integrator_widen (self, h, turns++))
            {
              tf_error_scales_set (&self->scales, self->start, self->system, &self->parameters, self->y, self->dy, self->rate);
              continue;
            }
          /* A step cut short by `until` says little about longer ones. */
          self->h = last ? MAX (self->h, suggested) : suggested;
          accept (self, h, last ? until - self->changed : self->elapsed + h);
          if (last)
            self->t = until;
          return TRUE;
        }
      self->n_rejected++;
      self->h = h * CLAMP (factor, 0.1, 0.9);
      if (!(self->h > 4 * DBL_EPSILON * self->elapsed) || !(self->h > 0))
        break;
    }
  tf_integrator_evaluate_accepted (self);
  g_set_error (error, TF_FLOW_ERROR, TF_FLOW_ERROR_ACCURACY,
               "the solver cannot reach a relative accuracy of %g at t = %g; a larger tolerance may help",
               self->parameters.tolerance, self->t);
  return FALSE;
}

gboolean
tf_integrator_descend (TfIntegrator *self)
{
  const TfParameters *p = &self->parameters;
  double *y = self->y;

  memcpy (self->y_new, self->y, self->size * sizeof (double));
  cblas_daxpy (self->size, p->step, self->dy, 1, self->y_new, 1);
  if (!tf_system_evaluate (self->system, self->y_new, self->dy))
    {
      tf_integrator_evaluate_accepted (self);
      return FALSE;
    }
  self->y = self->y_new;
  self->y_new = y;
  if (self->start->rest > 0) /* where nothing is outside nothing there can diverge */
    self->outside -= p->step * ((p->lambda_h + p->beta) * self->outside - p->beta * self->start->outside0);
  self->elapsed += p->step;
  self->t += p->step;
  self->n_steps++;
  follow_weights (self);
  return TRUE;
}

void
tf_integrator_pass (TfIntegrator *self, double t)
{
  self->elapsed = t - self->changed;
  self->t = t;
}

double
tf_integrator_find_rate (TfIntegrator *self)
{
  follow_rate (self, RATE_ITERATIONS);
  return self->rate;
}
