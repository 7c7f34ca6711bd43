/* plot-traces.h: metrics over time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "traces-options.h"

G_BEGIN_DECLS

/* trace may be NULL or empty: then a sentence says so. */
void tf_plot_traces_draw (cairo_t               *cr,
                          double                 width,
                          double                 height,
                          const TfTrace         *trace,
                          const TfTracesOptions *options,
                          const TfPlotStyle     *style);

/* The metric whose entry in the legend is at the point, or -1. */
int tf_plot_traces_hit_legend (double                 width,
                               double                 height,
                               const TfTracesOptions *options,
                               const TfPlotStyle     *style,
                               double                 x,
                               double                 y);

extern const TfView tf_view_traces;

G_END_DECLS
