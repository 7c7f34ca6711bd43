/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "newton-cg.h"

#include <math.h>
#include <string.h>

#include "flow-error.h"
#include "linalg.h"

#define MAX_PRODUCTS 4000     /* of one step */
#define MAX_FAILURES 15     /* steps refused in a row: the region is then smaller than rounding */
#define F_ROUND_OFF 1e-13     /* share of f that a change may be and say nothing */
#define GOOD 0.75             /* shares of the predicted change that was had */
#define POOR 0.25
#define ACCEPTABLE 1e-4
#define PROBE_FORCING 1e-6    /* of the system that shows which way f curves */
#define PROBE_STEP 1e-3       /* share of x by which a saddle is left */
#define NO_CURVATURE 1e-12    /* share of the scale below which a curvature is 0 */
#define MAX_SADDLES 20

typedef struct
{
  const TfNewtonCgProblem *problem;
  TfNewtonCgResult *result;
  GCancellable *cancellable;
  double *x, *gradient, *next, *next_gradient, *step, *diagonal;
  double *residual, *preconditioned, *direction, *image; /* of the conjugate gradients */
  double radius; /* in the norm of the diagonal */
} Search;

static void
search_init (Search *self, const TfNewtonCgProblem *problem, double *x, TfNewtonCgResult *result, GCancellable *cancellable)
{
  double **own[] = { &self->gradient, &self->next, &self->next_gradient, &self->step, &self->diagonal, &self->residual,
                     &self->preconditioned, &self->direction, &self->image };

  *self = (Search){ .problem = problem, .result = result, .cancellable = cancellable, .x = x };
  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    *own[i] = g_new (double, problem->n);
}

static void
search_clear (Search *self)
{
  double *own[] = { self->gradient, self->next, self->next_gradient, self->step, self->diagonal, self->residual,
                    self->preconditioned, self->direction, self->image };

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    g_free (own[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

static double
evaluate (Search *self, const double *x, double *gradient)
{
  self->result->n_evaluations++;
  return self->problem->evaluate (self->problem->data, x, gradient);
}

/* |v| with the diagonal as its metric, or with its inverse. */
static double
measure (const Search *self, const double *v, gboolean inverse)
{
  double sum = 0;

  for (gsize i = 0; i < self->problem->n; i++)
    sum += v[i] * v[i] * (inverse ? 1 / self->diagonal[i] : self->diagonal[i]);
  return sqrt (sum);
}

static double
multiply (Search *self)
{
  self->result->n_products++;
  self->problem->multiply (self->problem->data, self->direction, self->image);
  return tf_dot (self->problem->n, self->direction, self->image);
}

/* direction <- D^-1 residual + gain direction; returns residual' D^-1 residual. */
static double
turn (Search *self, double before)
{
  gsize n = self->problem->n;
  double now;

  for (gsize i = 0; i < n; i++)
    self->preconditioned[i] = self->residual[i] / self->diagonal[i];
  now = tf_dot (n, self->residual, self->preconditioned);
  for (gsize i = 0; i < n; i++)
    self->direction[i] = self->preconditioned[i] + (before > 0 ? now / before * self->direction[i] : 0);
  return now;
}

/* The t >= 0 at which |step + t direction| is the radius. */
static double
reach_edge (const Search *self)
{
  double aa = 0, ab = 0, bb = 0;

  for (gsize i = 0; i < self->problem->n; i++)
    {
      aa += self->diagonal[i] * self->direction[i] * self->direction[i];
      ab += self->diagonal[i] * self->direction[i] * self->step[i];
      bb += self->diagonal[i] * self->step[i] * self->step[i];
    }
  return (sqrt (ab * ab + aa * fmax (self->radius * self->radius - bb, 0)) - ab) / aa;
}

typedef enum { INSIDE, AT_EDGE, DOWNWARDS, STOPPED } Ending;

/* H step = right, until |H step - right| is `enough` in the inverse metric. DOWNWARDS: f
 * curves so along the direction; step then lies on the edge where `bounded`. */
static Ending
conjugate (Search *self, const double *right, double enough, gboolean bounded)
{
  gsize n = self->problem->n;
  double energy;

  memset (self->step, 0, n * sizeof (double));
  memcpy (self->residual, right, n * sizeof (double));
  energy = turn (self, 0);
  for (guint i = 0; i < MAX_PRODUCTS && sqrt (energy) > enough; i++)
    {
      double curvature, t, length;

      if (g_cancellable_is_cancelled (self->cancellable))
        return STOPPED;
      curvature = multiply (self);
      length = measure (self, self->direction, FALSE);
      if (!(curvature > NO_CURVATURE * length * length))
        {
          if (bounded)
            cblas_daxpy (n, reach_edge (self), self->direction, 1, self->step, 1);
          return curvature < -NO_CURVATURE * length * length || bounded ? DOWNWARDS : INSIDE;
        }
      t = energy / curvature;
      if (bounded && t >= reach_edge (self))
        {
          cblas_daxpy (n, reach_edge (self), self->direction, 1, self->step, 1);
          return AT_EDGE;
        }
      cblas_daxpy (n, t, self->direction, 1, self->step, 1);
      cblas_daxpy (n, -t, self->image, 1, self->residual, 1);
      energy = turn (self, energy);
    }
  return INSIDE;
}

/* What the model says that f changes by, along the step. */
static double
predict (Search *self)
{
  gsize n = self->problem->n;

  memcpy (self->direction, self->step, n * sizeof (double));
  return tf_dot (n, self->gradient, self->step) + 0.5 * multiply (self);
}

static void
accept (Search *self, double f)
{
  memcpy (self->x, self->next, self->problem->n * sizeof (double));
  memcpy (self->gradient, self->next_gradient, self->problem->n * sizeof (double));
  self->result->f = f;
}

/* The point was left for a trial that was refused: products are again of x. */
static void
go_back (Search *self)
{
  evaluate (self, self->x, self->next_gradient);
}

/* Judges x + step. Where f's change is all rounding, the slope decides. */
static gboolean
try_step (Search *self, double predicted, Ending ending)
{
  gsize n = self->problem->n;
  double length = measure (self, self->step, FALSE), before = measure (self, self->gradient, TRUE);
  double noise = F_ROUND_OFF * fabs (self->result->f), f, share;
  gboolean good;

  for (gsize i = 0; i < n; i++)
    self->next[i] = self->x[i] + self->step[i];
  f = evaluate (self, self->next, self->next_gradient);
  share = (f - self->result->f) / predicted;
  good = isfinite (f) && predicted < 0 && share > ACCEPTABLE;
  if (isfinite (f) && fabs (predicted) < 10 * noise)
    {
      good = f <= self->result->f + noise && measure (self, self->next_gradient, TRUE) < before;
      share = good ? 1 : 0;
    }
  if (!(share >= POOR))
    self->radius = 0.25 * length;
  else if (share > GOOD && ending != INSIDE)
    self->radius = fmax (self->radius, 2.5 * length);
  if (good)
    accept (self, f);
  else
    go_back (self);
  return good;
}

static gboolean
is_flat (Search *self)
{
  return self->problem->is_flat (self->problem->data, self->x, self->gradient);
}

/* One step of the region's size or less. */
static gboolean
take_step (Search *self)
{
  g_autofree double *right = g_memdup2 (self->gradient, self->problem->n * sizeof (double));
  double norm, forcing;
  Ending ending;

  self->problem->scale (self->problem->data, self->diagonal);
  if (self->radius == 0)
    self->radius = fmax (measure (self, self->x, FALSE), measure (self, self->gradient, TRUE));
  norm = measure (self, self->gradient, TRUE);
  cblas_dscal (self->problem->n, -1, right, 1);
  /* Quadratic convergence in the end: the slope relative to what the region is measured in. */
  forcing = fmin (0.1, sqrt (norm / fmax (measure (self, self->x, FALSE), 1e-300)));
  ending = conjugate (self, right, fmax (forcing, 1e-10) * norm, TRUE);
  if (ending == STOPPED)
    return FALSE;
  return try_step (self, predict (self), ending);
}

/* Where the slope is zero: down along a direction in which f curves so. */
static gboolean
leave_saddle (Search *self)
{
  gsize n = self->problem->n;
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autofree double *right = g_new (double, n), *down = NULL;
  double before = self->result->f, length, size;

  self->problem->scale (self->problem->data, self->diagonal);
  for (gsize i = 0; i < n; i++)
    self->direction[i] = g_rand_double_range (rand, -1, 1) / sqrt (self->diagonal[i]);
  multiply (self);
  memcpy (right, self->image, n * sizeof (double));
  if (conjugate (self, right, PROBE_FORCING * measure (self, right, TRUE), FALSE) != DOWNWARDS)
    return FALSE;
  down = g_memdup2 (self->direction, n * sizeof (double));
  length = measure (self, down, FALSE);
  size = fmax (measure (self, self->x, FALSE), sqrt (fabs (before)));
  for (int sign = 0; sign < 2; sign++)
    for (double t = PROBE_STEP; t > 1e-7; t *= 0.1)
      {
        double f;

        for (gsize i = 0; i < n; i++)
          self->next[i] = self->x[i] + (sign ? -t : t) * size / length * down[i];
        f = evaluate (self, self->next, self->next_gradient);
        if (f < before * (1 - F_ROUND_OFF))
          {
            accept (self, f);
            self->radius = 0;
            return TRUE;
          }
      }
  go_back (self);
  return FALSE;
}

gboolean
tf_newton_cg_minimize (const TfNewtonCgProblem *problem, double *x, guint64 max_iterations, TfNewtonCgShow show,
                       gpointer user_data, TfNewtonCgResult *result, GCancellable *cancellable, GError **error)
{
  g_auto (Search) self = { 0 };
  guint failures = 0, saddles = 0;

  *result = (TfNewtonCgResult){ 0 };
  search_init (&self, problem, x, result, cancellable);
  result->f = evaluate (&self, x, self.gradient);
  while (!g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      result->is_flat = is_flat (&self);
      if (result->is_flat || failures >= MAX_FAILURES)
        {
          if (saddles++ < MAX_SADDLES && leave_saddle (&self))
            {
              failures = 0;
              continue;
            }
          result->is_minimum = TRUE;
          return !g_cancellable_set_error_if_cancelled (cancellable, error);
        }
      if (result->n_iterations++ >= max_iterations)
        {
          g_set_error (error, TF_FLOW_ERROR, TF_FLOW_ERROR_ACCURACY, "no minimum was reached in %" G_GUINT64_FORMAT " steps",
                       max_iterations);
          return FALSE;
        }
      failures = take_step (&self) ? 0 : failures + 1;
      if (show != NULL)
        show (result, tf_norm (problem->n, self.gradient), user_data);
    }
  return FALSE;
}
