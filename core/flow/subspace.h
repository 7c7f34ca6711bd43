/* subspace.h: the few directions in which the flow does more than scale
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. Every W a flow can reach has its rows in the block Krylov
 * space of the starting class means under Sigma_W: by the equations of motion
 * W stays in the span of M and of Sigma_W W', and both are made of M by
 * Sigma_W. Across that space all deviations obey one scalar equation. It is
 * enough to evolve the first blocks of it, as long as W has no share in the
 * last of them: truncated like this, no cost depends on d any more, but on how
 * many directions W sees.
 *
 * This is block Golub-Kahan bidiagonalization of the factor L (Sigma_W = L L'),
 * started from given seeds and with full reorthogonalization:
 *
 *     V'L = C U',    L = V C U' + rest,    V'rest = 0,
 *
 * with orthonormal columns in V (d x m) and U (r x u), and C (m x u) block lower
 * bidiagonal: appending a block leaves all that is there as it was, and the rows
 * of C that are there get zeros.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gsize dim;        /* d */
  gsize rank;       /* r */
  gsize n_axes;     /* m */
  gsize n_inner;    /* u <= m */
  gsize n_seeds;    /* columns of the first block; no later one has more */
  double *axes;     /* d x m: V */
  double *inner;    /* r x u: U */
  double *coupling; /* m x u: C */
  double *rest;     /* d x r: L without its part in V */
  gboolean is_complete; /* L maps nothing out of V */

  /* private */
  gsize n_followed; /* columns of U whose images under L are in V */
  double scale;     /* |L| */
} TfSubspace;

/* V spans the seeds (dim x n_seeds). factor: L, dim x rank. Both are copied. */
TfSubspace *tf_subspace_new (gsize dim, gsize rank, const double *factor, gsize n_seeds, const double *seeds);
void        tf_subspace_free (TfSubspace *self);

/* Appends the next block. FALSE when the space is complete; nothing was changed. */
gboolean tf_subspace_grow (TfSubspace *self);

double tf_subspace_get_rest (const TfSubspace *self); /* |rest|^2, what Tr Sigma_W has outside */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfSubspace, tf_subspace_free)

G_END_DECLS
