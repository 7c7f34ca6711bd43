/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What must come out of the flows, over seeded random problems. Theorems and
 * equations are those of Tirer, Huang and Niles-Weed, ICML 2023.
 */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>
#include <math.h>

#include "blas.h"
#include "flow-state.h"
#include "linalg.h"
#include "problems.h"

static TfFlow *
make_flow (TfFeatures *features, const TfParameters *parameters)
{
  g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
  TfFlow *flow = tf_flow_new (moments, parameters, NULL);

  g_assert_nonnull (flow);
  return flow;
}

static void
advance (TfFlow *flow, double until)
{
  g_autoptr (GError) error = NULL;

  tf_flow_advance (flow, until, 0, NULL, &error);
  g_assert_no_error (error);
}

/* M and W' (dim x K) of the present state, and M'M. */
static double *
copy_means (TfFlow *flow)
{
  const TfStart *start = tf_flow_get_start (flow);
  double *m = g_new (double, start->dim * start->n_classes);

  tf_start_unscale_means (start, tf_flow_get_state (flow), m);
  return m;
}

static double *
gram_of (TfFlow *flow, const double *a)
{
  gsize k_n = tf_flow_get_start (flow)->n_classes;
  double *gram = g_new (double, k_n * k_n);

  tf_gemm (CblasTrans, CblasNoTrans, k_n, k_n, tf_flow_get_start (flow)->dim, 1, a, a, 0, gram);
  return gram;
}

static double
metric (TfFlow *flow, TfMetric which)
{
  TfMetrics metrics;

  tf_flow_get_metrics (flow, &metrics);
  return metrics.values[which];
}

/* Balanced, d >= K, c in (0.01, 0.5): far enough below 1 that the slowest rate,
 * about 4 lambda_H (1 - c), brings the run to its end by t = 40 / lambda_H. */
static TfFeatures *
collapsing_problem (guint32 seed, TfParameters *parameters)
{
  guint k_n = 2 + seed % 4;

  *parameters = TF_PARAMETERS_DEFAULT;
  parameters->lambda_w = problem_number (seed, 1, 0.01, 0.5);
  parameters->lambda_h = problem_number (seed, 2, 0.01, 0.5);
  parameters->tolerance = 1e-8;
  return problem_sized (k_n, 3 + seed % 5, k_n + seed % 6, seed);
}

/* The end of the run is exact but for e^(-40) and the solver's tolerance. */
#define END_EPSILON 1e-6

/* Theorem 2.1: M'M = rho I, W = sqrt (lambda_H/lambda_W) M', Sigma_W = 0. */
static void
test_theorem_2_1 (void)
{
  for (guint32 seed = 1; seed <= 25; seed++)
    {
      TfParameters p;
      g_autoptr (TfFeatures) features = collapsing_problem (seed, &p);
      g_autoptr (TfFlow) flow = make_flow (features, &p);
      gsize k_n = tf_features_get_n_classes (features), dim;
      double rho = tf_parameters_rho (&p);
      g_autofree double *m = NULL, *gram = NULL;

      advance (flow, 40 / p.lambda_h);
      m = copy_means (flow);
      gram = gram_of (flow, m);
      dim = tf_flow_get_start (flow)->dim;
      for (gsize i = 0; i < k_n; i++)
        for (gsize j = 0; j < k_n; j++)
          g_assert_cmpfloat_with_epsilon (gram[i + j * k_n], i == j ? rho : 0, END_EPSILON * rho);
      for (gsize i = 0; i < dim * k_n; i++)
        g_assert_cmpfloat_with_epsilon (tf_flow_get_weights (flow)[i], sqrt (p.lambda_h / p.lambda_w) * m[i],
                                        END_EPSILON * sqrt (rho * p.lambda_h / p.lambda_w));
      g_assert_cmpfloat (metric (flow, TF_METRIC_NC1_RATIO), <, END_EPSILON);
      g_assert_cmpfloat (metric (flow, TF_METRIC_NC2), <, END_EPSILON);
      g_assert_cmpfloat (metric (flow, TF_METRIC_NC2_OF), <, END_EPSILON);
      g_assert_cmpfloat (metric (flow, TF_METRIC_NC3), <, END_EPSILON);
    }
}

/* Theorem 2.1 for c > 1: the minimizer is zero. */
static void
test_theorem_2_1_zero (void)
{
  for (guint32 seed = 1; seed <= 10; seed++)
    {
      TfParameters p;
      g_autoptr (TfFeatures) features = collapsing_problem (seed, &p);
      g_autoptr (TfFlow) flow = NULL;

      p.lambda_w = problem_number (seed, 3, 1.5, 5);
      p.lambda_h = problem_number (seed, 4, 1.5, 5);
      g_assert_cmpfloat (tf_parameters_rho (&p), ==, 0);
      flow = make_flow (features, &p);
      advance (flow, 40);
      g_assert_cmpfloat (metric (flow, TF_METRIC_NORM_H), <, 1e-8);
      g_assert_cmpfloat_with_epsilon (metric (flow, TF_METRIC_OBJECTIVE), 0.5, 1e-8);
    }
}

/* With a free bias the means themselves go to the simplex: M'M = rho (I - 11'/K). */
static void
test_bias (void)
{
  for (guint32 seed = 1; seed <= 15; seed++)
    {
      TfParameters p;
      g_autoptr (TfFeatures) features = collapsing_problem (seed, &p);
      g_autoptr (TfFlow) flow = NULL;
      gsize k_n = tf_features_get_n_classes (features);
      double rho = tf_parameters_rho (&p);
      g_autofree double *m = NULL, *gram = NULL;

      p.bias = TRUE;
      flow = make_flow (features, &p);
      advance (flow, 40 / p.lambda_h);
      m = copy_means (flow);
      gram = gram_of (flow, m);
      for (gsize i = 0; i < k_n; i++)
        for (gsize j = 0; j < k_n; j++)
          g_assert_cmpfloat_with_epsilon (gram[i + j * k_n], rho * ((i == j) - 1.0 / k_n), END_EPSILON * rho);
      g_assert_cmpfloat (metric (flow, TF_METRIC_NC3_CENTRED), <, END_EPSILON);
    }
}

/* Unbalanced, no bias: orthogonal means with |m_k|^2 and |w_k|^2 in closed form,
 * classes with n_k <= c'^2 vanishing. */
static void
test_unbalanced (void)
{
  guint vanished = 0, checked = 0;

  for (guint32 seed = 1; seed <= 40; seed++)
    {
      g_autoptr (TfFeatures) features = problem_random (seed, FALSE);
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfFlow) flow = NULL;
      const gsize *sizes = tf_features_get_class_sizes (features);
      double n = tf_features_get_n_samples (features), k_n = tf_features_get_n_classes (features), c, nearest = 1;
      g_autofree double *m = NULL, *gram = NULL, *rows = NULL;

      p.lambda_w = problem_number (seed, 5, 0.1, 3);
      p.lambda_h = problem_number (seed, 6, 0.1, 3);
      c = sqrt (p.lambda_h * p.lambda_w * n / k_n);
      for (guint k = 0; k < k_n; k++)
        nearest = MIN (nearest, fabs (sqrt (sizes[k]) / c - 1));
      /* A class on the edge of vanishing gets there algebraically slowly. */
      if (tf_features_get_dim (features) < k_n || nearest < 0.1)
        continue;
      checked++;
      flow = make_flow (features, &p);
      advance (flow, 400 / p.lambda_h);
      m = copy_means (flow);
      gram = gram_of (flow, m);
      rows = gram_of (flow, tf_flow_get_weights (flow));
      for (guint i = 0; i < k_n; i++)
        for (guint j = 0; j < k_n; j++)
          {
            double excess = i == j ? MAX (sqrt (sizes[i]) - c, 0) : 0;

            vanished += i == j && excess == 0;
            g_assert_cmpfloat_with_epsilon (gram[i + j * (gsize) k_n],
                                            excess / sizes[i] * sqrt (n * p.lambda_w / (k_n * p.lambda_h)), 1e-6);
            g_assert_cmpfloat_with_epsilon (rows[i + j * (gsize) k_n],
                                            excess * sqrt (k_n * p.lambda_h / (n * p.lambda_w)), 1e-6);
          }
    }
  g_assert_cmpuint (checked, >=, 10);
  g_assert_cmpuint (vanished, >=, 1);
}

/* Theorem 3.1, balanced or not: NC1~ strictly falls, e^(2 lambda_H t) Tr Sigma_W
 * falls and e^(2 lambda_H t) Tr Sigma_B rises, to the solver's tolerance. */
static void
test_theorem_3_1 (void)
{
  for (guint32 seed = 1; seed <= 40; seed++)
    {
      g_autoptr (TfFeatures) features = problem_random (seed, TRUE);
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfFlow) flow = NULL;
      double ratio = INFINITY, within = INFINITY, between = 0, slack = 1 + 1e-9;

      p.lambda_w = problem_number (seed, 7, 1e-4, 1);
      p.lambda_h = seed % 4 ? problem_number (seed, 8, 1e-4, 1) : 0;
      p.tolerance = 1e-10;
      flow = make_flow (features, &p);
      if (metric (flow, TF_METRIC_TR_SW) == 0)
        continue;
      for (double t = 1e-3; t < 1e2; t *= 1.5)
        {
          double growth = exp (2 * p.lambda_h * t), sw = metric (flow, TF_METRIC_TR_SW);

          advance (flow, t);
          sw = metric (flow, TF_METRIC_TR_SW);
          /* Below this Tr Sigma_W is round-off of the start. */
          if (sw < 1e-18)
            break;
          g_assert_cmpfloat (metric (flow, TF_METRIC_NC1_RATIO), <, ratio * slack);
          g_assert_cmpfloat (growth * sw, <=, within * slack);
          g_assert_cmpfloat (growth * metric (flow, TF_METRIC_TR_SB), >=, between / slack);
          ratio = metric (flow, TF_METRIC_NC1_RATIO);
          within = growth * sw;
          between = growth * metric (flow, TF_METRIC_TR_SB);
        }
    }
}

static int
singular_value_cb (double t, const double s[], double ds[], void *data)
{
  const TfParameters *p = data;

  ds[0] = s[0] * p->lambda_w / pow (s[0] * s[0] + p->lambda_w, 2) - p->lambda_h * s[0];
  return GSL_SUCCESS;
}

/* From a collapsed start every singular value of M follows
 * s' = s lambda_W / (s^2 + lambda_W)^2 - lambda_H s on its own. */
static void
test_singular_values (void)
{
  for (guint32 seed = 1; seed <= 20; seed++)
    {
      guint k_n = 2 + seed % 4, d = k_n + seed % 3;
      g_autoptr (TfFeatures) features = problem_sized (k_n, 1, d, seed);
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfFlow) flow = NULL;
      g_autofree double *m = NULL;
      double before[6], after[6];

      p.lambda_w = problem_number (seed, 9, 1e-2, 1);
      p.lambda_h = problem_number (seed, 10, 1e-2, 1);
      p.tolerance = 1e-11;
      flow = make_flow (features, &p);
      m = copy_means (flow);
      g_assert_true (tf_svd (tf_flow_get_start (flow)->dim, k_n, m, NULL, before, NULL));
      advance (flow, 20);
      g_free (m);
      m = copy_means (flow);
      g_assert_true (tf_svd (tf_flow_get_start (flow)->dim, k_n, m, NULL, after, NULL));
      for (guint i = 0; i < k_n; i++)
        {
          gsl_odeiv2_system system = { singular_value_cb, NULL, 1, &p };
          gsl_odeiv2_driver *driver = gsl_odeiv2_driver_alloc_y_new (&system, gsl_odeiv2_step_rk8pd, 1e-4, 0, 1e-12);
          double t = 0;

          g_assert_cmpint (gsl_odeiv2_driver_apply (driver, &t, 20, &before[i]), ==, GSL_SUCCESS);
          gsl_odeiv2_driver_free (driver);
          g_assert_cmpfloat_with_epsilon (after[i], before[i], 1e-9 * (1 + before[i]));
        }
    }
}

/* Every gradient flow goes downhill, also across the joint flow's stiffness and
 * from any W(0). */
static void
test_descends (gconstpointer data)
{
  for (guint32 seed = 1; seed <= 30; seed++)
    {
      g_autoptr (TfFeatures) features = problem_random (seed, FALSE);
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfFlow) flow = NULL;
      double before = INFINITY;

      p.flow = GPOINTER_TO_INT (data);
      p.initial_w = seed % 2 ? TF_INITIAL_W_RANDOM : TF_INITIAL_W_ZERO;
      p.initial_w_seed = seed;
      p.eta = problem_number (seed, 11, 0.01, 100);
      p.lambda_w = problem_number (seed, 12, 1e-6, 10);
      p.lambda_h = problem_number (seed, 13, 1e-6, 10);
      p.beta = seed % 3 ? problem_number (seed, 14, 1e-6, 1e6) : 0;
      p.bias = seed % 5 == 0;
      flow = make_flow (features, &p);
      for (double t = 1e-4; t < 1e5; t *= 10)
        {
          double f;

          advance (flow, t);
          f = metric (flow, TF_METRIC_OBJECTIVE);
          g_assert_cmpfloat (f, <=, before * (1 + 1e-6));
          before = f;
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  tf_blas_set_threads (1);
  g_test_add_func ("/theory/theorem-2.1", test_theorem_2_1);
  g_test_add_func ("/theory/theorem-2.1/zero", test_theorem_2_1_zero);
  g_test_add_func ("/theory/bias", test_bias);
  g_test_add_func ("/theory/unbalanced", test_unbalanced);
  g_test_add_func ("/theory/theorem-3.1", test_theorem_3_1);
  g_test_add_func ("/theory/singular-values", test_singular_values);
  g_test_add_data_func ("/theory/descends/central", GINT_TO_POINTER (TF_FLOW_CENTRAL), test_descends);
  g_test_add_data_func ("/theory/descends/joint", GINT_TO_POINTER (TF_FLOW_JOINT), test_descends);
  return g_test_run ();
}
