/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network-settings.h"

#include <gio/gio.h>
#include <math.h>

static gboolean
is_between (double x, double least, double most)
{
  return isfinite (x) && x >= least && x <= most;
}

static const char *
find_wrong (const TfNetworkSettings *self)
{
  if (!tf_widths_are_valid (&self->hidden))
    return "a network has from 1 to 16 hidden layers, of 1 to 65536 units each";
  if (!(self->rate > 0 && is_between (self->rate, 0, TF_PARAMETERS_LARGEST)))
    return "the rate must be above 0, and 1e50 at the most";
  if (!(self->momentum < 1 && is_between (self->momentum, 0, 1)))
    return "the momentum must be at least 0, and below 1";
  if (!is_between (self->decay_last, 0, TF_PARAMETERS_LARGEST) || !is_between (self->decay_features, 0, TF_PARAMETERS_LARGEST))
    return "a decay must be at least 0, and 1e50 at the most";
  if (!is_between (self->loss.smoothing, 0, 1))
    return "the smoothing α must be from 0 to 1";
  if (!is_between (self->loss.exponent, 0, 100))
    return "the exponent κ must be from 0 to 100";
  return NULL;
}

gboolean
tf_network_settings_validate (const TfNetworkSettings *self, GError **error)
{
  const char *wrong = find_wrong (self);

  if (wrong != NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, wrong);
  return wrong == NULL;
}

TfNetworkSettings
tf_network_settings_of (const TfParameters *parameters, guint n_classes)
{
  return (TfNetworkSettings){
    .hidden = parameters->hidden,
    .loss = tf_parameters_loss (parameters),
    .bias = parameters->bias,
    .rate = parameters->rate,
    .momentum = parameters->momentum,
    .decay_last = tf_parameters_decay_last (parameters, n_classes),
    .decay_features = parameters->lambda_h,
    .batch = parameters->batch,
    .seed = parameters->initial_w_seed,
  };
}
