/* zip-file.c: ZIP archives and their members, by libzip
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Members that are not asked for are never unpacked. libzip compares the directory with
 * the members' own headers (ZIP_CHECKCONS) and verifies the checksum at a member's end;
 * sizes are checked here.
 */
#include "zip-file.h"

#include <unistd.h>

/* Deflate makes at most 1032 bytes of one. */
#define MAX_RATIO 1032

static gboolean
fail_zip (GError **error, const char *what, zip_error_t *zip_error)
{
  g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT, "%s: %s.", what, zip_error_strerror (zip_error));
  return FALSE;
}

static gboolean
fail_member (GError **error, const char *name, zip_error_t *zip_error)
{
  g_autofree char *what = g_strdup_printf ("%s is damaged in the archive", name);

  return fail_zip (error, what, zip_error);
}

zip_t *
tf_zip_open (TfFile *file, GError **error)
{
  zip_error_t   zip_error;
  zip_source_t *source;
  zip_t        *archive = NULL;
  int           fd = dup (fileno (file->stream));
  FILE         *stream = fd >= 0 ? fdopen (fd, "rb") : NULL;

  zip_error_init (&zip_error);
  source = stream == NULL ? NULL : zip_source_filep_create (stream, file->zip_start, -1, &zip_error);
  if (source == NULL && stream != NULL)
    fclose (stream);
  else if (source == NULL && fd >= 0)
    close (fd);
  if (source != NULL)
    archive = zip_open_from_source (source, ZIP_RDONLY | ZIP_CHECKCONS, &zip_error);
  if (archive == NULL)
    {
      fail_zip (error, "The archive is broken", &zip_error);
      g_clear_pointer (&source, zip_source_free);
    }
  zip_error_fini (&zip_error);
  return archive;
}

static gssize
read_member (TfByteSource *source, void *buffer, gsize n, GError **error)
{
  TfArrayStream *member = source->handle;
  zip_int64_t    got = zip_fread (member->handle, buffer, n);

  if (got < 0)
    fail_member (error, source->name, zip_file_get_error (member->handle));
  else if (got == 0 && n > 0 && source->consumed != member->size)
    {
      g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT,
                   "The archive is broken: it says that %s has %" G_GUINT64_FORMAT " bytes, but %" G_GUINT64_FORMAT
                   " were found.",
                   source->name, member->size, source->consumed);
      return -1;
    }
  return got < 0 ? -1 : (gssize) got;
}

/* Of a stored member; its checksum is not compared then. */
static gboolean
skip_member (TfByteSource *source, guint64 n, GError **error)
{
  TfArrayStream *member = source->handle;

  if (zip_fseek (member->handle, (zip_int64_t) n, SEEK_CUR) != 0)
    return fail_member (error, source->name, zip_file_get_error (member->handle));
  source->consumed += n;
  return TRUE;
}

static void
close_member (gpointer file)
{
  zip_fclose (file);
}

gboolean
tf_zip_open_member (zip_t *archive, gsize i, TfFile *file, const char *name, gsize length, TfArrayStream *member, GError **error)
{
  zip_stat_t status;

  zip_stat_init (&status);
  if (zip_stat_index (archive, i, 0, &status) != 0)
    return fail_zip (error, "The archive is broken", zip_get_error (archive));
  *member = (TfArrayStream){ .size = status.size, .name = tf_arrays_show_name (name, length), .close = close_member };
  if (status.encryption_method != ZIP_EM_NONE || (status.comp_method != ZIP_CM_STORE && status.comp_method != ZIP_CM_DEFLATE))
    {
      g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_UNSUPPORTED, "%s is %s, which is not read here.",
                   member->name,
                   status.encryption_method != ZIP_EM_NONE ? "encrypted" : "compressed otherwise than by deflate");
      return FALSE;
    }
  if (status.comp_size > file->size || (status.comp_method == ZIP_CM_STORE && status.comp_size != status.size))
    {
      g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT,
                   "The archive is broken: the size of %s cannot be right.", member->name);
      return FALSE;
    }
  member->handle = zip_fopen_index (archive, i, 0);
  if (member->handle == NULL)
    return fail_member (error, member->name, zip_get_error (archive));
  member->source = (TfByteSource){ .read = read_member, .handle = member, .name = member->name };
  member->source.honest = status.comp_method == ZIP_CM_STORE;
  member->source.skip = member->source.honest ? skip_member : NULL;
  member->source.limit = member->source.honest ? status.comp_size : status.comp_size * MAX_RATIO;
  member->source.budget = &file->budget;
  return TRUE;
}
