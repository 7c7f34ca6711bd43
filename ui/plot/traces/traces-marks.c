/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "traces-marks.h"

#include <math.h>

#include "number-format.h"

#define MOST_CHANGES_NAMED 2

char *
tf_traces_describe_value (const TfParameterInfo *info, const TfParameters *after)
{
  g_autofree char *value = NULL;

  if (info->kind == TF_PARAMETER_FLAG)
    return g_strdup_printf ("%s %s", info->markup, tf_parameter_get_whole (info, after) ? "on" : "off");
  if (info->kind != TF_PARAMETER_REAL)
    {
      value = tf_parameter_get_text (info, after);
      return g_strdup_printf ("%s %s", value, info->markup);
    }
  value = tf_format_number_short (tf_parameter_get_real (info, after), 3);
  return g_strdup_printf ("%s = %s", info->markup, value);
}

/* Where a run starts is no event on it. */
char *
tf_traces_describe_change (const TfParameters *before, const TfParameters *after)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  for (guint place = 0; place < TF_N_PARAMETERS; place++)
    {
      const TfParameterInfo *info = tf_parameter_at_place (place);

      if (info->group != TF_GROUP_START && !tf_parameter_agrees (info, before, after))
        g_ptr_array_add (parts, tf_traces_describe_value (info, after));
    }
  if (parts->len == 0)
    return NULL;
  if (parts->len > MOST_CHANGES_NAMED)
    {
      g_ptr_array_set_size (parts, MOST_CHANGES_NAMED);
      g_ptr_array_add (parts, g_strdup ("…"));
    }
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (", ", (char **) parts->pdata);
}

typedef struct
{
  TfLabelLayout words, lines; /* lines: of the marks, which a label only crosses where there is no other place */
} Places;

/* Beside a mark at x, in the first row that is free. */
static gboolean
find_place (const Places *places, const TfBox *area, double x, double em, TfBox *box)
{
  for (int crossing = 0; crossing < 2; crossing++)
    for (int row = 0; row < 4; row++)
      for (int left = 0; left < 2; left++)
        {
          box->x = left ? x - em * 0.35 - box->width : x + em * 0.35;
          box->y = area->y + row * box->height;
          if (tf_label_layout_is_free (&places->words, box) && (crossing || tf_label_layout_is_free (&places->lines, box)))
            return TRUE;
        }
  return FALSE;
}

static void
draw_mark (TfPlotText *text, Places *places, const TfBox *area, double x, const char *label)
{
  const TfPlotStyle *style = text->style;
  double em = style->text_size, dash[2] = { em * 0.15, em * 0.25 };
  TfBox box;

  cairo_save (text->cr);
  x = tf_plot_snap (text->cr, x, style->thin_width);
  tf_plot_set_color (text->cr, style->dim, 0.8);
  cairo_set_line_width (text->cr, style->thin_width);
  cairo_set_dash (text->cr, dash, 2, 0);
  cairo_move_to (text->cr, x, area->y);
  cairo_line_to (text->cr, x, area->y + area->height);
  cairo_stroke (text->cr);
  cairo_restore (text->cr);

  tf_plot_text_measure (text, label, &box.width, &box.height);
  if (!find_place (places, area, x, em, &box))
    return;
  tf_label_layout_take (&places->words, &box);
  tf_plot_text_draw_on_rim (text, label, box.x, box.y, 0, 0, style->dim);
}

/* The last of those that are drawn as one with the first. */
static guint
find_last (const double *xs, guint n, guint first, double em)
{
  guint last = first;

  while (last + 1 < n && xs[last + 1] - xs[first] < em * 0.5)
    last++;
  return last;
}

void
tf_traces_draw_marks (TfPlotText *text, const TfTrace *trace, const double *xs, const TfBox *area)
{
  guint n = tf_trace_get_n_marks (trace);
  double em = text->style->text_size;
  Places places;

  tf_label_layout_init (&places.words, area);
  tf_label_layout_init (&places.lines, area);
  tf_plot_text_set_size (text, TF_PLOT_LEAST_TEXT, FALSE);
  for (guint first = 0, last; first < n; first = last + 1)
    {
      last = find_last (xs, n, first, em);
      tf_label_layout_take (&places.lines, &(TfBox){ xs[last] - 1, area->y, 2, area->height });
    }
  for (guint first = 0, last; first < n; first = last + 1)
    {
      g_autofree char *label = NULL;

      last = find_last (xs, n, first, em);
      label = tf_traces_describe_change (&tf_trace_get_mark (trace, first)->before,
                                         &tf_trace_get_mark (trace, last)->after);
      if (label != NULL && isfinite (xs[last]))
        draw_mark (text, &places, area, xs[last], label);
    }
  tf_plot_text_set_size (text, 1, FALSE);
  tf_label_layout_clear (&places.words);
  tf_label_layout_clear (&places.lines);
}
