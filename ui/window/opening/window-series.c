/* window-series.c: a network in training: its epochs played, watched, and flows from one of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is shown is one epoch: its features are those of the run, at rest at t = 0
 * until it is played. The source of the run is the epoch's file, so that sessions,
 * figures and exports are of it. Where both runs are of a training each, one rail moves both.
 */
#include "epoch-bar.h"
#include "series-pair.h"
#include "plot-epochs.h"
#include "window-open-series.h"
#include "window-opening.h"

#include <string.h>

#define PLAY_SECONDS 8.0 /* of a whole series */
#define MOST_PLAYED 400 /* epochs: of more it passes over some */
#define LEAST_INTERVAL 60 /* milliseconds, from one epoch to the next */
#define LARGEST_INTERVAL 600
#define STEP_SECONDS 0.25 /* of the motion from one epoch to the next, when they are not played */

struct _TfWindowSeries
{
  TfSeriesPair *pair; /* of one series at the least */
  gboolean  playing; /* at the end: goes on when another comes */
  gboolean  follows; /* it has come to the end: the latest is shown, however many have come meanwhile */
  guint     timeout;
  gboolean  announced[TF_LAB_N_RUNS];
};

/* Of the series that leads. */
static TfEpochs *
get_epochs (TfWindow *self)
{
  return tf_open_series_get_epochs (tf_series_pair_get_leader (self->series->pair));
}

static int
get_shown (TfWindow *self)
{
  return tf_open_series_get_shown (tf_series_pair_get_leader (self->series->pair));
}

/* "B at epoch 16", where the other series has no file of the leader's epoch. Caller frees; NULL: it has. */
static char *
say_other (TfWindow *self)
{
  TfOpenSeries *other = tf_series_pair_get_other (self->series->pair);
  int row = other != NULL ? tf_open_series_get_shown (other) : -1;
  const TfEpoch *epoch = row >= 0 ? &tf_open_series_get_epochs (other)->rows[row] : NULL;

  if (epoch == NULL || get_shown (self) < 0 || epoch->epoch == get_epochs (self)->rows[get_shown (self)].epoch)
    return NULL;
  return g_strdup_printf ("%s at epoch %g", tf_series_pair_get_lead (self->series->pair) == 0 ? "B" : "A", epoch->epoch);
}

static void
show_bar (TfWindow *self)
{
  g_autofree char *text = NULL;
  TfOpenSeries *other = tf_series_pair_get_other (self->series->pair);

  if (get_epochs (self) == NULL)
    return;
  text = say_other (self);
  tf_epoch_bar_set_epochs (self->epoch_bar, get_epochs (self), get_shown (self),
                           other != NULL ? tf_open_series_get_epochs (other) : NULL, tf_series_pair_get_at (self->series->pair), text);
  tf_epoch_bar_set_playing (self->epoch_bar, self->series->playing);
  tf_readouts_set_lacks_files (self->readouts, get_epochs (self)->n == 0, tf_lab_get_frame (self->lab));
  gtk_widget_set_visible (GTK_WIDGET (self->epoch_bar), TRUE);
}

/* --- one epoch on the display --- */

static guint
get_interval (TfWindow *self)
{
  guint n = MAX (get_epochs (self)->n / get_epochs (self)->n_layers, 1);

  return CLAMP (1000 * PLAY_SECONDS / n, LEAST_INTERVAL, LARGEST_INTERVAL);
}

/* Nothing was measured between two epochs: the picture says so while it moves. */
static void
prepare_motion (TfWindow *self, guint run, const TfSeriesCome *come)
{
  const TfEpochs *epochs = tf_open_series_get_epochs (tf_series_pair_get (self->series->pair, run));
  const TfEpoch *last = come->before >= 0 ? &epochs->rows[come->before] : NULL;
  gboolean moves = last != NULL && !epochs->variants && strcmp (last->layer, come->row->layer) == 0;
  g_autofree char *note = moves ? g_strdup_printf ("between epochs %g and %g, interpolated", last->epoch, come->row->epoch) : NULL;

  tf_means_view_set_motion (run == 0 ? self->means_view : self->means_beside,
                            !moves ? 0 : self->series->playing ? get_interval (self) / 1000.0 : STEP_SECONDS, note);
}

static void
clear_come (TfSeriesCome come[TF_LAB_N_RUNS], TfLabFeatures features[TF_LAB_N_RUNS])
{
  for (guint run = 0; run < TF_LAB_N_RUNS; run++)
    {
      g_clear_pointer (&come[run].moments, tf_moments_unref);
      g_clear_pointer (&features[run].source, tf_source_unref);
    }
}

/* A flow that was played from another epoch is over: the measured state is to be seen. */
static void
show_come (TfWindow *self)
{
  TfSeriesCome come[TF_LAB_N_RUNS];
  TfLabFeatures features[TF_LAB_N_RUNS] = { { NULL } };
  guint lead = tf_series_pair_get_lead (self->series->pair);

  if (!tf_series_pair_take (self->series->pair, come))
    return;
  tf_lab_set_playing (self->lab, FALSE);
  for (guint run = 0; run < TF_LAB_N_RUNS; run++)
    if (come[run].row != NULL)
      {
        prepare_motion (self, run, &come[run]);
        features[run] = (TfLabFeatures){ tf_open_series_make_source (come[run].row), come[run].moments, NULL };
      }
  tf_window_show_features (self, features, come[come[lead].row != NULL ? lead : 1 - lead].row->name);
  clear_come (come, features);
}

/* --- playing --- */

static void plan_next (TfWindow *self);

static gboolean
next_cb (gpointer user_data)
{
  TfWindow *self = user_data;

  self->series->timeout = 0;
  if (!tf_series_pair_is_waiting (self->series->pair) && self->series->follows) /* else the one before has not come yet */
    tf_series_pair_go_to_end (self->series->pair);
  else if (!tf_series_pair_is_waiting (self->series->pair))
    tf_series_pair_leap (self->series->pair, MOST_PLAYED);
  plan_next (self);
  return G_SOURCE_REMOVE;
}

/* At the last epoch play waits for another: tf_epoch_reader brings it. */
static void
plan_next (TfWindow *self)
{
  TfWindowSeries *series = self->series;

  if (!series->playing || series->timeout != 0 || get_epochs (self) == NULL)
    return;
  if (!tf_series_pair_is_waiting (series->pair) && !tf_series_pair_can_step (series->pair, 1))
    {
      series->follows = get_epochs (self)->n > 0;
      return;
    }
  series->timeout = g_timeout_add (get_interval (self), next_cb, self);
}

static void
set_playing (TfWindow *self, gboolean playing)
{
  self->series->playing = playing;
  self->series->follows = FALSE;
  g_clear_handle_id (&self->series->timeout, g_source_remove);
  tf_epoch_bar_set_playing (self->epoch_bar, playing);
  plan_next (self);
}

/* --- what comes from the reader --- */

/* What was just opened has been looked at. */
static void
announce (TfWindow *self, guint run)
{
  TfOpenSeries *open = tf_series_pair_get (self->series->pair, run);
  const TfEpochs *epochs = open != NULL ? tf_open_series_get_epochs (open) : NULL;
  g_autofree char *text = NULL, *second = NULL;

  if (self->series->announced[run] || epochs == NULL || epochs->n == 0)
    return;
  self->series->announced[run] = TRUE;
  if (tf_epochs_is_spread (epochs))
    tf_theory_view_set_log_epochs (self->theory_view, TRUE);
  text = tf_epochs_describe (epochs);
  second = g_strdup_printf ("Run B: %s", text);
  if (run == 0)
    tf_toasts_show (self->toasts, text, "Something _Else…", "win.choose-kind", 5);
  else
    tf_window_toast (self, second);
}

/* The latest, where play had come to the end; the first, at the beginning; the last, where
 * what was shown has vanished. */
static void
choose_shown (TfWindow *self)
{
  TfOpenSeries *leader = tf_series_pair_get_leader (self->series->pair);
  gboolean was_shown = tf_open_series_get_shown_path (leader) != NULL;

  if (!was_shown && !tf_open_series_is_waiting (leader))
    tf_series_pair_step (self->series->pair, 1);
  else if (was_shown && get_shown (self) < 0 && !tf_open_series_is_waiting (leader))
    {
      tf_open_series_set_shown (leader, NULL);
      tf_series_pair_step (self->series->pair, -1);
    }
  plan_next (self);
}

static gboolean
changed_cb (gpointer user_data)
{
  TfWindow *self = user_data;

  if (!tf_series_pair_poll (self->series->pair))
    return G_SOURCE_CONTINUE;
  show_come (self);
  for (guint run = 0; run < TF_LAB_N_RUNS; run++)
    announce (self, run);
  choose_shown (self);
  show_bar (self);
  g_signal_emit_by_name (self, "epochs-changed");
  return G_SOURCE_CONTINUE;
}

/* --- beginning and end --- */

/* What is shown of the series that are left, if any. */
static void
show_left (TfWindow *self)
{
  if (self->theory_view == NULL || gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  tf_readouts_set_lacks_files (self->readouts, FALSE, tf_lab_get_frame (self->lab));
  gtk_widget_set_visible (GTK_WIDGET (self->epoch_bar), self->series != NULL);
  if (self->series != NULL)
    show_bar (self);
  if (self->series == NULL && tf_page_get_view (tf_theory_view_get_page (self->theory_view)) == &tf_view_epochs)
    g_action_group_change_action_state (G_ACTION_GROUP (self), "page", g_variant_new_string (tf_page_get_id (TF_PAGE_RUN)));
  g_signal_emit_by_name (self, "epochs-changed");
}

/* Where the last one was closed. */
static void
end_empty (TfWindow *self)
{
  TfWindowSeries *series = self->series;

  if (tf_series_pair_get_leader (series->pair) != NULL)
    return;
  self->series = NULL;
  g_clear_handle_id (&series->timeout, g_source_remove);
  tf_series_pair_free (series->pair);
  g_free (series);
}

void
tf_window_close_series (TfWindow *self, guint run)
{
  if (self->series == NULL || tf_series_pair_get (self->series->pair, run) == NULL)
    return;
  tf_series_pair_close (self->series->pair, run);
  end_empty (self);
  show_left (self);
}

static void
taking_cb (TfWindow *self)
{
  tf_window_close_series (self, 0);
}

/* Series go with their features to the other run, and end with them. */
static void
runs_changed_cb (TfWindow *self)
{
  if (self->series == NULL)
    return;
  tf_series_pair_set_chosen (self->series->pair, tf_lab_get_chosen (self->lab));
  tf_series_pair_follow_runs (self->series->pair, self->lab);
  end_empty (self);
  show_left (self);
}

static void
begin (TfWindow *self, guint run, const char *const *paths, TfSeriesKind kind)
{
  if (self->series == NULL)
    {
      self->series = g_new0 (TfWindowSeries, 1);
      self->series->pair = tf_series_pair_new (changed_cb, self);
      tf_series_pair_set_chosen (self->series->pair, tf_lab_get_chosen (self->lab));
    }
  tf_series_pair_open (self->series->pair, run, paths, kind, tf_lab_get_parameters_of (self->lab, run));
  self->series->announced[run] = FALSE;
}

static void
open_for (TfWindow *self, guint run, const char *const *paths, TfSeriesKind kind)
{
  gboolean plays = self->series != NULL && self->series->playing && run == 1;

  tf_window_cancel_opening (self);
  tf_window_cancel_loading (self);
  tf_window_close_series (self, run);
  begin (self, run, paths, kind);
  self->series->playing = kind != TF_SERIES_VARIANTS && (plays || tf_series_pair_get_other (self->series->pair) == NULL || run == 0);
  g_action_group_change_action_state (G_ACTION_GROUP (self), "page", g_variant_new_string (tf_view_epochs.id));
  g_signal_emit_by_name (self, "epochs-changed");
  tf_window_update (self);
}

void
tf_window_open_series (TfWindow *self, const char *const *paths, TfSeriesKind kind)
{
  open_for (self, 0, paths, kind);
}

void
tf_window_open_series_beside (TfWindow *self, const char *const *paths, TfSeriesKind kind)
{
  open_for (self, 1, paths, kind);
}

/* The run that is shown goes on: it is of the epoch whose file its features are from. */
void
tf_window_come_back_to_series (TfWindow *self, guint run, const char *folder)
{
  const char *paths[] = { folder, NULL };
  GFile *file = tf_source_get_file (tf_lab_get_features_of (self->lab, run)->source);
  g_autofree char *page = g_strdup (tf_page_get_id (tf_theory_view_get_page (self->theory_view)));

  tf_window_close_series (self, run);
  begin (self, run, paths, TF_SERIES_EPOCHS);
  self->series->announced[run] = TRUE;
  tf_open_series_set_shown (tf_series_pair_get (self->series->pair, run), g_file_peek_path (file));
  g_action_group_change_action_state (G_ACTION_GROUP (self), "page", g_variant_new_string (page));
  g_signal_emit_by_name (self, "epochs-changed");
  tf_window_update (self);
}

TfOpenSeries *
tf_window_get_open_series (TfWindow *self, guint run)
{
  return self->series != NULL ? tf_series_pair_get (self->series->pair, run) : NULL;
}

TfEpochs *
tf_window_get_epochs (TfWindow *self, int *shown)
{
  *shown = self->series != NULL ? get_shown (self) : -1;
  return self->series != NULL ? get_epochs (self) : NULL;
}

TfEpochs *
tf_window_get_epochs_beside (TfWindow *self, int *shown)
{
  TfOpenSeries *other = self->series != NULL ? tf_series_pair_get_other (self->series->pair) : NULL;

  *shown = other != NULL ? tf_open_series_get_shown (other) : -1;
  return other != NULL ? tf_open_series_get_epochs (other) : NULL;
}

gboolean
tf_window_is_chosen_of_series (TfWindow *self)
{
  return tf_window_get_open_series (self, tf_lab_has_two (self->lab) ? tf_lab_get_chosen (self->lab) : 0) != NULL;
}

static void
ask_complexity (TfWindow *self)
{
  if (self->series != NULL && self->theory_view != NULL)
    tf_epoch_reader_ask_complexity (tf_open_series_get_reader (tf_series_pair_get_leader (self->series->pair)),
                                    tf_theory_view_wants_complexity (self->theory_view) ? tf_window_get_parameters (self) : NULL);
}

/* --- actions --- */

void
tf_window_choose_epoch (TfWindow *self, int row)
{
  set_playing (self, FALSE);
  tf_series_pair_ask (self->series->pair, row);
}

static void
sent_cb (TfWindow *self, double epoch)
{
  set_playing (self, FALSE);
  tf_series_pair_go_to (self->series->pair, epoch);
}

static void
play_epochs_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  gboolean playing = self->series != NULL && !self->series->playing;

  if (self->series == NULL || get_epochs (self) == NULL)
    return;
  /* From the end, from the start. */
  if (playing && !tf_series_pair_can_step (self->series->pair, 1))
    tf_series_pair_go_back (self->series->pair);
  set_playing (self, playing);
}

static void
step_by_hand (TfWindow *self, int by)
{
  if (self->series == NULL)
    return;
  set_playing (self, FALSE);
  tf_series_pair_step (self->series->pair, by);
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

void
tf_window_make_series (TfWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "play-epochs", .activate = play_epochs_cb },
    { .name = "next-epoch", .activate = next_epoch_cb },
    { .name = "previous-epoch", .activate = previous_epoch_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (self, "taking", G_CALLBACK (taking_cb), self, 0);
  g_signal_connect_object (self->lab, "runs-changed", G_CALLBACK (runs_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lab, "problem-changed", G_CALLBACK (ask_complexity), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->theory_view, "question-changed", G_CALLBACK (ask_complexity), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->epoch_bar, "chosen", G_CALLBACK (tf_window_choose_epoch), self);
  g_signal_connect_swapped (self->epoch_bar, "sent", G_CALLBACK (sent_cb), self);
}
