/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_errno.h>
#include <math.h>

#include "blas.h"
#include "cases.h"
#include "flow.h"
#include "linalg.h"
#include "problems.h"

/* --- properties --- */

/* A trajectory of a moderate random problem in the full-matrix equations, by
 * classical Runge-Kutta steps far below every time scale. */
static void
run_plainly (gsl_matrix *w, gsl_matrix *h, const gsl_matrix *h0, const gsl_matrix *y, const TfParameters *p, double until)
{
  static const double nodes[] = { 0, 0.5, 0.5, 1 }, shares[] = { 1 / 6.0, 1 / 3.0, 1 / 3.0, 1 / 6.0 };
  int n_steps = 400; /* their error falls with the fourth power: at 150 it is below what is compared */
  double step = until / n_steps;

  for (int i = 0; i < n_steps; i++)
    {
      g_autoptr (gsl_matrix) h_sum = gsl_matrix_calloc (h->size1, h->size2);
      g_autoptr (gsl_matrix) w_sum = gsl_matrix_calloc (w->size1, w->size2);
      g_autoptr (gsl_matrix) h_slope = gsl_matrix_calloc (h->size1, h->size2);
      g_autoptr (gsl_matrix) w_slope = gsl_matrix_calloc (w->size1, w->size2);

      for (int stage = 0; stage < 4; stage++)
        {
          gsl_matrix_scale (h_slope, nodes[stage] * step);
          gsl_matrix_scale (w_slope, nodes[stage] * step);
          gsl_matrix_add (h_slope, h);
          gsl_matrix_add (w_slope, w);
          {
            g_autoptr (gsl_matrix) best = p->flow == TF_FLOW_JOINT ? NULL : full_weights (h_slope, y, p);
            g_autoptr (gsl_matrix) new_h = full_slope (best ? best : w_slope, h_slope, h0, y, p);
            g_autoptr (gsl_matrix) new_w = full_weight_slope (w_slope, h_slope, y, p);

            gsl_matrix_memcpy (h_slope, new_h);
            gsl_matrix_memcpy (w_slope, new_w);
            gsl_matrix_scale (new_h, shares[stage] * step);
            gsl_matrix_scale (new_w, shares[stage] * step);
            gsl_matrix_add (h_sum, new_h);
            gsl_matrix_add (w_sum, new_w);
          }
        }
      gsl_matrix_add (h, h_sum);
      if (p->flow == TF_FLOW_JOINT)
        gsl_matrix_add (w, w_sum);
    }
}

static void
check_cdnv (const TfMetrics *metrics, const gsl_matrix *h, TfFeatures *features, double epsilon)
{
  double expected = full_cdnv (h, features);

  g_assert_cmpfloat_with_epsilon (metrics->values[TF_METRIC_CDNV], expected, epsilon * (1e-3 + expected));
}

/* Both flows, balanced or not, with and without a bias at its best (in the joint flow it
 * is not: test-samples.c), K > d, N < d, and with
 * the parameters changed on the way. */
static void
test_full_matrix (gconstpointer data)
{
  for (guint32 seed = 1; seed <= 12; seed++)
    {
      g_autoptr (TfFeatures) features = problem_random (seed, seed % 3 == 0);
      g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
      g_autoptr (gsl_matrix) h0 = full_features (features);
      g_autoptr (gsl_matrix) y = full_labels (features);
      g_autoptr (gsl_matrix) h = gsl_matrix_alloc (h0->size1, h0->size2);
      g_autoptr (gsl_matrix) w = gsl_matrix_calloc (y->size1, h0->size1);
      g_autoptr (gsl_matrix) w_end = NULL;
      g_autoptr (TfFlow) flow = NULL;
      TfParameters p = TF_PARAMETERS_DEFAULT;
      TfMetrics metrics;
      double f;

      p.flow = GPOINTER_TO_INT (data);
      p.tolerance = 1e-10;
      p.lambda_w = problem_number (seed, 1, 0.1, 1);
      p.lambda_h = problem_number (seed, 2, 1e-2, 1);
      p.bias = seed % 2 && p.flow != TF_FLOW_JOINT;
      p.bias_decay = seed % 4 == 3 ? problem_number (seed, 90, 1e-3, 1e3) : 0;
      flow = tf_flow_new (moments, &p, NULL);
      gsl_matrix_memcpy (h, h0);
      for (int part = 0; part < 2; part++)
        {
          g_assert_true (tf_flow_advance (flow, part + 1, 0, NULL, NULL));
          run_plainly (w, h, h0, y, &p, 1);
          p.beta = problem_number (seed, 3, 0.1, 5);
          p.lambda_w *= 0.5;
          if (part == 0)
            g_assert_true (tf_flow_set_parameters (flow, &p, NULL));
          else
            p = *tf_flow_get_parameters (flow);
        }
      tf_flow_get_metrics (flow, &metrics);
      w_end = p.flow == TF_FLOW_JOINT ? NULL : full_weights (h, y, &p);
      f = full_objective (w_end ? w_end : w, h, h0, y, &p);
      g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_OBJECTIVE], f, 1e-8 * f);
      g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_NORM_H], full_norm (h), 1e-8 * full_norm (h));
      g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_NORM_W], full_norm (w_end ? w_end : w), 1e-8);
      g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_VICINITY], full_distance (h, h0, 0), 1e-8);
      check_cdnv (&metrics, h, features, 1e-7);
    }
}

static void
test_descent (void)
{
  for (guint32 seed = 1; seed <= 20; seed++)
    {
      g_autoptr (TfFeatures) features = problem_random (seed, FALSE);
      g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
      g_autoptr (gsl_matrix) h0 = full_features (features);
      g_autoptr (gsl_matrix) y = full_labels (features);
      g_autoptr (gsl_matrix) h = gsl_matrix_alloc (h0->size1, h0->size2);
      g_autoptr (TfFlow) flow = NULL;
      TfParameters p = TF_PARAMETERS_DEFAULT;
      TfMetrics metrics;

      p.flow = TF_FLOW_DESCENT;
      p.lambda_w = problem_number (seed, 1, 0.05, 1);
      p.beta = problem_number (seed, 2, 0.01, 1);
      p.bias = seed % 2;
      p.bias_decay = seed % 4 == 3 ? problem_number (seed, 90, 1e-3, 1e3) : 0;
      flow = tf_flow_new (moments, &p, NULL);
      gsl_matrix_memcpy (h, h0);
      for (int i = 0; i < 50; i++)
        {
          g_autoptr (gsl_matrix) w = full_weights (h, y, &p);
          g_autoptr (gsl_matrix) slope = full_slope (w, h, h0, y, &p);

          gsl_matrix_scale (slope, p.step);
          gsl_matrix_add (h, slope);
        }
      g_assert_true (tf_flow_advance (flow, 50, 0, NULL, NULL));
      g_assert_cmpuint (tf_flow_get_iteration (flow), ==, 50);
      tf_flow_get_metrics (flow, &metrics);
      g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_NORM_H], full_norm (h), 1e-10 * full_norm (h));
      g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_VICINITY], full_distance (h, h0, 0), 1e-10);
      check_cdnv (&metrics, h, features, 1e-9);
    }
}

/* step (lambda_H + beta) > 2 multiplies H without end. */
static void
test_divergence (void)
{
  g_autoptr (TfFeatures) features = problem_sized (4, 10, 6, 1);
  g_autoptr (TfMoments) moments = tf_moments_new (features, 10, NULL, NULL);
  TfParameters p = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfFlow) flow = NULL;
  g_autoptr (GError) error = NULL;
  TfMetrics metrics;

  p.flow = TF_FLOW_DESCENT;
  p.beta = 10;
  p.step = 0.5;
  flow = tf_flow_new (moments, &p, NULL);
  g_assert_false (tf_flow_advance (flow, 1e6, 0, NULL, &error));
  g_assert_error (error, TF_FLOW_ERROR, TF_FLOW_ERROR_DIVERGED);
  g_assert_true (tf_flow_is_rising (flow));
  tf_flow_get_metrics (flow, &metrics);
  g_assert_true (isfinite (metrics.values[TF_METRIC_NORM_H]));

  /* A smaller step from there finds its way back. */
  p.step = 0.05;
  g_assert_true (tf_flow_set_parameters (flow, &p, NULL));
  g_assert_true (tf_flow_advance (flow, tf_flow_get_position (flow) + 2000, 0, NULL, NULL));
  tf_flow_get_metrics (flow, &metrics);
  g_assert_cmpfloat (metrics.values[TF_METRIC_VICINITY], <, 1);
}

/* The corners of the range: to equilibrium in a bounded number of evaluations,
 * which an explicit method would need millions for. */
static void
test_stiff_range (void)
{
  static const double lambdas[] = { 1e-6, 1e-3, 10 }, betas[] = { 0, 1e-3, 1, 1e6 }, norms[] = { 1e-2, 1, 1e3 };

  for (guint i = 0; i < G_N_ELEMENTS (lambdas) * G_N_ELEMENTS (betas) * G_N_ELEMENTS (norms); i++)
    {
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfFeatures) plain = problem_sized (4, 20, 10, 1 + i);
      gsize size = 80 * 10;
      double *values = g_new (double, size);
      g_autoptr (TfFeatures) features = NULL;
      g_autoptr (TfMoments) moments = NULL;
      g_autoptr (TfFlow) flow = NULL;
      g_autoptr (GError) error = NULL;
      double end;

      p.lambda_w = p.lambda_h = lambdas[i % 3];
      p.beta = betas[i / 3 % 4];
      tf_features_get_rows (plain, 0, 80, values);
      cblas_dscal (size, norms[i / 12], values, 1);
      features = tf_features_new ("scaled", 80, 10, values,
                                  g_memdup2 (tf_features_get_classes (plain), 80 * sizeof (guint32)), 4, NULL);
      moments = tf_moments_new (features, 0, NULL, NULL);
      flow = tf_flow_new (moments, &p, NULL);
      end = 1000 / (p.lambda_h + p.beta);
      tf_flow_advance (flow, end, 20000, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpfloat (tf_flow_get_time (flow), ==, end);
      /* Rotations of what is nearly collapsed end at the rate beta |H0|/|H|, slower than all else. */
      end = p.beta > 0 ? MAX (end, 1e6 / p.beta) : end;
      while (!tf_flow_is_at_rest (flow, 0) && tf_flow_get_time (flow) < end)
        tf_flow_advance (flow, end, 1, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (tf_flow_is_at_rest (flow, 0));
      g_assert_cmpuint (tf_flow_get_counts (flow)->n_evaluations, <, 6000);
    }
}

static void
test_restart (void)
{
  g_autoptr (TfFeatures) features = problem_sized (4, 10, 6, 1);
  g_autoptr (TfMoments) moments = tf_moments_new (features, 10, NULL, NULL);
  TfParameters p = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfFlow) flow = tf_flow_new (moments, &p, NULL);
  TfMetrics first, again;

  g_assert_true (tf_flow_advance (flow, 3, 0, NULL, NULL));
  tf_flow_get_metrics (flow, &first);
  g_assert_true (tf_flow_restart (flow, NULL));
  g_assert_cmpfloat (tf_flow_get_time (flow), ==, 0);
  g_assert_true (tf_flow_advance (flow, 3, 0, NULL, NULL));
  tf_flow_get_metrics (flow, &again);
  g_assert_cmpmem (&first, sizeof first, &again, sizeof again);
}

static void
test_refusals (void)
{
  g_autoptr (TfFeatures) features = problem_sized (4, 10, 6, 1);
  g_autoptr (TfMoments) moments = tf_moments_new (features, 10, NULL, NULL);
  TfParameters p = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfFlow) flow = tf_flow_new (moments, &p, NULL);
  g_autoptr (GError) error = NULL;

  p.lambda_w = 0;
  g_assert_false (tf_flow_set_parameters (flow, &p, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  p = TF_PARAMETERS_DEFAULT;
  p.beta = NAN;
  g_assert_false (tf_flow_set_parameters (flow, &p, NULL));
  g_assert_cmpfloat (tf_flow_get_parameters (flow)->beta, ==, 0);

  p = TF_PARAMETERS_DEFAULT;
  p.flow = TF_FLOW_JOINT;
  p.initial_w = TF_INITIAL_W_FILE;
  g_assert_null (tf_flow_new (moments, &p, &error));
  g_assert_error (error, TF_FLOW_ERROR, TF_FLOW_ERROR_START);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  tf_blas_set_threads (1);
  add_cases ("/flow/reference", "reference");
  g_test_add_data_func ("/flow/full-matrix/central", GINT_TO_POINTER (TF_FLOW_CENTRAL), test_full_matrix);
  g_test_add_data_func ("/flow/full-matrix/joint", GINT_TO_POINTER (TF_FLOW_JOINT), test_full_matrix);
  g_test_add_func ("/flow/descent", test_descent);
  g_test_add_func ("/flow/divergence", test_divergence);
  g_test_add_func ("/flow/stiff-range", test_stiff_range);
  g_test_add_func ("/flow/restart", test_restart);
  g_test_add_func ("/flow/refusals", test_refusals);
  return g_test_run ();
}
