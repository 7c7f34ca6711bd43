/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-run.h"

#define ROWS 200000

void
tf_film_run_clear (TfFilmRun *self)
{
  g_clear_pointer (&self->frame, tf_frame_unref);
  g_clear_pointer (&self->run, tf_run_free);
  g_clear_pointer (&self->trace, tf_trace_free);
  g_clear_pointer (&self->survey, tf_survey_unref);
  g_clear_pointer (&self->moments, tf_moments_unref);
}

gboolean
tf_film_run_begin (TfFilmRun *self, TfMoments *moments, const TfCourse *course, GError **error)
{
  tf_film_run_clear (self);
  self->run = tf_run_new (moments, &course->start, error);
  if (self->run == NULL)
    return FALSE;
  self->moments = tf_moments_ref (moments);
  self->trace = tf_trace_new (ROWS);
  return TRUE;
}

void
tf_film_run_forget_survey (TfFilmRun *self)
{
  g_clear_pointer (&self->survey, tf_survey_unref);
}

/* What the panels need of the parameters in force. */
static void
survey (TfFilmRun *self, const TfParameters *parameters, TfSurveyParts parts, GCancellable *cancellable)
{
  TfSurveyQuestion question = TF_SURVEY_QUESTION_DEFAULT;

  question.parts = parts;
  if (self->survey != NULL && tf_parameters_equal (&self->surveyed, parameters))
    return;
  g_clear_pointer (&self->survey, tf_survey_unref);
  if (question.parts == 0)
    return;
  question.parameters = self->surveyed = *parameters;
  self->survey = tf_survey_work_out (self->moments, &question, cancellable);
}

gboolean
tf_film_run_go (TfFilmRun *self, const TfCourse *course, const TfInstant *at, TfSurveyParts parts, GCancellable *cancellable,
                GError **error)
{
  if (!tf_run_follow_into (self->run, course, at, self->trace, cancellable, error))
    return FALSE;
  g_clear_pointer (&self->frame, tf_frame_unref);
  self->frame = tf_run_take_frame (self->run);
  survey (self, tf_course_get_parameters (course, at), parts, cancellable);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}
