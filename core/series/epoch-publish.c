/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epoch-reader-private.h"

static void
describe_pairs (TfEpochReader *self, const TfSeriesFile *file, TfEpoch *row)
{
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    {
      const char *labels;

      row->held_out[kind] = g_strdup (tf_epoch_reader_find_pair (self, file, kind, &labels));
      row->held_out_labels[kind] = g_strdup (labels);
    }
}

static TfEpochs *
describe (TfEpochReader *self)
{
  GPtrArray *files = self->files->files;
  TfEpochs *epochs = tf_epochs_new (files->len);

  for (guint i = 0; i < files->len; i++)
    {
      const TfSeriesFile *file = g_ptr_array_index (files, i);
      const TfEpochResult *result = g_hash_table_lookup (self->results, file->path);
      TfEpoch *row = &epochs->rows[i];

      row->path = g_strdup (file->path);
      row->labels = g_strdup (file->labels);
      describe_pairs (self, file, row);
      row->name = g_strdup (file->name);
      row->layer = g_strdup (file->layer);
      row->epoch = file->epoch;
      tf_metrics_clear (&row->metrics);
      if (result == NULL)
        continue;
      row->is_measured = result->is_measured;
      row->problem = g_strdup (result->problem);
      row->version = result->version;
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

void
tf_epoch_reader_publish (TfEpochReader *self)
{
  TfEpochs *epochs = describe (self);

  self->published_at = g_get_monotonic_time ();
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->epochs, tf_epochs_unref);
  self->epochs = epochs;
  g_mutex_unlock (&self->lock);
  self->wake (self->user_data);
}

void
tf_epoch_reader_say (TfEpochReader *self, const char *path, const char *what)
{
  g_autofree char *base = g_path_get_basename (path), *name = g_filename_display_name (base);

  g_free (self->said);
  self->said = g_strdup_printf ("%s %s", name, what);
}
