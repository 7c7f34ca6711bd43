/* output.h: results to standard output or to a file that appears whole or not at all
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* TRUE when path means standard output: NULL or "-". */
gboolean tf_output_is_stdout (const char *path);

/* Whether writing path is likely to work, before the long work whose result
 * goes there. On failure sets G_IO_ERROR and one sentence without the name. */
gboolean tf_output_check (const char *path, GError **error);

/* Writes length bytes. An existing file keeps its old contents until the new
 * ones are complete, then is replaced; a symbolic link keeps pointing to it.
 * What is not a regular file (a terminal, a pipe, /dev/null) is written to. On
 * failure sets G_IO_ERROR and one sentence without the name. */
gboolean tf_output_write (const char *path, const char *data, gsize length, GError **error);

G_END_DECLS
