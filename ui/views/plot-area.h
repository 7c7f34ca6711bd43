/* plot-area.h: a widget around a plot that only wants a pointer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The pointer is the mouse's, or moved by Left and Right; Escape ends it.
 */
#pragma once

#include <gtk/gtk.h>

#include "plot-style.h"

G_BEGIN_DECLS

#define TF_TYPE_PLOT_AREA (tf_plot_area_get_type ())
G_DECLARE_FINAL_TYPE (TfPlotArea, tf_plot_area, TF, PLOT_AREA, GtkWidget)

typedef struct
{
  gboolean present;
  double   x, y;
} TfPlotPointer;

typedef void (*TfPlotAreaFunc) (cairo_t             *cr,
                                double               width,
                                double               height,
                                const TfPlotPointer *pointer,
                                const TfPlotStyle   *style,
                                gpointer             user_data);

/* label: accessible name. user_data must outlive the area or a call with draw = NULL. */
GtkWidget *tf_plot_area_new (const char *label);
void       tf_plot_area_set_draw (TfPlotArea *self, TfPlotAreaFunc draw, gpointer user_data);
void       tf_plot_area_set_label (TfPlotArea *self, const char *label);

/* For who cannot see it; at most one a second is passed on. */
void       tf_plot_area_describe (TfPlotArea *self, const char *description);

G_END_DECLS
