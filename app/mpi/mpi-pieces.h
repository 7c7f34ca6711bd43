/* mpi-pieces.h: the pieces of one large file, dealt out to the ranks of a job
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every rank reads the file's labels and, of its samples, the pieces that are its own; rank 0
 * joins all of them in their order.
 */
#pragma once

#include "pieces.h"

G_BEGIN_DECLS

typedef struct
{
  TfShare       share;
  gsize         file;    /* among those of the job */
  gboolean      is_over; /* nothing more is wanted of this rank */
  GCancellable *cancellable;
} TfMpiPieces;

/* Of that file, which rank file modulo their number reads where it cannot be shared. self must stay where it is. */
void tf_mpi_pieces_init (TfMpiPieces *self, gsize file, GCancellable *cancellable);

G_END_DECLS
