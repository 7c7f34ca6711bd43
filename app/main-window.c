/* main-window.c: the window's program, which main.c starts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * It is not started by hand: the words on the command line were looked at before, and
 * the BLAS has its settings in the environment.
 */
#include <gsl/gsl_errno.h>
#include <locale.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "application.h"
#include "blas.h"

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
  tf_blas_set_threads (1);
  /* GSL's own handler aborts; every status is looked at instead. */
  gsl_set_error_handler_off ();
  setlocale (LC_ALL, "");
  use_few_arenas ();
  return tf_application_run (argc, argv);
}
