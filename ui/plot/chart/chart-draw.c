/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "chart-private.h"
#include "polyline.h"

#define TITLE_ROW 1.3  /* height of the row above the lines, in ems */
#define SECOND_ROW 1.3 /* of the second row of labels below the axis */
#define MOST_ROOM 0.2  /* share of the height for the label of a rule at the top */

typedef struct
{
  double least, largest;
} Range;

static void
extend (Range *range, double value)
{
  range->least = MIN (range->least, value);
  range->largest = MAX (range->largest, value);
}

/* x of all series, so that hiding one does not move the others; y of those shown. */
static void
find_ranges (const TfChartDrawing *self, Range *x, Range *y, gboolean *has_zero)
{
  *x = *y = (Range){ INFINITY, -INFINITY };
  *has_zero = FALSE;
  for (guint s = 0; s < self->chart->series->len; s++)
    {
      const TfChartSeries *series = g_ptr_array_index (self->chart->series, s);

      for (guint i = 0; i < series->n; i++)
        {
          gboolean drawable = tf_chart_is_drawable (self->chart, series, i);

          if (series->shape == TF_CHART_STEPS && i + 1 == series->n)
            {
              extend (x, series->xs[i]);
              continue;
            }
          if (!drawable)
            continue;
          if (self->chart->x_log && series->xs[i] == 0)
            *has_zero = TRUE;
          else
            extend (x, series->xs[i]);
          if (tf_chart_is_shown (self, series))
            extend (y, series->ys[i]);
        }
    }
  for (guint r = 0; r < self->chart->rules->len; r++)
    {
      const TfChartRule *rule = g_ptr_array_index (self->chart->rules, r);

      if (!rule->vertical && isfinite (rule->value) && (!self->chart->y_log || rule->value > 0))
        extend (y, rule->value);
    }
}

static TfAxis
make_axis (Range range, gboolean log)
{
  double room;

  if (!(range.least <= range.largest))
    return tf_axis_new (log ? 0.1 : 0, 1, log);
  if (log)
    {
      double least = tf_axis_round_down (CLAMP (range.least, 1e-305, 1e304));
      double largest = tf_axis_round_up (CLAMP (range.largest, 1e-305, 1e305));

      return tf_axis_new (least, MAX (largest, least * 10), TRUE);
    }
  room = MIN (range.largest / 20 - range.least / 20, 1e305);
  return tf_axis_new (range.least - room, range.largest + room, FALSE);
}

/* Room above the horizontal rules for their labels: below one at the top there are the lines. */
static void
make_room_for_labels (TfChartDrawing *self)
{
  TfAxis *axis = &self->axes.y;
  double lo = axis->log ? log (axis->lo) : axis->lo, least = axis->log ? log (axis->hi) : axis->hi, hi = least;

  tf_plot_text_set_size (&self->text, TF_PLOT_LEAST_TEXT, FALSE);
  for (guint r = 0; r < self->chart->rules->len; r++)
    {
      const TfChartRule *rule = g_ptr_array_index (self->chart->rules, r);
      double value = axis->log ? log (rule->value) : rule->value, height, share;

      if (rule->vertical || rule->label == NULL || !isfinite (value))
        continue;
      tf_plot_text_measure (&self->text, rule->label, NULL, &height);
      share = (height + TF_CHART_LABEL_GAP * self->text.style->text_size) / self->axes.area.height;
      if (share > 0 && share < MOST_ROOM)
        hi = MAX (hi, (value - share * lo) / (1 - share));
    }
  tf_plot_text_set_size (&self->text, 1, FALSE);
  if (hi > least)
    *axis = tf_axis_new (axis->lo, axis->log ? exp (hi) : hi, axis->log);
}

static void
find_axes (TfChartDrawing *self)
{
  Range x, y;
  gboolean has_zero;
  const TfChart *chart = self->chart;

  find_ranges (self, &x, &y, &has_zero);
  if (isfinite (chart->x_lo) && isfinite (chart->x_hi))
    self->axes.x = tf_axis_new (chart->x_lo, chart->x_hi, chart->x_log);
  else if (chart->x_log)
    self->axes.x = make_axis (x, TRUE);
  else
    self->axes.x = x.least <= x.largest ? tf_axis_new (x.least, x.largest, FALSE) : tf_axis_new (0, 1, FALSE);
  self->axes.y = make_axis (y, chart->y_log);
  make_room_for_labels (self);
  self->axes.x_reversed = chart->x_reversed;
  self->axes.x_whole = chart->x_whole;
  if (has_zero && !chart->x_reversed)
    tf_plot_axes_open_origin (&self->axes, self->text.style->text_size);
}

static void
collect_entries (TfChartDrawing *self)
{
  self->n_entries = 0;
  for (guint s = 0; s < self->chart->series->len && self->options->show_legend; s++)
    {
      const TfChartSeries *series = g_ptr_array_index (self->chart->series, s);

      if (series->label == NULL || self->n_entries == TF_CHART_MAX_ENTRIES)
        continue;
      self->ids[self->n_entries] = series->id;
      self->entries[self->n_entries++] = (TfLegendEntry){
        .look = series->look, .markup = series->label, .hidden = !tf_chart_is_shown (self, series)
      };
    }
}

#define LEAST_HEADLINE 14 /* ems of width */

/* In as many lines as it takes. Returns the height. */
static double
lay_out_headline (TfChartDrawing *self, gboolean draw, double y)
{
  PangoLayout *layout = self->text.layout;
  double em = self->text.style->text_size, height;

  /* Pango cannot end in an ellipsis where letters are raised; on very little
   * there is no room for a sentence anyway. */
  if (self->chart->headline == NULL || self->chart->headline[0] == '\0' || self->width < em * LEAST_HEADLINE)
    return 0;
  pango_layout_set_single_paragraph_mode (layout, FALSE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD);
  tf_plot_text_set_max_width (&self->text, MAX (self->width - em * 1.8, em));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_NONE);
  tf_plot_text_measure (&self->text, self->chart->headline, NULL, &height);
  if (draw)
    {
      tf_plot_set_color (self->cr, self->text.style->foreground, 1);
      tf_plot_text_draw (&self->text, self->chart->headline, em * 0.9, y, 0, 0);
    }
  tf_plot_text_set_max_width (&self->text, 0);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  return height + em * 0.3;
}

static gboolean
needs_title_row (const TfChart *chart)
{
  for (guint r = 0; r < chart->rules->len; r++)
    {
      const TfChartRule *rule = g_ptr_array_index (chart->rules, r);

      if (rule->vertical && rule->label != NULL)
        return TRUE;
    }
  return chart->y_title != NULL;
}

/* Below all other labels. */
static double
find_title_row (TfChartDrawing *self, double height)
{
  const TfChart *chart = self->chart;
  double own = tf_plot_axes_get_title_row (&self->text, chart->x_symbol, self->width, height);
  guint rows = chart->x_inverse_title != NULL || chart->x_names != NULL ? MAX (chart->x_name_rows, 1) : 0;

  self->axes.title_row = own > 0 ? rows + 1 : 0;
  return own;
}

static void
init_drawing (TfChartDrawing *self, cairo_t *cr, double width, double height, const TfChart *chart,
              const TfChartOptions *options)
{
  double em = chart->style.text_size, top, bottom = 0;

  self->cr = cr;
  self->chart = chart;
  self->options = options;
  self->width = width;
  self->height = height;
  self->axes = (TfPlotAxes){ .x_reversed = FALSE };
  tf_plot_text_init (&self->text, cr, &chart->style);
  collect_entries (self);
  self->legend = tf_plot_legend_layout (&self->text, self->entries, self->n_entries, width);
  if (self->legend > height / 2)
    self->legend = 0;
  top = MAX (self->legend, em * 0.4);
  if (top + lay_out_headline (self, FALSE, 0) < height * 0.6)
    top += lay_out_headline (self, FALSE, 0);
  self->title_y = top;
  if (needs_title_row (chart))
    top += MIN (em * TITLE_ROW, height * 0.1);
  self->axes.words_above = top > em * 0.4;
  if (chart->x_inverse_title != NULL || chart->x_names != NULL)
    bottom = MIN (em * SECOND_ROW, height * 0.1) * MAX (chart->x_name_rows, 1);
  bottom += find_title_row (self, height - top - bottom);
  self->axes.area = tf_plot_axes_find_area (width, height, em, top, bottom);
  self->axes.origin = self->axes.left = self->axes.area.x;
  find_axes (self);
}

static void
draw_second_row (TfChartDrawing *self)
{
  const TfChart *chart = self->chart;
  const TfPlotAxes *axes = &self->axes;
  double em = self->text.style->text_size;
  TfLabelLayout layout;

  tf_label_layout_init (&layout, &(TfBox){ 0, 0, self->width - em * 0.5, 1e9 });
  if (chart->x_inverse_title != NULL && chart->x_log)
    {
      TfAxis inverse = tf_axis_new (1 / axes->x.hi, 1 / axes->x.lo, TRUE);
      g_autoptr (GArray) ticks = tf_axis_get_ticks (&inverse, MAX (2, (guint) (axes->area.width / (em * 4))));

      tf_plot_axes_draw_x_label (axes, &self->text, &layout, chart->x_inverse_title, self->width, 1, TRUE);
      for (guint i = 0; i < ticks->len; i++)
        {
          const TfTick *tick = &g_array_index (ticks, TfTick, i);
          if (tick->label[0] != '\0')
            tf_plot_axes_draw_x_label (axes, &self->text, &layout, tick->label,
                                       tf_plot_axes_map_x (axes, 1 / tick->value), 1, FALSE);
        }
    }
  for (guint i = 0; chart->x_names != NULL && chart->x_names[i] != NULL; i++)
    {
      g_autofree char *name = g_markup_escape_text (chart->x_names[i], -1);
      gboolean drawn = i < axes->x.lo || i > axes->x.hi;

      for (guint row = 1; row <= MAX (chart->x_name_rows, 1) && !drawn; row++)
        drawn = tf_plot_axes_draw_x_label (axes, &self->text, &layout, name, tf_plot_axes_map_x (axes, i), row, FALSE);
    }
  tf_label_layout_clear (&layout);
}

static void
trace_steps (TfChartDrawing *self, TfPolyline *line, const TfChartSeries *series)
{
  for (guint i = 0; i + 1 < series->n; i++)
    if (tf_chart_is_drawable (self->chart, series, i))
      {
        tf_polyline_add (line, tf_plot_axes_map_x (&self->axes, series->xs[i]), series->ys[i]);
        tf_polyline_add (line, tf_plot_axes_map_x (&self->axes, series->xs[i + 1]), series->ys[i]);
      }
    else
      tf_polyline_break (line);
}

static void
draw_line (TfChartDrawing *self, const TfChartSeries *series)
{
  TfPolyline line;

  if (series->no_line)
    return;
  tf_polyline_init (&line, self->cr, &self->axes);
  if (series->shape == TF_CHART_STEPS)
    trace_steps (self, &line, series);
  for (guint i = 0; i < series->n && series->shape == TF_CHART_LINE; i++)
    {
      guint at = self->axes.x_reversed ? series->n - 1 - i : i;

      if (tf_chart_is_drawable (self->chart, series, at))
        tf_polyline_add (&line, tf_plot_axes_map_x (&self->axes, series->xs[at]), series->ys[at]);
      else
        tf_polyline_break (&line);
    }
  tf_polyline_break (&line);
  tf_line_look_apply (&series->look, self->cr, self->text.style);
  cairo_stroke (self->cr);
  cairo_set_dash (self->cr, NULL, 0, 0);
}

/* At every point, or where the line ends. */
static void
draw_dots (TfChartDrawing *self, const TfChartSeries *series)
{
  double radius = self->text.style->text_size * 0.3;
  int last = -1;

  if (!series->look.has_marker || series->shape == TF_CHART_STEPS)
    return;
  for (guint i = 0; i < series->n; i++)
    {
      guint at = self->axes.x_reversed ? series->n - 1 - i : i;

      if (!tf_chart_is_drawable (self->chart, series, at))
        continue;
      last = at;
      if (series->show_points)
        tf_line_look_draw_dot (&series->look, self->cr, self->text.style,
                               tf_plot_axes_map_x (&self->axes, series->xs[at]),
                               tf_plot_axes_map_y (&self->axes, series->ys[at]), radius);
    }
  if (last >= 0 && !series->show_points)
    tf_line_look_draw_dot (&series->look, self->cr, self->text.style,
                           tf_plot_axes_map_x (&self->axes, series->xs[last]),
                           tf_plot_axes_map_y (&self->axes, series->ys[last]), radius);
}

static void
draw_series (TfChartDrawing *self)
{
  const TfBox *area = &self->axes.area;
  double em = self->text.style->text_size, wide = self->text.style->line_width;

  cairo_save (self->cr);
  cairo_rectangle (self->cr, area->x - em / 2, area->y - wide, area->width + em, area->height + 2 * wide);
  cairo_clip (self->cr);
  for (guint s = self->chart->series->len; s-- > 0;)
    if (tf_chart_is_shown (self, g_ptr_array_index (self->chart->series, s)))
      draw_line (self, g_ptr_array_index (self->chart->series, s));
  cairo_restore (self->cr);
  for (guint s = self->chart->series->len; s-- > 0;)
    if (tf_chart_is_shown (self, g_ptr_array_index (self->chart->series, s)))
      draw_dots (self, g_ptr_array_index (self->chart->series, s));
}

static void
draw_chart (TfChartDrawing *self)
{
  tf_plot_axes_draw_y (&self->axes, &self->text);
  tf_plot_axes_draw_x (&self->axes, &self->text, self->width, self->chart->x_symbol);
  draw_second_row (self);
  tf_chart_draw_rules (self);
  draw_series (self);
  tf_chart_draw_labels (self);
  if (self->title_y > MAX (self->legend, self->text.style->text_size * 0.4))
    lay_out_headline (self, TRUE, MAX (self->legend, self->text.style->text_size * 0.4));
  if (self->legend > 0)
    tf_plot_legend_draw (&self->text, self->entries, self->n_entries);
  tf_chart_draw_readout (self);
}

void
tf_chart_draw (cairo_t *cr, double width, double height, const TfChart *self, const TfChartOptions *options)
{
  TfChartDrawing drawing;

  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_clip (cr);
  tf_plot_paint_background (cr, width, height, &self->style);
  init_drawing (&drawing, cr, width, height, self, options);
  if (tf_chart_has_points (self))
    draw_chart (&drawing);
  else
    tf_plot_text_draw_message (&drawing.text, self->message != NULL ? self->message : "There is nothing to draw.",
                               width, height);
  tf_plot_text_clear (&drawing.text);
  cairo_restore (cr);
}
