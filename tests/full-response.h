/* full-response.h: Theorem 4.1 written out plainly, as one big matrix
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "tests/problems.h"

G_BEGIN_DECLS

/* The dN x dN matrix beta/N (d^2f/dH^2 - d^2f/dH dV (d^2f/dV^2)^-1 d^2f/dV dH)^-1
 * at H and the optimal V = (W, and b where there is a bias), assembled entry by
 * entry. Index of entry j of sample i: j + i d. */
gsl_matrix *full_response (const gsl_matrix *h, const gsl_matrix *y, const TfParameters *parameters);

/* delta H = F delta H0, d x N. */
gsl_matrix *full_respond (const gsl_matrix *response, const gsl_matrix *delta);

/* By plain Newton steps from H near it: the minimizer H_{1/beta} of H0. */
gsl_matrix *full_minimizer (const gsl_matrix *near, const gsl_matrix *h0, const gsl_matrix *y,
                            const TfParameters *parameters);

G_END_DECLS
