/* view-space.h: the subspaces in which a run is looked at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core; what they are stands in frame.h. With the centred class means
 * M_c and the simplex E (simplex.h), the fixed space is V_0, the polar factor of
 * M_c E' at the start, and the following one
 *
 *     V = the polar factor of  M_c E'/s + 10^-6 V_0,    s = |M_c E'|/sqrt (K - 1):
 *
 * a function of state and start alone, so that the same run replayed, at whatever
 * pace, is seen alike, and a continuous one. Where some of the present means'
 * directions have no length, V_0 stands in for them.
 */
#pragma once

#include "flow-state.h"
#include "frame.h"

G_BEGIN_DECLS

typedef struct _TfViewSpace TfViewSpace;

TfViewSpace *tf_view_space_new (const TfStart *start);
/* For what the flow starts from, which may be a network's first features. */
TfViewSpace *tf_view_space_new_for (TfFlow *flow);
void         tf_view_space_free (TfViewSpace *self);

/* The flow's present state as a frame, seen in both spaces. The flow must have
 * started from the start the space was made for. Everything of the frame is
 * filled in but run, serial, status and message. */
TfFrame *tf_view_space_take (TfViewSpace *self, TfFlow *flow);

guint tf_view_space_get_dim (const TfViewSpace *self); /* D */

/* The centred class means of the state x of a start like the one this space was
 * made for, maybe grown since, in the space that follows them and in the fixed
 * one: both D x K. */
void tf_view_space_see_means (TfViewSpace *self, const TfStart *start, const double *x, double *view_means,
                              double *fixed_means);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfViewSpace, tf_view_space_free)

G_END_DECLS
