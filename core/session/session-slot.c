/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-slot.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "session.h"

#define LOCK_SUFFIX ".lock"

struct _TfSessionSlot
{
  char *path;
  char *lock_path;
  int   lock; /* held: ends with the process, however that ends */
};

typedef struct
{
  char  *path;
  gint64 time; /* of its last change, ns */
} Slot;

static void
slot_clear (gpointer data)
{
  g_free (((Slot *) data)->path);
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  gint64 left = ((const Slot *) a)->time, right = ((const Slot *) b)->time;

  return left < right ? 1 : left > right ? -1 : 0;
}

/* A lock that nobody has: by its file there, or with no file at all. */
static gboolean
is_held (const char *path)
{
  g_autofree char *lock_path = g_strconcat (path, LOCK_SUFFIX, NULL);
  int lock = g_open (lock_path, O_RDWR | O_CLOEXEC, 0);
  gboolean held;

  if (lock < 0)
    return errno != ENOENT;
  held = flock (lock, LOCK_EX | LOCK_NB) != 0;
  close (lock);
  return held;
}

/* Sessions of the folder that nobody holds, the newest first. */
static GArray *
list_free (const char *folder)
{
  GArray *slots = g_array_new (FALSE, FALSE, sizeof (Slot));
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_array_set_clear_func (slots, slot_clear);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      struct stat found;

      if (!g_str_has_suffix (name, TF_SESSION_SUFFIX) || g_stat (path, &found) != 0 || !S_ISREG (found.st_mode)
          || is_held (path))
        continue;
      g_array_append_vals (slots,
                           &(Slot){ g_steal_pointer (&path),
                                    found.st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + found.st_mtim.tv_nsec },
                           1);
    }
  g_array_sort (slots, compare_newest_first);
  return slots;
}

/* With the lock of one that died, and only of that: who takes it in between has another name. */
static void
prune (const char *folder)
{
  g_autoptr (GArray) slots = list_free (folder);

  for (guint i = TF_SESSION_SLOTS_KEPT; i < slots->len; i++)
    {
      const char *path = g_array_index (slots, Slot, i).path;
      g_autofree char *lock_path = g_strconcat (path, LOCK_SUFFIX, NULL);

      g_unlink (path);
      g_unlink (lock_path);
    }
}

/* public */

TfSessionSlot *
tf_session_slot_new (const char *folder, GError **error)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (TfSessionSlot) self = g_new0 (TfSessionSlot, 1);

  self->path = g_strdup_printf ("%s/session-%s" TF_SESSION_SUFFIX, folder, id);
  self->lock_path = g_strconcat (self->path, LOCK_SUFFIX, NULL);
  self->lock = -1;
  if (g_mkdir_with_parents (folder, 0700) == 0)
    self->lock = g_open (self->lock_path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (self->lock < 0 || flock (self->lock, LOCK_EX) != 0) /* others look for a moment */
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", folder, g_strerror (errno));
      return NULL;
    }
  prune (folder);
  return g_steal_pointer (&self);
}

void
tf_session_slot_free (TfSessionSlot *self)
{
  if (self->lock >= 0)
    {
      g_unlink (self->lock_path);
      close (self->lock);
    }
  g_free (self->lock_path);
  g_free (self->path);
  g_free (self);
}

const char *
tf_session_slot_get_path (TfSessionSlot *self)
{
  return self->path;
}

char *
tf_session_slots_find_last (const char *folder)
{
  g_autoptr (GArray) slots = list_free (folder);

  return slots->len > 0 ? g_strdup (g_array_index (slots, Slot, 0).path) : NULL;
}
