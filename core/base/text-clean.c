/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "text-clean.h"

static gboolean
is_clean (gunichar c)
{
  if (c == 0x2028 || c == 0x2029) /* ends of line and paragraph */
    return FALSE;
  return c >= 0x20 && (c < 0x7f || c > 0x9f) && (c & 0xfffe) != 0xfffe;
}

char *
tf_text_clean (const char *text, gssize length)
{
  g_autofree char *valid = g_utf8_make_valid (text, length);
  GString *clean = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (clean, c == '\t' ? ' ' : is_clean (c) ? c : 0xfffd);
    }
  return g_string_free (clean, FALSE);
}
