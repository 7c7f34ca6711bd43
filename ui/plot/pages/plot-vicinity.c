/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot-vicinity.h"

#include <math.h>
#include <string.h>

#include "number-format.h"
#include "parameter-info.h"
#include "plot-traces.h"
#include "theory-text.h"
#include "traces-floor.h"
#include "traces-legend.h"

/* Shares of a decade outside of the computed range where the flow is not drawn. */
#define BETA_MARGIN 1.0001

static gboolean
is_same_flow (const TfParameters *run, const TfParameters *asked)
{
  return run->flow == TF_FLOW_CENTRAL && !(run->beta > 0) && tf_parameters_agree_but_beta (run, asked, TF_GROUP_OBJECTIVE);
}

gboolean
tf_plot_vicinity_has_flow (const TfVicinityData *data)
{
  const TfParameters *asked;

  if (data->survey == NULL || data->trace == NULL || data->now == NULL || tf_trace_get_n_rows (data->trace) == 0)
    return FALSE;
  asked = &data->survey->question.parameters;
  for (guint i = 0; i < tf_trace_get_n_marks (data->trace); i++)
    {
      const TfTraceMark *mark = tf_trace_get_mark (data->trace, i);

      if (!is_same_flow (&mark->before, asked) || !is_same_flow (&mark->after, asked))
        return FALSE;
    }
  return is_same_flow (data->now, asked);
}

static void
add_path (TfChart *chart, const TfSurvey *survey, TfMetric metric, const TfLineLook *look)
{
  g_autofree double *xs = g_new (double, survey->n_points + 1), *ys = g_new (double, survey->n_points + 1);
  double floor = tf_metric_get_floor (metric, survey->start.values[metric], 0);

  for (guint i = 0; i < survey->n_points; i++)
    {
      double value = survey->points[i].metrics.values[metric];

      xs[i] = survey->points[i].beta;
      ys[i] = value > floor ? value : NAN;
    }
  tf_chart_add_series (chart, metric, look, tf_metric_get_info (metric)->symbol, survey->n_points, xs, ys);
}

/* The run's rows as beta = 1/t, ascending. */
static void
add_flow (TfChart *chart, const TfVicinityData *data, TfMetric metric, const TfLineLook *look)
{
  guint n_rows = tf_trace_get_n_rows (data->trace), n = 0;
  g_autofree double *xs = g_new (double, n_rows), *ys = g_new (double, n_rows);
  g_autofree gboolean *drawable = g_new (gboolean, n_rows);

  tf_traces_find_drawable (data->trace, metric, drawable);
  for (guint i = n_rows; i-- > 0;)
    {
      const TfTraceRow *row = tf_trace_get_row (data->trace, i);

      if (!(row->t * chart->x_hi * BETA_MARGIN >= 1 && row->t * chart->x_lo <= BETA_MARGIN))
        continue;
      xs[n] = 1 / row->t;
      ys[n++] = drawable[i] ? row->metrics.values[metric] : NAN;
    }
  if (n > 0)
    tf_chart_add_series (chart, TF_PLOT_VICINITY_FLOW, look, NULL, n, xs, ys)
      ->read_label = g_strdup_printf ("%s of the flow", tf_metric_get_info (metric)->symbol);
}

static void
add_metrics (TfChart *chart, const TfVicinityData *data, TfMetricSet metrics, const TfPlotStyle *style)
{
  gboolean has_flow = tf_plot_vicinity_has_flow (data);
  TfLineLook flow = { .width = 0.6 };

  memcpy (flow.rgb, style->dim, sizeof flow.rgb);
  tf_chart_set_dashed (&flow);
  /* Dashes over the lines, which they follow closely for large beta. */
  for (int m = 0; m < TF_N_METRICS && has_flow; m++)
    if (tf_metric_set_has (metrics, m))
      {
        memcpy (flow.rgb, style->foreground, sizeof flow.rgb);
        add_flow (chart, data, m, &flow);
      }
  for (int m = 0; m < TF_N_METRICS; m++)
    {
      TfLineLook look = tf_traces_get_look (m, style);

      look.dashes[0] = 0;
      if (tf_metric_set_has (metrics, m))
        add_path (chart, data->survey, m, &look);
    }
  if (has_flow)
    tf_chart_add_series (chart, TF_PLOT_VICINITY_FLOW, &flow, "flow <i>H</i>(<i>t</i>) at <i>t</i> = 1/β", 0, NULL, NULL);
}

static void
add_rules (TfChart *chart, const TfSurvey *survey, gboolean with_start, const TfPlotStyle *style)
{
  double beta = survey->question.parameters.beta, corollary = survey->corollary_beta;
  double ratio = survey->start.values[TF_METRIC_NC1_RATIO];

  if (ratio > 0 && with_start)
    {
      TfLineLook look = tf_traces_get_look (TF_METRIC_NC1_RATIO, style);
      TfChartRule *rule = tf_chart_add_rule (chart, FALSE, ratio, "Tr Σ<sub>W</sub> / Tr Σ<sub>B</sub> of <i>H</i><sub>0</sub>");

      memcpy (rule->look.rgb, look.rgb, sizeof look.rgb);
    }
  /* At the smallest beta there is nothing to the right of it that would be different. */
  if (corollary > survey->points[0].beta)
    {
      g_autofree char *number = tf_format_number_short (corollary, 2);
      g_autofree char *label = g_strdup_printf ("Corollary 3.2 from β = %s", number);

      tf_chart_add_rule (chart, TRUE, corollary, label);
    }
  if (beta > 0)
    {
      TfChartRule *rule = tf_chart_add_rule (chart, TRUE, beta, "β now");

      rule->look.dashes[0] = 0;
      memcpy (rule->look.rgb, style->foreground, sizeof rule->look.rgb);
    }
}

TfChart *
tf_plot_vicinity_new (const TfVicinityData *data, const TfVicinityOptions *options, const TfPlotStyle *style)
{
  TfChart *chart = tf_chart_new (style, "β", TRUE, TRUE);
  const TfSurvey *survey = data->survey;

  chart->x_reversed = TRUE;
  chart->x_lo = TF_SURVEY_BETA_LOW;
  chart->x_hi = TF_SURVEY_BETA_HIGH;
  tf_chart_take (&chart->x_inverse_title, g_strdup ("<i>t</i> = 1/β"));
  tf_chart_take (&chart->x_inverse_symbol, g_strdup ("<i>t</i>"));
  tf_chart_take (&chart->message, survey != NULL && survey->vicinity_message != NULL
                                    ? tf_theory_sentence (survey->vicinity_message)
                                    : g_strdup ("The minimizers H<sub>1/β</sub> appear here as they are found."));
  if (survey == NULL || survey->n_points == 0)
    return chart;
  add_metrics (chart, data, options->metrics, style);
  add_rules (chart, survey, tf_metric_set_has (options->metrics, TF_METRIC_NC1_RATIO)
                              && !tf_chart_is_hidden (&options->chart, TF_METRIC_NC1_RATIO), style);
  return chart;
}

void
tf_plot_vicinity_draw (cairo_t                 *cr,
                       double                   width,
                       double                   height,
                       const TfVicinityData    *data,
                       const TfVicinityOptions *options,
                       const TfPlotStyle       *style)
{
  g_autoptr (TfChart) chart = tf_plot_vicinity_new (data, options, style);
  const TfCompanions *companions = &options->chart.companions;

  for (guint i = 0; i < companions->n; i++)
    {
      TfVicinityData other = { .survey = companions->items[i].survey };
      g_autoptr (TfChart) beside = tf_plot_vicinity_new (&other, options, style);

      tf_chart_add_companion (chart, beside, companions->items + i);
    }
  tf_chart_draw (cr, width, height, chart, &options->chart);
}

#define READING \
  "H<sub>1/β</sub>, the minimizer at distance weight β from H<sub>0</sub> and in its span, is one implicit Euler step of length " \
  "t = 1/β of the flow at β = 0 (Section 3), which the dashed lines follow."
#define READING_ALONE \
  "H<sub>1/β</sub>, the minimizer at distance weight β from H<sub>0</sub> and in its span, is one implicit Euler step of length " \
  "t = 1/β of the flow at β = 0 (Section 3)."

/* What is seen of the corollary. */
static char *
describe_corollary (const TfSurvey *survey)
{
  g_autofree char *beta = NULL;

  if (survey->moments != NULL && !tf_sizes_are_balanced (survey->moments->n_classes, survey->moments->sizes))
    return g_strdup ("Corollary 3.2 speaks of classes of equal size; these differ.");
  if (!(survey->start.values[TF_METRIC_NC1_RATIO] > 0))
    return g_strdup ("Corollary 3.2 needs features that are not collapsed; H<sub>0</sub> is.");
  if (isnan (survey->corollary_beta))
    return g_strdup ("Corollary 3.2: above some β, Tr Σ<sub>W</sub>/Tr Σ<sub>B</sub> is less than that of H<sub>0</sub>; "
                     "it is not yet at the largest β computed.");
  beta = tf_format_number_short (survey->corollary_beta, 2);
  return g_strdup_printf ("Corollary 3.2: above some β, Tr Σ<sub>W</sub>/Tr Σ<sub>B</sub> is less than that of "
                          "H<sub>0</sub>; it is at every β computed from %s on%s.", beta,
                          survey->corollary_beta <= survey->points[0].beta ? ", the smallest" : "");
}

char *
tf_plot_vicinity_explain (const TfVicinityData *data)
{
  const char *reading = tf_plot_vicinity_has_flow (data) ? READING : READING_ALONE;
  g_autofree char *rest = NULL;

  if (data->survey == NULL)
    return g_strdup (reading);
  if (data->survey->n_points > 0)
    rest = describe_corollary (data->survey);
  else if (data->survey->vicinity_message != NULL)
    rest = tf_theory_sentence (data->survey->vicinity_message);
  return rest != NULL ? g_strdup_printf ("%s %s", reading, rest) : g_strdup (reading);
}

/* --- the view --- */

static TfVicinityData
take (const TfViewData *data)
{
  return (TfVicinityData){ data->survey, data->trace, tf_view_data_get_parameters (data) };
}

static void
draw_view (cairo_t *cr, double width, double height, const TfViewData *data, const TfPlotStyle *style)
{
  TfVicinityData vicinity = take (data);
  TfVicinityOptions options = TF_VICINITY_OPTIONS_DEFAULT;

  options.chart = tf_chart_options_of (data);
  tf_plot_vicinity_draw (cr, width, height, &vicinity, &options, style);
}

static char *
explain_view (const TfViewData *data)
{
  TfVicinityData vicinity = take (data);

  return tf_plot_vicinity_explain (&vicinity);
}

const TfView tf_view_vicinity = {
  .id = "vicinity",
  .title = "Minimizers over β",
  .tab = "Vicinity",
  .meaning = "Minimizers H_{1/β} over β beside the flow at t = 1/β (Section 3)",
  .parts = TF_SURVEY_VICINITY,
  .aspect = TF_VIEW_ASPECT,
  .cites_metrics = TRUE,
  .caption = "metrics of the minimizers H_{1/β} over β",
  .caption_latex = "metrics of the minimizers $H_{1/\\beta}$ over $\\beta$",
  .draw = draw_view,
  .explain = explain_view,
};
