/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "heads.h"

#include <float.h>
#include <math.h>

#define MAX_STEPS 200 /* of Newton's: a handful, but beside the jump of many layers */

/* q */
static double
find_price (const TfHeads *self)
{
  double m = self->n_layers, of_layers = m * (log (self->lambda_w) - log (self->n_classes));

  return exp ((of_layers + log (self->lambda_h) - log (self->n_samples)) / (m + 1));
}

static double
find_exponent (guint n_layers)
{
  return (n_layers - 1.0) / (n_layers + 1.0);
}

double
tf_heads_strain (const TfHeads *self, double s, double weight)
{
  /* As limit.h has it: the same rounding decides in all places whether a class vanishes. */
  if (self->n_layers == 1)
    return sqrt (self->lambda_h) * sqrt (self->lambda_w) * sqrt (self->n_samples / self->n_classes) / weight / s;
  return self->n_samples / weight * find_price (self) * pow (s, -1 - find_exponent (self->n_layers));
}

double
tf_heads_largest_strain (guint n_layers)
{
  double m = n_layers;

  return n_layers == 1 ? 1 : pow (1 - 1 / m, find_exponent (n_layers)) / m;
}

/* y: from 1 downwards, where y - 1 + kappa y^-e is convex and positive, Newton's steps
 * never pass the root. */
static double
find_share (guint n_layers, double kappa)
{
  double e = find_exponent (n_layers), y = 1;

  for (int i = 0; i < MAX_STEPS; i++)
    {
      double push = kappa * pow (y, -e), step = (y - 1 + push) / (1 - e * push / y);

      if (!(step > DBL_EPSILON * y / 2))
        break;
      y -= step;
    }
  return y;
}

TfHeadsValue
tf_heads_find (const TfHeads *self, double s, double weight)
{
  double none = 0.5 * weight / self->n_samples * s * s, kappa, y, price;
  TfHeadsValue value = { .objective = none };

  if (!(s > 0))
    return value;
  kappa = tf_heads_strain (self, s, weight);
  if (!(kappa < tf_heads_largest_strain (self->n_layers)))
    return value;
  y = find_share (self->n_layers, kappa);
  value.length = s * y;
  /* t, from the equation: nothing of it is lost where kappa is small. */
  price = weight / self->n_samples * s * s * kappa * pow (y, 1 - find_exponent (self->n_layers));
  value.feature_square = self->n_samples * price / self->lambda_h;
  value.layer_square = self->n_classes * price / self->lambda_w;
  value.product_square = pow (value.layer_square, self->n_layers);
  value.objective = none * (1 - y) * (1 - y) + 0.5 * (self->n_layers + 1) * price;
  value.gain = none - value.objective;
  return value;
}
