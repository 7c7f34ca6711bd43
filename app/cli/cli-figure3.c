/* cli-figure3.c: `tightframe sweep --figure3`: what each of the two decays does to collapse
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Figure 3 of [T23] in the model: decays.h.
 */
#include "cli-figure3.h"

#include <math.h>

#include "cli.h"
#include "cli-progress.h"
#include "cli-table.h"
#include "decays.h"
#include "sweep-cell.h"

static void
write_header (TfCsvWriter *csv)
{
  static const char *const names[] = { "setting", "lambda-w", "lambda-h", "t" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    tf_csv_writer_add_word (csv, names[i]);
  tf_csv_writer_add_metric_names (csv);
  tf_sweep_cell_add_slope_names (csv);
  tf_csv_writer_end_row (csv);
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
  tf_csv_writer_add_word (csv, name);
  tf_csv_writer_add_number (csv, p->lambda_w);
  tf_csv_writer_add_number (csv, p->lambda_h);
  tf_csv_writer_add_number (csv, t);
  tf_csv_writer_add_metrics (csv, &cell.metrics);
  tf_sweep_cell_add_slopes (&cell, csv);
  tf_csv_writer_end_row (csv);
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

  write_header (csv);
  for (guint k = 0; k < TF_N_DECAYS; k++)
    {
      const TfDecays *decays = tf_decays_get (k);
      const TfParameters p = tf_decays_apply (decays, parameters);

      for (guint i = 0; i <= times->len; i++)
        if (!write_row (moments, &p, decays->id, i < times->len ? g_array_index (times, double, i) : INFINITY, csv,
                        cancellable, error))
          return FALSE;
    }
  return TRUE;
}

gboolean
tf_cli_figure3_take_times (const char *list, GArray *times, GError **error)
{
  static const double usual[] = { 0.1, 1, 10, 100, 1000 };

  if (list == NULL)
    {
      g_array_append_vals (times, usual, G_N_ELEMENTS (usual));
      return TRUE;
    }
  if (!tf_cli_take_numbers ("--times", list, times, error))
    return FALSE;
  for (guint i = 0; i < times->len; i++)
    if (g_array_index (times, double, i) < 0)
      return tf_cli_misuse (error, "--times: no time is below 0");
  return TRUE;
}

int
tf_cli_figure3_write (TfCliProblem *problem, GArray *times, const char *output)
{
  return tf_cli_table_write (problem, "sweep", output, TF_CLI_TABLE_ROWS, tabulate_cb, times);
}
