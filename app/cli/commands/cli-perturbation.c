/* cli-perturbation.c: `tightframe perturbation`
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "cli.h"
#include "cli-options.h"
#include "cli-progress.h"
#include "cli-table.h"
#include "perturbation.h"
#include "spectrum.h"

#define N_SIZES 3 /* EPS, EPS/10, EPS/100 */

typedef struct
{
  char *check, *output;
} Words;

typedef struct
{
  double eps;       /* 0: no prediction test */
  GPtrArray *notes; /* what could not be done, printed when all else is */
} Work;

static void
words_clear (Words *words)
{
  g_free (words->check);
  g_free (words->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

static void
write_header (TfCsvWriter *csv, const char *const *names)
{
  for (; *names; names++)
    tf_csv_writer_add_word (csv, *names);
  tf_csv_writer_end_row (csv);
}

/* The prediction test needs no collapsed minimizer: with it, a spectrum there
 * is none of is an empty table and a note. */
static gboolean
write_spectrum (TfMoments *moments, const TfParameters *parameters, TfCsvWriter *csv, Work *work, GError **error)
{
  static const char *const names[] = { "block", "singular_value", "multiplicity", "first_order", NULL };
  g_autoptr (GError) cause = NULL;
  TfSpectrum spectrum;

  if (!tf_spectrum_compute_for_moments (moments, parameters, &spectrum, &cause))
    {
      if (!(work->eps > 0))
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return FALSE;
        }
      g_ptr_array_add (work->notes, g_strdup (cause->message));
    }
  write_header (csv, names);
  for (guint i = 0; i < spectrum.n_entries; i++)
    {
      const TfSpectrumEntry *entry = &spectrum.entries[i];

      tf_csv_writer_add_word (csv, tf_spectrum_block_name (entry->block));
      tf_csv_writer_add_number (csv, entry->singular_value);
      tf_csv_writer_add_number (csv, entry->multiplicity);
      tf_csv_writer_add_number (csv, entry->first_order);
      tf_csv_writer_end_row (csv);
    }
  return TRUE;
}

static void
write_test (TfCsvWriter *csv, TfPerturbationKind kind, const char *class_name, const TfPerturbationTest *test)
{
  tf_csv_writer_add_word (csv, tf_perturbation_kind_name (kind));
  tf_csv_writer_add_word (csv, class_name);
  tf_csv_writer_add_number (csv, test->size);
  tf_csv_writer_add_number (csv, test->given_norm);
  tf_csv_writer_add_number (csv, test->predicted_norm);
  tf_csv_writer_add_number (csv, test->true_norm);
  tf_csv_writer_add_number (csv, test->relative_error);
  tf_csv_writer_add_number (csv, test->first_order_error);
  tf_csv_writer_add_number (csv, test->round_off);
  tf_csv_writer_add_number (csv, test->relative_gradient);
  tf_csv_writer_end_row (csv);
}

static gboolean
check_kind (TfMoments          *moments,
            const TfParameters *parameters,
            TfPerturbationKind  kind,
            TfCsvWriter        *csv,
            Work               *work,
            GCancellable       *cancellable,
            GError            **error)
{
  guint k = tf_perturbation_choose_class (moments);
  const char *name = tf_perturbation_kind_name (kind);
  const char *class_name = kind == TF_PERTURBATION_RANDOM ? "" : moments->class_names[k];
  g_autoptr (GError) cause = NULL;
  g_autoptr (TfPerturbation) perturbation = NULL;

  tf_cli_progress_show ("%s: the minimizer of H₀", name);
  perturbation = tf_perturbation_new (moments, parameters, kind, k, parameters->initial_w_seed, cancellable, &cause);
  /* One sample a class: the other kinds remain. */
  if (!perturbation && kind == TF_PERTURBATION_CLASS && g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    {
      g_ptr_array_add (work->notes, g_strdup (cause->message));
      return TRUE;
    }
  if (!perturbation)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  for (int i = 0; i < N_SIZES; i++)
    {
      TfPerturbationTest test;

      tf_cli_progress_show ("%s: size %d of %d", name, i + 1, N_SIZES);
      if (!tf_perturbation_test (perturbation, work->eps / pow (10, i), cancellable, &test, error))
        return FALSE;
      write_test (csv, kind, class_name, &test);
    }
  return TRUE;
}

static gboolean
tabulate_cb (TfMoments          *moments,
             const TfParameters *parameters,
             TfCsvWriter        *csv,
             GCancellable       *cancellable,
             gpointer            user_data,
             GError            **error)
{
  static const char *const names[] = { "kind", "class", "eps", "given_norm", "predicted_norm", "true_norm",
                                       "relative_error", "first_order_error", "round_off", "relative_gradient", NULL };
  Work *work = user_data;

  if (!write_spectrum (moments, parameters, csv, work, error))
    return FALSE;
  if (!(work->eps > 0))
    return TRUE;
  tf_csv_writer_end_row (csv); /* an empty line between the two tables */
  write_header (csv, names);
  for (int kind = 0; kind < TF_N_PERTURBATIONS; kind++)
    if (!check_kind (moments, parameters, kind, csv, work, cancellable, error))
      return FALSE;
  return TRUE;
}

static gboolean
parse_words (TfCliProblem *problem, const Words *words, Work *work, GError **error)
{
  const TfParameters *parameters = tf_cli_problem_get_parameters (problem);
  g_autoptr (GError) cause = NULL;
  gboolean possible;

  if (!tf_cli_take_number ("--check", words->check, &work->eps, error))
    return FALSE;
  if (words->check && !(work->eps > 0 && work->eps <= 1))
    return tf_cli_misuse (error, "--check: EPS must lie above 0 and be at most 1");
  possible = words->check ? tf_perturbation_check (parameters, &cause) : tf_spectrum_check (parameters, &cause);
  return possible || tf_cli_misuse (error, cause->message);
}

static void
add_options (GOptionContext *context, Words *words)
{
  const GOptionEntry entries[] = {
    { "check", 0, 0, G_OPTION_ARG_FILENAME, &words->check,
      "Also move H₀ by EPS, EPS/10 and EPS/100 of its norm (by --seed): predicted and true movement", "EPS" },
    G_OPTION_ENTRY_NULL,
  };

  tf_cli_options_add (context, entries);
  tf_cli_table_add_output (context, &words->output);
}

int
tf_cli_perturbation (int argc, char **argv)
{
  GOptionContext *context = g_option_context_new (NULL);
  g_autoptr (TfCliProblem) problem = tf_cli_problem_new (context, TF_CLI_PART_ALL);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_auto (Words) words = { 0 };
  Work work = { 0, notes };
  int status;

  g_option_context_set_summary (
      context,
      "Writes, as CSV, the singular values of the map δH₀ → δH near collapse: the blocks within one class (intra)\n"
      "and between two (inter), at the collapsed minimizer that the problem's K, n, d, λ_W, λ_H have at β = 0.\n"
      "--check adds, after an empty line, a second table: small movements of the problem's own H₀, and how well\n"
      "the linear map at its minimizer H_{1/β} predicts where that goes. β must be above 0; the same for every flow.\n"
      "In parentheses: what is taken where an option is not given.");
  add_options (context, &words);
  if (!tf_cli_parse (context, &argc, &argv, &status))
    return status;
  if (!tf_cli_table_parse (problem, "perturbation", argc, argv, &error) || !parse_words (problem, &words, &work, &error))
    return tf_cli_report ("perturbation", error);
  status = tf_cli_table_write (problem, "perturbation", words.output, TF_CLI_TABLE_WHOLE, tabulate_cb, &work);
  for (guint i = 0; status == TF_CLI_DONE && i < notes->len; i++)
    tf_cli_note (tf_cli_problem_get_subject (problem, "perturbation"), g_ptr_array_index (notes, i));
  return status;
}
