/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "survey-private.h"

#include <math.h>

#include "equilibrium-state.h"
#include "parameter-info.h"
#include "sample-end.h"
#include "survey-samples.h"
#include "thread.h"

#define LARGEST_SIZE 0.1 /* of perturbations */
#define N_TESTS 5

static void
publish_now_and_then (TfSurveyor *self)
{
  if (g_get_monotonic_time () - self->published >= SURVEY_INTERVAL)
    tf_survey_publish (self);
}

/* --- what stays from question to question --- */

static void
forget_limit (TfSurvey *draft)
{
  draft->complete &= ~(TF_SURVEY_LIMIT | TF_SURVEY_LOWEST);
  draft->has_limit = FALSE;
  g_clear_pointer (&draft->view_limit, g_free);
  g_clear_pointer (&draft->fixed_limit, g_free);
  g_clear_pointer (&draft->limit_message, g_free);
}

static void
forget_vicinity (TfSurvey *draft)
{
  draft->complete &= ~TF_SURVEY_VICINITY;
  draft->n_points = 0;
  draft->corollary_beta = NAN;
  g_clear_pointer (&draft->points, g_free);
  g_clear_pointer (&draft->vicinity_message, g_free);
}

static void
forget_depth (TfSurvey *draft)
{
  draft->complete &= ~TF_SURVEY_DEPTH;
  draft->n_layers = 0;
  g_clear_pointer (&draft->layers, g_free);
  g_clear_pointer (&draft->depth_message, g_free);
}

static void
forget_response (TfSurvey *draft)
{
  draft->complete &= ~TF_SURVEY_RESPONSE;
  draft->n_tests = 0;
  g_clear_pointer (&draft->tests, g_free);
  g_clear_pointer (&draft->response_message, g_free);
}

static void
change_moments (TfSurveyor *self, TfMoments *moments)
{
  TfSurvey *draft = self->draft;

  g_clear_pointer (&self->equilibrium, tf_equilibrium_free);
  g_clear_pointer (&self->view, tf_view_space_free);
  g_clear_pointer (&draft->moments, tf_moments_unref);
  draft->moments = moments;
}

static void
forget_trust (TfSurvey *draft)
{
  draft->complete &= ~TF_SURVEY_TRUST;
  draft->has_trust = FALSE;
}

/* Drops what the new question makes untrue. Takes moments, and the question's run, over. */
static void
revise (TfSurveyor *self, TfMoments *moments, const TfSurveyQuestion *question)
{
  TfSurvey *draft = self->draft;
  const TfParameters *p = &draft->question.parameters, *q = &question->parameters;
  gboolean same_features = moments == draft->moments;
  gboolean same_layers = tf_parameters_head_layers (p) == tf_parameters_head_layers (q);
  gboolean same_beta = same_features && same_layers && tf_parameters_agree (p, q, TF_GROUP_OBJECTIVE);
  gboolean same_problem = same_features && same_layers && tf_parameters_agree_but_beta (p, q, TF_GROUP_OBJECTIVE);

  if (!same_problem)
    forget_vicinity (draft);
  if (!same_beta)
    forget_limit (draft);
  if (!same_beta || question->n_layers != draft->question.n_layers || !(draft->complete & TF_SURVEY_DEPTH))
    forget_depth (draft);
  if (!same_beta || question->kind != draft->question.kind || question->seed != draft->question.seed
      || !(draft->complete & TF_SURVEY_RESPONSE))
    forget_response (draft);
  if (!same_features || question->run != draft->question.run)
    forget_trust (draft);
  if (same_features)
    g_clear_pointer (&moments, tf_moments_unref);
  else
    change_moments (self, moments);
  g_clear_pointer (&draft->question.run, tf_survey_run_unref);
  draft->question = *question;
  if (draft->moments != NULL && !same_problem)
    tf_moments_get_metrics (draft->moments, q, FALSE, &draft->start);
}

static void
judge_corollary (TfSurvey *draft)
{
  double start = draft->start.values[TF_METRIC_NC1_RATIO];

  draft->corollary_beta = NAN;
  for (guint i = draft->n_points; i-- > 0 && draft->points[i].metrics.values[TF_METRIC_NC1_RATIO] < start;)
    draft->corollary_beta = draft->points[i].beta;
}

static void
insert_point (TfSurvey *draft, const TfSurveyPoint *point)
{
  guint at = draft->n_points;

  draft->points = g_renew (TfSurveyPoint, draft->points, draft->n_points + 1);
  for (; at > 0 && draft->points[at - 1].beta > point->beta; at--)
    draft->points[at] = draft->points[at - 1];
  draft->points[at] = *point;
  draft->n_points++;
}

static gboolean
has_point (const TfSurvey *draft, double beta)
{
  for (guint i = 0; i < draft->n_points; i++)
    if (draft->points[i].beta == beta)
      return TRUE;
  return FALSE;
}

/* One of the path's minimizers; FALSE when cancelled. One that cannot be reached
 * leaves a gap. */
static gboolean
find_point (TfSurveyor *self, double beta, GCancellable *cancellable)
{
  TfSurveyPoint point = { .beta = beta };
  TfParameters parameters = self->draft->question.parameters;
  g_autoptr (TfEquilibrium) equilibrium = NULL;
  g_autoptr (GError) error = NULL;
  gboolean on_samples, found;

  if (has_point (self->draft, beta))
    return TRUE;
  parameters.beta = beta;
  on_samples = tf_sample_end_is_needed (&parameters);
  if (on_samples)
    found = tf_survey_find_point_on_samples (self->draft, &parameters, &point, cancellable, &error);
  else
    {
      equilibrium = tf_equilibrium_new (self->draft->moments, &parameters, &error);
      found = equilibrium != NULL && tf_equilibrium_advance (equilibrium, 0, cancellable, &error);
    }
  if (!found)
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return FALSE;
      tf_survey_set_message (&self->draft->vicinity_message, error->message);
      return TRUE;
    }
  if (!on_samples)
    {
      point.relative_gradient = tf_equilibrium_get_relative_gradient (equilibrium);
      tf_equilibrium_get_metrics (equilibrium, &point.metrics);
    }
  insert_point (self->draft, &point);
  judge_corollary (self->draft);
  publish_now_and_then (self);
  return TRUE;
}

/* First the decades, then ever finer: the whole range is seen at once. */
static void
follow_vicinity (TfSurveyor *self, GCancellable *cancellable)
{
  double decades = log10 (TF_SURVEY_BETA_HIGH / TF_SURVEY_BETA_LOW);
  guint n = lround (decades * TF_SURVEY_PER_DECADE);

  for (guint stride = TF_SURVEY_PER_DECADE; stride >= 1; stride /= 2)
    for (guint i = 0; i <= n; i += stride)
      if (!find_point (self, TF_SURVEY_BETA_HIGH * pow (10, -(double) i / TF_SURVEY_PER_DECADE), cancellable))
        return;
  tf_survey_finish (self, TF_SURVEY_VICINITY);
}

static void
go_deep (TfSurveyor *self, GCancellable *cancellable)
{
  TfSurvey *draft = self->draft;
  g_autoptr (GError) error = NULL;
  g_autoptr (TfEquilibrium) equilibrium = tf_equilibrium_new (draft->moments, &draft->question.parameters, &error);

  while (error == NULL && draft->n_layers < draft->question.n_layers)
    {
      if (draft->n_layers > 0)
        tf_equilibrium_next_layer (equilibrium);
      if (!tf_equilibrium_advance (equilibrium, 0, cancellable, &error))
        break;
      draft->layers = g_renew (TfMetrics, draft->layers, draft->n_layers + 1);
      tf_equilibrium_get_metrics (equilibrium, &draft->layers[draft->n_layers++]);
      publish_now_and_then (self);
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL)
    tf_survey_set_message (&draft->depth_message, error->message);
  tf_survey_finish (self, TF_SURVEY_DEPTH);
}

static void
test_response (TfSurveyor *self, GCancellable *cancellable)
{
  TfSurvey *draft = self->draft;
  g_autoptr (GError) error = NULL;
  g_autoptr (TfPerturbation) perturbation
    = tf_perturbation_new (draft->moments, &draft->question.parameters, draft->question.kind,
                           tf_perturbation_choose_class (draft->moments), draft->question.seed, cancellable, &error);
  double size = LARGEST_SIZE;

  for (; perturbation != NULL && draft->n_tests < N_TESTS; size /= 10)
    {
      TfPerturbationTest test;

      if (!tf_perturbation_test (perturbation, size, cancellable, &test, &error))
        break;
      draft->tests = g_renew (TfPerturbationTest, draft->tests, draft->n_tests + 1);
      draft->tests[draft->n_tests++] = test;
      publish_now_and_then (self);
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL)
    tf_survey_set_message (&draft->response_message, error->message);
  tf_survey_finish (self, TF_SURVEY_RESPONSE);
}

static void
judge_run (TfSurveyor *self, GCancellable *cancellable)
{
  TfSurvey *draft = self->draft;
  const TfSurveyRun *run = draft->question.run;

  if (run == NULL)
    return;
  draft->has_trust = tf_trust_measure (draft->moments, run->course, &run->first, run->n_rows, run->rows, NULL, NULL,
                                       cancellable, &draft->trust);
  if (!g_cancellable_is_cancelled (cancellable))
    tf_survey_finish (self, TF_SURVEY_TRUST);
}

/* --- the thread --- */

/* The next question; NULL: the end. */
static GCancellable *
wait_for_question (TfSurveyor *self)
{
  GCancellable *cancellable = NULL;
  TfMoments *moments = NULL;
  TfSurveyQuestion question;

  pthread_mutex_lock (&self->mutex);
  self->working = FALSE;
  while (!self->asked && !g_cancellable_is_cancelled (self->end))
    pthread_cond_wait (&self->asked_cond, &self->mutex);
  if (!g_cancellable_is_cancelled (self->end))
    {
      moments = g_steal_pointer (&self->moments);
      question = self->question;
      self->question.run = NULL;
      self->asked = FALSE;
      self->working = TRUE;
      g_object_unref (self->cancellable);
      self->cancellable = g_cancellable_new ();
      cancellable = g_object_ref (self->cancellable);
    }
  pthread_mutex_unlock (&self->mutex);
  if (cancellable != NULL)
    revise (self, moments, &question);
  return cancellable;
}

static void
answer (TfSurveyor *self, GCancellable *cancellable)
{
  static const struct
  {
    TfSurveyParts part;
    void (*work) (TfSurveyor *self, GCancellable *cancellable);
  } parts[] = {
    { TF_SURVEY_LIMIT, tf_survey_find_limit },
    { TF_SURVEY_VICINITY, follow_vicinity },
    { TF_SURVEY_DEPTH, go_deep },
    { TF_SURVEY_RESPONSE, test_response },
    { TF_SURVEY_LOWEST, tf_survey_find_lowest },
    { TF_SURVEY_TRUST, judge_run },
  };
  TfSurvey *draft = self->draft;
  TfSurveyParts wanted = draft->question.parts | (draft->question.parts & TF_SURVEY_LIMIT ? TF_SURVEY_LOWEST : 0);

  tf_survey_publish (self);
  for (guint i = 0; i < G_N_ELEMENTS (parts) && !g_cancellable_is_cancelled (cancellable); i++)
    if ((wanted & parts[i].part) && !(draft->complete & parts[i].part))
      parts[i].work (self, cancellable);
}

gpointer
tf_surveyor_work (gpointer data)
{
  TfSurveyor *self = data;
  GCancellable *cancellable;

  self->draft = g_new0 (TfSurvey, 1);
  self->draft->ref_count = 1;
  self->draft->corollary_beta = NAN;
  tf_metrics_clear (&self->draft->start);
  tf_thread_give_way (TF_NICENESS_THEORY);
  while ((cancellable = wait_for_question (self)) != NULL)
    {
      if (self->draft->moments != NULL)
        answer (self, cancellable);
      g_object_unref (cancellable);
    }
  return NULL;
}
