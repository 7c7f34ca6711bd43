/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "held-out.h"

#include <math.h>
#include <string.h>

#include "linalg.h"
#include "moments-gather.h"

#define BLOCK 256 /* samples converted at a time */

/* Of samples that are drawn and counted anew in every frame: so many products of d x K, but some in any case. */
#define MOST_PRODUCTS 3e7
#define LEAST_KEPT 200

static void
held_out_free (gpointer data)
{
  TfHeldOut *self = data;

  g_free (self->name);
  tf_features_unref (self->features);
  g_free (self->rows);
  g_free (self->classes);
  g_free (self->nearest);
  g_free (self->mean);
  g_free (self->means);
  g_free (self->has_class);
  g_clear_pointer (&self->moments, tf_moments_unref);
  g_free (self);
}

void
tf_held_out_get_samples (const TfHeldOut *self, guint first, guint n, double *samples)
{
  if (self->rows == NULL)
    tf_features_get_rows (self->features, first, n, samples);
  for (guint i = 0; self->rows != NULL && i < n; i++)
    tf_features_get_rows (self->features, self->rows[first + i], 1, samples + (gsize) i * self->dim);
}

double *
tf_held_out_see (const TfHeldOut *self, gsize rows, const double *map, const double *offsets)
{
  gsize d = self->dim;
  double *seen = g_new (double, MAX (rows * self->n_kept, 1));
  g_autofree double *block = g_new (double, d * BLOCK);

  for (guint i = 0; i < self->n_kept; i += BLOCK)
    {
      guint n = MIN (BLOCK, self->n_kept - i);

      tf_held_out_get_samples (self, i, n, block);
      for (guint j = 0; j < n && offsets != NULL; j++)
        memcpy (seen + (i + j) * rows, offsets, rows * sizeof (double));
      tf_gemm (CblasTrans, CblasNoTrans, rows, n, d, 1, map, block, offsets != NULL, seen + i * rows);
    }
  return seen;
}

/* All of them, or an even choice. */
static void
choose_rows (TfHeldOut *self, guint max_kept)
{
  gsize n = tf_features_get_n_rows (self->features);

  if (max_kept != TF_KEEP_ALL)
    max_kept = MIN (max_kept, MAX (LEAST_KEPT, MOST_PRODUCTS / ((double) self->dim * self->n_classes)));
  self->n_kept = MIN (n, max_kept);
  if (self->n_kept == n)
    return;
  self->rows = g_new (gsize, self->n_kept);
  for (gsize i = 0; i < self->n_kept; i++)
    self->rows[i] = (gsize) ((double) n / self->n_kept * i);
}

/* The class of that name among those of `of`, or K. */
static guint32
find_class (const TfMoments *of, const char *name)
{
  guint32 k = 0;

  while (k < of->n_classes && !g_str_equal (of->class_names[k], name))
    k++;
  return k;
}

static void
assign_classes (TfHeldOut *self, const TfMoments *of, const guint32 *map)
{
  const guint32 *classes = tf_features_get_classes (self->features);

  self->classes = g_new (guint32, MAX (self->n_kept, 1));
  for (guint i = 0; i < self->n_kept; i++)
    self->classes[i] = map[classes[self->rows != NULL ? self->rows[i] : i]];
}

/* Of the class means of H0, about their mean: nothing cancels then, wherever the origin is. */
static void
find_nearest (TfHeldOut *self, const TfMoments *of)
{
  gsize d = self->dim, k_n = self->n_classes;
  g_autofree double *centred = g_memdup2 (of->means, d * k_n * sizeof (double)), *g = g_new0 (double, d);
  g_autofree double *offsets = g_new (double, k_n), *scores = NULL;

  for (gsize k = 0; k < k_n; k++)
    cblas_daxpy (d, 1.0 / k_n, of->means + k * d, 1, g, 1);
  for (gsize k = 0; k < k_n; k++)
    {
      cblas_daxpy (d, -1, g, 1, centred + k * d, 1);
      offsets[k] = -tf_dot (d, centred + k * d, g) - 0.5 * pow (tf_norm (d, centred + k * d), 2);
    }
  scores = tf_held_out_see (self, k_n, centred, offsets);
  self->nearest = g_new0 (guint32, MAX (self->n_kept, 1));
  for (guint i = 0; i < self->n_kept; i++)
    for (guint32 k = 1; k < k_n; k++)
      if (scores[i * k_n + k] > scores[i * k_n + self->nearest[i]])
        self->nearest[i] = k;
}

/* Of one class: there are no moments. */
static void
find_lone_mean (TfHeldOut *self)
{
  const TfSummary *summary = tf_features_get_summary (self->features);
  gsize d = self->dim, n = tf_features_get_n_rows (self->features);
  g_autofree double *row = g_new (double, d);

  if (summary != NULL)
    memcpy (self->mean, summary->means, d * sizeof (double));
  for (gsize i = 0; summary == NULL && i < n; i++)
    {
      tf_features_get_rows (self->features, i, 1, row);
      cblas_daxpy (d, 1.0 / n, row, 1, self->mean, 1);
    }
}

static void
take_means (TfHeldOut *self, const guint32 *map)
{
  const TfMoments *own = self->moments;
  gsize d = self->dim;

  for (guint k = 0; own != NULL && k < own->n_classes; k++)
    {
      cblas_daxpy (d, own->shares[k], own->means + k * d, 1, self->mean, 1);
      if (map[k] < self->n_classes && self->means != NULL)
        {
          memcpy (self->means + map[k] * d, own->means + k * d, d * sizeof (double));
          self->has_class[map[k]] = TRUE;
        }
    }
  if (own == NULL)
    find_lone_mean (self);
}

/* And the size of the means. */
static double
find_cosine (TfHeldOut *self, const TfMoments *of)
{
  gsize d = self->dim;
  double length = tf_norm (d, self->mean), sum = 0;

  for (guint k = 0; k < self->n_classes; k++)
    {
      const double *m = of->means + k * d;

      self->size = MAX (self->size, tf_norm (d, m));
      sum += fabs (tf_dot (d, m, self->mean) / (tf_norm (d, m) * length)) / self->n_classes;
    }
  return isfinite (sum) ? sum : NAN;
}

TfHeldOut *
tf_held_out_new (const TfMoments *of, TfHeldOutKind kind, TfFeatures *features, guint max_kept, GCancellable *cancellable,
                 GError **error)
{
  guint n_own = tf_features_get_n_classes (features);
  g_autofree guint32 *map = g_new (guint32, n_own);
  g_autoptr (TfMoments) own = n_own > 1 ? tf_moments_gather (features, 1, cancellable, error) : NULL;
  TfHeldOut *self;

  if (n_own > 1 && own == NULL)
    return NULL;
  for (guint k = 0; k < n_own; k++)
    map[k] = find_class (of, kind == TF_HELD_OUT_TEST ? tf_features_get_class_name (features, k) : "");
  self = g_new0 (TfHeldOut, 1);
  self->release = held_out_free;
  self->kind = kind;
  self->name = g_strdup (tf_features_get_name (features));
  self->features = tf_features_ref (features);
  self->n_samples = tf_features_get_n_samples (features);
  self->dim = of->dim;
  self->n_classes = of->n_classes;
  self->moments = g_steal_pointer (&own);
  self->mean = g_new0 (double, self->dim);
  self->has_class = g_new0 (guint8, self->n_classes);
  if (kind == TF_HELD_OUT_TEST && self->moments != NULL)
    self->means = g_new0 (double, (gsize) self->dim * self->n_classes);
  choose_rows (self, max_kept);
  assign_classes (self, of, map);
  find_nearest (self, of);
  take_means (self, map);
  self->cosine = find_cosine (self, of);
  return self;
}
