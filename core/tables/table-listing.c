/* table-listing.c: the columns of a text and what they were taken for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "features-listing.h"
#include "features-table.h"

#define MAX_SHOWN 40 /* characters of a value */

static char *
show_value (const char *text)
{
  g_autofree char *clean = tf_text_clean (text, -1);
  g_autofree char *start = NULL;

  if (g_utf8_strlen (clean, -1) <= MAX_SHOWN)
    return g_steal_pointer (&clean);
  start = g_utf8_substring (clean, 0, MAX_SHOWN);
  return g_strconcat (start, "…", NULL);
}

static const char *
kind_of (const TfColumn *column)
{
  if (column->n_numbers > 0 && column->n_words > 0)
    return "numbers and words";
  if (column->n_numbers > 0)
    return column->whole ? "whole numbers" : "numbers";
  return column->n_words > 0 ? "words" : "empty";
}

static TfListedRole
listed_role (TfColumnRole role)
{
  return role == TF_COLUMN_FEATURE ? TF_LISTED_FEATURES : role == TF_COLUMN_LABEL ? TF_LISTED_LABELS : TF_LISTED_LEFT_OUT;
}

/* How often each name stands in the header; NULL without one. */
static GHashTable *
count_names (const TfTable *table)
{
  GHashTable *counts = table->names != NULL ? g_hash_table_new (tf_label_hash, g_str_equal) : NULL;

  for (guint j = 0; counts != NULL && j < table->n_columns; j++)
    {
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, table->names[j]));

      g_hash_table_insert (counts, table->names[j], GUINT_TO_POINTER (n + 1));
    }
  return counts;
}

/* Its name or, where that is none, is not text or is another's too, its number; a number
 * that is a name means the column of that name. */
static char *
key_of (const TfTable *table, guint j, GHashTable *counts)
{
  g_autofree char *number = g_strdup_printf ("%u", j + 1);
  const char      *name = counts != NULL ? table->names[j] : NULL;
  gboolean         taken = counts != NULL && g_hash_table_contains (counts, number);
  gboolean         usable = name != NULL && *name != '\0' && g_utf8_validate (name, -1, NULL);

  if (name != NULL && (taken || (usable && GPOINTER_TO_UINT (g_hash_table_lookup (counts, name)) == 1)))
    return g_strdup (name);
  return g_steal_pointer (&number);
}

/* public */

/* first: the first row, NULL-terminated. */
void
tf_listing_add_table (GPtrArray *listing, const TfTable *table, char *const *first)
{
  g_autoptr (GHashTable) counts = count_names (table);

  for (guint j = 0; j < table->n_columns; j++)
    {
      const TfColumn *column = &table->columns[j];
      TfListed       *listed = g_new0 (TfListed, 1);

      listed->key = key_of (table, j, counts);
      listed->name = counts != NULL && *table->names[j] != '\0' ? show_value (table->names[j])
                                                                : g_strdup_printf ("Column %u", j + 1);
      listed->kind = kind_of (column);
      listed->n_different = column->known != NULL ? column->n_known : 0;
      listed->first = first != NULL ? show_value (first[j]) : NULL;
      listed->role = listed_role (table->roles[j]);
      g_ptr_array_add (listing, listed);
    }
}
