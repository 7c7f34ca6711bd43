/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static int
fail (GError **error, const char *what, int code)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", what, g_strerror (code));
  return -1;
}

int
tf_input_open (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  struct stat status;

  if (fd < 0)
    return fail (error, "The file cannot be opened", errno);
  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode))
    return fd;
  close (fd);
  if (S_ISDIR (status.st_mode))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, "This is a folder, not a file.");
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "This is not a regular file.");
  return -1;
}

gssize
tf_input_read (int fd, void *buffer, gsize n, GError **error)
{
  gsize done = 0;

  while (done < n)
    {
      gssize got = read (fd, (char *) buffer + done, n - done);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return fail (error, "The file cannot be read", errno);
      if (got == 0)
        break;
      done += got;
    }
  return done;
}

gssize
tf_input_read_start (const char *path, void *buffer, gsize n)
{
  int    fd = tf_input_open (path, NULL);
  gssize got = fd < 0 ? -1 : tf_input_read (fd, buffer, n, NULL);

  if (fd >= 0)
    close (fd);
  return got;
}
