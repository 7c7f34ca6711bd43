/* plot-text.h: short texts on a plot, through Pango
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lives on the stack for one drawing: init, use, clear. Figures are tabular.
 */
#pragma once

#include <pango/pangocairo.h>

#include "plot-style.h"

G_BEGIN_DECLS

typedef struct
{
  cairo_t           *cr;     /* NULL: only for measuring */
  PangoLayout       *layout;
  const TfPlotStyle *style;
  char              *markup; /* in the layout now, or NULL */
  double             size;   /* of the em; what tf_plot_text_set_size() set */
} TfPlotText;

void tf_plot_text_init (TfPlotText *self, cairo_t *cr, const TfPlotStyle *style);
void tf_plot_text_clear (TfPlotText *self);

/* No words of a plot are smaller than this, relative to the style's text size: what is large enough
 * for the back of a room is so with all of them. */
#define TF_PLOT_LEAST_TEXT 0.85

/* relative to the style's text size */
void tf_plot_text_set_size (TfPlotText *self, double relative, gboolean bold);

/* Wider texts end in an ellipsis; 0: any width. */
void tf_plot_text_set_max_width (TfPlotText *self, double width);

/* Markup in, so escape what people wrote. Logical extents; either may be NULL. */
void tf_plot_text_measure (TfPlotText *self, const char *markup, double *width, double *height);

/* The point (x, y) is at xalign, yalign of the text's box: 0, 0 its top left,
 * 0.5, 0.5 its middle. In the present colour. */
void tf_plot_text_draw (TfPlotText *self, const char *markup, double x, double y, double xalign, double yalign);

/* Rotated a quarter to the left; alignments as the reader of the turned text has them. */
void tf_plot_text_draw_upward (TfPlotText *self, const char *markup, double x, double y, double xalign, double yalign);

/* The same as tf_plot_text_draw() on a soft rim of the background's colour. */
void tf_plot_text_draw_on_rim (TfPlotText   *self,
                               const char   *markup,
                               double        x,
                               double        y,
                               double        xalign,
                               double        yalign,
                               const double  rgb[3]);

/* What a plot shows, in its upper left corner, x from the left, in a row of its own. The
 * height of that row, which is 0 where title is NULL, or a plot of that height has no room. */
double tf_plot_text_get_title_height (const TfPlotText *self, const char *title, double height);
void   tf_plot_text_draw_title (TfPlotText *self, const char *title, double x, double height);

/* A line or several in the middle of an area, for what cannot be drawn. */
void tf_plot_text_draw_message (TfPlotText *self, const char *markup, double width, double height);

G_END_DECLS
