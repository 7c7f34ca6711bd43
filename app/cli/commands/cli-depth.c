/* cli-depth.c: `tightframe depth`
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli.h"
#include "cli-equilibrium.h"
#include "cli-options.h"
#include "cli-table.h"
#include "flow.h"
#include "metric-floor.h"

#define MAX_LAYERS 100000

typedef struct
{
  char *layers, *output;
} Words;

static void
words_clear (Words *words)
{
  g_free (words->layers);
  g_free (words->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

/* Layer 0 is H0, where a flow begins: the search for a minimizer follows no more of it than it needs. */
static gboolean
measure_features (TfMoments *moments, const TfParameters *parameters, TfMetrics *metrics, GError **error)
{
  TfParameters central = *parameters;
  g_autoptr (TfFlow) flow = NULL;

  central.flow = TF_FLOW_CENTRAL;
  flow = tf_flow_new (moments, &central, error);
  if (flow == NULL)
    return FALSE;
  tf_flow_get_metrics (flow, metrics);
  return TRUE;
}

/* first: of layer 0. */
static void
write_row (const TfMetrics *measured, guint64 layer, const TfMetrics *first, TfCsvWriter *csv)
{
  TfMetrics metrics = *measured;

  tf_metrics_drop_noise (&metrics, first, 0);
  tf_csv_writer_add_number (csv, layer);
  tf_csv_writer_add_metrics (csv, &metrics);
  tf_csv_writer_end_row (csv);
}

/* A row is written while the layer below still is its H0. */
static gboolean
tabulate_cb (TfMoments          *moments,
             const TfParameters *parameters,
             TfCsvWriter        *csv,
             GCancellable       *cancellable,
             gpointer            user_data,
             GError            **error)
{
  guint64 n_layers = *(guint64 *) user_data;
  g_autoptr (TfEquilibrium) equilibrium = tf_equilibrium_new (moments, parameters, error);
  TfMetrics first, metrics;

  if (!equilibrium || !measure_features (moments, parameters, &first, error))
    return FALSE;
  tf_csv_writer_add_word (csv, "layer");
  tf_csv_writer_add_metric_names (csv);
  tf_csv_writer_end_row (csv);
  write_row (&first, 0, &first, csv);
  for (guint64 layer = 1; layer <= n_layers; layer++)
    {
      g_autofree char *where
        = g_strdup_printf ("layer %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT, layer, n_layers);

      tf_equilibrium_next_layer (equilibrium);
      if (!tf_cli_reach (equilibrium, where, cancellable, error))
        return FALSE;
      tf_equilibrium_get_metrics (equilibrium, &metrics);
      write_row (&metrics, layer, &first, csv);
    }
  return TRUE;
}

static gboolean
parse_layers (TfCliProblem *problem, const Words *words, guint64 *n_layers, GError **error)
{
  if (!words->layers)
    return tf_cli_misuse (error, "--layers is missing: how many layers are there to be?");
  return tf_cli_take_integer ("--layers", words->layers, 0, MAX_LAYERS, n_layers, error)
         && tf_cli_check_minimum (tf_cli_problem_get_parameters (problem), error);
}

static void
add_options (GOptionContext *context, Words *words)
{
  const GOptionEntry entries[] = {
    { "layers", 0, 0, G_OPTION_ARG_FILENAME, &words->layers, "How many layers follow on H₀; must be given", "L" },
    G_OPTION_ENTRY_NULL,
  };

  tf_cli_options_add (context, entries);
  tf_cli_table_add_output (context, &words->output);
}

int
tf_cli_depth (int argc, char **argv)
{
  GOptionContext *context = g_option_context_new (NULL);
  g_autoptr (TfCliProblem) problem = tf_cli_problem_new (context, TF_CLI_PART_ALL | TF_CLI_PART_HELD_OUT);
  g_autoptr (GError) error = NULL;
  g_auto (Words) words = { 0 };
  guint64 n_layers = 0;
  int status;

  g_option_context_set_summary (context,
                                "Takes H₀ to the minimizer H_{1/β} of the objective, that one for H₀, and so on L times,\n"
                                "and writes a row of metrics for each layer, as CSV. Layer 0 is H₀; objective and vicinity\n"
                                "of a layer are against the layer below. --flow and its options have no say.\n"
                                "In parentheses: what is taken where an option is not given.");
  add_options (context, &words);
  if (!tf_cli_parse (context, &argc, &argv, &status))
    return status;
  if (!tf_cli_table_parse (problem, "depth", argc, argv, &error) || !parse_layers (problem, &words, &n_layers, &error))
    return tf_cli_report ("depth", error);
  return tf_cli_table_write (problem, "depth", words.output, TF_CLI_TABLE_ROWS, tabulate_cb, &n_layers);
}
