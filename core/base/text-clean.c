/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "text-clean.h"

static gboolean
is_clean (gunichar c)
{
  if (c == 0x2028 || c == 0x2029) /* ends of line and paragraph */
    return FALSE;
  return c >= 0x20 && (c < 0x7f || c > 0x9f) && (c & 0xfffe) != 0xfffe;
}

/* keeps_lines: tabs and line ends stay as they are. */
static char *
clean_text (const char *text, gssize length, gboolean keeps_lines)
{
  g_autofree char *valid = g_utf8_make_valid (text, length);
  GString *clean = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (keeps_lines && (c == '\t' || c == '\n' || c == '\r'))
        g_string_append_c (clean, (char) c);
      else
        g_string_append_unichar (clean, c == '\t' ? ' ' : is_clean (c) ? c : 0xfffd);
    }
  return g_string_free (clean, FALSE);
}

char *
tf_text_clean (const char *text, gssize length)
{
  return clean_text (text, length, FALSE);
}

char *
tf_text_clean_lines (const char *text, gssize length)
{
  return clean_text (text, length, TRUE);
}

char *
tf_text_escape (const char *text, gssize length)
{
  g_autofree char *clean = clean_text (text, length, TRUE);

  return g_markup_escape_text (clean, -1);
}
