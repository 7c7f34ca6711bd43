/* number.c: decimal numbers as people write them, quickly and without a locale
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "number.h"

#include <math.h>
#include <string.h>

/* A word that stands for a number that is none. */
static TfNumberKind
parse_word (const char *text, gsize length)
{
  static const char *const missing[] = { "nan", "na", "n/a", "null", "none", "#n/a" };
  static const char *const infinite[] = { "inf", "infinity" };
  gboolean                 sign = length > 0 && (*text == '-' || *text == '+');

  text += sign;
  length -= sign;
  for (gsize i = 0; i < G_N_ELEMENTS (missing); i++)
    if (length == strlen (missing[i]) && g_ascii_strncasecmp (text, missing[i], length) == 0)
      return TF_NUMBER_NAN;
  for (gsize i = 0; i < G_N_ELEMENTS (infinite); i++)
    if (length == strlen (infinite[i]) && g_ascii_strncasecmp (text, infinite[i], length) == 0)
      return TF_NUMBER_INFINITE;
  return TF_NUMBER_NONE;
}

/* The grammar is checked by then; strtod rounds correctly whatever the length. */
static double
parse_slowly (const char *text, gsize length)
{
  char             buffer[64];
  g_autofree char *heap = length < sizeof buffer ? NULL : g_malloc (length + 1);
  char            *copy = heap != NULL ? heap : buffer;
  char            *comma;

  memcpy (copy, text, length);
  copy[length] = '\0';
  comma = memchr (copy, ',', length);
  if (comma != NULL)
    *comma = '.';
  return g_ascii_strtod (copy, NULL);
}

/* Reads [eE][+-]digits at *p. */
static gboolean
parse_exponent (const char **p, const char *end, int *exponent)
{
  const char *q = *p + 1;
  gboolean    negative = q < end && *q == '-';
  int         value = 0;

  if (q < end && (*q == '-' || *q == '+'))
    q++;
  if (q == end)
    return FALSE;
  for (; q < end && g_ascii_isdigit (*q); q++)
    value = MIN (value * 10 + (*q - '0'), 100000);
  *exponent += negative ? -value : value;
  *p = q;
  return TRUE;
}

/* Digits into mantissa as long as 19 of them last; the count of all of them. */
static inline gsize
parse_digits (const char **p, const char *end, guint64 *mantissa, int *n_kept)
{
  const char *start = *p, *q = start;

  for (; q < end && (guint8) (*q - '0') <= 9; q++)
    {
      if (*n_kept < 19)
        *mantissa = *mantissa * 10 + (guint64) (*q - '0');
      *n_kept += *mantissa > 0;
    }
  *p = q;
  return (gsize) (q - start);
}

/* Exact when mantissa and power of ten are both exact doubles: one rounding. */
TfNumberKind
tf_number_parse (const char *text, gsize length, TfNumber *number)
{
  static const double powers[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                   1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
  const char *p = text, *end = text + length;
  guint64     mantissa = 0;
  int         n_kept = 0, exponent = 0;
  gboolean    negative = p < end && *p == '-';
  gsize       n_whole, n_fraction = 0;

  if (p < end && (*p == '-' || *p == '+'))
    p++;
  *number = (TfNumber){ .padded = end - p > 1 && *p == '0' };
  n_whole = parse_digits (&p, end, &mantissa, &n_kept);
  if (p < end && (*p == '.' || *p == ','))
    {
      number->decimal = *p++;
      n_fraction = parse_digits (&p, end, &mantissa, &n_kept);
      exponent = -(int) MIN (n_fraction, 100000);
    }
  if (n_whole + n_fraction == 0)
    return parse_word (text, length);
  number->whole = p == end && number->decimal == 0;
  number->padded = number->padded && number->whole;
  number->n_digits = (guint) n_kept;
  if (p < end && (*p == 'e' || *p == 'E') && !parse_exponent (&p, end, &exponent))
    return TF_NUMBER_NONE;
  if (p != end)
    return TF_NUMBER_NONE;
  if (n_kept <= 19 && mantissa <= (G_GUINT64_CONSTANT (1) << 53) && exponent >= -22 && exponent <= 22)
    {
      number->value = exponent < 0 ? (double) mantissa / powers[-exponent] : (double) mantissa * powers[exponent];
      number->value = negative ? -number->value : number->value;
    }
  else
    number->value = parse_slowly (text, length);
  return isfinite (number->value) ? TF_NUMBER_FINITE : TF_NUMBER_TOO_LARGE;
}

/* A whole number as sign and magnitude, also when written 3.0 or 1e0; FALSE
 * for any other, or one that a double or 64 bits cannot hold exactly. */
gboolean
tf_number_get_key (const char *text, gsize length, gboolean *negative, guint64 *magnitude)
{
  TfNumber number;
  gsize    sign = length > 0 && (*text == '-' || *text == '+');

  if (tf_number_parse (text, length, &number) != TF_NUMBER_FINITE)
    return FALSE;
  *negative = *text == '-';
  *magnitude = 0;
  if (!number.whole)
    {
      *magnitude = (guint64) MIN (fabs (number.value), 0x1p53);
      return number.value == floor (number.value) && fabs (number.value) <= 0x1p53;
    }
  for (gsize i = sign; i < length; i++)
    {
      guint64 digit = (guint64) (text[i] - '0');

      if (*magnitude > (G_MAXUINT64 - digit) / 10)
        return FALSE;
      *magnitude = *magnitude * 10 + digit;
    }
  return TRUE;
}
