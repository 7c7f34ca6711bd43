/* test-survey.c: what is worked out beside the run
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "survey.h"

#include <gsl/gsl_errno.h>
#include <math.h>

#include "blas.h"
#include "equilibrium.h"
#include "features-load.h"
#include "flow.h"
#include "run.h"
#include "runner.h"
#include "sample-end.h"
#include "problems.h"

#define ALL (TF_SURVEY_LIMIT | TF_SURVEY_VICINITY | TF_SURVEY_DEPTH | TF_SURVEY_RESPONSE)

static TfMoments *
make_moments (guint32 seed)
{
  g_autoptr (TfFeatures) features = problem_sized (4, 15, 8, seed);

  return tf_moments_new (features, 100, NULL, NULL);
}

/* The answer to the last question once all of it is there. */
static TfSurvey *
wait_for (TfSurveyor *surveyor, const TfSurveyQuestion *question)
{
  gint64 limit = g_get_monotonic_time () + 120 * G_USEC_PER_SEC;

  while (g_get_monotonic_time () < limit)
    {
      g_autoptr (TfSurvey) survey = tf_surveyor_poll (surveyor);

      if (survey != NULL && tf_parameters_equal (&survey->question.parameters, &question->parameters)
          && survey->question.n_layers == question->n_layers && survey->question.kind == question->kind
          && (survey->complete & question->parts) == question->parts)
        return g_steal_pointer (&survey);
      g_usleep (1000);
    }
  g_assert_not_reached ();
}

static TfSurvey *
ask (TfSurveyor *surveyor, TfMoments *moments, const TfSurveyQuestion *question)
{
  tf_surveyor_ask (surveyor, moments, question);
  return wait_for (surveyor, question);
}

static TfMetrics
minimizer (TfMoments *moments, TfParameters parameters, double beta, guint n_layers)
{
  g_autoptr (TfEquilibrium) equilibrium = NULL;
  TfMetrics metrics;

  parameters.beta = beta;
  equilibrium = tf_equilibrium_new (moments, &parameters, NULL);
  for (guint i = 0; i < n_layers; i++)
    {
      if (i > 0)
        tf_equilibrium_next_layer (equilibrium);
      g_assert_true (tf_equilibrium_advance (equilibrium, 0, NULL, NULL));
    }
  tf_equilibrium_get_metrics (equilibrium, &metrics);
  return metrics;
}

static void
assert_same (const TfMetrics *a, const TfMetrics *b)
{
  for (int i = 0; i < TF_N_METRICS; i++)
    if (isnan (b->values[i]))
      g_assert_true (isnan (a->values[i]));
    else
      g_assert_cmpfloat_with_epsilon (a->values[i], b->values[i], 1e-9 * fabs (b->values[i]) + 1e-14);
}

static void
test_parts (void)
{
  g_autoptr (TfMoments) moments = make_moments (1);
  g_autoptr (TfSurveyor) surveyor = tf_surveyor_new ();
  TfSurveyQuestion question = TF_SURVEY_QUESTION_DEFAULT;
  g_autoptr (TfSurvey) survey = NULL;
  TfMetrics expected;

  question.parameters.lambda_w = question.parameters.lambda_h = 0.01;
  question.parameters.beta = 0.3;
  question.parts = ALL;
  question.n_layers = 4;
  survey = ask (surveyor, moments, &question);

  g_assert_true (survey->has_limit);
  g_assert_cmpfloat (survey->limit_gradient, <, 1e-10);
  expected = minimizer (moments, question.parameters, 0.3, 1);
  assert_same (&survey->limit, &expected);
  tf_moments_get_metrics (moments, &question.parameters, FALSE, &expected);
  assert_same (&survey->start, &expected);

  g_assert_cmpuint (survey->n_points, ==, 8 * TF_SURVEY_PER_DECADE + 1);
  g_assert_cmpfloat_with_epsilon (survey->points[0].beta, TF_SURVEY_BETA_LOW, 1e-12);
  g_assert_cmpfloat (survey->points[survey->n_points - 1].beta, ==, TF_SURVEY_BETA_HIGH);
  for (guint i = 0; i < survey->n_points; i += 9)
    {
      expected = minimizer (moments, question.parameters, survey->points[i].beta, 1);
      assert_same (&survey->points[i].metrics, &expected);
      g_assert_true (i == 0 || survey->points[i - 1].beta < survey->points[i].beta);
    }
  /* Corollary 3.2: for all beta large enough; here for all there are. */
  g_assert_cmpfloat (survey->corollary_beta, ==, survey->points[0].beta);

  g_assert_cmpuint (survey->n_layers, ==, 4);
  for (guint layer = 1; layer <= 4; layer++)
    {
      expected = minimizer (moments, question.parameters, 0.3, layer);
      assert_same (&survey->layers[layer - 1], &expected);
    }

  g_assert_cmpuint (survey->n_tests, ==, 5);
  for (guint i = 2; i < survey->n_tests; i++)
    g_assert_cmpfloat_with_epsilon (log10 (survey->tests[i - 1].relative_error / survey->tests[i].relative_error), 1,
                                    0.1);
}

/* Features of rank 2 in 8 dimensions: the flow stays in a minimum of their plane. */
/* Another loss, and back: the minimizer on the samples, its certificate, and where its means
 * are seen. */
static void
test_losses (void)
{
  g_autoptr (TfSurveyor) surveyor = tf_surveyor_new ();
  g_autoptr (TfMoments) moments = make_moments (3);
  TfSurveyQuestion question = TF_SURVEY_QUESTION_DEFAULT;

  question.parts = TF_SURVEY_LIMIT | TF_SURVEY_LOWEST;
  for (int turn = 0; turn < 4; turn++)
    {
      g_autoptr (TfSurvey) survey = NULL;
      g_auto (TfSampleEnd) end = { 0 };
      double sum = 0;

      question.parameters.loss = turn % 2 ? TF_LOSS_CROSS_ENTROPY : TF_LOSS_SQUARED;
      question.parameters.beta = turn < 2 ? 0.5 : 0.02;
      survey = ask (surveyor, moments, &question);
      g_assert_true (survey->has_limit);
      g_assert_null (survey->limit_message);
      g_assert_true (tf_sample_end_find (moments, &question.parameters, 1, NULL, NULL, NULL, &end, NULL));
      g_assert_cmpfloat_with_epsilon (survey->limit.values[TF_METRIC_OBJECTIVE], end.objective, 1e-9);
      g_assert_cmpfloat_with_epsilon (survey->limit.values[TF_METRIC_NC1], end.metrics.values[TF_METRIC_NC1], 1e-6);
      g_assert_cmpfloat (survey->lowest.bound, <=, end.objective + 1e-12);
      for (gsize i = 0; i < (gsize) survey->view_dim * 4; i++)
        sum += survey->view_limit[i] * survey->view_limit[i];
      g_assert_cmpfloat_with_epsilon (sum / 4, end.metrics.values[TF_METRIC_TR_SB], 1e-5);
    }
}

static void
test_lower (void)
{
  g_autoptr (TfFeatures) thin = problem_sized (4, 15, 2, 1);
  double *values = g_new0 (double, 60 * 8);
  g_autoptr (TfFeatures) wide = NULL;
  g_autoptr (TfMoments) moments = NULL;
  g_autoptr (TfSurveyor) surveyor = tf_surveyor_new ();
  TfSurveyQuestion question = TF_SURVEY_QUESTION_DEFAULT;
  g_autoptr (TfSurvey) survey = NULL;

  for (gsize i = 0; i < 60; i++)
    tf_features_get_rows (thin, i, 1, values + i * 8);
  wide = tf_features_new ("wide", 60, 8, values, g_memdup2 (tf_features_get_classes (thin), 60 * sizeof (guint32)), 4, NULL);
  moments = tf_moments_new (wide, 0, NULL, NULL);
  question.parameters.beta = 0.01;
  tf_surveyor_ask (surveyor, moments, &question);
  question.parts |= TF_SURVEY_LOWEST;
  survey = wait_for (surveyor, &question);
  g_assert_true (survey->lowest.is_lower && survey->lowest.is_global);
  g_assert_cmpfloat (survey->lowest.objective, <, 0.9 * survey->limit.values[TF_METRIC_OBJECTIVE]);
}

/* beta goes on; the path, which does not depend on it, stays. So do the layers
 * while only the path is asked for. */
static void
test_memory (void)
{
  g_autoptr (TfMoments) moments = make_moments (2), others = make_moments (3);
  g_autoptr (TfSurveyor) surveyor = tf_surveyor_new ();
  TfSurveyQuestion question = TF_SURVEY_QUESTION_DEFAULT;
  g_autoptr (TfSurvey) first = NULL, second = NULL, third = NULL, fourth = NULL;

  question.parts = TF_SURVEY_VICINITY;
  question.parameters.beta = 1;
  first = ask (surveyor, moments, &question);
  g_assert_false (first->has_limit);
  question.parameters.beta = 0.1;
  tf_surveyor_ask (surveyor, moments, &question);
  second = wait_for (surveyor, &question);
  g_assert_cmpmem (first->points, first->n_points * sizeof *first->points, second->points,
                   second->n_points * sizeof *second->points);

  question.parameters.lambda_w *= 2;
  third = ask (surveyor, moments, &question);
  g_assert_cmpfloat (third->points[0].metrics.values[TF_METRIC_NC1], !=, second->points[0].metrics.values[TF_METRIC_NC1]);
  fourth = ask (surveyor, others, &question);
  g_assert_true (fourth->moments == others);
  g_assert_cmpfloat (fourth->points[0].metrics.values[TF_METRIC_NC1], !=, third->points[0].metrics.values[TF_METRIC_NC1]);
}

/* No minimizer, no perturbation: a sentence instead. */
static void
test_messages (void)
{
  g_autoptr (TfMoments) moments = make_moments (4);
  g_autoptr (TfSurveyor) surveyor = tf_surveyor_new ();
  TfSurveyQuestion question = TF_SURVEY_QUESTION_DEFAULT;
  g_autoptr (TfSurvey) survey = NULL;

  question.parts = TF_SURVEY_LIMIT | TF_SURVEY_DEPTH | TF_SURVEY_RESPONSE;
  question.parameters.lambda_h = question.parameters.beta = 0;
  survey = ask (surveyor, moments, &question);
  g_assert_false (survey->has_limit);
  g_assert_nonnull (survey->limit_message);
  g_assert_nonnull (survey->depth_message);
  g_assert_nonnull (survey->response_message);
  g_assert_cmpuint (survey->n_layers + survey->n_tests, ==, 0);
}

/* The minimizer is seen with the axes of the run: at a large beta it is where the run starts. */
static void
test_view (void)
{
  for (guint k_n = 2; k_n <= 6; k_n++)
    {
      g_autoptr (TfFeatures) features = problem_sized (k_n, 30, 90, k_n);
      g_autoptr (TfMoments) moments = tf_moments_new (features, 10, NULL, NULL);
      g_autoptr (TfSurveyor) surveyor = tf_surveyor_new ();
      TfSurveyQuestion question = TF_SURVEY_QUESTION_DEFAULT;
      g_autoptr (TfSurvey) survey = NULL;
      TfRunner *runner = tf_runner_new ();
      TfFrame *frame = NULL;

      question.parameters.beta = 1e9;
      survey = ask (surveyor, moments, &question);
      tf_runner_set_moments (runner, moments);
      while (!tf_runner_poll (runner, &frame, NULL, NULL))
        g_usleep (1000);
      g_assert_cmpuint (survey->view_dim, ==, frame->view_dim);
      for (guint i = 0; i < survey->view_dim * k_n; i++)
        g_assert_cmpfloat_with_epsilon (survey->view_limit[i], frame->view_means[i], 1e-6);
      tf_frame_unref (frame);
      tf_runner_free (runner);
    }
}

/* A run of these features that has come to t, judged. */
static TfTrust
judge (TfFeatures *features, const TfParameters *p, double t)
{
  g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
  g_autoptr (TfRun) run = tf_run_new (moments, p, NULL);
  g_autoptr (TfCourse) course = tf_course_new (p);
  g_autoptr (TfTrace) trace = tf_trace_new (256);
  g_autoptr (TfSurveyor) surveyor = tf_surveyor_new ();
  TfSurveyQuestion question = TF_SURVEY_QUESTION_DEFAULT;
  g_autoptr (TfSurveyRun) resting = NULL;
  g_autoptr (TfSurvey) survey = NULL, after = NULL;

  g_assert_true (tf_run_follow_into (run, course, &(TfInstant){ t, 0 }, trace, NULL, NULL));
  resting = tf_survey_run_new (course, trace);
  g_assert_cmpfloat (resting->rows[resting->n_rows - 1].at.t, ==, t);
  question.parameters = *p;
  question.parts = TF_SURVEY_TRUST;
  question.run = resting;
  survey = ask (surveyor, moments, &question);
  g_assert_true (survey->has_trust);

  /* Of another run it says nothing. */
  question.run = NULL;
  question.parts = TF_SURVEY_LIMIT;
  question.parameters.beta = 1;
  after = ask (surveyor, moments, &question);
  g_assert_false (after->has_trust);
  return survey->trust;
}

static void
test_trust (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "precision", "equal_means.npz", NULL);
  g_autoptr (TfFeatures) equal = tf_features_load (path, NULL, NULL, NULL, NULL, NULL);
  g_autoptr (TfFeatures) plain = problem_sized (4, 15, 8, 3);
  TfParameters p = TF_PARAMETERS_DEFAULT;
  TfTrust trust;
  g_autofree char *sentence = NULL;

  p.lambda_w = p.lambda_h = 1e-2;
  trust = judge (plain, &p, 10);
  g_assert_cmpint (trust.digits, >=, trust.expected - 1);
  g_assert_false (trust.is_sensitive);
  g_assert_null (tf_trust_describe (&trust));

  p.lambda_h = 1e-3;
  p.beta = 0;
  trust = judge (equal, &p, 65);
  g_assert_true (trust.is_sensitive);
  g_assert_cmpint (trust.digits, <, 5);
  sentence = tf_trust_describe (&trust);
  g_assert_nonnull (strstr (sentence, "sensitive"));
}

/* Questions faster than they can be answered; the last is answered as if it were the only one, or
 * the end comes in the middle of it. */
static void
test_storm (void)
{
  g_autoptr (TfFeatures) features = problem_sized (5, 300, 120, 7);
  g_autoptr (TfMoments) large = tf_moments_new (features, 0, NULL, NULL);
  g_autoptr (TfMoments) small = make_moments (5);

  for (guint32 seed = 0; seed < 12; seed++)
    {
      TfSurveyor *surveyor = tf_surveyor_new ();
      TfSurveyQuestion question = TF_SURVEY_QUESTION_DEFAULT;
      g_autoptr (TfSurvey) last = NULL;
      TfMetrics expected;

      question.parts = ALL;
      for (guint i = 0; i < 40; i++)
        {
          TfSurvey *survey;

          question.parameters.beta = problem_number (seed, i, 1e-3, 1e3);
          question.parameters.lambda_w = problem_number (seed, i / 7, 1e-4, 1);
          question.n_layers = 1 + i % 5;
          tf_surveyor_ask (surveyor, i % 11 == 10 ? NULL : i % 5 == 4 ? small : large, &question);
          g_usleep (500 * (i % 9));
          if ((survey = tf_surveyor_poll (surveyor)) != NULL)
            tf_survey_unref (survey);
        }
      if (seed % 3 == 0)
        {
          last = ask (surveyor, small, &question);
          expected = minimizer (small, question.parameters, question.parameters.beta, 1);
          g_assert_true (last->moments == small);
          assert_same (&last->limit, &expected);
        }
      tf_surveyor_free (surveyor);
    }
}

/* However large the problem it is gone when it is told to: these questions would take longer than
 * any test is given. */
static void
test_end (void)
{
  g_autoptr (TfFeatures) features = problem_sized (10, 60, 500, 8);
  g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
  TfSurveyQuestion question = TF_SURVEY_QUESTION_DEFAULT;

  question.parts = ALL;
  question.n_layers = TF_SURVEY_MAX_LAYERS;
  question.parameters.beta = 1e-2;
  question.parameters.lambda_w = question.parameters.lambda_h = 1e-6;
  for (guint i = 0; i < 4; i++)
    {
      TfSurveyor *surveyor = tf_surveyor_new ();

      tf_surveyor_ask (surveyor, moments, &question);
      g_assert_true (tf_surveyor_is_busy (surveyor));
      g_usleep (30000 + 90000 * i);
      tf_surveyor_free (surveyor);
    }
}

static void
test_decay (void)
{
  const double values[] = { 8, 4, 2, 1, 1e-30 }, ragged[] = { 3, 1, 2 };
  const double almost[] = { 8, 4.1, 2, 0.99 }, bent[] = { 8, 5, 2.2, 0.8 };
  double log_rate, intercept;

  g_assert_true (tf_survey_fit_decay (5, values, 1e-16, &log_rate, &intercept));
  g_assert_cmpfloat_with_epsilon (exp (log_rate), 0.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (exp (intercept), 8, 1e-11);
  g_assert_true (tf_survey_is_geometric (5, values, 1e-16, log_rate));
  g_assert_true (tf_survey_is_geometric (4, almost, 1e-16, log_rate));
  g_assert_false (tf_survey_is_geometric (4, bent, 1e-16, log_rate));
  g_assert_true (tf_survey_fit_decay (3, ragged, 1e-16, &log_rate, &intercept));
  g_assert_cmpfloat_with_epsilon (log_rate, log (2.0 / 3) / 2, 1e-12);
  g_assert_false (tf_survey_fit_decay (1, values, 0, &log_rate, &intercept));
  g_assert_false (tf_survey_fit_decay (2, (double[]){ 1, NAN }, 0, &log_rate, &intercept));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  tf_blas_set_threads (1);
  g_test_add_func ("/survey/parts", test_parts);
  g_test_add_func ("/survey/losses", test_losses);
  g_test_add_func ("/survey/lower", test_lower);
  g_test_add_func ("/survey/memory", test_memory);
  g_test_add_func ("/survey/messages", test_messages);
  g_test_add_func ("/survey/view", test_view);
  g_test_add_func ("/survey/trust", test_trust);
  g_test_add_func ("/survey/storm", test_storm);
  g_test_add_func ("/survey/end", test_end);
  g_test_add_func ("/survey/decay", test_decay);
  return g_test_run ();
}
