/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series-watch.h"

#include <glib/gstdio.h>
#include <string.h>

#include "layer-names.h"
#include "part-files.h"
#include "series-files.h"

typedef struct
{
  gint64   size, time, inode;
  gboolean told, waits; /* told of as it is; told of, but it was not whole */
  gboolean once;        /* it was told of before: what comes is a replacement */
  guint    seen;        /* the look that last saw it */
} Entry;

struct _TfSeriesWatch
{
  char      **paths;
  GHashTable *entries; /* path -> Entry */
  guint       n_looks;
};

TfSeriesWatch *
tf_series_watch_new (const char *const *paths)
{
  TfSeriesWatch *self = g_new0 (TfSeriesWatch, 1);

  self->paths = g_strdupv ((char **) paths);
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
tf_series_watch_free (TfSeriesWatch *self)
{
  g_strfreev (self->paths);
  g_hash_table_unref (self->entries);
  g_free (self);
}

static gboolean
take_state (Entry *entry, const GStatBuf *status)
{
  gint64 time = (gint64) status->st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + status->st_mtim.tv_nsec;
  gboolean same = entry->size == status->st_size && entry->time == time && entry->inode == (gint64) status->st_ino;

  entry->size = status->st_size;
  entry->time = time;
  entry->inode = status->st_ino;
  return same;
}

static void
add_change (GArray *changes, TfSeriesChangeKind kind, const char *path)
{
  TfSeriesChange change = { kind, g_strdup (path) };

  g_array_append_val (changes, change);
}

/* What was there at the first look is taken for whole: readers tell if it is not. */
static void
look_at (TfSeriesWatch *self, const char *path, GArray *changes)
{
  Entry *entry = g_hash_table_lookup (self->entries, path);
  gboolean is_new = entry == NULL, same;
  GStatBuf status;

  if (g_stat (path, &status) != 0)
    return;
  if (is_new)
    {
      entry = g_new0 (Entry, 1);
      g_hash_table_insert (self->entries, g_strdup (path), entry);
    }
  entry->seen = self->n_looks;
  same = take_state (entry, &status);
  if (!same && !is_new)
    entry->told = entry->waits = FALSE;
  if (entry->told || entry->waits || !(same || self->n_looks == 1))
    return;
  add_change (changes, entry->once ? TF_SERIES_REPLACED : TF_SERIES_ADDED, path);
  entry->told = entry->once = TRUE;
}

static void
drop_vanished (TfSeriesWatch *self, GArray *changes)
{
  GHashTableIter iter;
  gpointer path, value;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &path, &value))
    {
      Entry *entry = value;

      if (entry->seen == self->n_looks)
        continue;
      if (entry->once)
        add_change (changes, TF_SERIES_VANISHED, path);
      g_hash_table_iter_remove (&iter);
    }
}

static void
change_clear (gpointer data)
{
  g_free (((TfSeriesChange *) data)->path);
}

GArray *
tf_series_watch_look (TfSeriesWatch *self)
{
  GArray *changes = g_array_new (FALSE, FALSE, sizeof (TfSeriesChange));
  g_auto (GStrv) paths = tf_series_list ((const char *const *) self->paths);

  g_array_set_clear_func (changes, change_clear);
  self->n_looks++;
  for (guint i = 0; paths[i] != NULL; i++)
    look_at (self, paths[i], changes);
  drop_vanished (self, changes);
  return changes;
}

void
tf_series_watch_wait_for (TfSeriesWatch *self, const char *path)
{
  g_auto (GStrv) parts = tf_part_files_list_all (path);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      Entry *entry = g_hash_table_lookup (self->entries, parts[i]);

      if (entry == NULL || !entry->told)
        continue;
      entry->told = entry->once = FALSE;
      entry->waits = TRUE;
    }
}

void
tf_series_watch_ask_again (TfSeriesWatch *self, const char *path)
{
  g_auto (GStrv) parts = tf_part_files_list_all (path);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      Entry *entry = g_hash_table_lookup (self->entries, parts[i]);

      if (entry != NULL)
        entry->waits = FALSE;
    }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return tf_layer_names_compare (*(char *const *) a, *(char *const *) b);
}

char **
tf_series_watch_get_paths (TfSeriesWatch *self)
{
  GPtrArray *paths = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer path, value;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &path, &value))
    if (((Entry *) value)->told)
      g_ptr_array_add (paths, g_strdup (path));
  g_ptr_array_sort (paths, compare);
  g_ptr_array_add (paths, NULL);
  return (char **) g_ptr_array_free (paths, FALSE);
}
