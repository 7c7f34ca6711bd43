/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "projector.h"

#define METADATA "metadata.tsv"

static const char *const tensors[] = { "tensors.npy", "tensors.bytes", "tensors.tsv", NULL };

static char *
find_in (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&path) : NULL;
}

char *
tf_projector_find_tensors (const char *folder)
{
  g_autofree char *metadata = find_in (folder, METADATA);
  char *found = NULL;

  for (gsize i = 0; metadata != NULL && found == NULL && tensors[i] != NULL; i++)
    found = find_in (folder, tensors[i]);
  return found;
}

char *
tf_projector_find_labels (const char *path)
{
  g_autofree char *base = g_path_get_basename (path), *folder = g_path_get_dirname (path);

  return g_strv_contains (tensors, base) ? find_in (folder, METADATA) : NULL;
}
