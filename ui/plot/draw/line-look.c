/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "line-look.h"

void
tf_line_look_apply (const TfLineLook *self, cairo_t *cr, const TfPlotStyle *style)
{
  double dashes[4];
  int n = 0;

  while (n < 4 && self->dashes[n] > 0)
    {
      dashes[n] = self->dashes[n] * style->line_width;
      n++;
    }
  tf_plot_set_color (cr, self->rgb, 1);
  cairo_set_dash (cr, dashes, n, 0);
  cairo_set_line_width (cr, style->line_width * (self->width > 0 ? self->width : 1));
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
}

void
tf_line_look_draw_sample (const TfLineLook  *self,
                          cairo_t           *cr,
                          const TfPlotStyle *style,
                          double             x,
                          double             y,
                          double             length,
                          double             alpha)
{
  cairo_save (cr);
  tf_line_look_apply (self, cr, style);
  tf_plot_set_color (cr, self->rgb, alpha);
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x + length, y);
  cairo_stroke (cr);
  if (self->has_marker)
    {
      tf_plot_marker_path (cr, self->marker, x + length, y, style->text_size * 0.22);
      cairo_fill (cr);
    }
  cairo_restore (cr);
}

void
tf_line_look_draw_dot (const TfLineLook *self, cairo_t *cr, const TfPlotStyle *style, double x, double y,
                       double radius)
{
  tf_plot_marker_path (cr, self->marker, x, y, radius);
  tf_plot_set_color (cr, style->background, 1);
  cairo_set_line_width (cr, style->thin_width * 2);
  cairo_stroke_preserve (cr);
  tf_plot_set_color (cr, self->rgb, 1);
  cairo_fill (cr);
}
