/* field-speed.c: one evaluation of the vector field beside this machine's DGEMM
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: field-speed DIM. Prints one line `name=value …`: dim, flops (one evaluation
 * by the plain method in all dimensions, below), evaluation (in all dimensions),
 * run_evaluation (in those that a run to t = 100 comes to see), run_dim (how many
 * these are) and gemm (seconds, medians), and gemm_flops. They are timed in turns, in
 * one thread, as the program has it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blas.h"
#include "field.h"
#include "flow-state.h"
#include "linalg.h"
#include "synthetic.h"

#define N_CLASSES 10
#define PER_CLASS 1000
#define GEMM_SIZE 1536 /* large enough for the full speed of a core, and twice that of the caches */
#define PAIRS 15
#define EVALUATIONS 10 /* of which one pair takes the mean */
#define LAMBDA 5e-4
#define UNTIL 100

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

static TfMoments *
make_moments (guint dim)
{
  TfSynthetic synthetic = TF_SYNTHETIC_DEFAULT;
  g_autoptr (TfFeatures) features = NULL;
  TfMoments *moments;

  synthetic.n_classes = N_CLASSES;
  synthetic.per_class = PER_CLASS;
  synthetic.dim = dim;
  features = tf_synthetic_generate (&synthetic, NULL);
  g_assert_nonnull (features);
  moments = tf_moments_new (features, 0, NULL, NULL);
  g_assert_nonnull (moments);
  return moments;
}

/* In how many directions a run to the end works. */
static gsize
run_through (TfMoments *moments, const TfParameters *parameters)
{
  g_autoptr (TfFlow) flow = tf_flow_new (moments, parameters, NULL);

  if (!tf_flow_advance (flow, UNTIL, 0, NULL, NULL))
    g_error ("the flow does not get there");
  return tf_flow_get_start (flow)->dim;
}

/* A field at the start in at least so many directions, or in all. */
typedef struct
{
  TfStart *start;
  TfField *field;
  double *dy;
  double seconds[PAIRS];
} Subject;

static void
set_up (Subject *self, TfMoments *moments, const TfParameters *parameters, gsize dim)
{
  self->start = tf_start_new (moments, parameters, NULL);
  while (self->start->dim < dim && tf_start_grow (self->start))
    ;
  self->field = tf_field_new (self->start);
  tf_field_set_parameters (self->field, parameters);
  self->dy = g_new (double, tf_field_size (self->field));
}

static void
tear_down (Subject *self)
{
  tf_field_free (self->field);
  tf_start_free (self->start);
  g_free (self->dy);
}

static double
time_evaluation (Subject *self)
{
  gint64 start = g_get_monotonic_time ();

  for (int i = 0; i < EVALUATIONS; i++)
    if (!tf_field_evaluate (self->field, self->start->x0, self->dy))
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
  guint dim = argc == 2 ? strtoul (argv[1], NULL, 10) : 0;
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfMoments) moments = NULL;
  g_autofree double *a = make_square (), *b = make_square (), *c = make_square ();
  double products[PAIRS];
  Subject all, seen;
  gsize run_dim;

  if (dim == 0)
    {
      fputs ("usage: field-speed DIM\n", stderr);
      return 2;
    }
  tf_blas_set_threads (1);
  parameters.lambda_w = parameters.lambda_h = LAMBDA;
  parameters.beta = 0;
  moments = make_moments (dim);
  run_dim = run_through (moments, &parameters);
  set_up (&all, moments, &parameters, dim);
  set_up (&seen, moments, &parameters, run_dim);
  time_gemm (a, b, c);
  time_evaluation (&all);
  time_evaluation (&seen);
  for (int i = 0; i < PAIRS; i++)
    {
      all.seconds[i] = time_evaluation (&all);
      seen.seconds[i] = time_evaluation (&seen);
      products[i] = time_gemm (a, b, c);
    }
  printf ("dim=%zu flops=%.17g evaluation=%.9g run_evaluation=%.9g run_dim=%zu gemm_flops=%.17g gemm=%.9g\n",
          all.start->dim, count_operations (all.start->dim, all.start->n_columns, N_CLASSES),
          median (all.seconds), median (seen.seconds), seen.start->dim, 2.0 * GEMM_SIZE * GEMM_SIZE * GEMM_SIZE,
          median (products));
  tear_down (&all);
  tear_down (&seen);
  return 0;
}
