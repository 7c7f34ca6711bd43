/* flow-state.h: the state that a flow is in, for the rooms of core above it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything returned is borrowed and holds until the flow moves.
 */
#pragma once

#include "flow.h"
#include "integrator.h"
#include "state.h"
#include "training.h"

G_BEGIN_DECLS

const TfStart *tf_flow_get_start (TfFlow *self);
const double  *tf_flow_get_state (TfFlow *self);   /* X, dim x q (state.h) */
double         tf_flow_get_outside (TfFlow *self); /* H there, as a multiple of H0's moments' */
const double  *tf_flow_get_weights (TfFlow *self); /* W', dim x K */
void           tf_flow_get_bias (TfFlow *self, double *bias); /* K; zero without one */

TfIntegrator  *tf_flow_get_integrator (TfFlow *self);
TfTraining    *tf_flow_get_training (TfFlow *self); /* of a network; or NULL */
TfMoments     *tf_flow_get_origin (TfFlow *self);   /* of H0 */

G_END_DECLS
