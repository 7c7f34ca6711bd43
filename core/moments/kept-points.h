/* kept-points.h: the points that stand for the samples that moments keep
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. What points are, and what is done with them: kept.h.
 */
#pragma once

#include "features.h"

G_BEGIN_DECLS

typedef struct _TfKept
{
  gsize n;
  gsize dim;              /* of the points: r or d */
  const guint32 *classes; /* n, in the order of the points; borrowed */
  float *coords;          /* r x n: z, or NULL */
  TfFeatures *features;   /* or NULL; then each of their samples is kept */
  double *inverse;        /* with the features: d x r, L^+ transposed */
  gsize *order;           /* n: which point the i-th kept sample is, by class; NULL: the i-th */
  gsize *chosen;          /* n: which row of the features the i-th kept sample, by class, is */
  gsize *sizes;           /* K: points of each class */
  float *norms;           /* n: |y|, rounded up */
  float *largest_norms;   /* K: of the norms of a class */

  /* What of a point lies where maps of interest mostly look: y = V s + rest.
   * With the features only; m = 0 where it would save nothing. */
  gsize   n_axes; /* m */
  double *axes;   /* dim x m: V, orthonormal columns */
  float  *shadows; /* m x n: s */
  float  *rests;   /* n: |rest|, rounded up */
} TfKept;

void tf_kept_free (TfKept *self); /* NULL is fine */

G_END_DECLS
