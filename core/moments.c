/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/moments.h"

#include <math.h>
#include <string.h>

#include "core/kept.h"
#include "core/linalg.h"

#define BLOCK 512 /* samples converted at a time */

TfMoments *
tf_moments_ref (TfMoments *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
tf_moments_unref (TfMoments *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_free (self->name);
  g_strfreev (self->class_names);
  g_free (self->sizes);
  g_free (self->shares);
  g_free (self->means);
  g_free (self->factor);
  g_free (self->weights);
  g_free (self->bias);
  g_free (self->kept_classes);
  tf_kept_free (self->kept);
  g_free (self);
}

/* What does not need the values of the features. */
static TfMoments *
describe (TfFeatures *features)
{
  TfMoments *self = g_new0 (TfMoments, 1);
  gsize k_n = tf_features_get_n_classes (features);
  const double *weights = tf_features_get_weights (features);
  const double *bias = tf_features_get_bias (features);

  self->ref_count = 1;
  self->name = g_strdup (tf_features_get_name (features));
  self->n_classes = k_n;
  self->n_samples = tf_features_get_n_samples (features);
  self->dim = tf_features_get_dim (features);
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
  return self;
}

/* Sums over the samples, taken about a first sample of each class: the usual
 * cancellation of one-pass covariances then costs nothing, however far the
 * class lies from the origin. */
typedef struct
{
  double *anchors; /* d x K */
  gboolean *anchored; /* K */
  double *sums;    /* d x K: of x - anchor */
  double *squares; /* d x d, lower triangle: of (x - anchor)(x - anchor)' */
} Sums;

static void
gather_block (Sums *sums, gsize dim, const guint32 *classes, gsize n, double *rows)
{
  for (gsize i = 0; i < n; i++)
    {
      double *row = rows + i * dim;
      double *anchor = sums->anchors + classes[i] * dim;
      double *sum = sums->sums + classes[i] * dim;

      if (!sums->anchored[classes[i]])
        {
          memcpy (anchor, row, dim * sizeof (double));
          sums->anchored[classes[i]] = TRUE;
        }
      for (gsize j = 0; j < dim; j++)
        {
          row[j] -= anchor[j];
          sum[j] += row[j];
        }
    }
  if (sums->squares != NULL)
    tf_syrk (dim, n, 1, rows, 1, sums->squares);
}

/* One pass. Turns anchors into the class means and sums into mean - anchor. */
static gboolean
gather (TfMoments *self, TfFeatures *features, Sums *sums, GCancellable *cancellable, GError **error)
{
  const guint32 *classes = tf_features_get_classes (features);
  g_autofree double *rows = g_new (double, BLOCK * (gsize) self->dim);

  for (gsize first = 0; first < self->n_samples; first += BLOCK)
    {
      gsize n = MIN (BLOCK, self->n_samples - first);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      tf_features_get_rows (features, first, n, rows);
      gather_block (sums, self->dim, classes + first, n, rows);
    }
  for (gsize k = 0; k < self->n_classes; k++)
    {
      cblas_dscal (self->dim, 1.0 / self->sizes[k], sums->sums + k * self->dim, 1);
      cblas_daxpy (self->dim, 1, sums->sums + k * self->dim, 1, sums->anchors + k * self->dim, 1);
    }
  return TRUE;
}

static gboolean
refuse_overflow (GError **error)
{
  g_set_error_literal (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_VALUE,
                       "the features are so large that their squares overflow; scale them down");
  return FALSE;
}

/* Largest first; columns below round-off are dropped. */
static gboolean
factor_covariance (TfMoments *self, const Sums *sums, GError **error)
{
  gsize d = self->dim;
  g_autofree double *values = g_new (double, d);

  cblas_dscal (d * d, 1.0 / self->n_samples, sums->squares, 1);
  for (gsize k = 0; k < self->n_classes; k++)
    cblas_dsyr (CblasColMajor, CblasLower, d, -self->shares[k], sums->sums + k * d, 1, sums->squares, d);
  for (gsize j = 0; j < d; j++)
    if (!isfinite (tf_norm (d - j, sums->squares + j + j * d)))
      return refuse_overflow (error);
  if (!tf_eigen_symmetric (d, sums->squares, values))
    return refuse_overflow (error);

  while (self->rank < d && values[d - 1 - self->rank] > 4 * d * DBL_EPSILON * values[d - 1])
    self->rank++;
  self->factor = g_new (double, d * MAX (self->rank, 1));
  for (gsize i = 0; i < self->rank; i++)
    {
      memcpy (self->factor + i * d, sums->squares + (d - 1 - i) * d, d * sizeof (double));
      cblas_dscal (d, sqrt (values[d - 1 - i]), self->factor + i * d, 1);
    }
  return TRUE;
}

/* Fewer samples than dimensions: the deviations themselves are the smaller thing. */
static gboolean
factor_deviations (TfMoments *self, TfFeatures *features, GError **error)
{
  gsize d = self->dim, n = self->n_samples;
  const guint32 *classes = tf_features_get_classes (features);
  g_autofree double *deviations = g_new (double, d * n);
  g_autofree double *values = g_new (double, MIN (d, n));

  tf_features_get_rows (features, 0, n, deviations);
  for (gsize i = 0; i < n; i++)
    {
      cblas_daxpy (d, -1, self->means + classes[i] * d, 1, deviations + i * d, 1);
      /* A lone sample is its class mean exactly, and round-off must not make it more. */
      cblas_dscal (d, self->sizes[classes[i]] == 1 ? 0 : 1 / sqrt (n), deviations + i * d, 1);
    }
  self->factor = g_new (double, d * MIN (d, n));
  if (!tf_svd (d, n, deviations, self->factor, values, NULL))
    return refuse_overflow (error);
  while (self->rank < MIN (d, n - self->n_classes) && values[self->rank] > d * DBL_EPSILON * values[0])
    self->rank++;
  for (gsize i = 0; i < self->rank; i++)
    cblas_dscal (d, values[i], self->factor + i * d, 1);
  return TRUE;
}

TfMoments *
tf_moments_new (TfFeatures *features, guint max_kept, GCancellable *cancellable, GError **error)
{
  g_autoptr (TfMoments) self = describe (features);
  gsize k_n = self->n_classes, d = self->dim;
  gboolean tall = self->n_samples >= d;
  g_autofree gboolean *anchored = g_new0 (gboolean, k_n);
  g_autofree double *sums = g_new0 (double, d * k_n);
  g_autofree double *squares = tall ? g_new0 (double, d * d) : NULL;
  Sums gathered = { g_new0 (double, d * k_n), anchored, sums, squares };

  self->means = gathered.anchors;
  if (!gather (self, features, &gathered, cancellable, error))
    return NULL;
  if (!isfinite (tf_norm (d * k_n, self->means)) || !isfinite (tf_norm (d * k_n, sums)))
    {
      refuse_overflow (error);
      return NULL;
    }
  if (!(tall ? factor_covariance (self, &gathered, error) : factor_deviations (self, features, error)))
    return NULL;
  g_clear_pointer (&squares, g_free);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (!tf_kept_fill (self, features, max_kept, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}
