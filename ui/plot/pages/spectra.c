/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spectra.h"

#include "theory-text.h"

void
tf_spectrum_plot_clear (TfSpectrumPlot *self)
{
  g_clear_pointer (&self->message, g_free);
  self->n = 0;
}

void
tf_spectrum_plot_fill (TfSpectrumPlot *self, TfMoments *moments, const TfParameters *parameters)
{
  static const double factors[TF_SPECTRUM_PLOT_MOST] = { 1, 0.3, 3, 10 };
  g_autoptr (GError) error = NULL;

  tf_spectrum_plot_clear (self);
  if (moments == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
    {
      TfParameters p = *parameters;

      p.lambda_h *= factors[i];
      self->lambda_h[self->n] = p.lambda_h;
      if (tf_spectrum_compute_for_moments (moments, &p, self->spectra + self->n, i == 0 ? &error : NULL))
        self->n++;
      else if (i == 0)
        {
          self->message = tf_theory_sentence (error->message);
          return;
        }
    }
}
