/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "moments-gather.h"

#include <math.h>
#include <string.h>

#include "covariance.h"
#include "head-layers.h"
#include "kept.h"
#include "linalg.h"
#include "principal.h"
#include "scatter.h"
#include "span.h"
#include "thread.h"

#define BLOCK 64 /* samples converted at a time: they stay in the cache */
#define LEAST_VALUES 1000000 /* for which a second thread is worth while */

/* A covariance has an inverse in double precision, and to spare: the share of its least eigenvalue;
 * and how far its root is above what rounding of the features makes of it. */
#define LEAST_SHARE 1e-8
#define CLEARLY 10

/* What does not need the values of the features. */
static TfMoments *
describe (TfFeatures *features)
{
  TfMoments *self = g_new0 (TfMoments, 1);
  gsize k_n = tf_features_get_n_classes (features);
  const double *weights = tf_features_get_weights (features);
  const double *bias = tf_features_get_bias (features);

  self->ref_count = 1;
  self->principal = tf_principal_axes_new ();
  self->name = g_strdup (tf_features_get_name (features));
  self->n_classes = k_n;
  self->n_samples = tf_features_get_n_samples (features);
  self->dim = tf_features_get_dim (features);
  self->dtype = tf_features_get_dtype (features);
  if (tf_features_get_units (features) != NULL)
    self->units = g_memdup2 (tf_features_get_units (features), self->dim * sizeof (double));
  self->sizes = g_memdup2 (tf_features_get_class_sizes (features), k_n * sizeof (gsize));
  self->shares = g_new (double, k_n);
  self->class_names = g_new0 (char *, k_n + 1);
  for (guint k = 0; k < k_n; k++)
    {
      self->shares[k] = (double) self->sizes[k] / self->n_samples;
      self->class_names[k] = g_strdup (tf_features_get_class_name (features, k));
    }
  if (weights != NULL)
    {
      self->weights = g_new (double, k_n * self->dim);
      for (gsize k = 0; k < k_n; k++)
        for (gsize j = 0; j < self->dim; j++)
          self->weights[k + j * k_n] = weights[k * self->dim + j];
    }
  if (bias != NULL)
    self->bias = g_memdup2 (bias, k_n * sizeof (double));
  if (tf_features_get_layers (features) != NULL)
    self->layers = tf_head_layers_copy (tf_features_get_layers (features));
  return self;
}

/* Sums over the samples, taken about a first sample of each class: nothing cancels
 * then, however far the class lies from the origin, and the mean of equal samples is
 * that sample. In one part, or where that is worth a thread in two. */
typedef struct
{
  TfFeatures *features;
  gsize dim;
  const double *anchors; /* d x K */
  double *sums[2];       /* d x K: of x - anchor */
  GCancellable *cancellable;
} Sums;

/* The sample of each class that comes first; d x K. */
static double *
choose_anchors (TfFeatures *features)
{
  const guint32 *classes = tf_features_get_classes (features);
  gsize d = tf_features_get_dim (features), k_n = tf_features_get_n_classes (features), n_missing = k_n;
  double *anchors = g_new (double, d * k_n);
  g_autofree gboolean *found = g_new0 (gboolean, k_n);

  for (gsize i = 0; n_missing > 0; i++)
    if (!found[classes[i]])
      {
        tf_features_get_rows (features, i, 1, anchors + classes[i] * d);
        found[classes[i]] = TRUE;
        n_missing--;
      }
  return anchors;
}

static void
add_block (Sums *sums, guint part, const guint32 *classes, gsize n, const double *rows)
{
  gsize d = sums->dim;

  for (gsize i = 0; i < n; i++)
    {
      const double *row = rows + i * d, *anchor = sums->anchors + classes[i] * d;
      double *sum = sums->sums[part] + classes[i] * d;

      for (gsize j = 0; j < d; j++)
        sum[j] += row[j] - anchor[j];
    }
}

/* Unfinished when cancelled. */
static void
add_part (gsize first, gsize n, guint part, gpointer user_data)
{
  Sums *sums = user_data;
  const guint32 *classes = tf_features_get_classes (sums->features);
  g_autofree double *rows = g_new (double, BLOCK * sums->dim);

  for (gsize at = first; at < first + n && !g_cancellable_is_cancelled (sums->cancellable); at += BLOCK)
    {
      gsize length = MIN (BLOCK, first + n - at);

      tf_features_get_rows (sums->features, at, length, rows);
      add_block (sums, part, classes + at, length, rows);
    }
}

static gboolean
refuse_overflow (GError **error)
{
  g_set_error_literal (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_VALUE,
                       "the features are so large that their squares overflow; scale them down");
  return FALSE;
}

/* Sets the class means, in one pass over all samples. */
static gboolean
find_means (TfMoments *self, TfFeatures *features, GCancellable *cancellable, GError **error)
{
  gsize d = self->dim, n = self->n_samples, k_n = self->n_classes;
  g_autofree double *anchors = choose_anchors (features);
  g_autofree double *sums = g_new0 (double, 2 * d * k_n);
  Sums parts = { features, d, anchors, { sums, sums + d * k_n }, cancellable };

  if (n > LEAST_VALUES / d)
    tf_thread_halve (n, BLOCK, add_part, &parts);
  else
    add_part (0, n, 0, &parts);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  self->means = g_steal_pointer (&anchors);
  for (gsize k = 0; k < k_n; k++)
    for (gsize j = k * d; j < (k + 1) * d; j++)
      self->means[j] += (sums[j] + sums[j + d * k_n]) / self->sizes[k];
  return isfinite (tf_norm (d * k_n, self->means)) || refuse_overflow (error);
}

/* L from what it is in units of the scales: `columns` (n x n_columns, orthonormal),
 * of these lengths, in the n coordinates `index`. What is below round-off is dropped. */
static void
keep_columns (TfMoments *self, gsize n, const gsize *index, gsize n_columns, const double *columns,
              const double *lengths, double round_off)
{
  gsize d = self->dim, most = MIN (n_columns, self->n_samples - self->n_classes);

  self->factor = g_new0 (double, d * MAX (most, 1));
  for (gsize i = 0; i < n_columns && self->rank < most && lengths[i] > round_off * lengths[0]; i++)
    {
      const double *u = columns + i * n;
      double *column = self->factor + self->rank * d;

      if (!(lengths[i] > tf_span_floor (self, n, index, u)))
        continue;
      for (gsize j = 0; j < n; j++)
        column[index[j]] = lengths[i] * self->scales[index[j]] * u[j];
      self->rank++;
    }
}

/* Rows and columns `index` of a (d x d, lower triangle), in units of the scales:
 * n x n in its place. */
static void
compress_covariance (const TfMoments *self, gsize n, const gsize *index, double *a)
{
  for (gsize j = 0; j < n; j++)
    for (gsize i = j; i < n; i++)
      a[i + j * n] = a[index[i] + index[j] * self->dim] / self->scales[index[i]] / self->scales[index[j]];
}

/* Eigenvectors from the longest on, and the roots of their values. */
static gboolean
factor_compressed (gsize n, double *a, double *lengths)
{
  if (!tf_eigen_symmetric (n, a, lengths))
    return FALSE;
  for (gsize i = 0; i < n / 2; i++)
    {
      cblas_dswap (n, a + i * n, 1, a + (n - 1 - i) * n, 1);
      cblas_dswap (1, lengths + i, 1, lengths + n - 1 - i, 1);
    }
  for (gsize i = 0; i < n; i++)
    lengths[i] = sqrt (MAX (lengths[i], 0));
  return TRUE;
}

/* Without eigenvectors, where there is no question which directions are there: by far more
 * than round-off. covariance: in units of the scales. */
static gboolean
factor_triangular (TfMoments *self, const double *covariance)
{
  gsize d = self->dim;
  g_autofree double *factor = g_memdup2 (covariance, d * d * sizeof (double));
  double least, share, floor = 0;

  for (gsize j = 0; j < d; j++)
    floor = MAX (floor, self->floors[j] / self->scales[j]);
  if (!tf_cholesky_judged (d, factor, &least, &share) || share < LEAST_SHARE || least < pow (CLEARLY * floor, 2))
    return FALSE;
  for (gsize j = 0; j < d; j++)
    for (gsize i = 0; i < d; i++)
      factor[i + j * d] = i < j ? 0 : self->scales[i] * factor[i + j * d];
  self->factor = g_steal_pointer (&factor);
  self->rank = d;
  self->triangular = TRUE;
  return TRUE;
}

/* covariance: Sigma_W, d x d, lower triangle; overwritten. to_measure: any factor will do. */
static gboolean
factor_covariance (TfMoments *self, gboolean to_measure, double *covariance, GError **error)
{
  gsize d = self->dim, n;
  g_autofree double *variances = g_new (double, d), *lengths = g_new (double, d);
  g_autofree gsize *index = NULL;

  for (gsize j = 0; j < d; j++)
    {
      if (!isfinite (tf_norm (d - j, covariance + j + j * d)))
        return refuse_overflow (error);
      variances[j] = covariance[j + j * d];
    }
  tf_span_measure (self, variances);
  index = tf_span_list_present (self, variances, &n);
  compress_covariance (self, n, index, covariance);
  if (to_measure && n == d && factor_triangular (self, covariance))
    return TRUE;
  if (!factor_compressed (n, covariance, lengths))
    return refuse_overflow (error);
  keep_columns (self, n, index, n, covariance, lengths, sqrt (4 * n * DBL_EPSILON));
  return TRUE;
}

/* squares: N, |h - m_k|^2 of each sample. */
static void
find_spreads (TfMoments *self, TfFeatures *features, const double *squares)
{
  const guint32 *classes = tf_features_get_classes (features);

  memset (self->spreads, 0, self->n_classes * sizeof (double));
  for (gsize i = 0; i < self->n_samples; i++)
    self->spreads[classes[i]] += squares[i] / self->sizes[classes[i]];
}

/* Deviations over sqrt (N), d x N. */
static double *
collect_deviations (TfMoments *self, TfFeatures *features)
{
  gsize d = self->dim, n = self->n_samples;
  const guint32 *classes = tf_features_get_classes (features);
  double *deviations = g_new (double, d * n);

  tf_features_get_rows (features, 0, n, deviations);
  for (gsize i = 0; i < n; i++)
    {
      cblas_daxpy (d, -1, self->means + classes[i] * d, 1, deviations + i * d, 1);
      /* A lone sample is its class mean exactly, and round-off must not make it more. */
      cblas_dscal (d, self->sizes[classes[i]] == 1 ? 0 : 1 / sqrt (n), deviations + i * d, 1);
    }
  return deviations;
}

/* Fewer samples than dimensions: the deviations themselves are the smaller thing. */
static gboolean
factor_deviations (TfMoments *self, TfFeatures *features, GError **error)
{
  gsize d = self->dim, n_samples = self->n_samples, n, p;
  const guint32 *classes = tf_features_get_classes (features);
  g_autofree double *deviations = collect_deviations (self, features), *variances = g_new (double, d);
  g_autofree double *columns = NULL, *lengths = NULL;
  g_autofree gsize *index = NULL;

  for (gsize j = 0; j < d; j++)
    variances[j] = pow (cblas_dnrm2 (n_samples, deviations + j, d), 2);
  memset (self->spreads, 0, self->n_classes * sizeof (double));
  for (gsize i = 0; i < n_samples; i++)
    self->spreads[classes[i]] += pow (tf_norm (d, deviations + i * d), 2) / self->shares[classes[i]];
  tf_span_measure (self, variances);
  index = tf_span_list_present (self, variances, &n);
  for (gsize i = 0; i < n_samples; i++)
    for (gsize j = 0; j < n; j++)
      deviations[j + i * n] = deviations[index[j] + i * d] / self->scales[index[j]];
  p = MIN (n, n_samples);
  columns = g_new (double, MAX (n * p, 1));
  lengths = g_new (double, MAX (p, 1));
  if (!tf_svd (n, n_samples, deviations, columns, lengths, NULL))
    return refuse_overflow (error);
  keep_columns (self, n, index, p, columns, lengths, n * DBL_EPSILON);
  return TRUE;
}

/* At least as many samples as dimensions: from the covariance. squares: N numbers, or NULL. */
static gboolean
find_factor_tall (TfMoments *self, TfFeatures *features, double *squares, GCancellable *cancellable, GError **error)
{
  gboolean to_measure = squares != NULL, by_class = !to_measure && tf_scatter_fits (self->n_classes, self->dim);
  g_autofree double *own = !to_measure && !by_class ? g_new (double, self->n_samples) : NULL, *covariance = NULL;

  covariance = by_class ? tf_scatter_gather (self, features, cancellable, error)
                        : tf_covariance_gather (self, features, to_measure ? squares : own, cancellable, error);
  if (covariance == NULL)
    return FALSE;
  if (!by_class)
    find_spreads (self, features, to_measure ? squares : own);
  return factor_covariance (self, to_measure, covariance, error);
}

/* Of a summary: all is there already. */
static gboolean
take_summary (TfMoments *self, TfFeatures *features, guint max_kept, GCancellable *cancellable, GError **error)
{
  const TfSummary *summary = tf_features_get_summary (features);
  gsize d = self->dim;
  g_autofree double *covariance = g_memdup2 (summary->covariance, d * d * sizeof (double));

  self->summarized = TRUE;
  self->means = g_memdup2 (summary->means, d * self->n_classes * sizeof (double));
  if (!factor_covariance (self, FALSE, covariance, error))
    return FALSE;
  tf_span_find (self);
  return !g_cancellable_set_error_if_cancelled (cancellable, error)
         && tf_kept_fill (self, features, max_kept, cancellable, error);
}

TfMoments *
tf_moments_gather (TfFeatures *features, guint max_kept, GCancellable *cancellable, GError **error)
{
  g_autoptr (TfMoments) self = describe (features);
  gboolean tall = self->n_samples >= self->dim;

  if (tf_features_get_summary (features) != NULL)
    return take_summary (self, features, max_kept, cancellable, error) ? g_steal_pointer (&self) : NULL;
  self->spreads = g_new0 (double, self->n_classes);
  if (!find_means (self, features, cancellable, error))
    return NULL;
  if (!(tall ? find_factor_tall (self, features, NULL, cancellable, error) : factor_deviations (self, features, error)))
    return NULL;
  tf_span_find (self);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (!tall && !tf_scatter_fill_wide (self, features, cancellable, error))
    return NULL;
  if (!tf_kept_fill (self, features, max_kept, cancellable, error))
    return NULL;
  if (max_kept == TF_KEEP_ALL || self->n_samples <= TF_MOMENTS_MOST_HELD / self->dim)
    self->features = tf_features_ref (features);
  return g_steal_pointer (&self);
}

TfMoments *
tf_moments_gather_to_measure (TfFeatures *features, GCancellable *cancellable, GError **error)
{
  g_autoptr (TfMoments) self = NULL;
  g_autofree double *squares = NULL;

  if (tf_features_get_summary (features) != NULL || tf_features_get_n_samples (features) < tf_features_get_dim (features))
    return tf_moments_gather (features, TF_KEEP_ALL, cancellable, error);
  self = describe (features);
  self->spreads = g_new0 (double, self->n_classes);
  squares = g_new (double, self->n_samples);
  if (!find_means (self, features, cancellable, error)
      || !find_factor_tall (self, features, squares, cancellable, error))
    return NULL;
  tf_span_find (self);
  tf_kept_refer (self, features, squares);
  self->features = tf_features_ref (features);
  return g_steal_pointer (&self);
}
