/* map-regions.h: parts of a map that the theory names
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "map.h"

G_BEGIN_DECLS

/* A number over the map whose zeros are a border, and the name of the side above 0. */
typedef struct
{
  double *values; /* m x n as in map-field.h; NaN: the theory says nothing there */
  char   *name;   /* markup */
} TfMapRegion;

/* Of a map of minimizers at beta = 0, squared loss, features that stay the same: where
 * everything vanishes (c >= 1), where the smallest classes do (n_k <= c'^2), and where a
 * decayed bias still leaves a simplex (lambda_b <= c/(1 - c)). Of one over beta, whatever the
 * loss: where H stays at H0 to 1 %, as it does for beta -> infinity. Free with
 * g_ptr_array_unref(). */
GPtrArray *tf_map_find_regions (const TfMap *map);

G_END_DECLS
