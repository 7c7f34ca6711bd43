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

#include "kept-points.h"
#include "moments.h"

G_BEGIN_DECLS

/* Sets n_kept, kept_classes and kept of moments that are otherwise complete. Fails
 * only when cancelled. */
gboolean tf_kept_fill (TfMoments *moments, TfFeatures *features, guint max_kept, GCancellable *cancellable,
                       GError **error);

/* The same where each sample is kept, and only to be measured: |y|^2 of each are known (N, in the order of
 * the file), and there are no shadows. */
void tf_kept_refer (TfMoments *moments, TfFeatures *features, const double *squares);

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
