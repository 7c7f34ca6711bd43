/* plot-monotone.h: what Theorem 3.1 promises of a run, and what the run does
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "chart.h"
#include "monotone-curves.h"

G_BEGIN_DECLS

/* Ids of the series: TfMonotoneQuantity. */
TfChart *tf_plot_monotone_new (const TfMonotoneCurves *curves, const TfTrace *trace, const TfPlotStyle *style);
void     tf_plot_monotone_draw (cairo_t                *cr,
                                double                  width,
                                double                  height,
                                const TfMonotoneCurves *curves,
                                const TfTrace          *trace,
                                const TfChartOptions   *options,
                                const TfPlotStyle      *style);

/* A sentence or two below the plot, as markup. Caller frees. */
char *tf_plot_monotone_explain (const TfMonotoneCurves *curves);

extern const TfView tf_view_monotone;

G_END_DECLS
