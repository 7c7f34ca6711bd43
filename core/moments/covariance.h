/* covariance.h: the within-class covariance of all samples, without those of single classes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "moments.h"

G_BEGIN_DECLS

/* Sigma_W (d x d, its lower triangle; newly allocated) of features whose class means are
 * known, in one pass over the samples in the order of the file; and |h - m_k|^2 of each of
 * them into squares (N). NULL when cancelled. */
double *tf_covariance_gather (const TfMoments *moments,
                              TfFeatures      *features,
                              double          *squares,
                              GCancellable    *cancellable,
                              GError         **error);

G_END_DECLS
