/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epoch-reader.h"

#include <math.h>
#include <string.h>

#include "epoch-array.h"
#include "features-load.h"
#include "fit.h"
#include "flow.h"
#include "held-out.h"
#include "series-files.h"
#include "series-watch.h"
#include "thread.h"

#define POLL (G_USEC_PER_SEC / 2)
#define PATIENCE (5 * G_USEC_PER_SEC) /* with a file that cannot be read */
#define MAX_KEPT 2000 /* samples, for drawing */
#define PUBLISH (G_USEC_PER_SEC / 10) /* at the most so often while there is much to read */

/* What came of a file. */
typedef struct
{
  gboolean  is_measured;
  TfMetrics metrics;
  double    loss, complexity;
  guint     fitted; /* the question that complexity answers; 0: none */
  char     *fitted_from; /* path of the epoch before, or NULL */
  char     *problem;
  gboolean  is_due;     /* it is to be measured again, though its file is the same */
  gboolean  lacks_pair; /* of what is held out there was no file of its epoch yet */
  gint64    failed_at; /* monotonic, first time; 0: not, or it was said */
} Result;

typedef struct
{
  char      *path;
  TfMoments *moments;
  gsize      size; /* bytes, about */
} Kept;

struct _TfEpochReader
{
  char        **paths;
  TfSeriesKind  kind;
  TfParameters  parameters;
  GSourceFunc   wake;
  gpointer      user_data;
  GCancellable *end;
  GThread      *thread;

  /* Both threads', under the lock. */
  GMutex     lock;
  GCond      cond;
  TfEpochs  *epochs;      /* the latest, not yet polled, or NULL */
  char      *wanted, *wanted_labels; /* or NULL */
  char      *brought;     /* path of moments, or NULL */
  TfMoments *moments;
  gboolean   is_idle;
  char      *held_out[TF_N_HELD_OUT]; /* files or folders, or NULL */
  gboolean   is_other; /* they are others than the worker knows */
  TfParameters asked; /* for 1/beta */
  guint      question, n_questions; /* the present one; 0: nothing is asked */

  /* The worker's. */
  TfSeriesWatch *watch;
  TfSeriesFiles *files;
  char          *beside[TF_N_HELD_OUT]; /* held_out, as it works with it */
  TfSeriesFiles *pairs[TF_N_HELD_OUT];  /* of folders */
  GHashTable    *results; /* path -> Result */
  GQueue         cache;   /* Kept, the latest first */
  gsize          cached;
  char          *said;
  gint64         published_at;
};

static void
result_free (gpointer data)
{
  g_free (((Result *) data)->problem);
  g_free (((Result *) data)->fitted_from);
  g_free (data);
}

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_free (kept->path);
  tf_moments_unref (kept->moments);
  g_free (kept);
}

static gboolean
is_over (TfEpochReader *self)
{
  return g_cancellable_is_cancelled (self->end);
}

/* --- what is held out --- */

static gboolean
holds_out (const TfEpochReader *self)
{
  return self->beside[TF_HELD_OUT_TEST] != NULL || self->beside[TF_HELD_OUT_OOD] != NULL;
}

/* The path of what stands beside a file, or NULL. Borrowed. */
static const char *
find_pair (const TfEpochReader *self, const TfSeriesFile *file, TfHeldOutKind kind)
{
  const TfSeriesFile *pair = self->pairs[kind] != NULL ? tf_series_files_find_pair (self->pairs[kind], file->epoch, file->layer) : NULL;

  if (self->pairs[kind] != NULL)
    return pair != NULL ? pair->path : NULL;
  return self->beside[kind];
}

static gboolean
lacks_pair (const TfEpochReader *self, const TfSeriesFile *file)
{
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    if (self->beside[kind] != NULL && find_pair (self, file, kind) == NULL)
      return TRUE;
  return FALSE;
}

/* A training may write there, too. */
static void
list_pairs (TfEpochReader *self)
{
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    {
      gboolean folder = self->beside[kind] != NULL && g_file_test (self->beside[kind], G_FILE_TEST_IS_DIR);
      g_auto (GStrv) paths = folder ? tf_series_list_folder (self->beside[kind]) : NULL;

      g_clear_pointer (&self->pairs[kind], tf_series_files_free);
      if (folder)
        self->pairs[kind] = tf_series_files_new ((const char *const *) paths);
    }
}

/* --- what is known --- */

static TfEpochs *
describe (TfEpochReader *self)
{
  GPtrArray *files = self->files->files;
  TfEpochs *epochs = tf_epochs_new (files->len);

  for (guint i = 0; i < files->len; i++)
    {
      const TfSeriesFile *file = g_ptr_array_index (files, i);
      const Result *result = g_hash_table_lookup (self->results, file->path);
      TfEpoch *row = &epochs->rows[i];

      row->path = g_strdup (file->path);
      row->labels = g_strdup (file->labels);
      for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
        row->held_out[kind] = g_strdup (find_pair (self, file, kind));
      row->name = g_strdup (file->name);
      row->layer = g_strdup (file->layer);
      row->epoch = file->epoch;
      tf_metrics_clear (&row->metrics);
      if (result == NULL)
        continue;
      row->is_measured = result->is_measured;
      row->problem = g_strdup (result->problem);
      if (result->is_measured)
        row->metrics = result->metrics;
      row->loss = result->loss;
      row->complexity = result->complexity;
      epochs->n_measured += result->is_measured;
    }
  epochs->variants = self->kind == TF_SERIES_VARIANTS;
  epochs->n_layers = self->files->layers->len;
  epochs->layers = g_new0 (char *, epochs->n_layers + 1);
  for (guint i = 0; i < epochs->n_layers; i++)
    epochs->layers[i] = g_strdup (g_ptr_array_index (self->files->layers, i));
  epochs->said = g_strdup (self->said);
  return epochs;
}

static void
publish (TfEpochReader *self)
{
  TfEpochs *epochs = describe (self);

  self->published_at = g_get_monotonic_time ();
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->epochs, tf_epochs_unref);
  self->epochs = epochs;
  g_mutex_unlock (&self->lock);
  self->wake (self->user_data);
}

static void
say (TfEpochReader *self, const char *path, const char *what)
{
  g_autofree char *base = g_path_get_basename (path), *name = g_filename_display_name (base);

  g_free (self->said);
  self->said = g_strdup_printf ("%s %s", name, what);
}

/* --- moments for the display --- */

static gsize
estimate (const TfMoments *m)
{
  gsize d = m->dim, r = m->rank, beside = 0;

  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    if (m->held_out[kind] != NULL)
      beside += sizeof (double) * d * tf_features_get_n_rows (m->held_out[kind]->features);
  return beside + sizeof (double) * (d * (m->n_classes * 2 + r * 2 + 4) + (m->scatters != NULL ? m->n_classes * d * (d + 1) / 2 : 0))
         + sizeof (float) * m->n_kept * (r + 1);
}

static void
keep (TfEpochReader *self, const char *path, TfMoments *moments)
{
  Kept *kept = g_new0 (Kept, 1);

  kept->path = g_strdup (path);
  kept->moments = tf_moments_ref (moments);
  kept->size = estimate (moments);
  g_queue_push_head (&self->cache, kept);
  self->cached += kept->size;
  while (self->cached > TF_EPOCH_READER_CACHE && g_queue_get_length (&self->cache) > 1)
    {
      Kept *last = g_queue_pop_tail (&self->cache);

      self->cached -= last->size;
      kept_free (last);
    }
}

static void
forget (TfEpochReader *self, const char *path)
{
  for (GList *l = self->cache.head; l != NULL; l = l->next)
    {
      Kept *kept = l->data;

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
    if (strcmp (((Kept *) l->data)->path, path) == 0)
      return tf_moments_ref (((Kept *) l->data)->moments);
  return NULL;
}

static TfFeatures *
load (TfEpochReader *self, const char *path, const char *labels, GError **error)
{
  TfFeaturesOptions options = { .labels_path = labels, .set = holds_out (self) ? "train" : NULL };
  g_autoptr (TfFeatures) features = tf_features_load (path, &options, self->end, NULL, NULL, error);
  const TfSeriesFile *file = features != NULL && holds_out (self) && self->files != NULL ? tf_series_files_find (self->files, path) : NULL;

  for (int kind = 0; file != NULL && kind < TF_N_HELD_OUT; kind++)
    {
      const char *pair = find_pair (self, file, kind);

      if (pair != NULL && !tf_features_load_held_out (features, kind, pair, NULL, self->end, error))
        {
          g_prefix_error (error, "%s: ", tf_held_out_get_title (kind));
          return NULL;
        }
    }
  return g_steal_pointer (&features);
}

static TfMoments *
make_moments (TfEpochReader *self, const char *path, const char *labels)
{
  TfMoments *moments = find_kept (self, path);
  g_autoptr (TfFeatures) features = moments == NULL ? load (self, path, labels, NULL) : NULL;

  if (features == NULL)
    return moments;
  moments = tf_moments_new (features, MAX_KEPT, self->end, NULL);
  if (moments != NULL)
    keep (self, path, moments);
  return moments;
}

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
    }
  g_mutex_unlock (&self->lock);
  if (!is_other)
    return;
  list_pairs (self);
  g_queue_clear_full (&self->cache, kept_free);
  self->cached = 0;
  g_hash_table_remove_all (self->results);
  tf_series_watch_free (self->watch);
  self->watch = tf_series_watch_new ((const char *const *) self->paths);
  if (self->files != NULL)
    publish (self); /* what stands beside each file is known before its moments come */
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
  if (path == NULL || is_over (self))
    return;
  take_held_out (self);
  moments = make_moments (self, path, labels);
  g_mutex_lock (&self->lock);
  g_free (self->brought);
  g_clear_pointer (&self->moments, tf_moments_unref);
  self->brought = g_steal_pointer (&path);
  self->moments = moments;
  g_mutex_unlock (&self->lock);
  self->wake (self->user_data);
}

/* --- measuring --- */

/* Over all samples. Where the display keeps all of them, its moments are the same. */
static gboolean
measure (TfEpochReader *self, const TfSeriesFile *file, TfMetrics *metrics, GError **error)
{
  g_autoptr (TfFeatures) features = load (self, file->path, file->labels, error);
  gboolean few = features != NULL && tf_features_get_n_samples (features) <= MAX_KEPT;
  g_autoptr (TfMoments) moments
    = features != NULL ? tf_moments_new (features, few ? MAX_KEPT : TF_KEEP_ALL, self->end, error) : NULL;

  if (moments == NULL)
    return FALSE;
  tf_moments_get_metrics (moments, &self->parameters, TRUE, metrics);
  if (few)
    keep (self, file->path, moments);
  return TRUE;
}

static void
fail (TfEpochReader *self, const char *path, Result *result, const char *message)
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
  say (self, path, "cannot be read");
}

static void
take_file (TfEpochReader *self, const TfSeriesFile *file)
{
  Result *result = g_hash_table_lookup (self->results, file->path);
  g_autoptr (GError) error = NULL;

  if (result == NULL)
    {
      result = g_new0 (Result, 1);
      result->loss = result->complexity = NAN;
      g_hash_table_insert (self->results, g_strdup (file->path), result);
    }
  result->is_due = FALSE;
  result->lacks_pair = lacks_pair (self, file);
  if (measure (self, file, &result->metrics, &error))
    {
      result->is_measured = TRUE;
      result->failed_at = 0;
      result->loss = tf_epoch_array_read_loss (file->path);
      g_clear_pointer (&result->problem, g_free);
    }
  else if (!is_over (self))
    fail (self, file->path, result, error->message);
}

/* --- watching --- */

static void
reset (Result *result)
{
  g_free (result->problem);
  g_free (result->fitted_from);
  *result = (Result){ .loss = NAN, .complexity = NAN };
}

/* What was worked out from a file that is another one now. */
static void
forget_fits (TfEpochReader *self, const char *path)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->results);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (g_strcmp0 (((Result *) value)->fitted_from, path) == 0)
      ((Result *) value)->fitted = 0;
}

/* Of a file that was replaced nothing is known any more. */
static void
take_change (TfEpochReader *self, const TfSeriesChange *change)
{
  Result *result = g_hash_table_lookup (self->results, change->path);

  if (change->kind == TF_SERIES_VANISHED)
    say (self, change->path, "has vanished");
  else if (change->kind == TF_SERIES_REPLACED)
    say (self, change->path, "was written anew");
  if (change->kind == TF_SERIES_ADDED)
    return;
  forget (self, change->path);
  forget_fits (self, change->path);
  if (change->kind == TF_SERIES_VANISHED)
    g_hash_table_remove (self->results, change->path);
  else if (result != NULL)
    reset (result);
}

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
    if (((Result *) value)->failed_at != 0 && ((Result *) value)->problem == NULL)
      tf_series_watch_ask_again (self->watch, path);
}

/* Files beside which something has come meanwhile are measured again; whether there are any. */
static gboolean
ask_for_pairs (TfEpochReader *self)
{
  gboolean any = FALSE, found = FALSE;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->results);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    any = any || ((Result *) value)->lacks_pair;
  if (!any || self->files == NULL)
    return FALSE;
  list_pairs (self);
  for (guint i = 0; i < self->files->files->len; i++)
    {
      const TfSeriesFile *file = g_ptr_array_index (self->files->files, i);
      Result *result = g_hash_table_lookup (self->results, file->path);

      if (result == NULL || !result->lacks_pair || lacks_pair (self, file))
        continue;
      forget (self, file->path);
      result->is_due = found = TRUE;
    }
  return found;
}

static gboolean
is_due (const TfEpochReader *self, const char *path)
{
  const Result *result = g_hash_table_lookup (self->results, path);

  return result != NULL && result->is_due;
}

static gboolean
is_changed (GArray *changes, const char *path)
{
  for (guint i = 0; i < changes->len; i++)
    if (strcmp (g_array_index (changes, TfSeriesChange, i).path, path) == 0)
      return TRUE;
  return FALSE;
}

static void
look (TfEpochReader *self)
{
  g_autoptr (GArray) changes = NULL;
  gboolean due;

  take_held_out (self);
  retry (self);
  due = ask_for_pairs (self);
  changes = tf_series_watch_look (self->watch);
  if (changes->len == 0 && self->files != NULL && !due)
    return;
  for (guint i = 0; i < changes->len; i++)
    take_change (self, &g_array_index (changes, TfSeriesChange, i));
  list_files (self);
  publish (self);
  for (guint i = 0; i < self->files->files->len && !is_over (self); i++)
    {
      const TfSeriesFile *file = g_ptr_array_index (self->files->files, i);

      bring (self);
      if (!is_changed (changes, file->path) && !is_due (self, file->path))
        continue;
      take_file (self, file);
      if (g_get_monotonic_time () - self->published_at > PUBLISH)
        publish (self);
    }
  list_files (self); /* without those that are waited for */
  publish (self);
}

/* --- 1/beta from epoch to epoch --- */

static Result *
find_measured (TfEpochReader *self, guint i)
{
  const TfSeriesFile *file = g_ptr_array_index (self->files->files, i);
  Result *result = g_hash_table_lookup (self->results, file->path);

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
fit (TfEpochReader *self, const TfSeriesFile *from, const Result *to, const TfParameters *parameters)
{
  g_autoptr (TfMoments) moments = make_moments (self, from->path, from->labels);
  TfFit found;

  if (moments == NULL || !tf_fit_beta (moments, parameters, to->metrics.values[TF_METRIC_NC1_RATIO], self->end, &found, NULL))
    return NAN;
  return 1 / found.beta;
}

/* One that is not known yet, if it is asked for; FALSE: there is none. */
static gboolean
fit_next (TfEpochReader *self)
{
  TfParameters parameters;
  guint question;

  g_mutex_lock (&self->lock);
  parameters = self->asked;
  question = self->question;
  g_mutex_unlock (&self->lock);
  for (guint i = 0; question > 0 && self->files != NULL && i < self->files->files->len && !is_over (self); i++)
    {
      Result *result = find_measured (self, i);
      int at = result != NULL ? find_before (self, i) : -1;
      const TfSeriesFile *before = at >= 0 ? g_ptr_array_index (self->files->files, at) : NULL;

      if (result == NULL || (result->fitted == question && g_strcmp0 (result->fitted_from, before != NULL ? before->path : NULL) == 0))
        continue;
      result->complexity = before != NULL ? fit (self, before, result, &parameters) : NAN;
      result->fitted = question;
      g_free (result->fitted_from);
      result->fitted_from = before != NULL ? g_strdup (before->path) : NULL;
      publish (self);
      return TRUE;
    }
  return FALSE;
}

/* Until the next look, or until there is a wish. */
static void
rest (TfEpochReader *self)
{
  gint64 end = g_get_monotonic_time () + POLL;
  guint question;

  g_mutex_lock (&self->lock);
  question = self->question;
  self->is_idle = TRUE;
  while (self->wanted == NULL && self->question == question && !is_over (self) && g_cond_wait_until (&self->cond, &self->lock, end))
    ;
  g_mutex_unlock (&self->lock);
}

static gpointer
work (gpointer data)
{
  TfEpochReader *self = data;
  gint64 looked = 0;

  tf_thread_give_way (TF_NICENESS_THEORY);
  while (!is_over (self))
    {
      bring (self);
      if (looked == 0 || g_get_monotonic_time () - looked >= POLL)
        {
          look (self);
          looked = g_get_monotonic_time ();
        }
      if (!fit_next (self))
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
  self->results = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, result_free);
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
  g_queue_clear_full (&self->cache, kept_free);
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
  self->is_other = TRUE;
  g_mutex_unlock (&self->lock);
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
