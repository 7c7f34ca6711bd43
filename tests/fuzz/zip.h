/* zip.h: archives with whatever in them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  GByteArray *bytes;     /* members so far; the archive once closed */
  GByteArray *directory;
  guint       n_members;
} Zip;

void zip_init (Zip *zip);
void zip_clear (Zip *zip);

/* A member as it is, or deflated. */
void zip_add (Zip *zip, const char *name, const void *bytes, gsize n, gboolean deflated);

/* A member of a start and then n_blocks blocks of zeros, deflated a thousandfold. */
#define ZIP_ZEROS (32 * 1024 * 1024)
void zip_add_zeros (Zip *zip, const char *name, const void *start, gsize n, guint n_blocks);

void zip_finish (Zip *zip);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Zip, zip_clear)

G_END_DECLS
