/* cli-series-job.h: what `tightframe series` is at, and its table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cli-series-measure.h"
#include "csv-writer.h"
#include "series-files.h"

G_BEGIN_DECLS

typedef struct
{
  char        **paths;    /* as given */
  const char   *output;
  TfCliMeasuring how;
  TfSeriesKind  kind;     /* epochs, parts of the data apart or not */
  gboolean      whole, watches; /* whole: the table is written in one piece */
  gboolean      has[TF_N_HELD_OUT]; /* something stood beside a file that was measured */
  GHashTable   *measured; /* path -> TfCliMeasured */
  GHashTable   *unread;   /* path -> when it was first found unreadable, gint64 *; while watching */
  TfCsvWriter  *csv;      /* the table on standard output, or NULL before its first row */
  guint         n_layers; /* in it */
  GError       *failure;  /* of its last row */
} TfCliSeriesJob;

/* Keeps what came out, if it did: measured is taken. FALSE with an error. */
gboolean tf_cli_series_take (TfCliSeriesJob *job, const TfSeriesFiles *files, const TfSeriesFile *file, TfCliMeasured *measured,
                             GError **error);

/* All that is known, in the order of epochs. */
gboolean tf_cli_series_write_whole (TfCliSeriesJob *job, const TfSeriesFiles *files, GError **error);

/* Ends the table on standard output, if there is one. */
void tf_cli_series_end_printed (TfCliSeriesJob *job);

/* Measures files as they appear, until the job is cancelled; the exit status. */
int tf_cli_series_watch (TfCliSeriesJob *job);

G_END_DECLS
