/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "chart-private.h"
#include "number-format.h"

/* What is read out: one x, and of every series the point nearest to it. */
typedef struct
{
  double       value;   /* x in units of the axis */
  double       x;       /* on the surface */
  gboolean     in_steps;
  char        *head;
  guint        n;
  TfReadoutRow rows[TF_CHART_MAX_ENTRIES];
  double       ys[TF_CHART_MAX_ENTRIES]; /* on the surface */
} Reading;

static int
find_point (const TfChartDrawing *self, const TfChartSeries *series, double x)
{
  double least = INFINITY;
  int nearest = -1;

  for (guint i = 0; i < series->n; i++)
    {
      double away;

      if (!tf_chart_is_drawable (self->chart, series, i))
        continue;
      away = fabs (tf_plot_axes_map_x (&self->axes, series->xs[i]) - x);
      if (away < least)
        {
          least = away;
          nearest = i;
        }
    }
  return nearest;
}

static int
find_step (const TfChartDrawing *self, const TfChartSeries *series, double value)
{
  for (guint i = 0; i + 1 < series->n; i++)
    if (value >= series->xs[i] && value < series->xs[i + 1] && tf_chart_is_drawable (self->chart, series, i))
      return i;
  return -1;
}

static gboolean
is_read (const TfChartDrawing *self, const TfChartSeries *series)
{
  return tf_chart_is_shown (self, series) && (series->label != NULL || series->read_label != NULL);
}

/* The x to read at: that of the nearest point, or a whole number of steps. */
static gboolean
find_x (const TfChartDrawing *self, Reading *reading)
{
  double least = INFINITY, x = self->options->pointer_x;

  for (guint s = 0; s < self->chart->series->len; s++)
    {
      const TfChartSeries *series = g_ptr_array_index (self->chart->series, s);
      int at;

      if (!is_read (self, series))
        continue;
      if (series->shape == TF_CHART_STEPS && series->n > 1)
        {
          double position = (x - self->axes.left) / (self->axes.area.x + self->axes.area.width - self->axes.left);

          reading->in_steps = TRUE;
          reading->value = round (tf_axis_unmap (&self->axes.x, CLAMP (position, 0, 1)));
          reading->value = CLAMP (reading->value, ceil (series->xs[0]), floor (series->xs[series->n - 1]));
          reading->x = tf_plot_axes_map_x (&self->axes, reading->value);
          return TRUE;
        }
      at = find_point (self, series, x);
      if (at < 0 || !(fabs (tf_plot_axes_map_x (&self->axes, series->xs[at]) - x) < least))
        continue;
      reading->value = series->xs[at];
      reading->x = tf_plot_axes_map_x (&self->axes, series->xs[at]);
      least = fabs (reading->x - x);
    }
  return isfinite (least);
}

static char *
describe_x (const TfChart *chart, double value)
{
  g_autofree char *number = NULL, *inverse = NULL, *name = NULL;

  if (chart->x_whole)
    {
      guint n = chart->x_names != NULL ? g_strv_length (chart->x_names) : 0;

      number = tf_format_count (MAX (value, 0));
      if (!(value >= 0 && value < n))
        return g_strdup_printf ("%s %s", chart->x_symbol, number);
      name = g_markup_escape_text (chart->x_names[(guint) value], -1);
      return g_strdup_printf ("%s %s: %s", chart->x_symbol, number, name);
    }
  number = tf_format_number (value, 3);
  if (chart->x_inverse_symbol == NULL)
    return g_strdup_printf ("%s = %s", chart->x_symbol, number);
  inverse = tf_format_number (1 / value, 3);
  return g_strdup_printf ("%s = %s, %s = %s", chart->x_symbol, number, chart->x_inverse_symbol, inverse);
}

static char *
describe_value (const TfChart *chart, const TfChartSeries *series, int at)
{
  g_autofree char *value = tf_format_number (series->ys[at], chart->digits), *count = NULL;

  if (series->shape == TF_CHART_LINE)
    return g_steal_pointer (&value);
  count = tf_format_count (llround (series->xs[at + 1] - series->xs[at]));
  return g_strdup_printf ("%s, %s times", value, count);
}

static gboolean
read_pointer (const TfChartDrawing *self, Reading *reading)
{
  const TfBox *area = &self->axes.area;
  const TfChartOptions *options = self->options;
  double em = self->chart->style.text_size;

  *reading = (Reading){ .n = 0 };
  if (!options->has_pointer || options->pointer_x < area->x - em || options->pointer_x > self->width
      || options->pointer_y < area->y || options->pointer_y > area->y + area->height || !find_x (self, reading))
    return FALSE;
  reading->head = describe_x (self->chart, reading->value);
  for (guint s = 0; s < self->chart->series->len && reading->n < TF_CHART_MAX_ENTRIES; s++)
    {
      const TfChartSeries *series = g_ptr_array_index (self->chart->series, s);
      int at;

      if (!is_read (self, series))
        continue;
      at = series->shape == TF_CHART_STEPS ? find_step (self, series, reading->value)
                                           : find_point (self, series, reading->x);
      if (at < 0 || (series->shape == TF_CHART_LINE
                     && fabs (tf_plot_axes_map_x (&self->axes, series->xs[at]) - reading->x) > em / 2))
        continue;
      reading->ys[reading->n] = tf_plot_axes_map_y (&self->axes, series->ys[at]);
      reading->rows[reading->n++] = (TfReadoutRow){
        .look = series->look,
        .markup = series->read_label != NULL ? series->read_label : series->label,
        .value = describe_value (self->chart, series, at),
      };
    }
  return TRUE;
}

static void
clear_reading (Reading *reading)
{
  for (guint i = 0; i < reading->n; i++)
    g_free (reading->rows[i].value);
  g_free (reading->head);
}

void
tf_chart_draw_readout (TfChartDrawing *self)
{
  const TfPlotStyle *style = self->text.style;
  const TfBox *area = &self->axes.area;
  Reading reading;
  double x;

  if (!read_pointer (self, &reading))
    return;
  x = tf_plot_snap (self->cr, reading.x, style->thin_width);
  tf_plot_set_color (self->cr, style->foreground, 0.5);
  cairo_set_line_width (self->cr, style->thin_width);
  cairo_move_to (self->cr, x, area->y);
  cairo_line_to (self->cr, x, area->y + area->height);
  cairo_stroke (self->cr);
  for (guint i = reading.n; i-- > 0;)
    tf_line_look_draw_dot (&reading.rows[i].look, self->cr, style, reading.x, reading.ys[i], style->text_size * 0.3);
  tf_plot_readout_draw (&self->text, area, self->width, self->height, reading.x, self->options->pointer_y, reading.head,
                        reading.rows, reading.n);
  clear_reading (&reading);
}

char *
tf_chart_describe_pointer (TfChartDrawing *self)
{
  Reading reading;
  GString *text;

  if (!read_pointer (self, &reading))
    return NULL;
  text = g_string_new (reading.head);
  for (guint i = 0; i < reading.n; i++)
    g_string_append_printf (text, "\n%s: %s", reading.rows[i].markup, reading.rows[i].value);
  clear_reading (&reading);
  return g_string_free (text, FALSE);
}
