/* features-archive.h: the arrays of an archive by their names
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "features-private.h"

#include <zip.h>

G_BEGIN_DECLS

/* A key as it may be shown: valid UTF-8, and not too long. Caller frees. */
char *tf_archive_show_name (const char *name, gsize length);

/* The length of the key of member i: of its name, without ".npy" where it has that; 0
 * for none. Whether a member of another name is an array has to be looked at. */
gsize tf_archive_key_length (zip_t *archive, zip_int64_t i, const char **name);

/* The member of that key, -1 when there is none, -2 when there are two. */
zip_int64_t tf_archive_find (zip_t *archive, const char *key);

/* Chooses the features or labels: the member that wanted names or, without that, the
 * one that has a usual name; -1 with an error when there is none, or more than one. */
zip_int64_t tf_archive_choose (zip_t *archive, gboolean labels, const char *wanted, GError **error);

G_END_DECLS
