/* reader-npz.c: archives of arrays, as np.savez and np.savez_compressed write them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An .npz is a ZIP archive of .npy members; a member's name without .npy is
 * the array's key.
 */
#include "zip-file.h"

#include <string.h>

#include "npy.h"
#include "npz-arrays.h"
#include "reader.h"

static gsize
get_key (TfArrays *self, gsize i, const char **name)
{
  gsize n;

  *name = zip_get_name (self->handle, i, ZIP_FL_ENC_RAW);
  if (*name == NULL)
    return 0;
  n = strlen (*name);
  if (n > 4 && memcmp (*name + n - 4, ".npy", 4) == 0)
    return n - 4;
  return n > 0 && n <= TF_ARRAYS_MAX_SHOWN_NAME && (*name)[n - 1] != '/' ? n : 0;
}

/* Whether a member of another name begins as arrays do. */
static gboolean
is_array (TfArrays *self, gsize i, const char *name, gsize length)
{
  zip_file_t *member = name[length] == '.' ? NULL : zip_fopen_index (self->handle, i, 0);
  char        start[6];
  gboolean    array = name[length] == '.'
                      || (member != NULL && zip_fread (member, start, sizeof start) == sizeof start
                          && memcmp (start, "\x93NUMPY", sizeof start) == 0);

  g_clear_pointer (&member, zip_fclose);
  return array;
}

static gboolean
open_array (TfArrays *self, gsize i, TfArrayStream *stream, GError **error)
{
  const char *name;
  gsize       n = get_key (self, i, &name);

  return tf_zip_open_member (self->handle, i, self->file, name, n, stream, error);
}

static gboolean
read_header (TfArrays *self, gsize i, TfArrayStream *stream, TfArray *array, GError **error)
{
  return tf_npy_read_header (array, &stream->source, error);
}

/* An archive of something else, perhaps of another program. */
static void
explain_none (TfArrays *self, GError **error)
{
  for (gsize i = 0; i < self->n; i++)
    {
      const char *name = zip_get_name (self->handle, i, ZIP_FL_ENC_RAW);

      if (name != NULL && !tf_file_check_foreign_member (name, error))
        return;
    }
  g_set_error_literal (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT, "The archive holds no arrays.");
}

static gboolean
knows (const TfFile *file)
{
  return file->zip;
}

static const TfArraysKind kind = { "archive", FALSE, get_key, is_array, open_array, read_header, NULL, explain_none };

static gboolean
open_arrays (TfFile *file, TfArrays *arrays, GError **error)
{
  zip_t *archive = tf_zip_open (file, error);

  *arrays = (TfArrays){ &kind, 0, file, archive, "arr_0", "arr_1" };
  if (archive == NULL)
    return FALSE;
  arrays->n = (gsize) zip_get_num_entries (archive, 0);
  return TRUE;
}

static gboolean
read_npz (TfFile *file, gboolean features, gboolean labels, TfParts *parts, const TfLoad *load, GError **error)
{
  TfArrays arrays;
  g_autoptr (zip_t) archive = open_arrays (file, &arrays, error) ? arrays.handle : NULL;

  return archive != NULL && tf_arrays_read (&arrays, features, labels, parts, load, error);
}

gboolean
tf_npz_use_arrays (const char *path, TfArraysFunc func, gpointer user_data, GCancellable *cancellable, GError **error)
{
  static const TfFeaturesOptions none = { 0 };
  TfLoad load = { .options = &none, .cancellable = cancellable };
  g_auto (TfFile) file = { 0 };
  g_autoptr (zip_t) archive = NULL;
  TfArrays arrays;

  if (!tf_file_open (&file, path, error) || !tf_file_find_archive (&file, error))
    return FALSE;
  if (!file.zip)
    {
      g_set_error_literal (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_UNSUPPORTED, "It is no .npz archive.");
      return FALSE;
    }
  archive = open_arrays (&file, &arrays, error) ? arrays.handle : NULL;
  return archive != NULL && func (&arrays, &load, user_data, error);
}

static const char *const suffixes[] = { "npz", NULL };
const TfReader tf_reader_npz = { "NumPy archive", suffixes, TRUE, TRUE, knows, read_npz, NULL };
