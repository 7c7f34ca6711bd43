/* measure-shares.h: what makes up the squared loss, on the central path and off it [HPD22]
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. With W* the last layer of least loss for the present features and b* its bias,
 *
 *     L(W, b) = ‖WH + b1' − Y‖²/(2N) + λ_W ‖W‖²/(2K) + λ_b ‖b‖²/2 = L_NC1 + L_NC2/3 + L_⊥,
 *     L_NC1   = ½ Tr W* (Σ_W + (λ_W/K) I) W*',
 *     L_NC2/3 = ½ Σ p_k ‖W* m_k + b* − e_k‖² + λ_b ‖b*‖²/2,
 *     L_⊥     = L(W, b) − L(W*, b*) = ½ Tr (W − W*) C (W − W*)' + (1 + λ_b) ‖b − b*(W)‖²/2,
 *
 * C being the second moments of H (about their mean where there is a free bias) and (λ_W/K) I. Whatever the
 * loss of the run is, these are of the squared one. NaN where C has no inverse.
 */
#pragma once

#include "measure.h"

G_BEGIN_DECLS

double tf_measure_loss_nc1 (const TfMetricContext *context);
double tf_measure_loss_nc23 (const TfMetricContext *context);
double tf_measure_loss_off_path (const TfMetricContext *context);

G_END_DECLS
