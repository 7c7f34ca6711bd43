/* lowest.h: whether a minimizer is the lowest, and a lower one where it is not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A flow from H0 stays in the span of H0's columns, and ends in a minimum there.
 * Where the features have directions to spare that may be a saddle of f, and even
 * inside there may be others. What is known is said with a bound (certificate.h)
 * that no features of any dimension can go below.
 */
#pragma once

#include "equilibrium.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean  is_lower;  /* than the minimizer asked about: what follows is another one */
  gboolean  is_global; /* nothing is lower than objective */
  double    objective;
  double    bound;     /* what nothing is lower than */
  TfMetrics metrics;
  double    relative_gradient;
} TfLowest;

/* From a minimizer that has been reached: f is followed downwards out of the span,
 * and where that does not end at the bound, from other starts. FALSE when cancelled. */
gboolean tf_lowest_find (TfEquilibrium *minimizer, GCancellable *cancellable, TfLowest *lowest, GError **error);

G_END_DECLS
