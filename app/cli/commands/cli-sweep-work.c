/* cli-sweep-work.c: the cells of a sweep, worked out, kept and written
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>
#include <sys/stat.h>

#include "cli.h"
#include "cli-progress.h"
#include "cli-sweep-private.h"
#include "cli-table.h"
#include "csv-json.h"
#include "output.h"

void
tf_cli_sweep_plan_clear (TfCliSweepPlan *plan)
{
  g_clear_pointer (&plan->grid, tf_sweep_grid_free);
  g_clear_pointer (&plan->sweep, tf_sweep_free);
  g_clear_pointer (&plan->epochs, tf_sweep_epochs_unref);
  g_clear_pointer (&plan->book, tf_sweep_book_free);
  g_clear_pointer (&plan->cells, g_array_unref);
  g_clear_pointer (&plan->todo, g_array_unref);
  g_free (plan->first_empty);
}

/* --- the work --- */

static gboolean
is_file (const char *path)
{
  struct stat there;

  return !tf_output_is_stdout (path) && (stat (path, &there) < 0 || S_ISREG (there.st_mode));
}

/* The digests of the epochs' files after the rest. */
static gboolean
add_epochs (GString *text, TfCliSweepPlan *plan, GCancellable *cancellable, GError **error)
{
  const TfSweepGrid *grid = tf_sweep_get_grid (plan->sweep);

  for (guint i = 0; i < grid->n_axes; i++)
    for (guint k = 0; grid->axes[i].number == TF_SWEEP_EPOCH && k < grid->axes[i].n_values; k++)
      {
        int place = tf_sweep_epochs_find (plan->epochs, grid->axes[i].values[k]);
        g_autoptr (TfSource) digested = tf_source_digest (plan->epochs->sources[place], cancellable, error);
        const char *labels = digested != NULL ? tf_source_get_labels_digest (digested) : NULL;

        if (digested == NULL)
          return FALSE;
        g_string_append_printf (text, "\nepoch %s %s", tf_source_get_digest (digested), labels != NULL ? labels : "");
      }
  return TRUE;
}

/* All that the numbers depend on, in words; of files their digests. */
static char *
describe_problem (TfCliProblem *problem, TfCliSweepPlan *plan, GCancellable *cancellable, GError **error)
{
  const TfInstant start = { 0, 0 };
  g_autoptr (TfSession) session = tf_cli_problem_make_session (problem, &start, cancellable, error);
  g_autofree char *said = session != NULL ? tf_session_to_published_text (session, NULL, NULL) : NULL;
  g_autoptr (GString) text = g_string_new (said);

  return said != NULL && add_epochs (text, plan, cancellable, error) ? g_strdup (text->str) : NULL;
}

static gboolean
make_sweep (TfCliProblem *problem, TfCliSweepPlan *plan, GCancellable *cancellable, GError **error)
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
  plan->sweep = tf_sweep_new (g_steal_pointer (&plan->grid), parameters, moments, synthetic, plan->epochs, &plan->at);
  return TRUE;
}

static gboolean
open_book (TfCliProblem *problem, TfCliSweepPlan *plan, GCancellable *cancellable, GError **error)
{
  const TfSweepGrid *grid = tf_sweep_get_grid (plan->sweep);
  g_autofree char *text = describe_problem (problem, plan, cancellable, error), *header = tf_sweep_write_header (plan->sweep);
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
list_cells (TfCliSweepPlan *plan)
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
stream (TfCliSweepPlan *plan, GError **error)
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
show_progress (TfCliSweepPlan *plan)
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
  TfCliSweepPlan *plan = user_data;

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
is_done_already (TfCliSweepPlan *plan, GCancellable *cancellable)
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
tell_empty (TfCliProblem *problem, TfCliSweepPlan *plan)
{
  g_autofree char *note = g_strdup_printf ("%" G_GSIZE_FORMAT " cell%s no value; the first: %s", plan->n_empty,
                                           plan->n_empty == 1 ? " has" : "s have", plan->first_empty);

  if (plan->n_empty > 0)
    tf_cli_note (tf_cli_problem_get_subject (problem, "sweep"), note);
}

static int
report_cut_off (TfCliProblem *problem, TfCliSweepPlan *plan)
{
  g_autofree char *sentence = g_strdup_printf ("interrupted; %" G_GSIZE_FORMAT " of %u cells are in %s.part: go on with --resume",
                                               tf_sweep_book_count (plan->book), plan->cells->len, plan->output);

  if (!is_file (plan->output))
    return tf_cli_report_text (tf_cli_problem_get_subject (problem, "sweep"), "interrupted; the rows until then are written");
  return tf_cli_report_text (tf_cli_problem_get_subject (problem, "sweep"), sentence);
}

char *
tf_cli_sweep_give_form (char *text, gsize *length)
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
finish (TfCliProblem *problem, TfCliSweepPlan *plan)
{
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  g_autofree char *text = plan->streams ? NULL : tf_sweep_book_write (plan->book, plan->n_shards > 1, &length);

  text = tf_cli_sweep_give_form (text, &length);
  if (text != NULL && !tf_output_write (plan->output, text, length, &error))
    return tf_cli_report (plan->output, error);
  tf_sweep_book_close (plan->book, TRUE);
  tell_empty (problem, plan);
  return TF_CLI_DONE;
}

int
tf_cli_sweep_carry_out (TfCliProblem *problem, TfCliSweepPlan *plan, const TfCliSweepEngine *engine)
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
