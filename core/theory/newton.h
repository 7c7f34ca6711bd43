/* newton.h: linear systems with the second derivative of f, for its minimizers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core, on the reduced state (state.h), central path. At fixed W the
 * second derivative in X is the block
 *
 *     A u = W'W u P + (lambda_H + beta) u,
 *
 * inverted exactly; with W following X it is minus the Jacobian of the field,
 * A less a term of low rank. So A^-1 times the slope leads to the exact minimum
 * over X at fixed W, and A^-1 is what conjugate gradients are preconditioned with.
 */
#pragma once

#include <gio/gio.h>

#include "field.h"

G_BEGIN_DECLS

typedef struct _TfNewton TfNewton;

/* Both are borrowed. */
TfNewton *tf_newton_new (const TfStart *start, TfField *field);
void      tf_newton_free (TfNewton *self);

/* For the state the field was last evaluated at; lambda_H + beta > 0. To be
 * called before the functions below. */
void tf_newton_prepare (TfNewton *self, const TfParameters *parameters);

/* b (dim x q) <- A^-1 b. */
void tf_newton_solve_block (TfNewton *self, double *b);

/* -J step = slope, until the residual is `forcing` of the slope or nothing more
 * is gained. Ends early where the curvature is not positive, with a step along
 * which f descends, but of no particular length: *bounded is FALSE then. FALSE
 * when cancelled. */
gboolean tf_newton_solve (TfNewton     *self,
                          const double *slope,
                          double        forcing,
                          GCancellable *cancellable,
                          double       *step,
                          gboolean     *bounded);

/* The direction in which the last tf_newton_solve() that was not bounded found
 * no positive curvature. Borrowed, until the next solve. */
const double *tf_newton_get_downwards (TfNewton *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfNewton, tf_newton_free)

G_END_DECLS
