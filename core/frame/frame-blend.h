/* frame-blend.h: a frame between two others, for motion on the screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Between two epochs of a network nothing was measured. So that an eye can follow
 * which mean went where, the view coordinates are interpolated, evenly.
 */
#pragma once

#include "frame.h"

G_BEGIN_DECLS

/* Whether the coordinates of both mean the same: as many classes of the same names,
 * seen in a space that was fitted to the simplex. */
gboolean tf_frame_can_blend (const TfFrame *from, const TfFrame *to);

/* The frame `to`, its means, weights and samples at from + share (to - from), share in
 * [0, 1]; both must fit (see above). Samples are the same ones where both frames have
 * as many of each class; else those of `to` ride on their class means. Caller unrefs. */
TfFrame *tf_frame_blend (const TfFrame *from, TfFrame *to, double share);

G_END_DECLS
