/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_errno.h>
#include <math.h>

#include "blas.h"
#include "equilibria.h"
#include "linalg.h"
#include "mapped.h"
#include "metric-table.h"
#include "problems.h"
#include "weight-search.h"

#define MOST_CLASSES 6

/* Balanced or not, with few samples for the dimensions or many. */
static TfFeatures *
draw (guint32 seed)
{
  guint k_n = 3 + seed % 4, dim = 4 * MOST_CLASSES + seed % 17;
  gsize sizes[MOST_CLASSES];

  if (seed % 5 == 0)
    return problem_sized (k_n, 6, 60, seed);
  for (guint k = 0; k < k_n; k++)
    sizes[k] = 20 + (seed % 2 ? 0 : 15 * k);
  return problem_of_sizes (k_n, sizes, dim, seed);
}

static TfParameters
draw_parameters (guint32 seed, guint k_n)
{
  TfParameters p = TF_PARAMETERS_DEFAULT;

  p.lambda_w = problem_number (seed, 1, 1e-4, 1);
  p.lambda_h = problem_number (seed, 2, 1e-4, 1);
  p.beta = problem_number (seed, 3, seed % 7 == 0 ? 1e-3 : 1e-2, 1e2);
  p.bias = seed % 3 == 0;
  /* All but c = 1, where the classes vanish at beta = 0. */
  if (seed % 4 == 1)
    p.lambda_h = problem_number (seed, 4, 0.9, 1.1) / (k_n * p.lambda_w);
  return p;
}

/* As long as it takes on the reduced state alone, from all the directions a flow starts with. */
static TfEquilibrium *
search_in_steps (TfMoments *moments, const TfParameters *p)
{
  TfParameters central = *p;
  TfEquilibrium *equilibrium;

  central.flow = TF_FLOW_CENTRAL;
  equilibrium = tf_equilibrium_new_from_start (tf_start_new (moments, &central, NULL), &central);
  reach (equilibrium);
  return equilibrium;
}

static void
check_same (TfEquilibrium *one, TfEquilibrium *other, double allowed, guint32 seed)
{
  TfMetrics ours, theirs;

  tf_equilibrium_get_metrics (one, &ours);
  tf_equilibrium_get_metrics (other, &theirs);
  for (guint i = 0; i < TF_N_METRICS; i++)
    if (!(fabs (ours.values[i] - theirs.values[i]) <= allowed * (fabs (theirs.values[i]) + 1e-3))
        && !(isnan (ours.values[i]) && isnan (theirs.values[i])))
      g_error ("seed %u: %s is %.12g, not %.12g", seed, tf_metric_name (i), ours.values[i], theirs.values[i]);
}

/* The same minimizer; whether in no more directions than class means, W and the axes that are looked at. */
static gboolean
check_minimizer (TfFeatures *features, guint32 seed)
{
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  TfParameters p = draw_parameters (seed, moments->n_classes);
  g_autoptr (TfEquilibrium) ahead = make_equilibrium (moments, &p), steps = search_in_steps (moments, &p);

  g_assert_true (tf_weight_search_applies (moments, &p));
  reach (ahead);
  check_same (ahead, steps, 1e-8, seed);
  g_test_message ("seed %u: %" G_GSIZE_FORMAT " directions of %u, %" G_GUINT64_FORMAT " iterations beside %" G_GUINT64_FORMAT,
                  seed, tf_equilibrium_get_start (ahead)->dim, moments->span,
                  tf_equilibrium_get_counts (ahead)->n_iterations, tf_equilibrium_get_counts (steps)->n_iterations);
  return p.beta < 0.1 || tf_equilibrium_get_start (ahead)->dim <= 3 * moments->n_classes;
}

static void
test_minimizer (void)
{
  for (guint32 seed = 1; seed <= 60; seed++)
    {
      g_autoptr (TfFeatures) features = draw (seed);

      g_assert_true (check_minimizer (features, seed));
    }
}

/* Coordinates in units of their own, some of them depending on others: Sigma_W's axes are not its factor's columns. Where squares
 * of 10^12 times others are beside one another, the axes of the least are not known well enough for each of them. */
static void
test_units (void)
{
  guint n_few = 0;

  for (guint32 seed = 1; seed <= 40; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (TfFeatures) plain = draw (seed), features = NULL;
      gsize r = tf_features_get_dim (plain), d = r + seed % 3;
      g_autofree double *a = mapped_draw (MAPPED_WIDE, d, r, rand);

      features = mapped_features (plain, d, a);
      n_few += check_minimizer (features, seed);
    }
  g_assert_cmpuint (n_few, >=, 36);
}

/* What is H0 before the search is H0 again after it, and so is what comes of it; with other parameters, too. */
static void
test_again (void)
{
  g_autoptr (TfFeatures) features = problem_sized (4, 30, 40, 3);
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  TfParameters p = TF_PARAMETERS_DEFAULT, other = p;
  g_autoptr (TfEquilibrium) equilibrium = NULL, fresh = NULL;

  p.beta = 0.3;
  other.beta = 0.5;
  other.lambda_w = 0.02;
  equilibrium = make_equilibrium (moments, &p);
  fresh = make_equilibrium (moments, &other);
  reach (equilibrium);
  reach (fresh);
  g_assert_true (tf_equilibrium_restart_with (equilibrium, &other, NULL));
  g_assert_cmpfloat (metric (equilibrium, TF_METRIC_VICINITY), ==, 0);
  reach (equilibrium);
  check_same (equilibrium, fresh, 0, 3);
  g_assert_true (tf_equilibrium_set_parameters (equilibrium, &p, NULL));
  reach (equilibrium);
  tf_equilibrium_restart (fresh);
  g_assert_true (tf_equilibrium_set_parameters (fresh, &p, NULL));
  reach (fresh);
  check_same (equilibrium, fresh, 1e-9, 3);
}

static void
test_cancelled (void)
{
  g_autoptr (TfFeatures) features = problem_sized (4, 30, 40, 3);
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  TfParameters p = TF_PARAMETERS_DEFAULT;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TfEquilibrium) equilibrium = NULL;

  p.beta = 0.3;
  equilibrium = make_equilibrium (moments, &p);
  g_cancellable_cancel (cancellable);
  g_assert_false (tf_equilibrium_advance (equilibrium, 0, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpfloat (metric (equilibrium, TF_METRIC_VICINITY), ==, 0);
  reach (equilibrium);
}

/* Any square system; a singular one is told. */
static void
test_solve (void)
{
  double a[] = { 0, 2, 1, 1, 0, 3, 4, 1, 0 }, x[] = { 14, 5, 7 }, flat[] = { 1, 2, 2, 4 }, y[] = { 1, 1 };

  g_assert_true (tf_solve (3, a, 1, x));
  for (guint i = 0; i < 3; i++)
    g_assert_cmpfloat_with_epsilon (x[i], i + 1, 1e-14);
  g_assert_false (tf_solve (2, flat, 1, y));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  tf_blas_set_threads (1);
  g_test_add_func ("/weight-search/minimizer", test_minimizer);
  g_test_add_func ("/weight-search/units", test_units);
  g_test_add_func ("/weight-search/again", test_again);
  g_test_add_func ("/weight-search/cancelled", test_cancelled);
  g_test_add_func ("/weight-search/solve", test_solve);
  return g_test_run ();
}
