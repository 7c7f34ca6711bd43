/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "means-view-private.h"
#include "plot-hands.h"
#include "plot-widget.h"

#define KEY_ANGLE (G_PI / 36)
#define KEY_ZOOM 1.15

static void
drag_began_cb (GtkGestureDrag *gesture, double x, double y, TfMeansView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->drag_x = self->drag_y = 0;
}

/* In a plane the hand holds a point, and turns it about the middle. */
static void
roll (TfMeansView *self, GtkGestureDrag *gesture, double dx, double dy)
{
  double x, y;

  if (!gtk_gesture_drag_get_start_point (gesture, &x, &y))
    return;
  x += self->drag_x - gtk_widget_get_width (GTK_WIDGET (self)) / 2.0;
  y += self->drag_y - gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;
  tf_means_view_rotate (self, atan2 (y, x) - atan2 (y + dy, x + dx), 0);
}

static void
drag_updated_cb (GtkGestureDrag *gesture, double offset_x, double offset_y, TfMeansView *self)
{
  double dx = offset_x - self->drag_x, dy = offset_y - self->drag_y;
  double radius = MAX (MIN (gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self))), 100)
                  / 2.0;

  if (self->camera->dim == 2)
    roll (self, gesture, dx, dy);
  else
    tf_means_view_rotate (self, dx / radius, -dy / radius);
  self->drag_x = offset_x;
  self->drag_y = offset_y;
}

static gboolean
scrolled_cb (GtkEventControllerScroll *controller, double dx, double dy, TfMeansView *self)
{
  tf_means_view_zoom_by (self, pow (1.1, -CLAMP (dy, -10, 10)));
  return GDK_EVENT_STOP;
}

static void
pinch_began_cb (GtkGesture *gesture, GdkEventSequence *sequence, TfMeansView *self)
{
  self->pinch = 1;
}

static void
pinched_cb (GtkGestureZoom *gesture, double scale, TfMeansView *self)
{
  tf_means_view_zoom_by (self, scale / self->pinch);
  self->pinch = scale;
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, TfMeansView *self)
{
  if (n_press == 2)
    tf_means_view_reset (self);
}

static void
set_highlighted (TfMeansView *self, int k)
{
  if (self->options.highlighted == k)
    return;
  self->options.highlighted = k;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
point (GtkWidget *widget, gboolean present, double x, double y)
{
  TfMeansView *self = TF_MEANS_VIEW (widget);
  TfPlotStyle style;

  if (!present)
    {
      set_highlighted (self, -1);
      return;
    }
  tf_plot_widget_get_style (widget, &style);
  set_highlighted (self, tf_plot_means_hit (gtk_widget_get_width (widget), gtk_widget_get_height (widget),
                                            tf_means_view_get_drawn (self), tf_means_view_get_leader (self)->camera, &style,
                                            x, y));
}

static gboolean
press_key (GtkWidget *widget, guint key)
{
  TfMeansView *self = TF_MEANS_VIEW (widget);

  switch (key)
    {
    case GDK_KEY_Left:
      tf_means_view_rotate (self, -KEY_ANGLE, 0);
      return GDK_EVENT_STOP;
    case GDK_KEY_Right:
      tf_means_view_rotate (self, KEY_ANGLE, 0);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
      tf_means_view_rotate (self, 0, KEY_ANGLE);
      return GDK_EVENT_STOP;
    case GDK_KEY_Down:
      tf_means_view_rotate (self, 0, -KEY_ANGLE);
      return GDK_EVENT_STOP;
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      tf_means_view_zoom_by (self, KEY_ZOOM);
      return GDK_EVENT_STOP;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      tf_means_view_zoom_by (self, 1 / KEY_ZOOM);
      return GDK_EVENT_STOP;
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
    case GDK_KEY_Home:
      tf_means_view_reset (self);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

void
tf_means_view_add_controllers (TfMeansView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *drag = gtk_gesture_drag_new (), *zoom = gtk_gesture_zoom_new (), *click = gtk_gesture_click_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  static const TfPlotHands hands = { .point = point, .press_key = press_key };

  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_began_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_updated_cb), self);
  g_signal_connect (zoom, "begin", G_CALLBACK (pinch_began_cb), self);
  g_signal_connect (zoom, "scale-changed", G_CALLBACK (pinched_cb), self);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scrolled_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (zoom));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, scroll);
  tf_plot_hands_attach (widget, &hands);
}
