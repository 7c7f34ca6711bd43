/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table-private.h"

/* The same without a name that says so: each class has two samples or more. */
static gboolean
looks_like_labels (const TfTable *table, guint j)
{
  const TfColumn *column = &table->columns[j];

  return tf_table_may_be_labels (column) && column->known != NULL && column->n_known >= 2 && 2 * (gsize) column->n_known <= table->n_rows;
}

/* 0 … K - 1 or 1 … K, -1 and 1, or words. */
static gboolean
is_plainly_labels (const TfTable *table, guint j)
{
  const TfColumn *column = &table->columns[j];

  if (!looks_like_labels (table, j))
    return FALSE;
  return column->n_numbers == 0 || (column->least == -1 && column->most == 1 && column->n_known == 2)
         || ((column->least == 0 || column->least == 1) && column->most - column->least + 1 == column->n_known);
}

/* --- labels --- */

/* One of the columns of a kind of name, or -1; -2 and an error where two would do.
 * Those that part the rows as the one taken does are set aside. */
static int
find_named (TfTable *table, TfNameKind kind, GError **error)
{
  int   found = -1;
  guint n = 0;

  for (guint j = 0; j < table->n_columns; j++)
    n += tf_table_kind_of (table, j) == kind;
  for (guint j = 0; j < table->n_columns; j++)
    {
      const TfColumn *column = &table->columns[j];

      if (tf_table_kind_of (table, j) != kind || (n > 1 && !tf_table_may_be_labels (column)))
        continue;
      if (found >= 0 && column->known != NULL && column->n_known < table->n_rows
          && column->partition == table->columns[found].partition)
        continue;
      if (found >= 0)
        {
          tf_table_ask (error, "More than one column may be the labels; say which holds them.");
          return -2;
        }
      found = (int) j;
    }
  return found;
}

/* The only column for which test is true, of those that are neither index nor
 * bookkeeping; -1 for none, -2 for several that differ. */
static int
find_only (TfTable *table, gboolean (*test) (const TfTable *table, guint j), gboolean words)
{
  int found = -1;

  for (guint j = 0; j < table->n_columns; j++)
    {
      const TfColumn *column = &table->columns[j];

      if (table->roles[j] != TF_COLUMN_FEATURE || (words && !tf_table_is_words (column)) || !test (table, j))
        continue;
      if (found >= 0 && column->partition == table->columns[found].partition)
        continue;
      found = found == -1 ? (int) j : -2;
      if (found == -2)
        break;
    }
  return found;
}

/* Columns of 0 and 1 at the end, a single 1 of them in each row. */
static gboolean
ends_in_one_hot (const TfTable *table)
{
  guint64 sum = 0;

  for (guint j = table->n_columns; j-- > 0 && table->columns[j].binary && table->columns[j].n_numbers == table->n_rows;)
    {
      sum += table->columns[j].ones;
      if (sum == table->rows_weight)
        return table->n_columns - j >= 2;
    }
  return FALSE;
}

/* A table without a header has its labels last, by tradition; unless what is there says otherwise. */
static int
find_without_names (TfTable *table, GError **error)
{
  guint           last = table->n_columns - 1, first = 0;
  const TfColumn *column = &table->columns[last];
  int             words = find_only (table, looks_like_labels, TRUE);

  if (table->n_rows < ENOUGH_ROWS || last == 0 || tf_table_is_words (column))
    return (int) last;
  if (words >= 0)
    return words;
  while (first < last && table->roles[first] != TF_COLUMN_FEATURE)
    first++;
  if (ends_in_one_hot (table))
    {
      tf_table_ask (error, "The last columns look like one-hot labels, a single 1 in each row; write one column with the class's "
                  "number or name instead.");
      return -1;
    }
  if (first < last && is_plainly_labels (table, last) && is_plainly_labels (table, first))
    {
      tf_table_ask (error, "Both the first and the last column may be the labels; say which holds them.");
      return -1;
    }
  if (is_plainly_labels (table, last))
    return (int) last;
  if (is_plainly_labels (table, first) || (!tf_table_may_be_labels (column) && looks_like_labels (table, first)))
    return (int) first;
  if (column->whole && column->n_numbers > 0 && column->n_known > 20 && 5 * (gsize) MIN (column->n_known, G_MAXINT) > table->n_rows)
    {
      tf_table_ask (error, "The last column has too many different numbers to be the labels; say which holds them.");
      return -1;
    }
  return (int) last;
}

static int
find_by_contents (TfTable *table, gboolean features, GError **error)
{
  guint last = table->n_columns - 1;
  int   found;

  if (table->n_columns == 1)
    return 0;
  if (table->names == NULL)
    return find_without_names (table, error);
  found = find_only (table, looks_like_labels, TRUE);
  if (found == -1 && features && tf_table_is_words (&table->columns[last]))
    found = (int) last;
  if (found == -1 && table->n_rows >= ENOUGH_ROWS)
    found = find_only (table, looks_like_labels, FALSE);
  if (found >= 0 && (tf_table_is_words (&table->columns[found]) || is_plainly_labels (table, found)))
    return found;
  tf_table_ask (error, "No column is named label, labels, y, class or target; say which holds the labels.");
  return -1;
}

int
tf_table_find_labels (TfTable *table, gboolean features, const char *wanted, GError **error)
{
  int found;

  if (wanted != NULL)
    {
      found = tf_table_find (table, wanted);
      if (found == -2)
        tf_table_ask (error, "Two columns have the name of the labels; choose one of a name of its own.");
      else if (found < 0)
        g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT, "No column is named %s.", wanted);
      return found < 0 ? -1 : found;
    }
  found = find_named (table, TF_NAME_LABEL, error);
  if (found == -1)
    found = find_named (table, TF_NAME_OTHER_LABEL, error);
  if (found == -1)
    found = find_by_contents (table, features, error);
  return found < 0 ? -1 : found;
}
