/* view-layers.h: each of several linear layers on top, by its singular values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the room.
 */
#pragma once

#include "flow-state.h"
#include "frame.h"

G_BEGIN_DECLS

/* Fills frame->head_lengths, where there are such layers. */
void tf_frame_see_layers (TfFrame *frame, TfFlow *flow);

G_END_DECLS
