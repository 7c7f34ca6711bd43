/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot-hands.h"

#include <math.h>

#define KEY "tf-plot-hand"

/* The widget holds it. */
typedef struct
{
  const TfPlotHands *hands;
  gboolean is_over; /* the pointer */
  gboolean rests;   /* it is taken to be gone */
  double   x, y;    /* on the surface, where it was last seen */
} Hand;

static GtkWidget *
get_widget (gpointer controller)
{
  return gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, Hand *hand)
{
  gtk_widget_grab_focus (get_widget (gesture));
  if (hand->hands->click != NULL)
    hand->hands->click (get_widget (gesture), x, y);
}

/* What is laid out anew, or shown, under a pointer tells of it again. */
static gboolean
has_moved (Hand *hand, GtkEventController *controller)
{
  GdkEvent *event = gtk_event_controller_get_current_event (controller);
  double x = hand->x, y = hand->y;

  if (event == NULL || !gdk_event_get_position (event, &hand->x, &hand->y))
    return TRUE;
  return fabs (x - hand->x) >= 0.5 || fabs (y - hand->y) >= 0.5;
}

static void
moved_cb (GtkEventControllerMotion *controller, double x, double y, Hand *hand)
{
  gboolean moved = has_moved (hand, GTK_EVENT_CONTROLLER (controller));

  if (hand->rests && !moved)
    return;
  hand->rests = FALSE;
  hand->is_over = TRUE;
  hand->hands->point (get_widget (controller), TRUE, x, y);
}

static void
left_cb (GtkEventControllerMotion *controller, Hand *hand)
{
  hand->is_over = FALSE;
  hand->hands->point (get_widget (controller), FALSE, 0, 0);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, Hand *hand)
{
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return GDK_EVENT_PROPAGATE;
  return hand->hands->press_key (get_widget (controller), key);
}

void
tf_plot_hands_attach (GtkWidget *widget, const TfPlotHands *hands)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new (), *key = gtk_event_controller_key_new ();
  Hand *hand = g_new0 (Hand, 1);

  hand->hands = hands;
  g_object_set_data_full (G_OBJECT (widget), KEY, hand, g_free);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), hand);
  g_signal_connect (motion, "motion", G_CALLBACK (moved_cb), hand);
  g_signal_connect (motion, "leave", G_CALLBACK (left_cb), hand);
  g_signal_connect (key, "key-pressed", G_CALLBACK (key_pressed_cb), hand);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, key);
}

/* x, y: of the pointer on the surface, or NULL where it is not known. */
static void
rest_at (GtkWidget *widget, const double *x, const double *y)
{
  Hand *hand = g_object_get_data (G_OBJECT (widget), KEY);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    rest_at (child, x, y);
  if (hand == NULL)
    return;
  hand->rests = TRUE;
  hand->x = x != NULL ? *x : hand->x;
  hand->y = y != NULL ? *y : hand->y;
  if (hand->is_over)
    hand->hands->point (widget, FALSE, 0, 0);
  hand->is_over = FALSE;
}

void
tf_plot_hands_rest (GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GdkSurface *surface = native != NULL ? gtk_native_get_surface (native) : NULL;
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (widget));
  GdkDevice *pointer = seat != NULL ? gdk_seat_get_pointer (seat) : NULL;
  double x, y;

  if (surface != NULL && pointer != NULL && gdk_surface_get_device_position (surface, pointer, &x, &y, NULL))
    rest_at (widget, &x, &y);
  else
    rest_at (widget, NULL, NULL);
}
