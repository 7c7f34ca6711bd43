/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure-whole.h"

#include <math.h>

#include "linalg.h"

double
tf_measure_whole_nc4 (const TfMetricContext *context, const double *rows, const double *offsets, const TfNc4Ties *ties)
{
  const TfStart *start = context->in->start;
  gsize two = 2 * context->k_n, n = start->n_columns, n_differing = 0;
  g_autofree double *scores = tf_start_see_deviations (start, two, rows, context->in->x);

  for (gsize i = 0; i < n; i++)
    {
      cblas_daxpy (two, 1, offsets + start->samples->classes[i] * two, 1, scores + i * two, 1);
      n_differing += tf_nc4_differs (context->k_n, scores + i * two, ties);
    }
  return (double) n_differing / n;
}

/* The largest logit of the others, and whether an earlier one, or a larger one, comes
 * before the sample's own. */
static double
find_rival (gsize k_n, gsize own, const double *logits, gboolean *is_right)
{
  double rival = -INFINITY;

  *is_right = TRUE;
  for (gsize j = 0; j < k_n; j++)
    if (j != own)
      {
        rival = fmax (rival, logits[j]);
        *is_right = *is_right && (j < own ? logits[j] < logits[own] : logits[j] <= logits[own]);
      }
  return rival;
}

TfMargin
tf_measure_whole_margin (const TfMetricContext *c)
{
  const TfStart *start = c->in->start;
  gsize k_n = c->k_n, n = start->n_columns, n_right = 0;
  g_autofree double *logits = tf_start_see_deviations (start, k_n, c->in->weights, c->in->x);
  g_autofree double *offsets = g_new (double, k_n * k_n);
  double sum = 0;

  tf_gemm (CblasTrans, CblasNoTrans, k_n, k_n, c->dim, 1, c->in->weights, c->means, 0, offsets);
  for (gsize k = 0; k < k_n; k++)
    cblas_daxpy (k_n, 1, c->in->bias, 1, offsets + k * k_n, 1);
  for (gsize i = 0; i < n; i++)
    {
      gsize own = start->samples->classes[i];
      double *z = logits + i * k_n;
      gboolean is_right;

      cblas_daxpy (k_n, 1, offsets + own * k_n, 1, z, 1);
      sum += z[own] - find_rival (k_n, own, z, &is_right);
      n_right += is_right;
    }
  return (TfMargin){ k_n > 1 ? sum / n : NAN, (double) n_right / n };
}
