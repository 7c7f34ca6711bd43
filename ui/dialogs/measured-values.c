/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measured-values.h"

#include <math.h>

TfMeasuredValues *
tf_measured_values_new (TfMoments *moments, const TfParameters *parameters)
{
  TfMeasuredValues *self = g_new0 (TfMeasuredValues, 1);

  tf_moments_get_metrics (moments, parameters, TRUE, &self->metrics);
  for (int like = 0; like < TF_N_LIKES; like++)
    {
      guint n;

      tf_like_get_columns (like, &n);
      self->likes[like] = g_new (double, n);
      tf_moments_get_like (moments, parameters, TRUE, like, self->likes[like]);
    }
  return self;
}

void
tf_measured_values_free (TfMeasuredValues *self)
{
  for (int like = 0; like < TF_N_LIKES; like++)
    g_free (self->likes[like]);
  g_free (self);
}

char *
tf_measured_value_write (double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (isnan (value) ? "undefined" : g_ascii_formatd (digits, sizeof digits, "%.12g", value));
}
