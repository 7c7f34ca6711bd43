/* frame-log.h: what each frame of the display cost, as CSV
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A row for every cycle of a window's frame clock, in the order of the frames:
 *
 *   time        seconds since the log was opened, when the frame began; monotonic
 *   drawing_ms  spent on preparing and drawing the plots, all of them together
 *   t           of the state that is shown: flow time
 *   steps       of the solver up to that state
 *   frame_ms    of the whole frame, from its beginning until it was handed to the display
 *   cpu_ms      of it, what the main thread had of a processor
 *   plots       how many plots were drawn; 0: nothing had changed
 *   wanted      how often parameters had been changed when the frame ended
 *   shown       how many of these changes are in the state that is shown
 *
 * t, steps and shown are empty before the first state. Rows are gathered and
 * written now and then, between frames. All of it is for the main thread.
 */
#pragma once

#include <gtk/gtk.h>

#include "frame.h"

G_BEGIN_DECLS

typedef struct _TfFrameLog TfFrameLog;

/* Opens path for writing. On failure NULL, with G_IO_ERROR and one sentence
 * without the name. */
TfFrameLog *tf_frame_log_new (const char *path, GError **error);

/* Writes what is left, and frees; FALSE with G_IO_ERROR where some of it could
 * not be written, now or before. */
gboolean tf_frame_log_finish (TfFrameLog *self, GError **error);

/* The log follows the widget's frame clock until the widget is unrealized. The
 * log must live longer. One widget at a time. */
void tf_frame_log_follow (TfFrameLog *self, GtkWidget *toplevel);

/* What the next rows are to say. frame may be NULL. */
void tf_frame_log_set_state (TfFrameLog *self, const TfFrame *frame, guint64 wanted);

/* Around the preparing or drawing of plots under a followed toplevel: the time
 * between the two is added to the present frame's. Nothing for others. */
gint64 tf_frame_log_begin_drawing (GtkWidget *widget);
void   tf_frame_log_end_drawing (GtkWidget *widget, gint64 begun, guint n_plots);

G_END_DECLS
