/* cli-series.c: `tightframe series`
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli.h"
#include "cli-like.h"
#include "cli-options.h"
#include "cli-problem.h"
#include "cli-progress.h"
#include "cli-series-measure.h"
#include "cli-table.h"
#include "data-sets.h"
#include "output.h"
#include "series-files.h"
#include "series-watch.h"

#define POLL (G_USEC_PER_SEC / 2)
/* A file that cannot be read is waited for so long since it last changed, then it is said. */
#define PATIENCE (10 * G_USEC_PER_SEC)

typedef struct
{
  char    *output, *like;
  gboolean watch, apart;
} Words;

typedef struct
{
  char        **paths;    /* as given */
  const char   *output;
  TfCliMeasuring how;
  TfSeriesKind  kind;     /* epochs, parts of the data apart or not */
  gboolean      whole, watches; /* whole: the table is written in one piece */
  gboolean      has[TF_N_HELD_OUT]; /* something stood beside a file that was measured */
  GHashTable   *measured; /* path -> TfCliMeasured */
  GHashTable   *unread;   /* path -> when it was first found unreadable, gint64 *; while watching */
  TfCsvWriter  *csv;      /* the table on standard output, or NULL before its first row */
  guint         n_layers; /* in it */
  GError       *failure;  /* of its last row */
} Job;

/* Whether there are columns of what is held out, or are to be: where what was trained on is named so, the rest is still to come. */
static gboolean
has_columns (const Job *job, const TfSeriesFiles *files, TfHeldOutKind kind)
{
  if (job->has[kind] || tf_cli_problem_holds_out (job->how.problem, kind) || tf_series_files_hold_out (files, kind))
    return TRUE;
  return job->watches && kind == TF_HELD_OUT_TEST && job->kind == TF_SERIES_EPOCHS && files->files->len > 0
         && tf_data_set_of_path (((const TfSeriesFile *) g_ptr_array_index (files->files, 0))->path) == TF_DATA_SET_TRAIN;
}

static void
add_header (const Job *job, TfCsvWriter *csv, const TfSeriesFiles *files)
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
add_values (const Job *job, TfCsvWriter *csv, const double *values)
{
  guint n;

  tf_like_get_columns (job->how.like, &n);
  for (guint i = 0; i < n; i++)
    tf_csv_writer_add_number (csv, values[i]);
}

static void
add_row (const Job *job, TfCsvWriter *csv, const TfSeriesFile *file, const TfCliMeasured *measured, gboolean has_layers)
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

/* All that is known, in the order of epochs. */
static gboolean
write_whole (Job *job, const TfSeriesFiles *files, GError **error)
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
  Job *job = user_data;

  tf_cli_progress_clear ();
  if (job->failure == NULL)
    tf_output_write (NULL, text, length, &job->failure);
}

/* On standard output a row appears as soon as it is measured. */
static gboolean
print_row (Job *job, const TfSeriesFiles *files, const TfSeriesFile *file, GError **error)
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

static void
end_printed (Job *job)
{
  if (job->csv != NULL)
    tf_csv_writer_close (job->csv);
  g_clear_pointer (&job->csv, tf_csv_writer_free);
  g_clear_error (&job->failure);
}

/* Keeps what came out, if it did. FALSE with an error. */
static gboolean
take (Job *job, const TfSeriesFiles *files, const TfSeriesFile *file, TfCliMeasured *measured, GError **error)
{
  if (measured == NULL)
    return FALSE;
  g_hash_table_replace (job->measured, g_strdup (file->path), measured);
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    job->has[kind] = job->has[kind] || measured->has[kind];
  return job->whole || print_row (job, files, file, error);
}

/* What stands beside it by its name, and does not fit. */
static void
note_failures (const TfCliMeasured *measured)
{
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    if (measured->failures[kind] != NULL)
      {
        g_autofree char *text
          = g_strdup_printf ("it does not fit what it is beside, and was left out: %s", measured->failures[kind]->message);

        tf_cli_progress_clear ();
        tf_cli_note (measured->pairs[kind], text);
      }
}

static void
note_left_out (const TfSeriesFiles *files, const char *path)
{
  if (files->counted && files->files->len > 1)
    tf_cli_note (path, "no name has the number of an epoch: the files are counted, in the order of their names");
  for (guint i = 0; i < files->alone->len; i++)
    tf_cli_note (g_ptr_array_index (files->alone, i), "nothing of its epoch was trained on; it was left out");
  for (guint i = 0; i < files->left_out->len; i++)
    tf_cli_note (g_ptr_array_index (files->left_out, i), "its name has no epoch as the others’ have; it was left out");
}

/* What cannot be read is said, and the others are measured. */
static int
measure_once (Job *job)
{
  g_auto (GStrv) paths = tf_series_list ((const char *const *) job->paths);
  g_autoptr (TfSeriesFiles) files = tf_series_files_new_of_kind ((const char *const *) paths, job->kind);
  g_autoptr (TfAhead) ahead = NULL;
  int status = TF_CLI_DONE;
  g_autoptr (GError) error = NULL;

  if (files->files->len == 0)
    return tf_cli_report_text (job->paths[0], "There are no files of features in this folder.");
  note_left_out (files, job->paths[0]);
  job->how.files = files;
  ahead = tf_cli_measure_ahead (&job->how);
  for (guint i = 0; i < files->files->len; i++)
    {
      const TfSeriesFile *file = g_ptr_array_index (files->files, i);
      g_autoptr (GError) failure = NULL;

      tf_cli_progress_show ("%s: measuring", file->name);
      if (take (job, files, file, tf_ahead_take (ahead, i, &failure), &failure))
        {
          note_failures (g_hash_table_lookup (job->measured, file->path));
          continue;
        }
      tf_cli_progress_clear ();
      status = tf_cli_report (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? "series" : file->path, failure);
      if (g_cancellable_is_cancelled (job->how.cancellable) || g_hash_table_lookup (job->measured, file->path) != NULL)
        return status;
    }
  tf_cli_progress_clear ();
  if (job->whole && g_hash_table_size (job->measured) > 0 && !write_whole (job, files, &error))
    return tf_cli_report (job->output, error);
  return status;
}

/* --- while a training writes --- */

/* Half a file is no fault while it is young: it is asked again. */
static void
wait_or_say (Job *job, TfSeriesWatch *watch, const char *path, const GError *failure)
{
  gint64 *since = g_hash_table_lookup (job->unread, path), now = g_get_monotonic_time ();

  if (since == NULL)
    {
      since = g_memdup2 (&now, sizeof now);
      g_hash_table_insert (job->unread, g_strdup (path), since);
    }
  if (now - *since >= PATIENCE && *since > 0)
    {
      tf_cli_note (path, failure->message);
      *since = 0; /* said */
    }
  tf_series_watch_wait_for (watch, path);
}

/* Measures a file, or waits for it. FALSE: the table failed. */
static gboolean
take_file (Job *job, TfSeriesWatch *watch, const TfSeriesFiles *files, const TfSeriesFile *file, GError **error)
{
  g_autoptr (GError) failure = NULL;
  const TfCliMeasured *measured;
  gboolean taken;

  g_hash_table_remove (job->measured, file->path);
  tf_cli_progress_show ("%s: measuring", file->name);
  taken = take (job, files, file, tf_cli_measure (&job->how, file, &failure), &failure);
  measured = g_hash_table_lookup (job->measured, file->path);
  for (int kind = 0; measured != NULL && kind < TF_N_HELD_OUT; kind++)
    if (measured->failures[kind] != NULL)
      wait_or_say (job, watch, measured->pairs[kind], measured->failures[kind]);
    else if (measured->pairs[kind] != NULL)
      g_hash_table_remove (job->unread, measured->pairs[kind]);
  if (taken)
    return TRUE;
  if (measured != NULL) /* it is the table that failed */
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (!g_cancellable_is_cancelled (job->how.cancellable))
    wait_or_say (job, watch, file->path, failure);
  return TRUE;
}

/* The row of what stands beside it, which is measured again; NULL: it is none, or was measured since. */
static const TfSeriesFile *
find_row_beside (const Job *job, const TfSeriesFiles *files, const TfSeriesChange *change)
{
  GHashTableIter iter;
  gpointer path, value;

  if (change->kind != TF_SERIES_VANISHED)
    {
      const TfSeriesFile *file = tf_series_files_find_beside (files, change->path);

      return file != NULL && g_hash_table_contains (job->measured, file->path) ? file : NULL;
    }
  g_hash_table_iter_init (&iter, job->measured);
  while (g_hash_table_iter_next (&iter, &path, &value))
    for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
      if (g_strcmp0 (((const TfCliMeasured *) value)->pairs[kind], change->path) == 0)
        return tf_series_files_find (files, path);
  return NULL;
}

static gboolean
take_change (Job *job, TfSeriesWatch *watch, const TfSeriesFiles *files, const TfSeriesChange *change, GError **error)
{
  const TfSeriesFile *file = tf_series_files_find (files, change->path), *beside = find_row_beside (job, files, change);

  tf_cli_progress_clear ();
  if (change->kind == TF_SERIES_VANISHED)
    {
      g_hash_table_remove (job->measured, change->path);
      tf_cli_note (change->path, "it has vanished");
    }
  if (change->kind == TF_SERIES_REPLACED && (file != NULL || beside != NULL))
    tf_cli_note (change->path, "it was written anew, and is measured again");
  if (beside != NULL)
    return take_file (job, watch, files, beside, error);
  return file == NULL || change->kind == TF_SERIES_VANISHED || take_file (job, watch, files, file, error);
}

/* Files that had waited too long for their rest to come are tried again while young. */
static void
retry_waiting (Job *job, TfSeriesWatch *watch)
{
  GHashTableIter iter;
  gpointer path, since;

  g_hash_table_iter_init (&iter, job->unread);
  while (g_hash_table_iter_next (&iter, &path, &since))
    if (g_hash_table_lookup (job->measured, path) != NULL)
      g_hash_table_iter_remove (&iter);
    else if (*(gint64 *) since > 0)
      tf_series_watch_ask_again (watch, path);
}

static gboolean
look (Job *job, TfSeriesWatch *watch, GError **error)
{
  g_autoptr (GArray) changes = tf_series_watch_look (watch);
  g_auto (GStrv) paths = NULL;
  g_autoptr (TfSeriesFiles) files = NULL;

  if (changes->len == 0)
    return TRUE;
  paths = tf_series_watch_get_paths (watch);
  files = tf_series_files_new_of_kind ((const char *const *) paths, job->kind);
  for (guint i = 0; i < changes->len; i++)
    if (!take_change (job, watch, files, &g_array_index (changes, TfSeriesChange, i), error))
      return FALSE;
  return !job->whole || write_whole (job, files, error);
}

static void
pause_until_next (Job *job)
{
  for (gint64 end = g_get_monotonic_time () + POLL;
       g_get_monotonic_time () < end && !g_cancellable_is_cancelled (job->how.cancellable);)
    g_usleep (G_USEC_PER_SEC / 50);
}

static int
watch_on (Job *job)
{
  g_autoptr (TfSeriesWatch) watch = tf_series_watch_new ((const char *const *) job->paths);
  g_autoptr (GError) error = NULL;

  while (!g_cancellable_is_cancelled (job->how.cancellable))
    {
      if (!look (job, watch, &error))
        break;
      tf_cli_progress_show ("%u files measured; waiting for more (Ctrl-C ends)", g_hash_table_size (job->measured));
      pause_until_next (job);
      retry_waiting (job, watch);
    }
  tf_cli_progress_clear ();
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return tf_cli_report (tf_output_is_stdout (job->output) ? "standard output" : job->output, error);
  return TF_CLI_DONE;
}

static gboolean
check_words (char **paths, const Words *words, GError **error)
{
  if (paths[0] == NULL)
    return tf_cli_misuse (error, "no folder and no file is named; see tightframe series --help");
  for (guint i = 0; paths[i] != NULL; i++)
    if (!tf_output_is_stdout (words->output) && tf_output_is_same (words->output, paths[i]))
      return tf_cli_misuse (error, "--output is one of the files of features");
  return TRUE;
}

static int
run (TfCliProblem *problem, char **paths, const Words *words, TfLike like)
{
  Job job = { .how = { .problem = problem, .like = like }, .paths = paths, .output = words->output,
              .kind = words->apart ? TF_SERIES_PARTS : TF_SERIES_EPOCHS, .watches = words->watch,
              .whole = !tf_output_is_stdout (words->output) };
  g_autoptr (GHashTable) measured = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, tf_cli_measured_free);
  g_autoptr (GHashTable) unread = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) error = NULL;
  int status;

  for (guint i = 0; paths[i] != NULL; i++)
    if (!g_file_test (paths[i], G_FILE_TEST_EXISTS))
      return tf_cli_report_text (paths[i], "There is no such file or folder.");
  if (!tf_output_check (words->output, &error))
    return tf_cli_report (tf_output_is_stdout (words->output) ? "standard output" : words->output, error);
  job.how.cancellable = tf_cli_watch_interrupts ();
  job.measured = measured;
  job.unread = unread;
  status = words->watch ? watch_on (&job) : measure_once (&job);
  end_printed (&job);
  return status;
}

static void
add_options (GOptionContext *context, Words *words)
{
  const GOptionEntry entries[] = {
    { "watch", 0, 0, G_OPTION_ARG_NONE, &words->watch,
      "Goes on as files appear, until Ctrl-C. Half-written ones are waited for", NULL },
    { "apart", 0, 0, G_OPTION_ARG_NONE, &words->apart,
      "Parts of the data have rows of their own: a test set does not stand beside what was trained on", NULL },
    G_OPTION_ENTRY_NULL,
  };

  tf_cli_options_add (context, entries);
  tf_cli_like_add (context, &words->like);
  tf_cli_table_add_output (context, &words->output);
}

int
tf_cli_series (int argc, char **argv)
{
  GOptionContext *context = g_option_context_new ("FOLDER|FILE…");
  g_autoptr (TfCliProblem) problem = tf_cli_problem_new (context, TF_CLI_PART_FILE | TF_CLI_PART_HELD_OUT | TF_CLI_PART_OBJECTIVE);
  g_autoptr (GError) error = NULL;
  Words words = { NULL };
  TfLike like;
  char **paths;
  int status;

  g_option_context_set_summary (
    context, "A network in training: measures the features of every epoch, a file each, and writes a row of metrics for each,\n"
             "as CSV, with the W of the file where it has one, otherwise with W*(H) at --lambda-w. The epoch is the array\n"
             "`epoch` of the file, or the number in its name; files of one epoch that have other names are layers, and a\n"
             "column at the end says which. Files whose names say that they are another part of the data (test_…, val/, …_ood)\n"
             "stand beside what was trained on, in columns of their own. Folders in folders are looked into.");
  add_options (context, &words);
  tf_cli_problem_keep_folders (problem);
  if (!tf_cli_parse (context, &argc, &argv, &status))
    return status;
  paths = tf_cli_problem_take_files (problem, argv + 1);
  if (!check_words (paths, &words, &error) || !tf_cli_problem_parse (problem, &error)
      || !tf_cli_like_parse (words.like, &like, &error))
    status = tf_cli_report ("series", error);
  else
    status = run (problem, paths, &words, like);
  g_free (words.output);
  g_free (words.like);
  return status;
}
