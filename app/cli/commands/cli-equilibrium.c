/* cli-equilibrium.c: `tightframe equilibrium`
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli-equilibrium.h"

#include "cli.h"
#include "cli-options.h"
#include "cli-progress.h"
#include "cli-table.h"
#include "limit.h"
#include "lowest.h"
#include "metric-floor.h"
#include "sample-end.h"

typedef struct
{
  char *betas, *output;
  gboolean lowest;
} Words;

typedef struct
{
  GArray *betas; /* double: of the rows */
  gboolean lowest; /* the rows are of the lowest minimum found */
  GPtrArray *notes; /* char *: what is to be said beside the rows */
} Plan;

static void
words_clear (Words *words)
{
  g_free (words->betas);
  g_free (words->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

static void
plan_clear (Plan *plan)
{
  g_array_unref (plan->betas);
  g_ptr_array_unref (plan->notes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plan, plan_clear)

gboolean
tf_cli_reach (TfEquilibrium *equilibrium, const char *where, GCancellable *cancellable, GError **error)
{
  while (!tf_equilibrium_is_reached (equilibrium))
    {
      if (!tf_equilibrium_advance (equilibrium, 1, cancellable, error))
        return FALSE;
      tf_cli_progress_show ("%s: iteration %" G_GUINT64_FORMAT ", relative gradient %.1e", where,
                            tf_equilibrium_get_counts (equilibrium)->n_iterations,
                            tf_equilibrium_get_relative_gradient (equilibrium));
    }
  /* Also where nothing was left to do. */
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

gboolean
tf_cli_check_minimum (const TfParameters *parameters, GError **error)
{
  g_autoptr (GError) cause = NULL;

  return tf_equilibrium_check (parameters, &cause) || tf_cli_misuse (error, cause->message);
}

/* first: the metrics of H0. */
static void
write_row (const TfParameters *p, TfMetrics *metrics, const TfMetrics *first, double relative_gradient, TfCsvWriter *csv)
{
  tf_metrics_drop_noise (metrics, first, tf_equilibrium_get_accuracy (p, relative_gradient));
  tf_csv_writer_add_number (csv, p->beta);
  tf_csv_writer_add_metrics (csv, metrics);
  tf_csv_writer_add_number (csv, relative_gradient);
  tf_csv_writer_end_row (csv);
}

/* Where the flows end is not always the lowest there is: then both are named. */
static void
note_lower (Plan *plan, double beta, double objective, const TfLowest *lowest)
{
  g_autofree char *bound
    = lowest->is_global ? g_strdup ("nothing is lower") : g_strdup_printf ("nothing is below %.9g", lowest->bound);

  g_ptr_array_add (plan->notes,
                   g_strdup_printf ("at β = %g there is a lower minimum than the one where flows from H₀ end: "
                                    "objective %.9g instead of %.9g (%s); the row is of %s",
                                    beta, lowest->objective, objective, bound,
                                    plan->lowest ? "the lower one" : "the flows' end, with --lowest of the lower one"));
}

static gboolean
add_row (TfEquilibrium      *equilibrium,
         const TfParameters *p,
         const TfMetrics    *first,
         Plan               *plan,
         TfCsvWriter        *csv,
         GCancellable       *cancellable,
         GError            **error)
{
  TfMetrics metrics;
  TfLowest lowest;

  tf_equilibrium_get_metrics (equilibrium, &metrics);
  if (!tf_lowest_find (equilibrium, cancellable, &lowest, error))
    return FALSE;
  if (lowest.is_lower)
    note_lower (plan, p->beta, metrics.values[TF_METRIC_OBJECTIVE], &lowest);
  if (lowest.is_lower && plan->lowest)
    write_row (p, &lowest.metrics, first, lowest.relative_gradient, csv);
  else
    write_row (p, &metrics, first, tf_equilibrium_get_relative_gradient (equilibrium), csv);
  return TRUE;
}

/* Whether it is the one that the closed form of more layers knows. */
static gboolean
is_closed_form (TfMoments *moments, const TfParameters *p, double objective)
{
  g_autoptr (TfLimit) limit = tf_limit_new (moments->n_classes, moments->sizes, moments->span, p, NULL);

  return limit != NULL && limit->kind != TF_LIMIT_FOCAL && objective <= limit->objective * (1 + 1e-9);
}

static void
show_step_cb (const TfNewtonCgResult *result, double gradient, gpointer where)
{
  tf_cli_progress_show ("%s: iteration %" G_GUINT64_FORMAT ", f = %.9g", (const char *) where, result->n_iterations, result->f);
}

/* Where the loss is not quadratic: on the samples. Of a minimum that is not known to be the
 * lowest it is said how much lower one could be. */
static gboolean
add_sample_row (TfMoments          *moments,
                const TfParameters *p,
                char               *where,
                Plan               *plan,
                TfCsvWriter        *csv,
                GCancellable       *cancellable,
                GError            **error)
{
  g_auto (TfSampleEnd) end = { 0 };

  if (!tf_sample_end_find (moments, p, tf_parameters_head_layers (p), show_step_cb, where, cancellable, &end, error))
    return FALSE;
  if (!end.is_global && !is_closed_form (moments, p, end.objective))
    g_ptr_array_add (plan->notes,
                     end.bound > 0 ? g_strdup_printf ("at β = %g the row is of a minimum, objective %.9g, that is not known to be "
                                                      "the lowest: nothing is below %.9g", p->beta, end.objective, end.bound)
                                   : g_strdup_printf ("at β = %g the row is of a minimum, objective %.9g; whether it is the lowest "
                                                      "is not known", p->beta, end.objective));
  write_row (p, &end.metrics, &end.start, end.relative_gradient, csv);
  return TRUE;
}

/* Every row from H0, so that none depends on the others. */
static gboolean
tabulate_cb (TfMoments          *moments,
             const TfParameters *parameters,
             TfCsvWriter        *csv,
             GCancellable       *cancellable,
             gpointer            user_data,
             GError            **error)
{
  Plan *plan = user_data;
  const GArray *betas = plan->betas;
  TfParameters p = *parameters;
  g_autoptr (TfEquilibrium) equilibrium = NULL;

  tf_csv_writer_add_word (csv, "beta");
  tf_csv_writer_add_metric_names (csv);
  tf_csv_writer_add_word (csv, "relative_gradient");
  tf_csv_writer_end_row (csv);
  for (guint i = 0; i < betas->len; i++)
    {
      g_autofree char *where = NULL;
      TfMetrics first;

      p.beta = g_array_index (betas, double, i);
      where = g_strdup_printf ("row %u of %u, β = %.4g", i + 1, betas->len, p.beta);
      if (tf_sample_end_is_needed (&p))
        {
          if (!add_sample_row (moments, &p, where, plan, csv, cancellable, error))
            return FALSE;
          continue;
        }
      g_clear_pointer (&equilibrium, tf_equilibrium_free);
      equilibrium = tf_equilibrium_new (moments, &p, error);
      if (equilibrium == NULL)
        return FALSE;
      tf_equilibrium_get_metrics (equilibrium, &first);
      if (!tf_cli_reach (equilibrium, where, cancellable, error)
          || !add_row (equilibrium, &p, &first, plan, csv, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
parse_betas (TfCliProblem *problem, const Words *words, GArray *betas, GError **error)
{
  TfParameters p = *tf_cli_problem_get_parameters (problem);

  if (words->betas && tf_cli_problem_has_option (problem, "beta"))
    return tf_cli_misuse (error, "--betas excludes --beta");
  if (!words->betas)
    g_array_append_val (betas, p.beta);
  else if (!tf_cli_take_numbers ("--betas", words->betas, betas, error))
    return FALSE;
  for (guint i = 0; i < betas->len; i++)
    {
      g_autoptr (GError) cause = NULL;

      p.beta = g_array_index (betas, double, i);
      if (tf_sample_end_is_needed (&p) && !tf_sample_end_check (&p, &cause))
        return tf_cli_misuse (error, cause->message);
      if (!tf_sample_end_is_needed (&p) && !tf_cli_check_minimum (&p, error))
        return FALSE;
    }
  return TRUE;
}

static void
add_options (GOptionContext *context, Words *words)
{
  const GOptionEntry entries[] = {
    { "betas", 0, 0, G_OPTION_ARG_FILENAME, &words->betas, "β of the rows, in any order; instead of --beta (that one alone)",
      "B1,B2,…" },
    { "lowest", 0, 0, G_OPTION_ARG_NONE, &words->lowest,
      "Rows of the lowest minimum found, where that is lower than the one in which flows from H₀ end", NULL },
    G_OPTION_ENTRY_NULL,
  };

  tf_cli_options_add (context, entries);
  tf_cli_table_add_output (context, &words->output);
}

int
tf_cli_equilibrium (int argc, char **argv)
{
  GOptionContext *context = g_option_context_new (NULL);
  g_autoptr (TfCliProblem) problem = tf_cli_problem_new (context, TF_CLI_PART_ALL | TF_CLI_PART_HELD_OUT | TF_CLI_PART_MINIMA);
  g_autoptr (GError) error = NULL;
  g_auto (Words) words = { 0 };
  g_auto (Plan) plan = { .betas = g_array_new (FALSE, FALSE, sizeof (double)),
                         .notes = g_ptr_array_new_with_free_func (g_free) };
  int status;

  g_option_context_set_summary (
      context, "Finds the minimizer H_{1/β} of the objective, starting from H₀, and writes a row of metrics\n"
               "for each β, as CSV: the minimum in which flows from H₀ end, which stay in the span of H₀. Where\n"
               "a lower one is found, a line on standard error says so; of losses other than the squared error, which\n"
               "are worked out on the samples themselves, where it is not known to be the lowest. --flow and its "
               "options have no say.\n"
               "0 stands for what is below the errors of rounding and of the minimizer, as in run.\n"
               "In parentheses: what is taken where an option is not given.");
  add_options (context, &words);
  if (!tf_cli_parse (context, &argc, &argv, &status))
    return status;
  if (!tf_cli_table_parse (problem, "equilibrium", argc, argv, &error) || !parse_betas (problem, &words, plan.betas, &error))
    return tf_cli_report ("equilibrium", error);
  plan.lowest = words.lowest;
  status = tf_cli_table_write (problem, "equilibrium", words.output, TF_CLI_TABLE_ROWS, tabulate_cb, &plan);
  for (guint i = 0; status == 0 && i < plan.notes->len; i++)
    tf_cli_note (tf_cli_problem_get_subject (problem, "equilibrium"), g_ptr_array_index (plan.notes, i));
  return status;
}
