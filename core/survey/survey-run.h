/* survey-run.h: a run that is to be judged, as it was when it rested
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "trace.h"
#include "trust.h"

G_BEGIN_DECLS

/* Immutable and reference-counted. */
typedef struct
{
  gint        ref_count; /* atomic */
  TfCourse   *course;
  TfMetrics   first;     /* of H0 */
  guint       n_rows;
  TfTrustRow *rows;      /* some of its trace, the last one with them */
} TfSurveyRun;

/* trace: of the whole run, its first row at H0. */
TfSurveyRun *tf_survey_run_new (TfCourse *course, const TfTrace *trace);
TfSurveyRun *tf_survey_run_ref (TfSurveyRun *self);
void         tf_survey_run_unref (TfSurveyRun *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfSurveyRun, tf_survey_run_unref)

G_END_DECLS
