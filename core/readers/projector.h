/* projector.h: folders of TensorBoard's projector
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * add_embedding() writes a folder a step: tensors.tsv, .npy or .bytes (float32, row by row,
 * without a header), and metadata.tsv beside it: a label a line, or columns with a header.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The file of vectors in a folder; NULL where there is none, or no metadata.tsv. Caller frees. */
char *tf_projector_find_tensors (const char *folder);

/* The metadata beside a file of vectors that has the projector's name; or NULL. Caller frees. */
char *tf_projector_find_labels (const char *path);

G_END_DECLS
