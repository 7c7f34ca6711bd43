/* traces-legend.h: which line is which metric
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "plot-legend.h"
#include "traces-options.h"

G_BEGIN_DECLS

/* Colour, dashes and the marker the metric's line ends in. */
TfLineLook tf_traces_get_look (TfMetric metric, const TfPlotStyle *style);

/* The metrics, then the runs where there are several. */
typedef struct
{
  guint          n;
  TfLegendEntry *items;
  int           *metrics; /* of each entry; -1: a run's */
  char         **names;   /* markup of the runs' */
} TfTracesLegend;

void tf_traces_legend_fill (TfTracesLegend *self, const TfTracesOptions *options, const TfPlotStyle *style);
void tf_traces_legend_clear (TfTracesLegend *self);

/* Places the entries, below the title where there is room for one (plot-text.h). The height of both;
 * 0: they would take too much of a plot that high, and are left out. */
double tf_traces_legend_layout (TfTracesLegend *self, TfPlotText *text, const char *title, double width, double height);

G_END_DECLS
