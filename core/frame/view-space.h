/* view-space.h: the fixed subspace in which a run is looked at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core; what it is stands in frame.h. The class means hardly leave
 * the span they start in (their singular vectors all but stay, only the
 * singular values move towards one another), so that the orthogonal Procrustes
 * fit of the starting means to the simplex is, to a few per cent, also where
 * the flow ends.
 */
#pragma once

#include "flow-private.h"
#include "frame.h"

G_BEGIN_DECLS

typedef struct _TfViewSpace TfViewSpace;

TfViewSpace *tf_view_space_new (const TfStart *start);
void         tf_view_space_free (TfViewSpace *self);

/* The flow's present state as a frame, seen in this space. The flow must have
 * started from the start the space was made for. Everything of the frame is
 * filled in but run, serial, status and message. */
TfFrame *tf_view_space_take (TfViewSpace *self, TfFlow *flow);

guint tf_view_space_get_dim (const TfViewSpace *self); /* D */

/* The centred class means of the state x of a start like the one this space was
 * made for, maybe grown since: D x K. */
void tf_view_space_see_means (TfViewSpace *self, const TfStart *start, const double *x, double *view_means);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfViewSpace, tf_view_space_free)

G_END_DECLS
