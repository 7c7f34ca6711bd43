/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "source-names.h"

static char *
get_folder (TfSource *source)
{
  GFile *file;
  g_autoptr (GFile) folder = NULL;

  if (source != NULL && tf_source_get_n_layers (source) > 0)
    source = tf_source_get_layer (source, 0);
  file = source != NULL ? tf_source_get_file (source) : NULL;
  folder = file != NULL ? g_file_get_parent (file) : NULL;
  return folder != NULL ? g_file_get_parse_name (folder) : NULL;
}

/* How many folders from the innermost outward have the same names, or -1: all of the own. */
static int
count_same (const char *const *own, guint n_own, const char *const *other, guint n_other)
{
  guint i = 0;

  while (i < n_own && i < n_other && g_str_equal (own[n_own - 1 - i], other[n_other - 1 - i]))
    i++;
  return i < n_own ? (int) i : -1;
}

char *
tf_source_name_among (TfSource *self, const char *name, TfSource *const *others, guint n)
{
  g_autofree char *folder = get_folder (self);
  g_auto (GStrv) parts = g_strsplit (folder != NULL ? folder : "", "/", -1);
  guint n_parts = g_strv_length (parts);
  g_autofree gboolean *needed = g_new0 (gboolean, n_parts + 1);
  g_autoptr (GString) said = g_string_new (NULL);

  for (guint i = 0; i < n && folder != NULL; i++)
    {
      g_autofree char *other = get_folder (others[i]);
      g_auto (GStrv) apart = g_strsplit (other != NULL ? other : "", "/", -1);
      int same = other != NULL
                     ? count_same ((const char *const *) parts, n_parts, (const char *const *) apart, g_strv_length (apart))
                     : -1;

      if (same >= 0)
        needed[n_parts - 1 - same] = TRUE;
    }
  for (guint i = 0; i < n_parts; i++)
    if (needed[i] && *parts[i] != '\0')
      g_string_append_printf (said, "%s/", parts[i]);
  return g_strconcat (said->str, name, NULL);
}
