/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot-limit.h"

#include <math.h>

#include "metric-floor.h"
#include "limit-heads.h"
#include "limit-logits.h"
#include "metric-set.h"
#include "number-format.h"
#include "plot-text.h"
#include "theory-facts.h"

#define ROW 1.55      /* height of a row, in ems … */
#define LEAST_ROW 1.3 /* … and where there is little room */
#define MOST_KEPT 10  /* classes that room is kept for */
#define MARGIN 1.0    /* in ems */
#define LEAST_HEADS 9   /* in ems, of the chart of layers */
#define LEAST_LOGITS 8  /* in ems, of their square */
#define FINE_ENOUGH 1e-10
#define ZERO 1e-10    /* minimizers are known to about 1e-12: below this it is 0 that was found */
#define SAME 1e-7     /* what agrees to so much is written alike, also where its last digit is a matter of rounding */
#define NO_LENGTH 1e-10 /* a square's share of what it could be, below which a class has no length */

#define LARGEST 1.3 /* times the style's text, where there is room */

typedef struct
{
  cairo_t           *cr;
  TfPlotText         text;
  const TfLimitPlot *data;
  const TfPlotStyle *style;
  TfMetricSet        metrics;
  double width, height, em, y;
  double row; /* in ems */
} Table;

static void
put (Table *self, const char *markup, double x, double align, gboolean strong)
{
  tf_plot_set_color (self->cr, strong ? self->style->foreground : self->style->dim, 1);
  tf_plot_text_draw (&self->text, markup, x, self->y + self->em * self->row / 2, align, 0.5);
}

/* Right edges of the columns "now" and "at the end". */
static double
column (const Table *self, int i)
{
  return self->em * MARGIN + (self->width - 2 * self->em * MARGIN) * (i == 0 ? 0.64 : 1);
}

/* With some room beside it. */
static gboolean
fits (Table *self, const char *markup, double room)
{
  double width;

  tf_plot_text_measure (&self->text, markup, &width, NULL);
  return width + self->em < room;
}

/* With as many digits as the narrower column has room for: alike in both. */
static void
put_number (Table *self, double value, double zero, double x, gboolean strong)
{
  double room = column (self, 1) - column (self, 0) + 0.4 * self->em;
  g_autofree char *text = fabs (value) < zero ? g_strdup ("0") : tf_format_number (value, 4);

  for (int digits = 3; digits > 1 && !fits (self, text, room); digits--)
    {
      g_free (text);
      text = tf_format_number (value, digits);
    }
  put (self, text, x, 1, strong);
}

static double
as_end_if_same (double now, double end)
{
  return fabs (now - end) <= SAME * fabs (end) ? end : now;
}

static void
draw_rule (Table *self)
{
  double y = tf_plot_snap (self->cr, self->y, self->style->thin_width);

  tf_plot_set_color (self->cr, self->style->grid, 1);
  cairo_set_line_width (self->cr, self->style->thin_width);
  cairo_move_to (self->cr, self->em * MARGIN, y);
  cairo_line_to (self->cr, self->width - self->em * MARGIN, y);
  cairo_stroke (self->cr);
}

/* Below it a metric of the run is 0, or what its tolerance makes of 0. */
static double
find_zero (const TfFrame *frame, TfMetric metric)
{
  if (tf_metric_get_info (metric)->kind != TF_METRIC_DIFFERENCE)
    return ZERO;
  return MAX (ZERO, tf_metric_get_floor (metric, NAN, frame->parameters.tolerance));
}

/* Over the end's column, in as many words as there is room for. */
static const char *
choose_head (Table *self, gboolean refining)
{
  static const char whole[] = "at <i>H</i><sub>1/β</sub>, being refined";
  double width, height;

  if (!refining)
    return "at <i>H</i><sub>1/β</sub>";
  tf_plot_text_measure (&self->text, whole, &width, &height);
  return width < column (self, 1) - column (self, 0) - self->em ? whole : "near <i>H</i><sub>1/β</sub>";
}

/* "2.1 … 0.4": the longest of n and the last of them. */
static char *
describe_lengths (const double *lengths, guint n)
{
  g_autofree char *first = tf_format_number_short (lengths[0], 3);
  g_autofree char *last = tf_format_number_short (lengths[n - 1] > ZERO * lengths[0] ? lengths[n - 1] : 0, 3);

  return g_str_equal (first, last) ? g_steal_pointer (&first) : g_strdup_printf ("%s … %s", first, last);
}

/* So many singular values each layer has in the end. */
static guint
count_lengths (const TfLimitPlot *data)
{
  const TfFrame *frame = data->frame;
  gboolean centred = frame->parameters.bias && frame->parameters.bias_decay == 0;

  if (data->closed != NULL && data->closed->n_layers == frame->n_heads && data->closed->rank > 0)
    return MIN (data->closed->rank, frame->n_classes);
  return MAX (frame->n_classes - centred, 1);
}

/* Of several linear layers on top. */
static void
draw_layers (Table *self)
{
  const TfFrame *frame = self->data->frame;
  const TfLimit *closed = self->data->closed;
  guint n = count_lengths (self->data);

  for (guint l = 0; l < frame->n_heads; l++)
    {
      g_autofree char *name = g_strdup_printf ("<i>σ</i>(<i>W</i><sub>%u</sub>)", l + 1);
      g_autofree char *now = describe_lengths (frame->head_lengths + l * frame->n_classes, n), *end = NULL;

      if (closed != NULL && closed->n_layers == frame->n_heads && closed->layer_lengths != NULL && closed->rank > 0)
        end = describe_lengths (closed->layer_lengths, n);
      put (self, name, self->em * MARGIN, 0, TRUE);
      put (self, now, column (self, 0), 1, TRUE);
      if (end != NULL)
        put (self, end, column (self, 1), 1, TRUE);
      self->y += self->em * self->row;
    }
}

static void
draw_metrics (Table *self)
{
  const TfSurvey *survey = self->data->survey;
  gboolean known = survey != NULL && survey->has_limit;

  put (self, "now", column (self, 0), 1, FALSE);
  put (self, choose_head (self, known && survey->limit_gradient > FINE_ENOUGH), column (self, 1), 1, FALSE);
  self->y += self->em * self->row;
  draw_rule (self);
  for (int m = 0; m < TF_N_METRICS; m++)
    if (tf_metric_set_has (self->metrics, m))
      {
        put (self, tf_metric_get_info (m)->symbol, self->em * MARGIN, 0, TRUE);
        if (self->data->frame != NULL)
          put_number (self, as_end_if_same (self->data->frame->metrics.values[m], known ? survey->limit.values[m] : NAN),
                        find_zero (self->data->frame, m), column (self, 0), TRUE);
        if (known)
          put_number (self, survey->limit.values[m], ZERO, column (self, 1), TRUE);
        self->y += self->em * self->row;
      }
  draw_layers (self);
  draw_rule (self);
  self->y += self->em * 0.6;
}

/* From its start towards its tick. */
static void
draw_bar (Table *self, guint k, double now, double end, double longest, double left, double right)
{
  double rgb[3], middle = self->y + self->em * self->row / 2, thickness = self->em * 0.5;
  double tip = left + (right - left) * MIN (now / longest, 1), tick = left + (right - left) * end / longest;

  tf_plot_class_color (self->style, k, self->data->frame->n_classes, rgb);
  tf_plot_set_color (self->cr, rgb, 0.85);
  cairo_rectangle (self->cr, left, middle - thickness / 2, MAX (tip - left, 0), thickness);
  cairo_fill (self->cr);
  tf_plot_set_color (self->cr, self->style->foreground, 1);
  cairo_set_line_width (self->cr, self->style->thin_width * 2);
  cairo_move_to (self->cr, tick, middle - thickness * 0.9);
  cairo_line_to (self->cr, tick, middle + thickness * 0.9);
  cairo_stroke (self->cr);
}

/* A block of bars: a class's square now, and where its closed form puts it. */
typedef struct
{
  const char *symbol;
  const double *now, *end;
  double size; /* of such squares under these parameters, where nothing vanishes */
} Squares;

/* Its name, and where classes differ in size, how many samples it has. */
static char *
describe_class (const TfFrame *frame, guint k)
{
  g_autofree char *name = g_markup_escape_text (frame->class_names[k], -1);

  if (frame->class_sizes == NULL || tf_frame_is_balanced (frame))
    return g_steal_pointer (&name);
  return g_strdup_printf ("%s: %" G_GSIZE_FORMAT, name, frame->class_sizes[k]);
}

static void
draw_class (Table *self, const Squares *squares, guint k, double longest)
{
  const TfFrame *frame = self->data->frame;
  g_autofree char *name = describe_class (frame, k);
  double left = self->em * 5.5, right = column (self, 0) - self->em * 5;

  tf_plot_text_set_max_width (&self->text, left - self->em * (MARGIN + 0.5));
  put (self, name, self->em * MARGIN, 0, TRUE);
  tf_plot_text_set_max_width (&self->text, 0);
  if (right > left + self->em * 2)
    draw_bar (self, k, squares->now[k], squares->end[k], longest, left, right);
  put_number (self, as_end_if_same (squares->now[k], squares->end[k]), NO_LENGTH * squares->size, column (self, 0), TRUE);
  if (self->data->closed->vanished[k])
    put (self, fits (self, "0: vanishes", column (self, 1) - column (self, 0)) ? "0: vanishes" : "vanishes", column (self, 1), 1, TRUE);
  else
    put_number (self, squares->end[k], NO_LENGTH * squares->size, column (self, 1), TRUE);
  self->y += self->em * self->row;
}

static void
draw_squares (Table *self, const Squares *squares, guint fit)
{
  guint n = self->data->frame->n_classes;
  double longest = 0;

  for (guint k = 0; k < n; k++)
    longest = MAX (longest, MAX (squares->now[k], squares->end[k]));
  put (self, squares->symbol, self->em * MARGIN, 0, TRUE);
  if (!tf_frame_is_balanced (self->data->frame) && fits (self, "class: samples", column (self, 0) - self->em * 8.5))
    put (self, "class: samples", self->em * 5.5, 0, FALSE);
  put (self, "now", column (self, 0), 1, FALSE);
  put (self, fits (self, "closed form", column (self, 1) - column (self, 0)) ? "closed form" : "end", column (self, 1), 1, FALSE);
  self->y += self->em * self->row;
  draw_rule (self);
  for (guint k = 0; k < n && k < (n > fit ? fit - 1 : n); k++)
    draw_class (self, squares, k, longest > NO_LENGTH * squares->size ? longest : squares->size);
  if (n > fit)
    {
      g_autofree char *rest = g_strdup_printf ("and %u more classes", n - fit + 1);

      put (self, rest, self->em * MARGIN, 0, FALSE);
      self->y += self->em * self->row;
    }
  draw_rule (self);
  self->y += self->em * 0.6;
}

/* In what room is left: more layers on top. */
static void
draw_heads (Table *self)
{
  double top = self->y + self->row * self->em, height = self->height - top - 0.3 * self->em;

  if (height < LEAST_HEADS * self->em || self->data->closed->kind == TF_LIMIT_DECAYED_BIAS)
    return;
  put (self, "Logit of the largest class over <i>c</i> = √(λ<sub>W</sub>λ<sub>H</sub>), by linear layers",
       self->em * MARGIN, 0, TRUE);
  cairo_save (self->cr);
  cairo_translate (self->cr, 0, top);
  tf_limit_heads_draw (self->cr, self->width, height, self->data->closed, &self->data->frame->parameters, self->style);
  cairo_restore (self->cr);
  self->y = self->height;
}

/* In what room is left. */
static void
draw_logits (Table *self)
{
  double side = MIN (self->height - self->y - (self->row + 0.5) * self->em, self->width - (2 * MARGIN + 4) * self->em);

  if (side < LEAST_LOGITS * self->em)
    return;
  put (self, "Mean logits <i>z</i> of each class there, less their average", self->em * MARGIN, 0, TRUE);
  self->y += self->em * self->row;
  tf_limit_logits_draw (self->cr, &self->text, self->em * MARGIN, self->y, side, self->data->closed,
                        self->data->frame->class_names, self->em, self->style);
  self->y += side;
}

/* Class means first; rows of W where they fit as well. */
static void
draw_classes (Table *self)
{
  const TfFrame *frame = self->data->frame;
  const TfLimit *closed = self->data->closed;
  /* The scales of Theorem 2.1; the closed forms are of lambda_H > 0 alone. */
  double ratio = sqrt (frame->parameters.lambda_w / frame->parameters.lambda_h);
  const Squares squares[] = {
    { "‖<i>m<sub>k</sub></i>‖²", frame->mean_squares, closed->mean_squares, ratio },
    { "‖<i>w<sub>k</sub></i>‖²", frame->weight_squares, closed->weight_squares, 1 / ratio },
  };

  for (guint i = 0; i < G_N_ELEMENTS (squares); i++)
    {
      guint fit = MAX ((self->height - self->y) / (self->em * self->row) - 1.4, 0);

      if (tf_limit_has_logits (self->data->closed) && i == 1)
        break;
      if (tf_limit_has_logits (self->data->closed))
        fit = MIN (fit, MAX (fit / 2, 2));
      if (fit >= 2 && (i == 0 || fit >= frame->n_classes))
        draw_squares (self, squares + i, fit);
    }
  if (tf_limit_has_logits (self->data->closed))
    draw_logits (self);
  else
    draw_heads (self);
}

static guint
count_heads (const Table *self)
{
  return self->data->frame != NULL ? self->data->frame->n_heads : 0;
}

/* What can be done without, first things first. */
static const TfMetric dispensable[] = { TF_METRIC_CDNV,   TF_METRIC_NC2_OF, TF_METRIC_EQUINORM, TF_METRIC_NC1_RATIO,
                                        TF_METRIC_NORM_W, TF_METRIC_NORM_H, TF_METRIC_NC3,      TF_METRIC_NC2 };

/* Rows are lower, and metrics fewer, where classes would not fit below them. */
static void
save_room (Table *self, guint n_classes)
{
  double rows, room = self->height / self->em - 1.1;

  for (guint i = 0; i <= G_N_ELEMENTS (dispensable); i++)
    {
      rows = tf_metric_set_count (self->metrics) + count_heads (self) + 1 + (n_classes > 0 ? MIN (n_classes, MOST_KEPT) + 1.4 : 0);
      self->row = CLAMP (room / rows, LEAST_ROW, ROW);
      if (rows * self->row <= room || i == G_N_ELEMENTS (dispensable))
        return;
      self->metrics = tf_metric_set_without (self->metrics, tf_metric_set_one (dispensable[i]));
    }
}

/* Larger letters where all of it still fits. */
static void
use_room (Table *self)
{
  guint n = self->data->closed != NULL ? self->data->closed->n_classes : 0;
  double below = tf_limit_has_logits (self->data->closed) ? n + 2 + MAX (2 * n, 9) : 2 * (n + 2) + (n <= 8 ? 8 : 0);
  double rows = tf_metric_set_count (self->metrics) + count_heads (self) + 2.5 + (n > 0 ? below : 0);
  double factor = MIN (self->height / (rows * self->row * self->em), self->width / (24 * self->em));

  factor = CLAMP (factor, 1, LARGEST);
  self->em *= factor;
  tf_plot_text_set_size (&self->text, factor, FALSE);
}

static gboolean
shows_classes (const TfLimitPlot *data)
{
  return data->frame != NULL && data->closed != NULL && data->closed->is_determined
         && data->closed->n_classes == data->frame->n_classes;
}

void
tf_plot_limit_draw (cairo_t *cr, double width, double height, const TfLimitPlot *data, const TfPlotStyle *style)
{
  Table table = { .cr = cr, .data = data, .style = style, .metrics = tf_metric_set_of (TF_METRIC_IN_LIMIT),
                  .width = width, .height = height, .em = style->text_size, .row = ROW, .y = style->text_size * 0.5 };

  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_clip (cr);
  tf_plot_paint_background (cr, width, height, style);
  tf_plot_text_init (&table.text, cr, style);
  save_room (&table, shows_classes (data) ? data->closed->n_classes : 0);
  use_room (&table);
  if (data->frame == NULL)
    tf_plot_text_draw_message (&table.text, "The numbers appear here once there are features.", width, height);
  else
    {
      draw_metrics (&table);
      if (shows_classes (data))
        draw_classes (&table);
    }
  tf_plot_text_clear (&table.text);
  cairo_restore (cr);
}

/* --- the view --- */

static TfLimitPlot
take (TfTheoryFacts *facts, const TfViewData *data)
{
  TfLimitPlot plot = { data->frame, data->survey };

  plot.closed = tf_theory_facts_get_limit (facts, data, &plot.no_form);
  return plot;
}

static void
draw_view (cairo_t *cr, double width, double height, const TfViewData *data, const TfPlotStyle *style)
{
  g_autoptr (TfTheoryFacts) facts = tf_theory_facts_of (data);
  TfLimitPlot plot = take (facts, data);

  tf_plot_limit_draw (cr, width, height, &plot, style);
}

static char *
explain_view (const TfViewData *data)
{
  g_autoptr (TfTheoryFacts) facts = tf_theory_facts_of (data);
  TfLimitPlot plot = take (facts, data);

  return tf_plot_limit_explain (&plot);
}

const TfView tf_view_limit = {
  .id = "limit",
  .title = "Where the flow ends",
  .tab = "Limit",
  .meaning = "Where the flow will end, in numbers beside those of now",
  .parts = TF_SURVEY_LIMIT,
  .aspect = TF_VIEW_ASPECT,
  .cites_metrics = TRUE,
  .caption = "metrics now and at the end of the flow",
  .draw = draw_view,
  .explain = explain_view,
};
