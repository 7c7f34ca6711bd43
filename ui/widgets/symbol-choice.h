/* symbol-choice.h: a choice among words with symbols in them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A GtkDropDown (floating) whose symbols are typeset: "λ_H" with a lowered H. words: plain, NULL-terminated, copied. */
GtkWidget *tf_symbol_choice_new (const char *const *words);

G_END_DECLS
