/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/plot-cloud.h"

#include <math.h>

/* The pixels dots may be written to, and the way from user units to them. */
typedef struct
{
  guint8 *data;
  int     stride;
  int     x0, y0, x1, y1; /* the clip; x1, y1 outside of it */
  double  scale, dx, dy;
} Canvas;

/* FALSE where pixels cannot be written: no image, or a view turned or stretched. */
static gboolean
open_canvas (cairo_t *cr, Canvas *canvas)
{
  cairo_surface_t *surface = cairo_get_group_target (cr);
  cairo_matrix_t matrix;
  double scale_x, scale_y, offset_x, offset_y, x0, y0, x1, y1;

  if (cairo_surface_get_type (surface) != CAIRO_SURFACE_TYPE_IMAGE
      || (cairo_image_surface_get_format (surface) != CAIRO_FORMAT_ARGB32
          && cairo_image_surface_get_format (surface) != CAIRO_FORMAT_RGB24))
    return FALSE;
  cairo_get_matrix (cr, &matrix);
  cairo_surface_get_device_scale (surface, &scale_x, &scale_y);
  cairo_surface_get_device_offset (surface, &offset_x, &offset_y);
  if (matrix.xy != 0 || matrix.yx != 0 || matrix.xx != matrix.yy || scale_x != scale_y || matrix.xx <= 0)
    return FALSE;

  cairo_surface_flush (surface);
  canvas->data = cairo_image_surface_get_data (surface);
  if (canvas->data == NULL)
    return FALSE;
  canvas->stride = cairo_image_surface_get_stride (surface);
  canvas->scale = matrix.xx * scale_x;
  canvas->dx = matrix.x0 * scale_x + offset_x;
  canvas->dy = matrix.y0 * scale_y + offset_y;
  cairo_clip_extents (cr, &x0, &y0, &x1, &y1);
  canvas->x0 = MAX (0, (int) floor (x0 * canvas->scale + canvas->dx));
  canvas->y0 = MAX (0, (int) floor (y0 * canvas->scale + canvas->dy));
  canvas->x1 = MIN (cairo_image_surface_get_width (surface), (int) ceil (x1 * canvas->scale + canvas->dx));
  canvas->y1 = MIN (cairo_image_surface_get_height (surface), (int) ceil (y1 * canvas->scale + canvas->dy));
  return TRUE;
}

/* color over the pixel, both premultiplied by alpha; coverage in [0, 256]. */
static inline void
blend (guint32 *pixel, const guint32 color[3], guint coverage)
{
  guint32 p = *pixel, rest = 256 - coverage;
  guint32 a = ((p >> 24) * rest + 255 * coverage) >> 8;
  guint32 r = ((p >> 16 & 0xff) * rest + color[0] * coverage) >> 8;
  guint32 g = ((p >> 8 & 0xff) * rest + color[1] * coverage) >> 8;
  guint32 b = ((p & 0xff) * rest + color[2] * coverage) >> 8;

  *pixel = a << 24 | r << 16 | g << 8 | b;
}

/* A disc whose rim is one pixel soft. */
static void
write_dot (const Canvas *canvas, const TfDot *dot, const guint32 color[3])
{
  float x = dot->x * canvas->scale + canvas->dx - 0.5f, y = dot->y * canvas->scale + canvas->dy - 0.5f;
  float radius = dot->radius * canvas->scale, reach = radius + 0.5f;
  int left, right, top, bottom;

  if (!(x > canvas->x0 - reach && x < canvas->x1 + reach && y > canvas->y0 - reach && y < canvas->y1 + reach))
    return;
  left = MAX (canvas->x0, (int) ceilf (x - reach));
  right = MIN (canvas->x1 - 1, (int) floorf (x + reach));
  top = MAX (canvas->y0, (int) ceilf (y - reach));
  bottom = MIN (canvas->y1 - 1, (int) floorf (y + reach));
  for (int j = top; j <= bottom; j++)
    {
      guint32 *row = (guint32 *) (gpointer) (canvas->data + (gsize) j * canvas->stride);
      for (int i = left; i <= right; i++)
        {
          float share = reach - sqrtf ((i - x) * (i - x) + (j - y) * (j - y));
          if (share > 0)
            blend (row + i, color, (guint) (MIN (share, 1.0f) * dot->alpha * 256));
        }
    }
}

static void
write_dots (cairo_t *cr, const Canvas *canvas, const TfDot *dots, guint n, const double (*colors)[3])
{
  for (guint i = 0; i < n; i++)
    {
      guint32 color[3];
      for (int c = 0; c < 3; c++)
        color[c] = (guint32) lround (colors[dots[i].group][c] * 255);
      if (dots[i].alpha > 0)
        write_dot (canvas, dots + i, color);
    }
  cairo_surface_mark_dirty (cairo_get_group_target (cr));
}

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
  Canvas canvas;

  if (open_canvas (cr, &canvas))
    write_dots (cr, &canvas, dots, n, colors);
  else
    stroke_dots (cr, dots, n, colors);
}
