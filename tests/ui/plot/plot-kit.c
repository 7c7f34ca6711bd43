/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot-kit.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>
#include <string.h>

#include "simplex.h"

/* --- Data to draw --- */

static void
free_names (gpointer data)
{
  g_strfreev (data);
}

TfFrame *
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

TfTrace *
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

GByteArray *
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

GByteArray *
render (SurfaceKind kind, double width, double height, gboolean dark, DrawFunc draw, gpointer data)
{
  return render_at (kind, width, height, dark, 1, draw, data);
}

void
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

void
check_not_blank (DrawFunc draw, gpointer data)
{
  GByteArray *bytes = render (SURFACE_IMAGE, 400, 300, FALSE, draw, data);
  guint n = 0;

  for (guint i = 4; i + 4 <= bytes->len; i += 4)
    n += memcmp (bytes->data, bytes->data + i, 4) != 0;
  g_assert_cmpuint (n, >, 100);
  g_byte_array_unref (bytes);
}

void
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

void
draw_linear_traces (cairo_t *cr, double width, double height, const TfPlotStyle *style, gpointer data)
{
  TfTracesOptions options = TF_TRACES_OPTIONS_DEFAULT;

  options.log_x = options.log_y = FALSE;
  tf_plot_traces_draw (cr, width, height, data, &options, style);
}
