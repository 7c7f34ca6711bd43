/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figure-size.h"

#include <math.h>
#include <string.h>

static const struct
{
  const char *name;
  double per_inch; /* 0: as one says */
} units[TF_N_UNITS] = {
  [TF_UNIT_INCH] = { "in", 1 },
  [TF_UNIT_CENTIMETRE] = { "cm", 2.54 },
  [TF_UNIT_PIXEL] = { "px", 0 },
};

const char *
tf_unit_name (TfUnit unit)
{
  return units[unit].name;
}

double
tf_unit_get_points (TfUnit unit, double pixels_per_inch)
{
  return TF_POINTS_PER_INCH / (units[unit].per_inch > 0 ? units[unit].per_inch : pixels_per_inch);
}

static const char *
skip_spaces (const char *text)
{
  while (g_ascii_isspace (*text))
    text++;
  return text;
}

static gboolean
parse_length (const char **text, double *length)
{
  char *end;

  /* Not a hexadecimal number, but a zero before a sign. */
  if (g_ascii_strncasecmp (*text, "0x", 2) == 0)
    return FALSE;
  *length = g_ascii_strtod (*text, &end);
  if (end == *text || !isfinite (*length) || !(*length > 0))
    return FALSE;
  *text = skip_spaces (end);
  return TRUE;
}

gboolean
tf_figure_size_parse (const char *text, TfFigureSize *size)
{
  static const char *const signs[] = { "x", "X", "*", "×" };
  TfFigureSize parsed = { 0 };

  text = skip_spaces (text);
  if (!parse_length (&text, &parsed.width))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_str_has_prefix (text, signs[i]))
      {
        text = skip_spaces (text + strlen (signs[i]));
        if (!parse_length (&text, &parsed.height))
          return FALSE;
        break;
      }
  for (parsed.unit = 0; parsed.unit < TF_N_UNITS; parsed.unit++)
    if (g_str_has_prefix (text, units[parsed.unit].name) && *skip_spaces (text + strlen (units[parsed.unit].name)) == '\0')
      {
        *size = parsed;
        return TRUE;
      }
  return FALSE;
}

void
tf_figure_size_apply (const TfFigureSize *size, double pixels_per_inch, TfFigure *figure)
{
  double points = tf_unit_get_points (size->unit, pixels_per_inch);

  figure->width = size->width * points;
  figure->height = size->height > 0 ? size->height * points : tf_figure_suggest_height (figure);
}
