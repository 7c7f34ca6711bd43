/* plot-depth.h: metrics layer after layer, predicted and measured
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "survey.h"
#include "chart.h"
#include "metric-set.h"

G_BEGIN_DECLS

/* Borrowed; each may be NULL. The measured layers of a network, if there are
 * any: the first of them is H0, at layer 0. */
typedef struct
{
  const TfSurvey    *survey;
  guint              n_measured;
  const char *const *names;    /* n_measured, plain text */
  const TfMetrics   *measured; /* n_measured */
  gboolean           is_trained; /* they are of a network's run */
} TfDepthData;

typedef struct
{
  TfMetricSet    metrics;
  TfChartOptions chart;
} TfDepthOptions;

#define TF_DEPTH_OPTIONS_DEFAULT \
  ((TfDepthOptions){ .metrics = tf_metric_set_of (TF_METRIC_IN_PATHS), \
                     .chart = TF_CHART_OPTIONS_DEFAULT })

/* The factor by which NC1~ changes from layer to layer, fitted; NaN when there
 * are too few layers to tell, or where layers differ too much in theirs for one to say it. */
double tf_plot_depth_get_rate (const TfSurvey *survey, double *intercept);

/* Ids of the series: TfMetric; measured ones share theirs with the predicted. */
TfChart *tf_plot_depth_new (const TfDepthData *data, const TfDepthOptions *options, const TfPlotStyle *style);
void     tf_plot_depth_draw (cairo_t              *cr,
                             double                width,
                             double                height,
                             const TfDepthData    *data,
                             const TfDepthOptions *options,
                             const TfPlotStyle    *style);

/* A sentence or two below the plot, as markup. Caller frees. */
char *tf_plot_depth_explain (const TfDepthData *data);

extern const TfView tf_view_depth;

G_END_DECLS
