/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure.h"

#include <math.h>
#include <string.h>

#include "linalg.h"

gboolean
tf_metric_is_seen (const TfMetricContext *self, const double *v)
{
  return tf_norm (self->dim, v) > self->shrunk * tf_start_get_floor (self->in->start, v);
}

/* The centred means by their singular values, and how many of these are there: in
 * the precision that the features came in, and above TF_METRIC_PSEUDO_INVERSE_CUT. */
static void
decompose_means (TfMetricContext *c)
{
  gsize p = MIN (c->dim, c->k_n), d = c->dim;
  g_autofree double *work = g_memdup2 (c->centred, d * c->k_n * sizeof (double));
  g_autofree double *v = g_new (double, d);

  if (!tf_svd (d, c->k_n, work, c->directions, c->lengths, NULL))
    return;
  while (c->rank < MIN (p, c->k_n - 1) && c->lengths[c->rank] > TF_METRIC_PSEUDO_INVERSE_CUT * c->lengths[0])
    {
      /* Of a typical mean: a singular value is the length of K together. */
      memcpy (v, c->directions + c->rank * d, d * sizeof (double));
      cblas_dscal (d, c->lengths[c->rank] / sqrt (c->k_n), v, 1);
      if (!tf_metric_is_seen (c, v))
        break;
      c->rank++;
    }
}

/* Fills the context of what is measured: all but the three matrices' memory. */
static void
fill_context (TfMetricContext *c)
{
  const TfStart *start = c->in->start;
  double now = tf_start_square (start, c->in->x, c->in->outside);

  tf_start_unscale_means (start, c->in->x, c->means);
  memcpy (c->centred, c->means, c->dim * c->k_n * sizeof (double));
  tf_start_centre_means (start, c->centred);
  tf_gemm (CblasTrans, CblasNoTrans, c->k_n, c->k_n, c->dim, 1, c->centred, c->centred, 0, c->gram);
  c->shrunk = MIN (1, sqrt (now / tf_start_square (start, start->x0, start->outside0)));
  decompose_means (c);
  c->tr_sw = pow (tf_norm (c->dim * c->r, c->noise), 2) + pow (c->in->outside, 2) * start->rest;
  c->tr_sb = c->rank > 0 ? pow (tf_norm (c->dim * c->k_n, c->centred), 2) / c->k_n : 0;
}

void
tf_metrics_measure_with (const TfMeasured *measured, TfMeasureFunc func, gpointer user_data)
{
  const TfStart *start = measured->start;
  TfJudged judged = { .is_known = FALSE };
  TfMetricContext c = { .in = measured, .dim = start->dim, .q = start->n_columns, .k_n = start->n_classes, .judged = &judged };
  g_autofree double *means = g_new (double, c.dim * c.k_n);
  g_autofree double *centred = g_new (double, c.dim * c.k_n);
  g_autofree double *gram = g_new (double, c.k_n * c.k_n);
  g_autofree double *directions = g_new (double, c.dim * MIN (c.dim, c.k_n));
  g_autofree double *lengths = g_new (double, MIN (c.dim, c.k_n));

  c.r = c.q - c.k_n;
  c.noise = measured->x + c.dim * c.k_n;
  c.means = means;
  c.centred = centred;
  c.gram = gram;
  c.directions = directions;
  c.lengths = lengths;
  fill_context (&c);
  func (&c, user_data);
}
