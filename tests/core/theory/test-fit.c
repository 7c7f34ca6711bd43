/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "equilibrium.h"
#include "fit.h"
#include "flow.h"
#include "model-beside.h"
#include "problems.h"
#include "sample-end.h"
#include "synthetic.h"

static TfMetrics
metrics_at (TfMoments *moments, const TfParameters *parameters)
{
  g_autoptr (TfEquilibrium) equilibrium = tf_equilibrium_new (moments, parameters, NULL);
  TfMetrics metrics;

  g_assert_true (tf_equilibrium_advance (equilibrium, 0, NULL, NULL));
  tf_equilibrium_get_metrics (equilibrium, &metrics);
  return metrics;
}

static double
nc1_ratio_at (TfMoments *moments, const TfParameters *parameters)
{
  return metrics_at (moments, parameters).values[TF_METRIC_NC1_RATIO];
}

/* What a minimizer at a known beta has leads back to that beta. */
static void
test_known (void)
{
  for (guint32 seed = 1; seed <= 20; seed++)
    {
      g_autoptr (TfFeatures) features = problem_sized (2 + seed % 5, 10, 4 + seed % 9, seed);
      g_autoptr (TfMoments) moments = tf_moments_new (features, 1, NULL, NULL);
      TfParameters parameters = TF_PARAMETERS_DEFAULT;
      TfFit fit;
      double target;

      parameters.lambda_w = problem_number (seed, 1, 1e-3, 1e-1);
      parameters.lambda_h = problem_number (seed, 2, 1e-4, 1e-1);
      parameters.beta = problem_number (seed, 3, 1e-2, 1e3);
      parameters.bias = seed % 2;
      target = nc1_ratio_at (moments, &parameters);
      g_assert_true (tf_fit_beta (moments, &parameters, target, NULL, &fit, NULL));
      g_assert_cmpint (fit.outcome, ==, TF_FIT_FOUND);
      g_assert_null (tf_fit_explain (fit.outcome));
      /* NC1~ is found to 1e-12 or so, and depends on ln beta to a tenth at the least. */
      g_assert_cmpfloat_with_epsilon (log (fit.beta / parameters.beta), 0, 1e-7);
      g_assert_cmpfloat_with_epsilon (fit.fit.values[TF_METRIC_NC1_RATIO], target, 1e-9 * target);
      g_assert_cmpfloat (fit.from.values[TF_METRIC_NC1_RATIO], >, target);
    }
}

/* Where NC1~ does not grow with beta throughout, the known beta is among those that have it. */
static void
test_several (void)
{
  guint n_several = 0, n_other = 0;

  for (guint32 seed = 1; seed <= 12; seed++)
    {
      g_autoptr (TfFeatures) features = problem_sized (5, 20, 24, seed);
      g_autoptr (TfMoments) moments = tf_moments_new (features, 1, NULL, NULL);
      g_autoptr (GArray) fits = NULL;
      TfParameters parameters = TF_PARAMETERS_DEFAULT;
      double target, nearest = INFINITY;
      TfFit largest, between;
      TfMetrics to;

      parameters.lambda_w = parameters.lambda_h = 2e-4;
      parameters.beta = problem_number (seed, 3, 5e-3, 0.1);
      to = metrics_at (moments, &parameters);
      target = to.values[TF_METRIC_NC1_RATIO];
      g_assert_true (tf_fit_betas (moments, &parameters, target, NULL, &fits, NULL));
      n_several += fits->len > 1;
      for (guint i = 0; i < fits->len; i++)
        {
          const TfFit *fit = &g_array_index (fits, TfFit, i);

          g_assert_cmpint (fit->outcome, ==, TF_FIT_FOUND);
          g_assert_cmpfloat_with_epsilon (fit->fit.values[TF_METRIC_NC1_RATIO], target, 1e-9 * target);
          g_assert_true (i == 0 || fit->beta < g_array_index (fits, TfFit, i - 1).beta);
          nearest = fmin (nearest, fabs (log (fit->beta / parameters.beta)));
        }
      g_assert_cmpfloat (nearest, <, 1e-5);
      g_assert_true (tf_fit_beta (moments, &parameters, target, NULL, &largest, NULL));
      if (largest.outcome == TF_FIT_FOUND) /* else NC1~ rose first */
        g_assert_cmpfloat (largest.beta, ==, g_array_index (fits, TfFit, 0).beta);
      /* The one that the features are at, which need not be the largest. */
      g_assert_true (tf_fit_between (moments, &parameters, &to, NULL, &between, NULL));
      g_assert_cmpfloat_with_epsilon (log (between.beta / parameters.beta), 0, 1e-5);
      n_other += !(fabs (log (largest.beta / between.beta)) < 1e-3);
    }
  g_assert_cmpuint (n_several, >, 0);
  g_assert_cmpuint (n_other, >, 0);
}

/* With a free bias NC1~ rises and falls again by hundredths within a short way of beta: none of that is passed over. */
static void
test_wavering (void)
{
  for (guint32 seed = 1; seed <= 60; seed++)
    {
      const TfSynthetic draw = { .n_classes = 4, .per_class = 25, .dim = 10, .spread = 3.8, .noise = 1.9, .seed = seed };
      g_autoptr (TfFeatures) features = tf_synthetic_generate (&draw, NULL);
      g_autoptr (TfMoments) moments = tf_moments_new (features, 1, NULL, NULL);
      TfParameters parameters = TF_PARAMETERS_DEFAULT;
      TfFit between;
      TfMetrics to;

      parameters.bias = TRUE;
      parameters.beta = problem_number (seed, 3, 0.015, 0.06);
      to = metrics_at (moments, &parameters);
      g_assert_true (tf_fit_between (moments, &parameters, &to, NULL, &between, NULL));
      g_assert_cmpfloat_with_epsilon (log (between.beta / parameters.beta), 0, 1e-7);
    }
}

/* The same where the loss needs the samples. */
static void
test_loss (void)
{
  g_autoptr (TfFeatures) features = problem_sized (3, 8, 5, 4);
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  g_auto (TfSampleEnd) end = { 0 };
  g_autoptr (GError) error = NULL;
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  TfFit fit;

  parameters.loss = TF_LOSS_CROSS_ENTROPY;
  parameters.bias = TRUE;
  parameters.beta = 0.03;
  g_assert_true (tf_sample_end_find (moments, &parameters, 1, NULL, NULL, NULL, &end, &error));
  parameters.beta = 7; /* of no matter */
  g_assert_true (tf_fit_beta (moments, &parameters, end.metrics.values[TF_METRIC_NC1_RATIO], NULL, &fit, &error));
  g_assert_no_error (error);
  g_assert_cmpint (fit.outcome, ==, TF_FIT_FOUND);
  g_assert_cmpfloat_with_epsilon (log (fit.beta / 0.03), 0, 1e-4);
}

/* The model's minimizer is as collapsed as the network, from whose start or state it is found. */
static void
test_network (void)
{
  g_autoptr (TfFeatures) features = problem_sized (4, 20, 10, 2);
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  g_autoptr (GError) error = NULL;
  TfParameters network = TF_PARAMETERS_DEFAULT;
  TfModelBeside found, again;

  network.flow = TF_FLOW_NETWORK;
  network.hidden = (TfWidths){ 2, { 12, 8 } };
  network.lambda_h = 1e-3;
  g_assert_true (tf_model_beside_find (moments, &network, NAN, NULL, &found, &error));
  g_assert_no_error (error);
  g_assert_cmpint (found.fit.outcome, ==, TF_FIT_FOUND);
  g_assert_cmpint (found.model.flow, ==, TF_FLOW_CENTRAL);
  g_assert_cmpfloat (found.model.lambda_h, ==, 1e-3);
  /* A gradient of 1e-12 is, where f is as flat as it is here, some 1e-9 of the minimizer. */
  g_assert_cmpfloat_with_epsilon (nc1_ratio_at (moments, &found.model), found.nc1_ratio, 1e-7 * found.nc1_ratio);

  g_assert_true (tf_model_beside_find (moments, &network, found.nc1_ratio, NULL, &again, &error));
  g_assert_cmpfloat (again.model.beta, ==, found.model.beta);
  /* Less collapsed than H0 itself: no beta. */
  g_assert_true (tf_model_beside_find (moments, &network, 1e6, NULL, &again, &error));
  g_assert_cmpint (again.fit.outcome, ==, TF_FIT_NOT_BELOW);
  network.rate = 1e6;
  g_assert_false (tf_model_beside_find (moments, &network, NAN, NULL, &again, &error));
  g_assert_error (error, TF_FLOW_ERROR, TF_FLOW_ERROR_DIVERGED);
}

static void
test_outside (void)
{
  g_autoptr (TfFeatures) features = problem_sized (4, 10, 8, 1);
  g_autoptr (TfMoments) moments = tf_moments_new (features, 1, NULL, NULL);
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  TfFit fit;

  g_assert_true (tf_fit_beta (moments, &parameters, 1e6, NULL, &fit, NULL));
  g_assert_cmpint (fit.outcome, ==, TF_FIT_NOT_BELOW);
  g_assert_true (isnan (fit.beta));
  g_assert_true (tf_fit_beta (moments, &parameters, NAN, NULL, &fit, NULL));
  g_assert_cmpint (fit.outcome, ==, TF_FIT_UNDEFINED);
  /* No beta reaches exact collapse. */
  g_assert_true (tf_fit_beta (moments, &parameters, 0, NULL, &fit, NULL));
  g_assert_cmpint (fit.outcome, ==, TF_FIT_OUT_OF_RANGE);
  for (int outcome = TF_FIT_NOT_BELOW; outcome <= TF_FIT_UNDEFINED; outcome++)
    g_assert_nonnull (tf_fit_explain (outcome));
}

static void
test_cancelled (void)
{
  g_autoptr (TfFeatures) features = problem_sized (4, 10, 8, 1);
  g_autoptr (TfMoments) moments = tf_moments_new (features, 1, NULL, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  TfFit fit;

  g_cancellable_cancel (cancellable);
  g_assert_false (tf_fit_beta (moments, &parameters, 1e-3, cancellable, &fit, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fit/known", test_known);
  g_test_add_func ("/fit/several", test_several);
  g_test_add_func ("/fit/wavering", test_wavering);
  g_test_add_func ("/fit/loss", test_loss);
  g_test_add_func ("/fit/network", test_network);
  g_test_add_func ("/fit/outside", test_outside);
  g_test_add_func ("/fit/cancelled", test_cancelled);
  return g_test_run ();
}
