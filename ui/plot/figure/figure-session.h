/* figure-session.h: a session from whatever file has one in it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A session's own file, or a figure that was made with this program. The content
 * decides, not the name.
 */
#pragma once

#include "session.h"

G_BEGIN_DECLS

/* Whether it is a session or a figure, from its beginning. */
gboolean tf_session_file_recognize (const char *path);

/* Blocks. NULL with G_IO_ERROR and one sentence that repeats no file's name. */
TfSession *tf_session_file_load (const char *path, GError **error);

G_END_DECLS
