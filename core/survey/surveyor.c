/* surveyor.c: asked, polled, waited for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "survey-private.h"
#include "thread.h"

/* How soon being cancelled is noticed while waiting (microseconds). */
#define ATTENTION 20000

TfSurveyor *
tf_surveyor_new (void)
{
  TfSurveyor *self = g_new0 (TfSurveyor, 1);

  pthread_mutex_init (&self->mutex, NULL);
  pthread_cond_init (&self->asked_cond, NULL);
  self->cancellable = g_cancellable_new ();
  self->end = g_cancellable_new ();
  self->thread = g_thread_new ("theory", tf_surveyor_work, self);
  return self;
}

void
tf_surveyor_free (TfSurveyor *self)
{
  pthread_mutex_lock (&self->mutex);
  self->wake = NULL;
  g_cancellable_cancel (self->end);
  g_cancellable_cancel (self->cancellable);
  pthread_cond_signal (&self->asked_cond);
  pthread_mutex_unlock (&self->mutex);
  g_thread_join (self->thread);

  g_clear_pointer (&self->draft, tf_survey_unref);
  g_clear_pointer (&self->equilibrium, tf_equilibrium_free);
  g_clear_pointer (&self->view, tf_view_space_free);
  g_clear_pointer (&self->moments, tf_moments_unref);
  g_clear_pointer (&self->question.run, tf_survey_run_unref);
  g_clear_pointer (&self->slot, tf_survey_unref);
  g_object_unref (self->cancellable);
  g_object_unref (self->end);
  pthread_mutex_destroy (&self->mutex);
  pthread_cond_destroy (&self->asked_cond);
  g_free (self);
}

void
tf_surveyor_ask (TfSurveyor *self, TfMoments *moments, const TfSurveyQuestion *question)
{
  g_return_if_fail (tf_parameters_validate (&question->parameters, NULL));
  g_return_if_fail (question->n_layers >= 1 && question->n_layers <= TF_SURVEY_MAX_LAYERS);

  pthread_mutex_lock (&self->mutex);
  g_clear_pointer (&self->moments, tf_moments_unref);
  self->moments = moments != NULL ? tf_moments_ref (moments) : NULL;
  g_clear_pointer (&self->question.run, tf_survey_run_unref);
  self->question = *question;
  if (question->run != NULL)
    tf_survey_run_ref (question->run);
  self->asked = TRUE;
  g_cancellable_cancel (self->cancellable);
  pthread_cond_signal (&self->asked_cond);
  pthread_mutex_unlock (&self->mutex);
}

TfSurvey *
tf_surveyor_poll (TfSurveyor *self)
{
  TfSurvey *survey;

  pthread_mutex_lock (&self->mutex);
  survey = g_steal_pointer (&self->slot);
  pthread_mutex_unlock (&self->mutex);
  return survey;
}

gboolean
tf_surveyor_is_busy (TfSurveyor *self)
{
  gboolean busy;

  pthread_mutex_lock (&self->mutex);
  busy = self->working || self->asked || self->slot != NULL;
  pthread_mutex_unlock (&self->mutex);
  return busy;
}

void
tf_surveyor_set_wake (TfSurveyor *self, GSourceFunc wake, gpointer user_data)
{
  pthread_mutex_lock (&self->mutex);
  self->wake = wake;
  self->wake_data = user_data;
  pthread_mutex_unlock (&self->mutex);
}

/* --- waiting for it --- */

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

TfSurvey *
tf_survey_work_out (TfMoments *moments, const TfSurveyQuestion *question, GCancellable *cancellable)
{
  g_autoptr (TfSurveyor) surveyor = tf_surveyor_new ();
  TfSurvey *survey = NULL;
  Wait wait = { .woken = FALSE };

  tf_thread_begin_work ();
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
  tf_thread_end_work ();
  return survey;
}
