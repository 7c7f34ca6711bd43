/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scatter.h"

#include <math.h>
#include <string.h>

#include "covariance.h"
#include "linalg.h"
#include "thread.h"

/* Samples converted at a time. A product of fewer waits for the memory its result is
 * in; where there are fewer samples than dimensions, that is nothing beside the rows. */
#define BLOCK 384
#define BLOCK_WIDE 64

gboolean
tf_scatter_fits (gsize n_classes, gsize n)
{
  return n == 0 || tf_packed_size (n) <= TF_SCATTER_MOST / n_classes;
}

static gboolean
is_wide (const TfMoments *moments)
{
  return moments->n_samples < moments->dim;
}

gsize
tf_scatter_get_dim (const TfMoments *moments)
{
  return is_wide (moments) ? moments->rank : moments->dim;
}

double *
tf_scatter_get_map (const TfMoments *moments)
{
  gsize r = moments->rank;
  double *map;

  if (!is_wide (moments))
    return tf_moments_invert_factor (moments);
  map = g_new0 (double, MAX (r * r, 1));
  for (gsize i = 0; i < r; i++)
    map[i + i * r] = 1;
  return map;
}

/* Samples are gone over class by class, by one thread or two: the first does one half of
 * them and the second the other, so that the last class of the one may be the first of
 * the other. */
typedef struct
{
  TfMoments *moments;
  TfFeatures *features;
  const double *inverse; /* d x r: makes z; NULL: the features' coordinates are kept */
  gsize *order;          /* N: samples by class */
  gsize *starts;         /* K + 1: where each class begins in it */
  double *squares[2];    /* e x e, lower triangle: of each part's present class */
  double *rest;          /* packed: what the second part adds to a class of the first's */
  GCancellable *cancellable;
} Job;

/* Samples by class, each class in the order of the file. */
static gsize *
sort_by_class (const TfMoments *moments, TfFeatures *features, gsize *starts)
{
  const guint32 *classes = tf_features_get_classes (features);
  gsize *order = g_new (gsize, moments->n_samples);
  g_autofree gsize *next = g_new (gsize, moments->n_classes);
  gsize n = 0;

  for (gsize k = 0; k < moments->n_classes; k++)
    {
      starts[k] = next[k] = n;
      n += moments->sizes[k];
    }
  starts[moments->n_classes] = n;
  for (gsize i = 0; i < moments->n_samples; i++)
    order[next[classes[i]]++] = i;
  return order;
}

/* Deviations of n samples of class k; d x n. */
static void
get_deviations (const Job *job, gsize k, const gsize *samples, gsize n, double *rows)
{
  gsize d = job->moments->dim;
  const double *mean = job->moments->means + k * d;

  for (gsize i = 0, run; i < n; i += run)
    {
      for (run = 1; i + run < n && samples[i + run] == samples[i] + run; run++)
        ;
      tf_features_get_rows (job->features, samples[i], run, rows + i * d);
    }
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < d; j++)
      rows[i * d + j] -= mean[j];
}

/* Adds `share` of the squares of samples [at, end), all of class k, to square. */
static void
add_squares (const Job *job, gsize k, gsize at, gsize end, double share, double *rows, double *z, double *square)
{
  gsize d = job->moments->dim, e = tf_scatter_get_dim (job->moments);
  gsize block = is_wide (job->moments) ? BLOCK_WIDE : BLOCK;

  /* A lone sample is its class mean exactly, and round-off must not make it more. */
  if (job->moments->sizes[k] == 1)
    return;
  for (gsize length; at < end && !g_cancellable_is_cancelled (job->cancellable); at += length)
    {
      length = MIN (block, end - at);
      get_deviations (job, k, job->order + at, length, rows);
      if (job->inverse != NULL)
        tf_gemm (CblasTrans, CblasNoTrans, e, length, d, 1, job->inverse, rows, 0, z);
      tf_syrk (e, length, share, job->inverse != NULL ? z : rows, 1, square);
    }
}

static void
pack (gsize e, const double *square, double *packed)
{
  for (gsize j = 0; j < e; j++)
    for (gsize i = 0; i <= j; i++)
      packed[i + tf_packed_size (j)] = square[j + i * e];
}

/* Unfinished when cancelled. */
static void
gather_part (gsize first, gsize n, guint part, gpointer user_data)
{
  const Job *job = user_data;
  const TfMoments *moments = job->moments;
  gsize d = moments->dim, e = tf_scatter_get_dim (moments), k = 0;
  gsize block = MIN (is_wide (moments) ? BLOCK_WIDE : BLOCK, n);
  g_autofree double *rows = g_new (double, block * d);
  g_autofree double *z = job->inverse != NULL ? g_new (double, block * MAX (e, 1)) : NULL;
  double *square = job->squares[part];

  for (gsize at = first, end; at < first + n; at = end)
    {
      while (job->starts[k + 1] <= at)
        k++;
      end = MIN (job->starts[k + 1], first + n);
      memset (square, 0, e * e * sizeof (double));
      add_squares (job, k, at, end, 1.0 / moments->sizes[k], rows, z, square);
      pack (e, square, at > job->starts[k] ? job->rest : moments->scatters + k * tf_packed_size (e));
    }
}

/* What the second part has found to what the first has. */
static void
join_parts (Job *job, gsize first_of_second)
{
  gsize e = tf_scatter_get_dim (job->moments), k = 0;

  while (job->starts[k + 1] <= first_of_second)
    k++;
  for (gsize i = 0; i < tf_packed_size (e) && job->starts[k] < first_of_second; i++)
    job->moments->scatters[i + k * tf_packed_size (e)] += job->rest[i];
}

static void
gather (Job *job)
{
  TfMoments *moments = job->moments;
  gsize n = moments->n_samples, e = tf_scatter_get_dim (moments);

  job->starts = g_new (gsize, moments->n_classes + 1);
  job->order = sort_by_class (moments, job->features, job->starts);
  job->squares[0] = g_new0 (double, MAX (e * e, 1));
  if (tf_covariance_is_halved (n, e, moments->dim))
    {
      job->squares[1] = g_new0 (double, e * e);
      job->rest = g_new0 (double, tf_packed_size (e));
      tf_thread_halve (n, 1, gather_part, job);
      join_parts (job, n / 2);
      g_clear_pointer (&job->squares[1], g_free);
      g_clear_pointer (&job->rest, g_free);
    }
  else
    gather_part (0, n, 0, job);
  g_free (job->squares[0]);
  g_free (job->order);
  g_free (job->starts);
}

static void
make_room (TfMoments *moments)
{
  moments->scatters = g_new (double, MAX (moments->n_classes * tf_packed_size (tf_scatter_get_dim (moments)), 1));
}

/* square, its lower triangle: Sigma_W = sum p_k Sigma_k. */
static void
add_classes (const TfMoments *moments, double *square)
{
  gsize d = moments->dim;

  memset (square, 0, d * d * sizeof (double));
  for (guint k = 0; k < moments->n_classes; k++)
    {
      const double *packed = moments->scatters + k * tf_packed_size (d);

      for (gsize j = 0; j < d; j++)
        for (gsize i = 0; i <= j; i++)
          square[j + i * d] += moments->shares[k] * packed[i + tf_packed_size (j)];
    }
}

double *
tf_scatter_gather (TfMoments *moments, TfFeatures *features, GCancellable *cancellable, GError **error)
{
  gsize d = moments->dim;
  Job job = { .moments = moments, .features = features, .cancellable = cancellable };
  double *covariance;

  make_room (moments);
  gather (&job);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  covariance = g_new (double, d * d);
  add_classes (moments, covariance);
  for (gsize k = 0; k < moments->n_classes; k++)
    {
      const double *packed = moments->scatters + k * tf_packed_size (d);

      moments->spreads[k] = 0;
      for (gsize j = 0; j < d; j++)
        moments->spreads[k] += packed[tf_packed_size (j + 1) - 1];
    }
  return covariance;
}

gboolean
tf_scatter_fill_wide (TfMoments *moments, TfFeatures *features, GCancellable *cancellable, GError **error)
{
  g_autofree double *inverse = tf_moments_invert_factor (moments);
  Job job = { .moments = moments, .features = features, .inverse = inverse, .cancellable = cancellable };

  if (!tf_scatter_fits (moments->n_classes, moments->rank))
    return TRUE;
  make_room (moments);
  gather (&job);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

void
tf_scatter_unpack (const TfMoments *moments, gsize k, double *square)
{
  gsize e = tf_scatter_get_dim (moments);
  const double *packed = moments->scatters + k * tf_packed_size (e);

  for (gsize j = 0; j < e; j++)
    for (gsize i = 0; i <= j; i++)
      square[i + j * e] = square[j + i * e] = packed[i + tf_packed_size (j)];
}

void
tf_scatter_pack_factor (gsize n, const double *a, double *packed)
{
  for (gsize j = 0; j < n; j++)
    for (gsize i = 0; i <= j; i++)
      packed[i + tf_packed_size (j)] = (i == j ? 1 : 2) * a[j + i * n];
}
