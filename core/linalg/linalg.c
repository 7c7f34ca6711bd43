/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linalg.h"

#include <math.h>
#include <string.h>

#include "linalg-small.h"

#define FEW_ROWS 48    /* with more the BLAS is faster */
#define FEW_COLUMNS 16 /* likewise */
#define DIVIDED 128 /* from so many singular values on, rotations of their vectors one by one take longer */

extern void dpotrf_ (const char *uplo, const int *n, double *a, const int *lda, int *info);
extern void dpotrs_ (const char *uplo, const int *n, const int *nrhs, const double *a, const int *lda, double *b,
                     const int *ldb, int *info);
extern void dpocon_ (const char *uplo, const int *n, const double *a, const int *lda, const double *norm, double *rcond,
                     double *work, int *iwork, int *info);
extern void dtrtri_ (const char *uplo, const char *diag, const int *n, double *a, const int *lda, int *info);
extern void dgesvd_ (const char *jobu, const char *jobvt, const int *m, const int *n, double *a, const int *lda,
                     double *s, double *u, const int *ldu, double *vt, const int *ldvt, double *work,
                     const int *lwork, int *info);
extern void dgesv_ (const int *n, const int *n_sides, double *a, const int *lda, int *pivots, double *b, const int *ldb, int *info);
extern void dgesdd_ (const char *jobz, const int *m, const int *n, double *a, const int *lda, double *s, double *u,
                     const int *ldu, double *vt, const int *ldvt, double *work, const int *lwork, int *iwork, int *info);
extern void dsyevd_ (const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w,
                     double *work, const int *lwork, int *iwork, const int *liwork, int *info);
extern void dgeqrf_ (const int *m, const int *n, double *a, const int *lda, double *tau, double *work,
                     const int *lwork, int *info);
extern void dorgqr_ (const int *m, const int *n, const int *k, double *a, const int *lda, const double *tau,
                     double *work, const int *lwork, int *info);

void
tf_gemm (enum CBLAS_TRANSPOSE trans_a,
         enum CBLAS_TRANSPOSE trans_b,
         gsize           m,
         gsize           n,
         gsize           k,
         double          alpha,
         const double   *a,
         const double   *b,
         double          beta,
         double         *c)
{
  gsize lda = trans_a == CblasNoTrans ? m : k;
  gsize ldb = trans_b == CblasNoTrans ? k : n;

  if (m == 0 || n == 0)
    return;
  cblas_dgemm (CblasColMajor, trans_a, trans_b, m, n, k, alpha, a, MAX (lda, 1), b, MAX (ldb, 1), beta, c, m);
}

void
tf_gemm_rows (gsize m, gsize n, gsize k, double alpha, const double *a, gsize a_step, const double *b, gsize b_step,
              gsize b_next, double beta, double *c, gsize c_next)
{
  const TfSmall *small = tf_small_get (0);

  if (m == 0 || n == 0)
    return;
  if (small != NULL && (m <= FEW_ROWS || n <= FEW_COLUMNS))
    small->multiply (m, n, k, alpha, a, a_step, b, b_step, b_next, beta, c, c_next);
  else
    /* BLAS insists on whole columns apart, also where there is one alone. */
    cblas_dgemm (CblasColMajor, CblasNoTrans, b_step == 1 ? CblasNoTrans : CblasTrans, m, n, k, alpha, a, MAX (a_step, MAX (m, 1)), b,
                 MAX (b_step == 1 ? MAX (b_next, k) : MAX (b_step, n), 1), beta, c, MAX (c_next, m));
}

void
tf_syrk (gsize n, gsize k, double alpha, const double *a, double beta, double *c)
{
  const TfSmall *small = tf_small_get (0);

  if (small != NULL && n <= small->syrk_until)
    small->syrk (n, k, alpha, a, beta, c);
  else if (n > 0)
    cblas_dsyrk (CblasColMajor, CblasLower, CblasNoTrans, n, k, alpha, a, n, beta, c, n);
}

void
tf_exp (gsize n, double *x)
{
  const TfSmall *small = tf_small_get (0);

  if (small != NULL)
    small->exp (n, x);
  else
    for (gsize i = 0; i < n; i++)
      x[i] = exp (x[i]);
}

double
tf_norm (gsize n, const double *x)
{
  double square = cblas_ddot (n, x, 1, x, 1);

  /* Several times as fast, but not where squares leave the range. */
  return square > 1e-250 && square < 1e250 ? sqrt (square) : cblas_dnrm2 (n, x, 1);
}

double
tf_dot (gsize n, const double *x, const double *y)
{
  return cblas_ddot (n, x, 1, y, 1);
}

gboolean
tf_cholesky (gsize n, double *a)
{
  const TfSmall *small = tf_small_get (0);
  int size = n, info = 0;

  if (small != NULL && n <= small->cholesky_until)
    return small->cholesky (n, a);
  if (n > 0)
    dpotrf_ ("L", &size, a, &size, &info);
  return info == 0;
}

/* The 1-norm of A (n x n), symmetric, of its lower triangle. */
static double
measure_symmetric (gsize n, const double *a)
{
  g_autofree double *sums = g_new0 (double, MAX (n, 1));
  double most = 0;

  for (gsize j = 0; j < n; j++)
    {
      sums[j] += fabs (a[j + j * n]);
      for (gsize i = j + 1; i < n; i++)
        {
          sums[i] += fabs (a[i + j * n]);
          sums[j] += fabs (a[i + j * n]);
        }
    }
  for (gsize j = 0; j < n; j++)
    most = fmax (most, sums[j]);
  return most;
}

gboolean
tf_cholesky_judged (gsize n, double *a, double *least, double *share)
{
  double norm = measure_symmetric (n, a);
  int size = n, info = 0;
  g_autofree double *work = g_new (double, 3 * MAX (n, 1));
  g_autofree int *iwork = g_new (int, MAX (n, 1));

  *least = *share = 0;
  if (n == 0 || !isfinite (norm) || !tf_cholesky (n, a))
    return FALSE;
  dpocon_ ("L", &size, a, &size, &norm, share, work, iwork, &info);
  *least = *share * norm;
  return info == 0;
}

void
tf_invert_triangle (gsize n, double *l)
{
  int size = n, info = 0;

  if (n > 0)
    dtrtri_ ("L", "N", &size, l, &size, &info);
  g_assert (info == 0);
}

void
tf_cholesky_solve (gsize n, const double *l, gsize m, double *x)
{
  const TfSmall *small = tf_small_get (0);
  int size = n, columns = m, info = 0;

  if (small != NULL && n <= small->solve_until)
    small->cholesky_solve (n, l, m, x);
  else if (n > 0 && m > 0)
    dpotrs_ ("L", &size, &columns, l, &size, x, &size, &info);
  g_assert (info == 0);
}

/* QR of the m x n matrix a; fills tau (n). */
static void
factor_qr (int m, int n, double *a, double *tau)
{
  g_autofree double *work = NULL;
  double best = 0;
  int query = -1, size, info = 0;

  dgeqrf_ (&m, &n, a, &m, tau, &best, &query, &info);
  size = MAX ((int) best, 1);
  work = g_new (double, size);
  dgeqrf_ (&m, &n, a, &m, tau, work, &size, &info);
  g_assert (info == 0);
}

gboolean
tf_solve (gsize n, double *a, gsize m, double *x)
{
  int size = n, sides = m, info = 0;
  g_autofree int *pivots = g_new (int, MAX (n, 1));

  if (n == 0 || m == 0)
    return TRUE;
  dgesv_ (&size, &sides, a, &size, pivots, x, &size, &info);
  return info == 0;
}

void
tf_factor_gram (gsize n, gsize k, const double *a, double shift, double *l)
{
  gsize rows = k + n;
  g_autofree double *stacked = g_new0 (double, rows * n);
  g_autofree double *tau = g_new (double, n);

  for (gsize j = 0; j < n; j++)
    {
      for (gsize i = 0; i < k; i++)
        stacked[i + j * rows] = a[j + i * n];
      stacked[k + j + j * rows] = sqrt (shift);
    }
  factor_qr (rows, n, stacked, tau);

  /* R' is lower triangular; the signs of its columns do not matter. */
  memset (l, 0, n * n * sizeof (double));
  for (gsize j = 0; j < n; j++)
    for (gsize i = 0; i <= j; i++)
      l[j + i * n] = stacked[i + j * rows];
}

/* By divide and conquer, which wants both sides' vectors. */
static gboolean
svd_divided (gsize m, gsize n, double *a, double *u, double *s, double *vt)
{
  int rows = m, columns = n, p = MIN (m, n), query = -1, size, info = 0;
  g_autofree double *own_u = u == NULL ? g_new (double, m * p) : NULL;
  g_autofree double *own_vt = vt == NULL ? g_new (double, n * p) : NULL;
  g_autofree int *iwork = g_new (int, 8 * (gsize) p);
  g_autofree double *work = NULL;
  double best = 0;

  u = u != NULL ? u : own_u;
  vt = vt != NULL ? vt : own_vt;
  dgesdd_ ("S", &rows, &columns, a, &rows, s, u, &rows, vt, &p, &best, &query, iwork, &info);
  size = MAX ((int) best, 1);
  work = g_new (double, size);
  dgesdd_ ("S", &rows, &columns, a, &rows, s, u, &rows, vt, &p, work, &size, iwork, &info);
  return info == 0;
}

gboolean
tf_svd (gsize m, gsize n, double *a, double *u, double *s, double *vt)
{
  int rows = m, columns = n, p = MIN (m, n), query = -1, size, info = 0;
  int ldvt = vt != NULL ? p : 1;
  g_autofree double *work = NULL;
  const char *jobu = u != NULL ? "S" : "N", *jobvt = vt != NULL ? "S" : "N";
  double best = 0;

  for (gsize i = 0; i < m * n; i++)
    if (!isfinite (a[i]))
      return FALSE;
  if (p == 0)
    return TRUE;
  if (p >= DIVIDED && (u != NULL || vt != NULL))
    return svd_divided (m, n, a, u, s, vt);

  dgesvd_ (jobu, jobvt, &rows, &columns, a, &rows, s, u, &rows, vt, &ldvt, &best, &query, &info);
  size = MAX ((int) best, 1);
  work = g_new (double, size);
  dgesvd_ (jobu, jobvt, &rows, &columns, a, &rows, s, u, &rows, vt, &ldvt, work, &size, &info);
  return info == 0;
}

gboolean
tf_eigen_symmetric (gsize n, double *a, double *w)
{
  int size = n, query = -1, lwork, liwork, best_int = 0, info = 0;
  double best = 0;
  g_autofree double *work = NULL;
  g_autofree int *iwork = NULL;

  if (n == 0)
    return TRUE;
  dsyevd_ ("V", "L", &size, a, &size, w, &best, &query, &best_int, &query, &info);
  lwork = MAX ((int) best, 1);
  liwork = MAX (best_int, 1);
  work = g_new (double, lwork);
  iwork = g_new (int, liwork);
  dsyevd_ ("V", "L", &size, a, &size, w, work, &lwork, iwork, &liwork, &info);
  return info == 0;
}

void
tf_qr (gsize m, gsize n, double *a, double *r)
{
  int rows = m, columns = n, query = -1, size, info = 0;
  double best = 0;
  g_autofree double *tau = g_new (double, MAX (n, 1));
  g_autofree double *work = NULL;

  g_assert (m >= n);
  if (n == 0)
    return;
  factor_qr (rows, columns, a, tau);
  if (r != NULL)
    {
      memset (r, 0, n * n * sizeof (double));
      for (gsize j = 0; j < n; j++)
        memcpy (r + j * n, a + j * m, (j + 1) * sizeof (double));
    }
  dorgqr_ (&rows, &columns, &columns, a, &rows, tau, &best, &query, &info);
  size = MAX ((int) best, 1);
  work = g_new (double, size);
  dorgqr_ (&rows, &columns, &columns, a, &rows, tau, work, &size, &info);
  g_assert (info == 0);
}
