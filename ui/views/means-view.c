/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "means-view.h"

#include <adwaita.h>
#include <math.h>

#include "means-view-private.h"
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
  tf_means_view_look_anew (self);
  if (self->follower != NULL)
    tf_means_view_look_anew (self->follower);
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

void
tf_means_view_set_show_limit (TfMeansView *self, gboolean show)
{
  g_return_if_fail (TF_IS_MEANS_VIEW (self));
  set_option (self, &self->show_limit, show, PROP_SHOW_LIMIT);
  tf_means_view_follow_limit (self);
}

void
tf_means_view_set_keeps_scale (TfMeansView *self, gboolean keeps_scale)
{
  g_return_if_fail (TF_IS_MEANS_VIEW (self));
  self->keeps_scale = keeps_scale;
}
