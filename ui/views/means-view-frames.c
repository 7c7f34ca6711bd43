/* means-view-frames.c: what comes to be seen in the view of class means, one frame after the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "frame-blend.h"
#include "means-view-private.h"
#include "number-format.h"
#include "plot-widget.h"

/* What the picture says itself; the metrics stand elsewhere. */
static char *
describe (TfMeansView *self)
{
  const TfFrame *frame = self->frame;
  g_autofree char *t = NULL, *view = NULL;

  if (frame == NULL)
    return g_strdup ("No features yet");
  t = tf_format_number (frame->t, 3);
  view = tf_plot_means_describe_view (frame, tf_means_view_get_leader (self)->camera);
  return g_strdup_printf ("%u class means at t = %s%s%s", frame->n_classes, t, view != NULL ? "; " : "",
                          view != NULL ? view : "");
}

static void
describe_cb (GtkWidget *widget)
{
  tf_plot_widget_describe (widget, describe (TF_MEANS_VIEW (widget)));
}

/* The camera that was asked for, where it fits the frame. */
static gboolean
take_wanted (TfMeansView *self, const TfFrame *frame)
{
  if (self->wanted == NULL || self->wanted->dim != frame->view_dim || self->wanted->n_classes != frame->n_classes)
    return FALSE;
  self->wanted->fixed = self->camera->fixed;
  self->wanted->held = self->camera->held;
  tf_means_camera_free (self->camera);
  self->camera = g_steal_pointer (&self->wanted);
  return TRUE;
}

/* What belongs to the run before: the way the means went, and the scale, unless that is held while
 * the features are the same. */
static void
begin_run (TfMeansView *self, const TfFrame *frame)
{
  if (!self->keeps_scale || self->frame == NULL || !tf_frame_can_blend (self->frame, frame))
    tf_means_trail_clear (self->trail);
  if (!take_wanted (self, frame)
      && (self->camera->dim != frame->view_dim || self->camera->n_classes != frame->n_classes))
    tf_means_camera_reset (self->camera, frame->view_dim, frame->n_classes);
  if (self->keeps_scale || (self->camera->held && self->frame != NULL && self->frame->owner == frame->owner))
    return;
  self->camera->extent = 0;
  self->camera->shrinking = FALSE;
}

static const TfMeansCamera *
get_eye (TfMeansView *self)
{
  return tf_means_view_get_leader (self)->camera;
}

/* A limit of other features than the frame's is not drawn; nor one of beta = 0,
 * where any rotation of it is as good, and the ghost shows its shape. */
void
tf_means_view_follow_limit (TfMeansView *self)
{
  const TfSurvey *survey = self->survey;
  const TfFrame *frame = self->frame;
  gboolean fits = survey != NULL && frame != NULL && survey->view_limit != NULL && survey->view_dim == frame->view_dim
                  && survey->moments->n_classes == frame->n_classes && frame->owner == survey->moments
                  && survey->question.parameters.beta > 0;

  self->options.limit = NULL;
  if (fits && self->show_limit)
    self->options.limit = get_eye (self)->fixed ? survey->fixed_limit : survey->view_limit;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tf_means_view_look_anew (TfMeansView *self)
{
  tf_means_trail_clear (self->trail);
  tf_means_view_follow_limit (self);
  tf_plot_widget_keep_described (GTK_WIDGET (self), describe_cb);
}

void
tf_means_view_set_frame (TfMeansView *self, TfFrame *frame)
{
  gboolean same_run = frame != NULL && self->frame != NULL && frame->run == self->frame->run
                      && frame->view_dim == self->camera->dim && frame->n_classes == self->camera->n_classes;

  TfFrame *from;

  g_return_if_fail (TF_IS_MEANS_VIEW (self));
  if (frame == self->frame)
    return;
  from = frame != NULL && !same_run ? tf_means_view_choose_motion (self, frame) : NULL;
  if (frame != NULL)
    {
      if (!same_run)
        begin_run (self, frame);
      if (!same_run || frame->t != self->frame->t)
        tf_means_trail_append (self->trail, frame, tf_means_camera_get_means (get_eye (self), frame));
      tf_frame_ref (frame);
    }
  g_clear_pointer (&self->frame, tf_frame_unref);
  self->frame = frame;
  tf_means_view_follow_motion (self, same_run, from);
  tf_means_view_follow_limit (self);
  tf_means_view_follow_camera (self);
  tf_plot_widget_keep_described (GTK_WIDGET (self), describe_cb);
}

TfFrame *
tf_means_view_get_frame (TfMeansView *self)
{
  return self->frame;
}

void
tf_means_view_set_follower (TfMeansView *self, TfMeansView *follower)
{
  g_return_if_fail (TF_IS_MEANS_VIEW (self) && self->leader == NULL);
  if (self->follower != NULL)
    self->follower->leader = NULL;
  self->follower = follower;
  if (follower != NULL)
    {
      follower->leader = self;
      follower->camera->fixed = self->camera->fixed;
      tf_means_view_look_anew (follower);
    }
  tf_means_view_follow_camera (self);
}

void
tf_means_view_set_camera (TfMeansView *self, TfMeansCamera *camera)
{
  g_clear_pointer (&self->wanted, tf_means_camera_free);
  self->wanted = camera;
  if (self->frame != NULL && self->frame->view_dim == camera->dim && self->frame->n_classes == camera->n_classes)
    {
      TfMeansCamera *again = tf_means_camera_copy (camera);

      take_wanted (self, self->frame);
      self->camera->extent = 0;
      tf_means_view_follow_camera (self);
      self->wanted = again; /* the frame may be the last of the run before */
    }
}

void
tf_means_view_set_survey (TfMeansView *self, TfSurvey *survey)
{
  g_return_if_fail (TF_IS_MEANS_VIEW (self));
  if (survey == self->survey)
    return;
  if (survey != NULL)
    tf_survey_ref (survey);
  self->options.limit = NULL;
  g_clear_pointer (&self->survey, tf_survey_unref);
  self->survey = survey;
  tf_means_view_follow_limit (self);
}
