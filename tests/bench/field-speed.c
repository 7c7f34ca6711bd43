/* field-speed.c: one evaluation of the vector field beside this machine's DGEMM
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: field-speed DIM THREADS. Prints one line `name=value …`: dim, columns,
 * threads, flops (one evaluation by the plain method, below), evaluation and
 * gemm (seconds, medians), and gemm_flops. Both are timed in turns.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/blas.h"
#include "core/field.h"
#include "core/linalg.h"
#include "core/synthetic.h"

#define N_CLASSES 10
#define PER_CLASS 1000
#define GEMM_SIZE 1536 /* large enough for the full speed of a core, and twice that of the caches */
#define PAIRS 15
#define EVALUATIONS 10 /* of which one pair takes the mean */

static int
compare (const void *a, const void *b)
{
  const double *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

static double
median (double *values)
{
  qsort (values, PAIRS, sizeof *values, compare);
  return values[PAIRS / 2];
}

/* What the equations ask for when nothing is carried over from one evaluation
 * to the next: X X' by SYRK, its Cholesky factor, two triangular solves for K
 * rows, W X and W' R; what is linear in the size of the state besides. */
static double
count_operations (double d, double q, double k_n)
{
  return d * (d + 1) * q + d * d * d / 3 + 2 * d * d * k_n + 4 * d * q * k_n + 2 * d * k_n * k_n + 4 * d * q;
}

static TfStart *
make_start (guint dim)
{
  TfSynthetic synthetic = TF_SYNTHETIC_DEFAULT;
  g_autoptr (TfFeatures) features = NULL;
  g_autoptr (TfMoments) moments = NULL;

  synthetic.n_classes = N_CLASSES;
  synthetic.per_class = PER_CLASS;
  synthetic.dim = dim;
  features = tf_synthetic_generate (&synthetic, NULL);
  g_assert_nonnull (features);
  moments = tf_moments_new (features, 0, NULL, NULL);
  g_assert_nonnull (moments);
  return tf_start_new (moments, &TF_PARAMETERS_DEFAULT, NULL);
}

static double
time_evaluation (TfField *field, const double *y, double *dy)
{
  gint64 start = g_get_monotonic_time ();

  for (int i = 0; i < EVALUATIONS; i++)
    if (!tf_field_evaluate (field, y, dy))
      g_error ("the start is not finite");
  return (g_get_monotonic_time () - start) / 1e6 / EVALUATIONS;
}

static double
time_gemm (const double *a, const double *b, double *c)
{
  gint64 start = g_get_monotonic_time ();

  tf_gemm (CblasNoTrans, CblasNoTrans, GEMM_SIZE, GEMM_SIZE, GEMM_SIZE, 1, a, b, 0, c);
  return (g_get_monotonic_time () - start) / 1e6;
}

static double *
make_square (void)
{
  double *a = g_new (double, GEMM_SIZE * GEMM_SIZE);

  for (gsize i = 0; i < GEMM_SIZE * GEMM_SIZE; i++)
    a[i] = i % 1021 / 1021.0;
  return a;
}

int
main (int argc, char **argv)
{
  guint dim = argc == 3 ? strtoul (argv[1], NULL, 10) : 0;
  int threads = argc == 3 ? strtol (argv[2], NULL, 10) : 0;
  g_autoptr (TfStart) start = NULL;
  g_autoptr (TfField) field = NULL;
  g_autofree double *a = make_square (), *b = make_square (), *c = make_square (), *dy = NULL;
  double evaluations[PAIRS], products[PAIRS];

  if (dim == 0 || threads < 1)
    {
      fputs ("usage: field-speed DIM THREADS\n", stderr);
      return 2;
    }
  tf_blas_set_threads (threads);
  start = make_start (dim);
  field = tf_field_new (start);
  tf_field_set_parameters (field, &TF_PARAMETERS_DEFAULT);
  dy = g_new (double, tf_field_size (field));
  time_gemm (a, b, c);
  time_evaluation (field, start->x0, dy);
  for (int i = 0; i < PAIRS; i++)
    {
      evaluations[i] = time_evaluation (field, start->x0, dy);
      products[i] = time_gemm (a, b, c);
    }
  printf ("dim=%u columns=%zu threads=%d flops=%.17g evaluation=%.9g gemm_flops=%.17g gemm=%.9g\n", dim,
          start->n_columns, threads, count_operations (start->dim, start->n_columns, N_CLASSES), median (evaluations),
          2.0 * GEMM_SIZE * GEMM_SIZE * GEMM_SIZE, median (products));
  return 0;
}
