/* reader-npy.c: a single array as NumPy writes it; its labels are in another file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "npy.h"
#include "reader.h"

static gboolean
read_npy_features (TfFile *file, TfParts *parts, const TfLoad *load, GError **error)
{
  TfByteSource source;

  if (parts->labels.classes == NULL && !parts->unlabelled)
    {
      TfArray array;

      /* A broken file is told as such first. */
      tf_file_start_source (file, &source);
      if (tf_npy_read_header (&array, &source, error) && tf_array_check_features (&array, source.name, error))
        g_set_error_literal (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_NEEDS_LABELS,
                             "This file holds one array and no labels: they are needed too, from a second file.");
      return FALSE;
    }
  tf_parts_set_origin (&parts->features_from, "the array");
  tf_file_start_source (file, &source);
  for (gsize i = 0; load->options->leave_out != NULL && load->options->leave_out[i] != NULL; i++)
    tf_parts_leave_column (parts, load->options->leave_out[i]);
  return tf_npy_read_header (&parts->features, &source, error)
         && tf_array_check_features (&parts->features, source.name, error)
         && tf_parts_orient (parts, source.name, error)
         && tf_parts_read_features (parts, &source, load, error);
}

static gboolean
read_npy_labels (TfFile *file, TfParts *parts, const TfLoad *load, GError **error)
{
  TfByteSource source;
  g_auto (TfArray) array = { 0 };

  tf_file_start_source (file, &source);
  return tf_npy_read_header (&array, &source, error)
         && tf_array_read_data (&array, &source, FALSE, load, error)
         && tf_labels_read_array (&parts->labels, &array, NULL, error);
}

static gboolean
read_npy (TfFile *file, gboolean features, gboolean labels, TfParts *parts, const TfLoad *load, GError **error)
{
  return features ? read_npy_features (file, parts, load, error) : read_npy_labels (file, parts, load, error);
}

static void
look_at_array (TfFile *file, TfLook *look)
{
  TfByteSource source;
  TfArray      array;
  guint        n_wide = 0;

  tf_file_start_source (file, &source);
  if (!tf_npy_read_header (&array, &source, NULL) || array.n_dims == 0)
    return;
  for (guint i = 0; i < array.n_dims; i++)
    n_wide += array.dims[i] > 1;
  look->known = TRUE;
  look->list = n_wide <= 1;
  look->whole = array.scalar < TF_SCALAR_FLOAT16 || array.scalar >= TF_SCALAR_BYTES;
  look->rows = look->list ? array.n_items : array.dims[0];
  look->columns = look->list ? 1 : array.dims[1];
}

static gboolean
knows (const TfFile *file)
{
  return tf_file_starts_with (file, "\x93NUMPY", 6);
}

static const char *const suffixes[] = { "npy", NULL };
const TfReader tf_reader_npy = { "NumPy array", suffixes, TRUE, FALSE, knows, read_npy, look_at_array };
