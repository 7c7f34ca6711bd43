/* equilibrium-state.h: the state that a search for the minimizer is in, for the rest of core
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the getters return is borrowed and holds until the search goes on.
 */
#pragma once

#include "equilibrium.h"
#include "state.h"

G_BEGIN_DECLS

/* On a start made elsewhere, which is taken; the parameters must pass
 * tf_equilibrium_check(). */
TfEquilibrium *tf_equilibrium_new_from_start (TfStart *start, const TfParameters *parameters);

/* Other H0 and a present H to go on from, both dim x q and copied. */
void tf_equilibrium_place (TfEquilibrium *self, const double *x0, const double *x);

const TfStart *tf_equilibrium_get_start (TfEquilibrium *self);
const double  *tf_equilibrium_get_state (TfEquilibrium *self);   /* X, dim x q (state.h) */
double         tf_equilibrium_get_outside (TfEquilibrium *self); /* of the basis: state.h */
const double  *tf_equilibrium_get_weights (TfEquilibrium *self); /* W', dim x K */
const double  *tf_equilibrium_get_residual (TfEquilibrium *self); /* R, K x q */
double         tf_equilibrium_get_objective (TfEquilibrium *self);

G_END_DECLS
