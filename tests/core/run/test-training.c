/* test-training.c: a network in training as a run: what is seen of it, its past, its thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "linalg.h"
#include "network-metrics.h"
#include "problems.h"
#include "run.h"
#include "runner.h"

#define DEADLINE (300 * G_USEC_PER_SEC)

static TfMoments *
make_moments (guint k_n, guint32 seed)
{
  g_autoptr (TfFeatures) features = problem_sized (k_n, 15, 7, seed);

  return tf_moments_new (features, 30, NULL, NULL);
}

static TfParameters
make_parameters (void)
{
  TfParameters p = TF_PARAMETERS_DEFAULT;

  p.flow = TF_FLOW_NETWORK;
  g_assert_true (tf_widths_parse (&p.hidden, "12,9"));
  p.lambda_h = 1e-3;
  p.batch = 11;
  return p;
}

static TfRun *
make_run (TfMoments *moments, const TfParameters *parameters)
{
  g_autoptr (GError) error = NULL;
  TfRun *run = tf_run_new (moments, parameters, &error);

  g_assert_no_error (error);
  return run;
}

static void
assert_same (const TfMetrics *a, const TfMetrics *b)
{
  for (guint m = 0; m < TF_N_METRICS; m++)
    g_assert_true (a->values[m] == b->values[m] || (isnan (a->values[m]) && isnan (b->values[m])));
}

/* The run is the network itself, to the last bit; rate and decays change on the way. */
static void
test_same (void)
{
  g_autoptr (TfMoments) moments = make_moments (3, 1);
  TfParameters p = make_parameters (), q = p;
  g_autoptr (TfRun) run = make_run (moments, &p);
  TfNetworkSettings settings = tf_network_settings_of (&p, 3);
  g_autoptr (TfNetwork) network = tf_network_new (moments->features, &settings, NULL);
  TfTraceRow row = tf_run_get_row (run);
  TfMetrics metrics;

  g_assert_cmpfloat (settings.decay_last, ==, p.lambda_w / 3);
  g_assert_true (tf_network_get_metrics (network, &metrics, NULL, NULL, NULL));
  assert_same (&row.metrics, &metrics);
  g_assert_true (tf_run_advance (run, 40, 0, NULL, NULL));
  q.rate = 0.02;
  q.lambda_h = 0.01;
  q.lambda_w = 0.3;
  q.batch = 0;
  g_assert_true (tf_run_set_parameters (run, &q));
  g_assert_true (tf_run_advance (run, 70, 0, NULL, NULL));
  g_assert_cmpfloat (tf_run_get_time (run), ==, 70);
  g_assert_true (tf_network_train (network, 40, NULL, NULL));
  settings = tf_network_settings_of (&q, 3);
  g_assert_true (tf_network_set_settings (network, &settings, NULL));
  g_assert_true (tf_network_train (network, 30, NULL, NULL));
  g_assert_true (tf_network_get_metrics (network, &metrics, NULL, NULL, NULL));
  row = tf_run_get_row (run);
  g_assert_cmpuint (row.iteration, ==, 70);
  assert_same (&row.metrics, &metrics);
}

/* Back, and on from there, through a change: the same numbers again, to the last bit. */
static void
test_past (void)
{
  g_autoptr (TfMoments) moments = make_moments (4, 2);
  TfParameters p = make_parameters (), q = p;
  g_autoptr (TfRun) run = make_run (moments, &p), other = NULL, again = NULL;
  g_autoptr (TfTrace) trace = tf_trace_new (1000);
  const TfInstant end = { 90, 90 };
  TfTraceRow at[3], row;

  q.momentum = 0.5;
  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (tf_run_advance (run, 30 * (i + 1), 0, NULL, NULL));
      at[i] = tf_run_get_row (run);
      if (i == 0)
        g_assert_true (tf_run_set_parameters (run, &q));
    }
  for (guint i = 3; i-- > 0;)
    {
      g_assert_true (tf_run_seek (run, &(TfInstant){ 30 * (i + 1), 30 * (i + 1) }, NULL, NULL));
      row = tf_run_get_row (run);
      g_assert_cmpuint (row.iteration, ==, 30 * (i + 1));
      assert_same (&row.metrics, &at[i].metrics);
    }
  other = tf_run_fork (run);
  g_assert_true (tf_run_advance (other, 60, 0, NULL, NULL));
  row = tf_run_get_row (other);
  g_assert_true (tf_run_seek (run, &end, NULL, NULL));
  again = make_run (moments, &p);
  g_assert_true (tf_run_follow_into (again, tf_run_get_course (run), &end, trace, NULL, NULL));
  row = tf_run_get_row (again);
  assert_same (&row.metrics, &at[2].metrics);
}

/* To a network and from one, and to other layers, there is no way on. */
static void
test_other_runs (void)
{
  g_autoptr (TfMoments) moments = make_moments (3, 3);
  TfParameters p = make_parameters (), q = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfRun) run = make_run (moments, &p), flow = make_run (moments, &q);

  g_assert_true (tf_run_is_network (run));
  g_assert_false (tf_run_is_network (flow));
  g_assert_false (tf_run_set_parameters (run, &q));
  g_assert_false (tf_run_set_parameters (flow, &p));
  q = p;
  q.hidden.of[1]++;
  g_assert_false (tf_run_set_parameters (run, &q));
  g_assert_true (tf_run_advance (run, 5, 0, NULL, NULL));
  g_assert_true (tf_run_advance (flow, 5, 0, NULL, NULL));
}

/* All of the means' length is in the following view, distances between samples are not longer than in the features,
 * and the matrix of cosines is that of the means. */
static void
check_frame (TfRun *run, guint k_n)
{
  g_autoptr (TfFrame) frame = tf_run_take_frame (run);
  gsize d = tf_run_get_dim (run), n = frame->view_dim;
  g_autofree double *means = g_new (double, d * k_n), *weights = g_new (double, d * k_n), *bias = g_new0 (double, k_n);
  g_autofree double *samples = tf_run_get_samples (run);

  tf_run_get_features (run, means, NULL);
  tf_run_get_classifier (run, weights, bias);
  g_assert_cmpuint (frame->n_samples, ==, 15 * k_n);
  g_assert_nonnull (samples);
  for (guint k = 0; k < k_n; k++)
    {
      g_assert_cmpfloat_with_epsilon (tf_norm (n, frame->view_means + k * n), frame->norms[k], 1e-9 * (1 + frame->norms[k]));
      g_assert_cmpfloat (tf_norm (n, frame->fixed_means + k * n), <=, frame->norms[k] * (1 + 1e-9));
      g_assert_cmpfloat_with_epsilon (frame->mean_squares[k], pow (tf_norm (d, means + k * d), 2), 1e-9 * (1 + frame->mean_squares[k]));
      g_assert_cmpfloat_with_epsilon (frame->weight_squares[k], pow (tf_norm (d, weights + k * d), 2), 1e-9);
    }
  for (gsize i = 0; i < n * frame->n_kept; i++)
    g_assert_true (isfinite (frame->view_samples[i]) && isfinite (frame->fixed_samples[i]));
  g_assert_cmpfloat_with_epsilon (frame->metrics.values[TF_METRIC_NORM_H], tf_norm (d * frame->n_samples, samples),
                                  1e-9 * (1 + frame->metrics.values[TF_METRIC_NORM_H]));
  g_assert_true (isnan (frame->ghost_radius));
}

static void
test_frames (void)
{
  static const char *const hidden[] = { "12,9", "6", "2", "1", "40,3" };

  for (guint i = 0; i < G_N_ELEMENTS (hidden); i++)
    for (guint k_n = 2; k_n <= 5; k_n++)
      {
        g_autoptr (TfMoments) moments = make_moments (k_n, i + 1);
        TfParameters p = make_parameters ();
        g_autoptr (TfRun) run = NULL;

        g_assert_true (tf_widths_parse (&p.hidden, hidden[i]));
        run = make_run (moments, &p);
        check_frame (run, k_n);
        g_assert_true (tf_run_advance (run, 50, 0, NULL, NULL));
        check_frame (run, k_n);
      }
}

/* Decay alone kills every unit in the end: H = 0, and nothing is wrong with that. */
static void
test_dead (void)
{
  g_autoptr (TfMoments) moments = make_moments (3, 5);
  TfParameters p = make_parameters ();
  g_autoptr (TfRun) run = NULL;
  g_autoptr (TfFrame) frame = NULL;

  p.lambda_h = 19; /* rate 0.05: theta <- 0.05 theta, and of the last layer 0.5 theta */
  p.lambda_w = 30;
  p.momentum = 0;
  run = make_run (moments, &p);
  g_assert_true (tf_run_advance (run, 400, 0, NULL, NULL));
  frame = tf_run_take_frame (run);
  g_assert_cmpfloat (frame->metrics.values[TF_METRIC_NORM_H], <, 1e-3);
}

/* --- the thread --- */

typedef gboolean (*Condition) (const TfFrame *frame);

static TfFrame *
wait_for (TfRunner *runner, TfTrace *trace, Condition condition)
{
  gint64 end = g_get_monotonic_time () + DEADLINE;

  while (g_get_monotonic_time () < end)
    {
      g_autoptr (TfFrame) frame = NULL;

      if (tf_runner_poll (runner, &frame, trace, NULL) && condition (frame))
        return g_steal_pointer (&frame);
      g_usleep (500);
    }
  g_error ("no such frame came");
}

static gboolean
is_trained (const TfFrame *frame)
{
  return frame->parameters.flow == TF_FLOW_NETWORK && frame->iteration >= 100;
}

static gboolean
is_central (const TfFrame *frame)
{
  return frame->parameters.flow == TF_FLOW_CENTRAL;
}

static gboolean
has_diverged (const TfFrame *frame)
{
  return frame->status == TF_RUN_DIVERGED;
}

static gboolean
has_beside (const TfFrame *frame)
{
  return frame->beside != NULL && frame->iteration >= 50 && frame->beside->t > 0;
}

/* While it plays: to the network, other layers, too large a rate, and back. Each begins anew. */
static void
test_runner (void)
{
  g_autoptr (TfRunner) runner = tf_runner_new ();
  g_autoptr (TfMoments) moments = make_moments (3, 1);
  g_autoptr (TfTrace) trace = tf_trace_new (5000);
  g_autoptr (TfFrame) first = NULL, second = NULL, third = NULL, last = NULL;
  TfParameters p = make_parameters (), central = TF_PARAMETERS_DEFAULT;

  tf_runner_set_pace (runner, 4);
  tf_runner_set_parameters (runner, &p);
  tf_runner_set_moments (runner, moments);
  tf_runner_play (runner);
  first = wait_for (runner, trace, is_trained);
  g_assert_cmpuint (first->course->n_changes, ==, 0);
  g_assert_true (first->owner == moments);
  p.hidden.of[0] = 5;
  tf_runner_set_parameters (runner, &p);
  second = wait_for (runner, trace, is_trained);
  while (second->run == first->run)
    {
      tf_frame_unref (second);
      second = wait_for (runner, trace, is_trained);
    }
  g_assert_cmpuint (second->parameters.hidden.of[0], ==, 5);
  p.rate = 1e9;
  tf_runner_set_parameters (runner, &p);
  third = wait_for (runner, trace, has_diverged);
  g_assert_nonnull (strstr (third->message, "diverged at iteration"));
  g_assert_true (isfinite (third->metrics.values[TF_METRIC_NORM_H]));
  tf_runner_set_parameters (runner, &central);
  last = wait_for (runner, trace, is_central);
  g_assert_cmpuint (last->run, >, second->run);
  g_assert_cmpuint (last->course->n_changes, ==, 0);
  g_assert_cmpfloat (tf_trace_get_row (trace, 0)->t, ==, 0);
}

/* The model beside it, in step: both from H0. */
static void
test_beside (void)
{
  g_autoptr (TfRunner) runner = tf_runner_new ();
  g_autoptr (TfMoments) moments = make_moments (3, 1);
  g_autoptr (TfTrace) trace = tf_trace_new (5000);
  g_autoptr (TfFrame) frame = NULL;
  TfParameters p = make_parameters (), central = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfCourse) course = tf_course_new (&p), beside = tf_course_new (&central);

  tf_runner_set_pace (runner, 4);
  tf_runner_set_moments (runner, moments);
  tf_runner_follow (runner, course, &(TfInstant){ 0, 0 }, beside, NULL);
  tf_runner_play (runner);
  frame = wait_for (runner, trace, has_beside);
  g_assert_cmpint (frame->parameters.flow, ==, TF_FLOW_NETWORK);
  g_assert_cmpint (frame->beside->parameters.flow, ==, TF_FLOW_CENTRAL);
  g_assert_cmpfloat_with_epsilon (frame->t, frame->beside->t, 1e-9 * frame->t);
}

/* Its layers in a frame, from H0 to H: as each is measured by itself, at once where they must be. */
static void
test_chain (void)
{
  g_autoptr (TfMoments) moments = make_moments (4, 3);
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfRun) run = NULL, model = tf_run_new (moments, &parameters, NULL);
  g_autoptr (TfFrame) first = NULL, frame = NULL, other = tf_run_take_frame (model);
  g_autoptr (TfTrace) trace = tf_trace_new (100);
  g_autoptr (TfCourse) course = NULL;
  TfMetrics metrics;

  tf_run_add_chain (model, other, TRUE);
  g_assert_cmpuint (other->n_layers, ==, 0); /* it has none */
  parameters.flow = TF_FLOW_NETWORK;
  parameters.hidden = (TfWidths){ 3, { 12, 10, 6 } };
  course = tf_course_new (&parameters);
  run = tf_run_new (moments, &parameters, NULL);
  first = tf_run_take_frame (run);
  tf_run_add_chain (run, first, TRUE);
  g_assert_true (tf_run_follow_into (run, course, &(TfInstant){ 200, 200 }, trace, NULL, NULL));
  frame = tf_run_take_frame (run);
  tf_run_add_chain (run, frame, TRUE);
  g_assert_cmpuint (frame->n_layers, ==, 4);
  parameters.flow = TF_FLOW_CENTRAL;
  tf_moments_get_metrics (moments, &parameters, FALSE, &metrics);
  g_assert_cmpmem (&frame->layers[0], sizeof metrics, &metrics, sizeof metrics);
  g_assert_cmpmem (&first->layers[0], sizeof metrics, &metrics, sizeof metrics);
  g_assert_cmpfloat_with_epsilon (frame->layers[3].values[TF_METRIC_NC1], frame->metrics.values[TF_METRIC_NC1], 1e-9);
  g_assert_cmpfloat (frame->layers[3].values[TF_METRIC_NC1_RATIO], <, frame->layers[0].values[TF_METRIC_NC1_RATIO]);
  g_assert_cmpfloat (frame->layers[2].values[TF_METRIC_TR_SW], !=, first->layers[2].values[TF_METRIC_TR_SW]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/training/chain", test_chain);
  g_test_add_func ("/training/same", test_same);
  g_test_add_func ("/training/past", test_past);
  g_test_add_func ("/training/other-runs", test_other_runs);
  g_test_add_func ("/training/frames", test_frames);
  g_test_add_func ("/training/dead", test_dead);
  g_test_add_func ("/training/runner", test_runner);
  g_test_add_func ("/training/beside", test_beside);
  return g_test_run ();
}
