/* plot-legend.h: which line is which, and the values read out at the pointer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "label-layout.h"
#include "line-look.h"
#include "plot-text.h"

G_BEGIN_DECLS

typedef struct
{
  TfLineLook  look;
  const char *markup; /* borrowed */
  gboolean    hidden; /* its line is not drawn now */
  TfBox       box;    /* set by tf_plot_legend_layout() */
} TfLegendEntry;

/* In rows as wide as the plot. Returns the height of all. */
double tf_plot_legend_layout (TfPlotText *text, TfLegendEntry *entries, guint n, double width);
void   tf_plot_legend_draw (TfPlotText *text, const TfLegendEntry *entries, guint n);

/* The entry at the point, or -1. */
int tf_plot_legend_hit (const TfLegendEntry *entries, guint n, double x, double y);

typedef struct
{
  TfLineLook  look;
  const char *markup; /* borrowed */
  char       *value;  /* markup; the caller's */
} TfReadoutRow;

/* Beside the surface's x, a head and a row a line, within the plot's width and height and
 * about as high as the pointer; rows that the plot has no room for are left out. */
void tf_plot_readout_draw (TfPlotText         *text,
                           const TfBox        *area,
                           double              width,
                           double              height,
                           double              x,
                           double              pointer_y,
                           const char         *head,
                           const TfReadoutRow *rows,
                           guint               n_rows);

G_END_DECLS
