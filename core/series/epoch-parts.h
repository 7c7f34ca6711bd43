/* epoch-parts.h: files that several processes saved of one epoch
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether these files are parts of one set of features by their names, as of ranks or shards: then the names of the parts
 * of the first that has several, as a shell has them ("ep1_rank*.npz"), which the caller frees; NULL: they are not. Files
 * of an epoch that are told apart so are no layers. */
char *tf_epoch_parts_find (const char *const *paths, guint n);

G_END_DECLS
