/* test-settle.c: a run stops where it has come to its end, neither before nor long after
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_errno.h>
#include <math.h>

#include "limit.h"
#include "run.h"
#include "problems.h"

#define SEEDS 24

static TfMoments *
make_moments (guint n_classes, gsize per_class, guint dim, guint32 seed, double scale)
{
  g_autoptr (TfFeatures) plain = problem_sized (n_classes, per_class, dim, seed);
  g_autoptr (TfFeatures) scaled = NULL;
  gsize n = tf_features_get_n_samples (plain);
  double *values = g_new (double, n * dim);

  tf_features_get_rows (plain, 0, n, values);
  for (gsize i = 0; i < n * dim; i++)
    values[i] *= scale;
  scaled = tf_features_new ("scaled", n, dim, values,
                            g_memdup2 (tf_features_get_classes (plain), n * sizeof (guint32)), n_classes, NULL);
  return tf_moments_new (scaled, 0, NULL, NULL);
}

/* All of H: class means with the square roots of their shares, and the factor. */
static double *
take_features (TfRun *run, const TfMoments *moments, gsize *size)
{
  gsize d = moments->dim, thin = d * moments->n_classes;
  double *all;

  *size = thin + d * moments->rank;
  all = g_new (double, *size);
  tf_run_get_features (run, all, all + thin);
  for (gsize k = 0; k < moments->n_classes; k++)
    for (gsize i = 0; i < d; i++)
      all[i + k * d] *= sqrt (moments->shares[k]);
  return all;
}

static double
find_distance (gsize n, const double *a, const double *b)
{
  double difference = 0, norm = 0;

  for (gsize i = 0; i < n; i++)
    {
      difference += (a[i] - b[i]) * (a[i] - b[i]);
      norm += b[i] * b[i];
    }
  return sqrt (difference / norm);
}

static void
follow_to_rest (TfRun *run, const TfCourse *course)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tf_run_follow (run, course, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (tf_run_is_settled (run));
}

static TfParameters
draw_parameters (guint32 seed)
{
  static const TfFlowKind flows[] = { TF_FLOW_CENTRAL, TF_FLOW_JOINT, TF_FLOW_DESCENT };
  TfParameters p = TF_PARAMETERS_DEFAULT;

  p.flow = flows[seed % 3];
  p.bias = seed / 3 % 2;
  p.beta = seed / 6 % 2 ? problem_number (seed, 1, 1e-2, 10) : 0;
  p.lambda_w = problem_number (seed, 2, 1e-3, 0.3);
  p.lambda_h = problem_number (seed, 3, 3e-3, 0.3);
  p.step = 0.1;
  return p;
}

/* Where it stops, a hundred times the time (of descent, which has to take every step, three
 * times) changes nothing beyond the tolerance; what was there at a hundredth of the time was
 * not yet the same. */
static void
test_neither_early_nor_late (void)
{
  for (guint32 seed = 1; seed <= SEEDS; seed++)
    {
      g_autoptr (TfFeatures) features = problem_random (seed, seed / 12 % 2);
      g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
      TfParameters p = draw_parameters (seed);
      g_autoptr (TfRun) run = tf_run_new (moments, &p, NULL), short_run = tf_run_new (moments, &p, NULL);
      g_autoptr (TfCourse) course = tf_course_new (&p);
      TfInstant until = { .iteration = G_MAXUINT64 };
      g_autofree double *at_rest = NULL, *before = NULL, *after = NULL;
      gsize size;

      follow_to_rest (run, course);
      at_rest = take_features (run, moments, &size);
      until.t = tf_run_get_time (run) / 100;
      g_assert_true (tf_run_follow (short_run, course, &until, NULL, NULL, NULL, NULL));
      before = take_features (short_run, moments, &size);
      tf_run_advance (run, tf_run_get_position (run) * (p.flow == TF_FLOW_DESCENT ? 3 : 100), 0, NULL, NULL);
      after = take_features (run, moments, &size);
      g_test_message ("%u: t %g, before %g, after %g", seed, until.t * 100, find_distance (size, before, after),
                      find_distance (size, at_rest, after));
      g_assert_cmpfloat (find_distance (size, at_rest, after), <, 10 * p.tolerance);
      g_assert_cmpfloat (find_distance (size, before, after), >, p.tolerance);
    }
}

/* The least objective there is, from a start so near the saddle at 0 that for long
 * nothing seems to move. */
static void
test_saddle_is_left (void)
{
  static const double scales[] = { 1e-3, 1e-6, 1e-9, 1e-12 };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (scales); i++)
    {
      g_autoptr (TfMoments) moments = make_moments (4, 10, 8, i + 1, scales[i / 2]);
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfCourse) course = NULL;
      g_autoptr (TfRun) run = NULL;
      g_autoptr (TfLimit) limit = NULL;

      p.lambda_w = p.lambda_h = 0.3;
      p.flow = i % 2 ? TF_FLOW_JOINT : TF_FLOW_CENTRAL;
      course = tf_course_new (&p);
      run = tf_run_new (moments, &p, NULL);
      limit = tf_limit_new_for_moments (moments, &p, NULL);
      follow_to_rest (run, course);
      g_assert_cmpfloat_with_epsilon (tf_run_get_row (run).metrics.values[TF_METRIC_OBJECTIVE], limit->objective,
                                      1e-9 * limit->objective);
    }
}

/* At rest at 0, the minimizer under a large lambda_H, which then becomes a saddle. */
static void
test_minimum_becomes_saddle (void)
{
  g_autoptr (TfMoments) moments = make_moments (4, 10, 8, 1, 1);
  TfParameters p = TF_PARAMETERS_DEFAULT, later;
  g_autoptr (TfCourse) course = NULL;
  g_autoptr (TfRun) run = NULL;
  g_autoptr (TfLimit) limit = NULL;

  p.lambda_w = p.lambda_h = 1.5;
  later = p;
  later.lambda_h = 0.1;
  course = tf_course_new (&p);
  run = tf_run_new (moments, &p, NULL);
  follow_to_rest (run, course);
  g_assert_cmpfloat (tf_run_get_row (run).metrics.values[TF_METRIC_NORM_H], <, 1e-5);

  tf_run_set_parameters (run, &later);
  limit = tf_limit_new_for_moments (moments, &later, NULL);
  while (!tf_run_is_settled (run) && tf_run_get_time (run) < 1e6)
    g_assert_true (tf_run_advance (run, INFINITY, 1, NULL, NULL));
  g_assert_cmpfloat_with_epsilon (tf_run_get_row (run).metrics.values[TF_METRIC_OBJECTIVE], limit->objective,
                                  1e-9 * limit->objective);
}

/* Class means all alike: without a share in the way down, a run stays, and ends. */
static void
test_saddle_that_is_kept (void)
{
  static const double values[] = { 1, 0, -1, 0, 1, 0, -1, 0 };
  static const guint32 classes[] = { 0, 0, 1, 1 };
  g_autoptr (TfFeatures) features
    = tf_features_new ("alike", 4, 2, g_memdup2 (values, sizeof values), g_memdup2 (classes, sizeof classes), 2, NULL);
  g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);

  for (guint i = 0; i < 2; i++)
    {
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfCourse) course = NULL;
      g_autoptr (TfRun) run = NULL;

      p.beta = i;
      course = tf_course_new (&p);
      run = tf_run_new (moments, &p, NULL);
      follow_to_rest (run, course);
      g_assert_cmpfloat (tf_run_get_row (run).metrics.values[TF_METRIC_TR_SB], ==, 0);
    }
}

/* Features as long as those of a real network, and beta from t = 5 on: what is left
 * of the gradient is then the solver's own error, and times t it never vanishes. */
static void
test_long_features (void)
{
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (TfMoments) moments = make_moments (10, 20, 32, i + 1, 5);
      TfParameters p = TF_PARAMETERS_DEFAULT, later;
      TfInstant at = { 5, 0 };
      g_autoptr (TfCourse) start = NULL, course = NULL;
      g_autoptr (TfRun) run = NULL;

      p.flow = i % 2 ? TF_FLOW_JOINT : TF_FLOW_CENTRAL;
      p.bias = i / 2;
      later = p;
      later.beta = 0.02;
      start = tf_course_new (&p);
      course = tf_course_change (start, &at, &later);
      run = tf_run_new (moments, &p, NULL);
      follow_to_rest (run, course);
      g_test_message ("t %g", tf_run_get_time (run));
      g_assert_cmpfloat (tf_run_get_time (run), <, 1e7);
    }
}

/* Nothing holds H back, and it never rests. */
static void
test_endless_growth (void)
{
  g_autoptr (TfMoments) moments = make_moments (3, 5, 4, 1, 1);
  TfParameters p = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfRun) run = NULL;

  p.lambda_h = 0;
  run = tf_run_new (moments, &p, NULL);
  for (double t = 1; t < 1e6; t *= 10)
    {
      g_assert_true (tf_run_advance (run, t, 0, NULL, NULL));
      g_assert_false (tf_run_is_settled (run));
    }
}

int
main (int argc, char **argv)
{
  gsl_set_error_handler_off ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settle/neither-early-nor-late", test_neither_early_nor_late);
  g_test_add_func ("/settle/saddle-is-left", test_saddle_is_left);
  g_test_add_func ("/settle/minimum-becomes-saddle", test_minimum_becomes_saddle);
  g_test_add_func ("/settle/saddle-that-is-kept", test_saddle_that_is_kept);
  g_test_add_func ("/settle/long-features", test_long_features);
  g_test_add_func ("/settle/endless-growth", test_endless_growth);
  return g_test_run ();
}
