/* simplex-margin.h: how far collapsed logits are apart, for the losses that are trained with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * At beta = 0, classes of equal size and d >= K - 1 the logits of the minimizer are
 *
 *     Z = gamma (I - 11'/K),   M'M = gamma sqrt (lambda_W/lambda_H) (I - 11'/K),
 *
 * with any bias or none, and p = 1/(1 + (K - 1) e^-gamma) the probability of the true class.
 * Per class f is l (gamma) + c (K - 1)/K gamma, c = sqrt (lambda_W lambda_H): the factors
 * of Z cost c/K times its nuclear norm together. Its stationary points:
 *
 *   cross-entropy, smoothing alpha: 1 - p = (c + alpha) (K - 1)/K, or
 *     gamma = ln (K/(c + alpha) - K + 1), 0 from c + alpha = 1 on;
 *   focal loss, exponent kappa: (1 - p)^(kappa+1) - kappa p (1 - p)^kappa ln p = c (K - 1)/K.
 *
 * Zhu et al. 2021 (2105.02375), Zhou et al. 2022 (2210.02192), Guo et al. 2024 (2402.03979).
 * The focal loss is not convex: of many classes the left side first rises, and gamma
 * falls to 0 by a jump.
 */
#pragma once

#include "loss.h"

G_BEGIN_DECLS

/* gamma; INFINITY where c + alpha = 0. */
double tf_simplex_margin_cross_entropy (guint n_classes, double c, double smoothing);

/* gamma of the lowest of the stationary points and 0; exponent >= 0, INFINITY at c = 0. */
double tf_simplex_margin_focal (guint n_classes, double c, double exponent);

/* Of each loss; of the squared error, with a bias, 1 - c has the part of gamma. NaN: of this loss it is not known. */
double tf_simplex_margin_of (TfLoss loss, guint n_classes, double c);

/* The loss of a sample whose true logit is gamma above the others. NaN: of the squared error, and where gamma is not known. */
double tf_simplex_margin_loss_of (TfLoss loss, guint n_classes, double gamma);
double tf_simplex_margin_cross_entropy_loss (guint n_classes, double gamma, double smoothing);
double tf_simplex_margin_focal_loss (guint n_classes, double gamma, double exponent);

G_END_DECLS
