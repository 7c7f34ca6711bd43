/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epoch-reader-private.h"

#include <string.h>

#include "features-load.h"
#include "moments-size.h"
#include "source.h"

static void
kept_free (gpointer data)
{
  TfEpochKept *kept = data;

  g_free (kept->path);
  tf_moments_unref (kept->moments);
  g_free (kept);
}

void
tf_epoch_reader_keep (TfEpochReader *self, const char *path, TfMoments *moments)
{
  TfEpochKept *kept = g_new0 (TfEpochKept, 1);

  kept->path = g_strdup (path);
  kept->moments = tf_moments_ref (moments);
  kept->size = tf_moments_get_size (moments);
  g_queue_push_head (&self->cache, kept);
  self->cached += kept->size;
  while (self->cached > TF_EPOCH_READER_CACHE && g_queue_get_length (&self->cache) > 1)
    {
      TfEpochKept *last = g_queue_pop_tail (&self->cache);

      self->cached -= last->size;
      kept_free (last);
    }
}

void
tf_epoch_reader_forget (TfEpochReader *self, const char *path)
{
  for (GList *l = self->cache.head; l != NULL; l = l->next)
    {
      TfEpochKept *kept = l->data;

      if (strcmp (kept->path, path) != 0)
        continue;
      self->cached -= kept->size;
      g_queue_delete_link (&self->cache, l);
      kept_free (kept);
      return;
    }
}

static TfMoments *
find_kept (TfEpochReader *self, const char *path)
{
  for (GList *l = self->cache.head; l != NULL; l = l->next)
    if (strcmp (((TfEpochKept *) l->data)->path, path) == 0)
      return tf_moments_ref (((TfEpochKept *) l->data)->moments);
  return NULL;
}

/* What is there by its name alone is a guess: it may be half-written, or of another kind. */
static void
pass_over (TfEpochReader *self, const char *path, const char *message)
{
  g_autofree char *what = g_strdup_printf ("does not fit what it is beside: %s", message);

  if (tf_epoch_reader_is_over (self))
    return;
  tf_epoch_reader_say (self, path, what);
  tf_series_watch_wait_for (self->watch, path);
}

static gboolean
stand_beside (TfEpochReader *self, TfFeatures *features, const TfSeriesFile *file, TfHeldOutKind kind, GError **error)
{
  const char *labels, *pair = tf_epoch_reader_find_pair (self, file, kind, &labels);
  const TfFeaturesOptions options = { .labels_path = labels };
  g_autoptr (GError) cause = NULL;

  if (pair == NULL || tf_features_load_held_out (features, kind, pair, &options, self->end, &cause))
    return TRUE;
  if (tf_epoch_reader_is_by_name (self, kind))
    {
      pass_over (self, pair, cause->message);
      return TRUE;
    }
  g_propagate_prefixed_error (error, g_steal_pointer (&cause), "%s: ", tf_held_out_get_title (kind));
  return FALSE;
}

TfFeatures *
tf_epoch_reader_load (TfEpochReader *self, const char *path, const char *labels, GError **error)
{
  TfFeaturesOptions options = { .labels_path = labels,
                                .set = tf_epoch_reader_holds_out (self) ? "train" : NULL,
                                .alone = self->ignores[TF_HELD_OUT_TEST] };
  const TfSeriesFile *file = self->files != NULL ? tf_series_files_find (self->files, path) : NULL;
  g_autofree char *missing = file != NULL ? tf_series_file_describe_missing (file) : NULL;
  g_autoptr (TfFeatures) features = missing == NULL ? tf_features_load (path, &options, self->end, NULL, NULL, error) : NULL;

  if (missing != NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, missing);
  for (int kind = 0; features != NULL && file != NULL && kind < TF_N_HELD_OUT; kind++)
    if (!stand_beside (self, features, file, kind, error))
      return NULL;
  return g_steal_pointer (&features);
}

TfMoments *
tf_epoch_reader_make_moments (TfEpochReader *self, const char *path, const char *labels)
{
  TfMoments *moments = find_kept (self, path);
  g_autoptr (TfFeatures) features = moments == NULL ? tf_epoch_reader_load (self, path, labels, NULL) : NULL;

  if (features == NULL)
    return moments;
  moments = tf_moments_new (features, TF_SOURCE_MAX_KEPT, self->end, NULL);
  if (moments != NULL)
    tf_epoch_reader_keep (self, path, moments);
  return moments;
}

void
tf_epoch_reader_forget_all (TfEpochReader *self)
{
  g_queue_clear_full (&self->cache, kept_free);
  self->cached = 0;
}
