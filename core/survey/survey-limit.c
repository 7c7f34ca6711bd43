/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "survey-private.h"

#include "equilibrium-state.h"
#include "parameter-info.h"
#include "sample-end.h"
#include "survey-samples.h"
#include "thread.h"

/* How long a minimizer is followed although a newer question has come: while a
 * slider is dragged, the level it leads to keeps moving with it. */
#define PATIENCE 300000

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
    return tf_equilibrium_restart_with (self->equilibrium, p, error);
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
      tf_survey_set_message (&self->draft->limit_message, error->message);
    }
  tf_survey_finish (self, TF_SURVEY_LIMIT);
}

void
tf_survey_find_limit (TfSurveyor *self, GCancellable *cancellable)
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
          tf_survey_publish (self);
        }
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL)
    tf_survey_set_message (&self->draft->limit_message, error->message);
  else
    take_limit (self);
  tf_survey_finish (self, TF_SURVEY_LIMIT);
}

void
tf_survey_find_lowest (TfSurveyor *self, GCancellable *cancellable)
{
  TfSurvey *draft = self->draft;

  if (!(draft->complete & TF_SURVEY_LIMIT) || draft->limit_message != NULL)
    return;
  /* On samples the certificate came with it. */
  if (!tf_sample_end_is_needed (&draft->question.parameters)
      && !tf_lowest_find (self->equilibrium, cancellable, &draft->lowest, NULL))
    return;
  tf_survey_finish (self, TF_SURVEY_LOWEST);
}
