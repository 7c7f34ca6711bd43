/* test-monotone.c: Theorem 3.1 along runs, and when it does not speak
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_errno.h>
#include <math.h>

#include "blas.h"
#include "flow.h"
#include "monotone.h"
#include "problems.h"

static void
follow (TfMonotone *monotone, TfFlow *flow, double until)
{
  TfMetrics metrics;

  for (;;)
    {
      tf_flow_get_metrics (flow, &metrics);
      tf_monotone_feed (monotone, tf_flow_get_time (flow), &metrics, tf_flow_get_parameters (flow));
      if (tf_flow_get_time (flow) >= until)
        return;
      g_assert_true (tf_flow_advance (flow, until, 1, NULL, NULL));
    }
}

/* Balanced runs with and without a bias; what is seen of a violation is the tolerance. */
static void
test_runs (void)
{
  guint n_deep = 0;

  for (guint32 seed = 1; seed <= 60; seed++)
    {
      g_autoptr (TfFeatures) features = problem_random (seed, TRUE);
      g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfFlow) flow = NULL;
      TfMonotone monotone;

      p.bias = seed / 2 % 2;
      p.bias_decay = seed % 8 >= 6 ? problem_number (seed, 90, 1e-3, 1e3) : 0;
      p.lambda_w = problem_number (seed, 1, 5e-4, 1);
      p.lambda_h = seed % 7 ? problem_number (seed, 2, 5e-4, 1) : 0;
      p.tolerance = seed % 2 ? 1e-6 : 1e-10;
      flow = tf_flow_new (moments, &p, NULL);
      tf_monotone_start (&monotone, TRUE);
      g_assert_cmpint (monotone.standing, ==, TF_MONOTONE_EMPTY);
      follow (&monotone, flow, p.lambda_h > 0 ? 30 / p.lambda_h : 1e3);
      g_assert_cmpint (monotone.standing, ==, TF_MONOTONE_HOLDS);
      g_assert_cmpfloat (monotone.violations[TF_MONOTONE_RATIO], <, 1e-12);
      g_assert_cmpfloat (monotone.violations[TF_MONOTONE_BETWEEN], <, 1e-12);
      g_assert_cmpfloat (monotone.violations[TF_MONOTONE_WITHIN], <, 10 * p.tolerance);
      n_deep += isnan (monotone.values[TF_MONOTONE_WITHIN]);
    }
  g_assert_cmpuint (n_deep, >=, 5);
}

/* Why classes must be of equal size: elsewhere the promise is broken, and not by a little. */
static void
test_unbalanced (void)
{
  double worst = 0;

  for (guint32 seed = 1; seed <= 30; seed++)
    {
      g_autoptr (TfFeatures) features = problem_random (seed, FALSE);
      g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfFlow) flow = NULL;
      TfMonotone honest, pretended;

      p.lambda_w = problem_number (seed, 1, 5e-4, 1);
      flow = tf_flow_new (moments, &p, NULL);
      tf_monotone_start (&honest, FALSE);
      follow (&honest, flow, 100);
      g_assert_cmpint (honest.standing, ==, TF_MONOTONE_UNBALANCED);
      g_assert_cmpfloat (honest.violations[TF_MONOTONE_BETWEEN], ==, 0);
      g_assert_true (tf_flow_restart (flow, NULL));
      tf_monotone_start (&pretended, TRUE);
      follow (&pretended, flow, 100);
      worst = MAX (worst, pretended.violations[TF_MONOTONE_BETWEEN]);
    }
  g_assert_cmpfloat (worst, >, 0.1);
}

static TfMetrics
make_metrics (double log_within, double log_between)
{
  TfMetrics metrics;

  tf_metrics_clear (&metrics);
  metrics.values[TF_METRIC_TR_SW] = exp (log_within);
  metrics.values[TF_METRIC_TR_SB] = exp (log_between);
  return metrics;
}

static void
feed (TfMonotone *monotone, double t, double log_within, double log_between, const TfParameters *p)
{
  TfMetrics metrics = make_metrics (log_within, log_between);

  tf_monotone_feed (monotone, t, &metrics, p);
}

/* Steps back are measured from the extreme, not from the row before. */
static void
test_violations (void)
{
  TfParameters p = TF_PARAMETERS_DEFAULT;
  TfMonotone monotone;

  p.lambda_h = 0;
  tf_monotone_start (&monotone, TRUE);
  feed (&monotone, 0, 0, 0, &p);
  feed (&monotone, 1, -1, 0.5, &p);
  feed (&monotone, 2, -0.9, 0.3, &p);
  feed (&monotone, 3, -0.8, 0.25, &p);
  feed (&monotone, 4, -2, 0.45, &p);
  g_assert_cmpint (monotone.standing, ==, TF_MONOTONE_HOLDS);
  g_assert_cmpfloat_with_epsilon (monotone.violations[TF_MONOTONE_WITHIN], 0.2, 1e-12);
  g_assert_cmpfloat_with_epsilon (monotone.violations[TF_MONOTONE_BETWEEN], 0.25, 1e-12);
  g_assert_cmpfloat_with_epsilon (monotone.violations[TF_MONOTONE_RATIO], 0.45, 1e-12);
  g_assert_cmpfloat_with_epsilon (monotone.values[TF_MONOTONE_RATIO], -2.45, 1e-12);
}

/* Exponents far beyond what a double holds, continuous where lambda_H changes. */
static void
test_exponents (void)
{
  TfParameters p = TF_PARAMETERS_DEFAULT;
  TfMonotone monotone;

  p.lambda_h = 1;
  tf_monotone_start (&monotone, TRUE);
  feed (&monotone, 0, 0, 0, &p);
  feed (&monotone, 1e6, -1, 1, &p);
  g_assert_cmpfloat_with_epsilon (monotone.values[TF_MONOTONE_WITHIN], 2e6 - 1, 1e-6);
  g_assert_cmpint (monotone.standing, ==, TF_MONOTONE_HOLDS);
  p.lambda_h = 3;
  feed (&monotone, 1e6, -1, 1, &p);
  g_assert_cmpfloat_with_epsilon (monotone.values[TF_MONOTONE_BETWEEN], 2e6 + 1, 1e-6);
  feed (&monotone, 1e6 + 1, -1, 1, &p);
  g_assert_cmpfloat_with_epsilon (monotone.values[TF_MONOTONE_BETWEEN], 2e6 + 7, 1e-6);
  g_assert_cmpint (monotone.standing, ==, TF_MONOTONE_CHANGED);
  /* What has gone to round-off has no value; what never had one neither. */
  feed (&monotone, 1e6 + 2, -40, 1, &p);
  g_assert_true (isnan (monotone.values[TF_MONOTONE_WITHIN]) && isnan (monotone.values[TF_MONOTONE_RATIO]));
  feed (&monotone, 1e6 + 3, -INFINITY, -INFINITY, &p);
  g_assert_true (isnan (monotone.values[TF_MONOTONE_BETWEEN]));
}

static void
assert_standing (const TfParameters *p, gboolean balanced, double log_within, TfMonotoneStanding standing)
{
  TfMonotone monotone;

  tf_monotone_start (&monotone, balanced);
  feed (&monotone, 0, log_within, 0, p);
  g_assert_cmpint (monotone.standing, ==, standing);
  /* Nothing is judged that was not promised. */
  feed (&monotone, 1, log_within + 1, -1 - 2 * p->lambda_h, p);
  g_assert_cmpint (monotone.standing, ==, standing);
  for (int q = 0; q < TF_N_MONOTONE; q++)
    g_assert_true ((monotone.violations[q] > 0) == (standing == TF_MONOTONE_HOLDS));
}

static void
test_standing (void)
{
  TfParameters p = TF_PARAMETERS_DEFAULT;
  TfMonotone monotone;

  assert_standing (&p, TRUE, -1, TF_MONOTONE_HOLDS);
  assert_standing (&p, FALSE, -1, TF_MONOTONE_UNBALANCED);
  assert_standing (&p, TRUE, -70, TF_MONOTONE_COLLAPSED);
  assert_standing (&p, TRUE, -INFINITY, TF_MONOTONE_COLLAPSED);
  p.flow = TF_FLOW_JOINT;
  assert_standing (&p, TRUE, -1, TF_MONOTONE_FLOW);
  p = TF_PARAMETERS_DEFAULT;
  p.beta = 1e-9;
  assert_standing (&p, TRUE, -1, TF_MONOTONE_BETA);
  p.beta = 0;
  p.lambda_w = 0;
  assert_standing (&p, TRUE, -1, TF_MONOTONE_LAMBDA_W);

  /* Changed and changed back is changed; the tolerance has no say. */
  p = TF_PARAMETERS_DEFAULT;
  tf_monotone_start (&monotone, TRUE);
  feed (&monotone, 0, 0, 0, &p);
  p.tolerance = 1e-9;
  feed (&monotone, 1, -1, 0, &p);
  g_assert_cmpint (monotone.standing, ==, TF_MONOTONE_HOLDS);
  p.beta = 1;
  feed (&monotone, 1, -1, 0, &p);
  g_assert_cmpint (monotone.standing, ==, TF_MONOTONE_BETA);
  p.beta = 0;
  feed (&monotone, 2, -1, 0, &p);
  g_assert_cmpint (monotone.standing, ==, TF_MONOTONE_CHANGED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  tf_blas_set_threads (1);
  g_test_add_func ("/monotone/runs", test_runs);
  g_test_add_func ("/monotone/unbalanced", test_unbalanced);
  g_test_add_func ("/monotone/violations", test_violations);
  g_test_add_func ("/monotone/exponents", test_exponents);
  g_test_add_func ("/monotone/standing", test_standing);
  return g_test_run ();
}
