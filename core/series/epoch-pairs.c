/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epoch-reader-private.h"

gboolean
tf_epoch_reader_is_over (TfEpochReader *self)
{
  return g_cancellable_is_cancelled (self->end);
}

gboolean
tf_epoch_reader_holds_out (const TfEpochReader *self)
{
  return self->beside[TF_HELD_OUT_TEST] != NULL || self->beside[TF_HELD_OUT_OOD] != NULL;
}

gboolean
tf_epoch_reader_is_by_name (const TfEpochReader *self, TfHeldOutKind kind)
{
  return self->beside[kind] == NULL && !self->ignores[kind];
}

const char *
tf_epoch_reader_find_pair (const TfEpochReader *self, const TfSeriesFile *file, TfHeldOutKind kind, const char **labels)
{
  const TfSeriesFile *pair = self->pairs[kind] != NULL ? tf_series_files_find_pair (self->pairs[kind], file->epoch, file->layer) : NULL;

  *labels = pair != NULL ? pair->labels : NULL;
  if (self->pairs[kind] != NULL)
    return pair != NULL ? pair->path : NULL;
  if (!tf_epoch_reader_is_by_name (self, kind))
    return self->beside[kind];
  *labels = file->held_out[kind].labels;
  return file->held_out[kind].path;
}

gboolean
tf_epoch_reader_lacks_pair (const TfEpochReader *self, const TfSeriesFile *file)
{
  const char *labels;

  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    if (self->beside[kind] != NULL && tf_epoch_reader_find_pair (self, file, kind, &labels) == NULL)
      return TRUE;
  return FALSE;
}

/* A training may write there, too. */
void
tf_epoch_reader_list_pairs (TfEpochReader *self)
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
