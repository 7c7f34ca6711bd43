/* test-random-found.c: what random problems have found, by itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <float.h>
#include <gsl/gsl_errno.h>
#include <math.h>

#include "flow.h"

/* All zeros, with a W that pulls; or, with a bias, samples all alike, so that W
 * sees nothing: both crossed in a bounded number of evaluations. */
static void
test_nothing (gconstpointer data)
{
  gboolean     zero = GPOINTER_TO_INT (data);
  double      *values = g_new (double, 8);
  guint32     *classes = g_new (guint32, 4);
  TfParameters p = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfFeatures) features = NULL;
  g_autoptr (TfMoments) moments = NULL;
  g_autoptr (TfFlow) flow = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 8; i++)
    values[i] = zero ? 0 : 6.35e-5;
  for (guint i = 0; i < 4; i++)
    classes[i] = i % 2;
  features = tf_features_new ("nothing", 4, 2, values, classes, 2, NULL);
  moments = tf_moments_new (features, 0, NULL, NULL);
  p.flow = TF_FLOW_JOINT;
  p.initial_w = zero ? TF_INITIAL_W_RANDOM : TF_INITIAL_W_ZERO;
  p.bias = !zero;
  p.lambda_w = 2.6e-6;
  p.lambda_h = 52.8;
  p.eta = 109;
  p.tolerance = 7.7e-8;
  flow = tf_flow_new (moments, &p, NULL);
  tf_flow_advance (flow, 0.1, 2000, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (tf_flow_get_time (flow), ==, 0.1);
  g_assert_cmpuint (tf_flow_get_counts (flow)->n_evaluations, <, 3000);
}

/* Alike but for a rounding or two, and a bias: W* is made of those alone, and no step is too long for it. */
static void
test_nearly_alike (void)
{
  const double one = 0.033723445121871774, values[] = { one, one * (1 + 2 * DBL_EPSILON), one * (1 - DBL_EPSILON) };
  TfParameters p = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfFeatures) features
    = tf_features_new ("alike", 3, 1, g_memdup2 (values, sizeof values), g_memdup2 ((guint32[]){ 0, 1, 2 }, 12), 3, NULL);
  g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
  g_autoptr (TfFlow) flow = NULL;

  p.bias = TRUE;
  p.lambda_w = 118.7;
  p.lambda_h = 5.7e-6;
  p.beta = 8.8e-6;
  p.tolerance = 1e-6;
  flow = tf_flow_new (moments, &p, NULL);
  g_assert_true (tf_flow_advance (flow, 296472, 2000, NULL, NULL));
  g_assert_cmpfloat (tf_flow_get_time (flow), ==, 296472);
}

/* Nothing there, and steps of descent that would throw whatever there was: still
 * nothing, not nothing times infinity. */
static void
test_nothing_thrown (void)
{
  TfParameters p = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfFeatures) features
    = tf_features_new ("nothing", 4, 2, g_new0 (double, 8), g_memdup2 ((guint32[]){ 0, 1, 0, 1 }, 16), 2, NULL);
  g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
  g_autoptr (TfFlow) flow = NULL;
  g_autoptr (GError) error = NULL;
  TfMetrics metrics;

  p.flow = TF_FLOW_DESCENT;
  p.beta = 529041;
  p.step = 6.27;
  p.bias = TRUE;
  flow = tf_flow_new (moments, &p, NULL);
  tf_flow_advance (flow, 200, 0, NULL, &error);
  g_assert_no_error (error);
  tf_flow_get_metrics (flow, &metrics);
  g_assert_cmpfloat (metrics.values[TF_METRIC_NORM_H], ==, 0);
  g_assert_cmpfloat (metrics.values[TF_METRIC_TR_SW], ==, 0);
  g_assert_true (isfinite (metrics.values[TF_METRIC_OBJECTIVE]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  g_test_add_data_func ("/random/found/zeros", GINT_TO_POINTER (TRUE), test_nothing);
  g_test_add_data_func ("/random/found/alike", GINT_TO_POINTER (FALSE), test_nothing);
  g_test_add_func ("/random/found/nearly-alike", test_nearly_alike);
  g_test_add_func ("/random/found/nothing-thrown", test_nothing_thrown);
  return g_test_run ();
}
