/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "limit-logits.h"

#include <math.h>

#include "number-format.h"

#define NAMES 3.5       /* ems left of the rows */
#define NUMBER_ROOM 2.9 /* ems that a number in a cell wants */
#define GAP 0.04        /* between cells, a share of one */
#define READABLE 0.55   /* share of the strongest colour from which numbers are light */

/* Logit j of class k, less the mean of all of that class. */
static double
get_logit (const TfLimit *limit, guint k, guint j)
{
  gsize k_n = limit->n_classes;
  const double *z = limit->logits + k * k_n;
  double mean = 0;

  for (gsize i = 0; i < k_n; i++)
    mean += (z[i] + limit->bias[i]) / k_n;
  return z[j] + limit->bias[j] - mean;
}

static double
find_largest (const TfLimit *limit)
{
  double most = 0;

  for (guint k = 0; k < limit->n_classes; k++)
    for (guint j = 0; j < limit->n_classes; j++)
      most = fmax (most, fabs (get_logit (limit, k, j)));
  return most;
}

static void
set_cell_color (cairo_t *cr, double share, const TfPlotStyle *style)
{
  static const double above[3] = { 0.84, 0.37, 0.0 }, below[3] = { 0.0, 0.45, 0.7 };
  double none[3], rgb[3];

  tf_plot_mix (style->background, style->dim, 0.18, none);
  tf_plot_mix (none, share > 0 ? above : below, pow (fmin (fabs (share), 1), 0.7), rgb);
  tf_plot_set_color (cr, rgb, 1);
}

static void
write_number (cairo_t *cr, TfPlotText *text, double x, double y, double value, double share, const TfPlotStyle *style)
{
  static const double light[3] = { 1, 1, 1 };
  g_autofree char *number = g_strdup_printf ("%s%.2f", value < 0 ? "−" : "", fabs (value));

  tf_plot_set_color (cr, fabs (share) > READABLE ? light : style->foreground, 1);
  tf_plot_text_draw (text, number, x, y, 0.5, 0.5);
}

gboolean
tf_limit_has_logits (const TfLimit *limit)
{
  return limit != NULL && limit->kind >= TF_LIMIT_CROSS_ENTROPY;
}

void
tf_limit_logits_draw (cairo_t *cr, TfPlotText *text, double x, double y, double side, const TfLimit *limit,
                      const char *const *names, double em, const TfPlotStyle *style)
{
  guint n = limit->n_classes;
  double left = x + NAMES * em, cell = side / n, most = find_largest (limit);
  gboolean named = cell > 1.2 * em, numbers = cell > NUMBER_ROOM * em;

  for (guint k = 0; k < n; k++)
    {
      for (guint j = 0; j < n; j++)
        {
          double value = get_logit (limit, k, j), share = most > 0 ? value / most : 0, inset = named ? GAP * cell : 0;

          set_cell_color (cr, share, style);
          cairo_rectangle (cr, left + j * cell + inset / 2, y + k * cell + inset / 2, cell - inset, cell - inset);
          cairo_fill (cr);
          if (numbers)
            write_number (cr, text, left + (j + 0.5) * cell, y + (k + 0.5) * cell, value, share, style);
        }
      if (named)
        {
          g_autofree char *name = g_markup_escape_text (names[k], -1);

          tf_plot_set_color (cr, style->foreground, 1);
          tf_plot_text_set_max_width (text, (NAMES - 0.5) * em);
          tf_plot_text_draw (text, name, left - 0.5 * em, y + (k + 0.5) * cell, 1, 0.5);
          tf_plot_text_set_max_width (text, 0);
        }
    }
}
