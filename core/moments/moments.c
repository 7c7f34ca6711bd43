/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "moments.h"

#include <math.h>
#include <string.h>

#include "kept.h"
#include "linalg.h"
#include "thread.h"

#define BLOCK 128 /* samples converted at a time */
/* Multiplications for which a second thread is worth while, and the dimension up to
 * which there is memory for its covariance. */
#define LEAST_WORK 1e8
#define MAX_DIM_HALVED 2048

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
 * cancellation of one-pass covariances then costs nothing, however far the class
 * lies from the origin. In one part, or where that is worth a thread in two. */
typedef struct
{
  TfFeatures *features;
  gsize dim;
  const double *anchors; /* d x K */
  double *sums[2];       /* d x K: of x - anchor */
  double *squares[2];    /* d x d, lower triangle: of (x - anchor)(x - anchor)'; or NULL */
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
gather_block (Sums *sums, guint part, const guint32 *classes, gsize n, double *rows)
{
  gsize d = sums->dim;

  for (gsize i = 0; i < n; i++)
    {
      double *row = rows + i * d, *sum = sums->sums[part] + classes[i] * d;
      const double *anchor = sums->anchors + classes[i] * d;

      for (gsize j = 0; j < d; j++)
        {
          row[j] -= anchor[j];
          sum[j] += row[j];
        }
    }
  if (sums->squares[part] != NULL)
    tf_syrk (d, n, 1, rows, 1, sums->squares[part]);
}

/* Unfinished when cancelled. */
static void
gather_part (gsize first, gsize n, guint part, gpointer user_data)
{
  Sums *sums = user_data;
  const guint32 *classes = tf_features_get_classes (sums->features);
  g_autofree double *rows = g_new (double, BLOCK * sums->dim);

  for (gsize at = first; at < first + n && !g_cancellable_is_cancelled (sums->cancellable); at += BLOCK)
    {
      gsize length = MIN (BLOCK, first + n - at);

      tf_features_get_rows (sums->features, at, length, rows);
      gather_block (sums, part, classes + at, length, rows);
    }
}

static void
gather_halves (Sums *sums, gsize n)
{
  gsize d = sums->dim, k_n = tf_features_get_n_classes (sums->features);
  g_autofree double *other_sums = sums->sums[1] = g_new0 (double, d * k_n);
  g_autofree double *other_squares = sums->squares[1] = g_new0 (double, d * d);

  tf_thread_halve (n, BLOCK, gather_part, sums);
  cblas_daxpy (d * k_n, 1, other_sums, 1, sums->sums[0], 1);
  cblas_daxpy (d * d, 1, other_squares, 1, sums->squares[0], 1);
}

/* One pass over all samples: the class means, sums of mean - anchor, and squares
 * about the anchors. */
static gboolean
gather (TfMoments *self, TfFeatures *features, double *sums, double *squares, GCancellable *cancellable, GError **error)
{
  gsize d = self->dim, n = self->n_samples;
  Sums gathered = { features, d, self->means, { sums }, { squares }, cancellable };

  if (squares != NULL && (double) n * d * d > LEAST_WORK && d <= MAX_DIM_HALVED)
    gather_halves (&gathered, n);
  else
    gather_part (0, n, 0, &gathered);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  for (gsize k = 0; k < self->n_classes; k++)
    {
      cblas_dscal (d, 1.0 / self->sizes[k], sums + k * d, 1);
      cblas_daxpy (d, 1, sums + k * d, 1, self->means + k * d, 1);
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
factor_covariance (TfMoments *self, const double *sums, double *squares, GError **error)
{
  gsize d = self->dim;
  g_autofree double *values = g_new (double, d);

  cblas_dscal (d * d, 1.0 / self->n_samples, squares, 1);
  for (gsize k = 0; k < self->n_classes; k++)
    cblas_dsyr (CblasColMajor, CblasLower, d, -self->shares[k], sums + k * d, 1, squares, d);
  for (gsize j = 0; j < d; j++)
    if (!isfinite (tf_norm (d - j, squares + j + j * d)))
      return refuse_overflow (error);
  if (!tf_eigen_symmetric (d, squares, values))
    return refuse_overflow (error);

  while (self->rank < d && values[d - 1 - self->rank] > 4 * d * DBL_EPSILON * values[d - 1])
    self->rank++;
  self->factor = g_new (double, d * MAX (self->rank, 1));
  for (gsize i = 0; i < self->rank; i++)
    {
      memcpy (self->factor + i * d, squares + (d - 1 - i) * d, d * sizeof (double));
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
  g_autofree double *sums = g_new0 (double, d * k_n);
  g_autofree double *squares = tall ? g_new0 (double, d * d) : NULL;

  self->means = choose_anchors (features);
  if (!gather (self, features, sums, squares, cancellable, error))
    return NULL;
  if (!isfinite (tf_norm (d * k_n, self->means)) || !isfinite (tf_norm (d * k_n, sums)))
    {
      refuse_overflow (error);
      return NULL;
    }
  if (!(tall ? factor_covariance (self, sums, squares, error) : factor_deviations (self, features, error)))
    return NULL;
  g_clear_pointer (&squares, g_free);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (!tf_kept_fill (self, features, max_kept, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}
