/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "state.h"

#include <math.h>
#include <string.h>

#include "first-weights.h"
#include "linalg.h"
#include "span.h"
#include "variance-store.h"

/* As many directions a run starts with, where there are so many. */
#define FIRST_AXES 64
/* The shift of V's blocks in units of lambda_W/K, the shift of W*(H) at the start:
 * it grows as H shrinks. Among 2 to 6 this one needs the fewest directions, on layers of
 * networks as on Gaussian features. It is at least that share of |L|^2, and at most all of it. */
#define SHIFT 3
#define LEAST_SHIFT 1e-9
/* Directions are added by this share at the least. */
#define GROWTH 0.125
/* Share of a flow's tolerance that the tail of W may be, which is estimated from above, and its
 * round-off. */
#define TAIL_SHARE 3e-2
#define TAIL_ROUND_OFF 1e-13

/* The n columns of a in the s coordinates of the features' span, with zeros in the
 * `span` - s more that W(0) leads to. */
static double *
widen (gsize s, gsize span, gsize n, const double *a)
{
  double *wide = g_new0 (double, MAX (span * n, 1));

  for (gsize i = 0; i < n; i++)
    memcpy (wide + i * span, a + i * s, s * sizeof (double));
  return wide;
}

/* Q'a of a (d x n). */
static double *
take_coordinates (const TfStart *self, gsize span, gsize n, const double *a)
{
  gsize d = self->moments->dim;
  double *inside = g_new (double, MAX (span * n, 1));

  if (self->basis == NULL)
    memcpy (inside, a, d * n * sizeof (double));
  else
    tf_gemm (CblasTrans, CblasNoTrans, span, n, d, 1, self->basis, a, 0, inside);
  return inside;
}

/* Of V's blocks, near that of W*. */
static double
fit_shift (const TfMoments *moments, const TfParameters *parameters)
{
  double size = tf_norm (moments->span * moments->rank, moments->span_factor);

  return CLAMP (SHIFT * parameters->lambda_w / moments->n_classes, LEAST_SHIFT * size * size, size * size);
}

/* Of V's blocks. 0, blocks of Sigma_W itself, where all of the few directions will
 * be taken, and for the joint flow, whose W moves in such directions, one block
 * after another. */
static double
choose_shift (const TfMoments *moments, const TfParameters *parameters, gsize span)
{
  if (span <= FIRST_AXES || moments->rank == 0 || parameters->flow == TF_FLOW_JOINT)
    return 0;
  return fit_shift (moments, parameters);
}

/* V, which must span the class means, W(0), and for a screen's second axis where
 * two means have but one the longest within-class direction. weights0: d x n_weights, all
 * that W(0) sees; or NULL. */
static void
plant (TfStart *self, const TfParameters *parameters, gsize n_weights, const double *weights0)
{
  const TfMoments *moments = self->moments;
  gsize s = moments->span, span = s, k_n = moments->n_classes, n = k_n;
  g_autofree double *seeds = NULL, *factor = NULL, *inside = NULL;

  self->basis = moments->basis;
  if (weights0 != NULL && (self->own_basis = tf_span_extend (moments, n_weights, weights0, &span)) != NULL)
    self->basis = self->own_basis;
  seeds = widen (s, span, k_n, moments->span_means);
  factor = widen (s, span, moments->rank, moments->span_factor);
  seeds = g_renew (double, seeds, span * (k_n + n_weights + 1));
  if (k_n == 2 && moments->rank > 0)
    {
      memcpy (seeds + n * span, factor, span * sizeof (double));
      n++;
    }
  if (weights0 != NULL)
    {
      inside = take_coordinates (self, span, n_weights, weights0);
      memcpy (seeds + n * span, inside, span * n_weights * sizeof (double));
      n += n_weights;
    }
  self->space = tf_subspace_new (span, moments->rank, factor, choose_shift (moments, parameters, span), n, seeds);
  while (self->space->n_axes < FIRST_AXES && tf_subspace_grow (self->space))
    ;
}

/* Follows the size of V. */
static void
measure_space (TfStart *self)
{
  self->dim = self->space->n_axes;
  self->n_columns = self->n_classes + self->space->n_inner;
  self->rest = tf_subspace_get_rest (self->space);
}

/* Rows of layers (d x n) in the coordinates of V. */
static double *
project_weights (const TfStart *self, gsize n, const double *weights)
{
  gsize span = self->space->dim;
  g_autofree double *inside = take_coordinates (self, span, n, weights);
  double *projected = g_new (double, self->dim * n);

  tf_gemm (CblasTrans, CblasNoTrans, self->dim, n, span, 1, self->space->axes, inside, 0, projected);
  return projected;
}

/* X0 in the coordinates of V. */
static void
project_start (TfStart *self)
{
  const TfMoments *moments = self->moments;
  gsize k_n = self->n_classes, span = self->space->dim;
  g_autofree double *means = widen (moments->span, span, k_n, moments->span_means);

  self->x0 = g_new (double, self->dim * self->n_columns);
  tf_gemm (CblasTrans, CblasNoTrans, self->dim, k_n, span, 1, self->space->axes, means, 0, self->x0);
  for (gsize k = 0; k < k_n; k++)
    cblas_dscal (self->dim, self->sqrt_shares[k], self->x0 + k * self->dim, 1);
  memcpy (self->x0 + self->dim * k_n, self->space->coupling,
          self->dim * self->space->n_inner * sizeof (double));
}

/* Without V and X0. */
static TfStart *
begin (TfMoments *moments)
{
  TfStart *self = g_new0 (TfStart, 1);

  self->moments = tf_moments_ref (moments);
  self->n_classes = moments->n_classes;
  self->class_variances = tf_class_variances_new ();
  self->outside0 = 1;
  self->sqrt_shares = g_new (double, self->n_classes);
  for (gsize k = 0; k < self->n_classes; k++)
    self->sqrt_shares[k] = sqrt (moments->shares[k]);
  return self;
}

TfStart *
tf_start_new_around (TfMoments *moments, const TfParameters *parameters, gsize n, const double *directions)
{
  TfStart *self = begin (moments);
  gsize s = moments->span, k_n = moments->n_classes;
  double length = tf_norm (s * k_n, moments->span_means), of_others = tf_norm (s * n, directions);
  g_autofree double *seeds = g_new (double, s *(k_n + n));

  self->basis = moments->basis;
  memcpy (seeds, moments->span_means, s * k_n * sizeof (double));
  memcpy (seeds + s * k_n, directions, s * n * sizeof (double));
  if (length > 0 && of_others > 0)
    cblas_dscal (s * n, length / of_others, seeds + s * k_n, 1);
  self->space = tf_subspace_new (s, moments->rank, moments->span_factor, fit_shift (moments, parameters), k_n + n, seeds);
  self->space->principal = tf_span_get_principal (moments);
  measure_space (self);
  project_start (self);
  return self;
}

TfStart *
tf_start_new (TfMoments *moments, const TfParameters *parameters, GError **error)
{
  g_autoptr (TfStart) self = begin (moments);
  g_autofree double *weights0 = NULL, *first0 = NULL;
  gsize n_first = 0;

  if (parameters->flow == TF_FLOW_JOINT && (weights0 = tf_first_weights (moments, parameters, &self->layers0, error)) == NULL)
    return NULL;
  if (self->layers0 != NULL)
    {
      n_first = self->layers0->sizes[1];
      first0 = tf_first_layer (self->layers0);
    }

  plant (self, parameters, first0 != NULL ? n_first : self->n_classes, first0 != NULL ? first0 : weights0);
  measure_space (self);
  project_start (self);
  if (weights0 != NULL)
    self->weights0 = project_weights (self, self->n_classes, weights0);
  if (first0 != NULL)
    self->first0 = project_weights (self, n_first, first0);
  if (weights0 != NULL && parameters->initial_w == TF_INITIAL_W_FILE && moments->bias != NULL)
    self->bias0 = g_memdup2 (moments->bias, self->n_classes * sizeof (double));
  return g_steal_pointer (&self);
}

void
tf_start_free (TfStart *self)
{
  tf_moments_unref (self->moments);
  g_clear_pointer (&self->space, tf_subspace_free);
  g_clear_pointer (&self->samples, tf_samples_free);
  g_clear_pointer (&self->class_variances, tf_class_variances_free);
  g_free (self->own_basis);
  g_free (self->x0);
  g_free (self->all);
  g_free (self->all_squares);
  g_free (self->weights0);
  g_free (self->first0);
  g_clear_pointer (&self->layers0, tf_head_layers_free);
  g_free (self->bias0);
  g_free (self->sqrt_shares);
  g_free (self);
}

void
tf_start_replace_state (TfStart *self, const double *x, double outside)
{
  memcpy (self->x0, x, self->dim * self->n_columns * sizeof (double));
  self->outside0 = outside;
  self->is_later = TRUE;
}

/* The part of W in V's last blocks: where these are of Sigma_W, what W will have
 * beyond them is smaller. */
static double
measure_last (const TfStart *self, const double *weights)
{
  gsize n = MIN (self->dim, 2 * self->space->n_seeds), first = self->dim - n;
  double square = 0;

  for (gsize k = 0; k < self->n_classes; k++)
    square += pow (tf_norm (n, weights + first + k * self->dim), 2);
  return sqrt (square);
}

/* With A = X X' + sigma I in the whole space and r the part outside of V of A W',
 * where W solves its own part exactly, W' is wrong by A^-1 r. |r|/sigma bounds that;
 * mostly far closer is, with A taken for outside^2 Sigma_W + sigma I, which is not
 * below the lesser of outside^2 and sigma/shift times Sigma_W + shift I, the
 * solution of that known system. */
static double
estimate_missing (const TfStart *self, const TfParameters *parameters, const double *x, double outside,
                  const double *weights)
{
  TfSubspace *space = self->space;
  gsize k_n = self->n_classes, size = space->dim * k_n;
  double sigma = parameters->lambda_w / k_n, bound, solved;
  g_autofree double *inside = g_new (double, space->n_inner * k_n), *missing = NULL;

  tf_gemm (CblasTrans, CblasNoTrans, space->n_inner, k_n, self->dim, outside, x + self->dim * k_n, weights, 0, inside);
  missing = tf_subspace_find_missing (space, k_n, inside);
  if (missing == NULL)
    return 0;
  bound = tf_norm (size, missing) / sigma;
  tf_subspace_resolve (space, k_n, missing);
  solved = tf_norm (size, missing) * MAX (1 / (outside * outside), space->shift / sigma);
  return MIN (bound, solved);
}

double
tf_start_get_tail (const TfStart *self, const TfParameters *parameters, const double *x, double outside,
                   const double *weights)
{
  double all = tf_norm (self->dim * self->n_classes, weights);

  if (self->space == NULL || self->samples != NULL || self->space->is_complete || !(all > 0))
    return 0;
  return (self->space->shift > 0 ? estimate_missing (self, parameters, x, outside, weights)
                                 : measure_last (self, weights)) / all;
}

double
tf_start_get_allowed_tail (double tolerance)
{
  return MAX (TAIL_SHARE * tolerance, TAIL_ROUND_OFF);
}

gboolean
tf_start_grow (TfStart *self)
{
  gsize dim = self->dim, q = self->n_columns, wanted = dim + ceil (GROWTH * dim);
  double *weights0 = self->weights0, *first0 = self->first0;
  g_autofree double *x0 = NULL;

  if (!tf_subspace_grow (self->space))
    return FALSE;
  while (self->space->n_axes < wanted && tf_subspace_grow (self->space))
    ;
  measure_space (self);
  x0 = self->x0;
  self->x0 = tf_start_embed_state (self, dim, q, x0, self->outside0);
  if (weights0 != NULL)
    {
      self->weights0 = tf_start_embed_weights (self, dim, self->n_classes, weights0);
      g_free (weights0);
    }
  if (first0 != NULL)
    {
      self->first0 = tf_start_embed_weights (self, dim, self->layers0->sizes[1], first0);
      g_free (first0);
    }
  return TRUE;
}

double *
tf_start_embed_state (const TfStart *self, gsize dim_before, gsize q_before, const double *x, double outside)
{
  gsize k_n = self->n_classes, n = self->dim - dim_before;
  double *embedded = g_new0 (double, self->dim * self->n_columns);

  for (gsize j = 0; j < q_before; j++)
    memcpy (embedded + j * self->dim, x + j * dim_before, dim_before * sizeof (double));
  if (n == 0)
    return embedded;
  if (self->samples != NULL)
    for (gsize j = 0; j < self->n_columns; j++)
      cblas_daxpy (n, outside, self->x0 + dim_before + j * self->dim, 1, embedded + dim_before + j * self->dim, 1);
  if (self->samples != NULL)
    return embedded;
  /* In the new directions B is still `outside` times the factor. */
  for (gsize j = k_n; j < self->n_columns; j++)
    cblas_daxpy (n, outside, self->space->coupling + dim_before + (j - k_n) * self->dim, 1,
                 embedded + dim_before + j * self->dim, 1);
  return embedded;
}

double *
tf_start_embed_weights (const TfStart *self, gsize dim_before, gsize n, const double *weights)
{
  double *embedded = g_new0 (double, self->dim * n);

  for (gsize k = 0; k < n; k++)
    memcpy (embedded + k * self->dim, weights + k * dim_before, dim_before * sizeof (double));
  return embedded;
}

double
tf_start_rest_outside (const TfStart *self, const TfParameters *parameters)
{
  double decay = parameters->lambda_h + parameters->beta;

  return decay > 0 ? parameters->beta / decay * self->outside0 : self->outside0;
}

double
tf_start_relax_outside (const TfStart *self, const TfParameters *parameters, double from, double t)
{
  double end = tf_start_rest_outside (self, parameters), decay = parameters->lambda_h + parameters->beta;

  return decay > 0 ? end + (from - end) * exp (-decay * t) : from;
}
