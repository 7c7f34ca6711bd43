/* main.c: the window, or the same work without one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_errno.h>
#include <locale.h>
#include <stdio.h>

#include "app/application.h"
#include "app/cli.h"

int
main (int argc, char **argv)
{
  int status;

  /* GSL's own handler aborts; every status is looked at instead. */
  gsl_set_error_handler_off ();
  setlocale (LC_ALL, "");

  if (tf_cli_run (argc, argv, &status))
    return status;
#ifdef TF_HAVE_WINDOW
  return tf_application_run (argc, argv);
#else
  fputs ("tightframe: built without the window; see tightframe --help\n", stderr);
  return TF_CLI_FAILED;
#endif
}
