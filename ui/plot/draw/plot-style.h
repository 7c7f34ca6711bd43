/* plot-style.h: how plots look, on the screen and on paper
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A plain value. Lengths are in the user units of the cairo_t drawn to: pixels
 * on the screen, points in a figure. Colours are r, g, b in [0, 1].
 *
 * Class colours are those of Okabe and Ito (2008), in an order that keeps
 * neighbours apart, with yellow and black moved until they hold on their
 * background. They come back after eight classes, with another marker.
 */
#pragma once

#include <cairo.h>
#include <glib.h>

#include "marker.h"

G_BEGIN_DECLS

#define TF_PLOT_N_COLORS 8

typedef struct
{
  gboolean    dark;
  gboolean    fill_background; /* FALSE: what lies below shows */
  double      background[3];
  double      foreground[3];   /* text and axes */
  double      dim[3];          /* second thoughts: captions, minor labels */
  double      grid[3];         /* what only guides the eye */
  const char *font_family;     /* borrowed; the caller keeps it */
  double      text_size;       /* of a tick's label: height of the em */
  double      line_width;      /* of data */
  double      thin_width;      /* of axes and guides */
  double      marker_radius;   /* of a class mean */
  double      growth;          /* of lines and dots beside letters: 1, but in a very large plot */
} TfPlotStyle;

/* scale: 1 as a desktop has it, more for the back of a room. */
void tf_plot_style_screen (TfPlotStyle *self, gboolean dark, double scale);

/* Lines and dots grow with the plot where it is many letters wide and high: a hair line in a picture
 * of two thousand pixels is not seen. width, height: of the plot. */
void tf_plot_style_grow (TfPlotStyle *self, double width, double height);

/* Nothing dim, nothing thin: for a weak projector, or weak eyes. */
void tf_plot_style_add_contrast (TfPlotStyle *self);

/* For paper, in points: text_size is 8 to 10. */
void tf_plot_style_paper (TfPlotStyle *self, double text_size);

void     tf_plot_class_color (const TfPlotStyle *self, guint k, guint n_classes, double rgb[3]);
TfMarker tf_plot_class_marker (guint k);

/* Adds the marker's outline to the path; all of them cover about the same area. */
void tf_plot_marker_path (cairo_t *cr, TfMarker marker, double x, double y, double radius);

/* Of two colours, 1 to 21: contrast ratio of WCAG 2.1. */
double tf_plot_contrast (const double a[3], const double b[3]);

/* The colour, moved to the foreground's until text in it is read on the background
 * at a contrast of 4.5. */
void tf_plot_text_color (const TfPlotStyle *self, const double rgb[3], double readable[3]);

void tf_plot_mix (const double a[3], const double b[3], double share_of_b, double rgb[3]);
void tf_plot_set_color (cairo_t *cr, const double rgb[3], double alpha);
void tf_plot_paint_background (cairo_t *cr, double width, double height, const TfPlotStyle *style);

/* Moves a coordinate to where a hairline of this width is sharp on an image
 * surface; leaves it alone on every other. */
double tf_plot_snap (cairo_t *cr, double coordinate, double line_width);

G_END_DECLS
