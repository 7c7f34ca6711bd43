/* features-parts.c: what is said of the parts, and which way the features lie
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "features-parts.h"

#include "features-private.h"

/* A clause of the notice, which becomes one sentence. */
void
tf_parts_add_notice (TfParts *parts, const char *format, ...)
{
  va_list args;

  if (parts->notice->len > 0)
    g_string_append (parts->notice, "; ");
  va_start (args, format);
  g_string_append_vprintf (parts->notice, format, args);
  va_end (args);
}

/* Says once where something was found. */
void
tf_parts_set_origin (char **origin, const char *format, ...)
{
  char   *before = *origin; /* may be among the words */
  va_list args;

  va_start (args, format);
  *origin = g_strdup_vprintf (format, args);
  va_end (args);
  g_free (before);
}

void
tf_parts_take_one_class (TfParts *parts, gsize n)
{
  tf_labels_clear (&parts->labels);
  parts->labels.n = n;
  parts->labels.classes = g_new0 (guint32, MAX (n, 1));
  parts->labels.n_classes = 1;
  parts->labels.names = g_new0 (char *, 2);
  parts->labels.names[0] = g_strdup ("");
}

/* Rows are samples. Papers write H as d x N: where only the columns are as
 * many as the labels, they are the samples. Labels must be known by now. */
gboolean
tf_parts_orient (TfParts *parts, const char *name, GError **error)
{
  TfArray *array = &parts->features;
  gsize    rows = array->dims[0], columns = array->dims[1], n = parts->labels.n;

  if (parts->unlabelled && parts->labels.classes == NULL)
    {
      tf_parts_take_one_class (parts, rows);
      return TRUE;
    }
  if (rows != n && columns != n)
    {
      g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT,
                   "%s is %" G_GSIZE_FORMAT " × %" G_GSIZE_FORMAT ", but there are %" G_GSIZE_FORMAT
                   " labels; each row needs one.",
                   name, rows, columns, n);
      return FALSE;
    }
  if (rows == columns)
    tf_parts_add_notice (parts, "%s is square: its rows were read as the samples, as everywhere but in a d × N array",
                         name);
  array->transposed = rows != n;
  if (array->transposed)
    tf_parts_add_notice (parts, "%s is stored as %" G_GSIZE_FORMAT " × %" G_GSIZE_FORMAT
                         " and was transposed, because its columns are as many as the labels",
                         name, rows, columns);
  return TRUE;
}

/* Empties the parts, which fit together by now. */
TfFeatures *
tf_features_new_from_parts (const char *name, TfParts *parts)
{
  TfFeatures *self = tf_features_allocate (name);
  TfArray    *array = &parts->features;
  gsize       strides[2] = { array->fortran ? 1 : array->dims[1], array->fortran ? array->dims[0] : 1 };

  self->n_rows = array->dims[array->transposed ? 1 : 0];
  self->summary = g_steal_pointer (&parts->summary);
  self->n_samples = self->summary != NULL ? self->summary->n_samples : self->n_rows;
  self->dim = array->dims[array->transposed ? 0 : 1];
  self->row_stride = strides[array->transposed ? 1 : 0];
  self->column_stride = strides[array->transposed ? 0 : 1];
  self->scalar = array->scalar;
  self->dtype = parts->text ? "text" : parts->dtype != NULL ? parts->dtype : tf_scalar_get_name (array->scalar);
  self->data = g_steal_pointer (&array->data);
  self->n_classes = parts->labels.n_classes;
  self->classes = g_steal_pointer (&parts->labels.classes);
  self->class_names = g_steal_pointer (&parts->labels.names);
  self->units = g_steal_pointer (&parts->units);
  self->weights = g_steal_pointer (&parts->weights);
  self->layers = g_steal_pointer (&parts->layers);
  self->bias = g_steal_pointer (&parts->bias);
  self->labels_from = g_steal_pointer (&parts->labels_from);
  self->features_from = g_steal_pointer (&parts->features_from);
  self->notice = parts->notice->len > 0 ? g_strdup (parts->notice->str) : NULL;
  g_assert (parts->labels.n == self->n_rows && (self->n_classes >= 2 || self->summary != NULL || parts->unlabelled || parts->is_part));
  tf_features_count_classes (self);
  return self;
}
