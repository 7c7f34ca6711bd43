/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot-spectrum.h"

#include <math.h>

#include "number-format.h"
#include "theory-facts.h"
#include "theory-text.h"

/* Entries of the intra-class block as steps over the index; returns how many
 * steps, xs having one more. */
static guint
collect (const TfSpectrum *spectrum, gboolean exact, double *xs, double *ys)
{
  guint n = 0;

  xs[0] = 1;
  for (guint i = 0; i < spectrum->n_entries; i++)
    if (spectrum->entries[i].block == TF_SPECTRUM_INTRA)
      {
        /* Below 0 the first order says nothing any more. */
        ys[n] = exact ? spectrum->entries[i].singular_value
                      : spectrum->entries[i].first_order >= 0 ? spectrum->entries[i].first_order : NAN;
        xs[n + 1] = xs[n] + spectrum->entries[i].multiplicity;
        n++;
      }
  ys[n] = n > 0 ? ys[n - 1] : NAN;
  return n;
}

static void
add_counts (TfChart *chart, const TfSpectrum *spectrum, const TfLineLook *look)
{
  double xs[TF_SPECTRUM_MAX_ENTRIES + 1], ys[TF_SPECTRUM_MAX_ENTRIES + 1];
  guint n = collect (spectrum, TRUE, xs, ys);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *count = tf_format_count (lround (xs[i + 1] - xs[i]));
      g_autofree char *label = g_strdup_printf ("×%s", count);

      tf_chart_add_note (chart, sqrt (xs[i] * xs[i + 1]), ys[i], 0, 1, look->rgb, label);
    }
}

static double
largest_inter (const TfSpectrum *spectrum)
{
  double largest = 0;

  for (guint i = 0; i < spectrum->n_entries; i++)
    if (spectrum->entries[i].block == TF_SPECTRUM_INTER)
      largest = MAX (largest, spectrum->entries[i].singular_value);
  return largest;
}

TfChart *
tf_plot_spectrum_new (const TfSpectrumPlot *data, const TfPlotStyle *style)
{
  TfChart *chart = tf_chart_new (style, "index", TRUE, FALSE);

  chart->x_whole = TRUE;
  chart->digits = 5;
  tf_chart_take (&chart->y_title, g_strdup ("singular values of F<sub>kk</sub>"));
  tf_chart_take (&chart->message, g_strdup (data->message != NULL ? data->message
                                                                  : "The spectrum appears here once there are features."));
  for (guint i = 0; i < data->n; i++)
    {
      double xs[TF_SPECTRUM_MAX_ENTRIES + 1], ys[TF_SPECTRUM_MAX_ENTRIES + 1];
      TfLineLook look = tf_chart_palette (i, style), thin;
      g_autofree char *number = tf_format_number_short (data->lambda_h[i], 2);
      g_autofree char *label = g_strdup_printf ("λ<sub>H</sub> = %s", number);
      guint n = collect (data->spectra + i, TRUE, xs, ys);

      look.width = i == 0 ? 1.4 : 0.8;
      tf_chart_add_series (chart, i, &look, label, n + 1, xs, ys)->shape = TF_CHART_STEPS;
      thin = look;
      thin.width = 0.6;
      tf_chart_set_dashed (&thin);
      collect (data->spectra + i, FALSE, xs, ys);
      tf_chart_add_series (chart, i, &thin, NULL, n + 1, xs, ys)->shape = TF_CHART_STEPS;
      if (i == 0)
        add_counts (chart, data->spectra, &look);
    }
  if (data->n > 0)
    {
      g_autofree char *number = tf_format_number (largest_inter (data->spectra), 3);

      tf_chart_take (&chart->headline, g_strdup_printf ("from one class to another at most %s", number));
    }
  return chart;
}

void
tf_plot_spectrum_draw (cairo_t              *cr,
                       double                width,
                       double                height,
                       const TfSpectrumPlot *data,
                       const TfChartOptions *options,
                       const TfPlotStyle    *style)
{
  g_autoptr (TfChart) chart = tf_plot_spectrum_new (data, style);

  for (guint i = 0; i < options->companions.n; i++)
    {
      const TfCompanion *companion = options->companions.items + i;
      TfSpectrumPlot other = { 0 };
      g_autoptr (TfChart) beside = NULL;

      if (companion->survey == NULL)
        continue;
      tf_spectrum_plot_fill (&other, companion->survey->moments, &companion->frame->parameters);
      other.n = MIN (other.n, 1);
      beside = tf_plot_spectrum_new (&other, style);
      tf_chart_add_companion (chart, beside, companion);
      tf_spectrum_plot_clear (&other);
    }
  tf_chart_draw (cr, width, height, chart, options);
}

char *
tf_plot_spectrum_explain (const TfSpectrumPlot *data)
{
  return g_strdup ("How far the minimizer of a collapsed H<sub>0</sub> follows when H<sub>0</sub> is moved a little "
                   "(Theorem 4.2, Figure 1): exact in β, and dashed to first order in 1/β.");
}

/* --- the view --- */

static void
draw_view (cairo_t *cr, double width, double height, const TfViewData *data, const TfPlotStyle *style)
{
  g_autoptr (TfTheoryFacts) facts = tf_theory_facts_of (data);
  TfChartOptions options = tf_chart_options_of (data);

  tf_plot_spectrum_draw (cr, width, height, tf_theory_facts_get_spectra (facts, data), &options, style);
}

static char *
explain_view (const TfViewData *data)
{
  g_autoptr (TfTheoryFacts) facts = tf_theory_facts_of (data);

  return tf_plot_spectrum_explain (tf_theory_facts_get_spectra (facts, data));
}

const TfView tf_view_spectrum = {
  .id = "spectrum",
  .title = "Spectrum near collapse",
  .meaning = "How far the minimizer of a collapsed H₀ follows a small change of H₀ (Theorem 4.2; Figure 1)",
  .aspect = TF_VIEW_ASPECT,
  .caption = "singular values of the map of perturbations near collapse (Theorem 4.2)",
  .draw = draw_view,
  .explain = explain_view,
};
