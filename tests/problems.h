/* problems.h: seeded random problems, and the model written out plainly
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The second half works on the whole matrices H (d x N) and W (K x d) with
 * nothing but loops and GSL: it shares no code and no idea with core's
 * reduction, so that the two can be held against one another.
 */
#pragma once

#include <gsl/gsl_matrix.h>

#include "core/features.h"
#include "core/moments.h"
#include "core/parameters.h"

G_BEGIN_DECLS

/* A problem of random size: K in [2, 6], d in [1, 12], n_k in [1, 9]. */
TfFeatures *problem_random (guint32 seed, gboolean balanced);

/* K classes of n samples in d dimensions. */
TfFeatures *problem_sized (guint n_classes, gsize per_class, guint dim, guint32 seed);

/* The same with class k of sizes[k] samples. */
TfFeatures *problem_of_sizes (guint n_classes, const gsize *sizes, guint dim, guint32 seed);

/* Log-uniform in [low, high], the same for the same seed and salt. */
double problem_number (guint32 seed, guint salt, double low, double high);

gsl_matrix *full_features (TfFeatures *features); /* H, d x N */
gsl_matrix *full_labels (TfFeatures *features);   /* Y, K x N */

/* f(W, H; H0), the bias (where there is one) at its optimum. */
double full_objective (const gsl_matrix *w, const gsl_matrix *h, const gsl_matrix *h0, const gsl_matrix *y,
                       const TfParameters *parameters);

/* W*(H): solved from the normal equations. */
gsl_matrix *full_weights (const gsl_matrix *h, const gsl_matrix *y, const TfParameters *parameters);

/* -N grad_H f at W. */
gsl_matrix *full_slope (const gsl_matrix *w, const gsl_matrix *h, const gsl_matrix *h0, const gsl_matrix *y,
                        const TfParameters *parameters);

/* -eta K grad_W f. */
gsl_matrix *full_weight_slope (const gsl_matrix *w, const gsl_matrix *h, const gsl_matrix *y,
                               const TfParameters *parameters);

/* |a - b|_F / (|b|_F + least). */
double full_distance (const gsl_matrix *a, const gsl_matrix *b, double least);
double full_norm (const gsl_matrix *a);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (gsl_matrix, gsl_matrix_free)

G_END_DECLS
