/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-problem-private.h"

#include <math.h>

gboolean
tf_cli_take_number (const char *option, const char *word, double *value, GError **error)
{
  char *end;
  double number;

  if (!word)
    return TRUE;
  number = g_ascii_strtod (word, &end);
  if (end == word || *end || !isfinite (number))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: “%s” is not a number", option, word);
      return FALSE;
    }
  *value = number;
  return TRUE;
}

gboolean
tf_cli_take_between (const char *option, const char *word, double min, double max, double *value, GError **error)
{
  if (!tf_cli_take_number (option, word, value, error))
    return FALSE;
  if (word == NULL || (*value >= min && *value <= max))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: %s is not between %g and %g", option, word, min, max);
  return FALSE;
}

gboolean
tf_cli_take_numbers (const char *option, const char *list, GArray *values, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (list, ",", -1);

  for (guint i = 0; parts[i]; i++)
    {
      double value = 0;

      if (!tf_cli_take_number (option, g_strstrip (parts[i]), &value, error))
        return FALSE;
      g_array_append_val (values, value);
    }
  if (values->len > 0)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: no number is given", option);
  return FALSE;
}

gboolean
tf_cli_take_integer (const char *option,
                     const char *word,
                     guint64     min,
                     guint64     max,
                     guint64    *value,
                     GError    **error)
{
  if (!word || g_ascii_string_to_unsigned (word, 10, min, max, value, NULL))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "%s: “%s” is not a whole number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT, option, word, min, max);
  return FALSE;
}
