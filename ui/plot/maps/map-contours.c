/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "map-heat.h"

#include <math.h>

#include "map-regions.h"
#include "number-format.h"

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
  double a = tf_map_place_x (self, x0), b = tf_map_place_y (self, y0), c = tf_map_place_x (self, x1), d = tf_map_place_y (self, y1);
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

/* Where what is so long and begins at `at` does not lie under a line of the cross: on the side where its middle is,
 * or on the other one where there is no room. line: NaN: there is none. */
static double
keep_off (double at, double length, double line, double gap, double start, double end)
{
  double before = line - gap - length, after = line + gap;
  gboolean fits_before = before >= start, fits_after = after + length <= end;

  if (isnan (line) || line < at - gap || line > at + length + gap || (!fits_before && !fits_after))
    return at;
  if (fits_before && fits_after)
    return at + length / 2 < line ? before : after;
  return fits_before ? before : after;
}

/* On the line where there is room for it; the name of a region beside the cross of the present settings. */
static void
label_line (Plot *self, const char *label, double x, double y, const double ink[3], const double ground[3], gboolean is_region)
{
  const TfBox *area = &self->axes.area;
  TfBox box = { 0 };

  tf_plot_text_measure (&self->text, label, &box.width, &box.height);
  box.x = CLAMP (x - box.width / 2, self->axes.area.x + self->em * 0.3,
                 self->axes.area.x + self->axes.area.width - box.width - self->em * 0.3);
  box.y = CLAMP (y - box.height / 2, self->axes.area.y, self->axes.area.y + self->axes.area.height - box.height);
  if (is_region)
    {
      box.x = keep_off (box.x, box.width, self->cross_x, self->em, area->x, area->x + area->width);
      box.y = keep_off (box.y, box.height, self->cross_y, self->em * 0.5, area->y, area->y + area->height);
    }
  if (!tf_label_layout_is_free (&self->labels, &box))
    return;
  tf_label_layout_take (&self->labels, &box);
  tf_plot_set_color (self->cr, ground, 0.75);
  cairo_rectangle (self->cr, box.x - self->em * 0.2, box.y, box.width + self->em * 0.4, box.height);
  cairo_fill (self->cr);
  tf_plot_set_color (self->cr, ink, 1);
  tf_plot_text_draw (&self->text, label, box.x, box.y, 0, 0);
}

void
tf_map_draw_contours (Plot *self)
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
        label_line (self, label, tracing.x, tracing.y, ink, ground, FALSE);
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
  *x = tf_map_place_x (self, sum_x / n);
  *y = tf_map_place_y (self, sum_y / n);
  return TRUE;
}

void
tf_map_draw_regions (Plot *self)
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
        label_line (self, region->name, x, y, white, black, TRUE);
    }
}
