/* window-autosave.c: the session kept by itself, so that a crash costs seconds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every INTERVAL the session is compared with what was written last and, where
 * it is another, written on a thread. Each window has a slot of its own
 * (session-slot.h), from the first thing done in it on.
 */
#include <string.h>

#include "output.h"
#include "session-slot.h"
#include "window-private.h"

#define INTERVAL 1 /* seconds */

/* What the main thread and those that write share. */
typedef struct
{
  TfSessionSlot *slot;
  GMutex         lock;    /* one writes at a time, and none over what is newer than its own */
  guint          written; /* the latest serial */
} Place;

struct _TfAutosave
{
  guint    timeout;
  gboolean writing; /* on a thread, now */
  char    *written; /* the text last written, or being so; NULL: none */
  Place   *place;   /* counted; NULL until there is something to write */
  guint    serial;  /* of the texts */
};

static void
place_clear (gpointer data)
{
  Place *place = data;

  tf_session_slot_free (place->slot);
  g_mutex_clear (&place->lock);
}

static void
place_unref (Place *place)
{
  g_atomic_rc_box_release_full (place, place_clear);
}

static char *
get_folder (void)
{
  return g_build_filename (g_get_user_state_dir (), "tightframe", NULL);
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
  Place *place; /* counted */
  char  *text;
  guint  serial;
} Writing;

static void
writing_free (Writing *writing)
{
  place_unref (writing->place);
  g_free (writing->text);
  g_free (writing);
}

/* Nobody is told of a failure: nobody asked. */
static void
write_text (Place *place, const char *text, guint serial)
{
  const char *path = tf_session_slot_get_path (place->slot);
  g_autoptr (GError) error = NULL;

  g_mutex_lock (&place->lock);
  if (serial > place->written)
    {
      place->written = serial;
      if (!tf_output_write (path, text, strlen (text), &error))
        g_debug ("%s: %s", path, error->message);
    }
  g_mutex_unlock (&place->lock);
}

/* Where there is no place yet and none can be had, FALSE. */
static gboolean
take_place (TfAutosave *self)
{
  g_autofree char *folder = get_folder ();
  g_autoptr (GError) error = NULL;
  TfSessionSlot *slot;

  if (self->place != NULL)
    return TRUE;
  slot = tf_session_slot_new (folder, &error);
  if (slot == NULL)
    {
      g_debug ("%s", error->message);
      return FALSE;
    }
  self->place = g_atomic_rc_box_new0 (Place);
  self->place->slot = slot;
  g_mutex_init (&self->place->lock);
  return TRUE;
}

static void
write_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Writing *writing = task_data;

  write_text (writing->place, writing->text, writing->serial);
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
  g_autoptr (TfSession) session = tf_lab_make_session (self->lab);
  g_autofree char *folder = NULL;
  char *text;

  if (session == NULL || is_untouched (session))
    return NULL;
  folder = get_folder ();
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

  if (text == NULL || !take_place (self->autosave))
    return G_SOURCE_CONTINUE;
  writing = g_new0 (Writing, 1);
  writing->place = g_atomic_rc_box_acquire (self->autosave->place);
  writing->text = g_strdup (text);
  writing->serial = ++self->autosave->serial;
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

  if (autosave == NULL)
    return;
  tf_window_keep_session (self);
  g_source_remove (autosave->timeout);
  g_clear_pointer (&autosave->place, place_unref);
  g_free (autosave->written);
  g_clear_pointer (&self->autosave, g_free);
}

/* public */

void
tf_window_keep_session (TfWindow *self)
{
  const char *text;

  g_return_if_fail (TF_IS_WINDOW (self));
  if (self->autosave == NULL || self->lab == NULL)
    return;
  text = renew_text (self);
  if (text != NULL && take_place (self->autosave))
    write_text (self->autosave->place, text, ++self->autosave->serial);
}

void
tf_window_resume (TfWindow *self)
{
  g_autofree char *folder = get_folder ();
  g_autofree char *path = tf_session_slots_find_last (folder);
  g_autoptr (GError) error = NULL;
  TfSession *session;

  g_return_if_fail (TF_IS_WINDOW (self));
  session = path != NULL ? tf_session_load (path, &error) : NULL;
  if (session != NULL)
    {
      g_clear_pointer (&session->path, g_free); /* Save does not go there */
      tf_window_open_session (self, session);
      return;
    }
  if (error == NULL)
    tf_window_toast (self, "There is no earlier session to resume");
  else
    {
      g_autofree char *text = g_strdup_printf ("The last session cannot be resumed: %s", error->message);

      tf_window_toast (self, text);
    }
  tf_window_open_default_at_last (self);
}
