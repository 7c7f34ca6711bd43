/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scatter.h"

#include <math.h>
#include <string.h>

#include "linalg.h"
#include "thread.h"

#define BLOCK 128 /* samples converted at a time */

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

typedef struct
{
  TfMoments *moments;
  TfFeatures *features;
  const double *inverse; /* d x r: makes z; NULL: the features' coordinates are kept */
  const gsize *order;  /* N: samples by class */
  const gsize *starts; /* K: where each class begins in it */
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
  for (gsize i = 0; i < moments->n_samples; i++)
    order[next[classes[i]]++] = i;
  return order;
}

/* Deviations of n samples of class k, over the root of n_k; d x n. */
static void
get_deviations (const Job *job, gsize k, const gsize *samples, gsize n, double *rows)
{
  gsize d = job->moments->dim;

  for (gsize i = 0; i < n; i++)
    {
      tf_features_get_rows (job->features, samples[i], 1, rows + i * d);
      cblas_daxpy (d, -1, job->moments->means + k * d, 1, rows + i * d, 1);
      cblas_dscal (d, 1 / sqrt (job->moments->sizes[k]), rows + i * d, 1);
    }
}

static void
gather_class (const Job *job, gsize k, double *rows, double *z, double *square)
{
  gsize d = job->moments->dim, e = tf_scatter_get_dim (job->moments), n = job->moments->sizes[k];
  double *packed = job->moments->scatters + k * tf_packed_size (e);

  memset (square, 0, e * e * sizeof (double));
  /* A lone sample is its class mean exactly, and round-off must not make it more. */
  for (gsize at = 0; at < n && n > 1 && !g_cancellable_is_cancelled (job->cancellable); at += BLOCK)
    {
      gsize length = MIN (BLOCK, n - at);

      get_deviations (job, k, job->order + job->starts[k] + at, length, rows);
      if (job->inverse != NULL)
        tf_gemm (CblasTrans, CblasNoTrans, e, length, d, 1, job->inverse, rows, 0, z);
      tf_syrk (e, length, 1, job->inverse != NULL ? z : rows, 1, square);
    }
  for (gsize j = 0; j < e; j++)
    for (gsize i = 0; i <= j; i++)
      packed[i + tf_packed_size (j)] = square[j + i * e];
}

/* Unfinished when cancelled. */
static void
gather_part (gsize first, gsize n, guint part, gpointer user_data)
{
  const Job *job = user_data;
  gsize d = job->moments->dim, e = tf_scatter_get_dim (job->moments);
  g_autofree double *rows = g_new (double, BLOCK * d), *z = g_new (double, BLOCK * MAX (e, 1));
  g_autofree double *square = g_new (double, MAX (e * e, 1));

  for (gsize k = first; k < first + n; k++)
    gather_class (job, k, rows, z, square);
}

gboolean
tf_scatter_fill (TfMoments *moments, TfFeatures *features, GCancellable *cancellable, GError **error)
{
  g_autofree gsize *starts = g_new (gsize, moments->n_classes);
  g_autofree gsize *order = NULL;
  g_autofree double *inverse = NULL;
  gsize e = tf_scatter_get_dim (moments);

  if (!tf_scatter_fits (moments->n_classes, e))
    return TRUE;
  if (is_wide (moments))
    inverse = tf_moments_invert_factor (moments);
  order = sort_by_class (moments, features, starts);
  moments->scatters = g_new (double, MAX (moments->n_classes * tf_packed_size (e), 1));
  tf_thread_halve (moments->n_classes, 1, gather_part,
                   &(Job){ moments, features, inverse, order, starts, cancellable });
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
