/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "caption-text.h"

#include <math.h>
#include <string.h>

#include "number-format.h"

const char *
tf_caption_choose (const TfCaption *self, const char *plain, const char *latex)
{
  return self->latex ? latex : plain;
}

char *
tf_caption_quote (const TfCaption *self, const char *name)
{
  GString *text;

  if (!self->latex)
    return g_strdup (name);
  text = g_string_new (NULL);
  for (; *name != '\0'; name++)
    {
      if (strchr ("_&%$#{}", *name) != NULL)
        g_string_append_c (text, '\\');
      if (*name == '\\' || *name == '~' || *name == '^')
        g_string_append_printf (text, "\\char`\\%c ", *name);
      else
        g_string_append_c (text, *name);
    }
  return g_string_free (text, FALSE);
}

char *
tf_caption_number (const TfCaption *self, double value)
{
  int exponent = value != 0 ? (int) floor (log10 (fabs (value)) + 1e-9) : 0;
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (!self->latex)
    return tf_format_number_short (value, 4);
  if (exponent >= -2 && exponent < 4)
    {
      g_ascii_formatd (digits, sizeof digits, "%.4g", value);
      return g_strdup_printf ("$%s$", digits);
    }
  g_ascii_formatd (digits, sizeof digits, "%.4g", value / pow (10, exponent));
  if (strcmp (digits, "1") == 0)
    return g_strdup_printf ("$10^{%d}$", exponent);
  return g_strdup_printf ("$%s\\times 10^{%d}$", digits, exponent);
}
