/* lessons.h: the lessons that come with the program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "lesson.h"

G_BEGIN_DECLS

/* Their files' names (not their paths), in the order they are taught in:
 * NULL-terminated; free with g_strfreev(). They are looked for as the bundled
 * features are (examples-folder.h), in a folder `lessons`; there may be none. */
char **tf_lessons_list (void);

/* The bundled lesson of that file's name, or of that name without its suffix and
 * number ("simplex" for "2-simplex.lesson.md"). NULL with G_IO_ERROR. Blocks. */
TfLesson *tf_lessons_load (const char *name, GError **error);

G_END_DECLS
