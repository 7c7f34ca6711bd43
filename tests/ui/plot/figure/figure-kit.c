/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figure-kit.h"

#include "synthetic.h"

TfFigureScene *
make_scene (guint n_classes, guint dim, double beta, double t, TfSurveyParts parts, guint n_pins)
{
  TfSynthetic synthetic = TF_SYNTHETIC_DEFAULT;
  TfParameters p = TF_PARAMETERS_DEFAULT, q;
  g_autoptr (TfSource) source = NULL;
  g_autoptr (TfCourse) course = NULL, plain = NULL;
  g_autoptr (TfSession) session = NULL;
  g_auto (TfFetched) fetched = { 0 };
  TfSurveyQuestion question = TF_SURVEY_QUESTION_DEFAULT;
  TfFigureScene *scene;

  synthetic.n_classes = n_classes;
  synthetic.dim = dim;
  synthetic.per_class = 12;
  source = tf_source_new_synthetic (&synthetic);
  g_assert_true (tf_source_fetch (source, NULL, &fetched, NULL));
  q = p;
  q.beta = beta;
  plain = tf_course_new (&p);
  course = tf_course_change (plain, &(TfInstant){ t / 3, 0 }, &q);
  session = tf_session_new (source, course, &(TfInstant){ t, 0 }, NULL);
  for (guint i = 0; i < n_pins; i++)
    {
      g_autofree char *name = g_strdup_printf ("pin <%u> & co", i);

      tf_session_add_pin (session, name, FALSE, NULL, plain, &(TfInstant){ t / (i + 2), 0 });
    }
  question.parts = parts;
  question.n_layers = 4;
  scene = tf_figure_scene_new (fetched.moments, NULL, session, &question, NULL, NULL);
  g_assert_nonnull (scene);
  return scene;
}

GBytes *
make (TfFigureScene *scene, TfFigureFormat format, const TfFigure *figure, double dpi)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = tf_figure_scene_make (scene, format, figure, dpi, NULL, NULL, &error);

  g_assert_no_error (error);
  return bytes;
}
