/* plot-vicinity.h: the minimizers H_{1/beta} over beta, beside the flow at t = 1/beta
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "survey.h"
#include "trace.h"
#include "chart.h"
#include "metric-set.h"

G_BEGIN_DECLS

/* Borrowed; each may be NULL. */
typedef struct
{
  const TfSurvey     *survey;
  const TfTrace      *trace; /* of a run from the survey's features; drawn where it is the flow of [T23 Eq. 4] */
  const TfParameters *now;   /* of that run, at present */
} TfVicinityData;

typedef struct
{
  TfMetricSet    metrics;
  TfChartOptions chart;
} TfVicinityOptions;

#define TF_VICINITY_OPTIONS_DEFAULT \
  ((TfVicinityOptions){ .metrics = tf_metric_set_of (TF_METRIC_IN_PATHS), \
                        .chart = TF_CHART_OPTIONS_DEFAULT })

/* Ids of the series: TfMetric, and this one for all that is of the flow. */
#define TF_PLOT_VICINITY_FLOW TF_CHART_OTHER_ID

/* Whether the run was the central path at beta = 0, under the survey's parameters, all along. */
gboolean tf_plot_vicinity_has_flow (const TfVicinityData *data);

TfChart *tf_plot_vicinity_new (const TfVicinityData *data, const TfVicinityOptions *options, const TfPlotStyle *style);
void     tf_plot_vicinity_draw (cairo_t                 *cr,
                                double                   width,
                                double                   height,
                                const TfVicinityData    *data,
                                const TfVicinityOptions *options,
                                const TfPlotStyle       *style);

/* A sentence or two below the plot, as markup. Caller frees. */
char *tf_plot_vicinity_explain (const TfVicinityData *data);

extern const TfView tf_view_vicinity;

G_END_DECLS
