/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "map-heat.h"

#include <math.h>

#include "number-format.h"

#define DETAIL 6 /* pixels of the picture between two places */

static TfAxis
make_axis (const TfSweepAxis *axis)
{
  double from = axis->values[0], to = axis->values[axis->n_values - 1];
  gboolean is_log = axis->is_log || (axis->n_values > 2 && from > 0 && axis->values[1] / from > 1.9);

  return (TfAxis){ MIN (from, to), MAX (from, to), is_log };
}

TfBox
tf_map_find_area (double width, double height, double em)
{
  double left = MIN (em * 3.8, width * 0.3), right = MIN (em * 5.4, width * 0.25);
  double top = MIN (em * 2.2, height * 0.15), bottom = MIN (em * 2.1, height * 0.25);

  return (TfBox){ left, top, MAX (width - left - right, 1), MAX (height - top - bottom, 1) };
}

/* --- colours --- */

static double
get_level (const Plot *self, guint i, guint j)
{
  return self->field.levels[(gsize) i * self->field.n + j];
}

/* Between four places that are known, or as the nearest known one has it; NaN: nothing. */
static double
find_level (const Plot *self, double x, double y)
{
  guint m = self->field.m, n = self->field.n;
  guint i = MIN ((guint) x, m - 2), j = MIN ((guint) y, n - 2);
  double a = get_level (self, i, j), b = get_level (self, i + 1, j), c = get_level (self, i, j + 1), d = get_level (self, i + 1, j + 1);
  double u = x - i, v = y - j;
  gssize known;

  if (isfinite (a + b + c + d))
    return (1 - v) * ((1 - u) * a + u * b) + v * ((1 - u) * c + u * d);
  if (self->data->metric == TF_MAP_DECAY_RATIO) /* the rim has none: its neighbour's */
    return get_level (self, CLAMP (lround (x), 1, (long) m - 2), CLAMP (lround (y), 1, (long) n - 2));
  known = tf_map_find_known (self->map, lround (x), lround (y));
  return known >= 0 ? self->field.levels[known] : NAN;
}

static guint32
pack (const double rgb[3])
{
  return (guint32) lround (rgb[0] * 255) << 16 | (guint32) lround (rgb[1] * 255) << 8 | (guint32) lround (rgb[2] * 255);
}

static void
draw_colors (Plot *self)
{
  int width = (self->field.m - 1) * DETAIL + 1, height = (self->field.n - 1) * DETAIL + 1;
  cairo_surface_t *picture = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  guint8 *pixels = cairo_image_surface_get_data (picture);
  const TfBox *area = &self->axes.area;
  double none[3], rgb[3];

  tf_plot_mix (self->style->background, self->style->dim, 0.15, none);
  for (int row = 0; row < height; row++)
    {
      guint32 *line = (guint32 *) (gpointer) (pixels + (gsize) row * cairo_image_surface_get_stride (picture));

      for (int column = 0; column < width; column++)
        {
          double level = find_level (self, (double) column / DETAIL, (double) (height - 1 - row) / DETAIL);

          tf_map_color (tf_map_field_share (&self->field, level), rgb);
          line[column] = pack (isnan (level) ? none : rgb);
        }
    }
  cairo_surface_mark_dirty (picture);
  cairo_save (self->cr);
  cairo_rectangle (self->cr, area->x, area->y, area->width, area->height);
  cairo_clip (self->cr);
  cairo_translate (self->cr, area->x, area->y);
  cairo_scale (self->cr, area->width / width, area->height / height);
  cairo_set_source_surface (self->cr, picture, 0, 0);
  cairo_pattern_set_extend (cairo_get_source (self->cr), CAIRO_EXTEND_PAD);
  cairo_paint (self->cr);
  cairo_restore (self->cr);
  cairo_surface_destroy (picture);
}

/* --- the present setting --- */

/* The place of now on an axis, moved onto it; FALSE where it has none. *inside: it is on it. */
static gboolean
find_now (const Plot *self, guint axis, double *place, gboolean *inside)
{
  const TfSweepAxis *along = &self->map->grid->axes[axis];
  double value = self->data->now != NULL ? tf_map_get_present (along, self->data->now, self->data->synthetic, self->data->epoch) : NAN;

  if (isnan (value))
    return FALSE;
  *place = tf_map_locate (along, value);
  *inside = *place >= -1e-9 && *place <= along->n_values - 1 + 1e-9;
  *place = CLAMP (*place, 0, along->n_values - 1);
  return TRUE;
}

static void
stroke_cross (Plot *self, double x, double y, gboolean has_x, gboolean has_y)
{
  const TfBox *area = &self->axes.area;

  if (has_x)
    {
      cairo_move_to (self->cr, x, area->y);
      cairo_line_to (self->cr, x, area->y + area->height);
    }
  if (has_y)
    {
      cairo_move_to (self->cr, area->x, y);
      cairo_line_to (self->cr, area->x + area->width, y);
    }
  cairo_stroke (self->cr);
}

static void
find_cross (Plot *self)
{
  double i = 0, j = 0;
  gboolean inside;

  self->cross_x = find_now (self, 0, &i, &inside) ? tf_map_place_x (self, i) : NAN;
  self->cross_y = find_now (self, 1, &j, &inside) ? tf_map_place_y (self, j) : NAN;
}

static void
draw_now (Plot *self)
{
  static const double white[] = { 1, 1, 1 }, black[] = { 0, 0, 0 };
  double i = 0, j = 0, x, y, r = self->style->marker_radius * 1.1;
  gboolean x_inside = FALSE, y_inside = FALSE;
  gboolean has_x = find_now (self, 0, &i, &x_inside), has_y = find_now (self, 1, &j, &y_inside);

  x = tf_map_place_x (self, i);
  y = tf_map_place_y (self, j);
  tf_plot_set_color (self->cr, black, 0.55);
  cairo_set_line_width (self->cr, self->style->line_width * 1.6);
  stroke_cross (self, x, y, has_x, has_y);
  tf_plot_set_color (self->cr, white, 1);
  cairo_set_line_width (self->cr, self->style->thin_width);
  stroke_cross (self, x, y, has_x, has_y);
  if (!has_x || !has_y)
    return;
  /* Hollow where the setting is beyond the edge. */
  cairo_arc (self->cr, x, y, r, 0, 2 * G_PI);
  tf_plot_set_color (self->cr, black, x_inside && y_inside ? 1 : 0.4);
  cairo_fill_preserve (self->cr);
  tf_plot_set_color (self->cr, white, 1);
  cairo_set_line_width (self->cr, self->style->line_width);
  cairo_stroke (self->cr);
}

/* --- around them --- */

/* Places by their values: epochs are as far apart as they are many. */
static GArray *
number_places (const TfSweepAxis *axis, guint most)
{
  GArray *ticks = g_array_new (FALSE, TRUE, sizeof (TfTick));
  guint step = MAX (1, (axis->n_values + most - 1) / most);

  for (guint i = 0; i < axis->n_values; i++)
    {
      TfTick tick = { axis->values[i], (double) i / (axis->n_values - 1), "" };
      g_autofree char *number = tf_format_number_short (axis->values[i], 6);

      if (i % step == 0)
        g_strlcpy (tick.label, number, sizeof tick.label);
      g_array_append_val (ticks, tick);
    }
  return ticks;
}

static GArray *
get_ticks (const Plot *self, gboolean upright, double length)
{
  const TfSweepAxis *along = &self->map->grid->axes[upright ? 1 : 0];
  guint most = MAX (2, (guint) (length / (self->em * (upright ? 2.4 : 4))));

  return along->number == TF_SWEEP_EPOCH ? number_places (along, most) : tf_axis_get_ticks (upright ? &self->axes.y : &self->axes.x, most);
}

/* At the x axis, left of its name. */
static void
draw_x_label (Plot *self, const char *label, double x, double name)
{
  double width;

  tf_plot_text_measure (&self->text, label, &width, NULL);
  if (x + width / 2 + self->em * 0.4 <= self->axes.area.x + self->axes.area.width - name / 2)
    tf_plot_text_draw (&self->text, label, x, self->axes.area.y + self->axes.area.height + self->em * 0.4, 0.5, 0);
}

/* name: width of the x axis's. */
static void
draw_ticks (Plot *self, gboolean upright, double name)
{
  const TfBox *area = &self->axes.area;
  double length = upright ? area->height : area->width;
  g_autoptr (GArray) ticks = get_ticks (self, upright, length);

  cairo_set_line_width (self->cr, self->style->thin_width);
  for (guint i = 0; i < ticks->len; i++)
    {
      const TfTick *tick = &g_array_index (ticks, TfTick, i);
      double out = self->em * (tick->label[0] != '\0' ? 0.35 : 0.2);
      double x = upright ? area->x : area->x + tick->position * area->width;
      double y = upright ? area->y + (1 - tick->position) * area->height : area->y + area->height;

      tf_plot_set_color (self->cr, self->style->dim, 1);
      cairo_move_to (self->cr, x, y);
      cairo_line_to (self->cr, upright ? x - out : x, upright ? y : y + out);
      cairo_stroke (self->cr);
      if (tick->label[0] != '\0' && upright)
        tf_plot_text_draw (&self->text, tick->label, x - self->em * 0.5, y, 1, 0.5);
      else if (tick->label[0] != '\0')
        draw_x_label (self, tick->label, x, name);
    }
}

static void
draw_frame (Plot *self)
{
  const TfBox *area = &self->axes.area;
  g_autofree char *x = tf_plot_map_axis_symbol (&self->map->grid->axes[0]), *y = tf_plot_map_axis_symbol (&self->map->grid->axes[1]);
  double name;

  tf_plot_text_measure (&self->text, x, &name, NULL);
  draw_ticks (self, FALSE, name);
  draw_ticks (self, TRUE, name);
  tf_plot_set_color (self->cr, self->style->dim, 1);
  cairo_set_line_width (self->cr, self->style->thin_width);
  cairo_rectangle (self->cr, area->x, area->y, area->width, area->height);
  cairo_stroke (self->cr);
  tf_plot_set_color (self->cr, self->style->foreground, 1);
  tf_plot_text_draw (&self->text, x, area->x + area->width, area->y + area->height + self->em * 0.4, 0.5, 0);
  tf_plot_text_draw (&self->text, y, area->x, area->y - self->em * 0.3, 0, 1); /* beside the number of the upper end */
  tf_plot_text_draw (&self->text, tf_map_metric_symbol (self->data->metric), area->x + area->width + self->em * 5,
                     area->y - self->em * 0.3, 1, 1);
}

static void
draw_bar (Plot *self)
{
  const TfMapField *field = &self->field;
  TfBox bar = { self->axes.area.x + self->axes.area.width + self->em * 0.9, self->axes.area.y, self->em * 0.9, self->axes.area.height };
  TfAxis axis = { field->log ? pow (10, field->lo) : field->lo, field->log ? pow (10, field->hi) : field->hi, field->log };
  cairo_pattern_t *colors;
  g_autoptr (GArray) ticks = NULL;

  if (!field->has_levels || !(axis.hi > axis.lo))
    return;
  colors = cairo_pattern_create_linear (0, bar.y + bar.height, 0, bar.y);
  for (int k = 0; k <= 20; k++)
    {
      double rgb[3];

      tf_map_color (k / 20.0, rgb);
      cairo_pattern_add_color_stop_rgb (colors, k / 20.0, rgb[0], rgb[1], rgb[2]);
    }
  cairo_rectangle (self->cr, bar.x, bar.y, bar.width, bar.height);
  cairo_set_source (self->cr, colors);
  cairo_fill (self->cr);
  cairo_pattern_destroy (colors);
  tf_plot_set_color (self->cr, self->style->dim, 1);
  ticks = tf_axis_get_ticks (&axis, MAX (2, (guint) (bar.height / (self->em * 2.4))));
  for (guint i = 0; i < ticks->len; i++)
    {
      const TfTick *tick = &g_array_index (ticks, TfTick, i);

      if (tick->label[0] != '\0')
        tf_plot_text_draw (&self->text, tick->label, bar.x + bar.width + self->em * 0.35,
                           bar.y + (1 - tick->position) * bar.height, 0, 0.5);
    }
}

/* --- the values at the pointer --- */

static char *
describe_place (const Plot *self, guint axis, guint place)
{
  const TfSweepAxis *along = &self->map->grid->axes[axis];
  g_autofree char *symbol = tf_plot_map_axis_symbol (along), *number = tf_format_number_short (along->values[place], 3);

  return g_strdup_printf ("%s = %s", symbol, number);
}

static void
draw_pointer (Plot *self, const TfChartOptions *options, double width, double height)
{
  const TfBox *area = &self->axes.area;
  double x = (options->pointer_x - area->x) / area->width, y = 1 - (options->pointer_y - area->y) / area->height;
  guint i = lround (CLAMP (x, 0, 1) * (self->field.m - 1)), j = lround (CLAMP (y, 0, 1) * (self->field.n - 1));
  gssize cell = tf_map_find_known (self->map, i, j);
  double value;
  TfReadoutRow row = { .markup = tf_map_metric_symbol (self->data->metric) };
  g_autofree char *first = NULL, *second = NULL, *head = NULL;

  if (!options->has_pointer || x < 0 || x > 1 || y < 0 || y > 1 || cell < 0)
    return;
  i = cell / self->field.n;
  j = cell % self->field.n;
  value = self->field.log ? pow (10, self->field.levels[cell]) : self->field.levels[cell];
  tf_map_color (tf_map_field_share (&self->field, self->field.levels[cell]), row.look.rgb);
  first = describe_place (self, 0, i);
  second = describe_place (self, 1, j);
  head = g_strdup_printf ("%s, %s", first, second);
  row.value = self->map->states[cell] == TF_MAP_EMPTY ? g_strdup ("has none") : tf_format_number (value, 4);
  tf_plot_readout_draw (&self->text, area, width, height, options->pointer_x, options->pointer_y, head, &row, 1);
  g_free (row.value);
}

void
tf_map_draw_heat (cairo_t *cr, double width, double height, const TfMapPlot *data, const TfChartOptions *options, const TfPlotStyle *style)
{
  Plot self = { .cr = cr, .data = data, .map = data->map, .style = style, .em = style->text_size };

  self.axes.area = tf_map_find_area (width, height, self.em);
  self.axes.x = make_axis (&data->map->grid->axes[0]);
  self.axes.y = make_axis (&data->map->grid->axes[1]);
  tf_map_field_init (&self.field, data->map, data->metric);
  tf_plot_text_init (&self.text, cr, style);
  tf_label_layout_init (&self.labels, &self.axes.area);
  draw_colors (&self);
  draw_frame (&self);
  draw_bar (&self);
  find_cross (&self);
  tf_map_draw_regions (&self);
  tf_map_draw_contours (&self);
  draw_now (&self);
  draw_pointer (&self, options, width, height);
  tf_label_layout_clear (&self.labels);
  tf_plot_text_clear (&self.text);
  tf_map_field_clear (&self.field);
}
