/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#include "past.h"
#include "run.h"
#include "problems.h"

#define SEEDS 12

static TfMoments *
make_moments (guint32 seed)
{
  g_autoptr (TfFeatures) features = seed % 3 == 0 ? problem_sized (4, 20, 90, seed) : problem_random (seed, FALSE);

  return tf_moments_new (features, 30, NULL, NULL);
}

static TfParameters
random_parameters (guint32 seed, guint i)
{
  TfParameters p = TF_PARAMETERS_DEFAULT;

  p.lambda_w = problem_number (seed, 10 * i, 1e-3, 1e-1);
  p.lambda_h = problem_number (seed, 10 * i + 1, 1e-3, 1e-1);
  p.beta = i % 2 == 0 ? 0 : problem_number (seed, 10 * i + 2, 1e-3, 10);
  p.bias = (seed + i) % 3 == 0;
  p.flow = (seed / 2 + i) % 3;
  p.eta = problem_number (seed, 10 * i + 3, 0.1, 10);
  p.step = 0.05;
  p.initial_w = TF_INITIAL_W_RANDOM;
  return p;
}

/* A run with four changes on its way, to t of about 12. */
static TfRun *
make_run (TfMoments *moments, guint32 seed)
{
  TfParameters p = random_parameters (seed, 0);
  TfRun *run = tf_run_new (moments, &p, NULL);

  for (guint i = 1; i <= 5; i++)
    {
      double t = 0.8 * i * i;

      while (tf_run_get_instant (run).t < t)
        {
          gboolean descent = p.flow == TF_FLOW_DESCENT;

          g_assert_true (tf_run_advance (run, descent ? INFINITY : t, 1, NULL, NULL));
        }
      p = random_parameters (seed, i);
      if (i < 5)
        g_assert_true (tf_run_set_parameters (run, &p));
    }
  return run;
}

/* Squares of the metrics' differences would hide small ones: each for itself. */
static void
assert_same (const TfMetrics *a, const TfMetrics *b, double tolerance)
{
  for (int m = 0; m < TF_N_METRICS; m++)
    if (m != TF_METRIC_NC4 && tf_metrics_is_defined (b, m))
      g_assert_cmpfloat_with_epsilon (a->values[m], b->values[m], tolerance * (1 + fabs (b->values[m])));
}

static void
test_course (void)
{
  TfParameters p = TF_PARAMETERS_DEFAULT, q = p, r = p;
  g_autoptr (TfCourse) course = tf_course_new (&p);
  g_autoptr (TfCourse) one = NULL, two = NULL, replaced = NULL, cut = NULL;

  q.beta = 1;
  r.beta = 2;
  one = tf_course_change (course, &(TfInstant){ 1, 0 }, &q);
  two = tf_course_change (one, &(TfInstant){ 5, 0 }, &r);
  replaced = tf_course_change (two, &(TfInstant){ 5, 0 }, &p);
  g_assert_cmpuint (course->n_changes, ==, 0);
  g_assert_cmpuint (two->n_changes, ==, 2);
  g_assert_cmpuint (replaced->n_changes, ==, 2);
  g_assert_cmpfloat (tf_course_get_parameters (two, &(TfInstant){ 0.5, 0 })->beta, ==, 0);
  g_assert_cmpfloat (tf_course_get_parameters (two, &(TfInstant){ 1, 0 })->beta, ==, 1);
  g_assert_cmpfloat (tf_course_get_parameters (two, &(TfInstant){ 1e9, 0 })->beta, ==, 2);
  g_assert_cmpfloat (tf_course_get_parameters (replaced, &(TfInstant){ 5, 0 })->beta, ==, 0);
  cut = tf_course_cut (two, &(TfInstant){ 4, 0 });
  g_assert_true (tf_course_equal (cut, one));
  g_assert_false (tf_course_equal (cut, two));
}

static void
test_course_bounded (void)
{
  TfParameters p = TF_PARAMETERS_DEFAULT;
  TfCourse *course = tf_course_new (&p);
  guint n = TF_COURSE_MAX_CHANGES + 50;

  for (guint i = 0; i < n; i++)
    {
      TfCourse *before = course;

      g_assert_true (course->is_exact == (i <= TF_COURSE_MAX_CHANGES));
      p.beta = i + 1;
      course = tf_course_change (before, &(TfInstant){ i + 1, 0 }, &p);
      tf_course_unref (before);
    }
  g_assert_false (course->is_exact);
  g_assert_cmpuint (course->n_changes, ==, TF_COURSE_MAX_CHANGES);
  g_assert_cmpfloat (course->changes[0].parameters.beta, ==, 1);
  g_assert_cmpfloat (course->changes[course->n_changes - 1].parameters.beta, ==, n);
  for (guint i = 1; i < course->n_changes; i++)
    g_assert_cmpint (tf_instant_compare (&course->changes[i - 1].at, &course->changes[i].at), <, 0);
  tf_course_unref (course);
}

/* Whatever instant is asked for, the state is that of a run which went there straight. */
static void
test_seek (void)
{
  for (guint32 seed = 1; seed <= SEEDS; seed++)
    {
      g_autoptr (TfMoments) moments = make_moments (seed);
      g_autoptr (TfRun) run = make_run (moments, seed);
      TfInstant latest = tf_run_get_latest (run);
      TfTraceRow head = tf_run_get_row (run), back;

      for (guint i = 0; i < 12; i++)
        {
          TfInstant at = { i == 0 ? 0 : problem_number (seed, 100 + i, 0.01, latest.t), 0 };
          g_autoptr (TfRun) straight = tf_run_new (moments, &tf_run_get_course (run)->start, NULL);
          TfTraceRow seen, wanted;

          g_assert_true (tf_run_seek (run, &at, NULL, NULL));
          g_assert_true (tf_run_is_past (run));
          g_assert_cmpfloat (tf_run_get_instant (run).t, >=, at.t * (1 - 1e-12));
          at = tf_run_get_instant (run);
          g_assert_true (tf_run_follow (straight, tf_run_get_course (run), &at, NULL, NULL, NULL, NULL));
          seen = tf_run_get_row (run);
          wanted = tf_run_get_row (straight);
          g_assert_cmpfloat_with_epsilon (seen.t, wanted.t, 1e-12 * (1 + wanted.t));
          g_assert_cmpuint (seen.iteration, ==, wanted.iteration);
          assert_same (&seen.metrics, &wanted.metrics, 1e-5);
          g_assert_true (tf_parameters_equal (tf_flow_get_parameters (tf_run_get_flow (run)),
                                              tf_course_get_parameters (tf_run_get_course (run), &at)));
        }
      g_assert_true (tf_run_seek (run, &latest, NULL, NULL));
      g_assert_false (tf_run_is_past (run));
      back = tf_run_get_row (run);
      assert_same (&back.metrics, &head.metrics, 1e-13);
    }
}

/* Going on from the past forgets what came later, and only then. */
static void
test_branch (void)
{
  for (guint32 seed = 1; seed <= SEEDS; seed++)
    {
      g_autoptr (TfMoments) moments = make_moments (seed);
      g_autoptr (TfRun) run = make_run (moments, seed);
      TfParameters p = random_parameters (seed, 7);
      TfInstant at = { 4, 0 };
      TfCourse *course = tf_run_get_course (run);
      guint n_changes = course->n_changes;

      g_assert_cmpuint (n_changes, ==, 4);
      g_assert_true (tf_run_seek (run, &at, NULL, NULL));
      g_assert_true (tf_run_get_course (run) == course);
      at = tf_run_get_instant (run);
      g_assert_true (tf_run_set_parameters (run, &p));
      g_assert_false (tf_run_is_past (run));
      g_assert_cmpfloat (tf_run_get_latest (run).t, ==, at.t);
      course = tf_run_get_course (run);
      g_assert_cmpuint (course->n_changes, ==, 3);
      g_assert_cmpfloat (course->changes[2].at.t, ==, at.t);
      g_assert_true (tf_run_advance (run, p.flow == TF_FLOW_DESCENT ? INFINITY : at.t + 0.1, 1, NULL, NULL));
      g_assert_cmpfloat (tf_run_get_latest (run).t, >, at.t);
    }
}

static void
test_fork (void)
{
  for (guint32 seed = 1; seed <= SEEDS; seed++)
    {
      g_autoptr (TfMoments) moments = make_moments (seed);
      g_autoptr (TfRun) run = make_run (moments, seed);
      g_autoptr (TfRun) other = tf_run_fork (run);
      TfTraceRow a = tf_run_get_row (run), b = tf_run_get_row (other);
      TfInstant at = { 2, 0 };
      g_autoptr (TfFrame) frame = tf_run_take_frame (run), twin = tf_run_take_frame (other);

      assert_same (&a.metrics, &b.metrics, 1e-12);
      g_assert_true (tf_course_equal (tf_run_get_course (run), tf_run_get_course (other)));
      g_assert_cmpuint (frame->view_dim, ==, twin->view_dim);
      for (guint i = 0; i < frame->view_dim * frame->n_classes; i++)
        g_assert_cmpfloat_with_epsilon (frame->view_means[i], twin->view_means[i], 1e-9);
      /* Their pasts are their own from here on. */
      g_assert_true (tf_run_seek (other, &at, NULL, NULL));
      tf_run_forget_later (other);
      g_assert_cmpuint (tf_run_get_course (other)->n_changes, <, tf_run_get_course (run)->n_changes);
      g_assert_true (tf_run_seek (run, &(TfInstant){ 5, 0 }, NULL, NULL));
      g_assert_cmpfloat (tf_run_get_instant (run).t, >=, 5 * (1 - 1e-12));
    }
}

/* The same bits, whoever follows: a run from H0, and one already under way. */
static void
test_follow (void)
{
  for (guint32 seed = 1; seed <= SEEDS; seed++)
    {
      g_autoptr (TfMoments) moments = make_moments (seed);
      g_autoptr (TfRun) model = make_run (moments, seed);
      TfInstant until = tf_run_get_latest (model);
      TfCourse *course = tf_run_get_course (model);
      g_autoptr (TfTrace) first = tf_trace_new (2000), second = tf_trace_new (2000);
      TfTrace *traces[] = { first, second };

      for (int i = 0; i < 2; i++)
        {
          g_autoptr (TfRun) run = tf_run_new (moments, &course->start, NULL);
          TfTraceRow last, wanted = tf_run_get_row (model);

          g_assert_true (tf_run_follow_into (run, course, &until, traces[i], NULL, NULL));
          last = tf_run_get_row (run);
          g_assert_true (tf_course_equal (tf_run_get_course (run), course));
          g_assert_cmpfloat (tf_run_get_instant (run).t, ==, until.t);
          assert_same (&last.metrics, &wanted.metrics, 1e-5);
        }
      g_assert_cmpuint (tf_trace_get_n_marks (traces[0]), ==, 4);
      g_assert_cmpuint (tf_trace_get_n_rows (traces[0]), ==, tf_trace_get_n_rows (traces[1]));
      for (guint i = 0; i < tf_trace_get_n_rows (traces[0]); i++)
        {
          const TfTraceRow *a = tf_trace_get_row (traces[0], i), *b = tf_trace_get_row (traces[1], i);

          g_assert_cmpmem (&a->t, sizeof a->t, &b->t, sizeof b->t);
          g_assert_cmpmem (&a->metrics, sizeof a->metrics, &b->metrics, sizeof b->metrics);
        }
    }
}

static void
test_follow_to_rest (void)
{
  g_autoptr (TfMoments) moments = make_moments (3);
  TfParameters p = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfRun) run = tf_run_new (moments, &p, NULL);
  g_autoptr (TfCourse) course = tf_course_new (&p);
  g_autoptr (TfTrace) trace = tf_trace_new (2000);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancelled);
  g_assert_false (tf_run_follow_into (run, course, NULL, trace, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (tf_run_follow_into (run, course, NULL, trace, NULL, NULL));
  g_assert_true (tf_run_is_settled (run));
  g_assert_cmpuint (tf_trace_get_n_rows (trace), >, TF_RUN_ROWS_PER_DECADE);
}

/* Long after a run has come to rest only its time has passed; after a change it moves again. */
static void
test_follow_past_rest (void)
{
  for (int kind = 0; kind < TF_FLOW_DESCENT; kind++)
    {
      g_autoptr (TfMoments) moments = make_moments (3);
      TfParameters p = TF_PARAMETERS_DEFAULT, changed;
      const TfInstant long_after = { 1e7, G_MAXUINT64 }, back = { 1e6, G_MAXUINT64 };
      TfTraceRow rested, late;
      guint64 n;

      p.flow = kind;
      p.step = 0.05;
      g_autoptr (TfRun) run = tf_run_new (moments, &p, NULL);
      g_autoptr (TfCourse) course = tf_course_new (&p);

      g_assert_true (tf_run_follow (run, course, NULL, NULL, NULL, NULL, NULL));
      rested = tf_run_get_row (run);
      n = tf_flow_get_counts (tf_run_get_flow (run))->n_steps;
      g_assert_true (tf_run_follow (run, course, &long_after, NULL, NULL, NULL, NULL));
      late = tf_run_get_row (run);
      g_assert_cmpfloat (late.t, >=, long_after.t);
      assert_same (&late.metrics, &rested.metrics, 1e-4);
      /* As long again as it took to come to rest, and what is between two looks. */
      g_assert_cmpuint (tf_flow_get_counts (tf_run_get_flow (run))->n_steps, <, 3 * n);
      g_assert_true (tf_run_seek (run, &back, NULL, NULL));
      g_assert_cmpfloat (fabs (tf_run_get_time (run) - back.t), <=, 1);

      changed = p;
      changed.beta = 1;
      g_assert_true (tf_run_set_parameters (run, &changed));
      g_assert_true (tf_run_advance (run, tf_run_get_position (run) + 100, 0, NULL, NULL));
      late = tf_run_get_row (run);
      g_assert_cmpfloat (late.metrics.values[TF_METRIC_NORM_H], !=, rested.metrics.values[TF_METRIC_NORM_H]);
      g_assert_cmpfloat (late.metrics.values[TF_METRIC_NC1], >, 1e-6);
    }
}

/* Every sample anew from what the run hands out. */
static void
test_features (void)
{
  for (guint32 seed = 1; seed <= SEEDS; seed++)
    {
      g_autoptr (TfMoments) moments = make_moments (seed);
      g_autoptr (TfRun) run = make_run (moments, seed);
      gsize d = moments->dim, k_n = moments->n_classes, r = moments->rank;
      g_autofree double *means = g_new (double, d * k_n), *factor = g_new (double, d * r + 1);
      g_autofree double *weights = g_new (double, d * k_n), *bias = g_new (double, k_n);
      TfTraceRow row = tf_run_get_row (run);
      double square = 0, weight_square = 0;

      tf_run_get_features (run, means, factor);
      tf_run_get_classifier (run, weights, bias);
      for (gsize k = 0; k < k_n; k++)
        for (gsize i = 0; i < d; i++)
          {
            square += moments->shares[k] * means[i + k * d] * means[i + k * d];
            weight_square += weights[i + k * d] * weights[i + k * d];
          }
      for (gsize i = 0; i < d * r; i++)
        square += factor[i] * factor[i];
      g_assert_cmpfloat_with_epsilon (sqrt (square * moments->n_samples), row.metrics.values[TF_METRIC_NORM_H],
                                      1e-9 * row.metrics.values[TF_METRIC_NORM_H]);
      g_assert_cmpfloat_with_epsilon (sqrt (weight_square), row.metrics.values[TF_METRIC_NORM_W],
                                      1e-9 * (1 + row.metrics.values[TF_METRIC_NORM_W]));
    }
}

/* A past that may hold few states loses resolution, not its beginning. */
static void
test_past_bounded (void)
{
  g_autoptr (TfMoments) moments = make_moments (1);
  TfParameters p = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfFlow) flow = tf_flow_new (moments, &p, NULL);
  g_autoptr (TfFlowState) state = tf_flow_save (flow);
  gsize room = 20 * tf_flow_state_get_size (state);

  for (int stretches = 0; stretches < 2; stretches++)
    {
      g_autoptr (TfPast) past = tf_past_new (room);
      TfInstant found = { 1, 1 };

      for (guint i = 0; i < 2000; i++)
        {
          double t = pow (1.01, i) - 1, change = stretches ? t : 0;

          if (i == 0 || tf_past_wants (past, change, t - change))
            tf_past_add (past, &(TfInstant){ t, 0 }, change, t - change, state);
          g_assert_cmpuint (tf_past_get_size (past), <=, room);
          g_assert_cmpuint (tf_past_get_size (past), ==, tf_past_get_n (past) * tf_flow_state_get_size (state));
        }
      g_assert_cmpuint (tf_past_get_n (past), >=, 4);
      g_assert_true (tf_past_find (past, &(TfInstant){ 0, 0 }, &found) == state);
      g_assert_cmpfloat (found.t, ==, 0);
      tf_past_find (past, &(TfInstant){ 1e6, 0 }, &found);
      g_assert_cmpfloat (found.t, >, 0);
      g_assert_cmpfloat (found.t, <=, 1e6);
    }
}

static gboolean
count_cb (TfRun *run, const TfTraceRow *row, const TfTraceMark *mark, gpointer user_data)
{
  guint *n = user_data;

  g_assert_cmpuint (++*n, <, 20000);
  return TRUE;
}

/* At rest, changed at time `late`, and followed to a thousand after it. */
static TfMetrics
change_late (TfMoments *moments, const TfParameters *before, const TfParameters *after, double late)
{
  g_autoptr (TfRun) run = tf_run_new (moments, before, NULL);
  g_autoptr (TfCourse) start = tf_course_new (before), course = NULL;
  TfInstant change = { .t = late }, end = { .t = late + 1000 };
  g_autoptr (GError) error = NULL;
  TfMetrics metrics;
  guint n = 0;

  course = tf_course_change (start, &change, after);
  g_assert_true (tf_run_follow (run, course, &end, count_cb, &n, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (tf_run_get_instant (run).t, ==, end.t);
  tf_flow_get_metrics (tf_run_get_flow (run), &metrics);
  return metrics;
}

/* A change makes its difference however late: what it does at first takes less time
 * than t has digits for. */
static void
test_late_change (void)
{
  for (guint32 seed = 1; seed <= 6; seed++)
    {
      g_autoptr (TfMoments) moments = make_moments (seed);
      TfParameters before = random_parameters (seed, 0), after;
      TfMetrics early, late;

      before.flow = seed % 2 ? TF_FLOW_CENTRAL : TF_FLOW_JOINT;
      after = before;
      after.lambda_w = 1e-3 * before.lambda_w; /* rates of 1/(4 lambda_W) */
      after.beta = 0.3;
      early = change_late (moments, &before, &after, 1e5);
      for (double t = 1e13; t < 1e18; t *= 10)
        {
          late = change_late (moments, &before, &after, t);
          g_assert_cmpfloat_with_epsilon (late.values[TF_METRIC_NORM_W], early.values[TF_METRIC_NORM_W],
                                          2e-3 * early.values[TF_METRIC_NORM_W]);
          g_assert_cmpfloat_with_epsilon (late.values[TF_METRIC_VICINITY], early.values[TF_METRIC_VICINITY], 2e-3);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  g_test_add_func ("/run/course", test_course);
  g_test_add_func ("/run/course-bounded", test_course_bounded);
  g_test_add_func ("/run/seek", test_seek);
  g_test_add_func ("/run/branch", test_branch);
  g_test_add_func ("/run/fork", test_fork);
  g_test_add_func ("/run/follow", test_follow);
  g_test_add_func ("/run/follow-to-rest", test_follow_to_rest);
  g_test_add_func ("/run/follow-past-rest", test_follow_past_rest);
  g_test_add_func ("/run/features", test_features);
  g_test_add_func ("/run/past-bounded", test_past_bounded);
  g_test_add_func ("/run/late-change", test_late_change);
  return g_test_run ();
}
