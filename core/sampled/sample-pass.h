/* sample-pass.h: one stage of an explicit step, in one pass over the samples
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. The argument of a stage is p X + q X0 + sum of s_k W_k'R_k (thin-stages.h),
 * and what is wanted are its R = dloss/dz by sample and the products of R that the slope of W
 * takes. Sample by sample, R needs the sample's own columns alone, so that some samples are
 * taken at a time, from their columns to their share in the products, while these are near.
 * Columns here are by class and not turned (samples.h): X'X is the same.
 */
#pragma once

#include "helper.h"
#include "loss.h"
#include "samples.h"

G_BEGIN_DECLS

typedef struct
{
  const TfLoss *loss;
  const TfSamples *samples;
  gsize dim, k_n, n;
  const double *x, *x0;  /* dim x n; x0 may be NULL where of_x0 is 0 */
  double of_x, of_x0;    /* p, q */
  guint stage;           /* so many stages are before this one */
  const double *weights; /* dim x K: W' of this one */
  const double *bias;    /* K, or NULL */
  const double *across;  /* K x (K stage): s_k W W_k', side by side */
  double *residuals;     /* rows x n: the R_k, one above the other; this stage's comes behind them */
  gsize rows;
} TfSamplePass;

/* Fills this stage's R, and along (K x (K stage): the R R_k', side by side), pulled (dim x K:
 * (p X + q X0) R') and sum (K: R s). FALSE where R is not finite. */
gboolean tf_sample_pass (const TfSamplePass *self, TfHelper *helper, double *along, double *pulled, double *sum);

G_END_DECLS
