/* chart-points.c: which of a chart's points and curves can be drawn
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "chart-private.h"

#include <math.h>

gboolean
tf_chart_is_shown (const TfChartDrawing *self, const TfChartSeries *series)
{
  return !tf_chart_is_hidden (self->options, series->id);
}

gboolean
tf_chart_is_drawable (const TfChart *self, const TfChartSeries *series, guint i)
{
  double x = series->xs[i], y = series->ys[i];

  return isfinite (x) && isfinite (y) && (!self->y_log || y > 0) && (!self->x_log || x > 0 || (self->x_zero && x == 0));
}

gboolean
tf_chart_has_points (const TfChart *self)
{
  for (guint s = 0; s < self->series->len; s++)
    {
      const TfChartSeries *series = g_ptr_array_index (self->series, s);

      for (guint i = 0; i < series->n; i++)
        if (tf_chart_is_drawable (self, series, i))
          return TRUE;
    }
  return FALSE;
}
