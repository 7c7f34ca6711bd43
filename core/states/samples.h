/* samples.h: the columns of X, where the state is H whole
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. A loss whose gradient is not linear in H moves every sample its own
 * way. The state is then all of H, and still it is X = [M D_p^(1/2), B] with B B' =
 * Sigma_W: with the samples sorted by class,
 *
 *     X = H Q/sqrt (N),
 *
 * Q being orthogonal, of one Householder reflection a class that makes the first unit
 * vector of (1, ..., 1)/sqrt (n_k). The first column that comes out of a class is
 * sqrt (n_k) m_k and goes among the first K of X; the n_k - 1 others are deviations,
 * and follow, class after class. q = N.
 *
 * What is linear in H commutes with Q, so that only what has K rows is ever turned.
 */
#pragma once

#include "moments.h"

G_BEGIN_DECLS

typedef struct
{
  gsize    n, k_n;   /* N, K */
  gsize   *sizes;    /* K */
  gsize   *firsts;   /* K: the first of each class, in the order by class */
  guint32 *classes;  /* N: in that order, ascending */
  gsize   *order;    /* N: which row of the features each is */
  gsize   *places;   /* N: the inverse of order */
} TfSamples;

/* More numbers than this have no state of their own: d N of H. */
#define TF_SAMPLES_MOST ((gsize) 1 << 26)

/* NULL with TF_FLOW_ERROR_START and a sentence where the moments have no samples, or
 * too many. */
TfSamples *tf_samples_new (const TfMoments *moments, GError **error);
void       tf_samples_free (TfSamples *self);

/* turned (rows x N, in the order of X's columns) = sorted (rows x N, by class) Q, and
 * back. The two may not overlap. */
void tf_samples_turn (const TfSamples *self, gsize rows, const double *sorted, double *turned);
void tf_samples_turn_back (const TfSamples *self, gsize rows, const double *turned, double *sorted);

/* The noise columns of X (rows x N, from column K on) for deviations that are all mapped
 * alike: map (d x rows), transposed, times h_i - m_k of the features, over sqrt (N). */
void tf_samples_map_deviations (const TfSamples *self, const TfMoments *moments, gsize rows, const double *map, double *x);

G_END_DECLS
