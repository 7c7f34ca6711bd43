/* means-rig.c: the camera on the class means, the views that look through it, and its ticks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>
#include <math.h>

#include "means-view-private.h"

TfFrame *
tf_means_view_get_drawn (TfMeansView *self)
{
  return self->between != NULL ? self->between : self->frame;
}

TfMeansView *
tf_means_view_get_leader (TfMeansView *self)
{
  TfFrame *frame = tf_means_view_get_drawn (self);
  TfMeansView *leader = self->leader;
  gboolean fits = leader != NULL
                  && (frame == NULL || (leader->camera->dim == frame->view_dim && leader->camera->n_classes == frame->n_classes));

  return fits ? leader : self;
}

double
tf_means_view_measure_tick (GdkFrameClock *clock, gint64 *last)
{
  gint64 now = gdk_frame_clock_get_frame_time (clock), before = *last;

  *last = now;
  return before == 0 ? 0 : CLAMP ((now - before) / (double) G_USEC_PER_SEC, 0, 0.1);
}

static gboolean
approached_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  TfMeansView *self = TF_MEANS_VIEW (widget);

  tf_means_camera_approach (self->camera, tf_means_view_measure_tick (clock, &self->approach_time));
  gtk_widget_queue_draw (widget);
  if (self->follower != NULL)
    gtk_widget_queue_draw (GTK_WIDGET (self->follower));
  if (self->camera->shrinking)
    return G_SOURCE_CONTINUE;
  self->approach_tick = 0;
  return G_SOURCE_REMOVE;
}

/* Two frames in one picture: it is as large as the larger one needs. */
static void
fit_both (TfMeansView *self)
{
  TfFrame *other = self->follower != NULL ? self->follower->frame : NULL;
  TfMeansCamera *camera = self->camera;
  double wanted;

  tf_means_camera_fit (camera, tf_means_view_get_drawn (self));
  wanted = camera->wanted;
  if (other == NULL || other->view_dim != camera->dim || other->n_classes != camera->n_classes)
    return;
  tf_means_camera_fit (camera, other);
  camera->wanted = MAX (camera->wanted, wanted);
  camera->shrinking = camera->shrinking && camera->extent > camera->wanted;
}

void
tf_means_view_follow_camera (TfMeansView *self)
{
  if (tf_means_view_get_leader (self) != self)
    {
      gtk_widget_queue_draw (GTK_WIDGET (self));
      return;
    }
  if (self->frame != NULL)
    fit_both (self);
  if (self->follower != NULL)
    gtk_widget_queue_draw (GTK_WIDGET (self->follower));
  /* Whoever wants no motion has the other scale at once. */
  if (!adw_get_enable_animations (GTK_WIDGET (self)))
    tf_means_camera_approach (self->camera, INFINITY);
  if (self->camera->shrinking && self->approach_tick == 0)
    {
      self->approach_time = 0;
      self->approach_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), approached_cb, NULL, NULL);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tf_means_view_reset (TfMeansView *self)
{
  self = tf_means_view_get_leader (self);
  tf_means_camera_reset (self->camera, self->camera->dim, self->camera->n_classes);
  tf_means_view_follow_camera (self);
}

void
tf_means_view_rotate (TfMeansView *self, double dx, double dy)
{
  self = tf_means_view_get_leader (self);
  tf_means_camera_rotate (self->camera, dx, dy);
  tf_means_view_follow_camera (self);
}

void
tf_means_view_zoom_by (TfMeansView *self, double factor)
{
  self = tf_means_view_get_leader (self);
  tf_means_camera_zoom_by (self->camera, factor);
  tf_means_view_follow_camera (self);
}
