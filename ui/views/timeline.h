/* timeline.h: the run so far, to be gone back in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A strip on the logarithmic scale of time, with a tick a decade and a mark at
 * each change of parameters, and a handle where the run is looked at. "sought"
 * (double t) is emitted while the handle is moved: by dragging, clicking, and with
 * the keyboard, Left and Right, Page Up and Down, Home and End.
 */
#pragma once

#include <gtk/gtk.h>

#include "frame.h"

G_BEGIN_DECLS

#define TF_TYPE_TIMELINE (tf_timeline_get_type ())
G_DECLARE_FINAL_TYPE (TfTimeline, tf_timeline, TF, TIMELINE, GtkWidget)

GtkWidget *tf_timeline_new (void);

/* Keeps a reference; NULL: nothing to go back in. */
void tf_timeline_set_frame (TfTimeline *self, TfFrame *frame);

/* By a share of the strip's length, as if by hand. */
void tf_timeline_move (TfTimeline *self, double share);

G_END_DECLS
