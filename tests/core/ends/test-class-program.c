/* test-class-program.c: cross-entropy of classes of any sizes, held against minima found by
 * GSL, the closed form of equal ones and its own certificate
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_errno.h>
#include <math.h>

#include "blas.h"
#include "class-program.h"
#include "plain-end.h"
#include "problems.h"
#include "simplex-margin.h"

static TfClassProgram *
solve (guint k_n, const gsize *sizes, const TfParameters *p)
{
  g_autoptr (GError) error = NULL;
  TfClassProgram *program = tf_class_program_new (k_n, sizes, p, NULL, &error);

  g_assert_no_error (error);
  return program;
}

static void
draw (guint32 seed, TfParameters *p)
{
  *p = TF_PARAMETERS_DEFAULT;
  p->loss = TF_LOSS_CROSS_ENTROPY;
  p->smoothing = seed % 4 == 1 ? 0.1 : 0;
  p->lambda_w = problem_number (seed, 1, 0.001, 0.3);
  p->lambda_h = problem_number (seed, 2, 0.001, 0.3);
  p->bias = seed % 3 > 0;
  p->bias_decay = seed % 3 > 1 ? problem_number (seed, 3, 0.01, 1) : 0;
}

/* The gap closes, from equal classes to ten thousand to one. */
static void
test_certified (void)
{
  for (guint32 seed = 1; seed <= 60; seed++)
    {
      guint k_n = 2 + seed % 9;
      double ratio = problem_number (seed, 4, 1, 1e4);
      g_autoptr (TfClassProgram) program = NULL;
      gsize sizes[16];
      TfParameters p;

      draw (seed, &p);
      for (guint k = 0; k < k_n; k++)
        sizes[k] = lrint (3 * (seed % 2 ? pow (ratio, (double) k / (k_n - 1)) : k < k_n / 2 ? ratio : 1));
      program = solve (k_n, sizes, &p);
      g_assert_true (program->counts.is_minimum);
      g_assert_cmpfloat (program->objective - program->bound, <=, 1e-9 * program->objective);
      g_assert_cmpfloat (program->objective, >=, program->bound);
      g_assert_cmpuint (program->rank, <=, k_n - 1);
    }
}

/* Nothing that GSL finds is lower, and what is as low has the same logits. */
static void
test_minimizers (void)
{
  static const gsize sizes[][5] = { { 40, 3, 9, 20, 1 }, { 100, 100, 10, 10, 10 }, { 7, 7, 7, 7, 7 } };

  for (guint32 seed = 1; seed <= 18; seed++)
    {
      const gsize *n = sizes[seed % 3];
      guint k_n = 3 + seed % 3;
      g_autoptr (TfClassProgram) program = NULL;
      double shares[5], gram[25], logits[25], all = 0, f;
      PlainEnd end;
      TfParameters p;

      draw (seed, &p);
      for (guint k = 0; k < k_n; k++)
        all += n[k];
      for (guint k = 0; k < k_n; k++)
        shares[k] = n[k] / all;
      end = (PlainEnd){ k_n, 1, k_n, shares, p.lambda_w, p.lambda_h, PLAIN_CROSS_ENTROPY, p.smoothing, p.bias, p.bias_decay };
      program = solve (k_n, n, &p);
      f = plain_end_find (&end, 1, 0.2, seed, gram, logits);
      g_assert_cmpfloat_with_epsilon (f, program->objective, 1e-8);
      for (guint i = 0; i < k_n * k_n; i++)
        {
          g_assert_cmpfloat_with_epsilon (program->logits[i], logits[i], 2e-4 * (1 + fabs (logits[i])));
          g_assert_cmpfloat_with_epsilon (program->gram[i], gram[i], 1e-3 * (1 + program->gram[0]));
        }
    }
}

/* Equal classes: the simplex of the closed form. */
static void
test_balanced (void)
{
  for (guint32 seed = 1; seed <= 24; seed++)
    {
      guint k_n = 2 + seed % 7;
      g_autoptr (TfClassProgram) program = NULL;
      gsize sizes[16];
      TfParameters p;
      double gamma, ratio;

      draw (seed, &p);
      for (guint k = 0; k < k_n; k++)
        sizes[k] = 5;
      program = solve (k_n, sizes, &p);
      gamma = tf_simplex_margin_cross_entropy (k_n, tf_parameters_c (&p), p.smoothing);
      ratio = sqrt (p.lambda_w / p.lambda_h);
      for (guint k = 0; k < k_n; k++)
        for (guint l = 0; l < k_n; l++)
          {
            double corner = (k == l) - 1.0 / k_n;

            g_assert_cmpfloat_with_epsilon (program->logits[k + l * k_n], gamma * corner, 1e-7 * (1 + gamma));
            g_assert_cmpfloat_with_epsilon (program->gram[k + l * k_n], gamma * ratio * corner, 1e-7 * (1 + gamma * ratio));
            g_assert_cmpfloat_with_epsilon (program->weight_gram[k + l * k_n], gamma / ratio * corner, 1e-7 * (1 + gamma / ratio));
          }
    }
}

/* Past a ratio the rows of W of the minority coincide (Fang et al. 2021), or vanish. */
static void
test_minority_collapse (void)
{
  double before = -1;

  for (gsize large = 10; large <= 1000000; large *= 10)
    {
      const gsize sizes[] = { large, large, 10, 10 };
      g_autoptr (TfClassProgram) program = NULL;
      TfParameters p = TF_PARAMETERS_DEFAULT;
      double cosine;

      p.loss = TF_LOSS_CROSS_ENTROPY;
      p.lambda_w = p.lambda_h = 0.05;
      program = solve (4, sizes, &p);
      cosine = program->weight_gram[2 + 3 * 4] / program->weight_gram[2 + 2 * 4];
      g_assert_cmpfloat (cosine, >, before - 1e-9);
      g_assert_cmpfloat_with_epsilon (program->weight_gram[2 + 2 * 4], program->weight_gram[3 + 3 * 4], 1e-6);
      before = cosine;
    }
  g_assert_cmpfloat_with_epsilon (before, 1, 1e-6);
}

static void
test_declines (void)
{
  const gsize sizes[] = { 3, 4 };
  TfParameters p = TF_PARAMETERS_DEFAULT;
  GError *error = NULL;

  p.loss = TF_LOSS_FOCAL;
  g_assert_null (tf_class_program_new (2, sizes, &p, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  p.loss = TF_LOSS_CROSS_ENTROPY;
  p.lambda_h = 0;
  g_assert_null (tf_class_program_new (2, sizes, &p, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  tf_blas_set_threads (1);
  g_test_add_func ("/class-program/certified", test_certified);
  g_test_add_func ("/class-program/minimizers", test_minimizers);
  g_test_add_func ("/class-program/balanced", test_balanced);
  g_test_add_func ("/class-program/minority-collapse", test_minority_collapse);
  g_test_add_func ("/class-program/declines", test_declines);
  return g_test_run ();
}
