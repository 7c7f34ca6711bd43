/* test-plots.c: plots of frames and traces: in bounds, alike, whatever is in them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "plot-geometry.h"
#include "plot-means.h"
#include "plot-traces.h"
#include "traces-floor.h"
#include "plot-kit.h"

/* --- Plots --- */

static void
draw_means (cairo_t *cr, double width, double height, const TfPlotStyle *style, gpointer data)
{
  const TfFrame *frame = data;
  TfMeansOptions options = TF_MEANS_OPTIONS_DEFAULT;
  g_autoptr (TfMeansCamera) camera = tf_means_camera_new ();
  g_autoptr (TfMeansTrail) trail = tf_means_trail_new (3);

  options.show_weights = TRUE;
  options.highlighted = 1;
  if (frame != NULL)
    {
      options.trail = trail;
      for (int i = 0; i < 5; i++)
        tf_means_trail_append (trail, frame, frame->view_means);
      tf_means_camera_reset (camera, frame->view_dim, frame->n_classes);
      tf_means_camera_fit (camera, frame);
      tf_means_camera_rotate (camera, 0.3, 0.2);
    }
  tf_plot_means_draw (cr, width, height, frame, camera, &options, style);
}

static void
draw_geometry (cairo_t *cr, double width, double height, const TfPlotStyle *style, gpointer data)
{
  TfGeometryOptions options = TF_GEOMETRY_OPTIONS_DEFAULT;

  options.has_pointer = TRUE;
  options.pointer_x = width / 2;
  options.pointer_y = height / 2;
  tf_plot_geometry_draw (cr, width, height, data, &options, style);
}

static void
test_frames (void)
{
  static const guint sizes[][2] = { { 2, 1 }, { 2, 3 }, { 3, 2 }, { 3, 1 }, { 4, 3 }, { 7, 8 }, { 10, 2 }, { 10, 9 },
                                    { 50, 49 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (TfFrame) frame = make_frame (sizes[i][0], sizes[i][1], 200, 0.5, 1);
      check_everywhere (draw_means, frame);
      check_everywhere (draw_geometry, frame);
      check_not_blank (draw_means, frame);
      check_not_blank (draw_geometry, frame);
    }
}

static guint32
get_pixel (cairo_surface_t *surface, double x, double y)
{
  const guint8 *row = cairo_image_surface_get_data (surface) + (int) y * cairo_image_surface_get_stride (surface);

  return ((const guint32 *) (gconstpointer) row)[(int) x] & 0xffffff;
}

/* The matrix of a frame, drawn in that format and copied into one of 8 bits a colour. */
static cairo_surface_t *
draw_matrix (const TfFrame *frame, cairo_format_t format, const TfPlotStyle *style)
{
  cairo_surface_t *drawn = cairo_image_surface_create (format, 500, 400);
  cairo_surface_t *copy = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 500, 400);
  TfGeometryOptions options = TF_GEOMETRY_OPTIONS_DEFAULT;
  cairo_t *cr = cairo_create (drawn);

  tf_plot_geometry_draw (cr, 500, 400, frame, &options, style);
  cairo_destroy (cr);
  cr = cairo_create (copy);
  cairo_set_source_surface (cr, drawn, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (drawn);
  cairo_surface_flush (copy);
  return copy;
}

/* Pixels are written with the colours that Cairo gives the cells where it draws them
 * itself, as into 10 bits a colour. */
static void
test_pixels_of_cells (void)
{
  for (int dark = 0; dark < 2; dark++)
    {
      g_autoptr (TfFrame) frame = make_frame (60, 59, 10, 0.5, 1);
      TfPlotStyle style;
      cairo_surface_t *written, *filled;
      double x[60], y[60]; /* of a column, of a row */
      guint different = 0;

      tf_plot_style_screen (&style, dark, 1);
      written = draw_matrix (frame, CAIRO_FORMAT_RGB24, &style);
      filled = draw_matrix (frame, CAIRO_FORMAT_RGB30, &style);
      for (guint i = 0; i < 60; i++)
        tf_plot_geometry_locate (500, 400, frame, &TF_GEOMETRY_OPTIONS_DEFAULT, &style, i, i, &x[i], &y[i]);
      for (guint i = 0; i < 60 * 60; i++)
        {
          double at_x = x[i % 60], at_y = y[i / 60];

          g_assert_cmphex (get_pixel (written, at_x, at_y), ==, get_pixel (filled, at_x, at_y));
          different += get_pixel (written, at_x, at_y) != get_pixel (written, at_x + 20, at_y);
        }
      g_assert_cmpuint (different, >, 1000);
      cairo_surface_destroy (written);
      cairo_surface_destroy (filled);
    }
}

/* Of 40 x 40 pixels above the diagonal, those of a cosine far from the ideal. */
static guint
count_strong (const TfFrame *frame)
{
  TfPlotStyle style;
  cairo_surface_t *surface;
  guint n = 0;

  tf_plot_style_screen (&style, FALSE, 1);
  surface = draw_matrix (frame, CAIRO_FORMAT_RGB24, &style);
  for (int y = 0; y < 40; y++)
    for (int x = 0; x < 40; x++)
      {
        guint32 pixel = get_pixel (surface, 250 + x, 120 + y);

        n += MIN (MIN (pixel >> 16, pixel >> 8 & 0xff), pixel & 0xff) < 0x70;
      }
  cairo_surface_destroy (surface);
  return n;
}

/* Cells smaller than a pixel: the mean of twenty and more, not one of them. */
static void
test_means_of_cells (void)
{
  g_autoptr (TfFrame) many = make_frame (1600, 3, 10, 0.5, 1), few = make_frame (60, 3, 10, 0.5, 1);

  g_assert_cmpuint (count_strong (few), >, 500);
  g_assert_cmpuint (count_strong (many), <, 50);
  for (gsize i = 0; i < 1600 * 1600; i++)
    many->cosines[i] = 1;
  g_assert_cmpuint (count_strong (many), ==, 1600);
}

/* A hundred classes, and all plots with large text on a dense display: text
 * and lines fill more of the picture there. */
static void
test_large (void)
{
  g_autoptr (TfFrame) many = make_frame (100, 99, 400, 0.5, 1), few = make_frame (4, 3, 50, 0.5, 1);
  g_autoptr (TfTrace) trace = make_trace (500, 1);
  const struct { DrawFunc draw; gpointer data; } plots[] = {
    { draw_means, many }, { draw_geometry, many }, { draw_means, few }, { draw_geometry, few },
    { draw_traces, trace }, { draw_linear_traces, trace },
  };

  for (guint i = 0; i < G_N_ELEMENTS (plots); i++)
    {
      check_everywhere (plots[i].draw, plots[i].data);
      check_not_blank (plots[i].draw, plots[i].data);
      for (int dark = 0; dark < 2; dark++)
        {
          GByteArray *a = render_at (SURFACE_IMAGE, 400, 300, dark, 2, plots[i].draw, plots[i].data);
          GByteArray *b = render_at (SURFACE_IMAGE, 400, 300, dark, 2, plots[i].draw, plots[i].data);
          guint n = 0;
          g_assert_cmpuint (a->len, ==, 800 * 600 * 4);
          g_assert_cmpmem (a->data, a->len, b->data, b->len);
          for (guint j = 4; j + 4 <= a->len; j += 4)
            n += memcmp (a->data, a->data + j, 4) != 0;
          g_assert_cmpuint (n, >, 2000);
          g_byte_array_unref (a);
          g_byte_array_unref (b);
        }
    }
}

static void
test_odd_frames (void)
{
  static const double scales[] = { 0, 1e-300, 1e300, 1e-30, 1e30 };

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    {
      g_autoptr (TfFrame) frame = make_frame (4, 3, 50, 0.5, scales[i]);
      for (guint j = 0; j < 16; j++)
        frame->cosines[j] = NAN;
      check_everywhere (draw_means, frame);
      check_everywhere (draw_geometry, frame);
      frame->ghost_radius = NAN;
      frame->view_means[2] = NAN;
      frame->view_means[4] = INFINITY;
      frame->view_samples[0] = NAN;
      check_everywhere (draw_means, frame);
    }
  check_everywhere (draw_means, NULL);
  check_everywhere (draw_geometry, NULL);
}

/* The middle of a cell is in that cell, and the matrix ends. */
static void
test_cells (void)
{
  g_autoptr (TfFrame) frame = make_frame (7, 6, 10, 1, 1);
  TfGeometryOptions options = TF_GEOMETRY_OPTIONS_DEFAULT;
  TfPlotStyle style;
  double x, y;
  guint row, column;

  tf_plot_style_screen (&style, FALSE, 1);
  for (guint i = 0; i < 49; i++)
    {
      tf_plot_geometry_locate (500, 400, frame, &options, &style, i / 7, i % 7, &x, &y);
      g_assert_true (tf_plot_geometry_hit (500, 400, frame, &options, &style, x, y, &row, &column));
      g_assert_cmpuint (row, ==, i / 7);
      g_assert_cmpuint (column, ==, i % 7);
    }
  g_assert_false (tf_plot_geometry_hit (500, 400, frame, &options, &style, 0, 0, &row, &column));
}

/* One class in the ring that lessons draw around it. */
static void
draw_marked (cairo_t *cr, double width, double height, const TfPlotStyle *style, gpointer data)
{
  TfMeansOptions options = TF_MEANS_OPTIONS_DEFAULT;
  g_autoptr (TfMeansCamera) camera = tf_means_camera_new ();
  TfFrame *frame = make_frame (5, 8, 0, 1, 1);

  tf_means_camera_reset (camera, frame->view_dim, frame->n_classes);
  tf_means_camera_fit (camera, frame);
  tf_plot_paint_background (cr, width, height, style);
  options.marked = 1;
  options.show_samples = FALSE;
  options.show_labels = data != NULL;
  tf_plot_means_draw (cr, width, height, frame, camera, &options, style);
  tf_frame_unref (frame);
}

/* Its label stands beside the ring, not on it: what the ring has painted in its colour stays. */
static void
test_ring (void)
{
  g_autoptr (GByteArray) bare = render (SURFACE_IMAGE, 400, 300, FALSE, draw_marked, NULL);
  g_autoptr (GByteArray) labelled = render (SURFACE_IMAGE, 400, 300, FALSE, draw_marked, GINT_TO_POINTER (1));
  guint changed = 0, covered = 0;

  g_assert_cmpuint (bare->len, ==, labelled->len);
  for (guint i = 0; i + 3 < bare->len; i += 4)
    if (memcmp (bare->data + i, labelled->data + i, 3) != 0)
      {
        changed++;
        covered += bare->data[i] > bare->data[i + 2] + 100;
      }
  g_assert_cmpuint (changed, >, 50);
  g_assert_cmpuint (covered, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plots/frames", test_frames);
  g_test_add_func ("/plots/large", test_large);
  g_test_add_func ("/plots/pixels-of-cells", test_pixels_of_cells);
  g_test_add_func ("/plots/means-of-cells", test_means_of_cells);
  g_test_add_func ("/plots/odd-frames", test_odd_frames);
  g_test_add_func ("/plots/cells", test_cells);
  g_test_add_func ("/plots/ring", test_ring);
  return g_test_run ();
}
