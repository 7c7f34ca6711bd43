/* lesson-values.h: what a lesson's step speaks of, as it is now
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "lesson.h"
#include "metric-set.h"
#include "trace.h"

G_BEGIN_DECLS

/* Markup of the parameters and metrics that the step highlights or lets glide, each with its present
 * value, but for metrics of `seen`, which are to be seen elsewhere; NULL where that is nothing.
 * trace: its last row is now; may be NULL or empty. Caller frees. */
char *tf_lesson_values_to_markup (const TfLessonStep *step, const TfParameters *parameters, const TfTrace *trace, TfMetricSet seen);

G_END_DECLS
