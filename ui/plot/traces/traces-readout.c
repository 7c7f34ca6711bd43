/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "number-format.h"
#include "traces-floor.h"
#include "traces-legend.h"
#include "traces-lines.h"

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
draw_readout_box (TfTracesPlot *self, guint row, double width, double height)
{
  g_autofree char *head = describe_time (tf_trace_get_row (self->trace, row));
  TfReadoutRow rows[TF_N_METRICS];
  guint n = 0;

  for (int m = 0; m < TF_N_METRICS; m++)
    {
      g_autofree char *text = NULL;
      if (!tf_traces_is_drawn (self->options, m))
        continue;
      text = tf_traces_format_value (self->whole, self->n_cut + row, m);
      rows[n++] = (TfReadoutRow){ .look = tf_traces_get_look (m, self->style), .markup = tf_metric_get_info (m)->symbol,
                                  .value = g_markup_escape_text (text, -1) };
    }
  tf_plot_readout_draw (&self->text, &self->axes.area, width, height, self->xs[row], self->options->pointer_y, head, rows,
                        n);
  for (guint i = 0; i < n; i++)
    g_free (rows[i].value);
}

void
tf_traces_draw_readout (TfTracesPlot *self, double width, double height)
{
  const TfTracesOptions *options = self->options;
  double x;
  guint row;

  if (!options->has_pointer || options->pointer_x < self->axes.area.x - self->style->text_size
      || options->pointer_x > width || options->pointer_y < self->axes.area.y
      || options->pointer_y > self->axes.area.y + self->axes.area.height)
    return;
  row = find_nearest_row (self, options->pointer_x);
  x = tf_plot_snap (self->cr, self->xs[row], self->style->thin_width);
  tf_plot_set_color (self->cr, self->style->foreground, 0.5);
  cairo_set_line_width (self->cr, self->style->thin_width);
  cairo_move_to (self->cr, x, self->axes.area.y);
  cairo_line_to (self->cr, x, self->axes.area.y + self->axes.area.height);
  cairo_stroke (self->cr);
  for (int m = TF_N_METRICS - 1; m >= 0; m--)
    if (tf_traces_is_drawn (options, m))
      tf_traces_draw_dot (self, m, row, self->style->text_size * 0.3);
  draw_readout_box (self, row, width, height);
}
