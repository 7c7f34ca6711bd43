/* reader-bytes.c: numbers without a header, as TensorBoard's projector has them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * float32 in the order of least byte first, sample after sample. How many samples there are
 * says the file of labels; so these are never found by what is in them, but by their name.
 */
#include "reader.h"

static gboolean
read_bytes (TfFile *file, gboolean features, gboolean labels, TfParts *parts, const TfLoad *load, GError **error)
{
  gsize n = parts->labels.n, width = n * sizeof (float);
  TfByteSource source;

  if (!features || parts->labels.classes == NULL)
    g_set_error_literal (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_NEEDS_LABELS,
                         "This file holds numbers alone: the labels that belong to them are needed, from a second file.");
  else if (n == 0 || file->size % width != 0)
    g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT,
                 "The file’s %" G_GUINT64_FORMAT " bytes are no rows of float32 for %" G_GSIZE_FORMAT " labels.", file->size, n);
  else
    {
      parts->features = (TfArray){ .scalar = TF_SCALAR_FLOAT32, .item_size = sizeof (float), .n_dims = 2,
                                   .swapped = G_BYTE_ORDER == G_BIG_ENDIAN, .dims = { n, file->size / width } };
      tf_parts_set_origin (&parts->features_from, "the file’s float32 numbers");
      tf_file_start_source (file, &source);
      for (gsize i = 0; load->options->leave_out != NULL && load->options->leave_out[i] != NULL; i++)
        tf_parts_leave_column (parts, load->options->leave_out[i]);
      return tf_array_count_items (&parts->features, source.name, error)
             && tf_array_check_features (&parts->features, source.name, error)
             && tf_parts_read_features (parts, &source, load, error);
    }
  return FALSE;
}

static gboolean
knows (const TfFile *file)
{
  return FALSE;
}

static const char *const suffixes[] = { "bytes", NULL };
const TfReader tf_reader_bytes = { "Numbers without a header", suffixes, TRUE, FALSE, knows, read_bytes, NULL };
