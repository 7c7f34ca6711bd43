/* test-span.c: features with directions that are not there, held against the same
 * features without them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#include "blas.h"
#include "equilibrium.h"
#include "flow.h"
#include "limit.h"
#include "linalg.h"
#include "perturbation.h"
#include "mapped.h"
#include "problems.h"
#include "span.h"

typedef struct
{
  gsize rank;
  TfMoments *reduced, *whole;
  TfParameters parameters;
} Twins;

static void
twins_clear (Twins *twins)
{
  tf_moments_unref (twins->reduced);
  tf_moments_unref (twins->whole);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Twins, twins_clear)

/* Small lambda_W: what is outside of the span would grow by e^20 and more in a unit of time. */
static void
twins_init (Twins *twins, MappedForm form, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed + 1000 * form);
  gsize k_n = g_rand_int_range (rand, 2, 8), r = g_rand_int_range (rand, 2, 14);
  gsize d = r + g_rand_int_range (rand, 1, 16);
  g_autofree double *a = mapped_draw (form, d, r, rand), *q = g_memdup2 (a, d * r * sizeof (double));
  g_autofree double *triangle = g_new (double, r * r);
  g_autofree gsize *sizes = g_new (gsize, k_n);
  g_autoptr (TfFeatures) plain = NULL, reduced = NULL, whole = NULL;

  for (gsize k = 0; k < k_n; k++)
    sizes[k] = g_rand_int_range (rand, 3, seed % 3 == 0 ? 6 : 30);
  plain = problem_of_sizes (k_n, sizes, r, seed);
  tf_qr (d, r, q, triangle);
  whole = mapped_features (plain, d, a);
  reduced = mapped_features (plain, r, triangle);
  twins->rank = r;
  twins->whole = tf_moments_new (whole, TF_KEEP_ALL, NULL, NULL);
  twins->reduced = tf_moments_new (reduced, TF_KEEP_ALL, NULL, NULL);
  twins->parameters = (TfParameters) TF_PARAMETERS_DEFAULT;
  twins->parameters.lambda_w = problem_number (seed, 1, 1e-2, 5e-2);
  twins->parameters.lambda_h = problem_number (seed, 2, 1e-4, 1e-2);
  twins->parameters.beta = seed % 4 == 0 ? 0 : problem_number (seed, 3, 1e-2, 5);
  twins->parameters.bias = seed % 2;
  twins->parameters.tolerance = 1e-9;
}

static void
assert_alike (const char *what, const TfMetrics *whole, const TfMetrics *reduced, double allowed)
{
  for (int i = 0; i < TF_N_METRICS; i++)
    {
      double a = whole->values[i], b = reduced->values[i];

      if (!(fabs (a - b) <= allowed * (fabs (b) + 1e-3)) && !(isnan (a) && isnan (b)))
        g_error ("%s: %s is %.17g, and %.17g without", what, tf_metric_name (i), a, b);
    }
}

/* Where rounding alone moves the reduced run itself, nothing can be said. */
static gboolean
is_sensitive (const Twins *twins, double until)
{
  TfParameters p = twins->parameters;
  g_autoptr (TfFlow) fine = tf_flow_new (twins->reduced, &p, NULL), coarse = NULL;
  TfMetrics a, b;

  p.tolerance *= 100;
  coarse = tf_flow_new (twins->reduced, &p, NULL);
  tf_flow_advance (fine, until, 0, NULL, NULL);
  tf_flow_advance (coarse, until, 0, NULL, NULL);
  tf_flow_get_metrics (fine, &a);
  tf_flow_get_metrics (coarse, &b);
  return fabs (a.values[TF_METRIC_NORM_W] - b.values[TF_METRIC_NORM_W]) > 1e-5 * a.values[TF_METRIC_NORM_W];
}

static void
test_flow (gconstpointer data)
{
  TfFlowKind kind = GPOINTER_TO_INT (data);
  int n_sensitive = 0, n = 0;

  for (MappedForm form = 0; form < N_MAPPED_FORMS; form++)
    for (guint32 seed = 1; seed <= 12; seed++, n++)
      {
        g_auto (Twins) twins = { 0 };
        g_autoptr (TfFlow) whole = NULL, reduced = NULL;
        double until = kind == TF_FLOW_DESCENT ? 300 : 5;
        g_autofree char *what = g_strdup_printf ("form %d, seed %u", form, seed);

        twins_init (&twins, form, seed);
        if (twins.whole->span != twins.rank)
          g_error ("%s: span of %u, and %" G_GSIZE_FORMAT " are there", what, twins.whole->span, twins.rank);
        twins.parameters.flow = kind;
        twins.parameters.initial_w = TF_INITIAL_W_ZERO;
        twins.parameters.step = form == MAPPED_WIDE ? 1e-8 : 1e-3;
        if (form == MAPPED_WIDE && kind == TF_FLOW_JOINT)
          until = 1e-3; /* rates are 10^6 times as high */
        if (kind != TF_FLOW_DESCENT && is_sensitive (&twins, until))
          {
            n_sensitive++;
            continue;
          }
        whole = tf_flow_new (twins.whole, &twins.parameters, NULL);
        reduced = tf_flow_new (twins.reduced, &twins.parameters, NULL);
        for (int part = 0; part <= 4; part++)
          {
            TfMetrics a, b;

            g_assert_true (tf_flow_advance (whole, until * part / 4, 0, NULL, NULL));
            g_assert_true (tf_flow_advance (reduced, until * part / 4, 0, NULL, NULL));
            tf_flow_get_metrics (whole, &a);
            tf_flow_get_metrics (reduced, &b);
            assert_alike (what, &a, &b, 1e-5);
          }
      }
  g_test_message ("%d of %d sensitive", n_sensitive, n);
  g_assert_cmpint (n_sensitive, <, n / 4);
}

/* As small pictures of digits are: 1797 samples of 10 classes of unequal size in 61
 * dimensions whose variances run from 0.35 to 10^-6, |H0| = 164. */
static TfFeatures *
draw_pictures (void)
{
  static const gsize sizes[] = { 178, 182, 177, 183, 181, 182, 181, 179, 174, 180 };
  g_autoptr (TfFeatures) drawn = problem_of_sizes (10, sizes, 61, 7);
  gsize n = tf_features_get_n_samples (drawn), d = 61;
  guint32 *classes = g_memdup2 (tf_features_get_classes (drawn), n * sizeof (guint32));
  double *rows = g_new (double, n * d), size;

  tf_features_get_rows (drawn, 0, n, rows);
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < d; j++)
      rows[j + i * d] *= pow (3e-6, 0.5 * j / (d - 1));
  size = tf_norm (n * d, rows);
  cblas_dscal (n * d, 164 / size, rows, 1);
  return tf_features_new ("pictures", n, d, rows, classes, 10, NULL);
}

static double
follow_weights (TfFeatures *features, double tolerance)
{
  g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
  g_autoptr (TfFlow) flow = NULL;
  TfParameters p = TF_PARAMETERS_DEFAULT;
  TfMetrics metrics;

  p.lambda_w = 5e-4;
  p.lambda_h = 1e-3;
  p.beta = 1e-2;
  p.tolerance = tolerance;
  g_assert_cmpuint (moments->span, ==, 61);
  flow = tf_flow_new (moments, &p, NULL);
  g_assert_true (tf_flow_advance (flow, 1, 0, NULL, NULL));
  tf_flow_get_metrics (flow, &metrics);
  return metrics.values[TF_METRIC_NORM_W];
}

/* Three dimensions of zeros, wherever they stand, and in any rotation: e^2000 is what
 * rounding would grow by outside of the span. */
static void
test_pictures (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autoptr (TfFeatures) plain = draw_pictures ();
  double right = follow_weights (plain, 1e-12), coarse = follow_weights (plain, 1e-6);

  g_assert_cmpfloat_with_epsilon (coarse, right, 1e-5 * right);
  for (int form = 0; form < 3; form++)
    {
      g_autofree double *map = form == 0 ? g_new0 (double, 64 * 61)
                                         : mapped_draw (form == 1 ? MAPPED_ZEROS : MAPPED_ROTATED, 64, 61, rand);
      g_autoptr (TfFeatures) whole = NULL;

      for (int i = 0; i < 61 && form == 0; i++)
        map[i + 64 * i] = 1;
      whole = mapped_features (plain, 64, map);
      g_assert_cmpfloat_with_epsilon (follow_weights (whole, 1e-12), right, 1e-8 * right);
      g_assert_cmpfloat_with_epsilon (follow_weights (whole, 1e-6), coarse, 1e-5 * right);
    }
}

/* Minimizer, and a chain of layers. */
static void
test_minimizers (void)
{
  for (MappedForm form = 0; form < N_MAPPED_FORMS; form++)
    for (guint32 seed = 1; seed <= 12; seed++)
      {
        g_auto (Twins) twins = { 0 };
        g_autoptr (TfEquilibrium) whole = NULL, reduced = NULL;
        g_autofree char *what = g_strdup_printf ("form %d, seed %u", form, seed);

        twins_init (&twins, form, seed);
        twins.parameters.beta = problem_number (seed, 4, 1, 10) * (form == MAPPED_WIDE ? 100 : 1);
        whole = tf_equilibrium_new (twins.whole, &twins.parameters, NULL);
        reduced = tf_equilibrium_new (twins.reduced, &twins.parameters, NULL);
        for (int layer = 0; layer < 3; layer++)
          {
            TfMetrics a, b;

            g_assert_true (tf_equilibrium_advance (whole, 0, NULL, NULL));
            g_assert_true (tf_equilibrium_advance (reduced, 0, NULL, NULL));
            tf_equilibrium_get_metrics (whole, &a);
            tf_equilibrium_get_metrics (reduced, &b);
            assert_alike (what, &a, &b, 1e-6);
            tf_equilibrium_next_layer (whole);
            tf_equilibrium_next_layer (reduced);
          }
      }
}

/* What is perturbed has as many dimensions as the features: with zeros appended
 * the very same numbers are drawn. */
static void
test_perturbation (void)
{
  for (guint32 seed = 1; seed <= 12; seed++)
    {
      g_autoptr (TfFeatures) plain = problem_sized (3, 8, 4, seed), appended = NULL;
      g_autoptr (TfMoments) reduced = tf_moments_new (plain, TF_KEEP_ALL, NULL, NULL), whole = NULL;
      g_autoptr (TfPerturbation) a = NULL, b = NULL;
      TfPerturbationTest of_a, of_b;
      TfParameters p = TF_PARAMETERS_DEFAULT;
      double map[7 * 4] = { 0 };

      for (int i = 0; i < 4; i++)
        map[i + 7 * i] = 1;
      appended = mapped_features (plain, 7, map);
      whole = tf_moments_new (appended, TF_KEEP_ALL, NULL, NULL);
      p.beta = 5;
      a = tf_perturbation_new (whole, &p, seed % TF_N_PERTURBATIONS, 1, seed, NULL, NULL);
      b = tf_perturbation_new (reduced, &p, seed % TF_N_PERTURBATIONS, 1, seed, NULL, NULL);
      g_assert_true (tf_perturbation_test (a, 1e-2, NULL, &of_a, NULL));
      g_assert_true (tf_perturbation_test (b, 1e-2, NULL, &of_b, NULL));
      g_assert_cmpfloat_with_epsilon (of_a.true_norm, of_b.true_norm, 1e-9 * of_b.true_norm);
      g_assert_cmpfloat_with_epsilon (of_a.predicted_norm, of_b.predicted_norm, 1e-9 * of_b.predicted_norm);
    }
}

/* A frame of K classes needs K directions in the features, not K columns in their file. */
static void
test_limit (void)
{
  g_autoptr (TfFeatures) plain = problem_sized (4, 10, 3, 1), appended = NULL;
  g_autoptr (TfMoments) whole = NULL;
  TfParameters p = TF_PARAMETERS_DEFAULT;
  double map[6 * 3] = { 0 };

  for (int i = 0; i < 3; i++)
    map[2 * i + 6 * i] = 1;
  appended = mapped_features (plain, 6, map);
  whole = tf_moments_new (appended, 0, NULL, NULL);
  p.lambda_w = p.lambda_h = 0.01;
  p.beta = 0;
  for (p.bias = FALSE; p.bias <= TRUE; p.bias++) /* a simplex of four needs three, an orthogonal frame four */
    {
      g_autoptr (TfLimit) limit = tf_limit_new_for_moments (whole, &p, NULL);

      g_assert_nonnull (limit);
      g_assert_cmpint (limit->kind, ==, p.bias ? TF_LIMIT_SIMPLEX : TF_LIMIT_TIGHT_FRAME);
      g_assert_cmpuint (limit->rank, ==, 3);
    }
}

/* W(0) that leads out of the features' span takes them along: as in the whole space. */
static void
test_weights_outside (void)
{
  for (guint32 seed = 1; seed <= 6; seed++)
    {
      g_autoptr (TfFeatures) plain = problem_sized (3, 4, 2, seed), appended = NULL;
      g_autoptr (TfMoments) whole = NULL;
      g_autoptr (gsl_matrix) h0 = NULL, h = NULL, y = NULL, w = gsl_matrix_alloc (3, 5);
      g_autoptr (TfFlow) flow = NULL;
      TfParameters p = TF_PARAMETERS_DEFAULT;
      TfMetrics metrics;
      double map[5 * 2] = { 0 }, step = 1e-4;

      map[1 + 5 * 0] = map[3 + 5 * 1] = 1;
      appended = mapped_features (plain, 5, map);
      whole = tf_moments_new (appended, TF_KEEP_ALL, NULL, NULL);
      whole->weights = g_new (double, 3 * 5); /* K x d, as if they had come with the features */
      for (int i = 0; i < 15; i++)
        gsl_matrix_set (w, i % 3, i / 3, whole->weights[i] = problem_number (seed, 10 + i, 0.1, 1) - 0.4);
      g_assert_cmpuint (whole->span, ==, 2);
      p.flow = TF_FLOW_JOINT;
      p.initial_w = TF_INITIAL_W_FILE;
      p.lambda_w = p.lambda_h = 0.05;
      p.beta = 0.3;
      p.eta = 0.5;
      p.tolerance = 1e-9;
      flow = tf_flow_new (whole, &p, NULL);
      g_assert_true (tf_flow_advance (flow, 0.5, 0, NULL, NULL));
      tf_flow_get_metrics (flow, &metrics);

      h0 = full_features (appended);
      h = full_features (appended);
      y = full_labels (appended);
      /* Heun's method: its error is some 10^-8. */
      for (int i = 0; i < 5000; i++)
        {
          g_autoptr (gsl_matrix) dh = full_slope (w, h, h0, y, &p), dw = full_weight_slope (w, h, y, &p);
          g_autoptr (gsl_matrix) dh2 = NULL, dw2 = NULL;

          gsl_matrix_scale (dh, step);
          gsl_matrix_scale (dw, step);
          gsl_matrix_add (h, dh);
          gsl_matrix_add (w, dw);
          dh2 = full_slope (w, h, h0, y, &p);
          dw2 = full_weight_slope (w, h, y, &p);
          gsl_matrix_scale (dh2, step);
          gsl_matrix_scale (dw2, step);
          gsl_matrix_sub (dh2, dh);
          gsl_matrix_sub (dw2, dw);
          gsl_matrix_scale (dh2, 0.5);
          gsl_matrix_scale (dw2, 0.5);
          gsl_matrix_add (h, dh2);
          gsl_matrix_add (w, dw2);
        }
      g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_NORM_W], full_norm (w), 1e-6 * full_norm (w));
      g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_NORM_H], full_norm (h), 1e-6 * full_norm (h));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  tf_blas_set_threads (1);
  g_test_add_data_func ("/span/flow/central", GINT_TO_POINTER (TF_FLOW_CENTRAL), test_flow);
  g_test_add_data_func ("/span/flow/joint", GINT_TO_POINTER (TF_FLOW_JOINT), test_flow);
  g_test_add_data_func ("/span/flow/descent", GINT_TO_POINTER (TF_FLOW_DESCENT), test_flow);
  g_test_add_func ("/span/pictures", test_pictures);
  g_test_add_func ("/span/minimizers", test_minimizers);
  g_test_add_func ("/span/perturbation", test_perturbation);
  g_test_add_func ("/span/limit", test_limit);
  g_test_add_func ("/span/weights-outside", test_weights_outside);
  return g_test_run ();
}
