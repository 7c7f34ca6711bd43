/* symbol-markup.h: symbols within plain words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "λ_H" of plain words with a lowered H, as markup. Caller frees. */
char *tf_symbol_markup (const char *words);

G_END_DECLS
