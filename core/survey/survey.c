/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "survey-private.h"

TfSurvey *
tf_survey_ref (TfSurvey *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
tf_survey_unref (TfSurvey *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_clear_pointer (&self->moments, tf_moments_unref);
  g_clear_pointer (&self->question.run, tf_survey_run_unref);
  g_free (self->view_limit);
  g_free (self->fixed_limit);
  g_free (self->limit_message);
  g_free (self->points);
  g_free (self->vicinity_message);
  g_free (self->layers);
  g_free (self->depth_message);
  g_free (self->tests);
  g_free (self->response_message);
  g_free (self);
}

TfSurvey *
tf_survey_copy (const TfSurvey *self)
{
  TfSurvey *copy = g_memdup2 (self, sizeof *self);

  copy->ref_count = 1;
  if (self->question.run != NULL)
    tf_survey_run_ref (self->question.run);
  copy->moments = self->moments != NULL ? tf_moments_ref (self->moments) : NULL;
  if (self->view_limit != NULL)
    {
      gsize size = (gsize) self->view_dim * self->moments->n_classes * sizeof (double);

      copy->view_limit = g_memdup2 (self->view_limit, size);
      copy->fixed_limit = g_memdup2 (self->fixed_limit, size);
    }
  copy->limit_message = g_strdup (self->limit_message);
  copy->points = g_memdup2 (self->points, self->n_points * sizeof (TfSurveyPoint));
  copy->vicinity_message = g_strdup (self->vicinity_message);
  copy->layers = g_memdup2 (self->layers, self->n_layers * sizeof (TfMetrics));
  copy->depth_message = g_strdup (self->depth_message);
  copy->tests = g_memdup2 (self->tests, self->n_tests * sizeof (TfPerturbationTest));
  copy->response_message = g_strdup (self->response_message);
  return copy;
}

gboolean
tf_survey_fit_decay (guint n, const double *values, double floor, double *log_rate, double *intercept)
{
  double count = 0, sum_x = 0, sum_y = 0, sum_xx = 0, sum_xy = 0, determinant;

  for (guint i = 0; i < n; i++)
    if (values[i] > floor * values[0] && isfinite (values[i]))
      {
        double y = log (values[i]);

        count++;
        sum_x += i;
        sum_y += y;
        sum_xx += (double) i * i;
        sum_xy += i * y;
      }
  determinant = count * sum_xx - sum_x * sum_x;
  if (!(determinant > 0))
    return FALSE;
  *log_rate = (count * sum_xy - sum_x * sum_y) / determinant;
  *intercept = (sum_y - *log_rate * sum_x) / count;
  return TRUE;
}

/* Of what the fit says, what a single step may differ. */
#define GEOMETRIC 0.1

gboolean
tf_survey_is_geometric (guint n, const double *values, double floor, double log_rate)
{
  for (guint i = 1; i < n; i++)
    if (values[i] > floor * values[0] && values[i - 1] > floor * values[0]
        && fabs (log (values[i] / values[i - 1]) - log_rate) > GEOMETRIC * fabs (log_rate))
      return FALSE;
  return TRUE;
}
