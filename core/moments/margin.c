/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "margin.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "kept.h"
#include "linalg.h"
#include "thread.h"

#define BLOCK 128
/* Multiplications for which a thread is worth while. */
#define LEAST_WORK 2e7

/* Of one part of the samples: parts have a thread each. */
typedef struct
{
  double margins;
  gsize n_right, n_evaluated;
} Sums;

typedef struct
{
  const TfMoments *moments;
  const TfKept *kept;
  gsize k_n;
  double *slopes;        /* K x dim: of points */
  double *lengths;       /* K: of their rows */
  const double *offsets; /* K x K */
  gboolean *settled;     /* K: the class is as its mean is */
  Sums sums[2];
} Job;

/* The first of the largest but `without`, or of all for without = n. */
static gsize
argmax (gsize n, const double *x, gsize without)
{
  gsize best = without == 0 ? 1 : 0;

  for (gsize i = best + 1; i < n; i++)
    if (i != without && x[i] > x[best])
      best = i;
  return best;
}

/* At the least, how long a point must be before logit j is as large as logit i. */
static double
find_reach (const Job *self, const double *x, gsize i, gsize j)
{
  double apart = 0, margin = x[i] - x[j] - 16 * DBL_EPSILON * (fabs (x[i]) + fabs (x[j]));

  for (gsize l = 0; l < self->kept->dim; l++)
    {
      double step = self->slopes[i + l * self->k_n] - self->slopes[j + l * self->k_n];

      apart += step * step;
    }
  /* What is lost of a difference of two long slopes. */
  apart = sqrt (apart) + 4 * DBL_EPSILON * (self->lengths[i] + self->lengths[j]);
  if (!(margin > 0))
    return 0;
  return apart > 0 ? margin / apart : INFINITY;
}

/* All points of class k have the runner-up of its mean, and are right or wrong as it is. */
static gboolean
is_settled (const Job *self, gsize k)
{
  const double *x = self->offsets + k * self->k_n;
  gsize runner_up = argmax (self->k_n, x, k), above = x[k] > x[runner_up] ? k : runner_up;
  double norm = self->kept->largest_norms[k];

  if (!(norm < find_reach (self, x, above, above == k ? runner_up : k)))
    return FALSE;
  for (gsize j = 0; j < self->k_n; j++)
    if (j != k && j != runner_up && !(norm < find_reach (self, x, runner_up, j)))
      return FALSE;
  return TRUE;
}

/* The points' own sum is 0 where all of a class are kept: they are its deviations. */
static void
add_class (Job *self, gsize k)
{
  const double *x = self->offsets + k * self->k_n;
  gsize runner_up = argmax (self->k_n, x, k);

  self->sums[0].margins += self->kept->sizes[k] * (x[k] - x[runner_up]);
  self->sums[0].n_right += x[k] > x[runner_up] ? self->kept->sizes[k] : 0;
}

static void
add_point (Sums *sums, gsize k_n, gsize k, const double *x)
{
  sums->margins += x[k] - x[argmax (k_n, x, k)];
  sums->n_right += argmax (k_n, x, k_n) == k;
  sums->n_evaluated++;
}

/* A run of n <= BLOCK points. */
static void
evaluate (const Job *self, Sums *sums, gsize first, gsize n, double *points, double *logits)
{
  const guint32 *classes = self->kept->classes + first;
  gsize k_n = self->k_n, dim = self->kept->dim;

  tf_kept_get_points (self->moments, first, n, points);
  for (gsize i = 0; i < n; i++)
    memcpy (logits + i * k_n, self->offsets + classes[i] * k_n, k_n * sizeof (double));
  tf_gemm (CblasNoTrans, CblasNoTrans, k_n, n, dim, 1, self->slopes, points, 1, logits);
  for (gsize i = 0; i < n; i++)
    add_point (sums, k_n, classes[i], logits + i * k_n);
}

/* Points [first, first + length) of classes that are not settled. */
static void
evaluate_part (gsize first, gsize length, guint part, gpointer user_data)
{
  Job *self = user_data;
  const guint32 *classes = self->kept->classes;
  gsize end = first + length;
  g_autofree double *points = g_new (double, BLOCK * MAX (self->kept->dim, 1));
  g_autofree double *logits = g_new (double, BLOCK * self->k_n);

  for (gsize at = first, n; at < end; at += MAX (n, 1))
    {
      for (n = 0; n < BLOCK && at + n < end && !self->settled[classes[at + n]]; n++)
        ;
      if (n > 0)
        evaluate (self, self->sums + part, at, n, points, logits);
    }
}

static void
evaluate_unsettled (Job *self)
{
  gsize n = self->kept->n;

  if ((double) n * self->k_n * self->kept->dim > LEAST_WORK)
    tf_thread_halve (n, BLOCK, evaluate_part, self);
  else
    evaluate_part (0, n, 0, self);
}

TfMargin
tf_margin_measure (const TfMoments *moments, const double *slopes, const double *offsets, gsize *n_evaluated)
{
  const TfKept *kept = moments->kept;
  gsize k_n = moments->n_classes;
  g_autofree double *brought = tf_kept_bring (moments, k_n, slopes), *lengths = g_new (double, k_n);
  g_autofree gboolean *settled = g_new0 (gboolean, k_n);
  Job self = { moments, kept, k_n, brought, lengths, offsets, settled, { { 0, 0, 0 } } };

  if (kept->n == 0 || moments->summarized)
    return (TfMargin){ NAN, NAN };
  if (k_n < 2)
    return (TfMargin){ NAN, 1 };
  for (gsize k = 0; k < k_n; k++)
    lengths[k] = cblas_dnrm2 (kept->dim, brought + k, k_n);
  for (gsize k = 0; k < k_n; k++)
    {
      settled[k] = kept->features != NULL && is_settled (&self, k);
      if (settled[k])
        add_class (&self, k);
    }
  evaluate_unsettled (&self);
  if (n_evaluated != NULL)
    *n_evaluated = self.sums[0].n_evaluated + self.sums[1].n_evaluated;
  return (TfMargin){ (self.sums[0].margins + self.sums[1].margins) / kept->n,
                     (double) (self.sums[0].n_right + self.sums[1].n_right) / kept->n };
}
