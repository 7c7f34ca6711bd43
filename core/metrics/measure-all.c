/* measure-all.c: the table's metrics, of one state
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "measure.h"

static void
measure_all (const TfMetricContext *context, gpointer user_data)
{
  TfMetrics *metrics = user_data;

  metrics->rank = context->rank;
  for (int i = 0; i < TF_N_METRICS; i++)
    {
      double value = tf_metric_get_info (i)->measure (context);

      metrics->values[i] = isfinite (value) ? value : NAN;
    }
}

void
tf_metrics_measure (const TfMeasured *measured, TfMetrics *metrics)
{
  tf_metrics_measure_with (measured, measure_all, metrics);
}
