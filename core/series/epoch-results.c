/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epoch-reader-private.h"

#include <math.h>
#include <string.h>

#include "epoch-array.h"
#include "fit.h"
#include "flow.h"

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
  gboolean few = features != NULL && tf_features_get_n_samples (features) <= MAX_KEPT;
  g_autoptr (TfMoments) moments
    = features == NULL ? NULL
      : few            ? tf_moments_new (features, MAX_KEPT, self->end, error)
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

void
tf_epoch_reader_take_change (TfEpochReader *self, const TfSeriesChange *change)
{
  TfEpochResult *result = g_hash_table_lookup (self->results, change->path);

  if (change->kind == TF_SERIES_VANISHED)
    tf_epoch_reader_say (self, change->path, "has vanished");
  else if (change->kind == TF_SERIES_REPLACED)
    tf_epoch_reader_say (self, change->path, "was written anew");
  if (change->kind == TF_SERIES_ADDED)
    return;
  tf_epoch_reader_forget (self, change->path);
  forget_fits (self, change->path);
  if (change->kind == TF_SERIES_VANISHED)
    g_hash_table_remove (self->results, change->path);
  else if (result != NULL)
    {
      result_clear (result); /* nothing is known of it any more */
      result->version = ++self->n_versions;
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
