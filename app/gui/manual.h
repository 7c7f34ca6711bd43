/* manual.h: the manual, opened with F1
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* In the desktop's browser, from this machine: it is there without a network. window: for the
 * dialog that says why it does not open; may be NULL. */
void tf_show_manual (GtkWindow *window);

G_END_DECLS
