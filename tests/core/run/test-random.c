/* test-random.c: flows of random problems, and their frames
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>
#include <math.h>
#include <signal.h>

#include "equilibrium.h"
#include "flow.h"
#include "runner.h"
#include "problems.h"
#include "linalg.h"
#include "random-problem.h"
#include "random-kit.h"

#define MAX_STEPS 60 /* of a flow between two changes */
/* Of the vector field, in a step with all its attempts: a step is rejected a few
 * times, and an attempt takes 13 or a handful. */
#define MAX_EVALUATIONS 400
#define LONGEST 600.0 /* seconds without a frame: it hangs, on whatever machine */

/* --- flows --- */

/* A stretch of a run under one set of parameters; FALSE when it went no further. */
static gboolean
run_stretch (Tally *tally, const RandomProblem *problem, TfFlow *flow, gboolean zero_start)
{
  const TfParameters *p = &problem->parameters;
  double rate = p->flow == TF_FLOW_DESCENT ? 0.1 : p->lambda_h + p->beta + 1e-3;
  double until = tf_flow_get_position (flow) + random_between (problem->rand, 1e-4, 1e4) / rate;
  g_autoptr (GError) error = NULL;
  TfMetrics before, now;

  tf_flow_get_metrics (flow, &before);
  check_metrics (tally, problem, &before, zero_start);
  for (guint i = 0; i < MAX_STEPS && tf_flow_get_position (flow) < until; i++)
    {
      guint64 evaluations = tf_flow_get_counts (flow)->n_evaluations;

      if (!tf_flow_advance (flow, until, 1, NULL, &error))
        break;
      tf_flow_get_metrics (flow, &now);
      check_metrics (tally, problem, &now, zero_start);
      evaluations = tf_flow_get_counts (flow)->n_evaluations - evaluations;
      if (evaluations > MAX_EVALUATIONS)
        fault (tally, problem, "%" G_GUINT64_FORMAT " evaluations in a step", evaluations);
      if (p->flow != TF_FLOW_DESCENT && !(now.values[TF_METRIC_OBJECTIVE] <= highest (problem, &before, &now)))
        fault (tally, problem, "f rose from %.17g to %.17g at t = %g", before.values[TF_METRIC_OBJECTIVE],
               now.values[TF_METRIC_OBJECTIVE], tf_flow_get_time (flow));
      before = now;
    }
  if (error == NULL)
    return TRUE;
  tf_flow_get_metrics (flow, &now);
  check_metrics (tally, problem, &now, zero_start);
  if (!g_error_matches (error, TF_FLOW_ERROR, TF_FLOW_ERROR_DIVERGED))
    decline (tally, problem, error);
  else if (p->flow != TF_FLOW_DESCENT)
    fault (tally, problem, "a gradient flow diverged");
  return FALSE;
}

static void
run_flow (Tally *tally, guint32 seed)
{
  g_auto (RandomProblem) problem = { 0 };
  g_autoptr (TfMoments) moments = NULL;
  g_autoptr (TfFlow) flow = NULL;
  g_autoptr (GError) error = NULL;
  gboolean zero_start;

  random_problem_init (&problem, seed, RANDOM_ANY);
  note (&problem);
  zero_start = is_zero (problem.features);
  moments = tf_moments_new (problem.features, 20, NULL, &error);
  flow = moments != NULL ? tf_flow_new (moments, &problem.parameters, &error) : NULL;
  if (flow == NULL)
    {
      decline (tally, &problem, error);
      return;
    }
  for (int n_stretches = g_rand_int_range (problem.rand, 1, 5); n_stretches > 0; n_stretches--)
    {
      if (!run_stretch (tally, &problem, flow, zero_start))
        break;
      random_problem_change (&problem);
      note (&problem);
      if (!tf_flow_set_parameters (flow, &problem.parameters, &error))
        fault (tally, &problem, "a change was refused: %s", error->message);
      g_clear_error (&error);
    }
}

static void
test_flows (void)
{
  run_all (run_flow, 1, 0.01);
}

/* Found so: W falls to nothing, and a decayed bias beside it does not; that was held to W's accuracy. */
static void
test_bias_alone (void)
{
  static const guint32 seeds[] = { 5826, 5872, 6153 };
  Tally tally = { .n = G_N_ELEMENTS (seeds) };

  for (guint i = 0; i < G_N_ELEMENTS (seeds); i++)
    run_flow (&tally, seeds[i]);
  g_assert_cmpuint (tally.faults, ==, 0);
}

/* --- the same through the runner, as frames --- */

static void
check_finite (Tally *tally, const RandomProblem *problem, const char *what, const double *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!isfinite (values[i]))
      {
        fault (tally, problem, "%s holds %g in a frame", what, values[i]);
        return;
      }
}

/* No class mean of the start was longer. */
static double
find_longest_sample (const RandomProblem *problem)
{
  gsize n = tf_features_get_n_samples (problem->features), d = tf_features_get_dim (problem->features);
  g_autofree double *rows = g_new (double, n * d);
  double longest = 0;

  tf_features_get_rows (problem->features, 0, n, rows);
  for (gsize i = 0; i < n; i++)
    longest = MAX (longest, tf_norm (d, rows + i * d));
  return longest;
}

/* A cosine there is, or one of the two has no length left but rounding. */
static gboolean
is_cosine (const RandomProblem *problem, const TfFrame *frame, guint i, guint j)
{
  double cosine = frame->cosines[i + j * frame->n_classes], least = MIN (frame->norms[i], frame->norms[j]), now = 0;

  if (!isnan (cosine))
    return fabs (cosine) <= 1 + 1e-9;
  for (guint k = 0; k < frame->n_classes; k++)
    now += frame->mean_squares[k];
  return least <= 1e-14 * sqrt (now) || least <= 1e-12 * find_longest_sample (problem);
}

static void
check_frame (Tally *tally, const RandomProblem *problem, const TfFrame *frame, gboolean zero_start)
{
  guint k_n = frame->n_classes;

  check_metrics (tally, problem, &frame->metrics, zero_start);
  check_finite (tally, problem, "view_means", frame->view_means, (gsize) frame->view_dim * k_n);
  check_finite (tally, problem, "view_weights", frame->view_weights, (gsize) frame->view_dim * k_n);
  check_finite (tally, problem, "norms", frame->norms, k_n);
  check_finite (tally, problem, "mean_squares", frame->mean_squares, k_n);
  check_finite (tally, problem, "weight_squares", frame->weight_squares, k_n);
  check_finite (tally, problem, "t", &frame->t, 1);
  for (gsize i = 0; i < (gsize) frame->view_dim * frame->n_kept; i++)
    if (!isfinite (frame->view_samples[i]))
      {
        fault (tally, problem, "view_samples holds %g", frame->view_samples[i]);
        break;
      }
  for (guint i = 0; i < k_n; i++)
    for (guint j = 0; j < k_n; j++)
      if (!is_cosine (problem, frame, i, j))
        {
          fault (tally, problem, "the cosine of classes %u and %u is %g", i, j, frame->cosines[i + j * k_n]);
          return;
        }
  if (isnan (frame->ghost_radius) != (frame->parameters.lambda_h == 0 && frame->ghost_dim > 0))
    if (!(frame->ghost_dim == 0 && isfinite (frame->ghost_radius)) && frame->parameters.lambda_h > 0)
      fault (tally, problem, "ghost_radius is %g", frame->ghost_radius);
  if (frame->status == TF_RUN_FAILED && frame->message == NULL)
    fault (tally, problem, "failed without a reason");
}

/* Frames until some have come or the run rests; a run always says how it is. */
static void
watch (Tally *tally, const RandomProblem *problem, TfRunner *runner, guint n_frames, gboolean zero_start)
{
  gint64 start = g_get_monotonic_time ();

  for (guint n = 0; n < n_frames;)
    {
      TfFrame *frame = NULL;

      if (tf_runner_poll (runner, &frame, NULL, NULL))
        {
          check_frame (tally, problem, frame, zero_start);
          tf_frame_unref (frame);
          n++;
        }
      else if (!tf_runner_is_busy (runner))
        return;
      else if (g_get_monotonic_time () - start > LONGEST * G_USEC_PER_SEC)
        {
          fault (tally, problem, "no frame for %g s", LONGEST);
          return;
        }
      g_usleep (500);
    }
}

static void
run_frames (Tally *tally, guint32 seed)
{
  g_auto (RandomProblem) problem = { 0 };
  g_autoptr (TfMoments) moments = NULL;
  g_autoptr (TfRunner) runner = tf_runner_new ();
  g_autoptr (GError) error = NULL;
  gboolean zero_start;

  random_problem_init (&problem, seed, RANDOM_ANY);
  note (&problem);
  zero_start = is_zero (problem.features);
  moments = tf_moments_new (problem.features, 50, NULL, &error);
  if (moments == NULL)
    {
      decline (tally, &problem, error);
      return;
    }
  tf_runner_set_parameters (runner, &problem.parameters);
  tf_runner_set_moments (runner, moments);
  tf_runner_set_pace (runner, 200); /* as fast as steps can be made */
  tf_runner_play (runner);
  for (int n_changes = g_rand_int_range (problem.rand, 0, 4); n_changes >= 0; n_changes--)
    {
      watch (tally, &problem, runner, 3, zero_start);
      random_problem_change (&problem);
      note (&problem);
      tf_runner_set_parameters (runner, &problem.parameters);
      if (g_rand_boolean (problem.rand))
        tf_runner_step (runner);
      else
        tf_runner_play (runner);
    }
}

static void
test_frames (void)
{
  run_all (run_frames, 0.1, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  signal (SIGABRT, aborted_cb);
  g_test_add_func ("/random/flows", test_flows);
  g_test_add_func ("/random/found/bias-alone", test_bias_alone);
  g_test_add_func ("/random/frames", test_frames);
  return g_test_run ();
}
