/* source-fetch.c: reading or drawing what a source names, on a thread of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "features-load.h"
#include "source-private.h"
#include "thread.h"

/* All layers of a series share this number of samples kept: any of them may be drawn, one at a time. */
#define MAX_KEPT_OF_SERIES 20000

/* Values a synthetic draw may hold: 800 MB of doubles, and seconds to draw. */
#define MAX_SYNTHETIC_VALUES 1e8

/* The share of the work that is reading; the rest is gathering the moments. */
#define READING_PERMILLE 800

typedef struct
{
  TfSource *source;
  int      *permille;
  TfFetched fetched; /* written on the worker, read when it is done */
  guint     n_files; /* worker: to be read in all, and read */
  guint     n_read;
} Fetch;

static void
fetch_free (Fetch *fetch)
{
  tf_fetched_clear (&fetch->fetched);
  tf_source_unref (fetch->source);
  g_free (fetch);
}

/* On the worker. */

static void
show_progress (Fetch *fetch, double permille)
{
  g_atomic_int_set (fetch->permille, (int) ((fetch->n_read * 1000.0 + permille) / fetch->n_files));
}

static void
progressed_cb (double fraction, gpointer user_data)
{
  show_progress (user_data, fraction * READING_PERMILLE);
}

static TfFeatures *
read_file (Fetch *fetch, TfSource *source, GCancellable *cancellable, GError **error)
{
  const char *path = g_file_peek_path (source->file);
  TfFeaturesOptions options = tf_source_get_own_options (source);
  g_autoptr (GPtrArray) listing = NULL;
  TfFeatures *features;
  GError *failure = NULL;

  if (path == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   "the file is not on this computer; copy it here and open the copy");
      return NULL;
    }
  features = tf_features_load_listed (path, &options, &listing, cancellable, progressed_cb, fetch, &failure);
  if (features == NULL)
    g_clear_pointer (&fetch->fetched.listing, g_ptr_array_unref);
  if (fetch->fetched.listing == NULL)
    fetch->fetched.listing = g_steal_pointer (&listing);
  if (features == NULL)
    {
      fetch->fetched.needs_labels = g_error_matches (failure, TF_FEATURES_ERROR, TF_FEATURES_ERROR_NEEDS_LABELS);
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

/* One file, or a draw. *notice is what the reader says of it, or NULL. */
static TfMoments *
gather (Fetch *fetch, TfSource *source, guint max_kept, char **notice, GCancellable *cancellable, GError **error)
{
  g_autoptr (TfFeatures) features
      = source->file != NULL ? read_file (fetch, source, cancellable, error) : draw (fetch, error);
  TfMoments *moments;

  if (features == NULL)
    return NULL;
  show_progress (fetch, READING_PERMILLE);
  if (!tf_source_load_held_out (source, features, cancellable, error))
    return NULL;
  moments = tf_moments_new (features, max_kept, cancellable, error);
  if (moments != NULL)
    *notice = g_strdup (tf_features_get_notice (features));
  if (moments != NULL && source->file != NULL && fetch->fetched.labels_from == NULL)
    fetch->fetched.labels_from = g_strdup (tf_features_get_labels_from (features));
  return moments;
}

static char *
file_name_of (TfSource *source)
{
  g_autofree char *name = g_file_get_basename (source->file);

  return name != NULL ? g_filename_display_name (name) : g_strdup ("");
}

/* A notice is said once, after the names of the layers it is about. */
static char *
join_notices (guint n, char *const *names, char *const *notices)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      gboolean said = FALSE;

      for (guint j = 0; j < i && !said; j++)
        said = g_strcmp0 (notices[j], notices[i]) == 0;
      if (notices[i] == NULL || said)
        continue;
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", names[i]);
      for (guint j = i + 1; j < n; j++)
        if (g_strcmp0 (notices[j], notices[i]) == 0)
          g_string_append_printf (text, ", %s", names[j]);
      g_string_append_printf (text, ": %s", notices[i]);
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/* Layer i, which must fit the first. */
static TfMoments *
gather_layer (Fetch *fetch, guint i, GPtrArray *before, char **notice, GCancellable *cancellable, GError **error)
{
  TfSource *layer = fetch->source->layers->pdata[i];
  guint max_kept = MIN (TF_SOURCE_MAX_KEPT, MAX_KEPT_OF_SERIES / fetch->n_files);
  g_autoptr (TfMoments) moments = gather (fetch, layer, max_kept, notice, cancellable, error);

  if (moments == NULL)
    {
      /* A second file is for a single one. */
      if (fetch->fetched.needs_labels)
        g_prefix_error_literal (error, "Opened together, files hold their own labels (.npz, .csv). ");
      fetch->fetched.needs_labels = FALSE;
    }
  else if (i > 0)
    {
      g_autofree char *first = file_name_of (fetch->source->layers->pdata[0]);

      if (!tf_layers_check (before->pdata[0], first, moments, error))
        g_clear_pointer (&moments, tf_moments_unref);
    }
  if (moments == NULL)
    fetch->fetched.culprit = file_name_of (layer);
  return g_steal_pointer (&moments);
}

static gboolean
fetch_series (Fetch *fetch, GCancellable *cancellable, GError **error)
{
  guint n = fetch->n_files;
  g_autoptr (GPtrArray) moments = g_ptr_array_new_with_free_func ((GDestroyNotify) tf_moments_unref);
  g_autoptr (GPtrArray) notices = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *samples = NULL;
  g_autofree char *noticed = NULL;

  if (n > TF_SOURCE_MAX_LAYERS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%u files are more than can be opened as one network; %d can",
                   n, TF_SOURCE_MAX_LAYERS);
      return FALSE;
    }
  for (; fetch->n_read < n; fetch->n_read++)
    {
      char *notice = NULL;
      TfMoments *layer = gather_layer (fetch, fetch->n_read, moments, &notice, cancellable, error);

      g_ptr_array_add (notices, notice);
      if (layer == NULL)
        return FALSE;
      g_ptr_array_add (moments, layer);
    }
  fetch->fetched.moments = tf_moments_ref (moments->pdata[0]);
  fetch->fetched.layers
      = tf_layers_new (n, (const char *const *) fetch->source->names, (TfMoments *const *) moments->pdata);
  samples = tf_layers_describe_samples (fetch->fetched.layers);
  noticed = join_notices (n, fetch->source->names, (char *const *) notices->pdata);
  fetch->fetched.notice
      = samples != NULL && noticed != NULL ? g_strdup_printf ("%s %s", samples, noticed)
                                           : g_strdup (samples != NULL ? samples : noticed);
  return TRUE;
}

static Fetch *
fetch_new (TfSource *source, int *permille)
{
  Fetch *fetch = g_new0 (Fetch, 1);

  fetch->source = tf_source_ref (source);
  fetch->permille = permille;
  fetch->n_files = MAX (tf_source_get_n_layers (source), 1);
  return fetch;
}

static gboolean
fetch_all (Fetch *fetch, GCancellable *cancellable, GError **error)
{
  TfFetched *fetched = &fetch->fetched;

  if (fetch->source->layers != NULL)
    fetch_series (fetch, cancellable, error);
  else
    fetched->moments = gather (fetch, fetch->source, TF_SOURCE_MAX_KEPT, &fetched->notice, cancellable, error);
  return fetched->moments != NULL;
}

static void
fetch_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean fetched;

  fetched = fetch_all (task_data, cancellable, &error);
  tf_thread_end_work ();
  if (fetched)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* public */

void
tf_fetched_clear (TfFetched *self)
{
  g_clear_pointer (&self->moments, tf_moments_unref);
  g_clear_pointer (&self->layers, tf_layers_unref);
  g_clear_pointer (&self->listing, g_ptr_array_unref);
  g_clear_pointer (&self->notice, g_free);
  g_clear_pointer (&self->labels_from, g_free);
  g_clear_pointer (&self->culprit, g_free);
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

  g_task_set_source_tag (task, tf_source_fetch_async);
  g_task_set_task_data (task, fetch_new (self, permille), (GDestroyNotify) fetch_free);
  tf_thread_begin_work (); /* which the thread ends */
  g_task_run_in_thread (task, fetch_thread);
}

gboolean
tf_source_fetch (TfSource *self, GCancellable *cancellable, TfFetched *fetched, GError **error)
{
  int permille = 0;
  Fetch *fetch = fetch_new (self, &permille);
  gboolean good = fetch_all (fetch, cancellable, error);

  *fetched = fetch->fetched;
  fetch->fetched = (TfFetched){ 0 };
  fetch_free (fetch);
  return good;
}

gboolean
tf_source_fetch_finish (GAsyncResult *result, TfFetched *fetched, GError **error)
{
  Fetch *fetch = g_task_get_task_data (G_TASK (result));

  *fetched = fetch->fetched;
  fetch->fetched = (TfFetched){ 0 };
  return g_task_propagate_boolean (G_TASK (result), error);
}
