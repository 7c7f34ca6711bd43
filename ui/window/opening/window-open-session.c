/* window-open-session.c: from a session to a run: its files, as they are now
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "features-load.h"
#include "window-opening.h"

#define PATIENCE 300 /* milliseconds before it is worth saying what is being waited for */

/* From tf_window_open_session() until the features are fetched. The window's is
 * self->opening; one that finds it is not comes to its end. */
struct _TfOpening
{
  TfWindow     *window; /* borrowed: whoever outlives it has been cancelled before */
  TfSession    *session;
  gboolean      beside;   /* the files in question are those of the second run */
  TfSource     *digested; /* as the files are, while a person is asked about them */
  GFile        *asked;    /* the file in question */
  GCancellable *cancellable;
  GApplication *application; /* lives until the thread is done */
  GtkWidget    *dialog;   /* or NULL */
  gboolean      digesting; /* the thread's callback will come */
  guint         patience;  /* timeout, or 0 */
};

static void check (TfOpening *opening);

static TfSource *
get_source (TfOpening *opening)
{
  return opening->beside ? opening->session->beside_source : opening->session->source;
}

static void
set_source (TfOpening *opening, TfSource *source)
{
  if (opening->beside)
    tf_session_set_beside (opening->session, opening->session->beside, source);
  else
    tf_session_set_source (opening->session, source);
}

static void
opening_free (TfOpening *opening)
{
  g_clear_handle_id (&opening->patience, g_source_remove);
  g_clear_pointer (&opening->session, tf_session_free);
  g_clear_pointer (&opening->digested, tf_source_unref);
  g_clear_object (&opening->asked);
  g_clear_object (&opening->cancellable);
  if (opening->application != NULL)
    g_application_release (opening->application);
  g_clear_object (&opening->application);
  g_free (opening);
}

/* The person would rather not. */
static void
give_up (TfOpening *opening)
{
  TfWindow *self = opening->window;

  self->opening = NULL;
  opening_free (opening);
  tf_window_open_default_at_last (self);
}

static void
go_on (TfOpening *opening, TfSource *source)
{
  TfWindow *self = opening->window;
  TfSession *session;

  set_source (opening, source);
  if (!opening->beside && opening->session->beside_source != NULL)
    {
      opening->beside = TRUE;
      check (opening);
      return;
    }
  session = g_steal_pointer (&opening->session);
  self->opening = NULL;
  opening_free (opening);
  tf_window_fetch (self, session->source, session);
}

static char *
name_of (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);

  return g_filename_display_name (base);
}

/* --- another place --- */

static void
located_cb (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  TfWindow *self = user_data;
  TfOpening *opening = self->opening;
  g_autoptr (GFile) found = NULL;
  g_autoptr (TfSource) moved = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    found = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  g_clear_object (&self->chooser);
  if (opening == NULL || opening->asked == NULL)
    return;
  if (found == NULL)
    {
      give_up (opening);
      return;
    }
  moved = tf_source_new_moved (get_source (opening), opening->asked, found);
  set_source (opening, moved);
  check (opening);
}

static void
locate (TfOpening *opening)
{
  g_autofree char *name = name_of (opening->asked);
  g_autofree char *title = g_strdup_printf ("Where Is “%s”?", name);
  g_autoptr (GFile) folder = g_file_get_parent (opening->asked);
  GtkNativeDialog *chooser;

  if (folder != NULL && !g_file_query_exists (folder, NULL))
    g_clear_object (&folder);
  chooser = tf_window_show_chooser (opening->window, title, GTK_FILE_CHOOSER_ACTION_OPEN, "Features", tf_features_get_suffixes (), folder,
                                    NULL);
  g_signal_connect_object (chooser, "response", G_CALLBACK (located_cb), opening->window, 0);
}

/* --- the questions --- */

static void
response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  TfOpening *opening = TF_WINDOW (user_data)->opening;

  if (opening == NULL || opening->dialog != GTK_WIDGET (dialog))
    return;
  opening->dialog = NULL;
  if (g_strcmp0 (response, "locate") == 0)
    locate (opening);
  else if (g_strcmp0 (response, "open") == 0)
    go_on (opening, opening->digested);
  else
    give_up (opening);
}

static void
ask (TfOpening *opening, GFile *file, const char *heading, const char *body, gboolean may_open)
{
  GtkWidget *widget = adw_message_dialog_new (GTK_WINDOW (opening->window), heading, body);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (widget);

  g_set_object (&opening->asked, file);
  opening->dialog = widget;
  adw_message_dialog_add_response (dialog, "cancel", "_Cancel");
  if (may_open)
    adw_message_dialog_add_response (dialog, "open", "Open _Anyway");
  adw_message_dialog_add_response (dialog, "locate", "_Locate…");
  adw_message_dialog_set_response_appearance (dialog, "locate", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "locate");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), opening->window, 0);
  gtk_window_present (GTK_WINDOW (widget));
}

static void
ask_about_missing (TfOpening *opening, GFile *file)
{
  g_autofree char *name = name_of (file);
  g_autoptr (GFile) parent = g_file_get_parent (file);
  g_autofree char *folder = parent != NULL ? g_file_get_parse_name (parent) : g_strdup ("");
  g_autofree char *heading = g_strdup_printf ("“%s” Is Not Where the Session Says", name);
  g_autofree char *body = g_strdup_printf ("The features of this session were read from it, in %s. "
                                           "If it has been moved or renamed, say where it is now.", folder);

  ask (opening, file, heading, body, FALSE);
}

static void
ask_about_changed (TfOpening *opening, GFile *file)
{
  g_autofree char *name = name_of (file);
  g_autofree char *heading = g_strdup_printf ("“%s” Has Changed", name);
  g_autofree char *body
      = g_strdup ("It holds something else than when the session was saved, so the run will be another one. "
                  "If the old file is somewhere else, say where.");

  ask (opening, file, heading, body, TRUE);
}

static gboolean
waited_cb (gpointer user_data)
{
  TfOpening *opening = user_data;
  TfWindow *self = opening->window;
  g_autofree char *label = g_strdup_printf ("Comparing %s…", tf_source_get_title (get_source (opening)));

  opening->patience = 0;
  gtk_label_set_label (self->loading_label, label);
  gtk_progress_bar_set_fraction (self->loading_progress, 0);
  gtk_revealer_set_reveal_child (self->loading_bar, TRUE);
  return G_SOURCE_REMOVE;
}

/* Also when given up: what was shown while waiting goes, unless something is being read. */
static void
stop_waiting (TfOpening *opening)
{
  g_clear_handle_id (&opening->patience, g_source_remove);
  if (opening->window->loading == NULL)
    gtk_revealer_set_reveal_child (opening->window->loading_bar, FALSE);
}

static void
digested_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  TfOpening *opening = user_data;
  g_autoptr (GError) error = NULL;
  TfSource *digested = tf_source_digest_finish (result, &error);
  GFile *changed;

  opening->digesting = FALSE;
  if (g_cancellable_is_cancelled (opening->cancellable))
    {
      g_clear_pointer (&digested, tf_source_unref);
      opening_free (opening);
      return;
    }
  stop_waiting (opening);
  if (digested == NULL)
    {
      /* The fetch will fail in the same way and say so. */
      go_on (opening, get_source (opening));
      return;
    }
  g_clear_pointer (&opening->digested, tf_source_unref);
  opening->digested = digested;
  changed = tf_source_find_changed (get_source (opening), digested);
  if (changed != NULL)
    ask_about_changed (opening, changed);
  else
    go_on (opening, digested);
}

static void
check (TfOpening *opening)
{
  GFile *missing = tf_source_find_missing (get_source (opening));

  if (missing != NULL)
    {
      ask_about_missing (opening, missing);
      return;
    }
  opening->digesting = TRUE;
  opening->patience = g_timeout_add (PATIENCE, waited_cb, opening);
  tf_source_digest_async (get_source (opening), opening->cancellable, digested_cb, opening);
}

/* shared with the other files */

void
tf_window_cancel_opening (TfWindow *self)
{
  TfOpening *opening = g_steal_pointer (&self->opening);

  if (opening == NULL)
    return;
  g_cancellable_cancel (opening->cancellable);
  g_clear_handle_id (&opening->patience, g_source_remove);
  if (opening->digesting && !gtk_widget_in_destruction (GTK_WIDGET (self)))
    stop_waiting (opening);
  if (opening->dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&opening->dialog)));
  if (!opening->digesting)
    opening_free (opening); /* or the thread's callback will */
}

void
tf_window_make_opening (TfWindow *self)
{
  g_signal_connect_object (self, "fetching", G_CALLBACK (tf_window_cancel_opening), self, 0);
}

/* public */

void
tf_window_open_session (TfWindow *self, TfSession *session)
{
  TfOpening *opening = g_new0 (TfOpening, 1);

  g_return_if_fail (TF_IS_WINDOW (self) && session != NULL);
  tf_window_cancel_opening (self);
  opening->window = self;
  opening->session = session;
  opening->cancellable = g_cancellable_new ();
  if (gtk_window_get_application (GTK_WINDOW (self)) != NULL)
    {
      opening->application = g_object_ref (G_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))));
      g_application_hold (opening->application);
    }
  self->opening = opening;
  check (opening);
}
