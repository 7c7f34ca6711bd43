/* end-samples.h: all features of H0, in the principal axes of their span
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. Coordinates in which (1/N) sum h h' is diagonal, so that it can serve as
 * a scale; directions that are not there (span.h) are left out.
 */
#pragma once

#include <gio/gio.h>

#include "moments.h"
#include "partial.h"

G_BEGIN_DECLS

typedef struct
{
  TfMoments *moments; /* owns a reference */
  gsize    dim;     /* s <= d */
  gsize    n;       /* N */
  guint32 *classes; /* N */
  double  *axes;    /* d x s: orthonormal */
  double  *values;  /* s x N: H0 */
  double  *shares;  /* N: 1/N */
  guint32 *numbers; /* K: 0, 1, ... */
} TfEndSamples;

/* Fails where the samples are not there any more. */
TfEndSamples *tf_end_samples_new (TfMoments *moments, GError **error);
void       tf_end_samples_free (TfEndSamples *self);

/* Every sample a column, or every class one, without H0. Borrowed. */
TfColumns tf_end_samples_get_columns (TfEndSamples *self);
TfColumns tf_end_samples_get_classes (TfEndSamples *self);

/* s x N from s x K: each sample its class's; newly allocated. */
double *tf_end_samples_spread_classes (TfEndSamples *self, const double *columns);

/* The class means of other features h (s x N), d x K, in the coordinates of the file. */
double *tf_end_samples_find_means (TfEndSamples *self, const double *h);

/* Moments of other features h (s x N) with W (K x s) and b (K, or NULL). */
TfMoments *tf_end_samples_make_moments (TfEndSamples    *self,
                                    const double *h,
                                    const double *w,
                                    const double *b,
                                    GCancellable *cancellable,
                                    GError      **error);

/* The diagonal of sum o h h' (newly allocated), and its trace; 0 without features. */
double *tf_columns_get_squares (const TfColumns *columns);
double  tf_columns_get_square (const TfColumns *columns);

G_END_DECLS
