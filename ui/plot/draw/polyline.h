/* polyline.h: a line through many points, with no more of them than can be seen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lives on the stack for one path: init, add points from left to right and
 * breaks, end; then stroke. At most four points a column of pixels are kept,
 * and of those only what one straight piece would miss.
 */
#pragma once

#include <cairo.h>

#include "plot-axes.h"

G_BEGIN_DECLS

/* What the line does in a column of pixels. */
typedef struct
{
  double   x, last_x, first, least, largest, last;
  gboolean used;
} TfPolylineColumn;

typedef struct
{
  cairo_t          *cr;
  const TfPlotAxes *axes;
  TfPolylineColumn  column; /* the present one */

  /* `from` is drawn, `to` is not yet; as long as one straight piece passes near
   * all points since `from`, `to` moves on. */
  struct
  {
    double from_x, from_y, to_x, to_y;
    double least_slope, largest_slope;
    int    n_points; /* 0: none, 1: from alone, 2: both */
  } pen;
} TfPolyline;

/* Begins a new path. */
void tf_polyline_init (TfPolyline *self, cairo_t *cr, const TfPlotAxes *axes);

/* x: on the surface, never falling; value: of the y axis. */
void tf_polyline_add (TfPolyline *self, double x, double value);

/* What comes next is not joined to what was. Also to be called at the end. */
void tf_polyline_break (TfPolyline *self);

G_END_DECLS
