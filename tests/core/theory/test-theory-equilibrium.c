/* test-theory-equilibrium.c: what [T23] says of minimizers, held against those found
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_errno.h>
#include <math.h>

#include "blas.h"
#include "field.h"
#include "flow-state.h"
#include "linalg.h"
#include "synthetic.h"
#include "equilibria.h"
#include "problems.h"

/* K classes of the given sizes, each collapsed on a multiple of one of K
 * orthonormal vectors in general position. */
static TfFeatures *
collapsed_features (guint k_n, const gsize *sizes, const double *norms, gsize d, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autofree double *frame = g_new (double, d * k_n);
  gsize n = 0, at = 0;
  double *rows;
  guint32 *classes;

  for (gsize i = 0; i < d * k_n; i++)
    frame[i] = g_rand_double_range (rand, -1, 1);
  tf_qr (d, k_n, frame, NULL);
  for (guint k = 0; k < k_n; k++)
    n += sizes[k];
  rows = g_new (double, n * d);
  classes = g_new (guint32, n);
  for (guint k = 0; k < k_n; k++)
    for (gsize i = 0; i < sizes[k]; i++, at++)
      {
        classes[at] = k;
        for (gsize j = 0; j < d; j++)
          rows[at * d + j] = norms[k] * frame[j + k * d];
      }
  return tf_features_new ("collapsed", n, d, rows, classes, k_n, NULL);
}

/* |m_k| of the minimizers at beta = 0; balanced it is Theorem 2.1's sqrt (rho). */
static void
fill_norms (guint k_n, const gsize *sizes, const TfParameters *p, double *norms)
{
  double n = 0, c;

  for (guint k = 0; k < k_n; k++)
    n += sizes[k];
  c = sqrt (p->lambda_h * p->lambda_w * n / k_n);
  for (guint k = 0; k < k_n; k++)
    norms[k] = sqrt (MAX (sqrt (sizes[k]) - c, 0) / sizes[k] * sqrt (n * p->lambda_w / (k_n * p->lambda_h)));
}

static const gsize class_sizes[][4] = { { 6, 6, 6, 6 }, { 3, 7, 12, 5 } };

/* Corollary 2.2: such a minimizer as H0 is the unique minimizer for every beta,
 * also for a search that comes from somewhere else. */
static void
test_corollary_2_2 (void)
{
  static const double betas[] = { 1e-3, 0.1, 10, 1000 };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (betas); i++)
    {
      const gsize *sizes = class_sizes[i % 2];
      TfParameters p = TF_PARAMETERS_DEFAULT, other;
      g_autoptr (TfFeatures) features = NULL;
      g_autoptr (TfMoments) moments = NULL;
      g_autoptr (TfEquilibrium) equilibrium = NULL;
      double norms[4];

      p.lambda_w = 0.05;
      p.lambda_h = 0.02;
      p.beta = betas[i / 2];
      fill_norms (4, sizes, &p, norms);
      features = collapsed_features (4, sizes, norms, 7, i);
      moments = tf_moments_new (features, 0, NULL, NULL);
      equilibrium = make_equilibrium (moments, &p);
      reach (equilibrium);
      g_assert_cmpfloat (metric (equilibrium, TF_METRIC_VICINITY), <, 1e-10);

      other = p;
      other.lambda_h = 0.3;
      g_assert_true (tf_equilibrium_set_parameters (equilibrium, &other, NULL));
      reach (equilibrium);
      g_assert_cmpfloat (metric (equilibrium, TF_METRIC_VICINITY), >, 1e-5);
      g_assert_true (tf_equilibrium_set_parameters (equilibrium, &p, NULL));
      reach (equilibrium);
      g_assert_cmpfloat (metric (equilibrium, TF_METRIC_VICINITY), <, 1e-8);
    }
}

/* beta = 0, from anywhere: orthogonal means of the lengths above, nothing within
 * the classes; a class too small for its weight vanishes. */
static void
test_collapse (void)
{
  for (guint32 seed = 1; seed <= 12; seed++)
    {
      const gsize *sizes = class_sizes[seed % 2];
      gsize most[] = { 2, 40, 40, 40 };
      g_autoptr (TfFeatures) drawn = NULL;
      g_autoptr (TfMoments) moments = NULL;
      g_autoptr (TfEquilibrium) equilibrium = NULL;
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autofree double *m = NULL;
      double norms[4];
      gsize dim;

      if (seed % 4 == 0)
        sizes = most;
      p.lambda_w = seed % 4 == 0 ? 0.4 : problem_number (seed, 1, 0.005, 0.2);
      p.lambda_h = seed % 4 == 0 ? 0.4 : problem_number (seed, 2, 0.005, 0.2);
      drawn = problem_of_sizes (4, sizes, 9, seed);
      moments = tf_moments_new (drawn, 0, NULL, NULL);
      equilibrium = make_equilibrium (moments, &p);
      reach (equilibrium);
      fill_norms (4, sizes, &p, norms);
      dim = tf_equilibrium_get_start (equilibrium)->dim;
      m = g_new (double, dim * 4);
      tf_start_unscale_means (tf_equilibrium_get_start (equilibrium), tf_equilibrium_get_state (equilibrium), m);
      for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++)
          g_assert_cmpfloat_with_epsilon (tf_dot (dim, m + i * dim, m + j * dim), i == j ? norms[i] * norms[i] : 0, 1e-7);
      g_assert_cmpfloat (metric (equilibrium, TF_METRIC_TR_SW), <, 1e-14);
    }
}

/* c > 1: the minimizer is 0, where a relative gradient has no value. */
static void
test_zero (void)
{
  g_autoptr (TfFeatures) features = problem_sized (4, 10, 6, 1);
  g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
  g_autoptr (TfEquilibrium) equilibrium = NULL;
  TfParameters p = TF_PARAMETERS_DEFAULT;

  p.lambda_w = p.lambda_h = 2;
  equilibrium = make_equilibrium (moments, &p);
  reach (equilibrium);
  g_assert_cmpfloat (metric (equilibrium, TF_METRIC_NORM_H), ==, 0);
  g_assert_true (isnan (tf_equilibrium_get_relative_gradient (equilibrium)));
  g_assert_cmpfloat (metric (equilibrium, TF_METRIC_OBJECTIVE), ==, 0.5);

  /* A layer upon nothing is nothing. */
  tf_equilibrium_next_layer (equilibrium);
  reach (equilibrium);
  g_assert_cmpfloat (metric (equilibrium, TF_METRIC_NORM_H), ==, 0);
}

/* At c = 1 itself all vanishes, though the slope does so like the cube of H: no shape is told of what is left. */
static void
test_threshold (void)
{
  static const double weights[] = { 0.1, 0.5, 1, 2, 10 };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (weights); i++)
    {
      g_autoptr (TfFeatures) features = problem_sized (4, 20, 8, i + 1);
      g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
      g_autoptr (TfEquilibrium) equilibrium = NULL;
      TfParameters p = TF_PARAMETERS_DEFAULT;

      p.lambda_w = weights[i / 2];
      p.lambda_h = 1 / p.lambda_w;
      p.bias = i % 2;
      equilibrium = make_equilibrium (moments, &p);
      reach (equilibrium);
      g_assert_cmpfloat (metric (equilibrium, TF_METRIC_TR_SB), ==, 0);
      g_assert_true (isnan (metric (equilibrium, TF_METRIC_NC2)));
      p.lambda_h *= 0.9999;
      g_assert_true (tf_equilibrium_restart_with (equilibrium, &p, NULL));
      reach (equilibrium);
      g_assert_cmpfloat (metric (equilibrium, TF_METRIC_NC2), <, 1e-6);
    }
}

/* The least curvature of f at a state, of all its size x size second derivatives. */
static double
least_curvature (TfEquilibrium *equilibrium)
{
  const TfStart *start = tf_equilibrium_get_start (equilibrium);
  gsize size = start->dim * start->n_columns;
  g_autoptr (TfField) field = tf_field_new (start);
  g_autofree double *slope = g_new (double, size), *unit = g_new0 (double, size), *values = g_new (double, size);
  g_autofree double *second = g_new (double, size * size);

  tf_field_set_parameters (field, tf_equilibrium_get_parameters (equilibrium));
  g_assert_true (tf_field_evaluate (field, tf_equilibrium_get_state (equilibrium), slope));
  for (gsize i = 0; i < size; i++)
    {
      unit[i] = -1;
      tf_field_multiply (field, unit, second + i * size);
      unit[i] = 0;
    }
  g_assert_true (tf_eigen_symmetric (size, second, values));
  return values[0];
}

/* Features so small that what is found lies far from them: there are saddles
 * then, of slope 0, opposite to the minimizers. */
static void
test_no_saddle (void)
{
  static const gsize sizes[] = { 1, 10 };

  for (guint32 seed = 1; seed <= 300; seed++)
    {
      TfSynthetic synthetic = TF_SYNTHETIC_DEFAULT;
      g_autofree gsize *copy = g_memdup2 (sizes, sizeof sizes);
      g_autoptr (TfFeatures) features = NULL;
      g_autoptr (TfMoments) moments = NULL;
      g_autoptr (TfEquilibrium) equilibrium = NULL;
      TfParameters p = TF_PARAMETERS_DEFAULT;

      synthetic.n_classes = 2;
      synthetic.sizes = copy;
      synthetic.dim = 4;
      synthetic.seed = seed;
      synthetic.spread = problem_number (seed, 1, 1e-4, 1e-2);
      synthetic.noise = problem_number (seed, 2, 1e-5, 1e-3);
      p.lambda_w = 0.25;
      p.lambda_h = 0.125;
      p.beta = problem_number (seed, 3, 0.9, 1.2);
      p.bias = seed % 2;
      features = tf_synthetic_generate (&synthetic, NULL);
      moments = tf_moments_new (features, 0, NULL, NULL);
      equilibrium = make_equilibrium (moments, &p);
      reach (equilibrium);
      g_assert_cmpfloat (least_curvature (equilibrium), >, 0);
    }
}

/* H_{1/beta} is an implicit Euler step of length 1/beta: its local error is of
 * second order, a hundredth a decade. */
static void
test_implicit_euler (void)
{
  g_autoptr (TfFeatures) features = problem_sized (4, 10, 10, 3);
  g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
  TfParameters p = TF_PARAMETERS_DEFAULT;
  double before = 0;

  p.lambda_w = 0.05;
  p.lambda_h = 0.02;
  p.tolerance = 1e-13;
  for (double beta = 100; beta < 2e4; beta *= 10)
    {
      g_autoptr (TfFlow) flow = tf_flow_new (moments, &p, NULL);
      g_autoptr (TfEquilibrium) equilibrium = NULL;
      TfParameters near = p;
      const TfStart *start = tf_flow_get_start (flow);
      gsize size = start->dim * start->n_columns;
      g_autofree double *difference = NULL;
      double error;

      near.beta = beta;
      equilibrium = make_equilibrium (moments, &near);
      reach (equilibrium);
      g_assert_true (tf_flow_advance (flow, 1 / beta, 0, NULL, NULL));
      difference = g_memdup2 (tf_equilibrium_get_state (equilibrium), size * sizeof (double));
      cblas_daxpy (size, -1, tf_flow_get_state (flow), 1, difference, 1);
      error = tf_norm (size, difference) / tf_norm (size, start->x0);
      if (before > 0)
        {
          g_assert_cmpfloat (before / error, >, 85);
          g_assert_cmpfloat (before / error, <, 118);
        }
      before = error;
    }
  g_assert_cmpfloat (before, <, 1e-7);
}

/* Corollary 3.2 and Figure 2: NC1~ falls from layer to layer. */
static void
test_depth_falls (void)
{
  for (guint32 seed = 1; seed <= 10; seed++)
    {
      g_autoptr (TfFeatures) features = problem_random (seed, TRUE);
      g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfEquilibrium) equilibrium = NULL;
      double before;

      p.lambda_w = problem_number (seed, 1, 0.01, 0.3);
      p.lambda_h = problem_number (seed, 2, 0.01, 0.3);
      p.beta = 50;
      equilibrium = make_equilibrium (moments, &p);
      before = metric (equilibrium, TF_METRIC_NC1_RATIO);
      for (int layer = 1; layer <= 10; layer++)
        {
          tf_equilibrium_next_layer (equilibrium);
          reach (equilibrium);
          g_assert_cmpfloat (metric (equilibrium, TF_METRIC_NC1_RATIO), <, before);
          before = metric (equilibrium, TF_METRIC_NC1_RATIO);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  tf_blas_set_threads (1);
  g_test_add_func ("/theory-equilibrium/corollary-2-2", test_corollary_2_2);
  g_test_add_func ("/theory-equilibrium/collapse", test_collapse);
  g_test_add_func ("/theory-equilibrium/zero", test_zero);
  g_test_add_func ("/theory-equilibrium/threshold", test_threshold);
  g_test_add_func ("/theory-equilibrium/no-saddle", test_no_saddle);
  g_test_add_func ("/theory-equilibrium/implicit-euler", test_implicit_euler);
  g_test_add_func ("/theory-equilibrium/depth/falls", test_depth_falls);
  return g_test_run ();
}
