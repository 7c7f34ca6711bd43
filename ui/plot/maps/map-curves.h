/* map-curves.h: a map of one axis as a line a metric; of two as a family of lines
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "map-plot.h"

G_BEGIN_DECLS

void tf_map_curves_draw (cairo_t              *cr,
                         double                width,
                         double                height,
                         const TfMapPlot      *data,
                         const TfChartOptions *options,
                         const TfPlotStyle    *style);

G_END_DECLS
