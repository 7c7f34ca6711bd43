/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epoch-reader-private.h"

#include <math.h>
#include <string.h>

#include "epoch-array.h"
#include "fit.h"
#include "flow.h"
#include "part-files.h"
#include "source.h"

#define PATIENCE (5 * G_USEC_PER_SEC) /* with a file that cannot be read */

static void
result_clear (TfEpochResult *result)
{
  g_free (result->problem);
  g_free (result->fitted_from);
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    g_free (result->pairs[kind]);
  *result = (TfEpochResult){ .loss = NAN, .complexity = NAN };
}

void
tf_epoch_result_free (gpointer data)
{
  result_clear (data);
  g_free (data);
}

/* --- measuring --- */

static void
remember_pairs (TfEpochReader *self, const TfSeriesFile *file, TfFeatures *features, TfEpochResult *result)
{
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    {
      const char *labels, *pair = tf_epoch_reader_find_pair (self, file, kind, &labels);

      g_free (result->pairs[kind]);
      result->pairs[kind] = g_strdup (features != NULL && tf_features_get_held_out (features, kind) != NULL ? pair : NULL);
    }
}

/* Over all samples. Where the display keeps all of them, its moments are the same. */
static gboolean
measure (TfEpochReader *self, const TfSeriesFile *file, TfEpochResult *result, GError **error)
{
  g_autoptr (TfFeatures) features = tf_epoch_reader_load (self, file->path, file->labels, error);
  gboolean few = features != NULL && tf_features_get_n_samples (features) <= TF_SOURCE_MAX_KEPT;
  g_autoptr (TfMoments) moments
    = features == NULL ? NULL
      : few            ? tf_moments_new (features, TF_SOURCE_MAX_KEPT, self->end, error)
                       : tf_moments_new_to_measure (features, self->end, error);

  remember_pairs (self, file, features, result);
  if (moments == NULL)
    return FALSE;
  tf_moments_get_metrics (moments, &self->parameters, TRUE, &result->metrics);
  if (few)
    tf_epoch_reader_keep (self, file->path, moments);
  return TRUE;
}

static void
fail (TfEpochReader *self, const char *path, TfEpochResult *result, const char *message)
{
  gint64 now = g_get_monotonic_time ();

  if (result->failed_at == 0)
    result->failed_at = now;
  if (now - result->failed_at < PATIENCE && result->problem == NULL)
    {
      tf_series_watch_wait_for (self->watch, path);
      return;
    }
  g_free (result->problem);
  result->problem = g_strdup (message);
  tf_epoch_reader_say (self, path, "cannot be read");
}

/* It is not measured by halves. TRUE: a part is missing. */
static gboolean
wait_for_missing (TfEpochReader *self, TfEpochResult *result, const TfSeriesFile *file)
{
  if (result->missing_since != 0 || file->missing != NULL)
    g_clear_pointer (&result->problem, g_free);
  if (file->missing == NULL)
    {
      if (result->missing_since != 0 && result->missing_said)
        g_clear_pointer (&self->said, g_free);
      result->missing_since = 0;
      return FALSE;
    }
  if (result->missing_since == 0)
    {
      result->missing_since = g_get_monotonic_time ();
      result->missing_said = FALSE;
    }
  result->is_measured = FALSE;
  result->problem = tf_series_file_describe_missing (file);
  return TRUE;
}

void
tf_epoch_reader_say_missing (TfEpochReader *self)
{
  gint64 now = g_get_monotonic_time ();

  for (guint i = 0; self->files != NULL && i < self->files->files->len; i++)
    {
      const TfSeriesFile *file = g_ptr_array_index (self->files->files, i);
      TfEpochResult *result = file->missing != NULL ? g_hash_table_lookup (self->results, file->path) : NULL;

      if (result == NULL || result->missing_since == 0 || result->missing_said || now - result->missing_since < PATIENCE)
        continue;
      result->missing_said = TRUE;
      tf_epoch_reader_say (self, file->missing, "is not there yet: it is waited for");
      tf_epoch_reader_publish (self);
    }
}

void
tf_epoch_reader_take_file (TfEpochReader *self, const TfSeriesFile *file)
{
  TfEpochResult *result = g_hash_table_lookup (self->results, file->path);
  g_autoptr (GError) error = NULL;

  if (result == NULL)
    {
      result = g_new0 (TfEpochResult, 1);
      result_clear (result);
      g_hash_table_insert (self->results, g_strdup (file->path), result);
    }
  result->is_due = FALSE;
  if (wait_for_missing (self, result, file))
    return;
  if (measure (self, file, result, &error))
    {
      result->is_measured = TRUE;
      result->failed_at = 0;
      result->loss = tf_epoch_array_read_loss (file->path);
      g_clear_pointer (&result->problem, g_free);
    }
  else if (!tf_epoch_reader_is_over (self))
    fail (self, file->path, result, error->message);
}

/* --- changes --- */

/* What was worked out from a file that is another one now. */
static void
forget_fits (TfEpochReader *self, const char *path)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->results);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (g_strcmp0 (((TfEpochResult *) value)->fitted_from, path) == 0)
      ((TfEpochResult *) value)->fitted = 0;
}

/* The path by which what is at that path is known: its own, or that of the set that it is a part of. */
static const char *
find_known (TfEpochReader *self, const char *path)
{
  GHashTableIter iter;
  gpointer known;

  if (g_hash_table_contains (self->results, path))
    return path;
  g_hash_table_iter_init (&iter, self->results);
  while (g_hash_table_iter_next (&iter, &known, NULL))
    if (tf_part_files_match (known, path))
      return known;
  return NULL;
}

void
tf_epoch_reader_take_change (TfEpochReader *self, const TfSeriesChange *change)
{
  const char *path = find_known (self, change->path);
  TfEpochResult *result = path != NULL ? g_hash_table_lookup (self->results, path) : NULL;
  gboolean is_part = path != NULL && strcmp (path, change->path) != 0;

  if (change->kind == TF_SERIES_VANISHED)
    tf_epoch_reader_say (self, change->path, "has vanished");
  else if (change->kind == TF_SERIES_REPLACED)
    tf_epoch_reader_say (self, change->path, "was written anew");
  if (path == NULL || (change->kind == TF_SERIES_ADDED && !is_part))
    return;
  tf_epoch_reader_forget (self, path);
  forget_fits (self, path);
  if (change->kind == TF_SERIES_ADDED && !result->is_measured)
    return;
  if (change->kind == TF_SERIES_VANISHED && !is_part)
    g_hash_table_remove (self->results, path);
  else
    {
      result_clear (result); /* nothing is known of it any more */
      result->version = ++self->n_versions;
      result->is_due = is_part;
    }
}

static gboolean
has_other_pair (TfEpochReader *self, const TfSeriesFile *file, const TfEpochResult *result, GHashTable *changed)
{
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    {
      const char *labels, *pair = tf_epoch_reader_find_pair (self, file, kind, &labels);

      if (g_strcmp0 (pair, result->pairs[kind]) != 0 || (pair != NULL && changed != NULL && g_hash_table_contains (changed, pair)))
        return TRUE;
    }
  return FALSE;
}

void
tf_epoch_reader_mark_due (TfEpochReader *self, GHashTable *changed)
{
  for (guint i = 0; i < self->files->files->len; i++)
    {
      const TfSeriesFile *file = g_ptr_array_index (self->files->files, i);
      TfEpochResult *result = g_hash_table_lookup (self->results, file->path);

      if (result == NULL || !result->is_measured || result->is_due || !has_other_pair (self, file, result, changed))
        continue;
      tf_epoch_reader_forget (self, file->path);
      result->is_due = TRUE;
    }
}

gboolean
tf_epoch_reader_ask_for_pairs (TfEpochReader *self)
{
  gboolean lacks = FALSE, found = FALSE;

  for (guint i = 0; self->files != NULL && i < self->files->files->len && !lacks; i++)
    lacks = tf_epoch_reader_lacks_pair (self, g_ptr_array_index (self->files->files, i));
  if (!lacks)
    return FALSE;
  tf_epoch_reader_list_pairs (self);
  for (guint i = 0; i < self->files->files->len && !found; i++)
    {
      const TfSeriesFile *file = g_ptr_array_index (self->files->files, i);
      const TfEpochResult *result = g_hash_table_lookup (self->results, file->path);

      found = result != NULL && result->is_measured && has_other_pair (self, file, result, NULL);
    }
  return found;
}

gboolean
tf_epoch_reader_is_due (const TfEpochReader *self, const char *path)
{
  const TfEpochResult *result = g_hash_table_lookup (self->results, path);

  return result != NULL && result->is_due;
}

/* --- 1/beta from epoch to epoch --- */

static TfEpochResult *
find_measured (TfEpochReader *self, guint i)
{
  const TfSeriesFile *file = g_ptr_array_index (self->files->files, i);
  TfEpochResult *result = g_hash_table_lookup (self->results, file->path);

  return result != NULL && result->is_measured ? result : NULL;
}

/* The measured epoch before i in its layer, or -1. */
static int
find_before (TfEpochReader *self, guint i)
{
  const TfSeriesFile *file = g_ptr_array_index (self->files->files, i);

  while (i-- > 0)
    if (strcmp (((const TfSeriesFile *) g_ptr_array_index (self->files->files, i))->layer, file->layer) == 0
        && find_measured (self, i) != NULL)
      return (int) i;
  return -1;
}

static double
fit (TfEpochReader *self, const TfSeriesFile *from, const TfEpochResult *to, const TfParameters *parameters)
{
  g_autoptr (TfMoments) moments = tf_epoch_reader_make_moments (self, from->path, from->labels);
  TfFit found;

  if (moments == NULL || !tf_fit_between (moments, parameters, &to->metrics, self->end, &found, NULL))
    return NAN;
  return 1 / found.beta;
}

/* One that is not known yet, if it is asked for; FALSE: there is none. */
gboolean
tf_epoch_reader_fit_next (TfEpochReader *self)
{
  TfParameters parameters;
  guint question;

  g_mutex_lock (&self->lock);
  parameters = self->asked;
  question = self->question;
  g_mutex_unlock (&self->lock);
  for (guint i = 0; question > 0 && self->files != NULL && i < self->files->files->len && !tf_epoch_reader_is_over (self); i++)
    {
      TfEpochResult *result = find_measured (self, i);
      int at = result != NULL ? find_before (self, i) : -1;
      const TfSeriesFile *before = at >= 0 ? g_ptr_array_index (self->files->files, at) : NULL;

      if (result == NULL || (result->fitted == question && g_strcmp0 (result->fitted_from, before != NULL ? before->path : NULL) == 0))
        continue;
      result->complexity = before != NULL ? fit (self, before, result, &parameters) : NAN;
      result->fitted = question;
      g_free (result->fitted_from);
      result->fitted_from = before != NULL ? g_strdup (before->path) : NULL;
      tf_epoch_reader_publish (self);
      return TRUE;
    }
  return FALSE;
}
