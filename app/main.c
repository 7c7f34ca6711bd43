/* main.c: the window, or the same work without one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_errno.h>
#include <locale.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <unistd.h>

#include "application.h"
#include "cli.h"
#include "blas.h"

/* OpenBLAS reads its environment before main: what it should have been told is
 * told to a second start, which takes its loading time of a few milliseconds. */
static void
start_with_better_kernels (char **argv)
{
  const char *kernels = tf_blas_get_better_kernels ();
  g_autofree char *path = NULL;

  if (kernels == NULL || g_getenv (TF_BLAS_VARIABLE) != NULL)
    return;
  g_setenv (TF_BLAS_VARIABLE, kernels, FALSE);
  g_setenv (TF_BLAS_THREADS_VARIABLE, "1", TRUE); /* none to spin beside us for its first tenth of a second */
  path = g_file_read_link ("/proc/self/exe", NULL); /* itself: its name is what a list of processes shows */
  if (path != NULL)
    execv (path, argv);
  /* Where that is not to be had, the slow kernels do. */
}

/* glibc gives each new thread a heap of its own, and keeps what was freed in it: of
 * 180 MB there, 30 MB were in use after an hour. */
static void
use_few_arenas (void)
{
#ifdef __GLIBC__
  mallopt (M_ARENA_MAX, 2);
#endif
}

int
main (int argc, char **argv)
{
  int status;

  start_with_better_kernels (argv);
  tf_blas_set_threads (1);
  /* GSL's own handler aborts; every status is looked at instead. */
  gsl_set_error_handler_off ();
  setlocale (LC_ALL, "");

  if (tf_cli_run (argc, argv, &status))
    return status;
  use_few_arenas ();
  return tf_application_run (argc, argv);
}
