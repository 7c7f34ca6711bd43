/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "text-private.h"

#include <string.h>

gboolean
tf_text_fail (GError **error, TfFeaturesError code, const char *message)
{
  g_set_error_literal (error, TF_FEATURES_ERROR, code, message);
  return FALSE;
}

gboolean
tf_text_check_count (Csv *self, GError **error)
{
  if (self->fields->len == self->n_columns)
    return TRUE;
  g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT,
               "Line %" G_GUINT64_FORMAT " has %u fields, but line %" G_GUINT64_FORMAT " has %u.", self->lines.number,
               self->fields->len, self->first_line, self->n_columns);
  return FALSE;
}

/* text: what the field holds, shown short; NULL to leave it out. */
static gboolean
fail_at (GError **error, TfFeaturesError code, guint64 line, guint column, const char *text, const char *what)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, (gssize) MIN (strlen (text), 40)) : NULL;

  g_set_error (error, TF_FEATURES_ERROR, code, "Line %" G_GUINT64_FORMAT ", column %u %s%s%s%s.", line, column + 1, what,
               valid != NULL ? " (“" : "", valid != NULL ? valid : "", valid != NULL ? "”)" : "");
  return FALSE;
}

static gboolean
set_decimal (Csv *self, const TfNumber *number, guint column, GError **error)
{
  if (number->decimal == 0 || number->decimal == self->decimal)
    return TRUE;
  if (self->decimal != 0)
    return fail_at (error, TF_FEATURES_ERROR_AMBIGUOUS, self->lines.number, column, NULL,
                    "changes between decimal points and decimal commas; use one of them");
  self->decimal = number->decimal;
  return TRUE;
}

/* A feature's number, without its marks of thousands. */
static TfNumberKind
parse_value (Csv *self, const TfCell *field, TfNumber *number)
{
  char  plain[64];
  gsize n = 0;

  if (self->table.thousands == 0 || field->length >= sizeof plain
      || memchr (field->text, self->table.thousands, field->length) == NULL)
    return tf_number_parse (field->text, field->length, number);
  for (gsize i = 0; i < field->length; i++)
    if (field->text[i] != self->table.thousands)
      plain[n++] = field->text[i];
  return tf_number_parse (plain, n, number);
}

static gboolean
add_value (Csv *self, const TfCell *field, guint column, GError **error)
{
  TfNumber     number;
  TfNumberKind kind = parse_value (self, field, &number);
  static const char *const faults[] = { NULL, "is not a number that a feature can be", "is infinite", "is too large",
                                        "is not a number" };

  if (kind != TF_NUMBER_FINITE)
    return fail_at (error, kind == TF_NUMBER_NONE ? TF_FEATURES_ERROR_FORMAT : TF_FEATURES_ERROR_VALUE,
                    self->lines.number, column, field->length > 0 ? field->text : NULL,
                    field->length > 0 ? faults[kind] : "is empty");
  if (number.padded && self->delimiter == ',' && !field->quoted)
    return fail_at (error, TF_FEATURES_ERROR_AMBIGUOUS, self->lines.number, column, field->text,
                    "looks like what follows a decimal comma; separate the fields by semicolons");
  self->values[self->n_values++] = number.value;
  tf_digits_add (self->digits + column, &number);
  return number.decimal == self->decimal || set_decimal (self, &number, column, error);
}

/* A label not met before: a whole number or a word, as those before it. */
static gboolean
check_label (Csv *self, const TfCell *field, guint column, GError **error)
{
  TfNumber     number;
  TfNumberKind kind = tf_number_parse (field->text, field->length, &number);
  gboolean     negative, numeric = kind == TF_NUMBER_FINITE;
  gboolean     words = self->table.columns[column].n_numbers == 0; /* NA and none are names among others */
  guint64      magnitude;

  if (field->length == 0)
    return fail_at (error, TF_FEATURES_ERROR_VALUE, self->lines.number, column, NULL, "has no label");
  if (numeric && !tf_number_get_key (field->text, field->length, &negative, &magnitude))
    return fail_at (error, TF_FEATURES_ERROR_VALUE, self->lines.number, column, field->text,
                    "is no label: labels are whole numbers or words (are the labels in another file?)");
  if (kind == TF_NUMBER_TOO_LARGE || (!words && (kind == TF_NUMBER_INFINITE || kind == TF_NUMBER_NAN)))
    return fail_at (error, TF_FEATURES_ERROR_VALUE, self->lines.number, column, field->text, "is no label");
  if (self->words->len > 0 && numeric != self->numbers)
    return fail_at (error, TF_FEATURES_ERROR_VALUE, self->lines.number, column, field->text,
                    numeric ? "is a number, but the labels before it are words"
                            : "is a word, but the labels before it are numbers");
  self->numbers = numeric;
  return TRUE;
}

static gboolean
add_label (Csv *self, const TfCell *field, guint column, GError **error)
{
  gpointer found;
  guint32  id;

  if (!g_hash_table_lookup_extended (self->known, field->text, NULL, &found))
    {
      char *word;

      if (!check_label (self, field, column, error) || !tf_labels_check_words (self->words->len, error))
        return FALSE;
      word = g_strdup (field->text);
      found = GUINT_TO_POINTER (self->words->len);
      g_ptr_array_add (self->words, word);
      g_hash_table_insert (self->known, word, found);
    }
  id = GPOINTER_TO_UINT (found);
  g_array_append_val (self->ids, id);
  return TRUE;
}

static gboolean
reserve (Csv *self, GError **error)
{
  double *grown;

  if (self->capacity - self->n_values >= self->n_columns)
    return TRUE;
  self->capacity += MAX (self->capacity / 2, MAX ((gsize) self->n_columns, 1024));
  grown = g_try_realloc (self->values, self->capacity * sizeof (double));
  if (grown == NULL)
    return tf_text_fail (error, TF_FEATURES_ERROR_UNSUPPORTED, "There is not enough memory for the values.");
  self->values = grown;
  return TRUE;
}

gboolean
tf_text_flush (Csv *self, GError **error)
{
  const TfLabels *labels = &self->parts->labels;
  gsize first = self->n_rows - self->n_pending;

  if (!self->want_labels && self->n_rows > labels->n)
    return tf_text_fail (error, TF_FEATURES_ERROR_FORMAT, "The text has more rows than there are labels; each row needs one.");
  if (self->n_pending == 0)
    return TRUE;
  if (self->pieces == NULL)
    self->pieces = tf_pieces_new (self->n_values / self->n_pending, NULL);
  tf_pieces_add (self->pieces, TF_SCALAR_FLOAT64, (const guint8 *) self->values,
                 self->want_labels ? &g_array_index (self->ids, guint32, first) : labels->classes + first, self->n_pending);
  self->n_values = self->n_pending = 0;
  return TRUE;
}

/* Whether rows are to be handed over now: a block of them, or where values were to be kept
 * and become too many. */
static gboolean
is_full (const Csv *self)
{
  if (!self->want_features || !tf_load_check_memory (self->n_values * sizeof (double), NULL))
    return self->want_features;
  return (self->pieces != NULL || self->load->summarize)
         && self->n_pending >= tf_gather_get_block (self->n_values / self->n_pending);
}

gboolean
tf_text_add_row (Csv *self, GError **error)
{
  if (!tf_text_check_count (self, error) || !reserve (self, error))
    return FALSE;
  for (guint j = 0; j < self->n_columns; j++)
    {
      const TfCell *field = &g_array_index (self->fields, TfCell, j);

      if (self->table.roles[j] == TF_COLUMN_FEATURE ? !add_value (self, field, j, error)
                                           : self->table.roles[j] == TF_COLUMN_LABEL && !add_label (self, field, j, error))
        return FALSE;
    }
  self->n_rows++;
  self->n_pending++;
  return !is_full (self) || tf_text_flush (self, error);
}
