/* test-heads.c: linear layers on top, held against minima found by GSL and against
 * what is known of one layer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_errno.h>
#include <math.h>

#include "heads.h"
#include "plain-end.h"
#include "problems.h"

static TfHeads
draw (guint32 seed, guint n_layers, double largest)
{
  return (TfHeads){ n_layers, problem_number (seed, 1, 10, 1e5), 2 + seed % 9, problem_number (seed, 2, 1e-6, largest),
                    problem_number (seed, 3, 1e-6, largest) };
}

/* f along one direction, as it is written. */
static double
cost (const TfHeads *heads, double s, double weight, double z)
{
  double m = heads->n_layers;
  double q = pow (pow (heads->lambda_w, m) * heads->lambda_h / (pow (heads->n_classes, m) * heads->n_samples), 1 / (m + 1));

  return weight / (2 * heads->n_samples) * (z - s) * (z - s) + (m + 1) / 2 * q * pow (z, 2 / (m + 1));
}

/* One layer is the soft threshold of Theorem 2.1. */
static void
test_one_layer (void)
{
  for (guint32 seed = 1; seed <= 200; seed++)
    {
      TfHeads heads = draw (seed, 1, 10);
      double s = sqrt (problem_number (seed, 4, 1, 1e4));
      double cut = sqrt (heads.n_samples * heads.lambda_w * heads.lambda_h / heads.n_classes), left = fmax (s - cut, 0);
      TfHeadsValue value = tf_heads_find (&heads, s, 1);

      g_assert_cmpfloat_with_epsilon (value.length, left, 1e-13 * s);
      g_assert_cmpfloat_with_epsilon (value.feature_square,
                                      left * sqrt (heads.n_samples * heads.lambda_w / (heads.n_classes * heads.lambda_h)),
                                      1e-12 * value.feature_square + 1e-300);
      g_assert_cmpfloat (value.layer_square, ==, value.product_square);
    }
}

/* Nothing on the line is lower, layers balance, and their product has the logits' length. */
static void
test_lowest (void)
{
  guint n_vanished = 0;

  for (guint32 seed = 1; seed <= 600; seed++)
    {
      TfHeads heads = draw (seed, 1 + seed % TF_HEADS_MOST, 1);
      double s = sqrt (problem_number (seed, 4, 1, 1e4)), weight = seed % 5 ? 1 : problem_number (seed, 5, 0.01, 1);
      TfHeadsValue value = tf_heads_find (&heads, s, weight);

      n_vanished += value.length == 0;
      g_assert_cmpfloat_with_epsilon (value.objective, cost (&heads, s, weight, value.length), 1e-11 * value.objective);
      g_assert_cmpfloat_with_epsilon (value.gain, cost (&heads, s, weight, 0) - value.objective, 1e-11 * cost (&heads, s, weight, 0));
      g_assert_cmpfloat_with_epsilon (sqrt (value.product_square * value.feature_square), value.length, 1e-11 * s);
      g_assert_cmpfloat_with_epsilon (heads.lambda_w / heads.n_classes * value.layer_square,
                                      heads.lambda_h / heads.n_samples * value.feature_square, 1e-12);
      for (double z = 0; z <= s; z += s / 500)
        g_assert_cmpfloat (cost (&heads, s, weight, z), >=, value.objective * (1 - 1e-12));
    }
  g_assert_cmpuint (n_vanished, >=, 50);
  g_assert_cmpuint (n_vanished, <=, 500);
}

/* On both sides of the jump: from (1 - 1/M) s to nothing. */
static void
test_jump (void)
{
  for (guint m = 1; m <= TF_HEADS_MOST; m++)
    {
      TfHeads heads = { m, 60, 4, 0.05, 0.01 };
      double s = sqrt (15), strain = tf_heads_strain (&heads, s, 1);
      double factor = pow (tf_heads_largest_strain (m) / strain, m + 1);
      TfHeadsValue before, after;

      /* kappa goes like lambda_H^(1/(M + 1)). */
      heads.lambda_h *= factor * (1 - 1e-9);
      before = tf_heads_find (&heads, s, 1);
      heads.lambda_h *= 1 + 2e-9;
      after = tf_heads_find (&heads, s, 1);
      g_assert_cmpfloat_with_epsilon (before.length, (1 - 1.0 / m) * s, 1e-6);
      g_assert_cmpfloat (after.length, ==, 0);
      g_assert_cmpfloat_with_epsilon (before.gain, 0, 1e-8);
    }
}

/* Of classes of different size: each as the form says, from a start beside it; there is no
 * lower f from any start. */
static void
test_minimizers (void)
{
  static const gsize sizes[][4] = { { 5, 5, 5, 5 }, { 3, 8, 20, 40 }, { 30, 1, 30, 2 } };
  guint n_found = 0;

  for (guint32 seed = 1; seed <= 30; seed++)
    {
      const gsize *n = sizes[seed % 3];
      double all = n[0] + n[1] + n[2] + n[3], shares[4], gram[16], logits[16], f, lowest = 0;
      PlainEnd end = { 4, 1 + seed % 4, 4 + seed % 2, shares, problem_number (seed, 1, 0.003, 0.1),
                       problem_number (seed, 2, 0.001, 0.05), PLAIN_SQUARED };
      TfHeads heads = { end.n_layers, all, 4, end.lambda_w, end.lambda_h };

      for (int k = 0; k < 4; k++)
        shares[k] = n[k] / all;
      for (int k = 0; k < 4; k++)
        lowest += tf_heads_find (&heads, sqrt (n[k]), 1).objective;
      f = plain_end_find (&end, 1, 0.1, seed, gram, logits);
      g_assert_cmpfloat (f, >=, lowest - 1e-11);
      if (f > lowest + 1e-9)
        continue; /* another minimum: from two layers on W = 0 is one as well */
      n_found++;
      for (int k = 0; k < 4; k++)
        for (int l = 0; l < 4; l++)
          {
            TfHeadsValue value = tf_heads_find (&heads, sqrt (n[k]), 1);

            g_assert_cmpfloat_with_epsilon (logits[k + l * 4], k == l ? value.length / sqrt (n[k]) : 0, 1e-4);
            g_assert_cmpfloat_with_epsilon (gram[k + l * 4], k == l ? value.feature_square / n[k] : 0,
                                            1e-4 * (1 + value.feature_square / n[k]));
          }
    }
  g_assert_cmpuint (n_found, >=, 12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  g_test_add_func ("/heads/one-layer", test_one_layer);
  g_test_add_func ("/heads/lowest", test_lowest);
  g_test_add_func ("/heads/jump", test_jump);
  g_test_add_func ("/heads/minimizers", test_minimizers);
  return g_test_run ();
}
