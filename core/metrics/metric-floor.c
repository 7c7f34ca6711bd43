/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metric-floor.h"

#include <math.h>

#define DIFFERENCE_FLOOR 1e-13
#define SHARE_FLOOR 1e-16

/* Near an equilibrium the errors of the steps leave so much of the tolerance in what
 * is a difference there: measured, one or two hundredths. */
#define SHARE_OF_TOLERANCE 0.03

static gboolean
is_difference (TfMetric metric)
{
  return tf_metric_get_info (metric)->kind == TF_METRIC_DIFFERENCE;
}

double
tf_metric_get_floor (TfMetric metric, double first, double accuracy)
{
  if (is_difference (metric))
    return MAX (DIFFERENCE_FLOOR, SHARE_OF_TOLERANCE * accuracy);
  return isfinite (first) ? fabs (first) * SHARE_FLOOR : 0;
}

void
tf_metrics_drop_noise (TfMetrics *self, const TfMetrics *first, double accuracy)
{
  for (int m = 0; m < TF_N_METRICS; m++)
    if ((is_difference (m) || m == TF_METRIC_NC1)
        && self->values[m] <= tf_metric_get_floor (m, first->values[m], accuracy))
      self->values[m] = 0;
}
