/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure-head.h"

#include "measure-whole.h"

#include <math.h>
#include <string.h>

#include "linalg.h"

/* Rows of W that differ by less, as a share of |W|, are one. */
#define ROUND_OFF 1e-14

typedef TfMetricContext Context;

double
tf_distance_to_frame (gsize k_n, const double *gram, double diagonal, double off_diagonal)
{
  double norm = tf_norm (k_n * k_n, gram), sum = 0;

  if (!(norm > 0))
    return NAN;
  for (gsize i = 0; i < k_n; i++)
    for (gsize j = 0; j < k_n; j++)
      sum += pow (gram[i + j * k_n] / norm - (i == j ? diagonal : off_diagonal), 2);
  return sqrt (sum);
}

double
tf_measure_nc3_structure (const Context *c)
{
  double k = c->k_n, root = sqrt (k - 1);
  g_autofree double *product = g_new (double, c->k_n * c->k_n);

  if (c->rank == 0)
    return NAN;
  tf_gemm (CblasTrans, CblasNoTrans, c->k_n, c->k_n, c->dim, 1, c->in->weights, c->centred, 0, product);
  return tf_distance_to_frame (c->k_n, product, (1 - 1 / k) / root, -1 / k / root);
}

/* W's rows less their mean, dim x K, and the length of each. */
static double *
centre_weights (const Context *c, double *lengths)
{
  gsize size = c->dim * c->k_n;
  double *rows = g_memdup2 (c->in->weights, size * sizeof (double));
  double floor = ROUND_OFF * tf_norm (size, rows);

  tf_start_centre_means (c->in->start, rows);
  for (gsize k = 0; k < c->k_n; k++)
    {
      lengths[k] = tf_norm (c->dim, rows + k * c->dim);
      if (!(lengths[k] > floor))
        lengths[k] = 0;
    }
  return rows;
}

double
tf_measure_w_equinorm (const Context *c)
{
  g_autofree double *lengths = g_new (double, c->k_n);
  double mean = 0, variance = 0;

  g_free (centre_weights (c, lengths));
  for (gsize k = 0; k < c->k_n; k++)
    mean += lengths[k] / c->k_n;
  for (gsize k = 0; k < c->k_n; k++)
    variance += pow (lengths[k] - mean, 2) / c->k_n;
  return mean > 0 ? sqrt (variance) / mean : NAN;
}

double
tf_measure_w_equiangle (const Context *c)
{
  g_autofree double *lengths = g_new (double, c->k_n), *gram = g_new0 (double, c->k_n * c->k_n);
  g_autofree double *rows = centre_weights (c, lengths);
  double sum = 0;

  for (gsize k = 0; k < c->k_n; k++)
    if (!(lengths[k] > 0))
      return NAN;
  tf_gemm (CblasTrans, CblasNoTrans, c->k_n, c->k_n, c->dim, 1, rows, rows, 0, gram);
  for (gsize j = 0; j < c->k_n; j++)
    for (gsize i = j + 1; i < c->k_n; i++)
      sum += fabs (gram[i + j * c->k_n] / lengths[i] / lengths[j] + 1.0 / (c->k_n - 1));
  return 2 * sum / (c->k_n * (c->k_n - 1.0));
}

/* The last singular value that counts is the min (K, d)-th, d being that of the features'
 * span. V has all that M spans: where it has fewer directions, the value is 0. */
double
tf_measure_cond (const Context *c)
{
  gsize p = MIN (c->dim, c->k_n), last = MIN (c->k_n, c->in->start->moments->span) - 1;
  g_autofree double *work = g_memdup2 (c->means, c->dim * c->k_n * sizeof (double));
  g_autofree double *directions = g_new (double, c->dim * p), *values = g_new (double, p);

  if (last >= p || !tf_svd (c->dim, c->k_n, work, directions, values, NULL))
    return NAN;
  memcpy (work, directions + last * c->dim, c->dim * sizeof (double));
  cblas_dscal (c->dim, values[last] / sqrt (c->k_n), work, 1); /* as long as a typical mean */
  return tf_metric_is_seen (c, work) ? values[0] / values[last] : NAN;
}

/* Logits of a sample m_k + B z are W m_k + b + (W B) z. */
static TfMargin
judge_samples (const Context *c)
{
  g_autofree double *along = g_new (double, c->k_n * MAX (c->r, 1)); /* K x u */
  g_autofree double *slopes = g_new (double, c->k_n * MAX (c->in->start->moments->rank, 1));
  g_autofree double *offsets = g_new (double, c->k_n * c->k_n);

  if (c->in->start->samples != NULL)
    return tf_measure_whole_margin (c);
  tf_gemm (CblasTrans, CblasNoTrans, c->k_n, c->r, c->dim, 1, c->in->weights, c->noise, 0, along);
  tf_start_spread (c->in->start, c->k_n, along, slopes);
  tf_gemm (CblasTrans, CblasNoTrans, c->k_n, c->k_n, c->dim, 1, c->in->weights, c->means, 0, offsets);
  for (gsize k = 0; k < c->k_n; k++)
    cblas_daxpy (c->k_n, 1, c->in->bias, 1, offsets + k * c->k_n, 1);
  return tf_margin_measure (c->in->start->moments, slopes, offsets, NULL);
}

/* Both come of one pass over the samples. */
static const TfMargin *
get_margin (const Context *c)
{
  if (!c->judged->is_known)
    {
      c->judged->margin = judge_samples (c);
      c->judged->is_known = TRUE;
    }
  return &c->judged->margin;
}

double
tf_measure_margin (const Context *c)
{
  return get_margin (c)->margin;
}

double
tf_measure_accuracy (const Context *c)
{
  return get_margin (c)->accuracy;
}
