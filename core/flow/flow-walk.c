/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flow-walk.h"

#include <math.h>

/* What is walked to: whichever comes first. */
typedef struct
{
  double   t, position;
  gboolean rest; /* or nothing changes any more */
} Goal;

static gboolean
iterates (const TfFlowWalk *self)
{
  return tf_parameters_count_iterations (tf_flow_get_parameters (self->flow));
}

void
tf_flow_walk_begin_at (TfFlowWalk *self, const TfInstant *at)
{
  const TfCourse *course = self->course;

  self->n_changes = 0;
  self->since = 0;
  for (; self->n_changes < course->n_changes && tf_instant_compare (&course->changes[self->n_changes].at, at) <= 0; self->n_changes++)
    self->since = course->changes[self->n_changes].at.t;
}

guint
tf_flow_walk_count_changes (const TfCourse *course, double until)
{
  gboolean all_iterate = tf_course_counts_iterations (course);
  guint n = 0;

  while (n < course->n_changes && (all_iterate ? (double) course->changes[n].at.iteration : course->changes[n].at.t) <= until)
    n++;
  return n;
}

double
tf_flow_walk_find (const TfFlowWalk *self, const TfInstant *at)
{
  return iterates (self) ? (double) at->iteration : at->t;
}

/* --- under the same parameters --- */

static gboolean
has_come (const TfFlowWalk *self, const Goal *goal)
{
  double t = tf_flow_get_time (self->flow);

  if (goal->rest && (tf_flow_is_at_rest (self->flow, self->since) || t >= TF_FLOW_WALK_LONGEST_TIME
                     || tf_flow_get_iteration (self->flow) >= TF_FLOW_WALK_MOST_ITERATIONS))
    return TRUE;
  return t >= goal->t || tf_flow_get_position (self->flow) >= goal->position;
}

/* The iteration from here that is the first at time t, or next to it, but no later one than `last`. */
static double
find_iteration (const TfFlowWalk *self, double t, double last)
{
  double step = tf_parameters_iteration_length (tf_flow_get_parameters (self->flow));
  double now = tf_flow_get_iteration (self->flow);

  return fmin (last, now + fmax (1, floor ((t - tf_flow_get_time (self->flow)) / step)));
}

/* Iterations until the time or the stop, but no more than that many. */
static gboolean
iterate (TfFlowWalk *self, double t, double stop, guint64 most, GCancellable *cancellable, GError **error)
{
  do
    if (!tf_flow_follow (self->flow, find_iteration (self, t, stop), self->since, most, cancellable, error))
      return FALSE;
  while (most == 0 && tf_flow_get_time (self->flow) < t && tf_flow_get_position (self->flow) < stop
         && !g_cancellable_is_cancelled (cancellable));
  return TRUE;
}

/* As many steps or iterations at once as were asked for; where nothing else stops it, rest is asked for after each. */
static gboolean
stride (TfFlowWalk *self, const Goal *goal, double stop, GCancellable *cancellable, GError **error)
{
  guint64 most = iterates (self) ? self->iterations : self->steps;

  if (most == 0 && goal->rest && self->find_stop == NULL)
    most = 1;
  if (iterates (self))
    return iterate (self, goal->t, stop, most, cancellable, error);
  return tf_flow_follow (self->flow, MIN (stop, goal->t), self->since, most, cancellable, error);
}

static gboolean
walk (TfFlowWalk *self, const Goal *goal, GCancellable *cancellable, GError **error)
{
  while (!has_come (self, goal))
    {
      double stop = self->find_stop != NULL ? MIN (self->find_stop (self), goal->position) : goal->position;

      if (!stride (self, goal, stop, cancellable, error) || g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      self->until = MIN (goal->t, goal->position);
      if (self->look != NULL
          && !self->look (self, tf_flow_get_position (self->flow) >= stop || tf_flow_get_time (self->flow) >= goal->t))
        return FALSE;
    }
  return TRUE;
}

gboolean
tf_flow_walk_to (TfFlowWalk *self, double position, GCancellable *cancellable, GError **error)
{
  return walk (self, &(Goal){ .t = INFINITY, .position = position }, cancellable, error);
}

static gboolean
walk_to_time (TfFlowWalk *self, double t, GCancellable *cancellable, GError **error)
{
  const Goal goal = { .t = t, .position = iterates (self) ? TF_FLOW_WALK_LAST_ITERATION : INFINITY, .rest = isinf (t) };

  return walk (self, &goal, cancellable, error);
}

/* --- from one change to the next --- */

static gboolean
make_change (TfFlowWalk *self, GError **error)
{
  const TfCourseChange *change = &self->course->changes[self->n_changes];

  if (!(self->change != NULL ? self->change (self, change, error) : tf_flow_set_parameters (self->flow, &change->parameters, error)))
    return FALSE;
  self->since = tf_flow_get_time (self->flow);
  self->n_changes++;
  return TRUE;
}

gboolean
tf_flow_walk_through (TfFlowWalk *self, guint n, GCancellable *cancellable, GError **error)
{
  while (self->n_changes < n)
    if (!tf_flow_walk_to (self, tf_flow_walk_find (self, &self->course->changes[self->n_changes].at), cancellable, error)
        || !make_change (self, error))
      return FALSE;
  return TRUE;
}

gboolean
tf_flow_walk_until (TfFlowWalk *self, double t, GCancellable *cancellable, GError **error)
{
  while (self->n_changes < self->course->n_changes)
    {
      double at = self->course->changes[self->n_changes].at.t;

      if (!walk_to_time (self, MIN (at, t), cancellable, error))
        return FALSE;
      /* An iteration may end beyond t, and there meet the change. */
      if (tf_flow_get_time (self->flow) < at)
        return TRUE;
      if (!make_change (self, error))
        return FALSE;
    }
  return walk_to_time (self, t, cancellable, error);
}
