/* cli-moments.c: `tightframe moments`
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli-moments.h"

#include "cli.h"
#include "cli-options.h"
#include "cli-problem.h"
#include "cli-progress.h"
#include "features-merge.h"
#include "moments-write.h"
#include "output.h"

typedef struct
{
  char    *output;
  gboolean merge;
  TfCliProblem *problem;
  char   **paths;
  const char *culprit; /* the file that an error is about */
  const TfCliMomentsEngine *engine;
} Job;

/* One shard; of --merge it must be a moments file, which is known by what it says. */
static TfFeatures *
read_cb (gpointer user_data, gsize i, const TfShare *share, GCancellable *cancellable, GError **error)
{
  Job *job = user_data;
  TfFeatures *features = tf_cli_problem_summarize (job->problem, job->paths[i], share, cancellable, error);

  if (features == NULL || !job->merge || g_str_has_prefix (tf_features_get_features_from (features), "moments"))
    return features;
  tf_features_unref (features);
  g_set_error_literal (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT,
                       "These are features and no moments; without --merge, they are read as such.");
  return NULL;
}

static TfFeatures *
fetch_here (TfCliMomentsRead read, gpointer job, char **paths, gsize i, GCancellable *cancellable, GError **error)
{
  return read (job, i, NULL, cancellable, error);
}

/* Before the long work: whether its result will have a place. */
static gboolean
check_output (Job *job, GError **error)
{
  for (char **path = job->paths; *path != NULL; path++)
    if (tf_output_is_same (job->output, *path))
      {
        job->culprit = *path;
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                             "this is the file that is read, and would be lost; give the result another name");
        return FALSE;
      }
  job->culprit = job->output;
  return tf_output_check (job->output, error);
}

static gboolean
gather (Job *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (TfMerge) merge = tf_merge_new ();
  g_autoptr (TfFeatures) merged = NULL;

  for (gsize i = 0; job->paths[i] != NULL; i++)
    {
      g_autoptr (TfFeatures) features = NULL;

      job->culprit = job->paths[i];
      features = job->engine->fetch (read_cb, job, job->paths, i, cancellable, error);
      if (features == NULL || !tf_merge_add (merge, features, error))
        return FALSE;
    }
  job->culprit = job->paths[0];
  merged = tf_merge_finish (merge, "moments", error);
  if (merged == NULL)
    return FALSE;
  job->culprit = job->output;
  return !g_cancellable_set_error_if_cancelled (cancellable, error) && tf_moments_write (merged, job->output, error);
}

static gboolean
carry_out (Job *job, GError **error)
{
  GCancellable *cancellable = tf_cli_watch_interrupts ();

  if (job->engine->help != NULL)
    return job->engine->help (read_cb, job, job->paths, cancellable, error);
  return check_output (job, error) && gather (job, cancellable, error);
}

static gboolean
check_words (const Job *job, GError **error)
{
  const char *sentence = job->paths[0] == NULL               ? "no file of features is named; see tightframe moments --help"
                         : job->output == NULL               ? "-o FILE.npz is missing"
                         : tf_output_is_stdout (job->output) ? "moments are an archive and need a file: -o FILE.npz" : NULL;

  if (sentence != NULL)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, sentence);
  return sentence == NULL;
}

int
tf_cli_moments_with (int argc, char **argv, const TfCliMomentsEngine *engine)
{
  GOptionContext *context = g_option_context_new ("FEATURES…");
  g_autoptr (TfCliProblem) problem = tf_cli_problem_new (context, TF_CLI_PART_FILE);
  g_autoptr (GError) error = NULL;
  Job job = { .problem = problem, .engine = engine };
  int status;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &job.output, "The moments file to write", "FILE.npz" },
    { "merge", 0, 0, G_OPTION_ARG_NONE, &job.merge, "The files are moments of shards, to be joined", NULL },
    G_OPTION_ENTRY_NULL,
  };

  tf_cli_options_add (context, entries);
  g_option_context_set_summary (
    context, "Counts, class means, within-class covariance and a sample for drawing, of any number of files\n"
             "with samples of the same features: one pass over each, with memory that does not depend on\n"
             "how many samples there are. The result opens everywhere as features do. Large files are summed in\n"
             "pieces of " G_STRINGIFY (TF_PIECE) " samples, so that the ranks of tightframe-mpi, which share pieces of .npy, .pt,\n"
             ".safetensors and stored .npz files, come to the same bytes; any other file is read by one of them.");
  if (!tf_cli_parse (context, &argc, &argv, &status))
    return status;
  status = TF_CLI_DONE;
  job.paths = tf_cli_problem_take_files (problem, argv + 1);
  if (!check_words (&job, &error) || !carry_out (&job, &error))
    status = tf_cli_report (error->domain == G_OPTION_ERROR ? "moments" : job.culprit, error);
  g_free (job.output);
  return status;
}

int
tf_cli_moments (int argc, char **argv)
{
  static const TfCliMomentsEngine here = { .fetch = fetch_here };

  return tf_cli_moments_with (argc, argv, &here);
}
