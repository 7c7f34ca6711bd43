/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-keys.h"

#include <string.h>

#include "number-text.h"
#include "session.h"

/* Shown on a title bar and in lists. */
#define MAX_NAME 200

gboolean
tf_keys_fail (GError **error, const char *format, ...)
{
  va_list arguments;
  g_autofree char *sentence = NULL;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, sentence);
  return FALSE;
}

/* The line that gives the key, or that begins its group; 0 where there is neither. */
static guint
find_line (const char *text, const char *group, const char *key)
{
  gsize length = strlen (group), key_length = strlen (key);
  gboolean inside = FALSE;
  guint found = 0, number = 1;

  for (const char *line = text; line != NULL; number++)
    {
      line += strspn (line, " \t");
      if (*line == '[')
        {
          inside = strncmp (line + 1, group, length) == 0 && line[1 + length] == ']';
          found = inside ? number : found;
        }
      else if (inside && strncmp (line, key, key_length) == 0 && line[key_length + strspn (line + key_length, " \t")] == '=')
        return number;
      line = strchr (line, '\n');
      line = line != NULL ? line + 1 : NULL;
    }
  return found;
}

/* The same, saying where. */
gboolean
tf_keys_fail_at (const TfKeys *keys, const char *group, const char *key, GError **error, const char *format, ...)
{
  va_list arguments;
  g_autofree char *sentence = NULL;
  guint line = find_line (keys->text, group, key);

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (line == 0)
    return tf_keys_fail (error, "in [%s]: %s", group, sentence);
  return tf_keys_fail (error, "line %u, in [%s]: %s", line, group, sentence);
}

/* NULL where the key is missing; a text that a key file cannot hold counts as missing. */
char *
tf_keys_get_text (const TfKeys *keys, const char *group, const char *key)
{
  return g_key_file_get_string (keys->file, group, key, NULL);
}

char **
tf_keys_get_list (const TfKeys *keys, const char *group, const char *key)
{
  char **list = g_key_file_get_string_list (keys->file, group, key, NULL, NULL);

  for (gsize i = 0; list != NULL && list[i] != NULL; i++)
    {
      char *word = g_uri_unescape_string (list[i], NULL);

      if (word != NULL)
        {
          g_free (list[i]);
          list[i] = word;
        }
    }
  return list;
}

char *
tf_keys_get_name (const TfKeys *keys, const char *group, const char *key)
{
  char *name = tf_keys_get_text (keys, group, key);

  if (name != NULL && g_utf8_strlen (name, -1) > MAX_NAME)
    *g_utf8_offset_to_pointer (name, MAX_NAME) = '\0';
  return name;
}

gboolean
tf_keys_get_integer (const TfKeys *keys, const char *group, const char *key, guint64 min, guint64 max, guint64 *value,
             GError **error)
{
  g_autofree char *text = tf_keys_get_text (keys, group, key);

  if (text == NULL || g_ascii_string_to_unsigned (text, 10, min, max, value, NULL))
    return TRUE;
  return tf_keys_fail_at (keys, group, key, error, "%s is not a whole number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT,
                  key, min, max);
}

gboolean
tf_keys_get_number (const TfKeys *keys, const char *group, const char *key, double *value, GError **error)
{
  g_autofree char *text = tf_keys_get_text (keys, group, key);

  return text == NULL || tf_number_read (text, value)
         || tf_keys_fail_at (keys, group, key, error, "%s is not a number", key);
}

/* As a key file has them: what is wrong with the first that is none. */
static gboolean
check_lines (const TfKeys *keys, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (keys->text, "\n", -1);
  gboolean inside = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strstrip (lines[i]), *equals = strchr (line, '=');

      if (*line == '\0' || *line == '#')
        continue;
      if (*line == '[' && strchr (line, ']') == NULL)
        return tf_keys_fail (error, "line %u begins a group and does not end its name: ] is missing", i + 1);
      if (*line != '[' && !inside)
        return tf_keys_fail (error, "this is no session of Tightframe: line %u stands before any [group]", i + 1);
      if (*line != '[' && (equals == NULL || equals == line))
        return tf_keys_fail (error, "line %u is neither [a group] nor name=value", i + 1);
      inside = TRUE;
    }
  return inside || tf_keys_fail (error, "this is no session of Tightframe: there is nothing in it");
}

static gboolean
load_keys (GKeyFile *file, const char *text, GError **error)
{
  g_autoptr (GError) wrong = NULL;

  return g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, &wrong)
         || tf_keys_fail (error, "this is no session of Tightframe, or a broken one: %s", wrong->message);
}

gboolean
tf_keys_read (TfKeys *keys, const char *text, gsize length, const char *folder, GError **error)
{
  *keys = (TfKeys){ .file = g_key_file_new (), .folder = folder };
  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    {
      text += 3;
      length -= 3;
    }
  if (length > TF_SESSION_MAX_LENGTH)
    return tf_keys_fail (error, "it is longer than any session is");
  if (memchr (text, '\0', length) != NULL || !g_utf8_validate (text, length, NULL))
    return tf_keys_fail (error, "this is no session of Tightframe: it is not a text");
  keys->text = g_strndup (text, length);
  return check_lines (keys, error) && load_keys (keys->file, keys->text, error);
}

void
tf_keys_clear (TfKeys *keys)
{
  g_clear_pointer (&keys->file, g_key_file_unref);
  g_clear_pointer (&keys->text, g_free);
}
