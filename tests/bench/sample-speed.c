/* sample-speed.c: one evaluation of cross-entropy beside one pass over H
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: sample-speed DIM PER_CLASS. Prints one line `name=value …`: evaluation (of the
 * joint flow's slope on the whole state, ten classes) and pass (that reads H and writes
 * as much); seconds, medians of turns. The pass is one thread's; the evaluation is in two halves
 * where there are two cores.
 */
#include <stdio.h>
#include <stdlib.h>

#include "blas.h"
#include "synthetic.h"
#include "system.h"
#include "system-kinds.h"

#define N_CLASSES 10
#define TURNS 21

static int
compare (const void *a, const void *b)
{
  const double *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

static double
median (double *values)
{
  qsort (values, TURNS, sizeof *values, compare);
  return values[TURNS / 2];
}

static TfStart *
make_start (guint dim, guint per_class, const TfParameters *parameters)
{
  TfSynthetic synthetic = TF_SYNTHETIC_DEFAULT;
  g_autoptr (TfFeatures) features = NULL;
  g_autoptr (TfMoments) moments = NULL;
  g_autoptr (TfStart) reduced = NULL;

  synthetic.n_classes = N_CLASSES;
  synthetic.per_class = per_class;
  synthetic.dim = dim;
  features = tf_synthetic_generate (&synthetic, NULL);
  moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  reduced = tf_start_new (moments, parameters, NULL);
  return tf_start_new_whole (reduced, NULL);
}

static void
pass (gsize size, const double *from, double *to)
{
  for (gsize i = 0; i < size; i++)
    to[i] = 1.0000001 * from[i];
}

int
main (int argc, char **argv)
{
  TfParameters p = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfStart) start = NULL;
  g_autoptr (TfSystem) system = NULL;
  g_autofree double *y = NULL, *dy = NULL;
  double evaluations[TURNS], passes[TURNS];
  gsize size;

  if (argc != 3)
    return 2;
  tf_blas_set_threads (1);
  p.loss = TF_LOSS_CROSS_ENTROPY;
  p.flow = TF_FLOW_JOINT;
  p.initial_w = TF_INITIAL_W_RANDOM;
  start = make_start (strtoul (argv[1], NULL, 10), strtoul (argv[2], NULL, 10), &p);
  system = tf_system_new (start, &p);
  size = start->dim * start->n_columns;
  y = g_new0 (double, tf_system_get_size (system));
  dy = g_new0 (double, tf_system_get_size (system));
  pass (size, start->x0, y);
  tf_system_write_weights (system, start->weights0, NULL, y);
  for (int i = 0; i < TURNS; i++)
    {
      gint64 begin = g_get_monotonic_time (), between;

      if (!tf_system_evaluate (system, y, dy))
        return 1;
      between = g_get_monotonic_time ();
      pass (size, y, dy);
      evaluations[i] = (between - begin) * 1e-6;
      passes[i] = (g_get_monotonic_time () - between) * 1e-6;
    }
  printf ("evaluation=%.6g pass=%.6g\n", median (evaluations), median (passes));
  return 0;
}
