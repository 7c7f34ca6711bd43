/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot-style.h"

#include <math.h>

#define TEXT_CONTRAST 4.5 /* WCAG 2.1, level AA */
#define TEXT_STEPS 20

#define LARGE_PLOT 60 /* ems, from which on lines grow */
#define MOST_GROWTH 2

static void
set_hex (double rgb[3], guint32 hex)
{
  rgb[0] = (hex >> 16 & 0xff) / 255.0;
  rgb[1] = (hex >> 8 & 0xff) / 255.0;
  rgb[2] = (hex & 0xff) / 255.0;
}

void
tf_plot_style_screen (TfPlotStyle *self, gboolean dark, double scale)
{
  *self = (TfPlotStyle){ .dark = dark, .fill_background = TRUE };
  set_hex (self->background, dark ? 0x1e1e1e : 0xffffff);
  set_hex (self->foreground, dark ? 0xe6e6e6 : 0x2a2a2e);
  set_hex (self->dim, dark ? 0xa3a3a3 : 0x66666c);
  set_hex (self->grid, dark ? 0x3a3a3c : 0xe4e4e7);
  self->font_family = "Cantarell, sans-serif";
  self->text_size = 13 * scale;
  self->line_width = 2 * scale;
  self->thin_width = scale;
  self->marker_radius = 7 * scale;
  self->growth = 1;
}

void
tf_plot_style_grow (TfPlotStyle *self, double width, double height)
{
  double growth = CLAMP (MIN (width, height) / (LARGE_PLOT * self->text_size), 1, MOST_GROWTH);

  self->line_width *= growth;
  self->thin_width *= growth;
  self->marker_radius *= growth;
  self->growth *= growth;
}

void
tf_plot_style_add_contrast (TfPlotStyle *self)
{
  set_hex (self->background, self->dark ? 0x000000 : 0xffffff);
  set_hex (self->foreground, self->dark ? 0xffffff : 0x000000);
  set_hex (self->dim, self->dark ? 0xf0f0f0 : 0x1a1a1a);
  set_hex (self->grid, self->dark ? 0x707070 : 0x9a9a9a);
  self->line_width *= 1.4;
  self->thin_width *= 1.6;
  self->marker_radius *= 1.15;
}

void
tf_plot_style_paper (TfPlotStyle *self, double text_size)
{
  tf_plot_style_screen (self, FALSE, 1);
  set_hex (self->foreground, 0x000000);
  set_hex (self->dim, 0x4a4a4e);
  set_hex (self->grid, 0xdedee2);
  self->font_family = "Cantarell, sans-serif";
  self->text_size = text_size;
  self->line_width = text_size * 0.125;
  self->thin_width = text_size * 0.06;
  self->marker_radius = text_size * 0.42;
}

void
tf_plot_class_color (const TfPlotStyle *self, guint k, guint n_classes, double rgb[3])
{
  static const guint32 on_light[TF_PLOT_N_COLORS]
      = { 0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9, 0x5e5c64, 0xb8a900 };
  static const guint32 on_dark[TF_PLOT_N_COLORS]
      = { 0x3d94e0, 0xf0703a, 0x14b98a, 0xdd92bf, 0xf2ae24, 0x86cdf5, 0xb6b4bd, 0xf0e442 };

  set_hex (rgb, (self->dark ? on_dark : on_light)[k % TF_PLOT_N_COLORS]);
}

TfMarker
tf_plot_class_marker (guint k)
{
  return k / TF_PLOT_N_COLORS % TF_N_MARKERS;
}

/* n corners from the angle `first` (0 is up), each second one at `inner` times the radius. */
static void
polygon_path (cairo_t *cr, double x, double y, double radius, int n, double first, double inner)
{
  for (int i = 0; i < n; i++)
    {
      double angle = first + 2 * G_PI * i / n;
      double r = i % 2 == 1 ? radius * inner : radius;
      cairo_line_to (cr, x + r * sin (angle), y - r * cos (angle));
    }
  cairo_close_path (cr);
}

void
tf_plot_marker_path (cairo_t *cr, TfMarker marker, double x, double y, double radius)
{
  cairo_new_sub_path (cr);
  switch (marker)
    {
    case TF_MARKER_SQUARE:
      polygon_path (cr, x, y, radius * 1.25, 4, G_PI / 4, 1);
      break;
    case TF_MARKER_TRIANGLE:
      polygon_path (cr, x, y + radius * 0.15, radius * 1.45, 3, 0, 1);
      break;
    case TF_MARKER_DIAMOND:
      polygon_path (cr, x, y, radius * 1.3, 4, 0, 1);
      break;
    case TF_MARKER_TRIANGLE_DOWN:
      polygon_path (cr, x, y - radius * 0.15, radius * 1.45, 3, G_PI, 1);
      break;
    case TF_MARKER_PLUS:
      for (int i = 0; i < 12; i++)
        {
          static const double xs[] = { -1, 1, 1, 3, 3, 1, 1, -1, -1, -3, -3, -1 };
          static const double ys[] = { -3, -3, -1, -1, 1, 1, 3, 3, 1, 1, -1, -1 };
          cairo_line_to (cr, x + xs[i] * radius * 0.4, y + ys[i] * radius * 0.4);
        }
      cairo_close_path (cr);
      break;
    case TF_MARKER_HEXAGON:
      polygon_path (cr, x, y, radius * 1.1, 6, G_PI / 6, 1);
      break;
    case TF_MARKER_STAR:
      polygon_path (cr, x, y, radius * 1.5, 10, 0, 0.5);
      break;
    case TF_MARKER_CIRCLE:
    case TF_N_MARKERS:
    default:
      cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
      cairo_close_path (cr);
    }
}

void
tf_plot_mix (const double a[3], const double b[3], double share_of_b, double rgb[3])
{
  for (int i = 0; i < 3; i++)
    rgb[i] = (1 - share_of_b) * a[i] + share_of_b * b[i];
}

static double
luminance (const double rgb[3])
{
  static const double weights[3] = { 0.2126, 0.7152, 0.0722 };
  double sum = 0;

  for (int i = 0; i < 3; i++)
    sum += weights[i] * (rgb[i] <= 0.04045 ? rgb[i] / 12.92 : pow ((rgb[i] + 0.055) / 1.055, 2.4));
  return sum;
}

double
tf_plot_contrast (const double a[3], const double b[3])
{
  double one = luminance (a), other = luminance (b);

  return (MAX (one, other) + 0.05) / (MIN (one, other) + 0.05);
}

void
tf_plot_text_color (const TfPlotStyle *self, const double rgb[3], double readable[3])
{
  for (int i = 0; i <= TEXT_STEPS; i++)
    {
      tf_plot_mix (rgb, self->foreground, (double) i / TEXT_STEPS, readable);
      if (tf_plot_contrast (readable, self->background) >= TEXT_CONTRAST)
        return;
    }
}

void
tf_plot_set_color (cairo_t *cr, const double rgb[3], double alpha)
{
  cairo_set_source_rgba (cr, rgb[0], rgb[1], rgb[2], alpha);
}

void
tf_plot_paint_background (cairo_t *cr, double width, double height, const TfPlotStyle *style)
{
  if (!style->fill_background)
    return;
  tf_plot_set_color (cr, style->background, 1);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_fill (cr);
}

double
tf_plot_snap (cairo_t *cr, double coordinate, double line_width)
{
  cairo_surface_t *target = cairo_get_target (cr);
  double scale_x, scale_y, pixels;

  if (cairo_surface_get_type (target) != CAIRO_SURFACE_TYPE_IMAGE)
    return coordinate;
  cairo_surface_get_device_scale (target, &scale_x, &scale_y);
  pixels = round (line_width * scale_x);
  if ((int) pixels % 2 == 1)
    return (floor (coordinate * scale_x) + 0.5) / scale_x;
  return round (coordinate * scale_x) / scale_x;
}
