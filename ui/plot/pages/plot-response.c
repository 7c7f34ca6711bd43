/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot-response.h"

#include <math.h>
#include <string.h>

#include "number-format.h"
#include "plot-spectrum.h"
#include "theory-text.h"

enum
{
  SERIES_ERROR,
  SERIES_FIRST_ORDER,
  SERIES_ROUND_OFF,
  SERIES_GUIDE,
};

/* Tests come with sizes falling; a chart wants them rising. */
static void
add_errors (TfChart *chart, const TfSurvey *survey, const TfPlotStyle *style)
{
  guint n = survey->n_tests;
  g_autofree double *sizes = g_new (double, n), *errors = g_new (double, n), *first = g_new (double, n);
  g_autofree double *noise = g_new (double, n), *guide = g_new (double, n);
  TfLineLook look;

  for (guint i = 0; i < n; i++)
    {
      const TfPerturbationTest *test = survey->tests + (n - 1 - i);

      sizes[i] = test->size;
      errors[i] = test->relative_error;
      first[i] = test->first_order_error;
      noise[i] = test->round_off;
    }
  for (guint i = 0; i < n; i++)
    guide[i] = errors[n / 2] * sizes[i] / sizes[n / 2];

  look = tf_chart_palette (0, style);
  look.has_marker = TRUE;
  tf_chart_add_series (chart, SERIES_ERROR, &look, "error of F δH<sub>0</sub>", n, sizes, errors)->show_points = TRUE;
  look = tf_chart_palette (1, style);
  look.has_marker = TRUE;
  look.marker = TF_MARKER_SQUARE;
  tf_chart_add_series (chart, SERIES_FIRST_ORDER, &look, "first order in 1/β", n, sizes, first)->show_points = TRUE;
  look = (TfLineLook){ .width = 0.6 };
  memcpy (look.rgb, style->dim, sizeof look.rgb);
  tf_chart_set_dashed (&look);
  tf_chart_add_series (chart, SERIES_GUIDE, &look, "in proportion to the size", n, sizes, guide)->read_label
    = g_strdup ("in proportion");
  tf_chart_set_dotted (&look);
  tf_chart_add_series (chart, SERIES_ROUND_OFF, &look, "round-off", n, sizes, noise);
}

TfChart *
tf_plot_response_new (const TfSurvey *survey, const TfPlotStyle *style)
{
  TfChart *chart = tf_chart_new (style, "‖δH<sub>0</sub>‖ / ‖H<sub>0</sub>‖", TRUE, TRUE);

  tf_chart_take (&chart->y_title, g_strdup ("relative error of δH"));
  tf_chart_take (&chart->message, survey != NULL && survey->response_message != NULL
                                    ? tf_theory_sentence (survey->response_message)
                                    : g_strdup ("Predictions and what happens appear here as they are found."));
  if (survey != NULL && survey->n_tests > 0)
    add_errors (chart, survey, style);
  return chart;
}

void
tf_plot_response_draw (cairo_t              *cr,
                       double                width,
                       double                height,
                       const TfSurvey       *survey,
                       const TfChartOptions *options,
                       const TfPlotStyle    *style)
{
  g_autoptr (TfChart) chart = tf_plot_response_new (survey, style);

  for (guint i = 0; i < options->companions.n; i++)
    {
      g_autoptr (TfChart) beside = tf_plot_response_new (options->companions.items[i].survey, style);

      tf_chart_add_companion (chart, beside, options->companions.items + i);
    }
  tf_chart_draw (cr, width, height, chart, options);
}

char *
tf_plot_response_explain (const TfSurvey *survey)
{
  const TfPerturbationTest *least = survey != NULL && survey->n_tests > 0 ? survey->tests + survey->n_tests - 1 : NULL;
  g_autofree char *error = NULL, *size = NULL;

  /* Why there is none the plot says itself. */
  if (least == NULL || !isfinite (least->relative_error))
    return g_strdup ("The present H<sub>0</sub> is moved, and the movement of its minimizer predicted (Theorem 4.1).");
  error = tf_format_number_short (least->relative_error, 2);
  size = tf_format_number_short (least->size, 2);
  return g_strdup_printf ("Below, the present H<sub>0</sub> is moved by shares of its norm, and the true movement of its "
                          "minimizer held against the linear prediction F δH<sub>0</sub> (Theorem 4.1): at %s it is wrong "
                          "by %s, in proportion to the size.", size, error);
}

/* --- the view --- */

static void
draw_view (cairo_t *cr, double width, double height, const TfViewData *data, const TfPlotStyle *style)
{
  TfChartOptions options = tf_chart_options_of (data);

  tf_plot_response_draw (cr, width, height, data->survey, &options, style);
}

static char *
explain_view (const TfViewData *data)
{
  return tf_plot_response_explain (data->survey);
}

const TfView tf_view_response = {
  .id = "response",
  .title = "Prediction of the response",
  .tab = "Response",
  .meaning = "How a minimizer answers to its features (Theorems 4.1, 4.2; Figure 1)",
  .above = &tf_view_spectrum,
  .parts = TF_SURVEY_RESPONSE,
  .aspect = TF_VIEW_ASPECT,
  .caption = "error of the predicted response to perturbations of given size (Theorem 4.1)",
  .draw = draw_view,
  .explain = explain_view,
};
