/* test-loss.c: the losses against their definitions in long double, and against differences
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "loss.h"
#include "parameter-info.h"

#define MOST 12

/* As written in loss.h, without any care for what cancels. */
static long double
define (const TfLoss *loss, gsize k_n, const long double *z, gsize y)
{
  long double most = z[0], sum = 0, value = 0, log_py;

  for (gsize k = 0; k < k_n; k++)
    most = fmaxl (most, z[k]);
  for (gsize k = 0; k < k_n; k++)
    sum += expl (z[k] - most);
  log_py = z[y] - most - logl (sum);
  switch (loss->kind)
    {
    case TF_LOSS_SQUARED:
      for (gsize k = 0; k < k_n; k++)
        value += (z[k] - (k == y)) * (z[k] - (k == y)) / 2;
      return value;
    case TF_LOSS_CROSS_ENTROPY:
      for (gsize k = 0; k < k_n; k++)
        value -= ((1 - loss->smoothing) * (k == y) + (long double) loss->smoothing / k_n) * (z[k] - most - logl (sum));
      return value;
    case TF_LOSS_FOCAL:
      return -powl (1 - expl (log_py), loss->exponent) * log_py;
    case TF_N_LOSSES:
    default:
      g_assert_not_reached ();
    }
}

static long double
define_at (const TfLoss *loss, gsize k_n, const double *z, gsize y, gsize i, long double di, gsize j, long double dj)
{
  long double moved[MOST] = { 0 };

  for (gsize k = 0; k < k_n; k++)
    moved[k] = z[k];
  moved[i] += di;
  moved[j] += dj;
  return define (loss, k_n, moved, y);
}

static TfLoss
random_loss (GRand *rand)
{
  static const double exponents[] = { 0, 0.5, 1, 2, 3.7 };

  return (TfLoss){ .kind = g_rand_int_range (rand, 0, TF_N_LOSSES),
                   .smoothing = g_rand_boolean (rand) ? 0 : g_rand_double (rand),
                   .exponent = exponents[g_rand_int_range (rand, 0, G_N_ELEMENTS (exponents))] };
}

static void
assert_near (double a, long double b, double scale)
{
  g_assert_cmpfloat (fabsl (a - b), <=, scale);
}

static void
check_sample (const TfLoss *loss, gsize k_n, const double *z, guint32 y)
{
  double gradient[MOST], p[MOST], a, c, hessian[MOST * MOST], step = 1e-4;
  TfLossCurvature curvature = { p, &a, &c };
  double value = tf_loss_evaluate (loss, k_n, 1, z, &y, gradient, &curvature);

  assert_near (value, define_at (loss, k_n, z, y, 0, 0, 0, 0), 1e-14 * (1 + value));
  tf_loss_get_hessian (loss, k_n, 0, &y, &curvature, hessian);
  for (gsize i = 0; i < k_n; i++)
    {
      long double slope = (define_at (loss, k_n, z, y, i, step, 0, 0) - define_at (loss, k_n, z, y, i, -step, 0, 0))
                          / (2 * step);

      assert_near (gradient[i], slope, 1e-7);
      for (gsize j = 0; j < k_n; j++)
        {
          long double bend = (define_at (loss, k_n, z, y, i, step, j, step) - define_at (loss, k_n, z, y, i, step, j, -step)
                              - define_at (loss, k_n, z, y, i, -step, j, step)
                              + define_at (loss, k_n, z, y, i, -step, j, -step))
                             / (4 * step * step);

          assert_near (hessian[i + j * k_n], bend, 1e-6);
        }
    }
}

static void
test_definitions (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (int i = 0; i < 400; i++)
    {
      TfLoss loss = random_loss (rand);
      gsize k_n = g_rand_int_range (rand, 2, MOST + 1);
      double z[MOST];

      for (gsize k = 0; k < k_n; k++)
        z[k] = g_rand_double_range (rand, -4, 4);
      check_sample (&loss, k_n, z, g_rand_int_range (rand, 0, k_n));
    }
}

/* Logits of any size: nothing overflows, and what is nearly 0 keeps its figures. */
static void
test_huge_logits (void)
{
  TfLoss loss = { .kind = TF_LOSS_CROSS_ENTROPY };
  const double right[] = { 40, 0, -1e300 }, wrong[] = { 1e300, 0, -1e300 };
  double gradient[3], p[3], a, c, v[] = { 1, -2, 0.5 }, hv[3];
  TfLossCurvature curvature = { p, &a, &c };
  guint32 y = 0;

  for (double exponent = 0; exponent < 3; exponent += 0.5)
    {
      double q = exp (-40) / (1 + exp (-40));

      loss.kind = TF_LOSS_FOCAL;
      loss.exponent = exponent;
      g_assert_cmpfloat_with_epsilon (tf_loss_evaluate (&loss, 3, 1, right, &y, gradient, &curvature)
                                        / (pow (q, exponent) * log1p (exp (-40))), 1, 1e-13);
      g_assert_cmpfloat_with_epsilon (gradient[0] / (-(1 + exponent) * pow (q, exponent + 1)), 1, 1e-13);
      tf_loss_multiply (&loss, 3, 1, &y, &curvature, v, hv);
      /* phi = q^(kappa + 1) to first order, and q goes like exp (z_1 - z_0). */
      g_assert_cmpfloat_with_epsilon (hv[0] / (3 * (1 + exponent) * (1 + exponent) * pow (q, exponent + 1)), 1, 1e-13);
    }
  loss.kind = TF_LOSS_CROSS_ENTROPY;
  y = 1;
  g_assert_cmpfloat (tf_loss_evaluate (&loss, 3, 1, wrong, &y, gradient, &curvature), ==, 1e300);
  g_assert_cmpfloat (gradient[0], ==, 1);
  g_assert_cmpfloat (gradient[1], ==, -1);
  loss.kind = TF_LOSS_FOCAL;
  g_assert_true (isfinite (tf_loss_evaluate (&loss, 3, 1, wrong, &y, gradient, &curvature)));
  tf_loss_multiply (&loss, 3, 1, &y, &curvature, v, hv);
  for (int k = 0; k < 3; k++)
    g_assert_true (isfinite (gradient[k]) && isfinite (hv[k]));
}

/* A block is its samples; kappa = 0 is cross-entropy; products are those of the Hessian. */
static void
test_blocks (void)
{
  enum { K = 5, N = 40 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);
  double z[K * N], v[K * N], hv[K * N], gradient[K * N], p[K * N], a[N], c[N], hessian[K * K];
  TfLossCurvature curvature = { p, a, c };
  guint32 classes[N];
  TfLoss cross = { .kind = TF_LOSS_CROSS_ENTROPY }, focal = { .kind = TF_LOSS_FOCAL, .exponent = 0 };

  for (int i = 0; i < K * N; i++)
    {
      z[i] = g_rand_double_range (rand, -30, 30);
      v[i] = g_rand_double_range (rand, -1, 1);
    }
  for (int i = 0; i < N; i++)
    classes[i] = g_rand_int_range (rand, 0, K);
  g_assert_cmpfloat (tf_loss_evaluate (&cross, K, N, z, classes, NULL, NULL), ==,
                     tf_loss_evaluate (&focal, K, N, z, classes, NULL, NULL));
  for (int kind = 0; kind < TF_N_LOSSES; kind++)
    {
      TfLoss loss = { .kind = kind, .smoothing = 0.2, .exponent = 1.5 };
      double sum = 0, whole = tf_loss_evaluate (&loss, K, N, z, classes, gradient, &curvature);

      tf_loss_multiply (&loss, K, N, classes, &curvature, v, hv);
      for (int i = 0; i < N; i++)
        {
          sum += tf_loss_evaluate (&loss, K, 1, z + i * K, classes + i, NULL, NULL);
          tf_loss_get_hessian (&loss, K, i, classes, &curvature, hessian);
          for (int k = 0; k < K; k++)
            {
              double product = 0;

              for (int j = 0; j < K; j++)
                product += hessian[k + j * K] * v[j + i * K];
              g_assert_cmpfloat_with_epsilon (hv[k + i * K], product, 1e-13);
            }
        }
      g_assert_cmpfloat_with_epsilon (sum, whole, 1e-12 * whole);
    }
}

/* The words of the parameter are those of the table. */
static void
test_words (void)
{
  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    if (strcmp (tf_parameter_info (i)->name, "loss") == 0)
      for (int kind = 0; kind < TF_N_LOSSES; kind++)
        {
          g_assert_cmpstr (tf_parameter_info (i)->choices[kind].word, ==, tf_loss_get_info (kind)->name);
          g_assert_cmpstr (tf_parameter_info (i)->choices[kind].title, ==, tf_loss_get_info (kind)->title);
        }
}

/* It is that of all together. */
static void
test_gradient_alone (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);

  for (gsize n = 1; n < 300; n += 23)
    {
      TfLoss loss = random_loss (rand);
      gsize k_n = g_rand_int_range (rand, 2, MOST);
      g_autofree double *z = g_new (double, k_n * n), *both = g_new (double, k_n * n), *alone = g_new (double, k_n * n);
      g_autofree guint32 *classes = g_new (guint32, n);

      for (gsize i = 0; i < k_n * n; i++)
        z[i] = g_rand_double_range (rand, -30, 30);
      for (gsize i = 0; i < n; i++)
        classes[i] = g_rand_int_range (rand, 0, k_n);
      tf_loss_evaluate (&loss, k_n, n, z, classes, both, NULL);
      g_assert_true (tf_loss_differentiate (&loss, k_n, n, z, classes, alone));
      g_assert_cmpmem (alone, k_n * n * sizeof (double), both, k_n * n * sizeof (double));
      z[k_n * n - 1] = NAN;
      g_assert_false (tf_loss_differentiate (&loss, k_n, n, z, classes, alone));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/loss/definitions", test_definitions);
  g_test_add_func ("/loss/huge-logits", test_huge_logits);
  g_test_add_func ("/loss/blocks", test_blocks);
  g_test_add_func ("/loss/gradient-alone", test_gradient_alone);
  g_test_add_func ("/loss/words", test_words);
  return g_test_run ();
}
