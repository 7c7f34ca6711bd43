/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network-metrics.h"

#include <math.h>

#include "own-metrics.h"

gboolean
tf_network_get_metrics (TfNetwork *self, TfMetrics *metrics, TfMoments **moments, GCancellable *cancellable, GError **error)
{
  const TfParameters parameters = TF_PARAMETERS_DEFAULT; /* W and b are there, so that none counts but for the objective */
  g_autoptr (TfFeatures) features = tf_network_get_features (self, tf_network_get_settings (self)->hidden.n, error);
  g_autoptr (TfMoments) measured = features != NULL ? tf_moments_new (features, TF_KEEP_ALL, cancellable, error) : NULL;
  double fit;

  if (measured == NULL)
    return FALSE;
  tf_moments_get_own_metrics (measured, &parameters, metrics);
  metrics->values[TF_METRIC_OBJECTIVE] = tf_network_evaluate (self, &fit, NULL);
  metrics->values[TF_METRIC_FIT] = fit;
  metrics->values[TF_METRIC_VICINITY] = NAN;
  if (moments != NULL)
    *moments = g_steal_pointer (&measured);
  return TRUE;
}
