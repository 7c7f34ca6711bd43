/* features.c: labelled features, kept as they were stored
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "features-private.h"

#include <string.h>

#include "text-clean.h"

G_DEFINE_QUARK (tf-features-error-quark, tf_features_error)

gboolean
tf_features_fail (GError **error, TfFeaturesError code, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list          args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, TF_FEATURES_ERROR, code, message);
  return FALSE;
}

void
tf_features_get_rows (TfFeatures *self, gsize first, gsize n, double *rows)
{
  const guint8 *data = self->data + first * self->row_stride * tf_scalar_get_size (self->scalar);

  g_assert (first <= self->n_rows && n <= self->n_rows - first);
  tf_scalar_gather (self->scalar, data, n, self->dim, self->row_stride, self->column_stride, rows);
}

void
tf_features_count_classes (TfFeatures *self)
{
  self->class_sizes = g_new0 (gsize, self->n_classes);
  if (self->summary != NULL)
    memcpy (self->class_sizes, self->summary->sizes, self->n_classes * sizeof (gsize));
  for (gsize i = 0; i < self->n_rows && self->summary == NULL; i++)
    {
      g_assert (self->classes[i] < self->n_classes);
      self->class_sizes[self->classes[i]]++;
    }
  for (guint k = 0; k < self->n_classes; k++)
    g_assert (self->class_sizes[k] > 0);
}

TfFeatures *
tf_features_allocate (const char *name)
{
  TfFeatures *self = g_new0 (TfFeatures, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->name = tf_text_clean (name, -1);
  return self;
}

TfFeatures *
tf_features_new (const char        *name,
                 gsize              n_samples,
                 gsize              dim,
                 double            *values,
                 guint32           *classes,
                 guint              n_classes,
                 const char *const *class_names)
{
  TfFeatures *self = tf_features_allocate (name);

  g_assert (n_samples >= 1 && dim >= 1 && n_classes >= 1);
  self->n_samples = self->n_rows = n_samples;
  self->dim = dim;
  self->n_classes = n_classes;
  self->scalar = TF_SCALAR_FLOAT64;
  self->dtype = tf_scalar_get_name (TF_SCALAR_FLOAT64);
  self->data = (guint8 *) values;
  self->row_stride = dim;
  self->column_stride = 1;
  self->classes = classes;
  self->class_names = g_new0 (char *, (gsize) n_classes + 1);
  for (guint k = 0; k < n_classes; k++)
    self->class_names[k] = class_names != NULL ? tf_text_clean (class_names[k], -1) : g_strdup_printf ("%u", k);
  tf_features_count_classes (self);
  return self;
}

TfFeatures *
tf_features_new_with_layer (const char        *name,
                            gsize              n_samples,
                            gsize              dim,
                            double            *values,
                            guint32           *classes,
                            guint              n_classes,
                            const char *const *class_names,
                            const double      *weights,
                            const double      *bias)
{
  TfFeatures *self = tf_features_new (name, n_samples, dim, values, classes, n_classes, class_names);

  if (weights != NULL)
    self->weights = g_memdup2 (weights, n_classes * dim * sizeof (double));
  if (bias != NULL)
    self->bias = g_memdup2 (bias, n_classes * sizeof (double));
  return self;
}

TfFeatures *
tf_features_ref (TfFeatures *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
tf_features_unref (TfFeatures *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->name);
  g_free (self->data);
  g_free (self->classes);
  g_free (self->class_sizes);
  g_strfreev (self->class_names);
  g_free (self->units);
  g_free (self->weights);
  g_free (self->bias);
  g_clear_pointer (&self->layers, tf_head_layers_free);
  g_free (self->notice);
  g_clear_pointer (&self->summary, tf_summary_free);
  g_free (self->labels_from);
  g_free (self->features_from);
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    g_clear_pointer (&self->held_out[kind], tf_features_unref);
  g_free (self);
}

const char *
tf_features_get_name (TfFeatures *self)
{
  return self->name;
}

gsize
tf_features_get_n_samples (TfFeatures *self)
{
  return self->n_samples;
}

gsize
tf_features_get_n_rows (TfFeatures *self)
{
  return self->n_rows;
}

const TfSummary *
tf_features_get_summary (TfFeatures *self)
{
  return self->summary;
}

gsize
tf_features_get_dim (TfFeatures *self)
{
  return self->dim;
}

guint
tf_features_get_n_classes (TfFeatures *self)
{
  return self->n_classes;
}

const char *
tf_features_get_dtype (TfFeatures *self)
{
  return self->dtype;
}

const double *
tf_features_get_units (TfFeatures *self)
{
  return self->units;
}

const guint32 *
tf_features_get_classes (TfFeatures *self)
{
  return self->classes;
}

const gsize *
tf_features_get_class_sizes (TfFeatures *self)
{
  return self->class_sizes;
}

const char *
tf_features_get_class_name (TfFeatures *self, guint k)
{
  g_assert (k < self->n_classes);
  return self->class_names[k];
}

const double *
tf_features_get_weights (TfFeatures *self)
{
  return self->weights;
}

const TfHeadLayers *
tf_features_get_layers (TfFeatures *self)
{
  return self->layers;
}

void
tf_features_set_layers (TfFeatures *self, guint n, const gsize *sizes, const double *values)
{
  const TfHeadLayers given = { n, (gsize *) sizes, (double *) values };

  g_assert (self->layers == NULL && self->weights == NULL && sizes[0] == self->dim && sizes[n] == self->n_classes);
  self->layers = tf_head_layers_copy (&given);
  self->weights = tf_head_layers_multiply (self->layers);
}

const double *
tf_features_get_bias (TfFeatures *self)
{
  return self->bias;
}

const char *
tf_features_get_labels_from (TfFeatures *self)
{
  return self->labels_from != NULL ? self->labels_from : "memory";
}

const char *
tf_features_get_features_from (TfFeatures *self)
{
  return self->features_from != NULL ? self->features_from : "memory";
}

const char *
tf_features_get_notice (TfFeatures *self)
{
  return self->notice;
}
