/* certificate.h: how low f can be, whatever the features
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core, in the reduced state (state.h). With lambda = lambda_H + beta,
 * and features that may leave the span of X0 in fresh directions, where only their
 * product Z with W counts and |W|, |H| cost tau |Z|_*, tau = sqrt (lambda_W lambda/K),
 *
 *     f = 1/2 |(W X + Z - T) P|^2 + lambda_W/(2K) |W|^2 + lambda_H/2 |X|^2
 *         + beta/2 |X - X0|^2 + tau |Z|_*.
 *
 * That is a convex problem in (W, X, W X + Z) once |W|^2 and |X|^2 are replaced by
 * what [W'; X]'[W', X] is bounded by (a semidefinite matrix, its blocks linear in f), as in
 * Burer and Monteiro 2005. Its dual: every Lambda = Lambda P of spectral norm below tau gives
 *
 *     f >= <Lambda, T> - 1/2 |Lambda|^2 + beta/2 |X0|^2
 *          - beta^2/2 tr X0 (lambda I - K/lambda_W Lambda'Lambda)^-1 X0',
 *
 * with |Lambda|^2 + |Lambda s|^2/lambda_b in the place of |Lambda|^2 where the bias is
 * decayed (P = I - s s'/(1 + lambda_b), s = sqrt(p), is no projector then: |Lambda P^-1/2|^2),
 * with equality at Lambda = -R of a stationary point whose residual R is no longer
 * than tau: such a point is a global minimizer, among features of any dimension.
 * Where R is longer, f falls along W + e a u', X + e u b' with u fresh and a, b the
 * singular vectors of R.
 */
#pragma once

#include "parameters.h"
#include "state.h"

G_BEGIN_DECLS

/* tau */
double tf_certificate_threshold (const TfStart *start, const TfParameters *parameters);

/* The bound that the residual R (K x q) of a point gives; lambda_H + beta > 0. */
double tf_certificate_bound (const TfStart *start, const TfParameters *parameters, const double *residual);

G_END_DECLS
