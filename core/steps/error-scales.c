/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error-scales.h"

#include <float.h>
#include <math.h>

#include "linalg.h"

/* Local errors are held to this share of the tolerance asked for, so that the sum
 * over a run's few hundred steps, damped by a contracting flow, meets it: over
 * some sixty problems of all kinds it stayed below 0.7 of it. */
#define LOCAL_SHARE 0.8
/* Parts of the state that have shrunk to this share of their start are held to
 * absolute, no longer to relative accuracy. */
#define FLOOR 1e-10

/* On the central path the error of W*(H) is held to so many times the tolerance. In
 * features of like scale that is no demand; where some dimensions are 10^-6 of
 * others, W sees what |H| does not. */
#define WEIGHTS_SHARE 10

/* Squares of what is smaller vanish: no relative accuracy can be measured. */
#define VANISHED 1e-150

/* Columns of the class means, of the noise. */
static gsize
means_size (const TfStart *start)
{
  return start->dim * start->n_classes;
}

static gsize
noise_size (const TfStart *start)
{
  return start->dim * (start->n_columns - start->n_classes);
}

void
tf_error_scales_init (TfErrorScales *self, const TfStart *start)
{
  gsize means = means_size (start);

  *self = (TfErrorScales){ .weights = 1 };
  self->floor_means = FLOOR * tf_norm (means, start->x0);
  self->floor_noise = FLOOR * tf_norm (noise_size (start), start->x0 + means);
}

/* Of the slope of W, in which R X' may cancel to nothing: where the class means
 * are all alike, say. */
static double
slope_round_off (const TfStart *start, const TfSystem *system, double eta, const double *y)
{
  gsize q = start->n_columns, k_n = start->n_classes;

  return 16 * DBL_EPSILON * sqrt (eta * k_n) * tf_norm (start->dim * q, y)
         * tf_norm (k_n * q, tf_system_get_residual (system));
}

/* Of deviations where the state is whole: what is left of W'R in them is a difference of
 * samples' own, and rounding does not shrink as they do. Over the time in which the
 * fastest mode moves. */
static double
deviations_round_off (const TfStart *start, const TfSystem *system, double rate)
{
  double residual = tf_norm (start->n_classes * start->n_columns, tf_system_get_residual (system));

  return 32 * DBL_EPSILON * tf_norm (means_size (start), tf_system_get_weights (system)) * residual
         / (rate > 0 ? rate : 1);
}

/* Of the class means, each with its share, without what they have in common. */
static double
centred_norm (const TfStart *start, const double *y)
{
  gsize d = start->dim, k_n = start->n_classes;
  g_autofree double *centred = g_new (double, d * k_n);

  tf_start_unscale_means (start, y, centred);
  tf_start_centre_means (start, centred);
  for (gsize k = 0; k < k_n; k++)
    cblas_dscal (d, start->sqrt_shares[k], centred + k * d, 1);
  return tf_norm (d * k_n, centred);
}

void
tf_error_scales_set (TfErrorScales      *self,
                     const TfStart      *start,
                     const TfSystem     *system,
                     const TfParameters *parameters,
                     const double       *y,
                     const double       *dy,
                     double              rate)
{
  gsize means = means_size (start), noise = noise_size (start);
  double tolerance = LOCAL_SHARE * parameters->tolerance;
  double scale = MAX (centred_norm (start, y), 1e-6 * tf_norm (means, y));

  /* Means that start from zero, pulled away by W: as for W below. */
  if (self->floor_means == 0)
    scale = MAX (scale, tf_norm (means, dy) / (1 + rate));
  self->tolerance = tolerance;
  self->features.means = tolerance * MAX (scale, self->floor_means);
  self->features.noise = tolerance * MAX (tf_norm (noise, y + means), self->floor_noise);
  if (start->samples != NULL)
    self->features.noise = MAX (self->features.noise, deviations_round_off (start, system, rate));
  self->weights = 1;
  if (parameters->flow == TF_FLOW_JOINT)
    {
      /* W may start from zero: its slope over a unit of time is a scale too. */
      gsize n = tf_system_get_layers (system) != NULL ? tf_system_get_size (system) - means - noise : means;
      double norm = tf_norm (n, y + means + noise), slope = tf_norm (n, dy + means + noise);

      self->floor_weights = MAX (MAX (self->floor_weights, FLOOR * norm), VANISHED);
      self->weights = tolerance * MAX (MAX (norm, self->floor_weights), slope / (1 + rate));
      self->weights = MAX (self->weights, slope_round_off (start, system, parameters->eta, y) / (1 + rate));
      self->bias = self->weights;
      if (tf_system_get_layers (system) == NULL)
        {
          gsize from = means + noise + means, n_bias = tf_system_get_size (system) - from;

          self->bias = MAX (self->bias, tolerance * MAX (tf_norm (n_bias, y + from), tf_norm (n_bias, dy + from) / (1 + rate)));
        }
    }
}

static double
norm_of (const double *v, gsize n, double scale)
{
  double norm = tf_norm (n, v);

  return norm == 0 ? 0 : norm / scale; /* also where the scale is zero */
}

/* Of W*: what it becomes where the class means go apart by their own rounding, every other one up and the rest down.
 * Where they are all alike and there is a bias, W* is made of no more, and jumps from one evaluation to the next. */
static double
weights_round_off (const TfStart *start, TfSystem *system, const double *y)
{
  gsize d = start->dim;
  g_autofree double *apart = g_new0 (double, tf_system_get_size (system));

  cblas_dcopy (means_size (start), y, 1, apart, 1);
  for (gsize k = 0; k < start->n_classes; k += 2)
    cblas_dscal (d, -1, apart + k * d, 1);
  return 64 * DBL_EPSILON * tf_system_differentiate_weights (system, apart);
}

/* What the error v of X makes of W*, in units of what is allowed. */
static double
norm_of_weights (const TfErrorScales *self, const TfStart *start, TfSystem *system, const double *y, const double *v)
{
  double w = tf_norm (means_size (start), tf_system_get_weights (system)), allowed = WEIGHTS_SHARE * self->tolerance * w;
  double change = w > VANISHED ? tf_system_differentiate_weights (system, v) : 0;

  /* Only what would be too much is looked at twice. */
  if (change > allowed)
    allowed = MAX (allowed, weights_round_off (start, system, y));
  return isfinite (change / allowed) ? change / allowed : 0;
}

/* Of W and b where they are part of the state: with one layer each by itself. */
static double
norm_of_head (const TfErrorScales *self, const TfStart *start, const TfSystem *system, const double *v)
{
  gsize means = means_size (start), size = tf_system_get_size (system) - means - noise_size (start);

  if (tf_system_get_layers (system) != NULL)
    return norm_of (v, size, self->weights);
  return MAX (norm_of (v, means, self->weights), norm_of (v + means, size - means, self->bias));
}

double
tf_error_scales_norm (const TfErrorScales *self, const TfStart *start, TfSystem *system, const double *y, const double *v)
{
  gsize means = means_size (start), noise = noise_size (start), features = means + noise;
  double of_features = MAX (norm_of (v, means, self->features.means), norm_of (v + means, noise, self->features.noise));
  double of_weights = tf_system_get_size (system) == features
                        ? norm_of_weights (self, start, system, y, v)
                        : norm_of_head (self, start, system, v + features);

  return MAX (of_features, of_weights);
}
