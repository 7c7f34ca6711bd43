/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sweep-epochs.h"

#include <math.h>
#include <string.h>

#include "features-load.h"
#include "number-text.h"
#include "series-files.h"

#define WORD "epoch"

static TfSweepEpochs *
allocate (guint most)
{
  TfSweepEpochs *self = g_new0 (TfSweepEpochs, 1);

  self->ref_count = 1;
  self->epochs = g_new (double, MAX (most, 1));
  self->sources = g_new0 (TfSource *, MAX (most, 1));
  self->versions = g_new0 (guint, MAX (most, 1));
  return self;
}

TfSweepEpochs *
tf_sweep_epochs_ref (TfSweepEpochs *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
tf_sweep_epochs_unref (TfSweepEpochs *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  for (guint i = 0; i < self->n; i++)
    tf_source_unref (self->sources[i]);
  g_free (self->sources);
  g_free (self->versions);
  g_free (self->epochs);
  g_free (self);
}

/* Of an epoch that has a file already the first one counts. */
static void
add_file (TfSweepEpochs *self, double epoch, guint version, const char *path, const char *labels, const TfFeaturesOptions *options)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) beside = labels != NULL ? g_file_new_for_path (labels) : NULL;
  g_autoptr (TfSource) source = tf_source_new_file (file, beside);

  if (self->n > 0 && !(epoch > self->epochs[self->n - 1]))
    return;
  self->epochs[self->n] = epoch;
  self->versions[self->n] = version;
  self->sources[self->n++] = options != NULL ? tf_source_new_with_options (source, options) : tf_source_ref (source);
}

TfSweepEpochs *
tf_sweep_epochs_new_of_folder (const char *folder, TfSource *source, GError **error)
{
  g_autofree char *whole = g_canonicalize_filename (folder, NULL);
  g_auto (GStrv) paths = tf_series_list_folder (whole);
  g_autoptr (TfSeriesFiles) files = paths[0] != NULL ? tf_series_files_new ((const char *const *) paths) : NULL;
  GFile *of = tf_source_get_file (source);
  const TfSeriesFile *shown = files != NULL && of != NULL ? tf_series_files_find (files, g_file_peek_path (of)) : NULL;
  g_autoptr (TfSweepEpochs) self = allocate (files != NULL ? files->files->len : 0);
  TfFeaturesOptions options = { 0 };

  if (shown != NULL)
    options = tf_source_get_options (source);
  for (guint i = 0; shown != NULL && i < files->files->len; i++)
    {
      const TfSeriesFile *file = g_ptr_array_index (files->files, i);

      if (strcmp (file->layer, shown->layer) == 0)
        add_file (self, file->epoch, 0, file->path, file->labels != NULL ? file->labels : options.labels_path, &options);
    }
  if (self->n >= 2)
    return g_steal_pointer (&self);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "the folder has no two epochs of these features");
  return NULL;
}

TfSweepEpochs *
tf_sweep_epochs_new_of_series (const TfEpochs *series, int shown)
{
  g_autoptr (TfSweepEpochs) self = allocate (series->n);

  for (guint i = 0; shown >= 0 && !series->variants && i < series->n; i++)
    if (series->rows[i].problem == NULL && strcmp (series->rows[i].layer, series->rows[shown].layer) == 0)
      add_file (self, series->rows[i].epoch, series->rows[i].version, series->rows[i].path, series->rows[i].labels, NULL);
  return self->n >= 2 ? g_steal_pointer (&self) : NULL;
}

gboolean
tf_sweep_epochs_equal (const TfSweepEpochs *self, const TfSweepEpochs *other)
{
  if (self == NULL || other == NULL || self == other)
    return self == other;
  if (self->n != other->n || memcmp (self->epochs, other->epochs, self->n * sizeof (double)) != 0)
    return FALSE;
  for (guint i = 0; i < self->n; i++)
    if (self->versions[i] != other->versions[i] || !tf_source_has_same_files (self->sources[i], other->sources[i]))
      return FALSE;
  return TRUE;
}

int
tf_sweep_epochs_find (const TfSweepEpochs *self, double epoch)
{
  for (guint i = 0; i < self->n; i++)
    if (self->epochs[i] == epoch)
      return (int) i;
  return -1;
}

/* --- the word --- */

static char *
list_epochs (const TfSweepEpochs *self, guint most)
{
  GString *list = g_string_new (WORD "=");
  guint n = MIN (self->n, MAX (most, 2));

  for (guint i = 0; i < n; i++)
    {
      char text[TF_NUMBER_TEXT_SIZE];
      guint place = n < self->n ? (guint) lround ((double) i * (self->n - 1) / (n - 1)) : i;

      g_string_append_printf (list, "%s%s", i > 0 ? ";" : "", tf_number_write (self->epochs[place], text));
    }
  return g_string_free (list, FALSE);
}

char *
tf_sweep_epochs_expand (const TfSweepEpochs *self, const char *axes, guint most)
{
  g_auto (GStrv) words = g_strsplit (axes, " ", -1);

  for (guint i = 0; words[i] != NULL && self != NULL; i++)
    if (strcmp (words[i], WORD) == 0)
      {
        g_free (words[i]);
        words[i] = list_epochs (self, most);
      }
  return g_strjoinv (" ", words);
}

gboolean
tf_sweep_axes_have_epochs (const char *axes)
{
  g_auto (GStrv) words = g_strsplit (axes, " ", -1);

  return g_strv_contains ((const char *const *) words, WORD);
}

/* --- features --- */

TfMoments *
tf_sweep_epochs_load (const TfSweepEpochs *self, guint place, GCancellable *cancellable, GError **error)
{
  TfSource *source = self->sources[place];
  TfFeaturesOptions options = tf_source_get_own_options (source);
  g_autoptr (TfFeatures) features
    = tf_features_load (g_file_peek_path (tf_source_get_file (source)), &options, cancellable, NULL, NULL, error);

  return features != NULL ? tf_moments_new (features, TF_KEEP_ALL, cancellable, error) : NULL;
}
