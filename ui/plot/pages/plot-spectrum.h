/* plot-spectrum.h: the spectrum of the near-collapse map, as in Figure 1 of the paper
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "spectrum.h"
#include "chart.h"

G_BEGIN_DECLS

#define TF_SPECTRUM_PLOT_MOST 4

/* One choice of lambda_H; the first is the one asked for. */
typedef struct
{
  guint      n;
  double     lambda_h[TF_SPECTRUM_PLOT_MOST];
  TfSpectrum spectra[TF_SPECTRUM_PLOT_MOST];
  char      *message; /* why there is none; NULL while there is one */
} TfSpectrumPlot;

/* For these features (NULL: none yet) and parameters, and a few other lambda_H. */
void tf_spectrum_plot_fill (TfSpectrumPlot *self, TfMoments *moments, const TfParameters *parameters);
void tf_spectrum_plot_clear (TfSpectrumPlot *self);

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
