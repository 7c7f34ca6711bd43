/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "map-curves.h"

#include <math.h>
#include <string.h>

#include "metric-set.h"
#include "number-format.h"
#include "plot-traces.h"
#include "traces-legend.h"

#define FAMILY 7 /* lines of one at the most */

/* The metric along the first axis, ascending, at a place of the second. */
static void
add_line (TfChart *chart, const TfMap *map, guint metric, guint j, guint id, const TfLineLook *look, const char *label)
{
  const TfSweepAxis *axis = &map->grid->axes[0];
  guint n = axis->n_values;
  gboolean falls = axis->values[n - 1] < axis->values[0];
  g_autofree double *xs = g_new (double, n), *ys = g_new (double, n);

  for (guint k = 0; k < n; k++)
    {
      guint i = falls ? n - 1 - k : k;
      double value = metric == TF_MAP_DECAY_RATIO ? tf_map_get_decay_ratio (map, i, j, NULL, NULL)
                                                  : map->metrics[tf_map_cell (map, i, j)].values[metric];

      xs[k] = axis->values[i];
      ys[k] = value > 0 ? value : NAN;
    }
  tf_chart_add_series (chart, id, look, label, n, xs, ys);
}

static void
add_metrics (TfChart *chart, const TfMap *map, const TfPlotStyle *style)
{
  TfMetricSet metrics = tf_metric_set_of (TF_METRIC_IN_PATHS);

  for (int m = 0; m < TF_N_METRICS; m++)
    {
      TfLineLook look = tf_traces_get_look (m, style);

      look.dashes[0] = 0;
      if (tf_metric_set_has (metrics, m))
        add_line (chart, map, m, 0, m, &look, tf_metric_get_info (m)->symbol);
    }
}

static void
add_family (TfChart *chart, const TfMap *map, guint metric)
{
  const TfSweepAxis *second = &map->grid->axes[1];
  guint n = second->n_values, lines = MIN (n, FAMILY);
  g_autofree char *symbol = tf_plot_map_axis_symbol (second);

  for (guint k = 0; k < lines; k++)
    {
      guint j = lines > 1 ? k * (n - 1) / (lines - 1) : 0;
      TfLineLook look = { .width = 1 };
      g_autofree char *number = tf_format_number_short (second->values[j], 2);
      g_autofree char *label = g_strdup_printf ("%s = %s", symbol, number);

      /* Neither end of the colours would be seen on every background. */
      tf_map_color (lines > 1 ? 0.15 + 0.6 * k / (lines - 1) : 0.4, look.rgb);
      add_line (chart, map, metric, j, k, &look, label);
    }
}

void
tf_map_curves_draw (cairo_t              *cr,
                    double                width,
                    double                height,
                    const TfMapPlot      *data,
                    const TfChartOptions *options,
                    const TfPlotStyle    *style)
{
  const TfMap *map = data->map;
  g_autofree char *symbol = map != NULL ? tf_plot_map_axis_symbol (&map->grid->axes[0]) : g_strdup ("");
  const TfSweepAxis *axis = map != NULL ? &map->grid->axes[0] : NULL;
  g_autoptr (TfChart) chart = tf_chart_new (style, symbol, axis == NULL || tf_map_axis_is_log (axis), TRUE);
  double now = axis != NULL && data->now != NULL ? tf_map_get_present (axis, data->now, data->synthetic, data->epoch) : NAN;

  tf_chart_take (&chart->message, g_strdup (map != NULL && tf_map_is_complete (map) ? "There is nothing above 0 to draw here."
                                                                                   : "The map appears here as its cells are worked out."));
  if (axis != NULL)
    {
      chart->x_zero = TRUE;
      chart->x_lo = MIN (axis->values[0], axis->values[axis->n_values - 1]);
      chart->x_hi = MAX (axis->values[0], axis->values[axis->n_values - 1]);
      if (chart->x_log && chart->x_lo == 0)
        chart->x_lo = axis->values[1];
      if (map->grid->n_axes > 1)
        {
          add_family (chart, map, data->metric);
          tf_chart_take (&chart->headline, g_strdup (tf_map_metric_symbol (data->metric)));
        }
      else
        add_metrics (chart, map, style);
    }
  if (!isnan (now) && tf_chart_has_points (chart))
    {
      TfChartRule *rule = tf_chart_add_rule (chart, TRUE, now, "now");

      rule->look.dashes[0] = 0;
      memcpy (rule->look.rgb, style->foreground, sizeof rule->look.rgb);
    }
  tf_chart_draw (cr, width, height, chart, options);
}
