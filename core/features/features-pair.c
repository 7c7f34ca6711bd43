/* features-pair.c: telling which of two files holds the labels of the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "features-lines.h"

/* What the beginning of a file says of it. */
typedef struct
{
  gboolean known;
  gboolean list;  /* one value a sample */
  gboolean whole; /* whole numbers or words */
  gsize    rows, columns; /* of an array; 0: not known */
} Look;

static void
look_at_array (TfFile *file, Look *look)
{
  TfByteSource source;
  TfArray      array;
  guint        n_wide = 0;

  tf_file_start_source (file, &source);
  if (!tf_array_read_header (&array, &source, NULL) || array.n_dims == 0)
    return;
  for (guint i = 0; i < array.n_dims; i++)
    n_wide += array.dims[i] > 1;
  look->known = TRUE;
  look->list = n_wide <= 1;
  look->whole = array.scalar < TF_SCALAR_FLOAT16 || array.scalar >= TF_SCALAR_BYTES;
  look->rows = look->list ? array.n_items : array.dims[0];
  look->columns = look->list ? 1 : array.dims[1];
}

/* A text: one column, or several. Words with blanks in them are one. */
static void
look_at_text (TfFile *file, Look *look)
{
  const TfFeaturesOptions none = { 0 };
  const TfLoad load = { .options = &none };
  g_auto (TfLines) lines = { 0 };
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (TfCell));
  gsize length;
  char *line, delimiter;
  TfNumber number;
  const TfCell *first;

  tf_lines_init (&lines, file->stream);
  line = tf_lines_next (&lines, &length, NULL, &load, file->size, NULL);
  if (line == NULL)
    return;
  delimiter = tf_line_find_delimiter (line);
  if (!tf_line_split (line, length, delimiter, 1, fields, NULL))
    return;
  first = &g_array_index (fields, TfCell, 0);
  look->known = TRUE;
  look->whole = TRUE;
  look->list = fields->len == 1
               || (delimiter == ' ' && tf_number_parse (first->text, first->length, &number) == TF_NUMBER_NONE);
}

static Look
look_at (const char *path)
{
  g_auto (TfFile) file = { 0 };
  Look look = { 0 };

  if (!tf_file_open (&file, path, NULL) || file.zip)
    return look;
  if (file.npy)
    look_at_array (&file, &look);
  else
    look_at_text (&file, &look);
  return look;
}

static gboolean
fit (const Look *labels, const Look *features)
{
  gsize n = labels->rows;

  if (!labels->known || !features->known || features->list)
    return FALSE;
  if (!labels->list && !(labels->whole && !features->whole)) /* one-hot beside reals */
    return FALSE;
  if (features->rows == 0 || n == 0)
    return labels->list;
  return n == features->rows || n == features->columns || (!labels->list && labels->columns == features->rows);
}

gboolean
tf_features_are_labels_of (const char *labels, const char *features)
{
  Look of_labels = look_at (labels), of_features = look_at (features);

  return fit (&of_labels, &of_features);
}
