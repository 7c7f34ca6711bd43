/* geometry-cell.c: where one cell stands, and what it shows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "geometry-cells.h"

#include <math.h>

/* Small deviations get more of the colours than their share: |x|^0.6. */
#define COLOR_POWER 0.6

void
tf_geometry_get_color (const TfGeometryPlot *self, double cosine, double rgb[3])
{
  static const double below_light[3] = { 0.10, 0.33, 0.65 }, above_light[3] = { 0.76, 0.30, 0.02 };
  static const double below_dark[3] = { 0.40, 0.68, 1.00 }, above_dark[3] = { 1.00, 0.62, 0.28 };
  static const double none_light[3] = { 0.955, 0.955, 0.96 }, none_dark[3] = { 0.19, 0.19, 0.20 };
  double share = (cosine - self->ideal) / (1 - self->ideal);
  const double *end;

  if (self->style->dark)
    end = share < 0 ? below_dark : above_dark;
  else
    end = share < 0 ? below_light : above_light;
  tf_plot_mix (self->style->dark ? none_dark : none_light, end, MIN (pow (fabs (share), COLOR_POWER), 1), rgb);
}

double
tf_geometry_get_cosine (const TfGeometryPlot *self, guint row, guint column)
{
  const TfFrame *frame = self->companion != NULL && row > column ? self->companion->frame : self->frame;

  return frame->cosines[(gsize) column * self->n + row];
}

/* Edges of cells are whole pixels on the screen, so that cells that touch show no seam. */
TfBox
tf_geometry_get_cell_box (const TfGeometryPlot *self, guint row, guint column)
{
  double gap = self->n <= TF_GEOMETRY_MOST_WITH_GAPS ? MIN (self->style->thin_width, self->cell / 8) : 0;
  double x0 = tf_plot_snap (self->cr, self->matrix.x + column * self->cell, 0);
  double x1 = tf_plot_snap (self->cr, self->matrix.x + (column + 1) * self->cell, 0);
  double y0 = tf_plot_snap (self->cr, self->matrix.y + row * self->cell, 0);
  double y1 = tf_plot_snap (self->cr, self->matrix.y + (row + 1) * self->cell, 0);

  return (TfBox){ x0, y0, MAX (x1 - x0 - gap, 0), MAX (y1 - y0 - gap, 0) };
}
