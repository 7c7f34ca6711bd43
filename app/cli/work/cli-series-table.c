/* cli-series-table.c: the rows of `tightframe series`, in one piece or as they come
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli-series-job.h"

#include "cli-progress.h"
#include "cli-table.h"
#include "data-sets.h"
#include "output.h"

/* Whether there are columns of what is held out, or are to be: where what was trained on is named so, the rest is still to come. */
static gboolean
has_columns (const TfCliSeriesJob *job, const TfSeriesFiles *files, TfHeldOutKind kind)
{
  if (job->has[kind] || tf_cli_problem_holds_out (job->how.problem, kind) || tf_series_files_hold_out (files, kind))
    return TRUE;
  return job->watches && kind == TF_HELD_OUT_TEST && job->kind == TF_SERIES_EPOCHS && files->files->len > 0
         && tf_data_set_of_path (((const TfSeriesFile *) g_ptr_array_index (files->files, 0))->path) == TF_DATA_SET_TRAIN;
}

static void
add_header (const TfCliSeriesJob *job, TfCsvWriter *csv, const TfSeriesFiles *files)
{
  gboolean has_layers = files->layers->len > 1;

  tf_csv_writer_set_metrics (csv, tf_metric_set_there (has_columns (job, files, TF_HELD_OUT_TEST),
                                                       has_columns (job, files, TF_HELD_OUT_OOD)));
  tf_csv_writer_add_word (csv, "epoch");
  tf_cli_like_add_names (csv, job->how.like);
  if (has_layers)
    tf_csv_writer_add_word (csv, "layer");
  tf_csv_writer_end_row (csv);
}

static void
add_values (const TfCliSeriesJob *job, TfCsvWriter *csv, const double *values)
{
  guint n;

  tf_like_get_columns (job->how.like, &n);
  for (guint i = 0; i < n; i++)
    tf_csv_writer_add_number (csv, values[i]);
}

static void
add_row (const TfCliSeriesJob *job, TfCsvWriter *csv, const TfSeriesFile *file, const TfCliMeasured *measured, gboolean has_layers)
{
  tf_csv_writer_add_number (csv, file->epoch);
  if (job->how.like == TF_CLI_OURS)
    tf_csv_writer_add_metrics (csv, &measured->metrics);
  else
    add_values (job, csv, measured->values);
  if (has_layers)
    tf_csv_writer_add_word (csv, file->layer);
  tf_csv_writer_end_row (csv);
}

gboolean
tf_cli_series_write_whole (TfCliSeriesJob *job, const TfSeriesFiles *files, GError **error)
{
  g_autoptr (TfCsvWriter) csv = tf_cli_table_new_writer ();
  gboolean has_layers = files->layers->len > 1;

  add_header (job, csv, files);
  for (guint i = 0; i < files->files->len; i++)
    {
      const TfSeriesFile *file = g_ptr_array_index (files->files, i);
      const TfCliMeasured *measured = g_hash_table_lookup (job->measured, file->path);

      if (measured != NULL)
        add_row (job, csv, file, measured, has_layers);
    }
  return tf_csv_writer_finish (csv, job->output, error);
}

static void
print_cb (const char *text, gsize length, gpointer user_data)
{
  TfCliSeriesJob *job = user_data;

  tf_cli_progress_clear ();
  if (job->failure == NULL)
    tf_output_write (NULL, text, length, &job->failure);
}

/* On standard output a row appears as soon as it is measured. */
static gboolean
print_row (TfCliSeriesJob *job, const TfSeriesFiles *files, const TfSeriesFile *file, GError **error)
{
  if (job->csv == NULL)
    {
      job->csv = tf_cli_table_new_writer ();
      tf_csv_writer_set_rows (job->csv, print_cb, job);
      job->n_layers = files->layers->len;
      add_header (job, job->csv, files);
    }
  add_row (job, job->csv, file, g_hash_table_lookup (job->measured, file->path), job->n_layers > 1);
  if (job->failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&job->failure));
  return FALSE;
}

void
tf_cli_series_end_printed (TfCliSeriesJob *job)
{
  if (job->csv != NULL)
    tf_csv_writer_close (job->csv);
  g_clear_pointer (&job->csv, tf_csv_writer_free);
  g_clear_error (&job->failure);
}

gboolean
tf_cli_series_take (TfCliSeriesJob *job, const TfSeriesFiles *files, const TfSeriesFile *file, TfCliMeasured *measured, GError **error)
{
  if (measured == NULL)
    return FALSE;
  g_hash_table_replace (job->measured, g_strdup (file->path), measured);
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    job->has[kind] = job->has[kind] || measured->has[kind];
  return job->whole || print_row (job, files, file, error);
}
