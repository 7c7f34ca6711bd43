/* view-space-private.h: what making a space and looking through it share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "view-space.h"

G_BEGIN_DECLS

struct _TfViewSpace
{
  guint dim;       /* of the state's coordinates */
  guint n_classes; /* K */
  guint view_dim;  /* D */
  guint ghost_dim; /* K - 1 or 0 */
  double *axes;    /* dim x D, orthonormal columns: of the fixed space */
  double *simplex; /* (K - 1) x K, or NULL where none fits */
  gboolean whole, thin; /* of a start that is so, whose coordinates are others */
  double start_size; /* of the longest class mean at the start */
};

/* M - g 1' of the state x, dim x K; of measured features in their own coordinates, d x K, with the
 * length of the longest mean. Caller frees. */
double *tf_view_space_centre_means  (const TfStart *start, const double *x);
double *tf_view_space_measure_means (const TfMoments *moments, double *size);

/* The longest class mean of the state x. */
double tf_view_space_find_size (const TfStart *start, const double *x);

/* The axes (dim x D) of the space that follows these centred means. Caller frees. */
double *tf_view_space_follow_means (const TfViewSpace *self, const double *centred);

/* The space of the state may have grown, become whole or thin, or be what it was before. */
void tf_view_space_follow_growth (TfViewSpace *self, const TfStart *start);

/* Centred means along the axes: D x K. */
void tf_view_space_project (const TfViewSpace *self, const double *axes, const double *centred, double *seen);

G_END_DECLS
