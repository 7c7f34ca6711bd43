/* line-look.h: how one line of a plot looks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "plot-style.h"

G_BEGIN_DECLS

typedef struct
{
  double   rgb[3];
  double   dashes[4];  /* lengths in widths of the style's lines; 0 ends them, none: solid */
  double   width;      /* in widths of the style's lines; 0 is 1 */
  gboolean has_marker; /* where the line ends, or at its points */
  TfMarker marker;
} TfLineLook;

/* Colour, dashes and width. */
void tf_line_look_apply (const TfLineLook *self, cairo_t *cr, const TfPlotStyle *style);

/* A short piece of the line with its marker, its left end at (x, y). */
void tf_line_look_draw_sample (const TfLineLook  *self,
                               cairo_t           *cr,
                               const TfPlotStyle *style,
                               double             x,
                               double             y,
                               double             length,
                               double             alpha);

/* A marker on a rim of the background's colour. */
void tf_line_look_draw_dot (const TfLineLook *self, cairo_t *cr, const TfPlotStyle *style, double x, double y,
                            double radius);

G_END_DECLS
