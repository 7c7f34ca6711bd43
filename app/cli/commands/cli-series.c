/* cli-series.c: `tightframe series`
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli.h"
#include "cli-like.h"
#include "cli-options.h"
#include "cli-progress.h"
#include "cli-series-job.h"
#include "cli-table.h"
#include "output.h"
#include "part-files.h"

typedef struct
{
  char    *output, *like;
  gboolean watch, apart;
} Words;

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
measure_once (TfCliSeriesJob *job)
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
      if (tf_cli_series_take (job, files, file, tf_ahead_take (ahead, i, &failure), &failure))
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
  if (job->whole && g_hash_table_size (job->measured) > 0 && !tf_cli_series_write_whole (job, files, &error))
    return tf_cli_report (job->output, error);
  return status;
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
  TfCliSeriesJob job = { .how = { .problem = problem, .like = like }, .paths = paths, .output = words->output,
                         .kind = words->apart ? TF_SERIES_PARTS : TF_SERIES_EPOCHS, .watches = words->watch,
                         .whole = !tf_output_is_stdout (words->output) };
  g_autoptr (GHashTable) measured = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, tf_cli_measured_free);
  g_autoptr (GHashTable) unread = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) error = NULL;
  int status;

  for (guint i = 0; paths[i] != NULL; i++)
    if (!tf_part_files_exist (paths[i]))
      return tf_cli_report_text (paths[i], "There is no such file or folder.");
  if (!tf_output_check (words->output, &error))
    return tf_cli_report (tf_output_is_stdout (words->output) ? "standard output" : words->output, error);
  job.how.cancellable = tf_cli_watch_interrupts ();
  job.measured = measured;
  job.unread = unread;
  status = words->watch ? tf_cli_series_watch (&job) : measure_once (&job);
  tf_cli_series_end_printed (&job);
  return status;
}

static void
add_options (GOptionContext *context, Words *words)
{
  const GOptionEntry entries[] = {
    { "watch", 0, 0, G_OPTION_ARG_NONE, &words->watch,
      "Goes on as files appear, until Ctrl-C. Half-written ones are waited for", NULL },
    { "apart", 0, 0, G_OPTION_ARG_NONE, &words->apart,
      "Parts of the data have rows of their own: a test set does not stand beside what was trained on, ranks are not joined", NULL },
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
             "stand beside what was trained on, in columns of their own. What several processes saved of an epoch (ep1_rank0.npz,\n"
             "ep1_rank1.npz, feats-00000-of-00004.pt) is joined. Folders in folders are looked into.");
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
