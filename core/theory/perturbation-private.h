/* perturbation-private.h: the inside of a perturbation, for the rest of core
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reduced states here have more columns than state.h's: X = [M D_p^(1/2), B, C].
 * The columns of [B, C] are those of Delta/sqrt (N) in an orthonormal basis of
 * N-vectors with sum 0 in every class, the first r of which span the rows of
 * Delta0. So C0 = 0, but the deviations of a perturbation have a part of their
 * own, C != 0, and norms of and products between both are right.
 */
#pragma once

#include "perturbation.h"

G_BEGIN_DECLS

typedef struct
{
  gsize   dim;       /* of the features' span (span.h), or of all columns' where that is less */
  gsize   n_columns; /* K + r + columns of C */
  double *x0;        /* dim x n_columns: H0 */
  double *direction; /* dim x n_columns: delta H0, as long as H0 */
} TfDirection;

/* Fails as tf_perturbation_new() does. */
gboolean tf_direction_draw (TfMoments *moments, TfPerturbationKind kind, guint index_class, guint32 seed,
                            TfDirection *direction, GError **error);
void     tf_direction_clear (TfDirection *direction);

/* Borrowed, all dim x n_columns but for the first: */
const TfDirection *tf_perturbation_get_direction (TfPerturbation *self);
const double      *tf_perturbation_get_minimizer (TfPerturbation *self);   /* X at H0 */
const double      *tf_perturbation_get_first_order (TfPerturbation *self); /* the same, truncated */

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TfDirection, tf_direction_clear)

G_END_DECLS
