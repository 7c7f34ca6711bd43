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

/* Says of a widget what is on it now. */
typedef void (*TfPlotDescribeFunc) (GtkWidget *widget);

/* What is on the widget has changed: describe is called now, or where that was within
 * the last second (a screen reader is not to be drowned) at the end of it, so that what
 * is said in the end is what is shown in the end. */
void tf_plot_widget_keep_described (GtkWidget *widget, TfPlotDescribeFunc describe);

/* The accessible description, taken. */
void tf_plot_widget_describe (GtkWidget *widget, char *description);

G_END_DECLS
