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
 *
 * Where either group has a tie, of classes whose scores differ by no more than
 * rounding can make of them, one class among the largest of both is agreement.
 */
#pragma once

#include "moments.h"

G_BEGIN_DECLS

/* What is a tie. Scores i and j of a group are one where they differ by less than
 * blur_i + blur_j (so W = 0 makes none: the first class is then chosen); and of the second group where both classes have their mean at one
 * place, which is the same number of both in `places`. */
typedef struct
{
  const double *blurs;  /* 2K */
  const gsize  *places; /* K */
} TfNc4Ties;

/* slopes: 2K x r, offsets: 2K x K, column k for class k. ties: or NULL, the first of the
 * largest then counts. NaN when nothing is kept, or of a summary. n_evaluated, or NULL: of how many
 * samples the scores had to be worked out. */
double tf_nc4_measure (const TfMoments *moments,
                       const double    *slopes,
                       const double    *offsets,
                       const TfNc4Ties *ties,
                       gsize           *n_evaluated);

/* Whether one sample with these 2K scores counts. */
gboolean tf_nc4_differs (gsize k_n, const double *scores, const TfNc4Ties *ties);

G_END_DECLS
