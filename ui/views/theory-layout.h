/* theory-layout.h: plots of a page one above or beside the other, with controls over them and words below
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Children that expand share evenly what the others leave: these have their natural height, but
 * the last child, the words, no more than a part of the whole, so that plots are never squeezed. Where several that expand
 * would be low they stand side by side, if there is the width for it; where they would be too low to be read and there is
 * not, the first has all of it, and the others are not shown. */
GtkLayoutManager *tf_theory_layout_new (void);

G_END_DECLS
