/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "traces-levels.h"

#include <math.h>

#include "traces-floor.h"
#include "traces-legend.h"

/* Minimizers are found to about 1e-12: what would be 0 comes out at that. */
#define LEAST_LEVEL 1e-9

gboolean
tf_traces_has_level (const TfTracesPlot *self, int metric)
{
  double level;

  if (self->options->levels == NULL || !tf_traces_is_drawn (self->options, metric))
    return FALSE;
  level = self->options->levels->values[metric];
  if (!isfinite (level) || self->n_rows == 0)
    return FALSE;
  return !self->options->log_y
         || level > MAX (LEAST_LEVEL * fabs (tf_trace_get_row (self->whole, 0)->metrics.values[metric]),
                         tf_traces_get_floor (self->whole, metric));
}

void
tf_traces_draw_levels (TfTracesPlot *self)
{
  const double dashes[] = { self->style->text_size * 0.32, self->style->text_size * 0.32 };

  cairo_save (self->cr);
  cairo_set_dash (self->cr, dashes, 2, 0);
  cairo_set_line_width (self->cr, self->style->thin_width * 1.5);
  for (int m = 0; m < TF_N_METRICS; m++)
    if (tf_traces_has_level (self, m))
      {
        const TfBox *area = &self->axes.area;
        TfLineLook look = tf_traces_get_look (m, self->style);
        double y = tf_plot_snap (self->cr, tf_plot_axes_map_y (&self->axes, self->options->levels->values[m]),
                                 self->style->thin_width * 1.5);

        tf_plot_set_color (self->cr, look.rgb, 0.75);
        cairo_move_to (self->cr, area->x, y);
        cairo_line_to (self->cr, area->x + area->width, y);
        cairo_stroke (self->cr);
      }
  cairo_restore (self->cr);
}
