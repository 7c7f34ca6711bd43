/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot-map.h"

#include <math.h>

#include "map-heat.h"

static gboolean
is_heat (const TfMapPlot *data)
{
  return data->map != NULL && data->map->grid->n_axes == 2 && !data->as_family;
}

/* public */

void
tf_plot_map_draw (cairo_t              *cr,
                  double                width,
                  double                height,
                  const TfMapPlot      *data,
                  const TfChartOptions *options,
                  const TfPlotStyle    *style)
{
  tf_plot_paint_background (cr, width, height, style);
  if (is_heat (data) && data->map->grid->axes[0].n_values > 1 && data->map->grid->axes[1].n_values > 1)
    tf_map_draw_heat (cr, width, height, data, options, style);
  else
    tf_map_curves_draw (cr, width, height, data, options, style);
}

/* The epoch nearest to there: of a heat map places are as far apart as they are many. */
static double
epoch_at (const TfSweepAxis *axis, double share, gboolean by_place)
{
  guint last = axis->n_values - 1, nearest = 0;
  TfAxis scale = { axis->values[0], axis->values[last], tf_map_axis_is_log (axis) };
  double value = tf_axis_unmap (&scale, share);

  if (by_place)
    return axis->values[lround (share * last)];
  for (guint i = 1; i <= last; i++)
    if (fabs (axis->values[i] - value) < fabs (axis->values[nearest] - value))
      nearest = i;
  return axis->values[nearest];
}

static double
value_at (const TfSweepAxis *axis, double share, gboolean by_place)
{
  double from = axis->values[0], to = axis->values[axis->n_values - 1];

  share = CLAMP (share, 0, 1);
  if (axis->number == TF_SWEEP_EPOCH)
    return epoch_at (axis, share, by_place);
  return axis->is_log ? from * pow (to / from, share) : from + share * (to - from);
}

gboolean
tf_plot_map_unmap (double             width,
                   double             height,
                   const TfMapPlot   *data,
                   const TfPlotStyle *style,
                   double             at_x,
                   double             at_y,
                   double            *x,
                   double            *y)
{
  TfBox area;

  if (data->map == NULL)
    return FALSE;
  area = is_heat (data) ? tf_map_find_area (width, height, style->text_size)
                        : tf_plot_axes_find_area (width, height, style->text_size, 0, 0);
  *x = value_at (&data->map->grid->axes[0], (at_x - area.x) / area.width, is_heat (data));
  *y = is_heat (data) ? value_at (&data->map->grid->axes[1], 1 - (at_y - area.y) / area.height, TRUE) : NAN;
  return TRUE;
}

/* --- the view --- */

static void
draw_view (cairo_t *cr, double width, double height, const TfViewData *data, const TfPlotStyle *style)
{
  TfChartOptions options = tf_chart_options_of (data);
  TfMapPlot plot = { .metric = TF_METRIC_NC1 };

  if (data->map != NULL)
    plot = *data->map;
  plot.now = &data->frame->parameters;
  options.companions = (TfCompanions){ 0 };
  tf_plot_map_draw (cr, width, height, &plot, &options, style);
}

/* "NC1 over beta and lambda-h, at the minimizers". */
static void
say_map (TfCaption *caption, const TfMapPlot *plot)
{
  const TfSweepGrid *grid = plot->map->grid;

  g_string_append_printf (caption->text, "%s over ", tf_map_metric_label (plot->metric));
  for (guint i = 0; i < grid->n_axes; i++)
    {
      const TfParameterInfo *info = grid->axes[i].parameter;

      g_string_append_printf (caption->text, "%s%s", i > 0 ? " and " : "",
                              info != NULL ? tf_caption_choose (caption, info->symbol, info->latex) : grid->axes[i].name);
    }
  if (plot->map->at.on_flow)
    {
      g_autofree char *t = tf_caption_number (caption, plot->map->at.t);

      g_string_append_printf (caption->text, plot->map->at.iterations ? ", after %s iterations" : ", on the flow at t = %s", t);
    }
  else
    g_string_append_printf (caption->text, ", at the minimizers %s",
                            tf_caption_choose (caption, "H_{1/β}", "$H_{1/\\beta}$"));
}

static void
say_view (TfCaption *caption, const TfViewData *data)
{
  if (data->map != NULL && data->map->map != NULL)
    say_map (caption, data->map);
  else
    g_string_append (caption->text, tf_view_map.caption);
}

static char *
explain_view (const TfViewData *data)
{
  return tf_plot_map_explain (data->map != NULL ? data->map : &(TfMapPlot){ .metric = TF_METRIC_NC1 });
}

const TfView tf_view_map = {
  .id = "map",
  .title = "Map of settings",
  .tab = "Map",
  .meaning = "Metrics at the minimizer over one parameter or two, the sliders being a cross in it",
  .parts = TF_VIEW_PART_MAP,
  .aspect = TF_VIEW_ASPECT,
  .cites_metrics = TRUE,
  .caption = "map of settings",
  .say = say_view,
  .draw = draw_view,
  .explain = explain_view,
};
