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
  if (self->n_hidden < 1 || self->n_hidden > TF_NETWORK_MOST_LAYERS)
    return "a network has from 1 to 16 hidden layers";
  for (guint l = 0; l < self->n_hidden; l++)
    if (self->widths[l] < 1 || self->widths[l] > TF_NETWORK_MOST_UNITS)
      return "a hidden layer has from 1 to 65536 units";
  if (!(self->rate > 0 && is_between (self->rate, 0, 1e10)))
    return "the rate must be above 0, and 1e10 at the most";
  if (!(self->momentum < 1 && is_between (self->momentum, 0, 1)))
    return "the momentum must be at least 0, and below 1";
  if (!is_between (self->decay_last, 0, 1e10) || !is_between (self->decay_features, 0, 1e10))
    return "a decay must be at least 0, and 1e10 at the most";
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

gboolean
tf_network_settings_set_hidden (TfNetworkSettings *self, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  guint n = g_strv_length (parts);
  guint widths[TF_NETWORK_MOST_LAYERS];

  if (n < 1 || n > TF_NETWORK_MOST_LAYERS)
    return FALSE;
  for (guint l = 0; l < n; l++)
    {
      guint64 width;

      if (!g_ascii_string_to_unsigned (g_strstrip (parts[l]), 10, 1, TF_NETWORK_MOST_UNITS, &width, NULL))
        return FALSE;
      widths[l] = width;
    }
  self->n_hidden = n;
  for (guint l = 0; l < n; l++)
    self->widths[l] = widths[l];
  return TRUE;
}
