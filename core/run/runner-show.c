/* runner-show.c: what the worker hands up
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "runner-private.h"

void
tf_runner_set_status (TfRunner *self, TfRunStatus status, const char *message)
{
  self->status = status;
  g_free (self->message);
  self->message = g_strdup (message);
}

static TfFrame *
take_frame (TfRunner *self, TfRun *run)
{
  TfFrame *frame = tf_run_take_frame (run);

  tf_run_add_chain (run, frame, self->status != TF_RUN_PLAYING);
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

void
tf_runner_record_row (TfRunner *self, TfRun *run, const TfTraceRow *row, const TfTraceMark *mark)
{
  TfTrace *pending;

  pthread_mutex_lock (&self->mutex);
  open_pending (self);
  pending = run == self->lane.run ? self->pending : self->pending_beside;
  if (mark != NULL)
    tf_trace_mark (pending, mark);
  tf_trace_append (pending, row);
  pthread_mutex_unlock (&self->mutex);
}

void
tf_runner_record (TfRunner *self, TfRun *run, const TfTraceMark *mark)
{
  TfTraceRow row;

  if (run == NULL || tf_run_is_past (run))
    return;
  row = tf_run_get_row (run);
  tf_runner_record_row (self, run, &row, mark);
}

void
tf_runner_record_event (TfRunner *self, TfTracesEvent event)
{
  TfTrace *pending = self->pending;

  pthread_mutex_lock (&self->mutex);
  open_pending (self);
  g_array_append_val (self->events, event);
  switch (event)
    {
    case TF_TRACES_FORKED:
      tf_trace_free (self->pending_beside);
      self->pending_beside = tf_trace_copy (pending);
      break;
    case TF_TRACES_SWAPPED:
      self->pending = self->pending_beside;
      self->pending_beside = pending;
      break;
    case TF_TRACES_ENDED:
      tf_trace_clear (self->pending_beside);
      break;
    }
  pthread_mutex_unlock (&self->mutex);
}

void
tf_runner_publish (TfRunner *self)
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

void
tf_runner_show (TfRunner *self)
{
  tf_runner_record (self, self->lane.run, NULL);
  tf_runner_record (self, self->beside.run, NULL);
  tf_runner_publish (self);
}
