/* test-random-ends.c: minimizers of random problems, and nothing that is not in them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <float.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_odeiv2.h>
#include <math.h>
#include <signal.h>
#include <string.h>

#include "equilibrium.h"
#include "flow.h"
#include "runner.h"
#include "problems.h"
#include "random-problem.h"
#include "random-kit.h"

#define MAX_ITERATIONS 20000 /* of a search that is declined after that */

/* --- equilibria --- */

static void
run_equilibrium (Tally *tally, guint32 seed)
{
  g_auto (RandomProblem) problem = { 0 };
  g_autoptr (TfMoments) moments = NULL;
  g_autoptr (TfEquilibrium) equilibrium = NULL;
  g_autoptr (GError) error = NULL;
  TfMetrics start, end;
  double    gradient;

  random_problem_init (&problem, seed, RANDOM_ANY);
  note (&problem);
  moments = tf_moments_new (problem.features, 0, NULL, &error);
  g_assert_no_error (error);
  equilibrium = tf_equilibrium_new (moments, &problem.parameters, &error);
  if (equilibrium == NULL)
    {
      if (problem.parameters.lambda_h + problem.parameters.beta > 0)
        decline (tally, &problem, error);
      return;
    }
  tf_equilibrium_get_metrics (equilibrium, &start);
  /* A search that goes on and on can be stopped at any iteration. */
  for (guint n = 0; n < MAX_ITERATIONS && error == NULL && !tf_equilibrium_is_reached (equilibrium); n += 50)
    tf_equilibrium_advance (equilibrium, 50, NULL, &error);
  if (error == NULL && !tf_equilibrium_is_reached (equilibrium))
    g_set_error (&error, TF_FLOW_ERROR, TF_FLOW_ERROR_ACCURACY, "given up after %d iterations", MAX_ITERATIONS);
  if (error != NULL)
    decline (tally, &problem, error);
  tf_equilibrium_get_metrics (equilibrium, &end);
  check_metrics (tally, &problem, &end, TRUE);
  gradient = tf_equilibrium_get_relative_gradient (equilibrium);
  problem.parameters.tolerance = 1e-12;
  problem.parameters.flow = TF_FLOW_CENTRAL;
  if (!(end.values[TF_METRIC_OBJECTIVE] <= highest (&problem, &start, &end)))
    fault (tally, &problem, "f rose from %.17g to %.17g", start.values[TF_METRIC_OBJECTIVE],
           end.values[TF_METRIC_OBJECTIVE]);
  /* Round-off of the terms that have to cancel may be more than the tolerance. */
  if (error == NULL && !(isnan (gradient) && end.values[TF_METRIC_NORM_H] == 0)
      && !(gradient <= 1e-10 * (1 + problem.parameters.beta + problem.parameters.lambda_h
                                + pow (end.values[TF_METRIC_NORM_W], 2))))
    fault (tally, &problem, "reached, but the relative gradient is %g", gradient);
}

static void
test_equilibria (void)
{
  run_all (run_equilibrium, 0.3, 0.02);
}

/* --- against the whole matrices --- */

typedef struct
{
  const gsl_matrix *h0, *y;
  TfParameters      parameters;
} Whole;

/* W*(H) from the singular values of H (with a bias, of H P^(1/2): rows with a share of
 * their means taken out), so that it is right however small lambda_W is. */
static gsl_matrix *
stable_weights (const gsl_matrix *h, const gsl_matrix *y, const TfParameters *p)
{
  gsize d = h->size1, n = h->size2, k_n = y->size1, r = MIN (d, n);
  g_autoptr (gsl_matrix) tall = gsl_matrix_alloc (MAX (d, n), r);
  g_autoptr (gsl_matrix) right = gsl_matrix_alloc (r, r);
  gsl_vector *s = gsl_vector_alloc (r), *work = gsl_vector_alloc (r);
  gsl_matrix *w = gsl_matrix_calloc (k_n, d);
  double a = p->bias ? 1 / (1 + p->bias_decay) : 0, share = 1 - sqrt (p->bias ? p->bias_decay * a : 1);

  for (gsize i = 0; i < d; i++)
    {
      double mean = 0;

      for (gsize j = 0; j < n; j++)
        mean += share * gsl_matrix_get (h, i, j) / n;
      for (gsize j = 0; j < n; j++)
        gsl_matrix_set (tall, d >= n ? i : j, d >= n ? j : i, gsl_matrix_get (h, i, j) - mean);
    }
  gsl_linalg_SV_decomp (tall, right, s, work);
  for (gsize l = 0; l < r; l++)
    {
      double value = gsl_vector_get (s, l), factor = value / (value * value + (double) n / k_n * p->lambda_w);

      for (gsize k = 0; k < k_n; k++)
        {
          double along = 0, mean = 0;

          for (gsize j = 0; j < n; j++)
            mean += share * gsl_matrix_get (y, k, j) / n;
          for (gsize j = 0; j < n; j++)
            along += (gsl_matrix_get (y, k, j) - mean) * gsl_matrix_get (d >= n ? right : tall, j, l);
          for (gsize i = 0; i < d; i++)
            *gsl_matrix_ptr (w, k, i) += factor * along * gsl_matrix_get (d >= n ? tall : right, i, l);
        }
    }
  gsl_vector_free (s);
  gsl_vector_free (work);
  return w;
}

/* A bias that flows, as in the joint flow, is to H and W as if the labels were Y - b 1',
 * and there were none. */
static gsl_matrix *
take_bias (const Whole *whole, const double *b, TfParameters *p)
{
  gsl_matrix *y = gsl_matrix_alloc (whole->y->size1, whole->y->size2);

  gsl_matrix_memcpy (y, whole->y);
  *p = whole->parameters;
  for (gsize k = 0; k < y->size1 && p->bias; k++)
    for (gsize i = 0; i < y->size2; i++)
      *gsl_matrix_ptr (y, k, i) -= b[k];
  p->bias = FALSE;
  return y;
}

/* -eta K (mean (W h + b - y) + lambda_b b), y being shifted by b. */
static void
find_bias_slope (const Whole *whole, const gsl_matrix *w, const gsl_matrix *h, const gsl_matrix *y, const double *b, double *db)
{
  const TfParameters *p = &whole->parameters;
  gsize n = h->size2, k_n = w->size1;

  for (gsize k = 0; k < k_n; k++)
    {
      double sum = p->bias_decay * b[k];

      for (gsize i = 0; i < n; i++)
        {
          sum -= gsl_matrix_get (y, k, i) / n;
          for (gsize j = 0; j < w->size2; j++)
            sum += gsl_matrix_get (w, k, j) * gsl_matrix_get (h, j, i) / n;
        }
      db[k] = p->bias ? -p->eta * k_n * sum : 0;
    }
}

/* state: H, then for the joint flow W, row by row, and b. */
static int
whole_slope_cb (double t, const double state[], double slope[], void *data)
{
  const Whole *whole = data;
  gsize d = whole->h0->size1, n = whole->h0->size2, k_n = whole->y->size1;
  gsl_matrix_const_view h = gsl_matrix_const_view_array (state, d, n);
  gboolean joint = whole->parameters.flow == TF_FLOW_JOINT;
  g_autoptr (gsl_matrix) w = joint ? gsl_matrix_alloc (k_n, d) : stable_weights (&h.matrix, whole->y, &whole->parameters);
  g_autoptr (gsl_matrix) dh = NULL;
  g_autoptr (gsl_matrix) dw = NULL;
  g_autoptr (gsl_matrix) y = NULL;
  TfParameters p = whole->parameters;

  if (joint)
    memcpy (w->data, state + d * n, k_n * d * sizeof (double));
  if (joint)
    y = take_bias (whole, state + d * n + k_n * d, &p);
  dh = full_slope (w, &h.matrix, whole->h0, joint ? y : whole->y, &p);
  memcpy (slope, dh->data, d * n * sizeof (double));
  if (joint)
    {
      dw = full_weight_slope (w, &h.matrix, y, &p);
      memcpy (slope + d * n, dw->data, k_n * d * sizeof (double));
      find_bias_slope (whole, w, &h.matrix, y, state + d * n + k_n * d, slope + d * n + k_n * d);
    }
  return GSL_SUCCESS;
}

/* Whether H0 all but lacks a direction. What is not there at all a flow never
 * enters, but in whole matrices round-off does, growing by exp (t / lambda_W);
 * what is short by s is known from the covariance to round-off over s^2 only. */
static gboolean
is_deficient (const gsl_matrix *h)
{
  gsize d = h->size1, n = h->size2, r = MIN (d, n);
  g_autoptr (gsl_matrix) tall = gsl_matrix_alloc (MAX (d, n), r);
  g_autoptr (gsl_matrix) right = gsl_matrix_alloc (r, r);
  gsl_vector *s = gsl_vector_alloc (r), *work = gsl_vector_alloc (r);
  gboolean    deficient;

  if (d >= n)
    gsl_matrix_memcpy (tall, h);
  else
    gsl_matrix_transpose_memcpy (tall, h);
  gsl_linalg_SV_decomp (tall, right, s, work);
  deficient = gsl_vector_get (s, r - 1) < 1e-4 * gsl_vector_get (s, 0);
  gsl_vector_free (s);
  gsl_vector_free (work);
  return deficient;
}

/* A time in which something happens, but which an explicit method can cross. */
static double
short_time (const RandomProblem *problem, const TfMetrics *metrics, gboolean deficient)
{
  const TfParameters *p = &problem->parameters;
  double n = tf_features_get_n_samples (problem->features), k = tf_features_get_n_classes (problem->features);
  double rate = p->lambda_h + p->beta + pow (metrics->values[TF_METRIC_NORM_W], 2);

  if (p->flow == TF_FLOW_JOINT)
    rate += p->eta * (k * pow (metrics->values[TF_METRIC_NORM_H], 2) / n + p->lambda_w + (p->bias ? k * (1 + p->bias_decay) : 0));
  if (deficient)
    rate = MAX (rate, 10 * (1 + p->eta) / p->lambda_w);
  return random_between (problem->rand, 0.01, 20) / rate;
}

static gboolean
move_plainly (Whole *whole, double *state, gsize size, double time)
{
  gsl_odeiv2_system  system = { whole_slope_cb, NULL, size, whole };
  gsl_odeiv2_driver *driver;
  double             norm = 0, t = 0;
  int                status;

  for (gsize i = 0; i < size; i++)
    norm = MAX (norm, fabs (state[i]));
  if (!(time > 0))
    return FALSE; /* too short to be told from none */
  driver = gsl_odeiv2_driver_alloc_y_new (&system, gsl_odeiv2_step_rk8pd, time / 100, 1e-18 * norm + 1e-300, 1e-11);
  gsl_odeiv2_driver_set_nmax (driver, 4000);
  status = gsl_odeiv2_driver_apply (driver, &t, time, state);
  gsl_odeiv2_driver_free (driver);
  for (gsize i = 0; i < size; i++)
    if (!isfinite (state[i])) /* GSL takes a step whose error is not a number */
      return FALSE;
  return status == GSL_SUCCESS;
}

/* What is compared of a state. */
typedef struct
{
  double norm_h, norm_w, root_f, vicinity;
  double curvature; /* how much root_f follows a relative error of the state */
  double pull;      /* the slope of W at W = 0: a scale of W that starts there */
} Summary;

static Summary
summarize (const Whole *whole, const double *state)
{
  gsize d = whole->h0->size1, n = whole->h0->size2, k_n = whole->y->size1;
  gsl_matrix_const_view h = gsl_matrix_const_view_array (state, d, n);
  const TfParameters *p = &whole->parameters;
  g_autoptr (gsl_matrix) w = p->flow == TF_FLOW_JOINT ? gsl_matrix_alloc (k_n, d) : stable_weights (&h.matrix, whole->y, p);
  g_autoptr (gsl_matrix) zero = gsl_matrix_calloc (k_n, d);
  g_autoptr (gsl_matrix) pull = full_weight_slope (zero, &h.matrix, whole->y, p);
  g_autoptr (gsl_matrix) y = NULL;
  const double *b = state + d * n + k_n * d;
  TfParameters without;
  Summary s;

  if (p->flow == TF_FLOW_JOINT)
    memcpy (w->data, state + d * n, k_n * d * sizeof (double));
  s.norm_h = full_norm (&h.matrix);
  s.norm_w = full_norm (w);
  if (p->flow == TF_FLOW_JOINT)
    {
      double f;

      y = take_bias (whole, b, &without);
      f = full_objective (w, &h.matrix, whole->h0, y, &without);
      for (gsize k = 0; k < k_n && p->bias; k++)
        f += p->bias_decay / 2 * b[k] * b[k];
      s.root_f = sqrt (f);
    }
  else
    s.root_f = sqrt (full_objective (w, &h.matrix, whole->h0, whole->y, p));
  s.vicinity = full_distance (&h.matrix, whole->h0, 0);
  s.curvature = sqrt ((p->lambda_h + p->beta + s.norm_w * s.norm_w) / 2) * s.norm_h / sqrt (n);
  s.pull = full_norm (pull) / (1 + p->lambda_h + p->beta);
  return s;
}

/* Directions that H0 does not have grow from round-off by up to exp (t / lambda_W):
 * how far two runs are apart that began apart by the tolerance is how well the
 * answer is known at all. nudged is that of the other one. */
static void
compare (Tally *tally, const RandomProblem *problem, const char *what, double value, double expected, double nudged,
         double scale)
{
  double apart = fabs (value - expected), known = fabs (nudged - expected);
  double allowed = 100 * problem->parameters.tolerance * scale + 30 * known;

  if (known < 1e-3 * scale && !(apart <= allowed))
    fault (tally, problem, "%s is %.12g, but %.12g from the whole matrices (%g apart, %g allowed)", what, value, expected,
           apart, allowed);
}

static void
compare_states (Tally *tally, const RandomProblem *problem, TfFlow *flow, const Whole *whole, const double *state,
                const double *nudged)
{
  Summary   a = summarize (whole, state), b = summarize (whole, nudged);
  TfMetrics metrics;

  tf_flow_get_metrics (flow, &metrics);
  if (fabs (b.norm_h - a.norm_h) < 1e-3 * a.norm_h)
    tally->compared++;
  compare (tally, problem, "norm_h", metrics.values[TF_METRIC_NORM_H], a.norm_h, b.norm_h, a.norm_h);
  compare (tally, problem, "objective", sqrt (metrics.values[TF_METRIC_OBJECTIVE]), a.root_f, b.root_f,
           a.root_f + a.curvature);
  if (whole->parameters.flow == TF_FLOW_JOINT)
    compare (tally, problem, "norm_w", metrics.values[TF_METRIC_NORM_W], a.norm_w, b.norm_w, a.norm_w + a.pull);
  compare (tally, problem, "vicinity", metrics.values[TF_METRIC_VICINITY], a.vicinity, b.vicinity,
           1 + a.norm_h / full_norm (whole->h0));
}

/* Another state, off by the tolerance. */
static double *
nudge (const RandomProblem *problem, const double *state, gsize size)
{
  double *nudged = g_new (double, size), square = 0;

  for (gsize i = 0; i < size; i++)
    square += state[i] * state[i] / size;
  for (gsize i = 0; i < size; i++)
    nudged[i] = state[i] + problem->parameters.tolerance * sqrt (square) * (2 * g_rand_double (problem->rand) - 1);
  return nudged;
}

static void
run_whole (Tally *tally, guint32 seed)
{
  g_auto (RandomProblem) problem = { 0 };
  g_autoptr (gsl_matrix) h0 = NULL;
  g_autoptr (gsl_matrix) y = NULL;
  g_autoptr (TfMoments) moments = NULL;
  g_autoptr (TfFlow) flow = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree double *state = NULL;
  g_autofree double *nudged = NULL;
  Whole    whole;
  gboolean deficient;

  random_problem_init (&problem, seed, RANDOM_TINY);
  problem.parameters.initial_w = TF_INITIAL_W_ZERO;
  problem.parameters.tolerance = MIN (problem.parameters.tolerance, 1e-6);
  if (problem.parameters.flow == TF_FLOW_DESCENT)
    problem.parameters.flow = TF_FLOW_CENTRAL;
  if (is_zero (problem.features))
    return;
  note (&problem);
  h0 = full_features (problem.features);
  deficient = is_deficient (h0);
  y = full_labels (problem.features);
  moments = tf_moments_new (problem.features, 0, NULL, NULL);
  flow = tf_flow_new (moments, &problem.parameters, NULL);
  state = g_new0 (double, h0->size1 * (h0->size2 + y->size1) + y->size1);
  memcpy (state, h0->data, h0->size1 * h0->size2 * sizeof (double));
  nudged = nudge (&problem, state, h0->size1 * (h0->size2 + y->size1) + y->size1);
  whole = (Whole){ h0, y, problem.parameters };
  for (int i = 0; i < 2; i++)
    {
      TfMetrics metrics;
      gsize     size = h0->size1 * h0->size2;
      double    time, until;

      if (whole.parameters.flow == TF_FLOW_JOINT)
        size += (h0->size1 + 1) * y->size1;
      tf_flow_get_metrics (flow, &metrics);
      time = short_time (&problem, &metrics, deficient);
      until = tf_flow_get_time (flow) + time;
      time = until - tf_flow_get_time (flow);
      /* Late, a short stretch is only as long as the digits of t can tell. */
      if (DBL_EPSILON * until > 0.1 * problem.parameters.tolerance * time)
        return;
      if (!move_plainly (&whole, state, size, time) || !move_plainly (&whole, nudged, size, time))
        return;
      if (!tf_flow_advance (flow, until, 5000, NULL, &error))
        {
          decline (tally, &problem, error);
          return;
        }
      if (tf_flow_get_time (flow) != until)
        fault (tally, &problem, "5000 steps were not enough to cross %g", time);
      compare_states (tally, &problem, flow, &whole, state, nudged);
      problem.parameters.beta = random_between (problem.rand, 1e-8, 1e8);
      problem.parameters.lambda_h = random_between (problem.rand, 1e-8, 1e3);
      whole.parameters = problem.parameters;
      g_assert_true (tf_flow_set_parameters (flow, &problem.parameters, NULL));
    }
}

static void
test_whole (void)
{
  Tally tally = run_all (run_whole, 0.3, 0.01);

  g_test_message ("%u states compared", tally.compared);
  g_assert_cmpuint (tally.compared, >, tally.n);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  signal (SIGABRT, aborted_cb);
  g_test_add_func ("/random/equilibria", test_equilibria);
  g_test_add_func ("/random/whole", test_whole);
  return g_test_run ();
}
