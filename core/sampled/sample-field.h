/* sample-field.h: the vector field of any loss, with W and b as they are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. The start is one of tf_start_new_whole(): X is H turned (samples.h);
 * or, for squared error, a reduced one, whose columns may be taken for samples as well:
 * in the joint flow with a bias, which flows like W. (With b at its best there is field.h.)
 * With logits W X + b s' (s = (sqrt p, 0), turned like X) and R the turned gradient of
 * the loss by logits over sqrt (N),
 *
 *   f  = 1/N sum l + lambda_W/(2K) |W|^2 + lambda_b/2 |b|^2 + lambda_H/2 |X|^2 + beta/2 |X - X0|^2
 *   X' = -[W'R + lambda_H X + beta (X - X0)]
 *   W' = -eta K [R X' + lambda_W/K W],  b' = -eta K [R s + lambda_b b]      (joint)
 *   W, b minimize f                                                        (central path)
 *
 * y is X, followed in the joint flow by V = W'/sqrt (eta K) and, with a bias,
 * b/sqrt (eta K). An evaluation is three products of K x d x N; on the central path W is
 * found by Newton's method from the last one found, each of its steps by conjugate
 * gradients, two such products an iteration.
 */
#pragma once

#include "system.h"

G_BEGIN_DECLS

extern const TfSystemKind tf_sample_field_kind;

G_END_DECLS
