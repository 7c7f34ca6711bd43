/* main-mpi.c: commands that many processes share, under mpirun
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <fcntl.h>
#include <mpi.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "cli-progress.h"
#include "cli-start.h"
#include "mpi-sweep.h"

/* What goes wrong for all is said once. */
static void
be_silent (void)
{
  int null = open ("/dev/null", O_WRONLY | O_CLOEXEC);

  if (null < 0)
    return;
  dup2 (null, STDOUT_FILENO);
  dup2 (null, STDERR_FILENO);
  close (null);
}

static int
refuse (const char *word)
{
  g_autoptr (GError) error
    = g_error_new_literal (G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "tightframe-mpi has the command sweep; its words are those of tightframe sweep");

  return tf_cli_report (word, error);
}

int
main (int argc, char **argv)
{
  int provided, rank, status;

  tf_cli_start (argv);
  MPI_Init_thread (&argc, &argv, MPI_THREAD_FUNNELED, &provided);
  MPI_Comm_rank (MPI_COMM_WORLD, &rank);
  if (rank > 0)
    be_silent ();
  if (argc > 1 && strcmp (argv[1], "sweep") == 0)
    status = tf_mpi_sweep (argc - 1, argv + 1);
  else if (argc > 1 && strcmp (argv[1], "--version") == 0)
    status = rank == 0 ? tf_cli_print_line ("tightframe-mpi " TF_VERSION) : TF_CLI_DONE;
  else
    status = refuse (argc > 1 ? argv[1] : NULL);
  /* What is cut off is not waited for: cells that are done are on the disk. */
  if (tf_cli_was_interrupted ())
    MPI_Abort (MPI_COMM_WORLD, status);
  MPI_Finalize ();
  return status;
}
