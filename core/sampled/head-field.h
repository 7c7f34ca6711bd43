/* head-field.h: the vector field where several linear layers are on top
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core; of the joint flow. W = W_M ... W_1 in the place of W (sample-field.h, whose start
 * this is, reduced or whole), and the sum of |W_l|^2 in the place of |W|^2:
 *
 *   W_l' = -eta K [A_l' R X' B_l' + lambda_W/K W_l],  A_l = W_M ... W_(l+1),  B_l = W_(l-1) ... W_1.
 *
 * y is X, followed by W_1', ..., W_M' over sqrt (eta K), each with a column a unit, and with a bias
 * b/sqrt (eta K). Those in between have K units, but for as many layers as a file has: its own.
 */
#pragma once

#include "system.h"

G_BEGIN_DECLS

extern const TfSystemKind tf_head_field_kind;

G_END_DECLS
