/* field.h: the vector field of the flows, and its derivative
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. The squared error on the reduced state. The state vector y is X (dim x q, column-major; state.h),
 * followed for the joint flow by V = W'/sqrt (eta K) (dim x K). In these
 * coordinates both flows are the plain gradient flow y' = -grad f, so the
 * Jacobian is symmetric.
 *
 *   X' = -[W' R + lambda_H X + beta (X - X0)],  R = (W X - T) P      [T23 Eq. 2, 4]
 *   W' = -eta [K R X' + lambda_W W]                                   (joint)
 *   W  = T P X' (X P X' + lambda_W/K I)^-1                            (central path)
 *
 * One evaluation on the central path costs a SYRK and a Cholesky factorization
 * of size dim, and thin products; a product with the Jacobian thin products only.
 */
#pragma once

#include "system.h"

G_BEGIN_DECLS

typedef struct _TfField TfField;

extern const TfSystemKind tf_field_kind; /* each TfField is such a TfSystem */

TfField *tf_field_new (const TfStart *start);
void     tf_field_free (TfField *self);

/* After the start has grown: everything but parameters and counts is forgotten. */
void tf_field_resize (TfField *self);

/* Every parameter but flow, initial_w, tolerance and step may differ from call to call. */
void tf_field_set_parameters (TfField *self, const TfParameters *parameters);

gsize tf_field_size (const TfField *self); /* of y */

/* dy = y'(y). Leaves W, b and R at y (and what the Jacobian needs) behind.
 * FALSE when y is not finite or too far gone to solve for W. */
gboolean tf_field_evaluate (TfField *self, const double *y, double *dy);

/* jv = J v, J the Jacobian at the y of the last tf_field_evaluate(), whose
 * memory must still hold that y. */
void tf_field_multiply (TfField *self, const double *v, double *jv);

/* |dW*|, to first order, where the X of the last evaluation is off by v; central path. */
double tf_field_differentiate_weights (TfField *self, const double *v);

/* (I - g J) u = b, g > 0, at the y of the last evaluation, u in place of b:
 * prepare once, then any number of right sides. What remains of the equations
 * of X is no longer than `share` of either scale (and so is the error of u, the
 * eigenvalues of I - g J being at least one). FALSE when J has an eigenvalue
 * above 1/g; b is then lost. */
void     tf_field_prepare_solve (TfField *self, double g);
gboolean tf_field_solve (TfField *self, const TfSystemScales *scales, double share, double *b);

/* At the y of the last evaluation: */
const double *tf_field_get_weights (const TfField *self);  /* W', dim x K */
const double *tf_field_get_residual (const TfField *self); /* R, K x q */
void          tf_field_get_bias (const TfField *self, double *bias); /* K: b, zero without bias */
double        tf_field_get_objective (const TfField *self, double outside); /* f; outside: state.h */

guint64 tf_field_get_n_evaluations (const TfField *self);
guint64 tf_field_get_n_products (const TfField *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfField, tf_field_free)

G_END_DECLS
