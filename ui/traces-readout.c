/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "ui/number-format.h"
#include "ui/traces-floor.h"
#include "ui/traces-legend.h"
#include "ui/traces-lines.h"

static guint
find_nearest_row (const TfTracesPlot *self, double x)
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
draw_readout_box (TfTracesPlot *self, guint row, double width)
{
  double em = self->style->text_size, line = em * 1.45, label = 0, value = 0, w, x = self->xs[row], y;
  g_autofree char *head = describe_time (tf_trace_get_row (self->trace, row));
  char *values[TF_N_METRICS] = { NULL };
  int n = 1;

  tf_plot_text_measure (&self->text, head, &w, NULL);
  for (int m = 0; m < TF_N_METRICS; m++)
    {
      g_autofree char *text = NULL;
      double one;
      if (!tf_traces_is_drawn (self->options, m))
        continue;
      text = tf_traces_format_value (self->trace, row, m);
      values[m] = g_markup_escape_text (text, -1);
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

void
tf_traces_draw_readout (TfTracesPlot *self, double width)
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
    if (tf_traces_is_drawn (options, m))
      tf_traces_draw_dot (self, m, row, self->style->text_size * 0.3);
  draw_readout_box (self, row, width);
}
