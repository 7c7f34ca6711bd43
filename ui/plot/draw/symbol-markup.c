/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "symbol-markup.h"

char *
tf_symbol_markup (const char *words)
{
  g_autofree char *escaped = g_markup_escape_text (words, -1);
  GString *markup = g_string_new (NULL);

  for (const char *p = escaped; *p != '\0'; p++)
    if (*p == '_' && p > escaped && (guchar) p[-1] >= 0x80 && g_ascii_isalpha (p[1]))
      {
        /* After a Greek letter: λ_W, Σ_B. */
        g_string_append_printf (markup, "<sub>%c</sub>", p[1]);
        p++;
      }
    else
      g_string_append_c (markup, *p);
  return g_string_free (markup, FALSE);
}
