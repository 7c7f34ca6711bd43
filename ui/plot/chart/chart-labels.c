/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "chart-private.h"

#define MOST_SPOTS 150 /* of one line that labels keep clear of */

static gboolean
find_rule (const TfChartDrawing *self, const TfChartRule *rule, double *place)
{
  const TfPlotAxes *axes = &self->axes;

  if (!isfinite (rule->value))
    return FALSE;
  if (rule->vertical)
    {
      gboolean at_origin = rule->value == 0 && axes->left > axes->origin;

      if (!at_origin && (rule->value < axes->x.lo || rule->value > axes->x.hi))
        return FALSE;
      *place = tf_plot_axes_map_x (axes, rule->value);
      return TRUE;
    }
  if (rule->value < axes->y.lo || rule->value > axes->y.hi)
    return FALSE;
  *place = tf_plot_axes_map_y (axes, rule->value);
  return TRUE;
}

void
tf_chart_draw_rules (TfChartDrawing *self)
{
  const TfBox *area = &self->axes.area;

  cairo_save (self->cr);
  for (guint r = 0; r < self->chart->rules->len; r++)
    {
      const TfChartRule *rule = g_ptr_array_index (self->chart->rules, r);
      double place;

      if (!find_rule (self, rule, &place))
        continue;
      tf_line_look_apply (&rule->look, self->cr, self->text.style);
      place = tf_plot_snap (self->cr, place, self->text.style->thin_width);
      if (rule->vertical)
        {
          cairo_move_to (self->cr, place, MIN (self->title_y, area->y));
          cairo_line_to (self->cr, place, area->y + area->height);
        }
      else
        {
          cairo_move_to (self->cr, area->x, place);
          cairo_line_to (self->cr, area->x + area->width, place);
        }
      cairo_stroke (self->cr);
    }
  cairo_restore (self->cr);
}

static void
take_spot (TfLabelLayout *layout, double x, double y, double size)
{
  tf_label_layout_take (layout, &(TfBox){ x - size / 2, y - size / 2, size, size });
}

/* A step, and the way up or down to the next one. */
static void
take_step (TfChartDrawing *self, TfLabelLayout *layout, const TfChartSeries *series, guint i, double size)
{
  double y = tf_plot_axes_map_y (&self->axes, series->ys[i]);
  double end = tf_plot_axes_map_x (&self->axes, series->xs[i + 1]);

  for (double at = tf_plot_axes_map_x (&self->axes, series->xs[i]); at < end; at += size)
    take_spot (layout, at, y, size);
  if (tf_chart_is_drawable (self->chart, series, i + 1))
    {
      double next = tf_plot_axes_map_y (&self->axes, series->ys[i + 1]);

      for (double at = MIN (y, next); at < MAX (y, next); at += size)
        take_spot (layout, end, at, size);
    }
}

/* Little boxes along the line, so that labels find places beside it. */
static void
take_line (TfChartDrawing *self, TfLabelLayout *layout, const TfChartSeries *series)
{
  double size = self->text.style->text_size * 0.35, last_x = NAN, last_y = NAN;
  guint stride = MAX (1, series->n / MOST_SPOTS);

  for (guint i = 0; i < series->n; i += stride)
    {
      double x, y, length;

      if (!tf_chart_is_drawable (self->chart, series, i))
        {
          last_x = NAN;
          continue;
        }
      x = tf_plot_axes_map_x (&self->axes, series->xs[i]);
      y = tf_plot_axes_map_y (&self->axes, series->ys[i]);
      if (series->shape == TF_CHART_STEPS && i + 1 < series->n)
        {
          take_step (self, layout, series, i, size);
          continue;
        }
      length = isnan (last_x) ? 0 : hypot (x - last_x, y - last_y);
      for (double at = size; at < MIN (length, size * MOST_SPOTS); at += size)
        take_spot (layout, x + (last_x - x) * at / length, y + (last_y - y) * at / length, size);
      take_spot (layout, x, y, size);
      last_x = x;
      last_y = y;
    }
}

/* The first of n boxes that is clear of labels and lines; else of labels alone. */
static gboolean
choose (TfLabelLayout *clear, TfLabelLayout *labels, const TfBox *boxes, guint n, TfBox *chosen)
{
  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; i < n; i++)
      {
        if (!tf_label_layout_is_free (pass == 0 ? clear : labels, &boxes[i]))
          continue;
        *chosen = boxes[i];
        tf_label_layout_take (clear, chosen);
        tf_label_layout_take (labels, chosen);
        return TRUE;
      }
  return FALSE;
}

static void
label_rule (TfChartDrawing *self, TfLabelLayout *clear, TfLabelLayout *labels, const TfChartRule *rule)
{
  const TfBox *area = &self->axes.area;
  double em = self->text.style->text_size, place, w, h, gap = em * 0.35;
  TfBox boxes[12], chosen;
  guint n = 0;

  if (rule->label == NULL || !find_rule (self, rule, &place))
    return;
  tf_plot_text_measure (&self->text, rule->label, &w, &h);
  for (int i = 0; i < 3; i++)
    if (rule->vertical)
      {
        double y = MIN (self->title_y, area->y) + i * h;
        boxes[n++] = (TfBox){ place + gap, y, w, h };
        boxes[n++] = (TfBox){ place - gap - w, y, w, h };
      }
    else
      {
        double x = i == 0 ? area->x + area->width - w : i == 1 ? area->x + gap : area->x + (area->width - w) / 2;
        boxes[n++] = (TfBox){ x, place - h - TF_CHART_LABEL_GAP * em, w, h };
        boxes[n++] = (TfBox){ x, place + TF_CHART_LABEL_GAP * em, w, h };
      }
  if (choose (clear, labels, boxes, n, &chosen))
    tf_plot_text_draw_on_rim (&self->text, rule->label, chosen.x, chosen.y, 0, 0, rule->look.rgb);
}

static void
label_note (TfChartDrawing *self, TfLabelLayout *clear, TfLabelLayout *labels, const TfChartNote *note)
{
  double em = self->text.style->text_size, x = tf_plot_axes_map_x (&self->axes, note->x);
  double y = tf_plot_axes_map_y (&self->axes, note->y);
  TfBox box;

  if (!isfinite (x) || !isfinite (y))
    return;
  tf_plot_text_measure (&self->text, note->label, &box.width, &box.height);
  if (!tf_label_layout_place (clear, x, y, note->dx, note->dy, em * 0.35, em, &box, NULL))
    return;
  tf_label_layout_take (labels, &box);
  tf_plot_text_draw_on_rim (&self->text, note->label, box.x, box.y, 0, 0, note->rgb);
}

static void
draw_y_title (TfChartDrawing *self, TfLabelLayout *clear, TfLabelLayout *labels)
{
  double em = self->text.style->text_size;
  TfBox box = { .x = em * 0.9, .y = self->title_y };

  if (self->chart->y_title == NULL)
    return;
  tf_plot_text_measure (&self->text, self->chart->y_title, &box.width, &box.height);
  tf_plot_set_color (self->cr, self->text.style->foreground, 1);
  tf_plot_text_draw (&self->text, self->chart->y_title, box.x, box.y, 0, 0);
  box.width += em * 0.6;
  tf_label_layout_take (clear, &box);
  tf_label_layout_take (labels, &box);
}

void
tf_chart_draw_labels (TfChartDrawing *self)
{
  const TfBox *area = &self->axes.area;
  double em = self->text.style->text_size;
  TfBox bounds = { area->x, self->title_y, area->width + em, area->y + area->height - self->title_y };
  TfLabelLayout clear, labels;

  tf_label_layout_init (&clear, &bounds);
  tf_label_layout_init (&labels, &bounds);
  for (guint s = 0; s < self->chart->series->len; s++)
    if (tf_chart_is_shown (self, g_ptr_array_index (self->chart->series, s)))
      take_line (self, &clear, g_ptr_array_index (self->chart->series, s));
  draw_y_title (self, &clear, &labels);
  tf_plot_text_set_size (&self->text, TF_PLOT_LEAST_TEXT, FALSE);
  for (guint r = 0; r < self->chart->rules->len; r++)
    label_rule (self, &clear, &labels, g_ptr_array_index (self->chart->rules, r));
  for (guint i = 0; i < self->chart->notes->len; i++)
    label_note (self, &clear, &labels, g_ptr_array_index (self->chart->notes, i));
  tf_plot_text_set_size (&self->text, 1, FALSE);
  tf_label_layout_clear (&clear);
  tf_label_layout_clear (&labels);
}
