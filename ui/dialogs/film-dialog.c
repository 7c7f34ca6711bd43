/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-dialog.h"

#include "chooser.h"
#include "dialog-work.h"
#include "film-encoder.h"
#include "film-lesson.h"
#include "thread.h"
#include "toasts.h"

#define WIDTH 580
#define TOAST_SECONDS 6
#define TELL_EVERY 100 /* milliseconds */

struct _TfFilmDialog
{
  AdwWindow parent_instance;

  TfMoments *moments;
  TfLayers  *layers; /* or NULL */
  TfSession *session;
  TfLesson  *lesson; /* or NULL */

  TfFilmForm     *form;
  GtkWidget      *record, *cancel;
  GtkProgressBar *bar;
  TfToasts       *toasts;

  GtkNativeDialog *chooser;
  TfDialogWork     recording;
  guint            tell;   /* a timeout */
  int             *n_done; /* of its frames, and behind it how many there will be; atomic, shared with its thread */
};

G_DEFINE_FINAL_TYPE (TfFilmDialog, tf_film_dialog, ADW_TYPE_WINDOW)

static void
toast (TfFilmDialog *self, const char *text)
{
  tf_toasts_show (self->toasts, text, NULL, NULL, TOAST_SECONDS);
}

/* --- recording --- */

typedef struct
{
  TfFilm     film;
  TfMoments *moments;
  TfLayers  *layers;
  TfSession *session;
  TfLesson  *lesson; /* in place of the run, or NULL */
  char      *path;
  int       *n_done;
} Recording;

static void
recording_free (gpointer data)
{
  Recording *recording = data;

  tf_figure_clear (&recording->film.figure);
  tf_moments_unref (recording->moments);
  g_clear_pointer (&recording->layers, tf_layers_unref);
  tf_session_free (recording->session);
  g_clear_pointer (&recording->lesson, tf_lesson_unref);
  g_atomic_rc_box_release (recording->n_done);
  g_free (recording->path);
  g_free (recording);
}

static void
count_cb (guint n_done, guint n, gpointer user_data)
{
  g_atomic_int_set ((int *) user_data + 1, (int) n);
  g_atomic_int_set ((int *) user_data, (int) n_done);
}

static TfReel *
make_reel (Recording *recording, GCancellable *cancellable, GError **error)
{
  const TfFilm *film = &recording->film;

  if (recording->lesson != NULL)
    return tf_film_make_lesson_reel (recording->lesson, &film->figure, film->dpi, film->fps, cancellable, error);
  return tf_film_make_reel (film, recording->moments, recording->layers, recording->session, cancellable, error);
}

static void
record_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Recording *recording = task_data;
  g_autoptr (TfSource) digested = tf_source_digest (recording->session->source, cancellable, NULL);
  g_autoptr (TfReel) reel = NULL;
  GError *error = NULL;

  /* Files that are gone meanwhile are still in memory, and keep the digest they were known by. */
  if (digested != NULL && tf_source_find_changed (recording->session->source, digested) == NULL)
    tf_session_set_source (recording->session, digested);
  tf_thread_give_way (TF_NICENESS_THEORY);
  reel = make_reel (recording, cancellable, &error);
  if (reel != NULL && tf_reel_write (reel, recording->path, count_cb, recording->n_done, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
show_recording (TfFilmDialog *self)
{
  gboolean recording = tf_dialog_work_is_going (&self->recording);

  gtk_widget_set_sensitive (GTK_WIDGET (self->form), !recording);
  gtk_widget_set_visible (self->record, !recording);
  gtk_widget_set_visible (self->cancel, recording);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), recording);
  /* What had the keys is hidden or greyed. */
  gtk_widget_grab_focus (recording ? self->cancel : self->record);
}

static void
end_telling (TfFilmDialog *self)
{
  g_clear_handle_id (&self->tell, g_source_remove);
  g_clear_pointer (&self->n_done, g_atomic_rc_box_release);
}

static void
recorded (GtkWidget *dialog, GAsyncResult *result)
{
  TfFilmDialog *self = TF_FILM_DIALOG (dialog);
  Recording *recording = g_task_get_task_data (G_TASK (result));
  g_autofree char *name = g_filename_display_basename (recording->path), *said = NULL;
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    said = g_strdup_printf ("%s is written", name);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    said = g_strdup_printf ("%s: %s", name, error->message);
  end_telling (self);
  show_recording (self);
  toast (self, said != NULL ? said : "The film was given up");
}

static gboolean
tell_cb (gpointer user_data)
{
  TfFilmDialog *self = user_data;
  int n_done = g_atomic_int_get (self->n_done), n = g_atomic_int_get (self->n_done + 1);
  g_autofree char *text = n_done > 0 ? g_strdup_printf ("Frame %d of %d", n_done, n) : g_strdup ("The run is followed again…");

  gtk_progress_bar_set_fraction (self->bar, (double) n_done / MAX (n, 1));
  gtk_progress_bar_set_text (self->bar, text);
  return G_SOURCE_CONTINUE;
}

void
tf_film_dialog_record (TfFilmDialog *self, const char *path)
{
  Recording *recording;
  TfFilm film;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (TF_IS_FILM_DIALOG (self) && !tf_dialog_work_is_going (&self->recording));
  if (!tf_film_check_name (path, &error) || !tf_source_check_output (self->session->source, path, &error)
      || !tf_film_form_get_film (self->form, &film, &error))
    {
      toast (self, error->message);
      return;
    }
  recording = g_new0 (Recording, 1);
  recording->film = film;
  if (tf_film_form_get_subject (self->form) == TF_FILM_OF_LESSON)
    recording->lesson = tf_lesson_ref (self->lesson);
  recording->moments = tf_moments_ref (self->moments);
  recording->layers = self->layers != NULL ? tf_layers_ref (self->layers) : NULL;
  recording->session = tf_session_copy (self->session);
  recording->path = g_strdup (path);
  self->n_done = g_atomic_rc_box_alloc0 (2 * sizeof (int));
  recording->n_done = g_atomic_rc_box_acquire (self->n_done);
  self->tell = g_timeout_add (TELL_EVERY, tell_cb, self);
  tell_cb (self);
  tf_dialog_work_begin (&self->recording, record_thread, recording, recording_free);
  show_recording (self);
}

/* --- the file --- */

static void
response_cb (GtkNativeDialog *chooser, int response, TfFilmDialog *self)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;

  if (file != NULL && g_file_peek_path (file) != NULL)
    tf_film_dialog_record (self, g_file_peek_path (file));
  else if (file != NULL)
    toast (self, "The film can only be written to a folder of this computer");
  g_clear_object (&self->chooser);
}

static void
record_clicked_cb (TfFilmDialog *self)
{
  const char *suffix = tf_film_form_get_suffix (self->form);
  g_autofree char *name = tf_chooser_suggest_name (self->moments->name, suffix);
  const TfChooserWish wish = { .title = "Record", .accept = "_Record", .action = GTK_FILE_CHOOSER_ACTION_SAVE, .name = name };
  g_autoptr (GError) error = NULL;

  if (tf_encoder_knows (suffix) && !tf_encoder_is_there (&error))
    {
      toast (self, error->message);
      return;
    }
  tf_chooser_show (&self->chooser, GTK_WINDOW (self), &wish);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (response_cb), self, 0);
}

/* --- the window --- */

static GtkWidget *
make_header (TfFilmDialog *self)
{
  GtkWidget *header = adw_header_bar_new ();

  self->record = gtk_button_new_with_mnemonic ("_Record…");
  gtk_widget_add_css_class (self->record, "suggested-action");
  self->cancel = gtk_button_new_with_mnemonic ("_Give Up");
  gtk_widget_set_tooltip_text (self->cancel, "Stop, and leave no file behind");
  g_signal_connect_swapped (self->record, "clicked", G_CALLBACK (record_clicked_cb), self);
  g_signal_connect_swapped (self->cancel, "clicked", G_CALLBACK (tf_film_dialog_cancel), self);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->record);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->cancel);
  return header;
}

static void
tf_film_dialog_dispose (GObject *object)
{
  TfFilmDialog *self = TF_FILM_DIALOG (object);

  tf_dialog_work_stop (&self->recording);
  end_telling (self);
  tf_chooser_close (&self->chooser);
  g_clear_pointer (&self->session, tf_session_free);
  g_clear_pointer (&self->lesson, tf_lesson_unref);
  g_clear_pointer (&self->layers, tf_layers_unref);
  g_clear_pointer (&self->moments, tf_moments_unref);
  G_OBJECT_CLASS (tf_film_dialog_parent_class)->dispose (object);
}

static void
tf_film_dialog_class_init (TfFilmDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tf_film_dialog_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tf_film_dialog_init (TfFilmDialog *self)
{
  tf_dialog_work_init (&self->recording, GTK_WIDGET (self), recorded);
  gtk_window_set_title (GTK_WINDOW (self), "Record a Film");
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, -1);
}

static void
fill (TfFilmDialog *self, const TfView *view)
{
  GtkWidget *whole = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *overlay = gtk_overlay_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->form = TF_FILM_FORM (tf_film_form_new (view, self->lesson != NULL,
                                               tf_course_get_parameters (self->session->course, &self->session->at)));
  self->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  self->toasts = TF_TOASTS (tf_toasts_new ());
  gtk_progress_bar_set_show_text (self->bar, TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->form));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->bar));
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_widget_set_margin_top (box, 18);
  gtk_widget_set_margin_bottom (box, 24);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), box);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), GTK_WIDGET (self->toasts));
  gtk_box_append (GTK_BOX (whole), make_header (self));
  gtk_box_append (GTK_BOX (whole), overlay);
  adw_window_set_content (ADW_WINDOW (self), whole);
  show_recording (self);
}

/* public */

TfFilmDialog *
tf_film_dialog_new (GtkWindow *parent, TfMoments *moments, TfLayers *layers, TfSession *session, TfLesson *lesson,
                    const TfView *view)
{
  TfFilmDialog *self = g_object_new (TF_TYPE_FILM_DIALOG, "transient-for", parent, "modal", TRUE, NULL);

  self->moments = tf_moments_ref (moments);
  self->layers = layers != NULL ? tf_layers_ref (layers) : NULL;
  self->session = session;
  self->lesson = lesson != NULL ? tf_lesson_ref (lesson) : NULL;
  fill (self, view);
  return self;
}

TfFilmForm *
tf_film_dialog_get_form (TfFilmDialog *self)
{
  g_return_val_if_fail (TF_IS_FILM_DIALOG (self), NULL);
  return self->form;
}

gboolean
tf_film_dialog_is_recording (TfFilmDialog *self)
{
  g_return_val_if_fail (TF_IS_FILM_DIALOG (self), FALSE);
  return tf_dialog_work_is_going (&self->recording);
}

void
tf_film_dialog_cancel (TfFilmDialog *self)
{
  g_return_if_fail (TF_IS_FILM_DIALOG (self));
  tf_dialog_work_cancel (&self->recording);
}
