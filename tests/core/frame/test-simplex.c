/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "linalg.h"
#include "simplex.h"

/* Sums of at most 100 products of numbers below one: a few hundred ulp. */
#define EPSILON 1e-13

static void
test_frame (void)
{
  for (guint k_n = 2; k_n <= 100; k_n++)
    {
      guint d = k_n - 1;
      g_autofree double *e = tf_simplex_new (k_n);
      g_autofree double *rows = g_new (double, d * d);
      g_autofree double *gram = g_new (double, k_n * k_n);

      tf_gemm (CblasNoTrans, CblasTrans, d, d, k_n, 1, e, e, 0, rows);
      tf_gemm (CblasTrans, CblasNoTrans, k_n, k_n, d, 1, e, e, 0, gram);
      for (guint i = 0; i < d; i++)
        for (guint j = 0; j < d; j++)
          g_assert_cmpfloat_with_epsilon (rows[i + j * d], i == j, EPSILON);
      for (guint i = 0; i < k_n; i++)
        for (guint j = 0; j < k_n; j++)
          g_assert_cmpfloat_with_epsilon (gram[i + j * k_n], (i == j) - 1.0 / k_n, EPSILON);
    }
}

/* In the first two axes the vertices are a regular polygon, each visited once. */
static void
test_coxeter_plane (void)
{
  for (guint k_n = 3; k_n <= 40; k_n++)
    {
      g_autofree double *e = tf_simplex_new (k_n);

      for (guint k = 0; k < k_n; k++)
        {
          double angle = atan2 (e[1 + k * (k_n - 1)], e[k * (k_n - 1)]);

          g_assert_cmpfloat_with_epsilon (hypot (e[k * (k_n - 1)], e[1 + k * (k_n - 1)]), sqrt (2.0 / k_n), EPSILON);
          g_assert_cmpfloat_with_epsilon (remainder (angle - 2 * G_PI * k / k_n, 2 * G_PI), 0, 1e-12);
        }
    }
}

static double
random_entry (GRand *rand)
{
  return g_rand_double_range (rand, -1, 1);
}

/* X = Q E for an orthonormal Q is brought back exactly, and no random
 * orthonormal V does better than the one found on random X. */
static void
test_procrustes (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  for (int round = 0; round < 50; round++)
    {
      guint k_n = g_rand_int_range (rand, 2, 8), view = k_n - 1, d = view + g_rand_int_range (rand, 0, 6);
      g_autofree double *e = tf_simplex_new (k_n);
      g_autofree double *q = g_new (double, d * view);
      g_autofree double *v = g_new (double, d * view);
      g_autofree double *x = g_new (double, d * k_n);
      g_autofree double *best = g_new (double, view * k_n);
      g_autofree double *other = g_new (double, view * k_n);

      for (guint i = 0; i < d * view; i++)
        q[i] = random_entry (rand);
      tf_qr (d, view, q, NULL);
      tf_gemm (CblasNoTrans, CblasNoTrans, d, k_n, view, 2.5, q, e, 0, x);
      tf_procrustes (x, d, e, view, k_n, v);
      for (guint i = 0; i < d * view; i++)
        g_assert_cmpfloat_with_epsilon (v[i], q[i], 1e-12);

      for (guint i = 0; i < d * k_n; i++)
        x[i] = random_entry (rand);
      tf_procrustes (x, d, e, view, k_n, v);
      tf_gemm (CblasTrans, CblasNoTrans, view, k_n, d, 1, v, x, 0, best);
      tf_gemm (CblasTrans, CblasNoTrans, view, k_n, d, 1, q, x, 0, other);
      g_assert_cmpfloat (tf_dot (view * k_n, best, e), >=, tf_dot (view * k_n, other, e) - 1e-12);
    }
}

/* A = V S with a symmetric positive definite S = V'A, whose singular values span
 * ever more; and where they span more than digits, V is orthonormal still. None of
 * them span 1e4: there a last digit, which is another with other kernels, says
 * whether A'A serves. */
static void
test_polar_factor (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (6);

  for (int round = 0; round < 60; round++)
    {
      guint n = g_rand_int_range (rand, 1, 12), d = n + g_rand_int_range (rand, 0, 9);
      double span = pow (10, -round / 4 - 0.5);
      g_autofree double *q = g_new (double, d * n), *r = g_new (double, n * n), *s = g_new0 (double, n * n);
      g_autofree double *a = g_new (double, d * n), *v = g_new (double, d * n), *gram = g_new (double, n * n);

      for (guint i = 0; i < d * n; i++)
        q[i] = random_entry (rand);
      for (guint i = 0; i < n * n; i++)
        r[i] = random_entry (rand);
      tf_qr (d, n, q, NULL);
      tf_qr (n, n, r, NULL);
      for (guint j = 0; j < n; j++)
        for (guint i = 0; i < n; i++)
          for (guint k = 0; k < n; k++)
            s[i + j * n] += r[i + k * n] * (n > 1 ? pow (span, k / (n - 1.0)) : 1) * r[j + k * n];
      tf_gemm (CblasNoTrans, CblasNoTrans, d, n, n, 3, q, s, 0, a);
      tf_polar_factor (d, n, a, v);
      tf_gemm (CblasTrans, CblasNoTrans, n, n, d, 1, v, v, 0, gram);
      for (guint i = 0; i < n * n; i++)
        g_assert_cmpfloat_with_epsilon (gram[i], i % (n + 1) == 0, EPSILON);
      /* The smallest directions of A have span of the digits, those of A'A span^2. */
      for (guint i = 0; i < d * n; i++)
        g_assert_cmpfloat_with_epsilon (v[i], q[i], 1e-14 / (span > 1e-4 ? span * span : span) + EPSILON);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simplex/frame", test_frame);
  g_test_add_func ("/simplex/coxeter-plane", test_coxeter_plane);
  g_test_add_func ("/simplex/procrustes", test_procrustes);
  g_test_add_func ("/simplex/polar-factor", test_polar_factor);
  return g_test_run ();
}
