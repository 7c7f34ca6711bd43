/* means-view-motion.c: class means on their way from one run's start to another's
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>

#include "frame-blend.h"
#include "means-view-private.h"

void
tf_means_view_end_motion (TfMeansView *self)
{
  if (self->motion_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->motion_tick);
  self->motion_tick = 0;
  g_clear_pointer (&self->between, tf_frame_unref);
  g_clear_pointer (&self->motion_from, tf_frame_unref);
}

static void
move (TfMeansView *self, double share)
{
  TfFrame *between = tf_frame_blend (self->motion_from, self->frame, share);

  self->motion_share = share;
  g_clear_pointer (&self->between, tf_frame_unref);
  self->between = between;
}

/* The last step is not taken here: what is drawn then is the frame itself. */
static gboolean
moved_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  TfMeansView *self = TF_MEANS_VIEW (widget);
  double share = self->motion_share + tf_means_view_measure_tick (clock, &self->motion_time) / self->motion_seconds;
  gboolean goes_on = share < 1;

  if (goes_on)
    move (self, share);
  else
    tf_means_view_end_motion (self);
  tf_means_view_follow_camera (self);
  return goes_on;
}

TfFrame *
tf_means_view_choose_motion (TfMeansView *self, TfFrame *frame)
{
  TfFrame *from = tf_means_view_get_drawn (self);
  gboolean moves = from != NULL && self->keeps_scale && self->motion_seconds > 0 && frame->t == 0
                   && gtk_widget_get_mapped (GTK_WIDGET (self)) && adw_get_enable_animations (GTK_WIDGET (self))
                   && tf_frame_can_blend (from, frame);

  return moves ? tf_frame_ref (from) : NULL;
}

void
tf_means_view_follow_motion (TfMeansView *self, gboolean same_run, TfFrame *from)
{
  if (from != NULL)
    {
      tf_means_view_end_motion (self);
      self->motion_from = from;
      self->motion_time = 0;
      self->motion_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), moved_cb, NULL, NULL);
      move (self, 0);
    }
  else if (self->motion_from != NULL && same_run && self->frame->t == 0)
    move (self, self->motion_share);
  else
    tf_means_view_end_motion (self);
}

void
tf_means_view_set_motion (TfMeansView *self, double seconds, const char *note)
{
  char *copy = g_strdup (note);

  g_return_if_fail (TF_IS_MEANS_VIEW (self));
  g_free (self->motion_note);
  self->motion_note = copy;
  self->motion_seconds = seconds;
}

gboolean
tf_means_view_is_moving (TfMeansView *self)
{
  return self->motion_tick != 0;
}
