/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "number-format.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MINUS "\u2212"

/* From here to there a number is written out; beyond, with a power of ten. */
#define LEAST_EXPONENT (-2)
#define LARGEST_EXPONENT 3

static void
append_superscript (GString *text, int exponent)
{
  static const char *const digits[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
  char plain[16];

  if (exponent < 0)
    g_string_append (text, "⁻");
  g_snprintf (plain, sizeof plain, "%d", abs (exponent));
  for (const char *c = plain; *c != '\0'; c++)
    g_string_append (text, digits[*c - '0']);
}

static void
drop_trailing_zeros (char *number)
{
  char *end;

  if (strchr (number, '.') == NULL)
    return;
  end = number + strlen (number) - 1;
  while (*end == '0')
    *end-- = '\0';
  if (*end == '.')
    *end = '\0';
}

static char *
format_special (double value)
{
  if (isnan (value))
    return g_strdup ("undefined");
  if (isinf (value))
    return g_strdup (value < 0 ? MINUS "∞" : "∞");
  return value == 0 ? g_strdup ("0") : NULL;
}

/* The exponent is taken after rounding to the digits shown: 9.99 with two of
 * them is 10, not 9.9 or 1.0 with an exponent too small. */
static char *
format (double value, guint digits, gboolean trim)
{
  char scientific[48], mantissa[400];
  char *special = format_special (value);
  GString *text;
  int exponent;

  if (special != NULL)
    return special;
  digits = CLAMP (digits, 1, 17);
  g_snprintf (scientific, sizeof scientific, "%.*e", (int) digits - 1, fabs (value));
  for (char *c = scientific; *c != '\0'; c++)
    if (*c == ',')
      *c = '.'; /* the locale's decimal comma */
  exponent = atoi (strchr (scientific, 'e') + 1);

  text = g_string_new (value < 0 ? MINUS : NULL);
  if (exponent >= LEAST_EXPONENT && exponent <= LARGEST_EXPONENT)
    {
      char spec[16];
      g_snprintf (spec, sizeof spec, "%%.%df", MAX ((int) digits - 1 - exponent, 0));
      g_ascii_formatd (mantissa, sizeof mantissa, spec, fabs (value));
      if (trim)
        drop_trailing_zeros (mantissa);
      g_string_append (text, mantissa);
      return g_string_free (text, FALSE);
    }

  *strchr (scientific, 'e') = '\0';
  if (trim)
    drop_trailing_zeros (scientific);
  if (trim && g_str_equal (scientific, "1"))
    g_string_append (text, "10");
  else
    g_string_append_printf (text, "%s×10", scientific);
  append_superscript (text, exponent);
  return g_string_free (text, FALSE);
}

char *
tf_format_number (double value, guint digits)
{
  return format (value, digits, FALSE);
}

char *
tf_format_number_short (double value, guint digits)
{
  return format (value, digits, TRUE);
}

char *
tf_format_fixed (double value, guint decimals)
{
  char number[400], spec[16];

  if (!isfinite (value))
    return format_special (value);
  g_snprintf (spec, sizeof spec, "%%.%uf", MIN (decimals, 17));
  g_ascii_formatd (number, sizeof number, spec, fabs (value));
  /* What rounds to zero has no sign. */
  if (value < 0 && strspn (number, "0.") != strlen (number))
    return g_strconcat (MINUS, number, NULL);
  return g_strdup (number);
}

char *
tf_format_power_of_ten (int exponent)
{
  GString *text = g_string_new ("10");

  append_superscript (text, exponent);
  return g_string_free (text, FALSE);
}

char *
tf_format_count (guint64 count)
{
  g_autofree char *plain = g_strdup_printf ("%" G_GUINT64_FORMAT, count);
  gsize length = strlen (plain);
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    {
      if (i > 0 && (length - i) % 3 == 0)
        g_string_append_c (text, ',');
      g_string_append_c (text, plain[i]);
    }
  return g_string_free (text, FALSE);
}
