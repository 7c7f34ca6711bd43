/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "npy-write.h"

#include <string.h>

void
tf_npy_add_header (GString *head, const char *descr, const char *shape)
{
  g_autofree char *dictionary
      = g_strdup_printf ("{'descr': '%s', 'fortran_order': False, 'shape': %s, }", descr, shape);
  gsize length = strlen (dictionary), padded = (10 + length + 1 + 63) / 64 * 64 - 10;

  g_string_append_len (head, "\x93NUMPY\x01\x00", 8);
  g_string_append_c (head, (char) (padded & 0xff));
  g_string_append_c (head, (char) (padded >> 8));
  g_string_append (head, dictionary);
  for (gsize i = length + 1; i < padded; i++)
    g_string_append_c (head, ' ');
  g_string_append_c (head, '\n');
}

static gboolean
parse_whole (const char *text, gint64 *value)
{
  g_autofree char *again = NULL;

  if (!g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, value, NULL))
    return FALSE;
  again = g_strdup_printf ("%" G_GINT64_FORMAT, *value);
  return g_str_equal (text, again);
}

gint64 *
tf_npy_parse_labels (gsize n, const char *const *labels)
{
  g_autofree gint64 *values = g_new (gint64, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    if (!parse_whole (labels[i], &values[i]))
      return NULL;
  return g_steal_pointer (&values);
}

void
tf_npy_add_labels (GString *array, gsize n, const char *const *labels)
{
  g_autofree char *shape = g_strdup_printf ("(%" G_GSIZE_FORMAT ",)", n), *descr = NULL;
  g_autofree gint64 *values = tf_npy_parse_labels (n, labels);
  glong longest = 1;

  if (values != NULL)
    {
      tf_npy_add_header (array, TF_NPY_ORDER "i8", shape);
      g_string_append_len (array, (const char *) values, (gssize) (n * sizeof *values));
      return;
    }
  for (gsize i = 0; i < n; i++)
    longest = MAX (longest, g_utf8_strlen (labels[i], -1));
  descr = g_strdup_printf (TF_NPY_ORDER "U%ld", longest);
  tf_npy_add_header (array, descr, shape);
  for (gsize i = 0; i < n; i++)
    {
      glong length = 0;
      g_autofree gunichar *word = g_utf8_to_ucs4_fast (labels[i], -1, &length);
      g_autofree gunichar *cell = g_new0 (gunichar, longest);

      memcpy (cell, word, (gsize) length * sizeof *cell);
      g_string_append_len (array, (const char *) cell, (gssize) ((gsize) longest * sizeof *cell));
    }
}
