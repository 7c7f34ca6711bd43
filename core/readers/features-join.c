/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "features-join.h"

#include <string.h>

#include "common-classes.h"
#include "features-parts.h"

#define BLOCK 4096 /* samples that are copied at once */

struct _TfPartJoin
{
  gsize           dim;
  GArray         *values;  /* double: of all samples, one after the other */
  GArray         *classes; /* guint32: of each its place among the names */
  TfCommonClasses common;
  const char     *dtype;
  double         *units;   /* dim; NULL: not of all parts */
  TfHeadLayers   *layers;  /* of the first part, or NULL */
  char           *labels_from, *features_from, *notice;
  guint           n_parts;
};

TfPartJoin *
tf_part_join_new (void)
{
  TfPartJoin *self = g_new0 (TfPartJoin, 1);

  self->values = g_array_new (FALSE, FALSE, sizeof (double));
  self->classes = g_array_new (FALSE, FALSE, sizeof (guint32));
  tf_common_classes_init (&self->common);
  return self;
}

void
tf_part_join_free (TfPartJoin *self)
{
  g_array_unref (self->values);
  g_array_unref (self->classes);
  tf_common_classes_clear (&self->common);
  g_free (self->units);
  g_clear_pointer (&self->layers, tf_head_layers_free);
  g_free (self->labels_from);
  g_free (self->features_from);
  g_free (self->notice);
  g_free (self);
}

static gboolean
check_fit (TfPartJoin *self, TfFeatures *features, gboolean *too_much, GError **error)
{
  gsize d = tf_features_get_dim (features), n = self->classes->len + tf_features_get_n_samples (features);

  *too_much = !tf_load_check_memory ((guint64) n * d * sizeof (double), NULL) || n > G_MAXUINT / d;
  if (*too_much)
    return tf_load_check_memory (G_MAXUINT64, error);
  if (self->n_parts == 0 || d == self->dim)
    return TRUE;
  return tf_features_fail (error, TF_FEATURES_ERROR_VALUE,
                           "Its features have %" G_GSIZE_FORMAT " dimensions, but those of the parts before it have %" G_GSIZE_FORMAT ".",
                           d, self->dim);
}

/* What is coarsest of all parts. */
static void
take_units (TfPartJoin *self, TfFeatures *features)
{
  const double *units = tf_features_get_units (features);

  if (self->n_parts == 0 && units != NULL)
    self->units = g_memdup2 (units, self->dim * sizeof (double));
  else if (units == NULL)
    g_clear_pointer (&self->units, g_free);
  for (gsize j = 0; self->units != NULL && j < self->dim; j++)
    self->units[j] = MAX (self->units[j], units[j]);
}

static void
take_words (TfPartJoin *self, TfFeatures *features)
{
  if (self->n_parts == 0)
    {
      self->dtype = tf_features_get_dtype (features);
      self->labels_from = g_strdup (tf_features_get_labels_from (features));
      self->features_from = g_strdup (tf_features_get_features_from (features));
    }
  else if (strcmp (self->dtype, tf_features_get_dtype (features)) != 0)
    self->dtype = tf_scalar_get_name (TF_SCALAR_FLOAT32);
  if (self->notice == NULL)
    self->notice = g_strdup (tf_features_get_notice (features));
}

static void
take_samples (TfPartJoin *self, TfFeatures *features, const guint32 *class_of)
{
  gsize n = tf_features_get_n_samples (features), before = self->classes->len;
  const guint32 *classes = tf_features_get_classes (features);

  g_array_set_size (self->values, (guint) ((before + n) * self->dim));
  for (gsize i = 0; i < n; i += BLOCK)
    tf_features_get_rows (features, i, MIN (BLOCK, n - i), &g_array_index (self->values, double, (before + i) * self->dim));
  for (gsize i = 0; i < n; i++)
    g_array_append_val (self->classes, class_of[classes[i]]);
}

gboolean
tf_part_join_add (TfPartJoin *self, TfFeatures *features, gboolean *too_much, GError **error)
{
  g_autofree guint32 *class_of = NULL;

  if (!check_fit (self, features, too_much, error))
    return FALSE;
  self->dim = tf_features_get_dim (features);
  class_of = tf_common_classes_add (&self->common, features);
  if (self->n_parts == 0 && tf_features_get_weights (features) != NULL && tf_features_get_layers (features) != NULL)
    self->layers = tf_head_layers_copy (tf_features_get_layers (features));
  take_units (self, features);
  take_words (self, features);
  take_samples (self, features, class_of);
  self->n_parts++;
  return TRUE;
}

/* What was written as float32 fits into that. */
static void
take_array (TfPartJoin *self, TfArray *array)
{
  gsize n = self->classes->len, size = n * self->dim;
  const double *values = (const double *) (gpointer) self->values->data;
  gboolean narrow = g_str_equal (self->dtype, tf_scalar_get_name (TF_SCALAR_FLOAT32));

  *array = (TfArray){ .scalar = narrow ? TF_SCALAR_FLOAT32 : TF_SCALAR_FLOAT64, .n_dims = 2, .dims = { n, self->dim }, .n_items = size };
  array->item_size = tf_scalar_get_size (array->scalar);
  if (!narrow)
    {
      array->data = (guint8 *) g_array_free (self->values, FALSE);
      self->values = g_array_new (FALSE, FALSE, sizeof (double));
      return;
    }
  array->data = g_malloc (size * sizeof (float));
  for (gsize i = 0; i < size; i++)
    ((float *) (gpointer) array->data)[i] = (float) values[i];
}

static gboolean
take_labels (TfPartJoin *self, TfParts *parts, GError **error)
{
  guint n = self->classes->len;

  if (!parts->unlabelled && self->common.names->len < 2)
    return tf_features_fail (error, TF_FEATURES_ERROR_VALUE, "All samples are of one class; two classes or more are needed.");
  if (parts->unlabelled)
    tf_parts_take_one_class (parts, n);
  return parts->unlabelled
         || tf_labels_take_words (&parts->labels, self->common.names, g_memdup2 (self->classes->data, n * sizeof (guint32)), n, error);
}

TfFeatures *
tf_part_join_finish (TfPartJoin *self, const char *name, gboolean unlabelled, GError **error)
{
  TfParts parts = { .notice = g_string_new (NULL), .unlabelled = unlabelled };
  TfFeatures *joined = NULL;

  if (take_labels (self, &parts, error))
    {
      take_array (self, &parts.features);
      parts.dtype = self->dtype;
      parts.units = g_steal_pointer (&self->units);
      if (tf_common_classes_have_layer (&self->common, &parts.labels))
        {
          parts.weights = g_steal_pointer (&self->common.weights);
          parts.bias = g_steal_pointer (&self->common.bias);
          parts.layers = g_steal_pointer (&self->layers);
        }
      parts.labels_from = g_steal_pointer (&self->labels_from);
      parts.features_from = g_steal_pointer (&self->features_from);
      g_string_printf (parts.notice, "%u files are parts of these features, and were joined.%s%s", self->n_parts,
                       self->notice != NULL ? " " : "", self->notice != NULL ? self->notice : "");
      joined = tf_features_new_from_parts (name, &parts);
    }
  tf_labels_clear (&parts.labels);
  g_string_free (parts.notice, TRUE);
  return joined;
}
