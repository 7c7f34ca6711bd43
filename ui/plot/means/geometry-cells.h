/* geometry-cells.h: the cells of the matrix of cosines, and the scale of their colours
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "label-layout.h"
#include "geometry-options.h"
#include "plot-text.h"

G_BEGIN_DECLS

/* Above it cells touch, and class names stand at every few of them. */
#define TF_GEOMETRY_MOST_WITH_GAPS 24

/* One drawing of the matrix, with its layout. */
typedef struct
{
  cairo_t                 *cr;
  TfPlotText               text;
  const TfFrame           *frame;
  const TfGeometryOptions *options;
  const TfPlotStyle       *style;
  const TfCompanion       *companion; /* below the diagonal, or NULL */
  double width, height;
  guint  n;      /* K */
  double ideal;  /* -1 / (K - 1) */
  TfBox  matrix;
  double cell;
  double bar_x;  /* left of the colour bar; NaN: there is none */
  gboolean upward; /* names above the columns are turned */
  double names;  /* room left of the matrix */
  guint  stride; /* every stride-th class is named */
  gboolean averaged; /* some pixels show the mean of several cells */
} TfGeometryPlot;

double tf_geometry_get_cosine (const TfGeometryPlot *self, guint row, guint column);
TfBox  tf_geometry_get_cell_box (const TfGeometryPlot *self, guint row, guint column);
void   tf_geometry_get_color (const TfGeometryPlot *self, double cosine, double rgb[3]);
void   tf_geometry_draw_cells (TfGeometryPlot *self);
void   tf_geometry_draw_bar (TfGeometryPlot *self);

/* geometry-pixels.c: the same for cells without gaps and numbers, pixel by pixel; where
 * cells are smaller than that, a pixel shows their mean. FALSE: not onto this surface. */
gboolean tf_geometry_write_cells (TfGeometryPlot *self);

G_END_DECLS
