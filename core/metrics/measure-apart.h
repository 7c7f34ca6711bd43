/* measure-apart.h: metrics of how far class means are apart, beside how their samples scatter
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. Means that agree but for rounding are taken to be one.
 */
#pragma once

#include "measure.h"

G_BEGIN_DECLS

/* The share of samples whose nearest class mean is not what the last layer says; NaN
 * where it is not defined. */
double tf_measure_nc4 (const TfMetricContext *context);

/* (1/K) Tr (Sigma_W Sigma_B^+); NaN where the means agree. */
double tf_measure_nc1 (const TfMetricContext *context);

/* The mean over pairs of classes of (v_i + v_j)/(2 |m_i - m_j|^2) [GGH21]. */
double tf_measure_cdnv (const TfMetricContext *context);

G_END_DECLS
