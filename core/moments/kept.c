/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kept.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "linalg.h"
#include "thread.h"

#define BLOCK 128 /* points in double precision at a time */
/* Points, and multiplications, for which a thread is worth while. */
#define LEAST_POINTS (8 * BLOCK)
#define LEAST_WORK 1e8

/* Shadows take at most this share of what the points take. */
#define LEAST_DIM_PER_AXIS 32

/* No less than the length with this square, in single precision. Squares may
 * overflow, or vanish: the result is then infinite, or the least number there
 * is, and no less still. */
static float
bound_length (double square)
{
  return sqrt (square) * (1 + 1e-6) + FLT_MIN;
}

/* Which samples are kept: every class the same share, evenly spaced in it. They
 * are returned by class, each class in the order of the file. */
static gsize *
choose_by_class (const TfMoments *moments, const guint32 *classes, guint max_kept, gsize *n_chosen)
{
  gsize k_n = moments->n_classes, n = 0;
  gsize *chosen;
  g_autofree gsize *quota = g_new (gsize, k_n);
  g_autofree gsize *place = g_new (gsize, k_n);
  g_autofree gsize *seen = g_new0 (gsize, k_n);

  for (gsize k = 0; k < k_n; k++)
    {
      quota[k] = max_kept >= moments->n_samples ? moments->sizes[k] : MAX ((gsize) (max_kept * moments->shares[k]), 1);
      place[k] = n;
      n += quota[k];
    }
  chosen = g_new (gsize, n);
  for (gsize i = 0; i < moments->n_samples; i++)
    {
      guint32 k = classes[i];

      /* The number of quota steps passed grows by one where a sample is taken. */
      if ((seen[k] + 1) * quota[k] / moments->sizes[k] > seen[k] * quota[k] / moments->sizes[k])
        chosen[place[k]++] = i;
      seen[k]++;
    }
  *n_chosen = n;
  return chosen;
}

static void
get_deviations (const TfMoments *moments, TfFeatures *features, gsize first, gsize n, double *rows)
{
  const guint32 *classes = tf_features_get_classes (features) + first;
  gsize d = moments->dim;

  tf_features_get_rows (features, first, n, rows);
  for (gsize i = 0; i < n; i++)
    cblas_daxpy (d, -1, moments->means + classes[i] * d, 1, rows + i * d, 1);
}

/* What is done to all samples, by two threads where that is worth while. */
typedef struct
{
  const TfMoments *moments;
  TfFeatures *features;  /* of store_part alone, as are the next two */
  const gsize *order;
  const double *inverse; /* d x r: of the factor, transposed */
  TfKept *kept;
  GCancellable *cancellable;
} Job;

/* Unfinished when cancelled. */
static void
store_part (gsize first, gsize n, guint part, gpointer user_data)
{
  Job *job = user_data;
  gsize d = job->moments->dim, r = job->moments->rank;
  g_autofree double *rows = g_new (double, BLOCK * d);
  g_autofree double *z = g_new (double, BLOCK * MAX (r, 1));

  for (gsize at = first; at < first + n && !g_cancellable_is_cancelled (job->cancellable); at += BLOCK)
    {
      gsize length = MIN (BLOCK, first + n - at);

      for (gsize i = 0; i < length; i++)
        get_deviations (job->moments, job->features, job->order[at + i], 1, rows + i * d);
      tf_gemm (CblasTrans, CblasNoTrans, r, length, d, 1, job->inverse, rows, 0, z);
      for (gsize i = 0; i < length * r; i++)
        job->kept->coords[at * r + i] = z[i];
    }
}

/* z = L^+ (x - m_k) of the samples in this order. */
static gboolean
store_coords (const TfMoments *moments, TfFeatures *features, const gsize *order, TfKept *kept,
              GCancellable *cancellable, GError **error)
{
  gsize d = moments->dim, r = moments->rank;
  g_autofree double *inverse = tf_moments_invert_factor (moments);
  Job job = { moments, features, order, inverse, kept, cancellable };

  kept->coords = g_new0 (float, MAX (r * kept->n, 1));
  if ((double) kept->n * d * r > LEAST_WORK)
    tf_thread_halve (kept->n, BLOCK, store_part, &job);
  else
    store_part (0, kept->n, 0, &job);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* Where maps of interest look: W and M change along a run, but stay near the
 * span of the differences between class means and of what least squares makes of
 * them, (Sigma_W + shift)^-1 of it. Worked out in the coordinates of the factor's
 * directions. The shift, relative to the mean eigenvalue, need be no more than of
 * the right kind: what is missed is in the rest. */
static void
choose_axes (const TfMoments *moments, TfKept *kept)
{
  static const double shifts[] = { INFINITY, 3e-2 };
  gsize d = moments->dim, r = moments->rank, across = moments->n_classes - 1, m = 0;
  g_autofree double *directions = NULL, *means = NULL, *spanned = NULL, *norms = NULL, *basis = NULL;
  double mean_square = 0;

  for (gsize b = 0; b < G_N_ELEMENTS (shifts); b++)
    if ((m + across) * LEAST_DIM_PER_AXIS <= d && m + across <= r)
      m += across;
  if (m == 0)
    return;
  directions = g_memdup2 (moments->factor, d * r * sizeof (double));
  means = g_memdup2 (moments->means + d, d * across * sizeof (double));
  spanned = g_new (double, r * across);
  norms = g_new (double, r);
  basis = g_new (double, r * m);
  for (gsize i = 0; i < r; i++)
    {
      norms[i] = tf_norm (d, directions + i * d);
      cblas_dscal (d, 1 / norms[i], directions + i * d, 1);
      mean_square += norms[i] * norms[i] / r;
    }
  for (gsize k = 0; k < across; k++)
    cblas_daxpy (d, -1, moments->means, 1, means + k * d, 1);
  tf_gemm (CblasTrans, CblasNoTrans, r, across, d, 1, directions, means, 0, spanned);
  for (gsize j = 0; j < m; j++)
    for (gsize i = 0; i < r; i++)
      {
        double shift = shifts[j / across], square = norms[i] * norms[i] / mean_square;

        basis[i + j * r] = spanned[i + j % across * r] / (isfinite (shift) ? square + shift : 1);
      }
  tf_qr (r, m, basis, NULL);
  kept->n_axes = m;
  kept->axes = g_new (double, d * m);
  tf_gemm (CblasNoTrans, CblasNoTrans, d, m, r, 1, directions, basis, 0, kept->axes);
  tf_qr (d, m, kept->axes, NULL); /* the factor's directions are orthogonal in units of the scales only */
}

/* Shadows of n points, and the length of what is left of each, by Pythagoras: wrong
 * by no more than what its inner products are. */
static void
cast_shadows (TfKept *kept, gsize first, gsize n, const double *points, double *shadows)
{
  gsize d = kept->dim, m = kept->n_axes;

  tf_gemm (CblasTrans, CblasNoTrans, m, n, d, 1, kept->axes, points, 0, shadows);
  for (gsize i = 0; i < n; i++)
    {
      const double *shadow = shadows + i * m;
      double square = tf_dot (d, points + i * d, points + i * d);
      double rest = MAX (square - tf_dot (m, shadow, shadow), 0) + 8 * (d + 8) * DBL_EPSILON * square;

      kept->norms[first + i] = bound_length (square);
      kept->rests[first + i] = bound_length (rest);
      for (gsize j = 0; j < m; j++)
        kept->shadows[j + (first + i) * m] = shadow[j];
    }
}

/* Unfinished when cancelled. */
static void
measure_part (gsize first, gsize n, guint part, gpointer user_data)
{
  Job *job = user_data;
  TfKept *kept = job->kept;
  gsize dim = kept->dim;
  g_autofree double *points = g_new (double, BLOCK * MAX (dim, 1));
  g_autofree double *shadows = g_new (double, BLOCK * MAX (kept->n_axes, 1));

  for (gsize at = first; at < first + n && !g_cancellable_is_cancelled (job->cancellable); at += BLOCK)
    {
      gsize length = MIN (BLOCK, first + n - at);

      tf_kept_get_points (job->moments, at, length, points);
      if (kept->n_axes > 0)
        cast_shadows (kept, at, length, points, shadows);
      else
        for (gsize i = 0; i < length; i++)
          kept->norms[at + i] = bound_length (tf_dot (dim, points + i * dim, points + i * dim));
    }
}

static void
find_largest (const TfMoments *moments, TfKept *kept)
{
  kept->largest_norms = g_new0 (float, moments->n_classes);
  for (gsize i = 0; i < kept->n; i++)
    kept->largest_norms[kept->classes[i]] = MAX (kept->largest_norms[kept->classes[i]], kept->norms[i]);
}

static gboolean
measure_points (const TfMoments *moments, TfKept *kept, GCancellable *cancellable, GError **error)
{
  kept->norms = g_new (float, MAX (kept->n, 1));
  if (kept->n_axes > 0)
    {
      kept->shadows = g_new (float, kept->n * kept->n_axes);
      kept->rests = g_new (float, kept->n);
    }
  tf_thread_halve (kept->n, LEAST_POINTS, measure_part,
                   &(Job){ .moments = moments, .kept = kept, .cancellable = cancellable });
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  find_largest (moments, kept);
  return TRUE;
}

/* All rows of a summary, by class. */
static gsize *
order_by_class (TfFeatures *features, gsize *n)
{
  const guint32 *classes = tf_features_get_classes (features);
  gsize *order, at = 0;

  *n = tf_features_get_n_rows (features);
  order = g_new (gsize, MAX (*n, 1));
  for (guint32 k = 0; k < tf_features_get_n_classes (features); k++)
    for (gsize i = 0; i < *n; i++)
      if (classes[i] == k)
        order[at++] = i;
  return order;
}

/* Of these samples, by class. */
static TfKept *
begin (TfMoments *moments, const guint32 *classes, gsize n, const gsize *order)
{
  TfKept *kept = g_new0 (TfKept, 1);

  moments->kept = kept;
  moments->n_kept = kept->n = n;
  moments->kept_classes = g_new (guint32, MAX (n, 1));
  kept->sizes = g_new0 (gsize, moments->n_classes);
  kept->chosen = g_memdup2 (order, n * sizeof (gsize));
  for (gsize i = 0; i < n; i++)
    {
      moments->kept_classes[i] = classes[order[i]];
      kept->sizes[classes[order[i]]]++;
    }
  return kept;
}

static void
refer (TfMoments *moments, TfFeatures *features, gsize *order)
{
  TfKept *kept = moments->kept;

  kept->dim = moments->dim;
  kept->features = tf_features_ref (features);
  kept->inverse = tf_moments_invert_factor (moments);
  kept->classes = tf_features_get_classes (features);
  kept->order = order;
}

gboolean
tf_kept_fill (TfMoments *moments, TfFeatures *features, guint max_kept, GCancellable *cancellable, GError **error)
{
  const guint32 *classes = tf_features_get_classes (features);
  gsize n;
  g_autofree gsize *order = moments->summarized ? order_by_class (features, &n)
                                                : choose_by_class (moments, classes, max_kept, &n);
  TfKept *kept = begin (moments, classes, n, order);

  if (max_kept == TF_KEEP_ALL && !moments->summarized)
    {
      refer (moments, features, g_steal_pointer (&order));
      choose_axes (moments, kept);
    }
  else
    {
      kept->dim = moments->rank;
      kept->classes = moments->kept_classes;
      if (!store_coords (moments, features, order, kept, cancellable, error))
        return FALSE;
    }
  return measure_points (moments, kept, cancellable, error);
}

void
tf_kept_refer (TfMoments *moments, TfFeatures *features, const double *squares)
{
  const guint32 *classes = tf_features_get_classes (features);
  gsize n, *order = choose_by_class (moments, classes, TF_KEEP_ALL, &n);
  TfKept *kept = begin (moments, classes, n, order);

  refer (moments, features, order);
  kept->norms = g_new (float, MAX (n, 1));
  for (gsize i = 0; i < n; i++)
    kept->norms[i] = bound_length (squares[i]);
  find_largest (moments, kept);
}

double *
tf_kept_bring (const TfMoments *moments, gsize rows, const double *map)
{
  gsize d = moments->dim, r = moments->rank;
  double *brought;

  if (moments->kept->features == NULL)
    return g_memdup2 (map, rows * r * sizeof (double));
  brought = g_new0 (double, rows * d);
  tf_gemm (CblasNoTrans, CblasTrans, rows, d, r, 1, map, moments->kept->inverse, 0, brought);
  return brought;
}

void
tf_kept_get_points (const TfMoments *moments, gsize first, gsize n, double *points)
{
  const TfKept *kept = moments->kept;

  if (kept->features != NULL)
    get_deviations (moments, kept->features, first, n, points);
  else
    for (gsize i = 0; i < n * kept->dim; i++)
      points[i] = kept->coords[first * kept->dim + i];
}

void
tf_kept_get_coords (const TfMoments *moments, gsize first, gsize n, double *z)
{
  const TfKept *kept = moments->kept;
  gsize r = moments->rank;
  g_autofree double *identity = g_new0 (double, MAX (r * r, 1));
  g_autofree double *brought = NULL, *point = g_new (double, MAX (kept->dim, 1));

  for (gsize i = 0; i < r; i++)
    identity[i + i * r] = 1;
  brought = tf_kept_bring (moments, r, identity);
  for (gsize i = 0; i < n && r > 0; i++)
    {
      tf_kept_get_points (moments, kept->order != NULL ? kept->order[first + i] : first + i, 1, point);
      cblas_dgemv (CblasColMajor, CblasNoTrans, r, kept->dim, 1, brought, r, point, 1, 0, z + i * r, 1);
    }
}

static void
add_stored_image (const TfMoments *moments, gsize rows, const double *map, float *image)
{
  gsize r = moments->rank;
  g_autofree float *single = g_new (float, rows * MAX (r, 1));

  for (gsize i = 0; i < rows * r; i++)
    single[i] = map[i];
  if (rows > 0 && r > 0 && moments->n_kept > 0)
    cblas_sgemm (CblasColMajor, CblasNoTrans, CblasNoTrans, rows, moments->n_kept, r, 1, single, rows,
                 moments->kept->coords, r, 1, image, rows);
}

void
tf_kept_add_image (const TfMoments *moments, gsize rows, const double *map, float *image)
{
  const TfKept *kept = moments->kept;
  g_autofree double *brought = NULL, *points = NULL, *part = NULL;

  if (kept->features == NULL)
    {
      add_stored_image (moments, rows, map, image);
      return;
    }
  brought = tf_kept_bring (moments, rows, map);
  points = g_new (double, BLOCK * kept->dim);
  part = g_new (double, BLOCK * MAX (rows, 1));
  for (gsize first = 0; first < kept->n; first += BLOCK)
    {
      gsize n = MIN (BLOCK, kept->n - first);

      for (gsize i = 0; i < n; i++)
        tf_kept_get_points (moments, kept->order[first + i], 1, points + i * kept->dim);
      tf_gemm (CblasNoTrans, CblasNoTrans, rows, n, kept->dim, 1, brought, points, 0, part);
      for (gsize i = 0; i < n * rows; i++)
        image[first * rows + i] += part[i];
    }
}
