/* chart-private.h: one drawing of a chart, between its files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "chart.h"
#include "plot-axes.h"
#include "plot-legend.h"
#include "plot-text.h"

G_BEGIN_DECLS

#define TF_CHART_MAX_ENTRIES 32
#define TF_CHART_LABEL_GAP 0.1 /* ems between a horizontal rule and its label */

typedef struct
{
  cairo_t              *cr; /* NULL: only the layout */
  const TfChart        *chart;
  const TfChartOptions *options;
  TfPlotText            text;
  double                width, height;
  TfPlotAxes            axes;
  TfLegendEntry         entries[TF_CHART_MAX_ENTRIES];
  guint                 ids[TF_CHART_MAX_ENTRIES]; /* of the entries */
  guint                 n_entries;
  double                legend;     /* height of it; 0: none */
  double                title_y;    /* top of the row of the y axis' title and the vertical rules' labels */
} TfChartDrawing;

gboolean tf_chart_is_shown (const TfChartDrawing *self, const TfChartSeries *series);
gboolean tf_chart_is_drawable (const TfChart *self, const TfChartSeries *series, guint i);

/* Labels of rules and notes, and the y axis' title, clear of the lines where that is possible. */
void tf_chart_draw_rules (TfChartDrawing *self);
void tf_chart_draw_labels (TfChartDrawing *self);

void  tf_chart_draw_readout (TfChartDrawing *self);
char *tf_chart_describe_pointer (TfChartDrawing *self);

G_END_DECLS
