/* test-limit.c: closed forms of the minimizers at beta = 0, held against those found
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#include "blas.h"
#include "flow-state.h"
#include "limit.h"
#include "linalg.h"
#include "lowest.h"
#include "equilibria.h"
#include "problems.h"
#include "sample-end.h"

static TfLimit *
make_limit (TfMoments *moments, const TfParameters *p)
{
  g_autoptr (GError) error = NULL;
  TfLimit *limit = tf_limit_new_for_moments (moments, p, &error);

  g_assert_no_error (error);
  return limit;
}

/* X and W' of a state in the coordinates of its start. */
static double
distance (const TfLimit *limit, const TfStart *start, const double *x, const double *weights)
{
  gsize d = start->dim, k_n = start->n_classes;
  g_autofree double *m = g_new (double, d * k_n);
  double worst = 0;

  tf_start_unscale_means (start, x, m);
  for (gsize k = 0; k < k_n; k++)
    {
      const double *w = weights + k * d;

      worst = MAX (worst, fabs (tf_dot (d, w, w) - limit->weight_squares[k]));
      for (gsize l = 0; l < k_n; l++)
        worst = MAX (worst, fabs (tf_dot (d, m + k * d, m + l * d) - limit->gram[k + l * k_n]));
      g_assert_cmpfloat (limit->mean_squares[k], ==, limit->gram[k + k * k_n]);
    }
  return worst;
}

static const gsize sizes[][5] = {
  { 6, 6, 6, 6, 6 }, { 3, 7, 12, 5, 4 }, { 2, 30, 30, 30, 30 }, { 1, 2, 50, 3, 40 },
};

/* Every kind, also where some or all classes vanish, from random starts. */
static void
test_minimizers (void)
{
  guint n_of_kind[4] = { 0 }, n_vanishing = 0;

  for (guint32 seed = 1; seed <= 48; seed++)
    {
      const gsize *n = sizes[seed % 4];
      guint k_n = 2 + seed / 4 % 4;
      g_autoptr (TfFeatures) features = problem_of_sizes (k_n, n, 7, seed);
      g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfEquilibrium) equilibrium = NULL;
      g_autoptr (TfLimit) limit = NULL;
      const TfStart *start;

      p.bias = seed / 16 % 2;
      p.lambda_w = problem_number (seed, 1, 0.05, 1.2);
      p.lambda_h = problem_number (seed, 2, 0.05, 1.2);
      limit = make_limit (moments, &p);
      g_assert_cmpint (limit->kind, ==, (seed % 4 ? 2 : 0) + p.bias);
      equilibrium = make_equilibrium (moments, &p);
      reach (equilibrium);
      start = tf_equilibrium_get_start (equilibrium);
      g_assert_cmpfloat (distance (limit, start, tf_equilibrium_get_state (equilibrium),
                                   tf_equilibrium_get_weights (equilibrium)), <, 1e-7);
      g_assert_cmpfloat_with_epsilon (limit->objective, metric (equilibrium, TF_METRIC_OBJECTIVE), 1e-12);
      n_of_kind[limit->kind]++;
      n_vanishing += limit->n_vanished > 0;
    }
  for (int kind = 0; kind < 4; kind++)
    g_assert_cmpuint (n_of_kind[kind], >=, 4);
  g_assert_cmpuint (n_vanishing, >=, 5);
}

/* The flow ends there as well. */
static void
test_flows (void)
{
  for (guint32 seed = 1; seed <= 4; seed++)
    {
      g_autoptr (TfFeatures) features = problem_of_sizes (4, sizes[seed % 2], 6, seed);
      g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfFlow) flow = NULL;
      g_autoptr (TfLimit) limit = NULL;

      p.bias = seed > 2;
      p.lambda_w = p.lambda_h = 0.1;
      p.tolerance = 1e-9;
      limit = make_limit (moments, &p);
      flow = tf_flow_new (moments, &p, NULL);
      g_assert_true (tf_flow_advance (flow, 1e4, 0, NULL, NULL));
      g_assert_cmpfloat (distance (limit, tf_flow_get_start (flow), tf_flow_get_state (flow), tf_flow_get_weights (flow)),
                         <, 1e-6);
    }
}

/* The forms that are written in the papers. */
static void
test_formulas (void)
{
  for (guint32 seed = 1; seed <= 40; seed++)
    {
      const gsize *n = sizes[seed % 4];
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfLimit) plain = NULL, biased = NULL;
      double all = n[0] + n[1] + n[2] + n[3], rho, c;

      p.lambda_w = problem_number (seed, 1, 0.01, 1.5);
      p.lambda_h = problem_number (seed, 2, 0.01, 1.5);
      rho = tf_parameters_rho (&p);
      c = tf_parameters_c (&p) * sqrt (all / 4);
      plain = tf_limit_new (4, n, 4, &p, NULL);
      p.bias = TRUE;
      biased = tf_limit_new (4, n, 3, &p, NULL);
      for (gsize k = 0; k < 4; k++)
        {
          double left = MAX (sqrt (n[k]) - c, 0), ratio = sqrt (all * p.lambda_w / (4 * p.lambda_h));

          g_assert_cmpfloat_with_epsilon (plain->mean_squares[k], left / n[k] * ratio, 1e-13 * (1 + ratio));
          g_assert_cmpfloat_with_epsilon (tf_limit_class_rho (&p, 4, all, n[k]), plain->mean_squares[k],
                                          1e-12 * (1 + ratio));
          g_assert_true ((tf_limit_class_c (&p, 4, all, n[k]) >= 1) == !(left > 0));
          g_assert_cmpfloat_with_epsilon (plain->weight_squares[k], left / ratio, 1e-13 * (1 + left / ratio));
          g_assert_cmpint (plain->vanished[k], ==, left == 0);
          for (gsize l = 0; l < 4 && seed % 4 == 0; l++)
            {
              g_assert_cmpfloat_with_epsilon (plain->gram[k + l * 4], rho * (k == l), 1e-13 * (1 + rho));
              g_assert_cmpfloat_with_epsilon (biased->gram[k + l * 4], rho * ((k == l) - 0.25), 1e-13 * (1 + rho));
            }
        }
    }
}

/* Fewer dimensions than classes: f is that of the best form of their rank, and so are the
 * eigenvalues of M'M; M'M itself where the classes left out are not a matter of taste. */
static void
test_crowded (void)
{
  guint n_determined = 0;

  for (guint32 seed = 1; seed <= 40; seed++)
    {
      const gsize *n = sizes[seed % 4];
      guint k_n = 3 + seed / 4 % 3, d = 1 + seed / 12 % 2;
      g_autoptr (TfFeatures) features = problem_of_sizes (k_n, n, d, seed);
      g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfEquilibrium) equilibrium = NULL;
      g_autoptr (TfLimit) limit = NULL;
      TfLowest lowest;

      p.bias = seed / 20 % 2;
      p.lambda_w = problem_number (seed, 1, 0.01, 0.3);
      p.lambda_h = problem_number (seed, 2, 0.01, 0.3);
      limit = make_limit (moments, &p);
      if (limit->n_left_out == 0)
        continue;
      g_assert_cmpint (limit->kind, ==, seed % 4 ? TF_LIMIT_CROWDED : TF_LIMIT_TIGHT_FRAME);
      g_assert_cmpuint (limit->rank, ==, d);
      equilibrium = make_equilibrium (moments, &p);
      reach (equilibrium);
      tf_lowest_find (equilibrium, NULL, &lowest, NULL);
      g_assert_cmpfloat (limit->objective, <=, lowest.objective + 1e-10);
      if (metric (equilibrium, TF_METRIC_OBJECTIVE) > limit->objective + 1e-9)
        continue; /* of the flow's minimum only: another class has kept its dimension */
      n_determined += limit->is_determined;
      if (limit->is_determined)
        g_assert_cmpfloat (distance (limit, tf_equilibrium_get_start (equilibrium), tf_equilibrium_get_state (equilibrium),
                                     tf_equilibrium_get_weights (equilibrium)), <, 1e-6);
      else
        {
          double square = metric (equilibrium, TF_METRIC_NORM_H);

          if (limit->kind == TF_LIMIT_TIGHT_FRAME)
            g_assert_cmpfloat_with_epsilon (square * square, n[0] * limit->total_square, 1e-6 * square * square);
        }
    }
  g_assert_cmpuint (n_determined, >=, 4);
}

/* More layers on top: a class is there with what heads.h says, or gone; nothing found is lower. */
static void
test_layers (void)
{
  guint n_same = 0;

  for (guint32 seed = 1; seed <= 36; seed++)
    {
      guint k_n = 2 + seed % 4, m = 1 + seed % 4;
      g_autoptr (TfFeatures) features = problem_of_sizes (k_n, sizes[seed / 2 % 3], 7, seed);
      g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfLimit) limit = NULL;
      g_auto (TfSampleEnd) end = { 0 };

      p.bias = seed % 3 == 0;
      p.lambda_w = problem_number (seed, 1, 0.002, 0.05);
      p.lambda_h = problem_number (seed, 2, 0.002, 0.05);
      limit = tf_limit_new_with_layers (k_n, moments->sizes, moments->span, m, &p, NULL);
      g_assert_nonnull (limit);
      g_assert_true (tf_sample_end_find (moments, &p, m, NULL, NULL, NULL, &end, NULL));
      g_assert_cmpfloat (end.objective, >=, limit->objective - 1e-12);
      for (guint j = 0; j + 1 < limit->rank; j++)
        g_assert_cmpfloat (limit->layer_lengths[j], >=, limit->layer_lengths[j + 1]);
      if (end.objective > limit->objective + 1e-9)
        continue;
      n_same++;
      for (guint k = 0; k < k_n; k++)
        {
          double square = 0;

          for (guint j = 0; j < moments->dim; j++)
            square += end.means[j + k * moments->dim] * end.means[j + k * moments->dim];
          g_assert_cmpfloat_with_epsilon (square, limit->mean_squares[k], 1e-6 * (1 + limit->mean_squares[k]));
        }
    }
  g_assert_cmpuint (n_same, >=, 18);
}

/* As the sentence of unequal classes without a bias says; the means themselves are the longer the smaller the class, until
 * it nears its end. */
static void
test_words (void)
{
  static const gsize n[] = { 400, 90, 40, 9, 2 };
  guint n_vanishing = 0, n_shrinking = 0, n_growing = 0;

  for (guint m = 1; m <= 6; m++)
    for (double lambda = 1e-4; lambda < 1; lambda *= 3)
      {
        TfParameters p = TF_PARAMETERS_DEFAULT;
        g_autoptr (TfLimit) limit = NULL;

        p.lambda_w = p.lambda_h = lambda;
        limit = tf_limit_new_with_layers (G_N_ELEMENTS (n), n, 7, m, &p, NULL);
        g_assert_cmpint (limit->kind, ==, TF_LIMIT_UNBALANCED);
        for (guint k = 1; k < limit->n_classes; k++)
          {
            g_assert_true (limit->weight_squares[k - 1] > limit->weight_squares[k] || limit->vanished[k]);
            for (guint l = 0; l < k; l++)
              g_assert_cmpfloat (fabs (limit->gram[k + l * limit->n_classes]), <, 1e-12);
            n_growing += !limit->vanished[k] && limit->mean_squares[k - 1] > limit->mean_squares[k];
            n_shrinking += limit->mean_squares[k - 1] < limit->mean_squares[k];
          }
        n_vanishing += limit->n_vanished;
      }
  g_assert_cmpuint (n_vanishing, >, 0);
  g_assert_cmpuint (n_growing, >, 0);
  g_assert_cmpuint (n_shrinking, >, 0);
}

/* Other losses: what is found on the samples, of equal and unequal classes. */
static void
test_losses (void)
{
  for (guint32 seed = 1; seed <= 24; seed++)
    {
      guint k_n = 2 + seed % 4;
      g_autoptr (TfFeatures) features = problem_of_sizes (k_n, sizes[seed / 2 % 4], 7, seed);
      g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfLimit) limit = NULL;
      g_auto (TfSampleEnd) end = { 0 };

      p.loss = TF_LOSS_CROSS_ENTROPY;
      p.smoothing = seed % 2 ? 0.05 : 0;
      p.bias = seed % 3 > 0;
      p.bias_decay = seed % 3 > 1 ? 0.1 : 0;
      p.lambda_w = problem_number (seed, 1, 0.005, 0.3);
      p.lambda_h = problem_number (seed, 2, 0.005, 0.3);
      limit = make_limit (moments, &p);
      g_assert_cmpint (limit->kind, ==, seed / 2 % 4 ? TF_LIMIT_PROGRAM : TF_LIMIT_CROSS_ENTROPY);
      g_assert_cmpfloat (limit->objective - limit->bound, <=, 1e-9 * limit->objective);
      g_assert_true (tf_sample_end_find (moments, &p, 1, NULL, NULL, NULL, &end, NULL));
      g_assert_cmpfloat_with_epsilon (end.objective, limit->objective, 1e-9);
      g_assert_true (end.is_global);
      for (guint k = 0; k < k_n; k++)
        {
          g_assert_cmpfloat (limit->mean_squares[k], ==, limit->gram[k + k * k_n]);
          g_assert_cmpfloat (tf_limit_get_margin (limit, k), <=, 100);
        }
    }
}

/* Beyond d + 1 classes there is no form of these losses; nor of unequal ones for the focal loss. */
static void
test_losses_declined (void)
{
  static const gsize equal[] = { 3, 3, 3, 3 }, unequal[] = { 3, 3, 5, 3 };
  TfParameters p = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfLimit) enough = NULL;
  GError *error = NULL;

  p.loss = TF_LOSS_CROSS_ENTROPY;
  enough = tf_limit_new (4, equal, 3, &p, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (tf_limit_get_minority_cosine (enough), -1.0 / 3, 1e-14);
  g_assert_null (tf_limit_new (4, equal, 2, &p, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  p.loss = TF_LOSS_FOCAL;
  g_assert_null (tf_limit_new (4, unequal, 5, &p, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
}

static void
test_declines (void)
{
  static const gsize equal[] = { 3, 3, 3, 3 };
  TfParameters p = TF_PARAMETERS_DEFAULT;
  GError *error = NULL;

  p.bias = TRUE;
  p.bias_decay = 10;
  g_assert_null (tf_limit_new (4, equal, 3, &p, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  p.beta = 1;
  g_assert_null (tf_limit_new (4, equal, 4, &p, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  p.beta = p.lambda_h = 0;
  g_assert_null (tf_limit_new (4, equal, 4, &p, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  tf_blas_set_threads (1);
  g_test_add_func ("/limit/minimizers", test_minimizers);
  g_test_add_func ("/limit/flows", test_flows);
  g_test_add_func ("/limit/formulas", test_formulas);
  g_test_add_func ("/limit/crowded", test_crowded);
  g_test_add_func ("/limit/layers", test_layers);
  g_test_add_func ("/limit/words", test_words);
  g_test_add_func ("/limit/losses", test_losses);
  g_test_add_func ("/limit/losses-declined", test_losses_declined);
  g_test_add_func ("/limit/declines", test_declines);
  return g_test_run ();
}
