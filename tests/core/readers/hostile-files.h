/* hostile-files.h: files made to break the readers, too large to keep
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name; /* NULL: the end of the table */
  GByteArray *(*make) (guint part); /* the whole file (1), or one part-th of what is large in it */
  gboolean loads;                   /* the whole file is sound */
} HostileFile;

extern const HostileFile hostile_files[];

G_END_DECLS
