/* features-lines.h: the lines of a text file, and their fields
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "features-parts.h"

G_BEGIN_DECLS

/* A line may end in LF, CRLF or CR, the last one in nothing. */
typedef struct
{
  FILE   *stream;
  char   *buffer; /* 0-terminated at end */
  gsize   start, end, capacity;
  gsize   scanned; /* no line ends between start and here */
  guint64 n_read;
  guint64 number; /* of the line last read, from 1 */
  gboolean at_end;
  gboolean keeps_hash; /* lines that start with # are handed out like others */
} TfLines;

typedef struct
{
  char *text; /* 0-terminated */
  gsize length;
  gboolean quoted;
} TfCell;

void tf_lines_init (TfLines *lines, FILE *stream);
void tf_lines_clear (TfLines *lines);

/* The next line that is neither blank nor a comment, in the buffer, until the
 * next call; NULL without an error at the end. The last comment before it
 * is kept in comment unless that is NULL. */
char *tf_lines_next (TfLines *lines, gsize *length, char **comment, const TfLoad *load, guint64 size, GError **error);

/* ',', ';', '\t', or ' ' for any white space. */
char tf_line_find_delimiter (const char *line);

/* Splits a line in place into fields, TfCell. */
gboolean tf_line_split (char *line, gsize length, char delimiter, guint64 number, GArray *fields, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TfLines, tf_lines_clear)

G_END_DECLS
