/* kept.h: the samples that moments keep
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. A kept sample is at any time m_k + B z with z = L^+ (x - m0_k).
 * A few are stored as their z, in single precision. Where each of them is kept
 * nothing is stored that has the size of the features: those are referred to,
 * and a map S of z is applied as (S L^+) to x - m0_k. Either way there is one
 * *point* y a sample, z or x - m0_k, to which a map of z is first brought.
 *
 * Points lie in an order of their own: the coordinates by class, the features'
 * as in their file.
 */
#pragma once

#include "moments.h"

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

/* Sets n_kept, kept_classes and kept of moments that are otherwise complete. Fails
 * only when cancelled. */
gboolean tf_kept_fill (TfMoments *moments, TfFeatures *features, guint max_kept, GCancellable *cancellable,
                       GError **error);
void     tf_kept_free (TfKept *self);

/* The map of points (rows x dim) that is this map of z (rows x r). */
double *tf_kept_bring (const TfMoments *moments, gsize rows, const double *map);

/* Points [first, first + n) in their order, dim x n. */
void tf_kept_get_points (const TfMoments *moments, gsize first, gsize n, double *points);

/* z itself of the kept samples [first, first + n), by class: r x n. */
void tf_kept_get_coords (const TfMoments *moments, gsize first, gsize n, double *z);

/* Adds the image of z under a map (rows x r) for every kept sample, by class;
 * image: rows x n_kept. */
void tf_kept_add_image (const TfMoments *moments, gsize rows, const double *map, float *image);

G_END_DECLS
