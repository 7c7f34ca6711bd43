/* map-heat.h: a map of two axes as colours with contour lines
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "map-plot.h"
#include "map-curves.h"
#include "plot-axes.h"
#include "plot-legend.h"

G_BEGIN_DECLS

TfBox tf_map_find_area (double width, double height, double em);

void tf_map_draw_heat (cairo_t *cr, double width, double height, const TfMapPlot *data, const TfChartOptions *options,
                       const TfPlotStyle *style);

typedef struct
{
  cairo_t *cr;
  const TfMapPlot *data;
  const TfMap *map;
  const TfPlotStyle *style;
  TfMapField field;
  TfPlotAxes axes;
  TfPlotText text;
  TfLabelLayout labels;
  double em;
  double cross_x, cross_y; /* where the lines of the present settings lie; NaN: there is none */
} Plot;

/* Places to the surface. */
double tf_map_place_x (const Plot *self, double place);

double tf_map_place_y (const Plot *self, double place);

void tf_map_draw_contours (Plot *self);

void tf_map_draw_regions (Plot *self);

G_END_DECLS
