/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit.h"

#include <math.h>

#include "equilibrium.h"
#include "flow.h"
#include "sample-end.h"

#define STEP (M_LN10 / 2) /* of ln beta, from one look to the next */
#define BESIDE (1.0 / 16) /* of the way between two looks with the target between them: as near each of them is looked at */
#define MAX_ITERATIONS 100
#define CLOSE 1e-12 /* relative, of beta */
/* The same where each look takes a search on the samples; there large beta is not looked at first. */
#define CLOSE_ON_SAMPLES 1e-5
#define LARGEST_ON_SAMPLES 1e3
/* NC1~ of two minimizers that differs by less says nothing. */
#define NOISE 1e-9
#define COLLAPSED -50 /* for the logarithm of 0 */
#define GOLDEN 0.381966
#define TURN 1e-3 /* of ln beta: as near a turn of NC1~ is looked at */

typedef struct
{
  TfMoments     *moments;
  TfEquilibrium *equilibrium; /* NULL: the loss needs the samples */
  TfMetrics      metrics;     /* of the last minimizer */
  TfParameters   parameters;
  GCancellable  *cancellable;
  double         target; /* ln NC1~ */
  double         sign;   /* -1: of what is looked at the negative is meant */
} Search;

/* The last three looks on the way from large beta down, [2] the latest. */
typedef struct
{
  double x[3], y[3]; /* ln beta, and ln NC1~ less the target */
  guint  n;
} Way;

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
find_minimizer (Search *self, gboolean anew, GError **error)
{
  gboolean (*set) (TfEquilibrium *, const TfParameters *, GError **)
    = anew ? tf_equilibrium_restart_with : tf_equilibrium_set_parameters;

  return set (self->equilibrium, &self->parameters, error)
         && tf_equilibrium_advance (self->equilibrium, 0, self->cancellable, error);
}

/* By way of those of larger beta, each found from the one before. */
static gboolean
come_down (Search *self, GError **error)
{
  const double beta = self->parameters.beta;
  double next = TF_FIT_LARGEST_BETA;
  gboolean good;

  do
    {
      self->parameters.beta = MAX (beta, next);
      good = find_minimizer (self, next == TF_FIT_LARGEST_BETA, error);
      next *= exp (-STEP);
    }
  while (good && self->parameters.beta > beta);
  self->parameters.beta = beta;
  return good;
}

/* From H0: from the minimizer of another beta something would stay in slow directions, as in those of a free bias, up to 2e-4 of
 * NC1~ and the same at each look near it. Only where beta is too small for that to be reached the others lead there. */
static gboolean
minimize (Search *self, GError **error)
{
  g_autoptr (GError) why = NULL;

  if (self->equilibrium == NULL)
    return minimize_on_samples (self, error);
  if (!find_minimizer (self, TRUE, &why))
    {
      if (!g_error_matches (why, TF_FLOW_ERROR, TF_FLOW_ERROR_ACCURACY))
        {
          g_propagate_error (error, g_steal_pointer (&why));
          return FALSE;
        }
      if (!come_down (self, error))
        return FALSE;
    }
  tf_equilibrium_get_metrics (self->equilibrium, &self->metrics);
  return TRUE;
}

/* ln NC1~ (H_{1/beta}) less the target, times the sign; NaN where it has no value. */
static gboolean
look (Search *self, double ln_beta, double *above, GError **error)
{
  self->parameters.beta = exp (ln_beta);
  if (!minimize (self, error))
    return FALSE;
  *above = log (self->metrics.values[TF_METRIC_NC1_RATIO]) - self->target;
  if (isinf (*above))
    *above = isinf (self->target) && self->metrics.values[TF_METRIC_NC1_RATIO] > 0 ? -COLLAPSED : COLLAPSED;
  *above *= self->sign;
  return TRUE;
}

static double
get_closeness (const Search *self)
{
  return self->equilibrium != NULL ? CLOSE : CLOSE_ON_SAMPLES;
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

  *root = x[0];
  for (guint i = 0; i < MAX_ITERATIONS && x[1] - x[0] > get_closeness (self) && y[0] != 0; i++)
    {
      double value;
      int now;

      *root = choose (x, y, i % 8 == 7);
      if (!look (self, *root, &value, error))
        return FALSE;
      if (isnan (value))
        value = COLLAPSED;
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

/* Between a lower and an upper beta, of which NC1~ is above the target at one. */
static gboolean
add_root (Search *self, const double x[2], const double y[2], GArray *fits, GError **error)
{
  double between[2] = { x[0], x[1] }, values[2], root;
  TfFit fit = { .outcome = TF_FIT_FOUND };
  gboolean done;

  if (y[1] == 0) /* found already, from above */
    return TRUE;
  self->sign = y[1] > 0 ? 1 : -1;
  values[0] = self->sign * y[0];
  values[1] = self->sign * y[1];
  done = close_in (self, between, values, &root, error);
  self->sign = 1;
  fit.beta = exp (root);
  fit.fit = self->metrics;
  if (done)
    g_array_append_val (fits, fit);
  return done;
}

/* NC1~ turns between the outer of three looks: where it does, or a point on the other side of the target,
 * into x and y, which hold the middle one. */
static gboolean
find_turn (Search *self, double least, double most, double *x, double *y, GError **error)
{
  gboolean done = TRUE;

  self->sign = *y > 0 ? 1 : -1;
  *y *= self->sign;
  while (done && *y > 0 && most - least > TURN)
    {
      gboolean upper = most - *x > *x - least;
      double at = *x + GOLDEN * ((upper ? most : least) - *x), value;

      done = look (self, at, &value, error);
      if (done && value < *y)
        {
          *(upper ? &least : &most) = *x;
          *x = at;
          *y = value;
        }
      else
        *(upper ? &most : &least) = at;
    }
  *y *= self->sign;
  self->sign = 1;
  return done;
}

static gboolean
is_above (double y)
{
  return y > 0;
}

/* Of three on one side of the target the middle one is the nearest to it. */
static gboolean
turns (const Way *way)
{
  double sign = is_above (way->y[1]) ? 1 : -1;

  return way->n > 2 && is_above (way->y[0]) == is_above (way->y[1]) && is_above (way->y[2]) == is_above (way->y[1])
         && sign * way->y[1] < sign * way->y[0] - NOISE && sign * way->y[1] < sign * way->y[2] - NOISE;
}

/* What the latest look tells. */
static gboolean
take_look (Search *self, const Way *way, GArray *fits, GError **error)
{
  double x = way->x[1], y = way->y[1];

  if (way->n > 1 && is_above (way->y[1]) != is_above (way->y[2]))
    return add_root (self, (double[]){ way->x[2], x }, (double[]){ way->y[2], y }, fits, error);
  if (!turns (way))
    return TRUE;
  if (!find_turn (self, way->x[2], way->x[0], &x, &y, error))
    return FALSE;
  return is_above (y) == is_above (way->y[1])
         || (add_root (self, (double[]){ x, way->x[0] }, (double[]){ y, way->y[0] }, fits, error)
             && add_root (self, (double[]){ way->x[2], x }, (double[]){ way->y[2], y }, fits, error));
}

static void
remember (Way *way, double x, double y)
{
  for (int i = 0; i < 2; i++)
    {
      way->x[i] = way->x[i + 1];
      way->y[i] = way->y[i + 1];
    }
  way->x[2] = x;
  way->y[2] = y;
  way->n++;
}

/* The target is between the last look and the one at x, which is to come. Within a step NC1~ may turn as well, which three looks
 * tell only if they are on one side of the target: the way it goes beside either look tells it. */
static gboolean
look_beside (Search *self, Way *way, double x, GArray *fits, GError **error)
{
  double width = way->x[2] - x, at[2] = { way->x[2] - BESIDE * width, x + BESIDE * width }, y;

  for (int i = 0; i < 2; i++)
    {
      if (!look (self, at[i], &y, error))
        return FALSE;
      if (isnan (y))
        continue;
      remember (way, at[i], y);
      if (!take_look (self, way, fits, error))
        return FALSE;
    }
  return TRUE;
}

/* From large beta down; all: also below the first that is found. outcome: of the first. */
static gboolean
search (Search *self, gboolean all, GArray *fits, TfFitOutcome *outcome, GError **error)
{
  Way way = { .n = 0 };

  *outcome = TF_FIT_OUT_OF_RANGE;
  for (double x = log (self->equilibrium != NULL ? TF_FIT_LARGEST_BETA : LARGEST_ON_SAMPLES), y; x >= log (TF_FIT_LEAST_BETA);
       x -= STEP)
    {
      if (!look (self, x, &y, error)
          || (self->equilibrium != NULL && way.n > 0 && !isnan (y) && is_above (y) != is_above (way.y[2])
              && !look_beside (self, &way, x, fits, error)))
        return FALSE;
      remember (&way, x, y);
      if (way.n == 1 && !is_above (y)) /* nearer to H0 than the largest beta tells */
        *outcome = TF_FIT_NOT_BELOW;
      else if (isnan (y))
        *outcome = TF_FIT_NOT_MONOTONE;
      else if (!take_look (self, &way, fits, error))
        return FALSE;
      if (*outcome == TF_FIT_NOT_BELOW || isnan (y) || (!all && fits->len > 0))
        break;
      if (fits->len == 0 && way.n > 1 && way.y[2] > way.y[1] + NOISE)
        *outcome = TF_FIT_NOT_MONOTONE;
      if (*outcome == TF_FIT_NOT_MONOTONE && !all)
        break;
    }
  if (fits->len > 0)
    *outcome = TF_FIT_FOUND;
  return TRUE;
}

/* Whether there is anything to be looked for. */
static gboolean
begin (TfMoments *moments, const TfParameters *parameters, double nc1_ratio, TfFit *none)
{
  *none = (TfFit){ .outcome = TF_FIT_UNDEFINED, .beta = NAN };
  tf_metrics_clear (&none->fit);
  tf_moments_get_metrics (moments, parameters, FALSE, &none->from);
  if (!(nc1_ratio >= 0) || !tf_metrics_is_defined (&none->from, TF_METRIC_NC1_RATIO))
    return FALSE;
  none->outcome = TF_FIT_NOT_BELOW;
  return nc1_ratio < none->from.values[TF_METRIC_NC1_RATIO];
}

/* Empty: what is known of that is in none. */
static gboolean
find (TfMoments *moments, const TfParameters *parameters, double nc1_ratio, gboolean all, GCancellable *cancellable,
      GArray *fits, TfFit *none, GError **error)
{
  Search self = { .moments = moments, .parameters = *parameters, .cancellable = cancellable, .target = log (nc1_ratio), .sign = 1 };
  g_autoptr (TfEquilibrium) equilibrium = NULL;

  if (!begin (moments, parameters, nc1_ratio, none))
    return TRUE;
  self.parameters.beta = TF_FIT_LARGEST_BETA;
  if (!tf_sample_end_is_needed (parameters))
    {
      equilibrium = self.equilibrium = tf_equilibrium_new (moments, &self.parameters, error);
      if (equilibrium == NULL)
        return FALSE;
    }
  if (!search (&self, all && equilibrium != NULL, fits, &none->outcome, error))
    return FALSE;
  for (guint i = 0; i < fits->len; i++)
    g_array_index (fits, TfFit, i).from = none->from;
  return TRUE;
}

/* How far the compared metrics of a fit are from those of the features after, in factors. */
static double
disagree (const TfFit *fit, const TfMetrics *to)
{
  guint n;
  const TfMetric *compared = tf_fit_get_compared (&n);
  double sum = 0;

  for (guint i = 0; i < n; i++)
    {
      double apart = fabs (log (fit->fit.values[compared[i]] / to->values[compared[i]]));

      sum += isfinite (apart) ? apart : 0;
    }
  return sum;
}

gboolean
tf_fit_beta (TfMoments *moments, const TfParameters *parameters, double nc1_ratio, GCancellable *cancellable, TfFit *fit,
             GError **error)
{
  g_autoptr (GArray) fits = g_array_new (FALSE, FALSE, sizeof (TfFit));

  if (!find (moments, parameters, nc1_ratio, FALSE, cancellable, fits, fit, error))
    return FALSE;
  if (fits->len > 0)
    *fit = g_array_index (fits, TfFit, 0);
  return TRUE;
}

gboolean
tf_fit_betas (TfMoments *moments, const TfParameters *parameters, double nc1_ratio, GCancellable *cancellable, GArray **fits,
              GError **error)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (TfFit));
  TfFit none;

  if (!find (moments, parameters, nc1_ratio, TRUE, cancellable, found, &none, error))
    return FALSE;
  if (found->len == 0)
    g_array_append_val (found, none);
  *fits = g_steal_pointer (&found);
  return TRUE;
}

const TfMetric *
tf_fit_get_compared (guint *n)
{
  static const TfMetric compared[] = { TF_METRIC_NC1, TF_METRIC_NC2, TF_METRIC_NC2_OF, TF_METRIC_EQUINORM, TF_METRIC_EQUIANGLE,
                                       TF_METRIC_CDNV, TF_METRIC_COND };

  *n = G_N_ELEMENTS (compared);
  return compared;
}

const TfFit *
tf_fit_choose (const GArray *fits, const TfMetrics *to)
{
  const TfFit *best = &g_array_index (fits, TfFit, 0);

  for (guint i = 1; i < fits->len; i++)
    if (disagree (&g_array_index (fits, TfFit, i), to) < disagree (best, to))
      best = &g_array_index (fits, TfFit, i);
  return best;
}

gboolean
tf_fit_between (TfMoments *from, const TfParameters *parameters, const TfMetrics *to, GCancellable *cancellable, TfFit *fit,
                GError **error)
{
  g_autoptr (GArray) fits = NULL;

  if (!tf_fit_betas (from, parameters, to->values[TF_METRIC_NC1_RATIO], cancellable, &fits, error))
    return FALSE;
  *fit = *tf_fit_choose (fits, to);
  return TRUE;
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
