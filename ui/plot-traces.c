/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/plot-traces.h"

#include <math.h>

#include "ui/axis.h"
#include "ui/number-format.h"
#include "ui/traces-legend.h"
#include "ui/traces-marks.h"

/* Below this share of where a metric started, its line would be round-off. */
#define NOISE 1e-16

/* The first t of a run's clock, where no row says better. */
#define FIRST_TIME 0.01

/* Height of the row of the marks' labels, in ems. */
#define MARK_ROOM 1.2

typedef struct
{
  cairo_t               *cr;
  TfPlotText             text;
  const TfTrace         *trace;
  const TfTracesOptions *options;
  const TfPlotStyle     *style;
  guint  n_rows;
  TfBox  area;   /* of the lines */
  double origin; /* x of t = 0, left of a logarithmic axis */
  double left;   /* x where the axis begins */
  TfAxis x, y;
  double *xs;    /* n_rows: of the rows on the screen */
  double floors[TF_N_METRICS]; /* a value that does not exceed it is not drawn */
} Plot;

static gboolean
is_drawn (const TfTracesOptions *options, int metric)
{
  return (options->metrics & ~options->hidden & TF_METRIC_BIT (metric)) != 0;
}

static double
get_value (const Plot *self, guint row, int metric)
{
  return tf_trace_get_row (self->trace, row)->metrics.values[metric];
}

static double
map_x (const Plot *self, double t)
{
  if (self->x.log && !(t > 0))
    return self->origin;
  return self->left + tf_axis_map (&self->x, t) * (self->area.x + self->area.width - self->left);
}

static double
map_y (const Plot *self, double value)
{
  return self->area.y + (1 - tf_axis_map (&self->y, value)) * self->area.height;
}

static gboolean
is_visible_value (const Plot *self, int metric, double value)
{
  return isfinite (value) && value > self->floors[metric];
}

static void
find_floors (Plot *self)
{
  for (int m = 0; m < TF_N_METRICS; m++)
    {
      self->floors[m] = self->options->log_y ? 0 : -INFINITY;
      for (guint i = 0; i < self->n_rows && self->options->log_y; i++)
        {
          double value = get_value (self, i, m);
          if (!isfinite (value) || value == 0)
            continue;
          self->floors[m] = fabs (value) * NOISE;
          break;
        }
    }
}

/* At least two decades wide; grows by steps of 1, 2, 5. */
static TfAxis
find_x_axis (const Plot *self)
{
  double last = tf_trace_get_row (self->trace, self->n_rows - 1)->t, first = 0;

  if (!self->options->log_x)
    return tf_axis_new (0, last > 0 ? tf_axis_round_up (last) : 1, FALSE);
  for (guint i = 0; i < self->n_rows && !(first > 0); i++)
    first = tf_trace_get_row (self->trace, i)->t;
  if (!(first > 0))
    first = FIRST_TIME;
  first = pow (10, floor (log10 (first) + 1e-9));
  return tf_axis_new (first, MAX (first * 100, last > 0 ? tf_axis_round_up (last) : 0), TRUE);
}

static TfAxis
find_y_axis (const Plot *self)
{
  double least = INFINITY, largest = -INFINITY;

  for (int m = 0; m < TF_N_METRICS; m++)
    for (guint i = 0; i < self->n_rows && is_drawn (self->options, m); i++)
      {
        double value = get_value (self, i, m);
        if (!is_visible_value (self, m, value))
          continue;
        least = MIN (least, value);
        largest = MAX (largest, value);
      }
  if (!(least <= largest))
    return tf_axis_new (self->options->log_y ? 0.1 : 0, 1, self->options->log_y);
  if (self->options->log_y)
    {
      least = tf_axis_round_down (MAX (least, 1e-305));
      largest = tf_axis_round_up (MIN (MAX (largest, 1e-305), 1e305));
      return tf_axis_new (least, MAX (largest, least * 10), TRUE);
    }
  largest = MIN (largest, 1e305);
  if (least > 0 && least < largest * 0.7)
    least = 0;
  if (largest > 0)
    largest = MAX (tf_axis_round_up (largest / 2) * 2 < largest * 1.3 ? tf_axis_round_up (largest / 2) * 2 : largest * 1.05,
                   largest);
  return tf_axis_new (least, largest, FALSE);
}

static gboolean
has_marks (const Plot *self)
{
  return self->options->show_marks && tf_trace_get_n_marks (self->trace) > 0;
}

static void
find_layout (Plot *self, double width, double height, double legend)
{
  double em = self->style->text_size;
  double left = MIN (em * 3.6, width * 0.3), right = MIN (em * 1.1, width * 0.1);
  double top = legend + MIN (em * 0.5, height * 0.1), bottom = MIN (em * 2.1, height * 0.25);

  if (has_marks (self))
    top += MIN (em * MARK_ROOM, height * 0.1);
  self->area = (TfBox){ left, top, MAX (width - left - right, 0.1), MAX (height - top - bottom, 0.1) };
  self->origin = self->left = left;
  if (self->options->log_x && !(tf_trace_get_row (self->trace, 0)->t > 0))
    self->left += MIN (em * 1.9, self->area.width * 0.2);
}

static void
draw_y_axis (Plot *self)
{
  double em = self->style->text_size, right = self->area.x + self->area.width;
  g_autoptr (GArray) ticks = tf_axis_get_ticks (&self->y, MAX (2, (guint) (self->area.height / (em * 2.4))));

  cairo_set_line_width (self->cr, self->style->thin_width);
  for (guint i = 0; i < ticks->len; i++)
    {
      const TfTick *tick = &g_array_index (ticks, TfTick, i);
      double y = tf_plot_snap (self->cr, self->area.y + (1 - tick->position) * self->area.height,
                               self->style->thin_width);
      gboolean major = tick->label[0] != '\0';

      tf_plot_set_color (self->cr, major ? self->style->grid : self->style->dim, major ? 1 : 0.7);
      cairo_move_to (self->cr, self->area.x, y);
      cairo_line_to (self->cr, major ? right : self->area.x + em * 0.25, y);
      cairo_stroke (self->cr);
      tf_plot_set_color (self->cr, self->style->dim, 1);
      if (major)
        tf_plot_text_draw (&self->text, tick->label, self->area.x - em * 0.45, y, 1, 0.5);
    }
}

static void
draw_x_label (Plot *self, TfLabelLayout *layout, const char *label, double x, gboolean strong)
{
  double em = self->style->text_size;
  TfBox box = { .y = self->area.y + self->area.height + em * 0.4 };

  tf_plot_text_measure (&self->text, label, &box.width, &box.height);
  box.x = CLAMP (x - box.width / 2, layout->bounds.x, layout->bounds.x + layout->bounds.width - box.width);
  if (!tf_label_layout_is_free (layout, &box))
    return;
  tf_plot_set_color (self->cr, strong ? self->style->foreground : self->style->dim, 1);
  tf_plot_text_draw (&self->text, label, box.x, box.y, 0, 0);
  box.width += em * 0.4;
  tf_label_layout_take (layout, &box);
}

static void
draw_x_axis (Plot *self, double width)
{
  double em = self->style->text_size, right = self->area.x + self->area.width;
  double bottom = tf_plot_snap (self->cr, self->area.y + self->area.height, self->style->thin_width);
  g_autoptr (GArray) ticks = tf_axis_get_ticks (&self->x, MAX (2, (guint) ((right - self->left) / (em * 4))));
  TfLabelLayout layout;

  tf_label_layout_init (&layout, &(TfBox){ 0, 0, width, 1e9 });
  draw_x_label (self, &layout, "<i>t</i>", width - em * 0.6, TRUE);
  if (self->left > self->origin)
    draw_x_label (self, &layout, "0", self->origin, FALSE);
  cairo_set_line_width (self->cr, self->style->thin_width);
  for (guint i = 0; i < ticks->len; i++)
    {
      const TfTick *tick = &g_array_index (ticks, TfTick, i);
      double x = tf_plot_snap (self->cr, map_x (self, tick->value), self->style->thin_width);
      gboolean major = tick->label[0] != '\0';

      tf_plot_set_color (self->cr, self->style->dim, major ? 1 : 0.7);
      cairo_move_to (self->cr, x, bottom);
      cairo_line_to (self->cr, x, bottom - em * (major ? 0.45 : 0.25));
      cairo_stroke (self->cr);
      if (major)
        draw_x_label (self, &layout, tick->label, x, FALSE);
    }
  tf_label_layout_clear (&layout);

  /* The axis begins anew after t = 0. */
  tf_plot_set_color (self->cr, self->style->dim, 1);
  cairo_move_to (self->cr, self->left, bottom);
  cairo_line_to (self->cr, right, bottom);
  if (self->left > self->origin)
    {
      cairo_move_to (self->cr, self->origin, bottom);
      cairo_line_to (self->cr, self->origin + (self->left - self->origin) * 0.3, bottom);
    }
  cairo_stroke (self->cr);
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
pen_add (Plot *self, Pen *pen, double x, double y)
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
pen_lift (Plot *self, Pen *pen)
{
  if (pen->n_points == 2)
    cairo_line_to (self->cr, pen->to_x, pen->to_y);
  pen->n_points = 0;
}

static void
flush_column (Plot *self, Pen *pen, Column *column)
{
  if (!column->used)
    return;
  column->used = FALSE;
  pen_add (self, pen, column->x, map_y (self, column->first));
  if (column->largest > MAX (column->first, column->last))
    pen_add (self, pen, column->x, map_y (self, column->largest));
  if (column->least < MIN (column->first, column->last))
    pen_add (self, pen, column->x, map_y (self, column->least));
  if (column->last != column->first)
    pen_add (self, pen, column->last_x, map_y (self, column->last));
}

/* One polyline a stretch of drawable values, at most four points a column. */
static void
draw_line (Plot *self, int metric, double pixel)
{
  Column column = { .used = FALSE };
  Pen pen = { .n_points = 0 };

  cairo_new_path (self->cr);
  for (guint i = 0; i < self->n_rows; i++)
    {
      double value = get_value (self, i, metric);
      if (!is_visible_value (self, metric, value))
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

static void
draw_dot (Plot *self, int metric, guint row, double radius)
{
  double value = get_value (self, row, metric), rgb[3];

  if (!is_visible_value (self, metric, value))
    return;
  tf_traces_get_color (metric, self->style, rgb);
  tf_plot_marker_path (self->cr, tf_traces_get_marker (metric), self->xs[row], map_y (self, value), radius);
  tf_plot_set_color (self->cr, self->style->background, 1);
  cairo_set_line_width (self->cr, self->style->thin_width * 2);
  cairo_stroke_preserve (self->cr);
  tf_plot_set_color (self->cr, rgb, 1);
  cairo_fill (self->cr);
}

static void
draw_lines (Plot *self)
{
  double pixel = 0.75;

  cairo_save (self->cr);
  cairo_rectangle (self->cr, self->area.x - self->style->text_size / 2, self->area.y - self->style->line_width,
                   self->area.width + self->style->text_size, self->area.height + 2 * self->style->line_width);
  cairo_clip (self->cr);
  for (int m = TF_N_METRICS - 1; m >= 0; m--)
    if (is_drawn (self->options, m))
      draw_line (self, m, pixel);
  cairo_restore (self->cr);
  for (int m = TF_N_METRICS - 1; m >= 0; m--)
    if (is_drawn (self->options, m))
      draw_dot (self, m, self->n_rows - 1, self->style->text_size * 0.3);
}

static void
draw_marks (Plot *self)
{
  guint n = tf_trace_get_n_marks (self->trace);
  g_autofree double *xs = g_new (double, n + 1);
  TfBox area = self->area;

  if (!has_marks (self))
    return;
  for (guint i = 0; i < n; i++)
    {
      xs[i] = map_x (self, tf_trace_get_mark (self->trace, i)->t);
      if (!(xs[i] >= self->area.x && xs[i] <= self->area.x + self->area.width))
        xs[i] = NAN;
    }
  /* Their labels stand in a row of their own above the lines, the next ones below it. */
  area.y -= self->style->text_size * MARK_ROOM;
  area.height += self->style->text_size * MARK_ROOM;
  area.width += self->style->text_size;
  tf_traces_draw_marks (&self->text, self->trace, xs, &area);
}

static guint
find_nearest_row (const Plot *self, double x)
{
  guint from = 0, to = self->n_rows - 1;

  while (to - from > 1)
    {
      guint middle = from + (to - from) / 2;
      if (self->xs[middle] <= x)
        from = middle;
      else
        to = middle;
    }
  return fabs (self->xs[from] - x) <= fabs (self->xs[to] - x) ? from : to;
}

static char *
describe_time (const TfTraceRow *row)
{
  g_autofree char *t = tf_format_number (row->t, 3), *count = NULL;

  if (row->iteration == 0)
    return g_strdup_printf ("<i>t</i> = %s", t);
  count = tf_format_count (row->iteration);
  return g_strdup_printf ("<i>t</i> = %s, iteration %s", t, count);
}

static void
draw_readout_box (Plot *self, guint row, double width)
{
  double em = self->style->text_size, line = em * 1.45, label = 0, value = 0, w, x = self->xs[row], y;
  g_autofree char *head = describe_time (tf_trace_get_row (self->trace, row));
  char *values[TF_N_METRICS] = { NULL };
  int n = 1;

  tf_plot_text_measure (&self->text, head, &w, NULL);
  for (int m = 0; m < TF_N_METRICS; m++)
    {
      double one;
      if (!is_drawn (self->options, m))
        continue;
      values[m] = tf_format_number (get_value (self, row, m), 3);
      tf_plot_text_measure (&self->text, tf_plot_metric_markup (m), &one, NULL);
      label = MAX (label, one);
      tf_plot_text_measure (&self->text, values[m], &one, NULL);
      value = MAX (value, one);
      n++;
    }
  w = MAX (w, label + value + em * 3) + em * 1.2;
  x = x + em + w <= width ? x + em : MAX (0, x - em - w);
  y = self->area.y + self->area.height * 0.5 - n * line / 2;
  y = MAX (self->area.y + em * 0.3, MIN (y, self->options->pointer_y - n * line / 2));

  cairo_rectangle (self->cr, x, y, w, n * line + em * 0.7);
  tf_plot_set_color (self->cr, self->style->background, 0.92);
  cairo_fill_preserve (self->cr);
  tf_plot_set_color (self->cr, self->style->grid, 1);
  cairo_set_line_width (self->cr, self->style->thin_width);
  cairo_stroke (self->cr);
  y += em * 0.35 + line / 2;
  tf_plot_set_color (self->cr, self->style->foreground, 1);
  tf_plot_text_draw (&self->text, head, x + em * 0.6, y, 0, 0.5);
  for (int m = 0; m < TF_N_METRICS; m++)
    {
      if (values[m] == NULL)
        continue;
      y += line;
      tf_traces_draw_sample (self->cr, m, self->style, x + em * 0.6, y, em * 1.2, 1);
      tf_plot_set_color (self->cr, self->style->foreground, 1);
      tf_plot_text_draw (&self->text, tf_plot_metric_markup (m), x + em * 2.3, y, 0, 0.5);
      tf_plot_text_draw (&self->text, values[m], x + w - em * 0.6, y, 1, 0.5);
      g_free (values[m]);
    }
}

static void
draw_readout (Plot *self, double width)
{
  const TfTracesOptions *options = self->options;
  double x;
  guint row;

  if (!options->has_pointer || options->pointer_x < self->area.x - self->style->text_size
      || options->pointer_x > width || options->pointer_y < self->area.y
      || options->pointer_y > self->area.y + self->area.height)
    return;
  row = find_nearest_row (self, options->pointer_x);
  x = tf_plot_snap (self->cr, self->xs[row], self->style->thin_width);
  tf_plot_set_color (self->cr, self->style->foreground, 0.5);
  cairo_set_line_width (self->cr, self->style->thin_width);
  cairo_move_to (self->cr, x, self->area.y);
  cairo_line_to (self->cr, x, self->area.y + self->area.height);
  cairo_stroke (self->cr);
  for (int m = TF_N_METRICS - 1; m >= 0; m--)
    if (is_drawn (options, m))
      draw_dot (self, m, row, self->style->text_size * 0.3);
  draw_readout_box (self, row, width);
}

static void
draw_rows (Plot *self, double width, double height, double legend)
{
  find_layout (self, width, height, legend);
  find_floors (self);
  self->x = find_x_axis (self);
  self->y = find_y_axis (self);
  self->xs = g_new (double, self->n_rows);
  for (guint i = 0; i < self->n_rows; i++)
    self->xs[i] = map_x (self, tf_trace_get_row (self->trace, i)->t);
  draw_y_axis (self);
  draw_x_axis (self, width);
  draw_marks (self);
  draw_lines (self);
  draw_readout (self, width);
  g_free (self->xs);
}

void
tf_plot_traces_draw (cairo_t               *cr,
                     double                 width,
                     double                 height,
                     const TfTrace         *trace,
                     const TfTracesOptions *options,
                     const TfPlotStyle     *style)
{
  Plot plot = { .cr = cr, .trace = trace, .options = options, .style = style };
  TfBox boxes[TF_N_METRICS];
  double legend;

  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_clip (cr);
  tf_plot_paint_background (cr, width, height, style);
  tf_plot_text_init (&plot.text, cr, style);
  plot.n_rows = trace != NULL ? tf_trace_get_n_rows (trace) : 0;
  legend = tf_traces_layout_legend (&plot.text, options, width, boxes);
  if (legend > height / 2)
    legend = 0;
  if (plot.n_rows == 0)
    tf_plot_text_draw_message (&plot.text, "The metrics appear here once the flow runs.", width, height);
  else
    draw_rows (&plot, width, height, legend);
  if (plot.n_rows > 0 && legend > 0)
    tf_traces_draw_legend (&plot.text, options, boxes);
  tf_plot_text_clear (&plot.text);
  cairo_restore (cr);
}

int
tf_plot_traces_hit_legend (double                 width,
                           double                 height,
                           const TfTracesOptions *options,
                           const TfPlotStyle     *style,
                           double                 x,
                           double                 y)
{
  TfBox boxes[TF_N_METRICS];
  TfPlotText text;
  int hit = -1;

  tf_plot_text_init (&text, NULL, style);
  if (tf_traces_layout_legend (&text, options, width, boxes) <= height / 2)
    for (int m = 0; m < TF_N_METRICS; m++)
      if (x >= boxes[m].x && x < boxes[m].x + boxes[m].width && y >= boxes[m].y && y < boxes[m].y + boxes[m].height)
        hit = m;
  tf_plot_text_clear (&text);
  return hit;
}
