/* sweep-book.h: the finished cells of a sweep, in memory and on disk
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On disk a book is a table like the sweep's own, with two columns more at the end:
 * `cell`, its number from 1 on, and `sweep`, the grid, where it is measured, and a
 * digest of the rest of the problem: FILE.part while a sweep goes on, a line as soon as
 * a cell is done, in any order; and each shard of a sweep. The sweep's table has
 * neither column, and its cells in the order of their numbers.
 */
#pragma once

#include <gio/gio.h>

#include "sweep-grid.h"

G_BEGIN_DECLS

typedef struct _TfSweepBook TfSweepBook;

/* header: of the table. sweep: one line without commas or quotes that begins with the
 * grid's text; see tf_sweep_book_name_sweep(). */
TfSweepBook *tf_sweep_book_new (const char *header, const char *sweep, gsize n_cells);
void         tf_sweep_book_free (TfSweepBook *self);

/* at: "equilibrium" or a time; problem: all else that the numbers depend on, of which a
 * digest stands in the line. Caller frees. */
char *tf_sweep_book_name_sweep (const TfSweepGrid *grid, const char *at, const char *problem);

/* Keeps path up to date from now on. What is there already is read where resume says so:
 * FALSE with G_IO_ERROR_EXISTS and a sentence where it does not, with G_IO_ERROR_INVALID_DATA
 * where it is of another sweep, with G_IO_ERROR_BUSY where another process is writing it. A
 * line that was cut off is taken away. */
gboolean tf_sweep_book_open (TfSweepBook *self, const char *path, gboolean resume, GError **error);

/* Takes the cells of a file of this sweep as if they had been added, before it is opened;
 * none where it is of another, or not there. */
void tf_sweep_book_take (TfSweepBook *self, const char *path);

/* Ends that; the file goes where remove says so. */
void tf_sweep_book_close (TfSweepBook *self, gboolean remove);

gboolean    tf_sweep_book_add (TfSweepBook *self, gsize cell, const char *row, GError **error);
const char *tf_sweep_book_get (TfSweepBook *self, gsize cell); /* its row; NULL: not there yet */
gsize       tf_sweep_book_count (TfSweepBook *self);

/* Of the cells that are there: as the sweep's table, or as a shard's. Caller frees. */
char *tf_sweep_book_write (TfSweepBook *self, gboolean as_shard, gsize *length);

/* All shards of one sweep. NULL with G_IO_ERROR_INVALID_DATA and a sentence, with the
 * file's name where it is about one, when one is no shard, they are of different sweeps,
 * or a cell is missing or there twice, which is named. */
TfSweepBook *tf_sweep_book_merge (const char *const *paths, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfSweepBook, tf_sweep_book_free)

G_END_DECLS
