/* measured-dialog.h: what is measured: every metric with its definition, ours and other codes'
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A window over parent, to be presented. */
GtkWindow *tf_measured_dialog_new (GtkWindow *parent);

/* The same as text: a line a metric, name, tab, definition; a line without a tab begins
 * another code's. Caller frees. */
char *tf_measured_dialog_make_text (void);

G_END_DECLS
