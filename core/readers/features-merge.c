/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "features-merge.h"

#include "common-classes.h"
#include "features-parts.h"

struct _TfMerge
{
  TfSummary      *summary; /* NULL as long as nothing was added */
  TfCommonClasses classes;
  const char     *dtype;
};

TfMerge *
tf_merge_new (void)
{
  TfMerge *self = g_new0 (TfMerge, 1);

  tf_common_classes_init (&self->classes);
  return self;
}

void
tf_merge_free (TfMerge *self)
{
  g_clear_pointer (&self->summary, tf_summary_free);
  tf_common_classes_clear (&self->classes);
  g_free (self);
}

gboolean
tf_merge_add (TfMerge *self, TfFeatures *features, GError **error)
{
  const TfSummary *summary = tf_features_get_summary (features);
  gboolean first = self->summary == NULL;
  g_autofree guint32 *class_of = NULL;

  if (!first && summary->dim != self->summary->dim)
    {
      g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_VALUE,
                   "Its features have %" G_GSIZE_FORMAT " dimensions, but those before it have %" G_GSIZE_FORMAT ".",
                   summary->dim, self->summary->dim);
      return FALSE;
    }
  class_of = tf_common_classes_add (&self->classes, features);
  if (first)
    self->summary = tf_summary_copy (summary);
  else
    tf_summary_merge (self->summary, summary, class_of, self->classes.names->len);
  self->dtype = first || g_strcmp0 (self->dtype, tf_features_get_dtype (features)) == 0 ? tf_features_get_dtype (features) : "float32";
  return TRUE;
}

TfFeatures *
tf_merge_finish (TfMerge *self, const char *name, GError **error)
{
  TfParts  parts = { .summary = g_steal_pointer (&self->summary), .dtype = self->dtype, .notice = g_string_new (NULL) };
  guint    n = self->classes.names->len;
  guint32 *ids = g_new (guint32, MAX (n, 1));
  TfFeatures *merged = NULL;

  for (guint i = 0; i < n; i++)
    ids[i] = i;
  if (n < 2)
    g_free (ids);
  if (n < 2)
    g_set_error_literal (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_VALUE,
                         "All samples are of one class; two classes or more are needed.");
  else if (tf_labels_take_words (&parts.labels, self->classes.names, ids, n, error))
    {
      static const TfFeaturesOptions none = { 0 };

      tf_summary_sort_classes (parts.summary, parts.labels.classes);
      if (tf_common_classes_have_layer (&self->classes, &parts.labels))
        {
          parts.weights = g_steal_pointer (&self->classes.weights);
          parts.bias = g_steal_pointer (&self->classes.bias);
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
