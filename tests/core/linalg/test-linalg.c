/* test-linalg.c: the kernels for small matrices against plain loops
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every set of instructions that this processor has is tried, not only the one
 * that the program would choose. What may not be read is not a number, what may not
 * be written is looked at afterwards, and blocks of memory end where matrices do.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "linalg-small.h"
#include "linalg.h"

#define ROUNDING 1e-14

/* Every remainder of blocks and vectors, and some sizes of the use. */
static const gsize SIZES[] = { 0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16,
                               17, 18, 19, 20, 21, 22, 23, 24, 25, 31, 33, 47, 64, 71, 100, 129 };

static double *
random_matrix (GRand *rand, gsize size)
{
  double *a = g_new (double, size);

  for (gsize i = 0; i < size; i++)
    a[i] = g_rand_double_range (rand, -1, 1);
  return a;
}

/* Nothing above the diagonal is a number. */
static void
hide_upper (gsize n, double *a)
{
  for (gsize j = 0; j < n; j++)
    for (gsize i = 0; i < j; i++)
      a[i + j * n] = NAN;
}

static void
check_upper_hidden (gsize n, const double *a)
{
  for (gsize j = 0; j < n; j++)
    for (gsize i = 0; i < j; i++)
      g_assert_true (isnan (a[i + j * n]));
}

/* (A A')_ij */
static double
product_at (gsize n, gsize k, const double *a, gsize i, gsize j)
{
  double sum = 0;

  for (gsize p = 0; p < k; p++)
    sum += a[i + p * n] * a[j + p * n];
  return sum;
}

/* A A' + I with A of few columns, without an upper triangle. */
static double *
positive_matrix (GRand *rand, gsize n)
{
  gsize k = MIN (n, 8);
  g_autofree double *a = random_matrix (rand, n * k);
  double *square = g_new (double, n * n);

  for (gsize j = 0; j < n; j++)
    for (gsize i = 0; i < n; i++)
      square[i + j * n] = product_at (n, k, a, i, j) + (i == j);
  hide_upper (n, square);
  return square;
}

static void
check_syrk (const TfSmall *small, GRand *rand, gsize n, gsize k, double alpha, double beta)
{
  g_autofree double *a = random_matrix (rand, n * k);
  g_autofree double *before = random_matrix (rand, n * n);
  g_autofree double *c = NULL;

  hide_upper (n, before);
  for (gsize i = 0; i < n * n && beta == 0; i++)
    before[i] = NAN; /* not to be read at all */
  c = g_memdup2 (before, n * n * sizeof (double));
  small->syrk (n, k, alpha, a, beta, c);
  check_upper_hidden (n, c);
  for (gsize j = 0; j < n; j++)
    for (gsize i = j; i < n; i++)
      {
        double kept = beta == 0 ? 0 : beta * before[i + j * n];

        g_assert_cmpfloat_with_epsilon (c[i + j * n], alpha * product_at (n, k, a, i, j) + kept,
                                        ROUNDING * (k + 1) * (fabs (alpha) + fabs (beta)));
      }
}

static void
test_syrk (gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint s = 0; s < G_N_ELEMENTS (SIZES); s++)
    {
      gsize n = SIZES[s], widths[] = { 0, 1, n / 2, n + 10 };

      for (guint w = 0; w < G_N_ELEMENTS (widths); w++)
        {
          check_syrk (data, rand, n, widths[w], 1, 0);
          check_syrk (data, rand, n, widths[w], -0.7, 1.3);
        }
    }
}

static void
test_cholesky (gconstpointer data)
{
  const TfSmall *small = data;
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (guint s = 0; s < G_N_ELEMENTS (SIZES); s++)
    {
      gsize n = SIZES[s];
      g_autofree double *a = positive_matrix (rand, n);
      g_autofree double *l = g_memdup2 (a, n * n * sizeof (double));

      g_assert_true (small->cholesky (n, l));
      check_upper_hidden (n, l);
      for (gsize j = 0; j < n; j++)
        for (gsize i = 0; i < j; i++)
          l[i + j * n] = 0;
      for (gsize j = 0; j < n; j++)
        for (gsize i = j; i < n; i++)
          g_assert_cmpfloat_with_epsilon (product_at (n, n, l, i, j), a[i + j * n], ROUNDING * n * n);
    }
}

/* Whichever pivot it is that is not positive, it is noticed. */
static void
test_indefinite (gconstpointer data)
{
  const TfSmall *small = data;
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  const double wrong[] = { 0, -1, NAN, -INFINITY };

  for (guint s = 1; s < G_N_ELEMENTS (SIZES); s++)
    for (guint w = 0; w < G_N_ELEMENTS (wrong); w++)
      {
        gsize n = SIZES[s], at = g_rand_int_range (rand, 0, n);
        g_autofree double *a = positive_matrix (rand, n);

        a[at + at * n] = wrong[w];
        g_assert_false (small->cholesky (n, a));
      }
}

static void
check_solve (const TfSmall *small, GRand *rand, gsize n, gsize m)
{
  g_autofree double *a = positive_matrix (rand, n);
  g_autofree double *l = g_memdup2 (a, n * n * sizeof (double));
  g_autofree double *x = random_matrix (rand, n * m);
  g_autofree double *b = g_new0 (double, n * m);

  for (gsize c = 0; c < m; c++)
    for (gsize j = 0; j < n; j++)
      for (gsize i = 0; i < n; i++)
        b[i + c * n] += (i < j ? a[j + i * n] : a[i + j * n]) * x[j + c * n];
  g_assert_true (small->cholesky (n, l));
  small->cholesky_solve (n, l, m, b);
  for (gsize i = 0; i < n * m; i++)
    g_assert_cmpfloat_with_epsilon (b[i], x[i], ROUNDING * 100 * n);
}

static void
test_solve (gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  const gsize sides[] = { 0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 15, 16, 17, 23, 24, 25, 40 };

  for (guint s = 0; s < G_N_ELEMENTS (SIZES); s++)
    for (guint m = 0; m < G_N_ELEMENTS (sides); m++)
      check_solve (data, rand, SIZES[s], sides[m]);
}

/* B as it lies, or transposed, with room between columns that is not touched. */
static void
check_multiply (const TfSmall *small, GRand *rand, gsize m, gsize n, gsize k, gboolean transposed, double beta)
{
  gsize a_step = m + 2, b_step = transposed ? n + 3 : 1, b_next = transposed ? 1 : k + 3, c_next = m + 1;
  g_autofree double *a = random_matrix (rand, MAX (a_step * k, 1)), *b = random_matrix (rand, (n + 3) * (k + 3));
  g_autofree double *before = random_matrix (rand, MAX (c_next * n, 1)), *c = NULL;

  for (gsize j = 0; j < n; j++)
    for (gsize i = beta == 0 ? 0 : m; i < c_next; i++)
      before[i + j * c_next] = 7;
  c = g_memdup2 (before, MAX (c_next * n, 1) * sizeof (double));
  small->multiply (m, n, k, 1.5, a, a_step, b, b_step, b_next, beta, c, c_next);
  for (gsize j = 0; j < n; j++)
    {
      for (gsize i = 0; i < m; i++)
        {
          double sum = beta * before[i + j * c_next];

          for (gsize p = 0; p < k; p++)
            sum += 1.5 * a[i + p * a_step] * b[p * b_step + j * b_next];
          g_assert_cmpfloat_with_epsilon (c[i + j * c_next], sum, ROUNDING * (k + 1));
        }
      g_assert_cmpfloat (c[m + j * c_next], ==, 7);
    }
}

static void
test_multiply (gconstpointer data)
{
  static const gsize rows[] = { 1, 3, 8, 10, 16, 17, 40 }, columns[] = { 0, 1, 2, 7, 10, 23 }, inner[] = { 0, 1, 60, 300, 1000 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);

  for (guint m = 0; m < G_N_ELEMENTS (rows); m++)
    for (guint n = 0; n < G_N_ELEMENTS (columns); n++)
      for (guint k = 0; k < G_N_ELEMENTS (inner); k++)
        for (int i = 0; i < 4; i++)
          check_multiply (data, rand, rows[m], columns[n], inner[k], i & 1, i & 2 ? 0.5 : 0);
}

static void
test_exp (gconstpointer data)
{
  const TfSmall *small = data;
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  double far[] = { 0, -INFINITY, -1e300, -709, 1, 700, NAN };

  for (gsize n = 0; n < 40; n++)
    {
      g_autofree double *x = random_matrix (rand, MAX (n, 1)), *y = g_new (double, n + 1);

      for (gsize i = 0; i < n; i++)
        y[i] = x[i] *= n % 2 ? 40 : 700;
      y[n] = 3;
      small->exp (n, y);
      for (gsize i = 0; i < n; i++)
        g_assert_cmpfloat_with_epsilon (y[i] / exp (x[i]), 1, 4e-16);
      g_assert_cmpfloat (y[n], ==, 3);
    }
  small->exp (G_N_ELEMENTS (far), far);
  g_assert_cmpfloat (far[0], ==, 1);
  for (guint i = 1; i < 4; i++)
    g_assert_cmpfloat (far[i], ==, 0);
  g_assert_cmpfloat_with_epsilon (far[4] / G_E, 1, 4e-16);
  g_assert_cmpfloat_with_epsilon (far[5] / exp (700), 1, 4e-16);
  g_assert_true (isnan (far[6]));
}

/* What callers use is the same with nothing and on both sides of each limit. */
static void
test_limits (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  const TfSmall callers = { .syrk = tf_syrk, .cholesky = tf_cholesky, .cholesky_solve = tf_cholesky_solve };
  const TfSmall *small = tf_small_get (0);
  gsize limits[] = { 16, 16, 16 };

  check_syrk (&callers, rand, 0, 5, 1, 0);
  check_solve (&callers, rand, 0, 3);
  check_solve (&callers, rand, 3, 0);

  if (small != NULL)
    memcpy (limits, (gsize[]) { small->syrk_until, small->cholesky_until, small->solve_until }, sizeof limits);
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    for (gsize n = limits[i]; n <= limits[i] + 1; n++)
      {
        check_syrk (&callers, rand, n, 5, 1.5, 1);
        check_solve (&callers, rand, n, 3);
      }
}

static void
add (const char *name, const TfSmall *small, GTestDataFunc test)
{
  g_autofree char *path = g_strdup_printf ("/linalg/%s/%s", small->name, name);

  g_test_add_data_func (path, small, test);
}

/* A = U diag(s) V', U and V orthonormal, and s as it is without them: small and large, wide and tall. */
static void
test_svd (void)
{
  static const gsize sizes[][2] = { { 5, 3 }, { 3, 7 }, { 200, 150 }, { 140, 220 } };
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      gsize m = sizes[i][0], n = sizes[i][1], p = MIN (m, n);
      g_autofree double *a = g_new (double, m * n), *u = g_new (double, m * p), *vt = g_new (double, n * p);
      g_autofree double *s = g_new (double, p), *alone = g_new (double, p), *product = g_new (double, m * n);
      g_autofree double *copy = NULL, *again = NULL, *gram = g_new (double, p * p);

      for (gsize j = 0; j < m * n; j++)
        a[j] = g_rand_double_range (rand, -1, 1);
      memcpy (a, a + m, m * sizeof (double)); /* two columns alike: one singular value less */
      copy = g_memdup2 (a, m * n * sizeof (double));
      again = g_memdup2 (a, m * n * sizeof (double));
      g_assert_true (tf_svd (m, n, copy, u, s, vt));
      g_assert_true (tf_svd (m, n, again, NULL, alone, NULL));
      tf_gemm (CblasTrans, CblasNoTrans, p, p, m, 1, u, u, 0, gram);
      for (gsize j = 0; j < p * p; j++)
        g_assert_cmpfloat_with_epsilon (gram[j], j % (p + 1) == 0, 1e-12);
      for (gsize j = 0; j < p; j++)
        {
          g_assert_cmpfloat_with_epsilon (s[j], alone[j], 1e-12 * alone[0]);
          cblas_dscal (m, s[j], u + j * m, 1);
        }
      tf_gemm (CblasNoTrans, CblasNoTrans, m, n, p, 1, u, vt, 0, product);
      for (gsize j = 0; j < m * n; j++)
        g_assert_cmpfloat_with_epsilon (product[j], a[j], 1e-12);
      memcpy (copy, a, m * n * sizeof (double));
      g_assert_true (tf_svd (m, n, copy, u, alone, NULL)); /* one side alone */
      g_assert_cmpfloat_with_epsilon (alone[p - 1], s[p - 1], 1e-12 * s[0]);
    }
}

/* Few rows and many: one way of computing and the other. A column alone may be at any distance from itself. */
static void
test_rows (void)
{
  static const struct { gsize n, k, b_step, b_next; } shapes[] = { { 1, 7, 1, 1 }, { 3, 7, 1, 7 }, { 3, 7, 3, 1 }, { 4, 1, 1, 1 } };
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    for (gsize m = 1; m <= 512; m *= 8)
      {
        gsize n = shapes[i].n, k = shapes[i].k;
        g_autofree double *a = random_matrix (rand, m * k), *b = random_matrix (rand, n * k), *c = g_new0 (double, m * n);

        tf_gemm_rows (m, n, k, 2, a, m, b, shapes[i].b_step, shapes[i].b_next, 0, c, m);
        for (gsize r = 0; r < m; r++)
          for (gsize j = 0; j < n; j++)
            {
              double sum = 0;

              for (gsize p = 0; p < k; p++)
                sum += 2 * a[r + p * m] * b[p * shapes[i].b_step + j * shapes[i].b_next];
              g_assert_cmpfloat_with_epsilon (c[r + j * m], sum, 1e-13);
            }
      }
}

int
main (int argc, char **argv)
{
  const TfSmall *small;

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; (small = tf_small_get (i)) != NULL; i++)
    {
      add ("syrk", small, test_syrk);
      add ("cholesky", small, test_cholesky);
      add ("indefinite", small, test_indefinite);
      add ("solve", small, test_solve);
      add ("multiply", small, test_multiply);
      add ("exp", small, test_exp);
    }
  g_test_add_func ("/linalg/limits", test_limits);
  g_test_add_func ("/linalg/svd", test_svd);
  g_test_add_func ("/linalg/rows", test_rows);
  return g_test_run ();
}
