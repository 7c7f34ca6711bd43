/* subspace.h: the few directions in which the flow does more than scale
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. Every W a flow can reach has its rows in the block Krylov
 * space of the starting class means under Sigma_W: by the equations of motion
 * W stays in the span of M and of Sigma_W W', and both are made of M by
 * Sigma_W. Across that space all deviations obey one scalar equation. It is
 * enough to evolve the first blocks V of it, as long as W has no share in the
 * last of them: truncated like this, no cost depends on d any more, but on how
 * many directions W sees.
 *
 * The same space is spanned by the blocks of (Sigma_W + shift I)^-1. These come
 * first to what W*(H) = (H H'/N + lambda_W/K I)^-1 ... needs, small eigenvalues of
 * Sigma_W included: with a shift near lambda_W/K far fewer blocks are enough
 * where the spectrum decays slowly (shift-and-invert Krylov methods: Moret and
 * Novati, BIT 44, 2004). They are enough when what A W' has outside of V is small
 * (tf_subspace_find_missing()).
 *
 * V need not be of either kind: with full reorthogonalization,
 *
 *     V'L = C U',    L = V C U' + rest,    V'rest = 0    (Sigma_W = L L'),
 *
 * with orthonormal columns in V (d x m) and U (r x u), and C (m x u): appending a block leaves all that is there as it was, and the rows
 * of C that are there get zeros.
 */
#pragma once

#include "principal.h"

G_BEGIN_DECLS

typedef struct
{
  gsize dim;        /* d */
  gsize rank;       /* r */
  gsize n_axes;     /* m */
  gsize n_inner;    /* u <= m */
  gsize n_seeds;    /* columns of the first block; no later one has more */
  TfPrincipal principal; /* of Sigma_W, borrowed, where they are known */
  double shift;     /* blocks of (Sigma_W + shift I)^-1; 0: of Sigma_W */
  double *axes;     /* d x m: V */
  double *inner;    /* r x u: U */
  double *coupling; /* m x u: C */
  double *rest;     /* d x r: L without its part in V */
  gboolean is_complete; /* L maps nothing out of V */

  /* private */
  gsize n_last;      /* columns of V's last block */
  gsize n_followed;  /* columns of U there were before it; with shift 0, L maps them into V */
  double scale;      /* |L| */
  double *resolvent; /* Cholesky factor of Sigma_W + shift I; made when first wanted */
} TfSubspace;

/* V spans the seeds (dim x n_seeds). factor: L, dim x rank. Both are copied. */
TfSubspace *tf_subspace_new (gsize         dim,
                             gsize         rank,
                             const double *factor,
                             double        shift,
                             gsize         n_seeds,
                             const double *seeds);
void        tf_subspace_free (TfSubspace *self);

/* Appends the next block. FALSE when the space is complete; nothing was changed. */
gboolean tf_subspace_grow (TfSubspace *self);

/* Appends what the columns of v (dim x n) add to V's span. FALSE when that is nothing. */
gboolean tf_subspace_append (TfSubspace *self, gsize n, const double *v);

/* rest U a of a (u x n), newly allocated, dim x n: what is outside of V of
 * Sigma_W v, where a = C'v. NULL where it is 0 to round-off. */
double *tf_subspace_find_missing (const TfSubspace *self, gsize n, const double *a);

/* v (dim x n) <- (Sigma_W + shift I)^-1 v; shift > 0. */
void tf_subspace_resolve (TfSubspace *self, gsize n, double *v);

double tf_subspace_get_rest (const TfSubspace *self); /* |rest|^2, what Tr Sigma_W has outside */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfSubspace, tf_subspace_free)

G_END_DECLS
