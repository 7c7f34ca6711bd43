/* mpi-moments.h: moments of many files, shared among the processes of an MPI job
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A large file whose bytes can be entered in the middle is shared in pieces (mpi-pieces.h);
 * any other file i is read by rank i modulo the number of ranks, and so is every one where
 * there are many for each rank. Rank 0 takes what the others have gathered in the order of
 * files and pieces, so that the result has the same bytes whatever their number. No folder
 * need be common to the ranks but those of the files.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* `tightframe-mpi moments` on every rank; argv[0] is the command. Returns the exit status. */
int tf_mpi_moments (int argc, char **argv);

G_END_DECLS
