/* linalg.h: BLAS and LAPACK as this program uses them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. Matrices are column-major and contiguous: the leading
 * dimension is the number of rows. Any BLAS with the C interface serves; the
 * LAPACK routines are called by their Fortran names.
 */
#pragma once

#include <glib.h>
#include <gsl/gsl_cblas.h>

G_BEGIN_DECLS

/* C (m x n) = alpha op(A) op(B) + beta C, op(A): m x k. */
void tf_gemm (enum CBLAS_TRANSPOSE trans_a,
              enum CBLAS_TRANSPOSE trans_b,
              gsize           m,
              gsize           n,
              gsize           k,
              double          alpha,
              const double   *a,
              const double   *b,
              double          beta,
              double         *c);

/* C (m x n) = alpha A B + beta C for few rows m or few columns n, where the BLAS would be longer at
 * copying the rest. A: m x k, its columns a_step apart; B: k x n, its rows b_step and its columns b_next
 * apart, one of them 1; the columns of C c_next apart. What a column of C is depends on that
 * column of B alone, to the bit. */
void tf_gemm_rows (gsize         m,
                   gsize         n,
                   gsize         k,
                   double        alpha,
                   const double *a,
                   gsize         a_step,
                   const double *b,
                   gsize         b_step,
                   gsize         b_next,
                   double        beta,
                   double       *c,
                   gsize         c_next);

/* Lower triangle of C (n x n) = alpha A A' + beta C, A: n x k. */
void tf_syrk (gsize n, gsize k, double alpha, const double *a, double beta, double *c);

/* x <- exp (x), each of n numbers no larger than 700; 0 below e^-708 or so. */
void tf_exp (gsize n, double *x);

double tf_norm (gsize n, const double *x);
double tf_dot (gsize n, const double *x, const double *y);

/* Lower Cholesky factor in place of the lower triangle of A (n x n); FALSE when
 * A is not positive definite to working accuracy. */
gboolean tf_cholesky (gsize n, double *a);

/* The same, and of A: no less than about a third of its least eigenvalue, and that over its norm (the sum
 * of a row's absolute values, at the most). FALSE also where numbers are not finite. */
gboolean tf_cholesky_judged (gsize n, double *a, double *least, double *share);

/* L^-1 in place of L (n x n, lower triangle), which has no 0 on its diagonal. */
void tf_invert_triangle (gsize n, double *l);

/* X (n x m) <- (L L')^-1 X. */
void tf_cholesky_solve (gsize n, const double *l, gsize m, double *x);

/* X (n x m) <- A^-1 X for any A (n x n), which is overwritten. FALSE where A is singular; X is then lost. */
gboolean tf_solve (gsize n, double *a, gsize m, double *x);

/* An n x n lower triangular L with L L' = A A' + shift I, without forming A A'
 * (QR of [A, sqrt(shift) I]'): half the digits are lost that a Cholesky factor
 * of the product would lose. A: n x k, untouched. */
void tf_factor_gram (gsize n, gsize k, const double *a, double shift, double *l);

/* Thin singular value decomposition A = U diag(s) V', s descending, p = min (m, n).
 * A (m x n) is overwritten; u: m x p, s: p, vt: p x n. u or vt may be NULL when
 * they are not wanted. FALSE when A has a value that is not finite. */
gboolean tf_svd (gsize m, gsize n, double *a, double *u, double *s, double *vt);

/* Eigenvectors in place of A (n x n, lower triangle read), values ascending in w. */
gboolean tf_eigen_symmetric (gsize n, double *a, double *w);

/* Orthonormal basis of the columns' span in place of A (m x n, m >= n), R: n x n
 * upper triangular with A = Q R, or NULL. */
void tf_qr (gsize m, gsize n, double *a, double *r);

G_END_DECLS
