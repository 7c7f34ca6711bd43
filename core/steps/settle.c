/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "settle.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "error-scales.h"
#include "linalg.h"

/* How far ahead it is looked, in units of the time so far. */
#define AHEAD 1e3
/* A part of the state that has shrunk to this share of its start is at rest,
 * however fast it goes on vanishing: its square is round-off of what it was. */
#define VANISHED 1e-8
/* Finer tolerances than this are met by no distance that can be computed. */
#define FINEST 1e-9
/* It has been looked far enough ahead where the decays alone leave e to the minus this. */
#define DECAYED 10
/* The distance is wanted to this share of what is allowed. */
#define SOLVE_SHARE 0.1
/* A direction of no special kind is so long in units of what is solved to, in every one
 * of its components. */
#define PROBE_LENGTH 10
/* Round-off of a slope, in units of that of its terms. */
#define ROUND_OFF 32
/* What leaves a saddle has grown from round-off to all there is in a third of so many e-folds. */
#define E_FOLDS 120

typedef struct
{
  const TfStart *start;
  TfSystem *system;
  const TfParameters *parameters;
  const double *y, *dy;
  double elapsed, rate;
  TfErrorScales scales; /* distances that count as none */
} Rest;

static gsize
features_size (const TfStart *start)
{
  return start->dim * start->n_columns;
}

/* W in the state's coordinates (field.h), where it is large enough to count: one
 * that fits the labels, or that costs as much as not to. */
static double
weights_scale (const Rest *self)
{
  const TfParameters *p = self->parameters;
  double k_n = self->start->n_classes, x0 = tf_norm (features_size (self->start), self->start->x0);

  return fmin (sqrt (k_n / p->lambda_w), 1 / x0) / sqrt (p->eta * k_n);
}

/* Of class means that cannot be told from none: W X is round-off of the labels.
 * Of noise: its covariance is round-off of theirs. */
static void
set_floors (Rest *self, double tolerance)
{
  const TfStart *start = self->start;
  gsize means = start->dim * start->n_classes, noise = features_size (start) - means;
  double seen = sqrt (self->parameters->lambda_w / start->n_classes), share = VANISHED / tolerance;

  self->scales.floor_means = share * fmin (tf_norm (means, start->x0), seen);
  self->scales.floor_noise = share * fmin (tf_norm (noise, start->x0 + means), hypot (tf_norm (means, self->y), seen));
  self->scales.floor_weights = share * weights_scale (self);
}

static void
set_scales (Rest *self)
{
  TfParameters coarse = *self->parameters;

  coarse.tolerance = fmax (coarse.tolerance, FINEST);
  tf_error_scales_init (&self->scales, self->start);
  set_floors (self, coarse.tolerance);
  tf_error_scales_set (&self->scales, self->start, self->system, &coarse, self->y, self->dy, self->rate);
}

static double
measure (const Rest *self, const double *v)
{
  return tf_error_scales_norm (&self->scales, self->start, self->system, self->y, v);
}

/* No way is shorter than slope over rate, which is looked at first. */
static gboolean
moves_too_fast (const Rest *self, double g)
{
  return self->rate > 0 && measure (self, self->dy) > 4 * self->rate + 1 / g;
}

/* Outside of V there is one scalar, whose end is known. */
static gboolean
has_far_outside (const Rest *self, double outside)
{
  const TfParameters *p = self->parameters;
  double far = fabs (outside - tf_start_rest_outside (self->start, p)) * sqrt (self->start->rest);
  double slope = fabs (p->beta * self->start->outside0 - (p->lambda_h + p->beta) * outside) * sqrt (self->start->rest);
  double noise = hypot (self->scales.features.noise, p->tolerance * outside * sqrt (self->start->rest));

  return far > noise && slope > 0;
}

/* The slope is what round-off makes of its terms. */
static gboolean
is_noise (const Rest *self)
{
  const TfParameters *p = self->parameters;
  gsize size = features_size (self->start), thin = self->start->dim * self->start->n_classes;
  gsize of_weights = tf_system_get_size (self->system) - size;
  double w = tf_norm (thin, tf_system_get_weights (self->system));
  double x = tf_norm (size, self->y), x0 = tf_norm (size, self->start->x0);
  double features = (p->lambda_h + p->beta + w * w) * x + p->beta * x0 + w;
  double weights = sqrt (p->eta) * (x + (x * x + p->lambda_w) * w);

  return tf_norm (size, self->dy) <= ROUND_OFF * DBL_EPSILON * features
         && tf_norm (of_weights, self->dy + size) <= ROUND_OFF * DBL_EPSILON * weights * sqrt (self->start->n_classes);
}

static gboolean
solve (const Rest *self, double g, double *u)
{
  tf_system_prepare_solve (self->system, g);
  return tf_system_solve (self->system, &self->scales.features, SOLVE_SHARE, u);
}

/* How far it is to the end, in units of what counts as none; NaN where it is not found. */
static double
find_distance (const Rest *self, double g)
{
  gsize size = tf_system_get_size (self->system);
  g_autofree double *u = g_memdup2 (self->dy, size * sizeof (double));

  cblas_dscal (size, g, u, 1);
  return solve (self, g, u) ? measure (self, u) : NAN;
}

/* A vector of no special direction, the same each time, as long as that. */
static void
fill_probe (double *v, gsize n, double length)
{
  double norm;

  for (gsize i = 0; i < n; i++)
    v[i] = ((i * 2654435761u) % 1021) / 1021.0 - 0.5;
  norm = tf_norm (n, v);
  if (norm > 0)
    cblas_dscal (n, length / norm, v, 1);
}

/* No eigenvalue of J is above 1/g. The slope itself may have next to nothing of the
 * direction in which a saddle is left, so that its solution does not tell. */
static gboolean
is_stable (const Rest *self, double g)
{
  gsize size = tf_system_get_size (self->system), features = features_size (self->start);
  gsize means = self->start->dim * self->start->n_classes;
  double length = PROBE_LENGTH * SOLVE_SHARE * sqrt (size);
  g_autofree double *probe = g_new (double, size);

  fill_probe (probe, means, length * self->scales.features.means);
  fill_probe (probe + means, features - means, length * self->scales.features.noise);
  fill_probe (probe + features, size - features, length * self->scales.weights);
  return solve (self, g, probe);
}

/* The slowest of the decays by themselves; no saddle is left more slowly by much, and
 * no end approached, cases made for it aside ... */
static double
get_decay (const TfParameters *p)
{
  double decay = p->lambda_h + p->beta;

  return p->flow == TF_FLOW_JOINT ? fmin (decay, p->eta * p->lambda_w) : decay;
}

/* ... but for rotations of what is nearly collapsed, which beta alone ends. */
static double
get_slowest (const Rest *self)
{
  const TfParameters *p = self->parameters;
  gsize size = features_size (self->start);
  double pull = tf_norm (size, self->start->x0) / tf_norm (size, self->y);

  return p->beta > 0 ? fmin (get_decay (p), p->beta * fmin (pull, 1)) : get_decay (p);
}

/* So far ahead round-off may leave no solution, and a shorter way must do. */
static gboolean
is_near (const Rest *self, double far, double near)
{
  double distance = find_distance (self, far);

  if (isnan (distance) && near < far)
    distance = find_distance (self, near);
  return distance <= 1;
}

gboolean
tf_settle_is_at_rest (const TfStart      *start,
                      TfSystem            *system,
                      const TfParameters *parameters,
                      const double       *y,
                      const double       *dy,
                      double              outside,
                      double              elapsed,
                      double              rate)
{
  Rest self = { .start = start, .system = system, .parameters = parameters, .y = y, .dy = dy, .elapsed = elapsed,
                .rate = rate };
  double decayed = DECAYED / get_decay (parameters);
  double far = fmin (fmax (AHEAD * fmax (elapsed, 1), decayed), AHEAD / get_slowest (&self));
  double near = fmin (far, decayed);

  if (parameters->lambda_h + parameters->beta == 0 && tf_norm (tf_system_get_size (system), dy) > 0)
    return FALSE; /* nothing holds H back, and it grows for ever */
  set_scales (&self);
  if (moves_too_fast (&self, far) || has_far_outside (&self, outside))
    return FALSE;
  if (is_near (&self, far, near) && is_stable (&self, near))
    return TRUE;
  /* A saddle that would have been left by now. */
  return (is_noise (&self) || measure (&self, dy) * elapsed <= 1) && !is_stable (&self, elapsed / E_FOLDS);
}
