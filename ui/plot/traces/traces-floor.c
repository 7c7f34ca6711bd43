/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "traces-floor.h"

#include <math.h>

#include "number-format.h"

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

/* As it is at one row; first: the metric's first value. */
static double
get_floor_at (const TfTrace *trace, guint row, TfMetric metric, double first)
{
  return tf_metric_get_floor (metric, first, tf_trace_get_row (trace, row)->accuracy);
}

/* NaN where it never had one. */
static double
find_first (const TfTrace *trace, TfMetric metric)
{
  for (guint i = 0; i < tf_trace_get_n_rows (trace); i++)
    {
      double value = get_value (trace, i, metric);

      if (isfinite (value) && value != 0)
        return value;
    }
  return NAN;
}

double
tf_traces_get_floor (const TfTrace *trace, TfMetric metric)
{
  guint n = tf_trace_get_n_rows (trace);
  double first = find_first (trace, metric);

  return n > 0 ? get_floor_at (trace, n - 1, metric, first) : tf_metric_get_floor (metric, first, 0);
}

void
tf_traces_find_drawable (const TfTrace *trace, TfMetric metric, gboolean *drawable)
{
  double first = find_first (trace, metric), before = INFINITY;
  gboolean ended = FALSE;

  for (guint i = 0; i < tf_trace_get_n_rows (trace); i++)
    {
      double value = get_value (trace, i, metric);
      double floor = get_floor_at (trace, i, metric, first);
      double tolerance = is_difference (metric) ? tf_trace_get_row (trace, i)->accuracy : 0;

      drawable[i] = FALSE;
      if (!isfinite (value))
        continue;
      if (ended)
        ended = !(value > MAX (NEW_BEGINNING * floor, tolerance));
      else
        ended = !(value > floor) || (value < tolerance && value > before);
      drawable[i] = !ended;
      before = value;
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
