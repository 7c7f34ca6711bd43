/* window-private.h: the window's own: actions, keeping, export
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "window-showing.h"

G_BEGIN_DECLS

/* window-actions.c */
void tf_window_class_add_keys (GtkWidgetClass *widget_class);
void tf_window_add_actions (TfWindow *self);

/* window-link.c */
void tf_window_make_links (TfWindow *self);

/* window-session.c */
void tf_window_begin_keeping (TfWindow *self); /* once there are views and actions */
void tf_window_end_keeping (TfWindow *self);
/* For what is saved of this run: where its session was; else beside the features; or NULL. */
GFile *tf_window_suggest_folder (TfWindow *self);

/* window-export.c */
void tf_window_begin_exporting (TfWindow *self);
void tf_window_end_exporting (TfWindow *self);
/* what: the parameter of win.export-data. On a thread; a toast says what came of it. */
gboolean tf_window_export (TfWindow *self, const char *what, const char *path);

/* window-autosave.c */
void tf_window_begin_autosave (TfWindow *self);
void tf_window_end_autosave (TfWindow *self); /* writes what is not yet written */

G_END_DECLS
