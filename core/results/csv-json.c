/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "csv-json.h"

#include <math.h>

#include "csv-writer.h"

/* One field from *text on, which is moved behind it and its comma; *more: whether there
 * was one. Returns whether it was in quotes. */
static gboolean
take_field (const char **text, GString *field, gboolean *more)
{
  const char *p = *text;
  gboolean quoted = *p == '"';

  g_string_truncate (field, 0);
  for (p += quoted; *p != '\0'; p++)
    {
      if (quoted && *p == '"' && *++p != '"')
        break;
      if (!quoted && (*p == ',' || *p == '\n'))
        break;
      g_string_append_c (field, *p);
    }
  *more = *p == ',';
  *text = p + *more;
  return quoted;
}

static void
add_field (TfCsvWriter *json, const GString *field, gboolean is_word)
{
  char *end = NULL;
  double value = g_ascii_strtod (field->str, &end);

  if (is_word || (*field->str != '\0' && *end != '\0'))
    tf_csv_writer_add_word (json, field->str);
  else
    tf_csv_writer_add_number (json, *field->str == '\0' ? NAN : value);
}

/* Adds the row that begins at text; returns where the next one does. */
static const char *
take_row (const char *text, TfCsvWriter *json, gboolean is_header, GString *field)
{
  gboolean more = *text != '\n';

  while (more)
    {
      gboolean quoted = take_field (&text, field, &more);

      add_field (json, field, is_header || quoted);
    }
  tf_csv_writer_end_row (json);
  return text + (*text == '\n');
}

static void
gather_cb (const char *text, gsize length, gpointer user_data)
{
  g_string_append_len (user_data, text, length);
}

char *
tf_csv_to_json (const char *text)
{
  g_autoptr (TfCsvWriter) json = tf_csv_writer_new ();
  g_autoptr (GString) field = g_string_new (NULL);
  GString *gathered = g_string_new (NULL);
  gboolean is_header = TRUE;

  tf_csv_writer_set_json (json);
  tf_csv_writer_set_rows (json, gather_cb, gathered);
  while (*text != '\0')
    {
      gboolean is_empty = *text == '\n';

      text = take_row (text, json, is_header, field);
      is_header = is_empty;
    }
  tf_csv_writer_close (json);
  return g_string_free (gathered, FALSE);
}
