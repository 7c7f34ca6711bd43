/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "traces-lines.h"

#include "polyline.h"
#include "traces-legend.h"

gboolean
tf_traces_is_drawn (const TfTracesOptions *options, int metric)
{
  return tf_metric_set_has (tf_metric_set_without (options->metrics, options->hidden), metric);
}

double
tf_traces_get_value (const TfTracesPlot *self, guint row, int metric)
{
  return tf_trace_get_row (self->trace, row)->metrics.values[metric];
}

gboolean
tf_traces_is_drawable (const TfTracesPlot *self, guint row, int metric)
{
  return self->drawable[(gsize) metric * self->n_rows + row];
}

/* A line that a lesson speaks of stands out; the others step back. */
static void
mark (const TfTracesPlot *self, int metric, TfLineLook *look)
{
  if (tf_metric_set_has (self->options->marked, metric))
    look->width = 2 * (look->width > 0 ? look->width : 1);
  else
    tf_plot_mix (self->style->background, look->rgb, 0.55, look->rgb);
}

/* One polyline a stretch of drawable values. */
static void
draw_line (TfTracesPlot *self, int metric)
{
  TfPolyline line;
  TfLineLook look = tf_traces_get_look (metric, self->style);

  if (self->companion != NULL)
    look = tf_companion_get_look (self->companion, &look, self->style);
  else if (tf_metric_set_count (self->options->marked) > 0)
    mark (self, metric, &look);
  tf_polyline_init (&line, self->cr, &self->axes);
  for (guint i = 0; i < self->n_rows; i++)
    if (tf_traces_is_drawable (self, i, metric))
      tf_polyline_add (&line, self->xs[i], tf_traces_get_value (self, i, metric));
    else
      tf_polyline_break (&line);
  tf_polyline_break (&line);
  tf_line_look_apply (&look, self->cr, self->style);
  cairo_stroke (self->cr);
}

void
tf_traces_draw_dot (TfTracesPlot *self, int metric, guint row, double radius)
{
  TfLineLook look = tf_traces_get_look (metric, self->style);

  if (tf_traces_is_drawable (self, row, metric))
    tf_line_look_draw_dot (&look, self->cr, self->style, self->xs[row],
                           tf_plot_axes_map_y (&self->axes, tf_traces_get_value (self, row, metric)), radius);
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

static void
draw_lines (TfTracesPlot *self)
{
  for (int m = TF_N_METRICS - 1; m >= 0; m--)
    if (tf_traces_is_drawn (self->options, m))
      draw_line (self, m);
}

void
tf_traces_draw_lines (TfTracesPlot *self)
{
  const TfBox *area = &self->axes.area;
  double em = self->style->text_size, wide = self->style->line_width;

  cairo_save (self->cr);
  cairo_rectangle (self->cr, area->x - em / 2, area->y - wide, area->width + em, area->height + 2 * wide);
  cairo_clip (self->cr);
  for (guint i = self->options->companions.n; i-- > 0;)
    draw_lines (&self->beside[i]);
  draw_lines (self);
  cairo_restore (self->cr);
  for (int m = TF_N_METRICS - 1; m >= 0; m--)
    if (tf_traces_is_drawn (self->options, m))
      draw_end (self, m);
}
