/* view-held-out.h: samples that were not trained on, in the spaces in which a run is looked at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. They lie where they were measured, beside H0, and are seen from where the class means
 * are now: less the present g.
 */
#pragma once

#include "frame.h"
#include "state.h"

G_BEGIN_DECLS

/* Fills frame->held_out. axes, fixed: dim x D, of the following space and the fixed one. */
void tf_frame_see_held_out (TfFrame *frame, const TfStart *start, const double *x, const double *axes, const double *fixed);

/* The same of a network's features, whose axes are d x D. */
void tf_frame_see_measured_held_out (TfFrame *frame, const TfMoments *measured, const double *axes, const double *fixed);

G_END_DECLS
