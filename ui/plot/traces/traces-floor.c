/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "traces-floor.h"

#include <math.h>

#include "number-format.h"

#define DIFFERENCE_FLOOR 1e-13
#define SHARE_FLOOR 1e-16

/* A line that ended begins anew above this many times its floor. */
#define NEW_BEGINNING 30

static gboolean
is_difference (TfMetric metric)
{
  return tf_metric_get_info (metric)->kind == TF_METRIC_DIFFERENCE;
}

static double
get_value (const TfTrace *trace, guint row, TfMetric metric)
{
  return tf_trace_get_row (trace, row)->metrics.values[metric];
}

double
tf_metric_get_floor (TfMetric metric, double first)
{
  if (is_difference (metric))
    return DIFFERENCE_FLOOR;
  return isfinite (first) ? fabs (first) * SHARE_FLOOR : 0;
}

double
tf_traces_get_floor (const TfTrace *trace, TfMetric metric)
{
  for (guint i = 0; i < tf_trace_get_n_rows (trace); i++)
    {
      double value = get_value (trace, i, metric);
      if (isfinite (value) && value != 0)
        return tf_metric_get_floor (metric, value);
    }
  return tf_metric_get_floor (metric, NAN);
}

void
tf_traces_find_drawable (const TfTrace *trace, TfMetric metric, gboolean *drawable)
{
  double floor = tf_traces_get_floor (trace, metric);
  gboolean ended = FALSE;

  for (guint i = 0; i < tf_trace_get_n_rows (trace); i++)
    {
      double value = get_value (trace, i, metric);
      drawable[i] = FALSE;
      if (!isfinite (value))
        continue;
      ended = !(value > (ended ? NEW_BEGINNING : 1) * floor);
      drawable[i] = !ended;
    }
}

char *
tf_metric_format_above (TfMetric metric, double value, double floor)
{
  g_autofree char *text = NULL;

  /* NC4 is a share of samples: its 0 is meant. */
  if (!isfinite (value) || value > floor || value < 0 || (value == 0 && !is_difference (metric)))
    return tf_format_number (value, 3);
  text = tf_format_number_short (floor, 1);
  return g_strdup_printf ("< %s", text);
}

char *
tf_traces_format_value (const TfTrace *trace, guint row, TfMetric metric)
{
  return tf_metric_format_above (metric, get_value (trace, row, metric), tf_traces_get_floor (trace, metric));
}
