/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "theory-text.h"

#include <string.h>

#include "symbol-markup.h"

char *
tf_theory_sentence (const char *sentence)
{
  g_autofree char *markup = tf_symbol_markup (sentence);
  gunichar first = g_utf8_get_char (markup);
  GString *text = g_string_new (NULL);

  /* A symbol stays as it is written. */
  g_string_append_unichar (text, first < 0x80 ? g_unichar_toupper (first) : first);
  if (markup[0] != '\0')
    g_string_append (text, g_utf8_next_char (markup));
  if (text->len > 0 && strchr (".!?…", text->str[text->len - 1]) == NULL)
    g_string_append_c (text, '.');
  return g_string_free (text, FALSE);
}

gboolean
tf_theory_is_balanced (const TfMoments *moments)
{
  for (guint k = 1; k < moments->n_classes; k++)
    if (moments->sizes[k] != moments->sizes[0])
      return FALSE;
  return TRUE;
}
