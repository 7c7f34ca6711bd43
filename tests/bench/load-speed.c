/* load-speed.c: from a file to the moments that a flow starts from, as the window does it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: load-speed FILE. Prints one line `name=value …`: read (the file, checked) and
 * reduce (to means and covariance, and the samples kept for drawing), in seconds.
 */
#include <gsl/gsl_errno.h>
#include <stdio.h>

#include "blas.h"
#include "features-load.h"
#include "features.h"
#include "moments.h"

#define N_KEPT 2000 /* as many as the window draws */

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TfFeatures) features = NULL;
  g_autoptr (TfMoments) moments = NULL;
  gint64 start = g_get_monotonic_time (), read, reduced;

  if (argc != 2)
    {
      fputs ("usage: load-speed FILE\n", stderr);
      return 2;
    }
  gsl_set_error_handler_off ();
  tf_blas_set_threads (1);
  features = tf_features_load (argv[1], NULL, NULL, NULL, NULL, &error);
  read = g_get_monotonic_time ();
  if (features != NULL)
    moments = tf_moments_new (features, N_KEPT, NULL, &error);
  reduced = g_get_monotonic_time ();
  if (moments == NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      return 1;
    }
  printf ("read=%.6f reduce=%.6f\n", (double) (read - start) / G_USEC_PER_SEC,
          (double) (reduced - read) / G_USEC_PER_SEC);
  return 0;
}
