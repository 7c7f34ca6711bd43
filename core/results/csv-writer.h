/* csv-writer.h: a table of numbers as the papers' scripts read it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * UTF-8, comma, one header row, `.` as decimal point in every locale, 17
 * significant digits (enough to read the same double back), an undefined value
 * is an empty field. Rows are gathered in memory, so that nothing is written
 * unless the whole table came about; or handed on one by one.
 *
 * The same table as JSON is an array with an object for each row, a line each:
 * the names of the header are its keys (one that stands twice is one), an undefined value is null. The rows of a
 * second table (after an empty row) follow in the array, with keys of their own.
 */
#pragma once

#include <gio/gio.h>

#include "metric-set.h"

G_BEGIN_DECLS

typedef struct _TfCsvWriter TfCsvWriter;

/* Takes each row as it is ended: text, with its line break, that is gone afterwards. */
typedef void (*TfCsvRowFunc) (const char *text, gsize length, gpointer user_data);

TfCsvWriter *tf_csv_writer_new (void);
void         tf_csv_writer_free (TfCsvWriter *self);

/* From the first row on the table becomes JSON. */
void tf_csv_writer_set_json (TfCsvWriter *self);

/* A row is begun by its first field and ended by tf_csv_writer_end_row(). */
void tf_csv_writer_add_word (TfCsvWriter *self, const char *word); /* quoted where CSV wants it */
void tf_csv_writer_add_number (TfCsvWriter *self, double value);   /* NaN: undefined */
void tf_csv_writer_end_row (TfCsvWriter *self);

/* From now on rows go there and are not gathered: where a person waits for them. */
void tf_csv_writer_set_rows (TfCsvWriter *self, TfCsvRowFunc func, gpointer user_data);

/* After the last row, where rows are handed on: what the table's end needs goes the same way. */
void tf_csv_writer_close (TfCsvWriter *self);

/* The row that was begun, in place of its end: without a line break; caller frees. For
 * one that holds no other rows. */
char *tf_csv_writer_take_row (TfCsvWriter *self);

/* Which metrics are columns; those that are there whatever stands beside the features, unless this is said. */
void tf_csv_writer_set_metrics (TfCsvWriter *self, TfMetricSet metrics);

/* All of these, in the order of TfMetric: their names, their values. */
void tf_csv_writer_add_metric_names (TfCsvWriter *self);
void tf_csv_writer_add_metrics (TfCsvWriter *self, const TfMetrics *metrics);

/* To path, or to standard output for NULL and "-"; see tf_output_write(). */
gboolean tf_csv_writer_finish (TfCsvWriter *self, const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfCsvWriter, tf_csv_writer_free)

G_END_DECLS
