/* features-csv.c: features and labels as delimited text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A row is a sample. With a header line the labels are the column of a usual
 * name, or of the one asked for; without it they are the last column. What
 * could be read in two ways is refused with line and column.
 */
#include "features-lines.h"

#include <string.h>

typedef enum
{
  COLUMN_FEATURE,
  COLUMN_LABEL,
  COLUMN_LEFT_OUT,
} ColumnRole;

typedef struct
{
  const TfLoad *load;
  TfParts      *parts;
  gboolean      want_features;
  gboolean      want_labels;
  guint64       size; /* of the file, bytes */

  TfLines lines;
  char    delimiter;
  char    decimal; /* '.', ',' or 0 as long as neither was met */
  GArray *fields;  /* TfCell, of the present line */

  guint64 first_line; /* the number of the first one with a row or names */
  guint   n_columns;
  guint8 *roles; /* n_columns ColumnRole */
  char  **names; /* n_columns, or NULL: there is no header */

  double *values;
  gsize   n_values, capacity;
  gsize   n_rows;

  GHashTable *known; /* label's text -> its place in words */
  GPtrArray  *words;
  GArray     *ids;     /* guint32, a row */
  gboolean    numbers; /* the labels met are whole numbers (or else words) */
} Csv;

static void
csv_clear (Csv *self)
{
  tf_lines_clear (&self->lines);
  g_array_unref (self->fields);
  g_free (self->roles);
  g_strfreev (self->names);
  g_free (self->values);
  g_hash_table_unref (self->known);
  g_ptr_array_unref (self->words);
  g_clear_pointer (&self->ids, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Csv, csv_clear)

static gboolean
fail (GError **error, TfFeaturesError code, const char *message)
{
  g_set_error_literal (error, TF_FEATURES_ERROR, code, message);
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
is_number (const char *text)
{
  TfNumber number;

  return tf_number_parse (text, strlen (text), &number) == TF_NUMBER_FINITE;
}

static gboolean
is_label_name (const char *name)
{
  static const char *const usual[] = { "label", "labels", "y", "class", "classes", "target", "targets" };

  for (gsize i = 0; i < G_N_ELEMENTS (usual); i++)
    if (g_ascii_strcasecmp (name, usual[i]) == 0)
      return TRUE;
  return FALSE;
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

static gboolean
check_count (Csv *self, GError **error)
{
  if (self->fields->len == self->n_columns)
    return TRUE;
  g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT,
               "Line %" G_GUINT64_FORMAT " has %u fields, but line %" G_GUINT64_FORMAT " has %u.", self->lines.number,
               self->fields->len, self->first_line, self->n_columns);
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

static gboolean
add_value (Csv *self, const TfCell *field, guint column, GError **error)
{
  TfNumber     number;
  TfNumberKind kind = tf_number_parse (field->text, field->length, &number);
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
  return number.decimal == self->decimal || set_decimal (self, &number, column, error);
}

/* A label not met before: a whole number or a word, as those before it. */
static gboolean
check_label (Csv *self, const TfCell *field, guint column, GError **error)
{
  TfNumber     number;
  TfNumberKind kind = tf_number_parse (field->text, field->length, &number);
  gboolean     negative, numeric = kind == TF_NUMBER_FINITE;
  guint64      magnitude;

  if (field->length == 0)
    return fail_at (error, TF_FEATURES_ERROR_VALUE, self->lines.number, column, NULL, "has no label");
  if (numeric && !tf_number_get_key (field->text, field->length, &negative, &magnitude))
    return fail_at (error, TF_FEATURES_ERROR_VALUE, self->lines.number, column, field->text,
                    "is no label: labels are whole numbers or words (are the labels in another file?)");
  if (kind == TF_NUMBER_TOO_LARGE || kind == TF_NUMBER_INFINITE || kind == TF_NUMBER_NAN)
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
  if (!tf_load_check_memory ((guint64) self->capacity * sizeof (double), error))
    return FALSE;
  grown = g_try_realloc (self->values, self->capacity * sizeof (double));
  if (grown == NULL)
    return fail (error, TF_FEATURES_ERROR_UNSUPPORTED, "There is not enough memory for the values.");
  self->values = grown;
  return TRUE;
}

/* The present line as a sample. */
static gboolean
add_row (Csv *self, GError **error)
{
  if (!check_count (self, error) || !reserve (self, error))
    return FALSE;
  for (guint j = 0; j < self->n_columns; j++)
    {
      const TfCell *field = &g_array_index (self->fields, TfCell, j);

      if (self->roles[j] == COLUMN_FEATURE ? !add_value (self, field, j, error)
                                           : self->roles[j] == COLUMN_LABEL && !add_label (self, field, j, error))
        return FALSE;
    }
  self->n_rows++;
  return TRUE;
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
      named |= is_label_name (first[j]) || (wanted != NULL && g_str_equal (first[j], wanted));
      contrast |= kind == TF_NUMBER_NONE && j < n_second && is_number (second[j]);
    }
  if (n_words == 0)
    return FALSE;
  if (n_words == n)
    return contrast || named || n > 1;
  return counting && (contrast || named);
}

/* The last comment may hold the names, as np.savetxt writes them; it counts
 * only when it has a name for every column and one of them is the labels'. */
static void
adopt_comment (Csv *self, const char *comment)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (TfCell));
  g_autofree char *line = g_strdup (comment);
  guint            n_labels = 0;
  const char      *wanted = self->load->options->labels_key;

  if (!tf_line_split (line, strlen (line), self->delimiter, 0, fields, NULL) || fields->len != self->n_columns)
    return;
  for (guint j = 0; j < fields->len; j++)
    {
      const char *name = g_array_index (fields, TfCell, j).text;

      n_labels += wanted != NULL ? g_str_equal (name, wanted) : is_label_name (name);
    }
  if (n_labels == 1 && fields->len > 1)
    self->names = copy_fields (fields);
}

/* The column of the labels; -1 with an error. row: the first one, n_columns texts. */
static int
find_label_column (Csv *self, char *const *row, GError **error)
{
  const char *wanted = self->load->options->labels_key;
  int         found = -1;

  if (self->names == NULL && wanted != NULL)
    {
      fail (error, TF_FEATURES_ERROR_FORMAT, "There is no header line that could name the labels' column.");
      return -1;
    }
  if (self->names == NULL && (self->want_features || self->n_columns == 1))
    return (int) self->n_columns - 1;
  for (guint j = 0; self->names != NULL && j < self->n_columns; j++)
    {
      if (wanted != NULL ? !g_str_equal (self->names[j], wanted) : !is_label_name (self->names[j]))
        continue;
      if (found >= 0)
        {
          fail (error, TF_FEATURES_ERROR_AMBIGUOUS,
                "More than one column may be the labels; choose one of a name of its own (--labels-key NAME).");
          return -1;
        }
      found = (int) j;
    }
  if (found < 0 && wanted == NULL && self->names != NULL
      && (self->n_columns == 1 || (self->want_features && !is_number (row[self->n_columns - 1]))))
    found = (int) self->n_columns - 1;
  if (found < 0 && wanted != NULL)
    g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT, "No column is named %s.", wanted);
  else if (found < 0)
    fail (error, TF_FEATURES_ERROR_AMBIGUOUS,
          "No column is named label, labels, y, class or target; say which holds the labels (--labels-key NAME).");
  return found;
}

/* h is the group of h, h0, h1, h_2, h.3, h[4], .... */
static gboolean
in_group (const char *name, const char *group)
{
  const char *rest = name + strlen (group);

  return g_str_has_prefix (name, group) && (*rest == '\0' || g_ascii_isdigit (*rest) || strchr ("_.[- ", *rest) != NULL);
}

static gboolean
choose_features (Csv *self, GError **error)
{
  const char *group = self->load->options->features_key;
  guint       n_features = 0;

  if (group != NULL && self->names == NULL)
    return fail (error, TF_FEATURES_ERROR_FORMAT, "There is no header line that could name the features' columns.");
  for (guint j = 0; j < self->n_columns; j++)
    {
      if (self->roles[j] == COLUMN_FEATURE && group != NULL && !in_group (self->names[j], group))
        self->roles[j] = COLUMN_LEFT_OUT;
      else if (self->roles[j] == COLUMN_FEATURE && group == NULL && self->names != NULL && j == 0 && self->n_columns > 2
               && (*self->names[j] == '\0' || g_str_equal (self->names[j], "Unnamed: 0")))
        {
          self->roles[j] = COLUMN_LEFT_OUT;
          tf_parts_add_notice (self->parts, "the first column, which has no name, was left out as an index");
        }
      else if (self->roles[j] == COLUMN_FEATURE && !self->want_labels && self->names != NULL
               && is_label_name (self->names[j]))
        {
          self->roles[j] = COLUMN_LEFT_OUT;
          tf_parts_add_notice (self->parts, "column %s was left out, because the labels come from another file",
                               self->names[j]);
        }
      n_features += self->roles[j] == COLUMN_FEATURE;
    }
  if (n_features > 0)
    return TRUE;
  return fail (error, TF_FEATURES_ERROR_FORMAT,
               group != NULL ? "No column has a name that starts with the features' key."
                             : "There is no column of features beside the labels.");
}

static gboolean
assign_roles (Csv *self, char *const *row, GError **error)
{
  int label = -1;

  self->roles = g_new (guint8, self->n_columns);
  memset (self->roles, self->want_features ? COLUMN_FEATURE : COLUMN_LEFT_OUT, self->n_columns);
  if (self->want_labels)
    {
      label = find_label_column (self, row, error);
      if (label < 0)
        return FALSE;
      self->roles[label] = COLUMN_LABEL;
    }
  return !self->want_features || choose_features (self, error);
}

static void
set_fields (GArray *fields, char *const *texts)
{
  g_array_set_size (fields, 0);
  for (gsize i = 0; texts[i] != NULL; i++)
    {
      TfCell field = { .text = texts[i], .length = strlen (texts[i]) };

      g_array_append_val (fields, field);
    }
}

/* Two lines decide whether the first holds names; both are then taken. */
static gboolean
read_start (Csv *self, GError **error)
{
  g_autofree char *comment = NULL;
  g_auto (GStrv) first = NULL;
  g_auto (GStrv) second = NULL;
  g_autoptr (GError) stopped = NULL;
  guint64 second_line;

  if (!next_row (self, &comment, &stopped))
    {
      if (stopped == NULL)
        return fail (error, TF_FEATURES_ERROR_FORMAT, "The text holds no rows.");
      g_propagate_error (error, g_steal_pointer (&stopped));
      return FALSE;
    }
  first = copy_fields (self->fields);
  self->n_columns = self->fields->len;
  self->first_line = self->lines.number;
  if (next_row (self, NULL, &stopped))
    second = copy_fields (self->fields);
  else if (stopped != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&stopped));
      return FALSE;
    }
  second_line = self->lines.number;
  if (is_header (first, second, self->load->options->labels_key))
    self->names = g_steal_pointer (&first);
  else if (comment != NULL)
    adopt_comment (self, comment);
  if (second == NULL && first == NULL)
    return fail (error, TF_FEATURES_ERROR_FORMAT, "The text has a header line but no rows.");
  if (second != NULL && !check_count (self, error))
    return FALSE;
  if (!assign_roles (self, first != NULL ? first : second, error))
    return FALSE;
  self->lines.number = self->first_line;
  if (first != NULL)
    set_fields (self->fields, first);
  if (first != NULL && !add_row (self, error))
    return FALSE;
  self->lines.number = second_line;
  if (second != NULL)
    set_fields (self->fields, second);
  return second == NULL || add_row (self, error);
}

/* Hands values and labels over to the parts. */
static gboolean
finish (Csv *self, GError **error)
{
  TfArray *array = &self->parts->features;

  if (self->want_labels)
    {
      guint32 *ids = (guint32 *) (void *) g_array_free (g_steal_pointer (&self->ids), FALSE);

      if (!tf_labels_take_words (&self->parts->labels, self->words, ids, self->n_rows, error))
        return FALSE;
    }
  if (!self->want_features)
    return TRUE;
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
  return TRUE;
}

gboolean
tf_csv_read (TfFile *file, gboolean features, gboolean labels, TfParts *parts, const TfLoad *load, GError **error)
{
  g_autoptr (GError) stopped = NULL;
  g_auto (Csv) csv = {
    .load = load, .parts = parts, .want_features = features, .want_labels = labels, .size = file->size
  };

  csv.fields = g_array_new (FALSE, FALSE, sizeof (TfCell));
  csv.known = g_hash_table_new (tf_label_hash, g_str_equal);
  csv.words = g_ptr_array_new_with_free_func (g_free);
  csv.ids = g_array_new (FALSE, FALSE, sizeof (guint32));
  tf_lines_init (&csv.lines, file->stream);
  if (!read_start (&csv, error))
    return FALSE;
  while (next_row (&csv, NULL, &stopped))
    if (!add_row (&csv, error))
      return FALSE;
  if (stopped != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&stopped));
      return FALSE;
    }
  return finish (&csv, error);
}
