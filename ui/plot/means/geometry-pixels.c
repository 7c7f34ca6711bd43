/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "geometry-cells.h"
#include "plot-pixels.h"

/* Which cells a column or row of pixels shows: one, or where they are smaller than a
 * pixel several. */
typedef struct
{
  guint first, last;
} Range;

/* Colours by the root of the share of the scale, on either side of its middle: finer than
 * eight bits show. */
#define SHADES 2048

/* Of pixels [begin, begin + n). */
typedef struct
{
  int    begin, n;
  Range *ranges;
} Side;

/* edges: K + 1 of the cells, in pixels, ascending. */
static void
side_init (Side *self, guint n_cells, const int *edges, int clip_begin, int clip_end)
{
  guint last = 0;

  self->begin = MAX (edges[0], clip_begin);
  self->n = MAX (MIN (edges[n_cells], clip_end) - self->begin, 0);
  self->ranges = g_new (Range, self->n + 1);
  for (int i = 0; i < self->n; i++)
    {
      int pixel = self->begin + i;
      Range *range = self->ranges + i;

      while (last + 1 < n_cells && edges[last + 1] <= pixel)
        last++;
      range->first = range->last = last;
      while (range->first > 0 && edges[range->first] == pixel && edges[range->first - 1] == pixel)
        range->first--;
    }
}

static void
find_sides (const TfGeometryPlot *self, const TfPixels *pixels, Side *across, Side *down)
{
  g_autofree int *x = g_new (int, self->n + 1), *y = g_new (int, self->n + 1);

  for (guint k = 0; k <= self->n; k++)
    {
      TfBox box = tf_geometry_get_cell_box (self, k, k);

      x[k] = (int) floor (box.x * pixels->scale + pixels->dx + 0.5);
      y[k] = (int) floor (box.y * pixels->scale + pixels->dy + 0.5);
    }
  side_init (across, self->n, x, pixels->x0, pixels->x1);
  side_init (down, self->n, y, pixels->y0, pixels->y1);
}

static guint32
pack_color (const double rgb[3])
{
  guint32 color = 0xff;

  /* As Cairo rounds: to 16 bits first. */
  for (int i = 0; i < 3; i++)
    color = color << 8 | (guint32) (rgb[i] * 65535 + 0.5) >> 8;
  return color;
}

/* The mean of the cells' cosines, NaN where one of them has none. */
static double
get_mean (const TfGeometryPlot *self, const Range *rows, const Range *columns)
{
  double sum = 0;

  for (guint column = columns->first; column <= columns->last; column++)
    for (guint row = rows->first; row <= rows->last; row++)
      sum += tf_geometry_get_cosine (self, row, column);
  return sum / ((double) (rows->last - rows->first + 1) * (columns->last - columns->first + 1));
}

static guint32 *
make_shades (const TfGeometryPlot *self)
{
  guint32 *shades = g_new (guint32, 2 * SHADES + 1);

  for (int i = -SHADES; i <= SHADES; i++)
    {
      double root = (double) i / SHADES, rgb[3];

      tf_geometry_get_color (self, self->ideal + root * fabs (root) * (1 - self->ideal), rgb);
      shades[SHADES + i] = pack_color (rgb);
    }
  return shades;
}

static guint32
find_shade (const TfGeometryPlot *self, const guint32 *shades, double cosine)
{
  double share = CLAMP ((cosine - self->ideal) / (1 - self->ideal), -1, 1);

  return shades[SHADES + (int) lrint (copysign (sqrt (fabs (share)), share) * SHADES)];
}

/* Of one pixel. A class on the diagonal is not mixed with the cells beside it. */
static guint32
find_color (const TfGeometryPlot *self, const guint32 *shades, const Range *rows, const Range *columns,
            guint32 undefined)
{
  guint diagonal = MAX (rows->first, columns->first);
  double mean = get_mean (self, rows, columns), rgb[3];

  if (isnan (mean))
    return undefined;
  if (diagonal <= MIN (rows->last, columns->last))
    tf_plot_class_color (self->style, diagonal, self->n, rgb);
  else if (shades != NULL)
    return find_shade (self, shades, mean);
  else
    tf_geometry_get_color (self, mean, rgb);
  return pack_color (rgb);
}

/* What is undefined is hatched, by one line for all its cells. */
static guint32
find_hatch (const TfGeometryPlot *self, const TfPixels *pixels, int x, int y)
{
  int step = MAX ((int) (self->style->text_size * 0.45 * pixels->scale), 2);
  double rgb[3];

  tf_plot_mix (self->style->background, self->style->dim, (x + y) % step == 0 ? 0.6 : 0, rgb);
  return pack_color (rgb);
}

static void
write_row (const TfGeometryPlot *self, const TfPixels *pixels, const guint32 *shades, const Side *across,
           const Range *rows, int y)
{
  guint32 *row = (guint32 *) (gpointer) (pixels->data + (gsize) y * pixels->stride) + across->begin;

  for (int i = 0; i < across->n; i++)
    {
      const Range *columns = across->ranges + i;
      gboolean again = i > 0 && columns->first == columns[-1].first && columns->last == columns[-1].last;
      guint32 color = again ? row[i - 1] : find_color (self, shades, rows, columns, 0);

      row[i] = color;
    }
  /* 0 so far, which no colour is. */
  for (int i = 0; i < across->n; i++)
    if (row[i] == 0)
      row[i] = find_hatch (self, pixels, across->begin + i, y);
}

gboolean
tf_geometry_write_cells (TfGeometryPlot *self)
{
  TfPixels pixels;
  Side across, down;
  g_autofree guint32 *shades = NULL;

  if (!tf_pixels_open (self->cr, &pixels))
    return FALSE;
  find_sides (self, &pixels, &across, &down);
  for (int i = 0; i < across.n; i++)
    self->averaged = self->averaged || across.ranges[i].first < across.ranges[i].last;
  if (self->averaged)
    shades = make_shades (self);
  for (int j = 0; j < down.n; j++)
    write_row (self, &pixels, shades, &across, down.ranges + j, down.begin + j);
  tf_pixels_close (&pixels);
  g_free (across.ranges);
  g_free (down.ranges);
  return TRUE;
}
