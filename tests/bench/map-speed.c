/* map-speed.c: from a question to the first picture of a map, and to the whole of it, as the window asks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: map-speed FILE. Prints one line `name=value …`: first (map that can be polled) and whole (map of its cells over
 * lambda_W and lambda_H), in seconds from the question on; known (cells in the first one), cells.
 */
#include <gsl/gsl_errno.h>
#include <stdio.h>

#include "blas.h"
#include "features-load.h"
#include "map.h"
#include "moments.h"

#define N_KEPT 2000 /* as many as the window draws */
#define BETA 0.1

static TfMoments *
load (const char *path, GError **error)
{
  g_autoptr (TfFeatures) features = tf_features_load (path, NULL, NULL, NULL, NULL, error);

  return features != NULL ? tf_moments_new (features, N_KEPT, NULL, error) : NULL;
}

static TfMap *
wait_for_map (TfMapper *mapper)
{
  TfMap *map;

  while ((map = tf_mapper_poll (mapper)) == NULL)
    g_usleep (500);
  return map;
}

static void
measure (TfMapper *mapper, const TfMapQuestion *question)
{
  gint64 start = g_get_monotonic_time (), first, end;
  g_autoptr (TfMap) map = NULL;
  gsize known;

  tf_mapper_ask (mapper, question);
  map = wait_for_map (mapper);
  first = g_get_monotonic_time ();
  known = map->n_known;
  while (!tf_map_is_complete (map))
    {
      tf_map_unref (map);
      map = wait_for_map (mapper);
    }
  end = g_get_monotonic_time ();
  printf ("first=%.6f whole=%.6f known=%" G_GSIZE_FORMAT " cells=%" G_GSIZE_FORMAT "\n",
          (double) (first - start) / G_USEC_PER_SEC, (double) (end - start) / G_USEC_PER_SEC, known, map->grid->n_cells);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TfMoments) moments = NULL;
  g_autoptr (TfMapper) mapper = NULL;
  g_autofree char *axes = tf_map_make_axes ("lambda-w", "lambda-h");
  TfMapQuestion question = { .axes = axes, .parameters = TF_PARAMETERS_DEFAULT };

  if (argc != 2)
    {
      fputs ("usage: map-speed FILE\n", stderr);
      return 2;
    }
  gsl_set_error_handler_off ();
  tf_blas_set_threads (1);
  moments = load (argv[1], &error);
  if (moments == NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      return 1;
    }
  question.parameters.beta = BETA;
  question.moments = moments;
  mapper = tf_mapper_new ();
  measure (mapper, &question);
  return 0;
}
