/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit.h"

#include <math.h>

#include "equilibrium.h"
#include "flow.h"
#include "sample-end.h"

#define STEP (M_LN10 / 2) /* of ln beta, from one look to the next */
#define MAX_ITERATIONS 100
#define CLOSE 1e-12 /* relative, of beta */
/* The same where each look takes a search on the samples; there large beta is not looked at first. */
#define CLOSE_ON_SAMPLES 1e-5
#define LARGEST_ON_SAMPLES 1e3
/* NC1~ of two minimizers that differs by less says nothing. */
#define NOISE 1e-9

typedef struct
{
  TfMoments     *moments;
  TfEquilibrium *equilibrium; /* NULL: the loss needs the samples */
  TfMetrics      metrics;     /* of the last minimizer */
  TfParameters   parameters;
  GCancellable  *cancellable;
  double         target; /* ln NC1~ */
} Search;

static gboolean
minimize_on_samples (Search *self, GError **error)
{
  g_auto (TfSampleEnd) end = { 0 };

  if (!tf_sample_end_find (self->moments, &self->parameters, tf_parameters_head_layers (&self->parameters), NULL, NULL,
                           self->cancellable, &end, error))
    return FALSE;
  self->metrics = end.metrics;
  return TRUE;
}

static gboolean
minimize (Search *self, GError **error)
{
  if (self->equilibrium == NULL)
    return minimize_on_samples (self, error);
  if (!tf_equilibrium_set_parameters (self->equilibrium, &self->parameters, error)
      || !tf_equilibrium_advance (self->equilibrium, 0, self->cancellable, error))
    return FALSE;
  tf_equilibrium_get_metrics (self->equilibrium, &self->metrics);
  return TRUE;
}

/* ln NC1~ (H_{1/beta}) less the target; NaN where it has no value. */
static gboolean
look (Search *self, double ln_beta, double *above, GError **error)
{
  self->parameters.beta = exp (ln_beta);
  if (!minimize (self, error))
    return FALSE;
  *above = log (self->metrics.values[TF_METRIC_NC1_RATIO]) - self->target;
  return TRUE;
}

static double
get_closeness (const Search *self)
{
  return self->equilibrium != NULL ? CLOSE : CLOSE_ON_SAMPLES;
}

/* From large beta down until NC1~ is no more than the target: *low, *high and their values. */
static gboolean
bracket (Search *self, double x[2], double y[2], TfFitOutcome *outcome, GError **error)
{
  double least = log (TF_FIT_LEAST_BETA);

  x[1] = log (self->equilibrium != NULL ? TF_FIT_LARGEST_BETA : LARGEST_ON_SAMPLES);
  *outcome = TF_FIT_FOUND;
  if (!look (self, x[1], &y[1], error))
    return FALSE;
  if (!(y[1] > 0)) /* nearer to H0 than the largest beta tells */
    *outcome = TF_FIT_NOT_BELOW;
  while (*outcome == TF_FIT_FOUND)
    {
      x[0] = x[1] - STEP;
      if (x[0] < least)
        *outcome = TF_FIT_OUT_OF_RANGE;
      else if (!look (self, x[0], &y[0], error))
        return FALSE;
      else if (y[0] <= 0)
        break;
      else if (!(y[0] <= y[1] + NOISE))
        *outcome = TF_FIT_NOT_MONOTONE;
      x[1] = x[0];
      y[1] = y[0];
    }
  return TRUE;
}

/* The next point: of the secant, where it lies well inside, else the middle. */
static double
choose (const double x[2], const double y[2], gboolean halve)
{
  double secant = x[0] - y[0] * (x[1] - x[0]) / (y[1] - y[0]), width = x[1] - x[0];

  return halve || !(secant > x[0] && secant < x[1]) ? x[0] + width / 2 : secant;
}

/* Illinois' variant of false position, with halving where it does not get on. */
static gboolean
close_in (Search *self, double x[2], double y[2], double *root, GError **error)
{
  int side = -1;

  if (!isfinite (y[0])) /* NC1~ is 0 there */
    y[0] = -50;
  *root = x[0];
  for (guint i = 0; i < MAX_ITERATIONS && x[1] - x[0] > get_closeness (self) && y[0] != 0; i++)
    {
      double value;
      int now;

      *root = choose (x, y, i % 8 == 7);
      if (!look (self, *root, &value, error))
        return FALSE;
      if (!isfinite (value))
        value = -50;
      now = value > 0;
      x[now] = *root;
      y[now] = value;
      if (fabs (value) < get_closeness (self) / 100)
        break;
      if (side == now)
        y[1 - now] /= 2;
      side = now;
    }
  return TRUE;
}

static gboolean
find (Search *self, TfFit *fit, GError **error)
{
  double x[2], y[2], root;

  if (!bracket (self, x, y, &fit->outcome, error))
    return FALSE;
  if (fit->outcome != TF_FIT_FOUND)
    return TRUE;
  if (!close_in (self, x, y, &root, error))
    return FALSE;
  fit->beta = exp (root);
  fit->fit = self->metrics;
  return TRUE;
}

gboolean
tf_fit_beta (TfMoments *moments, const TfParameters *parameters, double nc1_ratio, GCancellable *cancellable, TfFit *fit,
             GError **error)
{
  Search search = { .moments = moments, .parameters = *parameters, .cancellable = cancellable, .target = log (nc1_ratio) };
  g_autoptr (TfEquilibrium) equilibrium = NULL;

  *fit = (TfFit){ .outcome = TF_FIT_UNDEFINED, .beta = NAN };
  tf_metrics_clear (&fit->fit);
  tf_moments_get_metrics (moments, parameters, FALSE, &fit->from);
  if (!(nc1_ratio >= 0) || !tf_metrics_is_defined (&fit->from, TF_METRIC_NC1_RATIO))
    return TRUE;
  if (nc1_ratio >= fit->from.values[TF_METRIC_NC1_RATIO])
    {
      fit->outcome = TF_FIT_NOT_BELOW;
      return TRUE;
    }
  search.parameters.beta = TF_FIT_LARGEST_BETA;
  if (!tf_sample_end_is_needed (parameters))
    {
      equilibrium = search.equilibrium = tf_equilibrium_new (moments, &search.parameters, error);
      if (equilibrium == NULL)
        return FALSE;
    }
  return find (&search, fit, error);
}

const char *
tf_fit_explain (TfFitOutcome outcome)
{
  switch (outcome)
    {
    case TF_FIT_FOUND:
      return NULL;
    case TF_FIT_NOT_BELOW:
      return "NC1~ is not below that of the features before: no β, however large, stands for what lies between";
    case TF_FIT_OUT_OF_RANGE:
      return "no β down to 10⁻⁹ brings NC1~ down to that of the features after";
    case TF_FIT_NOT_MONOTONE:
      return "before NC1~ comes down to that of the features after, it begins to rise again: Corollary 3.2 applies no more";
    case TF_FIT_UNDEFINED:
      return "NC1~ has no value before or after";
    }
  return NULL;
}
