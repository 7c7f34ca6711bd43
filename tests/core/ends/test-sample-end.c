/* test-sample-end.c: minimizers on the samples, held against the reduced state's, closed
 * forms, the model written out and certificates
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#include "blas.h"
#include "equilibria.h"
#include "heads.h"
#include "linalg.h"
#include "problems.h"
#include "sample-end.h"
#include "simplex-margin.h"

/* Its class means have the Sigma_B that is said. */
static void
check_means (TfMoments *moments, const TfSampleEnd *end)
{
  gsize d = moments->dim, k_n = moments->n_classes;
  double sum = 0;

  for (gsize j = 0; j < d; j++)
    {
      double mean = 0;

      for (gsize k = 0; k < k_n; k++)
        mean += end->means[j + k * d] / k_n;
      for (gsize k = 0; k < k_n; k++)
        sum += pow (end->means[j + k * d] - mean, 2) / k_n;
    }
  g_assert_cmpfloat_with_epsilon (sum, end->metrics.values[TF_METRIC_TR_SB], 1e-9 * (1 + sum));
}

static TfSampleEnd
find (TfFeatures *features, const TfParameters *p, guint n_layers)
{
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  g_autoptr (GError) error = NULL;
  TfSampleEnd end;

  tf_sample_end_find (moments, p, n_layers, NULL, NULL, NULL, &end, &error);
  g_assert_no_error (error);
  g_assert_true (end.counts.is_minimum);
  if (!isnan (end.relative_gradient))
    g_assert_cmpfloat (end.relative_gradient, <=, 1e-10);
  g_assert_cmpfloat (end.bound, <=, end.objective);
  check_means (moments, &end);
  tf_sample_end_clear (&end);
  return end;
}

static void
draw_weights (guint32 seed, TfParameters *p)
{
  *p = TF_PARAMETERS_DEFAULT;
  p->lambda_w = problem_number (seed, 1, 0.01, 0.5);
  p->lambda_h = problem_number (seed, 2, 0.01, 0.5);
  p->beta = seed % 4 ? problem_number (seed, 3, 0.01, 3) : 0;
  p->bias = seed % 3 > 0;
  p->bias_decay = seed % 3 > 1 ? problem_number (seed, 4, 0.05, 2) : 0;
}

/* Squared error: what the reduced state comes to, metric by metric. */
static void
test_squared (void)
{
  guint n_same = 0;

  for (guint32 seed = 1; seed <= 60; seed++)
    {
      g_autoptr (TfFeatures) features = problem_random (seed, seed % 2);
      g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
      g_autoptr (TfEquilibrium) equilibrium = NULL;
      TfParameters p;
      TfSampleEnd end;
      double f;

      draw_weights (seed, &p);
      end = find (features, &p, 1);
      equilibrium = make_equilibrium (moments, &p);
      reach (equilibrium);
      f = metric (equilibrium, TF_METRIC_OBJECTIVE);
      /* Below the threshold of a direction there are several minima. */
      if (fabs (f - end.objective) > 1e-9 * f)
        {
          g_assert_false (end.is_global && f < end.objective);
          continue;
        }
      n_same++;
      if (p.beta == 0)
        continue; /* any rotation */
      for (int i = 0; i < TF_N_METRICS; i++)
        {
          double a = metric (equilibrium, i), b = end.metrics.values[i];

          if (isnan (a) || isnan (b) || end.metrics.values[TF_METRIC_NORM_W] < 1e-6)
            continue;
          g_assert_cmpfloat_with_epsilon (a, b, 2e-6 * (1 + fabs (a)));
        }
    }
  g_assert_cmpuint (n_same, >=, 50);
}

/* beta = 0, classes of equal size: the simplex of the closed forms, whatever the start. */
static void
test_closed (void)
{
  for (guint32 seed = 1; seed <= 48; seed++)
    {
      guint k_n = 2 + seed % 5;
      g_autoptr (TfFeatures) features = problem_sized (k_n, 3 + seed % 3, k_n + seed % 4, seed);
      TfParameters p;
      TfSampleEnd end;
      double gamma, c;

      draw_weights (seed, &p);
      p.beta = 0;
      p.loss = seed % 4 ? TF_LOSS_CROSS_ENTROPY : TF_LOSS_FOCAL;
      p.smoothing = seed % 4 > 1 ? problem_number (seed, 5, 0.01, 0.4) : 0;
      p.focal_exponent = problem_number (seed, 6, 0.3, 3);
      c = tf_parameters_c (&p);
      gamma = p.loss == TF_LOSS_FOCAL ? tf_simplex_margin_focal (k_n, c, p.focal_exponent)
                                      : tf_simplex_margin_cross_entropy (k_n, c, p.smoothing);
      end = find (features, &p, 1);
      if (p.loss == TF_LOSS_CROSS_ENTROPY)
        g_assert_true (end.is_global);
      g_assert_cmpfloat_with_epsilon (end.metrics.values[TF_METRIC_TR_SB],
                                      gamma * sqrt (p.lambda_w / p.lambda_h) * (k_n - 1) / k_n,
                                      1e-7 * (1 + gamma * sqrt (p.lambda_w / p.lambda_h)));
      if (gamma > 1e-3)
        {
          g_assert_cmpfloat (end.metrics.values[TF_METRIC_NC2], <, 1e-6);
          g_assert_cmpfloat (end.metrics.values[TF_METRIC_NC3_CENTRED], <, 1e-6);
          g_assert_cmpfloat (end.metrics.values[TF_METRIC_NC1_RATIO], <, 1e-20);
        }
    }
}

/* Any beta: global where the certificate says so, and it does for most; no features of H0
 * and their best W are lower than the minimum. */
static void
test_certified (void)
{
  guint n_global = 0, n = 0;

  for (guint32 seed = 1; seed <= 60; seed++)
    {
      g_autoptr (TfFeatures) features = problem_random (seed, seed % 2);
      TfParameters p;
      TfSampleEnd end;

      draw_weights (seed, &p);
      p.loss = seed % 5 ? TF_LOSS_CROSS_ENTROPY : TF_LOSS_FOCAL;
      p.smoothing = seed % 2 ? 0.1 : 0;
      p.focal_exponent = 1;
      end = find (features, &p, 1);
      g_assert_cmpfloat (end.objective, <=, end.start.values[TF_METRIC_OBJECTIVE] * (1 + 1e-12));
      if (p.loss == TF_LOSS_CROSS_ENTROPY)
        {
          n++;
          n_global += end.is_global;
        }
      else
        g_assert_cmpfloat (end.bound, ==, 0);
    }
  g_assert_cmpuint (n_global, >=, n * 7 / 10);
}

/* Layers on top of classes of equal size: a class is as the closed form says, or gone. */
static void
test_heads (void)
{
  guint n_there = 0;

  for (guint32 seed = 1; seed <= 30; seed++)
    {
      guint k_n = 2 + seed % 4, m = 1 + seed % 4;
      g_autoptr (TfFeatures) features = problem_sized (k_n, 4, k_n + seed % 3, seed);
      TfParameters p = TF_PARAMETERS_DEFAULT;
      TfHeads heads;
      TfHeadsValue value;
      TfSampleEnd end;

      p.lambda_w = problem_number (seed, 1, 0.003, 0.05);
      p.lambda_h = problem_number (seed, 2, 0.003, 0.05);
      heads = (TfHeads){ m, 4 * k_n, k_n, p.lambda_w, p.lambda_h };
      value = tf_heads_find (&heads, 2, 1);
      end = find (features, &p, m);
      g_assert_cmpfloat (end.objective, >=, k_n * value.objective - 1e-12);
      if (end.objective > k_n * value.objective + 1e-9)
        continue;
      n_there++;
      g_assert_cmpfloat_with_epsilon (pow (end.metrics.values[TF_METRIC_NORM_H], 2), k_n * value.feature_square,
                                      1e-7 * (1 + k_n * value.feature_square));
      g_assert_cmpfloat_with_epsilon (pow (end.metrics.values[TF_METRIC_NORM_W], 2), k_n * value.product_square,
                                      1e-7 * (1 + k_n * value.product_square));
    }
  g_assert_cmpuint (n_there, >=, 15);
}

/* Without a minimum, or without the samples, there is nothing to say. */
static void
test_declines (void)
{
  g_autoptr (TfFeatures) features = problem_sized (3, 9, 4, 1);
  g_autoptr (TfMoments) few = tf_moments_new (features, 5, NULL, NULL), all = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  TfParameters p = TF_PARAMETERS_DEFAULT;
  GError *error = NULL;
  TfSampleEnd end;

  p.loss = TF_LOSS_CROSS_ENTROPY;
  g_assert_true (tf_sample_end_is_needed (&p));
  g_clear_pointer (&few->features, tf_features_unref);
  g_assert_false (tf_sample_end_find (few, &p, 1, NULL, NULL, NULL, &end, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  p.lambda_h = p.beta = 0;
  g_assert_false (tf_sample_end_find (all, &p, 1, NULL, NULL, NULL, &end, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  tf_blas_set_threads (1);
  g_test_add_func ("/sample-end/squared", test_squared);
  g_test_add_func ("/sample-end/closed", test_closed);
  g_test_add_func ("/sample-end/certified", test_certified);
  g_test_add_func ("/sample-end/heads", test_heads);
  g_test_add_func ("/sample-end/declines", test_declines);
  return g_test_run ();
}
