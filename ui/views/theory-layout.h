/* theory-layout.h: plots of a page one above the other, with controls over them and words below
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Children that expand share evenly what the others leave: these have their natural height, but
 * the last child, the words, no more than a part of the whole, so that plots are never squeezed. */
GtkLayoutManager *tf_theory_layout_new (void);

G_END_DECLS
