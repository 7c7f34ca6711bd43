/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-dialog.h"

#include "figure-size.h"
#include "film-encoder.h"
#include "thread.h"
#include "toasts.h"
#include "views.h"

#define WIDTH 580
#define TOAST_SECONDS 6
#define TELL_EVERY 100 /* milliseconds */
#define LINES 50       /* of text, in a frame's height */

/* What is filmed. */
enum
{
  OF_RUN,
  OF_TURN, /* the camera once around the class means, at the present time */
};

/* What is seen: all three of the run, each of them, or the page of the window. */
enum
{
  SEES_ALL,
  SEES_MEANS,
  SEES_TRACES,
  SEES_GEOMETRY,
  SEES_PAGE,
};

static const struct
{
  const char *name;
  int         width, height;
} sizes[] = {
  { "1280 × 720", 1280, 720 }, { "1920 × 1080", 1920, 1080 }, { "3840 × 2160", 3840, 2160 },
  { "1024 × 768", 1024, 768 }, { "800 × 600", 800, 600 },     { "720 × 720", 720, 720 },
};

static const struct
{
  const char *title, *suffix;
} formats[] = {
  { "WebM, for slides and the web", ".webm" },
  { "GIF", ".gif" },
  { "Animated PNG, without loss", ".png" },
  { "Pictures, one a frame", "-%04d.png" },
};

static const char *const rates[] = { "15", "24", "25", "30", "50", "60" };
#define USUAL_RATE 3

struct _TfFilmDialog
{
  AdwWindow parent_instance;

  TfMoments *moments;
  TfLayers  *layers; /* or NULL */
  TfSession *session;
  const TfView *view; /* of the window's page, or NULL: the run's */

  AdwComboRow    *subject, *seen, *size, *rate, *format;
  GtkSpinButton  *seconds;
  GtkWidget      *rows, *record, *cancel;
  GtkProgressBar *bar;
  TfToasts       *toasts;

  GtkNativeDialog *chooser;
  GCancellable    *cancellable; /* of a recording, or NULL */
  guint            tell;        /* a timeout */
  int             *n_done;      /* of its frames; atomic, shared with its thread */
};

G_DEFINE_FINAL_TYPE (TfFilmDialog, tf_film_dialog, ADW_TYPE_WINDOW)

static void
toast (TfFilmDialog *self, const char *text)
{
  tf_toasts_show (self->toasts, text, NULL, NULL, TOAST_SECONDS);
}

/* --- what it is set to --- */

static void
set_panels (TfFilmDialog *self, TfFigure *figure)
{
  static const char *const ids[] = { [SEES_MEANS] = "means", [SEES_TRACES] = "traces", [SEES_GEOMETRY] = "geometry" };
  guint seen = adw_combo_row_get_selected (self->seen);

  if (seen == SEES_ALL)
    return;
  figure->n_panels = figure->n_columns = 1;
  figure->panels[0] = seen == SEES_PAGE ? self->view : tf_view_find (ids[seen]);
}

void
tf_film_dialog_get_film (TfFilmDialog *self, TfFilm *film)
{
  guint size = adw_combo_row_get_selected (self->size), rate = adw_combo_row_get_selected (self->rate);
  gboolean turns = adw_combo_row_get_selected (self->subject) == OF_TURN;

  *film = (TfFilm){ .dpi = TF_PIXELS_PER_INCH,
                    .seconds = gtk_spin_button_get_value (self->seconds),
                    .fps = g_ascii_strtod (rates[rate], NULL),
                    .turns = turns ? 1 : 0,
                    .stands = turns };
  tf_figure_init (&film->figure);
  set_panels (self, &film->figure);
  tf_figure_size_apply (&(TfFigureSize){ sizes[size].width, sizes[size].height, TF_UNIT_PIXEL }, film->dpi, &film->figure);
  film->figure.text_size = film->figure.height / LINES;
}

/* --- recording --- */

typedef struct
{
  TfFilm     film;
  TfMoments *moments;
  TfLayers  *layers;
  TfSession *session;
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
  g_atomic_rc_box_release (recording->n_done);
  g_free (recording->path);
  g_free (recording);
}

static void
count_cb (guint n_done, guint n, gpointer user_data)
{
  g_atomic_int_set ((int *) user_data, (int) n_done);
}

static void
record_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Recording *recording = task_data;
  g_autoptr (TfSource) digested = tf_source_digest (recording->session->source, cancellable, NULL);
  GError *error = NULL;
  gboolean good;

  /* Files that are gone meanwhile are still in memory, and keep the digest they were known by. */
  if (digested != NULL && tf_source_find_changed (recording->session->source, digested) == NULL)
    tf_session_set_source (recording->session, digested);
  tf_thread_give_way (TF_NICENESS_THEORY);
  good = tf_film_write (&recording->film, recording->moments, recording->layers, recording->session, recording->path, count_cb,
                        recording->n_done, cancellable, &error);
  if (good)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
  tf_thread_end_work ();
}

static void
show_recording (TfFilmDialog *self)
{
  gboolean recording = self->cancellable != NULL;

  gtk_widget_set_sensitive (self->rows, !recording);
  gtk_widget_set_visible (self->record, !recording);
  gtk_widget_set_visible (self->cancel, recording);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), recording);
}

static void
end_recording (TfFilmDialog *self)
{
  g_clear_handle_id (&self->tell, g_source_remove);
  g_clear_pointer (&self->n_done, g_atomic_rc_box_release);
  g_clear_object (&self->cancellable);
}

static void
recorded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  TfFilmDialog *self = TF_FILM_DIALOG (object);
  Recording *recording = g_task_get_task_data (G_TASK (result));
  g_autofree char *name = g_filename_display_basename (recording->path), *said = NULL;
  g_autoptr (GError) error = NULL;

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable || self->toasts == NULL)
    return;
  if (g_task_propagate_boolean (G_TASK (result), &error))
    said = g_strdup_printf ("%s is written", name);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    said = g_strdup_printf ("%s: %s", name, error->message);
  end_recording (self);
  show_recording (self);
  toast (self, said != NULL ? said : "The film was given up");
}

static gboolean
tell_cb (gpointer user_data)
{
  TfFilmDialog *self = user_data;
  TfFilm film;
  guint n_done = (guint) g_atomic_int_get (self->n_done), n;
  g_autofree char *text = NULL;

  tf_film_dialog_get_film (self, &film);
  n = tf_film_get_n_frames (&film);
  tf_figure_clear (&film.figure);
  text = n_done > 0 ? g_strdup_printf ("Frame %u of %u", n_done, n) : g_strdup ("The run is followed again…");
  gtk_progress_bar_set_fraction (self->bar, (double) n_done / n);
  gtk_progress_bar_set_text (self->bar, text);
  return G_SOURCE_CONTINUE;
}

void
tf_film_dialog_record (TfFilmDialog *self, const char *path)
{
  Recording *recording;
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (TF_IS_FILM_DIALOG (self) && self->cancellable == NULL);
  if (!tf_film_check_name (path, &error) || !tf_source_check_output (self->session->source, path, &error))
    {
      toast (self, error->message);
      return;
    }
  recording = g_new0 (Recording, 1);
  tf_film_dialog_get_film (self, &recording->film);
  recording->moments = tf_moments_ref (self->moments);
  recording->layers = self->layers != NULL ? tf_layers_ref (self->layers) : NULL;
  recording->session = tf_session_copy (self->session);
  recording->path = g_strdup (path);
  self->n_done = g_atomic_rc_box_new0 (int);
  recording->n_done = g_atomic_rc_box_acquire (self->n_done);
  self->cancellable = g_cancellable_new ();
  self->tell = g_timeout_add (TELL_EVERY, tell_cb, self);
  tell_cb (self);
  show_recording (self);
  task = g_task_new (self, self->cancellable, recorded_cb, NULL);
  g_task_set_return_on_cancel (task, FALSE);
  g_task_set_task_data (task, recording, recording_free);
  tf_thread_begin_work (); /* the thread ends it */
  g_task_run_in_thread (task, record_thread);
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

static char *
suggest_name (TfFilmDialog *self)
{
  g_autofree char *stem = g_strdup (self->moments->name);
  char *dot = strrchr (stem, '.');

  if (dot != NULL && dot != stem)
    *dot = '\0';
  return g_strconcat (stem, formats[adw_combo_row_get_selected (self->format)].suffix, NULL);
}

static void
record_clicked_cb (TfFilmDialog *self)
{
  const char *suffix = formats[adw_combo_row_get_selected (self->format)].suffix;
  g_autofree char *name = suggest_name (self);
  g_autoptr (GError) error = NULL;
  GtkFileChooserNative *chooser;

  if (tf_encoder_knows (suffix) && !tf_encoder_is_there (&error))
    {
      toast (self, error->message);
      return;
    }
  chooser = gtk_file_chooser_native_new ("Record", GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, "_Record", "_Cancel");
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (self->chooser);
  g_clear_object (&self->chooser);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  self->chooser = GTK_NATIVE_DIALOG (chooser);
  gtk_native_dialog_set_modal (self->chooser, TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (response_cb), self, 0);
  gtk_native_dialog_show (self->chooser);
}

/* --- the window --- */

static AdwComboRow *
add_combo (AdwPreferencesGroup *group, const char *title, const char *const *names, guint selected)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (names);
  GtkWidget *row = g_object_new (ADW_TYPE_COMBO_ROW, "title", title, "model", list, "selected", selected, NULL);

  adw_preferences_group_add (group, row);
  return ADW_COMBO_ROW (row);
}

static void
add_seconds (TfFilmDialog *self, AdwPreferencesGroup *group)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", "Length", "subtitle", "Seconds", NULL);

  self->seconds = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (1, 600, 1));
  gtk_spin_button_set_value (self->seconds, 10);
  gtk_widget_set_valign (GTK_WIDGET (self->seconds), GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (self->seconds));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), GTK_WIDGET (self->seconds));
  adw_preferences_group_add (group, row);
}

static void
add_rows (TfFilmDialog *self, AdwPreferencesGroup *group)
{
  static const char *const subjects[] = { "The run until now", "Once around the class means", NULL };
  static const char *const plain[] = { "Class means, traces and geometry", "Class means", "Traces", "Geometry", NULL };
  const char *with_page[] = { plain[0], plain[1], plain[2], plain[3], self->view != NULL ? self->view->title : NULL, NULL };
  const char *of_size[G_N_ELEMENTS (sizes) + 1] = { NULL }, *of_rate[G_N_ELEMENTS (rates) + 1] = { NULL };
  const char *of_format[G_N_ELEMENTS (formats) + 1] = { NULL };
  gboolean has_page = self->view != NULL;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    of_size[i] = sizes[i].name;
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    of_rate[i] = rates[i];
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    of_format[i] = formats[i].title;
  self->subject = add_combo (group, "What", subjects, OF_RUN);
  self->seen = add_combo (group, "Seen In", has_page ? with_page : plain, has_page ? SEES_PAGE : SEES_ALL);
  self->size = add_combo (group, "Size in Pixels", of_size, 0);
  self->rate = add_combo (group, "Frames a Second", of_rate, USUAL_RATE);
  add_seconds (self, group);
  self->format = add_combo (group, "File", of_format, 0);
}

/* Around the class means nothing else moves. */
static void
subject_changed_cb (TfFilmDialog *self)
{
  if (adw_combo_row_get_selected (self->subject) == OF_TURN)
    adw_combo_row_set_selected (self->seen, SEES_MEANS);
}

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

/* A recording holds a reference to the dialog: one that is closed is not disposed of before it has ended. */
static void
tf_film_dialog_unrealize (GtkWidget *widget)
{
  tf_film_dialog_cancel (TF_FILM_DIALOG (widget));
  end_recording (TF_FILM_DIALOG (widget));
  GTK_WIDGET_CLASS (tf_film_dialog_parent_class)->unrealize (widget);
}

static void
tf_film_dialog_dispose (GObject *object)
{
  TfFilmDialog *self = TF_FILM_DIALOG (object);

  tf_film_dialog_cancel (self);
  end_recording (self);
  self->toasts = NULL;
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (self->chooser);
  g_clear_object (&self->chooser);
  g_clear_pointer (&self->session, tf_session_free);
  g_clear_pointer (&self->layers, tf_layers_unref);
  g_clear_pointer (&self->moments, tf_moments_unref);
  G_OBJECT_CLASS (tf_film_dialog_parent_class)->dispose (object);
}

static void
tf_film_dialog_class_init (TfFilmDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tf_film_dialog_dispose;
  GTK_WIDGET_CLASS (klass)->unrealize = tf_film_dialog_unrealize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tf_film_dialog_init (TfFilmDialog *self)
{
  gtk_window_set_title (GTK_WINDOW (self), "Record a Film");
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, -1);
}

static void
fill (TfFilmDialog *self)
{
  GtkWidget *whole = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *overlay = gtk_overlay_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->rows = adw_preferences_group_new ();
  self->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  self->toasts = TF_TOASTS (tf_toasts_new ());
  add_rows (self, ADW_PREFERENCES_GROUP (self->rows));
  gtk_progress_bar_set_show_text (self->bar, TRUE);
  gtk_box_append (GTK_BOX (box), self->rows);
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
  g_signal_connect_swapped (self->subject, "notify::selected", G_CALLBACK (subject_changed_cb), self);
  show_recording (self);
}

/* public */

TfFilmDialog *
tf_film_dialog_new (GtkWindow *parent, TfMoments *moments, TfLayers *layers, TfSession *session, const TfView *view)
{
  TfFilmDialog *self = g_object_new (TF_TYPE_FILM_DIALOG, "transient-for", parent, "modal", TRUE, NULL);

  self->moments = tf_moments_ref (moments);
  self->layers = layers != NULL ? tf_layers_ref (layers) : NULL;
  self->session = session;
  self->view = view;
  fill (self);
  return self;
}

void
tf_film_dialog_set_length (TfFilmDialog *self, double seconds)
{
  g_return_if_fail (TF_IS_FILM_DIALOG (self));
  gtk_spin_button_set_value (self->seconds, seconds);
}

gboolean
tf_film_dialog_is_recording (TfFilmDialog *self)
{
  g_return_val_if_fail (TF_IS_FILM_DIALOG (self), FALSE);
  return self->cancellable != NULL;
}

void
tf_film_dialog_cancel (TfFilmDialog *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}
