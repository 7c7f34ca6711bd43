/* test-samples-flow.c: flows of every sample against the reduced ones and the reference
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "cases.h"
#include "downhill.h"
#include "flow.h"
#include "flow-state.h"
#include "measure.h"
#include "problems.h"
#include "run.h"
#include "samples-kit.h"

/* --- squared error: as on the reduced state --- */

static void
measure (TfIntegrator *integrator, const TfStart *start, const TfParameters *p, TfMetrics *metrics)
{
  TfSystem *system = tf_integrator_get_system (integrator);
  g_autofree double *bias = g_new (double, start->n_classes);
  TfMeasured measured = { start, p, tf_integrator_get_state (integrator), tf_integrator_get_outside (integrator),
                          tf_system_get_weights (system), tf_system_get_fit (system), bias };

  tf_system_get_bias (system, bias);
  tf_metrics_measure (&measured, metrics);
}

static void
assert_metrics_agree (const TfMetrics *a, const TfMetrics *b, const TfMetrics *first, double epsilon)
{
  g_assert_cmpuint (a->rank, ==, b->rank);
  for (guint m = 0; m < TF_N_METRICS; m++)
    {
      double scale = fabs (b->values[m]) + (isnan (first->values[m]) ? 1 : fabs (first->values[m]));

      g_assert_cmpint (isnan (a->values[m]), ==, isnan (b->values[m]));
      if (!isnan (a->values[m]) && !(fabs (a->values[m] - b->values[m]) <= epsilon * scale + 1e-13))
        g_error ("%s is %.12g, not %.12g", tf_metric_name (m), a->values[m], b->values[m]);
    }
}

static void
advance (TfIntegrator *integrator, double until)
{
  g_autoptr (GError) error = NULL;

  while (tf_integrator_get_time (integrator) < until)
    {
      tf_integrator_step (integrator, until, &error);
      g_assert_no_error (error);
    }
}

static void
test_squared (gconstpointer data)
{
  static const double times[] = { 0, 0.1, 1, 10 };

  for (guint32 seed = 1; seed <= 24; seed++)
    {
      g_autoptr (TfFeatures) features = problem_random (seed, FALSE);
      g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
      TfParameters p = random_parameters (seed, GPOINTER_TO_INT (data));
      g_autoptr (TfStart) reduced = NULL, whole = NULL;
      g_autoptr (TfIntegrator) a = NULL, b = NULL;
      TfMetrics first, of_a, of_b;

      p.loss = TF_LOSS_SQUARED;
      p.tolerance = 1e-10;
      reduced = tf_start_new (moments, &p, NULL);
      whole = tf_start_new_whole (reduced, NULL);
      a = tf_integrator_new (whole, &p);
      b = tf_integrator_new (reduced, &p);
      measure (b, reduced, &p, &first);
      for (guint i = 0; i < G_N_ELEMENTS (times); i++)
        {
          advance (a, times[i]);
          advance (b, times[i]);
          measure (a, whole, &p, &of_a);
          measure (b, reduced, &p, &of_b);
          assert_metrics_agree (&of_a, &of_b, &first, 1e-7);
        }
    }
}

/* --- a change of the loss while it runs --- */

static void
test_change (void)
{
  for (guint32 seed = 1; seed <= 12; seed++)
    {
      g_autoptr (TfFeatures) features = problem_random (seed, FALSE);
      g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
      TfParameters p = random_parameters (seed, seed % 2 ? TF_FLOW_JOINT : TF_FLOW_CENTRAL), changed;
      g_autoptr (TfFlow) flow = NULL;
      g_autoptr (TfFlowState) squared = NULL, crossed = NULL;
      TfMetrics before, after, later, again;

      p.tolerance = 1e-8;
      p.bias = FALSE;
      p.loss = TF_LOSS_SQUARED;
      changed = p;
      changed.loss = TF_LOSS_CROSS_ENTROPY;
      flow = tf_flow_new (moments, &p, NULL);
      g_assert_true (tf_flow_advance (flow, 0.7, 0, NULL, NULL));
      tf_flow_get_metrics (flow, &before);
      squared = tf_flow_save (flow);

      g_assert_true (tf_flow_set_parameters (flow, &changed, NULL));
      g_assert_cmpfloat (tf_flow_get_time (flow), ==, 0.7);
      tf_flow_get_metrics (flow, &after);
      for (guint m = TF_METRIC_TR_SW; m <= TF_METRIC_EQUIANGLE; m++)
        if (!isnan (before.values[m]))
          g_assert_cmpfloat_with_epsilon (after.values[m], before.values[m], 1e-9 * (1 + before.values[m]));
      g_assert_cmpfloat_with_epsilon (after.values[TF_METRIC_VICINITY], before.values[TF_METRIC_VICINITY], 1e-9);
      g_assert_cmpfloat_with_epsilon (after.values[TF_METRIC_CDNV], before.values[TF_METRIC_CDNV],
                                      1e-9 * (1 + before.values[TF_METRIC_CDNV]));

      /* And back to before, and to after, as the past of a run is. */
      g_assert_true (tf_flow_advance (flow, 1.4, 0, NULL, NULL));
      tf_flow_get_metrics (flow, &later);
      crossed = tf_flow_save (flow);
      tf_flow_load (flow, squared);
      tf_flow_get_metrics (flow, &again);
      g_assert_cmpmem (&again, sizeof again, &before, sizeof before);
      tf_flow_load (flow, crossed);
      tf_flow_get_metrics (flow, &again);
      assert_metrics_agree (&again, &later, &before, 1e-9);
      g_assert_cmpint (tf_flow_get_parameters (flow)->loss, ==, TF_LOSS_CROSS_ENTROPY);
    }
}

/* Samples, metrics and what is exported are one and the same. */
static void
test_samples_themselves (void)
{
  for (guint32 seed = 1; seed <= 12; seed++)
    {
      g_autoptr (TfFeatures) features = problem_random (seed, FALSE);
      g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL), again = NULL;
      g_autoptr (TfFeatures) moved = NULL;
      TfParameters p = random_parameters (seed, TF_FLOW_JOINT);
      gsize d = moments->dim, n = moments->n_samples;
      g_autofree double *rows = g_new (double, d * n);
      g_autoptr (TfRun) run = NULL;
      double *samples;
      TfMetrics of_run, of_samples;

      p.loss = TF_LOSS_CROSS_ENTROPY;
      run = tf_run_new (moments, &p, NULL);
      samples = tf_run_get_samples (run);
      tf_features_get_rows (features, 0, n, rows);
      for (gsize i = 0; i < d * n; i++)
        g_assert_cmpfloat_with_epsilon (samples[i], rows[i], 1e-12 * (1 + fabs (rows[i])));
      g_free (samples);
      g_assert_true (tf_run_advance (run, 0.8, 0, NULL, NULL));
      samples = tf_run_get_samples (run);
      moved = tf_features_new ("moved", n, d, samples, g_memdup2 (tf_features_get_classes (features), n * sizeof (guint32)),
                               moments->n_classes, NULL);
      again = tf_moments_new (moved, TF_KEEP_ALL, NULL, NULL);
      tf_moments_get_metrics (again, &p, FALSE, &of_samples);
      tf_flow_get_metrics (tf_run_get_flow (run), &of_run);
      for (guint m = TF_METRIC_TR_SW; m <= TF_METRIC_EQUIANGLE; m++)
        if (!isnan (of_samples.values[m]))
          g_assert_cmpfloat_with_epsilon (of_run.values[m], of_samples.values[m], 1e-8 * (1 + of_samples.values[m]));
      g_assert_cmpfloat_with_epsilon (of_run.values[TF_METRIC_NORM_H], of_samples.values[TF_METRIC_NORM_H], 1e-9);
      g_assert_cmpfloat_with_epsilon (of_run.values[TF_METRIC_CDNV], of_samples.values[TF_METRIC_CDNV],
                                      1e-8 * (1 + of_samples.values[TF_METRIC_CDNV]));
    }
}

/* Cross-entropy goes downhill to a simplex in every kind of flow, and rests there. */
static void
test_end (void)
{
  static const TfFlowKind kinds[] = { TF_FLOW_CENTRAL, TF_FLOW_JOINT, TF_FLOW_DESCENT };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (TfFeatures) features = problem_sized (4, 5, 6, 3);
      g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfFlow) flow = NULL;
      double rho, until = 1, gamma, f = INFINITY;
      TfMetrics metrics;

      p.loss = TF_LOSS_CROSS_ENTROPY;
      p.lambda_w = 0.05;
      p.lambda_h = 0.01;
      p.flow = kinds[i];
      p.step = 0.5;
      p.initial_w = TF_INITIAL_W_RANDOM;
      flow = tf_flow_new (moments, &p, NULL);
      for (; until < 1e5 && !tf_flow_is_at_rest (flow, 0); until *= 1.5)
        {
          g_assert_true (tf_flow_advance (flow, until, 0, NULL, NULL));
          tf_flow_get_metrics (flow, &metrics);
          g_assert_cmpfloat (metrics.values[TF_METRIC_OBJECTIVE], <=, f * (1 + 1e-9));
          f = metrics.values[TF_METRIC_OBJECTIVE];
        }
      g_assert_cmpfloat (until, <, 1e5);
      /* Zhu et al. 2021: logits (gamma + ...), the means gamma sqrt (lambda_W/lambda_H) (I - J/K), c = sqrt (lambda_W lambda_H). */
      gamma = log (4 / sqrt (p.lambda_w * p.lambda_h) - 3);
      rho = gamma * sqrt (p.lambda_w / p.lambda_h);
      g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_NC2], 0, 1e-4);
      g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_TR_SB], 0.75 * rho, 1e-4 * rho);
      g_assert_cmpfloat (metrics.values[TF_METRIC_NC1], <, 1e-6);
    }
}

/* Any loss over the whole range of weights and scales, parameters changed on the way:
 * no metric is none, and no gradient flow goes uphill. */
static void
test_storm (void)
{
  guint32 first = asked_number ("TF_TEST_SEED", 1), n = (asked_number ("TF_TEST_PROBLEMS", 150) + 9) / 10;

  for (guint32 seed = first; seed < first + n; seed++)
    {
      g_autoptr (TfFeatures) features = problem_random (seed, FALSE);
      g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
      TfParameters p = random_parameters (seed, seed % 2 ? TF_FLOW_JOINT : TF_FLOW_CENTRAL);
      g_autoptr (TfFlow) flow = NULL;

      p.lambda_w = problem_number (seed, 60, 1e-6, 1e2);
      p.lambda_h = problem_number (seed, 61, 1e-6, 1e2);
      p.tolerance = 1e-6;
      flow = tf_flow_new (moments, &p, NULL);
      for (int part = 0; part < 4; part++)
        {
          check_downhill (flow);
          p.loss = (p.loss + 1) % TF_N_LOSSES;
          p.beta = part % 2 ? 0 : problem_number (seed, 62 + part, 1e-3, 1e2);
          p.bias = !p.bias;
          p.flow = part == 1 ? TF_FLOW_JOINT : TF_FLOW_CENTRAL;
          g_assert_true (tf_flow_set_parameters (flow, &p, NULL));
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/samples/squared/joint", GINT_TO_POINTER (TF_FLOW_JOINT), test_squared);
  g_test_add_data_func ("/samples/squared/central", GINT_TO_POINTER (TF_FLOW_CENTRAL), test_squared);
  g_test_add_func ("/samples/change", test_change);
  g_test_add_func ("/samples/themselves", test_samples_themselves);
  g_test_add_func ("/samples/end", test_end);
  g_test_add_func ("/samples/storm", test_storm);
  add_cases ("/samples/reference", "samples");
  return g_test_run ();
}
