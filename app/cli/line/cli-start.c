/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-start.h"

#include <gsl/gsl_errno.h>
#include <locale.h>
#include <unistd.h>

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

void
tf_cli_start (char **argv)
{
  start_with_better_kernels (argv);
  tf_blas_set_threads (1);
  /* GSL's own handler aborts; every status is looked at instead. */
  gsl_set_error_handler_off ();
  setlocale (LC_ALL, "");
}
