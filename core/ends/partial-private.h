/* partial-private.h: what partial.c and partial-inner.c share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "partial.h"

G_BEGIN_DECLS

struct _TfPartial
{
  TfColumns columns;
  TfPartialWeights weights;
  double ratio;    /* beta/lambda */
  double inverse;  /* 1/lambda */
  double constant; /* of F */

  double *w;      /* K x dim: where F was last evaluated */
  gsize   rank;   /* r of C */
  double *factor; /* K x r: C */
  double *gram;   /* K x K: G */
  double *base;   /* K x n: z0 */
  double *logits; /* K x n: z */
  double *slopes; /* K x n: g; from one evaluation to the next, where the search begins */
  double *along;  /* r x n: u, in the memory of K x n */
  TfLossCurvature curvature;
  double *systems; /* r x r x n: lower Cholesky factors of I + C'SC; NULL: too large to keep */
  gboolean has_slopes;
  double *turned, *weighted, *images; /* K x n: for products */
};

/* z, g, u and the curvature of every column, from base and C. Returns sum o (l + |u|^2/2). */
double tf_partial_solve_columns (TfPartial *self);

/* v_i <- (I + C'S_iC)^-1 v_i of every column, v: r x n. */
void tf_partial_solve_systems (TfPartial *self, double *v);

G_END_DECLS
