/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/plot-geometry.h"

#include <math.h>

#include "ui/axis.h"
#include "ui/label-layout.h"
#include "ui/number-format.h"
#include "ui/plot-text.h"

/* Above it cells touch, and class names stand at every few of them. */
#define MAX_CLASSES_WITH_GAPS 24

/* Small deviations get more of the colours than their share: |x|^0.6. */
#define COLOR_POWER 0.6

typedef struct
{
  cairo_t                 *cr;
  TfPlotText               text;
  const TfFrame           *frame;
  const TfGeometryOptions *options;
  const TfPlotStyle       *style;
  double width, height;
  guint  n;      /* K */
  double ideal;  /* -1 / (K - 1) */
  TfBox  matrix;
  double cell;
  double bar_x;  /* left of the colour bar; NaN: there is none */
  gboolean upward; /* names above the columns are turned */
  double names;  /* room left of the matrix */
  guint  stride; /* every stride-th class is named */
} Plot;

static const char *
get_name (const Plot *self, guint k)
{
  return self->frame->class_names != NULL ? self->frame->class_names[k] : "";
}

static double
measure_names (Plot *self)
{
  double widest = 0, em = self->style->text_size;

  for (guint k = 0; k < self->n; k++)
    {
      g_autofree char *markup = g_markup_escape_text (get_name (self, k), -1);
      double width;
      tf_plot_text_measure (&self->text, markup, &width, NULL);
      widest = MAX (widest, width);
    }
  return MIN (widest, em * 6);
}

static void
find_layout (Plot *self)
{
  double em = self->style->text_size, label = measure_names (self), bar = self->options->show_bar ? em * 5.2 : 0;
  double bottom = em * 2.2, top, side;

  if (self->width < em * 16)
    bar = 0;
  if (self->width < em * 8 || self->height < em * 8)
    label = bottom = 0;
  self->names = label > 0 ? label + em * 0.6 : 0;
  side = MIN (self->width - self->names - bar - em, self->height - bottom - em * 1.9);
  self->stride = 1;
  while (self->stride * side / self->n < em * 1.25 && self->stride < self->n)
    self->stride = self->stride == 1 ? 2 : self->stride == 2 ? 5 : self->stride * 2;
  self->upward = label + em * 0.3 > side / self->n * self->stride;
  top = label == 0 ? 0 : self->upward ? self->names : em * 1.7;
  side = MAX (MIN (self->width - self->names - bar - em * 0.6, self->height - bottom - top - em * 0.4), 0.5);
  self->cell = side / self->n;
  self->matrix = (TfBox){ .width = side, .height = side };
  self->matrix.x = MAX (0, (self->width - self->names - side - bar) / 2) + self->names;
  self->matrix.y = MAX (0, (self->height - top - side - bottom) / 2) + top;
  self->bar_x = bar > 0 ? self->matrix.x + side + em * 1.2 : NAN;
}

static void
get_cell_color (const Plot *self, double cosine, double rgb[3])
{
  static const double below_light[3] = { 0.10, 0.33, 0.65 }, above_light[3] = { 0.76, 0.30, 0.02 };
  static const double below_dark[3] = { 0.40, 0.68, 1.00 }, above_dark[3] = { 1.00, 0.62, 0.28 };
  static const double none_light[3] = { 0.955, 0.955, 0.96 }, none_dark[3] = { 0.19, 0.19, 0.20 };
  double share = (cosine - self->ideal) / (1 - self->ideal);
  const double *end;

  if (self->style->dark)
    end = share < 0 ? below_dark : above_dark;
  else
    end = share < 0 ? below_light : above_light;
  tf_plot_mix (self->style->dark ? none_dark : none_light, end, MIN (pow (fabs (share), COLOR_POWER), 1), rgb);
}

/* Black or white, whichever is read better on the colour. */
static void
set_ink (Plot *self, const double rgb[3])
{
  double luminance = 0.2126 * pow (rgb[0], 2.2) + 0.7152 * pow (rgb[1], 2.2) + 0.0722 * pow (rgb[2], 2.2);
  double ink = luminance > 0.22 ? 0.08 : 0.97;

  cairo_set_source_rgb (self->cr, ink, ink, ink);
}

static double
get_cosine (const Plot *self, guint row, guint column)
{
  return self->frame->cosines[(gsize) column * self->n + row];
}

/* Edges of cells are whole pixels on the screen, so that cells that touch show no seam. */
static TfBox
get_cell_box (const Plot *self, guint row, guint column)
{
  double gap = self->n <= MAX_CLASSES_WITH_GAPS ? MIN (self->style->thin_width, self->cell / 8) : 0;
  double x0 = tf_plot_snap (self->cr, self->matrix.x + column * self->cell, 0);
  double x1 = tf_plot_snap (self->cr, self->matrix.x + (column + 1) * self->cell, 0);
  double y0 = tf_plot_snap (self->cr, self->matrix.y + row * self->cell, 0);
  double y1 = tf_plot_snap (self->cr, self->matrix.y + (row + 1) * self->cell, 0);

  return (TfBox){ x0, y0, MAX (x1 - x0 - gap, 0), MAX (y1 - y0 - gap, 0) };
}

static void
hatch (Plot *self, const TfBox *box)
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
draw_number (Plot *self, const TfBox *box, double cosine, const double rgb[3])
{
  g_autofree char *number = tf_format_fixed (cosine, 2);

  set_ink (self, rgb);
  tf_plot_text_draw (&self->text, number, box->x + box->width / 2, box->y + box->height / 2, 0.5, 0.5);
}

static void
draw_cell (Plot *self, guint row, guint column, gboolean numbers)
{
  TfBox box = get_cell_box (self, row, column);
  double cosine = get_cosine (self, row, column), rgb[3];

  /* A mean's cosine with itself says nothing: there, the class shows its colour. */
  if (row == column && !isnan (cosine))
    tf_plot_class_color (self->style, row, self->n, rgb);
  else if (!isnan (cosine))
    get_cell_color (self, cosine, rgb);
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
draw_cells (Plot *self)
{
  double relative = CLAMP (self->cell / (self->style->text_size * 3.2), 0, 1.15), width;
  gboolean numbers = self->options->show_numbers && relative >= 0.72 && self->n <= MAX_CLASSES_WITH_GAPS;

  tf_plot_text_set_size (&self->text, MAX (relative, 0.1), FALSE);
  if (numbers)
    {
      tf_plot_text_measure (&self->text, "−0.00", &width, NULL);
      numbers = width < self->cell * 0.92;
    }
  cairo_save (self->cr);
  cairo_set_antialias (self->cr, numbers || self->n <= MAX_CLASSES_WITH_GAPS ? CAIRO_ANTIALIAS_DEFAULT
                                                                             : CAIRO_ANTIALIAS_NONE);
  for (guint column = 0; column < self->n; column++)
    for (guint row = 0; row < self->n; row++)
      draw_cell (self, row, column, numbers);
  cairo_restore (self->cr);
  tf_plot_text_set_size (&self->text, 1, FALSE);
}

static void
draw_names (Plot *self)
{
  double em = self->style->text_size;

  if (self->names == 0)
    return;
  tf_plot_text_set_max_width (&self->text, em * 6.1);
  for (guint k = 0; k < self->n; k += self->stride)
    {
      g_autofree char *markup = g_markup_escape_text (get_name (self, k), -1);
      double middle = (k + 0.5) * self->cell;

      tf_plot_set_color (self->cr, self->style->dim, 1);
      /* Aligned by the text's own width: an ellipsized layout is as wide as its text. */
      tf_plot_text_draw (&self->text, markup, self->matrix.x - em * 0.45, self->matrix.y + middle, 1, 0.5);
      if (self->upward)
        tf_plot_text_draw_upward (&self->text, markup, self->matrix.x + middle, self->matrix.y - em * 0.4, 0, 0.5);
      else
        tf_plot_text_draw (&self->text, markup, self->matrix.x + middle, self->matrix.y - em * 0.25, 0.5, 1);
    }
  tf_plot_text_set_max_width (&self->text, 0);
}

static void
draw_bar_tick (Plot *self, TfLabelLayout *layout, const TfAxis *axis, double value, const char *label, gboolean strong)
{
  double em = self->style->text_size, width = em * 0.9;
  double y = self->matrix.y + (1 - tf_axis_map (axis, value)) * self->matrix.height;
  TfBox box = { .x = self->bar_x + width + em * 0.5 };

  y = tf_plot_snap (self->cr, y, self->style->thin_width);
  tf_plot_text_measure (&self->text, label, &box.width, &box.height);
  box.y = y - box.height / 2;
  if (!tf_label_layout_is_free (layout, &box))
    return;
  tf_label_layout_take (layout, &box);
  tf_plot_set_color (self->cr, strong ? self->style->foreground : self->style->dim, 1);
  cairo_set_line_width (self->cr, self->style->thin_width);
  cairo_move_to (self->cr, strong ? self->bar_x : self->bar_x + width, y);
  cairo_line_to (self->cr, self->bar_x + width + em * 0.3, y);
  cairo_stroke (self->cr);
  tf_plot_text_draw (&self->text, label, box.x, y, 0, 0.5);
}

static void
draw_bar (Plot *self)
{
  double em = self->style->text_size, step = MAX (self->matrix.height / 96, 0.25);
  TfAxis axis = { .lo = -1, .hi = 1 };
  TfLabelLayout layout;
  g_autofree char *ideal = self->n == 2 ? g_strdup ("−1") : g_strdup_printf ("−1/%u", self->n - 1);
  static const double values[] = { 1, -1, 0, 0.5, -0.5 };

  if (isnan (self->bar_x))
    return;
  for (double y = 0; y < self->matrix.height; y += step)
    {
      double rgb[3], height = MIN (step, self->matrix.height - y);
      get_cell_color (self, 1 - 2 * (y + height / 2) / self->matrix.height, rgb);
      tf_plot_set_color (self->cr, rgb, 1);
      cairo_rectangle (self->cr, self->bar_x, tf_plot_snap (self->cr, self->matrix.y + y, 0), em * 0.9,
                       tf_plot_snap (self->cr, self->matrix.y + y + height, 0)
                         - tf_plot_snap (self->cr, self->matrix.y + y, 0));
      cairo_fill (self->cr);
    }
  tf_label_layout_init (&layout, &(TfBox){ 0, -em, 1e9, self->height + 2 * em });
  draw_bar_tick (self, &layout, &axis, self->ideal, ideal, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *label = values[i] == trunc (values[i]) ? tf_format_fixed (values[i], 0)
                                                              : tf_format_fixed (values[i], 1);
      draw_bar_tick (self, &layout, &axis, values[i], label, FALSE);
    }
  tf_label_layout_clear (&layout);
}

static char *
describe_cell (const Plot *self, guint row, guint column)
{
  g_autofree char *a = g_markup_escape_text (get_name (self, row), -1);
  g_autofree char *b = g_markup_escape_text (get_name (self, column), -1);
  double cosine = get_cosine (self, row, column);
  g_autofree char *value = tf_format_fixed (cosine, 4), *norm = tf_format_number (self->frame->norms[row], 3);
  g_autofree char *deviation = tf_format_number (cosine - self->ideal, 2);

  if (isnan (cosine))
    return g_strdup_printf ("cos(%s, %s) is undefined: a mean is at the centre", a, b);
  if (row == column)
    return g_strdup_printf ("class %s: |<i>m</i> − <i>g</i>| = %s", a, norm);
  return g_strdup_printf ("cos(%s, %s) = %s, off by %s", a, b, value, deviation);
}

/* The largest deviation, or that there are cells without a value. */
static char *
describe_matrix (const Plot *self)
{
  g_autofree char *ideal = tf_format_fixed (self->ideal, 3), *deviation = NULL;
  double largest = 0;
  gboolean undefined = FALSE;

  for (guint column = 0; column < self->n; column++)
    for (guint row = 0; row < self->n; row++)
      if (isnan (get_cosine (self, row, column)))
        undefined = TRUE;
      else if (row != column)
        largest = MAX (largest, fabs (get_cosine (self, row, column) - self->ideal));
  if (undefined)
    return g_strdup_printf ("hatched: undefined, a mean is at the centre; ideal %s", ideal);
  deviation = tf_format_number (largest, 2);
  return g_strdup_printf ("largest deviation from %s: %s", ideal, deviation);
}

static gboolean
find_cell (const Plot *self, double x, double y, guint *row, guint *column)
{
  double i = floor ((y - self->matrix.y) / self->cell), j = floor ((x - self->matrix.x) / self->cell);

  if (!(i >= 0 && i < self->n && j >= 0 && j < self->n))
    return FALSE;
  *row = (guint) i;
  *column = (guint) j;
  return TRUE;
}

static void
draw_caption (Plot *self)
{
  double em = self->style->text_size;
  guint row, column;
  g_autofree char *caption = NULL;

  if (self->options->has_pointer
      && find_cell (self, self->options->pointer_x, self->options->pointer_y, &row, &column))
    {
      TfBox box = get_cell_box (self, row, column);
      tf_plot_set_color (self->cr, self->style->foreground, 1);
      cairo_set_line_width (self->cr, self->style->line_width);
      cairo_rectangle (self->cr, box.x, box.y, box.width, box.height);
      cairo_stroke (self->cr);
      caption = describe_cell (self, row, column);
    }
  else
    {
      caption = describe_matrix (self);
      tf_plot_set_color (self->cr, self->style->dim, 1);
    }
  if (self->names == 0)
    return;
  tf_plot_text_set_max_width (&self->text, self->width - em);
  tf_plot_text_draw (&self->text, caption, self->width / 2, self->matrix.y + self->matrix.height + em * 0.65, 0.5, 0);
  tf_plot_text_set_max_width (&self->text, 0);
}

static void
plot_init (Plot *self)
{
  self->n = self->frame->n_classes;
  self->ideal = -1.0 / (self->n - 1);
  find_layout (self);
}

void
tf_plot_geometry_draw (cairo_t                 *cr,
                       double                   width,
                       double                   height,
                       const TfFrame           *frame,
                       const TfGeometryOptions *options,
                       const TfPlotStyle       *style)
{
  Plot plot = { .cr = cr, .frame = frame, .options = options, .style = style, .width = width, .height = height };

  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_clip (cr);
  tf_plot_paint_background (cr, width, height, style);
  tf_plot_text_init (&plot.text, cr, style);
  if (frame == NULL)
    tf_plot_text_draw_message (&plot.text, "Angles between class means appear here once there are features.", width,
                               height);
  else
    {
      plot_init (&plot);
      draw_cells (&plot);
      draw_names (&plot);
      draw_bar (&plot);
      draw_caption (&plot);
    }
  tf_plot_text_clear (&plot.text);
  cairo_restore (cr);
}

gboolean
tf_plot_geometry_hit (double                   width,
                      double                   height,
                      const TfFrame           *frame,
                      const TfGeometryOptions *options,
                      const TfPlotStyle       *style,
                      double                   x,
                      double                   y,
                      guint                   *row,
                      guint                   *column)
{
  Plot plot = { .frame = frame, .options = options, .style = style, .width = width, .height = height };
  gboolean hit;

  if (frame == NULL)
    return FALSE;
  tf_plot_text_init (&plot.text, NULL, style);
  plot_init (&plot);
  hit = find_cell (&plot, x, y, row, column);
  tf_plot_text_clear (&plot.text);
  return hit;
}

void
tf_plot_geometry_locate (double                   width,
                         double                   height,
                         const TfFrame           *frame,
                         const TfGeometryOptions *options,
                         const TfPlotStyle       *style,
                         guint                    row,
                         guint                    column,
                         double                  *x,
                         double                  *y)
{
  Plot plot = { .frame = frame, .options = options, .style = style, .width = width, .height = height };

  tf_plot_text_init (&plot.text, NULL, style);
  plot_init (&plot);
  *x = plot.matrix.x + (column + 0.5) * plot.cell;
  *y = plot.matrix.y + (row + 0.5) * plot.cell;
  tf_plot_text_clear (&plot.text);
}
