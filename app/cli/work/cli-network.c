/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-network.h"

#include <math.h>
#include <string.h>

#include "cli-like.h"
#include "cli-options.h"
#include "cli-progress.h"
#include "flow.h"
#include "layers-file.h"
#include "metric-floor.h"
#include "network-metrics.h"

#define STEPS_AT_ONCE 16 /* between two looks at the progress line */

void
tf_cli_network_add (TfCliNetwork *self, GOptionContext *context)
{
  static const char *const starts[] = { "file", "random", NULL };
  const GOptionEntry entries[] = {
    { "decay-last", 0, 0, G_OPTION_ARG_FILENAME, &self->decay_last,
      "Weight decay of W and b, in place of λ_W, which it is K-th part of (λ_W/K)", "X" },
    { "decay-features", 0, 0, G_OPTION_ARG_FILENAME, &self->decay_features,
      "Weight decay of the hidden layers, in place of λ_H (λ_H)", "X" },
    { "initial-network", 0, 0, G_OPTION_ARG_FILENAME, &self->initial,
      "Weights at iteration 0: file (V1, a1, V2, …, W, b beside the features, in an .npz), or random, from the seed "
      "(random)",
      "WHICH" },
    G_OPTION_ENTRY_NULL,
  };

  tf_cli_options_add_group (
      context, "network",
      "With --flow network, ReLU layers in the place of β; beside --hidden, --rate, --momentum, --batch:", entries);
  tf_cli_options_set_words ("initial-network", starts, FALSE);
}

void
tf_cli_network_clear (TfCliNetwork *self)
{
  g_free (self->decay_last);
  g_free (self->decay_features);
  g_free (self->initial);
  g_free (self->start);
}

/* --- words --- */

static gboolean
is_given (const TfCliNetwork *self)
{
  return self->decay_last != NULL || self->decay_features != NULL || self->initial != NULL;
}

/* Two words for one thing. */
static gboolean
check_agreement (TfCliNetwork *self, TfCliProblem *problem, GError **error)
{
  if (self->decay_last != NULL && tf_cli_problem_has_option (problem, "lambda-w"))
    return tf_cli_misuse (error, "--decay-last is λ_W/K: give it or --lambda-w");
  if (self->decay_features != NULL && tf_cli_problem_has_option (problem, "lambda-h"))
    return tf_cli_misuse (error, "--decay-features is λ_H: give it or --lambda-h");
  return TRUE;
}

static gboolean
take_start (TfCliNetwork *self, TfCliProblem *problem, GError **error)
{
  const char *path = tf_cli_problem_get_file (problem);

  if (self->initial == NULL || strcmp (self->initial, "random") == 0)
    return TRUE;
  if (strcmp (self->initial, "file") != 0)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--initial-network: “%s” is none of file, random",
                   self->initial);
      return FALSE;
    }
  if (path == NULL)
    return tf_cli_misuse (error, "--initial-network file needs --features");
  self->start = g_strdup (path);
  self->with_bias = tf_layers_file_has_bias (path);
  return TRUE;
}

gboolean
tf_cli_network_parse (TfCliNetwork *self, TfCliProblem *problem, GError **error)
{
  if (!tf_cli_problem_is_network (problem))
    return !is_given (self)
           || tf_cli_misuse (error, "--decay-last, --decay-features and --initial-network need --flow network");
  self->last = self->features = NAN;
  if (!check_agreement (self, problem, error)
      || !tf_cli_take_number ("--decay-last", self->decay_last, &self->last, error)
      || !tf_cli_take_number ("--decay-features", self->decay_features, &self->features, error))
    return FALSE;
  if (self->last < 0 || self->features < 0)
    return tf_cli_misuse (error, "a decay must be at least 0");
  return take_start (self, problem, error);
}

static TfNetworkSettings
get_settings (const TfCliNetwork *self, const TfParameters *parameters, guint n_classes)
{
  TfNetworkSettings settings = tf_network_settings_of (parameters, n_classes);

  if (!isnan (self->last))
    settings.decay_last = self->last;
  if (!isnan (self->features))
    settings.decay_features = self->features;
  settings.bias = settings.bias || self->with_bias;
  return settings;
}

/* --- rows --- */

static gboolean
train_until (TfNetwork *network, const TfCliNetwork *self, guint row, GCancellable *cancellable, GError **error)
{
  guint64 until = (guint64) g_array_index (self->times, double, row);

  while (tf_network_get_iteration (network) < until)
    {
      guint64 left = until - tf_network_get_iteration (network);

      if (!tf_network_train (network, MIN (left, STEPS_AT_ONCE), cancellable, error))
        return FALSE;
      tf_cli_progress_show ("row %u of %u, at %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT, row + 1, self->times->len,
                            tf_network_get_iteration (network), until);
    }
  return TRUE;
}

static void
add_like (TfCsvWriter *csv, TfMoments *moments, TfLike like)
{
  const TfParameters parameters = TF_PARAMETERS_DEFAULT;
  g_autofree double *values = NULL;
  guint n;

  tf_like_get_columns (like, &n);
  values = g_new (double, n);
  tf_moments_get_like (moments, &parameters, TRUE, like, values);
  for (guint i = 0; i < n; i++)
    tf_csv_writer_add_number (csv, values[i]);
}

/* first: the metrics of the first row; filled by it. */
static gboolean
write_row (TfNetwork *network, const TfCliNetwork *self, TfMetrics *first, TfCsvWriter *csv, GCancellable *cancellable,
           GError **error)
{
  g_autoptr (TfMoments) moments = NULL;
  TfMetrics metrics;

  if (!tf_network_get_metrics (network, &metrics, &moments, cancellable, error))
    return FALSE;
  if (tf_network_get_iteration (network) == 0)
    *first = metrics;
  tf_metrics_drop_noise (&metrics, first, 0);
  tf_csv_writer_add_number (csv, tf_network_get_iteration (network));
  if (self->like == TF_CLI_OURS)
    tf_csv_writer_add_metrics (csv, &metrics);
  else
    add_like (csv, moments, self->like);
  tf_csv_writer_end_row (csv);
  return TRUE;
}

static gboolean
write_rows (TfNetwork *network, const TfCliNetwork *self, TfCsvWriter *csv, GCancellable *cancellable, GError **error)
{
  gint64 taken = 0;
  TfMetrics first;

  if (!tf_network_get_metrics (network, &first, NULL, cancellable, error))
    return FALSE;
  tf_csv_writer_add_word (csv, "iteration");
  tf_cli_like_add_names (csv, self->like);
  tf_csv_writer_end_row (csv);
  for (guint i = 0; i < self->times->len; i++)
    {
      gint64 start = g_get_monotonic_time ();

      if (!train_until (network, self, i, cancellable, error))
        return FALSE;
      taken += g_get_monotonic_time () - start;
      if (!write_row (network, self, &first, csv, cancellable, error))
        return FALSE;
    }
  tf_cli_progress_clear ();
  if (self->counts)
    g_printerr ("steps=%" G_GUINT64_FORMAT " weights=%" G_GSIZE_FORMAT " seconds=%.6f\n", tf_network_get_iteration (network),
                tf_network_get_n_parameters (network), taken / 1e6);
  return TRUE;
}

gboolean
tf_cli_network_tabulate (TfMoments *moments, const TfParameters *parameters, TfCsvWriter *csv, GCancellable *cancellable,
                         gpointer user_data, GError **error)
{
  const TfCliNetwork *self = user_data;
  TfNetworkSettings settings = get_settings (self, parameters, moments->n_classes);
  g_autoptr (TfNetwork) network = NULL;

  if (moments->features == NULL)
    {
      g_set_error_literal (error, TF_NETWORK_ERROR, TF_NETWORK_ERROR_START,
                           "a network is trained on samples, and here are moments alone, or more than 2^26 values");
      return FALSE;
    }
  network = tf_network_new (moments->features, &settings, error);
  return network != NULL && (self->start == NULL || tf_layers_file_load (network, self->start, cancellable, error))
         && write_rows (network, self, csv, cancellable, error);
}
