/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "equilibrium-state.h"
#include "parameter-info.h"
#include "sample-end.h"
#include "survey-private.h"
#include "survey-samples.h"
#include "thread.h"

/* Surveys are made at most this often (microseconds) while a part is growing. */
#define SURVEY_INTERVAL 30000
/* How long a minimizer is followed although a newer question has come: while a
 * slider is dragged, the level it leads to keeps moving with it. */
#define PATIENCE 300000

#define LARGEST_SIZE 0.1 /* of perturbations */
#define N_TESTS 5

static void
publish (TfSurveyor *self)
{
  TfSurvey *survey = tf_survey_copy (self->draft), *old;
  GSourceFunc wake;
  gpointer wake_data;

  self->published = g_get_monotonic_time ();
  pthread_mutex_lock (&self->mutex);
  old = g_steal_pointer (&self->slot);
  self->slot = survey;
  wake = old == NULL ? self->wake : NULL;
  wake_data = self->wake_data;
  /* Under the lock: who takes the wake away knows that it is not running. */
  if (wake != NULL)
    wake (wake_data);
  pthread_mutex_unlock (&self->mutex);
  if (old != NULL)
    tf_survey_unref (old);
}

static void
publish_now_and_then (TfSurveyor *self)
{
  if (g_get_monotonic_time () - self->published >= SURVEY_INTERVAL)
    publish (self);
}

static void
finish (TfSurveyor *self, TfSurveyParts part)
{
  self->draft->complete |= part;
  publish (self);
}

static void
set_message (char **message, const char *text)
{
  g_free (*message);
  *message = g_strdup (text);
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
  gboolean same_beta = same_features && tf_parameters_agree (p, q, TF_GROUP_OBJECTIVE);
  gboolean same_problem = same_features && tf_parameters_agree_but_beta (p, q, TF_GROUP_OBJECTIVE);

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

/* --- the parts --- */

static void
take_limit (TfSurveyor *self)
{
  TfSurvey *draft = self->draft;
  guint k_n = draft->moments->n_classes;

  draft->has_limit = TRUE;
  draft->limit_gradient = tf_equilibrium_get_relative_gradient (self->equilibrium);
  tf_equilibrium_get_metrics (self->equilibrium, &draft->limit);
  draft->view_dim = tf_view_space_get_dim (self->view);
  g_free (draft->view_limit);
  g_free (draft->fixed_limit);
  draft->view_limit = g_new (double, (gsize) draft->view_dim * k_n);
  draft->fixed_limit = g_new (double, (gsize) draft->view_dim * k_n);
  tf_view_space_see_means (self->view, tf_equilibrium_get_start (self->equilibrium),
                           tf_equilibrium_get_state (self->equilibrium), draft->view_limit, draft->fixed_limit);
}

/* A search from H0. FALSE when there is no minimizer. */
static gboolean
prepare_limit (TfSurveyor *self, GError **error)
{
  const TfParameters *p = &self->draft->question.parameters;

  if (self->equilibrium != NULL)
    {
      if (!tf_equilibrium_set_parameters (self->equilibrium, p, error))
        return FALSE;
      tf_equilibrium_restart (self->equilibrium);
      return TRUE;
    }
  self->equilibrium = tf_equilibrium_new (self->draft->moments, p, error);
  if (self->equilibrium == NULL)
    return FALSE;
  self->view = tf_view_space_new (tf_equilibrium_get_start (self->equilibrium));
  return TRUE;
}

/* Of a loss that is not quadratic, with what its certificate says. */
static void
find_limit_on_samples (TfSurveyor *self, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  if (!tf_survey_find_limit_on_samples (self->draft, cancellable, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      set_message (&self->draft->limit_message, error->message);
    }
  finish (self, TF_SURVEY_LIMIT);
}

static void
find_limit (TfSurveyor *self, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  gint64 began = g_get_monotonic_time ();
  gboolean going;

  if (tf_sample_end_is_needed (&self->draft->question.parameters))
    {
      find_limit_on_samples (self, cancellable);
      return;
    }
  going = prepare_limit (self, &error);
  while (going && !tf_equilibrium_is_reached (self->equilibrium))
    {
      gboolean patient = g_get_monotonic_time () - began < PATIENCE;

      going = tf_equilibrium_advance (self->equilibrium, 1, patient ? self->end : cancellable, &error);
      if (going && g_get_monotonic_time () - self->published >= SURVEY_INTERVAL)
        {
          take_limit (self);
          publish (self);
        }
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL)
    set_message (&self->draft->limit_message, error->message);
  else
    take_limit (self);
  finish (self, TF_SURVEY_LIMIT);
}

/* A limit that could not be reached has no lower one. */
static void
find_lowest (TfSurveyor *self, GCancellable *cancellable)
{
  TfSurvey *draft = self->draft;

  if (!(draft->complete & TF_SURVEY_LIMIT) || draft->limit_message != NULL)
    return;
  /* On samples the certificate came with it. */
  if (!tf_sample_end_is_needed (&draft->question.parameters)
      && !tf_lowest_find (self->equilibrium, cancellable, &draft->lowest, NULL))
    return;
  finish (self, TF_SURVEY_LOWEST);
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
      set_message (&self->draft->vicinity_message, error->message);
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
  finish (self, TF_SURVEY_VICINITY);
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
    set_message (&draft->depth_message, error->message);
  finish (self, TF_SURVEY_DEPTH);
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
    set_message (&draft->response_message, error->message);
  finish (self, TF_SURVEY_RESPONSE);
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
    finish (self, TF_SURVEY_TRUST);
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
    { TF_SURVEY_LIMIT, find_limit },
    { TF_SURVEY_VICINITY, follow_vicinity },
    { TF_SURVEY_DEPTH, go_deep },
    { TF_SURVEY_RESPONSE, test_response },
    { TF_SURVEY_LOWEST, find_lowest },
    { TF_SURVEY_TRUST, judge_run },
  };
  TfSurvey *draft = self->draft;
  TfSurveyParts wanted = draft->question.parts | (draft->question.parts & TF_SURVEY_LIMIT ? TF_SURVEY_LOWEST : 0);

  publish (self);
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
