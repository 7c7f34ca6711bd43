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

/* Whether both names lead to one file: by the same name, or through links of either kind. */
gboolean tf_output_is_same (const char *path, const char *other);

/* Writes length bytes. An existing file keeps its old contents until the new
 * ones are complete, then is replaced; a symbolic link keeps pointing to it.
 * What is not a regular file (a terminal, a pipe, /dev/null) is written to. On
 * failure sets G_IO_ERROR and one sentence without the name. */
gboolean tf_output_write (const char *path, const char *data, gsize length, GError **error);

/* Writes the file of that name, which is empty and there. */
typedef gboolean (*TfOutputFunc) (const char *path, gpointer user_data, GError **error);

/* The same for what is too large to be in memory at once: it is first written
 * under another name beside path, and only when complete takes its place. path
 * must be a regular file or none yet. */
gboolean tf_output_replace (const char *path, TfOutputFunc fill, gpointer user_data, GError **error);

G_END_DECLS
