/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "synthetic.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>

/* No more values than this are drawn: 16 GiB of doubles. */
#define MAX_VALUES (G_GUINT64_CONSTANT (1) << 31)

static gsize
class_size (const TfSynthetic *self, guint k)
{
  return self->sizes != NULL ? self->sizes[k] : self->per_class;
}

static gboolean
validate (const TfSynthetic *self, gsize *n_samples, GError **error)
{
  const char *wrong = NULL;

  *n_samples = 0;
  if (self->n_classes < 2)
    wrong = "there must be at least 2 classes";
  else if (self->dim < 1)
    wrong = "the dimension must be at least 1";
  else if (!(isfinite (self->spread) && self->spread >= 0))
    wrong = "the spread of the means must be a number of at least 0";
  else if (!(isfinite (self->noise) && self->noise >= 0))
    wrong = "the noise must be a number of at least 0";
  for (guint k = 0; wrong == NULL && k < self->n_classes; k++)
    {
      if (class_size (self, k) < 1)
        wrong = "every class must have at least 1 sample";
      else if (class_size (self, k) > MAX_VALUES || (*n_samples += class_size (self, k)) > MAX_VALUES / self->dim)
        wrong = "that is more than the 2^31 values that are drawn at the most";
    }
  if (wrong != NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, wrong);
  return wrong == NULL;
}

TfFeatures *
tf_synthetic_generate (const TfSynthetic *self, GError **error)
{
  gsize n_samples, row = 0, dim = self->dim;
  g_autofree double *means = NULL;
  double *values;
  guint32 *classes;
  gsl_rng *rng;
  double mean_scale, noise_scale;

  if (!validate (self, &n_samples, error))
    return NULL;

  mean_scale = self->spread / sqrt (dim);
  noise_scale = self->noise / sqrt (dim);
  rng = gsl_rng_alloc (gsl_rng_mt19937);
  gsl_rng_set (rng, self->seed);
  means = g_new (double, self->n_classes * dim);
  values = g_new (double, n_samples * dim);
  classes = g_new (guint32, n_samples);

  for (gsize i = 0; i < self->n_classes * dim; i++)
    means[i] = mean_scale * gsl_ran_ugaussian (rng);
  for (guint k = 0; k < self->n_classes; k++)
    for (gsize i = 0; i < class_size (self, k); i++, row++)
      {
        classes[row] = k;
        for (gsize j = 0; j < dim; j++)
          values[row * dim + j] = means[k * dim + j] + noise_scale * gsl_ran_ugaussian (rng);
      }
  gsl_rng_free (rng);
  return tf_features_new ("Synthetic", n_samples, dim, values, classes, self->n_classes, NULL);
}
