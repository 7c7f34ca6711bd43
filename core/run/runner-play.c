/* runner-play.c: how the worker moves its runs forward, by the clock and in step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "runner-private.h"

/* After a pause of the machine or a slow step the clock does not leap. */
#define LONGEST_LEAP 0.1 /* seconds */
/* Of a second run, for one solver step of the first. */
#define MOST_ITERATIONS 100
/* Steps of a second run while everyone waits. */
#define MOST_CATCHING_UP 3000

double
tf_runner_get_first_clock (TfRunner *self)
{
  return tf_parameters_count_iterations (&self->lane.parameters) ? 1 : TF_RUNNER_FIRST_TIME;
}

/* Where both count time, a later change of the second run is as good as one of the first. */
static double
find_change (TfRunner *self)
{
  double change = tf_run_get_change (self->lane.run);

  if (self->beside.run != NULL && !tf_parameters_count_iterations (&self->lane.parameters)
      && !tf_parameters_count_iterations (&self->beside.parameters))
    change = MAX (change, tf_run_get_change (self->beside.run));
  return MIN (change, tf_run_get_position (self->lane.run));
}

void
tf_runner_set_clock (TfRunner *self)
{
  self->change = find_change (self);
  self->clock = MAX (tf_run_get_position (self->lane.run) - self->change, tf_runner_get_first_clock (self));
}

gboolean
tf_runner_start_lane (TfRunner *self, TfLane *lane, const TfParameters *parameters)
{
  g_autoptr (GError) error = NULL;
  TfRun *run = tf_run_new (lane->moments, parameters, &error);

  if (run == NULL)
    {
      TfParameters fallback = *parameters;

      fallback.initial_w = TF_INITIAL_W_ZERO;
      fallback.flow = fallback.flow == TF_FLOW_NETWORK ? TF_FLOW_CENTRAL : fallback.flow;
      run = tf_run_new (lane->moments, &fallback, NULL);
    }
  g_clear_pointer (&lane->run, tf_run_free);
  lane->run = run;
  if (error != NULL)
    tf_runner_set_status (self, TF_RUN_FAILED, error->message);
  return error == NULL;
}

void
tf_runner_start (TfRunner *self)
{
  gboolean good = tf_runner_start_lane (self, &self->lane, &self->lane.parameters);

  if (self->beside.moments != NULL)
    good = tf_runner_start_lane (self, &self->beside, &self->beside.parameters) && good;
  self->run++;
  tf_runner_set_clock (self);
  if (good && self->status != TF_RUN_PAUSED)
    tf_runner_set_status (self, TF_RUN_PLAYING, NULL);
  tf_runner_show (self);
}

void
tf_runner_advance (TfRunner *self, TfRun *run, double until)
{
  g_autoptr (GError) error = NULL;

  if (tf_run_advance (run, until, 1, NULL, &error))
    return;
  if (g_error_matches (error, TF_FLOW_ERROR, TF_FLOW_ERROR_DIVERGED))
    tf_runner_set_status (self, TF_RUN_DIVERGED, error->message);
  else
    tf_runner_set_status (self, TF_RUN_FAILED, error->message);
}

/* Iterations of gradient descent may go a step beyond. */
gboolean
tf_runner_is_behind (TfRunner *self)
{
  return self->beside.run != NULL && self->status != TF_RUN_DIVERGED && self->status != TF_RUN_FAILED
         && tf_run_get_time (self->beside.run) < tf_run_get_time (self->lane.run) * (1 - 1e-12);
}

static void
advance_beside (TfRunner *self)
{
  gboolean iterates = tf_parameters_count_iterations (&self->beside.parameters);

  tf_runner_advance (self, self->beside.run, iterates ? INFINITY : tf_run_get_time (self->lane.run));
}

void
tf_runner_catch_up (TfRunner *self)
{
  for (int i = 0; i < MOST_CATCHING_UP && tf_runner_is_behind (self); i++)
    advance_beside (self);
}

static gboolean
is_over (TfRun *run)
{
  return run == NULL || tf_run_is_settled (run) || tf_run_is_endless (run);
}

static const char *
describe_endless (TfRunner *self)
{
  if (tf_run_is_network (self->lane.run) || (self->beside.run != NULL && tf_run_is_network (self->beside.run)))
    return "a million iterations have been made; a change of a parameter goes on from here";
  return "at λ_H = β = 0 nothing holds H back, and it would grow for ever";
}

static void
find_rest (TfRunner *self)
{
  if (self->status != TF_RUN_PLAYING || !is_over (self->lane.run) || !is_over (self->beside.run))
    return;
  if (tf_run_is_settled (self->lane.run) && (self->beside.run == NULL || tf_run_is_settled (self->beside.run)))
    tf_runner_set_status (self, TF_RUN_SETTLED, NULL);
  else
    tf_runner_set_status (self, TF_RUN_ENDLESS, describe_endless (self));
}

void
tf_runner_leave_past (TfRunner *self)
{
  if (self->lane.run == NULL || !tf_run_is_past (self->lane.run))
    return;
  tf_run_forget_later (self->lane.run);
  self->lane.parameters = *tf_flow_get_parameters (tf_run_get_flow (self->lane.run));
  if (self->beside.run != NULL)
    {
      tf_run_forget_later (self->beside.run);
      self->beside.parameters = *tf_flow_get_parameters (tf_run_get_flow (self->beside.run));
    }
  tf_runner_set_clock (self);
  tf_runner_show (self);
}

/* Sets the clock to the present moment: `pace` decades for every second. */
static void
wind_clock (TfRunner *self)
{
  double position = tf_run_get_position (self->lane.run) - self->change;
  gint64 now = g_get_monotonic_time ();
  double seconds = CLAMP ((now - self->now) / 1e6, 0, LONGEST_LEAP);

  self->now = now;
  self->clock *= pow (10, self->pace * seconds);
  /* A solver that cannot keep up is not driven ever further behind. */
  self->clock = MIN (self->clock, 10 * MAX (position, tf_runner_get_first_clock (self)));
}

/* As far as the second run can follow soon, where that makes iterations. */
static double
limit_to_beside (TfRunner *self, double until)
{
  const TfParameters *beside = &self->beside.parameters;
  gboolean follows_slowly = self->beside.run != NULL && tf_parameters_count_iterations (beside)
                            && !(beside->flow == TF_FLOW_DESCENT && self->lane.parameters.flow == TF_FLOW_DESCENT);

  return follows_slowly ? MIN (until, tf_run_get_time (self->beside.run)
                                          + MOST_ITERATIONS * tf_parameters_iteration_length (beside))
                        : until;
}

/* The next one of either run's rows, as a position of the first. */
static double
find_row (TfRunner *self)
{
  double row = tf_run_get_next_row (self->lane.run);

  if (self->beside.run != NULL && !tf_parameters_count_iterations (&self->lane.parameters)
      && !tf_parameters_count_iterations (&self->beside.parameters))
    row = MIN (row, tf_run_get_next_row (self->beside.run));
  return row;
}

/* One solver step of the first run, which ends where there must be a row. */
static void
go_ahead (TfRunner *self, double until)
{
  self->row = find_row (self);
  tf_runner_advance (self, self->lane.run, MIN (until, self->row));
}

void
tf_runner_go_on (TfRunner *self)
{
  double until;

  wind_clock (self);
  until = limit_to_beside (self, self->change + self->clock);
  if (tf_runner_is_behind (self))
    advance_beside (self);
  else if (tf_run_get_position (self->lane.run) < until)
    go_ahead (self, until);
  if (tf_runner_is_behind (self))
    return;
  find_rest (self);
  if (self->status != TF_RUN_PLAYING || tf_run_get_position (self->lane.run) >= until
      || g_get_monotonic_time () - self->published >= TF_RUNNER_FRAME_INTERVAL)
    tf_runner_show (self);
  else if (tf_run_get_position (self->lane.run) >= self->row)
    {
      tf_runner_record (self, self->lane.run, NULL);
      tf_runner_record (self, self->beside.run, NULL);
    }
}
