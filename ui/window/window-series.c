/* window-series.c: a network in training: its epochs played, watched, and flows from one of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is shown is one epoch: its features are those of the run, at rest at t = 0
 * until it is played. The source of the run is the epoch's file, so that sessions,
 * figures and exports are of it.
 */
#include "epoch-bar.h"
#include "open-series.h"
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
  TfOpenSeries *open;
  gboolean  playing; /* at the end: goes on when another comes */
  guint     timeout;
  gboolean  announced;
};

static TfEpochs *
get_epochs (TfWindow *self)
{
  return tf_open_series_get_epochs (self->series->open);
}

static int
get_shown (TfWindow *self)
{
  return tf_open_series_get_shown (self->series->open);
}

static void
show_bar (TfWindow *self)
{
  if (get_epochs (self) == NULL)
    return;
  tf_epoch_bar_set_epochs (self->epoch_bar, get_epochs (self), get_shown (self));
  tf_epoch_bar_set_playing (self->epoch_bar, self->series->playing);
  gtk_widget_set_visible (GTK_WIDGET (self->epoch_bar), TRUE);
}

/* --- one epoch on the display --- */

static guint
get_interval (TfWindow *self)
{
  guint n = MAX (get_epochs (self)->n / get_epochs (self)->n_layers, 1);

  return CLAMP (1000 * PLAY_SECONDS / n, LEAST_INTERVAL, LARGEST_INTERVAL);
}

/* Nothing was measured between two epochs: the picture says so while it moves. shown: the row before, or -1. */
static void
prepare_motion (TfWindow *self, int shown, const TfEpoch *next)
{
  const TfEpochs *epochs = get_epochs (self);
  const TfEpoch *last = shown >= 0 ? &epochs->rows[shown] : NULL;
  gboolean moves = last != NULL && !epochs->variants && strcmp (last->layer, next->layer) == 0;
  g_autofree char *note = moves ? g_strdup_printf ("between epochs %g and %g, interpolated", last->epoch, next->epoch) : NULL;

  tf_means_view_set_motion (self->means_view, !moves ? 0 : self->series->playing ? get_interval (self) / 1000.0 : STEP_SECONDS, note);
}

/* A flow that was played from another epoch is over: the measured state is to be seen. */
static void
show_come (TfWindow *self)
{
  int before = get_shown (self);
  g_autoptr (TfMoments) moments = NULL;
  const TfEpoch *row = tf_open_series_take (self->series->open, &moments);
  g_autoptr (TfSource) source = row != NULL ? tf_open_series_make_source (row) : NULL;

  if (row == NULL)
    return;
  tf_lab_set_playing (self->lab, FALSE);
  prepare_motion (self, before, row);
  tf_window_show_features (self, source, moments, row->name);
  show_bar (self);
}

/* --- playing --- */

static void plan_next (TfWindow *self);

static gboolean
next_cb (gpointer user_data)
{
  TfWindow *self = user_data;

  self->series->timeout = 0;
  if (!tf_open_series_is_waiting (self->series->open)) /* else the one before has not come yet */
    tf_open_series_step (self->series->open, 1);
  plan_next (self);
  return G_SOURCE_REMOVE;
}

/* At the last epoch play waits for another: tf_epoch_reader brings it. */
static void
plan_next (TfWindow *self)
{
  TfWindowSeries *series = self->series;

  if (!series->playing || series->timeout != 0 || get_epochs (self) == NULL
      || (!tf_open_series_is_waiting (series->open) && tf_epochs_step (get_epochs (self), get_shown (self), 1) < 0))
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
  const TfEpochs *epochs = get_epochs (self);
  g_autofree char *text = NULL;

  if (self->series->announced || epochs->n == 0)
    return;
  self->series->announced = TRUE;
  if (is_spread (epochs))
    tf_theory_view_set_log_epochs (self->theory_view, TRUE);
  if (epochs->variants)
    text = g_strdup_printf ("%u variants of a network", epochs->n);
  else if (epochs->n_layers > 1)
    text = g_strdup_printf ("%u files: the epochs of %u layers of a network", epochs->n, epochs->n_layers);
  else
    text = g_strdup_printf ("%u epoch%s of a network; the folder is watched", epochs->n, epochs->n == 1 ? "" : "s");
  tf_toasts_show (self->toasts, text, "Something _Else…", "win.choose-kind", 5);
}

/* The latest, where play had come to the end; the first, at the beginning; the last, where
 * what was shown has vanished. */
static void
choose_shown (TfWindow *self)
{
  TfOpenSeries *open = self->series->open;
  gboolean was_shown = tf_open_series_get_shown_path (open) != NULL;

  if (!was_shown && !tf_open_series_is_waiting (open))
    tf_open_series_step (open, 1);
  else if (was_shown && get_shown (self) < 0 && !tf_open_series_is_waiting (open))
    {
      tf_open_series_set_shown (open, NULL);
      tf_open_series_step (open, -1);
    }
  plan_next (self);
}

static gboolean
changed_cb (gpointer user_data)
{
  TfWindow *self = user_data;

  tf_open_series_poll (self->series->open);
  if (get_epochs (self) == NULL)
    return G_SOURCE_CONTINUE;
  show_come (self);
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
  tf_open_series_free (series->open);
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
  series->open = tf_open_series_new (paths, kind, tf_window_get_parameters (self), changed_cb, self);
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
  tf_open_series_set_shown (self->series->open, g_file_peek_path (file));
  g_action_group_change_action_state (G_ACTION_GROUP (self), "page", g_variant_new_string (page));
  g_signal_emit_by_name (self, "epochs-changed");
  tf_window_update (self);
}

const char *const *
tf_window_get_series_paths (TfWindow *self)
{
  gboolean epochs = self->series != NULL && tf_open_series_get_kind (self->series->open) == TF_SERIES_EPOCHS;

  return epochs ? tf_open_series_get_paths (self->series->open) : NULL;
}

TfEpochs *
tf_window_get_epochs (TfWindow *self, int *shown)
{
  *shown = self->series != NULL ? get_shown (self) : -1;
  return self->series != NULL ? get_epochs (self) : NULL;
}

void
tf_window_hold_out_of_series (TfWindow *self, TfHeldOutKind kind, const char *path)
{
  tf_epoch_reader_hold_out (tf_open_series_get_reader (self->series->open), kind, path);
  tf_open_series_ask_again (self->series->open);
}

static void
ask_complexity (TfWindow *self)
{
  if (self->series != NULL && self->theory_view != NULL)
    tf_epoch_reader_ask_complexity (tf_open_series_get_reader (self->series->open),
                                    tf_theory_view_wants_complexity (self->theory_view) ? tf_window_get_parameters (self) : NULL);
}

/* --- actions --- */

static void
chosen_cb (TfWindow *self, int row)
{
  set_playing (self, FALSE);
  tf_open_series_ask (self->series->open, row);
}

/* The first row of the layer shown, or -1. */
static int
find_first (TfWindow *self)
{
  int first = get_shown (self), before;

  while (first >= 0 && (before = tf_epochs_step (get_epochs (self), first, -1)) >= 0)
    first = before;
  return first;
}

static void
play_epochs_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  gboolean playing = self->series != NULL && !self->series->playing;

  if (self->series == NULL || get_epochs (self) == NULL)
    return;
  /* From the end, from the start. */
  if (playing && tf_epochs_step (get_epochs (self), get_shown (self), 1) < 0 && find_first (self) >= 0)
    tf_open_series_ask (self->series->open, find_first (self));
  set_playing (self, playing);
}

static void
step_by_hand (TfWindow *self, int by)
{
  if (self->series == NULL)
    return;
  set_playing (self, FALSE);
  tf_open_series_step (self->series->open, by);
}

static void
next_epoch_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  step_by_hand (user_data, 1);
}

static void
previous_epoch_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  step_by_hand (user_data, -1);
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
