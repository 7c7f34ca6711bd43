/* table-columns.c: what can be asked of one column
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "table-private.h"

#include <string.h>

TfNameKind
tf_table_kind_of (const TfTable *table, guint j)
{
  return table->columns[j].kind;
}

gboolean
tf_table_is_words (const TfColumn *column)
{
  return column->n_numbers == 0 && column->n_words > 0;
}

gboolean
tf_table_may_be_labels (const TfColumn *column)
{
  return column->n_empty == 0 && (column->n_numbers == 0 || column->whole);
}

char *
tf_table_show_column (const TfTable *table, guint column)
{
  g_autofree char *valid = NULL;

  if (table->names == NULL)
    return g_strdup_printf ("%u", column + 1);
  valid = tf_text_clean (table->names[column], -1);
  if (g_utf8_strlen (valid, -1) > 40)
    strcpy (g_utf8_offset_to_pointer (valid, 39), "…"); /* three bytes at most for one that is gone, and the end */
  return g_strdup_printf ("'%s'", valid);
}

int
tf_table_find (const TfTable *table, const char *name)
{
  int     found = -1;
  guint64 number;

  for (guint j = 0; table->names != NULL && j < table->n_columns; j++)
    if (g_str_equal (table->names[j], name))
      found = found == -1 ? (int) j : -2;
  if (found == -1 && g_ascii_string_to_unsigned (name, 10, 1, table->n_columns, &number, NULL))
    return (int) number - 1;
  return found;
}

gboolean
tf_table_ask (GError **error, const char *message)
{
  g_set_error_literal (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_AMBIGUOUS, message);
  return FALSE;
}
