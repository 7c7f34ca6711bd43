/* series-parts.c: sets of files of which parts are not there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "part-files.h"
#include "series-files-private.h"

/* The next file from i on (by = 1) or before it (-1) of the same layer that is a set; NULL: it is none, or there is none. */
static const TfSeriesFile *
find_set (const TfSeriesFiles *self, guint i, int by, GHashTable *sets)
{
  const TfSeriesFile *file = g_ptr_array_index (self->files, i);

  for (int j = (int) i + by; j >= 0 && j < (int) self->files->len; j += by)
    {
      const TfSeriesFile *other = g_ptr_array_index (self->files, j);

      if (strcmp (other->layer, file->layer) == 0)
        return g_hash_table_contains (sets, other->path) ? other : NULL;
    }
  return NULL;
}

void
tf_series_parts_find_missing (TfSeriesFiles *self, GHashTable *sets)
{
  for (guint i = 0; g_hash_table_size (sets) > 0 && i < self->files->len; i++)
    {
      TfSeriesFile *file = g_ptr_array_index (self->files, i);
      GPtrArray *parts = g_hash_table_lookup (sets, file->path), *others, *later;
      const TfSeriesFile *before, *after;

      if (parts == NULL)
        continue;
      before = find_set (self, i, -1, sets);
      after = find_set (self, i, 1, sets);
      others = before != NULL ? g_hash_table_lookup (sets, before->path) : NULL;
      later = after != NULL ? g_hash_table_lookup (sets, after->path) : NULL;
      if (before == NULL && later != NULL && later->len > parts->len)
        file->missing = tf_part_files_find_missing (file->path, parts, after->path, later);
      else if (others != NULL && others->len > parts->len && (later == NULL || later->len != parts->len))
        file->missing = tf_part_files_find_missing (file->path, parts, before->path, others);
      else
        file->missing = tf_part_files_find_missing (file->path, parts, NULL, NULL);
    }
}

char *
tf_series_file_describe_missing (const TfSeriesFile *self)
{
  g_autofree char *base = self->missing != NULL ? g_path_get_basename (self->missing) : NULL;
  g_autofree char *name = base != NULL ? g_filename_display_name (base) : NULL;

  return name != NULL ? g_strdup_printf ("%s is not there, which is a part of it.", name) : NULL;
}

const TfSeriesFile *
tf_series_files_find_last (const TfSeriesFiles *self)
{
  for (guint i = self->files->len; i-- > 0;)
    if (((const TfSeriesFile *) g_ptr_array_index (self->files, i))->missing == NULL)
      return g_ptr_array_index (self->files, i);
  return NULL;
}
