/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot-hands.h"

static GtkWidget *
get_widget (gpointer controller)
{
  return gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  const TfPlotHands *hands = user_data;

  gtk_widget_grab_focus (get_widget (gesture));
  if (hands->click != NULL)
    hands->click (get_widget (gesture), x, y);
}

static void
moved_cb (GtkEventControllerMotion *controller, double x, double y, gpointer user_data)
{
  ((const TfPlotHands *) user_data)->point (get_widget (controller), TRUE, x, y);
}

static void
left_cb (GtkEventControllerMotion *controller, gpointer user_data)
{
  ((const TfPlotHands *) user_data)->point (get_widget (controller), FALSE, 0, 0);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, gpointer user_data)
{
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return GDK_EVENT_PROPAGATE;
  return ((const TfPlotHands *) user_data)->press_key (get_widget (controller), key);
}

void
tf_plot_hands_attach (GtkWidget *widget, const TfPlotHands *hands)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new (), *key = gtk_event_controller_key_new ();
  gpointer data = (gpointer) hands;

  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), data);
  g_signal_connect (motion, "motion", G_CALLBACK (moved_cb), data);
  g_signal_connect (motion, "leave", G_CALLBACK (left_cb), data);
  g_signal_connect (key, "key-pressed", G_CALLBACK (key_pressed_cb), data);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, key);
}
