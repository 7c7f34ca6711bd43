/* state.h: the reduced state of a flow
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. With B the evolved factor (Sigma_W = B B'), D_p = diag (p_k)
 * and q = K + r, all of H is in the one d x q matrix
 *
 *     X = [ M D_p^(1/2),  B ],
 *
 * and every quantity of [T23] has its own form with N = 1 and X in place of H:
 * with target T = [ D_p^(1/2), 0 ],
 *
 *     f = 1/2 |W X - T|^2 + lambda_W/(2K) |W|^2 + lambda_H/2 |X|^2 + beta/2 |X - X0|^2,
 *
 * H H'/N = X X', and -N grad_H f becomes -grad_X f. A free bias at its optimum
 * puts the projector P = I - s s', s = (sqrt p, 0), to the right of (W X - T).
 *
 * When q < d all of it happens in the q-dimensional span of X0: the state then
 * holds coordinates in an orthonormal basis of it, and d below is q.
 *
 * W is kept transposed, d x K: classifier rows are columns.
 */
#pragma once

#include "core/moments.h"
#include "core/parameters.h"

G_BEGIN_DECLS

/* Where a run starts, and the frame of reference it lives in. Immutable but for
 * tf_start_replace_state(). */
typedef struct
{
  TfMoments *moments;
  gsize      dim;       /* d, or the dimension of the span */
  gsize      n_columns; /* q */
  gsize      n_classes; /* K */
  double    *basis;     /* d x dim with orthonormal columns, or NULL for the identity */
  double    *x0;        /* dim x q */
  double    *weights0;  /* dim x K: W(0) of the joint flow, or NULL */
  double    *sqrt_shares; /* K: sqrt (p_k) */
} TfStart;

/* Fails when the parameters ask for a W(0) from a file that has none. */
TfStart *tf_start_new (TfMoments *moments, const TfParameters *parameters, GError **error);
void     tf_start_free (TfStart *self);

/* X0 <- x (dim x q), e.g. for the next layer: H0 is then the H that x stands for.
 * Basis and moments stay: x is in the same span, and as its columns B came from
 * the factor's by one linear map, a kept sample is m_k + B z with the same z. */
void tf_start_replace_state (TfStart *self, const double *x);

/* Class means M = X[:, :K] D_p^(-1/2), dim x K, into m. */
void tf_start_unscale_means (const TfStart *self, const double *x, double *m);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfStart, tf_start_free)

G_END_DECLS
