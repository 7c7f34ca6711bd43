/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "blas.h"
#include "flow.h"
#include "linalg.h"
#include "problems.h"

/* Metrics by moments that are only to be measured, beside those by moments that a flow may start from. */
static void
check (TfFeatures *features, const TfParameters *parameters, double epsilon)
{
  g_autoptr (TfMoments) whole = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  g_autoptr (TfMoments) measured = tf_moments_new_to_measure (features, NULL, NULL);
  TfMetrics expected, metrics;

  tf_moments_get_metrics (whole, parameters, TRUE, &expected);
  tf_moments_get_metrics (measured, parameters, TRUE, &metrics);
  g_assert_cmpuint (measured->rank, ==, whole->rank);
  g_assert_cmpuint (metrics.rank, ==, expected.rank);
  for (int i = 0; i < TF_N_METRICS; i++)
    {
      double value = metrics.values[i], wanted = expected.values[i];

      g_assert_cmpint (isnan (value), ==, isnan (wanted));
      if (!isnan (wanted))
        g_assert_cmpfloat_with_epsilon (value, wanted, epsilon * (fabs (wanted) + 1e-3));
    }
}

static void
test_metrics (void)
{
  for (guint32 seed = 1; seed <= 60; seed++)
    {
      TfParameters parameters = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfFeatures) features = problem_random (seed, FALSE);

      parameters.bias = seed % 2;
      check (features, &parameters, 1e-9);
    }
}

/* A factor without eigenvectors where all directions are there; not where one of them is a copy. */
static void
test_factor (void)
{
  const gsize n = 600, d = 9;

  for (int copied = 0; copied < 2; copied++)
    {
      g_autoptr (TfFeatures) drawn = problem_sized (4, n / 4, d, 5);
      double *values = g_new (double, n * d);
      g_autofree double *square = g_new0 (double, d * d), *of_whole = g_new0 (double, d * d), *inverse = NULL;
      guint32 *classes = g_memdup2 (tf_features_get_classes (drawn), n * sizeof (guint32));
      g_autoptr (TfFeatures) features = NULL;
      g_autoptr (TfMoments) measured = NULL, whole = NULL;

      tf_features_get_rows (drawn, 0, n, values);
      for (gsize i = 0; i < n && copied; i++)
        values[i * d + 3] = 2 * values[i * d + 7];
      features = tf_features_new ("drawn", n, d, values, classes, 4, NULL);
      measured = tf_moments_new_to_measure (features, NULL, NULL);
      whole = tf_moments_new (features, 10, NULL, NULL);
      g_assert_cmpint (measured->triangular, ==, !copied);
      g_assert_cmpuint (measured->rank, ==, copied ? d - 1 : d);
      g_assert_null (measured->scatters);
      tf_syrk (d, measured->rank, 1, measured->factor, 0, square);
      tf_syrk (d, whole->rank, 1, whole->factor, 0, of_whole);
      for (gsize i = 0; i < d * d; i++)
        g_assert_cmpfloat_with_epsilon (square[i], of_whole[i], 1e-12);
      if (copied)
        continue;
      inverse = tf_moments_invert_factor (measured);
      tf_gemm (CblasTrans, CblasNoTrans, d, d, d, 1, inverse, measured->factor, 0, square);
      for (gsize i = 0; i < d * d; i++)
        g_assert_cmpfloat_with_epsilon (square[i], i % (d + 1) == 0, 1e-12);
    }
}

/* How far each class's samples are from their mean is known whatever is kept. */
static void
test_spreads (void)
{
  static const gsize sizes[] = { 60, 1, 400 };

  for (gsize d = 5; d <= 900; d *= 180) /* fewer samples than dimensions, too */
    {
      g_autoptr (TfFeatures) features = problem_of_sizes (3, sizes, d, 3);
      g_autoptr (gsl_matrix) h = full_features (features);
      g_autofree double *expected = full_variances (h, features);
      g_autoptr (TfMoments) whole = tf_moments_new (features, 10, NULL, NULL);
      g_autoptr (TfMoments) measured = tf_moments_new_to_measure (features, NULL, NULL);

      for (guint k = 0; k < 3; k++)
        {
          g_assert_cmpfloat_with_epsilon (whole->spreads[k], expected[k], 1e-12 * (expected[k] + expected[0]));
          g_assert_cmpfloat_with_epsilon (measured->spreads[k], expected[k], 1e-12 * (expected[k] + expected[0]));
        }
      g_assert_cmpfloat (measured->spreads[1], ==, 0);
    }
}

int
main (int argc, char **argv)
{
  tf_blas_set_threads (1);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/to-measure/metrics", test_metrics);
  g_test_add_func ("/to-measure/factor", test_factor);
  g_test_add_func ("/to-measure/spreads", test_spreads);
  return g_test_run ();
}
