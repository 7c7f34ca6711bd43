/* window-session.c: the window's run as a session, saved where a person says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "chooser.h"
#include "examples.h"
#include "output.h"
#include "window-private.h"

/* What waits for the digests of files opened a moment ago, or for a place to save at. */
typedef enum
{
  NOTHING,
  SAVE,
  SAVE_AND_COPY, /* then the command that names the file to the clipboard */
} Wish;

struct _TfKeeping
{
  char         *path; /* where Save saves, or NULL: it asks */
  GCancellable *digesting; /* or NULL */
  TfSource     *digested;  /* borrowed: whose digests are worked out; only to be compared with */
  Wish          wish;
};

typedef struct
{
  char    *path, *text;
  gsize    length;
  gboolean copies;
} Writing;

static void
writing_free (Writing *writing)
{
  g_free (writing->path);
  g_free (writing->text);
  g_free (writing);
}

static void
toast_named (TfWindow *self, const char *format, const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_filename_display_name (base);
  g_autofree char *text = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  text = g_strdup_printf (format, name);
#pragma GCC diagnostic pop
  tf_window_toast (self, text);
}

static void
copy_command (TfWindow *self, const char *command)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), command);
}

/* --- saving --- */

static void
write_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Writing *writing = task_data;
  GError *error = NULL;

  if (tf_output_write (writing->path, writing->text, writing->length, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
explain_not_saved (TfWindow *self, const char *path, const char *sentence)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_filename_display_name (base);
  g_autofree char *heading = g_strdup_printf ("“%s” Was Not Saved", name);
  g_autofree char *body = g_strdup_printf ("It %s. The file is as it was before.", sentence);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", "_Close");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  TfWindow *self = TF_WINDOW (object);
  Writing *writing = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (self->lab == NULL || gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      explain_not_saved (self, writing->path, error->message);
      return;
    }
  if (self->keeping != NULL)
    {
      g_free (self->keeping->path);
      self->keeping->path = g_strdup (writing->path);
    }
  if (writing->copies)
    {
      g_autofree char *command = tf_session_command_of_file (writing->path);

      copy_command (self, command);
      toast_named (self, "Saved as %s, and the command that runs it copied", writing->path);
    }
  else
    toast_named (self, "Saved as %s", writing->path);
}

static void
write_session (TfWindow *self, const char *path, gboolean copies)
{
  g_autoptr (TfSession) session = tf_lab_make_session (self->lab);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTask) task = NULL;
  Writing *writing;

  if (session == NULL)
    {
      tf_window_toast (self, "There is no run yet that could be saved");
      return;
    }
  if (!tf_lab_check_output (self->lab, path, &error))
    {
      explain_not_saved (self, path, error->message);
      return;
    }
  writing = g_new0 (Writing, 1);
  writing->path = g_strdup (path);
  writing->text = tf_session_to_text (session, folder, &writing->length);
  writing->copies = copies;
  task = g_task_new (self, NULL, written_cb, NULL);
  g_task_set_task_data (task, writing, (GDestroyNotify) writing_free);
  g_task_run_in_thread (task, write_thread);
}

static void
saved_as_cb (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  TfWindow *self = user_data;
  g_autoptr (GFile) file = NULL;
  Wish wish = self->keeping->wish;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  g_clear_object (&self->chooser);
  self->keeping->wish = NOTHING;
  if (file == NULL)
    return;
  if (g_file_peek_path (file) == NULL)
    tf_window_toast (self, "A session can be saved on this computer only");
  else
    {
      const char *path = g_file_peek_path (file);
      g_autofree char *suffixed = g_strconcat (path, g_str_has_suffix (path, TF_SESSION_SUFFIX) ? "" : TF_SESSION_SUFFIX, NULL);

      /* The chooser has asked about replacing the name it knows, and about no other. */
      if (!g_str_equal (path, suffixed) && g_file_test (suffixed, G_FILE_TEST_EXISTS))
        write_session (self, path, wish == SAVE_AND_COPY);
      else
        write_session (self, suffixed, wish == SAVE_AND_COPY);
    }
}

GFile *
tf_window_suggest_folder (TfWindow *self)
{
  g_autoptr (GFile) saved = self->keeping->path != NULL ? g_file_new_for_path (self->keeping->path) : NULL;
  GFile *features = tf_source_is_example (tf_lab_get_source (self->lab)) ? NULL : tf_source_get_file (tf_lab_get_source (self->lab));
  GFile *beside = saved != NULL ? saved : features;

  return beside != NULL ? g_file_get_parent (beside) : NULL;
}

static void
choose_place (TfWindow *self, Wish wish)
{
  static const char *const suffixes[] = { "tightframe", NULL };
  g_autoptr (GFile) folder = NULL;
  g_autofree char *name = NULL;
  GtkNativeDialog *chooser;

  if (tf_lab_get_source (self->lab) == NULL)
    return;
  folder = tf_window_suggest_folder (self);
  name = self->keeping->path != NULL ? g_path_get_basename (self->keeping->path)
                                     : tf_chooser_suggest_name (tf_source_get_title (tf_lab_get_source (self->lab)), TF_SESSION_SUFFIX);
  chooser = tf_window_show_chooser (self, "Save Session", GTK_FILE_CHOOSER_ACTION_SAVE, "Sessions", suffixes, folder,
                                    name);
  self->keeping->wish = wish;
  g_signal_connect_object (chooser, "response", G_CALLBACK (saved_as_cb), self, 0);
}

/* As soon as the digests are there; they take a moment with large files. */
static void
save (TfWindow *self, Wish wish)
{
  if (self->keeping->path == NULL)
    choose_place (self, wish);
  else if (self->keeping->digesting != NULL)
    self->keeping->wish = wish;
  else
    write_session (self, self->keeping->path, wish == SAVE_AND_COPY);
}

/* --- digests --- */

static void digest_next (TfWindow *self);
static void fulfil (TfWindow *self);

static void
digested_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TfSource) digested = tf_source_digest_finish (result, NULL);
  GCancellable *cancellable = g_task_get_cancellable (G_TASK (result));
  TfWindow *self = user_data; /* alive unless cancelled */

  if (g_cancellable_is_cancelled (cancellable))
    return;
  g_clear_object (&self->keeping->digesting);
  for (guint run = 0; run < TF_LAB_N_RUNS && digested != NULL; run++)
    if (tf_lab_get_features_of (self->lab, run)->source == self->keeping->digested)
      {
        tf_lab_take_digests (self->lab, run, g_steal_pointer (&digested));
        digest_next (self);
        return;
      }
  fulfil (self);
}

static void
stop_digesting (TfKeeping *keeping)
{
  if (keeping->digesting != NULL)
    g_cancellable_cancel (keeping->digesting);
  g_clear_object (&keeping->digesting);
}

static gboolean
knows_digests (TfSource *source)
{
  TfSource *first = tf_source_get_n_layers (source) > 0 ? tf_source_get_layer (source, 0) : source;

  return tf_source_get_synthetic (source) != NULL || tf_source_get_digest (first) != NULL;
}

/* What was waited for is there. */
static void
fulfil (TfWindow *self)
{
  Wish wish = self->keeping->wish;

  /* With a chooser open, its answer saves. */
  if (wish == NOTHING || self->chooser != NULL)
    return;
  self->keeping->wish = NOTHING;
  save (self, wish);
}

/* Of the first run with features that are not digested yet. */
static void
digest_next (TfWindow *self)
{
  TfKeeping *keeping = self->keeping;

  for (guint run = 0; run < TF_LAB_N_RUNS && keeping->digesting == NULL; run++)
    {
      TfSource *source = tf_lab_get_features_of (self->lab, run)->source;

      if (source == NULL || knows_digests (source))
        continue;
      keeping->digesting = g_cancellable_new ();
      keeping->digested = source;
      tf_source_digest_async (source, keeping->digesting, digested_cb, self);
    }
  if (keeping->digesting == NULL)
    fulfil (self);
}

/* Other features were taken; maybe for a session. */
static void
source_changed_cb (TfWindow *self, TfSession *session)
{
  TfKeeping *keeping = self->keeping;

  stop_digesting (keeping);
  keeping->wish = NOTHING;
  g_free (keeping->path);
  keeping->path = session != NULL && session->path != NULL && !tf_examples_hold_run (session->path) ? g_strdup (session->path) : NULL;
  digest_next (self);
}

/* --- actions --- */

static void
save_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  save (user_data, SAVE);
}

static void
save_as_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  choose_place (user_data, SAVE);
}

static void
must_save_response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  if (g_strcmp0 (response, "save") == 0)
    choose_place (user_data, SAVE_AND_COPY);
}

/* No options of one command can say that parameters were changed on the way. */
static void
explain_must_save (TfWindow *self)
{
  GtkWidget *widget = adw_message_dialog_new (
      GTK_WINDOW (self), "Save the Session First?",
      "This run is more than the options of one command can say: its parameters were changed on the way. "
      "A session file says it all, and “tightframe run” takes that in place of the options.");
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (widget);

  adw_message_dialog_add_response (dialog, "cancel", "_Cancel");
  adw_message_dialog_add_response (dialog, "save", "_Save…");
  adw_message_dialog_set_response_appearance (dialog, "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "save");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (must_save_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (widget));
}

static void
copy_command_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  g_autoptr (TfSession) session = tf_lab_make_session (self->lab);
  g_autofree char *command = session != NULL ? tf_session_to_command (session) : NULL;

  if (session == NULL)
    return;
  if (command != NULL)
    {
      copy_command (self, command);
      tf_window_toast (self, "Command copied: it makes this run in a terminal");
    }
  else if (self->keeping->path != NULL)
    save (self, SAVE_AND_COPY);
  else
    explain_must_save (self);
}

static void
resume_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tf_window_resume (user_data);
}

/* shared with the other files */

void
tf_window_begin_keeping (TfWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "save-session", .activate = save_activated_cb },
    { .name = "save-session-as", .activate = save_as_activated_cb },
    { .name = "copy-command", .activate = copy_command_activated_cb },
    { .name = "resume", .activate = resume_activated_cb },
  };

  self->keeping = g_new0 (TfKeeping, 1);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (self, "source-changed", G_CALLBACK (source_changed_cb), self, 0);
  g_signal_connect_object (self->lab, "runs-changed", G_CALLBACK (digest_next), self, G_CONNECT_SWAPPED);
  tf_window_begin_autosave (self);
}

void
tf_window_end_keeping (TfWindow *self)
{
  tf_window_end_autosave (self);
  if (self->keeping == NULL)
    return;
  stop_digesting (self->keeping);
  g_free (self->keeping->path);
  g_clear_pointer (&self->keeping, g_free);
}
