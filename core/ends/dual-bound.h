/* dual-bound.h: how low f can be, whatever the features, for losses that are convex
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. With columns of weight o_i (partial.h), lambda = lambda_H + beta and l*
 * the convex conjugate of l, every g_1 ... g_n gives by l (z) >= g'z - l* (g), W and then H
 * being minimized over,
 *
 *     f >= - sum o l* (g) + beta/2 |X0|^2
 *          - beta^2/2 tr X0 (lambda I - K/lambda_W G'G)^-1 X0'  [- |sum o g|^2/(2 lambda_b)],
 *
 * X0 = [sqrt (o) h0], G = [sqrt (o) g], as long as the matrix is positive: |G|_2 at most
 * tau = sqrt (lambda_W lambda/K). (A free bias wants sum o g = 0, which its optimum has.)
 * Equality holds at g = l' (z) of a stationary point with |G|_2 <= tau: that is then a
 * global minimizer, among features of any dimension. At beta = 0 this is the dual of the
 * convex problem of Hong and Ling 2023, min sum o l (z) + tau |Z diag (sqrt o)|_*.
 */
#pragma once

#include "partial.h"

G_BEGIN_DECLS

/* slopes: K x n, l' at the logits of a point; made shorter where they are too long. 0, which
 * every f is above, where nothing better is known. */
double tf_dual_bound (const TfColumns *columns, const TfPartialWeights *weights, double lambda_w, const double *slopes);

G_END_DECLS
