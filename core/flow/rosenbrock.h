/* rosenbrock.h: one implicit step of the flow
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. Rodas5P of Steinebach, "Construction of Rosenbrock-Wanner
 * method Rodas5P and numerical benchmarks within the Julia Differential Equations
 * package", BIT 63:27 (2023): eight stages, order 5, L-stable, stiffly accurate,
 * with an embedded solution of order 4. It needs the exact Jacobian, which here is
 * symmetric; each stage's system (I - gamma h J) u = b is solved by conjugate
 * gradients on what of it is not solved exactly, the K d unknowns of W
 * (field-solve.c).
 */
#pragma once

#include "field.h"

G_BEGIN_DECLS

#define TF_ROSENBROCK_ORDER 5 /* of the local error estimate in h */

typedef struct _TfRosenbrock TfRosenbrock;

TfRosenbrock *tf_rosenbrock_new (const TfStart *start);
void          tf_rosenbrock_free (TfRosenbrock *self);
void          tf_rosenbrock_resize (TfRosenbrock *self); /* after the start has grown */

/* scales: the tolerance, in the units of the state.
 * One step of length h from y with slope dy, at which `field` was last
 * evaluated: the new state into y_new, the error estimate into error (both of
 * the field's size). FALSE when a stage failed: try a smaller h. `field` is
 * only multiplied with; stages are evaluated in a field of the stepper's own. */
gboolean tf_rosenbrock_step (TfRosenbrock       *self,
                             TfField            *field,
                             const TfParameters *parameters,
                             double              h,
                             const double       *y,
                             const double       *dy,
                             const TfFieldScales *scales,
                             double             *y_new,
                             double             *error);

/* The field in which stages are evaluated: for its counts. */
const TfField *tf_rosenbrock_get_stages (const TfRosenbrock *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfRosenbrock, tf_rosenbrock_free)

G_END_DECLS
