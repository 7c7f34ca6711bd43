/* plot-pixels.h: dots and straight lines written straight into an image
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cairo makes a polygon of every stroke. Where a plot has hundreds of thin lines
 * or thousands of dots, their coverage is as well computed pixel by pixel, in a
 * tenth of the time.
 */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* The pixels of a drawing, and the way from user units to them. Valid until
 * anything else is drawn. */
typedef struct
{
  cairo_surface_t *surface; /* borrowed */
  guint8          *data;
  int              stride;
  int              x0, y0, x1, y1; /* the clip, taken for a rectangle; x1, y1 outside of it */
  double           scale, dx, dy;
} TfPixels;

/* FALSE where pixels cannot be written: no image, or a view turned or stretched. */
gboolean tf_pixels_open (cairo_t *cr, TfPixels *pixels);
void     tf_pixels_close (TfPixels *self);

/* In user units; colours r, g, b and alpha in [0, 1]. A disc, its rim soft over a
 * pixel; a line with ends cut off square. */
void tf_pixels_write_dot (const TfPixels *self, double x, double y, double radius, const double rgb[3], double alpha);
void tf_pixels_write_line (const TfPixels *self, const double from[2], const double to[2], double width,
                           const double rgb[3], double alpha);

/* The same line, stroked by Cairo where it cannot be written. */
void tf_plot_draw_line (cairo_t *cr, const double from[2], const double to[2], double width, const double rgb[3],
                        double alpha);

G_END_DECLS
