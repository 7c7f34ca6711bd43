/* examples-folder.h: where the bundled feature files are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The bundled file of that base name, in the folder that TIGHTFRAME_DATADIR
 * names, as installed or in the source tree; NULL where there is none. */
GFile *tf_example_find (const char *name);

G_END_DECLS
