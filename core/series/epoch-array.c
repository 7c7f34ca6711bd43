/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epoch-array.h"

#include <math.h>
#include <string.h>
#include <zip.h>

#include "npy.h"
#include "part-files.h"

#define MOST_BYTES 4096 /* of a header and one number */

static const char *const epoch_members[] = { "epoch.npy", "epochs.npy", "step.npy", "global_step.npy", "iteration.npy", NULL };
static const char *const head_members[] = { "W.npy", "b.npy", "weight.npy", "bias.npy", NULL };
static const char *const loss_members[] = { "loss.npy", "train_loss.npy", "training_loss.npy", NULL };

typedef struct
{
  guint8 bytes[MOST_BYTES];
  gsize  length, at;
} Buffer;

static gssize
read_buffer (TfByteSource *source, void *to, gsize n, GError **error)
{
  Buffer *buffer = source->handle;
  gsize got = MIN (n, buffer->length - buffer->at);

  memcpy (to, buffer->bytes + buffer->at, got);
  buffer->at += got;
  return got;
}

/* One number, whatever its shape. */
static double
read_number (Buffer *buffer)
{
  static const TfFeaturesOptions none = { 0 };
  TfLoad load = { .options = &none };
  TfByteSource source = { .read = read_buffer, .handle = buffer, .name = "epoch", .limit = buffer->length, .honest = TRUE };
  g_auto (TfArray) array = { 0 };
  double value = NAN;

  if (tf_npy_read_header (&array, &source, NULL) && array.n_items == 1 && array.scalar < TF_SCALAR_BYTES
      && tf_array_read_data (&array, &source, FALSE, &load, NULL))
    tf_scalar_to_doubles (array.scalar, array.data, 1, &value);
  return isfinite (value) ? value : NAN;
}

static double
read_member (zip_t *archive, const char *name)
{
  zip_int64_t i = zip_name_locate (archive, name, 0);
  zip_file_t *file = i >= 0 ? zip_fopen_index (archive, i, 0) : NULL;
  Buffer buffer = { .at = 0 };
  zip_int64_t got;

  if (file == NULL)
    return NAN;
  got = zip_fread (file, buffer.bytes, MOST_BYTES);
  zip_fclose (file);
  buffer.length = MAX (got, 0);
  return got > 0 ? read_number (&buffer) : NAN;
}

/* Of a set its first part: all say the same. */
static zip_t *
open_archive (const char *path)
{
  g_auto (GStrv) parts = tf_part_files_list_all (path);
  gboolean good = parts[0] != NULL && g_str_has_suffix (path, ".npz") && g_file_test (parts[0], G_FILE_TEST_IS_REGULAR);

  return good ? zip_open (parts[0], ZIP_RDONLY, NULL) : NULL;
}

static double
read_first (const char *path, const char *const *members)
{
  zip_t *archive = open_archive (path);
  double value = NAN;

  if (archive == NULL)
    return NAN;
  for (guint i = 0; members[i] != NULL && isnan (value); i++)
    value = read_member (archive, members[i]);
  zip_discard (archive);
  return value;
}

double
tf_epoch_array_read (const char *path)
{
  return read_first (path, epoch_members);
}

double
tf_epoch_array_read_loss (const char *path)
{
  return read_first (path, loss_members);
}

gboolean
tf_epoch_array_is_alone (const char *path)
{
  zip_t *archive = open_archive (path);
  zip_int64_t n = archive != NULL ? zip_get_num_entries (archive, 0) : 0;
  guint n_others = 0;

  for (zip_int64_t i = 0; i < n && n_others < 2; i++)
    {
      const char *name = zip_get_name (archive, i, 0);

      if (name != NULL && !g_strv_contains (epoch_members, name) && !g_strv_contains (loss_members, name)
          && !g_strv_contains (head_members, name))
        n_others++;
    }
  if (archive != NULL)
    zip_discard (archive);
  return n_others == 1;
}
