/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "features-kit.h"

Reference references[2]; /* tiny, small */

char *
data_path (const char *folder, const char *file)
{
  return g_test_build_filename (G_TEST_DIST, "data", folder, file, NULL);
}

void
read_reference (Reference *reference, const char *file)
{
  g_autofree char *path = data_path ("formats", file);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  reference->n = g_strv_length (lines);
  for (gsize i = 0; i < reference->n; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], ",", -1);

      if (i == 0)
        {
          reference->dim = g_strv_length (fields) - 1;
          reference->values = g_new (double, reference->n * reference->dim);
          reference->labels = g_new (int, reference->n);
        }
      for (gsize j = 0; j < reference->dim; j++)
        reference->values[i * reference->dim + j] = (float) g_ascii_strtod (fields[j], NULL);
      reference->labels[i] = atoi (fields[reference->dim]);
    }
}

TfFeatures *
load (const char *path, const char *labels, const char *features_key, const char *labels_key, GError **error)
{
  TfFeaturesOptions options = { .features_key = features_key, .labels_key = labels_key, .labels_path = labels };

  return tf_features_load (path, &options, NULL, NULL, NULL, error);
}
