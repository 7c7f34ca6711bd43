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

/* Whether squares (side x side) of so many samples of that dimension are summed in two threads: where it is worth while,
 * and the second sum takes no more memory than is to spare. */
gboolean tf_covariance_is_halved (gsize n_samples, gsize side, gsize dim);

G_END_DECLS
