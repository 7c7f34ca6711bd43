/* settle.h: whether a flow has come to rest
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. A gradient near zero is no sign of rest by itself: near an
 * equilibrium what is left of it is the solver's own error, at a saddle it
 * vanishes and then grows again. What decides is how far there is to go. With J
 * the Jacobian, y' the slope and g a time much longer than all of the run so far,
 *
 *     (I - g J) u = g y'
 *
 * is one implicit Euler step of length g: u is the way to the end for whatever
 * moves at a rate above 1/g, and the added rate 1/g keeps still what has no rate
 * of its own (rotations of a collapsed state, which no metric sees). That J
 * has no eigenvalue above 1/g, as it has at a saddle, is made sure of with a vector
 * of no special direction. A saddle that could have been left long ago, had the run
 * any part in the direction down, is where it ends, too.
 */
#pragma once

#include "system.h"

G_BEGIN_DECLS

/* At y (the system's last evaluation) with slope dy; outside: state.h. elapsed: the
 * time under these parameters; rate: the largest one there, or 0 where it is not
 * known. Uses the system's solver, and leaves everything else as it is. */
gboolean tf_settle_is_at_rest (const TfStart      *start,
                               TfSystem            *system,
                               const TfParameters *parameters,
                               const double       *y,
                               const double       *dy,
                               double              outside,
                               double              elapsed,
                               double              rate);

G_END_DECLS
