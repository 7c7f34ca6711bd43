/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simplex.h"

#include <math.h>

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

void
tf_procrustes (const double *x, guint dim, const double *e, guint view_dim, guint n_classes, double *v)
{
  g_autofree double *product = g_new (double, (gsize) dim * view_dim);
  g_autofree double *u = g_new (double, (gsize) dim * view_dim);
  g_autofree double *vt = g_new (double, (gsize) view_dim * view_dim);
  g_autofree double *s = g_new (double, view_dim);

  g_assert (dim >= view_dim);
  tf_gemm (CblasNoTrans, CblasTrans, dim, view_dim, n_classes, 1, x, e, 0, product);
  if (!tf_svd (dim, view_dim, product, u, s, vt))
    g_assert_not_reached ();
  tf_gemm (CblasNoTrans, CblasNoTrans, dim, view_dim, view_dim, 1, u, vt, 0, v);
}
