/* reader-table.h: every format that is read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "tables.h"

G_BEGIN_DECLS

extern const TfReader tf_reader_bytes;
extern const TfReader tf_reader_npy;
extern const TfReader tf_reader_npz;
extern const TfReader tf_reader_safetensors;
extern const TfReader tf_reader_torch;

/* The reader of a file, by what is in it, or by the name where that is all there is; NULL with an error for a file of other programs. */
const TfReader *tf_reader_find (TfFile *file, const char *path, GError **error);

/* i = 0, 1, …: each of them; NULL behind the last. */
const TfReader *tf_reader_get (guint i);

/* "npz", …: of all of them; ends with NULL. Static. */
const char *const *tf_reader_get_suffixes (void);

/* "Features H₀: .npz, …", for a help. Static. */
const char *tf_reader_describe_formats (void);

/* Whether the name of a file promises arrays. */
gboolean tf_reader_is_named_as_arrays (const char *path);

G_END_DECLS
