/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "geometry-cells.h"

#include <math.h>

#include "axis.h"
#include "number-format.h"

/* Of the scale's gradient. */
#define BAR_GAP 0.2 /* in ems, between its labels */
#define BAR_STOPS 64

/* Black or white, whichever is read better on the colour: at 4.5 at the least. */
static void
set_ink (TfGeometryPlot *self, const double rgb[3])
{
  static const double black[3] = { 0, 0, 0 }, white[3] = { 1, 1, 1 };

  tf_plot_set_color (self->cr, tf_plot_contrast (rgb, black) > tf_plot_contrast (rgb, white) ? black : white, 1);
}

static void
hatch (TfGeometryPlot *self, const TfBox *box)
{
  double step = self->style->text_size * 0.45;

  cairo_save (self->cr);
  cairo_rectangle (self->cr, box->x, box->y, box->width, box->height);
  cairo_clip (self->cr);
  tf_plot_set_color (self->cr, self->style->dim, 0.6);
  cairo_set_line_width (self->cr, self->style->thin_width);
  for (double d = step / 2; d < box->width + box->height; d += step)
    {
      cairo_move_to (self->cr, box->x + d, box->y);
      cairo_line_to (self->cr, box->x + d - box->height, box->y + box->height);
    }
  cairo_stroke (self->cr);
  cairo_restore (self->cr);
}

static void
draw_number (TfGeometryPlot *self, const TfBox *box, double cosine, const double rgb[3])
{
  g_autofree char *number = tf_format_fixed (cosine, 2);

  set_ink (self, rgb);
  tf_plot_text_draw (&self->text, number, box->x + box->width / 2, box->y + box->height / 2, 0.5, 0.5);
}

static void
draw_cell (TfGeometryPlot *self, guint row, guint column, gboolean numbers)
{
  TfBox box = tf_geometry_get_cell_box (self, row, column);
  double cosine = tf_geometry_get_cosine (self, row, column), rgb[3];

  /* A mean's cosine with itself says nothing: there, the class shows its colour. */
  if (row == column && !isnan (cosine))
    tf_plot_class_color (self->style, row, self->n, rgb);
  else if (!isnan (cosine))
    tf_geometry_get_color (self, cosine, rgb);
  else
    {
      hatch (self, &box);
      return;
    }
  tf_plot_set_color (self->cr, rgb, 1);
  cairo_rectangle (self->cr, box.x, box.y, box.width, box.height);
  cairo_fill (self->cr);
  if (numbers && row != column)
    draw_number (self, &box, cosine, rgb);
}

static void
draw_all_cells (TfGeometryPlot *self)
{
  double relative = CLAMP (self->cell / (self->style->text_size * 3.2), 0.1, 1.15), width;
  gboolean numbers = self->options->show_numbers && self->n <= TF_GEOMETRY_MOST_WITH_GAPS;

  tf_plot_text_set_size (&self->text, relative, FALSE);
  tf_plot_text_measure (&self->text, "−0.00", &width, NULL);
  /* As large as fits with some room, and no smaller than words below plots are. */
  relative *= MIN (self->cell * 0.92 / width, 1);
  numbers = numbers && relative >= TF_PLOT_LEAST_TEXT;
  tf_plot_text_set_size (&self->text, MAX (relative, 0.1), FALSE);
  cairo_save (self->cr);
  cairo_set_antialias (self->cr, numbers || self->n <= TF_GEOMETRY_MOST_WITH_GAPS ? CAIRO_ANTIALIAS_DEFAULT
                                                                             : CAIRO_ANTIALIAS_NONE);
  for (guint column = 0; column < self->n; column++)
    for (guint row = 0; row < self->n; row++)
      draw_cell (self, row, column, numbers);
  cairo_restore (self->cr);
  tf_plot_text_set_size (&self->text, 1, FALSE);
}

void
tf_geometry_draw_cells (TfGeometryPlot *self)
{
  if (self->n <= TF_GEOMETRY_MOST_WITH_GAPS || !tf_geometry_write_cells (self))
    draw_all_cells (self);
}

static void
draw_bar_tick (TfGeometryPlot *self, TfLabelLayout *layout, const TfAxis *axis, double value, const char *label,
               gboolean strong)
{
  double em = self->style->text_size, width = em * 0.9;
  double y = self->matrix.y + (1 - tf_axis_map (axis, value)) * self->matrix.height;
  TfBox box = { .x = self->bar_x + width + em * 0.5 };

  y = tf_plot_snap (self->cr, y, self->style->thin_width);
  tf_plot_text_measure (&self->text, label, &box.width, &box.height);
  box.y = y - box.height / 2;
  if (!tf_label_layout_is_free (layout, &box))
    return;
  box.y -= em * BAR_GAP;
  box.height += 2 * em * BAR_GAP;
  tf_label_layout_take (layout, &box);
  tf_plot_set_color (self->cr, strong ? self->style->foreground : self->style->dim, 1);
  cairo_set_line_width (self->cr, self->style->thin_width);
  cairo_move_to (self->cr, strong ? self->bar_x : self->bar_x + width, y);
  cairo_line_to (self->cr, self->bar_x + width + em * 0.3, y);
  cairo_stroke (self->cr);
  tf_plot_text_draw (&self->text, label, box.x, y, 0, 0.5);
}

/* One gradient: strips would show their seams on paper. */
static void
fill_bar (TfGeometryPlot *self, double width)
{
  double top = tf_plot_snap (self->cr, self->matrix.y, 0);
  double bottom = tf_plot_snap (self->cr, self->matrix.y + self->matrix.height, 0);
  cairo_pattern_t *colors = cairo_pattern_create_linear (0, top, 0, bottom);

  for (int i = 0; i <= BAR_STOPS; i++)
    {
      double rgb[3], share = (double) i / BAR_STOPS;

      tf_geometry_get_color (self, 1 - 2 * share, rgb);
      cairo_pattern_add_color_stop_rgb (colors, share, rgb[0], rgb[1], rgb[2]);
    }
  cairo_set_source (self->cr, colors);
  cairo_rectangle (self->cr, self->bar_x, top, width, bottom - top);
  cairo_fill (self->cr);
  cairo_pattern_destroy (colors);
}

void
tf_geometry_draw_bar (TfGeometryPlot *self)
{
  double em = self->style->text_size;
  TfAxis axis = { .lo = -1, .hi = 1 };
  TfLabelLayout layout;
  g_autofree char *ideal = self->n == 2 ? g_strdup ("−1") : g_strdup_printf ("−1/%u", self->n - 1);
  static const double values[] = { 1, -1, 0, 0.5, -0.5 };

  if (isnan (self->bar_x))
    return;
  fill_bar (self, em * 0.9);
  tf_label_layout_init (&layout, &(TfBox){ 0, 0, 1e9, self->height });
  draw_bar_tick (self, &layout, &axis, self->ideal, ideal, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *label = values[i] == trunc (values[i]) ? tf_format_fixed (values[i], 0)
                                                              : tf_format_fixed (values[i], 1);
      draw_bar_tick (self, &layout, &axis, values[i], label, FALSE);
    }
  tf_label_layout_clear (&layout);
}
