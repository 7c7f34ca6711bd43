/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "summary.h"

#include <math.h>
#include <string.h>

#include "linalg.h"

gsize
tf_summary_count_sample (gsize dim)
{
  return CLAMP (TF_SUMMARY_MAX_NUMBERS / dim, 1, TF_SUMMARY_MAX_SAMPLE);
}

void
tf_summary_free (TfSummary *self)
{
  g_free (self->sizes);
  g_free (self->means);
  g_free (self->rest);
  g_free (self->covariance);
  g_free (self->sample);
  g_free (self->sample_classes);
  g_free (self->keys);
  g_free (self);
}

TfSummary *
tf_summary_copy (const TfSummary *self)
{
  TfSummary *copy = g_memdup2 (self, sizeof *self);
  gsize      d = self->dim, k = self->n_classes, n = self->n_sample;

  copy->sizes = g_memdup2 (self->sizes, k * sizeof *self->sizes);
  copy->means = g_memdup2 (self->means, d * k * sizeof (double));
  copy->rest = self->rest != NULL ? g_memdup2 (self->rest, d * k * sizeof (double)) : NULL;
  copy->covariance = g_memdup2 (self->covariance, d * d * sizeof (double));
  copy->sample = g_memdup2 (self->sample, n * d * sizeof (float));
  copy->sample_classes = g_memdup2 (self->sample_classes, n * sizeof (guint32));
  copy->keys = self->keys != NULL ? g_memdup2 (self->keys, n * sizeof (guint64)) : NULL;
  return copy;
}

void
tf_summary_add_classes (TfSummary *self, guint n_classes)
{
  gsize d = self->dim, k = self->n_classes;

  n_classes = MAX (n_classes, self->n_classes);
  self->sizes = g_renew (gsize, self->sizes, n_classes);
  self->means = g_renew (double, self->means, d * n_classes);
  if (self->rest == NULL)
    self->rest = g_new0 (double, d * k);
  self->rest = g_renew (double, self->rest, d * n_classes);
  memset (self->sizes + k, 0, (n_classes - k) * sizeof *self->sizes);
  memset (self->means + d * k, 0, d * (n_classes - k) * sizeof (double));
  memset (self->rest + d * k, 0, d * (n_classes - k) * sizeof (double));
  self->n_classes = n_classes;
}

/* (*high, *low) += share (difference): a sum that keeps what rounding drops. */
static void
move (double *high, double *low, double by)
{
  double sum = *high + by, part = sum - *high;
  double error = (*high - (sum - part)) + (by - part) + *low;

  *high = sum + error;
  *low = error - (*high - sum);
}

/* Class mean j moves to that of both. difference: d, becomes other's mean less self's. */
static void
merge_mean (TfSummary *self, gsize j, const TfSummary *other, gsize k, double *difference)
{
  gsize   d = self->dim, n = self->sizes[j], m = other->sizes[k];
  double *mean = self->means + j * d, *low = self->rest + j * d;
  const double *mean_b = other->means + k * d, *low_b = other->rest != NULL ? other->rest + k * d : NULL;

  for (gsize i = 0; i < d; i++)
    {
      double b = low_b != NULL ? low_b[i] : 0;

      difference[i] = n > 0 && m > 0 ? (mean_b[i] - mean[i]) + (b - low[i]) : 0;
      if (n == 0 && m > 0)
        {
          mean[i] = mean_b[i];
          low[i] = b;
        }
      else
        move (mean + i, low + i, difference[i] * ((double) m / (double) (n + m)));
    }
}

/* In both summaries keys ascend; the least of all are kept. */
static void
merge_sample (TfSummary *self, const TfSummary *other, const guint32 *class_of)
{
  gsize    d = self->dim, most = tf_summary_count_sample (d);
  gsize    n = self->keys != NULL && other->keys != NULL ? MIN (self->n_sample + other->n_sample, most) : 0, a = 0, b = 0;
  float   *sample = g_new (float, MAX (n * d, 1));
  guint32 *classes = g_new (guint32, MAX (n, 1));
  guint64 *keys = g_new (guint64, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    {
      gboolean first = b == other->n_sample || (a < self->n_sample && self->keys[a] <= other->keys[b]);

      memcpy (sample + i * d, first ? self->sample + a * d : other->sample + b * d, d * sizeof (float));
      classes[i] = first ? self->sample_classes[a] : class_of[other->sample_classes[b]];
      keys[i] = first ? self->keys[a++] : other->keys[b++];
    }
  g_free (self->sample);
  g_free (self->sample_classes);
  g_free (self->keys);
  self->sample = sample;
  self->sample_classes = classes;
  self->keys = keys;
  self->n_sample = n;
}

static void
mirror (gsize n, double *square)
{
  for (gsize j = 0; j < n; j++)
    for (gsize i = j + 1; i < n; i++)
      square[j + i * n] = square[i + j * n];
}

/* N Sigma_W of both is the sum, and for each class n m/(n + m) times the square of the
 * difference of its means. */
void
tf_summary_merge (TfSummary *self, const TfSummary *other, const guint32 *class_of, guint n_classes)
{
  gsize  d = self->dim, n = self->n_samples + other->n_samples;
  double share = (double) self->n_samples / (double) n, share_b = (double) other->n_samples / (double) n;
  g_autofree double *differences = g_new0 (double, d * other->n_classes);

  tf_summary_add_classes (self, n_classes);
  for (gsize k = 0; k < other->n_classes; k++)
    {
      gsize  j = class_of[k];
      double both = (double) (self->sizes[j] + other->sizes[k]);
      double weight = both > 0 ? (double) self->sizes[j] * (double) other->sizes[k] / both / (double) n : 0;

      merge_mean (self, j, other, k, differences + k * d);
      cblas_dscal ((int) d, sqrt (weight), differences + k * d, 1);
      self->sizes[j] += other->sizes[k];
    }
  for (gsize i = 0; i < d * d; i++)
    self->covariance[i] = share * self->covariance[i] + share_b * other->covariance[i];
  tf_syrk (d, other->n_classes, 1, differences, 1, self->covariance);
  mirror (d, self->covariance);
  self->n_samples = n;
  merge_sample (self, other, class_of);
}

void
tf_summary_sort_classes (TfSummary *self, const guint32 *place)
{
  gsize   d = self->dim, n = self->n_classes;
  gsize  *sizes = g_new (gsize, n);
  double *means = g_new (double, d * n), *rest = self->rest != NULL ? g_new (double, d * n) : NULL;

  for (gsize k = 0; k < n; k++)
    {
      sizes[place[k]] = self->sizes[k];
      memcpy (means + place[k] * d, self->means + k * d, d * sizeof (double));
      if (rest != NULL)
        memcpy (rest + place[k] * d, self->rest + k * d, d * sizeof (double));
    }
  for (gsize i = 0; i < self->n_sample; i++)
    self->sample_classes[i] = place[self->sample_classes[i]];
  g_free (self->sizes);
  g_free (self->means);
  g_free (self->rest);
  self->sizes = sizes;
  self->means = means;
  self->rest = rest;
}
