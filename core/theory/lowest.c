/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lowest.h"

#include <math.h>
#include <string.h>

#include "certificate.h"
#include "equilibrium-state.h"
#include "linalg.h"

/* Objectives that differ by no more than this share are one. */
#define SAME 1e-9
/* A bound so near is the objective itself. */
#define GLOBAL_GAP 1e-7
/* Of |X|: the first step out of the span. */
#define FIRST_STEP 1e-2

/* How far other starts are from H0's own class means, in units of these. */
static const double starts[] = { 1e-3, 1, 1, 10, 10, 10 };

typedef struct
{
  TfMoments *moments;
  TfEquilibrium *search; /* with all the directions there are for W to use */
  gsize span;            /* of H0; what the search's space has more is fresh */
  double *x0;            /* dim x q of the search as it began */
  TfLowest *lowest;
} Lowest;

static void
take (TfLowest *lowest, TfEquilibrium *equilibrium)
{
  tf_equilibrium_get_metrics (equilibrium, &lowest->metrics);
  lowest->objective = lowest->metrics.values[TF_METRIC_OBJECTIVE];
  lowest->relative_gradient = tf_equilibrium_get_relative_gradient (equilibrium);
}

static void
judge (TfLowest *lowest, TfEquilibrium *equilibrium)
{
  double bound = tf_certificate_bound (tf_equilibrium_get_start (equilibrium), tf_equilibrium_get_parameters (equilibrium),
                                       tf_equilibrium_get_residual (equilibrium));

  lowest->bound = fmin (fmax (lowest->bound, bound), lowest->objective);
  lowest->is_global = lowest->objective - lowest->bound <= GLOBAL_GAP * lowest->objective;
}

/* A random W(0) leads to as many directions outside of H0's span as W has rows, or
 * as there are; all are alike to f. */
static TfEquilibrium *
make_search (TfEquilibrium *minimizer)
{
  TfParameters p = *tf_equilibrium_get_parameters (minimizer), wide = p;

  wide.flow = TF_FLOW_JOINT;
  wide.initial_w = TF_INITIAL_W_RANDOM;
  wide.initial_w_seed = 1;
  wide.head_layers = 1;
  return tf_equilibrium_new_from_start (tf_start_new (tf_equilibrium_get_start (minimizer)->moments, &wide, NULL), &p);
}

static gsize
get_size (Lowest *self)
{
  const TfStart *start = tf_equilibrium_get_start (self->search);

  return start->dim * start->n_columns;
}

/* The minimizer's X in the coordinates of the search. */
static double *
carry_over (Lowest *self, TfEquilibrium *minimizer)
{
  const TfStart *start = tf_equilibrium_get_start (self->search);
  gsize d = self->moments->dim, k_n = start->n_classes, r = MAX (self->moments->rank, 1), m = start->dim;
  gsize u = start->n_columns - k_n;
  g_autofree double *axes = tf_start_get_axes (start), *means = g_new (double, d * k_n), *factor = g_new (double, d * r);
  g_autofree double *rows = g_new (double, m * r);
  double *x = g_new (double, m * start->n_columns);

  tf_start_expand (tf_equilibrium_get_start (minimizer), tf_equilibrium_get_state (minimizer),
                   tf_equilibrium_get_outside (minimizer), means, factor);
  for (gsize k = 0; k < k_n; k++)
    cblas_dscal (d, start->sqrt_shares[k], means + k * d, 1);
  tf_gemm (CblasTrans, CblasNoTrans, m, k_n, d, 1, axes, means, 0, x);
  tf_gemm (CblasTrans, CblasNoTrans, m, self->moments->rank, d, 1, axes, factor, 0, rows);
  tf_gemm (CblasNoTrans, CblasNoTrans, m, u, self->moments->rank, 1, rows, start->space->inner, 0, x + m * k_n);
  return x;
}

/* X + e sum u_j b_j' over the singular vectors b_j of R that are longer than the
 * threshold, u_j fresh. FALSE where there is none of one or the other. */
static gboolean
step_out (Lowest *self, double *x)
{
  const TfStart *start = tf_equilibrium_get_start (self->search);
  const TfSubspace *space = start->space;
  gsize k_n = start->n_classes, q = start->n_columns, p = MIN (k_n, q), n_fresh = space->dim - self->span, j = 0;
  double threshold = tf_certificate_threshold (start, tf_equilibrium_get_parameters (self->search));
  double length = tf_norm (start->dim * q, x);
  g_autofree double *residual = NULL, *s = g_new (double, p), *vt = g_new (double, p * q);

  tf_equilibrium_place (self->search, self->x0, x);
  residual = g_memdup2 (tf_equilibrium_get_residual (self->search), k_n * q * sizeof (double));
  if (!tf_svd (k_n, q, residual, NULL, s, vt))
    return FALSE;
  length = FIRST_STEP * (length > 0 ? length : sqrt (threshold));
  for (; j < MIN (n_fresh, p) && s[j] > threshold; j++)
    for (gsize i = 0; i < q; i++)
      cblas_daxpy (start->dim, length * vt[j + i * p], space->axes + self->span + j, space->dim, x + i * start->dim, 1);
  return j > 0;
}

/* Class means in a frame: the nearest one to H0's, or to these with so much noise. */
static double *
make_frame (Lowest *self, double noise, GRand *rand)
{
  const TfStart *start = tf_equilibrium_get_start (self->search);
  const TfParameters *p = tf_equilibrium_get_parameters (self->search);
  gsize d = start->dim, k_n = start->n_classes, size = d * k_n, least = MIN (d, k_n);
  double lambda = p->lambda_h + p->beta, norm = tf_norm (size, self->x0);
  double *x = g_memdup2 (self->x0, get_size (self) * sizeof (double));
  g_autofree double *u = g_new (double, d * least), *s = g_new (double, least), *vt = g_new (double, least * k_n);

  cblas_dscal (get_size (self), p->beta / lambda, x, 1);
  for (gsize i = 0; i < size; i++)
    x[i] = self->x0[i] / (norm > 0 ? norm : 1) + noise * g_rand_double_range (rand, -1, 1) / sqrt (size);
  if (tf_svd (d, k_n, x, u, s, vt))
    tf_gemm (CblasNoTrans, CblasNoTrans, d, k_n, least, pow (p->lambda_w / lambda, 0.25), u, vt, 0, x);
  for (gsize k = 0; k < k_n; k++)
    cblas_dscal (d, start->sqrt_shares[k], x + k * d, 1);
  return x;
}

/* FALSE when cancelled. A search that ends nowhere says nothing. */
static gboolean
descend_from (Lowest *self, const double *x, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;
  TfLowest *lowest = self->lowest;
  double before = lowest->objective;

  tf_equilibrium_place (self->search, self->x0, x);
  if (!tf_equilibrium_advance (self->search, 0, cancellable, &failure))
    {
      if (!g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (tf_equilibrium_get_objective (self->search) < before * (1 - SAME))
    {
      take (lowest, self->search);
      lowest->is_lower = TRUE;
    }
  judge (lowest, self->search);
  return TRUE;
}

/* The space of the search may have grown: coordinates before are none any more. */
static void
renew (Lowest *self, TfEquilibrium *minimizer)
{
  const TfStart *start;

  g_clear_pointer (&self->search, tf_equilibrium_free);
  g_free (self->x0);
  self->search = make_search (minimizer);
  start = tf_equilibrium_get_start (self->search);
  self->x0 = g_memdup2 (start->x0, start->dim * start->n_columns * sizeof (double));
}

static gboolean
go_down (Lowest *self, TfEquilibrium *minimizer, GCancellable *cancellable, GError **error)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autofree double *x = NULL;

  renew (self, minimizer);
  x = carry_over (self, minimizer);
  if (step_out (self, x) && !descend_from (self, x, cancellable, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (starts) && !self->lowest->is_global; i++)
    {
      g_autofree double *frame = NULL;

      renew (self, minimizer);
      frame = make_frame (self, starts[i], rand);
      if (!descend_from (self, frame, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
tf_lowest_find (TfEquilibrium *minimizer, GCancellable *cancellable, TfLowest *lowest, GError **error)
{
  TfMoments *moments = tf_equilibrium_get_start (minimizer)->moments;
  Lowest self = { .moments = moments, .span = moments->span, .lowest = lowest };
  gboolean good = TRUE;

  *lowest = (TfLowest){ 0 };
  take (lowest, minimizer);
  judge (lowest, minimizer);
  if (!lowest->is_global)
    good = go_down (&self, minimizer, cancellable, error);
  g_clear_pointer (&self.search, tf_equilibrium_free);
  g_free (self.x0);
  return good;
}
