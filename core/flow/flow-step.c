/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flow-step.h"

#include <math.h>

#include "flow-state.h"
#include "integrator.h"

/* The curvature is wanted to some per cent, and the path as well as that needs. */
#define TOLERANCE 1e-4
#define MOST_STEPS 2000

double
tf_flow_find_largest_step (TfMoments *moments, const TfParameters *parameters, double until, GCancellable *cancellable)
{
  TfParameters p = *parameters;
  g_autoptr (TfFlow) flow = NULL;
  double curvature = p.lambda_h + p.beta; /* where W sees nothing */

  p.flow = TF_FLOW_CENTRAL;
  p.tolerance = TOLERANCE;
  flow = tf_flow_new (moments, &p, NULL);
  for (guint i = 0; flow != NULL && i < MOST_STEPS && !g_cancellable_is_cancelled (cancellable); i++)
    {
      curvature = MAX (curvature, tf_integrator_find_rate (tf_flow_get_integrator (flow)));
      if (tf_flow_get_time (flow) >= until || !tf_flow_advance (flow, until, 1, cancellable, NULL))
        break;
    }
  return curvature > 0 ? 2 / curvature : INFINITY;
}
