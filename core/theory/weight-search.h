/* weight-search.h: the minimizer by W alone, H following it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. Given W, f is least at
 *
 *     X = a X0 + W'E,   E = (W W' + lambda I)^-1 (T - a W X0) P,   a = beta/lambda, lambda = lambda_H + beta,
 *
 * so that outside of the span of W's rows all of H is only scaled. In the principal axes of Sigma_W, where
 * X0 X0' is a diagonal and the class means, neither X nor its square need be written down:
 *
 *     X P X' = a^2 (Sigma_W + M M') + [F W'] S [F W']',   F = X0 E',   S = [0 a; a E E'],
 *
 * and W*(X) is had from a diagonal and systems of K and 2K equations (Woodbury). The two in turns, with Anderson
 * acceleration of W, d K numbers, cost O(d K^2) an iteration. What comes out is where the search on the
 * reduced state (equilibrium.h) starts: that judges it, and needs no more directions than the means and W.
 *
 * Not for beta = 0, a decayed bias, or so few dimensions that there is nothing to be had.
 */
#pragma once

#include <gio/gio.h>

#include "moments.h"
#include "parameters.h"

G_BEGIN_DECLS

typedef struct _TfWeightSearch TfWeightSearch;

gboolean tf_weight_search_applies (const TfMoments *moments, const TfParameters *parameters);

/* At W*(H0). The moments must live as long. NULL where that cannot be solved for. */
TfWeightSearch *tf_weight_search_new (const TfMoments *moments, const TfParameters *parameters);
void            tf_weight_search_free (TfWeightSearch *self);

/* Until W no longer moves by more than round-off, or hardly gets nearer. FALSE when cancelled. */
gboolean tf_weight_search_advance (TfWeightSearch *self, GCancellable *cancellable);

/* W' in the features' span, and beside it the principal axes along which f may curve downwards: there the
 * samples vary by so little that another W of the same fit would be shorter. span x *n, newly allocated. */
double *tf_weight_search_list_directions (TfWeightSearch *self, gsize *n);

/* X in the space of V, whose axes are span x dim, X0 there being x0 (dim x q): newly allocated. */
double *tf_weight_search_make_state (TfWeightSearch *self, gsize dim, const double *axes, gsize q, const double *x0);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfWeightSearch, tf_weight_search_free)

G_END_DECLS
