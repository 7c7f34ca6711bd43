/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot-map.h"

#include <math.h>
#include <string.h>

#include "map-curves.h"
#include "map-regions.h"
#include "number-format.h"
#include "plot-axes.h"
#include "plot-legend.h"
#include "theory-text.h"

#define DETAIL 6 /* pixels of the picture between two places */

typedef struct
{
  cairo_t *cr;
  const TfMapPlot *data;
  const TfMap *map;
  const TfPlotStyle *style;
  TfMapField field;
  TfPlotAxes axes;
  TfPlotText text;
  TfLabelLayout labels;
  double em;
} Plot;

static TfAxis
make_axis (const TfSweepAxis *axis)
{
  double from = axis->values[0], to = axis->values[axis->n_values - 1];
  gboolean is_log = axis->is_log || (axis->n_values > 2 && from > 0 && axis->values[1] / from > 1.9);

  return (TfAxis){ MIN (from, to), MAX (from, to), is_log };
}

static TfBox
find_area (double width, double height, double em)
{
  double left = MIN (em * 3.8, width * 0.3), right = MIN (em * 5.4, width * 0.25);
  double top = MIN (em * 2.2, height * 0.15), bottom = MIN (em * 2.1, height * 0.25);

  return (TfBox){ left, top, MAX (width - left - right, 1), MAX (height - top - bottom, 1) };
}

static gboolean
is_heat (const TfMapPlot *data)
{
  return data->map != NULL && data->map->grid->n_axes == 2 && !data->as_family;
}

/* Places to the surface. */
static double
place_x (const Plot *self, double place)
{
  return self->axes.area.x + place / MAX (self->field.m - 1.0, 1) * self->axes.area.width;
}

static double
place_y (const Plot *self, double place)
{
  return self->axes.area.y + (1 - place / MAX (self->field.n - 1.0, 1)) * self->axes.area.height;
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

/* --- lines over them --- */

/* The middle of the piece that is nearest to where a label is wanted. */
typedef struct
{
  const Plot *plot;
  double want_x, want_y, best, x, y;
} Tracing;

static void
trace_cb (double x0, double y0, double x1, double y1, gpointer user_data)
{
  Tracing *tracing = user_data;
  const Plot *self = tracing->plot;
  double a = place_x (self, x0), b = place_y (self, y0), c = place_x (self, x1), d = place_y (self, y1);
  double distance = hypot ((a + c) / 2 - tracing->want_x, (b + d) / 2 - tracing->want_y);

  cairo_move_to (self->cr, a, b);
  cairo_line_to (self->cr, c, d);
  if (distance < tracing->best)
    {
      tracing->best = distance;
      tracing->x = (a + c) / 2;
      tracing->y = (b + d) / 2;
    }
}

static char *
format_level (const TfMapField *field, double level)
{
  if (field->log && fabs (level - round (level)) < 1e-9 && fabs (level) > 2)
    return tf_format_power_of_ten (lround (level));
  return tf_format_number_short (field->log ? pow (10, level) : level, 3);
}

/* White on dark, black on light colours. */
static void
choose_ink (double share, double ink[3])
{
  double value = share < 0.45 ? 1 : 0;

  ink[0] = ink[1] = ink[2] = value;
}

/* On the line where there is room for it. */
static void
label_line (Plot *self, const char *label, double x, double y, const double ink[3], const double ground[3])
{
  TfBox box = { 0 };

  tf_plot_text_measure (&self->text, label, &box.width, &box.height);
  box.x = CLAMP (x - box.width / 2, self->axes.area.x + self->em * 0.3,
                 self->axes.area.x + self->axes.area.width - box.width - self->em * 0.3);
  box.y = CLAMP (y - box.height / 2, self->axes.area.y, self->axes.area.y + self->axes.area.height - box.height);
  if (!tf_label_layout_is_free (&self->labels, &box))
    return;
  tf_label_layout_take (&self->labels, &box);
  tf_plot_set_color (self->cr, ground, 0.75);
  cairo_rectangle (self->cr, box.x - self->em * 0.2, box.y, box.width + self->em * 0.4, box.height);
  cairo_fill (self->cr);
  tf_plot_set_color (self->cr, ink, 1);
  tf_plot_text_draw (&self->text, label, box.x, box.y, 0, 0);
}

static void
draw_contours (Plot *self)
{
  g_autoptr (GArray) levels = tf_map_field_choose_contours (&self->field);
  const TfBox *area = &self->axes.area;

  if (self->field.stride == 0)
    return;
  for (guint k = 0; k < levels->len; k++)
    {
      double level = g_array_index (levels, double, k), share = tf_map_field_share (&self->field, level);
      double along = (k + 0.5) / levels->len, ink[3], ground[3];
      Tracing tracing = { self, area->x + along * area->width, area->y + (1 - along) * area->height, INFINITY, 0, 0 };
      g_autofree char *label = format_level (&self->field, level);

      choose_ink (share, ink);
      tf_map_color (share, ground);
      cairo_new_path (self->cr);
      tf_map_contour (self->field.m, self->field.n, self->field.stride, self->field.levels, level, trace_cb, &tracing);
      tf_plot_set_color (self->cr, ink, 0.55);
      cairo_set_line_width (self->cr, self->style->thin_width);
      cairo_stroke (self->cr);
      if (isfinite (tracing.best))
        label_line (self, label, tracing.x, tracing.y, ink, ground);
    }
}

/* The middle of the places where the region's number is above 0; FALSE where there are few. */
static gboolean
find_middle (const Plot *self, const TfMapRegion *region, double *x, double *y)
{
  double n = 0, sum_x = 0, sum_y = 0;

  for (guint i = 0; i < self->field.m; i++)
    for (guint j = 0; j < self->field.n; j++)
      if (region->values[(gsize) i * self->field.n + j] > 0)
        {
          n++;
          sum_x += i;
          sum_y += j;
        }
  if (n < 0.01 * self->field.m * self->field.n)
    return FALSE;
  *x = place_x (self, sum_x / n);
  *y = place_y (self, sum_y / n);
  return TRUE;
}

static void
draw_regions (Plot *self)
{
  static const double white[] = { 1, 1, 1 }, black[] = { 0, 0, 0 };
  g_autoptr (GPtrArray) regions = tf_map_find_regions (self->map);

  for (guint k = 0; k < regions->len; k++)
    {
      const TfMapRegion *region = regions->pdata[k];
      Tracing tracing = { self, 0, 0, INFINITY, 0, 0 };
      double x, y, dashes[] = { self->em * 0.5, self->em * 0.35 };

      cairo_new_path (self->cr);
      tf_map_contour (self->field.m, self->field.n, 1, region->values, 0, trace_cb, &tracing);
      tf_plot_set_color (self->cr, black, 0.5);
      cairo_set_line_width (self->cr, self->style->line_width * 1.8);
      cairo_stroke_preserve (self->cr);
      tf_plot_set_color (self->cr, white, 1);
      cairo_set_line_width (self->cr, self->style->line_width);
      cairo_set_dash (self->cr, dashes, 2, 0);
      cairo_stroke (self->cr);
      cairo_set_dash (self->cr, NULL, 0, 0);
      if (find_middle (self, region, &x, &y))
        label_line (self, region->name, x, y, white, black);
    }
}

/* --- the present setting --- */

/* The place of now on an axis, moved onto it; FALSE where it has none. *inside: it is on it. */
static gboolean
find_now (const Plot *self, guint axis, double *place, gboolean *inside)
{
  const TfSweepAxis *along = &self->map->grid->axes[axis];
  double value = self->data->now != NULL ? tf_map_get_present (along, self->data->now, self->data->synthetic) : NAN;

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
draw_now (Plot *self)
{
  static const double white[] = { 1, 1, 1 }, black[] = { 0, 0, 0 };
  double i = 0, j = 0, x, y, r = self->style->marker_radius * 1.1;
  gboolean x_inside = FALSE, y_inside = FALSE;
  gboolean has_x = find_now (self, 0, &i, &x_inside), has_y = find_now (self, 1, &j, &y_inside);

  x = place_x (self, i);
  y = place_y (self, j);
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

static void
draw_ticks (Plot *self, gboolean upright)
{
  const TfBox *area = &self->axes.area;
  const TfAxis *axis = upright ? &self->axes.y : &self->axes.x;
  double length = upright ? area->height : area->width;
  g_autoptr (GArray) ticks = tf_axis_get_ticks (axis, MAX (2, (guint) (length / (self->em * (upright ? 2.4 : 4)))));

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
      else if (tick->label[0] != '\0' && fabs (x - (area->x + area->width)) > self->em * 2.2)
        tf_plot_text_draw (&self->text, tick->label, x, y + self->em * 0.4, 0.5, 0);
    }
}

static void
draw_frame (Plot *self)
{
  const TfBox *area = &self->axes.area;
  g_autofree char *x = tf_plot_map_axis_symbol (&self->map->grid->axes[0]), *y = tf_plot_map_axis_symbol (&self->map->grid->axes[1]);

  draw_ticks (self, FALSE);
  draw_ticks (self, TRUE);
  tf_plot_set_color (self->cr, self->style->dim, 1);
  cairo_set_line_width (self->cr, self->style->thin_width);
  cairo_rectangle (self->cr, area->x, area->y, area->width, area->height);
  cairo_stroke (self->cr);
  tf_plot_set_color (self->cr, self->style->foreground, 1);
  tf_plot_text_draw (&self->text, x, area->x + area->width, area->y + area->height + self->em * 0.4, 0.5, 0);
  tf_plot_text_draw (&self->text, y, area->x - self->em * 0.5, area->y - self->em * 0.3, 1, 1);
  tf_plot_text_draw (&self->text, tf_map_metric_symbol (self->data->metric), area->x + area->width + self->em * 5, area->y - self->em * 0.3, 1, 1);
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
        tf_plot_text_draw (&self->text, tick->label, bar.x + bar.width + self->em * 0.35, bar.y + (1 - tick->position) * bar.height, 0, 0.5);
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
draw_pointer (Plot *self, const TfChartOptions *options, double width)
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
  tf_plot_readout_draw (&self->text, area, width, options->pointer_x, options->pointer_y, head, &row, 1);
  g_free (row.value);
}

static void
draw_heat (cairo_t *cr, double width, double height, const TfMapPlot *data, const TfChartOptions *options, const TfPlotStyle *style)
{
  Plot self = { .cr = cr, .data = data, .map = data->map, .style = style, .em = style->text_size };

  self.axes.area = find_area (width, height, self.em);
  self.axes.x = make_axis (&data->map->grid->axes[0]);
  self.axes.y = make_axis (&data->map->grid->axes[1]);
  tf_map_field_init (&self.field, data->map, data->metric);
  tf_plot_text_init (&self.text, cr, style);
  tf_label_layout_init (&self.labels, &self.axes.area);
  draw_colors (&self);
  draw_frame (&self);
  draw_bar (&self);
  draw_regions (&self);
  draw_contours (&self);
  draw_now (&self);
  draw_pointer (&self, options, width);
  tf_label_layout_clear (&self.labels);
  tf_plot_text_clear (&self.text);
  tf_map_field_clear (&self.field);
}

/* public */

void
tf_plot_map_draw (cairo_t              *cr,
                  double                width,
                  double                height,
                  const TfMapPlot      *data,
                  const TfChartOptions *options,
                  const TfPlotStyle    *style)
{
  tf_plot_paint_background (cr, width, height, style);
  if (is_heat (data) && data->map->grid->axes[0].n_values > 1 && data->map->grid->axes[1].n_values > 1)
    draw_heat (cr, width, height, data, options, style);
  else
    tf_map_curves_draw (cr, width, height, data, options, style);
}

static double
value_at (const TfSweepAxis *axis, double share)
{
  double from = axis->values[0], to = axis->values[axis->n_values - 1];

  share = CLAMP (share, 0, 1);
  return axis->is_log ? from * pow (to / from, share) : from + share * (to - from);
}

gboolean
tf_plot_map_unmap (double             width,
                   double             height,
                   const TfMapPlot   *data,
                   const TfPlotStyle *style,
                   double             at_x,
                   double             at_y,
                   double            *x,
                   double            *y)
{
  TfBox area;

  if (data->map == NULL)
    return FALSE;
  area = is_heat (data) ? find_area (width, height, style->text_size)
                        : tf_plot_axes_find_area (width, height, style->text_size, 0, 0);
  *x = value_at (&data->map->grid->axes[0], (at_x - area.x) / area.width);
  *y = is_heat (data) ? value_at (&data->map->grid->axes[1], 1 - (at_y - area.y) / area.height) : NAN;
  return TRUE;
}

/* --- words --- */

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

/* Beside what Figure 3 says of a network: only where it is so here, or is not, for most cells. */
static const char *
compare_with_paper (guint more, guint n, double median)
{
  if (2 * more > n && median > 1)
    return ", as Figure 3 of the paper has it for the decays of a network";
  if (2 * more < n && median < 1)
    return ", other than in Figure 3 of the paper, where of a network’s decays that of the features has more to say";
  return "";
}

/* The statement of Figure 3: which decay has more say, as a number. NULL where the map does not tell. */
static char *
describe_decays (const TfMap *map)
{
  g_autoptr (GArray) ratios = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *number = NULL;
  double median;
  guint more = 0;

  for (guint i = 0; i < map->grid->axes[0].n_values; i++)
    for (guint j = 0; map->grid->n_axes > 1 && j < map->grid->axes[1].n_values; j++)
      {
        double ratio = tf_map_get_decay_ratio (map, i, j, NULL, NULL);

        if (!isfinite (ratio))
          continue;
        g_array_append_val (ratios, ratio);
        more += ratio > 1;
      }
  if (ratios->len == 0)
    return NULL;
  g_array_sort (ratios, compare_doubles);
  median = g_array_index (ratios, double, ratios->len / 2);
  number = tf_format_number_short (median, 3);
  return g_strdup_printf (" In %u %% of this map NC1 answers more to λ<sub>H</sub> than to λ<sub>W</sub> (|∂log NC1/∂log λ<sub>H</sub>| : "
                          "|∂log NC1/∂log λ<sub>W</sub>|, median %s)%s.",
                          (guint) lround (100.0 * more / ratios->len), number, compare_with_paper (more, ratios->len, median));
}

char *
tf_plot_map_explain (const TfMapPlot *data)
{
  const TfMap *map = data->map;
  g_autofree char *decays = NULL, *where = NULL, *filling = NULL;

  if (map == NULL)
    return g_strdup ("The map appears here as its cells are worked out.");
  decays = describe_decays (map);
  if (map->at.on_flow)
    {
      g_autofree char *number = tf_format_number_short (map->at.t, 4);

      where = g_strdup_printf ("on the flow from H<sub>0</sub> at %s %s", map->at.iterations ? "iteration" : "t =", number);
    }
  else
    where = g_strdup ("at the minimizer in which flows from H<sub>0</sub> end");
  if (!tf_map_is_complete (map))
    filling = g_strdup_printf (" %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " cells are known.", map->n_known, map->grid->n_cells);
  return g_strdup_printf ("%s %s, each cell from H<sub>0</sub> alone, so that none depends on another. Drag the cross: the sliders and the run follow.%s%s",
                          tf_map_metric_symbol (data->metric), where, decays != NULL ? decays : "", filling != NULL ? filling : "");
}

/* --- the view --- */

static void
draw_view (cairo_t *cr, double width, double height, const TfViewData *data, const TfPlotStyle *style)
{
  TfChartOptions options = tf_chart_options_of (data);
  TfMapPlot plot = { .metric = TF_METRIC_NC1 };

  if (data->map != NULL)
    plot = *data->map;
  plot.now = &data->frame->parameters;
  options.companions = (TfCompanions){ 0 };
  tf_plot_map_draw (cr, width, height, &plot, &options, style);
}

/* "NC1 over beta and lambda-h, at the minimizers". */
static void
say_map (TfCaption *caption, const TfMapPlot *plot)
{
  const TfSweepGrid *grid = plot->map->grid;

  g_string_append_printf (caption->text, "%s over ", tf_map_metric_label (plot->metric));
  for (guint i = 0; i < grid->n_axes; i++)
    {
      const TfParameterInfo *info = grid->axes[i].parameter;

      g_string_append_printf (caption->text, "%s%s", i > 0 ? " and " : "",
                              info != NULL ? tf_caption_choose (caption, info->symbol, info->latex) : grid->axes[i].name);
    }
  if (plot->map->at.on_flow)
    {
      g_autofree char *t = tf_caption_number (caption, plot->map->at.t);

      g_string_append_printf (caption->text, plot->map->at.iterations ? ", after %s iterations" : ", on the flow at t = %s", t);
    }
  else
    g_string_append_printf (caption->text, ", at the minimizers %s",
                            tf_caption_choose (caption, "H_{1/β}", "$H_{1/\\beta}$"));
}

static void
say_view (TfCaption *caption, const TfViewData *data)
{
  if (data->map != NULL && data->map->map != NULL)
    say_map (caption, data->map);
  else
    g_string_append (caption->text, tf_view_map.caption);
}

static char *
explain_view (const TfViewData *data)
{
  return tf_plot_map_explain (data->map != NULL ? data->map : &(TfMapPlot){ .metric = TF_METRIC_NC1 });
}

const TfView tf_view_map = {
  .id = "map",
  .title = "Map of settings",
  .tab = "Map",
  .meaning = "Metrics at the minimizer over one parameter or two, the sliders being a cross in it",
  .parts = TF_VIEW_PART_MAP,
  .aspect = TF_VIEW_ASPECT,
  .cites_metrics = TRUE,
  .caption = "map of settings",
  .say = say_view,
  .draw = draw_view,
  .explain = explain_view,
};
