/* features-file.c: opening a file, and finding the archive in it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "features-file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "features.h"
#include "input.h"

#define END_RECORD_SIZE 22
#define MAX_COMMENT     65535
#define LOCATOR_SIZE    20 /* of the ZIP64 end record, just before the end record */

/* What the arrays of an archive may unpack to: what a load may take as a whole
 * (features.h), less what labels and a growing buffer need beside them. */
#define BUDGET_FACTOR 32
#define BUDGET_BASE   (256 * 1024 * 1024)

static guint32
get_le32 (const guint8 *bytes)
{
  return (guint32) bytes[0] | (guint32) bytes[1] << 8 | (guint32) bytes[2] << 16 | (guint32) bytes[3] << 24;
}

static gboolean
fail_errno (GError **error, const char *what, int code)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", what, g_strerror (code));
  return FALSE;
}

static gboolean
read_at (TfFile *file, guint64 offset, guint8 *bytes, gsize n, GError **error)
{
  if (fseeko (file->stream, (off_t) offset, SEEK_SET) != 0 || fread (bytes, 1, n, file->stream) != n)
    return fail_errno (error, "The file cannot be read", ferror (file->stream) ? errno : EIO);
  return TRUE;
}

static guint64
get_le64 (const guint8 *bytes)
{
  return get_le32 (bytes) | (guint64) get_le32 (bytes + 4) << 32;
}

/* Opening an archive takes the longer the more members it has, and with names
 * made for it longer still. record: the end record, the locator before it. */
static gboolean
check_members (TfFile *file, const guint8 *record, gboolean zip64, GError **error)
{
  guint64 n = record[10] + 256u * record[11];

  if (zip64 && n == 0xffff)
    {
      guint64 at = get_le64 (record - LOCATOR_SIZE + 8);
      guint8  wide[40];

      if (at > file->size || file->size - at < sizeof wide)
        return TRUE; /* libzip will say so */
      if (!read_at (file, at, wide, sizeof wide, error))
        return FALSE;
      n = get_le64 (wide + 32);
    }
  if (n <= TF_FEATURES_MAX_ARRAYS)
    return TRUE;
  g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_UNSUPPORTED,
               "The archive has %" G_GUINT64_FORMAT " members; up to %d are read.", n, TF_FEATURES_MAX_ARRAYS);
  return FALSE;
}

/* The archive's end record is the one whose comment ends with the file. A
 * comment that contains a second such record could be read in two ways. */
static gboolean
find_end_record (TfFile *file, gboolean starts_as_zip, GError **error)
{
  gsize              n = MIN (file->size, END_RECORD_SIZE + MAX_COMMENT);
  g_autofree guint8 *tail = g_malloc (MAX (n, 1));
  gsize              found = n;
  gboolean           zip64;

  if (n < END_RECORD_SIZE)
    return TRUE;
  if (!read_at (file, file->size - n, tail, n, error))
    return FALSE;
  for (gsize i = 0; i + END_RECORD_SIZE <= n; i++)
    {
      if (memcmp (tail + i, "PK\5\6", 4) != 0 || i + END_RECORD_SIZE + tail[i + 20] + 256u * tail[i + 21] != n)
        continue;
      if (found < n)
        {
          g_set_error_literal (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_AMBIGUOUS,
                               "The archive has two end records, so that it can be read in two ways; write it anew.");
          return FALSE;
        }
      found = i;
    }
  if (found == n)
    return TRUE;
  file->zip = TRUE;
  zip64 = found >= LOCATOR_SIZE && memcmp (tail + found - LOCATOR_SIZE, "PK\6\7", 4) == 0;
  /* Other bytes may stand before the archive; its offsets do not count them. */
  if (!zip64)
    {
      guint64 directory_end = (guint64) get_le32 (tail + found + 12) + get_le32 (tail + found + 16);
      guint64 position = file->size - n + found;

      if (!starts_as_zip && directory_end < position)
        file->zip_start = position - directory_end;
    }
  return check_members (file, tail + found, zip64, error);
}

gboolean
tf_file_starts_with (const TfFile *file, const char *bytes, gsize n)
{
  return file->n_head >= n && memcmp (file->head, bytes, n) == 0;
}

gboolean
tf_file_find_archive (TfFile *file, GError **error)
{
  gboolean starts = tf_file_starts_with (file, "PK\3\4", 4) || tf_file_starts_with (file, "PK\5\6", 4);

  if (!find_end_record (file, starts, error))
    return FALSE;
  if (!starts || file->zip)
    return TRUE;
  g_set_error_literal (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT,
                       "The archive is cut short: its end record is missing.");
  return FALSE;
}

gboolean
tf_file_open (TfFile *file, const char *path, GError **error)
{
  int         fd = tf_input_open (path, error);
  struct stat status;

  if (fd < 0)
    return FALSE;
  if (fstat (fd, &status) != 0)
    {
      int code = errno;

      close (fd);
      return fail_errno (error, "The file cannot be opened", code);
    }
  *file = (TfFile){ .stream = fdopen (fd, "rb"), .size = (guint64) status.st_size };
  file->budget = BUDGET_BASE + BUDGET_FACTOR * file->size;
  if (file->stream == NULL)
    {
      int code = errno;

      close (fd);
      return fail_errno (error, "The file cannot be opened", code);
    }
  if (file->size == 0)
    {
      g_set_error_literal (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT, "The file is empty.");
      return FALSE;
    }
  file->n_head = MIN (file->size, sizeof file->head);
  return read_at (file, 0, file->head, file->n_head, error);
}

void
tf_file_close (TfFile *file)
{
  g_clear_pointer (&file->stream, fclose);
}

static gssize
read_stream (TfByteSource *source, void *buffer, gsize n, GError **error)
{
  FILE *stream = source->handle;
  gsize got = fread (buffer, 1, n, stream);

  if (got < n && ferror (stream))
    {
      fail_errno (error, "The file cannot be read", errno);
      return -1;
    }
  return (gssize) got;
}

gboolean
tf_file_skip (TfByteSource *source, guint64 n, GError **error)
{
  if (fseeko (source->handle, (off_t) n, SEEK_CUR) != 0)
    return fail_errno (error, "The file cannot be read", errno);
  source->consumed += n;
  return TRUE;
}

/* The whole file as one source, from its first byte. */
void
tf_file_start_source (TfFile *file, TfByteSource *source)
{
  rewind (file->stream);
  *source = (TfByteSource){
    .read = read_stream, .handle = file->stream, .name = "the array", .limit = file->size, .honest = TRUE,
    .skip = tf_file_skip
  };
}
