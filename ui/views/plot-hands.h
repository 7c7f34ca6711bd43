/* plot-hands.h: a pointer over a plot, and keys on it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct
{
  /* The pointer is there now, or has left (then x = y = 0). */
  void (*point) (GtkWidget *widget, gboolean present, double x, double y);

  /* A key without Control, Alt or Super: GDK_EVENT_STOP, or GDK_EVENT_PROPAGATE. */
  gboolean (*press_key) (GtkWidget *widget, guint key);

  /* A button went down there; the widget has the focus. NULL: that is all. */
  void (*click) (GtkWidget *widget, double x, double y);
} TfPlotHands;

/* hands: static. */
void tf_plot_hands_attach (GtkWidget *widget, const TfPlotHands *hands);

/* The pointer is at rest and is taken to be gone, with what it brought up, until it moves again: over the widget and all
 * in it. What keys point at from then on stays. */
void tf_plot_hands_rest (GtkWidget *widget);

G_END_DECLS
