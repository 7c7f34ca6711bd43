/* reader-table.c: the table of formats
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "reader-table.h"

#include <string.h>

/* What any file may be comes last. */
static const TfReader *const readers[] = { &tf_reader_bytes, &tf_reader_npy, &tf_reader_safetensors, &tf_reader_torch, &tf_reader_npz,
                                            &tf_reader_text };

const TfReader *
tf_reader_get (guint i)
{
  return i < G_N_ELEMENTS (readers) ? readers[i] : NULL;
}

static const TfReader *
find_known (const TfFile *file, gboolean archive)
{
  for (gsize i = 0; i < G_N_ELEMENTS (readers); i++)
    if (readers[i]->knows != NULL && readers[i]->archive == archive && readers[i]->knows (file))
      return readers[i];
  return NULL;
}

const TfReader *
tf_reader_find (TfFile *file, const char *path, GError **error)
{
  const TfReader *reader = g_str_has_suffix (path, ".bytes") ? &tf_reader_bytes : find_known (file, FALSE);

  if (reader != NULL)
    return reader;
  if (!tf_file_find_archive (file, error))
    return NULL;
  if (file->zip)
    return find_known (file, TRUE);
  return tf_file_check_foreign (file, error) ? readers[G_N_ELEMENTS (readers) - 1] : NULL;
}

gboolean
tf_reader_is_named_as_arrays (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  const char      *dot = strrchr (lower, '.');

  for (gsize i = 0; dot != NULL && i < G_N_ELEMENTS (readers); i++)
    if (readers[i]->arrays && g_strv_contains (readers[i]->suffixes, dot + 1))
      return TRUE;
  return FALSE;
}

static char **
list_suffixes (void)
{
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (readers); i++)
    g_strv_builder_addv (list, (const char **) readers[i]->suffixes);
  return g_strv_builder_end (list);
}

const char *const *
tf_reader_get_suffixes (void)
{
  static char **suffixes;

  if (g_once_init_enter (&suffixes))
    g_once_init_leave (&suffixes, list_suffixes ());
  return (const char *const *) suffixes;
}

const char *
tf_reader_describe_formats (void)
{
  static char *text;

  if (g_once_init_enter (&text))
    {
      g_autofree char *list = g_strjoinv (", .", (char **) tf_reader_get_suffixes ());

      g_once_init_leave (&text, g_strdup_printf ("Features H₀: .%s, or any delimited text", list));
    }
  return text;
}
