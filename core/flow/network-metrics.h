/* network-metrics.h: the metrics of a network's last features
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All metrics of H = h^L with W and b as they are, over all samples. The objective is the
 * network's own, with its decays; how far H is from H0 is undefined, the two being in
 * different spaces.
 */
#pragma once

#include "metrics.h"
#include "moments.h"
#include "network.h"

G_BEGIN_DECLS

/* FALSE with TF_NETWORK_ERROR_DIVERGED where H is not finite, or when cancelled. moments: NULL, or those of
 * H, to be unref'd. */
gboolean tf_network_get_metrics (TfNetwork *self, TfMetrics *metrics, TfMoments **moments, GCancellable *cancellable,
                                 GError **error);

G_END_DECLS
