/* install-place.h: what was installed with the program, wherever its prefix is now
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* relative: under the prefix, "share/tightframe"; an absolute one is meant as it is. Looked for in the folders above the
 * running program's own, so that a prefix may be moved as a whole (a home folder, an
 * image, a bundle), and then under prefix, where it was meant to be. NULL where it is in
 * neither. Caller frees. */
char *tf_install_find (const char *prefix, const char *relative);

/* What the program brings, by its name in resources/: "examples/x.npz", "lessons". Looked
 * for in the environment's TIGHTFRAME_DATADIR, where it was installed, and in the tree of
 * sources. NULL where it is in none of them. Caller frees. */
char *tf_data_find (const char *name);

G_END_DECLS
