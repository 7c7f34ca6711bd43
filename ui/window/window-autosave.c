/* window-autosave.c: the session kept by itself, so that a crash costs seconds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every INTERVAL the session is compared with what was written last and, where
 * it is another, written on a thread. All windows share one file; the newest
 * wins. A start with nothing done to it is not worth the place of what a person
 * did the last time, and the first that is makes room by a rename.
 */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "output.h"
#include "window-private.h"

#define INTERVAL 1 /* seconds */

struct _TfAutosave
{
  guint    timeout;
  gboolean writing; /* on a thread, now */
  char    *written; /* the text last written, or being so; NULL: none */
};

/* Of this process: the file holds what one of its windows did. */
static gboolean is_ours;

static char *
path_of (const char *name)
{
  return g_build_filename (g_get_user_state_dir (), "tightframe", name, NULL);
}

/* As the program opens, with no hand laid on it. */
static gboolean
is_untouched (TfSession *session)
{
  const TfSynthetic *draw = tf_source_get_synthetic (session->source), usual = TF_SYNTHETIC_DEFAULT;

  return draw != NULL && draw->n_classes == usual.n_classes && draw->sizes == NULL && draw->per_class == usual.per_class
         && draw->dim == usual.dim && draw->seed == usual.seed && draw->spread == usual.spread
         && draw->noise == usual.noise && session->course->n_changes == 0 && session->beside == NULL
         && session->pins->len == 0 && tf_parameters_equal (&session->course->start, &TF_PARAMETERS_DEFAULT);
}

typedef struct
{
  char *text;
  guint serial;
} Writing;

static void
writing_free (Writing *writing)
{
  g_free (writing->text);
  g_free (writing);
}

static guint last_serial; /* of the main thread's texts */

/* Of all threads that write: one at a time, and none over what is newer than its own. */
static GMutex lock;
static guint written_serial;

/* Nobody is told of a failure: nobody asked. */
static void
write_locked (const char *text)
{
  g_autofree char *path = path_of ("last" TF_SESSION_SUFFIX);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    g_debug ("no folder %s: %s", folder, g_strerror (errno));
  else if (!tf_output_write (path, text, strlen (text), &error))
    g_debug ("%s: %s", path, error->message);
}

static void
write_text (const char *text, guint serial)
{
  g_mutex_lock (&lock);
  if (serial > written_serial)
    {
      written_serial = serial;
      write_locked (text);
    }
  g_mutex_unlock (&lock);
}

/* What the process before left goes aside, once. */
static void
make_room (void)
{
  g_autofree char *last = path_of ("last" TF_SESSION_SUFFIX);
  g_autofree char *before = path_of ("before" TF_SESSION_SUFFIX);

  if (is_ours)
    return;
  is_ours = TRUE;
  if (g_rename (last, before) != 0 && errno != ENOENT)
    g_debug ("%s: %s", before, g_strerror (errno));
}

static void
write_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Writing *writing = task_data;

  write_text (writing->text, writing->serial);
  g_task_return_boolean (task, TRUE);
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  TfWindow *self = TF_WINDOW (object);

  if (self->autosave != NULL)
    self->autosave->writing = FALSE;
}

/* The text, where it is worth writing and another than the last; else NULL. */
static const char *
renew_text (TfWindow *self)
{
  TfAutosave *autosave = self->autosave;
  g_autoptr (TfSession) session = tf_window_make_session (self);
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  char *text;

  if (session == NULL || is_untouched (session))
    return NULL;
  path = path_of ("last" TF_SESSION_SUFFIX);
  folder = g_path_get_dirname (path);
  text = tf_session_to_text (session, folder, NULL);
  if (g_strcmp0 (text, autosave->written) == 0)
    {
      g_free (text);
      return NULL;
    }
  g_free (autosave->written);
  autosave->written = text;
  return text;
}

static gboolean
interval_cb (gpointer user_data)
{
  TfWindow *self = user_data;
  const char *text = self->autosave->writing ? NULL : renew_text (self);
  g_autoptr (GTask) task = NULL;
  Writing *writing;

  if (text == NULL)
    return G_SOURCE_CONTINUE;
  make_room ();
  writing = g_new0 (Writing, 1);
  writing->text = g_strdup (text);
  writing->serial = ++last_serial;
  self->autosave->writing = TRUE;
  task = g_task_new (self, NULL, written_cb, NULL);
  g_task_set_task_data (task, writing, (GDestroyNotify) writing_free);
  g_task_run_in_thread (task, write_thread);
  return G_SOURCE_CONTINUE;
}

/* shared with the other files */

void
tf_window_begin_autosave (TfWindow *self)
{
  self->autosave = g_new0 (TfAutosave, 1);
  self->autosave->timeout = g_timeout_add_seconds (INTERVAL, interval_cb, self);
}

void
tf_window_end_autosave (TfWindow *self)
{
  TfAutosave *autosave = self->autosave;
  const char *text;

  if (autosave == NULL)
    return;
  g_source_remove (autosave->timeout);
  text = renew_text (self);
  if (text != NULL)
    {
      make_room ();
      write_text (text, ++last_serial);
    }
  g_free (autosave->written);
  g_clear_pointer (&self->autosave, g_free);
}

/* public */

void
tf_window_resume (TfWindow *self)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  TfSession *session;

  g_return_if_fail (TF_IS_WINDOW (self));
  path = path_of (is_ours ? "before" TF_SESSION_SUFFIX : "last" TF_SESSION_SUFFIX);
  session = tf_session_load (path, &error);
  if (session == NULL && !is_ours)
    {
      /* The end came just after room was made. */
      g_autofree char *before = path_of ("before" TF_SESSION_SUFFIX);

      session = tf_session_load (before, NULL);
    }
  if (session != NULL)
    {
      g_clear_pointer (&session->path, g_free); /* Save does not go there */
      tf_window_open_session (self, session);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    tf_window_toast (self, "There is no earlier session to resume");
  else
    {
      g_autofree char *text = g_strdup_printf ("The last session cannot be resumed: %s", error->message);

      tf_window_toast (self, text);
    }
  if (self->source == NULL && self->loading == NULL)
    tf_window_open_default (self);
}
