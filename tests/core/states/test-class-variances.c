/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "blas.h"
#include "class-variances.h"
#include "flow.h"
#include "flow-state.h"
#include "kept.h"
#include "problems.h"
#include "scatter.h"
#include "variance-store.h"

/* H of the flow's state sample by sample: m_k + B z. */
static gsl_matrix *
full_state (TfFlow *flow, TfFeatures *features)
{
  const TfStart *start = tf_flow_get_start (flow);
  const TfMoments *moments = start->moments;
  const guint32 *classes = tf_features_get_classes (features);
  gsize d = moments->dim, r = moments->rank, k_n = start->n_classes;
  g_autofree double *means = g_new (double, d * k_n), *noise = g_new (double, d * MAX (r, 1));
  g_autofree double *inverse = tf_moments_invert_factor (moments), *row = g_new (double, d);
  gsl_matrix *h = gsl_matrix_alloc (d, moments->n_samples);

  tf_start_expand (start, tf_flow_get_state (flow), tf_flow_get_outside (flow), means, noise);
  for (gsize i = 0; i < moments->n_samples; i++)
    {
      gsize k = classes[i];

      tf_features_get_rows (features, i, 1, row);
      for (gsize j = 0; j < d; j++)
        gsl_matrix_set (h, j, i, means[j + k * d]);
      for (gsize c = 0; c < r; c++)
        {
          double z = 0;

          for (gsize j = 0; j < d; j++)
            z += inverse[j + c * d] * (row[j] - moments->means[j + k * d]);
          for (gsize j = 0; j < d; j++)
            *gsl_matrix_ptr (h, j, i) += noise[j + c * d] * z;
        }
    }
  return h;
}

static void
check_variances (TfFlow *flow, TfFeatures *features)
{
  const TfStart *start = tf_flow_get_start (flow);
  g_autoptr (gsl_matrix) h = full_state (flow, features);
  g_autofree double *expected = full_variances (h, features);
  g_autofree double *variances = g_new (double, start->n_classes);
  double all = 0;

  for (guint k = 0; k < start->n_classes; k++)
    all += expected[k] * start->moments->shares[k];
  for (guint at_once = 0; at_once < 2; at_once++)
    {
      start->class_variances->at_once = at_once;
      g_assert_true (tf_start_get_class_variances (start, tf_flow_get_state (flow), tf_flow_get_outside (flow), variances));
      for (guint k = 0; k < start->n_classes; k++)
        g_assert_cmpfloat_with_epsilon (variances[k], expected[k], 1e-10 * expected[k] + 1e-13 * all);
    }
  start->class_variances->at_once = FALSE;
}

/* Few dimensions, as many samples as may be: unbalanced, K > d, N < d, classes of one. */
static void
test_small (gconstpointer data)
{
  for (guint32 seed = 1; seed <= 20; seed++)
    {
      g_autoptr (TfFeatures) features = problem_random (seed, seed % 4 == 0);
      g_autoptr (TfMoments) moments = tf_moments_new (features, 1, NULL, NULL);
      g_autoptr (TfFlow) flow = NULL;
      TfParameters p = TF_PARAMETERS_DEFAULT;

      p.flow = GPOINTER_TO_INT (data);
      p.bias = seed % 2;
      p.beta = seed % 3 == 0 ? 0 : problem_number (seed, 1, 1e-3, 1);
      p.lambda_w = problem_number (seed, 2, 1e-2, 1);
      flow = tf_flow_new (moments, &p, NULL);
      check_variances (flow, features);
      g_assert_true (tf_flow_advance (flow, p.flow == TF_FLOW_DESCENT ? 30 : 3, 0, NULL, NULL));
      check_variances (flow, features);
    }
}

/* More dimensions than a run starts with: some are outside of V, and V grows. */
static void
test_outside (void)
{
  static const gsize sizes[] = { 250, 80, 140 };
  static const double times[] = { 0, 0.01, 0.3, 5, 300 };
  g_autoptr (TfFeatures) features = problem_of_sizes (3, sizes, 220, 7);
  g_autoptr (TfMoments) moments = tf_moments_new (features, 10, NULL, NULL);
  TfParameters p = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfFlow) flow = NULL;
  gsize n_axes;

  p.lambda_w = 1e-3;
  p.lambda_h = 1e-3;
  p.beta = 1e-3;
  p.tolerance = 1e-9;
  flow = tf_flow_new (moments, &p, NULL);
  n_axes = tf_flow_get_start (flow)->dim;
  g_assert_cmpfloat (tf_flow_get_start (flow)->rest, >, 0);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_assert_true (tf_flow_advance (flow, times[i], 0, NULL, NULL));
      check_variances (flow, features);
    }
  g_assert_cmpuint (tf_flow_get_start (flow)->dim, >, n_axes);
}

/* More dimensions than samples. */
static void
test_wide (void)
{
  static const gsize sizes[] = { 40, 3, 25, 1 };
  g_autoptr (TfFeatures) features = problem_of_sizes (4, sizes, 150, 9);
  g_autoptr (TfMoments) moments = tf_moments_new (features, 4, NULL, NULL);
  TfParameters p = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfFlow) flow = tf_flow_new (moments, &p, NULL);

  g_assert_cmpuint (tf_scatter_get_dim (moments), ==, moments->rank);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (tf_flow_advance (flow, 2 * i, 0, NULL, NULL));
      check_variances (flow, features);
    }
}

/* What one class is says nothing of the others: their covariances are kept apart. */
static void
test_apart (void)
{
  static const gsize sizes[] = { 6, 1, 400 };
  g_autoptr (TfFeatures) features = problem_of_sizes (3, sizes, 5, 3);
  g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
  g_autoptr (gsl_matrix) h = full_features (features);
  g_autofree double *expected = full_variances (h, features);
  double square[25];

  for (guint k = 0; k < 3; k++)
    {
      double trace = 0;

      tf_scatter_unpack (moments, k, square);
      for (guint j = 0; j < 5; j++)
        trace += square[j + j * 5];
      g_assert_cmpfloat_with_epsilon (trace, expected[k], 1e-12 * (expected[k] + expected[0]));
    }
  for (guint i = 0; i < 25; i++)
    g_assert_cmpfloat (moments->scatters[tf_packed_size (5) + i % tf_packed_size (5)], ==, 0);
}

/* As many classes of so many dimensions would take more memory than all else. */
static void
test_too_large (void)
{
  g_assert_true (tf_scatter_fits (10, 1024));
  g_assert_true (tf_scatter_fits (1000, 0));
  g_assert_false (tf_scatter_fits (1000, 1024));
}

int
main (int argc, char **argv)
{
  tf_blas_set_threads (1);
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/class-variances/central", GINT_TO_POINTER (TF_FLOW_CENTRAL), test_small);
  g_test_add_data_func ("/class-variances/joint", GINT_TO_POINTER (TF_FLOW_JOINT), test_small);
  g_test_add_data_func ("/class-variances/descent", GINT_TO_POINTER (TF_FLOW_DESCENT), test_small);
  g_test_add_func ("/class-variances/outside", test_outside);
  g_test_add_func ("/class-variances/wide", test_wide);
  g_test_add_func ("/class-variances/apart", test_apart);
  g_test_add_func ("/class-variances/too-large", test_too_large);
  return g_test_run ();
}
