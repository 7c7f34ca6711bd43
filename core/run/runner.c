/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "runner-private.h"

/* What the display may leave untaken before rows are thinned out. */
#define PENDING_ROWS 4096

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

  g_queue_init (&self->commands);
  self->quitting = g_cancellable_new ();
  self->pending = tf_trace_new (PENDING_ROWS);
  self->pending_beside = tf_trace_new (PENDING_ROWS);
  self->events = g_array_new (FALSE, FALSE, sizeof (TfTracesEvent));
  self->lane.parameters = self->beside.parameters = TF_PARAMETERS_DEFAULT;
  self->pace = TF_RUNNER_DEFAULT_PACE;
  self->status = TF_RUN_PAUSED;
  init_locks (self);
  self->thread = g_thread_new ("flow", tf_runner_work, self);
  return self;
}

/* A newer value of the same thing, next in the queue, takes the older one's
 * place: a slider dragged faster than the solver answers does not fall behind. */
static gboolean
replaces (const TfCommand *command, const TfCommand *last)
{
  return last != NULL && command->kind == last->kind
         && (command->kind == TF_COMMAND_PARAMETERS || command->kind == TF_COMMAND_BESIDE_PARAMETERS
             || command->kind == TF_COMMAND_PACE || command->kind == TF_COMMAND_SEEK);
}

static void
send (TfRunner *self, TfCommand command)
{
  TfCommand *last;

  pthread_mutex_lock (&self->mutex);
  last = g_queue_peek_tail (&self->commands);
  if (replaces (&command, last))
    *last = command;
  else
    {
      if (command.kind == TF_COMMAND_QUIT)
        g_queue_push_head (&self->commands, g_memdup2 (&command, sizeof command));
      else
        g_queue_push_tail (&self->commands, g_memdup2 (&command, sizeof command));
      self->sent++;
      pthread_cond_signal (&self->sent_cond);
    }
  pthread_mutex_unlock (&self->mutex);
}

void
tf_runner_free (TfRunner *self)
{
  tf_runner_set_wake (self, NULL, NULL);
  g_cancellable_cancel (self->quitting);
  send (self, (TfCommand){ .kind = TF_COMMAND_QUIT });
  g_thread_join (self->thread);

  g_queue_clear_full (&self->commands, tf_command_free);
  g_clear_pointer (&self->lane.run, tf_run_free);
  g_clear_pointer (&self->beside.run, tf_run_free);
  g_clear_pointer (&self->lane.moments, tf_moments_unref);
  g_clear_pointer (&self->beside.moments, tf_moments_unref);
  g_clear_pointer (&self->slot, tf_frame_unref);
  tf_trace_free (self->pending);
  tf_trace_free (self->pending_beside);
  g_array_unref (self->events);
  g_object_unref (self->quitting);
  g_free (self->message);
  pthread_mutex_destroy (&self->mutex);
  pthread_cond_destroy (&self->sent_cond);
  g_free (self);
}

void
tf_runner_set_moments (TfRunner *self, TfMoments *moments)
{
  send (self, (TfCommand){ .kind = TF_COMMAND_MOMENTS, .moments = tf_moments_ref (moments) });
}

void
tf_runner_set_both_moments (TfRunner *self, TfMoments *moments, TfMoments *beside)
{
  send (self, (TfCommand){ .kind = TF_COMMAND_MOMENTS, .moments = tf_moments_ref (moments), .beside_moments = tf_moments_ref (beside) });
}

void
tf_runner_set_beside_moments (TfRunner *self, TfMoments *moments)
{
  send (self, (TfCommand){ .kind = TF_COMMAND_BESIDE_MOMENTS, .moments = tf_moments_ref (moments) });
}

void
tf_runner_set_parameters (TfRunner *self, const TfParameters *parameters)
{
  g_return_if_fail (tf_parameters_validate (parameters, NULL));
  send (self, (TfCommand){ .kind = TF_COMMAND_PARAMETERS, .parameters = *parameters,
                           .n_changes = ++self->sent_changes });
}

guint64
tf_runner_get_n_changes (TfRunner *self)
{
  return self->sent_changes;
}

void
tf_runner_set_pace (TfRunner *self, double decades_per_second)
{
  g_return_if_fail (isfinite (decades_per_second) && decades_per_second >= 0);
  send (self, (TfCommand){ .kind = TF_COMMAND_PACE, .pace = decades_per_second });
}

void
tf_runner_play (TfRunner *self)
{
  send (self, (TfCommand){ .kind = TF_COMMAND_PLAY });
}

void
tf_runner_pause (TfRunner *self)
{
  send (self, (TfCommand){ .kind = TF_COMMAND_PAUSE });
}

void
tf_runner_step (TfRunner *self)
{
  send (self, (TfCommand){ .kind = TF_COMMAND_STEP });
}

void
tf_runner_restart (TfRunner *self)
{
  send (self, (TfCommand){ .kind = TF_COMMAND_RESTART });
}

void
tf_runner_seek (TfRunner *self, const TfInstant *at)
{
  g_return_if_fail (at->t >= 0);
  send (self, (TfCommand){ .kind = TF_COMMAND_SEEK, .at = *at });
}

void
tf_runner_follow (TfRunner *self, TfCourse *course, const TfInstant *until, TfCourse *beside, TfMoments *beside_moments)
{
  send (self, (TfCommand){ .kind = TF_COMMAND_FOLLOW, .at = *until, .course = tf_course_ref (course),
                           .beside_moments = beside_moments != NULL ? tf_moments_ref (beside_moments) : NULL,
                           .beside = beside != NULL ? tf_course_ref (beside) : NULL });
}

void
tf_runner_fork (TfRunner *self)
{
  send (self, (TfCommand){ .kind = TF_COMMAND_FORK });
}

void
tf_runner_set_beside_parameters (TfRunner *self, const TfParameters *parameters)
{
  g_return_if_fail (tf_parameters_validate (parameters, NULL));
  send (self, (TfCommand){ .kind = TF_COMMAND_BESIDE_PARAMETERS, .parameters = *parameters,
                           .n_changes = ++self->sent_changes });
}

void
tf_runner_end_beside (TfRunner *self)
{
  send (self, (TfCommand){ .kind = TF_COMMAND_END_BESIDE });
}

void
tf_runner_swap (TfRunner *self)
{
  send (self, (TfCommand){ .kind = TF_COMMAND_SWAP });
}

static void
append_all (TfTrace *trace, const TfTrace *pending)
{
  guint mark = 0;

  for (guint i = 0; i < tf_trace_get_n_rows (pending); i++)
    {
      const TfTraceRow *row = tf_trace_get_row (pending, i);

      for (; mark < tf_trace_get_n_marks (pending) && tf_trace_get_mark (pending, mark)->t <= row->t; mark++)
        tf_trace_mark (trace, tf_trace_get_mark (pending, mark));
      tf_trace_append (trace, row);
    }
}

static void
copy_into (TfTrace *beside, TfTrace *trace)
{
  TfTrace *copy = tf_trace_copy (trace);

  tf_trace_exchange (beside, copy);
  tf_trace_free (copy);
}

/* What a fork, a swap and an end do to rows that were polled before. */
static void
move_events (TfRunner *self, TfTrace *trace, TfTrace *beside)
{
  for (guint i = 0; i < self->events->len; i++)
    switch (g_array_index (self->events, TfTracesEvent, i))
      {
      case TF_TRACES_FORKED:
        copy_into (beside, trace);
        break;
      case TF_TRACES_SWAPPED:
        tf_trace_exchange (trace, beside);
        break;
      case TF_TRACES_ENDED:
        tf_trace_clear (beside);
        break;
      }
}

static void
move_pending (TfRunner *self, TfTrace *trace, TfTrace *beside)
{
  gboolean another = self->polled_run != self->pending_run;

  if (another && trace != NULL)
    tf_trace_clear (trace);
  if (another && beside != NULL)
    tf_trace_clear (beside);
  if (trace != NULL && beside != NULL)
    move_events (self, trace, beside);
  if (trace != NULL)
    append_all (trace, self->pending);
  if (beside != NULL)
    append_all (beside, self->pending_beside);
}

gboolean
tf_runner_poll (TfRunner *self, TfFrame **frame, TfTrace *trace, TfTrace *beside)
{
  pthread_mutex_lock (&self->mutex);
  *frame = g_steal_pointer (&self->slot);
  if (*frame != NULL)
    {
      move_pending (self, trace, beside);
      self->polled_run = self->pending_run;
      tf_trace_clear (self->pending);
      tf_trace_clear (self->pending_beside);
      g_array_set_size (self->events, 0);
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
