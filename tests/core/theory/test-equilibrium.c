/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#include "anderson.h"
#include "blas.h"
#include "cases.h"
#include "linalg.h"
#include "metric-table.h"
#include "equilibria.h"
#include "problems.h"

/* --- against tables of an independent full-matrix implementation --- */

static void
check_row (TfEquilibrium *equilibrium, const char *header, const char *row)
{
  TfMetrics metrics, table;
  gboolean has[TF_N_METRICS];

  tf_equilibrium_get_metrics (equilibrium, &metrics);
  read_metrics (header, row, &table, has);
  for (guint j = 0; j < TF_N_METRICS; j++)
    {
      double expected = table.values[j], value = metrics.values[j];

      if (has[j] && (isnan (expected) ? !isnan (value) : !(fabs (value - expected) <= 1e-8 * fabs (expected))))
        g_error ("%s is %.12g, not %.12g in the row %s", tf_metric_name (j), value, expected, row);
    }
}

static void
test_equilibria (gconstpointer name)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", "equilibria", name, NULL);
  g_autofree char *features = g_test_build_filename (G_TEST_DIST, "data", "reference", name, NULL);
  g_autoptr (TfMoments) moments = read_case_moments (features);
  g_auto (GStrv) lines = read_case_table (folder);
  TfParameters p = read_case (folder);

  for (guint i = 1; lines[i] != NULL; i++)
    {
      g_autoptr (TfEquilibrium) equilibrium = NULL;

      p.beta = g_ascii_strtod (lines[i], NULL);
      equilibrium = make_equilibrium (moments, &p);
      reach (equilibrium);
      check_row (equilibrium, lines[0], lines[i]);
    }
}

static void
test_depth (gconstpointer name)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", "depth", name, NULL);
  g_autoptr (TfMoments) moments = read_case_moments (folder);
  g_auto (GStrv) lines = read_case_table (folder);
  TfParameters p = read_case (folder);
  g_autoptr (TfEquilibrium) equilibrium = make_equilibrium (moments, &p);

  for (guint i = 1; lines[i] != NULL; i++)
    {
      if (i > 1)
        {
          tf_equilibrium_next_layer (equilibrium);
          reach (equilibrium);
        }
      g_assert_cmpfloat (g_ascii_strtod (lines[i], NULL), ==, i - 1);
      check_row (equilibrium, lines[0], lines[i]);
    }
}

/* --- against the plain equations --- */

/* H of the reduced state: h = m_k + B z, z = L^+ (h0 - m0_k). */
static gsl_matrix *
full_state (TfEquilibrium *equilibrium, const gsl_matrix *h0, TfFeatures *features)
{
  const TfStart *start = tf_equilibrium_get_start (equilibrium);
  const TfMoments *moments = start->moments;
  const double *x = tf_equilibrium_get_state (equilibrium);
  gsize d = h0->size1, k_n = start->n_classes;
  g_autofree double *means = g_new (double, d * k_n), *noise = g_new (double, d * MAX (moments->rank, 1));
  gsl_matrix *h = gsl_matrix_alloc (d, h0->size2);

  tf_start_expand (start, x, tf_equilibrium_get_outside (equilibrium), means, noise);
  for (gsize i = 0; i < h0->size2; i++)
    {
      gsize k = tf_features_get_classes (features)[i];

      for (gsize j = 0; j < d; j++)
        gsl_matrix_set (h, j, i, means[j + k * d]);
      for (gsize c = 0; c < moments->rank; c++)
        {
          const double *column = moments->factor + c * d;
          double z = 0;

          for (gsize j = 0; j < d; j++)
            z += column[j] * (gsl_matrix_get (h0, j, i) - moments->means[j + k * d]);
          z /= tf_dot (d, column, column);
          for (gsize j = 0; j < d; j++)
            *gsl_matrix_ptr (h, j, i) += z * noise[j + c * d];
        }
    }
  return h;
}

/* No H near by has a lower f. */
static void
check_neighbours (const gsl_matrix *h, const gsl_matrix *h0, const gsl_matrix *y, const TfParameters *p, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (gsl_matrix) w = full_weights (h, y, p);
  double f = full_objective (w, h, h0, y, p), size = 1e-3 * full_norm (h) / sqrt (h->size1 * h->size2);

  for (int i = 0; i < 5; i++)
    {
      g_autoptr (gsl_matrix) near = gsl_matrix_alloc (h->size1, h->size2);
      g_autoptr (gsl_matrix) near_w = NULL;

      for (gsize j = 0; j < h->size1; j++)
        for (gsize k = 0; k < h->size2; k++)
          gsl_matrix_set (near, j, k, gsl_matrix_get (h, j, k) + g_rand_double_range (rand, -size, size));
      near_w = full_weights (near, y, p);
      g_assert_cmpfloat (full_objective (near_w, near, h0, y, p), >, f * (1 - 1e-12));
    }
}

/* Layer after layer, so that the second one stands on an H0 that was computed. */
static void
check_layers (TfFeatures *features, TfEquilibrium *equilibrium, guint32 seed)
{
  const TfParameters *p = tf_equilibrium_get_parameters (equilibrium);
  g_autoptr (gsl_matrix) first = full_features (features);
  g_autoptr (gsl_matrix) h0 = full_features (features);
  g_autoptr (gsl_matrix) y = full_labels (features);

  for (int layer = 1; layer <= 2; layer++)
    {
      g_autoptr (gsl_matrix) h = NULL, w = NULL, slope = NULL;
      double f;

      reach (equilibrium);
      h = full_state (equilibrium, first, features);
      w = full_weights (h, y, p);
      slope = full_slope (w, h, h0, y, p);
      f = full_objective (w, h, h0, y, p);
      g_assert_cmpfloat (full_norm (slope), <=, 1e-10 * full_norm (h));
      g_assert_cmpfloat_with_epsilon (metric (equilibrium, TF_METRIC_OBJECTIVE), f, 1e-10 * f);
      g_assert_cmpfloat_with_epsilon (metric (equilibrium, TF_METRIC_VICINITY), full_distance (h, h0, 0), 1e-10);
      g_assert_cmpfloat_with_epsilon (metric (equilibrium, TF_METRIC_CDNV), full_cdnv (h, features),
                                      1e-9 * (1e-3 + full_cdnv (h, features)));
      check_neighbours (h, h0, y, p, seed);
      gsl_matrix_memcpy (h0, h);
      tf_equilibrium_next_layer (equilibrium);
    }
}

/* Unbalanced or not, with and without bias, K > d, N < d. */
static void
test_full_matrix (void)
{
  for (guint32 seed = 1; seed <= 40; seed++)
    {
      g_autoptr (TfFeatures) features
        = seed % 8 == 0 ? problem_sized (3, 2, 20, seed) : problem_random (seed, seed % 3 == 0);
      g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfEquilibrium) equilibrium = NULL;

      p.lambda_w = problem_number (seed, 1, 1e-3, 1);
      p.lambda_h = problem_number (seed, 2, 1e-3, 1);
      p.beta = problem_number (seed, 3, 1e-3, 1e3);
      p.bias = seed % 2;
      p.bias_decay = seed % 4 == 3 ? problem_number (seed, 90, 1e-3, 1e3) : 0;
      p.flow = seed % 3; /* must not matter */
      equilibrium = make_equilibrium (moments, &p);
      check_layers (features, equilibrium, seed);
    }
}

/* --- the search --- */

/* The corners of the range in a bounded number of evaluations, small beta
 * included, for which plain alternation takes thousands. */
static void
test_range (void)
{
  static const double lambdas[] = { 1e-6, 5e-5, 1e-3, 10 }, betas[] = { 0, 1e-3, 1, 1e3, 1e6 };

  for (guint i = 0; i < G_N_ELEMENTS (lambdas) * G_N_ELEMENTS (betas) * 2; i++)
    {
      g_autoptr (TfFeatures) features = problem_sized (4, 20, 10, 1 + i);
      g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfEquilibrium) equilibrium = NULL;
      g_autoptr (GError) error = NULL;

      p.lambda_w = p.lambda_h = lambdas[i % 4];
      p.beta = betas[i / 4 % 5];
      p.bias = i / 20;
      equilibrium = make_equilibrium (moments, &p);
      tf_equilibrium_advance (equilibrium, 0, NULL, &error);
      g_assert_no_error (error);
      /* beta H and beta H0 cancel: at beta = 1e6 their round-off is what is left. Without a value at H = 0. */
      g_assert_false (tf_equilibrium_get_relative_gradient (equilibrium) > (p.beta > 1e3 ? 1e-9 : 1e-11));
      g_test_message ("lambda %g, beta %g: %" G_GUINT64_FORMAT " evaluations, %" G_GUINT64_FORMAT " products", p.lambda_h,
                      p.beta, tf_equilibrium_get_counts (equilibrium)->n_evaluations,
                      tf_equilibrium_get_counts (equilibrium)->n_products);
      g_assert_cmpuint (tf_equilibrium_get_counts (equilibrium)->n_evaluations, <, 1500);
    }
}

/* Everything drawn at random, the corners included. The last three lead past a
 * saddle, where alternation alone all but stands still. */
static void
test_sweep (void)
{
  static const guint32 saddles[] = { 2293, 2508, 2985 };

  for (guint i = 0; i < 500 + G_N_ELEMENTS (saddles); i++)
    {
      guint32 seed = i < 500 ? i + 1 : saddles[i - 500];
      g_autoptr (TfFeatures) features = problem_random (seed, seed % 2);
      g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
      g_autoptr (TfEquilibrium) equilibrium = NULL;
      TfParameters p = TF_PARAMETERS_DEFAULT;

      p.lambda_w = problem_number (seed, 1, 1e-6, 10);
      p.lambda_h = problem_number (seed, 2, 1e-6, 10);
      p.beta = seed % 7 ? problem_number (seed, 3, 1e-5, 1e4) : 0;
      p.bias = seed % 3 == 0;
      equilibrium = make_equilibrium (moments, &p);
      reach (equilibrium);
    }
}

/* Without beta deviations are 0 at the end, and no power of what each step of the search left of them. */
static void
test_no_spread (void)
{
  static const TfMetric spreads[] = { TF_METRIC_TR_SW, TF_METRIC_NC1_RATIO, TF_METRIC_NC1, TF_METRIC_CDNV };
  g_autoptr (TfFeatures) features = problem_sized (4, 20, 10, 5);
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  TfParameters p = TF_PARAMETERS_DEFAULT;

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (TfEquilibrium) equilibrium = NULL;

      p.beta = i == 0 ? 0 : 1e-8;
      equilibrium = make_equilibrium (moments, &p);
      reach (equilibrium);
      for (gsize m = 0; m < G_N_ELEMENTS (spreads); m++)
        if (i == 0)
          g_assert_cmpfloat (metric (equilibrium, spreads[m]), ==, 0);
        else
          g_assert_cmpfloat (metric (equilibrium, spreads[m]), >, 0);
    }
}

static void
test_warm_start (void)
{
  g_autoptr (TfFeatures) features = problem_sized (4, 20, 10, 5);
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  TfParameters p = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfEquilibrium) cold = NULL, warm = NULL;
  TfMetrics first, again;

  p.beta = 2;
  cold = make_equilibrium (moments, &p);
  p.beta = 2.2;
  warm = make_equilibrium (moments, &p);
  reach (cold);
  reach (warm);
  p.beta = 2;
  g_assert_true (tf_equilibrium_set_parameters (warm, &p, NULL));
  g_assert_false (tf_equilibrium_is_reached (warm));
  reach (warm);
  g_assert_cmpfloat_with_epsilon (metric (warm, TF_METRIC_NC2), metric (cold, TF_METRIC_NC2), 1e-10);

  /* From H0 once more: the same to the last bit. */
  tf_equilibrium_get_metrics (cold, &first);
  tf_equilibrium_restart (cold);
  g_assert_cmpfloat (metric (cold, TF_METRIC_VICINITY), ==, 0);
  reach (cold);
  tf_equilibrium_get_metrics (cold, &again);
  g_assert_cmpmem (&first, sizeof first, &again, sizeof again);
}

static void
test_refusals (void)
{
  g_autoptr (TfFeatures) features = problem_sized (4, 10, 6, 1);
  g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
  TfParameters p = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfEquilibrium) equilibrium = make_equilibrium (moments, &p);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (tf_equilibrium_advance (equilibrium, 2, NULL, NULL));
  g_assert_false (tf_equilibrium_is_reached (equilibrium));
  g_assert_cmpuint (tf_equilibrium_get_counts (equilibrium)->n_iterations, ==, 2);
  g_cancellable_cancel (cancellable);
  g_assert_false (tf_equilibrium_advance (equilibrium, 0, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  p.lambda_h = 0;
  g_assert_false (tf_equilibrium_set_parameters (equilibrium, &p, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_null (tf_equilibrium_new (moments, &p, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  p.beta = 1;
  g_assert_true (tf_equilibrium_set_parameters (equilibrium, &p, NULL));
  reach (equilibrium);
}

/* An affine map in n dimensions is solved once n differences are known. */
static void
test_anderson (void)
{
  enum { N = 6 };
  g_autoptr (TfAnderson) anderson = tf_anderson_new (N, 8);
  double x[N] = { 0 }, step[N], next[N], error = 0;

  for (int round = 0; round <= N + 1; round++)
    {
      error = 0;
      for (int i = 0; i < N; i++)
        {
          /* x_i <- a_i x_i + 1, a_i up to 0.95: plainly this takes hundreds of rounds. */
          double a = 0.95 - 0.3 * i;

          step[i] = a * x[i] + 1 - x[i];
          error = MAX (error, fabs (x[i] - 1 / (1 - a)));
        }
      tf_anderson_mix (anderson, x, step, next);
      memcpy (x, next, sizeof x);
    }
  g_assert_cmpfloat (error, <, 1e-6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  tf_blas_set_threads (1);
  g_test_add_data_func ("/equilibrium/reference/gauss_k4", "gauss_k4", test_equilibria);
  g_test_add_data_func ("/equilibrium/reference/mnist_l4", "mnist_l4", test_equilibria);
  g_test_add_data_func ("/equilibrium/depth/mnist_l1", "mnist_l1", test_depth);
  g_test_add_func ("/equilibrium/full-matrix", test_full_matrix);
  g_test_add_func ("/equilibrium/range", test_range);
  g_test_add_func ("/equilibrium/sweep", test_sweep);
  g_test_add_func ("/equilibrium/no-spread", test_no_spread);
  g_test_add_func ("/equilibrium/warm-start", test_warm_start);
  g_test_add_func ("/equilibrium/refusals", test_refusals);
  g_test_add_func ("/equilibrium/anderson", test_anderson);
  return g_test_run ();
}
