/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "run-private.h"

#include <math.h>

#include "flow-walk.h"

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

/* A run on its way, and who watches it. */
typedef struct
{
  TfRun       *run;
  TfRunRowFunc func;
  gpointer     data;
  double       shown; /* the last row's position since the last change */
} Following;

static gboolean
show (Following *self, const TfTraceMark *mark)
{
  TfTraceRow row = tf_run_get_row (self->run);

  return self->func == NULL || self->func (self->run, &row, mark, self->data);
}

static void
remember (TfRun *self)
{
  self->latest = tf_run_get_instant (self);
  tf_run_remember (self, FALSE);
}

static double
find_stop (TfFlowWalk *walk)
{
  return tf_run_get_next_row (((Following *) walk->user_data)->run);
}

/* Where the solver takes short steps much happens, and there are rows in between. */
static gboolean
look (TfFlowWalk *walk, gboolean at_row)
{
  Following *self = walk->user_data;
  double position = tf_flow_get_position (walk->flow) - self->run->change;

  remember (self->run);
  if (!at_row && !(position > get_first_position (self->run) && position >= self->shown * DENSEST_ROWS))
    return TRUE;
  self->shown = position;
  return show (self, NULL);
}

static gboolean
change (TfFlowWalk *walk, const TfCourseChange *to, GError **error)
{
  Following *self = walk->user_data;
  TfTraceMark mark = { .t = tf_flow_get_time (walk->flow),
                       .before = *tf_flow_get_parameters (walk->flow),
                       .after = to->parameters };

  self->shown = 0;
  return !tf_run_set_parameters (self->run, &to->parameters) || show (self, mark.t > 0 ? &mark : NULL);
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
  Following following = { self, row_func, user_data };
  TfFlowWalk walk = { .flow = self->flow, .course = course, .steps = 1, .find_stop = find_stop, .look = look,
                      .change = change, .user_data = &following };
  GError *failure = NULL;

  tf_run_forget_later (self);
  walk.n_changes = self->course->n_changes;
  walk.since = tf_run_find_change_time (self);
  if (show (&following, NULL))
    tf_flow_walk_until (&walk, until != NULL ? until->t : INFINITY, cancellable, &failure);
  if (failure == NULL)
    return TRUE;
  remember (self); /* as far as it came */
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
