/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "means-view.h"

#include <adwaita.h>
#include <math.h>

#include "frame-blend.h"
#include "means-view-private.h"
#include "number-format.h"
#include "plot-widget.h"

#define TRAIL_LENGTH 40
#define TOUR_SPEED 0.25 /* radians a second */

enum
{
  PROP_SHOW_WEIGHTS = 1,
  PROP_SHOW_SAMPLES,
  PROP_SHOW_TRAILS,
  PROP_SHOW_LIMIT,
  PROP_FIXED_VIEW,
  PROP_HOLD_SCALE,
  PROP_TOURING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TfMeansView, tf_means_view, GTK_TYPE_WIDGET)

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

/* Classes by their names, which hold whatever features come. */
static guint64
find_marked (TfMeansView *self)
{
  guint64 marked = 0;
  guint k;

  for (guint i = 0; i < self->marks->len; i++)
    if (tf_frame_find_class (self->frame, self->marks->pdata[i], &k))
      marked |= tf_means_mark (k);
  return marked;
}

static void
draw (cairo_t *cr, double width, double height, const TfPlotStyle *style, gpointer user_data)
{
  TfMeansView *self = user_data;

  self->options.marked = self->marks->len > 0 ? find_marked (self) : 0;

  self->options.note = self->between != NULL ? self->motion_note : NULL;
  tf_plot_means_draw (cr, width, height, tf_means_view_get_drawn (self), tf_means_view_get_leader (self)->camera, &self->options, style);
}

static void
tf_means_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  tf_plot_widget_snapshot (widget, snapshot, draw, widget);
}

static gboolean
toured_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  TfMeansView *self = TF_MEANS_VIEW (widget);

  tf_means_camera_tour (self->camera, TOUR_SPEED * tf_means_view_measure_tick (clock, &self->tour_time));
  tf_means_view_follow_camera (self);
  return G_SOURCE_CONTINUE;
}

static void
tf_means_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TfMeansView *self = TF_MEANS_VIEW (object);

  switch (id)
    {
    case PROP_SHOW_WEIGHTS:
      tf_means_view_set_show_weights (self, g_value_get_boolean (value));
      break;
    case PROP_SHOW_SAMPLES:
      tf_means_view_set_show_samples (self, g_value_get_boolean (value));
      break;
    case PROP_SHOW_TRAILS:
      tf_means_view_set_show_trails (self, g_value_get_boolean (value));
      break;
    case PROP_SHOW_LIMIT:
      tf_means_view_set_show_limit (self, g_value_get_boolean (value));
      break;
    case PROP_FIXED_VIEW:
      tf_means_view_set_fixed (self, g_value_get_boolean (value));
      break;
    case PROP_HOLD_SCALE:
      tf_means_view_set_hold_scale (self, g_value_get_boolean (value));
      break;
    case PROP_TOURING:
      tf_means_view_set_touring (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tf_means_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TfMeansView *self = TF_MEANS_VIEW (object);

  switch (id)
    {
    case PROP_SHOW_WEIGHTS:
      g_value_set_boolean (value, self->options.show_weights);
      break;
    case PROP_SHOW_SAMPLES:
      g_value_set_boolean (value, self->options.show_samples);
      break;
    case PROP_SHOW_TRAILS:
      g_value_set_boolean (value, self->options.trail != NULL);
      break;
    case PROP_SHOW_LIMIT:
      g_value_set_boolean (value, self->show_limit);
      break;
    case PROP_FIXED_VIEW:
      g_value_set_boolean (value, self->camera->fixed);
      break;
    case PROP_HOLD_SCALE:
      g_value_set_boolean (value, self->camera->held);
      break;
    case PROP_TOURING:
      g_value_set_boolean (value, self->tour_tick != 0);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tf_means_view_dispose (GObject *object)
{
  TfMeansView *self = TF_MEANS_VIEW (object);

  if (self->tour_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tour_tick);
  self->tour_tick = 0;
  if (self->approach_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->approach_tick);
  self->approach_tick = 0;
  tf_means_view_end_motion (self);
  g_clear_pointer (&self->frame, tf_frame_unref);
  self->options.limit = NULL;
  g_clear_pointer (&self->survey, tf_survey_unref);
  G_OBJECT_CLASS (tf_means_view_parent_class)->dispose (object);
}

static void
tf_means_view_finalize (GObject *object)
{
  TfMeansView *self = TF_MEANS_VIEW (object);

  tf_means_camera_free (self->camera);
  g_clear_pointer (&self->wanted, tf_means_camera_free);
  tf_means_trail_free (self->trail);
  g_free (self->motion_note);
  g_ptr_array_unref (self->marks);
  G_OBJECT_CLASS (tf_means_view_parent_class)->finalize (object);
}

static void
tf_means_view_class_init (TfMeansViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->set_property = tf_means_view_set_property;
  object_class->get_property = tf_means_view_get_property;
  object_class->dispose = tf_means_view_dispose;
  object_class->finalize = tf_means_view_finalize;
  widget_class->snapshot = tf_means_view_snapshot;

  properties[PROP_SHOW_WEIGHTS] = g_param_spec_boolean ("show-weights", NULL, NULL, FALSE, flags);
  properties[PROP_SHOW_SAMPLES] = g_param_spec_boolean ("show-samples", NULL, NULL, TRUE, flags);
  properties[PROP_SHOW_TRAILS] = g_param_spec_boolean ("show-trails", NULL, NULL, FALSE, flags);
  properties[PROP_SHOW_LIMIT] = g_param_spec_boolean ("show-limit", NULL, NULL, TRUE, flags);
  properties[PROP_FIXED_VIEW] = g_param_spec_boolean ("fixed-view", NULL, NULL, FALSE, flags);
  properties[PROP_HOLD_SCALE] = g_param_spec_boolean ("hold-scale", NULL, NULL, FALSE, flags);
  properties[PROP_TOURING] = g_param_spec_boolean ("touring", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "meansview");
}

static void
tf_means_view_init (TfMeansView *self)
{
  self->camera = tf_means_camera_new ();
  self->trail = tf_means_trail_new (TRAIL_LENGTH);
  self->options = TF_MEANS_OPTIONS_DEFAULT;
  self->options.title = tf_view_means.title;
  self->marks = g_ptr_array_new_with_free_func (g_free);
  self->show_limit = TRUE;
  tf_plot_widget_init (GTK_WIDGET (self), "Class means");
  tf_means_view_add_controllers (self);
}

GtkWidget *
tf_means_view_new (void)
{
  return g_object_new (TF_TYPE_MEANS_VIEW, NULL);
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
static void
follow_limit (TfMeansView *self)
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

/* Where the means have been is another place in another space. */
static void
look_anew (TfMeansView *self)
{
  tf_means_trail_clear (self->trail);
  follow_limit (self);
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
  follow_limit (self);
  tf_means_view_follow_camera (self);
  tf_plot_widget_keep_described (GTK_WIDGET (self), describe_cb);
}

TfFrame *
tf_means_view_get_frame (TfMeansView *self)
{
  return self->frame;
}

const TfMeansCamera *
tf_means_view_get_camera (TfMeansView *self)
{
  return self->camera;
}

const TfMeansOptions *
tf_means_view_get_options (TfMeansView *self)
{
  return &self->options;
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
      look_anew (follower);
    }
  tf_means_view_follow_camera (self);
}

void
tf_means_view_set_name (TfMeansView *self, const char *name)
{
  self->options.name = name;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tf_means_view_set_companions (TfMeansView *self, TfCompanions companions)
{
  self->options.companions = companions;
  gtk_widget_queue_draw (GTK_WIDGET (self));
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

static void
set_option (TfMeansView *self, gboolean *option, gboolean value, guint property)
{
  if (!*option == !value)
    return;
  *option = !!value;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

void
tf_means_view_mark (TfMeansView *self, const char *name)
{
  g_return_if_fail (TF_IS_MEANS_VIEW (self));
  if (name != NULL)
    g_ptr_array_add (self->marks, g_strdup (name));
  else
    g_ptr_array_set_size (self->marks, 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tf_means_view_set_show_weights (TfMeansView *self, gboolean show)
{
  set_option (self, &self->options.show_weights, show, PROP_SHOW_WEIGHTS);
}

void
tf_means_view_set_show_samples (TfMeansView *self, gboolean show)
{
  set_option (self, &self->options.show_samples, show, PROP_SHOW_SAMPLES);
}

void
tf_means_view_set_show_trails (TfMeansView *self, gboolean show)
{
  if (!show == (self->options.trail == NULL))
    return;
  self->options.trail = show ? self->trail : NULL;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_TRAILS]);
}

void
tf_means_view_set_fixed (TfMeansView *self, gboolean fixed)
{
  g_return_if_fail (TF_IS_MEANS_VIEW (self) && self->leader == NULL);
  if (!self->camera->fixed == !fixed)
    return;
  self->camera->fixed = !!fixed;
  if (self->follower != NULL)
    self->follower->camera->fixed = !!fixed; /* which looks through it where its features have other dimensions */
  look_anew (self);
  if (self->follower != NULL)
    look_anew (self->follower);
  tf_means_view_follow_camera (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIXED_VIEW]);
}

void
tf_means_view_set_hold_scale (TfMeansView *self, gboolean held)
{
  g_return_if_fail (TF_IS_MEANS_VIEW (self) && self->leader == NULL);
  if (!self->camera->held == !held)
    return;
  self->camera->held = !!held;
  tf_means_view_follow_camera (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HOLD_SCALE]);
}

void
tf_means_view_set_touring (TfMeansView *self, gboolean touring)
{
  if (!touring == (self->tour_tick == 0))
    return;
  if (touring)
    {
      self->tour_time = 0;
      self->tour_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), toured_cb, NULL, NULL);
    }
  else
    {
      gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tour_tick);
      self->tour_tick = 0;
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOURING]);
}

gboolean
tf_means_view_get_touring (TfMeansView *self)
{
  return self->tour_tick != 0;
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
  follow_limit (self);
}

void
tf_means_view_set_show_limit (TfMeansView *self, gboolean show)
{
  g_return_if_fail (TF_IS_MEANS_VIEW (self));
  set_option (self, &self->show_limit, show, PROP_SHOW_LIMIT);
  follow_limit (self);
}

void
tf_means_view_set_keeps_scale (TfMeansView *self, gboolean keeps_scale)
{
  g_return_if_fail (TF_IS_MEANS_VIEW (self));
  self->keeps_scale = keeps_scale;
}
