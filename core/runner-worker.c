/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "core/runner-private.h"
#include "core/thread.h"

/* Frames are made at most this often (microseconds): twice a fast display's rate. */
#define FRAME_INTERVAL 8000
/* After a pause of the machine or a slow step the clock does not leap. */
#define LONGEST_LEAP 0.1 /* seconds */

void
tf_command_free (gpointer data)
{
  TfCommand *command = data;

  g_clear_pointer (&command->moments, tf_moments_unref);
  g_clear_pointer (&command->course, tf_course_unref);
  g_clear_pointer (&command->beside, tf_course_unref);
  g_free (command);
}

static void
set_status (TfRunner *self, TfRunStatus status, const char *message)
{
  self->status = status;
  g_free (self->message);
  self->message = g_strdup (message);
}

/* --- what goes up --- */

static TfFrame *
take_frame (TfRunner *self, TfRun *run)
{
  TfFrame *frame = tf_run_take_frame (run);

  frame->run = self->run;
  frame->serial = self->serial;
  frame->status = self->status;
  frame->n_changes = self->n_changes;
  frame->message = g_strdup (self->message);
  return frame;
}

/* Rows of another run are of no use any more. Under the lock. */
static void
open_pending (TfRunner *self)
{
  if (self->pending_run == self->run)
    return;
  tf_trace_clear (self->pending);
  tf_trace_clear (self->pending_beside);
  g_array_set_size (self->events, 0);
  self->pending_run = self->run;
}

static void
record_row (TfRunner *self, TfTrace *pending, const TfTraceRow *row, const TfTraceMark *mark)
{
  pthread_mutex_lock (&self->mutex);
  open_pending (self);
  if (mark != NULL)
    tf_trace_mark (pending, mark);
  tf_trace_append (pending, row);
  pthread_mutex_unlock (&self->mutex);
}

/* The present of one run into what is recorded of it. Its past is recorded already. */
static void
record (TfRunner *self, TfRun *run, const TfTraceMark *mark)
{
  TfTraceRow row;

  if (run == NULL || tf_run_is_past (run))
    return;
  row = tf_run_get_row (run);
  record_row (self, run == self->lane.run ? self->pending : self->pending_beside, &row, mark);
}

static void
record_event (TfRunner *self, TfTracesEvent event)
{
  TfTrace *pending = self->pending;

  pthread_mutex_lock (&self->mutex);
  open_pending (self);
  g_array_append_val (self->events, event);
  if (event == TF_TRACES_SWAPPED)
    {
      self->pending = self->pending_beside;
      self->pending_beside = pending;
    }
  else
    {
      tf_trace_free (self->pending_beside);
      self->pending_beside = tf_trace_copy (pending);
    }
  pthread_mutex_unlock (&self->mutex);
}

/* Hands over the present state of both runs. */
static void
publish (TfRunner *self)
{
  TfFrame *frame, *old;
  GSourceFunc wake;
  gpointer wake_data;

  if (self->lane.run == NULL)
    return;
  self->serial++;
  frame = take_frame (self, self->lane.run);
  if (self->beside.run != NULL)
    frame->beside = take_frame (self, self->beside.run);
  self->published = g_get_monotonic_time ();

  pthread_mutex_lock (&self->mutex);
  open_pending (self);
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

static void
record_and_publish (TfRunner *self)
{
  record (self, self->lane.run, NULL);
  record (self, self->beside.run, NULL);
  publish (self);
}

/* --- forward --- */

static double
get_position (TfRun *run)
{
  return tf_flow_get_position (tf_run_get_flow (run));
}

static double
get_time (TfRun *run)
{
  return tf_flow_get_time (tf_run_get_flow (run));
}

static double
first_clock (TfRunner *self)
{
  return self->lane.parameters.flow == TF_FLOW_DESCENT ? 1 : TF_RUNNER_FIRST_TIME;
}

/* The clock is where the run is. */
static void
set_clock (TfRunner *self)
{
  self->clock = MAX (get_position (self->lane.run) - tf_run_get_change (self->lane.run), first_clock (self));
}

/* From H0 on. The start may not be there (a W(0) that the file does not have):
 * then the run stands at the features with another W, and says so. */
static gboolean
start_lane (TfRunner *self, TfLane *lane, const TfParameters *parameters)
{
  g_autoptr (GError) error = NULL;
  TfRun *run = tf_run_new (self->moments, parameters, &error);

  if (run == NULL)
    {
      TfParameters fallback = *parameters;

      fallback.initial_w = TF_INITIAL_W_ZERO;
      run = tf_run_new (self->moments, &fallback, NULL);
    }
  g_clear_pointer (&lane->run, tf_run_free);
  lane->run = run;
  if (error != NULL)
    set_status (self, TF_RUN_FAILED, error->message);
  return error == NULL;
}

static void
start_run (TfRunner *self)
{
  gboolean good = start_lane (self, &self->lane, &self->lane.parameters);

  if (self->beside.run != NULL)
    good = start_lane (self, &self->beside, &self->beside.parameters) && good;
  self->run++;
  set_clock (self);
  if (good && self->status != TF_RUN_PAUSED)
    set_status (self, TF_RUN_PLAYING, NULL);
  record_and_publish (self);
}

/* Moves a run on by at most one solver step; where it can go no further the status says why. */
static void
advance (TfRunner *self, TfRun *run, double until)
{
  g_autoptr (GError) error = NULL;

  if (!tf_run_advance (run, until, 1, NULL, &error))
    set_status (self, g_error_matches (error, TF_FLOW_ERROR, TF_FLOW_ERROR_DIVERGED) ? TF_RUN_DIVERGED : TF_RUN_FAILED,
                error->message);
}

/* Whether the second run has yet to come to the first one's time. Iterations of
 * gradient descent may go a step beyond it. */
static gboolean
is_behind (TfRunner *self)
{
  return self->beside.run != NULL && self->status != TF_RUN_DIVERGED && self->status != TF_RUN_FAILED
         && get_time (self->beside.run) < get_time (self->lane.run) * (1 - 1e-12);
}

static void
advance_beside (TfRunner *self)
{
  gboolean descent = self->beside.parameters.flow == TF_FLOW_DESCENT;

  advance (self, self->beside.run, descent ? INFINITY : get_time (self->lane.run));
}

static void
catch_up (TfRunner *self)
{
  while (is_behind (self))
    advance_beside (self);
}

static void
find_rest (TfRunner *self)
{
  if (self->status == TF_RUN_PLAYING && tf_run_is_settled (self->lane.run)
      && (self->beside.run == NULL || tf_run_is_settled (self->beside.run)))
    set_status (self, TF_RUN_SETTLED, NULL);
}

/* What was later than the present goes, on the screen too. */
static void
leave_past (TfRunner *self)
{
  if (self->lane.run == NULL || !tf_run_is_past (self->lane.run))
    return;
  tf_run_forget_later (self->lane.run);
  if (self->beside.run != NULL)
    tf_run_forget_later (self->beside.run);
  set_clock (self);
  record_and_publish (self);
}

/* Sets the clock to the present moment: `pace` decades for every second. */
static void
wind_clock (TfRunner *self)
{
  double position = get_position (self->lane.run) - tf_run_get_change (self->lane.run);
  gint64 now = g_get_monotonic_time ();
  double seconds = CLAMP ((now - self->now) / 1e6, 0, LONGEST_LEAP);

  self->now = now;
  self->clock *= pow (10, self->pace * seconds);
  /* A solver that cannot keep up is not driven ever further behind. */
  self->clock = MIN (self->clock, 10 * MAX (position, first_clock (self)));
}

static void
play (TfRunner *self)
{
  double until;

  wind_clock (self);
  until = tf_run_get_change (self->lane.run) + self->clock;
  if (is_behind (self))
    advance_beside (self);
  else if (get_position (self->lane.run) < until)
    advance (self, self->lane.run, until);
  if (is_behind (self))
    return;
  find_rest (self);
  if (self->status != TF_RUN_PLAYING || get_position (self->lane.run) >= until
      || g_get_monotonic_time () - self->published >= FRAME_INTERVAL)
    record_and_publish (self);
}

/* --- commands --- */

static void
change_parameters (TfRunner *self, TfLane *lane, const TfParameters *parameters)
{
  TfTraceMark mark = { 0, lane->parameters, *parameters };
  double clock;

  /* In the past the values asked for last may not be those in force. */
  if (tf_parameters_equal (&lane->parameters, parameters) && (lane->run == NULL || !tf_run_is_past (lane->run)))
    return;
  lane->parameters = *parameters;
  if (lane->run == NULL)
    return;
  leave_past (self);
  catch_up (self);
  mark.before = *tf_flow_get_parameters (tf_run_get_flow (lane->run));
  clock = get_position (self->lane.run) - tf_run_get_change (self->lane.run);
  if (!tf_run_set_parameters (lane->run, parameters))
    return;
  /* Whatever stopped the run may not hold under the new values. */
  if (self->status != TF_RUN_PAUSED)
    set_status (self, TF_RUN_PLAYING, NULL);
  self->clock = CLAMP (clock, first_clock (self), MAX (TF_RUNNER_CHANGE_TIME, first_clock (self)));
  mark.t = get_time (lane->run);
  record (self, lane->run, mark.t > 0 ? &mark : NULL);
  publish (self);
}

static void
step_once (TfRunner *self)
{
  if (self->lane.run == NULL)
    return;
  leave_past (self);
  set_status (self, TF_RUN_PAUSED, NULL);
  advance (self, self->lane.run, INFINITY);
  catch_up (self);
  set_clock (self);
  record_and_publish (self);
}

static void
set_playing (TfRunner *self, gboolean playing)
{
  if (playing)
    leave_past (self);
  catch_up (self);
  set_status (self, playing ? TF_RUN_PLAYING : TF_RUN_PAUSED, NULL);
  publish (self);
}

static void
take_moments (TfRunner *self, TfCommand *command)
{
  g_clear_pointer (&self->moments, tf_moments_unref);
  self->moments = g_steal_pointer (&command->moments);
  start_run (self);
}

/* TRUE when a newer seek, or the end, is already asked for. */
static gboolean
is_overtaken (TfRunner *self)
{
  const TfCommand *next;
  gboolean overtaken;

  pthread_mutex_lock (&self->mutex);
  next = g_queue_peek_head (&self->commands);
  overtaken = next != NULL && next->kind != TF_COMMAND_PACE && next->kind != TF_COMMAND_PAUSE;
  pthread_mutex_unlock (&self->mutex);
  return overtaken;
}

static void
seek (TfRunner *self, const TfInstant *at)
{
  g_autoptr (GError) error = NULL;

  if (self->lane.run == NULL)
    return;
  catch_up (self);
  set_status (self, TF_RUN_PAUSED, NULL);
  if (!tf_run_seek (self->lane.run, at, NULL, &error)
      || (self->beside.run != NULL && !tf_run_seek (self->beside.run, at, NULL, &error)))
    set_status (self, TF_RUN_FAILED, error->message);
  publish (self);
}

/* Rows as the run comes along its course, frames at the display's rate, and an
 * end to it when something else is wanted. */
static gboolean
followed_cb (TfRun *run, const TfTraceRow *row, const TfTraceMark *mark, gpointer user_data)
{
  TfRunner *self = user_data;

  record_row (self, run == self->lane.run ? self->pending : self->pending_beside, row, mark);
  if (g_get_monotonic_time () - self->published >= FRAME_INTERVAL)
    publish (self);
  return !is_overtaken (self);
}

static void
follow_lane (TfRunner *self, TfLane *lane, TfCourse *course, const TfInstant *until)
{
  g_autoptr (GError) error = NULL;

  if (!tf_run_follow (lane->run, course, until, followed_cb, self, NULL, &error))
    set_status (self, TF_RUN_FAILED, error->message);
  lane->parameters = *tf_flow_get_parameters (tf_run_get_flow (lane->run));
}

static void
follow (TfRunner *self, TfCommand *command)
{
  gboolean good;

  if (self->moments == NULL)
    return;
  set_status (self, TF_RUN_PAUSED, NULL);
  g_clear_pointer (&self->beside.run, tf_run_free);
  good = start_lane (self, &self->lane, &command->course->start);
  if (command->beside != NULL)
    good = start_lane (self, &self->beside, &command->beside->start) && good;
  self->run++;
  if (good)
    follow_lane (self, &self->lane, command->course, &command->at);
  if (good && command->beside != NULL)
    follow_lane (self, &self->beside, command->beside, &command->at);
  set_clock (self);
  record_and_publish (self);
}

static void
fork_run (TfRunner *self)
{
  if (self->lane.run == NULL)
    return;
  leave_past (self);
  g_clear_pointer (&self->beside.run, tf_run_free);
  self->beside = (TfLane){ tf_run_fork (self->lane.run), self->lane.parameters };
  record_event (self, TF_TRACES_FORKED);
  record_and_publish (self);
}

static void
end_beside (TfRunner *self)
{
  g_clear_pointer (&self->beside.run, tf_run_free);
  publish (self);
}

static void
swap (TfRunner *self)
{
  TfLane held = self->lane;

  if (self->beside.run == NULL)
    return;
  catch_up (self);
  self->lane = self->beside;
  self->beside = held;
  record_event (self, TF_TRACES_SWAPPED);
  set_clock (self);
  publish (self);
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
      change_parameters (self, &self->lane, &command->parameters);
      break;
    case TF_COMMAND_BESIDE_PARAMETERS:
      self->n_changes = command->n_changes;
      change_parameters (self, &self->beside, &command->parameters);
      break;
    case TF_COMMAND_PACE:
      self->pace = command->pace;
      break;
    case TF_COMMAND_PLAY:
      set_playing (self, TRUE);
      break;
    case TF_COMMAND_PAUSE:
      set_playing (self, FALSE);
      break;
    case TF_COMMAND_STEP:
      step_once (self);
      break;
    case TF_COMMAND_RESTART:
      if (self->moments != NULL)
        start_run (self);
      break;
    case TF_COMMAND_SEEK:
      seek (self, &command->at);
      break;
    case TF_COMMAND_FOLLOW:
      follow (self, command);
      break;
    case TF_COMMAND_FORK:
      fork_run (self);
      break;
    case TF_COMMAND_END_BESIDE:
      end_beside (self);
      break;
    case TF_COMMAND_SWAP:
      swap (self);
      break;
    case TF_COMMAND_QUIT:
      return FALSE;
    }
  return TRUE;
}

/* --- the loop --- */

static gboolean
is_running (TfRunner *self)
{
  return self->lane.run != NULL && self->status == TF_RUN_PLAYING;
}

/* How long the worker has nothing to do of its own (microseconds): not at all
 * while it is behind its clock, until the next frame is due while it plays on
 * time, and without end (-1) while it does not play. */
static gint64
get_leisure (TfRunner *self)
{
  if (!is_running (self))
    return -1;
  if (is_behind (self) || get_position (self->lane.run) < tf_run_get_change (self->lane.run) + self->clock)
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

gpointer
tf_runner_work (gpointer data)
{
  TfRunner *self = data;
  gboolean going = TRUE;

  tf_thread_give_way (TF_NICENESS_RUN);
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
