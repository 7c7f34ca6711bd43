/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
fail (GError **error, int code)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "could not be written: %s", g_strerror (code));
  return FALSE;
}

gboolean
tf_output_is_stdout (const char *path)
{
  return !path || strcmp (path, "-") == 0;
}

static gboolean
write_all (int fd, const char *data, gsize length, GError **error)
{
  while (length > 0)
    {
      gssize written = write (fd, data, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return fail (error, errno);
      data += written;
      length -= written;
    }
  return TRUE;
}

/* Takes fd. A full disk may be noticed only here. */
static gboolean
close_written (int fd, GError **error)
{
  if (close (fd) == 0 || errno == EINTR)
    return TRUE;
  return fail (error, errno);
}

static gboolean
write_to_device (const char *path, const char *data, gsize length, GError **error)
{
  int fd = g_open (path, O_WRONLY | O_CLOEXEC | O_NOCTTY, 0);

  if (fd < 0)
    return fail (error, errno);
  if (write_all (fd, data, length, error))
    return close_written (fd, error);
  close (fd);
  return FALSE;
}

/* mkstemp's 0600 is too private for a result: what open() would have given, or
 * what the file that is replaced had. */
static mode_t
wanted_mode (const struct stat *existing)
{
  mode_t mask;

  if (existing)
    return existing->st_mode & 0777;
  mask = umask (0);
  umask (mask);
  return 0666 & ~mask;
}

static gboolean
fill_temporary (int fd, mode_t mode, const char *data, gsize length, GError **error)
{
  if (!write_all (fd, data, length, error))
    {
      close (fd);
      return FALSE;
    }
  /* To the disk before the rename, or a power cut could leave an empty file under the final name. */
  if (fchmod (fd, mode) < 0 || (fsync (fd) < 0 && errno != EINVAL))
    {
      int code = errno;

      close (fd);
      return fail (error, code);
    }
  return close_written (fd, error);
}

static gboolean
replace_file (const char *path, const struct stat *existing, const char *data, gsize length, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *temporary = g_build_filename (folder, ".tightframe-XXXXXX", NULL);
  int fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0600);

  if (fd < 0)
    return fail (error, errno);
  if (fill_temporary (fd, wanted_mode (existing), data, length, error))
    {
      if (g_rename (temporary, path) == 0)
        return TRUE;
      fail (error, errno);
    }
  g_unlink (temporary);
  return FALSE;
}

/* The file that a link leads to, so that the link survives; path itself where there is none yet. */
static char *
resolve (const char *path)
{
  char *real = realpath (path, NULL);
  char *copy = g_strdup (real ? real : path);

  free (real);
  return copy;
}

gboolean
tf_output_check (const char *path, GError **error)
{
  g_autofree char *target = NULL;
  g_autofree char *folder = NULL;
  struct stat existing;

  if (tf_output_is_stdout (path))
    return fcntl (STDOUT_FILENO, F_GETFD) >= 0 || fail (error, errno);
  if (path[0] == '\0')
    return fail (error, ENOENT);
  target = resolve (path);
  folder = g_path_get_dirname (target);
  if (stat (target, &existing) == 0)
    {
      if (S_ISDIR (existing.st_mode))
        return fail (error, EISDIR);
      if (!S_ISREG (existing.st_mode))
        return access (target, W_OK) == 0 || fail (error, errno);
    }
  if (stat (folder, &existing) < 0)
    return fail (error, errno);
  if (!S_ISDIR (existing.st_mode))
    return fail (error, ENOTDIR);
  return access (folder, W_OK | X_OK) == 0 || fail (error, errno);
}

gboolean
tf_output_is_same (const char *path, const char *other)
{
  struct stat a, b;

  return !tf_output_is_stdout (path) && stat (path, &a) == 0 && stat (other, &b) == 0 && S_ISREG (a.st_mode)
         && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

gboolean
tf_output_write (const char *path, const char *data, gsize length, GError **error)
{
  g_autofree char *target = NULL;
  struct stat existing;
  gboolean exists;

  if (tf_output_is_stdout (path))
    return write_all (STDOUT_FILENO, data, length, error);
  if (!tf_output_check (path, error))
    return FALSE;
  target = resolve (path);
  exists = stat (target, &existing) == 0;
  if (exists && !S_ISREG (existing.st_mode))
    return write_to_device (target, data, length, error);
  return replace_file (target, exists ? &existing : NULL, data, length, error);
}

/* What func has written to the disk, with the mode of what it replaces. */
static gboolean
settle (const char *temporary, mode_t mode, GError **error)
{
  int fd = g_open (temporary, O_RDONLY | O_CLOEXEC, 0);
  int code = 0;

  if (fd < 0)
    return fail (error, errno);
  if (fchmod (fd, mode) < 0 || (fsync (fd) < 0 && errno != EINVAL))
    code = errno;
  close (fd);
  return code == 0 || fail (error, code);
}

gboolean
tf_output_replace (const char *path, TfOutputFunc fill, gpointer user_data, GError **error)
{
  g_autofree char *target = resolve (path);
  g_autofree char *folder = g_path_get_dirname (target);
  g_autofree char *temporary = g_build_filename (folder, ".tightframe-XXXXXX", NULL);
  struct stat existing;
  gboolean exists = stat (target, &existing) == 0;
  int fd;

  if (!tf_output_check (path, error))
    return FALSE;
  if (exists && !S_ISREG (existing.st_mode))
    return fail (error, EINVAL);
  fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail (error, errno);
  close (fd);
  if (fill (temporary, user_data, error) && settle (temporary, wanted_mode (exists ? &existing : NULL), error))
    {
      if (g_rename (temporary, target) == 0)
        return TRUE;
      fail (error, errno);
    }
  g_unlink (temporary);
  return FALSE;
}
