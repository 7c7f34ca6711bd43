/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "status-line.h"

#include "number-format.h"

#define SLOW_STEP 1500 /* ms */

/* What there is to say besides the statuses themselves. */
enum
{
  STARTING = TF_RUN_FAILED + 1,
  SLOW,
  PAUSING,
  WAITING
};

static const struct
{
  const char *icon;
  const char *sentence;
} statuses[] = {
  [TF_RUN_EMPTY] = { "content-loading-symbolic", "Working out the first state" },
  [TF_RUN_PAUSED] = { "media-playback-pause-symbolic", "Paused" },
  [TF_RUN_PLAYING] = { "media-playback-start-symbolic", "Playing" },
  [TF_RUN_SETTLED] = { "object-select-symbolic", "Settled at an equilibrium" },
  [TF_RUN_ENDLESS] = { "media-playback-stop-symbolic", "Stopped" },
  [TF_RUN_DIVERGED] = { "dialog-warning-symbolic", "Diverged" },
  [TF_RUN_FAILED] = { "dialog-error-symbolic", "The solver stopped" },
  [STARTING] = { "content-loading-symbolic", "Starting" },
  [SLOW] = { "media-playback-start-symbolic", "Playing; a step takes seconds" },
  [PAUSING] = { "media-playback-pause-symbolic", "Pausing after this step" },
  [WAITING] = { "content-loading-symbolic", "Waiting for the first file" },
};

/* The status, or one of the above. */
static int
find_state (const TfStatusLine *self, TfRunStatus status)
{
  if (status == TF_RUN_EMPTY && self->lacks_files)
    return WAITING;
  if (status == TF_RUN_PAUSED && self->wants_play)
    return STARTING;
  if (status == TF_RUN_PLAYING && !self->wants_play)
    return PAUSING;
  return status == TF_RUN_PLAYING && self->is_slow ? SLOW : (int) status;
}

static gboolean
say_slow_cb (gpointer user_data)
{
  TfStatusLine *self = user_data;

  self->waits = 0;
  self->is_slow = TRUE;
  if (g_str_equal (gtk_label_get_label (self->label), statuses[TF_RUN_PLAYING].sentence))
    gtk_label_set_label (self->label, statuses[find_state (self, TF_RUN_PLAYING)].sentence);
  return G_SOURCE_REMOVE;
}

/* public */

void
tf_status_line_stop (TfStatusLine *self)
{
  g_clear_handle_id (&self->waits, g_source_remove);
}

void
tf_status_line_take (TfStatusLine *self, const TfFrame *frame)
{
  gboolean is_playing = frame != NULL && frame->status == TF_RUN_PLAYING;
  gint64 now = g_get_monotonic_time ();

  self->is_slow = self->is_slow && is_playing && now - self->came_at >= SLOW_STEP * (gint64) 1000;
  self->came_at = now;
  tf_status_line_stop (self);
  if (is_playing)
    self->waits = g_timeout_add (SLOW_STEP, say_slow_cb, self);
}

void
tf_status_line_set_wish (TfStatusLine *self, gboolean play, const TfFrame *frame)
{
  if (self->wants_play == play)
    return;
  self->wants_play = play;
  tf_status_line_show (self, frame);
}

void
tf_status_line_set_lacks_files (TfStatusLine *self, gboolean lacks, const TfFrame *frame)
{
  if (self->lacks_files == lacks)
    return;
  self->lacks_files = lacks;
  tf_status_line_show (self, frame);
}

void
tf_status_line_show (TfStatusLine *self, const TfFrame *frame)
{
  TfRunStatus status = frame != NULL ? frame->status : TF_RUN_EMPTY;
  int state = find_state (self, status);
  const char *sentence = statuses[state].sentence;
  g_autofree char *text = NULL;

  if (frame != NULL && tf_frame_is_past (frame))
    {
      g_autofree char *t = tf_format_number_short (frame->t, 3), *latest = tf_format_number_short (frame->latest.t, 3);

      text = g_strdup_printf ("Looking at t = %s; the run has come to t = %s", t, latest);
    }
  else if (frame != NULL && frame->message != NULL)
    text = g_strdup_printf ("%s: %s", sentence, frame->message);
  else if (frame != NULL && frame->rising)
    text = g_strdup_printf ("%s; the objective rose in this iteration", sentence);
  else
    text = g_strdup (sentence);
  if (g_strcmp0 (gtk_label_get_label (self->label), text) == 0)
    return;
  gtk_label_set_label (self->label, text);
  gtk_image_set_from_icon_name (self->icon, statuses[state].icon);
  if (status == TF_RUN_DIVERGED || status == TF_RUN_FAILED)
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), "warning");
}
