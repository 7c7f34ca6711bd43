/* main.c: the command line, and the way to the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Without GTK: loading it takes as long as all else that a short command does.
 */
#include "config.h"

#include <errno.h>
#include <unistd.h>

#include "cli.h"
#include "cli-start.h"
#include "install-place.h"

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

  tf_cli_start (argv);
  if (tf_cli_run (argc, argv, &status))
    return status;
  return open_window (argv);
}
