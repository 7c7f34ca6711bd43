/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-table.h"

#include "cli-say.h"
#include "cli-options.h"
#include "cli-progress.h"
#include "examples-folder.h"
#include "figure-session.h"
#include "flow.h"
#include "network.h"
#include "output.h"

static gboolean wants_json; /* --json: of the one command there is in a process */

gboolean
tf_cli_table_wants_json (void)
{
  return wants_json;
}

TfCsvWriter *
tf_cli_table_new_writer (void)
{
  TfCsvWriter *csv = tf_csv_writer_new ();

  if (wants_json)
    tf_csv_writer_set_json (csv);
  return csv;
}

void
tf_cli_table_add_output (GOptionContext *context, char **word)
{
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, word,
      "Where the table goes, in one piece; - is standard output, row by row (-)", "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &wants_json,
      "The table as JSON: an array with an object for each row, and null where a value is undefined (CSV)", NULL },
    G_OPTION_ENTRY_NULL,
  };

  tf_cli_options_add (context, entries);
}

gboolean
tf_cli_misuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, sentence);
  return FALSE;
}

gboolean
tf_cli_table_parse (TfCliProblem *problem, const char *command, int argc, char **argv, GError **error)
{
  if (argc <= 1)
    return tf_cli_problem_parse (problem, error);
  if (g_file_test (argv[1], G_FILE_TEST_EXISTS))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "“%s” is no option; a file of features is named by --features %s",
                 argv[1], argv[1]);
  else
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "“%s” is no option; see tightframe %s --help", argv[1], command);
  return FALSE;
}

/* The file of that name, or the bundled one where there is none. */
static char *
find_session (const char *path)
{
  g_autoptr (GFile) bundled = g_file_test (path, G_FILE_TEST_EXISTS) ? NULL : tf_example_find (path);

  return bundled != NULL ? g_file_get_path (bundled) : g_strdup (path);
}

gboolean
tf_cli_table_parse_session (TfCliProblem *problem, const char *command, int argc, char **argv, GError **error)
{
  g_autofree char *path = argc == 2 ? find_session (argv[1]) : NULL;

  if (path == NULL || !tf_session_file_recognize (path))
    return tf_cli_table_parse (problem, command, argc, argv, error);
  return tf_cli_problem_set_session (problem, path, error) && tf_cli_problem_parse (problem, error);
}

/* What diverges has rows until then, which are what there is to be seen. */
static gboolean
is_divergence (const GError *error)
{
  return g_error_matches (error, TF_FLOW_ERROR, TF_FLOW_ERROR_DIVERGED)
         || g_error_matches (error, TF_NETWORK_ERROR, TF_NETWORK_ERROR_DIVERGED);
}

static gboolean
fill_table (TfCliProblem *problem, TfCsvWriter *csv, TfCliTabulate tabulate, gpointer user_data, GError **error)
{
  GCancellable *cancellable = tf_cli_watch_interrupts ();
  g_autoptr (TfFeatures) features = tf_cli_problem_load (problem, cancellable, error);
  g_autoptr (TfMoments) moments = features ? tf_moments_new (features, TF_KEEP_ALL, cancellable, error) : NULL;
  gboolean done;

  if (!moments)
    return FALSE;
  /* The samples are in the moments now, in the form the metrics need. */
  g_clear_pointer (&features, tf_features_unref);
  tf_csv_writer_set_metrics (csv, tf_cli_problem_get_metrics (moments));
  done = tabulate (moments, tf_cli_problem_get_parameters (problem), csv, cancellable, user_data, error);
  tf_cli_progress_clear ();
  return done;
}

/* Rows for standard output, where somebody may be waiting for them. */
typedef struct
{
  GError *error; /* from the first one that could not be written */
  guint n_written;
} Stream;

static void
write_row_cb (const char *text, gsize length, gpointer user_data)
{
  Stream *stream = user_data;

  tf_cli_progress_clear ();
  if (stream->error != NULL)
    return;
  if (tf_output_write (NULL, text, length, &stream->error))
    stream->n_written++;
  else
    g_cancellable_cancel (tf_cli_watch_interrupts ()); /* nobody is there to read the others */
}

static int
stream_table (TfCliProblem *problem, const char *command, TfCsvWriter *csv, TfCliTabulate tabulate, gpointer user_data)
{
  Stream stream = { NULL, 0 };
  g_autoptr (GError) error = NULL;
  gboolean done, has_rows;
  int status = TF_CLI_DONE;

  tf_csv_writer_set_rows (csv, write_row_cb, &stream);
  done = fill_table (problem, csv, tabulate, user_data, &error);
  has_rows = stream.n_written > 1;
  if (done || stream.n_written > 0)
    tf_csv_writer_close (csv);
  if (stream.error != NULL)
    status = tf_cli_report ("standard output", stream.error);
  else if (!done && has_rows && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    status = tf_cli_report_text (tf_cli_problem_get_subject (problem, command), "interrupted; the rows until then are written");
  else if (!done)
    status = tf_cli_report (tf_cli_problem_get_subject (problem, command), error);
  g_clear_error (&stream.error);
  return status;
}

int
tf_cli_table_write (TfCliProblem *problem,
                    const char   *command,
                    const char   *output,
                    TfCliTable    kind,
                    TfCliTabulate tabulate,
                    gpointer      user_data)
{
  g_autoptr (TfCsvWriter) csv = tf_cli_table_new_writer ();
  g_autoptr (GError) error = NULL, failure = NULL;
  int status = TF_CLI_DONE;

  if (!tf_output_check (output, &error) || !tf_cli_problem_check_output (problem, output, FALSE, &error))
    return tf_cli_report (tf_output_is_stdout (output) ? "standard output" : output, error);
  if (tf_output_is_stdout (output) && kind == TF_CLI_TABLE_ROWS)
    return stream_table (problem, command, csv, tabulate, user_data);
  if (!fill_table (problem, csv, tabulate, user_data, &failure))
    status = tf_cli_report (tf_cli_problem_get_subject (problem, command), failure);
  if ((status == TF_CLI_DONE || is_divergence (failure))
      && !tf_csv_writer_finish (csv, output, &error))
    status = tf_cli_report (tf_output_is_stdout (output) ? "standard output" : output, error);
  return status;
}
