/* plot-widget.h: what the widgets around the plots have in common
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "plot-style.h"

G_BEGIN_DECLS

typedef void (*TfPlotDrawFunc) (cairo_t *cr, double width, double height, const TfPlotStyle *style, gpointer user_data);

/* Focusable, expanding, and drawn anew when the desktop turns dark or light. */
void tf_plot_widget_init (GtkWidget *widget, const char *label);

/* The screen's style with the widget's font. Its family is borrowed from the
 * widget until that is styled anew. */
void tf_plot_widget_get_style (GtkWidget *widget, TfPlotStyle *style);

/* Draws into pixels of the widget's scale factor, and the focus ring above. */
void tf_plot_widget_snapshot (GtkWidget *widget, GtkSnapshot *snapshot, TfPlotDrawFunc draw, gpointer user_data);

/* The same for something small that leaves most of what lies below it to be seen. */
void tf_plot_widget_snapshot_over (GtkWidget *widget, GtkSnapshot *snapshot, TfPlotDrawFunc draw, gpointer user_data);

/* TRUE once a second at the most: a screen reader is not to be drowned. *last
 * starts at 0. */
gboolean tf_plot_widget_may_describe (gint64 *last);

/* The accessible description, taken. */
void tf_plot_widget_describe (GtkWidget *widget, char *description);

G_END_DECLS
