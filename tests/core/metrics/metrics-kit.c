/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics-kit.h"

void
measure (TfFeatures *features, TfFlowKind kind, TfMetrics *metrics)
{
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfFlow) flow = NULL;

  parameters.flow = kind;
  flow = tf_flow_new (moments, &parameters, NULL);
  tf_flow_get_metrics (flow, metrics);
}
