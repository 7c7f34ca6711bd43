/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/traces-lines.h"

#include <math.h>

#include "ui/traces-legend.h"

gboolean
tf_traces_is_drawn (const TfTracesOptions *options, int metric)
{
  return (options->metrics & ~options->hidden & TF_METRIC_BIT (metric)) != 0;
}

double
tf_traces_get_value (const TfTracesPlot *self, guint row, int metric)
{
  return tf_trace_get_row (self->trace, row)->metrics.values[metric];
}

double
tf_traces_map_x (const TfTracesPlot *self, double t)
{
  if (self->x.log && !(t > 0))
    return self->origin;
  return self->left + tf_axis_map (&self->x, t) * (self->area.x + self->area.width - self->left);
}

double
tf_traces_map_y (const TfTracesPlot *self, double value)
{
  return self->area.y + (1 - tf_axis_map (&self->y, value)) * self->area.height;
}

gboolean
tf_traces_is_drawable (const TfTracesPlot *self, guint row, int metric)
{
  return self->drawable[(gsize) metric * self->n_rows + row];
}

/* A column of pixels: what the line does in it. */
typedef struct
{
  double x, last_x, first, least, largest, last;
  gboolean used;
} Column;

/* A line on its way: `from` is drawn, `to` is not yet; as long as one straight
 * piece passes within TOLERANCE of all points since `from`, `to` moves on. */
typedef struct
{
  double from_x, from_y, to_x, to_y;
  double least_slope, largest_slope;
  int    n_points; /* 0: none, 1: from alone, 2: both */
} Pen;

#define TOLERANCE 0.12

static void
pen_add (TfTracesPlot *self, Pen *pen, double x, double y)
{
  double width = x - pen->from_x, slope = width > 0 ? (y - pen->from_y) / width : 0;

  if (pen->n_points == 0)
    {
      cairo_move_to (self->cr, x, y);
      *pen = (Pen){ .from_x = x, .from_y = y, .n_points = 1 };
      return;
    }
  if (pen->n_points == 2 && (!(width > 0) || slope < pen->least_slope || slope > pen->largest_slope))
    {
      cairo_line_to (self->cr, pen->to_x, pen->to_y);
      *pen = (Pen){ .from_x = pen->to_x, .from_y = pen->to_y, .n_points = 1 };
      width = x - pen->from_x;
    }
  if (pen->n_points == 1)
    {
      pen->least_slope = -INFINITY;
      pen->largest_slope = INFINITY;
    }
  /* A step straight up or down has no slope: nothing is left out after it. */
  pen->least_slope = width > 0 ? MAX (pen->least_slope, (y - TOLERANCE - pen->from_y) / width) : INFINITY;
  pen->largest_slope = width > 0 ? MIN (pen->largest_slope, (y + TOLERANCE - pen->from_y) / width) : -INFINITY;
  pen->to_x = x;
  pen->to_y = y;
  pen->n_points = 2;
}

static void
pen_lift (TfTracesPlot *self, Pen *pen)
{
  if (pen->n_points == 2)
    cairo_line_to (self->cr, pen->to_x, pen->to_y);
  pen->n_points = 0;
}

static void
flush_column (TfTracesPlot *self, Pen *pen, Column *column)
{
  if (!column->used)
    return;
  column->used = FALSE;
  pen_add (self, pen, column->x, tf_traces_map_y (self, column->first));
  if (column->largest > MAX (column->first, column->last))
    pen_add (self, pen, column->x, tf_traces_map_y (self, column->largest));
  if (column->least < MIN (column->first, column->last))
    pen_add (self, pen, column->x, tf_traces_map_y (self, column->least));
  if (column->last != column->first)
    pen_add (self, pen, column->last_x, tf_traces_map_y (self, column->last));
}

/* One polyline a stretch of drawable values, at most four points a column. */
static void
draw_line (TfTracesPlot *self, int metric, double pixel)
{
  Column column = { .used = FALSE };
  Pen pen = { .n_points = 0 };

  cairo_new_path (self->cr);
  for (guint i = 0; i < self->n_rows; i++)
    {
      double value = tf_traces_get_value (self, i, metric);
      if (!tf_traces_is_drawable (self, i, metric))
        {
          flush_column (self, &pen, &column);
          pen_lift (self, &pen);
          continue;
        }
      if (column.used && self->xs[i] - column.x < pixel)
        {
          column.least = MIN (column.least, value);
          column.largest = MAX (column.largest, value);
          column.last = value;
          column.last_x = self->xs[i];
          continue;
        }
      flush_column (self, &pen, &column);
      column = (Column){ self->xs[i], self->xs[i], value, value, value, value, TRUE };
    }
  flush_column (self, &pen, &column);
  pen_lift (self, &pen);
  tf_traces_set_line (self->cr, metric, self->style);
  cairo_stroke (self->cr);
}

void
tf_traces_draw_dot (TfTracesPlot *self, int metric, guint row, double radius)
{
  double value = tf_traces_get_value (self, row, metric), rgb[3];

  if (!tf_traces_is_drawable (self, row, metric))
    return;
  tf_traces_get_color (metric, self->style, rgb);
  tf_plot_marker_path (self->cr, tf_traces_get_marker (metric), self->xs[row], tf_traces_map_y (self, value), radius);
  tf_plot_set_color (self->cr, self->style->background, 1);
  cairo_set_line_width (self->cr, self->style->thin_width * 2);
  cairo_stroke_preserve (self->cr);
  tf_plot_set_color (self->cr, rgb, 1);
  cairo_fill (self->cr);
}

/* Where the line ends: now, or where it came down to round-off. */
static void
draw_end (TfTracesPlot *self, int metric)
{
  guint row = self->n_rows;

  while (row > 0 && !tf_traces_is_drawable (self, row - 1, metric))
    row--;
  if (row > 0)
    tf_traces_draw_dot (self, metric, row - 1, self->style->text_size * 0.3);
}

void
tf_traces_draw_lines (TfTracesPlot *self)
{
  double pixel = 0.75;

  cairo_save (self->cr);
  cairo_rectangle (self->cr, self->area.x - self->style->text_size / 2, self->area.y - self->style->line_width,
                   self->area.width + self->style->text_size, self->area.height + 2 * self->style->line_width);
  cairo_clip (self->cr);
  for (int m = TF_N_METRICS - 1; m >= 0; m--)
    if (tf_traces_is_drawn (self->options, m))
      draw_line (self, m, pixel);
  cairo_restore (self->cr);
  for (int m = TF_N_METRICS - 1; m >= 0; m--)
    if (tf_traces_is_drawn (self->options, m))
      draw_end (self, m);
}
