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

#include "system.h"

G_BEGIN_DECLS

#define TF_ROSENBROCK_ORDER 5 /* of the local error estimate in h */

typedef struct _TfRosenbrock TfRosenbrock;

/* For steps under parameters that take a system of the same kind. */
TfRosenbrock *tf_rosenbrock_new (const TfStart *start, const TfParameters *parameters);
void          tf_rosenbrock_free (TfRosenbrock *self);
void          tf_rosenbrock_resize (TfRosenbrock *self); /* after the start has grown */

/* scales: the tolerance, in the units of the state.
 * One step of length h from y with slope dy, at which `system` was last
 * evaluated: the new state into y_new, the error estimate into error (both of
 * the system's size). FALSE when a stage failed: try a smaller h. `system` is
 * only multiplied with; stages are evaluated in a system of the stepper's own. */
gboolean tf_rosenbrock_step (TfRosenbrock       *self,
                             TfSystem            *system,
                             const TfParameters *parameters,
                             double              h,
                             const double       *y,
                             const double       *dy,
                             const TfSystemScales *scales,
                             double             *y_new,
                             double             *error);

/* The system in which stages are evaluated: for its counts. */
const TfSystem *tf_rosenbrock_get_stages (const TfRosenbrock *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfRosenbrock, tf_rosenbrock_free)

G_END_DECLS
