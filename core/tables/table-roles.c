/* table-roles.c: what the columns of a text are for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Options come first, then names, then what the columns hold: labels are words or a
 * few whole numbers, an index counts the rows. Where two columns would do, it is asked.
 */
#include "table-private.h"

#include <string.h>

#define COUNTING_ROWS 5

#define MAX_LISTED 8

static gboolean
fail (GError **error, const char *message)
{
  g_set_error_literal (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT, message);
  return FALSE;
}

/* --- one column --- */

static gboolean
counts_rows (const TfTable *table, guint j)
{
  const TfColumn *column = &table->columns[j];

  return column->n_numbers == table->n_rows && column->whole && column->counts && column->n_numbers >= COUNTING_ROWS
         && (column->first == 0 || column->first == 1);
}

/* Every row another whole number: an index in disorder, perhaps. */
static gboolean
names_rows (const TfTable *table, guint j)
{
  const TfColumn *column = &table->columns[j];

  return column->n_numbers == table->n_rows && column->whole && column->tracked && column->n_known >= table->n_rows
         && table->n_rows >= ENOUGH_ROWS;
}

/* Where nothing but its contents says that a column holds the labels, it is told. */
static void
note_labels (const TfTable *table, guint label, TfParts *parts)
{
  g_autofree char *shown = tf_table_show_column (table, label);

  if (tf_table_kind_of (table, label) == TF_NAME_PLAIN && table->n_columns > 1 && (table->names != NULL || label + 1 < table->n_columns))
    tf_parts_add_notice (parts, "the labels were taken from column %s", shown);
}

/* --- features --- */

/* Whether names are numbered, f0, f1, …, but for those that mean something. */
static gboolean
has_numbered_names (const TfTable *table)
{
  guint n_numbered = 0, n_others = 0;

  for (guint j = 0; table->names != NULL && j < table->n_columns; j++)
    if (tf_table_kind_of (table, j) == TF_NAME_PLAIN)
      {
        const char *name = table->names[j];
        gboolean    letter = g_ascii_isalpha (name[0]) && name[1] == '\0';

        *(letter || name[tf_column_name_stem (name)] != '\0' ? &n_numbered : &n_others) += 1;
      }
  return n_numbered >= 2 && n_others == 0;
}

/* What a column is by its name and contents, the labels aside. */
static TfColumnRole
guess_role (const TfTable *table, guint j, gboolean numbered, gboolean plain)
{
  const TfColumn *column = &table->columns[j];
  TfNameKind      kind = tf_table_kind_of (table, j);

  if (kind == TF_NAME_INDEX && (*table->names[j] != '\0' || j == 0 || column->n_numbers + column->n_words > 0))
    return column->n_empty == table->n_rows ? TF_COLUMN_EMPTY : TF_COLUMN_INDEX;
  if (column->n_empty == table->n_rows && (table->names == NULL || *table->names[j] == '\0'))
    return TF_COLUMN_EMPTY;
  if (kind == TF_NAME_RECORD || (kind == TF_NAME_SOFT && numbered) || (kind == TF_NAME_OUTPUT && plain))
    return TF_COLUMN_RECORD;
  if (counts_rows (table, j) && (table->names == NULL || table->names[j][tf_column_name_stem (table->names[j])] == '\0'))
    return TF_COLUMN_INDEX;
  return TF_COLUMN_FEATURE;
}

static void
guess_roles (TfTable *table)
{
  gboolean numbered = has_numbered_names (table), plain = FALSE;

  for (guint j = 0; j < table->n_columns; j++)
    plain |= tf_table_kind_of (table, j) == TF_NAME_PLAIN;
  for (guint j = 0; j < table->n_columns; j++)
    table->roles[j] = table->n_columns > 2 ? guess_role (table, j, numbered, plain) : TF_COLUMN_FEATURE;
}

/* h is the group of h, h0, h1, h_2, h.3, h[4], .... */
static gboolean
in_group (const char *name, const char *group)
{
  const char *rest = name + strlen (group);

  return g_str_has_prefix (name, group) && (*rest == '\0' || g_ascii_isdigit (*rest) || strchr ("_.[- ", *rest) != NULL);
}

static gboolean
take_group (TfTable *table, const char *group, GError **error)
{
  gboolean any = FALSE;

  if (table->names == NULL)
    return fail (error, "There is no header line that could name the features' columns.");
  for (guint j = 0; j < table->n_columns; j++)
    if (table->roles[j] != TF_COLUMN_LABEL)
      {
        table->roles[j] = in_group (table->names[j], group) ? TF_COLUMN_FEATURE : TF_COLUMN_NOT_ASKED;
        any |= table->roles[j] == TF_COLUMN_FEATURE;
      }
  return any || fail (error, "No column has a name that starts with the features' key.");
}

static gboolean
set_role (TfTable *table, const char *name, TfColumnRole role, GError **error)
{
  int j = tf_table_find (table, name);

  if (j == -1)
    g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT, "No column is named %s.", name);
  for (guint i = 0; j == -2 && i < table->n_columns; i++)
    if (g_str_equal (table->names[i], name) && table->roles[i] != TF_COLUMN_LABEL)
      table->roles[i] = role;
  if (j >= 0 && table->roles[j] == TF_COLUMN_LABEL)
    {
      g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT, "Column %s holds the labels; it can be nothing else.", name);
      return FALSE;
    }
  if (j >= 0)
    table->roles[j] = role;
  return j != -1;
}

static gboolean
is_column (const char *name, gpointer table)
{
  return tf_table_find (table, name) != -1;
}

static gboolean
apply_options (TfTable *table, const TfFeaturesOptions *options, GError **error)
{
  g_auto (GStrv) columns = tf_names_expand (options->features_columns, is_column, table);
  g_auto (GStrv) leave_out = tf_names_expand (options->leave_out, is_column, table);

  if (options->features_key != NULL && !take_group (table, options->features_key, error))
    return FALSE;
  for (guint j = 0; options->features_columns != NULL && j < table->n_columns; j++)
    if (table->roles[j] != TF_COLUMN_LABEL)
      table->roles[j] = TF_COLUMN_NOT_ASKED;
  for (gsize i = 0; columns != NULL && columns[i] != NULL; i++)
    if (!set_role (table, columns[i], TF_COLUMN_FEATURE, error))
      return FALSE;
  for (gsize i = 0; leave_out != NULL && leave_out[i] != NULL; i++)
    if (!set_role (table, leave_out[i], TF_COLUMN_NOT_ASKED, error))
      return FALSE;
  return TRUE;
}

/* What is left beside the labels once they are known. */
static void
settle_rest (TfTable *table, int label, gboolean labels)
{
  for (guint j = 0; j < table->n_columns; j++)
    {
      const TfColumn *column = &table->columns[j];
      TfNameKind      kind = tf_table_kind_of (table, j);
      gboolean        named = kind == TF_NAME_LABEL || kind == TF_NAME_OTHER_LABEL;

      if ((int) j == label)
        table->roles[j] = TF_COLUMN_LABEL;
      else if (table->roles[j] == TF_COLUMN_FEATURE && named && tf_table_may_be_labels (column))
        table->roles[j] = TF_COLUMN_OTHER;
      else if (table->roles[j] == TF_COLUMN_FEATURE && tf_table_is_words (column))
        table->roles[j] = TF_COLUMN_WORDS;
      if (!labels && kind == TF_NAME_LABEL && table->roles[j] == TF_COLUMN_FEATURE)
        table->roles[j] = TF_COLUMN_OTHER;
    }
}

/* --- what is said of it --- */

/* "'a', 'b' and 3 more" of the columns in a role; how many in n. Caller frees. */
static char *
list_columns (const TfTable *table, TfColumnRole role, guint *n)
{
  GString *list = g_string_new (NULL);

  *n = 0;
  for (guint j = 0; j < table->n_columns; j++)
    if (table->roles[j] == role && (*n)++ < MAX_LISTED)
      {
        g_autofree char *shown = tf_table_show_column (table, j);

        g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", shown);
      }
  if (*n > MAX_LISTED)
    g_string_append_printf (list, " and %u more", *n - MAX_LISTED);
  return g_string_free (list, FALSE);
}

static void
note_role (const TfTable *table, TfColumnRole role, const char *why, TfParts *parts)
{
  guint            n;
  g_autofree char *list = list_columns (table, role, &n);

  if (n > 0)
    tf_parts_add_notice (parts, "column%s %s %s left out%s", n > 1 ? "s" : "", list, n > 1 ? "were" : "was", why);
}

static void
note_left_out (const TfTable *table, gboolean labels, TfParts *parts)
{
  gboolean nameless = table->roles[0] == TF_COLUMN_INDEX && (table->names == NULL || *table->names[0] == '\0');

  if (nameless)
    table->roles[0] = TF_COLUMN_NOT_ASKED;
  if (nameless)
    tf_parts_add_notice (parts, table->names != NULL ? "the first column, which has no name, was left out as an index"
                                                     : "the first column counts the rows and was left out as an index");
  note_role (table, TF_COLUMN_INDEX, " as an index", parts);
  note_role (table, TF_COLUMN_RECORD, " as bookkeeping", parts);
  note_role (table, TF_COLUMN_WORDS, " because it holds words", parts);
  note_role (table, TF_COLUMN_OTHER, labels ? " as other labels" : ", because the labels come from another file", parts);
  for (guint j = 0; j < table->n_columns; j++)
    if (table->roles[j] == TF_COLUMN_FEATURE && tf_table_kind_of (table, j) == TF_NAME_SOFT)
      {
        g_autofree char *shown = tf_table_show_column (table, j);

        tf_parts_add_notice (parts, "column %s was read as a feature", shown);
      }
}

static void
describe (const TfTable *table, gboolean features, int label, TfParts *parts)
{
  guint            n;
  g_autofree char *list = list_columns (table, TF_COLUMN_FEATURE, &n);
  guint            first = 0, last = 0, seen = 0;

  if (label >= 0)
    {
      g_autofree char *shown = tf_table_show_column (table, (guint) label);

      tf_parts_set_origin (&parts->labels_from, "column %s", shown);
    }
  if (!features)
    return;
  for (guint j = 0; j < table->n_columns; j++)
    if (table->roles[j] == TF_COLUMN_FEATURE)
      {
        first = seen++ == 0 ? j : first;
        last = j;
      }
  if (n > MAX_LISTED && last - first + 1 == n)
    {
      g_autofree char *from = tf_table_show_column (table, first);
      g_autofree char *to = tf_table_show_column (table, last);

      tf_parts_set_origin (&parts->features_from, "columns %s to %s", from, to);
    }
  else
    tf_parts_set_origin (&parts->features_from, "column%s %s", n > 1 ? "s" : "", list);
}

/* An index that has been shuffled cannot be told from whole numbers that happen to differ. */
static gboolean
check_first (const TfTable *table, const TfFeaturesOptions *options, GError **error)
{
  if (table->names != NULL || table->roles[0] != TF_COLUMN_FEATURE || !names_rows (table, 0)
      || options->features_columns != NULL || table->n_columns < 3)
    return TRUE;
  for (guint j = 1; j < table->n_columns; j++)
    if (table->roles[j] == TF_COLUMN_FEATURE && table->columns[j].whole)
      return TRUE;
  return tf_table_ask (error, "The first column holds another whole number in each row, and may be an index or a feature; say whether "
                     "to leave it out.");
}

gboolean
tf_table_assign (TfTable *table, gboolean features, gboolean labels, TfParts *parts, const TfLoad *load, GError **error)
{
  const TfFeaturesOptions *options = load->options;
  int      label = -1;
  guint    n = 0;
  gboolean asked = options->features_key != NULL || options->features_columns != NULL;

  guess_roles (table);
  if (labels && (label = tf_table_find_labels (table, features, options->labels_key, error)) < 0)
    {
      settle_rest (table, label, labels); /* for who is asked */
      return FALSE;
    }
  if (label >= 0 && options->labels_key == NULL)
    note_labels (table, (guint) label, parts);
  settle_rest (table, label, labels);
  if (!features)
    {
      if (table->n_columns > 1)
        describe (table, FALSE, label, parts);
      for (guint j = 0; j < table->n_columns; j++)
        table->roles[j] = (int) j == label ? TF_COLUMN_LABEL : TF_COLUMN_NOT_ASKED;
      return TRUE;
    }
  if (!apply_options (table, options, error) || !check_first (table, options, error))
    return FALSE;
  if (!asked)
    note_left_out (table, labels, parts);
  for (guint j = 0; j < table->n_columns; j++)
    n += table->roles[j] == TF_COLUMN_FEATURE;
  if (n == 0)
    return fail (error, "There is no column of features beside the labels.");
  describe (table, TRUE, label, parts);
  return TRUE;
}
