/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-beside.h"

#include <math.h>

#include "flow.h"

#define STEPS_AT_ONCE 64 /* between two looks at whether it is wanted still */

static gboolean
train (TfMoments *moments, const TfParameters *network, double *nc1_ratio, GCancellable *cancellable, GError **error)
{
  g_autoptr (TfFlow) flow = tf_flow_new (moments, network, error);
  TfMetrics metrics;

  if (flow == NULL)
    return FALSE;
  while (tf_flow_get_position (flow) < TF_MODEL_BESIDE_ITERATIONS)
    if (g_cancellable_set_error_if_cancelled (cancellable, error)
        || !tf_flow_advance (flow, TF_MODEL_BESIDE_ITERATIONS, STEPS_AT_ONCE, cancellable, error))
      return FALSE;
  tf_flow_get_metrics (flow, &metrics);
  *nc1_ratio = metrics.values[TF_METRIC_NC1_RATIO];
  return TRUE;
}

gboolean
tf_model_beside_find (TfMoments          *moments,
                      const TfParameters *network,
                      double              nc1_ratio,
                      GCancellable       *cancellable,
                      TfModelBeside      *found,
                      GError            **error)
{
  *found = (TfModelBeside){ .nc1_ratio = nc1_ratio, .model = *network };
  found->model.flow = TF_FLOW_CENTRAL;
  found->model.bias_decay = 0; /* which a network has no row of */
  if (isnan (nc1_ratio) && !train (moments, network, &found->nc1_ratio, cancellable, error))
    return FALSE;
  if (!tf_fit_beta (moments, &found->model, found->nc1_ratio, cancellable, &found->fit, error))
    return FALSE;
  if (found->fit.outcome == TF_FIT_FOUND)
    found->model.beta = found->fit.beta;
  return TRUE;
}
