/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "part-files.h"

#include <string.h>

#define MOST_MISSING 4096 /* numbers after one another that are looked for */

static const char *const part_words[] = { "rank", "shard", "part", "chunk", "piece", "worker", "gpu", "proc", "process", NULL };

gboolean
tf_name_separates (char c)
{
  return c == '_' || c == '-' || c == ' ' || c == '=' || c == '.' || c == ':';
}

/* --- names --- */

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

/* "-of-00004" behind a number. */
static gboolean
has_count_behind (const char *path, gsize end)
{
  const char *at = path + end;

  return tf_name_separates (at[0]) && at[1] == 'o' && at[2] == 'f' && tf_name_separates (at[3]) && g_ascii_isdigit (at[4]);
}

/* The path with a star in place of the last number of a part from there on; NULL: there is none. */
static char *
make_set (const char *path, gsize from)
{
  for (gsize end = strlen (path); end > from; end--)
    {
      gsize start = end;

      while (start > from && g_ascii_isdigit (path[start - 1]))
        start--;
      if (start < end && (has_word_before (path, start) || has_count_behind (path, end)))
        return g_strdup_printf ("%.*s*%s", (int) start, path, path + end);
      end = MAX (start, from + 1);
    }
  return NULL;
}

/* Where the number of its parts stands in the path of a set; NULL: it has none. */
static const char *
find_star (const char *path)
{
  return strrchr (path, '*');
}

static guint64
get_number (const char *set, const char *part)
{
  return g_ascii_strtoull (part + (find_star (set) - set), NULL, 10);
}

gboolean
tf_part_files_match (const char *set, const char *path)
{
  const char *star = find_star (set);
  gsize head = star != NULL ? (gsize) (star - set) : 0, digits = 0;

  if (star == NULL || strncmp (path, set, head) != 0)
    return FALSE;
  while (g_ascii_isdigit (path[head + digits]))
    digits++;
  return digits > 0 && strcmp (path + head + digits, star + 1) == 0;
}

char *
tf_part_files_name (const char *set, const char *of, const char *part)
{
  const char *star = find_star (set), *number = part + (find_star (of) - of);
  gsize digits = strspn (number, "0123456789");

  return g_strdup_printf ("%.*s%.*s%s", (int) (star - set), set, (int) digits, number, star + 1);
}

/* --- sets of paths --- */

/* How much of the paths is the folder that all are in. */
static gsize
get_folder_length (const char *const *paths)
{
  gsize common = paths[0] != NULL ? strlen (paths[0]) : 0;

  for (guint i = 1; common > 0 && paths[i] != NULL; i++)
    {
      gsize j = 0;

      while (j < common && paths[i][j] == paths[0][j])
        j++;
      common = j;
    }
  while (common > 0 && paths[0][common - 1] != '/')
    common--;
  return common;
}

static int
compare_parts (gconstpointer a, gconstpointer b, gpointer set)
{
  const char *one = *(char *const *) a, *other = *(char *const *) b;
  guint64 first = get_number (set, one), second = get_number (set, other);

  return first != second ? (first < second ? -1 : 1) : strcmp (one, other);
}

static void
sort_parts (GHashTable *sets)
{
  GHashTableIter iter;
  gpointer set, parts;

  g_hash_table_iter_init (&iter, sets);
  while (g_hash_table_iter_next (&iter, &set, &parts))
    g_ptr_array_sort_with_data (parts, compare_parts, set);
}

static gboolean
has_several (GHashTable *sets)
{
  GHashTableIter iter;
  gpointer parts;

  g_hash_table_iter_init (&iter, sets);
  while (g_hash_table_iter_next (&iter, NULL, &parts))
    if (((GPtrArray *) parts)->len > 1)
      return TRUE;
  return FALSE;
}

char **
tf_part_files_join (const char *const *paths, GHashTable **sets)
{
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GStrvBuilder) joined = g_strv_builder_new ();
  gsize from = get_folder_length (paths);

  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *set = make_set (paths[i], from);
      GPtrArray *parts = set != NULL ? g_hash_table_lookup (found, set) : NULL;

      if (set == NULL || parts == NULL)
        g_strv_builder_add (joined, set != NULL ? set : paths[i]);
      if (set == NULL)
        continue;
      if (parts == NULL)
        g_hash_table_insert (found, g_steal_pointer (&set), parts = g_ptr_array_new ());
      g_ptr_array_add (parts, (gpointer) paths[i]);
    }
  if (!has_several (found))
    {
      g_hash_table_remove_all (found);
      if (sets != NULL)
        *sets = g_steal_pointer (&found);
      return g_strdupv ((char **) paths);
    }
  sort_parts (found);
  if (sets != NULL)
    *sets = g_steal_pointer (&found);
  return g_strv_builder_end (joined);
}

static gboolean
has_number (const char *set, GPtrArray *parts, guint64 number)
{
  for (guint i = 0; i < parts->len; i++)
    if (get_number (set, parts->pdata[i]) == number)
      return TRUE;
  return FALSE;
}

char *
tf_part_files_find_missing (const char *set, GPtrArray *parts, const char *other, GPtrArray *others)
{
  const char *first = g_ptr_array_index (parts, 0);
  gsize width = strspn (first + (find_star (set) - set), "0123456789"), head = (gsize) (find_star (set) - set);
  guint64 from = get_number (set, first), to = get_number (set, g_ptr_array_index (parts, parts->len - 1));

  for (guint i = 0; others != NULL && i < others->len; i++)
    if (!has_number (set, parts, get_number (other, others->pdata[i])))
      return tf_part_files_name (set, other, others->pdata[i]);
  for (guint64 number = from; number < to && number - from < MOST_MISSING; number++)
    if (!has_number (set, parts, number))
      return g_strdup_printf ("%.*s%0*" G_GUINT64_FORMAT "%s", (int) head, set, (int) width, number, find_star (set) + 1);
  return NULL;
}

/* --- on the disk --- */

char **
tf_part_files_list (const char *path)
{
  const char *star = find_star (path), *end;
  gsize start = star != NULL ? (gsize) (star - path) : 0;
  g_autofree char *folder = NULL;
  g_autoptr (GPtrArray) parts = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (star == NULL || g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;
  while (start > 0 && path[start - 1] != '/')
    start--;
  end = strchr (star, '/') != NULL ? strchr (star, '/') : path + strlen (path);
  folder = start > 0 ? g_strndup (path, start) : g_strdup (".");
  parts = g_ptr_array_new ();
  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *part = g_strdup_printf ("%.*s%s%s", (int) start, path, name, end);

      if (tf_part_files_match (path, part) && (*end == '\0' || g_file_test (part, G_FILE_TEST_EXISTS)))
        g_ptr_array_add (parts, g_steal_pointer (&part));
    }
  g_ptr_array_sort_with_data (parts, compare_parts, (gpointer) path);
  g_ptr_array_add (parts, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&parts), FALSE);
}

char **
tf_part_files_list_all (const char *path)
{
  char **parts = tf_part_files_list (path);

  if (parts == NULL)
    {
      parts = g_new0 (char *, 2);
      parts[0] = g_strdup (path);
    }
  return parts;
}

gboolean
tf_part_files_exist (const char *path)
{
  g_auto (GStrv) parts = tf_part_files_list (path);

  return parts != NULL ? parts[0] != NULL : g_file_test (path, G_FILE_TEST_EXISTS);
}
