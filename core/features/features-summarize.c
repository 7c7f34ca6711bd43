/* features-summarize.c: features of which only a summary is kept
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "features-parts.h"

#include <string.h>

/* Of each sample the number of its class among those kept. */
static guint32 *
map_classes (const TfParts *parts)
{
  const TfLabels *labels = &parts->labels;
  guint32        *classes = g_memdup2 (labels->classes, labels->n * sizeof (guint32));

  for (gsize i = 0; parts->class_map != NULL && i < labels->n; i++)
    classes[i] = parts->class_map[classes[i]];
  return classes;
}

/* A sample would have to be collected from all over the file. */
static gboolean
check_order (const TfArray *array, const TfByteSource *source, GError **error)
{
  if (array->fortran == array->transposed)
    return TRUE;
  g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_UNSUPPORTED,
               "%s is stored coordinate by coordinate, so that its samples cannot be read one after the other; store "
               "np.ascontiguousarray(H), a row a sample.", source->name);
  return FALSE;
}

static gboolean
finish (TfParts *parts, TfGather *gather, guint n_classes, GError **error)
{
  parts->summary = tf_gather_finish (gather, n_classes);
  parts->dtype = tf_scalar_get_name (parts->features.scalar);
  if (parts->summary != NULL)
    return TRUE;
  g_set_error_literal (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_VALUE,
                       "The features are so large that their squares overflow; scale them down.");
  return FALSE;
}

gboolean
tf_parts_summarize (TfParts *parts, TfByteSource *source, const TfLoad *load, GError **error)
{
  TfArray *array = &parts->features;
  gsize    d = array->dims[array->transposed ? 0 : 1], d_kept = 0;
  g_autofree guint8  *keep = tf_parts_find_columns (parts, load->options, d, &d_kept, error);
  g_autofree guint32 *classes = NULL;
  g_autoptr (TfGather) gather = NULL;

  if (keep == NULL || !check_order (array, source, error) || !tf_load_check_memory (8 * (guint64) d_kept * d_kept, error))
    return FALSE;
  classes = map_classes (parts);
  gather = tf_gather_new (d, d_kept < d ? keep : NULL);
  if (!tf_array_gather (array, source, classes, gather, load, error))
    return FALSE;
  if (!load->summarize)
    tf_parts_add_notice (parts, TF_SUMMARIZED_NOTICE);
  return finish (parts, gather, parts->class_map != NULL ? parts->n_kept : parts->labels.n_classes, error);
}

gboolean
tf_parts_take_sample (TfParts *parts, const TfFeaturesOptions *options, GError **error)
{
  const TfSummary *summary = parts->summary;
  TfArray         *array = &parts->features;
  TfLabels        *labels = &parts->labels;
  gsize            d = array->dims[array->transposed ? 0 : 1], d_kept = 0, n = summary->n_sample;
  g_autofree guint8 *keep = tf_parts_find_columns (parts, options, d, &d_kept, error);

  if (keep == NULL)
    return FALSE;
  if (d_kept < d)
    tf_parts_set_origin (&parts->features_from, "%s, %" G_GSIZE_FORMAT " of its %" G_GSIZE_FORMAT " columns",
                         parts->features_from != NULL ? parts->features_from : "the array", d_kept, d);
  tf_parts_pack_weights (parts, keep, d, labels->n_classes);
  if (parts->class_map != NULL)
    tf_parts_drop_classes (parts);
  tf_array_clear (array);
  *array = (TfArray){ .scalar = TF_SCALAR_FLOAT32, .item_size = sizeof (float), .n_dims = 2, .n_items = n * summary->dim };
  array->dims[0] = n;
  array->dims[1] = summary->dim;
  array->data = n > 0 ? g_memdup2 (summary->sample, n * summary->dim * sizeof (float)) : g_malloc0 (sizeof (float));
  g_free (labels->classes);
  labels->n = n;
  labels->classes = n > 0 ? g_memdup2 (summary->sample_classes, n * sizeof (guint32)) : g_new0 (guint32, 1);
  return TRUE;
}
