/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "weight-search-private.h"

#include <math.h>
#include <string.h>

#include "linalg.h"
#include "span.h"

#define LEAST_BLOCKS 4     /* in fewer dimensions than so many times K there is nothing to be had */
#define MEMORY 16          /* of Anderson acceleration */
#define MAX_ITERATIONS 600
#define F_ROUND_OFF 1e-12  /* relative: f has not risen by less than this */
#define REACHED 5e-14      /* share of W that a step is no longer than */
#define NEAR 1e-6          /* the same: from here on steps are to become shorter */
#define SHORTER 0.7        /* of a step before, and ... */
#define STALLED 30         /* ... so many iterations without such a step, near the end */
#define CUT 1e-12          /* of what means have outside of Sigma_W's range, and of no account */

gboolean
tf_weight_search_applies (const TfMoments *moments, const TfParameters *parameters)
{
  return parameters->beta > 0 && parameters->lambda_w > 0 && moments->rank > 0
         && moments->n_classes > 2 && !(parameters->bias && parameters->bias_decay > 0)
         && moments->span >= LEAST_BLOCKS * moments->n_classes;
}

/* Coordinates (n x K) of the columns of a (span x K). */
static void
enter (const TfWeightSearch *self, const double *a, double *coordinates)
{
  gsize s = self->moments->span, n = self->n, r = self->rank, k_n = self->k_n, m = n - r;
  g_autofree double *inside = g_new (double, r * k_n), *outside = g_new (double, MAX (m * k_n, 1));

  tf_gemm (CblasTrans, CblasNoTrans, r, k_n, s, 1, self->axes, a, 0, inside);
  tf_gemm (CblasTrans, CblasNoTrans, m, k_n, s, 1, self->beyond, a, 0, outside);
  for (gsize k = 0; k < k_n; k++)
    {
      for (gsize i = 0; i < r; i++)
        coordinates[i + k * n] = inside[i + k * r] / self->lengths[i];
      for (gsize i = 0; i < m; i++)
        coordinates[r + i + k * n] = outside[i + k * m];
    }
}

/* The way back: span x K, into a. */
static void
leave (const TfWeightSearch *self, const double *coordinates, double *a)
{
  gsize s = self->moments->span, n = self->n, r = self->rank, k_n = self->k_n, m = n - r;
  g_autofree double *inside = g_new (double, r * k_n), *outside = g_new (double, MAX (m * k_n, 1));

  for (gsize k = 0; k < k_n; k++)
    {
      for (gsize i = 0; i < r; i++)
        inside[i + k * r] = coordinates[i + k * n] / self->lengths[i];
      for (gsize i = 0; i < m; i++)
        outside[i + k * m] = coordinates[r + i + k * n];
    }
  tf_gemm (CblasNoTrans, CblasNoTrans, s, k_n, r, 1, self->axes, inside, 0, a);
  tf_gemm (CblasNoTrans, CblasNoTrans, s, k_n, m, 1, self->beyond, outside, 1, a);
}

/* a (span x n) without its part in Sigma_W's range. */
static void
reject_range (const TfWeightSearch *self, gsize n, double *a)
{
  gsize s = self->moments->span, r = self->rank;
  g_autofree double *along = g_new (double, r * n);

  tf_gemm (CblasTrans, CblasNoTrans, r, n, s, 1, self->axes, a, 0, along);
  for (gsize i = 0; i < r; i++)
    cblas_dscal (n, 1 / self->lengths[i] / self->lengths[i], along + i, r);
  tf_gemm (CblasNoTrans, CblasNoTrans, s, n, r, -1, self->axes, along, 1, a);
}

static void
find_beyond (TfWeightSearch *self)
{
  gsize s = self->moments->span, k_n = self->k_n, p = MIN (s, k_n);
  double size = tf_norm (s * k_n, self->moments->span_means);
  g_autofree double *rest = NULL, *lengths = NULL;

  self->n = self->rank;
  if (self->rank == s)
    return;
  rest = g_memdup2 (self->moments->span_means, s * k_n * sizeof (double));
  lengths = g_new (double, p);
  self->beyond = g_new (double, s * p);
  reject_range (self, k_n, rest);
  if (!tf_svd (s, k_n, rest, self->beyond, lengths, NULL))
    return;
  while (self->n - self->rank < p && lengths[self->n - self->rank] > CUT * size)
    self->n++;
  reject_range (self, self->n - self->rank, self->beyond);
}

/* What does not change with W. */
static void
find_constants (TfWeightSearch *self)
{
  gsize k_n = self->k_n, n = self->n;
  const double *shares = self->moments->shares;

  enter (self, self->moments->span_means, self->means);
  for (gsize k = 0; k < k_n; k++)
    {
      cblas_dscal (n, sqrt (shares[k]), self->means + k * n, 1);
      self->target[k + k * k_n] = sqrt (shares[k]);
    }
  if (self->bias)
    {
      g_autofree double *roots = g_new (double, k_n), *mean = g_new (double, n);

      for (gsize k = 0; k < k_n; k++)
        roots[k] = sqrt (shares[k]);
      cblas_dgemv (CblasColMajor, CblasNoTrans, n, k_n, 1, self->means, n, roots, 1, 0, mean, 1);
      cblas_dger (CblasColMajor, n, k_n, -1, mean, 1, roots, 1, self->means, n);
      cblas_dger (CblasColMajor, k_n, k_n, -1, shares, 1, roots, 1, self->target, k_n);
    }
  tf_gemm (CblasNoTrans, CblasTrans, k_n, k_n, k_n, 1, self->target, self->target, 0, self->square);
  tf_gemm (CblasNoTrans, CblasTrans, n, k_n, k_n, 1, self->means, self->target, 0, self->pull);
}

static void
allocate (TfWeightSearch *self)
{
  gsize n = self->n, k_n = self->k_n, size = n * k_n, square = k_n * k_n;

  self->means = g_new (double, size);
  self->target = g_new0 (double, square);
  self->square = g_new (double, square);
  self->pull = g_new (double, size);
  self->weights = g_new (double, size);
  self->step = g_new (double, size);
  self->trial = g_new (double, size);
  self->trial_step = g_new (double, size);
  self->anderson = tf_anderson_new (size, MEMORY);
  self->diagonal = g_new (double, n);
  self->divided_means = g_new (double, size);
  self->base = g_new (double, square);
  self->columns = g_new (double, 2 * size);
  self->divided = g_new (double, 2 * size);
  self->small = g_new (double, 4 * square);
  self->inverse = g_new (double, square);
  self->seen = g_new (double, square);
  self->spread = g_new (double, square);
}

TfWeightSearch *
tf_weight_search_new (const TfMoments *moments, const TfParameters *parameters)
{
  TfPrincipal principal = tf_span_get_principal (moments);
  g_autoptr (TfWeightSearch) self = g_new0 (TfWeightSearch, 1);

  self->moments = moments;
  self->k_n = moments->n_classes;
  self->rank = principal.n;
  self->axes = principal.axes;
  self->lambda = parameters->lambda_h + parameters->beta;
  self->a = parameters->beta / self->lambda;
  self->sigma = parameters->lambda_w / self->k_n;
  self->bias = parameters->bias;
  self->lengths = g_new (double, self->rank);
  for (gsize i = 0; i < self->rank; i++)
    self->lengths[i] = tf_norm (moments->span, self->axes + i * moments->span);
  find_beyond (self);
  self->squares = g_new0 (double, self->n);
  for (gsize i = 0; i < self->rank; i++)
    self->squares[i] = self->lengths[i] * self->lengths[i];
  allocate (self);
  find_constants (self);
  return tf_weight_search_begin (self) ? g_steal_pointer (&self) : NULL;
}

void
tf_weight_search_free (TfWeightSearch *self)
{
  g_free (self->squares);
  g_free (self->lengths);
  g_free (self->beyond);
  g_free (self->means);
  g_free (self->target);
  g_free (self->square);
  g_free (self->pull);
  g_free (self->weights);
  g_free (self->step);
  g_free (self->trial);
  g_free (self->trial_step);
  g_clear_pointer (&self->anderson, tf_anderson_free);
  g_free (self->diagonal);
  g_free (self->divided_means);
  g_free (self->base);
  g_free (self->columns);
  g_free (self->divided);
  g_free (self->small);
  g_free (self->inverse);
  g_free (self->seen);
  g_free (self->spread);
  g_free (self);
}

/* To the trial where f has not risen there. */
static gboolean
try (TfWeightSearch *self)
{
  if (!tf_weight_search_evaluate (self, self->trial, self->trial_step, &self->trial_objective)
      || !(self->trial_objective <= self->objective + F_ROUND_OFF * fabs (self->objective)))
    return FALSE;
  memcpy (self->weights, self->trial, self->n * self->k_n * sizeof (double));
  memcpy (self->step, self->trial_step, self->n * self->k_n * sizeof (double));
  self->objective = self->trial_objective;
  return TRUE;
}

static gboolean
iterate (TfWeightSearch *self)
{
  gsize size = self->n * self->k_n;

  tf_anderson_mix (self->anderson, self->weights, self->step, self->trial);
  if (try (self))
    return TRUE;
  tf_anderson_restart (self->anderson);
  memcpy (self->trial, self->weights, size * sizeof (double));
  cblas_daxpy (size, 1, self->step, 1, self->trial, 1);
  return try (self);
}

gboolean
tf_weight_search_advance (TfWeightSearch *self, GCancellable *cancellable)
{
  gsize size = self->n * self->k_n;
  double share, best = INFINITY;

  if (!tf_weight_search_evaluate (self, self->weights, self->step, &self->objective))
    return TRUE;
  share = tf_norm (size, self->step) / tf_norm (size, self->weights);
  for (int i = 0, stalled = 0; i < MAX_ITERATIONS && share > REACHED && stalled < STALLED; i++)
    {
      if (g_cancellable_is_cancelled (cancellable))
        return FALSE;
      if (!iterate (self))
        break;
      share = tf_norm (size, self->step) / tf_norm (size, self->weights);
      stalled = share < SHORTER * best || !(share < NEAR) ? 0 : stalled + 1;
      best = stalled == 0 ? share : best;
    }
  return TRUE;
}

/* How many of the shortest principal axes there are along which f may curve downwards: with X + v r' and
 * W + w v', v at right angles to the means and to W, it does by |R r|^2 > lambda |r|^2 (a^2 v'Sigma_W v + sigma),
 * and R = -lambda E. */
static gsize
count_short_axes (TfWeightSearch *self)
{
  gsize k_n = self->k_n, n = 0;
  g_autofree double *spread = g_memdup2 (self->spread, k_n * k_n * sizeof (double)), *values = g_new (double, k_n);

  if (!tf_eigen_symmetric (k_n, spread, values))
    return 0;
  while (n < MIN (k_n, self->rank)
         && self->a * self->a * self->squares[self->rank - 1 - n] + self->sigma < self->lambda * values[k_n - 1])
    n++;
  return n;
}

double *
tf_weight_search_list_directions (TfWeightSearch *self, gsize *n)
{
  gsize s = self->moments->span, n_short = count_short_axes (self);
  double *directions = g_new (double, s *(self->k_n + n_short));

  leave (self, self->weights, directions);
  for (gsize i = 0; i < n_short; i++)
    {
      gsize axis = self->rank - 1 - i;
      double *direction = directions + (self->k_n + i) * s;

      memcpy (direction, self->axes + axis * s, s * sizeof (double));
      cblas_dscal (s, 1 / self->lengths[axis], direction, 1);
    }
  *n = self->k_n + n_short;
  return directions;
}

/* e (K x q) = (T - a W X0) P. */
static void
find_residual (const TfWeightSearch *self, gsize dim, const double *w, gsize q, const double *x0, double *e)
{
  gsize k_n = self->k_n;

  tf_gemm (CblasTrans, CblasNoTrans, k_n, q, dim, -self->a, w, x0, 0, e);
  if (self->bias)
    {
      g_autofree double *roots = g_new (double, k_n), *mean = g_new (double, k_n);

      for (gsize k = 0; k < k_n; k++)
        roots[k] = sqrt (self->moments->shares[k]);
      cblas_dgemv (CblasColMajor, CblasNoTrans, k_n, k_n, 1, e, k_n, roots, 1, 0, mean, 1);
      cblas_dger (CblasColMajor, k_n, k_n, -1, mean, 1, roots, 1, e, k_n);
    }
  cblas_daxpy (k_n * k_n, 1, self->target, 1, e, 1);
}

double *
tf_weight_search_make_state (TfWeightSearch *self, gsize dim, const double *axes, gsize q, const double *x0)
{
  gsize s = self->moments->span, k_n = self->k_n;
  double *x = g_memdup2 (x0, dim * q * sizeof (double));
  g_autofree double *weights = g_new (double, s * k_n), *inside = g_new (double, dim * k_n);
  g_autofree double *e = g_new (double, k_n * q), *gram = g_new (double, k_n * k_n);

  leave (self, self->weights, weights);
  tf_gemm (CblasTrans, CblasNoTrans, dim, k_n, s, 1, axes, weights, 0, inside);
  find_residual (self, dim, inside, q, x0, e);
  cblas_dscal (dim * q, self->a, x, 1);
  tf_gemm (CblasTrans, CblasNoTrans, k_n, k_n, dim, 1, inside, inside, 0, gram);
  for (gsize k = 0; k < k_n; k++)
    gram[k + k * k_n] += self->lambda;
  if (!tf_cholesky (k_n, gram))
    return x;
  tf_cholesky_solve (k_n, gram, q, e);
  tf_gemm (CblasNoTrans, CblasNoTrans, dim, q, k_n, 1, inside, e, 1, x);
  return x;
}
