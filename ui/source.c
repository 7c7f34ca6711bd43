/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/source.h"

#include <string.h>

/* Samples kept for drawing: more than the eye can tell apart. */
#define MAX_KEPT 2000

/* Values a synthetic draw may hold: 800 MB of doubles, and seconds to draw. */
#define MAX_SYNTHETIC_VALUES 1e8

/* The share of the work that is reading; the rest is gathering the moments. */
#define READING_PERMILLE 800

struct _TfSource
{
  char       *title;
  GFile      *file;
  GFile      *labels;
  char       *features_key;
  char       *labels_key;
  TfSynthetic synthetic;
  gsize      *sizes;
};

typedef struct
{
  TfSource *source;
  int      *permille;
  TfFetched fetched; /* written on the worker, read when it is done */
} Fetch;

static TfSource *
source_alloc (void)
{
  return g_atomic_rc_box_new0 (TfSource);
}

static void
clear (TfSource *self)
{
  g_free (self->title);
  g_clear_object (&self->file);
  g_clear_object (&self->labels);
  g_free (self->features_key);
  g_free (self->labels_key);
  g_free (self->sizes);
}

static void
fetch_free (Fetch *fetch)
{
  tf_fetched_clear (&fetch->fetched);
  tf_source_unref (fetch->source);
  g_free (fetch);
}

/* On the worker. */

static void
progressed_cb (double fraction, gpointer user_data)
{
  g_atomic_int_set ((int *) user_data, (int) (fraction * READING_PERMILLE));
}

static gboolean
is_npy (const char *path)
{
  static const char magic[] = "\x93NUMPY";
  char start[sizeof magic - 1];
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, NULL);
  gsize n_read;

  return stream != NULL && g_input_stream_read_all (G_INPUT_STREAM (stream), start, sizeof start, &n_read, NULL, NULL)
         && n_read == sizeof start && memcmp (start, magic, sizeof start) == 0;
}

static TfFeatures *
read_file (Fetch *fetch, GCancellable *cancellable, GError **error)
{
  const char *path = g_file_peek_path (fetch->source->file);
  TfFeaturesOptions options
      = { .features_key = fetch->source->features_key, .labels_key = fetch->source->labels_key };
  TfFeatures *features;
  GError *failure = NULL;

  if (path == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   "the file is not on this computer; copy it here and open the copy");
      return NULL;
    }
  if (fetch->source->labels != NULL)
    options.labels_path = g_file_peek_path (fetch->source->labels);
  features = tf_features_load (path, &options, cancellable, progressed_cb, fetch->permille, &failure);
  if (features == NULL)
    {
      fetch->fetched.needs_labels = options.labels_path == NULL && is_npy (path);
      fetch->fetched.needs_keys = g_error_matches (failure, TF_FEATURES_ERROR, TF_FEATURES_ERROR_AMBIGUOUS);
      g_propagate_error (error, failure);
    }
  return features;
}

static TfFeatures *
draw (Fetch *fetch, GError **error)
{
  const TfSynthetic *synthetic = &fetch->source->synthetic;
  double n_samples = 0;

  for (guint k = 0; k < synthetic->n_classes; k++)
    n_samples += synthetic->sizes != NULL ? synthetic->sizes[k] : synthetic->per_class;
  if (n_samples * synthetic->dim > MAX_SYNTHETIC_VALUES)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "%.0f samples of %u dimensions are more than can be drawn at once; take fewer of either", n_samples,
                   synthetic->dim);
      return NULL;
    }
  return tf_synthetic_generate (synthetic, error);
}

static void
fetch_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Fetch *fetch = task_data;
  g_autoptr (TfFeatures) features = NULL;
  g_autoptr (GError) error = NULL;

  features = fetch->source->file != NULL ? read_file (fetch, cancellable, &error) : draw (fetch, &error);
  if (features != NULL)
    {
      g_atomic_int_set (fetch->permille, READING_PERMILLE);
      fetch->fetched.moments = tf_moments_new (features, MAX_KEPT, cancellable, &error);
      fetch->fetched.notice = g_strdup (tf_features_get_notice (features));
    }
  if (fetch->fetched.moments != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* public */

TfSource *
tf_source_new_file (GFile *file, GFile *labels)
{
  g_autofree char *name = g_file_get_basename (file);
  TfSource *self = source_alloc ();

  self->title = name != NULL ? g_filename_display_name (name) : g_strdup ("");
  self->file = g_object_ref (file);
  self->labels = labels != NULL ? g_object_ref (labels) : NULL;
  return self;
}

TfSource *
tf_source_new_with_keys (TfSource *self, const char *features_key, const char *labels_key)
{
  TfSource *other = tf_source_new_file (self->file, self->labels);

  other->features_key = g_strdup (features_key);
  other->labels_key = g_strdup (labels_key);
  return other;
}

TfSource *
tf_source_new_example (GFile *file, const char *title)
{
  TfSource *self = source_alloc ();

  self->title = g_strdup (title);
  self->file = g_object_ref (file);
  return self;
}

TfSource *
tf_source_new_synthetic (const TfSynthetic *synthetic)
{
  TfSource *self = source_alloc ();

  self->title = g_strdup ("Synthetic");
  self->synthetic = *synthetic;
  if (synthetic->sizes != NULL)
    self->sizes = g_memdup2 (synthetic->sizes, synthetic->n_classes * sizeof *self->sizes);
  self->synthetic.sizes = self->sizes;
  return self;
}

/* A fetch may drop its reference on the worker: the count is atomic. */
TfSource *
tf_source_ref (TfSource *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
tf_source_unref (TfSource *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}

const char *
tf_source_get_title (TfSource *self)
{
  return self->title;
}

GFile *
tf_source_get_file (TfSource *self)
{
  return self->file;
}

GFile *
tf_source_get_labels (TfSource *self)
{
  return self->labels;
}

const TfSynthetic *
tf_source_get_synthetic (TfSource *self)
{
  return self->file == NULL ? &self->synthetic : NULL;
}

void
tf_fetched_clear (TfFetched *self)
{
  g_clear_pointer (&self->moments, tf_moments_unref);
  g_clear_pointer (&self->notice, g_free);
}

void
tf_source_fetch_async (TfSource           *self,
                       GObject            *source_object,
                       int                *permille,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (source_object, cancellable, callback, user_data);
  Fetch *fetch = g_new0 (Fetch, 1);

  fetch->source = tf_source_ref (self);
  fetch->permille = permille;
  g_task_set_source_tag (task, tf_source_fetch_async);
  g_task_set_task_data (task, fetch, (GDestroyNotify) fetch_free);
  g_task_run_in_thread (task, fetch_thread);
}

gboolean
tf_source_fetch_finish (GAsyncResult *result, TfFetched *fetched, GError **error)
{
  Fetch *fetch = g_task_get_task_data (G_TASK (result));

  *fetched = fetch->fetched;
  fetch->fetched = (TfFetched){ 0 };
  return g_task_propagate_boolean (G_TASK (result), error);
}
