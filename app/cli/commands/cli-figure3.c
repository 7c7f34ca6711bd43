/* cli-figure3.c: `tightframe sweep --figure3`: what each of the two decays does to collapse
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Figure 3 of [T23] in the model, or of a network as it is trained: decays.h.
 */
#include "cli-figure3.h"

#include <math.h>

#include "cli.h"
#include "cli-progress.h"
#include "cli-table.h"
#include "decays.h"
#include "flow.h"
#include "metric-floor.h"
#include "sweep-cell.h"

#define MOST_ITERATIONS 9007199254740992.0
#define STEPS_AT_ONCE 256 /* of a network, between two looks at the progress line */

static void
write_header (TfCsvWriter *csv, gboolean is_network)
{
  const char *const names[] = { "setting", "lambda-w", "lambda-h", is_network ? "iteration" : "t" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    tf_csv_writer_add_word (csv, names[i]);
  tf_csv_writer_add_metric_names (csv);
  if (!is_network)
    tf_sweep_cell_add_slope_names (csv);
  tf_csv_writer_end_row (csv);
}

static void
begin_row (TfCsvWriter *csv, const char *name, const TfParameters *p, double t)
{
  tf_csv_writer_add_word (csv, name);
  tf_csv_writer_add_number (csv, p->lambda_w);
  tf_csv_writer_add_number (csv, p->lambda_h);
  tf_csv_writer_add_number (csv, t);
}

/* At the minimizer where t is infinite. */
static gboolean
write_row (TfMoments *moments, const TfParameters *p, const char *name, double t, TfCsvWriter *csv, GCancellable *cancellable,
           GError **error)
{
  const TfSweepAt at = { .on_flow = isfinite (t), .t = t, .iterations = tf_parameters_count_iterations (p), .slopes = TRUE };
  g_auto (TfSweepCell) cell = { 0 };

  tf_cli_progress_show ("%s, t = %g", name, t);
  if (!tf_sweep_cell_measure (&cell, moments, p, &at, cancellable, error))
    return FALSE;
  begin_row (csv, name, p, t);
  tf_csv_writer_add_metrics (csv, &cell.metrics);
  tf_sweep_cell_add_slopes (&cell, csv);
  tf_csv_writer_end_row (csv);
  return TRUE;
}

/* All rows of a setting of the model: the flow at the times, and its end. */
static gboolean
write_model (TfMoments *moments, const TfParameters *p, const char *name, const GArray *times, TfCsvWriter *csv,
             GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i <= times->len; i++)
    if (!write_row (moments, p, name, i < times->len ? g_array_index (times, double, i) : INFINITY, csv, cancellable, error))
      return FALSE;
  return TRUE;
}

static gboolean
train_until (TfFlow *flow, const char *name, double iteration, GCancellable *cancellable, GError **error)
{
  while (tf_flow_get_position (flow) < iteration)
    {
      tf_cli_progress_show ("%s, iteration %g of %g", name, tf_flow_get_position (flow), iteration);
      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !tf_flow_advance (flow, iteration, STEPS_AT_ONCE, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

/* All rows of a setting of a network, which is trained once. */
static gboolean
write_network (TfMoments *moments, const TfParameters *p, const char *name, const GArray *times, TfCsvWriter *csv,
               GCancellable *cancellable, GError **error)
{
  g_autoptr (TfFlow) flow = tf_flow_new (moments, p, error);
  TfMetrics first, now;

  if (flow == NULL)
    return FALSE;
  tf_flow_get_metrics (flow, &first);
  for (guint i = 0; i < times->len; i++)
    {
      double iteration = g_array_index (times, double, i);

      if (!train_until (flow, name, iteration, cancellable, error))
        return FALSE;
      tf_flow_get_metrics (flow, &now);
      tf_metrics_drop_noise (&now, &first, 0);
      begin_row (csv, name, p, iteration);
      tf_csv_writer_add_metrics (csv, &now);
      tf_csv_writer_end_row (csv);
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
  const GArray *times = user_data;
  gboolean is_network = parameters->flow == TF_FLOW_NETWORK;

  write_header (csv, is_network);
  for (guint k = 0; k < TF_N_DECAYS; k++)
    {
      const TfDecays *decays = tf_decays_get (k);
      const TfParameters p = tf_decays_apply (decays, parameters);

      if (!(is_network ? write_network : write_model) (moments, &p, decays->id, times, csv, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_ascending (const GArray *times)
{
  for (guint i = 1; i < times->len; i++)
    if (!(g_array_index (times, double, i) > g_array_index (times, double, i - 1)))
      return FALSE;
  return TRUE;
}

static gboolean
check_times (const GArray *times, gboolean is_network, GError **error)
{
  for (guint i = 0; i < times->len; i++)
    {
      double t = g_array_index (times, double, i);

      if (t < 0)
        return tf_cli_misuse (error, "--times: no time is below 0");
      if (is_network && (t != (double) (guint64) t || t > MOST_ITERATIONS))
        return tf_cli_misuse (error, "--times: those of a network are iterations, whole numbers");
    }
  return !is_network || is_ascending (times) || tf_cli_misuse (error, "--times: iterations of a network ascend");
}

gboolean
tf_cli_figure3_take_times (const char *list, gboolean is_network, GArray *times, GError **error)
{
  static const double usual[] = { 0.1, 1, 10, 100, 1000 }, iterations[] = { 0, 100, 200, 500, 1000, 2000, 5000 };

  if (list != NULL)
    return tf_cli_take_numbers ("--times", list, times, error) && check_times (times, is_network, error);
  if (is_network)
    g_array_append_vals (times, iterations, G_N_ELEMENTS (iterations));
  else
    g_array_append_vals (times, usual, G_N_ELEMENTS (usual));
  return TRUE;
}

int
tf_cli_figure3_write (TfCliProblem *problem, GArray *times, const char *output)
{
  return tf_cli_table_write (problem, "sweep", output, TF_CLI_TABLE_ROWS, tabulate_cb, times);
}
