/* part-files.h: files that several processes saved of one set of features
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether it may stand between a word of a name and its number. */
gboolean tf_name_separates (char c);

/* Whether these files are parts of one set of features by their names, as of ranks or shards: then the names of the parts
 * of the first that has several, as a shell has them ("ep1_rank*.npz"), which the caller frees; NULL: they are not. Files
 * of an epoch that are told apart so are no layers. */
char *tf_part_files_find (const char *const *paths, guint n);

G_END_DECLS
