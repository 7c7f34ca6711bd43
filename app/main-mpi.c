/* main-mpi.c: commands that many processes share, under mpirun
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <fcntl.h>
#include <mpi.h>
#include <unistd.h>

#include "cli.h"
#include "cli-command.h"
#include "cli-progress.h"
#include "cli-start.h"
#include "mpi-moments.h"
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

static const TfCliCommand commands[] = {
  { "sweep", tf_mpi_sweep, "a grid of settings: ranks take cells as they are free for them" },
  { "moments", tf_mpi_moments, "counts, class means and covariance: each rank reads some of the files, or pieces of a large one" },
  { NULL },
};

static int
print_help (void)
{
  g_autoptr (GString) text = g_string_new ("Usage:\n  mpirun -n RANKS tightframe-mpi COMMAND [OPTION…]\n\n"
                                           "Commands, with the words of those of tightframe (tightframe-mpi COMMAND --help):\n");

  for (gsize i = 0; commands[i].name != NULL; i++)
    g_string_append_printf (text, "  %-9s %s\n", commands[i].name, commands[i].summary);
  g_string_append (text, "\n  --version  which version this is");
  return tf_cli_print_line (text->str);
}

static int
refuse (const char *word)
{
  g_autoptr (GError) error = g_error_new_literal (G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                                                  "tightframe-mpi has the commands sweep and moments; see tightframe-mpi --help");

  return tf_cli_report (word, error);
}

/* On every rank; what all would say is said by rank 0. */
static int
carry_out (int argc, char **argv)
{
  const char *word = argc > 1 ? argv[1] : NULL;
  const TfCliCommand *command = tf_cli_command_find (commands, word);

  if (command != NULL)
    return command->run (argc - 1, argv + 1);
  if (g_strcmp0 (word, "--version") == 0)
    return tf_cli_print_line ("tightframe-mpi " TF_VERSION);
  if (g_strcmp0 (word, "--help") == 0 || g_strcmp0 (word, "-h") == 0)
    return print_help ();
  return refuse (word);
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
  status = carry_out (argc, argv);
  /* What is cut off is not waited for: cells that are done are on the disk. */
  if (tf_cli_was_interrupted ())
    MPI_Abort (MPI_COMM_WORLD, status);
  MPI_Finalize ();
  return status;
}
