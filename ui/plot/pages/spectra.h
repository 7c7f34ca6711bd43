/* spectra.h: spectra near collapse for some choices of lambda_H
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "spectrum.h"

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

G_END_DECLS
