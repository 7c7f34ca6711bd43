/* scatter.h: how the samples of each class lie about their mean
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. Flows know the classes' covariances by their sum alone; what
 * speaks of one class, Sigma_k = (1/n_k) sum (h - m_k)(h - m_k)', needs its own.
 *
 * It is kept in e coordinates: the features' (e = d), or where there are fewer
 * samples than dimensions those of z = L^+ (h - m_k) (e = r).
 *
 * A symmetric matrix is packed here: its upper triangle, column after column,
 * (i, j) with i <= j at i + j (j + 1)/2. More rows and columns are then more at
 * the end.
 */
#pragma once

#include "moments.h"

G_BEGIN_DECLS

/* Of n x n. */
static inline gsize
tf_packed_size (gsize n)
{
  return n * (n + 1) / 2;
}

/* As many numbers are kept for all classes at the most. */
#define TF_SCATTER_MOST ((gsize) 1 << 25)

/* Whether the covariances of all classes, n x n each, are kept. */
gboolean tf_scatter_fits (gsize n_classes, gsize n);

/* e. */
gsize tf_scatter_get_dim (const TfMoments *moments);

/* e x r: the transpose of what makes z of a deviation in these coordinates. Newly
 * allocated. */
double *tf_scatter_get_map (const TfMoments *moments);

/* Of at least as many samples as dimensions, whose class means are known and whose
 * scatters fit: sets these and `spreads` in one pass over the samples, and returns Sigma_W (d x d,
 * its lower triangle; newly allocated). NULL when cancelled. */
double *tf_scatter_gather (TfMoments *moments, TfFeatures *features, GCancellable *cancellable, GError **error);

/* Of fewer samples than dimensions, whose means and factor are known: sets `scatters`,
 * unless they would be too large. Fails only when cancelled. */
gboolean tf_scatter_fill_wide (TfMoments *moments, TfFeatures *features, GCancellable *cancellable, GError **error);

/* Sigma_k, e x e. */
void tf_scatter_unpack (const TfMoments *moments, gsize k, double *square);

/* Packs what <A, B> = sum a_ij b_ij with a packed B is the dot product of, from the
 * lower triangle of A (n x n). */
void tf_scatter_pack_factor (gsize n, const double *a, double *packed);

G_END_DECLS
