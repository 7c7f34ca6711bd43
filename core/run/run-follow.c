/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "run-private.h"

#include <math.h>

/* The first row of a run, as on the screen (runner.h). What a change does to a run
 * that has settled is fast: the rates there are up to 1/(4 lambda_W). */
#define FIRST_POSITION 0.1
#define FIRST_AFTER_CHANGE 0.01
/* Ratio of the positions of rows that need not be there. */
#define DENSEST_ROWS 1.04

/* --- along a course --- */

static double
get_first_position (TfRun *self)
{
  return self->change > 0 ? FIRST_AFTER_CHANGE : FIRST_POSITION;
}

/* The next position, since the last change, at which there must be a row. */
static double
find_next_row (TfRun *self, double position)
{
  double first = tf_run_counts_iterations (self) ? 1 : get_first_position (self), step, next;
  int per_decade = self->change > 0 ? TF_RUN_ROWS_AFTER_CHANGE : TF_RUN_ROWS_PER_DECADE;

  /* A position is a difference of times: what is nearly at a row is at it. */
  if (position < first * (1 - 1e-4))
    return first;
  step = floor (log10 (position) * per_decade + 1e-2) + 1;
  next = pow (10, step / per_decade);
  return tf_run_counts_iterations (self) ? MAX (position + 1, round (next)) : next;
}

double
tf_run_get_next_row (TfRun *self)
{
  double now = tf_flow_get_position (self->flow);

  /* So late in a run that it is the same number, the next number there is. */
  return MAX (self->change + find_next_row (self, now - self->change), nextafter (now, INFINITY));
}

/* One solver step, or the iterations, towards the next row, but no further than time t.
 * *at_row: whether there must be one here. */
static gboolean
go_towards_row (TfRun *self, double t, gboolean *at_row, GCancellable *cancellable, GError **error)
{
  double next = tf_run_get_next_row (self);
  gboolean good;

  if (!tf_run_counts_iterations (self))
    good = tf_flow_follow (self->flow, MIN (next, t), tf_run_find_change_time (self), 1, cancellable, error);
  else
    good = tf_run_descend_to (self, t, MIN (next, LAST_ITERATION), cancellable, error);
  *at_row = tf_flow_get_position (self->flow) >= next || tf_flow_get_time (self->flow) >= t;
  self->latest = tf_run_get_instant (self);
  tf_run_remember (self, FALSE);
  return good;
}

/* Nothing more to follow. t: where to stop, or INFINITY. */
static gboolean
is_done (TfRun *self, double t)
{
  double now = tf_flow_get_time (self->flow);

  if (isfinite (t))
    return now >= t || tf_flow_get_iteration (self->flow) >= LAST_ITERATION;
  return tf_run_is_settled (self) || now >= LONGEST_TIME || tf_flow_get_iteration (self->flow) >= MOST_ITERATIONS;
}

typedef struct
{
  TfRunRowFunc func;
  gpointer data;
} Watcher;

static gboolean
show (TfRun *self, const Watcher *watcher, const TfTraceMark *mark)
{
  TfTraceRow row = tf_run_get_row (self);

  return watcher->func == NULL || watcher->func (self, &row, mark, watcher->data);
}

/* As far as the next change or the end. FALSE: failed, cancelled, or stopped by the watcher.
 * Where the solver takes short steps much happens, and there are rows in between. */
static gboolean
follow_stretch (TfRun *self, double t, const Watcher *watcher, GCancellable *cancellable, GError **error)
{
  double shown = 0;

  while (!is_done (self, t))
    {
      gboolean at_row;
      double position;

      if (!go_towards_row (self, t, &at_row, cancellable, error)
          || g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      position = tf_flow_get_position (self->flow) - self->change;
      if (!at_row && !(position > get_first_position (self) && position >= shown * DENSEST_ROWS))
        continue;
      shown = position;
      if (!show (self, watcher, NULL))
        return FALSE;
    }
  return TRUE;
}

gboolean
tf_run_follow (TfRun           *self,
               const TfCourse  *course,
               const TfInstant *until,
               TfRunRowFunc     row_func,
               gpointer         user_data,
               GCancellable    *cancellable,
               GError         **error)
{
  const Watcher watcher = { row_func, user_data };
  double end = until != NULL ? until->t : INFINITY;
  GError *failure = NULL;
  gboolean going;

  tf_run_forget_later (self);
  going = show (self, &watcher, NULL);
  for (guint i = self->course->n_changes; going && i < course->n_changes && course->changes[i].at.t <= end; i++)
    {
      const TfCourseChange *change = &course->changes[i];
      TfTraceMark mark = { .t = change->at.t,
                           .before = *tf_flow_get_parameters (self->flow),
                           .after = change->parameters };

      going = follow_stretch (self, change->at.t, &watcher, cancellable, &failure);
      mark.t = tf_flow_get_time (self->flow);
      if (going && tf_run_set_parameters (self, &change->parameters))
        going = show (self, &watcher, mark.t > 0 ? &mark : NULL);
    }
  if (going)
    follow_stretch (self, end, &watcher, cancellable, &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
append_cb (TfRun *run, const TfTraceRow *row, const TfTraceMark *mark, gpointer user_data)
{
  if (mark != NULL)
    tf_trace_mark (user_data, mark);
  tf_trace_append (user_data, row);
  return TRUE;
}

gboolean
tf_run_follow_into (TfRun           *self,
                    const TfCourse  *course,
                    const TfInstant *until,
                    TfTrace         *trace,
                    GCancellable    *cancellable,
                    GError         **error)
{
  return tf_run_follow (self, course, until, append_cb, trace, cancellable, error);
}
