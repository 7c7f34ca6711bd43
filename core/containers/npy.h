/* npy.h: arrays as NumPy writes them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "array.h"

G_BEGIN_DECLS

/* The dict of literals that a header is; name: of the array, for messages. */
gboolean tf_npy_parse_header (TfArray *array, const char *name, const char *text, gsize length, GError **error);

/* From the magic on; the items come next. */
gboolean tf_npy_read_header (TfArray *array, TfByteSource *source, GError **error);

G_END_DECLS
