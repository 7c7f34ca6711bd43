/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "features-merge.h"

#include <string.h>

#include "features-parts.h"

struct _TfMerge
{
  TfSummary  *summary; /* NULL as long as nothing was added */
  GPtrArray  *names;   /* of the classes, in the order in which they came */
  GHashTable *places;  /* name -> place + 1 */
  const char *dtype;
  double     *weights, *bias;
  guint       n_layer; /* rows of the weights; 0: shards do not agree */
};

TfMerge *
tf_merge_new (void)
{
  TfMerge *self = g_new0 (TfMerge, 1);

  self->names = g_ptr_array_new_with_free_func (g_free);
  self->places = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

void
tf_merge_free (TfMerge *self)
{
  g_clear_pointer (&self->summary, tf_summary_free);
  g_ptr_array_unref (self->names);
  g_hash_table_unref (self->places);
  g_free (self->weights);
  g_free (self->bias);
  g_free (self);
}

static guint32
find_place (TfMerge *self, const char *name)
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

/* A last layer counts while every shard has the same one, of the same classes. */
static void
compare_layers (TfMerge *self, TfFeatures *features, gboolean first, gboolean same_classes)
{
  gsize k = tf_features_get_n_classes (features), n = k * tf_features_get_dim (features);
  const double *weights = tf_features_get_weights (features), *bias = tf_features_get_bias (features);

  if (first && weights != NULL)
    {
      self->n_layer = (guint) k;
      self->weights = g_memdup2 (weights, n * sizeof (double));
      self->bias = bias != NULL ? g_memdup2 (bias, k * sizeof (double)) : NULL;
    }
  else if (!same_classes || weights == NULL || self->n_layer != k || memcmp (weights, self->weights, n * sizeof (double)) != 0
           || (bias == NULL) != (self->bias == NULL) || (bias != NULL && memcmp (bias, self->bias, k * sizeof (double)) != 0))
    self->n_layer = 0;
}

gboolean
tf_merge_add (TfMerge *self, TfFeatures *features, GError **error)
{
  const TfSummary *summary = tf_features_get_summary (features);
  guint n = tf_features_get_n_classes (features), before = self->names->len;
  g_autofree guint32 *class_of = g_new (guint32, n);
  gboolean first = self->summary == NULL, same = first || n == before;

  if (!first && summary->dim != self->summary->dim)
    {
      g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_VALUE,
                   "Its features have %" G_GSIZE_FORMAT " dimensions, but those before it have %" G_GSIZE_FORMAT ".",
                   summary->dim, self->summary->dim);
      return FALSE;
    }
  for (guint k = 0; k < n; k++)
    {
      class_of[k] = find_place (self, tf_features_get_class_name (features, k));
      same = same && class_of[k] == k;
    }
  compare_layers (self, features, first, same);
  if (first)
    self->summary = tf_summary_copy (summary);
  else
    tf_summary_merge (self->summary, summary, class_of, self->names->len);
  self->dtype = first || g_strcmp0 (self->dtype, tf_features_get_dtype (features)) == 0 ? tf_features_get_dtype (features) : "float32";
  return TRUE;
}

TfFeatures *
tf_merge_finish (TfMerge *self, const char *name, GError **error)
{
  TfParts  parts = { .summary = g_steal_pointer (&self->summary), .dtype = self->dtype, .notice = g_string_new (NULL) };
  guint    n = self->names->len;
  guint32 *ids = g_new (guint32, MAX (n, 1));
  TfFeatures *merged = NULL;

  for (guint i = 0; i < n; i++)
    ids[i] = i;
  if (n < 2)
    g_free (ids);
  if (n < 2)
    g_set_error_literal (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_VALUE,
                         "All samples are of one class; two classes or more are needed.");
  else if (tf_labels_take_words (&parts.labels, self->names, ids, n, error))
    {
      static const TfFeaturesOptions none = { 0 };
      gboolean ordered = TRUE;

      for (guint k = 0; k < n; k++)
        ordered = ordered && parts.labels.classes[k] == k;
      tf_summary_sort_classes (parts.summary, parts.labels.classes);
      if (self->n_layer == n && ordered)
        {
          parts.weights = g_steal_pointer (&self->weights);
          parts.bias = g_steal_pointer (&self->bias);
        }
      parts.features = (TfArray){ .scalar = TF_SCALAR_FLOAT64, .n_dims = 2, .dims = { 0, parts.summary->dim } };
      if (tf_parts_take_sample (&parts, &none, error))
        merged = tf_features_new_from_parts (name, &parts);
    }
  tf_array_clear (&parts.features);
  tf_labels_clear (&parts.labels);
  g_clear_pointer (&parts.summary, tf_summary_free);
  g_free (parts.weights);
  g_free (parts.bias);
  g_string_free (parts.notice, TRUE);
  return merged;
}
