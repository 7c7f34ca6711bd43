/* input.h: opening what may be no file at all
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A path that a session, a figure or a person gives can be a device that never
 * ends, a pipe that nobody writes to, or a folder. Only regular files are read,
 * and opening never waits.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A descriptor that the caller closes, or -1 with G_IO_ERROR and a sentence without the name. */
int tf_input_open (const char *path, GError **error);

/* At most n bytes; fewer only at the end, -1 on failure. */
gssize tf_input_read (int fd, void *buffer, gsize n, GError **error);

/* The first bytes of path, at most n; -1 where it cannot be read. */
gssize tf_input_read_start (const char *path, void *buffer, gsize n);

G_END_DECLS
