/* test-decayed-bias.c: lambda_b/2 |b|^2, from a free bias to none
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "equilibrium.h"
#include "flow.h"
#include "linalg.h"
#include "limit.h"
#include "problems.h"
#include "spectrum.h"

static const gsize alike[] = { 6, 6, 6, 6, 6, 6 };

static TfParameters
case_parameters (double bias_decay)
{
  TfParameters p = TF_PARAMETERS_DEFAULT;

  p.lambda_w = 0.05;
  p.lambda_h = 0.01;
  p.bias = TRUE;
  p.bias_decay = bias_decay;
  return p;
}

static void
assert_gram (const double *gram, gsize k_n, double diagonal, double off, double epsilon)
{
  for (gsize k = 0; k < k_n; k++)
    for (gsize l = 0; l < k_n; l++)
      g_assert_cmpfloat_with_epsilon (gram[k + l * k_n], k == l ? diagonal : off, epsilon);
}

/* K = 4, lambda_W = .05, lambda_H = .01, lambda_b = .3; and of any K and lambda_b, a
 * simplex as long as lambda_b <= c/(1 - c). */
static void
test_closed_form (void)
{
  TfParameters p = case_parameters (0.3);
  g_autoptr (TfLimit) known = tf_limit_new (4, alike, 10, &p, NULL);
  double c = tf_parameters_c (&p), rho = tf_parameters_rho (&p);

  assert_gram (known->gram, 4, 2.1444013, -0.0416667, 5e-8);
  g_assert_cmpint (known->kind, ==, TF_LIMIT_DECAYED_BIAS);
  for (gsize k_n = 2; k_n <= 6; k_n++)
    for (int i = 0; i < 40; i++)
      {
        g_autoptr (TfLimit) limit = NULL;
        double mu, rho_1;

        p.bias_decay = pow (10, 0.2 * i - 4);
        mu = p.bias_decay / (1 + p.bias_decay);
        rho_1 = MAX (1 - c / mu, 0) * sqrt (p.lambda_w / p.lambda_h);
        g_assert_cmpint (rho_1 > 0, ==, p.bias_decay > c / (1 - c));
        limit = tf_limit_new (k_n, alike, 10, &p, NULL);
        assert_gram (limit->gram, k_n, rho + (rho_1 - rho) / k_n, (rho_1 - rho) / k_n, 1e-12);
        g_assert_cmpuint (limit->rank, ==, rho_1 > 0 ? k_n : k_n - 1);
      }
}

/* Where flow and search end is the closed form, with its objective. */
static void
test_end (void)
{
  static const TfFlowKind kinds[] = { TF_FLOW_CENTRAL, TF_FLOW_JOINT };

  for (guint32 seed = 1; seed <= 12; seed++)
    {
      TfParameters p = case_parameters (problem_number (seed, 1, 1e-2, 10));
      guint k_n = 2 + seed % 4;
      g_autoptr (TfFeatures) features = problem_of_sizes (k_n, alike, 8, seed);
      g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
      g_autoptr (TfLimit) limit = tf_limit_new_for_moments (moments, &p, NULL);
      g_autoptr (TfEquilibrium) equilibrium = tf_equilibrium_new (moments, &p, NULL);
      g_autoptr (TfFlow) flow = NULL;
      TfMetrics metrics;

      g_assert_true (tf_equilibrium_advance (equilibrium, 0, NULL, NULL));
      tf_equilibrium_get_metrics (equilibrium, &metrics);
      g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_OBJECTIVE], limit->objective, 1e-10);
      p.flow = kinds[seed % 2];
      p.initial_w = TF_INITIAL_W_RANDOM;
      flow = tf_flow_new (moments, &p, NULL);
      g_assert_true (tf_flow_advance (flow, 40 / p.lambda_h, 0, NULL, NULL));
      tf_flow_get_metrics (flow, &metrics);
      g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_OBJECTIVE], limit->objective, 1e-8);
    }
}

static void
measure (guint32 seed, gboolean bias, double decay, TfFlowKind kind, TfMetrics *run, TfMetrics *end)
{
  g_autoptr (TfFeatures) features = problem_random (seed, FALSE);
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  TfParameters p = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfFlow) flow = NULL;
  g_autoptr (TfEquilibrium) equilibrium = NULL;

  p.lambda_w = problem_number (seed, 1, 0.02, 1);
  p.lambda_h = problem_number (seed, 2, 0.02, 1);
  p.beta = problem_number (seed, 3, 0.05, 1);
  p.flow = kind;
  p.initial_w = TF_INITIAL_W_RANDOM;
  p.bias = bias;
  p.bias_decay = decay;
  flow = tf_flow_new (moments, &p, NULL);
  g_assert_true (tf_flow_advance (flow, kind == TF_FLOW_DESCENT ? 20 : 2, 0, NULL, NULL));
  tf_flow_get_metrics (flow, run);
  equilibrium = tf_equilibrium_new (moments, &p, NULL);
  g_assert_true (tf_equilibrium_advance (equilibrium, 0, NULL, NULL));
  tf_equilibrium_get_metrics (equilibrium, end);
}

static void
assert_alike (const TfMetrics *a, const TfMetrics *b, double epsilon)
{
  for (int m = 0; m < TF_N_METRICS; m++)
    {
      double x = a->values[m], y = b->values[m];

      g_assert_cmpint (isnan (x), ==, isnan (y));
      if (!isnan (x))
        g_assert_cmpfloat (fabs (x - y), <=, epsilon * (1 + fabs (y)));
    }
}

/* So heavy a decay is no bias; at 1e-12 it is a free one, by another way of computing. */
static void
test_ends_of_range (void)
{
  for (guint32 seed = 1; seed <= 30; seed++)
    {
      TfFlowKind kind = seed % 3;
      TfMetrics run, end, other_run, other_end;

      measure (seed, FALSE, 0, kind, &run, &end);
      measure (seed, TRUE, 1e12, kind, &other_run, &other_end);
      /* In the joint flow b is followed there, fast, and by other steps. */
      assert_alike (&run, &other_run, kind == TF_FLOW_JOINT ? 1e-5 : 1e-9);
      assert_alike (&end, &other_end, 1e-9);
      measure (seed, TRUE, 0, kind, &run, &end);
      measure (seed, TRUE, 1e-12, kind, &other_run, &other_end);
      assert_alike (&run, &other_run, 1e-5);
      assert_alike (&end, &other_end, 1e-7);
    }
}

/* Without a bias its decay has no say, not even in the last bit. */
static void
test_without_bias (void)
{
  TfMetrics run, end, other_run, other_end;

  for (guint32 seed = 1; seed <= 6; seed++)
    {
      measure (seed, FALSE, 0, seed % 3, &run, &end);
      measure (seed, FALSE, 0.7, seed % 3, &other_run, &other_end);
      assert_alike (&run, &other_run, 0);
      assert_alike (&end, &other_end, 0);
    }
}

/* What is not known is said. */
static void
test_not_known (void)
{
  static const gsize uneven[] = { 3, 6, 6 };
  TfParameters p = case_parameters (0.3);
  g_autoptr (GError) error = NULL;

  g_assert_null (tf_limit_new (3, uneven, 10, &p, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  p.beta = 1;
  g_assert_false (tf_spectrum_check (&p, &error));
  g_assert_nonnull (strstr (error->message, "λ_b"));
  p.bias_decay = 0;
  g_assert_true (tf_spectrum_check (&p, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/decayed-bias/closed-form", test_closed_form);
  g_test_add_func ("/decayed-bias/end", test_end);
  g_test_add_func ("/decayed-bias/ends-of-range", test_ends_of_range);
  g_test_add_func ("/decayed-bias/without-bias", test_without_bias);
  g_test_add_func ("/decayed-bias/not-known", test_not_known);
  return g_test_run ();
}
