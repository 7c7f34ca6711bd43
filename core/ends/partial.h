/* partial.h: f where the features are best, as a function of the layers alone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. Columns i = 1 ... n (samples, or at beta = 0 classes) of weight o_i, sum 1,
 * with lambda = lambda_H + beta:
 *
 *   F (W, b) = min_H sum o_i [ l (W h_i + b, y_i) + lambda_H/2 |h_i|^2 + beta/2 |h_i - h0_i|^2 ]
 *              + lambda_b/2 |b|^2.
 *
 * With g = l' (z) the best feature is h = (beta h0 - W'g)/lambda, so the logits solve
 *
 *   z + G g (z) = z0,   z0 = b + (beta/lambda) W h0,   G = W W'/lambda = C C',
 *
 * z = z0 + C u at the minimum of l (z0 + C u) + |u|^2/2, a problem in min (K, d) unknowns a
 * column, strictly convex where l is convex. So all of H is K numbers a column, and
 *
 *   F = sum o (l + |u|^2/2) + lambda_b/2 |b|^2 + beta lambda_H/(2 lambda) sum o |h0|^2,
 *   F_W = sum o g h',  F_b = sum o g + lambda_b b,
 *
 * and a change W', b' moves logits by z' = (I + G S)^-1 (b' + (beta/lambda) W' h0 - G' g),
 * S = l'', from which the exact product with F'' follows.
 *
 * lambda = infinity with beta/lambda = 1 are features that stay: then F's minimum with
 * lambda_W/(2K) |W|^2 is at W*(H0).
 */
#pragma once

#include "loss.h"

G_BEGIN_DECLS

typedef struct
{
  gsize          k_n, dim, n;
  const guint32 *classes;  /* n */
  const double  *weights;  /* n: o */
  const double  *features; /* dim x n: H0; NULL where it has no say */
} TfColumns;

typedef struct
{
  TfLoss   loss;
  double   lambda_h, beta; /* their sum > 0 */
  gboolean is_fixed;       /* H = H0 */
  gboolean bias;
  double   bias_decay;
} TfPartialWeights;

typedef struct _TfPartial TfPartial;

/* columns: copied, what it points to is borrowed. */
TfPartial *tf_partial_new (const TfColumns *columns, const TfPartialWeights *weights);
void       tf_partial_free (TfPartial *self);

/* F and its gradient; w, gradient_w: K x dim; b, gradient_b: K, NULL without a bias. */
double tf_partial_evaluate (TfPartial *self, const double *w, const double *b, double *gradient_w, double *gradient_b);

/* The product with F'' where F was last evaluated. */
void tf_partial_multiply (TfPartial *self, const double *v_w, const double *v_b, double *hv_w, double *hv_b);

/* A typical curvature of F along each row of W, for features of square one; K. */
void tf_partial_get_curvature (TfPartial *self, double *curvature);

/* Where F was last evaluated: l' (K x n), z (K x n), and H itself (dim x n, newly allocated). */
const double *tf_partial_get_slopes (TfPartial *self);
double       *tf_partial_get_features (TfPartial *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfPartial, tf_partial_free)

G_END_DECLS
