/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "traces-axis.h"

#include <math.h>

#define SAME_TIME 1e-12 /* share by which the time of a change may differ when the run is followed anew */

static guint
count_marks (const TfTrace *trace)
{
  return trace != NULL ? tf_trace_get_n_marks (trace) : 0;
}

static double
get_last_mark (const TfTrace *trace)
{
  guint n = count_marks (trace);

  return n > 0 ? tf_trace_get_mark (trace, n - 1)->first : 0;
}

/* Whether a trace's last mark, where it has one, is a change of that course. */
static gboolean
is_on_course (const TfTrace *trace, const TfCourse *course)
{
  guint n = count_marks (trace);
  double t = n > 0 ? tf_trace_get_mark (trace, n - 1)->t : 0;
  gboolean found = n == 0;

  for (guint i = 0; !found && i < course->n_changes; i++)
    found = fabs (course->changes[i].at.t - t) <= SAME_TIME * t;
  return found;
}

void
tf_traces_axis_clear (TfTracesAxis *self)
{
  g_clear_pointer (&self->awaited, tf_course_unref);
}

void
tf_traces_axis_choose (TfTracesAxis *self, const TfTrace *trace, gboolean chosen, TfCourse *awaited)
{
  self->chosen = chosen;
  self->n_marks = count_marks (trace);
  self->last_mark = get_last_mark (trace);
  self->is_coming = FALSE;
  g_clear_pointer (&self->awaited, tf_course_unref);
  if (awaited != NULL)
    self->awaited = tf_course_ref (awaited);
}

gboolean
tf_traces_axis_holds (TfTracesAxis *self, const TfTrace *trace)
{
  gboolean here;

  if (!self->chosen || self->awaited == NULL)
    return self->chosen && self->n_marks == count_marks (trace) && self->last_mark == get_last_mark (trace);
  here = is_on_course (trace, self->awaited);
  self->is_coming = self->is_coming || here;
  return here || !self->is_coming; /* until the first of it comes, the trace is still another run's */
}
