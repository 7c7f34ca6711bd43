/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot-legend.h"

/* Of a read-out, in ems: where there is room, and where there is not. */
#define WIDE_LINE 1.45
#define CLOSE_LINE 1.15

double
tf_plot_legend_layout (TfPlotText *text, TfLegendEntry *entries, guint n, double width)
{
  double em = text->style->text_size, row = em * 1.75, left = em * 0.6, x = left, y = em * 0.4;

  for (guint i = 0; i < n; i++)
    {
      double label;

      tf_plot_text_measure (text, entries[i].markup, &label, NULL);
      label += em * 3.7; /* line, gap, and the gap after the entry */
      if (x > left && x + label > width)
        {
          x = left;
          y += row;
        }
      entries[i].box = (TfBox){ x, y, label, row };
      x += label;
    }
  return n > 0 ? y + row : 0;
}

void
tf_plot_legend_draw (TfPlotText *text, const TfLegendEntry *entries, guint n)
{
  const TfPlotStyle *style = text->style;
  double em = style->text_size;

  for (guint i = 0; i < n; i++)
    {
      const TfLegendEntry *entry = &entries[i];
      double x = entry->box.x + em * 0.3, y = entry->box.y + entry->box.height / 2;

      tf_line_look_draw_sample (&entry->look, text->cr, style, x, y, em * 1.9, entry->hidden ? 0.35 : 1);
      tf_plot_set_color (text->cr, style->foreground, entry->hidden ? 0.45 : 1);
      tf_plot_text_draw (text, entry->markup, x + em * 2.4, y, 0, 0.5);
      if (!entry->hidden)
        continue;
      /* Hidden: pale, and crossed out for those who cannot tell pale. */
      cairo_set_line_width (text->cr, style->thin_width);
      cairo_move_to (text->cr, x + em * 2.3, y);
      cairo_line_to (text->cr, entry->box.x + entry->box.width - em, y);
      cairo_stroke (text->cr);
    }
}

int
tf_plot_legend_hit (const TfLegendEntry *entries, guint n, double x, double y)
{
  for (guint i = 0; i < n; i++)
    {
      const TfBox *box = &entries[i].box;

      if (x >= box->x && x < box->x + box->width && y >= box->y && y < box->y + box->height)
        return i;
    }
  return -1;
}

static double
measure_readout (TfPlotText *text, const char *head, const TfReadoutRow *rows, guint n_rows)
{
  double em = text->style->text_size, label = 0, value = 0, one, w;

  tf_plot_text_measure (text, head, &w, NULL);
  for (guint i = 0; i < n_rows; i++)
    {
      tf_plot_text_measure (text, rows[i].markup, &one, NULL);
      label = MAX (label, one);
      tf_plot_text_measure (text, rows[i].value, &one, NULL);
      value = MAX (value, one);
    }
  return MAX (w, label + value + em * 3) + em * 1.2;
}

void
tf_plot_readout_draw (TfPlotText         *text,
                      const TfBox        *area,
                      double              width,
                      double              height,
                      double              x,
                      double              pointer_y,
                      const char         *head,
                      const TfReadoutRow *rows,
                      guint               n_rows)
{
  const TfPlotStyle *style = text->style;
  double em = style->text_size, w = measure_readout (text, head, rows, n_rows), y;
  double room = height - em * 1.3, line = CLAMP (room / (n_rows + 1), em * CLOSE_LINE, em * WIDE_LINE), box;

  /* What does not fit is left out, and not cut in half. */
  n_rows = MIN (n_rows, (guint) MAX ((int) (room / line + 1e-9) - 1, 1));
  box = (n_rows + 1) * line;

  x = x + em + w <= width ? x + em : MAX (0, x - em - w);
  y = area->y + area->height * 0.5 - box / 2;
  y = MAX (area->y + em * 0.3, MIN (y, pointer_y - box / 2));
  y = MAX (em * 0.3, MIN (y, height - box - em));

  cairo_rectangle (text->cr, x, y, w, box + em * 0.7);
  tf_plot_set_color (text->cr, style->background, 0.92);
  cairo_fill_preserve (text->cr);
  tf_plot_set_color (text->cr, style->grid, 1);
  cairo_set_line_width (text->cr, style->thin_width);
  cairo_stroke (text->cr);
  y += em * 0.35 + line / 2;
  tf_plot_set_color (text->cr, style->foreground, 1);
  tf_plot_text_draw (text, head, x + em * 0.6, y, 0, 0.5);
  for (guint i = 0; i < n_rows; i++)
    {
      y += line;
      tf_line_look_draw_sample (&rows[i].look, text->cr, style, x + em * 0.6, y, em * 1.2, 1);
      tf_plot_set_color (text->cr, style->foreground, 1);
      tf_plot_text_draw (text, rows[i].markup, x + em * 2.3, y, 0, 0.5);
      tf_plot_text_draw (text, rows[i].value, x + w - em * 0.6, y, 1, 0.5);
    }
}
