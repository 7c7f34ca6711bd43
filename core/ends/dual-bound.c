/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dual-bound.h"

#include <math.h>

#include "linalg.h"

/* Slopes on the edge of what is allowed give a bound of little use where rounding puts them
 * outside of it; each of these is tried. */
static const double shortened[] = { 0, 1e-14, 1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 1e-2 };

/* l* (s g) of class y. */
typedef double (*Conjugate) (const TfLoss *loss, gsize k_n, gsize y, const double *g, double s);

static double
conjugate_squared (const TfLoss *loss, gsize k_n, gsize y, const double *g, double s)
{
  return 0.5 * s * s * tf_dot (k_n, g, g) + s * g[y];
}

/* The entropy's opposite, of q + s g. */
static double
conjugate_cross_entropy (const TfLoss *loss, gsize k_n, gsize y, const double *g, double s)
{
  double sum = 0;

  for (gsize k = 0; k < k_n; k++)
    {
      double p = (1 - loss->smoothing) * (k == y) + loss->smoothing / k_n + s * g[k];

      sum += p > 0 ? p * log (p) : 0;
    }
  return sum;
}

/* NULL: not convex. */
static const Conjugate conjugates[TF_N_LOSSES] = {
  [TF_LOSS_SQUARED] = conjugate_squared,
  [TF_LOSS_CROSS_ENTROPY] = conjugate_cross_entropy,
};

typedef struct
{
  const TfColumns *columns;
  const TfPartialWeights *weights;
  const double *slopes;
  double lambda, kappa;    /* kappa: K/lambda_W */
  double *squares, *seen;  /* K: eigenvalues of GG'; |v'GX0'|^2 along its eigenvectors v */
  double start, mean;      /* |X0|^2; |sum o g|^2 */
} Parts;

static void
parts_init (Parts *self, const TfColumns *c, const TfPartialWeights *weights, double lambda_w, const double *slopes)
{
  gsize k_n = c->k_n;
  g_autofree double *weighted = g_memdup2 (slopes, k_n * c->n * sizeof (double)), *gram = g_new (double, k_n * k_n);
  g_autofree double *image = g_new (double, k_n * c->dim), *turned = g_new (double, k_n * c->dim), *sum = g_new0 (double, k_n);
  gboolean finite;

  *self = (Parts){ c, weights, slopes, weights->lambda_h + weights->beta, k_n / lambda_w, g_new (double, k_n), g_new0 (double, k_n) };
  for (gsize i = 0; i < c->n; i++)
    {
      cblas_dscal (k_n, c->weights[i], weighted + i * k_n, 1);
      cblas_daxpy (k_n, 1, weighted + i * k_n, 1, sum, 1);
    }
  self->mean = tf_dot (k_n, sum, sum);
  tf_gemm (CblasNoTrans, CblasTrans, k_n, k_n, c->n, 1, weighted, slopes, 0, gram);
  finite = tf_eigen_symmetric (k_n, gram, self->squares);
  g_assert (finite);
  if (c->features == NULL)
    return;
  tf_gemm (CblasNoTrans, CblasTrans, k_n, c->dim, c->n, 1, weighted, c->features, 0, image);
  tf_gemm (CblasTrans, CblasNoTrans, k_n, c->dim, k_n, 1, gram, image, 0, turned);
  for (gsize j = 0; j < k_n; j++)
    self->seen[j] = pow (cblas_dnrm2 (c->dim, turned + j, k_n), 2);
  for (gsize i = 0; i < c->n; i++)
    self->start += c->weights[i] * tf_dot (c->dim, c->features + i * c->dim, c->features + i * c->dim);
}

static void
parts_clear (Parts *self)
{
  g_free (self->squares);
  g_free (self->seen);
}

static double
find_bound (const Parts *self, double s)
{
  const TfColumns *c = self->columns;
  const TfPartialWeights *w = self->weights;
  double sum = 0, trace = 0;

  for (gsize i = 0; i < c->n; i++)
    sum -= c->weights[i] * conjugates[w->loss.kind](&w->loss, c->k_n, c->classes[i], self->slopes + i * c->k_n, s);
  for (gsize j = 0; j < c->k_n && c->features != NULL; j++)
    {
      double left = self->lambda - self->kappa * s * s * fmax (self->squares[j], 0);

      if (self->seen[j] > 0)
        trace += left > 0 ? self->kappa * s * s * self->seen[j] / left : INFINITY;
    }
  if (c->features != NULL)
    sum += 0.5 * w->beta * (w->lambda_h / self->lambda) * self->start - 0.5 * w->beta * (w->beta / self->lambda) * trace;
  if (w->bias && w->bias_decay > 0)
    sum -= 0.5 * s * s * self->mean / w->bias_decay;
  return sum;
}

double
tf_dual_bound (const TfColumns *columns, const TfPartialWeights *weights, double lambda_w, const double *slopes)
{
  Parts parts;
  double longest, best = 0, tau;

  if (conjugates[weights->loss.kind] == NULL || weights->is_fixed)
    return 0;
  parts_init (&parts, columns, weights, lambda_w, slopes);
  tau = sqrt (parts.lambda / parts.kappa);
  longest = sqrt (fmax (parts.squares[columns->k_n - 1], 0));
  for (guint i = 0; i < G_N_ELEMENTS (shortened); i++)
    best = fmax (best, find_bound (&parts, longest > 0 ? fmin (1, (1 - shortened[i]) * tau / longest) : 1));
  parts_clear (&parts);
  return best;
}
