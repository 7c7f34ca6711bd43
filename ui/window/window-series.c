/* window-series.c: a network in training: its epochs played, watched, and flows from one of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is shown is one epoch: its features are those of the run, at rest at t = 0
 * until it is played. The source of the run is the epoch's file, so that sessions,
 * figures and exports are of it.
 */
#include "epoch-bar.h"
#include "epoch-reader.h"
#include "series-files.h"
#include "plot-epochs.h"
#include "window-private.h"

#include <string.h>

#define PLAY_SECONDS 8.0 /* of a whole series */
#define LEAST_INTERVAL 60 /* milliseconds, from one epoch to the next */
#define LARGEST_INTERVAL 600
#define STEP_SECONDS 0.25 /* of the motion from one epoch to the next, when they are not played */
#define LOG_FROM 20 /* last epoch over first from which a series was saved logarithmically */

struct _TfWindowSeries
{
  TfEpochReader *reader;
  GSource  *wake;
  char    **paths;   /* as opened */
  TfSeriesKind kind; /* epochs or variants */
  TfEpochs *epochs;  /* NULL: nothing is known yet */
  char     *shown;   /* path of the epoch on the display, or NULL */
  char     *asked;   /* path of the one that is being brought, or NULL */
  gboolean  playing; /* at the end: goes on when another comes */
  guint     timeout;
  gboolean  announced;
};

static int
get_shown (TfWindow *self)
{
  return self->series->epochs != NULL ? tf_epochs_find (self->series->epochs, self->series->shown) : -1;
}

static void
show_bar (TfWindow *self)
{
  if (self->series->epochs == NULL)
    return;
  tf_epoch_bar_set_epochs (self->epoch_bar, self->series->epochs, get_shown (self));
  tf_epoch_bar_set_playing (self->epoch_bar, self->series->playing);
  gtk_widget_set_visible (GTK_WIDGET (self->epoch_bar), TRUE);
}

/* --- one epoch on the display --- */

static void
ask_for (TfWindow *self, int i)
{
  const TfEpoch *row = &self->series->epochs->rows[i];

  if (g_strcmp0 (row->path, self->series->asked) == 0)
    return;
  g_free (self->series->asked);
  self->series->asked = g_strdup (row->path);
  tf_epoch_reader_want (self->series->reader, row->path, row->labels);
}

static TfSource *
make_source (const TfEpoch *row)
{
  g_autoptr (GFile) file = g_file_new_for_path (row->path);
  g_autoptr (GFile) labels = row->labels != NULL ? g_file_new_for_path (row->labels) : NULL;

  TfSource *source = tf_source_new_file (file, labels);

  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    if (row->held_out[kind] != NULL)
      {
        g_autoptr (TfSource) before = source;
        g_autoptr (GFile) beside = g_file_new_for_path (row->held_out[kind]);
        g_autoptr (TfSource) other = tf_source_new_file (beside, NULL);

        source = tf_source_new_with_held_out (before, kind, other);
      }
  return source;
}

static guint
get_interval (TfWindow *self)
{
  guint n = MAX (self->series->epochs->n / self->series->epochs->n_layers, 1);

  return CLAMP (1000 * PLAY_SECONDS / n, LEAST_INTERVAL, LARGEST_INTERVAL);
}

/* Nothing was measured between two epochs: the picture says so while it moves. */
static void
prepare_motion (TfWindow *self, const TfEpoch *next)
{
  int shown = get_shown (self);
  const TfEpoch *last = shown >= 0 ? &self->series->epochs->rows[shown] : NULL;
  gboolean moves = last != NULL && !self->series->epochs->variants && strcmp (last->layer, next->layer) == 0;
  g_autofree char *note = moves ? g_strdup_printf ("between epochs %g and %g, interpolated", last->epoch, next->epoch) : NULL;

  tf_means_view_set_motion (self->means_view, !moves ? 0 : self->series->playing ? get_interval (self) / 1000.0 : STEP_SECONDS, note);
}

/* A flow that was played from another epoch is over: the measured state is to be seen. */
static void
show_epoch (TfWindow *self, const TfEpoch *row, TfMoments *moments)
{
  g_autoptr (TfSource) source = make_source (row);

  tf_lab_set_playing (self->lab, FALSE);
  prepare_motion (self, row);
  g_free (self->series->shown);
  self->series->shown = g_strdup (row->path);
  tf_window_show_features (self, source, moments, row->name);
  show_bar (self);
}

static void
take_moments (TfWindow *self)
{
  g_autofree char *path = NULL;
  g_autoptr (TfMoments) moments = NULL;
  int i;

  if (!tf_epoch_reader_take (self->series->reader, &path, &moments) || g_strcmp0 (path, self->series->asked) != 0)
    return;
  g_clear_pointer (&self->series->asked, g_free);
  i = tf_epochs_find (self->series->epochs, path);
  if (i >= 0 && moments != NULL)
    show_epoch (self, &self->series->epochs->rows[i], moments);
}

/* --- playing --- */

static void plan_next (TfWindow *self);

static gboolean
step (TfWindow *self, int by)
{
  int next = self->series->epochs != NULL ? tf_epochs_step (self->series->epochs, get_shown (self), by) : -1;

  if (next >= 0)
    ask_for (self, next);
  return next >= 0;
}

static gboolean
next_cb (gpointer user_data)
{
  TfWindow *self = user_data;

  self->series->timeout = 0;
  if (self->series->asked == NULL) /* else the one before has not come yet */
    step (self, 1);
  plan_next (self);
  return G_SOURCE_REMOVE;
}

/* At the last epoch play waits for another: tf_epoch_reader brings it. */
static void
plan_next (TfWindow *self)
{
  TfWindowSeries *series = self->series;

  if (!series->playing || series->timeout != 0 || series->epochs == NULL
      || (series->asked == NULL && tf_epochs_step (series->epochs, get_shown (self), 1) < 0))
    return;
  series->timeout = g_timeout_add (get_interval (self), next_cb, self);
}

static void
set_playing (TfWindow *self, gboolean playing)
{
  self->series->playing = playing;
  g_clear_handle_id (&self->series->timeout, g_source_remove);
  tf_epoch_bar_set_playing (self->epoch_bar, playing);
  plan_next (self);
}

/* --- what comes from the reader --- */

static gboolean
is_spread (const TfEpochs *epochs)
{
  for (guint i = 0; i < epochs->n; i++)
    if (epochs->rows[i].epoch > 0)
      return epochs->rows[epochs->n - 1].epoch / epochs->rows[i].epoch >= LOG_FROM
             && epochs->rows[epochs->n - 1].epoch > 2 * epochs->n;
  return FALSE;
}

static void
announce (TfWindow *self)
{
  TfWindowSeries *series = self->series;
  g_autofree char *text = NULL;

  if (series->announced || series->epochs->n == 0)
    return;
  series->announced = TRUE;
  if (is_spread (series->epochs))
    tf_theory_view_set_log_epochs (self->theory_view, TRUE);
  if (series->kind == TF_SERIES_VARIANTS)
    text = g_strdup_printf ("%u variants of a network", series->epochs->n);
  else if (series->epochs->n_layers > 1)
    text = g_strdup_printf ("%u files: the epochs of %u layers of a network", series->epochs->n, series->epochs->n_layers);
  else
    text = g_strdup_printf ("%u epoch%s of a network; the folder is watched", series->epochs->n, series->epochs->n == 1 ? "" : "s");
  tf_toasts_show (self->toasts, text, "Something _Else…", "win.choose-kind", 5);
}

/* The latest, where play had come to the end; the first, at the beginning; the last, where
 * what was shown has vanished. */
static void
choose_shown (TfWindow *self)
{
  TfWindowSeries *series = self->series;

  if (series->shown == NULL && series->asked == NULL)
    step (self, 1);
  else if (series->shown != NULL && get_shown (self) < 0 && series->asked == NULL)
    {
      g_clear_pointer (&series->shown, g_free);
      step (self, -1);
    }
  plan_next (self);
}

static gboolean
woken_cb (gpointer user_data)
{
  TfWindow *self = user_data;
  TfEpochs *epochs = tf_epoch_reader_poll (self->series->reader);

  if (epochs != NULL)
    {
      g_clear_pointer (&self->series->epochs, tf_epochs_unref);
      self->series->epochs = epochs;
    }
  if (self->series->epochs == NULL)
    return G_SOURCE_CONTINUE;
  take_moments (self);
  announce (self);
  choose_shown (self);
  show_bar (self);
  g_signal_emit_by_name (self, "epochs-changed");
  return G_SOURCE_CONTINUE;
}

/* --- beginning and end --- */

void
tf_window_close_series (TfWindow *self)
{
  TfWindowSeries *series = g_steal_pointer (&self->series);

  if (series == NULL)
    return;
  g_clear_handle_id (&series->timeout, g_source_remove);
  tf_epoch_reader_free (series->reader); /* its thread has ended: no one wakes any more */
  g_source_destroy (series->wake);
  g_source_unref (series->wake);
  g_clear_pointer (&series->epochs, tf_epochs_unref);
  g_strfreev (series->paths);
  g_free (series->shown);
  g_free (series->asked);
  g_free (series);
  if (self->theory_view == NULL || gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->epoch_bar), FALSE);
  if (tf_page_get_view (tf_theory_view_get_page (self->theory_view)) == &tf_view_epochs)
    g_action_group_change_action_state (G_ACTION_GROUP (self), "page", g_variant_new_string (tf_page_get_id (TF_PAGE_RUN)));
  g_signal_emit_by_name (self, "epochs-changed");
}

static void
begin (TfWindow *self, const char *const *paths, TfSeriesKind kind)
{
  TfWindowSeries *series = g_new0 (TfWindowSeries, 1);

  tf_window_close_series (self);
  self->series = series;
  series->paths = g_strdupv ((char **) paths);
  series->kind = kind;
  series->wake = tf_wake_new (woken_cb, self);
  series->reader = tf_epoch_reader_new (paths, kind, tf_window_get_parameters (self), tf_wake_ready, series->wake);
}

void
tf_window_open_series (TfWindow *self, const char *const *paths, TfSeriesKind kind)
{
  tf_window_cancel_opening (self);
  tf_window_cancel_loading (self);
  begin (self, paths, kind);
  self->series->playing = kind == TF_SERIES_EPOCHS;
  g_action_group_change_action_state (G_ACTION_GROUP (self), "page", g_variant_new_string (tf_view_epochs.id));
  g_signal_emit_by_name (self, "epochs-changed");
  tf_window_update (self);
}

/* The run that is shown goes on: it is of the epoch whose file its features are from. */
void
tf_window_come_back_to_series (TfWindow *self, const char *folder)
{
  const char *paths[] = { folder, NULL };
  GFile *file = tf_source_get_file (tf_lab_get_source (self->lab));
  g_autofree char *page = g_strdup (tf_page_get_id (tf_theory_view_get_page (self->theory_view)));

  begin (self, paths, TF_SERIES_EPOCHS);
  self->series->announced = TRUE;
  self->series->shown = g_strdup (g_file_peek_path (file));
  g_action_group_change_action_state (G_ACTION_GROUP (self), "page", g_variant_new_string (page));
  g_signal_emit_by_name (self, "epochs-changed");
  tf_window_update (self);
}

const char *const *
tf_window_get_series_paths (TfWindow *self)
{
  return self->series != NULL && self->series->kind == TF_SERIES_EPOCHS ? (const char *const *) self->series->paths : NULL;
}

TfEpochs *
tf_window_get_epochs (TfWindow *self, int *shown)
{
  *shown = self->series != NULL ? get_shown (self) : -1;
  return self->series != NULL ? self->series->epochs : NULL;
}

void
tf_window_hold_out_of_series (TfWindow *self, TfHeldOutKind kind, const char *path)
{
  int shown = get_shown (self);

  tf_epoch_reader_hold_out (self->series->reader, kind, path);
  g_clear_pointer (&self->series->asked, g_free);
  if (shown >= 0)
    ask_for (self, shown);
}

static void
ask_complexity (TfWindow *self)
{
  if (self->series != NULL && self->theory_view != NULL)
    tf_epoch_reader_ask_complexity (self->series->reader,
                                    tf_theory_view_wants_complexity (self->theory_view) ? tf_window_get_parameters (self) : NULL);
}

/* --- actions --- */

static void
chosen_cb (TfWindow *self, int row)
{
  set_playing (self, FALSE);
  ask_for (self, row);
}

static void
play_epochs_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  gboolean playing = self->series != NULL && !self->series->playing;

  if (self->series == NULL || self->series->epochs == NULL)
    return;
  /* From the end, from the start. */
  if (playing && tf_epochs_step (self->series->epochs, get_shown (self), 1) < 0)
    {
      int first = get_shown (self), before;

      while (first >= 0 && (before = tf_epochs_step (self->series->epochs, first, -1)) >= 0)
        first = before;
      if (first >= 0)
        ask_for (self, first);
    }
  set_playing (self, playing);
}

static void
next_epoch_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;

  if (self->series == NULL)
    return;
  set_playing (self, FALSE);
  step (self, 1);
}

static void
previous_epoch_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;

  if (self->series == NULL)
    return;
  set_playing (self, FALSE);
  step (self, -1);
}

/* The whole file, to be pasted beside a training's script. */
static void
copy_companion_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  g_autoptr (GBytes) bytes = g_resources_lookup_data ("/io/github/tightframe/Tightframe/companion/tightframe_companion.py",
                                                      G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  if (bytes == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), g_bytes_get_data (bytes, NULL));
  tf_toasts_show (self->toasts, "Copied: paste it into tightframe_companion.py beside your script. Its first lines say how to use it",
                  NULL, NULL, 6);
}

void
tf_window_make_series (TfWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "copy-companion", .activate = copy_companion_cb },
    { .name = "play-epochs", .activate = play_epochs_cb },
    { .name = "next-epoch", .activate = next_epoch_cb },
    { .name = "previous-epoch", .activate = previous_epoch_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (self, "taking", G_CALLBACK (tf_window_close_series), self, 0);
  g_signal_connect_object (self->lab, "problem-changed", G_CALLBACK (ask_complexity), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->theory_view, "question-changed", G_CALLBACK (ask_complexity), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->epoch_bar, "chosen", G_CALLBACK (chosen_cb), self);
}
