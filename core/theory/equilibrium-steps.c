/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "equilibrium-private.h"

#include <math.h>
#include <string.h>

#include "linalg.h"

#define MAX_HALVINGS 12     /* of a Newton step */
#define MAX_DOUBLINGS 40    /* where f curves downwards */
#define PROBE_FORCING 1e-6  /* of the system that shows which way f curves */
#define PROBE_STEP 1e-3     /* share of H by which a saddle is left */

/* f and its slope at the candidate; FALSE when f rose. So close to the minimum
 * that f is all round-off, the slope decides. */
static gboolean
try_next (TfEquilibrium *self)
{
  double f, allowed = F_ROUND_OFF * self->objective;

  if (!tf_field_evaluate (self->field, self->next, self->next_slope))
    return FALSE;
  f = tf_equilibrium_measure_objective (self);
  return f < self->objective - allowed
         || (f <= self->objective + allowed
             && tf_norm (self->size, self->next_slope) < tf_norm (self->size, self->slope));
}

/* x + t step, the field being left at x again when that is no better. */
static gboolean
try_step (TfEquilibrium *self, double t)
{
  memcpy (self->next, self->x, self->size * sizeof (double));
  cblas_daxpy (self->size, t, self->step, 1, self->next, 1);
  if (try_next (self))
    {
      tf_equilibrium_accept_next (self);
      return TRUE;
    }
  return FALSE;
}

gboolean
tf_equilibrium_alternate (TfEquilibrium *self)
{
  memcpy (self->step, self->slope, self->size * sizeof (double));
  tf_newton_prepare (self->newton, &self->parameters);
  tf_newton_solve_block (self->newton, self->step);
  tf_anderson_mix (self->anderson, self->x, self->step, self->next);
  if (try_next (self))
    {
      tf_equilibrium_accept_next (self);
      return TRUE;
    }
  tf_anderson_restart (self->anderson);
  if (try_step (self, 1))
    return TRUE;
  tf_field_evaluate (self->field, self->x, self->slope);
  return FALSE;
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

gboolean
tf_equilibrium_take_newton_step (TfEquilibrium *self, GCancellable *cancellable)
{
  double relative = tf_norm (self->size, self->slope) / tf_equilibrium_measure_norm (self);
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

gboolean
tf_equilibrium_leave_saddle (TfEquilibrium *self, GCancellable *cancellable)
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
  length = MAX (tf_equilibrium_measure_norm (self), tf_equilibrium_measure_start_norm (self));
  cblas_dscal (self->size, PROBE_STEP * length / tf_norm (self->size, self->step), self->step, 1);
  if (try_step (self, 1) || (cblas_dscal (self->size, -1, self->step, 1), try_step (self, 1)))
    {
      follow_step (self);
      tf_equilibrium_settle (self);
      return TRUE;
    }
  tf_field_evaluate (self->field, self->x, self->slope);
  return FALSE;
}
