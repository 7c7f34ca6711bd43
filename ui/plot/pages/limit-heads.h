/* limit-heads.h: what one, two or three linear layers on top make of a class's logit
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The closed form over c = sqrt (lambda_W lambda_H), both in their present ratio
 * (heads.h): one layer lets it shrink to 0, more let it fall. A line marks c as it is.
 */
#pragma once

#include "frame.h"
#include "limit.h"
#include "plot-style.h"

G_BEGIN_DECLS

/* Of the largest class. */
void tf_limit_heads_draw (cairo_t            *cr,
                          double              width,
                          double              height,
                          const TfLimit      *limit,
                          const TfParameters *parameters,
                          const TfPlotStyle  *style);

G_END_DECLS
