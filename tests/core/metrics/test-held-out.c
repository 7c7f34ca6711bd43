/* test-held-out.c: samples that are not trained on, measured by their definitions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "flow.h"
#include "features-load.h"
#include "held-out.h"
#include "metric-set.h"
#include "problems.h"

/* Rows of features, d doubles each; the caller frees. */
static double *
get_rows (TfFeatures *features)
{
  gsize n = tf_features_get_n_rows (features), d = tf_features_get_dim (features);
  double *rows = g_new (double, n * d);

  tf_features_get_rows (features, 0, n, rows);
  return rows;
}

/* Other samples of the classes of features: each of a class from `first` on, a random way from its mean; W and b are
 * random numbers, so that any logit may be the largest. */
static TfFeatures *
draw_test (TfFeatures *features, guint first, GRand *rand)
{
  guint k_n = tf_features_get_n_classes (features) - first;
  gsize d = tf_features_get_dim (features), n = 7 * k_n;
  double *values = g_new (double, n * d);
  guint32 *classes = g_new (guint32, n);
  g_auto (GStrv) names = g_new0 (char *, k_n + 1);

  for (guint k = 0; k < k_n; k++)
    names[k] = g_strdup (tf_features_get_class_name (features, first + k));
  for (gsize i = 0; i < n; i++)
    classes[i] = i % k_n;
  for (gsize i = 0; i < n * d; i++)
    values[i] = g_rand_double_range (rand, -2, 2);
  return tf_features_new ("test", n, d, values, classes, k_n, (const char *const *) names);
}

static TfFeatures *
with_layer (TfFeatures *features, GRand *rand)
{
  gsize n = tf_features_get_n_rows (features), d = tf_features_get_dim (features), k_n = tf_features_get_n_classes (features);
  g_autofree double *weights = g_new (double, k_n * d), *bias = g_new (double, k_n);

  for (gsize i = 0; i < k_n * d; i++)
    weights[i] = g_rand_double_range (rand, -1, 1);
  for (gsize k = 0; k < k_n; k++)
    bias[k] = g_rand_double_range (rand, -1, 1);
  return tf_features_new_with_layer ("train", n, d, get_rows (features),
                                     g_memdup2 (tf_features_get_classes (features), n * sizeof (guint32)), k_n, NULL, weights,
                                     bias);
}

/* By the definitions: each sample's logits, and its distance from every class mean. */
static void
count_plainly (TfFeatures *train, const double *means, TfFeatures *test, guint first, double *nc4, double *accuracy, double *margin)
{
  gsize n = tf_features_get_n_rows (test), d = tf_features_get_dim (test), k_n = tf_features_get_n_classes (train);
  const double *weights = tf_features_get_weights (train), *bias = tf_features_get_bias (train);
  g_autofree double *rows = get_rows (test);

  *nc4 = *accuracy = *margin = 0;
  for (gsize i = 0; i < n; i++)
    {
      gsize own = first + tf_features_get_classes (test)[i], largest = 0, nearest = 0;
      double best = -INFINITY, least = INFINITY, rival = -INFINITY, of_own = 0;

      for (gsize k = 0; k < k_n; k++)
        {
          double logit = bias[k], distance = 0;

          for (gsize j = 0; j < d; j++)
            {
              logit += weights[k * d + j] * rows[i * d + j];
              distance += pow (rows[i * d + j] - means[k * d + j], 2);
            }
          largest = logit > best ? k : largest;
          best = MAX (best, logit);
          nearest = distance < least ? k : nearest;
          least = MIN (least, distance);
          of_own = k == own ? logit : of_own;
          rival = k != own ? MAX (rival, logit) : rival;
        }
      *nc4 += (largest != nearest) / (double) n;
      *accuracy += (largest == own) / (double) n;
      *margin += (of_own - rival) / n;
    }
}

static void
test_definitions (void)
{
  const TfParameters parameters = TF_PARAMETERS_DEFAULT;

  for (guint seed = 1; seed <= 20; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (TfFeatures) drawn = problem_sized (3 + seed % 4, 6, 5, seed), train = with_layer (drawn, rand);
      guint first = seed % 2; /* a class that the test set has no sample of */
      g_autoptr (TfFeatures) test = draw_test (train, first, rand);
      g_autoptr (TfMoments) moments = NULL, own = tf_moments_new (test, TF_KEEP_ALL, NULL, NULL);
      double nc4, accuracy, margin;
      TfMetrics metrics, alone;

      g_assert_true (tf_features_set_held_out (train, TF_HELD_OUT_TEST, test, NULL));
      moments = tf_moments_new (train, TF_KEEP_ALL, NULL, NULL);
      tf_moments_get_metrics (moments, &parameters, TRUE, &metrics);
      tf_moments_get_metrics (own, &parameters, FALSE, &alone);
      count_plainly (train, moments->means, test, first, &nc4, &accuracy, &margin);
      g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_TEST_NC4], nc4, 1e-12);
      g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_TEST_ACCURACY], accuracy, 1e-12);
      g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_TEST_MARGIN], margin, 1e-12);
      g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_TEST_NC1], alone.values[TF_METRIC_NC1], 1e-12);
      g_assert_true (isnan (metrics.values[TF_METRIC_OOD_COS]));
    }
}

/* The same samples as a test set are measured as those that are trained on. */
static void
test_itself (void)
{
  for (guint seed = 30; seed < 40; seed++)
    {
      TfParameters chosen = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfFeatures) train = problem_sized (4, 9, 6, seed), test = problem_sized (4, 9, 6, seed);
      g_autoptr (TfMoments) moments = NULL;
      TfMetrics metrics;

      chosen.lambda_w = 1e-2;
      chosen.bias = seed % 2;
      g_assert_true (tf_features_set_held_out (train, TF_HELD_OUT_TEST, test, NULL));
      moments = tf_moments_new (train, TF_KEEP_ALL, NULL, NULL);
      tf_moments_get_metrics (moments, &chosen, FALSE, &metrics);
      g_assert_cmpfloat (metrics.values[TF_METRIC_TEST_NC4], ==, metrics.values[TF_METRIC_NC4]);
      g_assert_cmpfloat (metrics.values[TF_METRIC_TEST_ACCURACY], ==, metrics.values[TF_METRIC_ACCURACY]);
      g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_TEST_MARGIN], metrics.values[TF_METRIC_MARGIN], 1e-12);
      g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_TEST_NC1], metrics.values[TF_METRIC_NC1], 1e-12);
    }
}

/* Along a flow only the last layer moves: what is measured without it stays. */
static void
test_flow (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (TfFeatures) train = problem_sized (4, 10, 8, 5), test = draw_test (train, 0, rand), ood = problem_sized (3, 5, 8, 77);
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfMoments) moments = NULL;
  g_autoptr (TfFlow) flow = NULL;
  TfMetrics before, after;

  g_assert_true (tf_features_set_held_out (train, TF_HELD_OUT_TEST, test, NULL));
  g_assert_true (tf_features_set_held_out (train, TF_HELD_OUT_OOD, ood, NULL));
  moments = tf_moments_new (train, TF_KEEP_ALL, NULL, NULL);
  flow = tf_flow_new (moments, &parameters, NULL);
  tf_flow_get_metrics (flow, &before);
  g_assert_true (tf_flow_advance (flow, 3, 0, NULL, NULL));
  tf_flow_get_metrics (flow, &after);
  g_assert_cmpfloat (before.values[TF_METRIC_TEST_NC1], ==, after.values[TF_METRIC_TEST_NC1]);
  g_assert_cmpfloat (before.values[TF_METRIC_OOD_COS], ==, after.values[TF_METRIC_OOD_COS]);
  g_assert_cmpfloat (before.values[TF_METRIC_OOD_COS], >=, 0);
  g_assert_cmpfloat (before.values[TF_METRIC_OOD_COS], <=, 1);
  g_assert_cmpfloat (fabs (before.values[TF_METRIC_TEST_MARGIN] - after.values[TF_METRIC_TEST_MARGIN]), >, 1e-6);
}

/* Orthogonal to all class means, along one of them; the mean counts, and not the classes. */
static void
test_cosine (void)
{
  const double rows[] = { 2, 0, 0, 0, 2, 0, 0, 0 }, across[] = { 0, 0, 3, 1, 0, 0, 5, -1 }, along[] = { 1, 0, 0, 0 };
  g_autoptr (TfFeatures) train
    = tf_features_new ("train", 2, 4, g_memdup2 ((double[]){ 2, 0, 0, 0, 0, 2, 0, 0 }, sizeof rows),
                       g_memdup2 ((guint32[]){ 0, 1 }, 2 * sizeof (guint32)), 2, NULL);
  const double *sets[] = { across, along };
  const double expected[] = { 0, 0.5 };

  for (gsize i = 0; i < 2; i++)
    {
      gsize n = i == 0 ? 2 : 1;
      g_autoptr (TfFeatures) ood = tf_features_new ("ood", n, 4, g_memdup2 (sets[i], n * 4 * sizeof (double)), g_new0 (guint32, n), 1,
                                                    (const char *const[]){ "", NULL });
      g_autoptr (TfMoments) moments = NULL;
      const TfParameters parameters = TF_PARAMETERS_DEFAULT;
      TfMetrics metrics;

      g_assert_true (tf_features_set_held_out (train, TF_HELD_OUT_OOD, ood, NULL));
      moments = tf_moments_new (train, TF_KEEP_ALL, NULL, NULL);
      tf_moments_get_metrics (moments, &parameters, FALSE, &metrics);
      g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_OOD_COS], expected[i], 1e-15);
    }
}

static void
test_refused (void)
{
  g_autoptr (TfFeatures) train = problem_sized (3, 5, 6, 1), narrow = problem_sized (3, 5, 5, 2), more = problem_sized (4, 5, 6, 3);
  g_autoptr (GError) dims = NULL, strange = NULL;

  g_assert_false (tf_features_set_held_out (train, TF_HELD_OUT_TEST, narrow, &dims));
  g_assert_error (dims, TF_FEATURES_ERROR, TF_FEATURES_ERROR_VALUE);
  g_assert_false (tf_features_set_held_out (train, TF_HELD_OUT_TEST, more, &strange));
  g_assert_nonnull (strstr (strange->message, "class “3”"));
  g_assert_true (tf_features_set_held_out (train, TF_HELD_OUT_OOD, more, NULL));
  g_assert_null (tf_features_get_held_out (train, TF_HELD_OUT_TEST));
}

/* One file with arrays of both; one without labels, which only samples out of distribution may be. */
static void
test_files (void)
{
  g_autofree char *both = g_test_build_filename (G_TEST_DIST, "data", "torch", "splits.pt", NULL);
  g_autofree char *bare = g_test_build_filename (G_TEST_DIST, "data", "torch", "lone.pt", NULL);
  const TfFeaturesOptions train_set = { .set = "train" }, train_keys = { .features_key = "train_features", .labels_key = "train_labels" };
  const TfFeaturesOptions test_keys = { .features_key = "test_features", .labels_key = "test_labels" };
  g_autoptr (TfFeatures) train = tf_features_load (both, &train_set, NULL, NULL, NULL, NULL);
  g_autoptr (TfFeatures) named = tf_features_load (both, &train_keys, NULL, NULL, NULL, NULL);
  g_autoptr (TfFeatures) test = tf_features_load (both, &test_keys, NULL, NULL, NULL, NULL);
  g_autofree double *rows = NULL, *wanted = NULL, *found = NULL, *expected = NULL;
  TfFeatures *held_out;

  g_assert_true (train != NULL && named != NULL && test != NULL);
  g_assert_cmpuint (tf_features_get_n_rows (train), ==, tf_features_get_n_rows (named));
  rows = get_rows (train);
  wanted = get_rows (named);
  g_assert_cmpmem (rows, tf_features_get_n_rows (train) * 8 * sizeof (double), wanted,
                   tf_features_get_n_rows (named) * 8 * sizeof (double));
  g_assert_true (tf_features_load_held_out (train, TF_HELD_OUT_TEST, both, NULL, NULL, NULL));
  held_out = tf_features_get_held_out (train, TF_HELD_OUT_TEST);
  found = get_rows (held_out);
  expected = get_rows (test);
  g_assert_cmpmem (found, tf_features_get_n_rows (held_out) * 8 * sizeof (double), expected,
                   tf_features_get_n_rows (test) * 8 * sizeof (double));
  g_assert_false (tf_features_load_held_out (train, TF_HELD_OUT_TEST, bare, NULL, NULL, NULL));
  g_assert_true (tf_features_load_held_out (train, TF_HELD_OUT_OOD, bare, NULL, NULL, NULL));
  g_assert_cmpuint (tf_features_get_n_classes (tf_features_get_held_out (train, TF_HELD_OUT_OOD)), ==, 1);
}

/* Of many some are kept for drawing, evenly; without sets their metrics are in no table. */
static void
test_kept (void)
{
  g_autoptr (TfFeatures) train = problem_sized (3, 5, 6, 1), test = problem_sized (3, 500, 6, 3);
  g_autoptr (TfMoments) moments = NULL;
  const TfHeldOut *set;

  g_assert_true (tf_features_set_held_out (train, TF_HELD_OUT_TEST, test, NULL));
  moments = tf_moments_new (train, 600, NULL, NULL);
  set = moments->held_out[TF_HELD_OUT_TEST];
  g_assert_cmpuint (set->n_kept, ==, 600);
  g_assert_cmpuint (set->n_samples, ==, 1500);
  for (guint i = 1; i < set->n_kept; i++)
    g_assert_true (set->rows[i] > set->rows[i - 1] && set->rows[i] < 1500);
  for (int m = 0; m < TF_N_METRICS; m++)
    {
      TfMetricPlaces places = tf_metric_get_info (m)->places;

      g_assert_true (tf_metric_set_has (tf_metric_set_there (FALSE, FALSE), m) == !(places & (TF_METRIC_OF_TEST | TF_METRIC_OF_OOD)));
      g_assert_true (tf_metric_set_has (tf_metric_set_there (TRUE, FALSE), m) == !(places & TF_METRIC_OF_OOD));
    }
  g_assert_true (tf_metric_set_has (tf_metric_set_there (TRUE, FALSE), TF_METRIC_TEST_ACCURACY));
  g_assert_false (tf_metric_set_has (tf_metric_set_there (TRUE, FALSE), TF_METRIC_OOD_COS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/held-out/definitions", test_definitions);
  g_test_add_func ("/held-out/itself", test_itself);
  g_test_add_func ("/held-out/flow", test_flow);
  g_test_add_func ("/held-out/cosine", test_cosine);
  g_test_add_func ("/held-out/refused", test_refused);
  g_test_add_func ("/held-out/files", test_files);
  g_test_add_func ("/held-out/kept", test_kept);
  return g_test_run ();
}
