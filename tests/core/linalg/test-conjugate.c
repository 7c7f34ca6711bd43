/* test-conjugate.c: conjugate gradients against products with the matrix
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "conjugate.h"

#include <math.h>
#include <string.h>

#include "linalg.h"

/* A matrix and the right side that conjugate gradients solve it for, with its diagonal as M. */
typedef struct
{
  TfConjugate conjugate;
  double     *a;
  double      enough;
  guint       n_products;
} Equation;

static void
divide_by_diagonal (gpointer user_data)
{
  Equation *e = user_data;
  gsize n = e->conjugate.size;

  for (gsize i = 0; i < n; i++)
    e->conjugate.step[i] = e->conjugate.residual[i] / fabs (e->a[i + i * n]);
}

static gboolean
is_enough (gpointer user_data, double square)
{
  const Equation *e = user_data;

  g_assert_true (square >= 0);
  return sqrt (square) <= e->enough;
}

static void
times_a (gpointer user_data, double turn)
{
  Equation *e = user_data;
  gsize n = e->conjugate.size;

  g_assert_true (e->n_products > 0 ? turn > 0 : turn == 0);
  e->n_products++;
  cblas_dgemv (CblasColMajor, CblasNoTrans, n, n, 1, e->a, n, e->conjugate.direction, 1, 0, e->conjugate.image, 1);
}

static TfConjugateEnd
solve_equation (gsize n, double *a, const double *b, double enough, guint most, double *x, guint *n_iterations)
{
  static const TfConjugateClass klass = { divide_by_diagonal, is_enough, times_a };
  g_autofree double *residual = g_memdup2 (b, n * sizeof (double)), *step = g_new (double, n);
  g_autofree double *direction = g_new0 (double, n), *image = g_new (double, n);
  Equation e = { { n, x, residual, step, direction, image, most, 0 }, a, enough, 0 };
  TfConjugateEnd end;

  memset (x, 0, n * sizeof (double));
  end = tf_conjugate_run (&e.conjugate, &klass, &e);
  *n_iterations = e.conjugate.n_iterations;
  return end;
}

static void
test_conjugate (void)
{
  gsize n = 12;
  g_autofree double *g = g_new (double, n * n), *a = g_new0 (double, n * n), *b = g_new (double, n), *x = g_new (double, n);
  guint n_iterations;

  for (gsize i = 0; i < n * n; i++)
    g[i] = g_test_rand_double_range (-1, 1);
  for (gsize i = 0; i < n; i++)
    b[i] = g_test_rand_double_range (-1, 1);
  tf_gemm (CblasNoTrans, CblasTrans, n, n, n, 1, g, g, 0, a);
  for (gsize i = 0; i < n; i++)
    a[i + i * n] += 1 + i;
  g_assert_cmpint (solve_equation (n, a, b, 1e-12, 100, x, &n_iterations), ==, TF_CONJUGATE_ENOUGH);
  g_assert_cmpuint (n_iterations, >, 1);
  g_assert_cmpuint (n_iterations, <, 2 * n); /* n, but for rounding */
  cblas_dgemv (CblasColMajor, CblasNoTrans, n, n, -1, a, n, x, 1, 1, b, 1);
  g_assert_cmpfloat (tf_norm (n, b), <, 1e-10);
  g_assert_cmpint (solve_equation (n, a, x, 1e-12, 2, b, &n_iterations), ==, TF_CONJUGATE_TIRED);
  g_assert_cmpuint (n_iterations, ==, 2);
  g_assert_cmpint (solve_equation (n, a, x, INFINITY, 100, b, &n_iterations), ==, TF_CONJUGATE_ENOUGH);
  g_assert_cmpuint (n_iterations, ==, 0);
  cblas_dscal (n * n, -1, a, 1);
  g_assert_cmpint (solve_equation (n, a, x, 1e-12, 100, b, &n_iterations), ==, TF_CONJUGATE_FLAT);
  g_assert_cmpfloat (tf_norm (n, b), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/conjugate/equation", test_conjugate);
  return g_test_run ();
}
