/* heads.h: M linear layers on top, a singular value at a time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Logits W_M ... W_1 H, squared error, beta = 0. Over all factors of a product Z = W H
 *
 *     lambda_W/(2K) sum |W_l|^2 + lambda_H/(2N) |H|^2
 *
 * is at least (M + 1) q/2 times the sum of its singular values to the power 2/(M + 1),
 * q = (lambda_W^M lambda_H/(K^M N))^(1/(M+1)): all factors share it equally, the price
 * t = q z^(2/(M+1)) each. So along each pair of singular vectors of the labels, of length s,
 *
 *     m/(2N) (z - s)^2 + (M + 1) q/2 z^(2/(M+1)) = min,
 *
 * m = 1 but for the mean under a decayed bias. With y = z/s, e = (M - 1)/(M + 1) and
 * kappa = (N/m) q s^(-1-e) that is y - 1 + kappa y^-e = 0, its larger root; it is lower
 * than z = 0 while y > 1 - 1/M. One layer is cut softly (Theorem 2.1 of [T23]); from two on
 * z falls from (1 - 1/M) s to 0 at kappa = (1/M) (1 - 1/M)^e: a jump. Dang et al. 2023.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TF_HEADS_MOST 6

typedef struct
{
  guint  n_layers; /* M: 1 to TF_HEADS_MOST */
  double n_samples, n_classes;
  double lambda_w, lambda_h; /* > 0 */
} TfHeads;

typedef struct
{
  double length;          /* z: 0 where it has vanished */
  double feature_square;  /* of H's singular value: N t/lambda_H */
  double layer_square;    /* of each W_l's: K t/lambda_W */
  double product_square;  /* of W_M ... W_1's */
  double objective;       /* its share of f */
  double gain;            /* how much lower that is than at z = 0 */
} TfHeadsValue;

/* s >= 0: of the labels; weight: m > 0. */
TfHeadsValue tf_heads_find (const TfHeads *self, double s, double weight);

/* kappa, and from where on z = 0. */
double tf_heads_strain (const TfHeads *self, double s, double weight);
double tf_heads_largest_strain (guint n_layers);

G_END_DECLS
