/* text-private.h: what the files of reader-text share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "features-table.h"
#include "text-digits.h"
#include "reader.h"

G_BEGIN_DECLS

typedef struct
{
  const TfLoad *load;
  TfParts      *parts;
  gboolean      want_features;
  gboolean      want_labels;
  guint64       size; /* of the file, bytes */

  TfLines lines;
  char    delimiter;
  char    decimal; /* '.', ',' or 0 as long as neither was met */
  GArray *fields;  /* TfCell, of the present line */

  guint64 first_line; /* the number of the first one with a row or names */
  guint64 header_line; /* the number of the one with names, or 0 */
  guint   n_columns;
  TfTable table;       /* what the columns hold and are for */
  char  **pattern;     /* the first row */
  gboolean hash_is_data; /* rows may start with # */
  gsize   n_commented;   /* rows that start with it and are none */

  double *values;
  gsize   n_values, capacity;
  TfPieces *pieces; /* take the values as they come; or NULL: they are kept */
  gsize   n_pending; /* rows among the values that it has not taken */
  TfDigits *digits;    /* n_columns: of the features */
  gsize   n_rows;

  GHashTable *known; /* label's text -> its place in words */
  GPtrArray  *words;
  GArray     *ids;     /* guint32, a row */
  gboolean    numbers; /* the labels met are whole numbers (or else words) */
} Csv;

gboolean tf_text_fail (GError **error, TfFeaturesError code, const char *message);

gboolean tf_text_check_count (Csv *self, GError **error);

/* Hands rows over to be gathered, of which the features are the values so far. */
gboolean tf_text_flush (Csv *self, GError **error);

/* The present line as a sample. */
gboolean tf_text_add_row (Csv *self, GError **error);

G_END_DECLS
