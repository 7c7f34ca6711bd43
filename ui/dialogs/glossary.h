/* glossary.h: all words of the window, to be searched
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The texts of words.h, group after group, with *Show Me*.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* parent has the action "win.show-word". */
GtkWindow *tf_glossary_new (GtkWindow *parent);

G_END_DECLS
