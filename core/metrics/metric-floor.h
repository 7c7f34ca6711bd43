/* metric-floor.h: below which value a metric is round-off
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What does not exceed its floor says nothing any more. Metrics that are differences
 * of things of size one lose their figures at an absolute value, that of round-off
 * or, of a flow, of the errors that its tolerance lets in; amounts at a share of the
 * first value they had.
 */
#pragma once

#include "metrics.h"

G_BEGIN_DECLS

/* first: the metric's first value; NaN: it has none, and the floor of an amount is 0.
 * accuracy: relative, of the state; 0 for that of rounding. */
double tf_metric_get_floor (TfMetric metric, double first, double accuracy);

/* For tables: 0 in the place of noise, of differences and of NC1, which is the square
 * of one. Other amounts shrink by a law of their own, and stay. first: the metrics
 * that the run, or the chain, began with. */
void tf_metrics_drop_noise (TfMetrics *self, const TfMetrics *first, double accuracy);

G_END_DECLS
