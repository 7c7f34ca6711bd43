/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "side-kit.h"

#include "synthetic.h"
#include "plot-monotone.h"
#include "plot-vicinity.h"
#include "random-parameters.h"
#include "traces-marks.h"
#include "undo.h"

/* --- runs to be drawn --- */

TfReplay *
replay (TfMoments *moments, double beta)
{
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  TfSurveyQuestion question = TF_SURVEY_QUESTION_DEFAULT;
  g_autoptr (TfCourse) course = NULL;
  g_autoptr (GError) error = NULL;
  TfReplay *replay;

  parameters.beta = beta;
  question.parts = TF_SURVEY_LIMIT | TF_SURVEY_VICINITY | TF_SURVEY_DEPTH | TF_SURVEY_RESPONSE;
  course = tf_course_new (&parameters);
  replay = tf_replay_new (moments, course, &(TfInstant){ 30, 0 }, &question, NULL, &error);
  g_assert_no_error (error);
  return replay;
}

TfMoments *
make_moments (guint n_classes)
{
  TfSynthetic synthetic = TF_SYNTHETIC_DEFAULT;
  g_autoptr (TfFeatures) features = NULL;

  synthetic.n_classes = n_classes;
  features = tf_synthetic_generate (&synthetic, NULL);
  return tf_moments_new (features, 100, NULL, NULL);
}
