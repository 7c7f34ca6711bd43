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

static double
value_at (const TfSweepAxis *axis, double share)
{
  double from = axis->values[0], to = axis->values[axis->n_values - 1];

  share = CLAMP (share, 0, 1);
  if (axis->number == TF_SWEEP_EPOCH) /* of a heat map: as far apart as they are many */
    return axis->values[lround (share * (axis->n_values - 1))];
  return axis->is_log ? from * pow (to / from, share) : from + share * (to - from);
}

/* The epoch of the curves that is nearest to at_x, by the scale that they are drawn on. */
static double
epoch_at (const TfSweepAxis *axis, const TfBox *area, double em, double at_x)
{
  gboolean is_log = tf_map_axis_is_log (axis), opens = is_log && axis->values[0] == 0;
  TfPlotAxes axes = { .area = *area, .origin = area->x, .left = area->x,
                      .x = { axis->values[opens ? 1 : 0], axis->values[axis->n_values - 1], is_log } };
  double nearest = axis->values[0];

  if (opens)
    tf_plot_axes_open_origin (&axes, em);
  for (guint i = 1; i < axis->n_values; i++)
    if (fabs (tf_plot_axes_map_x (&axes, axis->values[i]) - at_x) < fabs (tf_plot_axes_map_x (&axes, nearest) - at_x))
      nearest = axis->values[i];
  return nearest;
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
  const TfSweepAxis *first;
  TfBox area;

  if (data->map == NULL)
    return FALSE;
  first = &data->map->grid->axes[0];
  area = is_heat (data) ? tf_map_find_area (width, height, style->text_size)
                        : tf_plot_axes_find_area (width, height, style->text_size, 0, 0);
  *x = !is_heat (data) && first->number == TF_SWEEP_EPOCH && first->n_values > 1
         ? epoch_at (first, &area, style->text_size, at_x)
         : value_at (first, (at_x - area.x) / area.width);
  *y = is_heat (data) ? value_at (&data->map->grid->axes[1], 1 - (at_y - area.y) / area.height) : NAN;
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
