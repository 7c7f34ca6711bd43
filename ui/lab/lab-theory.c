/* lab-theory.c: what the theory is asked, and how far a run at rest can be trusted
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "lab-private.h"

void
tf_lab_want (TfLab *self, const TfSurveyQuestion *wanted)
{
  const TfLabFeatures *features = tf_lab_get_chosen_features (self);
  TfSurveyQuestion question = *wanted;

  question.parameters = *tf_lab_get_parameters (self);
  question.run = NULL;
  tf_pins_want (self->pins, &question);
  /* What rests is the first run. */
  question.run = features->moments == self->features[0].moments ? self->resting : NULL;
  if (question.run != NULL)
    question.parts |= TF_SURVEY_TRUST;
  tf_surveyor_ask (self->surveyor, features->moments, &question);
}

TfSurvey *
tf_lab_get_survey (TfLab *self)
{
  return self->survey != NULL && self->survey->moments == tf_lab_get_chosen_features (self)->moments ? self->survey : NULL;
}

const TfTrust *
tf_lab_get_trust (TfLab *self)
{
  const TfSurvey *survey = tf_lab_get_survey (self);
  gboolean known = survey != NULL && self->resting != NULL && survey->question.run == self->resting && survey->has_trust;

  return known ? &survey->trust : NULL;
}

/* Whether it is that run, at the same end. */
static gboolean
is_of (const TfSurveyRun *resting, const TfFrame *frame, const TfTraceRow *last)
{
  return resting != NULL && resting->course == frame->course && resting->n_rows > 0
         && resting->rows[resting->n_rows - 1].at.t == last->t;
}

/* A run that plays is left its time; one that rests is judged once. */
gboolean
tf_lab_judge (TfLab *self)
{
  TfFrame *frame = self->frame;
  gboolean rests = frame != NULL && frame->owner == self->features[0].moments && frame->latest.t > 0
                   && (frame->status == TF_RUN_PAUSED || frame->status == TF_RUN_SETTLED);
  guint n = tf_trace_get_n_rows (self->traces[0]);

  if (rests ? n == 0 || is_of (self->resting, frame, tf_trace_get_row (self->traces[0], n - 1)) : self->resting == NULL)
    return FALSE;
  g_clear_pointer (&self->resting, tf_survey_run_unref);
  if (rests)
    self->resting = tf_survey_run_new (frame->course, self->traces[0]);
  return TRUE;
}

void
tf_lab_ask_map (TfLab *self, const TfMapQuestion *question)
{
  tf_mapper_ask (self->mapper, question);
}

gboolean
tf_lab_is_mapping (TfLab *self)
{
  return tf_mapper_is_busy (self->mapper);
}
