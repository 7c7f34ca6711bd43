/* geometry-view.h: the matrix of angles, with the cell under the pointer read out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * With the keyboard, arrows move from cell to cell; Escape ends the readout.
 */
#pragma once

#include <gtk/gtk.h>

#include "plot-geometry.h"

G_BEGIN_DECLS

#define TF_TYPE_GEOMETRY_VIEW (tf_geometry_view_get_type ())
G_DECLARE_FINAL_TYPE (TfGeometryView, tf_geometry_view, TF, GEOMETRY_VIEW, GtkWidget)

GtkWidget *tf_geometry_view_new (void);

/* Keeps a reference; NULL: nothing to show. */
void     tf_geometry_view_set_frame (TfGeometryView *self, TfFrame *frame);
TfFrame *tf_geometry_view_get_frame (TfGeometryView *self);

/* Of the run, where it needs one (static, or NULL), and the runs beside it (borrowed until
 * others are set). */
void tf_geometry_view_set_name (TfGeometryView *self, const char *name);
void tf_geometry_view_set_companions (TfGeometryView *self, TfCompanions companions);

/* A frame around the cell of two classes, by their names; NULL: around none. */
void tf_geometry_view_mark (TfGeometryView *self, const char *first, const char *second);

G_END_DECLS
