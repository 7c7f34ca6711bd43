/* test-precision.c: what is zero in the precision that features come in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_errno.h>
#include <math.h>

#include "blas.h"
#include "features-load.h"
#include "flow.h"
#include "linalg.h"
#include "moments.h"
#include "problems.h"

static TfMetrics
measure (TfMoments *moments, gboolean bias)
{
  TfParameters p = TF_PARAMETERS_DEFAULT;
  TfMetrics metrics;

  p.bias = bias;
  tf_moments_get_metrics (moments, &p, FALSE, &metrics);
  return metrics;
}

/* Rows x of class k become scale_j x_j + shift_j; and less their class's mean where `level`. */
static TfMoments *
change (TfFeatures *plain, const double *scales, double shift, gboolean level)
{
  gsize n = tf_features_get_n_samples (plain), d = tf_features_get_dim (plain);
  guint32 *classes = g_memdup2 (tf_features_get_classes (plain), n * sizeof (guint32));
  g_autoptr (TfMoments) moments = tf_moments_new (plain, 0, NULL, NULL);
  g_autoptr (TfFeatures) changed = NULL;
  double *rows = g_new (double, n * d);

  tf_features_get_rows (plain, 0, n, rows);
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < d; j++)
      {
        double x = rows[j + i * d] - (level ? moments->means[j + classes[i] * d] : 0);

        rows[j + i * d] = (scales != NULL ? scales[j] : 1) * x + shift * (j + 1);
      }
  changed = tf_features_new ("changed", n, d, rows, classes, moments->n_classes, NULL);
  return tf_moments_new (changed, TF_KEEP_ALL, NULL, NULL);
}

/* float32 features behind a bottleneck of width 4: in float64 they give nc1 0.0604146577. */
static void
test_single (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "precision", "bottleneck.npz", NULL);
  g_autoptr (TfFeatures) features = tf_features_load (path, NULL, NULL, NULL, NULL, NULL);
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  TfMetrics metrics = measure (moments, FALSE);

  g_assert_cmpuint (moments->span, ==, 4);
  g_assert_cmpuint (metrics.rank, ==, 4);
  g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_NC1], 0.0604146577, 1e-6);
}

static void
test_equal_means (void)
{
  static const TfMetric between[] = { TF_METRIC_NC1, TF_METRIC_NC1_RATIO, TF_METRIC_NC2, TF_METRIC_EQUINORM,
                                      TF_METRIC_EQUIANGLE, TF_METRIC_NC3_CENTRED, TF_METRIC_NC4 };

  for (guint32 seed = 1; seed <= 20; seed++)
    {
      g_autoptr (TfFeatures) plain = problem_sized (2 + seed % 5, 12, 2 + seed % 7, seed);
      g_autoptr (TfMoments) apart = change (plain, NULL, 7, FALSE);
      g_autoptr (TfMoments) equal = change (plain, NULL, pow (10, seed % 6), TRUE);
      TfMetrics of_apart = measure (apart, FALSE), of_equal = measure (equal, FALSE);

      g_assert_cmpuint (of_apart.rank, ==, MIN (apart->n_classes - 1, apart->dim));
      g_assert_cmpuint (of_equal.rank, ==, 0);
      for (gsize i = 0; i < G_N_ELEMENTS (between); i++)
        {
          g_assert_true (tf_metrics_is_defined (&of_apart, between[i]));
          g_assert_false (tf_metrics_is_defined (&of_equal, between[i]));
        }
      g_assert_cmpfloat (of_equal.values[TF_METRIC_TR_SB], ==, 0);
      g_assert_true (tf_metrics_is_defined (&of_equal, TF_METRIC_TR_SW));
    }
}

/* With a bias the origin does not matter: 10^7 spreads away the same samples are on the wrong side. */
static void
test_offset (void)
{
  for (guint32 seed = 1; seed <= 20; seed++)
    {
      g_autoptr (TfFeatures) plain = problem_sized (2 + seed % 5, 40, 6, seed);
      g_autoptr (TfMoments) near = tf_moments_new (plain, TF_KEEP_ALL, NULL, NULL);
      g_autoptr (TfMoments) far = change (plain, NULL, 1e7, FALSE);
      TfMetrics of_near = measure (near, TRUE), of_far = measure (far, TRUE);

      g_assert_cmpfloat_with_epsilon (of_far.values[TF_METRIC_NC4], of_near.values[TF_METRIC_NC4], 1.5 / near->n_samples);
      g_assert_cmpuint (of_far.rank, ==, of_near.rank);
    }
}

/* Each entry of Sigma_W to the size of its own two dimensions, from 10^-3 to 10^3. */
static void
test_scales (void)
{
  for (guint32 seed = 1; seed <= 10; seed++)
    {
      gsize d = 8;
      double scales[8], first[64], second[64];
      g_autoptr (TfFeatures) plain = problem_sized (3, seed % 2 ? 30 : 2, d, seed);
      g_autoptr (TfMoments) near = tf_moments_new (plain, TF_KEEP_ALL, NULL, NULL), wide = NULL;

      for (gsize j = 0; j < d; j++)
        scales[j] = problem_number (seed, j, 1e-3, 1e3);
      wide = change (plain, scales, 0, FALSE);
      g_assert_cmpuint (wide->rank, ==, near->rank);
      tf_gemm (CblasNoTrans, CblasTrans, d, d, near->rank, 1, near->factor, near->factor, 0, first);
      tf_gemm (CblasNoTrans, CblasTrans, d, d, wide->rank, 1, wide->factor, wide->factor, 0, second);
      for (gsize a = 0; a < d; a++)
        for (gsize b = 0; b < d; b++)
          g_assert_cmpfloat_with_epsilon (second[a + b * d] / scales[a] / scales[b], first[a + b * d],
                                          1e-12 * sqrt (first[a + a * d] * first[b + b * d]));
    }
}

/* Dimensions from 10^-3 to 10^3: what W and the fit are by long double, at the default tolerance. */
static void
test_wide_flow (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "precision", "wide.npz", NULL);
  g_autoptr (TfFeatures) features = tf_features_load (path, NULL, NULL, NULL, NULL, NULL);
  g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
  TfParameters p = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfFlow) flow = NULL;
  TfMetrics metrics;

  p.bias = TRUE;
  p.lambda_w = 0.0028083251496939152;
  p.lambda_h = 0.18339959886213328;
  p.beta = 0;
  flow = tf_flow_new (moments, &p, NULL);
  g_assert_true (tf_flow_advance (flow, 1, 0, NULL, NULL));
  tf_flow_get_metrics (flow, &metrics);
  g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_FIT], 4.154936e-4, 1e-6 * 4.154936e-4);
  g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_NORM_W], 2.408845, 1e-6 * 2.408845);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  tf_blas_set_threads (1);
  g_test_add_func ("/precision/single", test_single);
  g_test_add_func ("/precision/equal-means", test_equal_means);
  g_test_add_func ("/precision/offset", test_offset);
  g_test_add_func ("/precision/scales", test_scales);
  g_test_add_func ("/precision/wide-flow", test_wide_flow);
  return g_test_run ();
}
