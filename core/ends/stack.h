/* stack.h: f as a function of the layers on top, one or more linear ones
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. With F of partial.h at the product W = W_M ... W_1,
 *
 *     f = F (W, b) + lambda_W/(2K) sum |W_l|^2.
 *
 * The unknowns are one vector x: W_1 (w x dim), W_2 ... (w x w), W_M (K x w), all
 * column-major, then b where there is one; w = min (K, dim): wider layers reach nothing
 * more, as all of the same rank cost the same. With M = 1 it is W (K x dim) alone.
 */
#pragma once

#include "newton-cg.h"
#include "partial.h"

G_BEGIN_DECLS

typedef struct _TfStack TfStack;

/* squares: dim, the second moments of the features along each coordinate (the diagonal of
 * sum o h0 h0'), to scale by; NULL: 0. Of the partial minimum a reference is borrowed. */
TfStack *tf_stack_new (TfPartial *partial, const TfColumns *columns, const TfPartialWeights *weights, guint n_layers,
                       double lambda_w, const double *squares);
void     tf_stack_free (TfStack *self);

gsize tf_stack_get_size (const TfStack *self);

/* As a problem for newton-cg.h; borrowed. */
TfNewtonCgProblem tf_stack_get_problem (TfStack *self);

/* x of layers whose product is w (K x dim), each with the same share of it; b: K or NULL. */
void tf_stack_spread (const TfStack *self, const double *w, const double *b, double *x);

/* Where f was last evaluated: the product, K x dim; and the bias in x, or NULL. */
const double *tf_stack_get_product (const TfStack *self);
const double *tf_stack_get_bias (const TfStack *self, const double *x);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfStack, tf_stack_free)

G_END_DECLS
