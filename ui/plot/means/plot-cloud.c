/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot-cloud.h"

#include <math.h>

#include "plot-pixels.h"

static gboolean
is_alike (const TfDot *a, const TfDot *b)
{
  return a->group == b->group && a->radius == b->radius && a->alpha == b->alpha;
}

static void
stroke_dots (cairo_t *cr, const TfDot *dots, guint n, const double (*colors)[3])
{
  const TfDot *first = dots;

  cairo_save (cr);
  cairo_new_path (cr);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  for (guint i = 0; i < n; i++)
    {
      const TfDot *dot = dots + i;
      /* Far outside of any paper, coordinates would overflow in a file. */
      if (fabsf (dot->x) < 1e5f && fabsf (dot->y) < 1e5f)
        {
          cairo_move_to (cr, dot->x, dot->y);
          cairo_line_to (cr, dot->x, dot->y);
        }
      if (i + 1 < n && is_alike (first, dot + 1))
        continue;
      tf_plot_set_color (cr, colors[first->group], first->alpha);
      cairo_set_line_width (cr, 2 * first->radius);
      cairo_stroke (cr);
      first = dot + 1;
    }
  cairo_restore (cr);
}

void
tf_plot_cloud_draw (cairo_t *cr, const TfDot *dots, guint n, const double (*colors)[3])
{
  TfPixels pixels;

  if (tf_pixels_open (cr, &pixels))
    {
      for (guint i = 0; i < n; i++)
        tf_pixels_write_dot (&pixels, dots[i].x, dots[i].y, dots[i].radius, colors[dots[i].group], dots[i].alpha);
      tf_pixels_close (&pixels);
    }
  else
    stroke_dots (cr, dots, n, colors);
}
