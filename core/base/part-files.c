/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "part-files.h"

#include <string.h>

static const char *const part_words[] = { "rank", "shard", "part", "chunk", "piece", "worker", "gpu", "proc", "process", NULL };

gboolean
tf_name_separates (char c)
{
  return c == '_' || c == '-' || c == ' ' || c == '=' || c == '.' || c == ':';
}

/* The word that ends before a number at `start`, with what stands between. */
static gboolean
has_word_before (const char *path, gsize start)
{
  gsize end = start, from;
  g_autofree char *word = NULL;

  while (end > 0 && tf_name_separates (path[end - 1]))
    end--;
  for (from = end; from > 0 && g_ascii_isalpha (path[from - 1]); from--)
    ;
  word = g_ascii_strdown (path + from, (gssize) (end - from));
  return g_strv_contains (part_words, word);
}

/* The path with a star in place of the last number of a part, which begins at *at; NULL: there is none. */
static char *
make_pattern (const char *path, gsize *at)
{
  for (gsize end = strlen (path); end > 0; end--)
    {
      gsize start = end;

      while (start > 0 && g_ascii_isdigit (path[start - 1]))
        start--;
      if (start < end && has_word_before (path, start))
        {
          *at = start;
          return g_strdup_printf ("%.*s*%s", (int) start, path, path + end);
        }
      end = MAX (start, 1);
    }
  return NULL;
}

char *
tf_part_files_find (const char *const *paths, guint n)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *found = NULL;

  for (guint i = 0; i < n; i++)
    {
      gsize at = 0;
      g_autofree char *pattern = make_pattern (paths[i], &at);

      if (pattern == NULL)
        return NULL;
      while (at > 0 && pattern[at - 1] != '/')
        at--;
      if (found == NULL && g_hash_table_contains (seen, pattern))
        found = g_filename_display_name (pattern + at);
      g_hash_table_add (seen, g_steal_pointer (&pattern));
    }
  return g_steal_pointer (&found);
}
