/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common-classes.h"

#include <string.h>

void
tf_common_classes_init (TfCommonClasses *self)
{
  *self = (TfCommonClasses){ .names = g_ptr_array_new_with_free_func (g_free), .places = g_hash_table_new (g_str_hash, g_str_equal) };
}

void
tf_common_classes_clear (TfCommonClasses *self)
{
  g_clear_pointer (&self->places, g_hash_table_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->weights, g_free);
  g_clear_pointer (&self->bias, g_free);
}

static guint32
find_place (TfCommonClasses *self, const char *name)
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

static void
compare_layers (TfCommonClasses *self, TfFeatures *features, gboolean same_classes)
{
  gsize k = tf_features_get_n_classes (features), n = k * tf_features_get_dim (features);
  const double *weights = tf_features_get_weights (features), *bias = tf_features_get_bias (features);

  if (self->n_sets == 0 && weights != NULL)
    {
      self->n_layer = (guint) k;
      self->weights = g_memdup2 (weights, n * sizeof (double));
      self->bias = bias != NULL ? g_memdup2 (bias, k * sizeof (double)) : NULL;
    }
  else if (!same_classes || weights == NULL || self->n_layer != k || memcmp (weights, self->weights, n * sizeof (double)) != 0
           || (bias == NULL) != (self->bias == NULL) || (bias != NULL && memcmp (bias, self->bias, k * sizeof (double)) != 0))
    self->n_layer = 0;
}

guint32 *
tf_common_classes_add (TfCommonClasses *self, TfFeatures *features)
{
  guint n = tf_features_get_n_classes (features);
  guint32 *places = g_new (guint32, MAX (n, 1));
  gboolean same = self->n_sets == 0 || n == self->names->len;

  for (guint k = 0; k < n; k++)
    {
      places[k] = find_place (self, tf_features_get_class_name (features, k));
      same = same && places[k] == k;
    }
  compare_layers (self, features, same);
  self->n_sets++;
  return places;
}

gboolean
tf_common_classes_have_layer (const TfCommonClasses *self, const TfLabels *labels)
{
  if (self->n_layer != labels->n_classes)
    return FALSE;
  for (guint k = 0; k < labels->n_classes; k++)
    if (strcmp (labels->names[k], self->names->pdata[k]) != 0)
      return FALSE;
  return self->n_layer > 0;
}
