/* test-plots-traces.c: plots of traces: floors, noise, legend, the time since a change
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
#include "plot-text.h"

static void
test_traces (void)
{
  static const double scales[] = { 1, 0, -1, 1e-300, 1e300, NAN };
  static const guint rows[] = { 0, 1, 2, 3, 2000 };
  static const guint n_scales[] = { 1, 6, 6, 6, 2 }; /* no row has none */

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint j = 0; j < n_scales[i]; j++)
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

/* Ten rows of one decay, whose time is iterations of that length; 0: of a flow. */
static TfTrace *
make_counted_trace (double length)
{
  TfTrace *trace = tf_trace_new (16);

  for (guint i = 0; i < 10; i++)
    {
      TfTraceRow row = { .t = i, .iteration = length > 0 ? (guint64) (i / length) : 0 };

      tf_metrics_clear (&row.metrics);
      row.metrics.values[TF_METRIC_NC2] = exp (-row.t);
      tf_trace_append (trace, &row);
    }
  return trace;
}

/* The axis of a network's run says iterations: nothing else differs, and nothing does
 * where an iteration is only a step of t. */
static void
test_axis_of_iterations (void)
{
  const int width = 400, height = 300, stride = 4 * width, axis = 280;
  g_autoptr (TfTrace) flow = make_counted_trace (0), descent = make_counted_trace (0.5), network = make_counted_trace (1);
  g_autoptr (GByteArray) of_flow = render (SURFACE_IMAGE, width, height, FALSE, draw_since_change, flow);
  g_autoptr (GByteArray) of_descent = render (SURFACE_IMAGE, width, height, FALSE, draw_since_change, descent);
  g_autoptr (GByteArray) of_network = render (SURFACE_IMAGE, width, height, FALSE, draw_since_change, network);

  g_assert_cmpuint (of_flow->len, ==, stride * height);
  g_assert_cmpmem (of_flow->data, of_flow->len, of_descent->data, of_descent->len);
  g_assert_cmpmem (of_flow->data, stride * axis, of_network->data, stride * axis);
  g_assert_true (memcmp (of_flow->data + stride * axis, of_network->data + stride * axis, stride * (height - axis)) != 0);
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
  g_assert_true (tf_metric_set_equal (found, tf_metric_set_without (options.metrics, options.absent)));
}

/* A title has a row of its own above the legend, where the plot is high enough for one. */
static void
test_title (void)
{
  TfTracesOptions plain = TF_TRACES_OPTIONS_DEFAULT, titled = plain;
  TfPlotText text;
  TfPlotStyle style;
  double row;

  titled.title = "Metrics & more";
  tf_plot_style_screen (&style, FALSE, 1);
  tf_plot_text_init (&text, NULL, &style);
  row = tf_plot_text_get_title_height (&text, titled.title, 400);
  g_assert_cmpfloat (row, >, style.text_size);
  g_assert_cmpfloat (tf_plot_text_get_title_height (&text, NULL, 400), ==, 0);
  g_assert_cmpfloat (tf_plot_text_get_title_height (&text, titled.title, 150), ==, 0);
  tf_plot_text_clear (&text);
  for (int y = 0; y < 120; y += 3)
    for (int x = 0; x < 500; x += 9)
      {
        g_assert_cmpint (tf_plot_traces_hit_legend (500, 400, &titled, &style, x, y + row), ==,
                         tf_plot_traces_hit_legend (500, 400, &plain, &style, x, y));
        g_assert_cmpint (tf_plot_traces_hit_legend (500, 150, &titled, &style, x, y), ==,
                         tf_plot_traces_hit_legend (500, 150, &plain, &style, x, y));
      }
}

/* A run's name is plain words; its symbols are typeset. */
static void
test_companion_name (void)
{
  TfCompanion companion = { 0 };
  g_autofree char *markup = NULL;

  companion.name = "λ_W doubled & more_or less";
  markup = tf_companion_get_markup (&companion);
  g_assert_cmpstr (markup, ==, "λ<sub>W</sub> doubled &amp; more_or less");
}

static void
draw_without_pointer (cairo_t *cr, double width, double height, const TfPlotStyle *style, gpointer data)
{
  TfTracesOptions options = TF_TRACES_OPTIONS_DEFAULT;

  tf_plot_traces_draw (cr, width, height, data, &options, style);
}

static void
draw_with_pointer (cairo_t *cr, double width, double height, const TfPlotStyle *style, gpointer data)
{
  TfTracesOptions options = TF_TRACES_OPTIONS_DEFAULT;

  options.has_pointer = TRUE;
  options.pointer_x = width / 2;
  options.pointer_y = height * 0.7;
  tf_plot_traces_draw (cr, width, height, data, &options, style);
}

/* A read-out ends within the plot, also where that is hardly as high as it, or lower: no row of it is cut. */
static void
test_readout_is_whole (void)
{
  static const double heights[] = { 120, 150, 170, 190, 400 };
  g_autoptr (TfTrace) trace = make_trace (50, 1);

  for (guint i = 0; i < G_N_ELEMENTS (heights); i++)
    {
      g_autoptr (GByteArray) with = render (SURFACE_IMAGE, 400, heights[i], FALSE, draw_with_pointer, trace);
      g_autoptr (GByteArray) without = render (SURFACE_IMAGE, 400, heights[i], FALSE, draw_without_pointer, trace);
      guint last = with->len - 2 * 4 * 400;

      g_assert_cmpuint (with->len, ==, without->len);
      g_assert_cmpint (memcmp (with->data, without->data, with->len), !=, 0);
      g_assert_cmpmem (with->data + last, with->len - last, without->data + last, without->len - last);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plots/traces/since-change", test_since_change);
  g_test_add_func ("/plots/traces", test_traces);
  g_test_add_func ("/plots/traces/iterations", test_axis_of_iterations);
  g_test_add_func ("/plots/traces/floors", test_floors);
  g_test_add_func ("/plots/traces/noise", test_noise_is_not_drawn);
  g_test_add_func ("/plots/legend", test_legend);
  g_test_add_func ("/plots/title", test_title);
  g_test_add_func ("/plots/traces/readout", test_readout_is_whole);
  g_test_add_func ("/plots/companion-name", test_companion_name);
  return g_test_run ();
}
