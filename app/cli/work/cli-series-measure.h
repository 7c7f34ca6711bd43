/* cli-series-measure.h: what `tightframe series` measures of a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ahead.h"
#include "cli-like.h"
#include "cli-problem.h"
#include "flow.h"
#include "series-files.h"

G_BEGIN_DECLS

typedef struct
{
  TfMetrics metrics;
  double   *values; /* of another code's columns, where they were asked for */
  gboolean  has[TF_N_HELD_OUT];      /* whether anything stands beside it */
  char     *pairs[TF_N_HELD_OUT];    /* what stands beside it by its name: paths, or NULL */
  GError   *failures[TF_N_HELD_OUT]; /* and why it does not, after all */
} TfCliMeasured;

void tf_cli_measured_free (gpointer measured);

/* Borrowed. */
typedef struct
{
  TfCliProblem        *problem;
  TfLike               like;  /* whose columns */
  GCancellable        *cancellable;
  const TfSeriesFiles *files; /* of tf_cli_measure_ahead() */
} TfCliMeasuring;

/* A file as it is, newly allocated; NULL with an error. On any thread. The samples are gone when it
 * returns: memory does not grow with the series. */
TfCliMeasured *tf_cli_measure (const TfCliMeasuring *how, const TfSeriesFile *file, GError **error);

/* All files, as many at a time as there are cores but no more than fit into memory with ease. */
TfAhead *tf_cli_measure_ahead (TfCliMeasuring *how);

G_END_DECLS
