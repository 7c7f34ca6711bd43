/* test-plots.c: numbers, axes, the camera, and every plot on every kind of surface
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>
#include <string.h>

#include "simplex.h"
#include "axis.h"
#include "label-layout.h"
#include "number-format.h"
#include "plot-geometry.h"
#include "plot-means.h"
#include "plot-pixels.h"
#include "plot-traces.h"
#include "traces-floor.h"

/* --- Numbers --- */

static void
check_number (double value, guint digits, const char *expected)
{
  g_autofree char *text = tf_format_number (value, digits);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_number_format (void)
{
  g_autofree char *count = tf_format_count (50000), *small = tf_format_count (999), *million = tf_format_count (1234567);
  g_autofree char *trimmed = tf_format_number_short (0.20, 3), *power = tf_format_number_short (1e-5, 3);
  g_autofree char *fixed = tf_format_fixed (-0.333, 2), *zero = tf_format_fixed (-0.001, 2);

  check_number (NAN, 3, "undefined");
  check_number (-NAN, 3, "undefined");
  check_number (INFINITY, 3, "∞");
  check_number (-INFINITY, 3, "−∞");
  check_number (0, 3, "0");
  check_number (-0.0, 3, "0");
  check_number (0.0012, 2, "1.2×10⁻³");
  check_number (-0.0012, 2, "−1.2×10⁻³");
  check_number (0.05, 2, "0.050");
  check_number (1, 3, "1.00");
  check_number (9.99, 2, "10");
  check_number (0.00999, 2, "0.010");
  check_number (9999.6, 4, "1.000×10⁴");
  check_number (1234, 2, "1234");
  check_number (12345, 3, "1.23×10⁴");
  check_number (1e300, 1, "1×10³⁰⁰");
  check_number (5e-324, 2, "4.9×10⁻³²⁴");
  g_assert_cmpstr (count, ==, "50,000");
  g_assert_cmpstr (small, ==, "999");
  g_assert_cmpstr (million, ==, "1,234,567");
  g_assert_cmpstr (trimmed, ==, "0.2");
  g_assert_cmpstr (power, ==, "10⁻⁵");
  g_assert_cmpstr (fixed, ==, "−0.33");
  g_assert_cmpstr (zero, ==, "0.00");
}

/* What a label says, read back. */
static double
parse_label (const char *label)
{
  g_autoptr (GString) plain = g_string_new (label);
  static const char *const figures[][2]
      = { { "−", "-" }, { "⁻", "-" }, { "⁰", "0" }, { "¹", "1" }, { "²", "2" }, { "³", "3" },
          { "⁴", "4" }, { "⁵", "5" }, { "⁶", "6" }, { "⁷", "7" }, { "⁸", "8" }, { "⁹", "9" } };
  const char *ten;

  g_string_replace (plain, "×10", "e", 0);
  /* A power of ten alone: "10" before a raised figure. */
  ten = strstr (plain->str, "10");
  if (strchr (plain->str, 'e') == NULL && ten != NULL && (guchar) ten[2] >= 0x80)
    g_string_replace (plain, "10", "1e", 1);
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    g_string_replace (plain, figures[i][0], figures[i][1], 0);
  return g_ascii_strtod (plain->str, NULL);
}

/* --- Axes --- */

static void
check_ticks (const TfAxis *axis, guint max_labels)
{
  g_autoptr (GArray) ticks = tf_axis_get_ticks (axis, max_labels);
  guint labels = 0;

  for (guint i = 0; i < ticks->len; i++)
    {
      const TfTick *tick = &g_array_index (ticks, TfTick, i);
      g_assert_cmpfloat (tick->value, >=, axis->lo);
      g_assert_cmpfloat (tick->value, <=, axis->hi);
      g_assert_cmpfloat (tick->position, >=, 0);
      g_assert_cmpfloat (tick->position, <=, 1);
      /* Positions come from logarithms of values up to 1e307: 1e-12 is their round-off. */
      g_assert_cmpfloat_with_epsilon (tick->position, tf_axis_map (axis, tick->value), 1e-12);
      if (i > 0)
        g_assert_cmpfloat (tick->value, >, g_array_index (ticks, TfTick, i - 1).value);
      if (tick->label[0] == '\0')
        continue;
      labels++;
      /* The label says the value: i * step is off by a few units in the last place. */
      g_assert_cmpfloat (fabs (parse_label (tick->label) - tick->value), <=,
                         1e-9 * MAX (fabs (tick->value), fabs (axis->hi / 2 - axis->lo / 2)));
    }
  g_assert_cmpuint (labels, >=, 2);
  g_assert_cmpuint (labels, <=, 2 * max_labels + 4);
}

static void
test_axis_random (void)
{
  for (int i = 0; i < 20000; i++)
    {
      gboolean log = g_test_rand_int () % 2;
      guint max_labels = g_test_rand_int_range (2, 20);
      double middle = pow (10, g_test_rand_double_range (-290, 290));
      double span = pow (10, g_test_rand_double_range (-5, 12));
      TfAxis axis;

      if (log)
        axis = tf_axis_new (middle, middle * (1 + span), TRUE);
      else
        axis = tf_axis_new (g_test_rand_int () % 2 ? middle : -middle, middle * (1 + span), FALSE);
      check_ticks (&axis, max_labels);
    }
}

static void
test_axis_known (void)
{
  TfAxis decades = tf_axis_new (1e-3, 1e3, TRUE), narrow = tf_axis_new (1, 8, TRUE), wide = tf_axis_new (1e-16, 1, TRUE);
  g_autoptr (GArray) a = tf_axis_get_ticks (&decades, 10), b = tf_axis_get_ticks (&narrow, 6);
  g_autoptr (GArray) c = tf_axis_get_ticks (&wide, 5);

  /* Seven powers of ten, and eight digits in each of six decades. */
  g_assert_cmpuint (a->len, ==, 7 + 6 * 8);
  g_assert_cmpstr (g_array_index (a, TfTick, 0).label, ==, "10⁻³");
  g_assert_cmpstr (g_array_index (a, TfTick, 1).label, ==, "");
  g_assert_cmpstr (g_array_index (a, TfTick, 9).label, ==, "10⁻²");
  g_assert_cmpstr (g_array_index (b, TfTick, 0).label, ==, "1");
  g_assert_cmpstr (g_array_index (b, TfTick, 1).label, ==, "2");
  g_assert_cmpstr (g_array_index (b, TfTick, 2).label, ==, "");
  g_assert_cmpstr (g_array_index (b, TfTick, 4).label, ==, "5");
  g_assert_cmpuint (c->len, ==, 17);
}

static void
test_axis_mended (void)
{
  const double odd[] = { 0, -1, 1, NAN, INFINITY, -INFINITY, 1e-320, 1e308, -1e308, 1e-300, 1e300 };

  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    for (guint j = 0; j < G_N_ELEMENTS (odd); j++)
      for (int log = 0; log < 2; log++)
        {
          TfAxis axis = tf_axis_new (odd[i], odd[j], log);
          g_assert_cmpfloat (axis.lo, <, axis.hi);
          g_assert_true (isfinite (tf_axis_map (&axis, axis.lo)) && isfinite (tf_axis_map (&axis, axis.hi)));
          check_ticks (&axis, 5);
        }
}

static void
test_axis_inverse (void)
{
  for (int i = 0; i < 1000; i++)
    {
      double lo = pow (10, g_test_rand_double_range (-9, 3)), position = g_test_rand_double ();
      TfAxis axis = tf_axis_new (lo, lo * g_test_rand_double_range (2, 1e6), i % 2);
      g_assert_cmpfloat_with_epsilon (tf_axis_map (&axis, tf_axis_unmap (&axis, position)), position, 1e-9);
      g_assert_cmpfloat (tf_axis_round_up (lo), >=, lo);
      g_assert_cmpfloat (tf_axis_round_down (lo), <=, lo);
      g_assert_cmpfloat (tf_axis_round_up (lo), <=, 2.5 * lo * (1 + 1e-12));
    }
}

/* --- Camera --- */

static void
check_orthonormal (const TfMeansCamera *camera)
{
  for (guint a = 0; a < camera->dim; a++)
    for (guint b = 0; b <= a; b++)
      {
        double dot = 0;
        for (guint j = 0; j < camera->dim; j++)
          dot += camera->rotation[a * camera->dim + j] * camera->rotation[b * camera->dim + j];
        /* Between two repairs, 32 moves add a few units in the last place each. */
        g_assert_cmpfloat_with_epsilon (dot, a == b, 1e-12);
      }
}

static void
test_camera_orthonormal (void)
{
  static const guint dims[] = { 1, 2, 3, 4, 9, 30 };
  g_autoptr (TfMeansCamera) camera = tf_means_camera_new ();

  for (guint i = 0; i < G_N_ELEMENTS (dims); i++)
    for (guint k = 2; k <= 5; k++)
      {
        tf_means_camera_reset (camera, dims[i], k);
        check_orthonormal (camera);
        for (int move = 0; move < 4000; move++)
          if (g_test_rand_int () % 2)
            tf_means_camera_rotate (camera, g_test_rand_double_range (-3, 3), g_test_rand_double_range (-3, 3));
          else
            tf_means_camera_tour (camera, g_test_rand_double_range (-0.3, 0.3));
        check_orthonormal (camera);
      }
}

/* In the view a run opens with, a simplex of K classes is a regular K-gon. */
static void
test_camera_shows_polygon (void)
{
  for (guint k = 3; k <= 12; k += k == 3 ? 2 : 1)
    {
      g_autoptr (TfMeansCamera) camera = tf_means_camera_new ();
      g_autofree double *simplex = tf_simplex_new (k);
      double radius = sqrt (2.0 / k);

      tf_means_camera_reset (camera, k - 1, k);
      for (guint i = 0; i < k; i++)
        {
          double p[3];
          tf_means_camera_project (camera, simplex + i * (k - 1), p);
          /* The first at the top, then clockwise. */
          g_assert_cmpfloat_with_epsilon (p[0], radius * sin (2 * G_PI * i / k), 1e-12);
          g_assert_cmpfloat_with_epsilon (p[1], radius * cos (2 * G_PI * i / k), 1e-12);
        }
    }
}

/* Four classes open as a tetrahedron on its base: its first vertex at the top,
 * the second next to the eye, and all of them well apart on the screen. */
static void
test_camera_shows_tetrahedron (void)
{
  g_autoptr (TfMeansCamera) camera = tf_means_camera_new ();
  g_autofree double *simplex = tf_simplex_new (4);
  double p[4][3], radius = sqrt (simplex[0] * simplex[0] + simplex[1] * simplex[1] + simplex[2] * simplex[2]);

  tf_means_camera_reset (camera, 3, 4);
  check_orthonormal (camera);
  for (guint i = 0; i < 4; i++)
    tf_means_camera_project (camera, simplex + i * 3, p[i]);
  for (guint a = 0; a < 4; a++)
    for (guint b = 0; b < a; b++)
      g_assert_cmpfloat (hypot (p[a][0] - p[b][0], p[a][1] - p[b][1]), >, 0.75 * radius);
  for (guint a = 1; a < 4; a++)
    {
      g_assert_cmpfloat (hypot (p[a][0], p[a][1]), >, 0.5 * radius);
      g_assert_cmpfloat (p[0][1] - p[a][1], >, 0.7 * radius);
      g_assert_cmpfloat (p[1][2], >=, p[a][2]);
    }
  /* Seen from above, the top leans to the eye. */
  g_assert_cmpfloat (p[0][2], >, 0.3 * radius);
}

/* --- Data to draw --- */

static void
free_names (gpointer data)
{
  g_strfreev (data);
}

/* Means on their way (0 to 1) to the simplex, with samples around them. */
static TfFrame *
make_frame (guint k, guint dim, guint n_kept, double way, double scale)
{
  static guint32 kept_classes[4096];
  TfFrame *frame = tf_frame_alloc (k, dim, n_kept);
  g_autofree double *simplex = tf_simplex_new (k);
  g_autoptr (GRand) rand = g_rand_new_with_seed (k * 100 + dim);
  char **names = g_new0 (char *, k + 1);

  frame->ghost_dim = dim >= k - 1 ? k - 1 : 0;
  frame->ghost_radius = scale;
  frame->n_samples = n_kept * 10;
  for (guint i = 0; i < k; i++)
    names[i] = g_strdup_printf (i % 3 == 2 ? "a rather <long> & odd name %u" : "%u", i);
  for (guint i = 0; i < k; i++)
    for (guint j = 0; j < dim; j++)
      {
        double end = frame->ghost_dim > 0 && j < k - 1 ? simplex[i * (k - 1) + j] : 0;
        frame->view_means[i * dim + j] = scale * (way * end + (1 - way) * g_rand_double_range (rand, -0.5, 0.5));
        frame->view_weights[i * dim + j] = 0.3 * frame->view_means[i * dim + j];
      }
  for (guint s = 0; s < n_kept; s++)
    {
      kept_classes[s] = s * k / n_kept;
      for (guint j = 0; j < dim; j++)
        frame->view_samples[s * dim + j] = (float) (frame->view_means[kept_classes[s] * dim + j]
                                                    + scale * g_rand_double_range (rand, -0.3, 0.3));
    }
  for (guint i = 0; i < k * k; i++)
    frame->cosines[i] = i % (k + 1) == 0 ? 1 : g_rand_double_range (rand, -1, 1);
  frame->kept_classes = kept_classes;
  frame->class_names = (const char *const *) names;
  frame->owner = names;
  frame->release = free_names;
  return frame;
}

static TfTrace *
make_trace (guint n_rows, double scale)
{
  TfTrace *trace = tf_trace_new (5000);
  TfParameters before = TF_PARAMETERS_DEFAULT, after = TF_PARAMETERS_DEFAULT;

  after.beta = 0.01;
  for (guint i = 0; i < n_rows; i++)
    {
      TfTraceRow row = { .t = i == 0 ? 0 : 0.01 * pow (1e6, i / (double) n_rows), .iteration = i };
      tf_metrics_clear (&row.metrics);
      for (int m = 0; m < TF_N_METRICS; m++)
        if ((i + m) % 50 != 7)
          row.metrics.values[m] = scale * exp (-(m + 1) * 10.0 * i / n_rows) * (m == 4 && i > n_rows / 2 ? 0 : 1);
      tf_trace_append (trace, &row);
      if (i == n_rows / 2)
        tf_trace_mark (trace, &(TfTraceMark){ .t = row.t, .before = before, .after = after });
    }
  return trace;
}

/* --- Surfaces --- */

typedef enum
{
  SURFACE_IMAGE,
  SURFACE_SVG,
  SURFACE_PDF,
  N_SURFACES
} SurfaceKind;

typedef void (*DrawFunc) (cairo_t *cr, double width, double height, const TfPlotStyle *style, gpointer data);

static cairo_status_t
write_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
create_surface (SurfaceKind kind, double width, double height, GByteArray *bytes)
{
  cairo_surface_t *surface;

  if (kind == SURFACE_IMAGE)
    return cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) width, (int) height);
  if (kind == SURFACE_SVG)
    return cairo_svg_surface_create_for_stream (write_cb, bytes, width, height);
  surface = cairo_pdf_surface_create_for_stream (write_cb, bytes, width, height);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
  return surface;
}

/* Cairo numbers the surfaces of a process, and writes the page's number into
 * an SVG file: the one thing in it that is not the picture. */
static void
blank_surface_numbers (GByteArray *bytes)
{
  static const char id[] = "\"surface";

  for (guint i = 0; i + sizeof id < bytes->len; i++)
    if (memcmp (bytes->data + i, id, sizeof id - 1) == 0)
      for (guint j = i + sizeof id - 1; j < bytes->len && g_ascii_isdigit (bytes->data[j]);)
        g_byte_array_remove_index (bytes, j);
}

/* What was drawn, after checking that Cairo is content with all of it. scale:
 * of an image's pixels and text, as on a dense display with large text. */
static GByteArray *
render_at (SurfaceKind kind, double width, double height, gboolean dark, double scale, DrawFunc draw, gpointer data)
{
  GByteArray *bytes = g_byte_array_new ();
  double pixels = kind == SURFACE_IMAGE ? scale : 1;
  cairo_surface_t *surface = create_surface (kind, width * pixels, height * pixels, bytes);
  TfPlotStyle style;
  cairo_t *cr;

  cairo_surface_set_device_scale (surface, pixels, pixels);
  cr = cairo_create (surface);
  if (kind == SURFACE_IMAGE)
    tf_plot_style_screen (&style, dark, scale);
  else
    tf_plot_style_paper (&style, 9);
  draw (cr, width, height, &style, data);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  if (kind == SURFACE_IMAGE)
    g_byte_array_append (bytes, cairo_image_surface_get_data (surface),
                         cairo_image_surface_get_stride (surface) * cairo_image_surface_get_height (surface));
  cairo_surface_finish (surface);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  g_assert_cmpuint (bytes->len, >, 0);
  if (kind == SURFACE_SVG)
    blank_surface_numbers (bytes);
  return bytes;
}

static GByteArray *
render (SurfaceKind kind, double width, double height, gboolean dark, DrawFunc draw, gpointer data)
{
  return render_at (kind, width, height, dark, 1, draw, data);
}

static void
check_everywhere (DrawFunc draw, gpointer data)
{
  static const double sizes[][2] = { { 400, 300 }, { 1, 1 }, { 7, 300 }, { 300, 7 }, { 120, 90 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (int kind = 0; kind < N_SURFACES; kind++)
      {
        GByteArray *a = render (kind, sizes[i][0], sizes[i][1], i % 2, draw, data);
        GByteArray *b = render (kind, sizes[i][0], sizes[i][1], i % 2, draw, data);
        g_assert_cmpmem (a->data, a->len, b->data, b->len);
        g_byte_array_unref (a);
        g_byte_array_unref (b);
      }
}

/* Something but the background is in the picture. */
static void
check_not_blank (DrawFunc draw, gpointer data)
{
  GByteArray *bytes = render (SURFACE_IMAGE, 400, 300, FALSE, draw, data);
  guint n = 0;

  for (guint i = 4; i + 4 <= bytes->len; i += 4)
    n += memcmp (bytes->data, bytes->data + i, 4) != 0;
  g_assert_cmpuint (n, >, 100);
  g_byte_array_unref (bytes);
}

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
draw_traces (cairo_t *cr, double width, double height, const TfPlotStyle *style, gpointer data)
{
  TfTracesOptions options = TF_TRACES_OPTIONS_DEFAULT;

  options.metrics = tf_metric_set_all ();
  options.hidden = tf_metric_set_one (TF_METRIC_FIT);
  options.has_pointer = TRUE;
  options.pointer_x = width / 2;
  options.pointer_y = height * 0.6;
  tf_plot_traces_draw (cr, width, height, data, &options, style);
}

static void
draw_linear_traces (cairo_t *cr, double width, double height, const TfPlotStyle *style, gpointer data)
{
  TfTracesOptions options = TF_TRACES_OPTIONS_DEFAULT;

  options.log_x = options.log_y = FALSE;
  tf_plot_traces_draw (cr, width, height, data, &options, style);
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
      guint different = 0;

      tf_plot_style_screen (&style, dark, 1);
      written = draw_matrix (frame, CAIRO_FORMAT_RGB24, &style);
      filled = draw_matrix (frame, CAIRO_FORMAT_RGB30, &style);
      for (guint i = 0; i < 60 * 60; i++)
        {
          double x, y;

          tf_plot_geometry_locate (500, 400, frame, &TF_GEOMETRY_OPTIONS_DEFAULT, &style, i / 60, i % 60, &x, &y);
          g_assert_cmphex (get_pixel (written, x, y), ==, get_pixel (filled, x, y));
          different += get_pixel (written, x, y) != get_pixel (written, x + 20, y);
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

static void
test_traces (void)
{
  static const double scales[] = { 1, 0, -1, 1e-300, 1e300, NAN };
  static const guint rows[] = { 0, 1, 2, 3, 2000 };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint j = 0; j < (rows[i] > 3 ? 2 : G_N_ELEMENTS (scales)); j++)
      {
        g_autoptr (TfTrace) trace = make_trace (rows[i], scales[j]);
        check_everywhere (draw_traces, trace);
        check_everywhere (draw_linear_traces, trace);
        check_not_blank (draw_traces, trace);
      }
  check_everywhere (draw_traces, NULL);
}

static TfTrace *
make_ending_trace (const double *values, guint n, TfMetric metric)
{
  TfTrace *trace = tf_trace_new (100);

  for (guint i = 0; i < n; i++)
    {
      TfTraceRow row = { .t = i + 1 };
      tf_metrics_clear (&row.metrics);
      row.metrics.values[metric] = values[i];
      tf_trace_append (trace, &row);
    }
  return trace;
}

/* A line ends at its floor, noise over the floor does not begin it anew, and a
 * true rise does. */
static void
test_floors (void)
{
  static const double differences[] = { 0.5, 1e-6, 2e-13, 8e-14, 2e-13, 3e-15, 0, 1e-8, 1e-14 };
  static const double shares[] = { 0, 1e4, 1e-8, 2e-12, 9e-13, 2e-12, NAN, 1e-13, 1 };
  static const gboolean ends[] = { 1, 1, 1, 0, 0, 0, 0, 1, 0 }, shares_end[] = { 0, 1, 1, 1, 0, 0, 0, 0, 1 };
  g_autoptr (TfTrace) nc2 = make_ending_trace (differences, 9, TF_METRIC_NC2);
  g_autoptr (TfTrace) nc1 = make_ending_trace (shares, 9, TF_METRIC_NC1);
  g_autofree char *above = tf_traces_format_value (nc2, 2, TF_METRIC_NC2);
  g_autofree char *below = tf_traces_format_value (nc2, 5, TF_METRIC_NC2);
  g_autofree char *share = tf_traces_format_value (nc1, 4, TF_METRIC_NC1);
  g_autofree char *undefined = tf_traces_format_value (nc1, 6, TF_METRIC_NC1);
  gboolean drawable[9];

  g_assert_cmpfloat (tf_traces_get_floor (nc2, TF_METRIC_NC2), ==, 1e-13);
  tf_traces_find_drawable (nc2, TF_METRIC_NC2, drawable);
  g_assert_cmpmem (drawable, sizeof drawable, ends, sizeof ends);
  g_assert_cmpfloat_with_epsilon (tf_traces_get_floor (nc1, TF_METRIC_NC1), 1e-12, 1e-20);
  tf_traces_find_drawable (nc1, TF_METRIC_NC1, drawable);
  g_assert_cmpmem (drawable, sizeof drawable, shares_end, sizeof shares_end);
  g_assert_cmpfloat (tf_traces_get_floor (nc1, TF_METRIC_FIT), ==, 0);

  g_assert_cmpstr (above, ==, "2.00×10⁻¹³");
  g_assert_cmpstr (below, ==, "< 10⁻¹³");
  g_assert_cmpstr (share, ==, "< 10⁻¹²");
  g_assert_cmpstr (undefined, ==, "undefined");
}

/* What is drawn does not depend on the noise after a line's end. */
static void
test_noise_is_not_drawn (void)
{
  static const double quiet[] = { 0.5, 1e-6, 2e-13, 5e-14, 5e-14, 5e-14 };
  static const double noisy[] = { 0.5, 1e-6, 2e-13, 3e-16, 2e-14, 1e-15 };
  g_autoptr (TfTrace) a = make_ending_trace (quiet, 6, TF_METRIC_NC3), b = make_ending_trace (noisy, 6, TF_METRIC_NC3);
  GByteArray *drawn_a = render (SURFACE_IMAGE, 400, 300, FALSE, draw_traces, a);
  GByteArray *drawn_b = render (SURFACE_IMAGE, 400, 300, FALSE, draw_traces, b);

  g_assert_cmpmem (drawn_a->data, drawn_a->len, drawn_b->data, drawn_b->len);
  g_byte_array_unref (drawn_a);
  g_byte_array_unref (drawn_b);
}

static void
draw_since_change (cairo_t *cr, double width, double height, const TfPlotStyle *style, gpointer data)
{
  TfTracesOptions options = TF_TRACES_OPTIONS_DEFAULT;

  options.since_change = TRUE;
  tf_plot_traces_draw (cr, width, height, data, &options, style);
}

/* `values` at t = 1, 2, ..., then after a change at `start` the same decay
 * whatever came before. */
static TfTrace *
make_changed_trace (const double *values, guint n)
{
  TfTrace *trace = make_ending_trace (values, n, TF_METRIC_NC2);
  TfTraceMark mark = { .t = 64, .before = TF_PARAMETERS_DEFAULT, .after = TF_PARAMETERS_DEFAULT };

  mark.after.beta = 1;
  tf_trace_mark (trace, &mark);
  for (guint i = 0; i < 20; i++)
    {
      TfTraceRow row = { .t = 64 + i * 0.5 };

      tf_metrics_clear (&row.metrics);
      row.metrics.values[TF_METRIC_NC2] = exp (-row.t);
      tf_trace_append (trace, &row);
    }
  return trace;
}

/* Counted from the last change, what came before it does not show; without a
 * change there is nothing to count from. */
static void
test_since_change (void)
{
  static const double high[] = { 0.5, 0.4, 0.3 }, low[] = { 1e-5, 1e-6 };
  g_autoptr (TfTrace) a = make_changed_trace (high, 3), b = make_changed_trace (low, 2);
  g_autoptr (TfTrace) plain = make_ending_trace (high, 3, TF_METRIC_NC2);
  struct
  {
    TfTrace *one, *other;
    DrawFunc draw_one, draw_other;
    gboolean equal;
  } pairs[] = {
    { a, b, draw_since_change, draw_since_change, TRUE },
    { a, b, draw_traces, draw_traces, FALSE },
    { a, a, draw_since_change, draw_traces, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr (GByteArray) one = render (SURFACE_IMAGE, 400, 300, FALSE, pairs[i].draw_one, pairs[i].one);
      g_autoptr (GByteArray) other = render (SURFACE_IMAGE, 400, 300, FALSE, pairs[i].draw_other, pairs[i].other);

      g_assert_cmpuint (one->len, ==, other->len);
      g_assert_true ((memcmp (one->data, other->data, one->len) == 0) == pairs[i].equal);
    }
  check_everywhere (draw_since_change, a);
  check_everywhere (draw_since_change, plain);
  check_everywhere (draw_since_change, NULL);
}

/* Once what is drawn has become small, the picture grows until it fills its
 * place, and then rests; what would leave it is followed at once. */
static void
test_camera_approaches (void)
{
  g_autoptr (TfMeansCamera) camera = tf_means_camera_new ();
  g_autoptr (TfFrame) large = make_frame (4, 3, 50, 1, 10), small = make_frame (4, 3, 50, 1, 1);
  double before;

  tf_means_camera_reset (camera, 3, 4);
  tf_means_camera_fit (camera, large);
  before = camera->extent;
  g_assert_false (camera->shrinking);
  tf_means_camera_fit (camera, small);
  g_assert_cmpfloat (camera->extent, ==, before);
  for (int i = 0; i < 600 && camera->shrinking; i++)
    {
      before = camera->extent;
      tf_means_camera_approach (camera, 1 / 60.0);
      g_assert_cmpfloat (camera->extent, <, before);
      /* A sixtieth of a second is no jump. */
      g_assert_cmpfloat (camera->extent, >, 0.95 * before);
    }
  g_assert_false (camera->shrinking);
  g_assert_cmpfloat (camera->extent, <, 1.03 * camera->wanted);
  before = camera->extent;
  tf_means_camera_fit (camera, small);
  tf_means_camera_approach (camera, 1);
  g_assert_cmpfloat (camera->extent, ==, before);
  tf_means_camera_fit (camera, large);
  g_assert_cmpfloat (camera->extent, ==, camera->wanted);
}

/* Every entry of the legend can be hit, and only inside of the legend. */
static void
test_legend (void)
{
  TfTracesOptions options = TF_TRACES_OPTIONS_DEFAULT;
  TfMetricSet found = { 0 };
  TfPlotStyle style;

  tf_plot_style_screen (&style, FALSE, 1);
  for (int y = 0; y < 400; y += 6)
    for (int x = 0; x < 500; x += 6)
      {
        int metric = tf_plot_traces_hit_legend (500, 400, &options, &style, x, y);
        if (metric >= 0)
          tf_metric_set_add (&found, metric);
        g_assert_true (metric < 0 || y < 100);
      }
  g_assert_true (tf_metric_set_equal (found, options.metrics));
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
  g_test_add_func ("/plots/traces/since-change", test_since_change);
  g_test_add_func ("/plots/number-format", test_number_format);
  g_test_add_func ("/plots/axis/random", test_axis_random);
  g_test_add_func ("/plots/axis/known", test_axis_known);
  g_test_add_func ("/plots/axis/mended", test_axis_mended);
  g_test_add_func ("/plots/axis/inverse", test_axis_inverse);
  g_test_add_func ("/plots/camera/orthonormal", test_camera_orthonormal);
  g_test_add_func ("/plots/camera/polygon", test_camera_shows_polygon);
  g_test_add_func ("/plots/camera/tetrahedron", test_camera_shows_tetrahedron);
  g_test_add_func ("/plots/camera/approach", test_camera_approaches);
  g_test_add_func ("/plots/labels", test_labels_do_not_overlap);
  g_test_add_func ("/plots/class-colors", test_class_colors_differ);
  g_test_add_func ("/plots/text-contrast", test_text_contrast);
  g_test_add_func ("/plots/frames", test_frames);
  g_test_add_func ("/plots/large", test_large);
  g_test_add_func ("/plots/pixels-of-cells", test_pixels_of_cells);
  g_test_add_func ("/plots/means-of-cells", test_means_of_cells);
  g_test_add_func ("/plots/odd-frames", test_odd_frames);
  g_test_add_func ("/plots/traces", test_traces);
  g_test_add_func ("/plots/traces/floors", test_floors);
  g_test_add_func ("/plots/traces/noise", test_noise_is_not_drawn);
  g_test_add_func ("/plots/legend", test_legend);
  g_test_add_func ("/plots/cells", test_cells);
  g_test_add_func ("/plots/lines/as-cairo", test_lines_as_cairo_draws_them);
  g_test_add_func ("/plots/lines/odd", test_odd_lines);
  return g_test_run ();
}
