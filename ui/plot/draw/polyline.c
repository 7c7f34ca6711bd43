/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "polyline.h"

#include <math.h>

#define COLUMN_WIDTH 0.75
#define TOLERANCE 0.12

void
tf_polyline_init (TfPolyline *self, cairo_t *cr, const TfPlotAxes *axes)
{
  *self = (TfPolyline){ .cr = cr, .axes = axes };
  cairo_new_path (cr);
}

static void
start_piece (TfPolyline *self, double x, double y)
{
  self->pen.from_x = x;
  self->pen.from_y = y;
  self->pen.n_points = 1;
  self->pen.least_slope = -INFINITY;
  self->pen.largest_slope = INFINITY;
}

static void
move_pen (TfPolyline *self, double x, double value)
{
  double y = tf_plot_axes_map_y (self->axes, value), width = x - self->pen.from_x;
  double slope = width > 0 ? (y - self->pen.from_y) / width : 0;

  if (self->pen.n_points == 0)
    {
      cairo_move_to (self->cr, x, y);
      start_piece (self, x, y);
      return;
    }
  if (self->pen.n_points == 2
      && (!(width > 0) || slope < self->pen.least_slope || slope > self->pen.largest_slope))
    {
      cairo_line_to (self->cr, self->pen.to_x, self->pen.to_y);
      start_piece (self, self->pen.to_x, self->pen.to_y);
      width = x - self->pen.from_x;
    }
  /* A step straight up or down has no slope: nothing is left out after it. */
  self->pen.least_slope
    = width > 0 ? MAX (self->pen.least_slope, (y - TOLERANCE - self->pen.from_y) / width) : INFINITY;
  self->pen.largest_slope
    = width > 0 ? MIN (self->pen.largest_slope, (y + TOLERANCE - self->pen.from_y) / width) : -INFINITY;
  self->pen.to_x = x;
  self->pen.to_y = y;
  self->pen.n_points = 2;
}

static void
flush_column (TfPolyline *self)
{
  TfPolylineColumn column = self->column;

  if (!column.used)
    return;
  self->column.used = FALSE;
  move_pen (self, column.x, column.first);
  if (column.largest > MAX (column.first, column.last))
    move_pen (self, column.x, column.largest);
  if (column.least < MIN (column.first, column.last))
    move_pen (self, column.x, column.least);
  if (column.last != column.first)
    move_pen (self, column.last_x, column.last);
}

void
tf_polyline_add (TfPolyline *self, double x, double value)
{
  if (self->column.used && x - self->column.x < COLUMN_WIDTH)
    {
      self->column.least = MIN (self->column.least, value);
      self->column.largest = MAX (self->column.largest, value);
      self->column.last = value;
      self->column.last_x = x;
      return;
    }
  flush_column (self);
  self->column.x = self->column.last_x = x;
  self->column.first = self->column.least = self->column.largest = self->column.last = value;
  self->column.used = TRUE;
}

void
tf_polyline_break (TfPolyline *self)
{
  flush_column (self);
  if (self->pen.n_points == 2)
    cairo_line_to (self->cr, self->pen.to_x, self->pen.to_y);
  self->pen.n_points = 0;
}
