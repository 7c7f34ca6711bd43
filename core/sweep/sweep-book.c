/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sweep-book.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "config.h"

#define SHARD_COLUMNS ",cell,sweep"
#define DIGEST_LENGTH 16

struct _TfSweepBook
{
  char *header, *sweep;
  gsize n_cells, n_done;
  char **rows;      /* n_cells, NULL where not done */
  guint32 *origins; /* n_cells: in a merge, which file a row is from */
  int fd;           /* -1: not kept on disk */
  char *path;
};

TfSweepBook *
tf_sweep_book_new (const char *header, const char *sweep, gsize n_cells)
{
  TfSweepBook *self = g_new0 (TfSweepBook, 1);

  self->header = g_strdup (header);
  self->sweep = g_strdup (sweep);
  self->n_cells = n_cells;
  self->rows = g_new0 (char *, n_cells);
  self->origins = g_new0 (guint32, n_cells);
  self->fd = -1;
  return self;
}

void
tf_sweep_book_free (TfSweepBook *self)
{
  tf_sweep_book_close (self, FALSE);
  for (gsize i = 0; i < self->n_cells; i++)
    g_free (self->rows[i]);
  g_free (self->rows);
  g_free (self->origins);
  g_free (self->header);
  g_free (self->sweep);
  g_free (self);
}

char *
tf_sweep_book_name_sweep (const TfSweepGrid *grid, const char *at, const char *problem)
{
  g_autofree char *all = g_strconcat (TF_VERSION, "\n", problem, NULL);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, all, -1);

  digest[DIGEST_LENGTH] = '\0';
  return g_strdup_printf ("%s at=%s problem=%s", grid->text, at, digest);
}

/* --- lines --- */

static char *
write_line (TfSweepBook *self, gsize cell)
{
  return g_strdup_printf ("%s,%" G_GSIZE_FORMAT ",%s\n", self->rows[cell], cell + 1, self->sweep);
}

static guint
count_commas (const char *line)
{
  guint n = 0;

  for (; *line != '\0'; line++)
    n += *line == ',';
  return n;
}

/* The row and its number, line being cut in three. FALSE where it is none of this sweep's. */
static gboolean
read_line (TfSweepBook *self, char *line, gsize *cell)
{
  char *sweep = strrchr (line, ','), *number;
  guint64 value;

  if (sweep == NULL || strcmp (sweep + 1, self->sweep) != 0)
    return FALSE;
  *sweep = '\0';
  number = strrchr (line, ',');
  if (number == NULL || !g_ascii_string_to_unsigned (number + 1, 10, 1, self->n_cells, &value, NULL))
    return FALSE;
  *number = '\0';
  *cell = value - 1;
  return count_commas (line) == count_commas (self->header);
}

/* --- the file of a sweep that goes on --- */

static gboolean
fail_errno (GError **error, const char *path)
{
  int code = errno;
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", name, g_strerror (code));
  return FALSE;
}

static gboolean G_GNUC_PRINTF (3, 4)
fail (GError **error, const char *path, const char *format, ...)
{
  g_autofree char *name = path != NULL ? g_filename_display_name (path) : NULL, *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s%s%s", name != NULL ? name : "", name != NULL ? ": " : "", text);
  return FALSE;
}

static gboolean
append (TfSweepBook *self, const char *text, GError **error)
{
  gsize length = strlen (text);

  while (length > 0)
    {
      gssize written = write (self->fd, text, length);

      if (written < 0 && errno != EINTR)
        return fail_errno (error, self->path);
      if (written > 0)
        {
          text += written;
          length -= written;
        }
    }
  return TRUE;
}

/* What a crash left of a line, or anything else that is no cell, is worked out again. */
static void
take_lines (TfSweepBook *self, char *text)
{
  for (char *line = text, *end; (end = strchr (line, '\n')) != NULL; line = end + 1)
    {
      gsize cell;

      *end = '\0';
      if (!read_line (self, line, &cell) || self->rows[cell] != NULL)
        continue;
      self->rows[cell] = g_strdup (line);
      self->n_done++;
    }
}

void
tf_sweep_book_take (TfSweepBook *self, const char *path)
{
  g_autofree char *text = NULL;

  g_assert (self->fd < 0);
  if (g_file_get_contents (path, &text, NULL, NULL))
    take_lines (self, text);
}

static gboolean
begin_file (TfSweepBook *self, GError **error)
{
  g_autofree char *line = g_strconcat (self->header, SHARD_COLUMNS "\n", NULL);

  if (ftruncate (self->fd, 0) < 0 || lseek (self->fd, 0, SEEK_SET) < 0)
    return fail_errno (error, self->path);
  return append (self, line, error);
}

/* By its first line. */
static gboolean
is_of_sweep (TfSweepBook *self, const char *line)
{
  g_autofree char *first = g_strndup (line, strcspn (line, "\n"));
  const char *name = strrchr (first, ',');

  return name != NULL && strcmp (name + 1, self->sweep) == 0;
}

static gboolean
take_up_file (TfSweepBook *self, char *text, GError **error)
{
  g_autofree char *header = g_strconcat (self->header, SHARD_COLUMNS, NULL);
  char *last = strrchr (text, '\n'), *first = strchr (text, '\n');
  off_t whole = last + 1 - text;

  *first = '\0';
  if (strcmp (text, header) != 0 || !is_of_sweep (self, first + 1))
    return fail (error, self->path, "it is of another problem, grid or version; remove it to begin this sweep");
  take_lines (self, first + 1);
  if (ftruncate (self->fd, whole) < 0 || lseek (self->fd, 0, SEEK_END) < 0)
    return fail_errno (error, self->path);
  return TRUE;
}

gboolean
tf_sweep_book_open (TfSweepBook *self, const char *path, gboolean resume, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;

  self->path = g_strdup (path);
  self->fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_APPEND, 0666);
  if (self->fd < 0)
    return fail_errno (error, path);
  if (flock (self->fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, "another process is working on this sweep");
      return FALSE;
    }
  if (!g_file_get_contents (path, &text, &length, error))
    return FALSE;
  if (length == 0 || strchr (text, '\n') == strrchr (text, '\n')) /* no cell yet */
    return begin_file (self, error);
  if (resume)
    return take_up_file (self, text, error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
               "a sweep was cut off here: --resume goes on with what %s has; remove it to begin anew", path);
  return FALSE;
}

void
tf_sweep_book_close (TfSweepBook *self, gboolean remove)
{
  if (self->fd >= 0 && remove)
    g_unlink (self->path);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  g_clear_pointer (&self->path, g_free);
}

gboolean
tf_sweep_book_add (TfSweepBook *self, gsize cell, const char *row, GError **error)
{
  g_autofree char *line = NULL;

  g_assert (cell < self->n_cells && self->rows[cell] == NULL);
  self->rows[cell] = g_strdup (row);
  self->n_done++;
  if (self->fd < 0)
    return TRUE;
  line = write_line (self, cell);
  return append (self, line, error);
}

const char *
tf_sweep_book_get (TfSweepBook *self, gsize cell)
{
  return self->rows[cell];
}

gsize
tf_sweep_book_count (TfSweepBook *self)
{
  return self->n_done;
}

char *
tf_sweep_book_write (TfSweepBook *self, gboolean as_shard, gsize *length)
{
  GString *text = g_string_new (self->header);

  g_string_append (text, as_shard ? SHARD_COLUMNS "\n" : "\n");
  for (gsize cell = 0; cell < self->n_cells; cell++)
    {
      g_autofree char *line = NULL;

      if (self->rows[cell] == NULL)
        continue;
      line = as_shard ? write_line (self, cell) : g_strconcat (self->rows[cell], "\n", NULL);
      g_string_append (text, line);
    }
  if (length != NULL)
    *length = text->len;
  return g_string_free (text, FALSE);
}

/* --- shards put together --- */

/* The grid is all of the line but its last two words. */
static TfSweepGrid *
read_sweep (const char *sweep, GError **error)
{
  const char *end = g_strrstr (sweep, " at=");
  g_autofree char *text = end != NULL ? g_strndup (sweep, end - sweep) : NULL;

  return text != NULL ? tf_sweep_grid_new_from_text (text, error) : NULL;
}

/* A book for what this shard is of; *grid is set. */
static TfSweepBook *
begin_merge (const char *path, char *header, const char *line, TfSweepGrid **grid, GError **error)
{
  const char *end = line != NULL ? strchr (line, '\n') : NULL;
  g_autofree char *first = end != NULL ? g_strndup (line, end - line) : NULL;
  const char *sweep = first != NULL ? strrchr (first, ',') : NULL;

  *grid = sweep != NULL ? read_sweep (sweep + 1, NULL) : NULL;
  if (*grid == NULL)
    {
      fail (error, path, "it is no shard of a sweep, or has no cell");
      return NULL;
    }
  header[strlen (header) - strlen (SHARD_COLUMNS)] = '\0';
  return tf_sweep_book_new (header, sweep + 1, (*grid)->n_cells);
}

static gboolean
merge_lines (TfSweepBook *self, const TfSweepGrid *grid, const char *const *paths, guint file, char *text, GError **error)
{
  for (char *line = text, *end; *line != '\0'; line = end + 1)
    {
      g_autofree char *name = NULL;
      gsize cell;

      end = strchr (line, '\n');
      if (end == NULL)
        return fail (error, paths[file], "its last line is cut off; go on with it by --resume");
      *end = '\0';
      if (!read_line (self, line, &cell))
        return fail (error, paths[file], "it has a line that is no cell of the sweep “%s”", self->sweep);
      name = tf_sweep_grid_name_cell (grid, cell);
      if (self->rows[cell] != NULL)
        return fail (error, paths[file], "cell %" G_GSIZE_FORMAT " (%s) is there twice; the other one is in %s", cell + 1, name,
                     paths[self->origins[cell]]);
      self->rows[cell] = g_strdup (line);
      self->origins[cell] = file;
      self->n_done++;
    }
  return TRUE;
}

static gboolean
merge_file (TfSweepBook **self, TfSweepGrid **grid, const char *const *paths, guint file, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) failure = NULL;
  gsize length;
  char *end;

  if (!g_file_get_contents (paths[file], &text, &length, &failure))
    return fail (error, paths[file], "could not be read: %s", failure->message);
  end = strchr (text, '\n');
  if (end != NULL)
    *end = '\0';
  if (end == NULL || !g_str_has_suffix (text, SHARD_COLUMNS) || strlen (end + 1) != length - (end + 1 - text))
    return fail (error, paths[file], "it is no shard of a sweep: its last columns are not cell and sweep");
  if (*self == NULL && end[1] == '\0') /* a shard of a grid that had no cell for it */
    return TRUE;
  if (*self == NULL && (*self = begin_merge (paths[file], text, end + 1, grid, error)) == NULL)
    return FALSE;
  return merge_lines (*self, *grid, paths, file, end + 1, error);
}

TfSweepBook *
tf_sweep_book_merge (const char *const *paths, GError **error)
{
  g_autoptr (TfSweepBook) self = NULL;
  g_autoptr (TfSweepGrid) grid = NULL;

  for (guint i = 0; paths[i] != NULL; i++)
    if (!merge_file (&self, &grid, paths, i, error))
      return NULL;
  if (self == NULL)
    {
      fail (error, NULL, "the shards have no cells");
      return NULL;
    }
  for (gsize cell = 0; cell < self->n_cells; cell++)
    if (self->rows[cell] == NULL)
      {
        g_autofree char *name = tf_sweep_grid_name_cell (grid, cell);

        fail (error, NULL, "cell %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " (%s) is missing%s", cell + 1, self->n_cells, name,
              self->n_cells - self->n_done > 1 ? ", and it is not the only one" : "");
        return NULL;
      }
  return g_steal_pointer (&self);
}
