/* plot-spectrum.h: the spectrum of the near-collapse map, as in Figure 1 of the paper
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "chart.h"
#include "spectra.h"

G_BEGIN_DECLS

TfChart *tf_plot_spectrum_new (const TfSpectrumPlot *data, const TfPlotStyle *style);
void     tf_plot_spectrum_draw (cairo_t              *cr,
                                double                width,
                                double                height,
                                const TfSpectrumPlot *data,
                                const TfChartOptions *options,
                                const TfPlotStyle    *style);

/* A sentence or two below the plot, as markup. Caller frees. */
char *tf_plot_spectrum_explain (const TfSpectrumPlot *data);

extern const TfView tf_view_spectrum;

G_END_DECLS
