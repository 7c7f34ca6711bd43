/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widths.h"

gboolean
tf_widths_are_valid (const TfWidths *self)
{
  if (self->n < 1 || self->n > TF_WIDTHS_MOST_LAYERS)
    return FALSE;
  for (guint l = 0; l < self->n; l++)
    if (self->of[l] < 1 || self->of[l] > TF_WIDTHS_MOST_UNITS)
      return FALSE;
  return TRUE;
}

gboolean
tf_widths_equal (const TfWidths *a, const TfWidths *b)
{
  for (guint l = 0; l < a->n && a->n == b->n; l++)
    if (a->of[l] != b->of[l])
      return FALSE;
  return a->n == b->n;
}

gboolean
tf_widths_parse (TfWidths *self, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  TfWidths read = { .n = g_strv_length (parts) };

  if (read.n < 1 || read.n > TF_WIDTHS_MOST_LAYERS)
    return FALSE;
  for (guint l = 0; l < read.n; l++)
    {
      guint64 width;

      if (!g_ascii_string_to_unsigned (g_strstrip (parts[l]), 10, 1, TF_WIDTHS_MOST_UNITS, &width, NULL))
        return FALSE;
      read.of[l] = width;
    }
  *self = read;
  return TRUE;
}

char *
tf_widths_get_text (const TfWidths *self)
{
  GString *text = g_string_new (NULL);

  for (guint l = 0; l < self->n; l++)
    g_string_append_printf (text, "%s%u", l > 0 ? "," : "", self->of[l]);
  return g_string_free (text, FALSE);
}
