/* nc4.h: the share of kept samples whose largest logit is not their nearest mean
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. A kept sample of class k has 2K scores, offsets_k + slopes z:
 * K logits, then K that are largest for the nearest class mean. What is counted
 * is where the two groups have their largest score at different classes.
 *
 * The count is that of the scores themselves, but few of them are worked out.
 * By Cauchy and Schwarz, scores i and j of all points no longer than rho keep the
 * order they have at the class mean while they differ there by more than
 * |slope_i - slope_j| rho. What that leaves in doubt, and a whole class seldom is
 * once it has begun to collapse, is asked again from its shadow (kept.h) with
 * the length of the rest; only what is then still in doubt is worked out.
 */
#pragma once

#include "moments.h"

G_BEGIN_DECLS

/* slopes: 2K x r, offsets: 2K x K, column k for class k. NaN when nothing is kept.
 * n_evaluated, or NULL: of how many samples the scores had to be worked out. */
double tf_nc4_measure (const TfMoments *moments, const double *slopes, const double *offsets, gsize *n_evaluated);

G_END_DECLS
