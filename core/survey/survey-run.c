/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "survey-run.h"

#include "metric-floor.h"

#define ROWS 48 /* more cost time, and say no more */

/* At the very instant of a change it is not known under which parameters a row is. */
static gboolean
count_changes (const TfCourse *course, const TfInstant *at, guint *n_changes)
{
  for (*n_changes = 0; *n_changes < course->n_changes; (*n_changes)++)
    {
      int order = tf_instant_compare (&course->changes[*n_changes].at, at);

      if (order >= 0)
        return order > 0;
    }
  return TRUE;
}

TfSurveyRun *
tf_survey_run_new (TfCourse *course, const TfTrace *trace)
{
  TfSurveyRun *self = g_new0 (TfSurveyRun, 1);
  guint n = tf_trace_get_n_rows (trace), stride = n / ROWS + 1;

  self->ref_count = 1;
  self->course = tf_course_ref (course);
  self->rows = g_new (TfTrustRow, n / stride + 1);
  if (n > 0)
    self->first = tf_trace_get_row (trace, 0)->metrics;
  for (guint i = n > 0 ? (n - 1) % stride : 0; i < n; i += stride)
    {
      const TfTraceRow *row = tf_trace_get_row (trace, i);
      TfTrustRow judged = { .at = { row->t, row->iteration }, .metrics = row->metrics };

      if (!count_changes (course, &judged.at, &judged.n_changes))
        continue;
      tf_metrics_drop_noise (&judged.metrics, &self->first, row->accuracy);
      self->rows[self->n_rows++] = judged;
    }
  return self;
}

TfSurveyRun *
tf_survey_run_ref (TfSurveyRun *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
tf_survey_run_unref (TfSurveyRun *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  tf_course_unref (self->course);
  g_free (self->rows);
  g_free (self);
}
