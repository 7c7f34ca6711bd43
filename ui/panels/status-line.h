/* status-line.h: what the run does, as a sentence with an icon
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "frame.h"

G_BEGIN_DECLS

/* Made and owned by whoever has the two widgets. */
typedef struct
{
  GtkImage *icon;
  GtkLabel *label;
  gint64 came_at;   /* monotonic, of the last frame, shown or not */
  guint waits;      /* source that fires where the next one is long in coming, or 0 */
  gboolean is_slow; /* it has fired since the one before */
  gboolean wants_play; /* a person's wish; the run does so from its next frame on */
  gboolean lacks_files; /* a folder is watched that has none yet */
} TfStatusLine;

/* For every frame that comes, before it is shown (or is not, so as not to flicker): where the next is longer in coming
 * than a second and a half, as a step of a large problem may be, the line says so by itself. */
void tf_status_line_take (TfStatusLine *self, const TfFrame *frame);

/* Of what was asked for and is yet to begin or to end, as in a large problem's first step, the line says so. frame: as below. */
void tf_status_line_set_wish (TfStatusLine *self, gboolean play, const TfFrame *frame);

/* Where there is nothing to look at, as the folder that is watched holds no file, it is that which is waited for. */
void tf_status_line_set_lacks_files (TfStatusLine *self, gboolean lacks, const TfFrame *frame);

/* frame: the one that is looked at, or NULL where there are no features. */
void tf_status_line_show (TfStatusLine *self, const TfFrame *frame);

/* Waits no more: before the widgets are gone. */
void tf_status_line_stop (TfStatusLine *self);

G_END_DECLS
