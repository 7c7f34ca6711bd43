/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "habits-kit.h"

#include <glib/gstdio.h>

char *
write_file (const char *name, const void *bytes, gsize n)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("test-habits-XXXXXX", &error);
  char *path = g_build_filename (folder, name, NULL);

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) n, NULL));
  return path;
}

void
remove_file (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_unlink (path);
  g_rmdir (folder);
}

TfFeatures *
load_bytes (const char *name, const void *bytes, gsize n, const TfFeaturesOptions *options, GError **error)
{
  g_autofree char *path = write_file (name, bytes, n);
  TfFeatures *features = tf_features_load (path, options, NULL, NULL, NULL, error);

  remove_file (path);
  return features;
}
