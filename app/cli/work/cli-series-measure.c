/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-series-measure.h"

#include <glib/gstdio.h>

#include "features-load.h"
#include "part-files.h"

/* So many bytes of files are read side by side at the most, and so many files. */
#define MOST_BYTES ((goffset) 1 << 30)
#define MOST_WORKERS 16

void
tf_cli_measured_free (gpointer measured)
{
  TfCliMeasured *self = measured;

  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    {
      g_free (self->pairs[kind]);
      g_clear_error (&self->failures[kind]);
    }
  g_free (self->values);
  g_free (self);
}

/* What the words do not name is there by the names of files: a guess, that must not cost the row. */
static void
stand_by_name (const TfCliMeasuring *how, const TfSeriesFile *file, TfFeatures *features, TfCliMeasured *measured)
{
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    {
      const TfFeaturesOptions options = { .labels_path = file->held_out[kind].labels };

      if (tf_cli_problem_holds_out (how->problem, kind) || file->held_out[kind].path == NULL)
        continue;
      measured->pairs[kind] = g_strdup (file->held_out[kind].path);
      tf_features_load_held_out (features, kind, measured->pairs[kind], &options, how->cancellable, &measured->failures[kind]);
    }
}

static TfMoments *
gather (const TfCliMeasuring *how, const TfSeriesFile *file, TfCliMeasured *measured, GError **error)
{
  g_autofree char *missing = tf_series_file_describe_missing (file);
  g_autoptr (TfFeatures) features
    = missing == NULL ? tf_cli_problem_load_file (how->problem, file->path, file->labels, TRUE, how->cancellable, error) : NULL;

  if (missing != NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, missing);
  if (features == NULL
      || !tf_cli_problem_load_pair (how->problem, features, file->epoch, file->layer, how->cancellable, error))
    return NULL;
  stand_by_name (how, file, features, measured);
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    measured->has[kind] = tf_features_get_held_out (features, kind) != NULL;
  return tf_moments_new_to_measure (features, how->cancellable, error);
}

TfCliMeasured *
tf_cli_measure (const TfCliMeasuring *how, const TfSeriesFile *file, GError **error)
{
  TfCliMeasured *measured = g_new0 (TfCliMeasured, 1);
  g_autoptr (TfMoments) moments = gather (how, file, measured, error);
  const TfParameters *parameters = tf_cli_problem_get_parameters (how->problem);

  if (moments == NULL)
    {
      tf_cli_measured_free (measured);
      return NULL;
    }
  if (how->like == TF_CLI_OURS)
    tf_moments_get_metrics (moments, parameters, TRUE, &measured->metrics);
  else
    {
      guint n;

      tf_like_get_columns (how->like, &n);
      measured->values = g_new (double, n);
      tf_moments_get_like (moments, parameters, TRUE, how->like, measured->values);
    }
  return measured;
}

static gpointer
measure_cb (guint i, gpointer user_data, GError **error)
{
  const TfCliMeasuring *how = user_data;

  return tf_cli_measure (how, g_ptr_array_index (how->files->files, i), error);
}

static guint
count_workers (const TfSeriesFiles *files)
{
  goffset most = 1;

  for (guint i = 0; i < files->files->len; i++)
    {
      const TfSeriesFile *file = g_ptr_array_index (files->files, i);
      g_auto (GStrv) parts = tf_part_files_list_all (file->path);
      goffset size = 0;
      GStatBuf status;

      for (guint j = 0; parts[j] != NULL; j++)
        size += g_stat (parts[j], &status) == 0 ? status.st_size : 0;
      most = MAX (most, size);
    }
  return CLAMP (MOST_BYTES / most, 1, MIN (g_get_num_processors (), MOST_WORKERS));
}

TfAhead *
tf_cli_measure_ahead (TfCliMeasuring *how)
{
  return tf_ahead_new (how->files->files->len, count_workers (how->files), measure_cb, tf_cli_measured_free, how);
}
