/* test-network-cases.c: networks of the reference cases, and what is measured of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "features-load.h"
#include "layers-file.h"
#include "linalg.h"
#include "metric-table.h"
#include "network-kit.h"
#include "network-metrics.h"

static double
get_number (JsonObject *card, const char *name)
{
  return json_object_get_double_member (card, name);
}

static TfNetworkSettings
read_card (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "case.json", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  TfNetworkSettings s = TF_NETWORK_SETTINGS_DEFAULT;
  JsonObject *card;
  JsonArray *hidden;

  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  card = json_node_get_object (json_parser_get_root (parser));
  hidden = json_object_get_array_member (card, "hidden");
  s.hidden.n = json_array_get_length (hidden);
  for (guint l = 0; l < s.hidden.n; l++)
    s.hidden.of[l] = json_array_get_int_element (hidden, l);
  s.loss.kind = strcmp (json_object_get_string_member (card, "loss"), "ce") == 0 ? TF_LOSS_CROSS_ENTROPY : TF_LOSS_SQUARED;
  s.loss.smoothing = get_number (card, "smoothing");
  s.rate = get_number (card, "rate");
  s.momentum = get_number (card, "momentum");
  s.decay_last = get_number (card, "decay_last");
  s.decay_features = get_number (card, "decay_features");
  return s;
}

static char *
case_folder (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "data", "network", name, NULL);
}

static TfNetwork *
open_case (const char *name)
{
  g_autofree char *folder = case_folder (name), *path = g_build_filename (folder, "features.npz", NULL);
  g_autoptr (TfFeatures) features = tf_features_load (path, NULL, NULL, NULL, NULL, NULL);
  TfNetworkSettings settings = read_card (folder);
  TfNetwork *network;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (features);
  g_assert_true (tf_layers_file_has_bias (path));
  settings.bias = TRUE;
  network = make (features, &settings);
  g_assert_true (tf_layers_file_load (network, path, NULL, &error));
  g_assert_no_error (error);
  return network;
}

static void
test_reference (gconstpointer name)
{
  g_autoptr (TfNetwork) network = open_case (name);
  g_autofree char *folder = case_folder (name), *path = g_build_filename (folder, "trajectory.csv", NULL), *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint64 last = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  for (guint i = 1; lines[i] != NULL; i++)
    {
      guint64 iteration = (guint64) g_ascii_strtod (lines[i], NULL);
      g_auto (GStrv) names = g_strsplit (g_strchomp (lines[0]), ",", -1), fields = g_strsplit (g_strchomp (lines[i]), ",", -1);
      TfMetrics metrics;

      g_assert_true (tf_network_train (network, iteration - tf_network_get_iteration (network), NULL, NULL));
      g_assert_true (tf_network_get_metrics (network, &metrics, NULL, NULL, NULL));
      for (guint j = 1; names[j] != NULL; j++)
        {
          TfMetric m = find_metric (names[j]);
          double expected = g_ascii_strtod (fields[j], NULL);

          g_assert_cmpint (m, <, TF_N_METRICS);
          g_assert_cmpfloat_with_epsilon (metrics.values[m], expected, 1e-9 * (1e-3 + fabs (expected)));
        }
      g_assert_false (tf_metrics_is_defined (&metrics, TF_METRIC_VICINITY));
      last = iteration;
    }
  g_assert_cmpuint (last, ==, 1000);
}

/* The layers in a file are those of the network, or nothing is taken of it. */
static void
test_other_layers (void)
{
  static const char *const hidden[] = { "16", "16,11", "15,12", "16,12,3" };
  g_autofree char *folder = case_folder ("network_mse"), *path = g_build_filename (folder, "features.npz", NULL);
  g_autofree char *card = g_build_filename (folder, "case.json", NULL);
  g_autoptr (TfFeatures) features = tf_features_load (path, NULL, NULL, NULL, NULL, NULL);
  TfNetworkSettings s = TF_NETWORK_SETTINGS_DEFAULT;

  for (guint i = 0; i < G_N_ELEMENTS (hidden); i++)
    {
      g_autoptr (TfNetwork) network = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree double *before = NULL;
      gsize size;

      g_assert_true (tf_widths_parse (&s.hidden, hidden[i]));
      network = make (features, &s);
      before = copy_parameters (network);
      size = tf_network_get_n_parameters (network) * sizeof (double);
      g_assert_false (tf_layers_file_load (network, path, NULL, &error));
      g_assert_error (error, TF_NETWORK_ERROR, TF_NETWORK_ERROR_START);
      g_assert_cmpmem (before, size, tf_network_get_parameters (network), size);
      g_clear_error (&error);
      g_assert_false (tf_layers_file_load (network, card, NULL, &error)); /* no archive */
      g_assert_nonnull (error);
      g_clear_error (&error);
      g_assert_false (tf_layers_file_load (network, folder, NULL, &error)); /* no file */
      g_assert_nonnull (error);
    }
}

/* What is measured is measured of the features that the network gives away, each layer's of its width. */
static void
test_features (void)
{
  g_autoptr (TfNetwork) network = open_case ("network_mse");
  const TfNetworkSettings *s = tf_network_get_settings (network);
  g_autoptr (TfMoments) moments = NULL;
  TfMetrics metrics;

  g_assert_true (tf_network_train (network, 20, NULL, NULL));
  for (guint l = 1; l <= s->hidden.n; l++)
    {
      g_autoptr (TfFeatures) features = tf_network_get_features (network, l, NULL);
      double fit = 0;

      g_assert_cmpuint (tf_features_get_dim (features), ==, s->hidden.of[l - 1]);
      g_assert_true ((tf_features_get_weights (features) != NULL) == (l == s->hidden.n));
      g_assert_true ((tf_features_get_bias (features) != NULL) == (l == s->hidden.n));
      if (l < s->hidden.n)
        continue;
      g_assert_true (tf_network_get_metrics (network, &metrics, &moments, NULL, NULL));
      g_assert_cmpuint (moments->n_samples, ==, tf_features_get_n_samples (features));
      for (gsize i = 0; i < moments->n_samples; i++)
        {
          double h[64], z[64];

          tf_features_get_rows (features, i, 1, h);
          for (guint k = 0; k < moments->n_classes; k++)
            z[k] = tf_features_get_bias (features)[k] + tf_dot (moments->dim, tf_features_get_weights (features) + k * moments->dim, h);
          fit += tf_loss_evaluate (&s->loss, moments->n_classes, 1, z, tf_features_get_classes (features) + i, NULL, NULL)
                 / moments->n_samples;
        }
      g_assert_cmpfloat_with_epsilon (fit, metrics.values[TF_METRIC_FIT], 1e-13);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/network/reference/mse", "network_mse", test_reference);
  g_test_add_data_func ("/network/reference/ce", "network_ce", test_reference);
  g_test_add_func ("/network/other-layers", test_other_layers);
  g_test_add_func ("/network/features", test_features);
  return g_test_run ();
}
