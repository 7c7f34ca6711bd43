/* mpi-moments.h: moments of many files, shared among the processes of an MPI job
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * File i is read by rank i modulo the number of ranks. Rank 0 takes what the others have
 * gathered in the order of the files, so that the result has the same bytes whatever their
 * number. No folder need be common to the ranks but those of the files.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* `tightframe-mpi moments` on every rank; argv[0] is the command. Returns the exit status. */
int tf_mpi_moments (int argc, char **argv);

G_END_DECLS
