/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "examples-folder.h"

#include <string.h>

#include "install-place.h"

GFile *
tf_example_find (const char *name)
{
  g_autofree char *below = g_build_filename ("examples", name, NULL);
  g_autofree char *path = NULL;

  /* A base name and nothing that leads elsewhere: it may come from a file. */
  if (*name == '\0' || *name == '.' || strchr (name, G_DIR_SEPARATOR) != NULL)
    return NULL;
  path = tf_data_find (below);
  return path != NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR) ? g_file_new_for_path (path) : NULL;
}
