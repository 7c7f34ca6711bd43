/* plot-axes.h: the two axes of a plot, around the area of its lines
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "axis.h"
#include "label-layout.h"
#include "plot-text.h"

G_BEGIN_DECLS

typedef struct
{
  TfBox    area;        /* of the lines */
  double   origin;      /* where x = 0 is, left of a logarithmic axis; else the same as left */
  double   left;        /* where the x axis begins */
  TfAxis   x, y;
  gboolean x_reversed;  /* the largest x is on the left */
  gboolean x_whole;     /* only whole numbers are labelled */
  gboolean words_above; /* close to the area, as a legend's */
  guint    title_row;   /* of labels below the x axis, in which its title stands; 0: that of the ticks */
} TfPlotAxes;

/* Margins around the area; top and bottom are what lies above and below of them. */
TfBox tf_plot_axes_find_area (double width, double height, double em, double top, double bottom);

/* Height of a row of its own for the title of the x axis, to be added to bottom: where it would
 * push out more labels than is its share, and the plot is not too low for it. Else 0. */
double tf_plot_axes_get_title_row (TfPlotText *text, const char *title, double width, double height);

/* Makes room for x = 0 left of a logarithmic axis. */
void tf_plot_axes_open_origin (TfPlotAxes *self, double em);

/* Where a value is on the surface. */
double tf_plot_axes_map_x (const TfPlotAxes *self, double x);
double tf_plot_axes_map_y (const TfPlotAxes *self, double y);

void tf_plot_axes_draw_y (const TfPlotAxes *self, TfPlotText *text);

/* width: of the whole plot. title: markup at the right end, in title_row. */
void tf_plot_axes_draw_x (const TfPlotAxes *self, TfPlotText *text, double width, const char *title);

/* A label below the x axis at the surface's x, in row 0 (that of the ticks) or 1; it moves into
 * the bounds, and is left out where it would touch another. */
gboolean tf_plot_axes_draw_x_label (const TfPlotAxes *self,
                                TfPlotText       *text,
                                TfLabelLayout    *layout,
                                const char       *label,
                                double            x,
                                guint             row,
                                gboolean          strong);

G_END_DECLS
