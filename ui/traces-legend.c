/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/traces-legend.h"

#include <string.h>

/* Lengths of dashes are multiples of the line's width; 0 ends them. */
typedef struct
{
  const char *markup;
  guint32     on_light, on_dark;
  TfMarker    marker;
  double      dashes[4];
} LineLook;

static const LineLook looks[TF_N_METRICS] = {
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

TfMarker
tf_traces_get_marker (TfMetric metric)
{
  return looks[metric].marker;
}

void
tf_traces_get_color (TfMetric metric, const TfPlotStyle *style, double rgb[3])
{
  guint32 hex = style->dark ? looks[metric].on_dark : looks[metric].on_light;

  rgb[0] = (hex >> 16 & 0xff) / 255.0;
  rgb[1] = (hex >> 8 & 0xff) / 255.0;
  rgb[2] = (hex & 0xff) / 255.0;
}

void
tf_traces_set_line (cairo_t *cr, TfMetric metric, const TfPlotStyle *style)
{
  double dashes[4], rgb[3];
  int n = 0;

  while (n < 4 && looks[metric].dashes[n] > 0)
    {
      dashes[n] = looks[metric].dashes[n] * style->line_width;
      n++;
    }
  tf_traces_get_color (metric, style, rgb);
  tf_plot_set_color (cr, rgb, 1);
  cairo_set_dash (cr, dashes, n, 0);
  cairo_set_line_width (cr, style->line_width);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
}

void
tf_traces_draw_sample (cairo_t *cr, TfMetric metric, const TfPlotStyle *style, double x, double y, double length,
                       double alpha)
{
  double rgb[3];

  cairo_save (cr);
  tf_traces_set_line (cr, metric, style);
  tf_traces_get_color (metric, style, rgb);
  tf_plot_set_color (cr, rgb, alpha);
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x + length, y);
  cairo_stroke (cr);
  tf_plot_marker_path (cr, looks[metric].marker, x + length, y, style->text_size * 0.22);
  cairo_fill (cr);
  cairo_restore (cr);
}

static gboolean
is_in (guint32 set, int metric)
{
  return (set & TF_METRIC_BIT (metric)) != 0;
}

double
tf_traces_layout_legend (TfPlotText *text, const TfTracesOptions *options, double width, TfBox *boxes)
{
  double em = text->style->text_size, row = em * 1.75, left = em * 0.6, x = left, y = em * 0.4;
  gboolean any = FALSE;

  memset (boxes, 0, sizeof (TfBox) * TF_N_METRICS);
  if (!options->show_legend)
    return 0;
  for (int m = 0; m < TF_N_METRICS; m++)
    {
      double label;
      if (!is_in (options->metrics, m))
        continue;
      tf_plot_text_measure (text, looks[m].markup, &label, NULL);
      label += em * 3.7; /* line, gap, and the gap after the entry */
      if (x > left && x + label > width)
        {
          x = left;
          y += row;
        }
      boxes[m] = (TfBox){ x, y, label, row };
      x += label;
      any = TRUE;
    }
  return any ? y + row : 0;
}

void
tf_traces_draw_legend (TfPlotText *text, const TfTracesOptions *options, const TfBox *boxes)
{
  const TfPlotStyle *style = text->style;
  double em = style->text_size;

  for (int m = 0; m < TF_N_METRICS; m++)
    {
      double x = boxes[m].x + em * 0.3, y = boxes[m].y + boxes[m].height / 2;
      gboolean hidden;

      if (!is_in (options->metrics, m))
        continue;
      hidden = is_in (options->hidden, m);
      tf_traces_draw_sample (text->cr, m, style, x, y, em * 1.9, hidden ? 0.35 : 1);
      tf_plot_set_color (text->cr, style->foreground, hidden ? 0.45 : 1);
      tf_plot_text_draw (text, looks[m].markup, x + em * 2.4, y, 0, 0.5);
      if (!hidden)
        continue;
      /* Hidden: pale, and crossed out for those who cannot tell pale. */
      cairo_set_line_width (text->cr, style->thin_width);
      cairo_move_to (text->cr, x + em * 2.3, y);
      cairo_line_to (text->cr, boxes[m].x + boxes[m].width - em, y);
      cairo_stroke (text->cr);
    }
}
