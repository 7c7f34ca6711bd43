/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "theory-text.h"

#include <string.h>

#include "symbol-markup.h"

char *
tf_theory_sentence (const char *sentence)
{
  g_autofree char *markup = tf_symbol_markup (sentence);
  GString *text = g_string_new (markup);

  text->str[0] = g_ascii_toupper (text->str[0]); /* a symbol stays as it is written */
  if (text->len > 0 && strchr (".!?…", text->str[text->len - 1]) == NULL)
    g_string_append_c (text, '.');
  return g_string_free (text, FALSE);
}
