/* weight-search-private.h: what the search by W alone shares with its equations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "anderson.h"
#include "weight-search.h"

G_BEGIN_DECLS

struct _TfWeightSearch
{
  const TfMoments *moments;
  gsize  k_n, rank, n; /* K; principal axes; coordinates: along these, and those of the means outside of Sigma_W's range */
  double a, lambda, sigma; /* sigma: lambda_W/K */
  gboolean bias;       /* a free one: P = I - s s'; or P = I */
  const double *axes;  /* span x r: Sigma_W's principal ones */
  double *squares;     /* n: Sigma_W's eigenvalues */
  double *lengths;     /* r: their roots */
  double *beyond;      /* span x (n - r): orthonormal */
  double *means;       /* n x K: M D_p^(1/2) P */
  double *target;      /* K x K: T P */
  double *square;      /* K x K: T P T' */
  double *pull;        /* n x K: X0 P T' */

  double *weights, *step;    /* n x K: W', and how far the next one is */
  double objective;          /* f less what does not depend on W */
  double *trial, *trial_step;
  double trial_objective;
  TfAnderson *anderson;

  /* a^2 (Sigma_W + M M') + sigma I, or with `share` in the place of a^2. */
  double *diagonal;      /* n: 1/(share Sigma_W + sigma) */
  double *divided_means; /* n x K */
  double *base;          /* K x K: Cholesky factor of I + share M'divided_means */
  double share;

  /* At the last W evaluated. */
  double *columns;  /* n x 2K: [F W'] */
  double *divided;  /* n x 2K: the inverse of the above times these */
  double *small;    /* 2K x 2K: S */
  double *inverse;  /* K x K: (W W' + lambda I)^-1 */
  double *seen;     /* K x K: X0 P W' = M'W */
  double *spread;   /* K x K: E E' */
};

/* f at W less what does not depend on it, and the step to W*(X*(W)). FALSE where round-off leaves nothing of either. */
gboolean tf_weight_search_evaluate (TfWeightSearch *self, const double *w, double *step, double *objective);

/* To W*(H0). */
gboolean tf_weight_search_begin (TfWeightSearch *self);

G_END_DECLS
