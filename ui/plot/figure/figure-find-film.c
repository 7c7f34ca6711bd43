/* figure-find-film.c: the session inside a film
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A WebM is EBML (RFC 8794, RFC 9559): elements of an identifier, a size and a content,
 * which for some is elements again. Of its tags one has the session. A GIF (89a) is blocks,
 * of which a comment begins with the keyword and a new line.
 */
#include "figure-file-private.h"

#include <string.h>

/* --- WebM --- */

#define SEGMENT 0x18538067u
#define TAGS 0x1254c367u
#define TAG 0x7373u
#define SIMPLE_TAG 0x67c8u
#define TAG_NAME 0x45a3u
#define TAG_STRING 0x4487u
#define MAX_DEPTH 5

typedef struct
{
  const guint8 *data;
  gsize         length;
} Span;

/* A number whose first byte tells by its leading zeros how many there are; with_marker: as
 * identifiers have it. FALSE at the end. *unknown: all of its bits are one. */
static gboolean
take_number (Span *span, gboolean with_marker, guint64 *number, gboolean *unknown)
{
  guint n = 1;
  guint64 value;

  if (span->length == 0 || span->data[0] == 0)
    return FALSE;
  while ((span->data[0] & (0x80 >> (n - 1))) == 0)
    n++;
  if (n > span->length)
    return FALSE;
  value = with_marker ? span->data[0] : span->data[0] & (0xff >> n);
  *unknown = (span->data[0] | (0xff00 >> n & 0xff)) == 0xff;
  for (guint i = 1; i < n; i++)
    {
      value = value << 8 | span->data[i];
      *unknown = *unknown && span->data[i] == 0xff;
    }
  *number = value;
  span->data += n;
  span->length -= n;
  return TRUE;
}

/* The next element's identifier and content; what claims to be longer than the rest is as long as that. */
static gboolean
take_element (Span *span, guint64 *id, Span *content)
{
  guint64 size;
  gboolean unknown;

  if (!take_number (span, TRUE, id, &unknown) || !take_number (span, FALSE, &size, &unknown))
    return FALSE;
  *content = (Span){ span->data, unknown ? span->length : MIN (size, span->length) };
  span->data += content->length;
  span->length -= content->length;
  return TRUE;
}

static gboolean
is_keyword (const Span *name)
{
  gsize n = strlen (TF_FIGURE_KEYWORD);

  return name->length == n && g_ascii_strncasecmp ((const char *) name->data, TF_FIGURE_KEYWORD, n) == 0;
}

static char *
read_tag (Span span)
{
  Span content, text = { NULL, 0 };
  gboolean named = FALSE;
  guint64 id;

  while (take_element (&span, &id, &content))
    if (id == TAG_NAME)
      named = is_keyword (&content);
    else if (id == TAG_STRING)
      text = content;
  return named && text.data != NULL ? g_strndup ((const char *) text.data, text.length) : NULL;
}

static char *
find_in_elements (Span span, guint depth)
{
  Span content;
  char *found = NULL;
  guint64 id;

  while (found == NULL && take_element (&span, &id, &content))
    if (id == SIMPLE_TAG)
      found = read_tag (content);
    else if ((id == SEGMENT || id == TAGS || id == TAG) && depth < MAX_DEPTH)
      found = find_in_elements (content, depth + 1);
  return found;
}

char *
tf_figure_find_in_webm (const char *data, gsize length)
{
  return find_in_elements ((Span){ (const guint8 *) data, length }, 0);
}

/* --- GIF --- */

#define HEADER 13 /* with the screen's description */
#define IMAGE 10  /* an image's description, with its first byte */
#define EXTENSION 0x21
#define COMMENT 0xfe
#define SEPARATOR 0x2c

/* A table of 2^(n + 1) colours stands behind a description whose flags say so. */
static gsize
get_table (guint8 flags)
{
  return (flags & 0x80) != 0 ? (gsize) 3 << ((flags & 7) + 1) : 0;
}

static gboolean
skip (Span *span, gsize n)
{
  if (n > span->length)
    return FALSE;
  span->data += n;
  span->length -= n;
  return TRUE;
}

/* Blocks of up to 255 bytes until an empty one; into text, or nowhere. */
static gboolean
take_blocks (Span *span, GString *text)
{
  while (span->length > 0)
    {
      guint8 n = span->data[0];

      if ((gsize) n + 1 > span->length)
        return FALSE;
      if (text != NULL)
        g_string_append_len (text, (const char *) span->data + 1, n);
      skip (span, (gsize) n + 1);
      if (n == 0)
        return TRUE;
    }
  return FALSE;
}

/* The comment's text, when it is a session. NULL and *sound = FALSE: the file is broken. */
static char *
take_extension (Span *span, gboolean *sound)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean comment = span->length >= 2 && span->data[1] == COMMENT;

  *sound = skip (span, 2) && take_blocks (span, comment ? text : NULL);
  if (*sound && comment && g_str_has_prefix (text->str, TF_FIGURE_KEYWORD "\n"))
    return g_strdup (text->str + strlen (TF_FIGURE_KEYWORD "\n"));
  return NULL;
}

/* With its table, the least width of a code, and its pixels. */
static gboolean
skip_image (Span *span)
{
  return span->length >= IMAGE && skip (span, IMAGE + get_table (span->data[IMAGE - 1])) && skip (span, 1)
         && take_blocks (span, NULL);
}

char *
tf_figure_find_in_gif (const char *data, gsize length)
{
  Span span = { (const guint8 *) data, length };
  gboolean sound = length >= HEADER && skip (&span, HEADER + get_table ((guint8) data[10]));
  char *found = NULL;

  while (sound && found == NULL && span.length > 0)
    if (span.data[0] == EXTENSION)
      found = take_extension (&span, &sound);
    else
      sound = span.data[0] == SEPARATOR && skip_image (&span);
  return found;
}
