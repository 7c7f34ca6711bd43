/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "traces-legend.h"

#include <string.h>

TfLineLook
tf_traces_get_look (TfMetric metric, const TfPlotStyle *style)
{
  const TfMetricLine *line = &tf_metric_get_info (metric)->line;
  guint32 hex = style->dark ? line->on_dark : line->on_light;
  TfLineLook look = { .has_marker = TRUE, .marker = line->marker };

  G_STATIC_ASSERT (sizeof look.dashes == sizeof line->dashes);
  memcpy (look.dashes, line->dashes, sizeof look.dashes);
  look.rgb[0] = (hex >> 16 & 0xff) / 255.0;
  look.rgb[1] = (hex >> 8 & 0xff) / 255.0;
  look.rgb[2] = (hex & 0xff) / 255.0;
  return look;
}

static void
add_entry (TfTracesLegend *self, int metric, const TfLineLook *look, const char *markup, gboolean hidden)
{
  self->metrics[self->n] = metric;
  self->items[self->n++] = (TfLegendEntry){ .look = *look, .markup = markup, .hidden = hidden };
}

/* Markup of its own, which the legend keeps. */
static void
add_run (TfTracesLegend *self, const TfLineLook *look, char *markup)
{
  self->names[self->n] = markup;
  add_entry (self, -1, look, markup, FALSE);
}

void
tf_traces_legend_fill (TfTracesLegend *self, const TfTracesOptions *options, const TfPlotStyle *style)
{
  guint room = TF_N_METRICS + 1 + options->companions.n;

  *self = (TfTracesLegend){ 0, g_new0 (TfLegendEntry, room), g_new0 (int, room), g_new0 (char *, room) };
  if (!options->show_legend)
    return;
  for (int m = 0; m < TF_N_METRICS; m++)
    if (tf_metric_set_has (tf_metric_set_without (options->metrics, options->absent), m))
      {
        TfLineLook look = tf_traces_get_look (m, style);

        add_entry (self, m, &look, tf_metric_get_info (m)->symbol, tf_metric_set_has (options->hidden, m));
      }
  if (options->name != NULL)
    {
      TfLineLook look = { .width = 1 };

      memcpy (look.rgb, style->foreground, sizeof look.rgb);
      add_run (self, &look, g_markup_escape_text (options->name, -1));
    }
  for (guint i = 0; i < options->companions.n; i++)
    {
      TfLineLook look = tf_companion_get_sample (options->companions.items + i, style);

      add_run (self, &look, tf_companion_get_markup (options->companions.items + i));
    }
}

double
tf_traces_legend_layout (TfTracesLegend *self, TfPlotText *text, const char *title, double width, double height)
{
  double legend = tf_plot_legend_layout (text, self->items, self->n, width);
  double above = legend > 0 ? tf_plot_text_get_title_height (text, title, height) : 0;

  for (guint i = 0; i < self->n; i++)
    self->items[i].box.y += above;
  return legend + above <= height / 2 ? legend + above : 0;
}

void
tf_traces_legend_clear (TfTracesLegend *self)
{
  for (guint i = 0; i < self->n; i++)
    g_free (self->names[i]);
  g_free (self->items);
  g_free (self->metrics);
  g_free (self->names);
}
