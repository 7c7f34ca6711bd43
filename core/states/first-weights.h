/* first-weights.h: W(0) of the joint flow
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. From the file, zero, or random: independent normal entries of variance one
 * over a layer's inputs, from the seed. Of more than one layer those in between have K units,
 * but for a file's.
 */
#pragma once

#include <gio/gio.h>

#include "head-layers.h"
#include "moments.h"
#include "parameters.h"

G_BEGIN_DECLS

/* W', d x K, newly allocated, in feature coordinates; and of M > 1 layers these in *layers, else
 * NULL. NULL with TF_FLOW_ERROR where the file has none, or another number of layers. */
double *tf_first_weights (const TfMoments *moments, const TfParameters *parameters, TfHeadLayers **layers, GError **error);

/* W_1', d x sizes[1], newly allocated. */
double *tf_first_layer (const TfHeadLayers *layers);

G_END_DECLS
