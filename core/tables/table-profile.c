/* table-profile.c: what each column of a text holds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "features-table.h"

#include <math.h>
#include <string.h>

/* Columns whose different texts are counted: the first and last ones, those named
 * as labels are, and the first so many of words. */
#define MAX_TRACKED 48
#define EDGE 2

/* Different texts beyond which a column is none of classes. */
#define MAX_KNOWN (2 * TF_FEATURES_MAX_CLASSES)

static gboolean
is_edge (const TfTable *table, guint j)
{
  return j < EDGE || j + EDGE >= table->n_columns;
}

/* The stem that most numbered names have, and how many. */
static guint
largest_group (char *const *names, guint n, gsize *stem, guint *first)
{
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint most = 0;

  for (guint j = 0; j < n; j++)
    {
      gsize length = tf_column_name_stem (names[j]);
      char *key = g_strndup (names[j], length);
      guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, key)) + 1;

      if (names[j][length] == '\0')
        {
          g_free (key);
          continue;
        }
      if (count > most)
        {
          most = count;
          *stem = length;
          *first = j;
        }
      g_hash_table_insert (counts, key, GUINT_TO_POINTER (count));
    }
  return most;
}

void
tf_table_init (TfTable *table, guint n_columns, char **names, char *const *first)
{
  guint n_tracked = 0, at = 0;
  gsize stem = 0;
  guint group = names != NULL ? largest_group (names, n_columns, &stem, &at) : 0;

  *table = (TfTable){ .n_columns = n_columns, .names = names };
  table->columns = g_new0 (TfColumn, n_columns);
  table->roles = g_new0 (guint8, n_columns);
  for (guint j = 0; j < n_columns; j++)
    {
      TfColumn *column = &table->columns[j];
      TfNumber  number;
      gboolean  word = first != NULL && tf_number_parse (first[j], strlen (first[j]), &number) != TF_NUMBER_FINITE;
      gboolean  apart = group >= 2 && (tf_column_name_stem (names[j]) != stem || strncmp (names[j], names[at], stem) != 0);
      gboolean  named;

      column->kind = names != NULL ? tf_column_name_kind (names[j]) : TF_NAME_PLAIN;
      named = column->kind == TF_NAME_LABEL || column->kind == TF_NAME_OTHER_LABEL;
      column->whole = column->counts = column->binary = TRUE;
      column->tracked = named || is_edge (table, j) || ((word || apart) && n_tracked++ < MAX_TRACKED);
      if (column->tracked)
        column->known = g_hash_table_new_full (tf_label_hash, g_str_equal, g_free, NULL);
    }
}

void
tf_table_clear (TfTable *table)
{
  for (guint j = 0; table->columns != NULL && j < table->n_columns; j++)
    g_clear_pointer (&table->columns[j].known, g_hash_table_unref);
  g_clear_pointer (&table->columns, g_free);
  g_clear_pointer (&table->roles, g_free);
  g_clear_pointer (&table->names, g_strfreev);
}

/* One to three digits, then groups of three after a mark: how many groups; 0 for none. */
static guint
count_groups (const char **p, char mark)
{
  const char *q = *p;
  gsize       n = strspn (q, "0123456789");
  guint       n_groups = 0;

  if (n < 1 || n > 3 || *q == '0')
    return 0;
  for (q += n; *q == mark && strspn (q + 1, "0123456789") == 3; q += 4)
    n_groups++;
  *p = q;
  return n_groups;
}

static TfNumberMarks
find_marks (const char *text)
{
  static const struct
  {
    char          mark, decimal;
    TfNumberMarks sure;
  } ways[] = { { ',', '.', TF_MARK_COMMA_GROUPS }, { '.', ',', TF_MARK_POINT_GROUPS }, { '\'', '.', TF_MARK_QUOTE_GROUPS } };
  gsize n;

  text += *text == '-' || *text == '+';
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      const char *p = text;
      guint       n_groups = count_groups (&p, ways[i].mark);

      if (n_groups == 0)
        continue;
      if (*p == ways[i].decimal && p[1 + strspn (p + 1, "0123456789")] == '\0')
        return ways[i].sure;
      if (*p == '\0' && (n_groups > 1 || ways[i].mark == '\''))
        return ways[i].sure;
      if (*p == '\0')
        return ways[i].mark == ',' ? TF_MARK_GROUP : TF_MARK_DECIMAL_POINT;
    }
  n = strspn (text, "0123456789");
  if (text[n] == '\0' && n > 0)
    return n > 3 ? TF_MARK_LARGE : TF_MARK_SMALL;
  return text[n] == ',' ? TF_MARK_DECIMAL_COMMA : text[n] == '.' ? TF_MARK_DECIMAL_POINT : 0;
}

/* Another text, or one that was met: the column's partition follows its number. */
static void
track (TfColumn *column, const TfCell *cell)
{
  gpointer found;

  if (column->known == NULL)
    return;
  if (!g_hash_table_lookup_extended (column->known, cell->text, NULL, &found))
    {
      if (column->n_known == MAX_KNOWN)
        {
          column->n_known = G_MAXUINT;
          g_clear_pointer (&column->known, g_hash_table_unref);
          return;
        }
      found = GUINT_TO_POINTER (column->n_known++);
      g_hash_table_insert (column->known, g_strdup (cell->text), found);
    }
  column->partition = (column->partition ^ (GPOINTER_TO_UINT (found) + 1)) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  column->partition ^= column->partition >> 31;
}

static void
add_number (TfColumn *column, double value, guint64 weight)
{
  gboolean first = column->n_numbers == 0;

  column->whole = column->whole && value == floor (value);
  column->counts = column->counts && (first || value == column->first + (double) column->n_numbers);
  column->binary = column->binary && (value == 0 || value == 1);
  column->ones += value == 1 ? weight : 0;
  column->least = first ? value : MIN (column->least, value);
  column->most = first ? value : MAX (column->most, value);
  if (first)
    column->first = value;
  column->n_numbers++;
}

static void
add_cell (TfColumn *column, const TfCell *cell, char delimiter, guint64 weight)
{
  TfNumber number;
  gboolean may_group = cell->quoted || delimiter != ',' || strchr (cell->text, '\'') != NULL || column->whole;

  if (may_group && cell->length >= 4 && cell->length <= 40)
    column->marks |= find_marks (cell->text);
  if (column->settled)
    return;
  if (cell->length == 0)
    column->n_empty++;
  else
    switch (tf_number_parse (cell->text, cell->length, &number))
      {
      case TF_NUMBER_FINITE:
        add_number (column, number.value, weight);
        column->marks |= number.decimal == '.' ? TF_MARK_DECIMAL_POINT : number.whole && fabs (number.value) < 1000 ? TF_MARK_SMALL : 0;
        break;
      case TF_NUMBER_NAN:
      case TF_NUMBER_INFINITE:
        column->n_missing++;
        break;
      case TF_NUMBER_TOO_LARGE:
        column->n_numbers++;
        break;
      case TF_NUMBER_NONE:
        column->n_words += (column->marks & (TF_MARK_COMMA_GROUPS | TF_MARK_POINT_GROUPS | TF_MARK_QUOTE_GROUPS)) == 0;
        break;
      }
  if (column->tracked && column->whole)
    track (column, cell);
  column->settled = column->n_numbers > 1 && !column->counts && !column->binary && (!column->tracked || !column->whole);
}

void
tf_table_add_row (TfTable *table, const GArray *fields, char delimiter)
{
  /* A weight that no other sum of rows has but by chance. */
  guint64 weight = ((guint64) table->n_rows + 1) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);

  weight = (weight ^ weight >> 29) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  table->rows_weight += weight;
  for (guint j = 0; j < table->n_columns; j++)
    add_cell (&table->columns[j], &g_array_index (fields, TfCell, j), delimiter, weight);
  table->n_rows++;
}

gboolean
tf_table_find_thousands (TfTable *table, GError **error)
{
  guint all = 0, beside = 0; /* marks anywhere; of columns with groups that may be decimals */

  for (guint j = 0; j < table->n_columns; j++)
    {
      all |= table->columns[j].marks;
      if (table->columns[j].marks & TF_MARK_GROUP)
        beside |= table->columns[j].marks;
    }
  if (all & TF_MARK_COMMA_GROUPS)
    table->thousands = ',';
  else if (all & TF_MARK_POINT_GROUPS)
    table->thousands = '.';
  else if (all & TF_MARK_QUOTE_GROUPS)
    table->thousands = '\'';
  else if ((all & TF_MARK_GROUP) == 0 || all & TF_MARK_DECIMAL_COMMA)
    return TRUE;
  else if (all & TF_MARK_DECIMAL_POINT || ((beside & TF_MARK_SMALL) && (beside & TF_MARK_LARGE) == 0))
    table->thousands = ',';
  else
    {
      g_set_error_literal (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_VALUE,
                           "Numbers as “1,234” may be 1234 or 1.234; write them without marks of thousands, and decimals "
                           "with a point.");
      return FALSE;
    }
  return TRUE;
}
