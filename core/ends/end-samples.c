/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "end-samples.h"

#include <math.h>
#include <string.h>

#include "kept.h"
#include "linalg.h"

#define BLOCK 1024 /* samples at a time */

/* Q V: d x s, V the eigenvectors of the second moments in the span. */
static double *
find_axes (const TfMoments *moments)
{
  gsize d = moments->dim, s = moments->span, k_n = moments->n_classes;
  g_autofree double *v = g_new (double, s * s), *w = g_new (double, MAX (s, 1)), *means = NULL;
  double *axes;
  gboolean finite;

  means = g_memdup2 (moments->basis ? moments->span_means : moments->means, s * k_n * sizeof (double));
  for (gsize k = 0; k < k_n; k++)
    cblas_dscal (s, sqrt (moments->shares[k]), means + k * s, 1);
  tf_gemm (CblasNoTrans, CblasTrans, s, s, k_n, 1, means, means, 0, v);
  if (moments->rank > 0)
    {
      const double *factor = moments->basis ? moments->span_factor : moments->factor;

      tf_gemm (CblasNoTrans, CblasTrans, s, s, moments->rank, 1, factor, factor, 1, v);
    }
  finite = tf_eigen_symmetric (s, v, w);
  g_assert (finite);
  if (moments->basis == NULL)
    return g_steal_pointer (&v);
  axes = g_new (double, d * s);
  tf_gemm (CblasNoTrans, CblasNoTrans, d, s, s, 1, moments->basis, v, 0, axes);
  return axes;
}

/* The features themselves, where they are still there. */
static TfFeatures *
find_features (const TfMoments *moments)
{
  return moments->features != NULL ? moments->features : moments->kept != NULL ? moments->kept->features : NULL;
}

/* Sample by sample as they are in the file, or as class means and coordinates give them. */
static void
fill_values (TfEndSamples *self)
{
  const TfMoments *moments = self->moments;
  TfFeatures *features = find_features (moments);
  gsize d = moments->dim, s = self->dim, r = moments->rank;
  g_autofree double *block = g_new (double, d * BLOCK), *z = g_new (double, MAX (r, 1) * BLOCK);

  for (gsize first = 0; first < self->n; first += BLOCK)
    {
      gsize n = MIN (BLOCK, self->n - first);

      if (features != NULL)
        tf_features_get_rows (features, first, n, block);
      else
        {
          tf_kept_get_coords (moments, first, n, z);
          for (gsize i = 0; i < n; i++)
            memcpy (block + i * d, moments->means + self->classes[first + i] * d, d * sizeof (double));
          if (r > 0)
            tf_gemm (CblasNoTrans, CblasNoTrans, d, n, r, 1, moments->factor, z, 1, block);
        }
      tf_gemm (CblasTrans, CblasNoTrans, s, n, d, 1, self->axes, block, 0, self->values + first * s);
    }
}

TfEndSamples *
tf_end_samples_new (TfMoments *moments, GError **error)
{
  TfEndSamples *self;
  TfFeatures *features = find_features (moments);

  if (features == NULL && moments->n_kept < moments->n_samples)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   "with this loss every sample counts, and of %" G_GSIZE_FORMAT " only %u are kept", moments->n_samples,
                   moments->n_kept);
      return NULL;
    }
  self = g_new0 (TfEndSamples, 1);
  self->moments = tf_moments_ref (moments);
  self->dim = moments->span;
  self->n = moments->n_samples;
  self->classes = g_memdup2 (features != NULL ? tf_features_get_classes (features) : moments->kept_classes,
                             self->n * sizeof (guint32));
  self->axes = find_axes (moments);
  self->values = g_new (double, MAX (self->dim, 1) * self->n);
  self->shares = g_new (double, self->n);
  self->numbers = g_new (guint32, moments->n_classes);
  for (gsize i = 0; i < self->n; i++)
    self->shares[i] = 1.0 / self->n;
  for (guint k = 0; k < moments->n_classes; k++)
    self->numbers[k] = k;
  fill_values (self);
  return self;
}

void
tf_end_samples_free (TfEndSamples *self)
{
  tf_moments_unref (self->moments);
  g_free (self->classes);
  g_free (self->axes);
  g_free (self->values);
  g_free (self->shares);
  g_free (self->numbers);
  g_free (self);
}

double *
tf_end_samples_find_means (TfEndSamples *self, const double *h)
{
  gsize k_n = self->moments->n_classes, s = self->dim, d = self->moments->dim;
  g_autofree double *inside = g_new0 (double, MAX (s * k_n, 1));
  double *means = g_new (double, d * k_n);

  for (gsize i = 0; i < self->n; i++)
    cblas_daxpy (s, 1.0 / self->moments->sizes[self->classes[i]], h + i * s, 1, inside + self->classes[i] * s, 1);
  tf_gemm (CblasNoTrans, CblasNoTrans, d, k_n, s, 1, self->axes, inside, 0, means);
  return means;
}

TfColumns
tf_end_samples_get_columns (TfEndSamples *self)
{
  return (TfColumns){ self->moments->n_classes, self->dim, self->n, self->classes, self->shares, self->values };
}

TfColumns
tf_end_samples_get_classes (TfEndSamples *self)
{
  gsize k_n = self->moments->n_classes;

  return (TfColumns){ k_n, self->dim, k_n, self->numbers, self->moments->shares, NULL };
}

double *
tf_end_samples_spread_classes (TfEndSamples *self, const double *columns)
{
  double *h = g_new (double, self->dim * self->n);

  for (gsize i = 0; i < self->n; i++)
    memcpy (h + i * self->dim, columns + self->classes[i] * self->dim, self->dim * sizeof (double));
  return h;
}

TfMoments *
tf_end_samples_make_moments (TfEndSamples *self, const double *h, const double *w, const double *b, GCancellable *cancellable,
                         GError **error)
{
  gsize k_n = self->moments->n_classes, s = self->dim;
  g_autoptr (TfFeatures) features
    = tf_features_new (self->moments->name, self->n, s, g_memdup2 (h, s * self->n * sizeof (double)),
                       g_memdup2 (self->classes, self->n * sizeof (guint32)), k_n,
                       (const char *const *) self->moments->class_names);
  TfMoments *moments = tf_moments_new (features, TF_KEEP_ALL, cancellable, error);

  if (moments == NULL)
    return NULL;
  moments->weights = g_memdup2 (w, k_n * s * sizeof (double));
  if (b != NULL)
    moments->bias = g_memdup2 (b, k_n * sizeof (double));
  return moments;
}

double *
tf_columns_get_squares (const TfColumns *columns)
{
  double *squares = g_new0 (double, MAX (columns->dim, 1));

  for (gsize i = 0; columns->features != NULL && i < columns->n; i++)
    for (gsize j = 0; j < columns->dim; j++)
      squares[j] += columns->weights[i] * columns->features[j + i * columns->dim] * columns->features[j + i * columns->dim];
  return squares;
}

double
tf_columns_get_square (const TfColumns *columns)
{
  g_autofree double *squares = tf_columns_get_squares (columns);
  double sum = 0;

  for (gsize j = 0; j < columns->dim; j++)
    sum += squares[j];
  return sum;
}
