/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot-geometry.h"

#include <math.h>
#include <string.h>

#include "geometry-cells.h"
#include "metric-floor.h"
#include "number-format.h"

static const char *
get_name (const TfGeometryPlot *self, guint k)
{
  return self->frame->class_names != NULL ? self->frame->class_names[k] : "";
}

/* Of very many names those are measured that are longer than all before, and a sample:
 * what is wider than the room for it ends in an ellipsis. */
#define MEASURED_NAMES 200

static double
measure_names (TfGeometryPlot *self)
{
  double widest = 0, em = self->style->text_size;
  guint step = (self->n - 1) / MEASURED_NAMES + 1;
  gsize longest = 0;

  for (guint k = 0; k < self->n; k++)
    {
      gsize length = strlen (get_name (self, k));

      if (k % step != 0 && length <= longest)
        continue;
      longest = MAX (longest, length);
      g_autofree char *markup = g_markup_escape_text (get_name (self, k), -1);
      double width;
      tf_plot_text_measure (&self->text, markup, &width, NULL);
      widest = MAX (widest, width);
    }
  return MIN (widest, em * 6);
}

/* Where there are two beside one another their names stand in its place. */
static double
get_title_height (const TfGeometryPlot *self)
{
  return self->options->name == NULL ? tf_plot_text_get_title_height (&self->text, self->options->title, self->height) : 0;
}

static void
find_layout (TfGeometryPlot *self)
{
  double em = self->style->text_size, label = measure_names (self), bar = self->options->show_bar ? em * 5.2 : 0;
  double title = get_title_height (self), height = self->height - title, bottom = em * 2.2, top, side;

  if (self->width < em * 16)
    bar = 0;
  if (self->width < em * 8 || height < em * 8)
    label = bottom = 0;
  self->names = label > 0 ? label + em * 0.6 : 0;
  side = MIN (self->width - self->names - bar - em, height - bottom - em * 1.9);
  self->stride = 1;
  while (self->stride * side / self->n < em * 1.25 && self->stride < self->n)
    self->stride = self->stride == 1 ? 2 : self->stride == 2 ? 5 : self->stride * 2;
  self->upward = label + em * 0.3 > side / self->n * self->stride;
  top = label == 0 ? 0 : self->upward ? self->names : em * 1.7;
  side = MAX (MIN (self->width - self->names - bar - em * 0.6, height - bottom - top - em * 0.4), 0.5);
  self->cell = side / self->n;
  self->matrix = (TfBox){ .width = side, .height = side };
  self->matrix.x = MAX (0, (self->width - self->names - side - bar) / 2) + self->names;
  self->matrix.y = title + MAX (0, (height - top - side - bottom) / 2) + top;
  self->bar_x = bar > 0 ? self->matrix.x + side + em * 1.2 : NAN;
}

static void
draw_names (TfGeometryPlot *self)
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

/* No deviation of a cosine below is more than the errors of the run. */
static double
get_floor (const TfGeometryPlot *self)
{
  return tf_metric_get_floor (TF_METRIC_EQUIANGLE, NAN, self->frame->parameters.tolerance);
}

static char *
format_floor (const TfGeometryPlot *self)
{
  g_autofree char *floor = tf_format_number_short (get_floor (self), 1);

  return g_strdup_printf ("below %s", floor);
}

/* "off by 0.012"; "as in the frame". */
static char *
describe_deviation (const TfGeometryPlot *self, double deviation)
{
  g_autofree char *number = tf_format_number (deviation, 2);

  return fabs (deviation) > get_floor (self) ? g_strdup_printf ("off by %s", number) : g_strdup ("as in the frame");
}

static char *
describe_cell (const TfGeometryPlot *self, guint row, guint column)
{
  g_autofree char *a = g_markup_escape_text (get_name (self, row), -1);
  g_autofree char *b = g_markup_escape_text (get_name (self, column), -1);
  double cosine = tf_geometry_get_cosine (self, row, column);
  g_autofree char *value = tf_format_fixed (cosine, 4), *norm = tf_format_number (self->frame->norms[row], 3);
  g_autofree char *deviation = describe_deviation (self, cosine - self->ideal);

  if (isnan (cosine))
    return g_strdup_printf ("cos(%s, %s) is undefined: a mean is at the centre", a, b);
  if (row == column)
    return g_strdup_printf ("class %s: |<i>m</i> − <i>g</i>| = %s", a, norm);
  if (self->companion != NULL && row > column)
    {
      g_autofree char *name = tf_companion_get_markup (self->companion);

      return g_strdup_printf ("%s: cos(%s, %s) = %s, %s", name, a, b, value, deviation);
    }
  return g_strdup_printf ("cos(%s, %s) = %s, %s", a, b, value, deviation);
}

/* The long words where there is room for them. Both are taken. */
static char *
choose_fitting (TfGeometryPlot *self, char *words, char *fewer)
{
  double width;

  tf_plot_text_measure (&self->text, words, &width, NULL);
  g_free (width > self->width - self->style->text_size ? words : fewer);
  return width > self->width - self->style->text_size ? fewer : words;
}

/* As many words as there is room for: the number is never cut. deviation: "0.37", or, where it is none, "below 10⁻⁷". */
static char *
choose_words (TfGeometryPlot *self, const char *ideal, const char *deviation, gboolean is_number)
{
  char *least = g_strdup_printf (is_number ? "≤ %s" : "%s", deviation);
  char *fewer = g_strdup_printf (is_number ? "deviation up to %s" : "deviation %s", deviation);

  return choose_fitting (self, g_strdup_printf ("largest deviation from %s: %s", ideal, deviation),
                         choose_fitting (self, fewer, choose_fitting (self, g_strdup_printf ("off by %s", least), least)));
}

/* The largest deviation, or that there are cells without a value. */
static char *
describe_matrix (TfGeometryPlot *self)
{
  g_autofree char *ideal = tf_format_fixed (self->ideal, 3), *deviation = NULL;
  double largest = 0;
  gboolean undefined = FALSE;

  for (guint column = 0; column < self->n; column++)
    for (guint row = 0; row < self->n; row++)
      if (isnan (tf_geometry_get_cosine (self, row, column)))
        undefined = TRUE;
      else if (row != column)
        largest = MAX (largest, fabs (tf_geometry_get_cosine (self, row, column) - self->ideal));
  if (self->companion != NULL)
    {
      g_autofree char *name = tf_companion_get_markup (self->companion);

      return g_strdup_printf ("below the diagonal: %s", name);
    }
  if (undefined)
    return g_strdup_printf ("hatched: undefined, a mean is at the centre; ideal %s", ideal);
  deviation = largest > get_floor (self) ? tf_format_number (largest, 2) : format_floor (self);
  if (self->averaged)
    return g_strdup_printf ("largest deviation from %s: %s; a dot is the mean of the cells there", ideal, deviation);
  return choose_words (self, ideal, deviation, largest > get_floor (self));
}

static gboolean
find_cell (const TfGeometryPlot *self, double x, double y, guint *row, guint *column)
{
  double i = floor ((y - self->matrix.y) / self->cell), j = floor ((x - self->matrix.x) / self->cell);

  if (!(i >= 0 && i < self->n && j >= 0 && j < self->n))
    return FALSE;
  *row = (guint) i;
  *column = (guint) j;
  return TRUE;
}

static void
draw_caption (TfGeometryPlot *self)
{
  double em = self->style->text_size;
  guint row, column;
  g_autofree char *caption = NULL;

  if (self->options->has_pointer
      && find_cell (self, self->options->pointer_x, self->options->pointer_y, &row, &column))
    {
      TfBox box = tf_geometry_get_cell_box (self, row, column);
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

/* What a lesson speaks of, on both sides of the diagonal. */
static void
draw_mark (TfGeometryPlot *self)
{
  guint row = self->options->mark_row, column = self->options->mark_column;

  if (!self->options->has_mark || row >= self->n || column >= self->n)
    return;
  for (guint i = 0; i < 2; i++)
    {
      TfBox box = i == 0 ? tf_geometry_get_cell_box (self, row, column) : tf_geometry_get_cell_box (self, column, row);

      cairo_rectangle (self->cr, box.x, box.y, box.width, box.height);
      tf_plot_set_color (self->cr, self->style->background, 0.8);
      cairo_set_line_width (self->cr, 4.5 * self->style->line_width);
      cairo_stroke_preserve (self->cr);
      tf_plot_set_color (self->cr, self->style->foreground, 1);
      cairo_set_line_width (self->cr, 2 * self->style->line_width);
      cairo_stroke (self->cr);
    }
}

static void
draw_name (TfGeometryPlot *self)
{
  g_autofree char *markup = self->options->name != NULL ? g_markup_escape_text (self->options->name, -1) : NULL;
  double em = self->style->text_size;

  if (markup == NULL)
    {
      tf_plot_text_draw_title (&self->text, self->options->title, em, self->height);
      return;
    }
  tf_plot_text_set_size (&self->text, 1.4, TRUE);
  tf_plot_text_draw_on_rim (&self->text, markup, em * 0.4, em * 0.3, 0, 0, self->style->foreground);
  tf_plot_text_set_size (&self->text, 1, FALSE);
}

static void
plot_init (TfGeometryPlot *self)
{
  self->n = self->frame->n_classes;
  self->ideal = -1.0 / (self->n - 1);
  for (guint i = 0; i < self->options->companions.n && self->companion == NULL; i++)
    {
      const TfCompanion *companion = self->options->companions.items + i;

      if (companion->frame != NULL && companion->frame->n_classes == self->n)
        self->companion = companion;
    }
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
  TfGeometryPlot plot = { .cr = cr, .frame = frame, .options = options, .style = style, .width = width,
                          .height = height };

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
      tf_geometry_draw_cells (&plot);
      draw_mark (&plot);
      draw_names (&plot);
      tf_geometry_draw_bar (&plot);
      draw_caption (&plot);
      draw_name (&plot);
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
  TfGeometryPlot plot = { .frame = frame, .options = options, .style = style, .width = width, .height = height };
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
  TfGeometryPlot plot = { .frame = frame, .options = options, .style = style, .width = width, .height = height };

  tf_plot_text_init (&plot.text, NULL, style);
  plot_init (&plot);
  *x = plot.matrix.x + (column + 0.5) * plot.cell;
  *y = plot.matrix.y + (row + 0.5) * plot.cell;
  tf_plot_text_clear (&plot.text);
}

/* --- the view --- */

static void
draw_view (cairo_t *cr, double width, double height, const TfViewData *data, const TfPlotStyle *style)
{
  TfGeometryOptions options = data->geometry != NULL ? *data->geometry : TF_GEOMETRY_OPTIONS_DEFAULT;

  options.has_pointer = FALSE;
  options.name = options.title = NULL;
  options.companions = data->companions;
  tf_plot_geometry_draw (cr, width, height, data->frame, &options, style);
}

const TfView tf_view_geometry = {
  .id = "geometry",
  .title = "Angles between class means",
  .meaning = "Cosines between centred class means, against the −1/(K − 1) of a simplex",
  .aspect = TF_VIEW_ASPECT_SQUARE,
  .apart = TRUE,
  .cites_metrics = TRUE,
  .caption = "cosines between the centred class means",
  .draw = draw_view,
};
