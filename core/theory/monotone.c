/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monotone.h"

#include <math.h>

#include "parameter-info.h"

#define COLLAPSED 1e-28 /* NC1~ of features that are collapsed but for round-off */

gboolean
tf_monotone_falls (TfMonotoneQuantity quantity)
{
  return quantity != TF_MONOTONE_BETWEEN;
}

const char *
tf_monotone_standing_sentence (TfMonotoneStanding standing)
{
  static const char *const sentences[] = {
    "The assumptions of Theorem 3.1 hold",
    "The run has not begun",
    "Theorem 3.1 speaks of the central path; this is another flow",
    "Theorem 3.1 speaks of β = 0; here H is held near H₀",
    "Theorem 3.1 needs λ_W above 0",
    "Theorem 3.1 speaks of classes of equal size",
    "Theorem 3.1 speaks of a run whose parameters stay; one has changed since the start",
    "Theorem 3.1 needs features that are not collapsed at the start",
    "Theorem 3.1 speaks of squared error; this is another loss",
  };

  g_assert (standing >= 0 && standing < G_N_ELEMENTS (sentences));
  return sentences[standing];
}

void
tf_monotone_start (TfMonotone *self, gboolean balanced)
{
  *self = (TfMonotone){ .standing = TF_MONOTONE_EMPTY, .balanced = balanced };
  for (int q = 0; q < TF_N_MONOTONE; q++)
    {
      self->values[q] = NAN;
      self->extremes[q] = NAN;
    }
}

static TfMonotoneStanding
stand (const TfMonotone *self, const TfParameters *now)
{
  if (now->loss != TF_LOSS_SQUARED)
    return TF_MONOTONE_LOSS;
  if (now->flow != TF_FLOW_CENTRAL)
    return TF_MONOTONE_FLOW;
  if (now->beta > 0)
    return TF_MONOTONE_BETA;
  if (!(now->lambda_w > 0))
    return TF_MONOTONE_LAMBDA_W;
  if (!self->balanced)
    return TF_MONOTONE_UNBALANCED;
  if (self->changed)
    return TF_MONOTONE_CHANGED;
  return self->collapsed ? TF_MONOTONE_COLLAPSED : TF_MONOTONE_HOLDS;
}

/* log x, or NaN where it has none. */
static double
log_of (const TfMetrics *metrics, TfMetric metric)
{
  return metrics->values[metric] > 0 ? log (metrics->values[metric]) : NAN;
}

static void
judge (TfMonotone *self, TfMonotoneQuantity q)
{
  double sign = tf_monotone_falls (q) ? 1 : -1, value = self->values[q], back;

  if (isnan (value))
    return;
  if (isnan (self->extremes[q]) || sign * value < sign * self->extremes[q])
    self->extremes[q] = value;
  back = sign * (value - self->extremes[q]);
  if (back > self->violations[q])
    self->violations[q] = back;
}

void
tf_monotone_feed (TfMonotone *self, double t, const TfMetrics *metrics, const TfParameters *parameters)
{
  double within = log_of (metrics, TF_METRIC_TR_SW), between = log_of (metrics, TF_METRIC_TR_SB);

  if (self->standing == TF_MONOTONE_EMPTY)
    {
      self->parameters = *parameters;
      self->t = t;
      self->exponent = 2 * parameters->lambda_h * t;
      self->first_within = within;
      self->collapsed = !(within - between > log (COLLAPSED));
    }
  self->exponent += 2 * parameters->lambda_h * (t - self->t);
  self->t = t;
  self->changed = self->changed || !tf_parameters_agree (parameters, &self->parameters, TF_GROUP_OBJECTIVE | TF_GROUP_DYNAMICS);
  self->standing = stand (self, parameters);

  if (within < self->first_within + log (TF_MONOTONE_ROUND_OFF))
    within = NAN;
  self->values[TF_MONOTONE_RATIO] = within - between;
  self->values[TF_MONOTONE_WITHIN] = within + self->exponent;
  self->values[TF_MONOTONE_BETWEEN] = between + self->exponent;
  for (int q = 0; self->standing == TF_MONOTONE_HOLDS && q < TF_N_MONOTONE; q++)
    judge (self, q);
}
