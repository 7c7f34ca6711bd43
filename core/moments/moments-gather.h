/* moments-gather.h: the moments of features alone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "moments.h"

G_BEGIN_DECLS

/* As tf_moments_new(), but without what is held out beside the features. */
TfMoments *tf_moments_gather (TfFeatures *features, guint max_kept, GCancellable *cancellable, GError **error);

/* As tf_moments_new_to_measure(), likewise. */
TfMoments *tf_moments_gather_to_measure (TfFeatures *features, GCancellable *cancellable, GError **error);

G_END_DECLS
