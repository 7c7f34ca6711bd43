/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "number-text.h"

#include <math.h>
#include <string.h>

const char *
tf_number_write (double value, char text[TF_NUMBER_TEXT_SIZE])
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_ascii_formatd (text, TF_NUMBER_TEXT_SIZE, formats[i], value);
      if (g_ascii_strtod (text, NULL) == value)
        break;
    }
  return text;
}

gboolean
tf_number_read (const char *text, double *value)
{
  char *end;
  double number;

  if (*text == '\0' || strspn (text, "0123456789+-.eE") != strlen (text))
    return FALSE;
  number = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0' || !isfinite (number))
    return FALSE;
  *value = number;
  return TRUE;
}
