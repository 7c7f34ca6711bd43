/* plot-response.h: how well Theorem 4.1 predicts the movement of a minimizer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "survey.h"
#include "chart.h"

G_BEGIN_DECLS

/* survey may be NULL. */
TfChart *tf_plot_response_new (const TfSurvey *survey, const TfPlotStyle *style);
void     tf_plot_response_draw (cairo_t              *cr,
                                double                width,
                                double                height,
                                const TfSurvey       *survey,
                                const TfChartOptions *options,
                                const TfPlotStyle    *style);

/* A sentence or two below the plot, as markup. Caller frees. */
char *tf_plot_response_explain (const TfSurvey *survey);

extern const TfView tf_view_response;

G_END_DECLS
