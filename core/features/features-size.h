/* features-size.h: what features take in memory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "features.h"

G_BEGIN_DECLS

/* Bytes of its rows and of their classes; without what is held out. */
gsize tf_features_get_size (TfFeatures *self);

G_END_DECLS
