/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "layer-names.h"

#include <string.h>

/* Whether the byte at i stands between words. The point of a decimal number does not. */
static gboolean
is_between (const char *text, gsize i)
{
  if (text[i] == '.')
    return i == 0 || !g_ascii_isdigit (text[i - 1]) || !g_ascii_isdigit (text[i + 1]);
  return text[i] != '\0' && strchr ("/_- ,", text[i]) != NULL;
}

static gsize
common_prefix (const char *const *paths, guint n)
{
  gsize length = strlen (paths[0]);

  for (guint i = 1; i < n; i++)
    {
      gsize j = 0;

      while (j < length && paths[i][j] == paths[0][j])
        j++;
      length = j;
    }
  return length;
}

static gsize
common_suffix (const char *const *paths, guint n, gsize prefix)
{
  gsize first = strlen (paths[0]), length = first - prefix;

  for (guint i = 1; i < n; i++)
    {
      gsize size = strlen (paths[i]), j = 0;

      while (j < length && j < size - prefix && paths[i][size - 1 - j] == paths[0][first - 1 - j])
        j++;
      length = j;
    }
  return length;
}

/* Back to the start of the word that ends at or goes on at length. */
static gsize
back_to_word (const char *path, gsize length)
{
  while (length > 0 && !is_between (path, length - 1))
    length--;
  return length;
}

/* The least suffix of whole words in the last length bytes, with what stands before them. */
static gsize
on_to_word (const char *path, gsize length)
{
  gsize size = strlen (path);

  while (length > 0 && !is_between (path, size - length))
    length--;
  return length;
}

static gboolean
has_empty (const char *const *paths, guint n, gsize cut)
{
  for (guint i = 0; i < n; i++)
    if (strlen (paths[i]) <= cut)
      return TRUE;
  return FALSE;
}

/* "1" says less than "layer_1". */
static gboolean
is_bare_number (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isdigit (text[i]) && text[i] != '.')
      return FALSE;
  return TRUE;
}

static gboolean
has_bare_number (const char *const *paths, guint n, gsize prefix, gsize suffix)
{
  for (guint i = 0; i < n; i++)
    if (is_bare_number (paths[i] + prefix, strlen (paths[i]) - prefix - suffix))
      return TRUE;
  return FALSE;
}

static char *
stem_of (const char *path, gsize prefix)
{
  gsize start;

  while (prefix > 0 && is_between (path, prefix - 1))
    prefix--;
  start = prefix;
  while (start > 0 && path[start - 1] != '/')
    start--;
  return g_strndup (path + start, prefix - start);
}

char **
tf_layer_names (const char *const *paths, guint n, char **stem)
{
  gsize prefix = back_to_word (paths[0], common_prefix (paths, n));
  gsize suffix = on_to_word (paths[0], common_suffix (paths, n, prefix));
  char **names = g_new0 (char *, n + 1);

  if (has_empty (paths, n, prefix + suffix))
    suffix = 0;
  /* A word more, but not the folder. */
  while (prefix > 0 && has_bare_number (paths, n, prefix, suffix) && paths[0][prefix - 1] != '/')
    prefix = back_to_word (paths[0], prefix - 1);
  for (guint i = 0; i < n; i++)
    names[i] = g_strndup (paths[i] + prefix, strlen (paths[i]) - prefix - suffix);
  if (stem != NULL)
    *stem = stem_of (paths[0], prefix);
  return names;
}

int
tf_layer_names_compare (const char *a, const char *b)
{
  g_autofree char *first = g_utf8_collate_key_for_filename (a, -1);
  g_autofree char *second = g_utf8_collate_key_for_filename (b, -1);

  return strcmp (first, second);
}
