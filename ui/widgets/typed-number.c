/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "typed-number.h"

#include <math.h>
#include <string.h>

/* The ASCII a character stands for inside a number, or 0. Superscripts stand
 * for their digits: where they begin an exponent is settled by the caller. */
static char
to_ascii (gunichar c, gboolean *raised)
{
  static const gunichar superscripts[] = { 0x2070, 0xb9, 0xb2, 0xb3, 0x2074, 0x2075, 0x2076, 0x2077, 0x2078, 0x2079 };

  *raised = TRUE;
  for (guint digit = 0; digit < G_N_ELEMENTS (superscripts); digit++)
    if (c == superscripts[digit])
      return '0' + digit;
  if (c == 0x207b)
    return '-';
  if (c == 0x207a)
    return '+';

  *raised = FALSE;
  if (c == 0x2212) /* minus sign */
    return '-';
  if (c == 0xd7 || c == 0xb7 || c == 0x22c5 || c == 0x2219) /* times, dots */
    return '*';
  return c < 0x80 ? (char) c : 0;
}

/* text without spaces, in ASCII, with '^' where raised characters begin; NULL
 * when it holds what no number holds. */
static char *
plain (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean was_raised = FALSE;

  if (!g_utf8_validate (text, -1, NULL))
    return NULL;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean raised;
      char ascii;

      if (g_unichar_isspace (c))
        continue;
      ascii = to_ascii (c, &raised);
      if (ascii == 0 || strchr ("0123456789+-.,eE*x^", ascii) == NULL)
        return NULL;
      if (raised && !was_raised)
        g_string_append_c (out, '^');
      was_raised = raised;
      g_string_append_c (out, ascii == 'x' ? '*' : ascii);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

gboolean
tf_typed_number_parse (const char *text, double *value)
{
  g_autofree char *ascii = plain (text);
  g_autoptr (GString) number = NULL;
  char *power, *end;
  double parsed;

  if (ascii == NULL)
    return FALSE;

  /* "5*10^-4" and "10^-4" become "5e-4" and "1e-4" */
  number = g_string_new (ascii);
  if (g_str_has_prefix (ascii, "10^"))
    g_string_prepend (number, "1*");
  power = strstr (number->str, "*10^");
  if (power != NULL)
    {
      gssize at = power - number->str;

      g_string_erase (number, at, 4);
      g_string_insert_c (number, at, 'e');
    }
  if (strchr (number->str, '.') == NULL)
    {
      char *comma = strchr (number->str, ',');

      if (comma != NULL)
        *comma = '.';
    }
  if (number->len == 0 || strpbrk (number->str, "^*,") != NULL)
    return FALSE;

  parsed = g_ascii_strtod (number->str, &end);
  if (end == number->str || *end != '\0' || !isfinite (parsed))
    return FALSE;
  *value = parsed;
  return TRUE;
}
