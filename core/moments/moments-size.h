/* moments-size.h: what moments take in memory, as caches of them have to know
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "moments.h"

G_BEGIN_DECLS

/* Bytes, with those of the features that they hold on to and of what is held out. */
gsize tf_moments_get_size (const TfMoments *self);

G_END_DECLS
