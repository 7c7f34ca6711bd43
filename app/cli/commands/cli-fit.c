/* cli-fit.c: `tightframe fit`
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "cli.h"
#include "cli-options.h"
#include "cli-problem.h"
#include "cli-progress.h"
#include "cli-table.h"
#include "fit.h"
#include "flow.h"
#include "output.h"
#include "part-files.h"

static void
add_header (TfCsvWriter *csv)
{
  static const char *const ends[] = { "from", "to", "fit" };
  guint n;
  const TfMetric *compared = tf_fit_get_compared (&n);

  tf_csv_writer_add_word (csv, "beta");
  tf_csv_writer_add_word (csv, "nc1_ratio_from");
  tf_csv_writer_add_word (csv, "nc1_ratio_to");
  tf_csv_writer_add_word (csv, "complexity");
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < G_N_ELEMENTS (ends); j++)
      {
        g_autofree char *name = g_strdup_printf ("%s_%s", tf_metric_name (compared[i]), ends[j]);

        tf_csv_writer_add_word (csv, name);
      }
  tf_csv_writer_end_row (csv);
}

static void
add_row (TfCsvWriter *csv, const TfFit *fit, const TfMetrics *to)
{
  guint n;
  const TfMetric *compared = tf_fit_get_compared (&n);

  tf_csv_writer_add_number (csv, fit->beta);
  tf_csv_writer_add_number (csv, fit->from.values[TF_METRIC_NC1_RATIO]);
  tf_csv_writer_add_number (csv, to->values[TF_METRIC_NC1_RATIO]);
  tf_csv_writer_add_number (csv, 1 / fit->beta);
  for (guint i = 0; i < n; i++)
    {
      tf_csv_writer_add_number (csv, fit->from.values[compared[i]]);
      tf_csv_writer_add_number (csv, to->values[compared[i]]);
      tf_csv_writer_add_number (csv, fit->fit.values[compared[i]]);
    }
  tf_csv_writer_end_row (csv);
}

/* Where several beta have that NC1~ the others are named. */
static void
note_others (const GArray *fits, const TfFit *best, const char *path)
{
  g_autoptr (GString) others = g_string_new (NULL);
  g_autofree char *note = NULL;

  if (tf_fit_explain (best->outcome) != NULL)
    tf_cli_note (path, tf_fit_explain (best->outcome));
  if (fits->len < 2)
    return;
  for (guint i = 0; i < fits->len; i++)
    if (&g_array_index (fits, TfFit, i) != best)
      g_string_append_printf (others, "%s%.4g", others->len > 0 ? ", " : "", g_array_index (fits, TfFit, i).beta);
  note = g_strdup_printf ("NC1~ is the same at β = %s, as it does not grow with β throughout (Corollary 3.2 does not apply); "
                          "at %.4g the other metrics agree best", others->str, best->beta);
  tf_cli_note (path, note);
}

static TfMoments *
load (TfCliProblem *problem, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (TfFeatures) features = tf_cli_problem_load_file (problem, path, NULL, FALSE, cancellable, error);

  return features != NULL ? tf_moments_new (features, 1, cancellable, error) : NULL;
}

/* paths[i] as H0, its moments in *from, against paths[i + 1], whose moments take their place. */
static gboolean
fit_pair (TfCliProblem *problem, char **paths, TfMoments **from, TfCsvWriter *csv, GCancellable *cancellable, GError **error)
{
  const TfParameters *parameters = tf_cli_problem_get_parameters (problem);
  g_autoptr (TfMoments) to = load (problem, paths[1], cancellable, error);
  g_autoptr (GArray) fits = NULL;
  const TfFit *best;
  TfMetrics measured;

  if (to == NULL)
    return FALSE;
  tf_moments_get_metrics (to, parameters, FALSE, &measured);
  if (!tf_fit_betas (*from, parameters, measured.values[TF_METRIC_NC1_RATIO], cancellable, &fits, error))
    return FALSE;
  best = tf_fit_choose (fits, &measured);
  note_others (fits, best, paths[1]);
  add_row (csv, best, &measured);
  tf_moments_unref (*from);
  *from = g_steal_pointer (&to);
  return TRUE;
}

/* subject: the file at which it failed. */
static gboolean
tabulate (TfCliProblem *problem, char **paths, TfCsvWriter *csv, const char **subject, GError **error)
{
  GCancellable *cancellable = tf_cli_watch_interrupts ();
  TfMoments *from = load (problem, paths[0], cancellable, error);
  gboolean done = from != NULL;

  *subject = paths[0];
  add_header (csv);
  for (guint i = 0; done && paths[i + 1] != NULL; i++)
    {
      *subject = paths[i + 1];
      done = fit_pair (problem, paths + i, &from, csv, cancellable, error);
    }
  g_clear_pointer (&from, tf_moments_unref);
  return done;
}

/* The table is none of the files read. */
static gboolean
check_output (const char *output, char **paths, GError **error)
{
  if (!tf_output_check (output, error))
    return FALSE;
  for (guint i = 0; paths[i] != NULL && !tf_output_is_stdout (output); i++)
    {
      g_auto (GStrv) parts = tf_part_files_list_all (paths[i]);

      for (guint j = 0; parts[j] != NULL; j++)
        if (tf_output_is_same (output, parts[j]))
          {
            g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_EXISTS, "These are the features themselves; choose another name.");
            return FALSE;
          }
    }
  return TRUE;
}

static int
write_table (TfCliProblem *problem, char **paths, const char *output)
{
  g_autoptr (TfCsvWriter) csv = tf_cli_table_new_writer ();
  g_autoptr (GError) error = NULL;
  const char *subject = output;

  if (check_output (output, paths, &error) && tabulate (problem, paths, csv, &subject, &error))
    {
      subject = tf_output_is_stdout (output) ? "standard output" : output;
      tf_csv_writer_finish (csv, output, &error);
    }
  return error != NULL ? tf_cli_report (subject, error) : TF_CLI_DONE;
}

int
tf_cli_fit (int argc, char **argv)
{
  GOptionContext *context = g_option_context_new ("FEATURES0 FEATURES1 [FEATURES2…]");
  g_autoptr (TfCliProblem) problem = tf_cli_problem_new (context, TF_CLI_PART_FILE | TF_CLI_PART_OBJECTIVE);
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  char **paths;
  int status;

  g_option_context_set_summary (
    context, "Which β is a network at? Finds the β whose minimizer H_{1/β} for the features H₀ of the first file has the\n"
             "NC1~ = Tr Σ_W/Tr Σ_B of the second: a later layer, or a later epoch, of any dimension. complexity is 1/β;\n"
             "other metrics follow as they are before (from), after (to) and at that minimizer (fit). Of more files each is\n"
             "held against the one before it: a row each. Where no β does it, the field is empty and a note says why;\n"
             "where several do, it is the one at which the other metrics agree best, and a note names the others.");
  tf_cli_table_add_output (context, &output);
  if (!tf_cli_parse (context, &argc, &argv, &status))
    return status;
  paths = tf_cli_problem_take_files (problem, argv + 1);
  if (g_strv_length (paths) < 2)
    {
      g_set_error (&error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "two feature files are needed; see tightframe fit --help");
      return tf_cli_report ("fit", error);
    }
  if (!tf_cli_problem_parse (problem, &error))
    return tf_cli_report ("fit", error);
  if (tf_cli_problem_has_option (problem, "beta"))
    return tf_cli_misuse (&error, "--beta is what is looked for") ? TF_CLI_DONE : tf_cli_report ("fit", error);
  return write_table (problem, paths, output);
}
