/* test-simplex-margin.c: the margins of cross-entropy and focal loss, held against what is written
 * in the papers and against minima found by GSL
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_errno.h>
#include <math.h>

#include "simplex-margin.h"
#include "plain-end.h"
#include "problems.h"

/* K = 4, lambda_W = .05, lambda_H = .01: what a flow to t = 10^4 came to. */
static void
test_known (void)
{
  double c = sqrt (0.05 * 0.01), ratio = sqrt (0.05 / 0.01) * 0.75;

  g_assert_cmpfloat_with_epsilon (tf_simplex_margin_cross_entropy (4, c, 0) * ratio, 8.6700733, 1e-7);
  g_assert_cmpfloat_with_epsilon (tf_simplex_margin_cross_entropy (4, c, 0.1) * ratio, 5.6865753, 1e-7);
}

/* Smoothing adds to c; the margin ends where both together are 1, without a jump. */
static void
test_thresholds (void)
{
  static const guint sizes[] = { 2, 3, 10, 100, 1000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      guint k_n = sizes[i];

      g_assert_cmpfloat (tf_simplex_margin_cross_entropy (k_n, 0.3, 0.2), ==, tf_simplex_margin_cross_entropy (k_n, 0.2, 0.3));
      g_assert_cmpfloat (tf_simplex_margin_cross_entropy (k_n, 1, 0), ==, 0);
      g_assert_cmpfloat (tf_simplex_margin_cross_entropy (k_n, 0.6, 0.5), ==, 0);
      g_assert_cmpfloat_with_epsilon (tf_simplex_margin_cross_entropy (k_n, 1 - ldexp (1, -40), 0), ldexp (k_n, -40),
                                      ldexp (k_n * k_n, -80));
      g_assert_true (isinf (tf_simplex_margin_cross_entropy (k_n, 0, 0)));
      g_assert_true (isinf (tf_simplex_margin_focal (k_n, 0, 2)));
      g_assert_cmpfloat (tf_simplex_margin_focal (k_n, 0.1, 0), ==, tf_simplex_margin_cross_entropy (k_n, 0.1, 0));
      g_assert_cmpfloat (tf_simplex_margin_focal (k_n, 50, 2), ==, 0);
    }
}

/* The focal loss's equation as it is written, and that nothing on the line is lower. */
static void
test_focal (void)
{
  guint n_zero = 0;

  for (guint32 seed = 1; seed <= 400; seed++)
    {
      guint k_n = 2 + lrint (problem_number (seed, 1, 1, 500)) - 1;
      double c = problem_number (seed, 2, 1e-12, 3), a = problem_number (seed, 3, 0.05, 5), share = (k_n - 1.0) / k_n;
      double gamma = tf_simplex_margin_focal (k_n, c, a), p = 1 / (1 + (k_n - 1) * exp (-gamma));
      double rest = (k_n - 1) * exp (-gamma) * p, lowest = tf_simplex_margin_focal_loss (k_n, gamma, a) + c * share * gamma;

      if (gamma > 0)
        {
          double left = pow (rest, a + 1) - a * p * pow (rest, a) * (-log1p ((k_n - 1) * exp (-gamma)));

          g_assert_cmpfloat_with_epsilon (left, c * share, 1e-11 * c);
        }
      n_zero += gamma == 0;
      for (double other = 0; other < 60; other += 0.05)
        g_assert_cmpfloat (tf_simplex_margin_focal_loss (k_n, other, a) + c * share * other, >=, lowest * (1 - 1e-13));
    }
  g_assert_cmpuint (n_zero, >=, 20);
}

/* Of few classes the margin shrinks to 0, of many it falls. */
static void
test_focal_jump (void)
{
  static const struct { guint k_n; gboolean jumps; } cases[] = { { 2, FALSE }, { 3, FALSE }, { 100, TRUE }, { 1000, TRUE } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double lower = 1e-6, upper = 100;

      for (int step = 0; step < 100; step++)
        {
          double middle = 0.5 * (lower + upper);

          if (tf_simplex_margin_focal (cases[i].k_n, middle, 2) > 0)
            lower = middle;
          else
            upper = middle;
        }
      g_assert_cmpint (tf_simplex_margin_focal (cases[i].k_n, lower, 2) > 1, ==, cases[i].jumps);
      g_assert_cmpfloat_with_epsilon (tf_simplex_margin_focal (cases[i].k_n, lower * (1 - 1e-6), 2),
                                      tf_simplex_margin_focal (cases[i].k_n, lower, 2), 0.01);
    }
}

static double
find_margin (const PlainEnd *end)
{
  double c = sqrt (end->lambda_w * end->lambda_h);

  return end->loss == PLAIN_FOCAL ? tf_simplex_margin_focal (end->n_classes, c, end->shape)
                                  : tf_simplex_margin_cross_entropy (end->n_classes, c, end->shape);
}

static double
find_objective (const PlainEnd *end, double gamma)
{
  double loss = end->loss == PLAIN_FOCAL ? tf_simplex_margin_focal_loss (end->n_classes, gamma, end->shape)
                                         : tf_simplex_margin_cross_entropy_loss (end->n_classes, gamma, end->shape);

  return loss + sqrt (end->lambda_w * end->lambda_h) * (end->n_classes - 1.0) / end->n_classes * gamma;
}

/* From noise around any margin, with every bias, the same simplex. */
static void
test_minimizers (void)
{
  for (guint32 seed = 1; seed <= 48; seed++)
    {
      guint k_n = 2 + seed % 4;
      PlainEnd end = { k_n, 1, k_n - 1 + seed / 4 % 2, NULL, problem_number (seed, 1, 0.003, 0.8),
                       problem_number (seed, 2, 0.003, 0.8), seed % 3 ? PLAIN_CROSS_ENTROPY : PLAIN_FOCAL,
                       seed % 3 == 1 ? 0 : seed % 3 ? problem_number (seed, 3, 0.01, 0.5) : problem_number (seed, 3, 0.3, 2.5),
                       seed / 3 % 3 > 0, seed / 3 % 3 > 1 ? 0.1 : 0 };
      double gram[25], gamma = find_margin (&end), ratio = sqrt (end.lambda_w / end.lambda_h);
      double f = plain_end_find (&end, 1, 0.3, seed, gram, NULL);

      g_assert_cmpfloat_with_epsilon (f, find_objective (&end, gamma), 1e-9);
      for (guint i = 0; i < k_n; i++)
        for (guint j = 0; j < k_n; j++)
          g_assert_cmpfloat_with_epsilon (gram[i + j * k_n], gamma * ratio * ((i == j) - 1.0 / k_n), 2e-5 * ratio);
    }
}

/* Of the table's losses the margin is known, and the loss at it; of another one none is said. */
static void
test_losses (void)
{
  for (int kind = 0; kind <= TF_N_LOSSES; kind++)
    {
      TfLoss loss = { .kind = kind, .exponent = 2 };
      double gamma = tf_simplex_margin_of (loss, 4, 0.1), at_gamma = tf_simplex_margin_loss_of (loss, 4, gamma);

      g_assert_cmpint (isnan (gamma), ==, kind == TF_N_LOSSES);
      g_assert_cmpint (isnan (at_gamma), ==, kind == TF_N_LOSSES || kind == TF_LOSS_SQUARED);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  g_test_add_func ("/simplex-margin/known", test_known);
  g_test_add_func ("/simplex-margin/thresholds", test_thresholds);
  g_test_add_func ("/simplex-margin/focal", test_focal);
  g_test_add_func ("/simplex-margin/focal-jump", test_focal_jump);
  g_test_add_func ("/simplex-margin/minimizers", test_minimizers);
  g_test_add_func ("/simplex-margin/losses", test_losses);
  return g_test_run ();
}
