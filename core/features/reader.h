/* reader.h: what a reader of files with features is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A format is one row, which ends the file of its reader, and is told by the first bytes of
 * a file; reader-table.c lists them. A reader finds arrays or columns and fills TfParts.
 */
#pragma once

#include "features-parts.h"

G_BEGIN_DECLS

/* What the beginning of a file says of it. */
typedef struct
{
  gboolean known;
  gboolean list;  /* one value a sample */
  gboolean whole; /* whole numbers or words */
  gsize    rows, columns; /* of an array; 0: not known */
} TfLook;

typedef struct
{
  const char        *title;    /* "NumPy archive" */
  const char *const *suffixes; /* of files' names, lower case, without a dot; ends with NULL */
  gboolean           arrays;   /* such a name promises arrays, not a text */
  gboolean           archive;  /* in a ZIP archive: asked where the file is one */

  /* By file->head, and for an archive by what tf_file_find_archive() found; NULL: takes
   * what no other does. */
  gboolean (*knows) (const TfFile *file);

  /* The features with or without labels (and the last layer), or labels alone. */
  gboolean (*read) (TfFile *file, gboolean features, gboolean labels, TfParts *parts, const TfLoad *load, GError **error);

  /* What tells which of two files holds the labels of the other; or NULL. */
  void (*look) (TfFile *file, TfLook *look);
} TfReader;

G_END_DECLS
