/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot-pixels.h"

#include <math.h>

#include "plot-style.h"

gboolean
tf_pixels_open (cairo_t *cr, TfPixels *pixels)
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
  pixels->surface = surface;
  pixels->data = cairo_image_surface_get_data (surface);
  if (pixels->data == NULL)
    return FALSE;
  pixels->stride = cairo_image_surface_get_stride (surface);
  pixels->scale = matrix.xx * scale_x;
  pixels->dx = matrix.x0 * scale_x + offset_x;
  pixels->dy = matrix.y0 * scale_y + offset_y;
  cairo_clip_extents (cr, &x0, &y0, &x1, &y1);
  pixels->x0 = MAX (0, (int) floor (x0 * pixels->scale + pixels->dx));
  pixels->y0 = MAX (0, (int) floor (y0 * pixels->scale + pixels->dy));
  pixels->x1 = MIN (cairo_image_surface_get_width (surface), (int) ceil (x1 * pixels->scale + pixels->dx));
  pixels->y1 = MIN (cairo_image_surface_get_height (surface), (int) ceil (y1 * pixels->scale + pixels->dy));
  return TRUE;
}

void
tf_pixels_close (TfPixels *self)
{
  cairo_surface_mark_dirty (self->surface);
}

static void
get_color (const double rgb[3], guint32 color[3])
{
  for (int c = 0; c < 3; c++)
    color[c] = (guint32) lround (rgb[c] * 255);
}

/* color over the pixel, both premultiplied by alpha; coverage in [0, 256]. */
static inline void
blend (guint32 *pixel, const guint32 color[3], guint coverage)
{
  guint32 p = *pixel, rest = 256 - coverage;
  guint32 a = ((p >> 24) * rest + 255 * coverage + 128) >> 8;
  guint32 r = ((p >> 16 & 0xff) * rest + color[0] * coverage + 128) >> 8;
  guint32 g = ((p >> 8 & 0xff) * rest + color[1] * coverage + 128) >> 8;
  guint32 b = ((p & 0xff) * rest + color[2] * coverage + 128) >> 8;

  *pixel = a << 24 | r << 16 | g << 8 | b;
}

void
tf_pixels_write_dot (const TfPixels *self, double x_user, double y_user, double radius_user, const double rgb[3],
                     double alpha)
{
  float x = x_user * self->scale + self->dx - 0.5f, y = y_user * self->scale + self->dy - 0.5f;
  float radius = radius_user * self->scale, reach = radius + 0.5f;
  int left, right, top, bottom;
  guint32 color[3];

  if (!(alpha > 0 && x > self->x0 - reach && x < self->x1 + reach && y > self->y0 - reach && y < self->y1 + reach))
    return;
  get_color (rgb, color);
  left = MAX (self->x0, (int) ceilf (x - reach));
  right = MIN (self->x1 - 1, (int) floorf (x + reach));
  top = MAX (self->y0, (int) ceilf (y - reach));
  bottom = MIN (self->y1 - 1, (int) floorf (y + reach));
  for (int j = top; j <= bottom; j++)
    {
      guint32 *row = (guint32 *) (gpointer) (self->data + (gsize) j * self->stride);
      for (int i = left; i <= right; i++)
        {
          float share = reach - sqrtf ((i - x) * (i - x) + (j - y) * (j - y));
          if (share > 0)
            blend (row + i, color, (guint) (MIN (share, 1.0f) * alpha * 256));
        }
    }
}

/* A line on its way through the pixels: `u` counts along the axis it mostly
 * follows, `v` across. Lengths in pixels, from the first pixel's centre. */
typedef struct
{
  double u0, v0, u1, v1;
  double length;
  double slope;  /* dv / du */
  double across; /* distance from the line for a step in v: cos of its angle */
  double reach;  /* how far from the line in distance there is coverage */
  double width;
} Course;

static gboolean
course_init (Course *self, const TfPixels *pixels, const double from[2], const double to[2], double width,
             gboolean steep)
{
  gboolean backward = to[steep] < from[steep];
  const double *a = backward ? to : from, *b = backward ? from : to;
  double shift[2] = { pixels->dx - 0.5, pixels->dy - 0.5 };

  self->u0 = a[steep] * pixels->scale + shift[steep];
  self->v0 = a[!steep] * pixels->scale + shift[!steep];
  self->u1 = b[steep] * pixels->scale + shift[steep];
  self->v1 = b[!steep] * pixels->scale + shift[!steep];
  self->length = hypot (self->u1 - self->u0, self->v1 - self->v0);
  self->slope = (self->v1 - self->v0) / (self->u1 - self->u0);
  self->across = (self->u1 - self->u0) / self->length;
  self->width = width * pixels->scale;
  self->reach = self->width / 2 + 0.5;
  return self->length > 0 && isfinite (self->length);
}

/* Of the pixel's coverage; du and dv from where the line begins, and from the line. */
static double
get_share (const Course *course, double du, double dv)
{
  double aside = fabs (dv) * course->across;
  double along = course->across * (du + course->slope * (dv + course->slope * du));
  double body = MIN (MIN (course->reach - aside, course->width), 1);
  double ends = MIN (along, course->length - along) + 0.5;

  return body * CLAMP (ends, 0, 1);
}

void
tf_pixels_write_line (const TfPixels *self, const double from[2], const double to[2], double width,
                      const double rgb[3], double alpha)
{
  gboolean steep = fabs (to[1] - from[1]) > fabs (to[0] - from[0]);
  int u_end = steep ? self->y1 : self->x1, v_end = steep ? self->x1 : self->y1;
  int u_begin = steep ? self->y0 : self->x0, v_begin = steep ? self->x0 : self->y0;
  gsize u_stride = steep ? self->stride : 4, v_stride = steep ? 4 : self->stride;
  guint32 color[3];
  Course course;

  if (!course_init (&course, self, from, to, width, steep))
    return;
  get_color (rgb, color);
  u_begin = (int) CLAMP (ceil (course.u0 - course.reach), u_begin, u_end);
  u_end = (int) CLAMP (floor (course.u1 + course.reach) + 1, u_begin, u_end);
  for (int u = u_begin; u < u_end; u++)
    {
      double middle = course.v0 + (u - course.u0) * course.slope, spread = course.reach / course.across;
      int first = (int) CLAMP (ceil (middle - spread), v_begin, v_end);
      int end = (int) CLAMP (floor (middle + spread) + 1, v_begin, v_end);
      for (int v = first; v < end; v++)
        {
          double share = get_share (&course, u - course.u0, v - middle);
          if (share > 0)
            blend ((guint32 *) (gpointer) (self->data + u * u_stride + v * v_stride), color,
                   (guint) (share * alpha * 256 + 0.5));
        }
    }
}

void
tf_plot_draw_line (cairo_t *cr, const double from[2], const double to[2], double width, const double rgb[3],
                   double alpha)
{
  TfPixels pixels;

  if (tf_pixels_open (cr, &pixels))
    {
      tf_pixels_write_line (&pixels, from, to, width, rgb, alpha);
      tf_pixels_close (&pixels);
      return;
    }
  tf_plot_set_color (cr, rgb, alpha);
  cairo_set_line_width (cr, width);
  cairo_move_to (cr, from[0], from[1]);
  cairo_line_to (cr, to[0], to[1]);
  cairo_stroke (cr);
}
