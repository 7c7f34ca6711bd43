/* simplex.h: the simplex equiangular tight frame, and how to look at it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The K columns of the (K-1) x K real Fourier frame E have E E' = I and
 * E' E = I - 11'/K: K vectors of equal norm sqrt ((K-1)/K) and equal pairwise
 * cosine -1/(K-1). Rows 2j-1 and 2j are sqrt(2/K) (cos, sin)(2 pi j k / K), the
 * last row for even K is (-1)^k / sqrt(K). The first two rows span the Coxeter
 * plane of the simplex, in which its vertices are a regular K-gon.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (K-1) x K, column-major, caller frees with g_free(). K >= 2. */
double *tf_simplex_new (guint n_classes);

/* The orthonormal factor V of the polar decomposition A = V S, S positive
 * semidefinite: of all matrices with orthonormal columns the nearest to A.
 * a: d x D, d >= D, overwritten; v: d x D. Where A has not full rank, one of
 * those that are equally near, the same for the same A. */
void tf_polar_factor (guint dim, guint view_dim, double *a, double *v);

/* Orthogonal Procrustes: the d x D matrix V with orthonormal columns that
 * maximizes Tr (V' X E'), X: d x K, E: D x K, d >= D. Written to v (d x D). */
void tf_procrustes (const double *x, guint dim, const double *e, guint view_dim, guint n_classes, double *v);

G_END_DECLS
