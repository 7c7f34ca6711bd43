/* equilibrium-search.c: step by step to where the slope is zero and f curves upwards
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "equilibrium-private.h"

#include <float.h>
#include <string.h>

#include "linalg.h"

#define MAX_ITERATIONS 20000
#define SLOPE_ROUND_OFF (8 * DBL_EPSILON)
#define GOOD_ENOUGH 1e-10   /* share of H that the slope may be where no step leads on */
#define VANISHED 1e-5       /* share of H0 below which H = 0 itself is looked at: at c = 1 the slope, a cube, is round-off there */

/* What round-off may make of a slope that is zero. */
static double
noise_of_slope (TfEquilibrium *self)
{
  const TfParameters *p = &self->parameters;
  double w = tf_norm (self->start->dim * self->start->n_classes, tf_field_get_weights (self->field));
  double x = tf_equilibrium_measure_norm (self), x0 = tf_equilibrium_measure_start_norm (self);

  return MAX (GOOD_ENOUGH * x, SLOPE_ROUND_OFF * ((p->lambda_h + p->beta + w * w) * x + p->beta * x0 + w));
}

/* At beta = 0 the minimizer may be 0, which no relative measure ever reaches. */
static void
look_at_zero (TfEquilibrium *self)
{
  if (self->parameters.beta > 0 || !(tf_equilibrium_measure_norm (self) < VANISHED * tf_equilibrium_measure_start_norm (self)))
    return;
  memset (self->next, 0, self->size * sizeof (double));
  if (tf_field_evaluate (self->field, self->next, self->next_slope)
      && tf_equilibrium_measure_objective (self) <= self->objective * (1 + F_ROUND_OFF))
    tf_equilibrium_accept_next (self);
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
      moved = tf_equilibrium_alternate (self) || tf_equilibrium_take_newton_step (self, cancellable);
    }
  else if (!(moved = tf_equilibrium_take_newton_step (self, cancellable)))
    {
      tf_anderson_restart (self->anderson);
      self->n_alternating = N_ALTERNATING;
      moved = tf_equilibrium_alternate (self);
    }
  if (moved)
    look_at_zero (self);
  if (tf_equilibrium_follow_weights (self))
    tf_equilibrium_settle (self);
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

gboolean
tf_equilibrium_advance (TfEquilibrium *self, guint64 max_iterations, GCancellable *cancellable, GError **error)
{
  if (!tf_equilibrium_jump (self, cancellable))
    {
      g_cancellable_set_error_if_cancelled (cancellable, error);
      return FALSE;
    }
  for (guint64 made = 0; max_iterations == 0 || made < max_iterations; made++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (tf_equilibrium_has_no_slope (self) && !self->is_minimum)
        tf_equilibrium_leave_saddle (self, cancellable);
      if (tf_equilibrium_is_reached (self))
        return TRUE;
      if (self->counts.n_iterations >= MAX_ITERATIONS)
        return give_up (self, error);
      if (!iterate (self, cancellable) && !g_cancellable_is_cancelled (cancellable))
        {
          self->at_round_off = tf_norm (self->size, self->slope) <= noise_of_slope (self);
          if (!self->at_round_off && !tf_equilibrium_leave_saddle (self, cancellable) && !g_cancellable_is_cancelled (cancellable))
            return give_up (self, error);
        }
    }
  return TRUE;
}
