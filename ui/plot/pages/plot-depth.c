/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot-depth.h"

#include <math.h>
#include <string.h>

#include "number-format.h"
#include "plot-traces.h"
#include "theory-facts.h"
#include "theory-text.h"
#include "traces-floor.h"
#include "traces-legend.h"

/* Below this share of its start NC1~ is not what decays any more. */
#define FIT_FLOOR 1e-13

/* NC1~ of H0 and of every layer. Caller frees. */
static double *
get_ratios (const TfSurvey *survey)
{
  double *values = g_new (double, survey->n_layers + 1);

  values[0] = survey->start.values[TF_METRIC_NC1_RATIO];
  for (guint i = 0; i < survey->n_layers; i++)
    values[i + 1] = survey->layers[i].values[TF_METRIC_NC1_RATIO];
  return values;
}

double
tf_plot_depth_get_rate (const TfSurvey *survey, double *intercept)
{
  g_autofree double *values = NULL;
  double log_rate, start;

  if (survey == NULL || survey->n_layers < 2)
    return NAN;
  values = get_ratios (survey);
  if (!tf_survey_fit_decay (survey->n_layers + 1, values, FIT_FLOOR, &log_rate, &start)
      || !tf_survey_is_geometric (survey->n_layers + 1, values, FIT_FLOOR, log_rate))
    return NAN;
  if (intercept != NULL)
    *intercept = start;
  return exp (log_rate);
}

/* Minimizers are found to about 1e-12, which shows in differences of things of size one. */
#define MINIMIZER_FLOOR 1e-10

static double
get_floor (TfMetric metric, double first, gboolean minimizer)
{
  double floor = tf_metric_get_floor (metric, first, 0);

  return minimizer && floor == tf_metric_get_floor (metric, NAN, 0) ? MAX (floor, MINIMIZER_FLOOR) : floor;
}

static double
value_above (const TfMetrics *metrics, TfMetric metric, double floor)
{
  double value = metrics->values[metric];

  return value > floor ? value : NAN;
}

static void
add_chain (TfChart *chart, const TfSurvey *survey, TfMetric metric, const TfLineLook *look)
{
  guint n = survey->n_layers + 1;
  g_autofree double *xs = g_new (double, n), *ys = g_new (double, n);
  double floor = get_floor (metric, survey->start.values[metric], TRUE);

  for (guint i = 0; i < n; i++)
    {
      xs[i] = i;
      ys[i] = value_above (i == 0 ? &survey->start : &survey->layers[i - 1], metric, floor);
    }
  tf_chart_add_series (chart, metric, look, tf_metric_get_info (metric)->symbol, n, xs, ys)->show_points = TRUE;
}

static void
add_measured (TfChart *chart, const TfDepthData *data, TfMetric metric, const TfLineLook *look)
{
  g_autofree double *xs = g_new (double, data->n_measured), *ys = g_new (double, data->n_measured);
  double floor = get_floor (metric, data->measured[0].values[metric], FALSE);
  TfChartSeries *series;

  for (guint i = 0; i < data->n_measured; i++)
    {
      xs[i] = i;
      ys[i] = value_above (data->measured + i, metric, floor);
    }
  series = tf_chart_add_series (chart, metric, look, NULL, data->n_measured, xs, ys);
  series->show_points = TRUE;
  series->read_label = g_strdup_printf ("%s measured", tf_metric_get_info (metric)->symbol);
}

static void
add_fit (TfChart *chart, const TfSurvey *survey, const TfPlotStyle *style)
{
  double intercept, rate = tf_plot_depth_get_rate (survey, &intercept);
  double xs[2] = { 0, survey->n_layers }, ys[2];
  TfLineLook look = { .width = 0.6 };
  g_autofree char *number = NULL, *label = NULL;

  if (!(rate > 0))
    return;
  ys[0] = exp (intercept);
  ys[1] = exp (intercept + log (rate) * survey->n_layers);
  memcpy (look.rgb, style->foreground, sizeof look.rgb);
  tf_chart_set_dotted (&look);
  number = tf_format_number_short (rate, 3);
  label = g_strdup_printf ("×%s a layer", number);
  tf_chart_add_series (chart, TF_METRIC_NC1_RATIO, &look, label, 2, xs, ys);
}

static void
set_names (TfChart *chart, const TfDepthData *data)
{
  GStrvBuilder *builder;

  if (data->n_measured == 0 || data->names == NULL)
    return;
  builder = g_strv_builder_new ();
  for (guint i = 0; i < data->n_measured; i++)
    g_strv_builder_add (builder, data->names[i]);
  g_strfreev (chart->x_names);
  chart->x_names = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
}

TfChart *
tf_plot_depth_new (const TfDepthData *data, const TfDepthOptions *options, const TfPlotStyle *style)
{
  TfChart *chart = tf_chart_new (style, "layer", FALSE, TRUE);
  const TfSurvey *survey = data->survey;
  /* At beta = 0 the first layer is collapsed: there is no chain to be seen. */
  gboolean held = survey == NULL || survey->question.parameters.beta > 0;
  gboolean chain = held && survey != NULL && survey->n_layers > 0;

  chart->x_whole = TRUE;
  tf_chart_take (&chart->message, survey != NULL && survey->depth_message != NULL
                                    ? tf_theory_sentence (survey->depth_message)
                                    : g_strdup (held ? "The layers appear here as they are found."
                                                     : "At β = 0 nothing holds a layer near the one below, and the first "
                                                       "is collapsed. Raise β."));
  if (chain && tf_metric_set_has (options->metrics, TF_METRIC_NC1_RATIO))
    add_fit (chart, survey, style);
  for (int m = 0; m < TF_N_METRICS; m++)
    if (tf_metric_set_has (options->metrics, m))
      {
        TfLineLook look = tf_traces_get_look (m, style);

        look.dashes[0] = 0;
        if (chain)
          add_chain (chart, survey, m, &look);
        tf_chart_set_dashed (&look);
        if (data->n_measured > 0)
          add_measured (chart, data, m, &look);
      }
  if (data->n_measured > 0)
    {
      TfLineLook look = { .width = 1 };

      memcpy (look.rgb, style->foreground, sizeof look.rgb);
      tf_chart_set_dashed (&look);
      tf_chart_add_series (chart, TF_CHART_OTHER_ID, &look, "measured in the network", 0, NULL, NULL);
      set_names (chart, data);
    }
  return chart;
}

void
tf_plot_depth_draw (cairo_t              *cr,
                    double                width,
                    double                height,
                    const TfDepthData    *data,
                    const TfDepthOptions *options,
                    const TfPlotStyle    *style)
{
  g_autoptr (TfChart) chart = tf_plot_depth_new (data, options, style);
  const TfCompanions *companions = &options->chart.companions;

  for (guint i = 0; i < companions->n; i++)
    {
      TfDepthData other = { .survey = companions->items[i].survey };
      g_autoptr (TfChart) beside = tf_plot_depth_new (&other, options, style);

      tf_chart_add_companion (chart, beside, companions->items + i);
    }
  tf_chart_draw (cr, width, height, chart, &options->chart);
}

/* The factors of the first and the last layer, where they are not alike. */
static void
append_factors (GString *text, const TfSurvey *survey)
{
  g_autofree double *values = get_ratios (survey);
  g_autofree char *first = NULL, *last = NULL;
  guint n = survey->n_layers;

  while (n > 1 && !(values[n] > FIT_FLOOR * values[0]))
    n--;
  first = tf_format_number_short (values[1] / values[0], 3);
  last = tf_format_number_short (values[n] / values[n - 1], 3);
  g_string_append_printf (text, " Tr Σ<sub>W</sub>/Tr Σ<sub>B</sub> does not fall geometrically here: by a factor of %s in "
                                "the first layer, of %s in the last.", first, last);
}

char *
tf_plot_depth_explain (const TfDepthData *data)
{
  double rate = tf_plot_depth_get_rate (data->survey, NULL);
  GString *text = g_string_new ("H<sub>0</sub> ← H<sub>1/β</sub>, layer after layer, is the paper’s picture of depth "
                                "(Figure 2): each layer stays within 1/β of the one below, and in the span "
                                "of H<sub>0</sub>, and is more collapsed.");

  if (data->survey != NULL && data->survey->depth_message != NULL)
    {
      g_autofree char *sentence = tf_theory_sentence (data->survey->depth_message);

      g_string_append_printf (text, " %s", sentence);
    }
  else if (rate > 0)
    {
      g_autofree char *number = tf_format_number_short (rate, 3);

      g_string_append_printf (text, " Tr Σ<sub>W</sub>/Tr Σ<sub>B</sub> falls geometrically, by a factor of about %s a "
                                    "layer.", number);
    }
  else if (data->survey != NULL && data->survey->n_layers >= 2 && data->survey->question.parameters.beta > 0)
    append_factors (text, data->survey);
  if (data->survey != NULL && !(data->survey->question.parameters.beta > 0))
    g_string_append (text, " At β = 0 nothing holds a layer back, and the first is collapsed: raise β.");
  else if (data->n_measured == 0)
    g_string_append (text, " Open the feature files of a network’s layers together to see them measured here.");
  if (data->is_trained)
    g_string_append (text, " Dashed: the layers of the network in training, as they are now, each with its own W*(H).");
  return g_string_free (text, FALSE);
}

/* --- the view --- */

/* Those of the run, where it is a network's; else of one that is beside it. */
static void
take_layers (const TfViewData *data, TfDepthData *depth)
{
  const TfFrame *frame = data->frame;

  for (guint i = 0; (frame == NULL || frame->n_layers == 0) && i < data->companions.n; i++)
    if (data->companions.items[i].look == TF_COMPANION_BESIDE)
      frame = data->companions.items[i].frame;
  if (frame == NULL || frame->n_layers == 0)
    return;
  depth->n_measured = frame->n_layers;
  depth->measured = frame->layers;
  depth->is_trained = TRUE;
}

static TfDepthData
take (TfTheoryFacts *facts, const TfViewData *data)
{
  TfDepthData depth = { .survey = data->survey };

  depth.n_measured = tf_theory_facts_get_layers (facts, data, &depth.names, &depth.measured);
  if (depth.n_measured == 0)
    take_layers (data, &depth);
  return depth;
}

static void
draw_view (cairo_t *cr, double width, double height, const TfViewData *data, const TfPlotStyle *style)
{
  g_autoptr (TfTheoryFacts) facts = tf_theory_facts_of (data);
  TfDepthData depth = take (facts, data);
  TfDepthOptions options = TF_DEPTH_OPTIONS_DEFAULT;

  options.chart = tf_chart_options_of (data);
  tf_plot_depth_draw (cr, width, height, &depth, &options, style);
}

static char *
explain_view (const TfViewData *data)
{
  g_autoptr (TfTheoryFacts) facts = tf_theory_facts_of (data);
  TfDepthData depth = take (facts, data);

  return tf_plot_depth_explain (&depth);
}

const TfView tf_view_depth = {
  .id = "depth",
  .title = "Layer after layer",
  .tab = "Depth",
  .meaning = "Layer after layer: H₀ ← H_{1/β} (Figure 2)",
  .parts = TF_SURVEY_DEPTH,
  .aspect = TF_VIEW_ASPECT,
  .cites_metrics = TRUE,
  .caption = "metrics layer after layer, H₀ ← H_{1/β}",
  .caption_latex = "metrics layer after layer, $H_0 \\leftarrow H_{1/\\beta}$",
  .draw = draw_view,
  .explain = explain_view,
};
