/* cli-sweep.h: `tightframe sweep`, whoever works out the cells
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "sweep.h"

G_BEGIN_DECLS

/* As tf_sweep_work() does it. */
typedef gboolean (*TfCliSweepWork) (TfSweep      *sweep,
                                    const gsize  *cells,
                                    gsize         n,
                                    guint         n_threads,
                                    TfSweepDone   done,
                                    gpointer      user_data,
                                    GCancellable *cancellable,
                                    GError      **error);

/* By whom the cells are worked out. */
typedef struct
{
  guint          n_threads; /* where --jobs says nothing */
  gboolean       is_helper; /* for another process: work gets no cells, and nothing is written here */
  TfCliSweepWork work;
} TfCliSweepEngine;

/* Returns the exit status. */
int tf_cli_sweep_with (int argc, char **argv, const TfCliSweepEngine *engine);

G_END_DECLS
