/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-sweep.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli.h"
#include "cli-figure3.h"
#include "cli-options.h"
#include "cli-progress.h"
#include "cli-table.h"
#include "csv-json.h"
#include "output.h"
#include "sweep-book.h"

#define MAX_SHARDS 1000000
#define MAX_THREADS 1024

typedef struct
{
  char **vary;
  char *at, *shard, *jobs, *output, *times;
  gboolean merge, resume, slopes, figure3;
} Words;

typedef struct
{
  TfSweepGrid *grid;    /* until the sweep takes it */
  TfSweepAt at;
  guint64 shard, n_shards;
  guint64 n_threads;
  const char *output;
  gboolean resume;

  TfSweep *sweep;
  TfSweepBook *book;
  GArray *cells;        /* gsize: of this shard, ascending */
  GArray *todo;         /* gsize: those not in the book yet */
  gboolean streams;     /* rows go to standard output, in the order of their cells */
  gsize n_streamed;     /* of cells */
  gint64 start;
  gsize n_before;       /* in the book already */
  gsize n_empty;        /* cells without a value */
  char *first_empty;    /* what the first of them says */
} Plan;

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

static void
plan_clear (Plan *plan)
{
  g_clear_pointer (&plan->grid, tf_sweep_grid_free);
  g_clear_pointer (&plan->sweep, tf_sweep_free);
  g_clear_pointer (&plan->book, tf_sweep_book_free);
  g_clear_pointer (&plan->cells, g_array_unref);
  g_clear_pointer (&plan->todo, g_array_unref);
  g_free (plan->first_empty);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plan, plan_clear)

/* --- words --- */

/* I and N of “I/N”. */
static gboolean
take_shard (const char *word, Plan *plan, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (word != NULL ? word : "1/1", "/", -1);

  if (g_strv_length (parts) != 2)
    return tf_cli_misuse (error, "--shard: I/N is wanted, e.g. 1/4");
  return tf_cli_take_integer ("--shard", parts[1], 1, MAX_SHARDS, &plan->n_shards, error)
         && tf_cli_take_integer ("--shard", parts[0], 0, plan->n_shards, &plan->shard, error);
}

static gboolean
take_at (const char *word, Plan *plan, GError **error)
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
find_iterations (TfCliProblem *problem, Plan *plan, GError **error)
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
take_grid (TfCliProblem *problem, const Words *words, Plan *plan, GError **error)
{
  const char *const none[] = { NULL };
  const char *const *vary = words->vary != NULL ? (const char *const *) words->vary : none;
  g_autoptr (GError) cause = NULL;

  if (words->vary == NULL)
    return tf_cli_misuse (error, "--vary is missing: --vary NAME=FROM:TO:COUNT");
  plan->grid = tf_sweep_grid_new (vary, &cause);
  if (plan->grid != NULL
      && tf_sweep_grid_check (plan->grid, tf_cli_problem_get_parameters (problem), tf_cli_problem_get_synthetic (problem), &cause))
    return TRUE;
  g_prefix_error (&cause, "--vary: ");
  return tf_cli_misuse (error, cause->message);
}

static gboolean
take_words (TfCliProblem *problem, const Words *words, guint n_threads, Plan *plan, GError **error)
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

/* --- the work --- */

static gboolean
is_file (const char *path)
{
  struct stat there;

  return !tf_output_is_stdout (path) && (stat (path, &there) < 0 || S_ISREG (there.st_mode));
}

/* All that the numbers depend on, in words; of files their digests. */
static char *
describe_problem (TfCliProblem *problem, GCancellable *cancellable, GError **error)
{
  const TfInstant start = { 0, 0 };
  g_autoptr (TfSession) session = tf_cli_problem_make_session (problem, &start, cancellable, error);

  return session != NULL ? tf_session_to_published_text (session, NULL, NULL) : NULL;
}

static gboolean
make_sweep (TfCliProblem *problem, Plan *plan, GCancellable *cancellable, GError **error)
{
  const TfSynthetic *synthetic = tf_cli_problem_get_synthetic (problem);
  const TfParameters *parameters = tf_cli_problem_get_parameters (problem);
  gboolean drawn = FALSE;
  g_autoptr (TfFeatures) features = NULL;
  g_autoptr (TfMoments) moments = NULL;

  for (guint i = 0; i < plan->grid->n_axes; i++)
    drawn = drawn || tf_sweep_axis_makes_features (&plan->grid->axes[i])
            || (synthetic != NULL && plan->grid->axes[i].parameter->is_seed);
  if (!drawn)
    {
      features = tf_cli_problem_load (problem, cancellable, error);
      moments = features != NULL ? tf_moments_new (features, TF_KEEP_ALL, cancellable, error) : NULL;
      if (moments == NULL)
        return FALSE;
    }
  plan->sweep = tf_sweep_new (g_steal_pointer (&plan->grid), parameters, moments, synthetic, &plan->at);
  return TRUE;
}

static gboolean
open_book (TfCliProblem *problem, Plan *plan, GCancellable *cancellable, GError **error)
{
  const TfSweepGrid *grid = tf_sweep_get_grid (plan->sweep);
  g_autofree char *text = describe_problem (problem, cancellable, error), *header = tf_sweep_write_header (plan->sweep);
  g_autofree char *at = plan->at.on_flow ? g_strdup_printf ("%.17g", plan->at.t) : g_strdup ("equilibrium");
  g_autofree char *sweep = NULL, *path = NULL;

  if (text == NULL)
    return FALSE;
  sweep = tf_sweep_book_name_sweep (grid, at, text);
  plan->book = tf_sweep_book_new (header, sweep, grid->n_cells);
  path = g_strconcat (plan->output, ".part", NULL);
  /* A shard that is finished says so itself: a job that is started once more has nothing to do. */
  if (plan->resume && plan->n_shards > 1)
    tf_sweep_book_take (plan->book, plan->output);
  return !is_file (plan->output) || tf_sweep_book_open (plan->book, path, plan->resume, error);
}

static void
list_cells (Plan *plan)
{
  gsize n = tf_sweep_get_grid (plan->sweep)->n_cells;

  plan->cells = g_array_new (FALSE, FALSE, sizeof (gsize));
  plan->todo = g_array_new (FALSE, FALSE, sizeof (gsize));
  for (gsize cell = 0; cell < n; cell++)
    if ((cell + 1) % plan->n_shards == plan->shard % plan->n_shards)
      {
        g_array_append_val (plan->cells, cell);
        if (tf_sweep_book_get (plan->book, cell) == NULL)
          g_array_append_val (plan->todo, cell);
      }
  plan->n_before = tf_sweep_book_count (plan->book);
  tf_sweep_arrange (plan->sweep, (gsize *) (gpointer) plan->todo->data, plan->todo->len);
}

/* The rows that no other one has to come before. */
static gboolean
stream (Plan *plan, GError **error)
{
  for (; plan->n_streamed < plan->cells->len; plan->n_streamed++)
    {
      const char *row = tf_sweep_book_get (plan->book, g_array_index (plan->cells, gsize, plan->n_streamed));
      g_autofree char *line = NULL;

      if (row == NULL)
        return TRUE;
      line = g_strconcat (row, "\n", NULL);
      tf_cli_progress_clear ();
      if (!tf_output_write (NULL, line, strlen (line), error))
        return FALSE;
    }
  return TRUE;
}

static void
show_progress (Plan *plan)
{
  gsize done = tf_sweep_book_count (plan->book), n = plan->cells->len;
  double seconds = (g_get_monotonic_time () - plan->start) / 1e6;
  double left = seconds * (n - done) / (done - plan->n_before);

  tf_cli_progress_show ("%" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " cells, %.0f %s left", done, n,
                        left < 120 ? left : left / 60, left < 120 ? "s" : "min");
}

static gboolean
done_cb (gsize cell, const char *row, const char *message, gpointer user_data, GError **error)
{
  Plan *plan = user_data;

  if (message != NULL && plan->n_empty++ == 0)
    {
      g_autofree char *name = tf_sweep_grid_name_cell (tf_sweep_get_grid (plan->sweep), cell);

      plan->first_empty = g_strdup_printf ("%s: %s", name, message);
    }
  if (!tf_sweep_book_add (plan->book, cell, row, error) || (plan->streams && !stream (plan, error)))
    return FALSE;
  show_progress (plan);
  return TRUE;
}

/* A result that is there already is taken for this sweep's only when its first cell,
 * worked out once more, says so. */
static gboolean
is_done_already (Plan *plan, GCancellable *cancellable)
{
  g_autofree char *text = NULL, *row = NULL, *whole = NULL;
  g_autoptr (TfSweepWorker) worker = tf_sweep_worker_new (plan->sweep);
  g_auto (TfSweepCell) result = { 0 };
  gsize n_lines = 0;

  if (!plan->resume || plan->n_shards > 1 || plan->n_before > 0 || plan->cells->len == 0
      || !g_file_get_contents (plan->output, &text, NULL, NULL)
      || !tf_sweep_worker_measure (worker, 0, &result, cancellable, NULL))
    return FALSE;
  row = tf_sweep_write_row (plan->sweep, 0, &result);
  whole = tf_sweep_book_write (plan->book, FALSE, NULL);
  for (const char *c = text; *c != '\0'; c++)
    n_lines += *c == '\n';
  return n_lines == plan->cells->len + 1 && g_str_has_prefix (text, whole) && g_str_has_prefix (text + strlen (whole), row);
}

static void
tell_empty (TfCliProblem *problem, Plan *plan)
{
  g_autofree char *note = g_strdup_printf ("%" G_GSIZE_FORMAT " cell%s no value; the first: %s", plan->n_empty,
                                           plan->n_empty == 1 ? " has" : "s have", plan->first_empty);

  if (plan->n_empty > 0)
    tf_cli_note (tf_cli_problem_get_subject (problem, "sweep"), note);
}

static int
report_cut_off (TfCliProblem *problem, Plan *plan)
{
  g_autofree char *sentence = g_strdup_printf ("interrupted; %" G_GSIZE_FORMAT " of %u cells are in %s.part: go on with --resume",
                                               tf_sweep_book_count (plan->book), plan->cells->len, plan->output);

  if (!is_file (plan->output))
    return tf_cli_report_text (tf_cli_problem_get_subject (problem, "sweep"), "interrupted; the rows until then are written");
  return tf_cli_report_text (tf_cli_problem_get_subject (problem, "sweep"), sentence);
}

/* text is taken. */
static char *
give_form (char *text, gsize *length)
{
  char *json;

  if (text == NULL || !tf_cli_table_wants_json ())
    return text;
  json = tf_csv_to_json (text);
  g_free (text);
  *length = strlen (json);
  return json;
}

static int
finish (TfCliProblem *problem, Plan *plan)
{
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  g_autofree char *text = plan->streams ? NULL : tf_sweep_book_write (plan->book, plan->n_shards > 1, &length);

  text = give_form (text, &length);
  if (text != NULL && !tf_output_write (plan->output, text, length, &error))
    return tf_cli_report (plan->output, error);
  tf_sweep_book_close (plan->book, TRUE);
  tell_empty (problem, plan);
  return TF_CLI_DONE;
}

static int
carry_out (TfCliProblem *problem, Plan *plan, const TfCliSweepEngine *engine)
{
  GCancellable *cancellable = tf_cli_watch_interrupts ();
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (!make_sweep (problem, plan, cancellable, &error))
    return tf_cli_report (tf_cli_problem_get_subject (problem, "sweep"), error);
  if (engine->is_helper)
    return engine->work (plan->sweep, NULL, 0, 1, NULL, NULL, cancellable, NULL) ? TF_CLI_DONE : TF_CLI_FAILED;
  if (!open_book (problem, plan, cancellable, &error))
    return tf_cli_report (tf_cli_problem_get_subject (problem, "sweep"), error);
  list_cells (plan);
  if (is_done_already (plan, cancellable))
    {
      tf_sweep_book_close (plan->book, TRUE);
      tf_cli_note (plan->output, "all of its cells are there already");
      return TF_CLI_DONE;
    }
  plan->streams = tf_output_is_stdout (plan->output) && plan->n_shards == 1 && !tf_cli_table_wants_json ();
  if (plan->streams)
    {
      g_autofree char *header = tf_sweep_book_write (plan->book, FALSE, NULL);

      if (!tf_output_write (NULL, header, strlen (header), &error))
        return tf_cli_report ("standard output", error);
    }
  plan->start = g_get_monotonic_time ();
  done = engine->work (plan->sweep, (const gsize *) (gpointer) plan->todo->data, plan->todo->len, plan->n_threads, done_cb, plan,
               cancellable, &error);
  tf_cli_progress_clear ();
  if (done)
    return finish (problem, plan);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return tf_cli_report (plan->streams ? "standard output" : tf_cli_problem_get_subject (problem, "sweep"), error);
  if (tf_sweep_book_count (plan->book) > 0)
    return report_cut_off (problem, plan);
  tf_sweep_book_close (plan->book, TRUE);
  return tf_cli_report (tf_cli_problem_get_subject (problem, "sweep"), error);
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
      text = give_form (tf_sweep_book_write (book, FALSE, &length), &length);
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
  g_auto (Plan) plan = { 0 };
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
    return carry_out (problem, &plan, engine);
  if (!tf_output_check (words.output, &error) || !tf_cli_problem_check_output (problem, words.output, FALSE, &error))
    return tf_cli_report (tf_output_is_stdout (words.output) ? "standard output" : words.output, error);
  return carry_out (problem, &plan, engine);
}

int
tf_cli_sweep (int argc, char **argv)
{
  const TfCliSweepEngine engine = { .n_threads = g_get_num_processors (), .work = tf_sweep_work };

  return tf_cli_sweep_with (argc, argv, &engine);
}
