/* theta-blocks.h: systems of W and b that fall apart into blocks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core; a preconditioner. With theta = [W', b'] as a matrix of d + 1 rows
 * (d without a bias) and K columns, what the loss curves it by is near to
 *
 *     theta -> D theta + factor A theta C,    A = [X; s'][X; s']',
 *
 * C being a mean curvature by logits, K x K, and D diagonal, one number for W and one
 * for b. In the basis of C's eigenvectors the columns stand by themselves, each with a
 * matrix D + factor tau A to be factored; eigenvalues that are alike share one.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _TfThetaBlocks TfThetaBlocks;

/* has_bias: theta's b counts. */
TfThetaBlocks *tf_theta_blocks_new (gsize dim, gsize k_n, gboolean has_bias);
void           tf_theta_blocks_free (TfThetaBlocks *self);

/* gram: A (lower triangle), dim + 1 rows with a bias; curvature: C, overwritten. on_weights,
 * on_bias: D. */
void tf_theta_blocks_set (TfThetaBlocks *self,
                          const double  *gram,
                          double        *curvature,
                          double         factor,
                          double         on_weights,
                          double         on_bias);

/* theta (W' dim x K, then b) <- the solution for it as right side. */
void tf_theta_blocks_solve (TfThetaBlocks *self, double *theta);

G_END_DECLS
