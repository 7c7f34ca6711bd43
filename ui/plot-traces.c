/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/plot-traces.h"

#include <math.h>

#include "ui/axis.h"
#include "ui/traces-floor.h"
#include "ui/traces-legend.h"
#include "ui/traces-levels.h"
#include "ui/traces-lines.h"
#include "ui/traces-marks.h"

/* The first t of a run's clock, where no row says better. */
#define FIRST_TIME 0.01

/* Height of the row of the marks' labels, in ems. */
#define MARK_ROOM 1.2

/* On a linear axis round-off shows as zero, and may. */
static void
find_drawable (TfTracesPlot *self)
{
  self->drawable = g_new (gboolean, (gsize) TF_N_METRICS * self->n_rows);
  for (int m = 0; m < TF_N_METRICS; m++)
    {
      gboolean *drawable = self->drawable + (gsize) m * self->n_rows;
      if (!tf_traces_is_drawn (self->options, m))
        continue;
      if (self->options->log_y)
        tf_traces_find_drawable (self->trace, m, drawable);
      for (guint i = 0; i < self->n_rows && !self->options->log_y; i++)
        drawable[i] = isfinite (tf_traces_get_value (self, i, m));
    }
}

/* At least two decades wide; grows by steps of 1, 2, 5. */
static TfAxis
find_x_axis (const TfTracesPlot *self)
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
find_y_axis (const TfTracesPlot *self)
{
  double least = INFINITY, largest = -INFINITY;

  for (int m = 0; m < TF_N_METRICS; m++)
    for (guint i = 0; i < self->n_rows && tf_traces_is_drawn (self->options, m); i++)
      {
        double value = tf_traces_get_value (self, i, m);
        if (!tf_traces_is_drawable (self, i, m))
          continue;
        least = MIN (least, value);
        largest = MAX (largest, value);
      }
  for (int m = 0; m < TF_N_METRICS; m++)
    if (tf_traces_has_level (self, m))
      {
        least = MIN (least, self->options->levels->values[m]);
        largest = MAX (largest, self->options->levels->values[m]);
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
has_marks (const TfTracesPlot *self)
{
  return self->options->show_marks && tf_trace_get_n_marks (self->trace) > 0;
}

static void
find_layout (TfTracesPlot *self, double width, double height, double legend)
{
  double em = self->style->text_size, marks = has_marks (self) ? MIN (em * MARK_ROOM, height * 0.1) : 0;

  self->axes.area = tf_plot_axes_find_area (width, height, em, legend + marks, 0);
  self->axes.origin = self->axes.left = self->axes.area.x;
  if (self->options->log_x && !(tf_trace_get_row (self->trace, 0)->t > 0))
    tf_plot_axes_open_origin (&self->axes, em);
}

static void
draw_marks (TfTracesPlot *self)
{
  guint n = tf_trace_get_n_marks (self->trace);
  g_autofree double *xs = g_new (double, n + 1);
  TfBox area = self->axes.area;

  if (!has_marks (self))
    return;
  for (guint i = 0; i < n; i++)
    {
      xs[i] = tf_plot_axes_map_x (&self->axes, tf_trace_get_mark (self->trace, i)->t);
      if (!(xs[i] >= area.x && xs[i] <= area.x + area.width))
        xs[i] = NAN;
    }
  /* Their labels stand in a row of their own above the lines, the next ones below it. */
  area.y -= self->style->text_size * MARK_ROOM;
  area.height += self->style->text_size * MARK_ROOM;
  area.width += self->style->text_size;
  tf_traces_draw_marks (&self->text, self->trace, xs, &area);
}

/* What came after the last change of parameters, time counted from it. NULL
 * where nothing was changed. */
static TfTrace *
cut_at_last_change (const TfTrace *trace)
{
  guint n_rows = tf_trace_get_n_rows (trace), n_marks = tf_trace_get_n_marks (trace);
  TfTrace *cut;
  double start;

  if (n_marks == 0)
    return NULL;
  start = tf_trace_get_mark (trace, n_marks - 1)->t;
  cut = tf_trace_new (n_rows + 1);
  for (guint i = 0; i < n_rows; i++)
    {
      TfTraceRow row = *tf_trace_get_row (trace, i);

      row.t -= start;
      if (row.t >= 0)
        tf_trace_append (cut, &row);
    }
  return cut;
}

static void
draw_rows (TfTracesPlot *self, double width, double height, double legend)
{
  find_layout (self, width, height, legend);
  find_drawable (self);
  self->axes.x = find_x_axis (self);
  self->axes.y = find_y_axis (self);
  self->xs = g_new (double, self->n_rows);
  for (guint i = 0; i < self->n_rows; i++)
    self->xs[i] = tf_plot_axes_map_x (&self->axes, tf_trace_get_row (self->trace, i)->t);
  tf_plot_axes_draw_y (&self->axes, &self->text);
  tf_plot_axes_draw_x (&self->axes, &self->text, width, self->is_cut ? "<i>t</i> since the change" : "<i>t</i>");
  draw_marks (self);
  tf_traces_draw_levels (self);
  tf_traces_draw_lines (self);
  tf_traces_draw_readout (self, width);
  g_free (self->xs);
  g_free (self->drawable);
}

void
tf_plot_traces_draw (cairo_t               *cr,
                     double                 width,
                     double                 height,
                     const TfTrace         *trace,
                     const TfTracesOptions *options,
                     const TfPlotStyle     *style)
{
  g_autoptr (TfTrace) cut = options->since_change && trace != NULL ? cut_at_last_change (trace) : NULL;
  TfTracesPlot plot = { .cr = cr, .trace = cut != NULL ? cut : trace, .options = options, .style = style,
                        .is_cut = cut != NULL };
  TfLegendEntry entries[TF_N_METRICS];
  TfMetric metrics[TF_N_METRICS];
  guint n = tf_traces_get_legend (options, style, entries, metrics);
  double legend;

  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_clip (cr);
  tf_plot_paint_background (cr, width, height, style);
  tf_plot_text_init (&plot.text, cr, style);
  plot.n_rows = plot.trace != NULL ? tf_trace_get_n_rows (plot.trace) : 0;
  legend = tf_plot_legend_layout (&plot.text, entries, n, width);
  if (legend > height / 2)
    legend = 0;
  if (plot.n_rows == 0)
    tf_plot_text_draw_message (&plot.text, "The metrics appear here once the flow runs.", width, height);
  else
    draw_rows (&plot, width, height, legend);
  if (plot.n_rows > 0 && legend > 0)
    tf_plot_legend_draw (&plot.text, entries, n);
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
  TfLegendEntry entries[TF_N_METRICS];
  TfMetric metrics[TF_N_METRICS];
  guint n = tf_traces_get_legend (options, style, entries, metrics);
  TfPlotText text;
  int hit = -1;

  tf_plot_text_init (&text, NULL, style);
  if (tf_plot_legend_layout (&text, entries, n, width) <= height / 2)
    hit = tf_plot_legend_hit (entries, n, x, y);
  tf_plot_text_clear (&text);
  return hit >= 0 ? (int) metrics[hit] : -1;
}
