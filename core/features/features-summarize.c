/* features-summarize.c: features read whole, or as a summary of which only a sample is kept
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "features-parts.h"

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
finish (TfParts *parts, TfPieces *pieces, guint n_classes, GError **error)
{
  parts->summary = tf_pieces_finish (pieces, n_classes);
  parts->dtype = tf_scalar_get_name (parts->features.scalar);
  if (parts->summary != NULL)
    return TRUE;
  g_set_error_literal (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_VALUE,
                       "The features are so large that their squares overflow; scale them down.");
  return FALSE;
}

/* One d x d matrix for the sum, and one for a piece beside it. */
static gboolean
check_matrices (const TfArray *array, guint64 d, GError **error)
{
  guint64 n = array->dims[array->transposed ? 1 : 0] > TF_PIECE ? 2 : 1;

  return tf_load_check_memory (n * d * d * sizeof (double), error);
}

static gboolean
summarize (TfParts *parts, TfByteSource *source, const TfLoad *load, GError **error)
{
  TfArray *array = &parts->features;
  gsize    d = array->dims[array->transposed ? 0 : 1], d_kept = 0;
  g_autofree guint8  *keep = tf_parts_find_columns (parts, load->options, d, &d_kept, error);
  g_autofree guint32 *classes = NULL;
  g_autoptr (TfPieces) pieces = NULL;

  if (keep == NULL || !check_order (array, source, error) || !check_matrices (array, d_kept, error))
    return FALSE;
  classes = map_classes (parts);
  pieces = tf_pieces_new (d, d_kept < d ? keep : NULL);
  if (!tf_array_gather (array, source, classes, pieces, load, error))
    return FALSE;
  if (!load->summarize)
    tf_parts_add_notice (parts, TF_SUMMARIZED_NOTICE);
  return finish (parts, pieces, parts->class_map != NULL ? parts->n_kept : parts->labels.n_classes, error);
}

gboolean
tf_parts_read_features (TfParts *parts, TfByteSource *source, const TfLoad *load, GError **error)
{
  TfArray *array = &parts->features;

  if (load->summarize || !tf_load_check_memory ((guint64) array->n_items * array->item_size, NULL))
    return summarize (parts, source, load, error);
  return tf_array_read_data (array, source, TRUE, load, error);
}
