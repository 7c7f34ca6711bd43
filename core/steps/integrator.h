/* integrator.h: steps of the gradient flow that are accurate and stable
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. Rates of the flow span up to 10^9 : 1 within one run, and
 * the spectrum of its Jacobian is real. While steps are limited by accuracy, an
 * explicit method of order 8 takes them (runge-kutta.h); where its stability
 * would limit them to less than an L-stable Rosenbrock method of order 5 can do
 * (rosenbrock.h), that one does. Which one is decided from the largest rate,
 * followed by power iteration with the exact Jacobian, and from what was tried.
 *
 * Both are one-step methods: parameters may change between any two steps.
 */
#pragma once

#include <gio/gio.h>

#include "system.h"

G_BEGIN_DECLS

typedef struct _TfIntegrator TfIntegrator;

/* At time 0 with the start's X0 (and W(0) for the joint flow). The start is
 * borrowed, and grows with what W comes to see. */
TfIntegrator *tf_integrator_new (TfStart *start, const TfParameters *parameters);

/* At the same instant, in the state that is `from`'s on the whole start made of its own
 * (state.h), under the same parameters. */
TfIntegrator *tf_integrator_lift (TfIntegrator *from, TfStart *whole);
void          tf_integrator_free (TfIntegrator *self);

/* From here on under other parameters. Entering the joint flow, W goes on from
 * W*(H). */
void tf_integrator_set_parameters (TfIntegrator *self, const TfParameters *parameters);

/* A state to come back to: of this integrator, or of another whose start is the
 * same. Immutable. */
typedef struct _TfIntegratorState TfIntegratorState;

TfIntegratorState *tf_integrator_save (TfIntegrator *self);
void               tf_integrator_load (TfIntegrator *self, const TfParameters *parameters, const TfIntegratorState *state);
void               tf_integrator_state_free (TfIntegratorState *self);
gsize              tf_integrator_state_get_size (const TfIntegratorState *self); /* bytes */

/* One accepted step, not past `until`. FALSE with TF_FLOW_ERROR_ACCURACY when
 * no step is small enough; the state is then unchanged. */
gboolean tf_integrator_step (TfIntegrator *self, double until, GError **error);

/* One step of explicit Euler. FALSE when the state is no longer finite. */
gboolean tf_integrator_descend (TfIntegrator *self);

/* Time t is reached with the state as it is. */
void tf_integrator_pass (TfIntegrator *self, double t);

/* The largest absolute rate (eigenvalue of the Jacobian) at the present state, to some per cent. */
double tf_integrator_find_rate (TfIntegrator *self);

double         tf_integrator_get_time (TfIntegrator *self);
const double  *tf_integrator_get_state (TfIntegrator *self); /* y */
double         tf_integrator_get_outside (TfIntegrator *self); /* of V: state.h */
const double  *tf_integrator_get_slope (TfIntegrator *self); /* y' */
double         tf_integrator_get_rate (TfIntegrator *self); /* the largest, as far as it is known; 0: not at all */
TfSystem       *tf_integrator_get_system (TfIntegrator *self); /* evaluated at y */
guint64        tf_integrator_get_n_steps (TfIntegrator *self);
guint64        tf_integrator_get_n_rejected (TfIntegrator *self);
guint64        tf_integrator_get_n_evaluations (TfIntegrator *self);
guint64        tf_integrator_get_n_factorizations (TfIntegrator *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfIntegrator, tf_integrator_free)

G_END_DECLS
