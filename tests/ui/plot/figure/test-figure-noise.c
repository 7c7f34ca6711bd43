/* test-figure-noise.c: no figure tells the errors of its run as if they were deviations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_errno.h>
#include <string.h>

#include "figure-scene.h"
#include "synthetic.h"

/* That view of a run at time t, as the text of an SVG so many points wide. */
static char *
draw_of (const TfSynthetic *synthetic, const TfParameters *parameters, const TfView *view, double t, double width)
{
  TfSurveyQuestion question = TF_SURVEY_QUESTION_DEFAULT;
  g_autoptr (TfSource) source = tf_source_new_synthetic (synthetic);
  g_autoptr (TfCourse) course = tf_course_new (parameters);
  g_autoptr (TfSession) session = tf_session_new (source, course, &(TfInstant){ t, 0 }, NULL);
  g_auto (TfFetched) fetched = { 0 };
  g_autoptr (TfFigureScene) scene = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  TfFigure figure;

  g_assert_true (tf_source_fetch (source, NULL, &fetched, NULL));
  question.parts = TF_SURVEY_LIMIT;
  scene = tf_figure_scene_new (fetched.moments, NULL, session, &question, NULL, NULL);
  g_assert_nonnull (scene);
  tf_figure_init (&figure);
  figure.width = width;
  figure.panels[0] = view;
  figure.n_panels = 1;
  bytes = tf_figure_scene_make (scene, TF_FIGURE_SVG, &figure, 100, NULL, NULL, &error);
  g_assert_no_error (error);
  tf_figure_clear (&figure);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static char *
draw (const TfView *view, double t, double width)
{
  return draw_of (&TF_SYNTHETIC_DEFAULT, &TF_PARAMETERS_DEFAULT, view, t, width);
}

/* The largest deviation from the frame is a number on the way there, and a bound at the end. */
static void
test_geometry (void)
{
  g_autofree char *early = draw (&tf_view_geometry, 1, 400), *late = draw (&tf_view_geometry, 1e5, 400);
  g_autofree char *narrow = draw (&tf_view_geometry, 1e5, 130);
  g_autofree char *early_narrow = draw (&tf_view_geometry, 1, 130), *least = draw (&tf_view_geometry, 1, 75);

  g_assert_nonnull (strstr (early, "largest deviation"));
  g_assert_null (strstr (early, "below"));
  g_assert_nonnull (strstr (late, "largest deviation"));
  g_assert_nonnull (strstr (late, "below"));
  /* Where there is little room: fewer words, and at last the number alone. */
  g_assert_nonnull (strstr (narrow, "deviation below"));
  g_assert_nonnull (strstr (early_narrow, "deviation up to"));
  g_assert_null (strstr (least, "deviation up to"));
  g_assert_nonnull (strstr (least, "≤ "));
}

/* Where a class vanishes the 0 of now does not run into that of the end. */
static void
test_vanishing (void)
{
  gsize sizes[] = { 100, 100, 100, 10 };
  TfSynthetic synthetic = TF_SYNTHETIC_DEFAULT;
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  g_autofree char *wide = NULL, *narrow = NULL;

  synthetic.sizes = sizes;
  parameters.lambda_w = parameters.lambda_h = 0.4;
  wide = draw_of (&synthetic, &parameters, tf_view_find ("limit"), 1e5, 500);
  narrow = draw_of (&synthetic, &parameters, tf_view_find ("limit"), 1e5, 130);
  g_assert_nonnull (strstr (wide, "0: vanishes"));
  g_assert_null (strstr (narrow, "0: vanishes"));
  g_assert_nonnull (strstr (narrow, "vanishes"));
}

/* Where columns are narrow their numbers have fewer digits, and do not touch. */
static void
test_narrow_numbers (void)
{
  TfSynthetic synthetic = TF_SYNTHETIC_DEFAULT;
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  g_autofree char *wide = draw_of (&synthetic, &parameters, tf_view_find ("limit"), 1e5, 500);
  g_autofree char *narrow = draw_of (&synthetic, &parameters, tf_view_find ("limit"), 1e5, 130);

  g_assert_nonnull (strstr (wide, "4.987×10"));
  g_assert_null (strstr (narrow, "4.987×10"));
  g_assert_nonnull (strstr (narrow, "0.995"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  g_test_add_func ("/figure-noise/geometry", test_geometry);
  g_test_add_func ("/figure-noise/vanishing", test_vanishing);
  g_test_add_func ("/figure-noise/narrow-numbers", test_narrow_numbers);
  return g_test_run ();
}
