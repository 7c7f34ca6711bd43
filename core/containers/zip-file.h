/* zip-file.h: ZIP archives and their members
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "arrays.h"

#include <zip.h>

G_BEGIN_DECLS

/* The archive in a file; NULL with an error where it is broken. */
zip_t *tf_zip_open (TfFile *file, GError **error);

/* Member i, to be read from its first byte; name: of so many bytes, for messages. The
 * stream must stay where it is. */
gboolean tf_zip_open_member (zip_t         *archive,
                             gsize          i,
                             TfFile        *file,
                             const char    *name,
                             gsize          length,
                             TfArrayStream *member,
                             GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (zip_t, zip_discard)

G_END_DECLS
