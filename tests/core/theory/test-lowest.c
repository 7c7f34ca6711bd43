/* test-lowest.c: minimizers that are not the lowest, and the bound below all
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#include "asked.h"
#include "equilibria.h"
#include "features-load.h"
#include "flow.h"
#include "limit.h"
#include "lowest.h"
#include "problems.h"

#define SEEDS 40
#define RESTARTS 2 /* of each; in the suite `long` five times as many */

/* K classes in `rank` of d dimensions, turned by an orthogonal matrix or followed by zero columns. */
static TfMoments *
make_moments (guint32 seed, guint k_n, guint rank, guint d, gboolean turned)
{
  g_autoptr (TfFeatures) thin = problem_sized (k_n, 6, rank, seed), wide = NULL;
  gsize n = tf_features_get_n_samples (thin);
  g_autofree double *values = g_new (double, n * rank);
  double *spread = g_new0 (double, n * d);

  tf_features_get_rows (thin, 0, n, values);
  for (gsize i = 0; i < n; i++)
    {
      double *row = spread + i * d, along = 0;

      memcpy (row, values + i * rank, rank * sizeof (double));
      for (gsize j = 0; j < d; j++)
        along += row[j];
      for (gsize j = 0; turned && j < d; j++) /* a reflection along (1, ..., 1) */
        row[j] -= 2 * along / d;
    }
  wide = tf_features_new ("thin", n, d, spread, g_memdup2 (tf_features_get_classes (thin), n * sizeof (guint32)), k_n, NULL);
  return tf_moments_new (wide, 0, NULL, NULL);
}

static TfParameters
draw_parameters (guint32 seed)
{
  TfParameters p = TF_PARAMETERS_DEFAULT;

  p.bias = seed % 2;
  p.bias_decay = seed % 4 == 3 ? problem_number (seed, 4, 1e-3, 10) : 0;
  p.beta = seed % 4 < 2 ? problem_number (seed, 1, 1e-3, 1) : problem_number (seed, 1, 1e-4, 1e-2);
  p.lambda_w = problem_number (seed, 2, 1e-3, 0.5);
  p.lambda_h = problem_number (seed, 3, 1e-3, 0.1);
  return p;
}

static void
find (TfEquilibrium *equilibrium, TfLowest *lowest)
{
  g_autoptr (GError) error = NULL;

  reach (equilibrium);
  g_assert_true (tf_lowest_find (equilibrium, NULL, lowest, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (lowest->bound, <=, lowest->objective);
}

/* Where the joint flow ends that starts from a random W, which leads out of the span. */
static double
follow_out (TfMoments *moments, const TfParameters *parameters, guint32 seed)
{
  TfParameters p = *parameters;
  g_autoptr (TfFlow) flow = NULL;
  TfMetrics metrics;

  p.flow = TF_FLOW_JOINT;
  p.initial_w = TF_INITIAL_W_RANDOM;
  p.initial_w_seed = seed;
  flow = tf_flow_new (moments, &p, NULL);
  for (int i = 0; i < 3000 && !tf_flow_is_at_rest (flow, 0); i++)
    g_assert_true (tf_flow_advance (flow, 1e9, 1, NULL, NULL));
  tf_flow_get_metrics (flow, &metrics);
  return metrics.values[TF_METRIC_OBJECTIVE];
}

/* No restart comes lower than the lowest; where it is called global, none could. */
static void
test_against_restarts (void)
{
  guint n_lower = 0, n_restarts = asked_number ("TF_TEST_ROUNDS", 1) * RESTARTS;

  for (guint32 seed = 1; seed <= SEEDS; seed++)
    {
      guint k_n = 3 + seed % 4, rank = 1 + seed % 3, d = rank + seed % 6;
      g_autoptr (TfMoments) moments = make_moments (seed, k_n, rank, d, seed % 3 == 0);
      TfParameters p = draw_parameters (seed);
      g_autoptr (TfEquilibrium) equilibrium = make_equilibrium (moments, &p);
      TfLowest lowest;

      find (equilibrium, &lowest);
      n_lower += lowest.is_lower;
      g_test_message ("%u: K %u, rank %u of %u: %g, lowest %g, bound %g", seed, k_n, rank, d,
                      metric (equilibrium, TF_METRIC_OBJECTIVE), lowest.objective, lowest.bound);
      g_assert_cmpfloat (lowest.objective, <=, metric (equilibrium, TF_METRIC_OBJECTIVE));
      /* With a direction to spare for each class every minimum is the global one. */
      if (d >= rank + k_n)
        g_assert_true (lowest.is_global);
      for (guint32 i = 1; i <= n_restarts; i++)
        g_assert_cmpfloat (follow_out (moments, &p, 100 * seed + i), >=, lowest.objective * (1 - 1e-6));
    }
  g_assert_cmpuint (n_lower, >, SEEDS / 4);
}

/* The objective of any W and H whatever is not below the bound. */
static void
test_bound (void)
{
  for (guint32 seed = 1; seed <= SEEDS; seed++)
    {
      g_autoptr (TfFeatures) features = problem_random (seed, seed % 2);
      g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
      TfParameters p = draw_parameters (seed);
      g_autoptr (TfEquilibrium) equilibrium = make_equilibrium (moments, &p);
      g_autoptr (gsl_matrix) h0 = full_features (features), y = full_labels (features);
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      TfLowest lowest;

      find (equilibrium, &lowest);
      for (guint i = 0; i < 20; i++)
        {
          g_autoptr (gsl_matrix) h = gsl_matrix_alloc (h0->size1, h0->size2), w = NULL;

          for (gsize j = 0; j < h0->size1 * h0->size2; j++)
            h->data[j] = h0->data[j] * i / 20 + g_rand_double_range (rand, -1, 1) * (i % 5);
          w = full_weights (h, y, &p);
          g_assert_cmpfloat (full_objective (w, h, h0, y, &p), >=, lowest.bound);
        }
    }
}

/* At beta = 0 the bound is the closed form, unbalanced and with a bias, too, where it
 * is known: with a decayed bias for equal classes. */
static void
test_closed_form (void)
{
  static const gsize sizes[] = { 12, 7, 3, 9 }, equal[] = { 8, 8, 8, 8 };

  for (guint32 i = 0; i < 16; i++)
    {
      g_autoptr (TfFeatures) features = problem_of_sizes (4, draw_parameters (i).bias_decay > 0 ? equal : sizes, 4 + i, i + 1);
      g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
      TfParameters p = draw_parameters (i);
      g_autoptr (TfEquilibrium) equilibrium = NULL;
      g_autoptr (TfLimit) limit = NULL;
      TfLowest lowest;

      p.beta = 0;
      equilibrium = make_equilibrium (moments, &p);
      limit = tf_limit_new_for_moments (moments, &p, NULL);
      find (equilibrium, &lowest);
      g_assert_true (lowest.is_global);
      g_assert_cmpfloat_with_epsilon (lowest.bound, limit->objective, 1e-6 * limit->objective);
    }
}

/* Zero columns, and turning them into others, change neither answer. */
static void
test_zero_columns (void)
{
  for (guint32 seed = 1; seed <= 12; seed++)
    {
      TfParameters p = draw_parameters (seed);
      double inside[2], lowest_objective[2];

      for (guint i = 0; i < 2; i++)
        {
          g_autoptr (TfMoments) moments = make_moments (seed, 4, 2, 7, i);
          g_autoptr (TfEquilibrium) equilibrium = make_equilibrium (moments, &p);
          TfLowest lowest;

          find (equilibrium, &lowest);
          inside[i] = metric (equilibrium, TF_METRIC_OBJECTIVE);
          lowest_objective[i] = lowest.objective;
        }
      {
        g_autoptr (TfMoments) thin = make_moments (seed, 4, 2, 2, FALSE);
        g_autoptr (TfEquilibrium) equilibrium = make_equilibrium (thin, &p);

        reach (equilibrium);
        g_assert_cmpfloat_with_epsilon (inside[0], metric (equilibrium, TF_METRIC_OBJECTIVE), 1e-10 * inside[0]);
      }
      g_assert_cmpfloat_with_epsilon (inside[0], inside[1], 1e-10 * inside[0]);
      g_assert_cmpfloat_with_epsilon (lowest_objective[0], lowest_objective[1], 1e-9 * inside[0]);
    }
}

/* Features of rank 3 of 10 and 8 of 24 whose minimum in their span is a saddle outside. */
static void
test_files (void)
{
  static const struct
  {
    const char *name;
    TfParameters parameters;
    double inside, lowest;
  } cases[] = {
    { "eq_seed241.npz", { .lambda_w = 0.5949426505466023, .lambda_h = 0.005181806991309517, .beta = 0.0023 },
      0.278908568, 0.0611545859 },
    { "eq_seed45.npz",
      { .lambda_w = 0.0010448606506984334, .lambda_h = 0.004724962877, .beta = 0.01, .bias = TRUE },
      0.245730304, 0.12230762 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "lowest", cases[i].name, NULL);
      g_autoptr (TfFeatures) features = tf_features_load (path, NULL, NULL, NULL, NULL, NULL);
      g_autoptr (TfMoments) moments = NULL;
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfEquilibrium) equilibrium = NULL;
      TfLowest lowest;

      g_assert_nonnull (features);
      moments = tf_moments_new (features, 0, NULL, NULL);
      p.lambda_w = cases[i].parameters.lambda_w;
      p.lambda_h = cases[i].parameters.lambda_h;
      p.beta = cases[i].parameters.beta;
      p.bias = cases[i].parameters.bias;
      equilibrium = make_equilibrium (moments, &p);
      find (equilibrium, &lowest);
      g_assert_cmpfloat_with_epsilon (metric (equilibrium, TF_METRIC_OBJECTIVE), cases[i].inside, 1e-8);
      g_assert_cmpfloat_with_epsilon (lowest.objective, cases[i].lowest, 1e-8);
      g_assert_true (lowest.is_lower && lowest.is_global);
    }
}

int
main (int argc, char **argv)
{
  gsl_set_error_handler_off ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lowest/against-restarts", test_against_restarts);
  g_test_add_func ("/lowest/bound", test_bound);
  g_test_add_func ("/lowest/closed-form", test_closed_form);
  g_test_add_func ("/lowest/zero-columns", test_zero_columns);
  g_test_add_func ("/lowest/files", test_files);
  return g_test_run ();
}
