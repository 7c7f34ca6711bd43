/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "examples-folder.h"
#include "config.h"

#include <string.h>

GFile *
tf_example_find (const char *name)
{
  const char *const folders[] = { g_getenv ("TIGHTFRAME_DATADIR"), TF_INSTALLED_DATADIR, TF_SOURCE_DATADIR };

  /* A base name and nothing that leads elsewhere: it may come from a file. */
  if (*name == '\0' || *name == '.' || strchr (name, G_DIR_SEPARATOR) != NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    if (folders[i] != NULL)
      {
        g_autofree char *path = g_build_filename (folders[i], "examples", name, NULL);

        if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
          return g_file_new_for_path (path);
      }
  return NULL;
}
