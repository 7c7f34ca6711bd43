/* main.c: the command line, and the way to the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Without GTK: loading it takes as long as all else that a short command does.
 */
#include "config.h"

#include <errno.h>
#include <gsl/gsl_errno.h>
#include <locale.h>
#include <unistd.h>

#include "cli.h"
#include "blas.h"
#include "install-place.h"

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

/* Replaces this process by the window's program, which stands beside this one where it
 * was built and in its own folder where it was installed. Returns only on failure. */
static int
open_window (char **argv)
{
  g_autoptr (GError) error = NULL;
#ifdef TF_HAVE_GUI
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *here = self ? g_path_get_dirname (self) : NULL;
  g_autofree char *beside = here ? g_build_filename (here, TF_WINDOW_PROGRAM, NULL) : NULL;
  g_autofree char *installed = tf_install_find (TF_PREFIX, TF_LIBEXECDIR G_DIR_SEPARATOR_S TF_WINDOW_PROGRAM);

  errno = ENOENT;
  if (beside != NULL)
    execv (beside, argv);
  if (installed != NULL)
    execv (installed, argv);
  g_set_error (&error, G_FILE_ERROR, g_file_error_from_errno (errno), "the window's program does not start: %s",
               g_strerror (errno));
  return tf_cli_report (installed != NULL ? installed : TF_WINDOW_PROGRAM, error);
#else
  g_set_error_literal (&error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                       "this build has no window; tightframe --help names the commands");
  return tf_cli_report (NULL, error);
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
  return open_window (argv);
}
