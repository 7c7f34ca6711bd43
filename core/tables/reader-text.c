/* reader-text.c: features and labels as delimited text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A row is a sample. What its columns are for follows from their names and from what
 * they hold (features-table.h). What could be read in two ways is refused with line
 * and column.
 */
#include "text-private.h"

#include <string.h>

static void
csv_clear (Csv *self)
{
  tf_lines_clear (&self->lines);
  g_array_unref (self->fields);
  tf_table_clear (&self->table);
  g_strfreev (self->pattern);
  g_free (self->values);
  g_free (self->digits);
  g_hash_table_unref (self->known);
  g_ptr_array_unref (self->words);
  g_clear_pointer (&self->ids, g_array_unref);
  g_clear_pointer (&self->pieces, tf_pieces_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Csv, csv_clear)

static gboolean
is_number (const char *text)
{
  TfNumber number;

  return tf_number_parse (text, strlen (text), &number) == TF_NUMBER_FINITE;
}

static char **
copy_fields (const GArray *fields)
{
  char **copy = g_new0 (char *, (gsize) fields->len + 1);

  for (guint i = 0; i < fields->len; i++)
    copy[i] = g_strdup (g_array_index (fields, TfCell, i).text);
  return copy;
}

/* Reads and splits the next line; FALSE at the end too, then without an error. */
static gboolean
next_row (Csv *self, char **comment, GError **error)
{
  gsize length;
  char *line = tf_lines_next (&self->lines, &length, comment, self->load, self->size, error);

  if (line == NULL)
    return FALSE;
  if (self->delimiter == '\0')
    {
      self->delimiter = tf_line_find_delimiter (line);
      if (!self->want_features && self->delimiter == ' ')
        self->delimiter = '\n'; /* one label a line, which may be of several words */
    }
  return tf_line_split (line, length, self->delimiter, self->lines.number, self->fields, error);
}

/* Whether the first line holds names. Names that are numbers, as some tools
 * write for lack of others, count up from the left; anything else in a line
 * of numbers and words is a mistake that must not vanish as a header. */
static gboolean
is_header (char *const *first, char *const *second, const char *wanted)
{
  guint    n = g_strv_length ((char **) first), n_words = 0;
  guint    n_second = second != NULL ? g_strv_length ((char **) second) : 0;
  double   last = -1;
  gboolean named = FALSE, counting = TRUE, contrast = FALSE;

  for (guint j = 0; j < n; j++)
    {
      TfNumber     number;
      TfNumberKind kind = tf_number_parse (first[j], strlen (first[j]), &number);

      if (kind == TF_NUMBER_FINITE)
        {
          counting = counting && number.whole && number.value == last + 1;
          last = number.value;
          continue;
        }
      n_words += kind == TF_NUMBER_NONE;
      named |= tf_column_name_kind (first[j]) == TF_NAME_LABEL || (wanted != NULL && g_str_equal (first[j], wanted));
      contrast |= kind == TF_NUMBER_NONE && j < n_second && is_number (second[j]);
    }
  if (n_words == 0)
    return FALSE;
  if (n_words == n)
    return contrast || named || n > 1;
  return counting && (contrast || named);
}

/* The last comment may hold the names, as np.savetxt writes them; it counts only
 * when it has a name for every column, and one of them is the labels' or all of them
 * are words over numbers. */
static char **
adopt_comment (Csv *self, const char *comment, char *const *first)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (TfCell));
  g_autofree char *line = g_strdup (comment);
  guint            n_labels = 0, n_words = 0, n_over = 0;
  const char      *wanted = self->load->options->labels_key;

  if (!tf_line_split (line, strlen (line), self->delimiter, 0, fields, NULL) || fields->len != self->n_columns)
    return NULL;
  for (guint j = 0; j < fields->len; j++)
    {
      const char *name = g_array_index (fields, TfCell, j).text;

      n_labels += wanted != NULL ? g_str_equal (name, wanted) : tf_column_name_kind (name) == TF_NAME_LABEL;
      n_words += !is_number (name);
      n_over += !is_number (name) && is_number (first[j]);
    }
  if (fields->len < 2 || (n_labels != 1 && (self->delimiter == ' ' || n_words < fields->len || n_over == 0)))
    return NULL;
  return copy_fields (fields);
}

/* Two lines decide whether the first holds names. *first and *second: their fields,
 * the second NULL where there is none. */
static gboolean
read_two (Csv *self, char ***first, char ***second, char **comment, GError **error)
{
  g_autoptr (GError) stopped = NULL;

  if (next_row (self, comment, &stopped))
    {
      *first = copy_fields (self->fields);
      self->n_columns = self->fields->len;
      self->first_line = self->lines.number;
      if (next_row (self, NULL, &stopped))
        *second = copy_fields (self->fields);
    }
  if (stopped == NULL && *first != NULL)
    return TRUE;
  if (stopped == NULL)
    return tf_text_fail (error, TF_FEATURES_ERROR_FORMAT, "The text holds no rows.");
  g_propagate_error (error, g_steal_pointer (&stopped));
  return FALSE;
}

/* The first row, where it has a field for every column; else NULL: it will be refused when it is read. */
static char *const *
get_even_pattern (Csv *self)
{
  return self->pattern != NULL && g_strv_length (self->pattern) == self->n_columns ? self->pattern : NULL;
}

static gboolean
read_start (Csv *self, GError **error)
{
  g_autofree char *comment = NULL;
  g_auto (GStrv) first = NULL;
  g_auto (GStrv) second = NULL;
  char   **names = NULL;
  TfNumber number;

  if (!read_two (self, &first, &second, &comment, error))
    return FALSE;
  if (is_header (first, second, self->load->options->labels_key))
    {
      names = g_steal_pointer (&first);
      self->header_line = self->first_line;
      self->pattern = g_steal_pointer (&second);
    }
  else
    {
      names = comment != NULL ? adopt_comment (self, comment, first) : NULL;
      self->pattern = g_steal_pointer (&first);
    }
  tf_table_init (&self->table, self->n_columns, names, get_even_pattern (self));
  if (self->pattern == NULL)
    return tf_text_fail (error, TF_FEATURES_ERROR_FORMAT, "The text has a header line but no rows.");
  self->hash_is_data = tf_number_parse (self->pattern[0], strlen (self->pattern[0]), &number) == TF_NUMBER_NONE;
  return TRUE;
}

/* Whether a line that starts with # is a row: of as many fields as the first, with
 * numbers where that has them. */
static gboolean
is_hash_row (Csv *self)
{
  guint n_numbers = 0;

  if (self->fields->len != self->n_columns || g_strv_length (self->pattern) != self->n_columns)
    return FALSE;
  for (guint j = 1; j < self->n_columns; j++)
    {
      gboolean number = is_number (g_array_index (self->fields, TfCell, j).text);

      if (number != is_number (self->pattern[j]))
        return FALSE;
      n_numbers += number;
    }
  return n_numbers > 0;
}

/* The next row after the header; FALSE at the end too, then without an error. */
static gboolean
next_data_row (Csv *self, GError **error)
{
  while (next_row (self, NULL, error))
    {
      if (self->lines.number == self->header_line)
        continue;
      if (!g_str_has_prefix (g_array_index (self->fields, TfCell, 0).text, "#")
          || g_array_index (self->fields, TfCell, 0).quoted)
        return TRUE;
      if (is_hash_row (self) && self->hash_is_data)
        return TRUE;
      self->n_commented += is_hash_row (self);
    }
  return FALSE;
}

/* From the top, for every row; FALSE with an error. */
static gboolean
for_each_row (Csv *self, gboolean (*each) (Csv *self, GError **error), const TfLoad *load, GError **error)
{
  g_autoptr (GError) stopped = NULL;
  FILE *stream = self->lines.stream;
  const TfLoad *before = self->load;
  gboolean good = TRUE;

  tf_lines_clear (&self->lines);
  tf_lines_init (&self->lines, stream);
  self->lines.keeps_hash = TRUE;
  self->n_commented = 0;
  self->load = load;
  while (good && next_data_row (self, &stopped))
    good = each (self, error);
  self->load = before;
  if (stopped == NULL)
    return good;
  g_propagate_error (error, g_steal_pointer (&stopped));
  return FALSE;
}

static gboolean
look_at_row (Csv *self, GError **error)
{
  if (!tf_text_check_count (self, error))
    return FALSE;
  tf_table_add_row (&self->table, self->fields, self->delimiter);
  return TRUE;
}

/* What the columns hold, and from that what they are. */
static gboolean
look (Csv *self, GError **error)
{
  TfLoad   quiet = *self->load;
  gboolean assigned;

  quiet.progress = NULL;
  if (!for_each_row (self, look_at_row, &quiet, error) || !tf_table_find_thousands (&self->table, error))
    return FALSE;
  assigned = tf_table_assign (&self->table, self->want_features, self->want_labels, self->parts, self->load, error);
  if (self->want_features && self->load->listing != NULL)
    tf_listing_add_table (self->load->listing, &self->table, get_even_pattern (self));
  if (!assigned)
    return FALSE;
  if (self->n_commented > 0)
    tf_parts_add_notice (self->parts, "%" G_GSIZE_FORMAT " row%s that start%s with # %s taken as comment%s", self->n_commented,
                         self->n_commented > 1 ? "s" : "", self->n_commented > 1 ? "" : "s",
                         self->n_commented > 1 ? "were" : "was", self->n_commented > 1 ? "s" : "");
  if (self->table.thousands != 0)
    tf_parts_add_notice (self->parts, "%s marks thousands, as in 1%c234",
                         self->table.thousands == ',' ? "a comma" : self->table.thousands == '.' ? "a point" : "an apostrophe",
                         self->table.thousands);
  return TRUE;
}

static void
set_units (Csv *self)
{
  double *units = g_new (double, self->n_columns);
  gsize   n = 0;

  for (guint j = 0; j < self->n_columns; j++)
    if (self->table.roles[j] == TF_COLUMN_FEATURE)
      units[n++] = tf_digits_get_unit (self->digits + j);
  self->parts->units = units;
}

/* Labels of a summary: the classes' places alone, in the order in which they were met. */
static gboolean
finish_summary (Csv *self, GError **error)
{
  TfParts *parts = self->parts;
  guint    n = self->words->len;

  if (!tf_text_flush (self, error))
    return FALSE;
  if (parts->labels.n != self->n_rows && !self->want_labels)
    return tf_text_fail (error, TF_FEATURES_ERROR_FORMAT, "The text has fewer rows than there are labels; each row needs one.");
  if (self->load->options->leave_out_classes != NULL)
    return tf_text_fail (error, TF_FEATURES_ERROR_UNSUPPORTED,
                 "Classes cannot be left out of a text that is read in one pass; convert it to .npy first.");
  if (self->want_labels)
    {
      guint32 *ids = g_new (guint32, MAX (n, 1));

      for (guint i = 0; i < n; i++)
        ids[i] = i;
      if (!tf_labels_take_words (&parts->labels, self->words, ids, n, error))
        return FALSE;
      if (parts->labels.n_classes != n)
        return tf_text_fail (error, TF_FEATURES_ERROR_VALUE, "A label is written in two ways, as 1 and 1.0; write it in one.");
    }
  parts->summary = tf_pieces_finish (self->pieces, self->want_labels ? 0 : parts->labels.n_classes);
  if (parts->summary == NULL)
    return tf_text_fail (error, TF_FEATURES_ERROR_VALUE, "The features are so large that their squares overflow; scale them down.");
  if (self->want_labels)
    tf_summary_sort_classes (parts->summary, parts->labels.classes);
  if (!self->load->summarize)
    tf_parts_add_notice (parts, TF_SUMMARIZED_NOTICE);
  parts->text = TRUE;
  parts->features = (TfArray){ .scalar = TF_SCALAR_FLOAT64, .n_dims = 2, .dims = { self->n_rows, parts->summary->dim } };
  return TRUE;
}

/* Hands values and labels over to the parts. */
static gboolean
finish (Csv *self, GError **error)
{
  TfArray *array = &self->parts->features;

  if (self->want_features && (self->pieces != NULL || self->load->summarize))
    return finish_summary (self, error);
  if (self->want_labels)
    {
      guint32 *ids = (guint32 *) (void *) g_array_free (g_steal_pointer (&self->ids), FALSE);

      if (!tf_labels_take_words (&self->parts->labels, self->words, ids, self->n_rows, error))
        return FALSE;
    }
  if (!self->want_features)
    return TRUE;
  if (self->parts->unlabelled)
    tf_parts_take_one_class (self->parts, self->n_rows);
  if (self->parts->labels.n != self->n_rows)
    {
      g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT,
                   "The text has %" G_GSIZE_FORMAT " rows, but there are %" G_GSIZE_FORMAT " labels; each row needs one.",
                   self->n_rows, self->parts->labels.n);
      return FALSE;
    }
  *array = (TfArray){ .scalar = TF_SCALAR_FLOAT64, .item_size = sizeof (double), .n_dims = 2, .n_items = self->n_values };
  array->dims[0] = self->n_rows;
  array->dims[1] = self->n_values / self->n_rows;
  array->data = (guint8 *) g_renew (double, g_steal_pointer (&self->values), self->n_values);
  self->parts->text = TRUE;
  set_units (self);
  return TRUE;
}

static gboolean
read_text (TfFile *file, gboolean features, gboolean labels, TfParts *parts, const TfLoad *load, GError **error)
{
  g_auto (Csv) csv = {
    .load = load, .parts = parts, .want_features = features, .want_labels = labels, .size = file->size
  };

  csv.fields = g_array_new (FALSE, FALSE, sizeof (TfCell));
  csv.known = g_hash_table_new (tf_label_hash, g_str_equal);
  csv.words = g_ptr_array_new_with_free_func (g_free);
  csv.ids = g_array_new (FALSE, FALSE, sizeof (guint32));
  tf_lines_init (&csv.lines, file->stream);
  if (!read_start (&csv, error) || !look (&csv, error))
    return FALSE;
  csv.digits = g_new0 (TfDigits, MAX (csv.n_columns, 1));
  if (!for_each_row (&csv, tf_text_add_row, load, error))
    return FALSE;
  return finish (&csv, error);
}

/* A text: one column, or several. Words with blanks in them are one. */
static void
look_at_text (TfFile *file, TfLook *look)
{
  const TfFeaturesOptions none = { 0 };
  const TfLoad load = { .options = &none };
  g_auto (TfLines) lines = { 0 };
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (TfCell));
  gsize length;
  char *line, delimiter;
  TfNumber number;
  const TfCell *first;

  tf_lines_init (&lines, file->stream);
  line = tf_lines_next (&lines, &length, NULL, &load, file->size, NULL);
  if (line == NULL)
    return;
  delimiter = tf_line_find_delimiter (line);
  if (!tf_line_split (line, length, delimiter, 1, fields, NULL))
    return;
  first = &g_array_index (fields, TfCell, 0);
  look->known = TRUE;
  look->whole = TRUE;
  look->list = fields->len == 1
               || (delimiter == ' ' && tf_number_parse (first->text, first->length, &number) == TF_NUMBER_NONE);
}

static const char *const suffixes[] = { "csv", "tsv", "txt", NULL };
const TfReader tf_reader_text = { "Delimited text", suffixes, FALSE, FALSE, NULL, read_text, look_at_text };
