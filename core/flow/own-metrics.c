/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "own-metrics.h"

#include <string.h>

#include "linalg.h"
#include "measure.h"

/* R = W X + b s' - T for a W and b from elsewhere; K x q. */
static double *
residual_of (const TfStart *start, const double *weights, const double *bias)
{
  gsize k_n = start->n_classes;
  double *residual = g_new (double, k_n * start->n_columns);

  tf_gemm (CblasTrans, CblasNoTrans, k_n, start->n_columns, start->dim, 1, weights, start->x0, 0, residual);
  cblas_dger (CblasColMajor, k_n, k_n, 1, bias, 1, start->sqrt_shares, 1, residual, k_n);
  for (gsize k = 0; k < k_n; k++)
    residual[k + k * k_n] -= start->sqrt_shares[k];
  return residual;
}

/* The start of a joint flow is in feature coordinates and holds that W. */
void
tf_moments_get_own_metrics (TfMoments *moments, const TfParameters *parameters, TfMetrics *metrics)
{
  TfParameters chosen = *parameters;
  g_autoptr (TfStart) start = NULL;
  g_autofree double *bias = g_new0 (double, moments->n_classes);
  g_autofree double *residual = NULL;
  double fit;

  chosen.flow = TF_FLOW_JOINT;
  chosen.initial_w = TF_INITIAL_W_FILE;
  chosen.head_layers = 1;
  start = tf_start_new (moments, &chosen, NULL);
  if (moments->bias != NULL)
    memcpy (bias, moments->bias, moments->n_classes * sizeof (double));
  residual = residual_of (start, start->weights0, bias);
  fit = tf_norm (start->n_classes * start->n_columns, residual);
  tf_metrics_measure (&(TfMeasured){ start, parameters, start->x0, 1, start->weights0, 0.5 * fit * fit, bias }, metrics);
}
