/* sweep.h: the cells of a grid, worked out by as many threads as there are cores
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "sweep-cell.h"
#include "sweep-grid.h"

G_BEGIN_DECLS

/* A grid around a problem. Immutable; its workers may run on any threads. */
typedef struct _TfSweep TfSweep;

/* The grid is taken over, and must have been checked for these parameters and features.
 * moments: of the features, or NULL: each cell draws those of synthetic as it says, or reads those of
 * its epoch. */
TfSweep *tf_sweep_new (TfSweepGrid        *grid,
                       const TfParameters *parameters,
                       TfMoments          *moments,
                       const TfSynthetic  *synthetic,
                       TfSweepEpochs      *epochs,
                       const TfSweepAt    *at);
void     tf_sweep_free (TfSweep *self);

const TfSweepGrid *tf_sweep_get_grid (TfSweep *self);

/* The tables' header and the row of a cell, without line breaks; caller frees. */
char *tf_sweep_write_header (TfSweep *self);
char *tf_sweep_write_row (TfSweep *self, gsize cell, const TfSweepCell *result);

/* Brings cells into an order in which those of the same features stand together. */
void tf_sweep_arrange (TfSweep *self, gsize *cells, gsize n);

/* Keeps the features last drawn or read, so that neighbours need not draw them again. Belongs
 * to one thread at a time. */
typedef struct _TfSweepWorker TfSweepWorker;

TfSweepWorker *tf_sweep_worker_new (TfSweep *sweep);
void           tf_sweep_worker_free (TfSweepWorker *self);

/* FALSE with G_IO_ERROR_CANCELLED; *result is to be cleared otherwise. */
gboolean tf_sweep_worker_measure (TfSweepWorker *self,
                                  gsize          cell,
                                  TfSweepCell   *result,
                                  GCancellable  *cancellable,
                                  GError       **error);

/* A cell is done: its row, and why it has no value, or NULL. On any thread, but on one
 * at a time. FALSE with an error: enough. */
typedef gboolean (*TfSweepDone) (gsize cell, const char *row, const char *message, gpointer user_data, GError **error);

/* The same with the cell itself. */
typedef gboolean (*TfSweepMeasured) (gsize cell, const TfSweepCell *result, gpointer user_data, GError **error);

gboolean tf_sweep_measure (TfSweep        *self,
                           const gsize    *cells,
                           gsize           n,
                           guint           n_threads,
                           TfSweepMeasured measured,
                           gpointer        user_data,
                           GCancellable   *cancellable,
                           GError        **error);

/* Works through n cells in about that order on n_threads >= 1 threads and waits. FALSE
 * with done's error, or G_IO_ERROR_CANCELLED: all cells done until then were handed on. */
gboolean tf_sweep_work (TfSweep      *self,
                        const gsize  *cells,
                        gsize         n,
                        guint         n_threads,
                        TfSweepDone   done,
                        gpointer      user_data,
                        GCancellable *cancellable,
                        GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfSweep, tf_sweep_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfSweepWorker, tf_sweep_worker_free)

G_END_DECLS
