/* traces-levels.h: where the lines will end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "traces-lines.h"

G_BEGIN_DECLS

/* The level of the metric's line is there, and not round-off. */
gboolean tf_traces_has_level (const TfTracesPlot *self, int metric);

/* A dashed line at each level, below the lines themselves. */
void tf_traces_draw_levels (TfTracesPlot *self);

G_END_DECLS
