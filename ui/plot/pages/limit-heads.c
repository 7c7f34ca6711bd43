/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "limit-heads.h"

#include <math.h>

#include "chart.h"
#include "heads.h"

#define N_POINTS 160
#define MOST_LAYERS 3
#define DECADES_BELOW 1.8 /* of the axis, below where the last curve ends */
#define NEAR 1e-9         /* of a jump, to both sides */

/* Of the class that is looked at. */
typedef struct
{
  TfHeads heads; /* lambda_W, lambda_H as they are */
  double root;   /* sqrt (n_k) */
  double c;      /* sqrt (lambda_W lambda_H) */
} Logit;

static void
logit_init (Logit *self, const TfLimit *limit, const TfParameters *p)
{
  gsize most = 0, all = 0;

  for (guint k = 0; k < limit->n_classes; k++)
    {
      most = MAX (most, limit->sizes[k]);
      all += limit->sizes[k];
    }
  *self = (Logit){ { 1, all, limit->n_classes, p->lambda_w, p->lambda_h }, sqrt (most), tf_parameters_c (p) };
}

/* c at which the class vanishes: the strain grows like c. */
static double
find_end (const Logit *self, guint n_layers)
{
  TfHeads heads = self->heads;

  heads.n_layers = n_layers;
  return self->c * tf_heads_largest_strain (n_layers) / tf_heads_strain (&heads, self->root, 1);
}

static double
find_logit (const Logit *self, guint n_layers, double c)
{
  TfHeads heads = self->heads;

  heads.n_layers = n_layers;
  heads.lambda_w *= c / self->c;
  heads.lambda_h *= c / self->c;
  return tf_heads_find (&heads, self->root, 1).length / self->root;
}

static void
add_layers (TfChart *chart, const Logit *self, guint n_layers, double low, double high, const TfPlotStyle *style)
{
  TfLineLook look = tf_chart_palette (n_layers - 1, style);
  g_autofree char *label = g_strdup_printf (n_layers == 1 ? "%u layer" : "%u layers", n_layers);
  double xs[N_POINTS + 2], ys[N_POINTS + 2], end = find_end (self, n_layers);
  guint n = 0;
  gboolean passed = FALSE;

  for (guint i = 0; i < N_POINTS; i++)
    {
      double c = low * pow (high / low, i / (N_POINTS - 1.0));

      if (!passed && c > end)
        {
          xs[n] = end * (1 - NEAR);
          ys[n] = find_logit (self, n_layers, xs[n]);
          n++;
          xs[n] = end * (1 + NEAR);
          ys[n++] = 0;
          passed = TRUE;
        }
      xs[n] = c;
      ys[n] = find_logit (self, n_layers, c);
      n++;
    }
  tf_chart_add_series (chart, n_layers, &look, label, n, xs, ys);
}

void
tf_limit_heads_draw (cairo_t *cr, double width, double height, const TfLimit *limit, const TfParameters *parameters,
                     const TfPlotStyle *style)
{
  g_autoptr (TfChart) chart = tf_chart_new (style, "<i>c</i>", TRUE, FALSE);
  TfChartOptions options = TF_CHART_OPTIONS_DEFAULT;
  double low = INFINITY, high = 0;
  Logit logit;

  logit_init (&logit, limit, parameters);
  for (guint m = 1; m <= MOST_LAYERS; m++)
    {
      double end = find_end (&logit, m);

      low = fmin (low, end);
      high = fmax (high, end);
    }
  low = fmin (low * pow (10, -DECADES_BELOW), logit.c / 2);
  high = fmax (high, logit.c) * 2;
  chart->x_lo = low;
  chart->x_hi = high;
  for (guint m = 1; m <= MOST_LAYERS; m++)
    add_layers (chart, &logit, m, low, high, style);
  tf_chart_add_rule (chart, TRUE, logit.c, "now");
  tf_chart_draw (cr, width, height, chart, &options);
}
