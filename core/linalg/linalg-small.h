/* linalg-small.h: what linalg.h does, for matrices so small that the BLAS spends
 * more time on preparing them than on working
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to linalg.c and its tests. Nothing is packed but right sides: rows of a
 * few columns are kept in the processor's registers while the inner dimension
 * runs, and all three operations are that one product followed by at most a small
 * triangular system. Written for the vector instructions of x86-64; elsewhere,
 * and for larger matrices, the BLAS serves.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  /* The largest n that is faster here than in the BLAS. */
  gsize syrk_until, cholesky_until, solve_until;

  /* As tf_syrk(), tf_cholesky() and tf_cholesky_solve(), for any n: nothing above
   * the diagonal is read or written. */
  void     (*syrk)           (gsize n, gsize k, double alpha, const double *a, double beta, double *c);
  gboolean (*cholesky)       (gsize n, double *a);
  void     (*cholesky_solve) (gsize n, const double *l, gsize m, double *x);
  /* As tf_gemm_rows(). */
  void     (*multiply)       (gsize m, gsize n, gsize k, double alpha, const double *a, gsize a_step, const double *b,
                              gsize b_step, gsize b_next, double beta, double *c, gsize c_next);
  /* As tf_exp(). */
  void     (*exp)            (gsize n, double *x);
} TfSmall;

/* The i-th that this processor can run, the best one first; NULL past the last. */
const TfSmall *tf_small_get (guint i);

G_END_DECLS
