/* export.h: what is on the screen, as tables
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each appends a whole table, header first, to a new TfCsvWriter.
 */
#pragma once

#include "course.h"
#include "csv-writer.h"
#include "survey.h"
#include "trace.h"

G_BEGIN_DECLS

/* The rows of `tightframe run`: t or iteration, then the metrics. */
void tf_export_trace (TfCsvWriter *csv, const TfTrace *trace, const TfCourse *course);

/* class, then x1 to xd: one class mean a row. means: d x K. */
void tf_export_means (TfCsvWriter *csv, gsize dim, guint n_classes, const double *means, const char *const *names);

/* class, then a column a class: the cosines between the centred means, K x K;
 * empty where a mean is at their middle. */
void tf_export_gram (TfCsvWriter *csv, guint n_classes, const double *cosines, const char *const *names);

/* The rows of `tightframe equilibrium`, ascending in beta: beta, then the metrics. */
void tf_export_equilibria (TfCsvWriter *csv, const TfSurvey *survey);

/* t, iteration and every parameter: a row for the start, and one for each change. */
void tf_export_changes (TfCsvWriter *csv, const TfCourse *course);

G_END_DECLS
