/* cli-run.c: `tightframe run`
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "cli.h"
#include "cli-like.h"
#include "cli-network.h"
#include "cli-options.h"
#include "cli-progress.h"
#include "cli-table.h"
#include "export.h"
#include "flow-walk.h"
#include "metric-floor.h"
#include "flow-step.h"
#include "trust.h"

#define DEFAULT_UNTIL 1000.0
#define DEFAULT_POINTS 41
#define DECADES 5         /* of log-spaced times below the last one */
#define MAX_POINTS 1000000
#define STEPS_AT_ONCE 16  /* between two looks at the progress */
#define CHEAP 1e8         /* multiplications: such a run is made a second time unasked */

typedef struct
{
  char *times, *until, *points, *output, *like;
  gboolean counts;
} Words;

typedef struct
{
  GArray *times; /* double: of the rows */
  TfCourse *course;
  gboolean counts_iterations; /* descent all the way: the times are iterations */
  gboolean counts;
  TfLike like;         /* whose columns */
  gint64 metrics_time; /* us: what metrics took, the rows' and those of the start */
  TfMetrics first;     /* of H0 */
  GArray *rows;        /* TfTrustRow: of each time */
  guint row;           /* the one that is gone to */
} Plan;

static void
words_clear (Words *words)
{
  g_free (words->times);
  g_free (words->until);
  g_free (words->points);
  g_free (words->output);
  g_free (words->like);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

static void
plan_clear (Plan *plan)
{
  g_array_unref (plan->times);
  g_array_unref (plan->rows);
  g_clear_pointer (&plan->course, tf_course_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plan, plan_clear)

static gboolean
take_times (const char *list, gboolean iterations, GArray *times, GError **error)
{
  double before = 0;

  if (!tf_cli_take_numbers ("--times", list, times, error))
    return FALSE;
  for (guint i = 0; i < times->len; i++)
    {
      double t = g_array_index (times, double, i);

      if (t < before)
        return tf_cli_misuse (error, t < 0 ? "--times: no time is below 0" : "--times: they must ascend");
      if (iterations && (t != floor (t) || t > 9007199254740992.0))
        return tf_cli_misuse (error, "--times: those of descent and of a network are iterations, whole numbers");
      before = t;
    }
  return TRUE;
}

/* 0, then n times evenly spaced in log t, the last one exactly `until`. */
static void
space_times (double until, guint64 n, gboolean iterations, GArray *times)
{
  double first = iterations ? 1 : until / pow (10, DECADES);
  double last = 0;

  g_array_append_val (times, last);
  for (guint64 i = 0; i < n; i++)
    {
      double t = i + 1 == n ? until : first * pow (until / first, (double) i / (n - 1));

      if (iterations)
        t = round (t);
      if (t > last)
        g_array_append_val (times, t);
      last = t;
    }
}

/* until: where nothing else is said. */
static gboolean
parse_times (const Words *words, gboolean iterations, double until, GArray *times, GError **error)
{
  guint64 points = DEFAULT_POINTS;

  if (words->times && (words->until || words->points))
    return tf_cli_misuse (error, "--times excludes --until and --points");
  if (words->times)
    return take_times (words->times, iterations, times, error);
  if (!tf_cli_take_number ("--until", words->until, &until, error)
      || !tf_cli_take_integer ("--points", words->points, 1, MAX_POINTS, &points, error))
    return FALSE;
  if (until == 0 && !words->until) /* a session saved at the start */
    {
      g_array_append_val (times, until);
      return TRUE;
    }
  if (until <= 0)
    return tf_cli_misuse (error, "--until: the time must be above 0");
  if (iterations && (until != floor (until) || until > 9007199254740992.0))
    return tf_cli_misuse (error, "--until: of descent and of a network it is an iteration, a whole number");
  space_times (until, points, iterations, times);
  return TRUE;
}

static gboolean
show_progress (TfFlowWalk *walk, gboolean at_stop)
{
  const Plan *plan = walk->user_data;

  tf_cli_progress_show ("row %u of %u, at %.4g of %.4g", plan->row + 1, plan->times->len, tf_flow_get_position (walk->flow), walk->until);
  return TRUE;
}

/* Where a time is for the flow as it goes now. */
static double
get_position (TfFlow *flow, double t)
{
  const TfParameters *parameters = tf_flow_get_parameters (flow);

  if (!tf_parameters_count_iterations (parameters))
    return t;
  return tf_flow_get_iteration (flow) + MAX (0, ceil ((t - tf_flow_get_time (flow)) / tf_parameters_iteration_length (parameters) - 1e-6));
}

/* To the row at *t, which descent among flows of other kinds stops at first from then on.
 * metrics: of the row before, and then of this one. */
static gboolean
go_to_row (TfFlowWalk *walk, Plan *plan, guint row, double *t, TfMetrics *metrics, GCancellable *cancellable, GError **error)
{
  TfFlow *flow = walk->flow;
  guint64 n_steps = tf_flow_get_counts (flow)->n_steps;
  guint changes = walk->n_changes;
  gint64 start;

  plan->row = row;
  *t = g_array_index (plan->times, double, row);
  if (!tf_flow_walk_through (walk, tf_flow_walk_count_changes (plan->course, *t), cancellable, error)
      || !tf_flow_walk_to (walk, plan->counts_iterations ? *t : get_position (flow, *t), cancellable, error))
    return FALSE;
  start = g_get_monotonic_time ();
  if (row == 0 || walk->n_changes != changes || tf_flow_get_counts (flow)->n_steps != n_steps)
    {
      tf_flow_get_metrics (flow, metrics);
      tf_metrics_drop_noise (metrics, &plan->first, tf_flow_get_parameters (flow)->tolerance);
    }
  plan->metrics_time += g_get_monotonic_time () - start;
  if (!plan->counts_iterations && tf_parameters_count_iterations (tf_flow_get_parameters (flow)))
    *t = tf_flow_get_time (flow);
  return TRUE;
}

static void
add_columns (TfCsvWriter *csv, TfFlow *flow, const Plan *plan, const TfMetrics *metrics)
{
  g_autofree double *values = NULL;
  guint n;

  if (plan->like == TF_CLI_OURS)
    {
      tf_csv_writer_add_metrics (csv, metrics);
      return;
    }
  tf_like_get_columns (plan->like, &n);
  values = g_new (double, n);
  tf_flow_get_like (flow, plan->like, values);
  for (guint i = 0; i < n; i++)
    tf_csv_writer_add_number (csv, values[i]);
}

static gboolean
write_rows (TfFlow *flow, Plan *plan, TfCsvWriter *csv, GCancellable *cancellable, GError **error)
{
  TfFlowWalk walk = { flow, plan->course, .steps = STEPS_AT_ONCE, .iterations = STEPS_AT_ONCE, .look = show_progress,
                      .user_data = plan };
  TfTrustRow row;

  tf_csv_writer_add_word (csv, plan->counts_iterations ? "iteration" : "t");
  tf_cli_like_add_names (csv, plan->like);
  tf_csv_writer_end_row (csv);
  for (guint i = 0; i < plan->times->len; i++)
    {
      double t;

      if (!go_to_row (&walk, plan, i, &t, &row.metrics, cancellable, error))
        return FALSE;
      row.at = (TfInstant){ tf_flow_get_time (flow), tf_flow_get_iteration (flow) };
      row.n_changes = walk.n_changes;
      g_array_append_val (plan->rows, row);
      tf_csv_writer_add_number (csv, t);
      add_columns (csv, flow, plan, &row.metrics);
      tf_csv_writer_end_row (csv);
    }
  return TRUE;
}

static void
show_second_run_cb (guint row, double position, double until, gpointer user_data)
{
  const Plan *plan = user_data;

  tf_cli_progress_show ("row %u of %u, at %.4g of %.4g", row + 1, plan->times->len, position, until);
}

static gboolean
is_cheap (const TfFlowCounts *counts, TfMoments *moments)
{
  double columns = moments->n_classes + moments->rank;

  return counts->n_evaluations * columns * moments->span * moments->span < CHEAP;
}

/* Where fewer digits can be trusted than were asked for, a person is told. Returns how
 * many can be, or -1 where that is not known. */
static int
judge_trust (const TfFlowCounts *counts, TfMoments *moments, Plan *plan, GCancellable *cancellable)
{
  TfTrust trust;
  gboolean known = (plan->counts || is_cheap (counts, moments))
                   && tf_trust_measure (moments, plan->course, &plan->first, plan->rows->len,
                                        (const TfTrustRow *) (gpointer) plan->rows->data, show_second_run_cb, plan,
                                        cancellable, &trust);
  g_autofree char *sentence = NULL;

  tf_cli_progress_clear ();
  if (!known)
    return -1;
  sentence = tf_trust_describe (&trust);
  if (sentence != NULL)
    tf_cli_note ("run", sentence);
  return trust.digits;
}

/* What the rows took, beside them on standard error: the table stays a table. */
static void
print_counts (const TfFlowCounts *counts, double seconds, int digits)
{
  g_autofree char *trusted = digits >= 0 ? g_strdup_printf (" digits=%d", digits) : g_strdup ("");

  tf_cli_progress_clear ();
  g_printerr ("steps=%" G_GUINT64_FORMAT " rejected=%" G_GUINT64_FORMAT " evaluations=%" G_GUINT64_FORMAT
              " products=%" G_GUINT64_FORMAT " factorizations=%" G_GUINT64_FORMAT " seconds=%.6f%s\n",
              counts->n_steps, counts->n_rejected, counts->n_evaluations, counts->n_products,
              counts->n_factorizations, seconds, trusted);
}

/* Of the time that the descent was to take; in place of the flow's own sentence. */
static void
name_largest_step (TfFlow *flow, TfMoments *moments, const Plan *plan, GCancellable *cancellable, GError *failure)
{
  const TfParameters *p = tf_flow_get_parameters (flow);
  double last = g_array_index (plan->times, double, plan->times->len - 1);
  double until = plan->counts_iterations ? last * p->step : last;
  double step = tf_flow_find_largest_step (moments, p, until, cancellable);

  if (g_cancellable_is_cancelled (cancellable))
    return;
  g_free (failure->message);
  failure->message
    = g_strdup_printf ("gradient descent diverged at iteration %" G_GUINT64_FORMAT ": the step %g is too large; the largest "
                       "that is stable all the way is about %.3g (2/λ, λ = %.3g being the largest curvature of f along the "
                       "gradient flow from H₀, by power iteration)",
                       tf_flow_get_iteration (flow) + 1, p->step, step, 2 / step);
}

/* From W = 0 no layer ever sees another. */
static void
note_zero (const TfParameters *p)
{
  if (tf_parameters_head_layers (p) > 1 && p->initial_w == TF_INITIAL_W_ZERO)
    tf_cli_note ("run", "with several layers on top W = 0 stays 0, and the features only shrink; --initial-w random starts elsewhere");
}

static void
measure_first (TfFlow *flow, Plan *plan)
{
  gint64 start = g_get_monotonic_time ();

  tf_flow_get_metrics (flow, &plan->first);
  plan->metrics_time += g_get_monotonic_time () - start;
}

static gboolean
tabulate_cb (TfMoments          *moments,
             const TfParameters *parameters,
             TfCsvWriter        *csv,
             GCancellable       *cancellable,
             gpointer            user_data,
             GError            **error)
{
  Plan *plan = user_data;
  gint64 start = g_get_monotonic_time ();
  g_autoptr (TfFlow) flow = tf_flow_new (moments, parameters, error);
  TfFlowCounts counts;
  double seconds;
  int digits;
  g_autoptr (GError) failure = NULL;

  if (flow != NULL)
    measure_first (flow, plan);
  note_zero (parameters);
  if (!flow || !write_rows (flow, plan, csv, cancellable, &failure))
    {
      if (parameters->flow == TF_FLOW_DESCENT && g_error_matches (failure, TF_FLOW_ERROR, TF_FLOW_ERROR_DIVERGED))
        name_largest_step (flow, moments, plan, cancellable, failure);
      if (failure)
        g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  seconds = (g_get_monotonic_time () - start - plan->metrics_time) / 1e6;
  counts = *tf_flow_get_counts (flow);
  g_clear_pointer (&flow, tf_flow_free); /* the judging run is as large */
  digits = judge_trust (&counts, moments, plan, cancellable);
  if (plan->counts)
    print_counts (&counts, seconds, digits);
  return TRUE;
}

static void
add_options (GOptionContext *context, Words *words)
{
  const GOptionEntry entries[] = {
    { "times", 0, 0, G_OPTION_ARG_FILENAME, &words->times,
      "Times (of descent, of a network: iterations) of the rows, ascending; instead of --until", "T1,T2,…" },
    { "until", 0, 0, G_OPTION_ARG_FILENAME, &words->until, "Last time or iteration (1000)", "T" },
    { "points", 0, 0, G_OPTION_ARG_FILENAME, &words->points,
      "Rows after the one at 0, even in log t from T/10⁵ (of iterations: from 1) to T (41)",
      "N" },
    { "counts", 0, 0, G_OPTION_ARG_NONE, &words->counts,
      "Afterwards, on standard error: how many steps, evaluations and seconds the flow took, and how many digits\n"
      "of the rows a run with a tenth of the errors has in common with it", NULL },
    G_OPTION_ENTRY_NULL,
  };

  tf_cli_options_add (context, entries);
  tf_cli_like_add (context, &words->like);
  tf_cli_table_add_output (context, &words->output);
}

static gboolean
check_layers (TfCliProblem *problem, GError **error)
{
  const TfParameters *p = tf_cli_problem_get_parameters (problem);

  return tf_cli_problem_get_session (problem) != NULL || p->head_layers == 1 || p->flow == TF_FLOW_JOINT
         || tf_cli_misuse (error, "--head-layers needs --flow joint: with all layers at their best there is no flow, as these are "
                                  "not unique and leave 0 by a jump");
}

static gboolean
parse_words (TfCliProblem *problem, const Words *words, int argc, char **argv, Plan *plan, GError **error)
{
  double until = DEFAULT_UNTIL;
  TfSession *session;

  if (!tf_cli_table_parse_session (problem, "run", argc, argv, error))
    return FALSE;
  if (!check_layers (problem, error))
    return FALSE;
  session = tf_cli_problem_get_session (problem);
  plan->counts = words->counts;
  if (!tf_cli_like_parse (words->like, &plan->like, error))
    return FALSE;
  plan->course = session ? tf_course_ref (session->course) : tf_course_new (tf_cli_problem_get_parameters (problem));
  plan->counts_iterations = tf_course_counts_iterations (plan->course);
  if (session)
    until = plan->counts_iterations ? (double) session->at.iteration : session->at.t;
  if (session && !session->course->is_exact)
    tf_cli_note (argv[1], "more changes of parameters were made than it holds; the run is not exactly the one it was");
  return parse_times (words, plan->counts_iterations, until, plan->times, error);
}

static char *
list_differences (void)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < TF_N_METRICS; i++)
    if (tf_metric_get_info (i)->kind == TF_METRIC_DIFFERENCE)
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", tf_metric_name (i));
  return g_string_free (names, FALSE);
}

static void
add_summary (GOptionContext *context)
{
  g_autofree char *differences = list_differences (), *summary = g_strdup_printf (
    "Follows one flow from H₀ and writes a row of metrics at each of the times, as CSV.\n0 stands for what is below the errors "
    "of rounding and of the tolerance: of NC1 10⁻¹⁶ of its first\nvalue, of differences 10⁻¹³, or 0.03 of the tolerance; these are\n"
    "%s.\nSESSION, or a figure, in place of the options of a problem: that run, with its changes of\n"
    "parameters, until where it was saved or as --until or --times say.\n"
    "With --flow network real layers are trained on H₀ in the place of β, and the metrics are those of the last hidden one.\n"
    "In parentheses: what is taken where an option is not given.", differences);

  g_option_context_set_summary (context, summary);
}

int
tf_cli_trajectory (int argc, char **argv)
{
  GOptionContext *context = g_option_context_new ("[SESSION]");
  g_autoptr (TfCliProblem) problem = tf_cli_problem_new (context, TF_CLI_PART_ALL | TF_CLI_PART_HELD_OUT);
  g_autoptr (GError) error = NULL;
  g_auto (Words) words = { 0 };
  g_auto (Plan) plan = { .times = g_array_new (FALSE, FALSE, sizeof (double)),
                         .rows = g_array_new (FALSE, FALSE, sizeof (TfTrustRow)) };
  g_auto (TfCliNetwork) network = { .times = plan.times };
  int status;

  add_summary (context);
  add_options (context, &words);
  tf_cli_network_add (&network, context);
  if (!tf_cli_parse (context, &argc, &argv, &status))
    return status;
  if (!parse_words (problem, &words, argc, argv, &plan, &error) || !tf_cli_network_parse (&network, problem, &error))
    return tf_cli_report ("run", error);
  network.like = plan.like;
  network.counts = plan.counts;
  if (tf_cli_problem_is_network (problem))
    return tf_cli_table_write (problem, "run", words.output, TF_CLI_TABLE_ROWS, tf_cli_network_tabulate, &network);
  return tf_cli_table_write (problem, "run", words.output, TF_CLI_TABLE_ROWS, tabulate_cb, &plan);
}
