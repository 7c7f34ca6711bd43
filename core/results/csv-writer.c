/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "csv-writer.h"

#include <math.h>
#include <string.h>

#include "json-text.h"
#include "output.h"

struct _TfCsvWriter
{
  GString *text;
  gboolean in_row;
  TfMetricSet metrics; /* that are columns */
  TfCsvRowFunc func; /* or NULL */
  gpointer user_data;

  gboolean is_json;
  GPtrArray *names; /* char *: the keys of a row's object, "" where it is there already; of JSON alone */
  gboolean has_names; /* the header is over */
  guint n_fields, n_rows; /* in the row begun; ended, without headers */
};

TfCsvWriter *
tf_csv_writer_new (void)
{
  TfCsvWriter *self = g_new0 (TfCsvWriter, 1);

  self->text = g_string_new (NULL);
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->metrics = tf_metric_set_there (FALSE, FALSE);
  return self;
}

void
tf_csv_writer_set_metrics (TfCsvWriter *self, TfMetricSet metrics)
{
  self->metrics = metrics;
}

void
tf_csv_writer_free (TfCsvWriter *self)
{
  g_string_free (self->text, TRUE);
  g_ptr_array_unref (self->names);
  g_free (self);
}

void
tf_csv_writer_set_json (TfCsvWriter *self)
{
  self->is_json = TRUE;
}

/* A column that stands twice in a table is one key. */
static void
add_name (TfCsvWriter *self, const char *name)
{
  gboolean is_there = g_ptr_array_find_with_equal_func (self->names, name, g_str_equal, NULL);

  g_ptr_array_add (self->names, g_strdup (is_there ? "" : name));
}

/* FALSE: the field is one of the header, or there already, and done with. */
static gboolean
begin_json_field (TfCsvWriter *self, const char *word)
{
  const char *name;

  self->in_row = TRUE;
  if (!self->has_names)
    {
      add_name (self, word);
      return FALSE;
    }
  g_assert (self->n_fields < self->names->len);
  name = g_ptr_array_index (self->names, self->n_fields);
  if (self->n_fields == 0)
    g_string_append (self->text, self->n_rows > 0 ? ",\n{" : "\n{");
  else if (*name != '\0')
    g_string_append (self->text, ", ");
  self->n_fields++;
  if (*name == '\0')
    return FALSE;
  tf_json_append_text (self->text, name);
  g_string_append (self->text, ": ");
  return TRUE;
}

/* A row without fields: the next one is another table's header. */
static void
end_json_row (TfCsvWriter *self)
{
  if (!self->in_row)
    {
      g_ptr_array_set_size (self->names, 0);
      self->has_names = FALSE;
    }
  else if (!self->has_names)
    {
      g_string_append (self->text, self->n_rows > 0 ? "" : "[");
      self->has_names = TRUE;
    }
  else
    {
      g_string_append_c (self->text, '}');
      self->n_rows++;
    }
  self->n_fields = 0;
}

static void
begin_field (TfCsvWriter *self)
{
  if (self->in_row)
    g_string_append_c (self->text, ',');
  self->in_row = TRUE;
}

void
tf_csv_writer_add_word (TfCsvWriter *self, const char *word)
{
  if (self->is_json)
    {
      if (!begin_json_field (self, word))
        return;
      if (*word == '\0')
        tf_json_append_number (self->text, NAN);
      else
        tf_json_append_text (self->text, word);
      return;
    }
  begin_field (self);
  if (!strpbrk (word, ",\"\r\n"))
    {
      g_string_append (self->text, word);
      return;
    }
  g_string_append_c (self->text, '"');
  for (; *word; word++)
    {
      if (*word == '"')
        g_string_append_c (self->text, '"');
      g_string_append_c (self->text, *word);
    }
  g_string_append_c (self->text, '"');
}

void
tf_csv_writer_add_number (TfCsvWriter *self, double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (self->is_json)
    {
      if (begin_json_field (self, ""))
        tf_json_append_number (self->text, value);
      return;
    }
  begin_field (self);
  if (!isnan (value))
    g_string_append (self->text, g_ascii_formatd (digits, sizeof digits, "%.17g", value));
}

static void
hand_on (TfCsvWriter *self)
{
  if (self->func == NULL)
    return;
  self->func (self->text->str, self->text->len, self->user_data);
  g_string_truncate (self->text, 0);
}

void
tf_csv_writer_end_row (TfCsvWriter *self)
{
  if (self->is_json)
    end_json_row (self);
  else
    g_string_append_c (self->text, '\n');
  self->in_row = FALSE;
  hand_on (self);
}

void
tf_csv_writer_close (TfCsvWriter *self)
{
  if (!self->is_json)
    return;
  if (!self->has_names && self->n_rows == 0)
    g_string_append_c (self->text, '[');
  g_string_append (self->text, self->n_rows > 0 ? "\n]\n" : "]\n");
  hand_on (self);
}

void
tf_csv_writer_set_rows (TfCsvWriter *self, TfCsvRowFunc func, gpointer user_data)
{
  self->func = func;
  self->user_data = user_data;
}

char *
tf_csv_writer_take_row (TfCsvWriter *self)
{
  char *row = g_strndup (self->text->str, self->text->len);

  g_assert (self->in_row);
  g_string_truncate (self->text, 0);
  self->in_row = FALSE;
  return row;
}

void
tf_csv_writer_add_metric_names (TfCsvWriter *self)
{
  for (int i = 0; i < TF_N_METRICS; i++)
    if (tf_metric_set_has (self->metrics, i))
      tf_csv_writer_add_word (self, tf_metric_name (i));
}

void
tf_csv_writer_add_metrics (TfCsvWriter *self, const TfMetrics *metrics)
{
  for (int i = 0; i < TF_N_METRICS; i++)
    if (tf_metric_set_has (self->metrics, i))
      tf_csv_writer_add_number (self, metrics->values[i]);
}

gboolean
tf_csv_writer_finish (TfCsvWriter *self, const char *path, GError **error)
{
  g_assert (!self->in_row);
  tf_csv_writer_close (self);
  return tf_output_write (path, self->text->str, self->text->len, error);
}
