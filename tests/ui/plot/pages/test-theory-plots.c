/* test-theory-plots.c: the pages of the theory, drawn without a display
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <cairo.h>
#include <math.h>
#include <string.h>

#include "blas.h"
#include "flow.h"
#include "synthetic.h"
#include "plot-depth.h"
#include "plot-limit.h"
#include "plot-monotone.h"
#include "plot-response.h"
#include "plot-spectrum.h"
#include "plot-vicinity.h"

/* Everything that is drawn of one problem, computed once. */
typedef struct
{
  TfParameters parameters;
  TfMoments *moments;
  TfSurvey *survey;
  TfTrace *trace;
  TfMonotoneCurves *curves;
  TfSpectrumPlot spectra;
  TfLimit *closed;
} Theory;

static TfSurvey *
wait_for (TfMoments *moments, const TfParameters *parameters)
{
  g_autoptr (TfSurveyor) surveyor = tf_surveyor_new ();
  TfSurveyQuestion question = TF_SURVEY_QUESTION_DEFAULT;

  question.parameters = *parameters;
  question.parts = TF_SURVEY_LIMIT | TF_SURVEY_VICINITY | TF_SURVEY_DEPTH | TF_SURVEY_RESPONSE;
  tf_surveyor_ask (surveyor, moments, &question);
  for (;;)
    {
      TfSurvey *survey = tf_surveyor_poll (surveyor);

      if (survey != NULL && survey->complete == (question.parts | TF_SURVEY_LOWEST))
        return survey;
      g_clear_pointer (&survey, tf_survey_unref);
      g_usleep (1000);
    }
}

static void
set_up (Theory *theory, double beta)
{
  TfSynthetic synthetic = TF_SYNTHETIC_DEFAULT;
  g_autoptr (TfFeatures) features = tf_synthetic_generate (&synthetic, NULL);
  TfFlow *flow;

  theory->parameters = TF_PARAMETERS_DEFAULT;
  theory->parameters.beta = beta;
  theory->moments = tf_moments_new (features, 100, NULL, NULL);
  theory->survey = wait_for (theory->moments, &theory->parameters);
  theory->trace = tf_trace_new (200);
  flow = tf_flow_new (theory->moments, &theory->parameters, NULL);
  for (double t = 0; t < 300; t = t * 1.3 + 0.05)
    {
      TfTraceRow row = { .t = t };

      tf_flow_advance (flow, t, 0, NULL, NULL);
      tf_flow_get_metrics (flow, &row.metrics);
      tf_trace_append (theory->trace, &row);
    }
  tf_flow_free (flow);
  theory->curves = tf_monotone_curves_new ();
  tf_monotone_curves_update (theory->curves, theory->trace, &theory->parameters, TRUE);
  theory->spectra = (TfSpectrumPlot){ 0 };
  tf_spectrum_plot_fill (&theory->spectra, theory->moments, &theory->parameters);
  theory->closed = tf_limit_new_for_moments (theory->moments, &theory->parameters, NULL);
}

static void
tear_down (Theory *theory)
{
  tf_survey_unref (theory->survey);
  tf_moments_unref (theory->moments);
  tf_trace_free (theory->trace);
  tf_monotone_curves_free (theory->curves);
  tf_spectrum_plot_clear (&theory->spectra);
  g_clear_pointer (&theory->closed, tf_limit_free);
}

enum { N_PLOTS = 6 };

static void
draw (const Theory *theory, int plot, cairo_t *cr, double width, double height, const TfChartOptions *chart,
      const TfPlotStyle *style)
{
  static const char *const names[] = { "L1", "L2", "L3" };
  TfVicinityOptions vicinity = TF_VICINITY_OPTIONS_DEFAULT;
  TfDepthOptions depth = TF_DEPTH_OPTIONS_DEFAULT;
  TfMetrics measured[3];

  for (guint i = 0; i < 3 && theory->survey != NULL; i++)
    measured[i] = theory->survey->start;
  vicinity.chart = depth.chart = *chart;
  switch (plot)
    {
    case 0:
      tf_plot_limit_draw (cr, width, height, &(TfLimitPlot){ NULL, theory->survey, theory->closed }, style);
      break;
    case 1:
      tf_plot_monotone_draw (cr, width, height, theory->curves, theory->trace, chart, style);
      break;
    case 2:
      tf_plot_vicinity_draw (cr, width, height,
                             &(TfVicinityData){ theory->survey, theory->trace, &theory->parameters }, &vicinity, style);
      break;
    case 3:
      tf_plot_depth_draw (cr, width, height,
                          &(TfDepthData){ theory->survey, theory->survey != NULL ? 3 : 0, names, measured }, &depth,
                          style);
      break;
    case 4:
      tf_plot_spectrum_draw (cr, width, height, &theory->spectra, chart, style);
      break;
    default:
      tf_plot_response_draw (cr, width, height, theory->survey, chart, style);
    }
}

/* How many pixels differ from the background. */
static guint
count_ink (const Theory *theory, int plot, int width, int height, const TfChartOptions *chart, const TfPlotStyle *style)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);
  const guint32 *pixels;
  guint ink = 0, stride;

  draw (theory, plot, cr, width, height, chart, style);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  pixels = (const guint32 *) (gconstpointer) cairo_image_surface_get_data (surface);
  stride = cairo_image_surface_get_stride (surface) / 4;
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      ink += (pixels[y * stride + x] & 0xffffff) != (pixels[0] & 0xffffff);
  cairo_surface_destroy (surface);
  return ink;
}

static void
draw_at_all_sizes (const Theory *theory)
{
  static const int sizes[][2] = { { 1, 1 }, { 3, 400 }, { 200, 100 }, { 380, 560 }, { 900, 420 } };

  for (int dark = 0; dark < 2; dark++)
    {
      TfPlotStyle style;

      tf_plot_style_screen (&style, dark, 1);
      for (int plot = 0; plot < N_PLOTS; plot++)
        for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
          {
            TfChartOptions chart = TF_CHART_OPTIONS_DEFAULT;
            guint without = count_ink (theory, plot, sizes[i][0], sizes[i][1], &chart, &style);

            if (sizes[i][0] >= 380)
              g_assert_cmpuint (without, >, 100);
            chart.has_pointer = TRUE;
            chart.pointer_x = sizes[i][0] / 2.0;
            chart.pointer_y = sizes[i][1] / 2.0;
            count_ink (theory, plot, sizes[i][0], sizes[i][1], &chart, &style);
          }
    }
}

static void
test_drawing (gconstpointer data)
{
  Theory theory;

  set_up (&theory, *(const double *) data);
  draw_at_all_sizes (&theory);
  tear_down (&theory);
}

/* A sentence stands where there is nothing to draw yet. */
static void
test_nothing (void)
{
  Theory theory = { .parameters = TF_PARAMETERS_DEFAULT, .curves = tf_monotone_curves_new () };

  draw_at_all_sizes (&theory);
  tf_monotone_curves_free (theory.curves);
}

/* The same layers, were each half of the one below. */
static void
test_geometric_words (const TfSurvey *survey)
{
  TfSurvey even = *survey;
  g_autofree TfMetrics *layers = g_memdup2 (survey->layers, survey->n_layers * sizeof (TfMetrics));
  g_autofree char *depth = NULL;

  even.layers = layers;
  for (guint i = 0; i < even.n_layers; i++)
    layers[i].values[TF_METRIC_NC1_RATIO] = even.start.values[TF_METRIC_NC1_RATIO] * pow (0.5, i + 1);
  g_assert_cmpfloat_with_epsilon (tf_plot_depth_get_rate (&even, NULL), 0.5, 1e-9);
  depth = tf_plot_depth_explain (&(TfDepthData){ .survey = &even });
  g_assert_nonnull (strstr (depth, "falls geometrically, by a factor of about 0.5"));
}

/* Of several linear layers on top: what each of them does. */
static void
test_layer_words (const TfSurvey *survey, const TfLimit *closed)
{
  double lengths[] = { 1.5, 1.5, 1.25 };
  TfLimit layered = *closed;
  g_autofree char *one = NULL, *equal = NULL, *several = NULL;

  layered.rank = 3;
  layered.layer_lengths = lengths;
  one = tf_plot_limit_explain (&(TfLimitPlot){ NULL, (TfSurvey *) survey, &layered });
  g_assert_null (strstr (one, "singular"));
  layered.n_layers = 4;
  several = tf_plot_limit_explain (&(TfLimitPlot){ NULL, (TfSurvey *) survey, &layered });
  g_assert_nonnull (strstr (several, "W<sub>4</sub> have the same 3 singular values, from 1.5 to 1.25."));
  lengths[2] = 1.5;
  equal = tf_plot_limit_explain (&(TfLimitPlot){ NULL, (TfSurvey *) survey, &layered });
  g_assert_nonnull (strstr (equal, "singular values, each 1.5."));
}

/* What is said on the page of a frame with such layers, as it is written on the surface. */
static char *
draw_layers (const double *lengths)
{
  static const char *const names[] = { "a", "b", "c" };
  g_autoptr (TfFrame) frame = tf_frame_alloc (3, 2, 0);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 600, 700);
  cairo_t *cr = cairo_create (surface);
  TfPlotStyle style;
  char *digest;

  frame->class_names = names;
  frame->parameters = (TfParameters) TF_PARAMETERS_DEFAULT;
  frame->n_heads = lengths != NULL ? 2 : 0;
  frame->head_lengths = g_memdup2 (lengths, lengths != NULL ? 6 * sizeof (double) : 0);
  tf_plot_style_screen (&style, FALSE, 1);
  tf_plot_limit_draw (cr, 600, 700, &(TfLimitPlot){ .frame = frame }, &style);
  cairo_surface_flush (surface);
  digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, cairo_image_surface_get_data (surface),
                                        (gsize) cairo_image_surface_get_stride (surface) * 700);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return digest;
}

/* Of several linear layers on top: how long each of them is now. */
static void
test_layers (void)
{
  const double before[] = { 3, 2, 1, 3, 2, 1 }, after[] = { 3, 2, 1, 3, 2, 0.5 };
  g_autofree char *none = draw_layers (NULL), *first = draw_layers (before), *second = draw_layers (after);

  g_assert_cmpstr (none, !=, first);
  g_assert_cmpstr (first, !=, second);
}

static void
test_words (void)
{
  Theory held, free_run;
  g_autofree char *limit = NULL, *alone = NULL, *lower = NULL, *monotone = NULL, *other = NULL, *spectrum = NULL, *depth = NULL;

  set_up (&held, 0.1);
  set_up (&free_run, 0);
  limit = tf_plot_limit_explain (&(TfLimitPlot){ NULL, free_run.survey, free_run.closed });
  g_assert_nonnull (strstr (limit, "Theorem 2.1"));
  free_run.survey->complete |= TF_SURVEY_LOWEST;
  free_run.survey->lowest.is_lower = FALSE;
  alone = tf_plot_limit_explain (&(TfLimitPlot){ NULL, free_run.survey, free_run.closed });
  g_assert_null (strstr (alone, "lower"));
  free_run.survey->lowest = (TfLowest){ .is_lower = TRUE, .is_global = TRUE, .objective = 0.0625 };
  lower = tf_plot_limit_explain (&(TfLimitPlot){ NULL, free_run.survey, free_run.closed });
  g_assert_nonnull (strstr (lower, "0.0625, the lowest of all"));
  monotone = tf_plot_monotone_explain (held.curves);
  other = tf_plot_monotone_explain (free_run.curves);
  g_assert_cmpstr (monotone, !=, other);
  g_assert_cmpint (tf_monotone_curves_get_state (held.curves)->standing, ==, TF_MONOTONE_BETA);
  g_assert_cmpint (tf_monotone_curves_get_state (free_run.curves)->standing, ==, TF_MONOTONE_HOLDS);
  spectrum = tf_plot_spectrum_explain (&free_run.spectra);
  g_assert_nonnull (strstr (spectrum, "β"));
  g_assert_cmpuint (held.spectra.n, >=, 3);
  g_assert_cmpuint (free_run.spectra.n, ==, 0);
  depth = tf_plot_depth_explain (&(TfDepthData){ .survey = held.survey });
  g_assert_nonnull (strstr (depth, "Figure 2"));
  /* The first of these layers does most: no one factor is that of every layer. */
  g_assert_true (isnan (tf_plot_depth_get_rate (held.survey, NULL)));
  g_assert_nonnull (strstr (depth, "does not fall geometrically"));
  test_geometric_words (held.survey);
  test_layer_words (free_run.survey, free_run.closed);
  g_assert_true (tf_plot_vicinity_has_flow (&(TfVicinityData){ free_run.survey, free_run.trace, &free_run.parameters }));
  g_assert_false (tf_plot_vicinity_has_flow (&(TfVicinityData){ held.survey, held.trace, &held.parameters }));
  tear_down (&held);
  tear_down (&free_run);
}

/* Of red lines. */
static TfChart *
begin_chart (gboolean log, TfLineLook *look)
{
  TfPlotStyle style;
  TfChart *chart;

  tf_plot_style_screen (&style, FALSE, 1);
  chart = tf_chart_new (&style, "x", FALSE, log);
  *look = tf_chart_palette (0, &style);
  memcpy (look->rgb, (const double[]){ 1, 0, 0 }, sizeof look->rgb);
  look->width = 2;
  return chart;
}

/* Frees the chart. */
static cairo_surface_t *
draw_chart (TfChart *chart)
{
  TfChartOptions options = TF_CHART_OPTIONS_DEFAULT;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 500, 400);
  cairo_t *cr = cairo_create (surface);

  tf_plot_paint_background (cr, 500, 400, &chart->style);
  tf_chart_draw (cr, 500, 400, chart, &options);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  tf_chart_free (chart);
  return surface;
}

/* A step that falls, and a word that would stand where it does. */
static cairo_surface_t *
draw_steps (gboolean noted)
{
  static const double xs[] = { 0, 5, 5.1, 10 }, ys[] = { 1, 0.5, 0, 0 }, blue[3] = { 0, 0, 1 };
  TfLineLook look;
  TfChart *chart = begin_chart (FALSE, &look);

  tf_chart_add_series (chart, 0, &look, NULL, G_N_ELEMENTS (xs), xs, ys)->shape = TF_CHART_STEPS;
  if (noted)
    tf_chart_add_note (chart, 5.05, 0.5, 0, 1, blue, "×1");
  return draw_chart (chart);
}

/* What is drawn by the words alone: something, and nothing on a line. Frees both. */
static void
check_words (cairo_surface_t *plain, cairo_surface_t *noted)
{
  const guint32 *before = (const guint32 *) (gpointer) cairo_image_surface_get_data (plain);
  const guint32 *after = (const guint32 *) (gpointer) cairo_image_surface_get_data (noted);
  gsize n = (gsize) cairo_image_surface_get_stride (plain) / 4 * 400;
  guint changed = 0, covered = 0;

  for (gsize i = 0; i < n; i++)
    if (before[i] != after[i])
      {
        changed++;
        covered += (before[i] & 0xffffff) == 0xff0000;
      }
  g_assert_cmpuint (changed, >, 20);
  g_assert_cmpuint (covered, ==, 0);
  cairo_surface_destroy (plain);
  cairo_surface_destroy (noted);
}

/* Words keep clear of steps, and of the ways from one to the next. */
static void
test_steps (void)
{
  check_words (draw_steps (FALSE), draw_steps (TRUE));
}

/* Lines below a rule at the top, closer to each other than a word is high. */
static cairo_surface_t *
draw_band (const char *label)
{
  static const double xs[] = { 0, 10 }, blue[3] = { 0, 0, 1 };
  TfLineLook look;
  TfChart *chart = begin_chart (TRUE, &look);

  for (int i = 1; i < 40; i++)
    {
      double y = 2 * pow (0.88, i);

      tf_chart_add_series (chart, i, &look, NULL, 2, xs, (const double[]){ y, y });
    }
  memcpy (tf_chart_add_rule (chart, FALSE, 2, label)->look.rgb, blue, sizeof blue);
  return draw_chart (chart);
}

/* The label of a rule at the top has room above it, where below it there is none. */
static void
test_rule_at_top (void)
{
  check_words (draw_band (" "), draw_band ("of the start"));
}

/* Columns of the curves against the definitions. */
static void
test_curves (void)
{
  Theory theory;
  guint n;

  set_up (&theory, 0);
  n = tf_monotone_curves_get_n (theory.curves);
  g_assert_cmpuint (n, ==, tf_trace_get_n_rows (theory.trace));
  for (guint i = 0; i < n; i++)
    {
      const TfTraceRow *row = tf_trace_get_row (theory.trace, i), *first = tf_trace_get_row (theory.trace, 0);
      double within = exp (2 * theory.parameters.lambda_h * row->t) * row->metrics.values[TF_METRIC_TR_SW]
                      / first->metrics.values[TF_METRIC_TR_SW];

      g_assert_cmpfloat (tf_monotone_curves_get_times (theory.curves)[i], ==, row->t);
      g_assert_cmpfloat_with_epsilon (tf_monotone_curves_get_values (theory.curves, TF_MONOTONE_WITHIN)[i], within,
                                      1e-9 * within);
    }
  tear_down (&theory);
}

int
main (int argc, char **argv)
{
  static const double free_run = 0, held = 0.1;

  g_test_init (&argc, &argv, NULL);
  tf_blas_set_threads (1);
  g_test_add_func ("/theory-plots/layers", test_layers);
  g_test_add_data_func ("/theory-plots/drawing/free", &free_run, test_drawing);
  g_test_add_data_func ("/theory-plots/drawing/held", &held, test_drawing);
  g_test_add_func ("/theory-plots/nothing", test_nothing);
  g_test_add_func ("/theory-plots/steps", test_steps);
  g_test_add_func ("/theory-plots/rule-at-top", test_rule_at_top);
  g_test_add_func ("/theory-plots/words", test_words);
  g_test_add_func ("/theory-plots/curves", test_curves);
  return g_test_run ();
}
