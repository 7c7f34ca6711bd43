/* features-pair.c: telling which of two files holds the labels of the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "features-load.h"
#include "part-files.h"
#include "reader-table.h"

static TfLook
look_at (const char *path)
{
  g_auto (GStrv) parts = tf_part_files_list_all (path); /* the first tells of all */
  const char *first = parts[0] != NULL ? parts[0] : path;
  g_auto (TfFile) file = { 0 };
  const TfReader *reader = tf_file_open (&file, first, NULL) ? tf_reader_find (&file, first, NULL) : NULL;
  TfLook look = { 0 };

  if (reader != NULL && reader->look != NULL)
    reader->look (&file, &look);
  return look;
}

static gboolean
fit (const TfLook *labels, const TfLook *features)
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
  TfLook of_labels = look_at (labels), of_features = look_at (features);

  return fit (&of_labels, &of_features);
}
