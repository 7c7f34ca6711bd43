/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/replay.h"

/* Rows of a trace, far more than a followed run has. */
#define CAPACITY 100000

/* How soon being cancelled is noticed (microseconds). */
#define ATTENTION 20000

/* A surveyor waited for. */
typedef struct
{
  GMutex   mutex;
  GCond    cond;
  gboolean woken;
} Wait;

static gboolean
wake_cb (gpointer data)
{
  Wait *wait = data;

  g_mutex_lock (&wait->mutex);
  wait->woken = TRUE;
  g_cond_signal (&wait->cond);
  g_mutex_unlock (&wait->mutex);
  return G_SOURCE_REMOVE;
}

static void
sleep_until_woken (Wait *wait)
{
  gint64 end = g_get_monotonic_time () + ATTENTION;

  g_mutex_lock (&wait->mutex);
  while (!wait->woken && g_cond_wait_until (&wait->cond, &wait->mutex, end))
    ;
  wait->woken = FALSE;
  g_mutex_unlock (&wait->mutex);
}

/* The whole answer; NULL when cancelled. */
static TfSurvey *
ask (TfMoments *moments, const TfSurveyQuestion *question, GCancellable *cancellable)
{
  g_autoptr (TfSurveyor) surveyor = tf_surveyor_new ();
  TfSurvey *survey = NULL;
  Wait wait = { .woken = FALSE };

  g_mutex_init (&wait.mutex);
  g_cond_init (&wait.cond);
  tf_surveyor_set_wake (surveyor, wake_cb, &wait);
  tf_surveyor_ask (surveyor, moments, question);
  while (!g_cancellable_is_cancelled (cancellable)
         && (survey == NULL || (survey->complete & question->parts) != question->parts))
    {
      TfSurvey *latest = tf_surveyor_poll (surveyor);

      if (latest == NULL)
        sleep_until_woken (&wait);
      else
        {
          g_clear_pointer (&survey, tf_survey_unref);
          survey = latest;
        }
    }
  if (g_cancellable_is_cancelled (cancellable))
    g_clear_pointer (&survey, tf_survey_unref);
  tf_surveyor_set_wake (surveyor, NULL, NULL);
  g_clear_pointer (&surveyor, tf_surveyor_free);
  g_mutex_clear (&wait.mutex);
  g_cond_clear (&wait.cond);
  return survey;
}

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
      self->survey = ask (moments, &asked, cancellable);
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
