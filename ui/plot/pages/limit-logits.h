/* limit-logits.h: the mean logits of every class where a run at beta = 0 ends
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Row k: the logits of class k's mean, less their average, which no loss of
 * probabilities sees. Orange above, blue below; the longer, the stronger.
 */
#pragma once

#include "frame.h"
#include "limit.h"
#include "plot-style.h"
#include "plot-text.h"

G_BEGIN_DECLS

/* Whether an end is one of losses of probabilities; limit: NULL where there is no closed form. */
gboolean tf_limit_has_logits (const TfLimit *limit);

/* The matrix is a square of that side, its names left of it; names: K. em: of the text. */
void tf_limit_logits_draw (cairo_t           *cr,
                           TfPlotText        *text,
                           double             x,
                           double             y,
                           double             side,
                           const TfLimit     *limit,
                           const char *const *names,
                           double             em,
                           const TfPlotStyle *style);

G_END_DECLS
