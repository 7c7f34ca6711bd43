/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "install-place.h"
#include "config.h"

#define MOST_LEVELS 4 /* lib/x86_64-linux-gnu/tightframe/tightframe-window is the deepest program */

char *
tf_install_find (const char *prefix, const char *relative)
{
  g_autofree char *folder = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *meant = g_build_filename (prefix, relative, NULL);

  if (g_path_is_absolute (relative))
    return g_file_test (relative, G_FILE_TEST_EXISTS) ? g_strdup (relative) : NULL;
  for (int level = 0; folder != NULL && level < MOST_LEVELS; level++)
    {
      char *above = g_path_get_dirname (folder);
      g_autofree char *path = g_build_filename (above, relative, NULL);

      g_free (folder);
      folder = above;
      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
  return g_file_test (meant, G_FILE_TEST_EXISTS) ? g_steal_pointer (&meant) : NULL;
}

char *
tf_data_find (const char *name)
{
  g_autofree char *installed = tf_install_find (TF_PREFIX, TF_DATADIR);
  const char *const folders[] = { g_getenv ("TIGHTFRAME_DATADIR"), installed, TF_SOURCE_DATADIR };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    if (folders[i] != NULL && *folders[i] != '\0')
      {
        g_autofree char *path = g_build_filename (folders[i], name, NULL);

        if (g_file_test (path, G_FILE_TEST_EXISTS))
          return g_steal_pointer (&path);
      }
  return NULL;
}
