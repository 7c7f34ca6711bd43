/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/replay.h"

/* Rows of a trace, far more than a followed run has. */
#define CAPACITY 100000

TfReplay *
tf_replay_new (TfMoments              *moments,
               const TfCourse         *course,
               const TfInstant        *until,
               const TfSurveyQuestion *question,
               GCancellable           *cancellable,
               GError                **error)
{
  g_autoptr (TfReplay) self = g_new0 (TfReplay, 1);

  self->ref_count = 1;
  self->moments = tf_moments_ref (moments);
  self->run = tf_run_new (moments, &course->start, error);
  if (self->run == NULL)
    return NULL;
  self->trace = tf_trace_new (CAPACITY);
  if (!tf_run_follow_into (self->run, course, until, self->trace, cancellable, error))
    return NULL;
  self->frame = tf_run_take_frame (self->run);
  self->frame->status = tf_run_is_settled (self->run) ? TF_RUN_SETTLED : TF_RUN_PAUSED;
  if (question != NULL && question->parts != 0)
    {
      TfSurveyQuestion asked = *question;

      asked.parameters = self->frame->parameters;
      self->survey = tf_survey_work_out (moments, &asked, cancellable);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
    }
  return g_steal_pointer (&self);
}

TfReplay *
tf_replay_ref (TfReplay *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
tf_replay_unref (TfReplay *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_clear_pointer (&self->survey, tf_survey_unref);
  g_clear_pointer (&self->frame, tf_frame_unref);
  g_clear_pointer (&self->trace, tf_trace_free);
  g_clear_pointer (&self->run, tf_run_free);
  tf_moments_unref (self->moments);
  g_free (self);
}
