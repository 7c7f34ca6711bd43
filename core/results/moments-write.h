/* moments-write.h: a summary of features as a moments file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An .npz with `counts` (K, int64), `means` and `means_rest` (K x d), `cov_within` (d x d),
 * `classes` (K: the labels, int64 or text), `sample` (n x d, float32), `sample_labels` (n),
 * `sample_keys` (n, uint64), `dtype` and, where there is a last layer, `W` and `b`: what
 * tf_features_load() reads and NumPy does.
 */
#pragma once

#include "features.h"

G_BEGIN_DECLS

/* features: with a summary. The file appears whole or not at all. Sets one sentence
 * without the name on failure. */
gboolean tf_moments_write (TfFeatures *features, const char *path, GError **error);

G_END_DECLS
