/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "runner-private.h"
#include "thread.h"

void
tf_command_free (gpointer data)
{
  TfCommand *command = data;

  g_clear_pointer (&command->moments, tf_moments_unref);
  g_clear_pointer (&command->beside_moments, tf_moments_unref);
  g_clear_pointer (&command->course, tf_course_unref);
  g_clear_pointer (&command->beside, tf_course_unref);
  g_free (command);
}

static void
change_parameters (TfRunner *self, TfLane *lane, const TfParameters *parameters)
{
  gboolean past = lane->run != NULL && tf_run_is_past (lane->run);
  TfTraceMark mark = { .after = *parameters };
  double clock, first;

  /* In the past the values asked for last may not be those in force. */
  if (tf_parameters_equal (&lane->parameters, parameters) && !past)
    return;
  tf_runner_leave_past (self);
  lane->parameters = *parameters;
  if (lane->run == NULL)
    return;
  if (!tf_parameters_are_of_one_run (tf_flow_get_parameters (tf_run_get_flow (lane->run)), parameters))
    {
      tf_runner_start (self);
      return;
    }
  tf_runner_catch_up (self);
  mark.before = *tf_flow_get_parameters (tf_run_get_flow (lane->run));
  clock = tf_run_get_position (self->lane.run) - self->change;
  if (!tf_run_set_parameters (lane->run, parameters))
    return;
  /* Whatever stopped the run may not hold under the new values. */
  if (self->status != TF_RUN_PAUSED)
    tf_runner_set_status (self, TF_RUN_PLAYING, NULL);
  first = tf_runner_get_first_clock (self);
  self->change = lane == &self->lane ? tf_run_get_change (lane->run) : tf_run_get_position (self->lane.run);
  self->clock = CLAMP (clock, first, MAX (TF_RUNNER_CHANGE_TIME, first));
  mark.t = tf_run_get_time (lane->run);
  tf_runner_record (self, lane->run, mark.t > 0 ? &mark : NULL);
  tf_runner_publish (self);
}

static void
step_once (TfRunner *self)
{
  if (self->lane.run == NULL)
    return;
  tf_runner_leave_past (self);
  tf_runner_set_status (self, TF_RUN_PAUSED, NULL);
  tf_runner_advance (self, self->lane.run, INFINITY);
  tf_runner_catch_up (self);
  tf_runner_set_clock (self);
  tf_runner_show (self);
}

static void
set_playing (TfRunner *self, gboolean playing)
{
  if (playing)
    tf_runner_leave_past (self);
  tf_runner_catch_up (self);
  tf_runner_set_status (self, playing ? TF_RUN_PLAYING : TF_RUN_PAUSED, NULL);
  tf_runner_publish (self);
}

static void
set_moments (TfLane *lane, TfMoments *moments)
{
  tf_moments_ref (moments);
  g_clear_pointer (&lane->moments, tf_moments_unref);
  lane->moments = moments;
}

/* There is no second run any more. */
static void
drop_beside (TfRunner *self)
{
  g_clear_pointer (&self->beside.run, tf_run_free);
  g_clear_pointer (&self->beside.moments, tf_moments_unref);
}

static void
take_moments (TfRunner *self, TfCommand *command)
{
  gboolean shared = self->beside.moments == self->lane.moments;

  set_moments (&self->lane, command->moments);
  if (shared && self->beside.run != NULL)
    set_moments (&self->beside, command->moments);
  if (command->beside_moments != NULL && self->beside.run != NULL)
    set_moments (&self->beside, command->beside_moments);
  tf_runner_start (self);
}

/* A second run on them, in the place of the one there is. */
static void
take_beside_moments (TfRunner *self, TfCommand *command)
{
  if (self->lane.run == NULL)
    return;
  set_moments (&self->beside, command->moments);
  tf_runner_start (self);
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
  tf_runner_catch_up (self);
  tf_runner_set_status (self, TF_RUN_PAUSED, NULL);
  if (!tf_run_seek (self->lane.run, at, self->quitting, &error)
      || (self->beside.run != NULL && !tf_run_seek (self->beside.run, at, self->quitting, &error)))
    tf_runner_set_status (self, TF_RUN_FAILED, error->message);
  tf_runner_publish (self);
}

/* Rows as the run comes along its course, frames at the display's rate, and an
 * end to it when something else is wanted. */
static gboolean
followed_cb (TfRun *run, const TfTraceRow *row, const TfTraceMark *mark, gpointer user_data)
{
  TfRunner *self = user_data;

  tf_runner_record_row (self, run, row, mark);
  if (g_get_monotonic_time () - self->published >= TF_RUNNER_FRAME_INTERVAL)
    tf_runner_publish (self);
  return !is_overtaken (self);
}

static void
follow_lane (TfRunner *self, TfLane *lane, TfCourse *course, const TfInstant *until)
{
  g_autoptr (GError) error = NULL;

  if (!tf_run_follow (lane->run, course, until, followed_cb, self, self->quitting, &error))
    tf_runner_set_status (self, TF_RUN_FAILED, error->message);
  lane->parameters = *tf_flow_get_parameters (tf_run_get_flow (lane->run));
}

static void
follow (TfRunner *self, TfCommand *command)
{
  gboolean good;

  if (self->lane.moments == NULL)
    return;
  tf_runner_set_status (self, TF_RUN_PAUSED, NULL);
  drop_beside (self);
  if (command->beside != NULL)
    set_moments (&self->beside, command->beside_moments != NULL ? command->beside_moments : self->lane.moments);
  good = tf_runner_start_lane (self, &self->lane, &command->course->start);
  if (command->beside != NULL)
    good = tf_runner_start_lane (self, &self->beside, &command->beside->start) && good;
  self->run++;
  if (good)
    follow_lane (self, &self->lane, command->course, &command->at);
  if (good && command->beside != NULL)
    follow_lane (self, &self->beside, command->beside, &command->at);
  tf_runner_set_clock (self);
  tf_runner_show (self);
}

static void
fork_run (TfRunner *self)
{
  if (self->lane.run == NULL)
    return;
  tf_runner_leave_past (self);
  drop_beside (self);
  self->beside = (TfLane){ tf_run_fork (self->lane.run), tf_moments_ref (self->lane.moments), self->lane.parameters };
  tf_runner_record_event (self, TF_TRACES_FORKED);
  tf_runner_show (self);
}

static void
end_beside (TfRunner *self)
{
  drop_beside (self);
  tf_runner_record_event (self, TF_TRACES_ENDED);
  tf_runner_publish (self);
}

static void
swap (TfRunner *self)
{
  TfLane held = self->lane;

  if (self->beside.run == NULL)
    return;
  tf_runner_catch_up (self);
  self->lane = self->beside;
  self->beside = held;
  tf_runner_record_event (self, TF_TRACES_SWAPPED);
  tf_runner_set_clock (self);
  tf_runner_publish (self);
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
    case TF_COMMAND_BESIDE_MOMENTS:
      take_beside_moments (self, command);
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
      if (self->lane.moments != NULL)
        tf_runner_start (self);
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
  if (tf_runner_is_behind (self) || tf_run_get_position (self->lane.run) < tf_run_get_change (self->lane.run) + self->clock)
    return 0;
  return MAX (self->published + TF_RUNNER_FRAME_INTERVAL - g_get_monotonic_time (), 0);
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
          tf_runner_go_on (self);
          if (!is_running (self))
            report (self, 0);
        }
    }
  return NULL;
}
