/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window-private.h"

#include "features-load.h"
#include "input.h"
#include "number-format.h"
#include "projector.h"
#include "series-files.h"
#include "figure-session.h"

#define PROGRESS_INTERVAL 100 /* milliseconds */
#define NOTICE_SECONDS 10 /* to read it and decide */
#define PATIENCE 300          /* milliseconds before a progress bar is worth showing */

/* One fetch. The window's newest is self->loading; an older one finds that it
 * is not, and drops what it brings. It holds the application, so that a process
 * whose last window was closed lets the thread come to its end. */
struct _TfLoading
{
  TfSource     *source;
  TfSession    *session; /* to be restored, or NULL */
  GCancellable *cancellable;
  GApplication *application;
  gint64        started;
  guint         timeout;
  int           permille; /* atomic */
};

static void
loading_free (TfLoading *loading)
{
  g_clear_handle_id (&loading->timeout, g_source_remove);
  if (loading->application != NULL)
    g_application_release (loading->application);
  g_clear_object (&loading->application);
  g_object_unref (loading->cancellable);
  tf_source_unref (loading->source);
  g_clear_pointer (&loading->session, tf_session_free);
  g_free (loading);
}

static void
show_loading (TfWindow *self)
{
  gboolean shown = FALSE;

  if (self->loading != NULL)
    {
      gint64 waited = (g_get_monotonic_time () - self->loading->started) / 1000;

      shown = waited >= PATIENCE || gtk_revealer_get_reveal_child (self->loading_bar);
      gtk_progress_bar_set_fraction (self->loading_progress, g_atomic_int_get (&self->loading->permille) / 1000.0);
    }
  gtk_revealer_set_reveal_child (self->loading_bar, shown);
}

static gboolean
progress_timeout_cb (gpointer user_data)
{
  show_loading (user_data);
  return G_SOURCE_CONTINUE;
}

/* labels_from: where a file's labels were found, or NULL. */
static void
show_title (TfWindow *self, const char *labels_from)
{
  const TfMoments *m = tf_lab_get_moments (self->lab);
  g_autofree char *n_samples = tf_format_count (m->n_samples);
  g_autofree char *sizes = g_strdup_printf ("K = %u, N = %s, d = %u", m->n_classes, n_samples, m->dim);
  g_autofree char *subtitle
      = labels_from != NULL ? g_strdup_printf ("%s · labels from %s, %u feature%s", sizes, labels_from, m->dim, m->dim > 1 ? "s" : "")
                            : g_strdup (sizes);
  g_autofree char *title = g_strdup_printf ("%s – Tightframe", m->name);
  const char *name = tf_source_get_synthetic (tf_lab_get_source (self->lab)) != NULL ? m->name : tf_source_get_title (tf_lab_get_source (self->lab));

  adw_window_title_set_title (self->title, name);
  adw_window_title_set_subtitle (self->title, subtitle);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), subtitle); /* a long one is cut short */
  gtk_window_set_title (GTK_WINDOW (self), title);
}

/* What the reader of a file did; another way to read it is at hand there. */
static void
show_notice (TfWindow *self, const char *notice)
{
  if (tf_source_get_synthetic (tf_lab_get_source (self->lab)) == NULL)
    tf_toasts_show (self->toasts, notice, "_Columns and Classes…", "win.columns", NOTICE_SECONDS);
  else
    tf_window_toast (self, notice);
}

static void
show_source (TfWindow *self, TfSession *session, const char *labels_from)
{
  tf_features_panel_set_current (self->features_panel, tf_lab_get_source (self->lab));
  tf_window_source_changed (self, session);
  show_title (self, labels_from);
}

/* listing: taken, or NULL. */
static void
keep_listing (TfWindow *self, GPtrArray *listing)
{
  g_clear_pointer (&self->listing, g_ptr_array_unref);
  self->listing = listing;
}

static void
take (TfWindow *self, TfSource *source, TfSession *session, TfFetched *fetched)
{
  tf_window_close_series (self);
  tf_means_view_set_keeps_scale (self->means_view, FALSE);
  keep_listing (self, g_steal_pointer (&fetched->listing));
  tf_lab_take_features (self->lab, source, fetched->moments, g_steal_pointer (&fetched->layers), session);
  show_source (self, session, fetched->labels_from);
  if (fetched->notice != NULL)
    show_notice (self, fetched->notice);
}

void
tf_window_show_features (TfWindow *self, TfSource *source, TfMoments *moments, const char *subtitle)
{
  g_autofree char *text = g_strdup_printf ("%s · K = %u, N = %" G_GSIZE_FORMAT ", d = %u", subtitle, moments->n_classes,
                                           moments->n_samples, moments->dim);

  keep_listing (self, NULL);
  tf_lab_exchange_features (self->lab, source, moments);
  tf_means_view_set_keeps_scale (self->means_view, TRUE);
  show_source (self, NULL, NULL);
  adw_window_title_set_subtitle (self->title, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), text);
  tf_window_update_actions (self);
}

static void
features_changed_cb (TfWindow *self)
{
  tf_parameters_panel_set_has_weights (self->parameters_panel, tf_lab_get_moments (self->lab)->weights != NULL);
}

/* Sentences begin small, as they follow a file's name elsewhere. */
static char *
capitalize (const char *sentence)
{
  char first[7] = { 0 };

  g_unichar_to_utf8 (g_unichar_toupper (g_utf8_get_char (sentence)), first);
  return g_strconcat (first, g_utf8_next_char (sentence), g_str_has_suffix (sentence, ".") ? "" : ".", NULL);
}

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *const *suffixes)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  if (suffixes == NULL)
    gtk_file_filter_add_pattern (filter, "*");
  for (; suffixes != NULL && *suffixes != NULL; suffixes++)
    gtk_file_filter_add_suffix (filter, *suffixes);
  gtk_file_chooser_add_filter (chooser, filter);
}

GtkNativeDialog *
tf_window_show_chooser (TfWindow            *self,
                        const char          *title,
                        GtkFileChooserAction action,
                        const char          *filter,
                        const char *const   *suffixes,
                        GFile               *folder,
                        const char          *name)
{
  const char *accept = action == GTK_FILE_CHOOSER_ACTION_SAVE ? "_Save" : "_Open";
  GtkFileChooserNative *chooser;

  if (self->chooser != NULL)
    {
      gtk_native_dialog_destroy (self->chooser);
      g_clear_object (&self->chooser);
    }
  chooser = gtk_file_chooser_native_new (title, GTK_WINDOW (self), action, accept, "_Cancel");
  add_filter (GTK_FILE_CHOOSER (chooser), filter, suffixes);
  add_filter (GTK_FILE_CHOOSER (chooser), "All files", NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  /* Before it is shown: it would give up listing the other folder, and say so. */
  if (folder != NULL)
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), folder, NULL);
  if (name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  self->chooser = GTK_NATIVE_DIALOG (chooser);
  gtk_native_dialog_show (self->chooser);
  return self->chooser;
}

/* In a dialog: what was not opened must not vanish by itself. */
static void
explain_failure (TfWindow *self, TfSource *source, const TfFetched *fetched, const char *sentence)
{
  const char *title = fetched->culprit != NULL ? fetched->culprit : tf_source_get_title (source);
  g_autofree char *heading = g_strdup_printf ("“%s” Was Not Opened", title);
  g_autofree char *body = capitalize (sentence);

  tf_window_explain_reading (self, source, heading, body, fetched);
}

static void
fetched_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  TfWindow *self = TF_WINDOW (object);
  TfLoading *loading = user_data;
  g_auto (TfFetched) fetched = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean good = tf_source_fetch_finish (result, &fetched, &error);

  if (loading == self->loading && self->lab != NULL)
    {
      self->loading = NULL;
      show_loading (self);
      if (good)
        take (self, loading->source, loading->session, &fetched);
      else
        {
          explain_failure (self, loading->source, &fetched, error->message);
          if (tf_lab_get_source (self->lab) != NULL)
            tf_features_panel_set_current (self->features_panel, tf_lab_get_source (self->lab));
          else
            tf_window_open_default (self);
        }
      tf_window_update_actions (self);
    }
  loading_free (loading);
}

static void
chooser_response_cb (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  TfWindow *self = user_data;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GListModel) chosen = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));
      g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

      for (guint i = 0; i < g_list_model_get_n_items (chosen); i++)
        g_ptr_array_add (files, g_list_model_get_item (chosen, i));
      if (files->len > 0)
        tf_window_open_files (self, (GFile *const *) files->pdata, files->len);
    }
  g_clear_object (&self->chooser);
}

static gboolean
files_dropped_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer user_data)
{
  TfWindow *self = user_data;
  g_autoptr (GPtrArray) files = g_ptr_array_new ();

  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    for (GSList *l = g_value_get_boxed (value); l != NULL; l = l->next)
      g_ptr_array_add (files, l->data);
  else if (G_VALUE_HOLDS (value, G_TYPE_FILE))
    g_ptr_array_add (files, g_value_get_object (value));
  if (files->len == 0)
    return FALSE;

  if (files->len == 1 && tf_window_ask_held_out (self, files->pdata[0]))
    return TRUE;
  tf_window_open_files (self, (GFile *const *) files->pdata, files->len);
  return TRUE;
}

/* shared with the other files */

void
tf_window_make_files (TfWindow *self)
{
  GType types[] = { GDK_TYPE_FILE_LIST, G_TYPE_FILE };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect (target, "drop", G_CALLBACK (files_dropped_cb), self);
  gtk_widget_add_controller (self->overlay, GTK_EVENT_CONTROLLER (target));
  g_signal_connect_object (self->lab, "features-changed", G_CALLBACK (features_changed_cb), self, G_CONNECT_SWAPPED);
}

void
tf_window_choose_file (TfWindow *self)
{
  static const char *const others[] = { "tightframe", "md", "svg", "pdf", "png", NULL };
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();
  g_auto (GStrv) suffixes = NULL;
  GtkNativeDialog *chooser;

  g_strv_builder_addv (list, (const char **) tf_features_get_suffixes ());
  g_strv_builder_addv (list, (const char **) others);
  suffixes = g_strv_builder_end (list);
  chooser = tf_window_show_chooser (self, "Open", GTK_FILE_CHOOSER_ACTION_OPEN, "Features, sessions, lessons and figures",
                                    (const char *const *) suffixes, NULL, NULL);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chooser_response_cb), self, 0);
}

void
tf_window_cancel_loading (TfWindow *self)
{
  TfLoading *loading = g_steal_pointer (&self->loading);

  if (loading == NULL)
    return;
  g_clear_handle_id (&loading->timeout, g_source_remove);
  g_cancellable_cancel (loading->cancellable);
  if (self->lab == NULL || gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  show_loading (self);
  if (tf_lab_get_source (self->lab) != NULL)
    tf_features_panel_set_current (self->features_panel, tf_lab_get_source (self->lab));
  tf_window_update_actions (self);
}

void
tf_window_fetch (TfWindow *self, TfSource *source, TfSession *session)
{
  TfLoading *loading;
  g_autofree char *label = g_strdup_printf ("Reading %s…", tf_source_get_title (source));

  tf_source_ref (source); /* giving up an older fetch may drop the panel's */
  tf_window_cancel_opening (self);
  tf_window_cancel_loading (self);
  loading = g_new0 (TfLoading, 1);
  loading->source = source;
  loading->session = session;
  loading->cancellable = g_cancellable_new ();
  loading->started = g_get_monotonic_time ();
  loading->timeout = g_timeout_add (PROGRESS_INTERVAL, progress_timeout_cb, self);
  if (gtk_window_get_application (GTK_WINDOW (self)) != NULL)
    {
      loading->application = g_object_ref (G_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))));
      g_application_hold (loading->application);
    }
  self->loading = loading;
  gtk_label_set_label (self->loading_label, label);
  show_loading (self);
  tf_window_update_actions (self);
  tf_source_fetch_async (source, G_OBJECT (self), &loading->permille, loading->cancellable, fetched_cb, loading);
}

/* public */

void
tf_window_open (TfWindow *self, TfSource *source)
{
  g_return_if_fail (TF_IS_WINDOW (self));
  tf_window_fetch (self, source, NULL);
}

/* A folder is watched as epochs, unless its names say variants. */
static TfSeriesKind
guess_folder (const char *folder)
{
  g_auto (GStrv) paths = tf_series_list_folder (folder);
  gboolean variants = g_strv_length (paths) > 1 && tf_series_guess ((const char *const *) paths) == TF_SERIES_VARIANTS;

  return variants ? TF_SERIES_VARIANTS : TF_SERIES_EPOCHS;
}

/* The paths of a folder, or of several files, and what they are; NULL where one is not on this machine, or it is one file. */
static char **
find_several (GFile *const *files, guint n_files, TfSeriesKind *kind)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  gboolean has_folder = FALSE;

  for (guint i = 0; i < n_files; i++)
    {
      char *path = g_file_get_path (files[i]);

      if (path == NULL)
        return NULL;
      has_folder = has_folder || g_file_test (path, G_FILE_TEST_IS_DIR);
      g_ptr_array_add (paths, path);
    }
  g_ptr_array_add (paths, NULL);
  if (!has_folder && n_files < 2)
    return NULL;
  *kind = n_files == 1 ? guess_folder (paths->pdata[0]) : has_folder ? TF_SERIES_EPOCHS : tf_series_guess ((const char *const *) paths->pdata);
  return (char **) g_ptr_array_free (g_steal_pointer (&paths), FALSE);
}

void
tf_window_open_layers (TfWindow *self, GFile *const *files, guint n_files)
{
  g_autoptr (TfSource) source = tf_source_new_files (files, n_files);

  tf_window_open (self, source);
}

static gboolean
is_lesson (const char *path)
{
  char start[64];
  gssize length = tf_input_read_start (path, start, sizeof start);

  return length > 0 && tf_lesson_is_text (start, length);
}

static void
open_lesson (TfWindow *self, TfSource *source, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TfLesson) lesson = tf_lesson_load (path, &error);

  if (lesson != NULL)
    {
      tf_window_teach (self, lesson);
      return;
    }
  explain_failure (self, source, &(TfFetched){ 0 }, error->message);
  if (tf_lab_get_source (self->lab) == NULL && self->loading == NULL)
    tf_window_open_default (self);
}

/* A folder of TensorBoard's projector, or its tensors, with their labels; NULL: it is something else. */
static TfSource *
find_projector (const char *path)
{
  g_autofree char *within = tf_projector_find_tensors (path);
  g_autofree char *labels_path = tf_projector_find_labels (within != NULL ? within : path);
  g_autoptr (GFile) tensors = labels_path != NULL ? g_file_new_for_path (within != NULL ? within : path) : NULL;
  g_autoptr (GFile) labels = labels_path != NULL ? g_file_new_for_path (labels_path) : NULL;

  return labels != NULL ? tf_source_new_file (tensors, labels) : NULL;
}

void
tf_window_open_files (TfWindow *self, GFile *const *files, guint n_files)
{
  TfSeriesKind kind = TF_SERIES_LAYERS;
  g_auto (GStrv) several = find_several (files, n_files, &kind);
  const char *path = g_file_peek_path (files[0]);
  g_autoptr (TfSource) source = tf_source_new_files (files, n_files);
  g_autoptr (TfSource) projector = n_files == 1 && path != NULL ? find_projector (path) : NULL;
  g_autoptr (GError) error = NULL;
  TfSession *session;

  g_return_if_fail (TF_IS_WINDOW (self));
  if (projector != NULL)
    {
      tf_window_open (self, projector);
      return;
    }
  if (n_files == 1 && path != NULL && is_lesson (path))
    {
      open_lesson (self, source, path);
      return;
    }
  if (several != NULL && (n_files == 1 || tf_source_get_n_layers (source) > 0))
    {
      tf_window_open_several (self, (const char *const *) several, kind);
      return;
    }
  if (tf_source_get_n_layers (source) > 0 || path == NULL || !tf_session_file_recognize (path))
    {
      tf_window_open (self, source);
      return;
    }
  session = tf_session_file_load (path, &error);
  if (session != NULL)
    {
      tf_window_open_session (self, session);
      return;
    }
  explain_failure (self, source, &(TfFetched){ 0 }, error->message);
  if (tf_lab_get_source (self->lab) == NULL && self->loading == NULL)
    tf_window_open_default (self);
}

void
tf_window_open_default (TfWindow *self)
{
  g_autoptr (TfSource) source = tf_source_new_synthetic (&TF_SYNTHETIC_DEFAULT);

  g_return_if_fail (TF_IS_WINDOW (self));
  tf_window_open (self, source);
}
