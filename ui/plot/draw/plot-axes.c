/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot-axes.h"

#include <math.h>

#include "number-format.h"

#define LABEL_GAP 0.45 /* ems between labels and the y axis */
#define EDGE 0.5 /* ems between words and the plot's edge */
#define LABEL_ROW 1.35 /* height of a row of labels below the axis, in ems */

/* Of the axis, that the title may take from the labels of its ticks; a short one may always. */
#define TITLE_SHARE 0.3
#define SHORT_TITLE 3.5 /* ems */
#define LEAST_APART 1.1 /* labels of the y axis, in ems */
#define LEAST_HEIGHT 10 /* of a plot that has a row for its title, in ems */

TfBox
tf_plot_axes_find_area (double width, double height, double em, double top, double bottom)
{
  double left = MIN (em * 4, width * 0.3), right = MIN (em * 1.1, width * 0.1);

  top += MIN (em * 0.5, height * 0.1);
  bottom += MIN (em * 2.1, height * 0.25);
  return (TfBox){ left, top, MAX (width - left - right, 0.1), MAX (height - top - bottom, 0.1) };
}

double
tf_plot_axes_get_title_row (TfPlotText *text, const char *title, double width, double height)
{
  double em = text->style->text_size, axis = tf_plot_axes_find_area (width, height, em, 0, 0).width, w;

  tf_plot_text_measure (text, title, &w, NULL);
  return w > MAX (TITLE_SHARE * axis, SHORT_TITLE * em) && height >= LEAST_HEIGHT * em ? em * LABEL_ROW : 0;
}

void
tf_plot_axes_open_origin (TfPlotAxes *self, double em)
{
  self->left += MIN (em * 1.9, self->area.width * 0.2);
}

double
tf_plot_axes_map_x (const TfPlotAxes *self, double x)
{
  double position;

  if (self->x.log && !(x > 0))
    return self->origin;
  position = tf_axis_map (&self->x, x);
  return self->left + (self->x_reversed ? 1 - position : position) * (self->area.x + self->area.width - self->left);
}

double
tf_plot_axes_map_y (const TfPlotAxes *self, double y)
{
  return self->area.y + (1 - tf_axis_map (&self->y, y)) * self->area.height;
}

/* A label of the y axis, all of it on the plot: one that is too wide begins at the plot's edge. */
static void
draw_y_label (const TfPlotAxes *self, TfPlotText *text, const char *label, double y)
{
  double right = self->area.x - text->style->text_size * LABEL_GAP, width;

  tf_plot_text_measure (text, label, &width, NULL);
  if (width <= right)
    tf_plot_text_draw (text, label, right, y, 1, 0.5);
  else
    tf_plot_text_draw_on_rim (text, label, 0, y, 0, 0.5, text->style->dim);
}

/* 0 where every label has room left of the axis; else the exponent of a factor before all of them:
 * 2.5 and 2.4, and over a decade or more 100, 50, …, 1. */
static int
find_factor (const TfPlotAxes *self, TfPlotText *text, const GArray *ticks)
{
  double width, widest = 0, unit = fmax (fabs (self->y.lo), fabs (self->y.hi));

  if (self->y.log && self->y.hi / self->y.lo > 1e3)
    return 0;
  if (self->y.log && self->y.hi / self->y.lo > 10)
    unit = self->y.lo;
  for (guint i = 0; i < ticks->len; i++)
    {
      tf_plot_text_measure (text, g_array_index (ticks, TfTick, i).label, &width, NULL);
      widest = MAX (widest, width);
    }
  return widest > self->area.x - text->style->text_size * LABEL_GAP ? (int) floor (log10 (unit)) : 0;
}

/* value / 10^factor, with the decimals that tell it from its neighbours. Caller frees. */
static char *
divide_label (const GArray *ticks, double value, int factor)
{
  double last = NAN, step = INFINITY, unit = pow (10, factor);

  for (guint i = 0; i < ticks->len; i++)
    if (g_array_index (ticks, TfTick, i).label[0] != '\0')
      {
        step = fmin (step, fabs (g_array_index (ticks, TfTick, i).value - last) / unit);
        last = g_array_index (ticks, TfTick, i).value;
      }
  return tf_format_fixed (value / unit, CLAMP ((int) ceil (-log10 (step) - 1e-6), 0, 6));
}

/* "×10⁻³" above where the lines begin; where words are there, below the uppermost line of the grid. */
static void
draw_factor (const TfPlotAxes *self, TfPlotText *text, int factor)
{
  g_autofree char *power = tf_format_power_of_ten (factor), *label = g_strconcat ("×", power, NULL);
  double em = text->style->text_size;

  tf_plot_text_draw_on_rim (text, label, self->area.x + em * 0.4, self->area.y, 0, self->words_above ? 0 : 0.9,
                            text->style->dim);
}

void
tf_plot_axes_draw_y (const TfPlotAxes *self, TfPlotText *text)
{
  const TfPlotStyle *style = text->style;
  cairo_t *cr = text->cr;
  double em = style->text_size, right = self->area.x + self->area.width, last = INFINITY;
  g_autoptr (GArray) ticks = tf_axis_get_ticks (&self->y, MAX (2, (guint) (self->area.height / (em * 2.4))));
  int factor = find_factor (self, text, ticks);

  cairo_set_line_width (cr, style->thin_width);
  for (guint i = 0; i < ticks->len; i++)
    {
      const TfTick *tick = &g_array_index (ticks, TfTick, i);
      g_autofree char *divided = factor != 0 ? divide_label (ticks, tick->value, factor) : NULL;
      double y = tf_plot_snap (cr, self->area.y + (1 - tick->position) * self->area.height, style->thin_width);
      gboolean major = tick->label[0] != '\0';

      tf_plot_set_color (cr, major ? style->grid : style->dim, major ? 1 : 0.7);
      cairo_move_to (cr, self->area.x, y);
      cairo_line_to (cr, major ? right : self->area.x + em * 0.25, y);
      cairo_stroke (cr);
      tf_plot_set_color (cr, style->dim, 1);
      if (!major || last - y < em * LEAST_APART)
        continue;
      draw_y_label (self, text, divided != NULL ? divided : tick->label, y);
      last = y;
    }
  if (factor != 0)
    draw_factor (self, text, factor);
}

gboolean
tf_plot_axes_draw_x_label (const TfPlotAxes *self,
                           TfPlotText       *text,
                           TfLabelLayout    *layout,
                           const char       *label,
                           double            x,
                           guint             row,
                           gboolean          strong)
{
  double em = text->style->text_size;
  TfBox box = { .y = self->area.y + self->area.height + em * (0.4 + LABEL_ROW * row) };

  tf_plot_text_measure (text, label, &box.width, &box.height);
  box.x = CLAMP (x - box.width / 2, layout->bounds.x, layout->bounds.x + layout->bounds.width - box.width);
  if (!tf_label_layout_is_free (layout, &box))
    return FALSE;
  tf_plot_set_color (text->cr, strong ? text->style->foreground : text->style->dim, 1);
  tf_plot_text_draw (text, label, box.x, box.y, 0, 0);
  box.x -= em * 0.4; /* so much is free on either side */
  box.width += em * 0.8;
  /* Letters reach into the row below by less than their box does. */
  box.height = MIN (box.height, em * LABEL_ROW);
  tf_label_layout_take (layout, &box);
  return TRUE;
}

/* On an axis of whole numbers "2", also where its steps are "1.5". Caller frees. */
static char *
get_x_label (const TfPlotAxes *self, const TfTick *tick)
{
  if (self->x_whole && !self->x.log && tick->label[0] != '\0' && fabs (tick->value) < 1e5)
    return tf_format_fixed (round (tick->value), 0);
  return g_strdup (tick->label);
}

static void
draw_x_ticks (const TfPlotAxes *self, TfPlotText *text, TfLabelLayout *layout, double bottom)
{
  const TfPlotStyle *style = text->style;
  double em = style->text_size, right = self->area.x + self->area.width;
  g_autoptr (GArray) ticks = tf_axis_get_ticks (&self->x, MAX (2, (guint) ((right - self->left) / (em * 4))));

  cairo_set_line_width (text->cr, style->thin_width);
  for (guint i = 0; i < ticks->len; i++)
    {
      const TfTick *tick = &g_array_index (ticks, TfTick, i);
      double x = tf_plot_snap (text->cr, tf_plot_axes_map_x (self, tick->value), style->thin_width);
      gboolean major = tick->label[0] != '\0';
      g_autofree char *label = get_x_label (self, tick);

      if (self->x_whole && fabs (tick->value - round (tick->value)) > 1e-9)
        continue;
      tf_plot_set_color (text->cr, style->dim, major ? 1 : 0.7);
      cairo_move_to (text->cr, x, bottom);
      cairo_line_to (text->cr, x, bottom - em * (major ? 0.45 : 0.25));
      cairo_stroke (text->cr);
      if (major)
        tf_plot_axes_draw_x_label (self, text, layout, label, x, 0, FALSE);
    }
}

void
tf_plot_axes_draw_x (const TfPlotAxes *self, TfPlotText *text, double width, const char *title)
{
  double em = text->style->text_size, right = self->area.x + self->area.width;
  double bottom = tf_plot_snap (text->cr, self->area.y + self->area.height, text->style->thin_width);
  TfLabelLayout layout;

  tf_label_layout_init (&layout, &(TfBox){ 0, 0, width - em * EDGE, 1e9 });
  tf_plot_axes_draw_x_label (self, text, &layout, title, width, self->title_row, TRUE);
  if (self->left > self->origin)
    tf_plot_axes_draw_x_label (self, text, &layout, "0", self->origin, 0, FALSE);
  draw_x_ticks (self, text, &layout, bottom);
  tf_label_layout_clear (&layout);

  /* The axis begins anew after x = 0. */
  tf_plot_set_color (text->cr, text->style->dim, 1);
  cairo_move_to (text->cr, self->left, bottom);
  cairo_line_to (text->cr, right, bottom);
  if (self->left > self->origin)
    {
      cairo_move_to (text->cr, self->origin, bottom);
      cairo_line_to (text->cr, self->origin + (self->left - self->origin) * 0.3, bottom);
    }
  cairo_stroke (text->cr);
}
