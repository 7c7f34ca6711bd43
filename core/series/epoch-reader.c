/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epoch-reader-private.h"

#include <string.h>

#include "part-files.h"
#include "thread.h"

#define POLL (G_USEC_PER_SEC / 2)
#define PUBLISH (G_USEC_PER_SEC / 10) /* at the most so often while there is much to read */

/* What is held out is another: all is measured anew. */
static void
take_held_out (TfEpochReader *self)
{
  gboolean is_other;

  g_mutex_lock (&self->lock);
  is_other = self->is_other;
  self->is_other = FALSE;
  for (int kind = 0; is_other && kind < TF_N_HELD_OUT; kind++)
    {
      g_free (self->beside[kind]);
      self->beside[kind] = g_strdup (self->held_out[kind]);
      self->ignores[kind] = self->without[kind];
    }
  g_mutex_unlock (&self->lock);
  if (!is_other)
    return;
  tf_epoch_reader_list_pairs (self);
  tf_epoch_reader_forget_all (self);
  g_hash_table_remove_all (self->results);
  tf_series_watch_free (self->watch);
  self->watch = tf_series_watch_new ((const char *const *) self->paths);
  if (self->files != NULL)
    tf_epoch_reader_publish (self); /* what stands beside each file is known before its moments come */
}

/* The wish of the other thread, if there is one. It goes before all else. */
static void
bring (TfEpochReader *self)
{
  g_autofree char *path = NULL, *labels = NULL;
  TfMoments *moments;

  g_mutex_lock (&self->lock);
  path = g_steal_pointer (&self->wanted);
  labels = g_steal_pointer (&self->wanted_labels);
  g_mutex_unlock (&self->lock);
  if (path == NULL || tf_epoch_reader_is_over (self))
    return;
  take_held_out (self);
  moments = tf_epoch_reader_make_moments (self, path, labels);
  g_mutex_lock (&self->lock);
  g_free (self->brought);
  g_clear_pointer (&self->moments, tf_moments_unref);
  self->brought = g_steal_pointer (&path);
  self->moments = moments;
  g_mutex_unlock (&self->lock);
  self->wake (self->user_data);
}

/* --- watching --- */

static void
list_files (TfEpochReader *self)
{
  g_auto (GStrv) paths = tf_series_watch_get_paths (self->watch);

  g_clear_pointer (&self->files, tf_series_files_free);
  self->files = tf_series_files_new_of_kind ((const char *const *) paths, self->kind);
}

/* Those that failed a while ago are asked again: they may be whole now. */
static void
retry (TfEpochReader *self)
{
  GHashTableIter iter;
  gpointer path, value;

  g_hash_table_iter_init (&iter, self->results);
  while (g_hash_table_iter_next (&iter, &path, &value))
    if (((TfEpochResult *) value)->failed_at != 0 && ((TfEpochResult *) value)->problem == NULL)
      tf_series_watch_ask_again (self->watch, path);
}

/* With the sets that they are parts of. */
static GHashTable *
collect_changed (TfEpochReader *self, GArray *changes)
{
  GHashTable *changed = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < changes->len; i++)
    {
      char *path = g_array_index (changes, TfSeriesChange, i).path;
      const TfSeriesFile *file = tf_series_files_find (self->files, path), *beside = tf_series_files_find_beside (self->files, path);

      g_hash_table_add (changed, path);
      if (file != NULL)
        g_hash_table_add (changed, file->path);
      for (int kind = 0; beside != NULL && kind < TF_N_HELD_OUT; kind++)
        if (beside->held_out[kind].path != NULL && tf_part_files_match (beside->held_out[kind].path, path))
          g_hash_table_add (changed, beside->held_out[kind].path);
    }
  return changed;
}

static void
look (TfEpochReader *self)
{
  g_autoptr (GArray) changes = NULL;
  g_autoptr (GHashTable) changed = NULL; /* their paths, borrowed */
  gboolean due;

  take_held_out (self);
  retry (self);
  tf_epoch_reader_say_missing (self);
  due = tf_epoch_reader_ask_for_pairs (self);
  changes = tf_series_watch_look (self->watch);
  if (changes->len == 0 && self->files != NULL && !due)
    return;
  for (guint i = 0; i < changes->len; i++)
    tf_epoch_reader_take_change (self, &g_array_index (changes, TfSeriesChange, i));
  list_files (self);
  changed = collect_changed (self, changes);
  tf_epoch_reader_mark_due (self, changed);
  tf_epoch_reader_publish (self);
  for (guint i = 0; i < self->files->files->len && !tf_epoch_reader_is_over (self); i++)
    {
      const TfSeriesFile *file = g_ptr_array_index (self->files->files, i);

      bring (self);
      if (!g_hash_table_contains (changed, file->path) && !tf_epoch_reader_is_due (self, file->path))
        continue;
      tf_epoch_reader_take_file (self, file);
      if (g_get_monotonic_time () - self->published_at > PUBLISH)
        tf_epoch_reader_publish (self);
    }
  list_files (self); /* without those that are waited for */
  tf_epoch_reader_publish (self);
}

/* Until the next look, or until there is a wish. */
static void
rest (TfEpochReader *self)
{
  gint64 end = g_get_monotonic_time () + POLL;
  guint question;

  g_mutex_lock (&self->lock);
  question = self->question;
  self->is_idle = !self->is_other;
  while (self->wanted == NULL && self->question == question && !tf_epoch_reader_is_over (self)
         && g_cond_wait_until (&self->cond, &self->lock, end))
    ;
  g_mutex_unlock (&self->lock);
}

static gpointer
work (gpointer data)
{
  TfEpochReader *self = data;
  gint64 looked = 0;

  tf_thread_give_way (TF_NICENESS_THEORY);
  while (!tf_epoch_reader_is_over (self))
    {
      bring (self);
      if (looked == 0 || g_get_monotonic_time () - looked >= POLL)
        {
          look (self);
          looked = g_get_monotonic_time ();
        }
      if (!tf_epoch_reader_fit_next (self))
        rest (self);
    }
  return NULL;
}

/* --- the other thread --- */

TfEpochReader *
tf_epoch_reader_new (const char *const *paths, TfSeriesKind kind, const TfParameters *parameters, GSourceFunc wake,
                     gpointer user_data)
{
  TfEpochReader *self = g_new0 (TfEpochReader, 1);

  self->paths = g_strdupv ((char **) paths);
  self->kind = kind;
  self->parameters = *parameters;
  self->wake = wake;
  self->user_data = user_data;
  self->end = g_cancellable_new ();
  self->watch = tf_series_watch_new (paths);
  self->results = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, tf_epoch_result_free);
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  g_queue_init (&self->cache);
  self->thread = g_thread_new ("epochs", work, self);
  return self;
}

void
tf_epoch_reader_free (TfEpochReader *self)
{
  g_mutex_lock (&self->lock);
  g_cancellable_cancel (self->end);
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  tf_epoch_reader_forget_all (self);
  g_hash_table_unref (self->results);
  tf_series_watch_free (self->watch);
  g_clear_pointer (&self->files, tf_series_files_free);
  g_clear_pointer (&self->epochs, tf_epochs_unref);
  g_clear_pointer (&self->moments, tf_moments_unref);
  g_free (self->wanted);
  g_free (self->wanted_labels);
  g_free (self->brought);
  g_free (self->said);
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    {
      g_free (self->held_out[kind]);
      g_free (self->beside[kind]);
      g_clear_pointer (&self->pairs[kind], tf_series_files_free);
    }
  g_strfreev (self->paths);
  g_object_unref (self->end);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  g_free (self);
}

TfEpochs *
tf_epoch_reader_poll (TfEpochReader *self)
{
  TfEpochs *epochs;

  g_mutex_lock (&self->lock);
  epochs = g_steal_pointer (&self->epochs);
  g_mutex_unlock (&self->lock);
  return epochs;
}

void
tf_epoch_reader_hold_out (TfEpochReader *self, TfHeldOutKind kind, const char *path)
{
  g_mutex_lock (&self->lock);
  g_free (self->held_out[kind]);
  self->held_out[kind] = g_strdup (path);
  self->without[kind] = path == NULL;
  self->is_other = TRUE;
  self->is_idle = FALSE;
  g_mutex_unlock (&self->lock);
}

gboolean
tf_epoch_reader_get_held_out (TfEpochReader *self, TfHeldOutKind kind, char **path)
{
  gboolean told;

  g_mutex_lock (&self->lock);
  *path = g_strdup (self->held_out[kind]);
  told = *path != NULL || self->without[kind];
  g_mutex_unlock (&self->lock);
  return told;
}

void
tf_epoch_reader_want (TfEpochReader *self, const char *path, const char *labels)
{
  g_mutex_lock (&self->lock);
  g_free (self->wanted);
  g_free (self->wanted_labels);
  self->wanted = g_strdup (path);
  self->wanted_labels = g_strdup (labels);
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
}

void
tf_epoch_reader_ask_complexity (TfEpochReader *self, const TfParameters *parameters)
{
  TfParameters asked = parameters != NULL ? *parameters : self->parameters;

  asked.beta = 0; /* it is what is looked for */
  g_mutex_lock (&self->lock);
  if (parameters == NULL)
    self->question = 0;
  else if (self->question == 0 || !tf_parameters_equal (&self->asked, &asked))
    self->question = ++self->n_questions;
  self->asked = asked;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
}

gboolean
tf_epoch_reader_take (TfEpochReader *self, char **path, TfMoments **moments)
{
  g_mutex_lock (&self->lock);
  *path = g_steal_pointer (&self->brought);
  *moments = g_steal_pointer (&self->moments);
  g_mutex_unlock (&self->lock);
  return *path != NULL;
}

gboolean
tf_epoch_reader_is_idle (TfEpochReader *self)
{
  gboolean is_idle;

  g_mutex_lock (&self->lock);
  is_idle = self->is_idle;
  g_mutex_unlock (&self->lock);
  return is_idle;
}
