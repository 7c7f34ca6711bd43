/* test-runner-past.c: the background runner goes back, on from there, and beside another
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_errno.h>
#include <math.h>

#include "flow.h"
#include "runner.h"
#include "problems.h"
#include "runner-kit.h"

/* A runner whose run has come to its end, with one change on the way. */
static TfRunner *
make_finished (TfMoments *moments, TfTrace *trace, TfFrame **end)
{
  TfRunner *runner = tf_runner_new ();
  TfParameters p = TF_PARAMETERS_DEFAULT;
  double t = 5;

  tf_runner_set_pace (runner, 20);
  tf_runner_play (runner);
  tf_runner_set_moments (runner, moments);
  tf_frame_unref (wait_for (runner, trace, is_past, &t));
  p.beta = 0.01;
  tf_runner_set_parameters (runner, &p);
  *end = drain (runner, trace);
  g_assert_cmpint ((*end)->status, ==, TF_RUN_SETTLED);
  g_assert_cmpuint ((*end)->course->n_changes, ==, 1);
  return runner;
}

static void
test_seek (void)
{
  g_autoptr (TfMoments) moments = make_moments (4, 3);
  g_autoptr (TfTrace) trace = tf_trace_new (5000);
  g_autoptr (TfFrame) end = NULL, then = NULL, back = NULL;
  g_autoptr (TfRunner) runner = make_finished (moments, trace, &end);
  guint n_rows = tf_trace_get_n_rows (trace);

  for (int i = 1000; i >= 0; i--)
    tf_runner_seek (runner, &(TfInstant){ 2 + i * 0.1, 0 });
  then = drain (runner, trace);
  g_assert_cmpfloat (then->t, ==, 2);
  g_assert_cmpfloat (then->latest.t, ==, end->t);
  g_assert_true (tf_frame_is_past (then));
  g_assert_cmpint (then->status, ==, TF_RUN_PAUSED);
  g_assert_cmpfloat (then->parameters.beta, ==, 0);
  g_assert_cmpuint (then->run, ==, end->run);
  g_assert_cmpuint (tf_trace_get_n_rows (trace), ==, n_rows);
  g_assert_cmpuint (then->serial - end->serial, <, 500);

  tf_runner_seek (runner, &(TfInstant){ 1e30, 0 });
  back = drain (runner, trace);
  g_assert_false (tf_frame_is_past (back));
  g_assert_cmpfloat (back->t, ==, end->t);
  g_assert_cmpfloat (back->metrics.values[TF_METRIC_NC2], ==, end->metrics.values[TF_METRIC_NC2]);
}

/* From the past on: what was later goes, rows and marks too. */
static void
test_go_on_from_past (void)
{
  for (int with_now = 0; with_now < 2; with_now++)
    {
      g_autoptr (TfMoments) moments = make_moments (4, 3);
      g_autoptr (TfTrace) trace = tf_trace_new (5000);
      g_autoptr (TfFrame) end = NULL, then = NULL, last = NULL;
      g_autoptr (TfRunner) runner = make_finished (moments, trace, &end);
      TfParameters now = end->parameters;

      tf_runner_seek (runner, &(TfInstant){ 2, 0 });
      then = drain (runner, trace);
      if (with_now)
        tf_runner_set_parameters (runner, &now);
      tf_runner_play (runner);
      last = drain (runner, trace);
      g_assert_cmpint (last->status, ==, TF_RUN_SETTLED);
      g_assert_cmpfloat (last->parameters.beta, ==, with_now ? 0.01 : 0);
      g_assert_cmpuint (last->course->n_changes, ==, with_now ? 1 : 0);
      g_assert_cmpuint (tf_trace_get_n_marks (trace), ==, with_now ? 1 : 0);
      if (with_now)
        g_assert_cmpfloat (tf_trace_get_mark (trace, 0)->t, ==, 2);
      for (guint i = 1; i < tf_trace_get_n_rows (trace); i++)
        g_assert_cmpfloat (tf_trace_get_row (trace, i)->t, >, tf_trace_get_row (trace, i - 1)->t);
      g_assert_cmpfloat (tf_trace_get_row (trace, tf_trace_get_n_rows (trace) - 1)->t, ==, last->t);
    }
}

/* A course that a run has gone can be gone again, by another runner. */
static void
test_follow (void)
{
  g_autoptr (TfMoments) moments = make_moments (4, 3);
  g_autoptr (TfTrace) trace = tf_trace_new (5000), again = tf_trace_new (5000), beside = tf_trace_new (5000);
  g_autoptr (TfFrame) end = NULL, frame = NULL;
  g_autoptr (TfRunner) runner G_GNUC_UNUSED = make_finished (moments, trace, &end), other = tf_runner_new ();
  g_autoptr (TfCourse) plain = tf_course_new (&end->course->start);
  /* After the change, wherever in the run that was made. */
  TfInstant until = { (2 * end->course->changes[0].at.t + end->t) / 3, 0 };

  tf_runner_set_moments (other, moments);
  tf_runner_follow (other, end->course, &until, plain, NULL);
  frame = drain_both (other, again, beside);
  g_assert_cmpint (frame->status, ==, TF_RUN_PAUSED);
  g_assert_cmpfloat (frame->t, ==, until.t);
  g_assert_true (tf_course_equal (frame->course, end->course));
  g_assert_cmpfloat (frame->beside->t, ==, until.t);
  g_assert_true (tf_course_equal (frame->beside->course, plain));
  g_assert_cmpuint (tf_trace_get_n_marks (again), ==, 1);
  g_assert_cmpuint (tf_trace_get_n_marks (beside), ==, 0);
  g_assert_cmpuint (tf_trace_get_n_rows (again), >, 20);
  g_assert_cmpuint (tf_trace_get_n_rows (beside), >, 20);
}

/* Two runs, and the last frame that was seen of them. */
typedef struct
{
  TfRunner *runner;
  TfTrace *trace, *beside;
  TfFrame *last;
} Pair;

static void
take_frame (Pair *pair, TfFrame *frame)
{
  g_clear_pointer (&pair->last, tf_frame_unref);
  pair->last = frame;
}

/* Where this thread is the slow one, the frame that was seen before may have been the last. */
static void
drain_pair (Pair *pair)
{
  TfFrame *frame = drain_both (pair->runner, pair->trace, pair->beside);

  if (frame != NULL)
    take_frame (pair, frame);
}

/* B at another beta, then A at another lambda_H, always at the same time. */
static void
play_pair (Pair *pair)
{
  TfParameters p = TF_PARAMETERS_DEFAULT, q = p;
  guint n_rows;

  tf_runner_fork (pair->runner);
  q.beta = 1;
  tf_runner_set_beside_parameters (pair->runner, &q);
  p.lambda_h = 0.05;
  for (int i = 0; i < 40; i++)
    {
      TfFrame *frame;

      if (i == 20)
        tf_runner_set_parameters (pair->runner, &p);
      g_usleep (1000);
      if (!tf_runner_poll (pair->runner, &frame, pair->trace, pair->beside))
        continue;
      if (frame->beside != NULL)
        g_assert_cmpfloat_with_epsilon (frame->beside->t, frame->t, 1e-9 * frame->t);
      take_frame (pair, frame);
    }
  drain_pair (pair);
  g_assert_cmpint (pair->last->status, ==, TF_RUN_SETTLED);
  g_assert_cmpfloat (pair->last->parameters.lambda_h, ==, 0.05);
  g_assert_cmpfloat (pair->last->beside->parameters.beta, ==, 1);
  g_assert_cmpfloat (pair->last->beside->parameters.lambda_h, ==, TF_PARAMETERS_DEFAULT.lambda_h);
  n_rows = tf_trace_get_n_rows (pair->beside);
  g_assert_cmpfloat (tf_trace_get_row (pair->beside, 0)->t, ==, 0); /* what they have in common is in both */
  g_assert_cmpfloat (tf_trace_get_row (pair->beside, n_rows - 1)->t, ==, pair->last->t);
  g_assert_cmpuint (tf_trace_get_n_marks (pair->beside), ==, 1);
}

static void
swap_pair (Pair *pair)
{
  guint n_rows = tf_trace_get_n_rows (pair->beside);

  tf_runner_swap (pair->runner);
  drain_pair (pair);
  g_assert_cmpfloat (pair->last->parameters.beta, ==, 1);
  g_assert_cmpfloat (pair->last->beside->parameters.beta, ==, 0);
  g_assert_cmpuint (tf_trace_get_n_rows (pair->trace), ==, n_rows);
}

static void
seek_pair (Pair *pair)
{
  tf_runner_seek (pair->runner, &(TfInstant){ 2, 0 });
  drain_pair (pair);
  g_assert_cmpfloat (pair->last->t, ==, 2);
  g_assert_cmpfloat (pair->last->beside->t, ==, 2);
}

static void
restart_pair (Pair *pair)
{
  tf_runner_restart (pair->runner);
  tf_runner_play (pair->runner);
  drain_pair (pair);
  g_assert_cmpuint (pair->last->course->n_changes, ==, 0);
  g_assert_cmpfloat (pair->last->course->start.beta, ==, 1);
  g_assert_cmpfloat (pair->last->beside->course->start.lambda_h, ==, 0.05);
}

/* Two runs at the same time at every frame, whatever is done to either of them. */
static void
test_beside (void)
{
  g_autoptr (TfMoments) moments = make_moments (4, 3);
  g_autoptr (TfTrace) trace = tf_trace_new (5000), beside = tf_trace_new (5000);
  g_autoptr (TfRunner) runner = tf_runner_new ();
  Pair pair = { runner, trace, beside, NULL };
  double t = 1;

  tf_runner_set_pace (runner, 10);
  tf_runner_play (runner);
  tf_runner_set_moments (runner, moments);
  tf_frame_unref (wait_for_both (runner, trace, beside, is_past, &t));
  play_pair (&pair);
  swap_pair (&pair);
  seek_pair (&pair);
  restart_pair (&pair);
  tf_runner_end_beside (runner);
  drain_pair (&pair);
  g_assert_null (pair.last->beside);
  g_assert_cmpuint (tf_trace_get_n_rows (beside), ==, 0);
  tf_frame_unref (pair.last);
}

/* The second run on features of its own, of other sizes, is what it is alone. */
static void
test_own_features (void)
{
  g_autoptr (TfMoments) moments = make_moments (4, 3), own = make_moments (3, 8);
  g_autoptr (TfTrace) trace = tf_trace_new (5000), beside = tf_trace_new (5000), lone_trace = tf_trace_new (5000);
  g_autoptr (TfRunner) runner = tf_runner_new (), lone = tf_runner_new ();
  g_autoptr (TfCourse) course = NULL, plain = NULL;
  g_autoptr (TfFrame) both = NULL, swapped = NULL, again = NULL, alone = NULL, shared = NULL;
  TfParameters p = TF_PARAMETERS_DEFAULT;

  p.beta = 0.5;
  tf_runner_set_pace (runner, 20);
  tf_runner_set_moments (runner, moments);
  tf_runner_set_beside_parameters (runner, &p);
  tf_runner_set_beside_moments (runner, own);
  tf_runner_play (runner);
  both = drain_both (runner, trace, beside);
  g_assert_cmpint (both->status, ==, TF_RUN_SETTLED);
  g_assert_true (both->owner == moments && both->beside->owner == own);
  g_assert_cmpuint (both->beside->n_classes, ==, own->n_classes);
  g_assert_cmpuint (both->beside->course->n_changes, ==, 0);
  g_assert_cmpfloat (both->beside->course->start.beta, ==, 0.5);

  course = tf_course_new (&p);
  tf_runner_set_moments (lone, own);
  tf_runner_follow (lone, course, &(TfInstant){ 2, 0 }, NULL, NULL);
  alone = drain (lone, lone_trace);
  plain = tf_course_ref (both->course);
  tf_runner_follow (runner, plain, &(TfInstant){ 2, 0 }, course, own);
  again = drain_both (runner, trace, beside);
  for (int m = 0; m < TF_N_METRICS; m++)
    g_assert_true (alone->metrics.values[m] == again->beside->metrics.values[m] || isnan (alone->metrics.values[m]));

  tf_runner_swap (runner);
  swapped = drain_both (runner, trace, beside);
  g_assert_true (swapped->owner == own && swapped->beside->owner == moments);

  /* Other features of the first are not the second's; where they were shared they are. */
  tf_runner_set_moments (runner, moments);
  shared = drain_both (runner, trace, beside);
  g_assert_true (shared->owner == moments && shared->beside->owner == moments);
  tf_runner_set_moments (runner, own);
  tf_frame_unref (g_steal_pointer (&shared));
  shared = drain_both (runner, trace, beside);
  g_assert_true (shared->owner == own && shared->beside->owner == own);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  g_test_add_func ("/runner/seek", test_seek);
  g_test_add_func ("/runner/go-on-from-past", test_go_on_from_past);
  g_test_add_func ("/runner/follow", test_follow);
  g_test_add_func ("/runner/beside", test_beside);
  g_test_add_func ("/runner/own-features", test_own_features);
  return g_test_run ();
}
