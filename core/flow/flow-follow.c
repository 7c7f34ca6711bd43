/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flow-private.h"

#include <math.h>

#include "settle.h"

#define JUDGED_AGAIN 1.25
/* Between two judgements of a flow that is followed. */
#define STEPS_AT_ONCE 4
/* At rest is what is no further from the end than the tolerance, or than can be found out;
 * in as much time again as it took to come there the rest of the way is gone too. */
#define RESTED_FOR 2

/* A question that costs a step is not asked again before the time has grown by this factor. */
static gboolean
is_worth_judging (TfFlow *self, double elapsed)
{
  return elapsed > 0 && (elapsed < self->judged.elapsed || elapsed >= self->judged.elapsed * JUDGED_AGAIN);
}

gboolean
tf_flow_is_at_rest (TfFlow *self, double since)
{
  double position = tf_flow_get_position (self), elapsed = tf_flow_get_time (self) - since;

  if (self->training != NULL)
    return FALSE;
  if (self->judged.position == position || self->judged.for_good)
    return self->judged.at_rest;
  if (!is_worth_judging (self, elapsed))
    return FALSE;
  self->judged.position = position;
  self->judged.elapsed = elapsed;
  self->judged.at_rest
    = tf_settle_is_at_rest (self->start, tf_integrator_get_system (self->integrator), &self->parameters,
                            tf_integrator_get_state (self->integrator), tf_integrator_get_slope (self->integrator),
                            tf_integrator_get_outside (self->integrator), elapsed,
                            tf_integrator_get_rate (self->integrator));
  if (!self->judged.at_rest)
    self->judged.came = -1;
  else if (self->judged.came < 0)
    self->judged.came = elapsed;
  return self->judged.at_rest;
}

/* Steps of descent that are too long leave in the end the place where the flow would rest. */
static gboolean
can_stay (TfFlow *self)
{
  return !tf_flow_is_descent (self) || self->parameters.step * tf_integrator_find_rate (self->integrator) < 2;
}

static gboolean
rests_for_good (TfFlow *self, double since)
{
  double elapsed = tf_flow_get_time (self) - since;

  if (!self->judged.for_good)
    self->judged.for_good = tf_flow_is_at_rest (self, since) && elapsed >= RESTED_FOR * self->judged.came && can_stay (self);
  return self->judged.for_good;
}

/* To time, or iteration, `until` with the state kept. */
static void
pass (TfFlow *self, double until)
{
  double t = until;

  if (tf_flow_is_descent (self))
    {
      t = tf_flow_get_time (self) + (until - self->iteration) * self->parameters.step;
      self->iteration = until;
    }
  tf_integrator_pass (self->integrator, t);
}

gboolean
tf_flow_follow (TfFlow *self, double until, double since, guint64 max_steps, GCancellable *cancellable, GError **error)
{
  if (self->training != NULL)
    return tf_flow_advance (self, until, max_steps, cancellable, error);
  for (guint64 made = 0; max_steps == 0 || made < max_steps; made += STEPS_AT_ONCE)
    {
      guint64 n = max_steps == 0 ? STEPS_AT_ONCE : MIN (STEPS_AT_ONCE, max_steps - made);

      if (tf_flow_get_position (self) >= until || g_cancellable_is_cancelled (cancellable))
        return TRUE;
      if (isfinite (until) && rests_for_good (self, since))
        pass (self, until);
      else if (!tf_flow_advance (self, until, n, cancellable, error))
        return FALSE;
    }
  return TRUE;
}
