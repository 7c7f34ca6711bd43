/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chart.h"

#include <math.h>
#include <string.h>

#include "traces-legend.h"

static void
free_series (gpointer data)
{
  TfChartSeries *series = data;

  g_free (series->label);
  g_free (series->read_label);
  g_free (series->xs);
  g_free (series->ys);
  g_free (series);
}

static void
free_rule (gpointer data)
{
  g_free (((TfChartRule *) data)->label);
  g_free (data);
}

static void
free_note (gpointer data)
{
  g_free (((TfChartNote *) data)->label);
  g_free (data);
}

TfChart *
tf_chart_new (const TfPlotStyle *style, const char *x_symbol, gboolean x_log, gboolean y_log)
{
  TfChart *self = g_new0 (TfChart, 1);

  self->style = *style;
  self->x_symbol = g_strdup (x_symbol);
  self->x_log = x_log;
  self->y_log = y_log;
  self->x_lo = self->x_hi = NAN;
  self->digits = 3;
  self->series = g_ptr_array_new_with_free_func (free_series);
  self->rules = g_ptr_array_new_with_free_func (free_rule);
  self->notes = g_ptr_array_new_with_free_func (free_note);
  return self;
}

void
tf_chart_free (TfChart *self)
{
  g_free (self->x_symbol);
  g_free (self->x_inverse_title);
  g_free (self->x_inverse_symbol);
  g_strfreev (self->x_names);
  g_free (self->y_title);
  g_free (self->headline);
  g_free (self->message);
  g_ptr_array_unref (self->series);
  g_ptr_array_unref (self->rules);
  g_ptr_array_unref (self->notes);
  g_free (self);
}

void
tf_chart_take (char **place, char *text)
{
  g_free (*place);
  *place = text;
}

TfChartSeries *
tf_chart_add_series (TfChart          *self,
                     guint             id,
                     const TfLineLook *look,
                     const char       *label,
                     guint             n,
                     const double     *xs,
                     const double     *ys)
{
  TfChartSeries *series = g_new0 (TfChartSeries, 1);

  g_assert (id < TF_CHART_N_IDS);
  series->id = id;
  series->look = *look;
  series->label = g_strdup (label);
  series->n = n;
  series->xs = g_memdup2 (xs, n * sizeof *xs);
  series->ys = g_memdup2 (ys, n * sizeof *ys);
  g_ptr_array_add (self->series, series);
  return series;
}

TfChartRule *
tf_chart_add_rule (TfChart *self, gboolean vertical, double value, const char *label)
{
  TfChartRule *rule = g_new0 (TfChartRule, 1);

  rule->vertical = vertical;
  rule->value = value;
  rule->label = g_strdup (label);
  memcpy (rule->look.rgb, self->style.dim, sizeof rule->look.rgb);
  rule->look.width = self->style.thin_width / self->style.line_width;
  tf_chart_set_dotted (&rule->look);
  g_ptr_array_add (self->rules, rule);
  return rule;
}

TfChartNote *
tf_chart_add_note (TfChart *self, double x, double y, double dx, double dy, const double rgb[3], const char *label)
{
  TfChartNote *note = g_new0 (TfChartNote, 1);

  *note = (TfChartNote){ .x = x, .y = y, .dx = dx, .dy = dy, .label = g_strdup (label) };
  memcpy (note->rgb, rgb, sizeof note->rgb);
  g_ptr_array_add (self->notes, note);
  return note;
}

TfLineLook
tf_chart_palette (guint index, const TfPlotStyle *style)
{
  static const TfMetric order[] = { TF_METRIC_NC1, TF_METRIC_VICINITY, TF_METRIC_NC1_RATIO, TF_METRIC_NC2,
                                    TF_METRIC_NC3, TF_METRIC_EQUIANGLE, TF_METRIC_TR_SB, TF_METRIC_TR_SW };
  TfLineLook look = tf_traces_get_look (order[index % G_N_ELEMENTS (order)], style);

  look.dashes[0] = 0;
  return look;
}

void
tf_chart_set_dashed (TfLineLook *look)
{
  look->dashes[0] = 5;
  look->dashes[1] = 2.2;
  look->dashes[2] = 0;
}

void
tf_chart_set_dotted (TfLineLook *look)
{
  look->dashes[0] = 1.2;
  look->dashes[1] = 1.8;
  look->dashes[2] = 0;
}

void
tf_chart_add_companion (TfChart *self, const TfChart *other, const TfCompanion *companion)
{
  TfLineLook sample = tf_companion_get_sample (companion, &self->style);
  g_autofree char *name = tf_companion_get_markup (companion);
  gboolean any = FALSE;

  for (guint i = 0; i < other->series->len; i++)
    {
      const TfChartSeries *series = other->series->pdata[i];
      TfLineLook look = tf_companion_get_look (companion, &series->look, &self->style);

      if (series->label == NULL || series->n == 0)
        continue;
      tf_chart_add_series (self, series->id, &look, NULL, series->n, series->xs, series->ys)->shape = series->shape;
      any = TRUE;
    }
  if (any)
    tf_chart_add_series (self, TF_CHART_COMPANION_ID, &sample, name, 0, NULL, NULL);
}

TfChartOptions
tf_chart_options_of (const TfViewData *data)
{
  TfChartOptions options = TF_CHART_OPTIONS_DEFAULT;

  options.companions = data->companions;
  options.has_pointer = data->has_pointer;
  options.pointer_x = data->pointer_x;
  options.pointer_y = data->pointer_y;
  return options;
}
