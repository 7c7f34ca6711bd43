/* traces-legend.h: which line is which metric
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/label-layout.h"
#include "ui/plot-text.h"
#include "ui/plot-traces.h"

G_BEGIN_DECLS

/* Colour, dashes and width of the metric's line; the colours are no class's. */
void tf_traces_set_line (cairo_t *cr, TfMetric metric, const TfPlotStyle *style);
void tf_traces_get_color (TfMetric metric, const TfPlotStyle *style, double rgb[3]);

/* The marker its line ends in. */
TfMarker tf_traces_get_marker (TfMetric metric);

/* A short piece of the line with its marker, its left end at (x, y). */
void tf_traces_draw_sample (cairo_t *cr, TfMetric metric, const TfPlotStyle *style, double x, double y, double length,
                            double alpha);

/* Boxes of the entries (TF_N_METRICS of them; zero where not in the legend),
 * in rows as wide as the plot. Returns the height of all. */
double tf_traces_layout_legend (TfPlotText *text, const TfTracesOptions *options, double width, TfBox *boxes);

void tf_traces_draw_legend (TfPlotText *text, const TfTracesOptions *options, const TfBox *boxes);

G_END_DECLS
