/* test-runner.c: the background runner obeys, and its frames are whole
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_errno.h>
#include <math.h>

#include "flow.h"
#include "metrics-near.h"
#include "problems.h"
#include "runner-kit.h"
#include "runner-private.h"

static gboolean
is_any (const TfFrame *frame, gpointer data)
{
  return TRUE;
}

static gboolean
has_status (const TfFrame *frame, gpointer data)
{
  return frame->status == (TfRunStatus) GPOINTER_TO_INT (data);
}

static gboolean
has_beta (const TfFrame *frame, gpointer data)
{
  return frame->parameters.beta == *(double *) data;
}

static gboolean
is_run (const TfFrame *frame, gpointer data)
{
  return frame->run == *(guint64 *) data;
}

/* From the first frame to equilibrium, time only grows, and the trace tells all. */
static void
test_whole_run (void)
{
  g_autoptr (TfRunner) runner = tf_runner_new ();
  g_autoptr (TfMoments) moments = make_moments (4, 1);
  g_autoptr (TfTrace) trace = tf_trace_new (5000);
  g_autoptr (TfFrame) last = NULL;
  guint n;

  tf_runner_set_pace (runner, 20);
  tf_runner_play (runner);
  tf_runner_set_moments (runner, moments);
  last = drain (runner, trace);
  g_assert_nonnull (last);
  g_assert_cmpint (last->status, ==, TF_RUN_SETTLED);
  g_assert_cmpfloat (last->metrics.values[TF_METRIC_NC2], <, 1e-5);
  n = tf_trace_get_n_rows (trace);
  g_assert_cmpuint (n, >, 5);
  g_assert_cmpfloat (tf_trace_get_row (trace, 0)->t, ==, 0);
  g_assert_cmpfloat (tf_trace_get_row (trace, n - 1)->t, ==, last->t);
  for (guint i = 1; i < n; i++)
    g_assert_cmpfloat (tf_trace_get_row (trace, i)->t, >, tf_trace_get_row (trace, i - 1)->t);
  g_assert_cmpuint (tf_trace_get_n_marks (trace), ==, 0);
}

/* With nothing that holds H back it has no end: it stops, and says why. */
static void
test_endless (void)
{
  g_autoptr (TfRunner) runner = tf_runner_new ();
  g_autoptr (TfMoments) moments = make_moments (3, 2);
  g_autoptr (TfFrame) last = NULL, after = NULL;
  TfParameters p = TF_PARAMETERS_DEFAULT;

  p.lambda_h = p.beta = 0;
  tf_runner_set_parameters (runner, &p);
  tf_runner_set_pace (runner, 20);
  tf_runner_play (runner);
  tf_runner_set_moments (runner, moments);
  last = drain (runner, NULL);
  g_assert_cmpint (last->status, ==, TF_RUN_ENDLESS);
  g_assert_nonnull (last->message);
  g_assert_cmpfloat (last->t, >=, 1e12);
  /* What ends it lets it go on. */
  p.lambda_h = 0.01;
  tf_runner_set_parameters (runner, &p);
  after = wait_for (runner, NULL, has_status, GINT_TO_POINTER (TF_RUN_SETTLED));
  g_assert_null (after->message);
}

/* The frame is the flow's state, whatever route it came by. */
static void
test_frame_contents (void)
{
  g_autoptr (TfRunner) runner = tf_runner_new ();
  g_autoptr (TfMoments) moments = make_moments (5, 2);
  g_autoptr (TfFrame) frame = NULL;
  g_autoptr (TfFlow) flow = NULL;
  TfParameters p = TF_PARAMETERS_DEFAULT;
  TfMetrics metrics;
  double t = 1, square = 0;

  tf_runner_set_pace (runner, 5);
  tf_runner_play (runner);
  tf_runner_set_moments (runner, moments);
  frame = wait_for (runner, NULL, is_past, &t);
  flow = tf_flow_new (moments, &p, NULL);
  g_assert_true (tf_flow_advance (flow, frame->t, 0, NULL, NULL));
  tf_flow_get_metrics (flow, &metrics);
  assert_metrics_near (&frame->metrics, &metrics, tf_metric_set_all (), 1e-5, 1e-5);

  g_assert_cmpuint (frame->view_dim, ==, 4);
  g_assert_cmpuint (frame->ghost_dim, ==, 4);
  g_assert_cmpuint (frame->n_kept, ==, 100);
  for (guint i = 0; i < 4 * 5; i++)
    square += frame->view_means[i] * frame->view_means[i] / 5;
  /* The view is a projection: it can only lose, and keeps nearly all. */
  g_assert_cmpfloat (square, <=, metrics.values[TF_METRIC_TR_SB] * (1 + 1e-5));
  g_assert_cmpfloat (square, >=, metrics.values[TF_METRIC_TR_SB] * 0.9);
  for (guint k = 0; k < 5; k++)
    g_assert_cmpfloat_with_epsilon (frame->cosines[k + 5 * k], 1, 1e-12);
}

/* A change goes on from where the run is, and leaves a mark. */
static void
test_change_parameters (void)
{
  g_autoptr (TfRunner) runner = tf_runner_new ();
  g_autoptr (TfMoments) moments = make_moments (4, 3);
  g_autoptr (TfTrace) trace = tf_trace_new (5000);
  g_autoptr (TfFrame) before = NULL, after = NULL;
  TfParameters p = TF_PARAMETERS_DEFAULT;
  double t = 1;

  tf_runner_set_pace (runner, 3);
  tf_runner_play (runner);
  tf_runner_set_moments (runner, moments);
  before = wait_for (runner, trace, is_past, &t);
  p.beta = 0.25;
  tf_runner_set_parameters (runner, &p);
  after = wait_for (runner, trace, has_beta, &p.beta);
  g_assert_cmpuint (after->run, ==, before->run);
  g_assert_cmpfloat (after->t, >=, before->t);
  g_assert_cmpuint (tf_trace_get_n_marks (trace), ==, 1);
  g_assert_cmpfloat (tf_trace_get_mark (trace, 0)->before.beta, ==, 0);
  g_assert_cmpfloat (tf_trace_get_mark (trace, 0)->after.beta, ==, 0.25);
  g_assert_cmpfloat (tf_trace_get_mark (trace, 0)->t, >=, before->t);

  /* Settled under one value, it wakes under another. */
  tf_runner_set_pace (runner, 30);
  g_clear_pointer (&after, tf_frame_unref);
  after = wait_for (runner, trace, has_status, GINT_TO_POINTER (TF_RUN_SETTLED));
  t = after->t;
  p.beta = 0;
  tf_runner_set_parameters (runner, &p);
  g_clear_pointer (&after, tf_frame_unref);
  after = wait_for (runner, trace, is_past, &t);
  g_assert_cmpuint (after->run, ==, before->run);
}

static void
test_transport (void)
{
  g_autoptr (TfRunner) runner = tf_runner_new ();
  g_autoptr (TfMoments) moments = make_moments (3, 4);
  g_autoptr (TfFrame) frame = NULL, stepped = NULL, restarted = NULL;
  double t = 0.2;
  guint64 run;

  /* Without being played it shows the start and stands still. */
  tf_runner_set_moments (runner, moments);
  frame = drain (runner, NULL);
  g_assert_cmpfloat (frame->t, ==, 0);
  g_assert_cmpint (frame->status, ==, TF_RUN_PAUSED);

  tf_runner_step (runner);
  stepped = drain (runner, NULL);
  g_assert_cmpfloat (stepped->t, >, 0);
  g_assert_cmpuint (stepped->n_steps, ==, 1);
  g_assert_cmpint (stepped->status, ==, TF_RUN_PAUSED);

  tf_runner_play (runner);
  g_clear_pointer (&frame, tf_frame_unref);
  frame = wait_for (runner, NULL, is_past, &t);
  tf_runner_pause (runner);
  g_clear_pointer (&frame, tf_frame_unref);
  frame = drain (runner, NULL);
  g_assert_cmpint (frame->status, ==, TF_RUN_PAUSED);

  tf_runner_restart (runner);
  run = frame->run + 1;
  restarted = wait_for (runner, NULL, is_run, &run);
  g_assert_cmpfloat (restarted->t, ==, 0);
}

static void
test_divergence (void)
{
  g_autoptr (TfRunner) runner = tf_runner_new ();
  g_autoptr (TfMoments) moments = make_moments (3, 5);
  g_autoptr (TfFrame) frame = NULL;
  TfParameters p = TF_PARAMETERS_DEFAULT;

  p.flow = TF_FLOW_DESCENT;
  p.step = 1;
  p.beta = 5;
  tf_runner_set_parameters (runner, &p);
  tf_runner_set_pace (runner, 2);
  tf_runner_play (runner);
  tf_runner_set_moments (runner, moments);
  frame = drain (runner, NULL);
  g_assert_cmpint (frame->status, ==, TF_RUN_DIVERGED);
  g_assert_nonnull (frame->message);
  g_assert_true (isfinite (frame->view_means[0]));
}

/* A start that is not there is reported, and the runner stays usable. */
static void
test_missing_start (void)
{
  g_autoptr (TfRunner) runner = tf_runner_new ();
  g_autoptr (TfMoments) moments = make_moments (3, 6);
  g_autoptr (TfFrame) frame = NULL;
  TfParameters p = TF_PARAMETERS_DEFAULT;
  double t = 0;

  p.flow = TF_FLOW_JOINT;
  p.initial_w = TF_INITIAL_W_FILE;
  tf_runner_set_parameters (runner, &p);
  tf_runner_play (runner);
  tf_runner_set_moments (runner, moments);
  frame = drain (runner, NULL);
  g_assert_cmpint (frame->status, ==, TF_RUN_FAILED);
  g_assert_nonnull (frame->message);

  p.initial_w = TF_INITIAL_W_RANDOM;
  tf_runner_set_parameters (runner, &p);
  tf_runner_restart (runner);
  g_clear_pointer (&frame, tf_frame_unref);
  frame = wait_for (runner, NULL, is_past, &t);
  g_assert_cmpint (frame->status, ==, TF_RUN_PLAYING);
}

/* A frame tells which of the changes asked for it is under, those that were
 * overtaken in the queue counted as well. */
static void
test_counts_changes (void)
{
  g_autoptr (TfRunner) runner = tf_runner_new ();
  g_autoptr (TfMoments) moments = make_moments (3, 7);
  TfParameters p = TF_PARAMETERS_DEFAULT;

  g_assert_cmpuint (tf_runner_get_n_changes (runner), ==, 0);
  tf_runner_set_moments (runner, moments);
  tf_runner_play (runner);
  for (guint i = 1; i <= 40; i++)
    {
      g_autoptr (TfFrame) frame = NULL;

      p.beta = i;
      tf_runner_set_parameters (runner, &p);
      g_assert_cmpuint (tf_runner_get_n_changes (runner), ==, i);
      if (i % 8 != 0)
        continue;
      frame = wait_for (runner, NULL, has_beta, &p.beta);
      g_assert_cmpuint (frame->n_changes, ==, i);
    }
}

static gint n_wakes;

static gboolean
woken_cb (gpointer data)
{
  g_atomic_int_inc (&n_wakes);
  return G_SOURCE_REMOVE;
}

static void
test_wake (void)
{
  g_autoptr (TfRunner) runner = tf_runner_new ();
  g_autoptr (TfMoments) moments = make_moments (3, 7);
  g_autoptr (TfFrame) frame = NULL;

  g_atomic_int_set (&n_wakes, 0);
  tf_runner_set_wake (runner, woken_cb, NULL);
  tf_runner_set_moments (runner, moments);
  frame = wait_for (runner, NULL, is_any, NULL);
  g_assert_cmpint (g_atomic_int_get (&n_wakes), ==, 1);
}

/* A slider dragged far faster than the solver answers: the last value counts,
 * the ones it overtook are not worked through one by one. */
static void
test_drag (void)
{
  g_autoptr (TfRunner) runner = tf_runner_new ();
  g_autoptr (TfFeatures) features = problem_sized (10, 30, 100, 9);
  g_autoptr (TfMoments) moments = tf_moments_new (features, 100, NULL, NULL);
  g_autoptr (TfFrame) frame = NULL;
  TfParameters p = TF_PARAMETERS_DEFAULT;

  tf_runner_set_moments (runner, moments);
  frame = wait_for (runner, NULL, is_any, NULL);
  for (int i = 1; i <= 5000; i++)
    {
      p.beta = i;
      tf_runner_set_parameters (runner, &p);
    }
  g_clear_pointer (&frame, tf_frame_unref);
  frame = drain (runner, NULL);
  g_assert_cmpfloat (frame->parameters.beta, ==, 5000);
  g_assert_cmpuint (frame->serial, <, 2500);
}

/* Everything at once and at random; then closed in the middle of it. */
static void
test_storm (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);

  for (int round = 0; round < 5; round++)
    {
      g_autoptr (TfRunner) runner = tf_runner_new ();
      g_autoptr (TfTrace) trace = tf_trace_new (500), beside = tf_trace_new (500);
      TfParameters p = TF_PARAMETERS_DEFAULT;
      guint64 last = 0;

      tf_runner_play (runner);
      for (int i = 0; i < 400; i++)
        {
          g_autoptr (TfFrame) frame = NULL;
          g_autoptr (TfMoments) moments = i % 40 == 0 ? make_moments (2 + i / 40, i) : NULL;

          if (moments != NULL)
            tf_runner_set_moments (runner, moments);
          p.lambda_w = pow (10, g_rand_double_range (rand, -5, 1));
          p.lambda_h = pow (10, g_rand_double_range (rand, -5, 1));
          p.beta = g_rand_boolean (rand) ? 0 : pow (10, g_rand_double_range (rand, -5, 4));
          p.flow = g_rand_int_range (rand, 0, 3);
          p.bias = g_rand_boolean (rand);
          p.eta = pow (10, g_rand_double_range (rand, -2, 2));
          tf_runner_set_parameters (runner, &p);
          if (i % 17 == 0)
            tf_runner_restart (runner);
          if (i % 23 == 0)
            tf_runner_pause (runner);
          if (i % 29 == 0)
            tf_runner_step (runner);
          if (i % 13 == 0)
            tf_runner_fork (runner);
          if (i % 11 == 0)
            tf_runner_set_beside_parameters (runner, &p);
          if (i % 31 == 0)
            tf_runner_swap (runner);
          if (i % 37 == 0)
            tf_runner_end_beside (runner);
          if (i % 19 == 0)
            tf_runner_seek (runner, &(TfInstant){ pow (10, g_rand_double_range (rand, -2, 3)), 0 });
          if (i % 41 == 0)
            {
              g_autoptr (TfCourse) course = tf_course_new (&p);

              tf_runner_follow (runner, course, &(TfInstant){ 10, 200 }, i % 2 == 0 ? course : NULL, NULL);
            }
          if (i % 7 == 0)
            tf_runner_play (runner);
          if (tf_runner_poll (runner, &frame, trace, beside))
            {
              g_assert_cmpuint (frame->serial, >, last);
              last = frame->serial;
            }
          g_usleep (g_rand_int_range (rand, 0, 500));
        }
    }
}

/* Rows of a second run may come to hand before a frame that shows it, as where the thread is held up between the two; and
 * they are of no use any more before a frame tells that it has ended. */
static void
test_second_trace (void)
{
  g_autoptr (TfRunner) runner = tf_runner_new ();
  g_autoptr (TfMoments) moments = make_moments (3, 5);
  g_autoptr (TfTrace) trace = tf_trace_new (100), beside = tf_trace_new (100);
  g_autoptr (TfFrame) first = NULL, between = NULL, after = NULL;
  TfTraceRow row;

  tf_runner_set_moments (runner, moments);
  first = drain_both (runner, trace, beside);
  row = *tf_trace_get_row (trace, 0);
  /* The thread waits for a command; what it would do is done for it, up to there. */
  tf_runner_publish (runner);
  tf_runner_record_event (runner, TF_TRACES_FORKED);
  row.t = 1;
  tf_runner_record_row (runner, NULL, &row, NULL);
  g_assert_true (tf_runner_poll (runner, &between, trace, beside));
  g_assert_null (between->beside);
  g_assert_cmpuint (tf_trace_get_n_rows (trace), ==, 1);
  g_assert_cmpuint (tf_trace_get_n_rows (beside), ==, 2);
  g_assert_cmpfloat (tf_trace_get_row (beside, 0)->t, ==, 0);
  tf_runner_end_beside (runner);
  after = drain_both (runner, trace, beside);
  g_assert_cmpuint (tf_trace_get_n_rows (trace), ==, 1);
  g_assert_cmpuint (tf_trace_get_n_rows (beside), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  g_test_add_func ("/runner/whole-run", test_whole_run);
  g_test_add_func ("/runner/endless", test_endless);
  g_test_add_func ("/runner/counts-changes", test_counts_changes);
  g_test_add_func ("/runner/frame-contents", test_frame_contents);
  g_test_add_func ("/runner/change-parameters", test_change_parameters);
  g_test_add_func ("/runner/transport", test_transport);
  g_test_add_func ("/runner/divergence", test_divergence);
  g_test_add_func ("/runner/missing-start", test_missing_start);
  g_test_add_func ("/runner/wake", test_wake);
  g_test_add_func ("/runner/drag", test_drag);
  g_test_add_func ("/runner/second-trace", test_second_trace);
  g_test_add_func ("/runner/storm", test_storm);
  return g_test_run ();
}
