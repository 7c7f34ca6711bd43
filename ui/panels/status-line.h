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
} TfStatusLine;

/* frame: the one that is looked at, or NULL where there are no features. */
void tf_status_line_show (TfStatusLine *self, const TfFrame *frame);

G_END_DECLS
