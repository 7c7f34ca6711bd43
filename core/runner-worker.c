/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#ifdef __linux__
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "core/runner-private.h"

/* Where cores are fewer than those who want one, the display goes first; but a
 * machine that is busy otherwise must not starve the flow. */
#define NICENESS 5

/* Frames are made at most this often (microseconds): twice a fast display's rate. */
#define FRAME_INTERVAL 8000
/* After a pause of the machine or a slow step the clock does not leap. */
#define LONGEST_LEAP 0.1 /* seconds */
/* Below this change per e-fold of time a run is at its equilibrium. */
#define SETTLED_RESTLESSNESS 1e-7

void
tf_command_free (gpointer data)
{
  TfCommand *command = data;

  g_clear_pointer (&command->moments, tf_moments_unref);
  g_free (command);
}

static void
set_status (TfRunner *self, TfRunStatus status, const char *message)
{
  self->status = status;
  g_free (self->message);
  self->message = g_strdup (message);
}

/* Hands over the present state, with a row for the trace and, after a change of
 * parameters, its mark. */
static void
publish (TfRunner *self, const TfTraceMark *mark)
{
  TfFrame *frame, *old;
  TfTraceRow row;
  GSourceFunc wake;
  gpointer wake_data;

  if (self->flow == NULL)
    return;
  frame = tf_view_space_take (self->view, self->flow);
  frame->run = self->run;
  frame->serial = ++self->serial;
  frame->status = self->status;
  frame->n_changes = self->n_changes;
  frame->message = g_strdup (self->message);
  row = (TfTraceRow){ frame->t, frame->iteration, frame->metrics };
  self->published = g_get_monotonic_time ();

  pthread_mutex_lock (&self->mutex);
  if (self->pending_run != self->run)
    {
      tf_trace_clear (self->pending);
      self->pending_run = self->run;
    }
  if (mark != NULL)
    tf_trace_mark (self->pending, mark);
  tf_trace_append (self->pending, &row);
  old = g_steal_pointer (&self->slot);
  self->slot = frame;
  wake = old == NULL ? self->wake : NULL;
  wake_data = self->wake_data;
  pthread_mutex_unlock (&self->mutex);

  if (old != NULL)
    tf_frame_unref (old);
  if (wake != NULL)
    wake (wake_data);
}

static double
first_clock (TfRunner *self)
{
  return self->parameters.flow == TF_FLOW_DESCENT ? 1 : TF_RUNNER_FIRST_TIME;
}

/* From H0 on. The start may not be there (a W(0) that the file does not have):
 * then the run stands at the features with another W, and says so. */
static void
start_run (TfRunner *self)
{
  g_autoptr (GError) error = NULL;
  TfFlow *flow = tf_flow_new (self->moments, &self->parameters, &error);

  if (flow == NULL)
    {
      TfParameters fallback = self->parameters;

      fallback.initial_w = TF_INITIAL_W_ZERO;
      flow = tf_flow_new (self->moments, &fallback, NULL);
    }
  g_clear_pointer (&self->flow, tf_flow_free);
  g_clear_pointer (&self->view, tf_view_space_free);
  self->flow = flow;
  self->view = tf_view_space_new (tf_flow_get_start (flow));
  self->run++;
  self->change = 0;
  self->clock = first_clock (self);
  if (error != NULL)
    set_status (self, TF_RUN_FAILED, error->message);
  else if (self->status != TF_RUN_PAUSED)
    set_status (self, TF_RUN_PLAYING, NULL);
  publish (self, NULL);
}

static void
change_parameters (TfRunner *self, const TfParameters *parameters)
{
  TfTraceMark mark = { 0, self->parameters, *parameters };
  double clock;

  if (tf_parameters_equal (&self->parameters, parameters))
    return;
  self->parameters = *parameters;
  if (self->flow == NULL || !tf_flow_set_parameters (self->flow, parameters, NULL))
    return;
  /* Whatever stopped the run may not hold under the new values. */
  if (self->status != TF_RUN_PAUSED)
    set_status (self, TF_RUN_PLAYING, NULL);
  clock = tf_flow_get_position (self->flow) - self->change;
  self->change = tf_flow_get_position (self->flow);
  self->clock = CLAMP (clock, first_clock (self), MAX (TF_RUNNER_CHANGE_TIME, first_clock (self)));
  mark.t = tf_flow_get_time (self->flow);
  publish (self, mark.t > 0 ? &mark : NULL);
}

/* Moves on by at most one solver step. */
static void
advance (TfRunner *self, double until)
{
  g_autoptr (GError) error = NULL;

  if (!tf_flow_advance (self->flow, until, 1, NULL, &error))
    set_status (self, g_error_matches (error, TF_FLOW_ERROR, TF_FLOW_ERROR_DIVERGED) ? TF_RUN_DIVERGED : TF_RUN_FAILED,
                error->message);
  else if (tf_flow_get_restlessness (self->flow) < SETTLED_RESTLESSNESS && tf_flow_get_position (self->flow) > 1)
    set_status (self, TF_RUN_SETTLED, NULL);
}

static void
step_once (TfRunner *self)
{
  if (self->flow == NULL)
    return;
  set_status (self, TF_RUN_PAUSED, NULL);
  advance (self, INFINITY);
  if (self->status == TF_RUN_SETTLED)
    set_status (self, TF_RUN_PAUSED, NULL);
  self->clock = MAX (self->clock, tf_flow_get_position (self->flow) - self->change);
  publish (self, NULL);
}

static void
take_moments (TfRunner *self, TfCommand *command)
{
  g_clear_pointer (&self->moments, tf_moments_unref);
  self->moments = g_steal_pointer (&command->moments);
  start_run (self);
}

/* FALSE: quit. */
static gboolean
obey (TfRunner *self, TfCommand *command)
{
  switch (command->kind)
    {
    case TF_COMMAND_MOMENTS:
      take_moments (self, command);
      break;
    case TF_COMMAND_PARAMETERS:
      self->n_changes = command->n_changes;
      change_parameters (self, &command->parameters);
      break;
    case TF_COMMAND_PACE:
      self->pace = command->pace;
      break;
    case TF_COMMAND_PLAY:
      set_status (self, TF_RUN_PLAYING, NULL);
      publish (self, NULL);
      break;
    case TF_COMMAND_PAUSE:
      set_status (self, TF_RUN_PAUSED, NULL);
      publish (self, NULL);
      break;
    case TF_COMMAND_STEP:
      step_once (self);
      break;
    case TF_COMMAND_RESTART:
      if (self->moments != NULL)
        start_run (self);
      break;
    case TF_COMMAND_QUIT:
      return FALSE;
    }
  return TRUE;
}

static gboolean
is_running (TfRunner *self)
{
  return self->flow != NULL && self->status == TF_RUN_PLAYING;
}

/* Sets the clock to the present moment: `pace` decades for every second. */
static void
wind_clock (TfRunner *self)
{
  gint64 now = g_get_monotonic_time ();
  double seconds = CLAMP ((now - self->now) / 1e6, 0, LONGEST_LEAP);

  self->now = now;
  self->clock *= pow (10, self->pace * seconds);
  /* A solver that cannot keep up is not driven ever further behind. */
  self->clock = MIN (self->clock, 10 * MAX (tf_flow_get_position (self->flow) - self->change, first_clock (self)));
}

static void
play (TfRunner *self)
{
  double until;

  wind_clock (self);
  until = self->change + self->clock;
  if (tf_flow_get_position (self->flow) < until)
    advance (self, until);
  if (self->status != TF_RUN_PLAYING || tf_flow_get_position (self->flow) >= until
      || g_get_monotonic_time () - self->published >= FRAME_INTERVAL)
    publish (self, NULL);
}

/* How long the worker has nothing to do of its own (microseconds): not at all
 * while it is behind its clock, until the next frame is due while it plays on
 * time, and without end (-1) while it does not play. */
static gint64
get_leisure (TfRunner *self)
{
  if (!is_running (self))
    return -1;
  if (tf_flow_get_position (self->flow) < self->change + self->clock)
    return 0;
  return MAX (self->published + FRAME_INTERVAL - g_get_monotonic_time (), 0);
}

/* The next command; NULL when none came in the time there was to wait. */
static TfCommand *
wait_for_command (TfRunner *self)
{
  gint64 leisure = get_leisure (self), end = g_get_monotonic_time () + leisure;
  struct timespec limit = { end / G_USEC_PER_SEC, end % G_USEC_PER_SEC * 1000 };
  int expired = leisure == 0;
  TfCommand *command;

  pthread_mutex_lock (&self->mutex);
  while (g_queue_is_empty (&self->commands) && !expired)
    if (leisure < 0)
      pthread_cond_wait (&self->sent_cond, &self->mutex);
    else
      expired = pthread_cond_timedwait (&self->sent_cond, &self->mutex, &limit);
  command = g_queue_pop_head (&self->commands);
  pthread_mutex_unlock (&self->mutex);
  return command;
}

static void
report (TfRunner *self, guint64 handled)
{
  pthread_mutex_lock (&self->mutex);
  self->playing = is_running (self);
  self->handled += handled;
  pthread_mutex_unlock (&self->mutex);
}

/* On Linux niceness is a thread's own; elsewhere it would be the whole program's. */
static void
give_way (void)
{
#ifdef __linux__
  setpriority (PRIO_PROCESS, (id_t) syscall (SYS_gettid), NICENESS);
#endif
}

gpointer
tf_runner_work (gpointer data)
{
  TfRunner *self = data;
  gboolean going = TRUE;

  give_way ();
  while (going)
    {
      TfCommand *command = wait_for_command (self);

      if (command != NULL)
        {
          if (!is_running (self))
            self->now = g_get_monotonic_time ();
          going = obey (self, command);
          tf_command_free (command);
          report (self, 1);
        }
      else
        {
          play (self);
          if (!is_running (self))
            report (self, 0);
        }
    }
  return NULL;
}
