/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay.h"

#include <math.h>

#include "thread.h"

/* Rows of a trace, far more than a followed run has. */
#define CAPACITY 100000

/* The theory of the parameters at the end, worked out while the run is followed there. */
typedef struct
{
  TfMoments       *moments;
  TfSurveyQuestion question;
  GCancellable    *cancellable;
} Asking;

static gpointer
ask_thread (gpointer data)
{
  const Asking *asking = data;

  return tf_survey_work_out (asking->moments, &asking->question, asking->cancellable);
}

static void
pass_on_cb (GCancellable *cancellable, GCancellable *given_up)
{
  g_cancellable_cancel (given_up);
}

static gboolean
follow (TfReplay *self, const TfCourse *course, const TfInstant *until, GCancellable *cancellable, GError **error)
{
  self->run = tf_run_new (self->moments, &course->start, error);
  if (self->run == NULL)
    return FALSE;
  self->trace = tf_trace_new (CAPACITY);
  if (!tf_run_follow_into (self->run, course, until, self->trace, cancellable, error))
    return FALSE;
  self->frame = tf_run_take_frame (self->run);
  tf_run_add_chain (self->run, self->frame, TRUE);
  self->frame->status = tf_run_is_settled (self->run) ? TF_RUN_SETTLED : TF_RUN_PAUSED;
  return TRUE;
}

TfReplay *
tf_replay_new (TfMoments              *moments,
               const TfCourse         *course,
               const TfInstant        *until,
               const TfSurveyQuestion *question,
               GCancellable           *cancellable,
               GError                **error)
{
  const TfInstant end = { INFINITY, G_MAXUINT64 };
  g_autoptr (TfReplay) self = g_new0 (TfReplay, 1);
  g_autoptr (GCancellable) given_up = g_cancellable_new ();
  Asking asking = { moments, question != NULL ? *question : TF_SURVEY_QUESTION_DEFAULT, given_up };
  GThread *thread = NULL;
  gboolean good;

  self->moments = tf_moments_ref (moments);
  asking.question.parameters = *tf_course_get_parameters (course, until != NULL ? until : &end);
  if (question != NULL && question->parts != 0)
    thread = g_thread_new ("theory", ask_thread, &asking);
  tf_thread_begin_work ();
  good = follow (self, course, until, cancellable, error);
  if (!good)
    g_cancellable_cancel (given_up);
  if (thread != NULL)
    {
      gulong id = cancellable != NULL ? g_cancellable_connect (cancellable, G_CALLBACK (pass_on_cb), given_up, NULL)
                                      : 0;

      self->survey = g_thread_join (thread);
      g_cancellable_disconnect (cancellable, id);
    }
  tf_thread_end_work ();
  if (!good || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
tf_replay_free (TfReplay *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->survey, tf_survey_unref);
  g_clear_pointer (&self->frame, tf_frame_unref);
  g_clear_pointer (&self->trace, tf_trace_free);
  g_clear_pointer (&self->run, tf_run_free);
  tf_moments_unref (self->moments);
  g_free (self);
}
