/* survey-publish.c: what the worker has found, handed out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "survey-private.h"

void
tf_survey_publish (TfSurveyor *self)
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

void
tf_survey_finish (TfSurveyor *self, TfSurveyParts part)
{
  self->draft->complete |= part;
  tf_survey_publish (self);
}

void
tf_survey_set_message (char **message, const char *text)
{
  g_free (*message);
  *message = g_strdup (text);
}
