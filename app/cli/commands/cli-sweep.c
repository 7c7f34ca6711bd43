/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-sweep-private.h"

#include <string.h>

#include "cli.h"
#include "cli-figure3.h"
#include "cli-options.h"
#include "cli-table.h"
#include "output.h"

#define MAX_SHARDS 1000000
#define MAX_THREADS 1024

typedef struct
{
  char **vary;
  char *at, *shard, *jobs, *output, *times;
  gboolean merge, resume, slopes, figure3;
} Words;

static void
words_clear (Words *words)
{
  g_strfreev (words->vary);
  g_free (words->at);
  g_free (words->shard);
  g_free (words->jobs);
  g_free (words->output);
  g_free (words->times);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

/* --- words --- */

/* I and N of “I/N”. */
static gboolean
take_shard (const char *word, TfCliSweepPlan *plan, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (word != NULL ? word : "1/1", "/", -1);

  if (g_strv_length (parts) != 2)
    return tf_cli_misuse (error, "--shard: I/N is wanted, e.g. 1/4");
  return tf_cli_take_integer ("--shard", parts[1], 1, MAX_SHARDS, &plan->n_shards, error)
         && tf_cli_take_integer ("--shard", parts[0], 0, plan->n_shards, &plan->shard, error);
}

static gboolean
take_at (const char *word, TfCliSweepPlan *plan, GError **error)
{
  if (word == NULL || strcmp (word, "equilibrium") == 0)
    return TRUE;
  plan->at.on_flow = TRUE;
  if (!tf_cli_take_number ("--at", word, &plan->at.t, NULL) || plan->at.t < 0)
    return tf_cli_misuse (error, "--at: it is equilibrium, or a time (of descent: an iteration) from 0 on");
  return TRUE;
}

/* Where every cell is descent, --at counts iterations, as --times does. */
static gboolean
find_iterations (TfCliProblem *problem, TfCliSweepPlan *plan, GError **error)
{
  plan->at.iterations = plan->at.on_flow;
  for (gsize cell = 0; cell < plan->grid->n_cells && plan->at.iterations; cell++)
    {
      TfParameters p = *tf_cli_problem_get_parameters (problem);

      tf_sweep_grid_apply (plan->grid, cell, &p, NULL);
      plan->at.iterations = tf_parameters_count_iterations (&p);
    }
  if (plan->at.iterations && (plan->at.t != (double) (guint64) plan->at.t || plan->at.t > 9007199254740992.0))
    return tf_cli_misuse (error, "--at: of descent it is an iteration, a whole number");
  return TRUE;
}

static gboolean
varies_epochs (const Words *words)
{
  for (guint i = 0; words->vary[i] != NULL; i++)
    if (strcmp (words->vary[i], "epoch") == 0 || g_str_has_prefix (words->vary[i], "epoch="))
      return TRUE;
  return FALSE;
}

/* The word `epoch` alone becomes a list of all there are. */
static void
take_epochs (TfCliProblem *problem, const Words *words, TfCliSweepPlan *plan)
{
  if (!varies_epochs (words))
    return;
  plan->epochs = tf_cli_problem_list_epochs (problem);
  for (guint i = 0; words->vary[i] != NULL; i++)
    {
      g_autofree char *before = words->vary[i];

      words->vary[i] = tf_sweep_epochs_expand (plan->epochs, before, G_MAXUINT);
    }
}

static gboolean
take_grid (TfCliProblem *problem, const Words *words, TfCliSweepPlan *plan, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (words->vary == NULL)
    return tf_cli_misuse (error, "--vary is missing: --vary NAME=FROM:TO:COUNT");
  take_epochs (problem, words, plan);
  plan->grid = tf_sweep_grid_new ((const char *const *) words->vary, &cause);
  if (plan->grid != NULL
      && tf_sweep_grid_check (plan->grid, tf_cli_problem_get_parameters (problem), tf_cli_problem_get_synthetic (problem),
                              plan->epochs, &cause))
    return TRUE;
  g_prefix_error (&cause, "--vary: ");
  return tf_cli_misuse (error, cause->message);
}

static gboolean
take_words (TfCliProblem *problem, const Words *words, guint n_threads, TfCliSweepPlan *plan, GError **error)
{
  plan->n_threads = n_threads;
  plan->output = words->output;
  plan->resume = words->resume;
  plan->at.slopes = words->slopes;
  if (words->times != NULL)
    return tf_cli_misuse (error, "--times goes with --figure3; of a sweep it is --at T");
  if (words->resume && tf_output_is_stdout (words->output))
    return tf_cli_misuse (error, "--resume needs -o FILE: what goes to standard output is not kept");
  return take_shard (words->shard, plan, error) && take_at (words->at, plan, error)
         && tf_cli_take_integer ("--jobs", words->jobs, 1, MAX_THREADS, &plan->n_threads, error)
         && take_grid (problem, words, plan, error) && find_iterations (problem, plan, error);
}

/* --- shards put together --- */

static int
merge (const Words *words, char **paths)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TfSweepBook) book = NULL;
  g_autofree char *text = NULL;
  gsize length;

  if (paths[0] == NULL || words->vary != NULL || words->at != NULL || words->shard != NULL || words->resume)
    tf_cli_misuse (&error, "--merge takes the shards' files and -o FILE, and nothing else");
  else if ((book = tf_sweep_book_merge ((const char *const *) paths, &error)) != NULL)
    {
      text = tf_cli_sweep_give_form (tf_sweep_book_write (book, FALSE, &length), &length);
      if (tf_output_write (words->output, text, length, &error))
        return TF_CLI_DONE;
      return tf_cli_report (tf_output_is_stdout (words->output) ? "standard output" : words->output, error);
    }
  return tf_cli_report ("sweep", error);
}

static int
write_figure3 (TfCliProblem *problem, const Words *words, int argc, char **argv)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GError) error = NULL;

  if (words->vary != NULL || words->at != NULL || words->shard != NULL || words->resume || words->jobs != NULL)
    tf_cli_misuse (&error, "--figure3 excludes --vary, --at, --shard, --resume and --jobs");
  else if (tf_cli_table_parse (problem, "sweep", argc, argv, &error)
           && tf_cli_figure3_take_times (words->times, tf_cli_problem_is_network (problem), times, &error))
    return tf_cli_figure3_write (problem, times, words->output);
  return tf_cli_report ("sweep", error);
}

static void
add_options (GOptionContext *context, Words *words)
{
  const GOptionEntry entries[] = {
    { "vary", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &words->vary,
      "A parameter and its values; given again: every combination, the last one moving fastest. NAME is that of an option\n"
      "of the objective, of the flow or of Gaussian features, or imbalance: n₁/n_K of sizes that fall evenly in log n.\n"
      "epoch alone: all epochs of the folder that --features names, or of them those that are listed.\n"
      "Scale: log where both ends are above 0, but linear for whole numbers. NAME=V1,V2,… lists the values",
      "NAME=FROM:TO:COUNT[:log|linear]" },
    { "at", 0, 0, G_OPTION_ARG_FILENAME, &words->at, "Where: at the minimizer, or on the flow at time (iteration) T (equilibrium)",
      "equilibrium|T" },
    { "slopes", 0, 0, G_OPTION_ARG_NONE, &words->slopes,
      "With two columns more: ∂log NC1/∂log λ_W and ∂log NC1/∂log λ_H, by central differences of 1 %", NULL },
    { "shard", 0, 0, G_OPTION_ARG_FILENAME, &words->shard, "Every N-th cell, from cell I on, I from 1 to N (0 is N)", "I/N" },
    { "merge", 0, 0, G_OPTION_ARG_NONE, &words->merge, "Put the files of all shards together: sweep --merge SHARD… -o FILE", NULL },
    { "resume", 0, 0, G_OPTION_ARG_NONE, &words->resume, "Go on with what a sweep that was cut off left in FILE.part", NULL },
    { "figure3", 0, 0, G_OPTION_ARG_NONE, &words->figure3,
      "In place of a grid: the problem as it is, and with λ_W or λ_H doubled or zeroed (λ_W: a millionth), as in Figure 3\n"
      "of the paper; a row at each of --times of the flow and one at the minimizer (t = inf), with --slopes. With\n"
      "--flow network it is the paper's own experiment: five trainings, a row at each of --times, which are iterations", NULL },
    { "times", 0, 0, G_OPTION_ARG_FILENAME, &words->times,
      "Of --figure3 (0.1,1,10,100,1000; of a network 0,100,200,500,1000,2000,5000)", "T1,T2,…" },
    { "jobs", 0, 0, G_OPTION_ARG_FILENAME, &words->jobs, "Threads (one a core)", "N" },
    G_OPTION_ENTRY_NULL,
  };

  tf_cli_options_add (context, entries);
  tf_cli_table_add_output (context, &words->output);
}

int
tf_cli_sweep_with (int argc, char **argv, const TfCliSweepEngine *engine)
{
  GOptionContext *context = g_option_context_new (NULL);
  g_autoptr (TfCliProblem) problem = tf_cli_problem_new (context, TF_CLI_PART_ALL);
  g_autoptr (GError) error = NULL;
  g_auto (Words) words = { 0 };
  g_auto (TfCliSweepPlan) plan = { 0 };
  int status;

  g_option_context_set_summary (
      context,
      "Measures every cell of a grid of settings: a row a cell, the varied parameters first, then the row of\n"
      "equilibrium, or of run, to the last digit. Each cell is worked out from H₀ alone, so that no split into\n"
      "shards or threads changes a byte. A cell without a value (no minimizer, descent that diverges) has\n"
      "empty fields. Cells are kept in FILE.part as they are finished, and nothing of them is lost.\n"
      "In parentheses: what is taken where an option is not given.");
  add_options (context, &words);
  if (!tf_cli_parse (context, &argc, &argv, &status))
    return status;
  if (words.merge || words.figure3)
    return engine->is_helper ? TF_CLI_DONE : words.merge ? merge (&words, argv + 1) : write_figure3 (problem, &words, argc, argv);
  if (!tf_cli_table_parse (problem, "sweep", argc, argv, &error) || !take_words (problem, &words, engine->n_threads, &plan, &error))
    return tf_cli_report ("sweep", error);
  if (engine->is_helper)
    return tf_cli_sweep_carry_out (problem, &plan, engine);
  if (!tf_output_check (words.output, &error) || !tf_cli_problem_check_output (problem, words.output, FALSE, &error))
    return tf_cli_report (tf_output_is_stdout (words.output) ? "standard output" : words.output, error);
  return tf_cli_sweep_carry_out (problem, &plan, engine);
}

int
tf_cli_sweep (int argc, char **argv)
{
  const TfCliSweepEngine engine = { .n_threads = g_get_num_processors (), .work = tf_sweep_work };

  return tf_cli_sweep_with (argc, argv, &engine);
}
