/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot-monotone.h"

#include "number-format.h"
#include "symbol-markup.h"
#include "theory-facts.h"
#include "theory-text.h"
#include "traces-legend.h"
#include "traces-marks.h"

#define MOST_MARKS 12 /* the last ones are drawn */

static const struct
{
  TfMetric    metric; /* whose colour and marker it has */
  const char *markup;
} quantities[TF_N_MONOTONE] = {
  [TF_MONOTONE_RATIO] = { TF_METRIC_NC1_RATIO, "Tr Σ<sub>W</sub> / Tr Σ<sub>B</sub>" },
  [TF_MONOTONE_WITHIN] = { TF_METRIC_TR_SW, "e<sup>2λ<sub>H</sub><i>t</i></sup> Tr Σ<sub>W</sub>" },
  [TF_MONOTONE_BETWEEN] = { TF_METRIC_TR_SB, "e<sup>2λ<sub>H</sub><i>t</i></sup> Tr Σ<sub>B</sub>" },
};

static char *
describe_violation (const TfMonotoneCurves *curves)
{
  TfMonotoneQuantity quantity;
  double violation = tf_monotone_curves_get_violation (curves, &quantity);
  g_autofree char *number = NULL;

  if (!(violation > 0))
    return g_strdup ("never violated so far");
  number = tf_format_number (violation, 2);
  return g_strdup_printf ("largest violation: %s of %s", number, quantities[quantity].markup);
}

static char *
make_headline (const TfMonotoneCurves *curves)
{
  TfMonotoneStanding standing = tf_monotone_curves_get_state (curves)->standing;
  g_autofree char *sentence = tf_symbol_markup (tf_monotone_standing_sentence (standing)), *violation = NULL;

  if (standing != TF_MONOTONE_HOLDS)
    return g_strdup_printf ("%s.", sentence);
  violation = describe_violation (curves);
  return g_strdup_printf ("%s; %s.", sentence, violation);
}

static void
add_marks (TfChart *chart, const TfTrace *trace)
{
  guint n = trace != NULL ? tf_trace_get_n_marks (trace) : 0;

  for (guint i = n > MOST_MARKS ? n - MOST_MARKS : 0; i < n; i++)
    {
      const TfTraceMark *mark = tf_trace_get_mark (trace, i);
      g_autofree char *label = tf_traces_describe_change (&mark->before, &mark->after);

      if (label != NULL)
        tf_chart_add_rule (chart, TRUE, mark->t, label);
    }
}

TfChart *
tf_plot_monotone_new (const TfMonotoneCurves *curves, const TfTrace *trace, const TfPlotStyle *style)
{
  TfChart *chart = tf_chart_new (style, "<i>t</i>", TRUE, TRUE);
  gboolean holds = tf_monotone_curves_get_state (curves)->standing == TF_MONOTONE_HOLDS;

  chart->x_zero = TRUE;
  tf_chart_take (&chart->y_title, g_strdup ("relative to the start"));
  tf_chart_take (&chart->headline, make_headline (curves));
  tf_chart_take (&chart->message, g_strdup ("What Theorem 3.1 promises of a run appears here once the flow runs."));
  for (int q = 0; q < TF_N_MONOTONE; q++)
    {
      TfLineLook look = tf_traces_get_look (quantities[q].metric, style);
      const char *promise = !holds ? "" : tf_monotone_falls (q) ? " falls" : " rises";
      g_autofree char *label = g_strconcat (quantities[q].markup, promise, NULL);

      tf_chart_add_series (chart, q, &look, label, tf_monotone_curves_get_n (curves),
                           tf_monotone_curves_get_times (curves), tf_monotone_curves_get_values (curves, q))
        ->read_label = g_strdup (quantities[q].markup);
    }
  add_marks (chart, trace);
  return chart;
}

void
tf_plot_monotone_draw (cairo_t                *cr,
                       double                  width,
                       double                  height,
                       const TfMonotoneCurves *curves,
                       const TfTrace          *trace,
                       const TfChartOptions   *options,
                       const TfPlotStyle      *style)
{
  g_autoptr (TfChart) chart = tf_plot_monotone_new (curves, trace, style);

  for (guint i = 0; i < options->companions.n; i++)
    {
      const TfCompanion *companion = options->companions.items + i;
      g_autoptr (TfMonotoneCurves) other = tf_monotone_curves_new ();
      g_autoptr (TfChart) beside = NULL;

      tf_monotone_curves_update (other, companion->trace, &companion->frame->parameters, TRUE);
      beside = tf_plot_monotone_new (other, NULL, style);
      tf_chart_add_companion (chart, beside, companion);
    }
  tf_chart_draw (cr, width, height, chart, options);
}

#define PROMISE \
  "On the central path with β = 0 and λ<sub>W</sub> &gt; 0, Tr Σ<sub>W</sub>/Tr Σ<sub>B</sub> and " \
  "e<sup>2λ<sub>H</sub>t</sup> Tr Σ<sub>W</sub> fall and e<sup>2λ<sub>H</sub>t</sup> Tr Σ<sub>B</sub> rises " \
  "at every moment (Theorem 3.1)."

char *
tf_plot_monotone_explain (const TfMonotoneCurves *curves)
{
  TfMonotoneStanding standing = tf_monotone_curves_get_state (curves)->standing;
  g_autofree char *tolerance = NULL, *sentence = NULL;

  if (standing == TF_MONOTONE_EMPTY)
    return g_strdup (PROMISE);
  if (standing == TF_MONOTONE_HOLDS)
    {
      tolerance = tf_format_number_short (tf_monotone_curves_get_state (curves)->parameters.tolerance, 2);
      return g_strdup_printf (PROMISE " A violation is a step back behind the best value reached, as a share of it; "
                              "the run is computed to a relative accuracy of %s.", tolerance);
    }
  sentence = tf_theory_sentence (tf_monotone_standing_sentence (standing));
  return g_strdup_printf (PROMISE " %s So the curves are free to turn here.", sentence);
}

/* --- the view --- */

static void
draw_view (cairo_t *cr, double width, double height, const TfViewData *data, const TfPlotStyle *style)
{
  g_autoptr (TfTheoryFacts) facts = tf_theory_facts_of (data);
  TfChartOptions options = tf_chart_options_of (data);

  tf_plot_monotone_draw (cr, width, height, tf_theory_facts_get_curves (facts, data), data->trace, &options, style);
}

static char *
explain_view (const TfViewData *data)
{
  g_autoptr (TfTheoryFacts) facts = tf_theory_facts_of (data);

  return tf_plot_monotone_explain (tf_theory_facts_get_curves (facts, data));
}

const TfView tf_view_monotone = {
  .id = "monotone",
  .title = "Monotone quantities",
  .tab = "Monotone",
  .meaning = "What must fall and rise along the run (Theorem 3.1)",
  .aspect = TF_VIEW_ASPECT,
  .caption = "quantities that are monotone along the flow (Theorem 3.1)",
  .draw = draw_view,
  .explain = explain_view,
};
