/* window-fetch.c: features are read in the background, and take the place of those that are shown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "number-format.h"
#include "source-names.h"
#include "window-opening.h"

#define PROGRESS_INTERVAL 100 /* milliseconds */
#define NOTICE_SECONDS 10 /* to read it and decide */
#define PATIENCE 300          /* milliseconds before a progress bar is worth showing */

/* One fetch. The window's newest is self->loading; an older one finds that it
 * is not, and drops what it brings. It holds the application, so that a process
 * whose last window was closed lets the thread come to its end. */
struct _TfLoading
{
  TfSource     *source;
  gboolean      beside;  /* for the second run */
  TfSession    *session; /* to be restored, or NULL */
  TfFetched     first;   /* of a session whose second run has features of its own, which are being read then */
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
  tf_fetched_clear (&loading->first);
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

static const char *
name_of_run (TfWindow *self, guint run)
{
  const TfLabFeatures *features = tf_lab_get_features_of (self->lab, run);

  return tf_source_get_synthetic (features->source) != NULL ? features->moments->name : tf_source_get_title (features->source);
}

/* "wd5e-4/epoch_10.npz": of two trainings all files have the same names. Caller frees. */
static char *
name_beside_other (TfWindow *self, guint run)
{
  TfSource *other = tf_lab_get_features_of (self->lab, 1 - run)->source;

  return tf_source_name_among (tf_lab_get_features_of (self->lab, run)->source, name_of_run (self, run), &other, 1);
}

/* Caller frees. */
static char *
name_features (TfWindow *self)
{
  g_autofree char *first = NULL, *second = NULL;

  if (!tf_lab_has_two (self->lab))
    return g_strdup (name_of_run (self, 0));
  first = name_beside_other (self, 0);
  second = name_beside_other (self, 1);
  return g_strdup_printf ("A: %s · B: %s", first, second);
}

/* labels_from: where a file's labels were found, or NULL. */
static void
show_title (TfWindow *self, const char *labels_from)
{
  const TfMoments *m = tf_lab_get_chosen_features (self->lab)->moments;
  g_autofree char *n_samples = tf_format_count (m->n_samples);
  g_autofree char *sizes = g_strdup_printf ("K = %u, N = %s, d = %u", m->n_classes, n_samples, m->dim);
  g_autofree char *subtitle
      = labels_from != NULL ? g_strdup_printf ("%s · labels from %s, %u feature%s", sizes, labels_from, m->dim, m->dim > 1 ? "s" : "")
                            : g_strdup (sizes);
  g_autofree char *title = g_strdup_printf ("%s – Tightframe", tf_lab_get_moments (self->lab)->name);
  g_autofree char *name = name_features (self);

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

/* In the sidebar stands where the features of the chosen run come from. */
static void
show_current (TfWindow *self)
{
  tf_features_panel_set_current (self->features_panel, tf_lab_get_chosen_features (self->lab)->source);
}

/* Of two runs with features of their own another is chosen, or there are no longer two. */
static void
runs_changed_cb (TfWindow *self)
{
  if (tf_lab_get_source (self->lab) == NULL || (!self->shows_two && !tf_lab_has_two (self->lab)))
    return;
  self->shows_two = tf_lab_has_two (self->lab);
  tf_parameters_panel_set_has_weights (self->parameters_panel, tf_lab_get_chosen_features (self->lab)->moments->weights != NULL);
  show_current (self);
  show_title (self, NULL);
}

static void
show_source (TfWindow *self, TfSession *session, const char *labels_from)
{
  show_current (self);
  g_signal_emit_by_name (self, "source-changed", session);
  show_title (self, labels_from);
}

/* listing: taken, or NULL. */
static void
keep_listing (TfWindow *self, GPtrArray *listing)
{
  g_clear_pointer (&self->listing, g_ptr_array_unref);
  self->listing = listing;
}

/* beside: of the session's second run, or NULL. */
static void
take (TfWindow *self, TfSource *source, TfSession *session, TfFetched *fetched, TfFetched *beside)
{
  g_signal_emit_by_name (self, "taking");
  tf_means_view_set_keeps_scale (self->means_view, FALSE);
  keep_listing (self, g_steal_pointer (&fetched->listing));
  if (beside != NULL)
    tf_lab_take_both (self->lab, &(TfLabFeatures){ source, fetched->moments, fetched->layers },
                      &(TfLabFeatures){ session->beside_source, beside->moments, beside->layers }, session);
  else
    tf_lab_take_features (self->lab, source, fetched->moments, g_steal_pointer (&fetched->layers), session);
  show_source (self, session, fetched->labels_from);
  if (fetched->notice != NULL)
    show_notice (self, fetched->notice);
}

/* What is about to be seen beside the first run stays in the window's run: sliders, series and session. */
static void
take_beside (TfWindow *self, TfSource *source, TfFetched *fetched)
{
  tf_means_view_set_keeps_scale (self->means_beside, FALSE);
  tf_lab_take_beside (self->lab, source, fetched->moments, g_steal_pointer (&fetched->layers));
  if (fetched->notice != NULL)
    show_notice (self, fetched->notice);
}

void
tf_window_show_features (TfWindow *self, const TfLabFeatures features[TF_LAB_N_RUNS], const char *subtitle)
{
  const TfLabFeatures *first = features[0].source != NULL ? &features[0] : NULL;
  const TfLabFeatures *beside = features[1].source != NULL ? &features[1] : NULL;
  gboolean begins = beside != NULL && !tf_lab_has_two (self->lab);
  const TfMoments *m;
  g_autofree char *text = NULL;

  keep_listing (self, NULL);
  if (first != NULL || (beside != NULL && !begins))
    tf_lab_exchange_features (self->lab, first, begins ? NULL : beside);
  if (begins)
    tf_lab_take_beside (self->lab, beside->source, beside->moments, NULL);
  if (first != NULL)
    tf_means_view_set_keeps_scale (self->means_view, TRUE);
  if (beside != NULL)
    tf_means_view_set_keeps_scale (self->means_beside, !begins);
  show_source (self, NULL, NULL);
  m = tf_lab_get_chosen_features (self->lab)->moments;
  text = g_strdup_printf ("%s · K = %u, N = %" G_GSIZE_FORMAT ", d = %u", subtitle, m->n_classes, m->n_samples, m->dim);
  adw_window_title_set_subtitle (self->title, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), text);
  tf_window_update (self);
}

static void
features_changed_cb (TfWindow *self)
{
  tf_parameters_panel_set_has_weights (self->parameters_panel, tf_lab_get_chosen_features (self->lab)->moments->weights != NULL);
}

/* Sentences begin small, as they follow a file's name elsewhere. */
static char *
capitalize (const char *sentence)
{
  char *whole = g_strconcat (sentence, g_str_has_suffix (sentence, ".") ? "" : ".", NULL);

  whole[0] = g_ascii_toupper (whole[0]);
  return whole;
}

/* In a dialog: what was not opened must not vanish by itself. */
void
tf_window_explain_failure (TfWindow *self, TfSource *source, const TfFetched *fetched, const char *sentence)
{
  const char *title = fetched->culprit != NULL ? fetched->culprit : tf_source_get_title (source);
  g_autofree char *heading = g_strdup_printf ("“%s” Was Not Opened", title);
  g_autofree char *body = capitalize (sentence);

  g_signal_emit_by_name (self, "not-opened", source, heading, body, fetched);
}

static void fetched_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
start_fetching (TfWindow *self, TfLoading *loading, TfSource *source)
{
  g_autofree char *label = g_strdup_printf ("Reading %s…", tf_source_get_title (source));

  self->loading = loading;
  gtk_label_set_label (self->loading_label, label);
  show_loading (self);
  tf_window_update (self);
  tf_source_fetch_async (source, G_OBJECT (self), &loading->permille, loading->cancellable, fetched_cb, loading);
}

/* There is something to read yet: the features of the session's second run. */
static gboolean
fetch_next (TfWindow *self, TfLoading *loading, TfFetched *fetched)
{
  if (loading->session == NULL || loading->session->beside_source == NULL || loading->first.moments != NULL)
    return FALSE;
  loading->first = *fetched;
  *fetched = (TfFetched){ 0 };
  start_fetching (self, loading, loading->session->beside_source);
  return TRUE;
}

static void
take_loaded (TfWindow *self, TfLoading *loading, TfFetched *fetched)
{
  if (loading->beside)
    take_beside (self, loading->source, fetched);
  else if (loading->first.moments != NULL)
    take (self, loading->source, loading->session, &loading->first, fetched);
  else
    take (self, loading->source, loading->session, fetched, NULL);
}

static void
explain (TfWindow *self, TfLoading *loading, const TfFetched *fetched, const char *sentence)
{
  gboolean second = loading->first.moments != NULL;

  tf_window_explain_failure (self, second ? loading->session->beside_source : loading->source, fetched, sentence);
  if (tf_lab_get_source (self->lab) != NULL)
    show_current (self);
  tf_window_open_default_at_last (self);
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
      if (good && fetch_next (self, loading, &fetched))
        return;
      show_loading (self);
      if (good)
        take_loaded (self, loading, &fetched);
      else
        explain (self, loading, &fetched, error->message);
      tf_window_update (self);
    }
  loading_free (loading);
}

/* shared with the other files */

void
tf_window_make_fetch (TfWindow *self)
{
  g_signal_connect_object (self->lab, "features-changed", G_CALLBACK (features_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lab, "runs-changed", G_CALLBACK (runs_changed_cb), self, G_CONNECT_SWAPPED);
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
    show_current (self);
  tf_window_update (self);
}

void
tf_window_open_default_at_last (TfWindow *self)
{
  if (tf_lab_get_source (self->lab) == NULL && self->loading == NULL)
    tf_window_open_default (self);
}

static void
fetch (TfWindow *self, TfSource *source, TfSession *session, gboolean beside)
{
  TfLoading *loading;

  tf_source_ref (source); /* giving up an older fetch may drop the panel's */
  g_signal_emit_by_name (self, "fetching");
  tf_window_cancel_loading (self);
  loading = g_new0 (TfLoading, 1);
  loading->source = source;
  loading->session = session;
  loading->beside = beside;
  loading->cancellable = g_cancellable_new ();
  loading->started = g_get_monotonic_time ();
  loading->timeout = g_timeout_add (PROGRESS_INTERVAL, progress_timeout_cb, self);
  if (gtk_window_get_application (GTK_WINDOW (self)) != NULL)
    {
      loading->application = g_object_ref (G_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))));
      g_application_hold (loading->application);
    }
  start_fetching (self, loading, source);
}

void
tf_window_fetch (TfWindow *self, TfSource *source, TfSession *session)
{
  fetch (self, source, session, FALSE);
}

void
tf_window_fetch_beside (TfWindow *self, TfSource *source)
{
  fetch (self, source, NULL, TRUE);
}

void
tf_window_open_for_chosen (TfWindow *self, TfSource *source)
{
  fetch (self, source, NULL, tf_lab_has_two (self->lab) && tf_lab_get_chosen (self->lab) == 1);
}

void
tf_window_open_layers (TfWindow *self, GFile *const *files, guint n_files)
{
  g_autoptr (TfSource) source = tf_source_new_files (files, n_files);

  tf_window_open (self, source);
}

/* public */

void
tf_window_open (TfWindow *self, TfSource *source)
{
  g_return_if_fail (TF_IS_WINDOW (self));
  tf_window_fetch (self, source, NULL);
}

void
tf_window_open_default (TfWindow *self)
{
  g_autoptr (TfSource) source = tf_source_new_synthetic (&TF_SYNTHETIC_DEFAULT);

  g_return_if_fail (TF_IS_WINDOW (self));
  tf_window_open (self, source);
}
