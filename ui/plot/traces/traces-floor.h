/* traces-floor.h: below which value a metric is round-off
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "metric-floor.h"
#include "trace.h"

G_BEGIN_DECLS

/* That of metric-floor.h at the last row, the first value being that of the first row
 * that has one other than 0. */
double tf_traces_get_floor (const TfTrace *trace, TfMetric metric);

/* drawable[i]: row i has a value to draw on a logarithmic axis. A line that
 * went below its floor only begins anew well above it, so that noise that
 * reaches over the floor is no line; and one of differences smaller than the
 * flow's tolerance ends where it rises. */
void tf_traces_find_drawable (const TfTrace *trace, TfMetric metric, gboolean *drawable);

/* A value of the metric, or "< 10⁻¹³" where it is round-off. Caller frees. */
char *tf_metric_format_above (TfMetric metric, double value, double floor);

/* The same for the value in a row. */
char *tf_traces_format_value (const TfTrace *trace, guint row, TfMetric metric);

G_END_DECLS
