/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flow.h"
#include "own-metrics.h"

void
tf_moments_get_metrics (TfMoments *moments, const TfParameters *parameters, gboolean use_file_weights,
                        TfMetrics *metrics)
{
  TfParameters chosen = *parameters;
  g_autoptr (TfFlow) flow = NULL;

  if (use_file_weights && moments->weights != NULL)
    {
      tf_moments_get_own_metrics (moments, parameters, metrics);
      return;
    }
  chosen.flow = TF_FLOW_CENTRAL;
  flow = tf_flow_new (moments, &chosen, NULL);
  tf_flow_get_metrics (flow, metrics);
}
