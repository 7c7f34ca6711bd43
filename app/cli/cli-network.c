/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-network.h"

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
    { "hidden", 0, 0, G_OPTION_ARG_FILENAME, &self->hidden, "Widths of its hidden layers, from H₀ up (64,64)", "N1,N2,…" },
    { "rate", 0, 0, G_OPTION_ARG_FILENAME, &self->rate, "Learning rate, above 0 (0.05)", "X" },
    { "momentum", 0, 0, G_OPTION_ARG_FILENAME, &self->momentum, "Momentum, from 0 to below 1 (0.9)", "X" },
    { "decay-last", 0, 0, G_OPTION_ARG_FILENAME, &self->decay_last, "Weight decay of W and b; it plays λ_W/K (0.0005)", "X" },
    { "decay-features", 0, 0, G_OPTION_ARG_FILENAME, &self->decay_features,
      "Weight decay of the hidden layers; it plays λ_H (0.0005)", "X" },
    { "batch", 0, 0, G_OPTION_ARG_FILENAME, &self->batch, "Samples of a step, in an order from the seed; 0: all (0)", "B" },
    { "initial-network", 0, 0, G_OPTION_ARG_FILENAME, &self->initial,
      "Weights at iteration 0: file (V1, a1, V2, …, W, b beside the features, in an .npz), or random, from the seed (random)",
      "WHICH" },
    G_OPTION_ENTRY_NULL,
  };

  tf_cli_options_add_group (context, "network", "With --flow network, ReLU layers in the place of β:", entries);
  tf_cli_options_set_words ("initial-network", starts, FALSE);
}

void
tf_cli_network_clear (TfCliNetwork *self)
{
  g_free (self->hidden);
  g_free (self->rate);
  g_free (self->momentum);
  g_free (self->decay_last);
  g_free (self->decay_features);
  g_free (self->batch);
  g_free (self->initial);
  g_free (self->start);
}

/* --- words --- */

static gboolean
is_given (const TfCliNetwork *self)
{
  return self->hidden || self->rate || self->momentum || self->decay_last || self->decay_features || self->batch || self->initial;
}

/* The model's own options would say nothing here. */
static gboolean
check_agreement (TfCliProblem *problem, GError **error)
{
  static const char *const models[] = { "lambda-w", "lambda-h", "beta", "bias-decay", "eta", "step", "initial-w", "tolerance" };

  for (gsize i = 0; i < G_N_ELEMENTS (models); i++)
    if (tf_cli_problem_has_option (problem, models[i]))
      {
        g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                     "--%s is the model’s; a network has --decay-last, --decay-features, --rate and --momentum", models[i]);
        return FALSE;
      }
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
  self->settings.bias = self->settings.bias || tf_layers_file_has_bias (path);
  return TRUE;
}

static gboolean
take_words (TfCliNetwork *self, TfCliProblem *problem, GError **error)
{
  TfNetworkSettings *s = &self->settings;
  guint64 batch = 0;

  if (self->hidden != NULL && !tf_network_settings_set_hidden (s, self->hidden))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "--hidden: “%s” is no list of 1 to %d widths from 1 to %d", self->hidden, TF_NETWORK_MOST_LAYERS,
                   TF_NETWORK_MOST_UNITS);
      return FALSE;
    }
  if (!tf_cli_take_number ("--rate", self->rate, &s->rate, error)
      || !tf_cli_take_number ("--momentum", self->momentum, &s->momentum, error)
      || !tf_cli_take_number ("--decay-last", self->decay_last, &s->decay_last, error)
      || !tf_cli_take_number ("--decay-features", self->decay_features, &s->decay_features, error)
      || !tf_cli_take_integer ("--batch", self->batch, 0, G_MAXUINT32, &batch, error))
    return FALSE;
  s->batch = batch;
  return take_start (self, problem, error);
}

gboolean
tf_cli_network_parse (TfCliNetwork *self, TfCliProblem *problem, GError **error)
{
  const TfParameters *p = tf_cli_problem_get_parameters (problem);
  g_autoptr (GError) wrong = NULL;

  self->settings = TF_NETWORK_SETTINGS_DEFAULT;
  if (!tf_cli_problem_is_network (problem))
    return !is_given (self)
           || tf_cli_misuse (error, "--hidden, --rate, --momentum, --decay-last, --decay-features, --batch and "
                                    "--initial-network need --flow network");
  self->settings.loss = tf_parameters_loss (p);
  self->settings.bias = p->bias;
  self->settings.seed = p->initial_w_seed;
  if (!check_agreement (problem, error) || !take_words (self, problem, error))
    return FALSE;
  return tf_network_settings_validate (&self->settings, &wrong) || tf_cli_misuse (error, wrong->message);
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
  g_autoptr (TfNetwork) network = NULL;

  if (moments->features == NULL)
    {
      g_set_error_literal (error, TF_NETWORK_ERROR, TF_NETWORK_ERROR_START,
                           "a network is trained on samples, and here are moments alone, or more than 2^26 values");
      return FALSE;
    }
  network = tf_network_new (moments->features, &self->settings, error);
  return network != NULL && (self->start == NULL || tf_layers_file_load (network, self->start, cancellable, error))
         && write_rows (network, self, csv, cancellable, error);
}
