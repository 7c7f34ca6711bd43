/* test-subspace.c: the Krylov basis, and flows and minimizers inside of it held
 * against the equations in the whole feature space
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "subspace.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#include "blas.h"
#include "equilibrium-state.h"
#include "flow-state.h"
#include "linalg.h"
#include "metrics-near.h"
#include "synthetic.h"
#include "problems.h"

static double *
random_matrix (gsize size, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  double *a = g_new (double, MAX (size, 1));

  for (gsize i = 0; i < size; i++)
    a[i] = g_rand_double_range (rand, -1, 1);
  return a;
}

/* |A'A - I| */
static double
distance_to_orthonormal (gsize n, gsize m, const double *a)
{
  g_autofree double *gram = g_new (double, MAX (m * m, 1));

  tf_gemm (CblasTrans, CblasNoTrans, m, m, n, 1, a, a, 0, gram);
  for (gsize i = 0; i < m; i++)
    gram[i + i * m] -= 1;
  return tf_norm (m * m, gram);
}

/* What subspace.h says of V, U, C and the rest. */
static void
check_invariants (const TfSubspace *space, const double *factor, double scale)
{
  gsize d = space->dim, r = space->rank, m = space->n_axes, u = space->n_inner;
  g_autofree double *rows = g_new (double, m * MAX (r, 1));
  g_autofree double *across = g_new (double, m * MAX (r, 1));
  g_autofree double *whole = g_memdup2 (space->rest, d * MAX (r, 1) * sizeof (double));

  g_assert_cmpuint (u, <=, m);
  g_assert_cmpfloat (distance_to_orthonormal (d, m, space->axes), <, 1e-12);
  g_assert_cmpfloat (distance_to_orthonormal (r, u, space->inner), <, 1e-12);
  tf_gemm (CblasNoTrans, CblasTrans, m, r, u, 1, space->coupling, space->inner, 0, rows);
  tf_gemm (CblasNoTrans, CblasNoTrans, d, r, m, 1, space->axes, rows, 1, whole);
  cblas_daxpy (d * r, -1, factor, 1, whole, 1);
  g_assert_cmpfloat (tf_norm (d * r, whole), <=, 1e-13 * scale);
  tf_gemm (CblasTrans, CblasNoTrans, m, r, d, 1, space->axes, space->rest, 0, across);
  g_assert_cmpfloat (tf_norm (m * r, across), <=, 1e-12 * scale);
}

/* Seeds and factors of all shapes and ranks; growing leaves what is there. */
static void
test_growth (gconstpointer data)
{
  for (guint32 seed = 1; seed <= 60; seed++)
    {
      gsize d = 2 + seed, r = seed % 7 == 0 ? 0 : 1 + (seed * 13) % d, n = 1 + seed % 5;
      g_autofree double *factor = random_matrix (d * r, seed), *seeds = random_matrix (d * n, seed + 1000);
      g_autoptr (TfSubspace) space = NULL;
      double scale, shift;

      for (gsize j = 0; j < r; j++)
        cblas_dscal (d, pow (0.1, 12.0 * j / r * (seed % 2)), factor + j * d, 1);
      if (n > 1)
        memcpy (seeds + d, seeds, d * sizeof (double)); /* a seed that adds nothing */
      scale = tf_norm (d * r, factor);
      shift = GPOINTER_TO_INT (data) ? scale * scale * pow (10, -(double) (seed % 9)) : 0;
      space = tf_subspace_new (d, r, factor, shift, n, seeds);
      g_assert_cmpuint (space->n_axes, ==, MIN (n > 1 ? n - 1 : 1, d));
      for (gboolean grown = TRUE; grown;)
        {
          gsize m = space->n_axes, u = space->n_inner;
          g_autofree double *axes = g_memdup2 (space->axes, d * m * sizeof (double));
          g_autofree double *coupling = g_memdup2 (space->coupling, MAX (m * u, 1) * sizeof (double));

          check_invariants (space, factor, scale);
          grown = tf_subspace_grow (space);
          g_assert_true (grown == (space->n_axes > m));
          g_assert_cmpmem (axes, d * m * sizeof (double), space->axes, d * m * sizeof (double));
          for (gsize j = 0; j < space->n_inner; j++)
            for (gsize i = 0; i < m; i++)
              if (j < u)
                g_assert_cmpfloat (space->coupling[i + j * space->n_axes], ==, coupling[i + j * m]);
              else
                g_assert_cmpfloat (space->coupling[i + j * space->n_axes], ==, 0);
        }
      g_assert_true (space->is_complete);
      g_assert_cmpuint (space->n_axes, <=, d);
    }
}

/* Features of d dimensions, the j-th a share of 1/(1 + decay j)^power as strong. */
static TfMoments *
make_power_moments (guint k_n, gsize per_class, guint dim, double decay, double power, guint32 seed)
{
  TfSynthetic synthetic = TF_SYNTHETIC_DEFAULT;
  g_autoptr (TfFeatures) plain = NULL, features = NULL;
  gsize n = k_n * per_class;
  double *rows = g_new (double, n * dim);

  synthetic.n_classes = k_n;
  synthetic.per_class = per_class;
  synthetic.dim = dim;
  synthetic.seed = seed;
  synthetic.noise = 4;
  plain = tf_synthetic_generate (&synthetic, NULL);
  tf_features_get_rows (plain, 0, n, rows);
  for (gsize i = 0; i < n; i++)
    for (guint j = 0; j < dim; j++)
      rows[i * dim + j] /= pow (1 + decay * j, power);
  features = tf_features_new ("decaying", n, dim, rows, g_memdup2 (tf_features_get_classes (plain), n * 4), k_n, NULL);
  return tf_moments_new (features, 0, NULL, NULL);
}

static TfMoments *
make_moments (guint k_n, gsize per_class, guint dim, double decay, guint32 seed)
{
  return make_power_moments (k_n, per_class, dim, decay, 1, seed);
}

typedef struct
{
  gsize d, r, k_n;
  double *means;   /* d x K */
  double *factor;  /* d x r */
  double *weights; /* W', d x K */
} Whole;

static void
whole_clear (Whole *w)
{
  g_free (w->means);
  g_free (w->factor);
  g_free (w->weights);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Whole, whole_clear)

static void
expand (const TfStart *start, const double *x, double outside, const double *weights, Whole *w)
{
  g_autofree double *axes = NULL;

  w->d = start->moments->dim;
  w->r = start->moments->rank;
  w->k_n = start->n_classes;
  w->means = g_new (double, w->d * w->k_n);
  w->factor = g_new (double, w->d * w->r);
  w->weights = g_new (double, w->d * w->k_n);
  tf_start_expand (start, x, outside, w->means, w->factor);
  axes = tf_start_get_axes (start);
  tf_gemm (CblasNoTrans, CblasNoTrans, w->d, w->k_n, start->dim, 1, axes, weights, 0, w->weights);
}

/* grad f of model.md's reduced equations over W, with respect to W': d x K. */
static double *
weight_slope (const Whole *w, const TfMoments *moments, const TfParameters *p)
{
  gsize d = w->d, k_n = w->k_n;
  double *slope = g_memdup2 (w->weights, d * k_n * sizeof (double));
  g_autofree double *inside = g_new (double, k_n * w->r);
  g_autofree double *scores = g_new (double, k_n * k_n);

  tf_gemm (CblasTrans, CblasNoTrans, w->r, k_n, d, 1, w->factor, w->weights, 0, inside);
  tf_gemm (CblasNoTrans, CblasNoTrans, d, k_n, w->r, 1, w->factor, inside, p->lambda_w / k_n, slope);
  tf_gemm (CblasTrans, CblasNoTrans, k_n, k_n, d, 1, w->means, w->weights, 0, scores); /* m_k' w_j */
  for (gsize k = 0; k < k_n; k++)
    for (gsize j = 0; j < k_n; j++)
      scores[k + j * k_n] = moments->shares[k] * (scores[k + j * k_n] - (j == k));
  tf_gemm (CblasNoTrans, CblasNoTrans, d, k_n, k_n, 1, w->means, scores, 1, slope);
  return slope;
}

/* W found inside V solves the normal equations of the whole space: then so do
 * the means and deviations, which follow from it exactly. */
static void
check_weights (TfFlow *flow, TfMoments *moments, double allowed)
{
  const TfParameters *p = tf_flow_get_parameters (flow);
  g_auto (Whole) w = { 0 };
  g_autofree double *slope = NULL;
  double error;

  expand (tf_flow_get_start (flow), tf_flow_get_state (flow), tf_flow_get_outside (flow), tf_flow_get_weights (flow),
          &w);
  slope = weight_slope (&w, moments, p);
  /* |error of W| <= |slope| / (lambda_W/K). */
  error = tf_norm (w.d * w.k_n, slope) / (p->lambda_w / w.k_n) / tf_norm (w.d * w.k_n, w.weights);
  g_test_message ("t = %g: %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " dimensions, W wrong by %.2g at the most",
                  tf_flow_get_time (flow), tf_flow_get_start (flow)->dim, w.d, error);
  g_assert_cmpfloat (error, <, allowed);
}

static void
test_flow (gconstpointer data)
{
  const double decays[] = { 0, 0.02, 0.3 };

  for (guint32 seed = 0; seed < 6; seed++)
    {
      g_autoptr (TfMoments) moments = make_moments (4, 300, 160, decays[seed % 3], seed + 1);
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfFlow) flow = NULL;

      p.lambda_w = p.lambda_h = 0.002;
      p.beta = seed < 3 ? 0 : 0.1;
      if (GPOINTER_TO_INT (data) == TF_FLOW_DESCENT)
        {
          p.flow = TF_FLOW_DESCENT;
          p.step = 0.02;
        }
      flow = tf_flow_new (moments, &p, NULL);
      for (double t = 0.1; t < 2e3; t *= 10)
        {
          tf_flow_advance (flow, p.flow == TF_FLOW_DESCENT ? MIN (t * 10, 1000) : t, 0, NULL, NULL);
          check_weights (flow, moments, 1e-6);
        }
      if (seed == 0)
        g_assert_cmpuint (tf_flow_get_start (flow)->dim, <, 160); /* or nothing was truncated */
    }
}

/* What is truncated does not show: against a run of 10^-10, whose basis is larger. */
static void
test_truncation (gconstpointer data)
{
  for (guint32 seed = 0; seed < 2; seed++)
    {
      gboolean is_hard = seed == 0 && GPOINTER_TO_INT (data) == TF_FLOW_CENTRAL; /* many directions count */
      g_autoptr (TfMoments) moments = make_moments (4, 300, 140, is_hard ? 0.3 : 0.02 * seed, seed + 11);
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfFlow) coarse = NULL, fine = NULL;
      TfMetrics a, b;

      p.lambda_w = p.lambda_h = 0.002;
      p.bias = seed;
      p.flow = GPOINTER_TO_INT (data);
      if (is_hard)
        p.lambda_w = 1e-4;
      p.eta = 3;
      p.initial_w = seed % 2 ? TF_INITIAL_W_RANDOM : TF_INITIAL_W_ZERO;
      coarse = tf_flow_new (moments, &p, NULL);
      p.tolerance = 1e-10;
      fine = tf_flow_new (moments, &p, NULL);
      for (double t = 0.1; t < 200; t *= 10)
        {
          TfParameters changed = p;

          changed.beta = t < 50 ? 0 : 0.05;
          tf_flow_set_parameters (fine, &changed, NULL);
          changed.tolerance = 1e-6;
          tf_flow_set_parameters (coarse, &changed, NULL);
          tf_flow_advance (coarse, t, 0, NULL, NULL);
          tf_flow_advance (fine, t, 0, NULL, NULL);
          if (t < 0.5 && is_hard)
            g_assert_cmpuint (tf_flow_get_start (coarse)->dim, <, tf_flow_get_start (fine)->dim);
          tf_flow_get_metrics (coarse, &a);
          tf_flow_get_metrics (fine, &b);
          assert_metrics_near (&a, &b, tf_metric_set_without (tf_metric_set_all (), tf_metric_set_one (TF_METRIC_NC4)), 1e-5, 1e-7);
        }
    }
}

static double
distance (gsize size, const double *a, const double *b)
{
  g_autofree double *difference = g_memdup2 (a, size * sizeof (double));

  cblas_daxpy (size, -1, b, 1, difference, 1);
  return tf_norm (size, difference) / tf_norm (size, b);
}

/* Two flows in the features' own coordinates: how far means or deviations are from
 * the second's, relatively, and W, which at small lambda_W follows them less well. */
static void
compare_whole (TfFlow *one, TfFlow *two, double *state, double *weights)
{
  g_auto (Whole) a = { 0 }, b = { 0 };

  expand (tf_flow_get_start (one), tf_flow_get_state (one), tf_flow_get_outside (one), tf_flow_get_weights (one), &a);
  expand (tf_flow_get_start (two), tf_flow_get_state (two), tf_flow_get_outside (two), tf_flow_get_weights (two), &b);
  *state = MAX (distance (a.d * a.k_n, a.means, b.means), distance (a.d * a.r, a.factor, b.factor));
  *weights = distance (a.d * a.k_n, a.weights, b.weights);
}

/* Spectra that decay like 1/k and 1/k^2, over the range of lambda_W: what is found
 * in few directions at 10^-6 is what is found in all at 10^-12. */
static void
test_slow_spectra (gconstpointer data)
{
  guint n_truncated = 0;

  for (guint32 seed = 0; seed < 12; seed++)
    {
      g_autoptr (TfMoments) moments = make_power_moments (5, 100, 150, 1, seed % 2 ? 1 : 0.5, seed + 41);
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfFlow) coarse = NULL, fine = NULL;
      double until, state, weights;

      p.flow = GPOINTER_TO_INT (data);
      p.lambda_w = pow (10, -(double) (seed / 2));
      p.lambda_h = problem_number (seed, 0, 1e-4, 1e-2);
      p.beta = seed % 3 == 1 ? 0.05 : 0;
      p.bias = seed % 4 >= 2;
      p.step = MIN (0.5 * p.lambda_w, 0.1);
      until = p.flow == TF_FLOW_DESCENT ? 100 : 30;
      coarse = tf_flow_new (moments, &p, NULL);
      p.tolerance = 1e-12;
      fine = tf_flow_new (moments, &p, NULL);
      g_assert_true (tf_flow_advance (coarse, until, 0, NULL, NULL));
      g_assert_true (tf_flow_advance (fine, until, 0, NULL, NULL));
      compare_whole (coarse, fine, &state, &weights);
      g_test_message ("lambda_W %g: %" G_GSIZE_FORMAT " and %" G_GSIZE_FORMAT " dimensions, H differs by %.2g, W by %.2g",
                      p.lambda_w, tf_flow_get_start (coarse)->dim, tf_flow_get_start (fine)->dim, state, weights);
      g_assert_cmpfloat (state, <, 1e-6);
      g_assert_cmpfloat (weights, <, 1e-5);
      n_truncated += tf_flow_get_start (coarse)->dim < tf_flow_get_start (fine)->dim;
    }
  if (GPOINTER_TO_INT (data) != TF_FLOW_JOINT) /* whose basis a tolerance of 10^-12 need not enlarge */
    g_assert_cmpuint (n_truncated, >, 0);
}

/* The gradient in the whole space, where the search saw a part of it. */
static void
test_equilibrium (void)
{
  for (guint32 seed = 0; seed < 8; seed++)
    {
      g_autoptr (TfMoments) moments = make_moments (4, 200, 200, seed % 2 ? 0.02 : 0, seed + 21);
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfEquilibrium) equilibrium = NULL;
      g_auto (Whole) w = { 0 };
      g_autofree double *inside = NULL, *scores = NULL, *slope = NULL, *change = NULL;
      const TfStart *start;
      double gradient, norm;
      gsize d = moments->dim, k_n = 4;

      p.lambda_w = p.lambda_h = 0.01;
      p.beta = problem_number (seed, 0, 1e-2, 1e2);
      equilibrium = tf_equilibrium_new (moments, &p, NULL);
      g_assert_true (tf_equilibrium_advance (equilibrium, 0, NULL, NULL));
      start = tf_equilibrium_get_start (equilibrium);
      g_test_message ("beta %g: %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " dimensions", p.beta, start->dim, d);
      g_assert_cmpuint (start->dim, <, d);
      expand (start, tf_equilibrium_get_state (equilibrium), tf_equilibrium_get_outside (equilibrium),
              tf_equilibrium_get_weights (equilibrium), &w);
      change = weight_slope (&w, moments, &p);
      g_assert_cmpfloat (tf_norm (d * k_n, change), <, 1e-11);

      /* B: W'W B + lambda_H B + beta (B - L). */
      inside = g_new (double, k_n * w.r);
      slope = g_memdup2 (w.factor, d * w.r * sizeof (double));
      cblas_dscal (d * w.r, p.lambda_h + p.beta, slope, 1);
      cblas_daxpy (d * w.r, -p.beta, moments->factor, 1, slope, 1);
      tf_gemm (CblasTrans, CblasNoTrans, k_n, w.r, d, 1, w.weights, w.factor, 0, inside);
      tf_gemm (CblasNoTrans, CblasNoTrans, d, w.r, k_n, 1, w.weights, inside, 1, slope);
      gradient = pow (tf_norm (d * w.r, slope), 2);
      /* M: W'(W m_k - e_k) + lambda_H m_k + beta (m_k - m0_k), with p_k = 1/K. */
      scores = g_new0 (double, k_n * k_n);
      for (gsize k = 0; k < k_n; k++)
        scores[k + k * k_n] = 1;
      tf_gemm (CblasTrans, CblasNoTrans, k_n, k_n, d, 1, w.weights, w.means, -1, scores);
      g_clear_pointer (&slope, g_free);
      slope = g_memdup2 (w.means, d * k_n * sizeof (double));
      cblas_dscal (d * k_n, p.lambda_h + p.beta, slope, 1);
      cblas_daxpy (d * k_n, -p.beta, moments->means, 1, slope, 1);
      tf_gemm (CblasNoTrans, CblasNoTrans, d, k_n, k_n, 1, w.weights, scores, 1, slope);
      gradient += pow (tf_norm (d * k_n, slope), 2) / k_n;
      norm = pow (tf_norm (d * w.r, w.factor), 2) + pow (tf_norm (d * k_n, w.means), 2) / k_n;
      g_assert_cmpfloat (sqrt (gradient / norm), <, 1e-10);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  tf_blas_set_threads (1);
  g_test_add_data_func ("/subspace/growth/product", GINT_TO_POINTER (FALSE), test_growth);
  g_test_add_data_func ("/subspace/growth/inverse", GINT_TO_POINTER (TRUE), test_growth);
  g_test_add_data_func ("/subspace/flow/central", GINT_TO_POINTER (TF_FLOW_CENTRAL), test_flow);
  g_test_add_data_func ("/subspace/flow/descent", GINT_TO_POINTER (TF_FLOW_DESCENT), test_flow);
  g_test_add_data_func ("/subspace/truncation/central", GINT_TO_POINTER (TF_FLOW_CENTRAL), test_truncation);
  g_test_add_data_func ("/subspace/truncation/joint", GINT_TO_POINTER (TF_FLOW_JOINT), test_truncation);
  g_test_add_data_func ("/subspace/slow/central", GINT_TO_POINTER (TF_FLOW_CENTRAL), test_slow_spectra);
  g_test_add_data_func ("/subspace/slow/descent", GINT_TO_POINTER (TF_FLOW_DESCENT), test_slow_spectra);
  g_test_add_data_func ("/subspace/slow/joint", GINT_TO_POINTER (TF_FLOW_JOINT), test_slow_spectra);
  g_test_add_func ("/subspace/equilibrium", test_equilibrium);
  return g_test_run ();
}
