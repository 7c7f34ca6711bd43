/* map-view.h: the map of settings, what it shows, and the cross that can be dragged
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * "look-changed" is emitted when a person asks for another map or another way to see
 * it; "moved" (double x, double y) while the cross is dragged, with what the axes
 * stand for there, y being NaN where there is one axis.
 */
#pragma once

#include <gtk/gtk.h>

#include "map-look.h"

G_BEGIN_DECLS

#define TF_TYPE_MAP_VIEW (tf_map_view_get_type ())
G_DECLARE_FINAL_TYPE (TfMapView, tf_map_view, TF, MAP_VIEW, GtkWidget)

GtkWidget *tf_map_view_new (void);

/* Borrowed; what is set is taken over as a copy, without a signal. */
const TfMapLook *tf_map_view_get_look (TfMapView *self);
void             tf_map_view_set_look (TfMapView *self, const TfMapLook *look);

/* A reference is kept; NULL: none yet, and message (may be NULL) says why there will be none.
 * is_old: of settings that are not the present ones any more. */
void tf_map_view_set_map (TfMapView *self, TfMap *map, gboolean is_old, const char *message);

/* Where the cross is; synthetic is borrowed until the next call; epoch: of a training, or NaN. */
void tf_map_view_set_now (TfMapView *self, const TfParameters *now, const TfSynthetic *synthetic, double epoch);

/* What stands below the map, as plain text. */
const char *tf_map_view_get_explanation (TfMapView *self);

G_END_DECLS
