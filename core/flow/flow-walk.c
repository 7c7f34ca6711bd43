/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flow-walk.h"

#define STEPS_AT_ONCE 16 /* between two looks at the progress */

guint
tf_flow_walk_count_changes (const TfCourse *course, double until)
{
  gboolean iterates = tf_course_counts_iterations (course);
  guint n = 0;

  while (n < course->n_changes && (iterates ? (double) course->changes[n].at.iteration : course->changes[n].at.t) <= until)
    n++;
  return n;
}

double
tf_flow_walk_find (const TfFlowWalk *self, const TfInstant *at)
{
  return tf_parameters_count_iterations (tf_flow_get_parameters (self->flow)) ? (double) at->iteration : at->t;
}

gboolean
tf_flow_walk_to (TfFlowWalk *self, double position, GCancellable *cancellable, GError **error)
{
  while (tf_flow_get_position (self->flow) < position)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !tf_flow_follow (self->flow, position, self->since, STEPS_AT_ONCE, cancellable, error))
        return FALSE;
      if (self->progress != NULL)
        self->progress (tf_flow_get_position (self->flow), position, self->user_data);
    }
  return TRUE;
}

gboolean
tf_flow_walk_through (TfFlowWalk *self, guint n, GCancellable *cancellable, GError **error)
{
  for (; self->n_changes < n; self->n_changes++)
    {
      const TfCourseChange *change = &self->course->changes[self->n_changes];
      const TfParameters parameters = self->adapt != NULL ? self->adapt (&change->parameters) : change->parameters;

      if (!tf_flow_walk_to (self, tf_flow_walk_find (self, &change->at), cancellable, error)
          || !tf_flow_set_parameters (self->flow, &parameters, error))
        return FALSE;
      self->since = tf_flow_get_time (self->flow);
    }
  return TRUE;
}
