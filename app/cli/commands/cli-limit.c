/* cli-limit.c: `tightframe limit`
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "cli.h"
#include "cli-options.h"
#include "cli-table.h"
#include "limit.h"

typedef struct
{
  char *output, *matrix;
} Words;

static void
words_clear (Words *words)
{
  g_free (words->output);
  g_free (words->matrix);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

typedef struct
{
  const char *matrix; /* which one is wanted; NULL: a row of numbers a class */
  char *note;
} Plan;

static const char *const matrices[] = { "logits", "means", "weights", NULL };

static void
add_matrix (const TfLimit *limit, TfMoments *moments, const char *which, TfCsvWriter *csv)
{
  const double *values = strcmp (which, "logits") == 0 ? limit->logits : strcmp (which, "means") == 0 ? limit->gram : limit->weight_gram;
  gsize k_n = limit->n_classes;

  tf_csv_writer_add_word (csv, "class");
  for (gsize k = 0; k < k_n; k++)
    tf_csv_writer_add_word (csv, moments->class_names[k]);
  tf_csv_writer_end_row (csv);
  /* A class's own logits are a column of Z, and a row here. */
  for (gsize k = 0; k < k_n; k++)
    {
      tf_csv_writer_add_word (csv, moments->class_names[k]);
      for (gsize l = 0; l < k_n; l++)
        tf_csv_writer_add_number (csv, values[l + k * k_n]);
      tf_csv_writer_end_row (csv);
    }
}

static void
add_classes (const TfLimit *limit, TfMoments *moments, TfCsvWriter *csv)
{
  static const char *const columns[]
    = { "class", "samples", "mean_square", "weight_square", "logit", "margin", "bias", "objective", "bound" };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    tf_csv_writer_add_word (csv, columns[i]);
  tf_csv_writer_end_row (csv);
  for (guint k = 0; k < limit->n_classes; k++)
    {
      const double values[]
        = { limit->sizes[k], limit->is_determined ? limit->mean_squares[k] : NAN,
            limit->is_determined ? limit->weight_squares[k] : NAN,
            limit->is_determined ? limit->logits[k + (gsize) k * limit->n_classes] : NAN,
            limit->is_determined ? tf_limit_get_margin (limit, k) : NAN, limit->bias[k], limit->objective, limit->bound };

      tf_csv_writer_add_word (csv, moments->class_names[k]);
      for (guint i = 0; i < G_N_ELEMENTS (values); i++)
        tf_csv_writer_add_number (csv, values[i]);
      tf_csv_writer_end_row (csv);
    }
}

/* What it looks like, and how sure that is. */
static char *
describe (const TfLimit *limit)
{
  GString *text = g_string_new (tf_limit_kind_meaning (limit->kind));
  double cosine = tf_limit_get_minority_cosine (limit);

  if (limit->kind == TF_LIMIT_PROGRAM)
    g_string_append_printf (text, "; duality gap %.2g of f = %.9g", limit->objective - limit->bound, limit->objective);
  if (limit->kind == TF_LIMIT_PROGRAM && isfinite (cosine))
    g_string_append_printf (text, "; the weights of the two smallest classes are %.4g° apart",
                            acos (CLAMP (cosine, -1, 1)) * 180 / G_PI);
  if (limit->n_layers > 1 && limit->rank > 0)
    g_string_append_printf (text, "; each of the %u layers has singular values from %.9g to %.9g", limit->n_layers,
                            limit->layer_lengths[0], limit->layer_lengths[limit->rank - 1]);
  if (!limit->is_determined)
    g_string_append_printf (text, "; Σ‖m_k‖² = %.9g, in %u dimensions", limit->total_square, limit->rank);
  return g_string_free (text, FALSE);
}

/* Where there is no closed form there is still a minimizer. */
static void
name_the_finder (GError *error)
{
  char *text = g_strdup_printf ("%s; “tightframe equilibrium” finds the minimizer", error->message);

  g_free (error->message);
  error->message = text;
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
  g_autoptr (TfLimit) limit = tf_limit_new (moments->n_classes, moments->sizes, moments->span, parameters, error);

  if (limit == NULL)
    {
      if (g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
        name_the_finder (*error);
      return FALSE;
    }
  if (plan->matrix != NULL)
    add_matrix (limit, moments, plan->matrix, csv);
  else
    add_classes (limit, moments, csv);
  plan->note = describe (limit);
  return TRUE;
}

static gboolean
parse_words (TfCliProblem *problem, const Words *words, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (words->matrix != NULL && !g_strv_contains (matrices, words->matrix))
    return tf_cli_misuse (error, "--matrix: it is logits, means or weights");
  return tf_limit_check (tf_cli_problem_get_parameters (problem), &cause) || tf_cli_misuse (error, cause->message);
}

int
tf_cli_limit (int argc, char **argv)
{
  GOptionContext *context = g_option_context_new (NULL);
  g_autoptr (TfCliProblem) problem = tf_cli_problem_new (context, TF_CLI_PART_ALL | TF_CLI_PART_MINIMA);
  g_autoptr (GError) error = NULL;
  g_auto (Words) words = { 0 };
  Plan plan = { 0 };
  int status;
  const GOptionEntry entries[] = {
    { "matrix", 0, 0, G_OPTION_ARG_FILENAME, &words.matrix,
      "Instead: the classes' mean logits, the products of their means, or of their weights", "logits|means|weights" },
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_set_summary (context,
                                "Writes where a run at β = 0 ends, in closed form, as CSV: a row a class with |m_k|², |w_k|², its own\n"
                                "logit and by how much that exceeds the others. For cross-entropy and classes of different size it is\n"
                                "the solution of a convex program; no f is below `bound`. What it looks like, the duality gap and the\n"
                                "angle between the smallest classes are said on standard error.\n"
                                "In parentheses: what is taken where an option is not given.");
  tf_cli_options_add (context, entries);
  tf_cli_table_add_output (context, &words.output);
  if (!tf_cli_parse (context, &argc, &argv, &status))
    return status;
  if (!tf_cli_table_parse (problem, "limit", argc, argv, &error) || !parse_words (problem, &words, &error))
    return tf_cli_report ("limit", error);
  plan.matrix = words.matrix;
  status = tf_cli_table_write (problem, "limit", words.output, TF_CLI_TABLE_WHOLE, tabulate_cb, &plan);
  if (status == TF_CLI_DONE && plan.note != NULL)
    tf_cli_note (tf_cli_problem_get_subject (problem, "limit"), plan.note);
  g_free (plan.note);
  return status;
}
