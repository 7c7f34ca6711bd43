/* theory-text.h: words that the plots of the theory share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A plain sentence as markup (symbol-markup.h), with a capital at its start and a full stop at its end.
 * Caller frees. */
char *tf_theory_sentence (const char *sentence);

G_END_DECLS
