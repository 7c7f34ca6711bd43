/* features-table.h: what the columns of a text hold, and what they are for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A table is read twice: once to see what each column holds (tf_table_add_row),
 * then, with the roles that follow from it (tf_table_assign), for its values. What
 * is not certain is said in a notice or asked about, never guessed in silence.
 */
#pragma once

#include "features-lines.h"

G_BEGIN_DECLS

typedef enum
{
  TF_COLUMN_FEATURE,
  TF_COLUMN_LABEL,
  TF_COLUMN_INDEX,     /* counts the rows, or names them */
  TF_COLUMN_RECORD,    /* bookkeeping: a prediction, a fold, a file's name, ... */
  TF_COLUMN_WORDS,     /* words that are not the labels */
  TF_COLUMN_EMPTY,     /* nothing in any row */
  TF_COLUMN_OTHER,     /* other labels than those that were taken */
  TF_COLUMN_NOT_ASKED, /* left out by the options */
} TfColumnRole;

/* How numbers of a column are written: one bit each. */
typedef enum
{
  TF_MARK_DECIMAL_COMMA = 1 << 0, /* 0,5 */
  TF_MARK_DECIMAL_POINT = 1 << 1, /* 0.5 */
  TF_MARK_GROUP         = 1 << 2, /* 1,234: thousands, or a decimal comma */
  TF_MARK_COMMA_GROUPS  = 1 << 3, /* 1,234,567 or 1,234.5 */
  TF_MARK_POINT_GROUPS  = 1 << 4, /* 1.234.567 or 1.234,5 */
  TF_MARK_QUOTE_GROUPS  = 1 << 5, /* 1'234 */
  TF_MARK_SMALL         = 1 << 6, /* 751 */
  TF_MARK_LARGE         = 1 << 7, /* 7510 */
} TfNumberMarks;

typedef struct
{
  gsize       n_numbers, n_words, n_missing, n_empty; /* cells; missing: NA, nan, none, inf */
  double      least, most, first;
  gboolean    whole;   /* every number is */
  gboolean    counts;  /* each number is the one before plus 1 */
  gboolean    binary;  /* 0 or 1 alone */
  gboolean    settled; /* numbers that are no labels: not looked at any more */
  guint8      marks;   /* TfNumberMarks */
  guint8      kind;    /* TfNameKind of its name */
  gboolean    tracked; /* the different texts are counted */
  GHashTable *known;   /* text -> number, while they are few; or NULL */
  guint       n_known;
  guint64     partition; /* the same for columns that part the rows in the same way */
  guint64     ones;      /* sum of the rows' weights where it is 1 */
} TfColumn;

typedef struct
{
  guint     n_columns;
  gsize     n_rows;
  char    **names; /* n_columns, or NULL: there is no header */
  TfColumn *columns;
  guint8   *roles;       /* n_columns TfColumnRole */
  guint64   rows_weight; /* sum of the rows' weights */
  char      thousands;   /* the mark, or 0 */
} TfTable;

/* names: taken; NULL for none. first: the first row, or NULL. */
void tf_table_init (TfTable *table, guint n_columns, char **names, char *const *first);
void tf_table_clear (TfTable *table);

/* fields: n_columns of TfCell. */
void tf_table_add_row (TfTable *table, const GArray *fields, char delimiter);

/* Whether thousands are marked, and how. */
gboolean tf_table_find_thousands (TfTable *table, GError **error);

/* Fills in roles, notices and where labels and features come from. */
gboolean tf_table_assign (TfTable *table, gboolean features, gboolean labels, TfParts *parts, const TfLoad *load, GError **error);

/* What the columns were taken for, as a listing: features-listing.c. first: the first row. */
void tf_listing_add_table (GPtrArray *listing, const TfTable *table, char *const *first);

/* The column of that name or, where no name is that, of that number from 1; -1 for none, -2 for two. */
int tf_table_find (const TfTable *table, const char *name);

/* "'species'", or "5" where columns have no names. Caller frees. */
char *tf_table_show_column (const TfTable *table, guint column);

/* --- column-names.c: names that columns and arrays go by --- */

typedef enum
{
  TF_NAME_PLAIN,
  TF_NAME_LABEL,       /* label, y, class, target, ... */
  TF_NAME_OTHER_LABEL, /* species, y_true, category, ... */
  TF_NAME_INDEX,
  TF_NAME_RECORD,
  TF_NAME_SOFT, /* bookkeeping beside features that are numbered, else perhaps a feature: weight, time */
  TF_NAME_OUTPUT, /* what a network says: logit, prob; numbered */
} TfNameKind;

TfNameKind tf_column_name_kind (const char *name);

/* Length of what stands before the number at a name's end: 1 for f0, f_1, f[2]. name's
 * length where there is none. */
gsize tf_column_name_stem (const char *name);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TfTable, tf_table_clear)

G_END_DECLS
