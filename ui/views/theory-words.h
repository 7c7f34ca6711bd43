/* theory-words.h: what is said below a page of the theory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "plot-epochs-map.h"
#include "view.h"

G_BEGIN_DECLS

/* As Pango markup: what the view says of data; fits: TfFit of each measured layer against the next,
 * or NULL; map: of layers and epochs where it is drawn, or NULL. Caller frees. */
char *tf_theory_explain (const TfView *view, const TfViewData *data, const GArray *fits, const TfEpochsMap *map);

/* Its first sentences, of `most` characters at the most, but one in any case. Caller frees. */
char *tf_theory_shorten (const char *markup, guint most);

G_END_DECLS
