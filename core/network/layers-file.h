/* layers-file.h: a network's weights and biases from a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "network.h"

G_BEGIN_DECLS

/* Whether the .npz has an array b, one of a last layer with a bias. */
gboolean tf_layers_file_has_bias (const char *path);

/* The start from the arrays V1, a1, V2, ..., W, b of an .npz, V_l being outputs x inputs and W K x d, as PyTorch
 * has them; biases that are not there are 0. FALSE with a sentence, and with the start as it was, where an array
 * is missing, is of another shape or holds what is no number, or where there is one of a further layer. */
gboolean tf_layers_file_load (TfNetwork *network, const char *path, GCancellable *cancellable, GError **error);

G_END_DECLS
