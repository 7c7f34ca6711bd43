/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot-traces.h"

#include <math.h>
#include <string.h>

#include "axis.h"
#include "traces-floor.h"
#include "traces-legend.h"
#include "traces-levels.h"
#include "traces-lines.h"
#include "traces-marks.h"

/* The first t of a run's clock, where no row says better. */
#define FIRST_TIME 0.01

/* Height of the row of the marks' labels, in ems. */
#define MARK_ROOM 1.2

/* On a linear axis round-off shows as zero, and may. */
static void
find_drawable (TfTracesPlot *self)
{
  g_autofree gboolean *whole = g_new (gboolean, self->n_cut + self->n_rows + 1);

  self->drawable = g_new (gboolean, (gsize) TF_N_METRICS * MAX (self->n_rows, 1));
  for (int m = 0; m < TF_N_METRICS; m++)
    {
      gboolean *drawable = self->drawable + (gsize) m * self->n_rows;
      if (!tf_traces_is_drawn (self->options, m))
        continue;
      if (self->options->log_y)
        {
          tf_traces_find_drawable (self->whole, m, whole);
          memcpy (drawable, whole + self->n_cut, self->n_rows * sizeof (gboolean));
        }
      for (guint i = 0; i < self->n_rows && !self->options->log_y; i++)
        drawable[i] = isfinite (tf_traces_get_value (self, i, m));
    }
}

/* The first t above 0, and the last. */
static void
find_times (const TfTracesPlot *self, double *first, double *last)
{
  for (guint i = 0; i < self->n_rows; i++)
    if (tf_trace_get_row (self->trace, i)->t > 0)
      {
        *first = MIN (*first, tf_trace_get_row (self->trace, i)->t);
        break;
      }
  if (self->n_rows > 0)
    *last = MAX (*last, tf_trace_get_row (self->trace, self->n_rows - 1)->t);
}

/* At least two decades wide; grows by steps of 1, 2, 5. */
static TfAxis
find_x_axis (const TfTracesPlot *self)
{
  double first = INFINITY, last = 0;

  find_times (self, &first, &last);
  for (guint i = 0; i < self->options->companions.n; i++)
    find_times (&self->beside[i], &first, &last);
  if (!self->options->log_x)
    return tf_axis_new (0, last > 0 ? tf_axis_round_up (last) : 1, FALSE);
  if (!isfinite (first))
    first = FIRST_TIME;
  first = pow (10, floor (log10 (first) + 1e-9));
  return tf_axis_new (first, MAX (first * 100, last > 0 ? tf_axis_round_up (last) : 0), TRUE);
}

static void
find_values (const TfTracesPlot *self, double *least, double *largest)
{
  for (int m = 0; m < TF_N_METRICS; m++)
    for (guint i = 0; i < self->n_rows && tf_traces_is_drawn (self->options, m); i++)
      {
        double value = tf_traces_get_value (self, i, m);
        if (!tf_traces_is_drawable (self, i, m))
          continue;
        *least = MIN (*least, value);
        *largest = MAX (*largest, value);
      }
}

static TfAxis
find_y_axis (const TfTracesPlot *self)
{
  double least = INFINITY, largest = -INFINITY;

  find_values (self, &least, &largest);
  for (guint i = 0; i < self->options->companions.n; i++)
    find_values (&self->beside[i], &least, &largest);
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

/* Of a network in training, whose time is nothing else. */
static gboolean
has_iterations_for_time (const TfTrace *trace)
{
  guint n = tf_trace_get_n_rows (trace);
  const TfTraceRow *last = n > 0 ? tf_trace_get_row (trace, n - 1) : NULL;

  return last != NULL && last->iteration > 0 && last->t == (double) last->iteration;
}

/* What stands at the axis: of all runs in it. */
static const char *
name_time (const TfTracesPlot *self)
{
  guint n = self->options->companions.n, n_others = 0;

  for (guint i = 0; i < n; i++)
    n_others += self->beside[i].n_rows > 0 && !has_iterations_for_time (self->beside[i].whole);
  if (!has_iterations_for_time (self->whole))
    return self->cut != NULL ? "<i>t</i> since the change" : "<i>t</i>";
  if (n_others > 0)
    return self->cut != NULL ? "<i>t</i>, iterations since the change" : "<i>t</i>, iterations";
  return self->cut != NULL ? "iterations since the change" : "iterations";
}

static void
find_layout (TfTracesPlot *self, double width, double height, double legend)
{
  double em = self->style->text_size, marks = has_marks (self) ? MIN (em * MARK_ROOM, height * 0.1) : 0;
  double below = tf_plot_axes_get_title_row (&self->text, name_time (self), width, height - legend - marks);

  self->axes.area = tf_plot_axes_find_area (width, height, em, legend + marks, below);
  self->axes.words_above = legend + marks > 0;
  self->axes.title_row = below > 0 ? 1 : 0;
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

/* What came after `start`, time counted from it. */
static TfTrace *
cut_at (const TfTrace *trace, double start)
{
  guint n_rows = tf_trace_get_n_rows (trace);
  TfTrace *cut = tf_trace_new (n_rows + 1);

  for (guint i = 0; i < n_rows; i++)
    {
      TfTraceRow row = *tf_trace_get_row (trace, i);

      row.t -= start;
      if (row.t >= 0)
        tf_trace_append (cut, &row);
    }
  return cut;
}

/* What is later than the cursor is still known, but not now. */
static void
draw_cursor (TfTracesPlot *self)
{
  const TfBox *area = &self->axes.area;
  double em = self->style->text_size, x;

  if (!self->options->has_cursor || self->options->cursor < self->start)
    return;
  x = tf_plot_axes_map_x (&self->axes, self->options->cursor - self->start);
  x = tf_plot_snap (self->cr, CLAMP (x, area->x, area->x + area->width), self->style->thin_width);
  tf_plot_set_color (self->cr, self->style->background, 0.6);
  cairo_rectangle (self->cr, x, area->y - em / 2, area->x + area->width + em / 2 - x, area->height + em);
  cairo_fill (self->cr);
  tf_plot_set_color (self->cr, self->style->foreground, 0.9);
  cairo_set_line_width (self->cr, self->style->thin_width);
  cairo_move_to (self->cr, x, area->y - em / 2);
  cairo_line_to (self->cr, x, area->y + area->height);
  cairo_stroke (self->cr);
}

/* A run of so many steps that some had to go says so. */
static void
draw_notice (TfTracesPlot *self)
{
  const TfBox *area = &self->axes.area;
  double em = self->style->text_size;

  if (!tf_trace_is_thinned (self->trace))
    return;
  tf_plot_text_set_size (&self->text, TF_PLOT_LEAST_TEXT, FALSE);
  tf_plot_set_color (self->cr, self->style->dim, 1);
  tf_plot_text_draw (&self->text, "rows thinned, evenly in log <i>t</i>", area->x + area->width, area->y + area->height - em * 0.3,
                     1, 1);
  tf_plot_text_set_size (&self->text, 1, FALSE);
}

/* What is to be drawn of a trace: all, or what came after the last change or the origin. */
static void
open_trace (TfTracesPlot *self, const TfTrace *trace)
{
  guint n_marks = trace != NULL ? tf_trace_get_n_marks (trace) : 0;

  self->trace = self->whole = trace;
  if (trace != NULL && self->options->origin > 0)
    self->start = self->options->origin;
  else if (self->options->since_change && n_marks > 0)
    self->start = tf_trace_get_mark (trace, n_marks - 1)->first;
  if (self->start > 0)
    self->trace = self->cut = cut_at (trace, self->start);
  self->n_rows = self->trace != NULL ? tf_trace_get_n_rows (self->trace) : 0;
  self->n_cut = trace != NULL ? tf_trace_get_n_rows (trace) - self->n_rows : 0;
}

static void
close_trace (TfTracesPlot *self)
{
  g_clear_pointer (&self->cut, tf_trace_free);
  g_clear_pointer (&self->xs, g_free);
  g_clear_pointer (&self->drawable, g_free);
}

static void
open_companions (TfTracesPlot *self)
{
  const TfCompanions *companions = &self->options->companions;

  self->beside = g_new0 (TfTracesPlot, MAX (companions->n, 1));
  for (guint i = 0; i < companions->n; i++)
    {
      TfTracesPlot *other = &self->beside[i];

      *other = (TfTracesPlot){ .cr = self->cr, .options = self->options, .style = self->style,
                               .companion = companions->items + i };
      open_trace (other, companions->items[i].trace);
      find_drawable (other);
    }
}

static void
close_companions (TfTracesPlot *self)
{
  for (guint i = 0; i < self->options->companions.n; i++)
    close_trace (&self->beside[i]);
  g_clear_pointer (&self->beside, g_free);
}

static void
find_xs (TfTracesPlot *self, const TfPlotAxes *axes)
{
  self->axes = *axes;
  self->xs = g_new (double, MAX (self->n_rows, 1));
  for (guint i = 0; i < self->n_rows; i++)
    self->xs[i] = tf_plot_axes_map_x (axes, tf_trace_get_row (self->trace, i)->t);
}

static void
draw_rows (TfTracesPlot *self, double width, double height, double legend)
{
  find_drawable (self);
  open_companions (self);
  find_layout (self, width, height, legend);
  self->axes.x = find_x_axis (self);
  self->axes.y = find_y_axis (self);
  find_xs (self, &self->axes);
  for (guint i = 0; i < self->options->companions.n; i++)
    find_xs (&self->beside[i], &self->axes);
  tf_plot_axes_draw_y (&self->axes, &self->text);
  tf_plot_axes_draw_x (&self->axes, &self->text, width, name_time (self));
  draw_marks (self);
  tf_traces_draw_levels (self);
  tf_traces_draw_lines (self);
  draw_cursor (self);
  draw_notice (self);
  tf_traces_draw_readout (self, width, height);
  close_companions (self);
}

void
tf_plot_traces_draw (cairo_t               *cr,
                     double                 width,
                     double                 height,
                     const TfTrace         *trace,
                     const TfTracesOptions *options,
                     const TfPlotStyle     *style)
{
  TfTracesPlot plot = { .cr = cr, .options = options, .style = style };
  TfTracesLegend entries;
  double legend;

  tf_traces_legend_fill (&entries, options, style);
  open_trace (&plot, trace);
  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_clip (cr);
  tf_plot_paint_background (cr, width, height, style);
  tf_plot_text_init (&plot.text, cr, style);
  legend = tf_traces_legend_layout (&entries, &plot.text, options->title, width, height);
  if (plot.n_rows == 0)
    tf_plot_text_draw_message (&plot.text, "The metrics appear here once the flow runs.", width, height);
  else
    draw_rows (&plot, width, height, legend);
  if (plot.n_rows > 0 && legend > 0)
    {
      tf_plot_text_draw_title (&plot.text, options->title, style->text_size, height);
      tf_plot_legend_draw (&plot.text, entries.items, entries.n);
    }
  tf_plot_text_clear (&plot.text);
  cairo_restore (cr);
  close_trace (&plot);
  tf_traces_legend_clear (&entries);
}

int
tf_plot_traces_hit_legend (double                 width,
                           double                 height,
                           const TfTracesOptions *options,
                           const TfPlotStyle     *style,
                           double                 x,
                           double                 y)
{
  TfTracesLegend entries;
  TfPlotText text;
  int hit = -1;

  tf_traces_legend_fill (&entries, options, style);
  tf_plot_text_init (&text, NULL, style);
  if (tf_traces_legend_layout (&entries, &text, options->title, width, height) > 0)
    hit = tf_plot_legend_hit (entries.items, entries.n, x, y);
  tf_plot_text_clear (&text);
  hit = hit >= 0 ? entries.metrics[hit] : -1;
  tf_traces_legend_clear (&entries);
  return hit;
}

/* --- the view --- */

static void
draw_view (cairo_t *cr, double width, double height, const TfViewData *data, const TfPlotStyle *style)
{
  TfTracesOptions options = data->traces != NULL ? *data->traces : TF_TRACES_OPTIONS_DEFAULT;
  const TfSurvey *limit = tf_view_data_get_limit (data);

  options.absent = tf_metric_set_without (tf_metric_set_all (), tf_frame_list_metrics (data->frame));
  options.has_pointer = FALSE;
  options.has_cursor = FALSE;
  options.title = NULL;
  options.name = data->companions.n > 0 ? data->name : NULL;
  options.companions = data->companions;
  options.levels = limit != NULL ? &limit->limit : NULL;
  tf_plot_traces_draw (cr, width, height, data->trace, &options, style);
}

static void
say_view (TfCaption *caption, const TfViewData *data)
{
  g_string_append (caption->text, tf_view_traces.caption);
  if (tf_view_data_get_limit (data) != NULL)
    g_string_append (caption->text, " (dashed: at the minimizer)");
}

const TfView tf_view_traces = {
  .id = "traces",
  .title = "Metrics over time",
  .meaning = "The metrics of neural collapse over time, with marks where parameters changed",
  .parts = TF_SURVEY_LIMIT,
  .aspect = TF_VIEW_ASPECT,
  .cites_metrics = TRUE,
  .caption = "metrics of neural collapse over time t",
  .say = say_view,
  .draw = draw_view,
};
