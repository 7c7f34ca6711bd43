/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "certificate.h"

#include <math.h>
#include <string.h>

#include "linalg.h"

/* Lambda is -R, shortened to below tau by these shares: at tau itself the inverse
 * is one of zero by zero. The best bound counts. */
static const double shortened[] = { 0, 1e-10, 1e-8, 1e-6, 1e-4, 1e-2 };

double
tf_certificate_threshold (const TfStart *start, const TfParameters *parameters)
{
  return sqrt (parameters->lambda_w * (parameters->lambda_h + parameters->beta) / start->n_classes);
}

/* R in what the bound needs of it, with R R' = U diag (squares) U'. */
typedef struct
{
  gsize k_n;
  double *squares; /* K, ascending */
  double *seen;    /* K: |u_j'R X0'|^2 */
  double along;    /* <-R, T P> */
  double mean;     /* |R s|^2/lambda_b, with a decayed bias */
} Parts;

static void
parts_clear (Parts *parts)
{
  g_free (parts->squares);
  g_free (parts->seen);
}

/* |R s|^2; s is 0 beyond the class means' columns. */
static double
find_mean (const TfStart *start, const double *residual)
{
  gsize k_n = start->n_classes;
  double square = 0;

  for (gsize i = 0; i < k_n; i++)
    {
      double row = cblas_ddot (k_n, residual + i, k_n, start->sqrt_shares, 1);

      square += row * row;
    }
  return square;
}

static void
parts_init (Parts *parts, const TfStart *start, const TfParameters *parameters, const double *residual)
{
  gsize k_n = start->n_classes, q = start->n_columns, d = start->dim;
  g_autofree double *gram = g_new (double, k_n * k_n), *image = g_new (double, k_n * d), *turned = g_new (double, k_n * d);
  gboolean finite;

  *parts = (Parts){ k_n, g_new (double, k_n), g_new (double, k_n), 0, 0 };
  tf_gemm (CblasNoTrans, CblasTrans, k_n, k_n, q, 1, residual, residual, 0, gram);
  finite = tf_eigen_symmetric (k_n, gram, parts->squares);
  g_assert (finite);
  tf_gemm (CblasNoTrans, CblasTrans, k_n, d, q, 1, residual, start->x0, 0, image);
  tf_gemm (CblasTrans, CblasNoTrans, k_n, d, k_n, 1, gram, image, 0, turned);
  for (gsize j = 0; j < k_n; j++)
    {
      double norm = cblas_dnrm2 (d, turned + j, k_n);

      parts->seen[j] = norm * norm;
      /* R = R P, so <R, T P> = <R, T>. */
      parts->along -= start->sqrt_shares[j] * residual[j + j * k_n];
    }
  if (parameters->bias && parameters->bias_decay > 0)
    parts->mean = find_mean (start, residual) / parameters->bias_decay;
}

/* With Lambda = -scale R. beta/2 |X0|^2 and what of the trace is there without Lambda
 * make beta lambda_H/(2 lambda) |X0|^2. */
static double
find_bound (const Parts *parts, const TfStart *start, const TfParameters *p, double scale)
{
  double lambda = p->lambda_h + p->beta, kappa = parts->k_n / p->lambda_w, trace = 0, square = scale * scale * parts->mean;

  for (gsize j = 0; j < parts->k_n; j++)
    {
      double s = scale * scale * MAX (parts->squares[j], 0), left = lambda - kappa * s;

      square += s;
      if (parts->seen[j] > 0 && p->beta > 0)
        trace += left > 0 ? kappa * scale * scale * parts->seen[j] / left : INFINITY;
    }
  return scale * parts->along - 0.5 * square - 0.5 * p->beta * (p->beta / lambda) * trace
         + 0.5 * p->beta * (p->lambda_h / lambda) * tf_start_square (start, start->x0, start->outside0);
}

double
tf_certificate_bound (const TfStart *start, const TfParameters *parameters, const double *residual)
{
  Parts parts;
  double threshold = tf_certificate_threshold (start, parameters), longest, best = 0;

  parts_init (&parts, start, parameters, residual);
  longest = sqrt (MAX (parts.squares[parts.k_n - 1], 0));
  for (guint i = 0; i < G_N_ELEMENTS (shortened); i++)
    {
      double scale = fmin (1, (1 - shortened[i]) * threshold / longest);

      best = fmax (best, find_bound (&parts, start, parameters, scale));
    }
  parts_clear (&parts);
  return best;
}
