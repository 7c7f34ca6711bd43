/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "features-join.h"

#include <string.h>

#include "features-parts.h"

#define BLOCK 4096 /* samples that are copied at once */

struct _TfPartJoin
{
  gsize       dim;
  GArray     *values;  /* double: of all samples, one after the other */
  GArray     *classes; /* guint32: of each its place among the names */
  GPtrArray  *names;   /* of the classes, in the order in which they came */
  GHashTable *places;  /* name -> place + 1 */
  const char *dtype;
  double     *units;   /* dim; NULL: not of all parts */
  double     *weights, *bias;
  guint       n_layer; /* rows of the weights; 0: parts do not agree */
  TfHeadLayers *layers; /* of the first part, or NULL */
  char       *labels_from, *features_from, *notice;
  guint       n_parts;
};

TfPartJoin *
tf_part_join_new (void)
{
  TfPartJoin *self = g_new0 (TfPartJoin, 1);

  self->values = g_array_new (FALSE, FALSE, sizeof (double));
  self->classes = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->places = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

void
tf_part_join_free (TfPartJoin *self)
{
  g_array_unref (self->values);
  g_array_unref (self->classes);
  g_ptr_array_unref (self->names);
  g_hash_table_unref (self->places);
  g_free (self->units);
  g_free (self->weights);
  g_free (self->bias);
  g_clear_pointer (&self->layers, tf_head_layers_free);
  g_free (self->labels_from);
  g_free (self->features_from);
  g_free (self->notice);
  g_free (self);
}

static guint32
find_place (TfPartJoin *self, const char *name)
{
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (self->places, name));
  char *copy;

  if (place > 0)
    return place - 1;
  copy = g_strdup (name);
  g_ptr_array_add (self->names, copy);
  g_hash_table_insert (self->places, copy, GUINT_TO_POINTER (self->names->len));
  return self->names->len - 1;
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

/* A last layer counts while every part has the same one, of the same classes. */
static void
take_layer (TfPartJoin *self, TfFeatures *features, gboolean same_classes)
{
  gsize k = tf_features_get_n_classes (features), n = k * self->dim;
  const double *weights = tf_features_get_weights (features), *bias = tf_features_get_bias (features);

  if (self->n_parts == 0 && weights != NULL)
    {
      const TfHeadLayers *layers = tf_features_get_layers (features);

      self->n_layer = (guint) k;
      self->weights = g_memdup2 (weights, n * sizeof (double));
      self->bias = bias != NULL ? g_memdup2 (bias, k * sizeof (double)) : NULL;
      self->layers = layers != NULL ? tf_head_layers_copy (layers) : NULL;
    }
  else if (!same_classes || weights == NULL || self->n_layer != k || memcmp (weights, self->weights, n * sizeof (double)) != 0
           || (bias == NULL) != (self->bias == NULL) || (bias != NULL && memcmp (bias, self->bias, k * sizeof (double)) != 0))
    self->n_layer = 0;
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
  guint n = tf_features_get_n_classes (features), before = self->names->len;
  g_autofree guint32 *class_of = g_new (guint32, n);
  gboolean same = self->n_parts == 0 || n == before;

  if (!check_fit (self, features, too_much, error))
    return FALSE;
  self->dim = tf_features_get_dim (features);
  for (guint k = 0; k < n; k++)
    {
      class_of[k] = find_place (self, tf_features_get_class_name (features, k));
      same = same && class_of[k] == k;
    }
  take_layer (self, features, same);
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

  if (!parts->unlabelled && self->names->len < 2)
    return tf_features_fail (error, TF_FEATURES_ERROR_VALUE, "All samples are of one class; two classes or more are needed.");
  if (parts->unlabelled)
    tf_parts_take_one_class (parts, n);
  return parts->unlabelled
         || tf_labels_take_words (&parts->labels, self->names, g_memdup2 (self->classes->data, n * sizeof (guint32)), n, error);
}

/* Whether classes are in the order in which they came, as the rows of W are. */
static gboolean
is_ordered (TfPartJoin *self, const TfLabels *labels)
{
  for (guint k = 0; k < labels->n_classes; k++)
    if (strcmp (labels->names[k], self->names->pdata[k]) != 0)
      return FALSE;
  return TRUE;
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
      if (self->n_layer == parts.labels.n_classes && is_ordered (self, &parts.labels))
        {
          parts.weights = g_steal_pointer (&self->weights);
          parts.bias = g_steal_pointer (&self->bias);
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
