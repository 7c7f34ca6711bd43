/* own-metrics.h: the metrics of features with the head that came with them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "metrics.h"
#include "moments.h"
#include "parameters.h"

G_BEGIN_DECLS

/* moments: with weights, K x d, and perhaps a bias (moments.h). */
void tf_moments_get_own_metrics (TfMoments *moments, const TfParameters *parameters, TfMetrics *metrics);

G_END_DECLS
