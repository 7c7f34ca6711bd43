/* margin.h: by how much the kept samples' own logits exceed the others
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. A kept sample of class k has K logits, offsets_k + slopes z. Its
 * margin is its own logit less the largest of the others, and it is classified right
 * where the first of its largest logits is its own.
 *
 * The sum of the margins of a class is linear in z where all of its samples have one
 * runner-up. By the same bound as in nc4.h that is known, without a look at them, of
 * a class that lies close enough about its mean; the samples of others are worked out.
 */
#pragma once

#include "moments.h"

G_BEGIN_DECLS

typedef struct
{
  double margin;   /* mean over the kept samples; NaN where none is kept, or K = 1 */
  double accuracy; /* share of them classified right; NaN where none is kept */
} TfMargin;

/* slopes: K x r, offsets: K x K, column k for class k. n_evaluated, or NULL: of how
 * many samples the logits had to be worked out. */
TfMargin tf_margin_measure (const TfMoments *moments, const double *slopes, const double *offsets, gsize *n_evaluated);

G_END_DECLS
