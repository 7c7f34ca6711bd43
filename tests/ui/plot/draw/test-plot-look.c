/* test-plot-look.c: text that can be read, colours that differ, lines as Cairo draws them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "label-layout.h"
#include "plot-geometry.h"
#include "plot-means.h"
#include "plot-pixels.h"
#include "plot-traces.h"
#include "plot-kit.h"

static void
test_labels_do_not_overlap (void)
{
  TfLabelLayout layout;
  TfBox boxes[60];
  guint n = 0;

  tf_label_layout_init (&layout, &(TfBox){ 0, 0, 400, 300 });
  for (int i = 0; i < 60; i++)
    {
      double x = g_test_rand_double_range (100, 300), y = g_test_rand_double_range (100, 200);
      TfBox found = { .width = 40, .height = 16 };
      gboolean is_found = tf_label_layout_find (&layout, x, y, 1, 0, 8, 60, &found, NULL);

      /* What is found is not yet taken. */
      boxes[n] = (TfBox){ .width = 40, .height = 16 };
      g_assert_cmpint (tf_label_layout_place (&layout, x, y, 1, 0, 8, 60, boxes + n, NULL), ==, is_found);
      if (is_found)
        g_assert_cmpmem (&found, sizeof found, boxes + n, sizeof found);
      n += is_found;
    }
  g_assert_cmpuint (n, >, 10);
  for (guint a = 0; a < n; a++)
    for (guint b = 0; b < a; b++)
      g_assert_true (fabs (boxes[a].x - boxes[b].x) >= 40 || fabs (boxes[a].y - boxes[b].y) >= 16);
  tf_label_layout_clear (&layout);
}

/* Two classes share a colour or a marker, not both, up to 64 of them. */
/* (L1 + 0.05)/(L2 + 0.05) of WCAG 2.1. */
static double
contrast (const double a[3], const double b[3])
{
  const double *colors[2] = { a, b };
  double l[2];

  for (int c = 0; c < 2; c++)
    {
      double linear[3];

      for (int i = 0; i < 3; i++)
        linear[i] = colors[c][i] > 0.04045 ? pow ((colors[c][i] + 0.055) / 1.055, 2.4) : colors[c][i] / 12.92;
      l[c] = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05;
    }
  return fmax (l[0], l[1]) / fmin (l[0], l[1]);
}

/* Text is read in both themes and on paper, in the colour of any class or line. */
static void
test_text_contrast (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  TfPlotStyle styles[3];

  tf_plot_style_screen (&styles[0], FALSE, 1);
  tf_plot_style_screen (&styles[1], TRUE, 1);
  tf_plot_style_paper (&styles[2], 9);
  for (guint s = 0; s < 3; s++)
    {
      double rgb[3], readable[3];

      g_assert_cmpfloat (contrast (styles[s].foreground, styles[s].background), >=, 7);
      g_assert_cmpfloat (contrast (styles[s].dim, styles[s].background), >=, 4.5);
      for (guint k = 0; k < 100 + TF_PLOT_N_COLORS; k++)
        {
          if (k < TF_PLOT_N_COLORS)
            tf_plot_class_color (&styles[s], k, TF_PLOT_N_COLORS, rgb);
          else
            for (int i = 0; i < 3; i++)
              rgb[i] = g_rand_double (rand);
          tf_plot_text_color (&styles[s], rgb, readable);
          g_assert_cmpfloat (contrast (readable, styles[s].background), >=, 4.5);
          g_assert_cmpfloat_with_epsilon (tf_plot_contrast (rgb, styles[s].background),
                                          contrast (rgb, styles[s].background), 1e-9);
        }
      /* What holds already stays what it is. */
      tf_plot_text_color (&styles[s], styles[s].dim, readable);
      g_assert_cmpmem (readable, sizeof readable, styles[s].dim, sizeof readable);
    }
}

/* Lines and dots grow with a plot of very many letters, up to twice; letters do not, and usual plots stay as they are. */
static void
test_growth (void)
{
  static const double sides[] = { 200, 600, 780, 1170, 1560, 4000 }, growths[] = { 1, 1, 1, 1.5, 2, 2 };

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    for (int scale = 1; scale <= 2; scale++)
      {
        TfPlotStyle usual, grown;

        tf_plot_style_screen (&usual, TRUE, scale);
        grown = usual;
        tf_plot_style_grow (&grown, 2 * scale * sides[i], scale * sides[i]);
        g_assert_cmpfloat (grown.text_size, ==, usual.text_size);
        g_assert_cmpfloat_with_epsilon (grown.thin_width, growths[i] * usual.thin_width, 1e-12);
        g_assert_cmpfloat_with_epsilon (grown.line_width, growths[i] * usual.line_width, 1e-12);
        g_assert_cmpfloat_with_epsilon (grown.marker_radius, growths[i] * usual.marker_radius, 1e-12);
        g_assert_cmpfloat_with_epsilon (grown.growth, growths[i], 1e-12);
      }
}

static void
test_class_colors_differ (void)
{
  for (int dark = 0; dark < 2; dark++)
    for (guint a = 0; a < TF_PLOT_N_COLORS * TF_N_MARKERS; a++)
      for (guint b = 0; b < a; b++)
        {
          double x[3], y[3], distance;
          TfPlotStyle style;
          tf_plot_style_screen (&style, dark, 1);
          tf_plot_class_color (&style, a, 100, x);
          tf_plot_class_color (&style, b, 100, y);
          distance = fabs (x[0] - y[0]) + fabs (x[1] - y[1]) + fabs (x[2] - y[2]);
          g_assert_true (distance > 0.2 || tf_plot_class_marker (a) != tf_plot_class_marker (b));
        }
}

/* --- Pixels --- */

#define SIDE 96

static cairo_surface_t *
draw_line (const double from[2], const double to[2], double width, gboolean by_cairo)
{
  static const double blue[3] = { 0, 0, 1 };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 2 * SIDE, 2 * SIDE);
  cairo_t *cr;

  cairo_surface_set_device_scale (surface, 2, 2);
  cr = cairo_create (surface);
  cairo_rectangle (cr, 8, 8, SIDE - 16, SIDE - 16);
  cairo_clip (cr);
  cairo_rotate (cr, by_cairo ? 1e-9 : 0); /* a view that is turned is not written to */
  tf_plot_draw_line (cr, from, to, width, blue, 0.8);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static int
get_alpha (cairo_surface_t *surface, int x, int y)
{
  const guint8 *data = cairo_image_surface_get_data (surface);

  return data[y * cairo_image_surface_get_stride (surface) + 4 * x + 3];
}

/* A line that is written covers what Cairo's covers: hardly a pixel is far off, the
 * ink is the same, and nothing is outside of the clip. */
static void
test_lines_as_cairo_draws_them (void)
{
  for (int i = 0; i < 300; i++)
    {
      double from[2], to[2], width = g_test_rand_double_range (0.5, 3), ink[2] = { 0 };
      cairo_surface_t *written, *stroked;
      int n_off = 0;

      for (int c = 0; c < 2; c++)
        {
          from[c] = g_test_rand_double_range (-40, SIDE + 40);
          to[c] = i % 10 == c ? from[c] : g_test_rand_double_range (-40, SIDE + 40);
        }
      written = draw_line (from, to, width, FALSE);
      stroked = draw_line (from, to, width, TRUE);
      for (int y = 0; y < 2 * SIDE; y++)
        for (int x = 0; x < 2 * SIDE; x++)
          {
            int a = get_alpha (written, x, y), b = get_alpha (stroked, x, y);

            /* A ramp for the area under a slanted edge is off by a little; Cairo, which counts
             * fifteen rows a pixel, now and then by a pixel at a line's end. */
            n_off += abs (a - b) > 70;
            g_assert_true (a == 0 || (x >= 16 && x < 2 * SIDE - 16 && y >= 16 && y < 2 * SIDE - 16));
            ink[0] += a;
            ink[1] += b;
          }
      g_assert_cmpint (n_off, <=, 3);
      g_assert_cmpfloat_with_epsilon (ink[0], ink[1], 0.1 * ink[1] + 600);
      cairo_surface_destroy (written);
      cairo_surface_destroy (stroked);
    }
}

static void
test_odd_lines (void)
{
  static const double point[2] = { 40, 40 }, wild[][2] = { { 40, 40 }, { NAN, 3 }, { 1e300, -1e300 }, { INFINITY, 2 } };

  for (gsize i = 0; i < G_N_ELEMENTS (wild); i++)
    {
      cairo_surface_t *surface = draw_line (point, wild[i], 1, FALSE);

      g_assert_cmpint (get_alpha (surface, 0, 0), ==, 0);
      cairo_surface_destroy (surface);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plots/labels", test_labels_do_not_overlap);
  g_test_add_func ("/plots/class-colors", test_class_colors_differ);
  g_test_add_func ("/plots/text-contrast", test_text_contrast);
  g_test_add_func ("/plots/lines/as-cairo", test_lines_as_cairo_draws_them);
  g_test_add_func ("/plots/lines/odd", test_odd_lines);
  g_test_add_func ("/plots/growth", test_growth);
  return g_test_run ();
}
