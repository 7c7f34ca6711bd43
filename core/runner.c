/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/runner.h"

#include <math.h>
#include <pthread.h>

#include "core/blas.h"
#include "core/flow.h"
#include "core/view-space.h"

/* Frames are made at most this often (microseconds): twice a fast display's rate. */
#define FRAME_INTERVAL 8000
/* After a pause of the machine or a slow step the clock does not leap. */
#define LONGEST_LEAP 0.1 /* seconds */
/* Below this change per e-fold of time a run is at its equilibrium. */
#define SETTLED_RESTLESSNESS 1e-7
#define PENDING_ROWS 4096

typedef enum
{
  COMMAND_MOMENTS,
  COMMAND_PARAMETERS,
  COMMAND_PACE,
  COMMAND_PLAY,
  COMMAND_PAUSE,
  COMMAND_STEP,
  COMMAND_RESTART,
  COMMAND_QUIT,
} CommandKind;

/* Values only: nothing in it is shared with the sender but the moments, which
 * are immutable. */
typedef struct
{
  CommandKind kind;
  TfMoments *moments;
  TfParameters parameters;
  double pace;
} Command;

struct _TfRunner
{
  /* Set before the thread starts, constant after. POSIX locks rather than
   * GLib's: the thread checkers understand them. */
  GThread *thread;
  pthread_mutex_t mutex;
  pthread_cond_t sent_cond; /* a command was queued */

  /* Worker only. */
  TfParameters parameters;
  TfMoments *moments;
  TfFlow *flow;
  TfViewSpace *view;
  TfRunStatus status;
  char *message;
  double pace;
  double change;   /* t_c, or the iteration of the last change */
  double clock;    /* s: where the pace wants to be, counted from the change */
  gint64 now;      /* monotonic time the clock was last set for */
  gint64 published; /* monotonic time of the last frame */
  guint64 run, serial;

  /* Locked. */
  GQueue commands;   /* Command, oldest first */
  TfFrame *slot;     /* the latest frame, not yet taken */
  TfTrace *pending;  /* what was recorded since the last poll */
  guint64 pending_run;
  gboolean playing;  /* the worker goes on without being told */
  guint64 handled;   /* commands carried out */
  GSourceFunc wake;
  gpointer wake_data;

  /* Main thread only. */
  guint64 sent; /* commands */
  guint64 polled_run;
};

static void
free_command (gpointer data)
{
  Command *command = data;

  g_clear_pointer (&command->moments, tf_moments_unref);
  g_free (command);
}

/* --- the worker's side --- */

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
take_moments (TfRunner *self, Command *command)
{
  g_clear_pointer (&self->moments, tf_moments_unref);
  self->moments = g_steal_pointer (&command->moments);
  start_run (self);
}

/* FALSE: quit. */
static gboolean
obey (TfRunner *self, Command *command)
{
  switch (command->kind)
    {
    case COMMAND_MOMENTS:
      take_moments (self, command);
      break;
    case COMMAND_PARAMETERS:
      change_parameters (self, &command->parameters);
      break;
    case COMMAND_PACE:
      self->pace = command->pace;
      break;
    case COMMAND_PLAY:
      set_status (self, TF_RUN_PLAYING, NULL);
      publish (self, NULL);
      break;
    case COMMAND_PAUSE:
      set_status (self, TF_RUN_PAUSED, NULL);
      publish (self, NULL);
      break;
    case COMMAND_STEP:
      step_once (self);
      break;
    case COMMAND_RESTART:
      if (self->moments != NULL)
        start_run (self);
      break;
    case COMMAND_QUIT:
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
static Command *
wait_for_command (TfRunner *self)
{
  gint64 leisure = get_leisure (self), end = g_get_monotonic_time () + leisure;
  struct timespec limit = { end / G_USEC_PER_SEC, end % G_USEC_PER_SEC * 1000 };
  int expired = leisure == 0;
  Command *command;

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

static gpointer
work (gpointer data)
{
  TfRunner *self = data;
  gboolean going = TRUE;

  while (going)
    {
      Command *command = wait_for_command (self);

      if (command != NULL)
        {
          if (!is_running (self))
            self->now = g_get_monotonic_time ();
          going = obey (self, command);
          free_command (command);
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

/* --- the main thread's side --- */

/* A condition that waits by the same clock as g_get_monotonic_time(). */
static void
init_locks (TfRunner *self)
{
  pthread_condattr_t attributes;

  pthread_mutex_init (&self->mutex, NULL);
  pthread_condattr_init (&attributes);
  pthread_condattr_setclock (&attributes, CLOCK_MONOTONIC);
  pthread_cond_init (&self->sent_cond, &attributes);
  pthread_condattr_destroy (&attributes);
}

TfRunner *
tf_runner_new (void)
{
  TfRunner *self = g_new0 (TfRunner, 1);

  /* The interface keeps a core to itself. */
  tf_blas_set_threads (1);
  g_queue_init (&self->commands);
  self->pending = tf_trace_new (PENDING_ROWS);
  self->parameters = TF_PARAMETERS_DEFAULT;
  self->pace = TF_RUNNER_DEFAULT_PACE;
  self->status = TF_RUN_PAUSED;
  init_locks (self);
  self->thread = g_thread_new ("flow", work, self);
  return self;
}

static void
send (TfRunner *self, Command command)
{
  Command *copy = g_memdup2 (&command, sizeof command);

  self->sent++;
  pthread_mutex_lock (&self->mutex);
  if (command.kind == COMMAND_QUIT)
    g_queue_push_head (&self->commands, copy);
  else
    g_queue_push_tail (&self->commands, copy);
  pthread_cond_signal (&self->sent_cond);
  pthread_mutex_unlock (&self->mutex);
}

void
tf_runner_free (TfRunner *self)
{
  tf_runner_set_wake (self, NULL, NULL);
  send (self, (Command){ .kind = COMMAND_QUIT });
  g_thread_join (self->thread);

  g_queue_clear_full (&self->commands, free_command);
  g_clear_pointer (&self->flow, tf_flow_free);
  g_clear_pointer (&self->view, tf_view_space_free);
  g_clear_pointer (&self->moments, tf_moments_unref);
  g_clear_pointer (&self->slot, tf_frame_unref);
  tf_trace_free (self->pending);
  g_free (self->message);
  pthread_mutex_destroy (&self->mutex);
  pthread_cond_destroy (&self->sent_cond);
  g_free (self);
}

void
tf_runner_set_moments (TfRunner *self, TfMoments *moments)
{
  send (self, (Command){ .kind = COMMAND_MOMENTS, .moments = tf_moments_ref (moments) });
}

void
tf_runner_set_parameters (TfRunner *self, const TfParameters *parameters)
{
  g_return_if_fail (tf_parameters_validate (parameters, NULL));
  send (self, (Command){ .kind = COMMAND_PARAMETERS, .parameters = *parameters });
}

void
tf_runner_set_pace (TfRunner *self, double decades_per_second)
{
  g_return_if_fail (isfinite (decades_per_second) && decades_per_second >= 0);
  send (self, (Command){ .kind = COMMAND_PACE, .pace = decades_per_second });
}

void
tf_runner_play (TfRunner *self)
{
  send (self, (Command){ .kind = COMMAND_PLAY });
}

void
tf_runner_pause (TfRunner *self)
{
  send (self, (Command){ .kind = COMMAND_PAUSE });
}

void
tf_runner_step (TfRunner *self)
{
  send (self, (Command){ .kind = COMMAND_STEP });
}

void
tf_runner_restart (TfRunner *self)
{
  send (self, (Command){ .kind = COMMAND_RESTART });
}

static void
move_pending (TfRunner *self, TfTrace *trace)
{
  guint mark = 0;

  if (self->polled_run != self->pending_run)
    tf_trace_clear (trace);
  for (guint i = 0; i < tf_trace_get_n_rows (self->pending); i++)
    {
      const TfTraceRow *row = tf_trace_get_row (self->pending, i);

      for (; mark < tf_trace_get_n_marks (self->pending) && tf_trace_get_mark (self->pending, mark)->t <= row->t; mark++)
        tf_trace_mark (trace, tf_trace_get_mark (self->pending, mark));
      tf_trace_append (trace, row);
    }
}

gboolean
tf_runner_poll (TfRunner *self, TfFrame **frame, TfTrace *trace)
{
  pthread_mutex_lock (&self->mutex);
  *frame = g_steal_pointer (&self->slot);
  if (*frame != NULL)
    {
      if (trace != NULL)
        move_pending (self, trace);
      self->polled_run = self->pending_run;
      tf_trace_clear (self->pending);
    }
  pthread_mutex_unlock (&self->mutex);
  return *frame != NULL;
}

gboolean
tf_runner_is_busy (TfRunner *self)
{
  gboolean busy;

  pthread_mutex_lock (&self->mutex);
  busy = self->playing || self->handled != self->sent || self->slot != NULL;
  pthread_mutex_unlock (&self->mutex);
  return busy;
}

void
tf_runner_set_wake (TfRunner *self, GSourceFunc wake, gpointer user_data)
{
  pthread_mutex_lock (&self->mutex);
  self->wake = wake;
  self->wake_data = user_data;
  pthread_mutex_unlock (&self->mutex);
}
