/* test-traces.c: what of a run the traces choose to show
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_errno.h>
#include <math.h>

#include "plot-traces.h"
#include "replay.h"
#include "synthetic.h"
#include "traces-floor.h"
#include "traces-since.h"

#define NEVER INFINITY

static TfMoments *
make_moments (guint n_classes)
{
  TfSynthetic synthetic = TF_SYNTHETIC_DEFAULT;
  g_autoptr (TfFeatures) features = NULL;

  synthetic.n_classes = n_classes;
  features = tf_synthetic_generate (&synthetic, NULL);
  return tf_moments_new (features, 100, NULL, NULL);
}

/* From a start with beta = 0 on, with beta changed at those times; until NEVER: to the end. */
static TfTrace *
follow (guint n_changes, const double *times, const double *betas, double until)
{
  g_autoptr (TfMoments) moments = make_moments (4);
  TfParameters p = TF_PARAMETERS_DEFAULT;
  TfCourse *course = tf_course_new (&p);
  g_autoptr (TfReplay) replay = NULL;
  TfInstant end = { until, 0 };

  for (guint i = 0; i < n_changes; i++)
    {
      TfCourse *before = course;

      p.beta = betas[i];
      course = tf_course_change (before, &(TfInstant){ times[i], 0 }, &p);
      tf_course_unref (before);
    }
  replay = tf_replay_new (moments, course, isfinite (until) ? &end : NULL, NULL, NULL, NULL);
  tf_course_unref (course);
  return tf_trace_copy (replay->trace);
}

static gboolean
wants (guint n_changes, const double *times, const double *betas, double until)
{
  g_autoptr (TfTrace) trace = follow (n_changes, times, betas, until);
  const TfTracesOptions options = TF_TRACES_OPTIONS_DEFAULT;

  return tf_traces_wants_since_change (trace, &options);
}

/* The axis turns for a change made at rest that does something, and for what follows it
 * before all is at rest again; not for one on the way, nor for one that does nothing. */
static void
test_since_change (void)
{
  const double late[] = { 4000 }, early[] = { 3 }, again[] = { 4000, 4100 }, both[] = { 3, 4000 };
  const double beta[] = { 0.3, 0.01 }, nothing[] = { 0 };

  g_assert_false (wants (0, NULL, NULL, NEVER));
  g_assert_true (wants (1, late, beta, 4000.2));
  g_assert_true (wants (1, late, beta, 4100));
  g_assert_true (wants (1, late, beta, NEVER));
  g_assert_false (wants (1, late, beta, 4000));
  g_assert_false (wants (1, early, beta, 3.1));
  g_assert_false (wants (1, early, beta, NEVER));
  g_assert_false (wants (1, late, nothing, 4100));
  g_assert_true (wants (2, again, beta, 4110));
  g_assert_true (wants (2, both, beta, 4110));
}

/* After the change there are points enough that no line is a few corners, however late it came. */
static void
test_enough_points (void)
{
  const double times[] = { 30, 4000, 1e6 }, beta[] = { 0.3 };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr (TfTrace) trace = follow (1, times + i, beta, times[i] + 300);
      double last = times[i];
      guint n = 0;

      for (guint row = 0; row < tf_trace_get_n_rows (trace); row++)
        {
          double t = tf_trace_get_row (trace, row)->t;

          if (t <= times[i])
            continue;
          n++;
          /* Twenty a decade: a factor of 1.122. */
          if (last > times[i])
            g_assert_cmpfloat (t - times[i], <=, 1.13 * (last - times[i]));
          last = t;
        }
      g_assert_cmpuint (n, >=, 80);
    }
}

static void
draw (const TfTrace *trace, cairo_surface_t *surface)
{
  TfTracesOptions options = TF_TRACES_OPTIONS_DEFAULT;
  cairo_t *cr = cairo_create (surface);
  TfPlotStyle style;

  options.since_change = TRUE;
  tf_plot_style_screen (&style, FALSE, 1);
  tf_plot_traces_draw (cr, 500, 350, trace, &options, &style);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
}

/* From the last change on, too, a line begins where it is more than round-off of what the
 * run began with: whether NC1 was 10^-45 or 10^-180 there is no part of the picture. */
static void
test_floor_since_change (void)
{
  const double times[] = { 4000 }, beta[] = { 0.3 };
  g_autoptr (TfTrace) trace = follow (1, times, beta, 4050), other = tf_trace_new (10000);
  cairo_surface_t *surfaces[2];

  for (guint i = 0; i < tf_trace_get_n_rows (trace); i++)
    {
      TfTraceRow row = *tf_trace_get_row (trace, i);

      if (row.metrics.values[TF_METRIC_NC1] < 1e-20)
        row.metrics.values[TF_METRIC_NC1] *= 1e-100;
      if (i > 0 && row.t > 4000 && tf_trace_get_n_marks (other) == 0)
        tf_trace_mark (other, tf_trace_get_mark (trace, 0));
      tf_trace_append (other, &row);
    }
  g_assert_cmpfloat (tf_trace_get_row (trace, tf_trace_get_n_rows (trace) / 2)->t, >, 100);
  for (int i = 0; i < 2; i++)
    {
      surfaces[i] = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 500, 350);
      draw (i == 0 ? trace : other, surfaces[i]);
    }
  g_assert_cmpmem (cairo_image_surface_get_data (surfaces[0]), 350 * cairo_image_surface_get_stride (surfaces[0]),
                   cairo_image_surface_get_data (surfaces[1]), 350 * cairo_image_surface_get_stride (surfaces[1]));
  for (int i = 0; i < 2; i++)
    cairo_surface_destroy (surfaces[i]);
}

/* What the flow's tolerance leaves of NC2 and NC3 at an equilibrium is no line: below
 * the tolerance a drawn one only falls, and it ends before the errors' level. */
static void
test_floor_of_tolerance (void)
{
  const TfMetric metrics[] = { TF_METRIC_NC2, TF_METRIC_NC3, TF_METRIC_EQUINORM };
  g_autoptr (TfTrace) trace = follow (0, NULL, NULL, 20000);
  guint n = tf_trace_get_n_rows (trace);
  g_autofree gboolean *drawable = g_new (gboolean, n);

  for (guint i = 0; i < G_N_ELEMENTS (metrics); i++)
    {
      double before = INFINITY;

      tf_traces_find_drawable (trace, metrics[i], drawable);
      g_assert_true (drawable[0]);
      g_assert_false (drawable[n - 1]);
      for (guint row = 0; row < n; row++)
        if (drawable[row])
          {
            double value = tf_trace_get_row (trace, row)->metrics.values[metrics[i]];

            g_assert_true (value > 1e-6 || value <= before);
            g_assert_cmpfloat (value, >, 1e-8);
            before = value;
          }
    }
}

/* The same rule on made-up rows: a plateau of errors, its rise, and a new beginning above the tolerance. */
static void
test_floor_of_rows (void)
{
  const double values[] = { 1, 1e-3, 5e-7, 2e-7, 3e-7, 8e-7, 2e-8, 1e-3, 2e-8 };
  const gboolean exact[] = { TRUE, TRUE, TRUE, TRUE, TRUE, TRUE, TRUE, TRUE, TRUE };
  const gboolean loose[] = { TRUE, TRUE, TRUE, TRUE, FALSE, FALSE, FALSE, TRUE, FALSE };

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (TfTrace) trace = tf_trace_new (100);
      gboolean drawable[G_N_ELEMENTS (values)];

      for (guint row = 0; row < G_N_ELEMENTS (values); row++)
        {
          TfTraceRow made = { .t = row + 1, .accuracy = i == 0 ? 0 : 1e-6 };

          tf_metrics_clear (&made.metrics);
          made.metrics.values[TF_METRIC_NC2] = values[row];
          tf_trace_append (trace, &made);
        }
      tf_traces_find_drawable (trace, TF_METRIC_NC2, drawable);
      g_assert_cmpmem (drawable, sizeof drawable, i == 0 ? exact : loose, sizeof drawable);
    }
}

int
main (int argc, char **argv)
{
  gsl_set_error_handler_off ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/traces/since-change", test_since_change);
  g_test_add_func ("/traces/enough-points", test_enough_points);
  g_test_add_func ("/traces/floor/since-change", test_floor_since_change);
  g_test_add_func ("/traces/floor/tolerance", test_floor_of_tolerance);
  g_test_add_func ("/traces/floor/rows", test_floor_of_rows);
  return g_test_run ();
}
