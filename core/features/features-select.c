/* features-select.c: classes and columns that are left out, and what follows for the last layer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "features-parts.h"

#include <string.h>

/* The number of a column by its text, from 1; 0 for none. */
static gsize
column_number (const char *text, gsize n_columns)
{
  guint64 number = 0;

  return g_ascii_string_to_unsigned (text, 10, 1, n_columns, &number, NULL) ? (gsize) number : 0;
}

static gboolean
is_number (const char *name, gpointer n_columns)
{
  return column_number (name, *(gsize *) n_columns) > 0;
}

static gboolean
mark_columns (guint8 *keep, gsize n, const char *const *listed, guint8 value, GError **error)
{
  g_auto (GStrv) names = tf_names_expand (listed, is_number, &n);

  for (gsize i = 0; names != NULL && names[i] != NULL; i++)
    {
      gsize number = column_number (names[i], n);

      if (number == 0)
        {
          g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT,
                       "The columns of an array have no names: say their numbers, from 1 to %" G_GSIZE_FORMAT ", and not %s.",
                       n, names[i]);
          return FALSE;
        }
      keep[number - 1] = value;
    }
  return TRUE;
}

/* The samples' number and dimension, as the array lies. */
static void
get_shape (const TfArray *array, gsize *n, gsize *d, gsize *row, gsize *column)
{
  gsize strides[2] = { array->fortran ? 1 : array->dims[1], array->fortran ? array->dims[0] : 1 };

  *n = array->dims[array->transposed ? 1 : 0];
  *d = array->dims[array->transposed ? 0 : 1];
  *row = strides[array->transposed ? 1 : 0];
  *column = strides[array->transposed ? 0 : 1];
}

static gboolean
is_class (const char *name, gpointer labels)
{
  return g_strv_contains ((const char *const *) ((TfLabels *) labels)->names, name);
}

/* The classes that stay, as a map from all of them. Labels must be known. */
gboolean
tf_parts_choose_classes (TfParts *parts, const TfFeaturesOptions *options, GError **error)
{
  TfLabels *labels = &parts->labels;
  g_auto (GStrv) leave_out = tf_names_expand (options->leave_out_classes, is_class, labels);

  if (parts->class_map != NULL || leave_out == NULL || leave_out[0] == NULL)
    return TRUE;
  parts->class_map = g_new0 (guint32, labels->n_classes);
  for (gsize i = 0; leave_out[i] != NULL; i++)
    {
      gboolean found = FALSE;

      for (guint k = 0; k < labels->n_classes; k++)
        if (g_str_equal (labels->names[k], leave_out[i]))
          {
            parts->class_map[k] = G_MAXUINT32;
            found = TRUE;
          }
      if (found)
        continue;
      g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT, "No class is labelled %s, so it cannot be left out.",
                   leave_out[i]);
      return FALSE;
    }
  for (guint k = 0; k < labels->n_classes; k++)
    if (parts->class_map[k] != G_MAXUINT32)
      parts->class_map[k] = parts->n_kept++;
  if (parts->n_kept >= 2)
    return TRUE;
  g_set_error_literal (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_VALUE,
                       "Fewer than two classes would be left; two or more are needed.");
  return FALSE;
}

/* A column of the features' array that is to be left out, by its number. */
void
tf_parts_leave_column (TfParts *parts, const char *name)
{
  if (parts->left_columns == NULL)
    {
      parts->left_columns = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (parts->left_columns, NULL);
    }
  g_ptr_array_insert (parts->left_columns, 0, g_strdup (name));
}

/* What stays of the values, in one block, a row a sample. */
static void
pack_values (TfArray *array, const guint8 *keep_row, const guint8 *keep_column, gsize n_kept, gsize d_kept)
{
  gsize   n, d, row, column, size = array->item_size;
  guint8 *packed = g_malloc (MAX (n_kept * d_kept * size, 1)), *to = packed;

  get_shape (array, &n, &d, &row, &column);
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; keep_row[i] && j < d; j++)
      if (keep_column[j])
        {
          memcpy (to, array->data + (i * row + j * column) * size, size);
          to += size;
        }
  g_free (array->data);
  array->data = packed;
  array->fortran = array->transposed = FALSE;
  array->dims[0] = n_kept;
  array->dims[1] = d_kept;
  array->n_items = n_kept * d_kept;
}

void
tf_parts_pack_weights (TfParts *parts, const guint8 *keep_column, gsize d, guint n_classes)
{
  double *to = parts->weights;

  if (parts->layers != NULL)
    tf_head_layers_keep_columns (parts->layers, keep_column);
  for (guint k = 0; parts->weights != NULL && k < n_classes; k++)
    for (gsize j = 0; j < d; j++)
      if (keep_column[j])
        *to++ = parts->weights[k * d + j];
}

/* Names of classes that are left out go. */
void
tf_parts_drop_classes (TfParts *parts)
{
  TfLabels *labels = &parts->labels;

  for (guint k = 0; k < labels->n_classes; k++)
    if (parts->class_map[k] == G_MAXUINT32)
      g_free (labels->names[k]);
    else
      labels->names[parts->class_map[k]] = labels->names[k];
  labels->names[parts->n_kept] = NULL;
  labels->n_classes = parts->n_kept;
}

/* Samples of classes that are left out go; returns how many stay. */
static gsize
pack_labels (TfParts *parts, guint8 *keep)
{
  TfLabels *labels = &parts->labels;
  gsize     n = 0;

  for (gsize i = 0; i < labels->n; i++)
    {
      guint32 k = parts->class_map[labels->classes[i]];

      keep[i] = k != G_MAXUINT32;
      if (keep[i])
        labels->classes[n++] = k;
    }
  tf_parts_add_notice (parts, "%" G_GSIZE_FORMAT " samples of %u class%s were left out as asked", labels->n - n,
                       labels->n_classes - parts->n_kept, labels->n_classes - parts->n_kept == 1 ? "" : "es");
  tf_parts_drop_classes (parts);
  labels->n = n;
  return n;
}

/* Which columns of an array are features: d flags; NULL with an error where none is. */
guint8 *
tf_parts_find_columns (const TfParts *parts, const TfFeaturesOptions *options, gsize d, gsize *n_kept, GError **error)
{
  gboolean           columns = !parts->text && (options->features_columns != NULL || parts->left_columns != NULL);
  const char *const *left = parts->left_columns != NULL ? (const char *const *) parts->left_columns->pdata : NULL;
  g_autofree guint8 *keep = g_malloc (d);

  memset (keep, !columns || options->features_columns == NULL, d);
  if (columns && (!mark_columns (keep, d, options->features_columns, 1, error) || !mark_columns (keep, d, left, 0, error)))
    return NULL;
  *n_kept = 0;
  for (gsize j = 0; j < d; j++)
    *n_kept += keep[j];
  if (*n_kept > 0)
    return g_steal_pointer (&keep);
  g_set_error_literal (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT, "No column of features would be left.");
  return NULL;
}

/* Classes, and columns of an array, that the options leave out go from all parts. A
 * text's columns have been left out while it was read. */
gboolean
tf_parts_select (TfParts *parts, const TfFeaturesOptions *options, GError **error)
{
  gsize              n, d, row, column, d_kept = 0, n_kept;
  gboolean           columns = !parts->text && (options->features_columns != NULL || parts->left_columns != NULL);
  g_autofree guint8 *keep_row = NULL;
  g_autofree guint8 *keep_column = NULL;

  if (parts->summary != NULL)
    return tf_parts_take_sample (parts, options, error);
  if (!columns && parts->class_map == NULL)
    return TRUE;
  get_shape (&parts->features, &n, &d, &row, &column);
  keep_column = tf_parts_find_columns (parts, options, d, &d_kept, error);
  if (keep_column == NULL)
    return FALSE;
  keep_row = g_malloc (n);
  memset (keep_row, 1, n);
  n_kept = parts->class_map != NULL ? pack_labels (parts, keep_row) : n;
  tf_parts_pack_weights (parts, keep_column, d, parts->labels.n_classes);
  pack_values (&parts->features, keep_row, keep_column, n_kept, d_kept);
  if (columns)
    tf_parts_set_origin (&parts->features_from, "%s, %" G_GSIZE_FORMAT " of its %" G_GSIZE_FORMAT " columns",
                         parts->features_from != NULL ? parts->features_from : "the array", d_kept, d);
  return TRUE;
}

/* --- the last layer --- */

/* Samples that W (K x d), or its transpose where K = d, puts into their own class. */
static gsize
count_right (const TfParts *parts, gboolean transposed, gsize step)
{
  gsize              n, d, row, column, right = 0;
  guint              n_classes = parts->labels.n_classes;
  g_autofree double *h = NULL;

  get_shape (&parts->features, &n, &d, &row, &column);
  h = g_new (double, d);
  for (gsize i = 0; i < n; i += step)
    {
      guint  best = 0;
      double highest = 0;

      for (gsize j = 0; j < d; j++)
        tf_scalar_to_doubles (parts->features.scalar,
                              parts->features.data + (i * row + j * column) * parts->features.item_size, 1, h + j);
      for (guint k = 0; k < n_classes; k++)
        {
          double z = parts->bias != NULL ? parts->bias[k] : 0;

          for (gsize j = 0; j < d; j++)
            z += h[j] * parts->weights[transposed ? j * d + k : k * d + j];
          if (k == 0 || z > highest)
            {
              highest = z;
              best = k;
            }
        }
      right += best == parts->labels.classes[i];
    }
  return right;
}

/* A square W may be stored (out, in), as PyTorch does, or (in, out), as Keras: the labels tell, where one of the two puts most
 * samples into their class. Of a network that has not learnt yet both are right by chance: then it is as PyTorch does. */
void
tf_parts_orient_layer (TfParts *parts)
{
  gsize n = parts->labels.n, d = parts->labels.n_classes, step = MAX (n / 4096, 1);
  gsize kept, turned;

  if (parts->weights == NULL || parts->layers != NULL || parts->features.dims[parts->features.transposed ? 0 : 1] != d
      || parts->weights_turned)
    return;
  kept = count_right (parts, FALSE, step);
  turned = count_right (parts, TRUE, step);
  if (turned <= kept || 2 * turned * step < n)
    return;
  for (gsize k = 0; k < d; k++)
    for (gsize j = 0; j < k; j++)
      {
        double swapped = parts->weights[k * d + j];

        parts->weights[k * d + j] = parts->weights[j * d + k];
        parts->weights[j * d + k] = swapped;
      }
  tf_parts_add_notice (parts, "W is square and was transposed, because it then puts %.0f %% of the samples into their class "
                       "and not %.0f %%", 100.0 * (double) (turned * step) / (double) n, 100.0 * (double) (kept * step) / (double) n);
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
