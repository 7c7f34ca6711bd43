/* mpi-sweep.h: the cells of a sweep, shared among the processes of an MPI job
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rank 0 hands out cells, a few at a time and fewer towards the end, takes what comes
 * back, and writes; beside that a thread of it works out cells as the other ranks do.
 * Every rank reads the problem for itself. MPI must have been initialized with
 * MPI_THREAD_FUNNELED.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* `tightframe-mpi sweep` on every rank; argv[0] is the command. Returns the exit status. */
int tf_mpi_sweep (int argc, char **argv);

G_END_DECLS
