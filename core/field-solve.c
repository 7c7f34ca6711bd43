/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "core/field-private.h"
#include "core/linalg.h"

/* (I - g J) u = b with W in place of X as what is iterated on.
 *
 * J u = -decay u - W'(W u P + w X P) - w' R, where w = dW along u solves
 *
 *     A w' = -(u R' + X P (W u P)'),     A = X P X' + sigma I.          (1)
 *
 * For a given w the rest is solved exactly: with c = 1 + g decay and
 * Q = (c I + g W'W)^-1,
 *
 *     u P = Q [b P - g (W' w X P + w' R)],   u s = b s/c,               (2)
 *
 * and put into (1) it leaves one equation for w' (dim x K), symmetric, positive
 * definite where I - g J is:
 *
 *     L w' = A w' - g [Q (W' w Z + w' G) + (A - sigma I) w' N + Z (w Q W')]
 *          = -(Q b R' + X P b' Q W'),
 *
 * Z = X P R', G = R R', N = W Q W'. Conjugate gradients preconditioned with A^-1
 * need no product with a matrix of dim x dim: A times a direction follows from
 * its own recursion. What an inexact w leaves in the equations of X,
 * g (W' dw X P + dw' R) with dw' = A^-1 (residual of w), is known without
 * forming it. */

#define MAX_ITERATIONS 400
/* Up to this condition number of A its inverse is as good as its factor. */
#define INVERSE_CONDITION 1e8

struct _TfFieldSolver
{
  gsize dim, k_n;
  double g, c, sigma;

  double *qw;     /* dim x K: Q W' */
  double *ww;     /* K x K: W W' */
  double *n;      /* K x K: N */
  double *z;      /* dim x K: Z */
  double *gram;   /* K x K: G */
  double *gram_m; /* K x K: of it, from the class means */
  double *inverse; /* dim x dim: of A, while it is well-conditioned */
  gboolean has_inverse;

  /* Conjugate gradients, dim x K. */
  double *w, *residual, *preconditioned, *direction, *a_direction, *image;
  double *k_a, *k_b, *k_c; /* K x K */
};

static TfFieldSolver *
solver_new (gsize dim, gsize k_n)
{
  TfFieldSolver *self = g_new0 (TfFieldSolver, 1);
  double **tall[] = { &self->qw, &self->z, &self->w, &self->residual, &self->preconditioned, &self->direction,
                      &self->a_direction, &self->image };
  double **small[] = { &self->ww, &self->n, &self->gram, &self->gram_m, &self->k_a, &self->k_b, &self->k_c };

  self->dim = dim;
  self->k_n = k_n;
  for (guint i = 0; i < G_N_ELEMENTS (tall); i++)
    *tall[i] = g_new0 (double, dim * k_n);
  for (guint i = 0; i < G_N_ELEMENTS (small); i++)
    *small[i] = g_new0 (double, k_n * k_n);
  self->inverse = g_new (double, dim * dim);
  return self;
}

void
tf_field_solver_free (TfFieldSolver *self)
{
  double *all[] = { self->qw, self->z, self->w, self->residual, self->preconditioned, self->direction,
                    self->a_direction, self->image, self->ww, self->n, self->gram, self->gram_m, self->k_a, self->k_b,
                    self->k_c, self->inverse };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_free (all[i]);
  g_free (self);
}

/* Products of the shapes that occur here; d: dim x K, k: K x K. */
static void
d_times_k (const TfFieldSolver *self, double alpha, const double *d, const double *k, double beta, double *out)
{
  tf_gemm (CblasNoTrans, CblasNoTrans, self->dim, self->k_n, self->k_n, alpha, d, k, beta, out);
}

static void
dt_times_d (const TfFieldSolver *self, const double *a, const double *b, double *out)
{
  tf_gemm (CblasTrans, CblasNoTrans, self->k_n, self->k_n, self->dim, 1, a, b, 0, out);
}

/* Q W' = W' (c I + g W W')^-1 and N = W Q W'. */
static void
prepare_resolvent (TfFieldSolver *self, const double *weights)
{
  gsize k_n = self->k_n;
  double *shifted = self->k_a;

  dt_times_d (self, weights, weights, self->ww);
  memcpy (shifted, self->ww, k_n * k_n * sizeof (double));
  cblas_dscal (k_n * k_n, self->g, shifted, 1);
  for (gsize k = 0; k < k_n; k++)
    shifted[k + k * k_n] += self->c;
  if (!tf_cholesky (k_n, shifted))
    {
      /* c drowned beside g |W|^2: from W itself, half the digits are kept. */
      g_autofree double *rows = g_new (double, k_n * self->dim);

      for (gsize k = 0; k < k_n; k++)
        cblas_dcopy (self->dim, weights + k * self->dim, 1, rows + k, k_n);
      cblas_dscal (k_n * self->dim, sqrt (self->g), rows, 1);
      tf_factor_gram (k_n, self->dim, rows, self->c, shifted);
    }
  /* The inverse, once: Q W' is wanted as a matrix. */
  memset (self->k_b, 0, k_n * k_n * sizeof (double));
  for (gsize k = 0; k < k_n; k++)
    self->k_b[k + k * k_n] = 1;
  tf_cholesky_solve (k_n, shifted, k_n, self->k_b);
  d_times_k (self, 1, weights, self->k_b, 0, self->qw);
  dt_times_d (self, weights, self->qw, self->n);
}

/* Q v for v: dim x K. */
static void
resolve (TfFieldSolver *self, const double *weights, double *v)
{
  dt_times_d (self, weights, v, self->k_c);
  d_times_k (self, -self->g / self->c, self->qw, self->k_c, 1 / self->c, v);
}

static void
prepare_inverse (TfField *self)
{
  TfFieldSolver *s = self->solver;

  s->has_inverse = self->condition < INVERSE_CONDITION;
  if (!s->has_inverse)
    return;
  memcpy (s->inverse, self->factor, s->dim * s->dim * sizeof (double));
  tf_cholesky_invert (s->dim, s->inverse);
}

/* preconditioned = A^-1 residual */
static void
precondition (TfField *self)
{
  TfFieldSolver *s = self->solver;

  if (s->has_inverse)
    {
      tf_gemm (CblasNoTrans, CblasNoTrans, s->dim, s->k_n, s->dim, 1, s->inverse, s->residual, 0, s->preconditioned);
      return;
    }
  memcpy (s->preconditioned, s->residual, s->dim * s->k_n * sizeof (double));
  tf_cholesky_solve (s->dim, self->factor, s->k_n, s->preconditioned);
}

void
tf_field_prepare_solve (TfField *self, double g)
{
  TfFieldSolver *solver;
  gsize k_n = self->k_n;

  if (self->solver == NULL || self->solver->dim != self->dim)
    {
      g_clear_pointer (&self->solver, tf_field_solver_free);
      self->solver = solver_new (self->dim, k_n);
    }
  solver = self->solver;
  self->g = solver->g = g;
  solver->c = 1 + g * (self->parameters.lambda_h + self->parameters.beta);
  solver->sigma = self->parameters.lambda_w / k_n;
  if (tf_field_is_joint (self))
    {
      solver->sigma = (self->parameters.lambda_w + 1 / (g * self->parameters.eta)) / k_n;
      tf_field_factor_second_moment (self, solver->sigma);
    }
  prepare_inverse (self);
  prepare_resolvent (solver, self->weights);
  tf_field_state_times (self, k_n, 1, self->residual, 0, solver->z);
  tf_gemm (CblasNoTrans, CblasTrans, k_n, k_n, self->q, 1, self->residual, self->residual, 0, solver->gram);
  tf_gemm (CblasNoTrans, CblasTrans, k_n, k_n, k_n, 1, self->residual, self->residual, 0, solver->gram_m);
}

/* residual = -(Q b R' + X P b' Q W') */
static void
start_residual (TfField *self, const double *b)
{
  TfFieldSolver *s = self->solver;

  tf_gemm (CblasNoTrans, CblasTrans, self->dim, self->k_n, self->q, -1, b, self->residual, 0, s->residual);
  resolve (s, self->weights, s->residual);
  tf_gemm (CblasTrans, CblasNoTrans, self->k_n, self->q, self->dim, 1, s->qw, b, 0, self->thin_q);
  tf_field_state_times (self, self->k_n, -1, self->thin_q, 1, s->residual);
}

/* image = L direction, a_direction being A times it. */
static void
multiply (TfField *self)
{
  TfFieldSolver *s = self->solver;

  /* Q (W' (p' Z) + p G) */
  dt_times_d (s, s->direction, s->z, s->k_a);
  d_times_k (s, 1, self->weights, s->k_a, 0, s->image);
  d_times_k (s, 1, s->direction, s->gram, 1, s->image);
  resolve (s, self->weights, s->image);
  /* (A - sigma I) p N + Z (p' Q W') */
  d_times_k (s, 1, s->a_direction, s->n, 1, s->image);
  d_times_k (s, -s->sigma, s->direction, s->n, 1, s->image);
  dt_times_d (s, s->direction, s->qw, s->k_a);
  d_times_k (s, 1, s->z, s->k_a, 1, s->image);

  cblas_dscal (s->dim * s->k_n, -s->g, s->image, 1);
  cblas_daxpy (s->dim * s->k_n, 1, s->a_direction, 1, s->image, 1);
}

/* tr (T M), M symmetric; what should be a square may come out just below 0. */
static double
trace_of (gsize k_n, const double *t, const double *m)
{
  return MAX (tf_dot (k_n * k_n, t, m), 0);
}

static double
share_of (double length, double scale)
{
  return length == 0 ? 0 : length / scale;
}

/* What the present w leaves in the equations of X, in units of the scales: with
 * d = A^-1 r, S = X P X' and S d = r - sigma d, |W' d' X P|^2 = tr (W W' d'S d)
 * and |d R|^2 = tr (d'd G), the means' part and the rest apart. */
static double
measure_residual (TfField *self, const TfFieldScales *scales)
{
  TfFieldSolver *s = self->solver;
  gsize k_n = self->k_n;
  double means, noise;

  /* The first K columns of X P: d'X, and W W' d'X (d'X)'. */
  dt_times_d (s, s->preconditioned, tf_field_get_means_part (self), s->k_a);
  tf_gemm (CblasNoTrans, CblasTrans, k_n, k_n, k_n, 1, s->k_a, s->k_a, 0, s->k_b); /* d'S_m d */
  means = sqrt (trace_of (k_n, s->ww, s->k_b));
  dt_times_d (s, s->preconditioned, s->residual, s->k_a);
  cblas_daxpy (k_n * k_n, -1, s->k_b, 1, s->k_a, 1);
  dt_times_d (s, s->preconditioned, s->preconditioned, s->k_b); /* d'd */
  cblas_daxpy (k_n * k_n, -s->sigma, s->k_b, 1, s->k_a, 1);
  noise = sqrt (trace_of (k_n, s->ww, s->k_a));

  means += sqrt (trace_of (k_n, s->gram_m, s->k_b));
  noise += sqrt (MAX (trace_of (k_n, s->gram, s->k_b) - trace_of (k_n, s->gram_m, s->k_b), 0));
  return s->g * MAX (share_of (means, scales->means), share_of (noise, scales->noise));
}

/* L w = residual by conjugate gradients from zero. */
static gboolean
iterate (TfField *self, const TfFieldScales *scales, double share)
{
  TfFieldSolver *s = self->solver;
  gsize size = s->dim * s->k_n;
  double energy = 0;

  memset (s->w, 0, size * sizeof (double));
  for (int i = 0; i < MAX_ITERATIONS; i++)
    {
      double before = energy, curvature;

      precondition (self);
      if (measure_residual (self, scales) <= share)
        return TRUE;
      energy = tf_dot (size, s->residual, s->preconditioned);
      if (i == 0)
        {
          memset (s->direction, 0, size * sizeof (double));
          memset (s->a_direction, 0, size * sizeof (double));
        }
      else
        {
          cblas_dscal (size, energy / before, s->direction, 1);
          cblas_dscal (size, energy / before, s->a_direction, 1);
        }
      cblas_daxpy (size, 1, s->preconditioned, 1, s->direction, 1);
      cblas_daxpy (size, 1, s->residual, 1, s->a_direction, 1);
      multiply (self);
      self->n_products++;
      curvature = tf_dot (size, s->direction, s->image);
      if (!(curvature > 0) || !isfinite (energy / curvature))
        return FALSE;
      cblas_daxpy (size, energy / curvature, s->direction, 1, s->w, 1);
      cblas_daxpy (size, -energy / curvature, s->image, 1, s->residual, 1);
    }
  return FALSE;
}

/* (2), in place of b. */
static void
finish (TfField *self, double *b)
{
  TfFieldSolver *s = self->solver;
  gsize d = self->dim, k_n = self->k_n;

  /* thin_q = -g (W b P/c + w X P) */
  tf_gemm (CblasTrans, CblasNoTrans, k_n, self->q, d, -s->g / s->c, self->weights, b, 0, self->thin_q);
  if (self->parameters.bias)
    tf_field_project_columns (self, k_n, self->thin_q);
  tf_field_times_state (self, k_n, -s->g, s->w, 1, self->thin_q);
  tf_gemm (CblasNoTrans, CblasNoTrans, d, self->q, k_n, 1, s->qw, self->thin_q, 1 / s->c, b);
  memcpy (s->image, s->w, d * k_n * sizeof (double));
  resolve (s, self->weights, s->image);
  tf_gemm (CblasNoTrans, CblasNoTrans, d, self->q, k_n, -s->g, s->image, self->residual, 1, b);
}

gboolean
tf_field_solve (TfField *self, const TfFieldScales *scales, double share, double *b)
{
  tf_field_condense (self, b);
  start_residual (self, b);
  if (!iterate (self, scales, share))
    return FALSE;
  finish (self, b);
  tf_field_expand (self, b);
  return TRUE;
}
