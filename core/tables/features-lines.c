/* features-lines.c: the lines of a text file, and their fields
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "features-lines.h"

#include <errno.h>
#include <string.h>

static gboolean
fail_line (GError **error, guint64 number, const char *what)
{
  g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT, "Line %" G_GUINT64_FORMAT " %s.", number, what);
  return FALSE;
}

void
tf_lines_init (TfLines *lines, FILE *stream)
{
  rewind (stream);
  *lines = (TfLines){ .stream = stream, .capacity = TF_CHUNK };
  lines->buffer = g_malloc (lines->capacity + 1);
  lines->buffer[0] = '\0';
}

void
tf_lines_clear (TfLines *lines)
{
  g_clear_pointer (&lines->buffer, g_free);
}

/* One chunk more, after what is left of the last one. */
static gboolean
fill (TfLines *lines, const TfLoad *load, guint64 size, GError **error)
{
  gsize got;

  if (lines->start > 0)
    memmove (lines->buffer, lines->buffer + lines->start, lines->end - lines->start);
  lines->scanned -= lines->start;
  lines->end -= lines->start;
  lines->start = 0;
  if (lines->end > TF_FEATURES_MAX_LINE)
    return fail_line (error, lines->number + 1, "is far too long");
  if (lines->capacity - lines->end < TF_CHUNK / 2)
    {
      lines->capacity = MAX (lines->capacity + lines->capacity / 2, lines->end + TF_CHUNK);
      lines->buffer = g_realloc (lines->buffer, lines->capacity + 1);
    }
  got = fread (lines->buffer + lines->end, 1, MIN (lines->capacity - lines->end, TF_CHUNK), lines->stream);
  if (got == 0 && ferror (lines->stream))
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "The file cannot be read: %s", g_strerror (errno));
      return FALSE;
    }
  lines->at_end = got == 0;
  lines->end += got;
  lines->n_read += got;
  lines->buffer[lines->end] = '\0';
  return tf_load_step (load, size > 0 ? (double) lines->n_read / (double) size : 1, error);
}

/* Any line; NULL at the end or on failure. */
static char *
next_line (TfLines *lines, gsize *length, const TfLoad *load, guint64 size, GError **error)
{
  while (TRUE)
    {
      char *end = lines->buffer + lines->scanned + strcspn (lines->buffer + lines->scanned, "\r\n");
      gsize at = (gsize) (end - lines->buffer);
      char *line = lines->buffer + lines->start;

      lines->scanned = at;
      if (at < lines->end && *end == '\0')
        {
          fail_line (error, lines->number + 1, "holds a 0 byte, so that this is neither text nor a file of arrays");
          return NULL;
        }
      /* A CR at the buffer's end may be half of a CRLF. */
      if ((at == lines->end || (*end == '\r' && at + 1 == lines->end)) && !lines->at_end)
        {
          if (!fill (lines, load, size, error))
            return NULL;
          continue;
        }
      if (lines->start == lines->end)
        return NULL;
      *length = (gsize) (end - line);
      lines->number++;
      lines->start = MIN (at + (at < lines->end && end[0] == '\r' && end[1] == '\n' ? 2 : 1), lines->end);
      lines->scanned = lines->start;
      *end = '\0';
      return line;
    }
}

char *
tf_lines_next (TfLines *lines, gsize *length, char **comment, const TfLoad *load, guint64 size, GError **error)
{
  char *line;

  while ((line = next_line (lines, length, load, size, error)) != NULL)
    {
      if (lines->number == 1 && (g_str_has_prefix (line, "\xff\xfe") || g_str_has_prefix (line, "\xfe\xff")))
        {
          g_set_error_literal (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_UNSUPPORTED,
                               "The text is UTF-16; save it as UTF-8.");
          return NULL;
        }
      if (lines->number == 1 && g_str_has_prefix (line, "\xef\xbb\xbf"))
        {
          line += 3;
          *length -= 3;
        }
      for (; *line == ' ' && *length > 0; line++)
        *length -= 1;
      if (*line == '#' && lines->keeps_hash)
        return line;
      if (*line == '#' && comment != NULL)
        {
          g_free (*comment);
          *comment = g_strdup (line + 1);
        }
      if (*line != '#' && line[strspn (line, " \t\v\f")] != '\0')
        return line;
    }
  return NULL;
}

/* A semicolon is never part of a number, a tab neither; a comma may be the
 * decimal one when there is either of them. */
char
tf_line_find_delimiter (const char *line)
{
  static const char candidates[] = ";\t,";
  gboolean          met[3] = { FALSE, FALSE, FALSE };
  gboolean          quoted = FALSE, padded = FALSE;

  for (const char *p = line; *p != '\0'; p++)
    {
      const char *candidate = strchr (candidates, *p);

      quoted ^= *p == '"';
      if (quoted || candidate == NULL)
        continue;
      met[candidate - candidates] = TRUE;
      padded |= *p == ',' && (p[1] == '\t' || p[1] == ' ');
    }
  if (padded && !met[0])
    return ',';
  for (gsize i = 0; i < 3; i++)
    if (met[i])
      return candidates[i];
  return ' ';
}

static inline gboolean
is_blank (char c, char delimiter)
{
  return c == ' ' || (c == '\t' && delimiter != '\t');
}

/* A quoted field at *p, its quotes removed in place; a doubled quote is one. */
static gboolean
take_quoted (char **p, TfCell *field)
{
  char *from = *p + 1, *to = *p + 1;

  field->text = to;
  while (*from != '\0' && (*from != '"' || from[1] == '"'))
    {
      from += *from == '"';
      *to++ = *from++;
    }
  if (*from == '\0')
    return FALSE;
  field->length = (gsize) (to - field->text);
  field->quoted = TRUE;
  *p = from + 1;
  return TRUE;
}

gboolean
tf_line_split (char *line, gsize length, char delimiter, guint64 number, GArray *fields, GError **error)
{
  char *p = line, *end = line + length;

  g_array_set_size (fields, 0);
  if (delimiter == ' ')
    while (end > line && is_blank (end[-1], ' '))
      *--end = '\0';
  while (TRUE)
    {
      TfCell field = { 0 };

      while (is_blank (*p, delimiter))
        p++;
      if (*p == '"' && !take_quoted (&p, &field))
        return fail_line (error, number, "has a quote that is never closed");
      if (!field.quoted)
        {
          field.text = p;
          while (p < end && *p != delimiter && (delimiter != ' ' || *p != '\t'))
            p++;
          field.length = (gsize) (p - field.text);
          while (field.length > 0 && is_blank (field.text[field.length - 1], delimiter))
            field.length--;
        }
      while (is_blank (*p, delimiter) && delimiter != ' ')
        p++;
      if (p < end && *p != delimiter && (delimiter != ' ' || *p != '\t'))
        return fail_line (error, number, "has text after a closing quote");
      if (fields->len == TF_FEATURES_MAX_COLUMNS)
        return fail_line (error, number, "has more fields than any table's");
      g_array_append_val (fields, field);
      if (p >= end)
        break;
      p++;
    }
  for (guint i = 0; i < fields->len; i++)
    g_array_index (fields, TfCell, i).text[g_array_index (fields, TfCell, i).length] = '\0';
  return TRUE;
}
