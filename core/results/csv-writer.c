/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "csv-writer.h"

#include <math.h>
#include <string.h>

#include "output.h"

struct _TfCsvWriter
{
  GString *text;
  gboolean in_row;
  TfCsvRowFunc func; /* or NULL */
  gpointer user_data;
};

TfCsvWriter *
tf_csv_writer_new (void)
{
  TfCsvWriter *self = g_new0 (TfCsvWriter, 1);

  self->text = g_string_new (NULL);
  return self;
}

void
tf_csv_writer_free (TfCsvWriter *self)
{
  g_string_free (self->text, TRUE);
  g_free (self);
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

  begin_field (self);
  if (!isnan (value))
    g_string_append (self->text, g_ascii_formatd (digits, sizeof digits, "%.17g", value));
}

void
tf_csv_writer_end_row (TfCsvWriter *self)
{
  g_string_append_c (self->text, '\n');
  self->in_row = FALSE;
  if (self->func == NULL)
    return;
  self->func (self->text->str, self->text->len, self->user_data);
  g_string_truncate (self->text, 0);
}

void
tf_csv_writer_set_rows (TfCsvWriter *self, TfCsvRowFunc func, gpointer user_data)
{
  self->func = func;
  self->user_data = user_data;
}

void
tf_csv_writer_add_metric_names (TfCsvWriter *self)
{
  for (int i = 0; i < TF_N_METRICS; i++)
    tf_csv_writer_add_word (self, tf_metric_name (i));
}

void
tf_csv_writer_add_metrics (TfCsvWriter *self, const TfMetrics *metrics)
{
  for (int i = 0; i < TF_N_METRICS; i++)
    tf_csv_writer_add_number (self, metrics->values[i]);
}

gboolean
tf_csv_writer_finish (TfCsvWriter *self, const char *path, GError **error)
{
  g_assert (!self->in_row);
  return tf_output_write (path, self->text->str, self->text->len, error);
}
