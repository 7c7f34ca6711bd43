/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "decays.h"

/* lambda_W itself cannot be 0. */
#define ALMOST_ZERO 1e-6

static const TfDecays all[TF_N_DECAYS] = {
  { "baseline", "Baseline", 1, 1 },
  { "lambda-w-doubled", "λ_W doubled", 2, 1 },
  { "lambda-w-zeroed", "λ_W zeroed", ALMOST_ZERO, 1 },
  { "lambda-h-doubled", "λ_H doubled", 1, 2 },
  { "lambda-h-zeroed", "λ_H zeroed", 1, 0 },
};

const TfDecays *
tf_decays_get (guint i)
{
  g_assert (i < TF_N_DECAYS);
  return &all[i];
}

TfParameters
tf_decays_apply (const TfDecays *self, const TfParameters *parameters)
{
  TfParameters changed = *parameters;

  changed.lambda_w *= self->of_w;
  changed.lambda_h *= self->of_h;
  return changed;
}
