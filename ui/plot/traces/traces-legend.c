/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "traces-legend.h"

#include <string.h>

/* Lengths of dashes are multiples of the line's width; 0 ends them. */
typedef struct
{
  const char *markup;
  guint32     on_light, on_dark;
  TfMarker    marker;
  double      dashes[4];
} MetricLook;

static const MetricLook looks[TF_N_METRICS] = {
  [TF_METRIC_OBJECTIVE] = { "<i>f</i>", 0x2a2a2e, 0xf0f0f0, TF_MARKER_SQUARE, { 1.2, 1.8 } },
  [TF_METRIC_FIT] = { "fit", 0x8a6d3b, 0xcdb07a, TF_MARKER_CIRCLE, { 4, 2 } },
  [TF_METRIC_TR_SW] = { "Tr Σ<sub>W</sub>", 0x9b3a3a, 0xff9b94, TF_MARKER_SQUARE, { 0 } },
  [TF_METRIC_TR_SB] = { "Tr Σ<sub>B</sub>", 0x3f6f3a, 0xa6d99e, TF_MARKER_DIAMOND, { 0 } },
  [TF_METRIC_NC1_RATIO] = { "Tr Σ<sub>W</sub> / Tr Σ<sub>B</sub>", 0x1f7f86, 0x5ed0d6, TF_MARKER_DIAMOND, { 5, 2.2 } },
  [TF_METRIC_NC1] = { "NC1", 0x3d2e9c, 0xa79bff, TF_MARKER_CIRCLE, { 0 } },
  [TF_METRIC_NC2] = { "NC2", 0x9c1c5d, 0xff7fb8, TF_MARKER_TRIANGLE, { 7, 2, 1.5, 2 } },
  [TF_METRIC_NC2_OF] = { "NC2 <small>OF</small>", 0x9c1c5d, 0xff7fb8, TF_MARKER_TRIANGLE_DOWN, { 1.2, 1.8 } },
  [TF_METRIC_EQUINORM] = { "equinorm", 0x6b4fa0, 0xcbb2ff, TF_MARKER_HEXAGON, { 3, 1.5 } },
  [TF_METRIC_EQUIANGLE] = { "equiangle", 0x486f9f, 0x9fc3ee, TF_MARKER_STAR, { 7, 2, 1.5, 2 } },
  [TF_METRIC_NC3] = { "NC3", 0x8a6400, 0xe2bd5a, TF_MARKER_TRIANGLE_DOWN, { 10, 2.5 } },
  [TF_METRIC_NC3_CENTRED] = { "NC3 <small>centred</small>", 0x8a6400, 0xe2bd5a, TF_MARKER_TRIANGLE, { 2.5, 1.5 } },
  [TF_METRIC_NC4] = { "NC4", 0x4f6b12, 0xbfd67a, TF_MARKER_PLUS, { 5, 2.2 } },
  [TF_METRIC_VICINITY] = { "‖<i>H</i> − <i>H</i><sub>0</sub>‖ / ‖<i>H</i><sub>0</sub>‖", 0xa04a14, 0xffb38a, TF_MARKER_HEXAGON, { 0 } },
  [TF_METRIC_NORM_W] = { "‖<i>W</i>‖", 0x5b5b66, 0xc4c4cf, TF_MARKER_STAR, { 7, 2, 1.5, 2 } },
  [TF_METRIC_NORM_H] = { "‖<i>H</i>‖", 0x5b5b66, 0xc4c4cf, TF_MARKER_PLUS, { 2.5, 1.5 } },
};

const char *
tf_plot_metric_markup (TfMetric metric)
{
  return looks[metric].markup;
}

TfLineLook
tf_traces_get_look (TfMetric metric, const TfPlotStyle *style)
{
  guint32 hex = style->dark ? looks[metric].on_dark : looks[metric].on_light;
  TfLineLook look = { .has_marker = TRUE, .marker = looks[metric].marker };

  memcpy (look.dashes, looks[metric].dashes, sizeof look.dashes);
  look.rgb[0] = (hex >> 16 & 0xff) / 255.0;
  look.rgb[1] = (hex >> 8 & 0xff) / 255.0;
  look.rgb[2] = (hex & 0xff) / 255.0;
  return look;
}

static gboolean
is_in (guint32 set, int metric)
{
  return (set & TF_METRIC_BIT (metric)) != 0;
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
    if (is_in (options->metrics, m))
      {
        TfLineLook look = tf_traces_get_look (m, style);

        add_entry (self, m, &look, looks[m].markup, is_in (options->hidden, m));
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

void
tf_traces_legend_clear (TfTracesLegend *self)
{
  for (guint i = 0; i < self->n; i++)
    g_free (self->names[i]);
  g_free (self->items);
  g_free (self->metrics);
  g_free (self->names);
}
