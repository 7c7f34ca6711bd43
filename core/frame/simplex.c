/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simplex.h"

#include <math.h>
#include <string.h>

#include "linalg.h"

double *
tf_simplex_new (guint n_classes)
{
  guint rows = n_classes - 1;
  double *e;

  g_assert (n_classes >= 2);
  e = g_new (double, (gsize) rows * n_classes);
  for (guint k = 0; k < n_classes; k++)
    for (guint i = 0; i < rows; i++)
      {
        guint frequency = i / 2 + 1;
        /* Reduced before it is scaled: exact for every K. */
        double angle = 2 * G_PI * ((guint64) frequency * k % n_classes) / n_classes;

        if (2 * frequency == n_classes)
          e[i + (gsize) k * rows] = (k % 2 ? -1 : 1) / sqrt (n_classes);
        else
          e[i + (gsize) k * rows] = sqrt (2.0 / n_classes) * (i % 2 ? sin (angle) : cos (angle));
      }
  return e;
}

/* V <- V (3 I - V'V)/2 (Newton-Schulz): doubles the right digits of an almost
 * orthonormal V. gram, next: scratch, n x n and d x n. Returns |V'V - I| before. */
static double
polish (gsize d, gsize n, double *v, double *gram, double *next)
{
  double error = 0;

  tf_gemm (CblasTrans, CblasNoTrans, n, n, d, 1, v, v, 0, gram);
  for (gsize i = 0; i < n * n; i++)
    {
      double off = gram[i] - (i % (n + 1) == 0);

      error += off * off;
      gram[i] = (3.0 * (i % (n + 1) == 0) - gram[i]) / 2;
    }
  tf_gemm (CblasNoTrans, CblasNoTrans, d, n, n, 1, v, gram, 0, next);
  memcpy (v, next, d * n * sizeof (double));
  return sqrt (error);
}

/* V = A (A'A)^(-1/2), a tenth of the work of singular values: FALSE where the
 * smallest of them would have less than eight digits. */
static gboolean
polar_by_gram (gsize d, gsize n, const double *a, double *v)
{
  g_autofree double *gram = g_new (double, n * n), *q = g_new (double, n * n), *scaled = g_new (double, n * n);
  g_autofree double *w = g_new (double, n), *next = g_new (double, d * n);

  tf_gemm (CblasTrans, CblasNoTrans, n, n, d, 1, a, a, 0, q);
  if (!tf_eigen_symmetric (n, q, w) || !(w[0] > 1e-8 * w[n - 1]))
    return FALSE;
  for (gsize j = 0; j < n; j++)
    for (gsize i = 0; i < n; i++)
      scaled[i + j * n] = q[i + j * n] / sqrt (w[j]);
  tf_gemm (CblasNoTrans, CblasTrans, n, n, n, 1, scaled, q, 0, gram);
  tf_gemm (CblasNoTrans, CblasNoTrans, d, n, n, 1, a, gram, 0, v);
  for (int pass = 0; pass < 4; pass++)
    if (polish (d, n, v, gram, next) < 1e-8)
      return TRUE;
  return FALSE;
}

void
tf_polar_factor (guint dim, guint view_dim, double *a, double *v)
{
  g_autofree double *u = NULL, *vt = NULL, *s = NULL;

  g_assert (dim >= view_dim);
  if (polar_by_gram (dim, view_dim, a, v))
    return;
  u = g_new (double, (gsize) dim * view_dim);
  vt = g_new (double, (gsize) view_dim * view_dim);
  s = g_new (double, view_dim);
  if (!tf_svd (dim, view_dim, a, u, s, vt))
    g_assert_not_reached ();
  tf_gemm (CblasNoTrans, CblasNoTrans, dim, view_dim, view_dim, 1, u, vt, 0, v);
}

void
tf_procrustes (const double *x, guint dim, const double *e, guint view_dim, guint n_classes, double *v)
{
  g_autofree double *product = g_new (double, (gsize) dim * view_dim);

  tf_gemm (CblasNoTrans, CblasTrans, dim, view_dim, n_classes, 1, x, e, 0, product);
  tf_polar_factor (dim, view_dim, product, v);
}
