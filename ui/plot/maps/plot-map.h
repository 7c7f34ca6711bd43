/* plot-map.h: a metric over one parameter as curves, over two as a heat map
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "map-plot.h"

G_BEGIN_DECLS

void tf_plot_map_draw (cairo_t              *cr,
                       double                width,
                       double                height,
                       const TfMapPlot      *data,
                       const TfChartOptions *options,
                       const TfPlotStyle    *style);

/* The values that a point of the plot stands for, moved into the axes' ranges; *y is
 * NaN where there is no second axis up and down. FALSE where there is nothing. */
gboolean tf_plot_map_unmap (double             width,
                            double             height,
                            const TfMapPlot   *data,
                            const TfPlotStyle *style,
                            double             at_x,
                            double             at_y,
                            double            *x,
                            double            *y);

/* A sentence or two below the plot, as markup. Caller frees. */
char *tf_plot_map_explain (const TfMapPlot *data);

extern const TfView tf_view_map;

G_END_DECLS
