/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "covariance.h"

#include "linalg.h"
#include "thread.h"

/* Samples converted at a time: as many as a product takes at once. */
#define BLOCK 384

/* Multiplications for which a second thread is worth while; and where its matrix takes
 * too much memory: above so many dimensions unless there are this many samples to each. */
#define LEAST_WORK 1e8
#define MAX_DIM_HALVED 2048
#define SAMPLES_PER_DIM 32

typedef struct
{
  const TfMoments *moments;
  TfFeatures *features;
  double *sums[2];  /* d x d, lower triangle: of each part */
  double *squares;  /* N */
  GCancellable *cancellable;
} Job;

/* Deviations of samples [first, first + n), d x n, and their squares. */
static void
get_deviations (const Job *job, gsize first, gsize n, double *rows)
{
  const TfMoments *moments = job->moments;
  const guint32 *classes = tf_features_get_classes (job->features) + first;
  gsize d = moments->dim;

  tf_features_get_rows (job->features, first, n, rows);
  for (gsize i = 0; i < n; i++)
    {
      const double *mean = moments->means + classes[i] * d;
      double *row = rows + i * d;
      /* A lone sample is its class mean exactly, and round-off must not make it more. */
      double share = moments->sizes[classes[i]] == 1 ? 0 : 1;

      for (gsize j = 0; j < d; j++)
        row[j] = share * (row[j] - mean[j]);
      job->squares[first + i] = tf_dot (d, row, row);
    }
}

/* Unfinished when cancelled. */
static void
gather_part (gsize first, gsize n, guint part, gpointer user_data)
{
  const Job *job = user_data;
  gsize d = job->moments->dim;
  g_autofree double *rows = g_new (double, MIN (BLOCK, n) * d);

  for (gsize at = first, end = first + n, length; at < end && !g_cancellable_is_cancelled (job->cancellable); at += length)
    {
      length = MIN (BLOCK, end - at);
      get_deviations (job, at, length, rows);
      tf_syrk (d, length, 1.0 / job->moments->n_samples, rows, 1, job->sums[part]);
    }
}

gboolean
tf_covariance_is_halved (gsize n_samples, gsize side, gsize dim)
{
  return (double) n_samples * side * MAX (side, dim) > LEAST_WORK
         && (side <= MAX_DIM_HALVED || n_samples / SAMPLES_PER_DIM >= side);
}

double *
tf_covariance_gather (const TfMoments *moments, TfFeatures *features, double *squares, GCancellable *cancellable,
                      GError **error)
{
  gsize n = moments->n_samples, d = moments->dim;
  g_autofree double *first = g_new0 (double, d * d), *second = NULL;
  Job job = { .moments = moments, .features = features, .squares = squares, .cancellable = cancellable };

  job.sums[0] = first;
  if (tf_covariance_is_halved (n, d, d))
    {
      job.sums[1] = second = g_new0 (double, d * d);
      tf_thread_halve (n, BLOCK, gather_part, &job);
      cblas_daxpy (d * d, 1, second, 1, first, 1);
    }
  else
    gather_part (0, n, 0, &job);
  return g_cancellable_set_error_if_cancelled (cancellable, error) ? NULL : g_steal_pointer (&first);
}
