/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "field-mean.h"
#include "field-private.h"
#include "linalg.h"

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
 * Z = X P R', G = R R', N = W Q W'. Conjugate gradients preconditioned with
 * w' -> A w' (I - g N) need no product with a matrix of dim x dim but A^-1: A
 * times a direction follows from its own recursion. The right sides of one system
 * have much in common: directions are kept from one to the next, and each new one
 * is made orthogonal to all of them. What an inexact w leaves in the equations of X,
 * g (W' dw X P + dw' R) with dw' = A^-1 (residual of w), is known without
 * forming it. With a decayed bias P is no projection: Q is then that of the columns
 * at right angles to s, and what s itself needs is added by field-mean.h. */

#define MAX_ITERATIONS 400
/* Directions of earlier right sides are kept for later ones, so many, in so much memory. */
#define MAX_KEPT 64
#define KEPT_BYTES (8 * 1024 * 1024)

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
  TfFieldMean *mean; /* with a decayed bias */

  /* Conjugate gradients, dim x K. */
  double *w, *residual, *preconditioned, *step, *a_step, *thin;
  double *k_a, *k_b, *k_c; /* K x K */

  /* The directions p of all right sides since the system was prepared, L-orthogonal,
   * with A p and L p: max_kept + 1 of dim x K, of which the last makes room for the next. */
  double *directions, *a_directions, *images;
  double *curvatures, *shares; /* of each: p'L p, and what a vector has of it */
  gsize n_kept, max_kept;
};

static TfFieldSolver *
solver_new (gsize dim, gsize k_n)
{
  TfFieldSolver *self = g_new0 (TfFieldSolver, 1);
  double **tall[] = { &self->qw, &self->z, &self->w, &self->residual, &self->preconditioned, &self->step, &self->a_step,
                      &self->thin };
  double **sets[] = { &self->directions, &self->a_directions, &self->images };
  double **small[] = { &self->ww, &self->n, &self->gram, &self->gram_m, &self->k_a, &self->k_b, &self->k_c };

  self->dim = dim;
  self->k_n = k_n;
  for (guint i = 0; i < G_N_ELEMENTS (tall); i++)
    *tall[i] = g_new0 (double, dim * k_n);
  for (guint i = 0; i < G_N_ELEMENTS (small); i++)
    *small[i] = g_new0 (double, k_n * k_n);
  self->max_kept = MIN (MAX_KEPT, KEPT_BYTES / (G_N_ELEMENTS (sets) * sizeof (double) * dim * k_n));
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    *sets[i] = g_new (double, (self->max_kept + 1) * dim * k_n);
  self->curvatures = g_new (double, self->max_kept + 1);
  self->shares = g_new (double, self->max_kept + 1);
  return self;
}

void
tf_field_solver_free (TfFieldSolver *self)
{
  double *all[] = { self->qw, self->z, self->w, self->residual, self->preconditioned, self->step, self->a_step, self->thin,
                    self->ww, self->n, self->gram, self->gram_m, self->k_a, self->k_b, self->k_c, self->directions,
                    self->a_directions, self->images, self->curvatures, self->shares };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_free (all[i]);
  g_clear_pointer (&self->mean, tf_field_mean_free);
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

/* Q W' = W' (c I + g share W W')^-1 and N = W Q W'. */
static void
prepare_resolvent (TfFieldSolver *self, const double *weights, double share, double *qw, double *n)
{
  gsize k_n = self->k_n;
  double *shifted = self->k_a, g = self->g * share;

  dt_times_d (self, weights, weights, self->ww);
  memcpy (shifted, self->ww, k_n * k_n * sizeof (double));
  cblas_dscal (k_n * k_n, g, shifted, 1);
  for (gsize k = 0; k < k_n; k++)
    shifted[k + k * k_n] += self->c;
  if (!tf_cholesky (k_n, shifted))
    {
      /* c drowned beside g |W|^2: from W itself, half the digits are kept. */
      g_autofree double *rows = g_new (double, k_n * self->dim);

      for (gsize k = 0; k < k_n; k++)
        cblas_dcopy (self->dim, weights + k * self->dim, 1, rows + k, k_n);
      cblas_dscal (k_n * self->dim, sqrt (g), rows, 1);
      tf_factor_gram (k_n, self->dim, rows, self->c, shifted);
    }
  /* The inverse, once: Q W' is wanted as a matrix. */
  memset (self->k_b, 0, k_n * k_n * sizeof (double));
  for (gsize k = 0; k < k_n; k++)
    self->k_b[k + k * k_n] = 1;
  tf_cholesky_solve (k_n, shifted, k_n, self->k_b);
  d_times_k (self, 1, weights, self->k_b, 0, qw);
  dt_times_d (self, weights, qw, n);
}

/* What only a decayed bias needs. Leaves in thin_q the residual without its mean. */
static void
prepare_mean (TfField *self)
{
  TfFieldSolver *s = self->solver;
  gsize k_n = self->k_n;

  if (s->mean == NULL)
    s->mean = tf_field_mean_new (self->dim, k_n);
  tf_field_mean_prepare (s->mean, self, s->g, s->c);
  prepare_resolvent (s, self->weights, s->mean->share, s->mean->qw, s->mean->n);
  cblas_dscal (k_n * k_n, s->mean->share, s->mean->n, 1);
  cblas_daxpy (k_n * k_n, -1, s->n, 1, s->mean->n, 1);
  memcpy (self->thin_q, self->residual, k_n * self->q * sizeof (double));
  tf_field_take_mean (self, k_n, 1, self->thin_q);
}

/* Q v for v: dim x K. */
static void
resolve (TfFieldSolver *self, const double *weights, double *v)
{
  dt_times_d (self, weights, v, self->k_c);
  d_times_k (self, -self->g / self->c, self->qw, self->k_c, 1 / self->c, v);
}

/* preconditioned = A^-1 residual */
static void
precondition (TfField *self)
{
  TfFieldSolver *s = self->solver;

  memcpy (s->preconditioned, s->residual, s->dim * s->k_n * sizeof (double));
  tf_cholesky_solve (s->dim, self->factor, s->k_n, s->preconditioned);
}

void
tf_field_prepare_solve (TfField *self, double g)
{
  TfFieldSolver *solver;
  gsize k_n = self->k_n;
  const double *residual = self->residual;

  if (self->solver == NULL || self->solver->dim != self->dim)
    {
      g_clear_pointer (&self->solver, tf_field_solver_free);
      self->solver = solver_new (self->dim, k_n);
    }
  solver = self->solver;
  self->g = solver->g = g;
  solver->n_kept = 0;
  solver->c = 1 + g * (self->parameters.lambda_h + self->parameters.beta);
  solver->sigma = self->parameters.lambda_w / k_n;
  if (tf_field_is_joint (self))
    {
      solver->sigma = (self->parameters.lambda_w + 1 / (g * self->parameters.eta)) / k_n;
      tf_field_factor_second_moment (self, solver->sigma);
    }
  prepare_resolvent (solver, self->weights, 1, solver->qw, solver->n);
  if (tf_field_has_decayed_bias (self))
    {
      prepare_mean (self);
      residual = self->thin_q;
    }
  tf_field_state_times (self, k_n, 1, residual, 0, solver->z);
  tf_gemm (CblasNoTrans, CblasTrans, k_n, k_n, self->q, 1, residual, residual, 0, solver->gram);
  tf_gemm (CblasNoTrans, CblasTrans, k_n, k_n, k_n, 1, residual, residual, 0, solver->gram_m);
}

/* residual = -(Q b R' + X P b' Q W') */
static void
start_residual (TfField *self, const double *b)
{
  TfFieldSolver *s = self->solver;
  gboolean decayed = tf_field_has_decayed_bias (self);

  tf_gemm (CblasNoTrans, CblasTrans, self->dim, self->k_n, self->q, -1, b, self->residual, 0, s->residual);
  if (decayed)
    tf_field_mean_take_out (s->mean, self, b, s->residual);
  resolve (s, self->weights, s->residual);
  tf_gemm (CblasTrans, CblasNoTrans, self->k_n, self->q, self->dim, 1, s->qw, b, 0, self->thin_q);
  if (decayed)
    tf_field_take_mean (self, self->k_n, 1, self->thin_q);
  tf_field_state_times (self, self->k_n, -1, self->thin_q, 1, s->residual);
  if (decayed)
    tf_field_mean_put_in (s->mean, self, s->residual);
}

/* image = L p, a_p being A p. */
static void
multiply (TfField *self, const double *p, const double *a_p, double *image)
{
  TfFieldSolver *s = self->solver;

  /* Q (W' (p' Z) + p G) */
  dt_times_d (s, p, s->z, s->k_a);
  d_times_k (s, 1, self->weights, s->k_a, 0, image);
  d_times_k (s, 1, p, s->gram, 1, image);
  resolve (s, self->weights, image);
  /* (A - sigma I) p N + Z (p' Q W') */
  d_times_k (s, 1, a_p, s->n, 1, image);
  d_times_k (s, -s->sigma, p, s->n, 1, image);
  dt_times_d (s, p, s->qw, s->k_a);
  d_times_k (s, 1, s->z, s->k_a, 1, image);
  if (tf_field_has_decayed_bias (self))
    tf_field_mean_multiply (s->mean, self, p, image);

  cblas_dscal (s->dim * s->k_n, -s->g, image, 1);
  cblas_daxpy (s->dim * s->k_n, 1, a_p, 1, image, 1);
  self->n_products++;
}

/* tr (T M), M symmetric; what should be a square may come out just below 0. */
static double
trace_of (gsize k_n, const double *t, const double *m)
{
  return MAX (tf_dot (k_n * k_n, t, m), 0);
}

/* Without a scale there is nothing of that kind, and what is found of it is round-off. */
static double
share_of (double length, double scale)
{
  return scale == 0 ? 0 : length / scale;
}

/* What the present w leaves in the equations of X, in units of the scales: with
 * d = A^-1 r, S = X P X' and S d = r - sigma d, |W' d' X P|^2 = tr (W W' d'S d)
 * and |d R|^2 = tr (d'd G), the means' part and the rest apart. */
static double
measure_residual (TfField *self, const TfSystemScales *scales)
{
  TfFieldSolver *s = self->solver;
  gsize k_n = self->k_n;
  double means, noise;

  /* The first K columns of X P: d'X, and W W' d'X (d'X)'. */
  dt_times_d (s, s->preconditioned, tf_field_get_means_part (self), s->k_a);
  tf_gemm (CblasNoTrans, CblasTrans, k_n, k_n, k_n, 1, s->k_a, s->k_a, 0, s->k_b); /* d'S_m d */
  means = sqrt (trace_of (k_n, s->ww, s->k_b));
  if (tf_field_has_decayed_bias (self))
    {
      dt_times_d (s, s->preconditioned, tf_field_get_rooted_means (self), s->k_a);
      tf_gemm (CblasNoTrans, CblasTrans, k_n, k_n, k_n, 1, s->k_a, s->k_a, 0, s->k_b);
    }
  dt_times_d (s, s->preconditioned, s->residual, s->k_a);
  cblas_daxpy (k_n * k_n, -1, s->k_b, 1, s->k_a, 1);
  dt_times_d (s, s->preconditioned, s->preconditioned, s->k_b); /* d'd */
  cblas_daxpy (k_n * k_n, -s->sigma, s->k_b, 1, s->k_a, 1);
  noise = sqrt (trace_of (k_n, s->ww, s->k_a));

  means += sqrt (trace_of (k_n, s->gram_m, s->k_b)
                 + (tf_field_has_decayed_bias (self) ? tf_field_mean_square (s->mean, s->k_b) : 0));
  noise += sqrt (MAX (trace_of (k_n, s->gram, s->k_b) - trace_of (k_n, s->gram_m, s->k_b), 0));
  return s->g * MAX (share_of (means, scales->means), share_of (noise, scales->noise));
}

/* shares_i = vectors_i' v / curvature_i, over the kept directions. */
static void
find_shares (TfFieldSolver *self, const double *vectors, const double *v)
{
  gsize size = self->dim * self->k_n;

  if (self->n_kept > 0)
    cblas_dgemv (CblasColMajor, CblasTrans, size, self->n_kept, 1, vectors, size, v, 1, 0, self->shares, 1);
  for (gsize i = 0; i < self->n_kept; i++)
    self->shares[i] /= self->curvatures[i];
}

/* v += factor sum_i shares_i vectors_i over the first n */
static void
add_shares (TfFieldSolver *self, gsize n, double factor, const double *vectors, double *v)
{
  gsize size = self->dim * self->k_n;

  if (n > 0)
    cblas_dgemv (CblasColMajor, CblasNoTrans, size, n, factor, vectors, size, self->shares, 1, 1, v, 1);
}

/* The best w in the span of the kept directions, and the residual there. */
static void
start_from_kept (TfFieldSolver *self)
{
  memset (self->w, 0, self->dim * self->k_n * sizeof (double));
  find_shares (self, self->directions, self->residual);
  add_shares (self, self->n_kept, 1, self->directions, self->w);
  add_shares (self, self->n_kept, -1, self->images, self->residual);
}

/* In the place `at` of a set: v made L-orthogonal to all kept directions, by the
 * shares that v's direction has of them. */
static void
turn (TfFieldSolver *self, const double *v, double *set, gsize at)
{
  gsize size = self->dim * self->k_n;
  double *turned = set + at * size;

  if (at < self->n_kept) /* the last place: taken over from the direction before */
    {
      cblas_dscal (size, -self->shares[at], turned, 1);
      cblas_daxpy (size, 1, v, 1, turned, 1);
    }
  else
    memcpy (turned, v, size * sizeof (double));
  add_shares (self, at, -1, set, turned);
}

/* The next direction p with A p, from the residual r, and L p:
 * (A (I - g N))^-1 r = A^-1 r (I + g W W'/c). */
static void
append_direction (TfField *self, gsize at)
{
  TfFieldSolver *s = self->solver;
  gsize size = s->dim * s->k_n;

  memcpy (s->step, s->preconditioned, size * sizeof (double));
  memcpy (s->a_step, s->residual, size * sizeof (double));
  d_times_k (s, s->g / s->c, s->preconditioned, s->ww, 1, s->step);
  d_times_k (s, s->g / s->c, s->residual, s->ww, 1, s->a_step);
  find_shares (s, s->images, s->step);
  turn (s, s->step, s->directions, at);
  turn (s, s->a_step, s->a_directions, at);
  multiply (self, s->directions + at * size, s->a_directions + at * size, s->images + at * size);
}

/* L w = residual by conjugate gradients, from what earlier right sides have taught. */
static gboolean
iterate (TfField *self, const TfSystemScales *scales, double share)
{
  TfFieldSolver *s = self->solver;
  gsize size = s->dim * s->k_n;

  start_from_kept (s);
  for (int i = 0; i < MAX_ITERATIONS; i++)
    {
      gsize at = MIN (s->n_kept, s->max_kept);
      const double *p = s->directions + at * size, *image = s->images + at * size;
      double curvature, length;

      precondition (self);
      if (measure_residual (self, scales) <= share)
        return TRUE;
      append_direction (self, at);
      curvature = tf_dot (size, p, image);
      length = tf_dot (size, p, s->residual) / curvature;
      if (!(curvature > 0) || !isfinite (length))
        return FALSE;
      cblas_daxpy (size, length, p, 1, s->w, 1);
      cblas_daxpy (size, -length, image, 1, s->residual, 1);
      s->curvatures[at] = curvature;
      s->n_kept = at + 1;
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
  tf_field_times_state (self, k_n, -s->g, s->w, 1, self->thin_q); /* of s, a mean puts it right below */
  tf_gemm (CblasNoTrans, CblasNoTrans, d, self->q, k_n, 1, s->qw, self->thin_q, 1 / s->c, b);
  memcpy (s->thin, s->w, d * k_n * sizeof (double));
  resolve (s, self->weights, s->thin);
  tf_gemm (CblasNoTrans, CblasNoTrans, d, self->q, k_n, -s->g, s->thin, self->residual, 1, b);
  if (tf_field_has_decayed_bias (self))
    tf_field_mean_finish (s->mean, self, s->w, b);
}

gboolean
tf_field_solve (TfField *self, const TfSystemScales *scales, double share, double *b)
{
  tf_field_condense (self, b);
  start_residual (self, b);
  if (!iterate (self, scales, share))
    return FALSE;
  finish (self, b);
  tf_field_expand (self, b);
  return TRUE;
}
