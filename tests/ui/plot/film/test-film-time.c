/* test-film-time.c: where a run is in a film's frames
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "film-kit.h"
#include "film-time.h"
#include "session.h"

static void
test_instants (void)
{
  g_autoptr (TfSession) session = make_session (1000);
  const TfInstant begin = { 0, 0 }, end = { 1000, 0 };
  TfInstant last = { -1, 0 };
  double before = 0;

  g_assert_cmpfloat (tf_film_find_instant (session->course, &begin, &end, 0, 50).t, ==, 0);
  g_assert_cmpfloat (tf_film_find_instant (session->course, &begin, &end, 49, 50).t, ==, 1000);
  g_assert_cmpfloat (tf_film_find_instant (session->course, &begin, &end, 0, 1).t, ==, 1000);
  for (guint i = 0; i < 50; i++)
    {
      TfInstant at = tf_film_find_instant (session->course, &begin, &end, i, 50);

      g_assert_cmpint (tf_instant_compare (&last, &at), <, 0);
      last = at;
      before += at.t < 3;
    }
  /* ln 31 before the change, ln 9971 after it */
  g_assert_cmpfloat_with_epsilon (before, 50 * log (31) / (log (31) + log (9971)), 1);
}

/* From the middle of a run on, at the pace it has there. */
static void
test_part (void)
{
  g_autoptr (TfSession) session = make_session (1000);
  const TfInstant zero = { 0, 0 }, begin = { 103, 0 }, end = { 1000, 0 };
  double way = tf_film_measure_way (session->course, &begin, &end);

  g_assert_cmpfloat_with_epsilon (way, log (1 + 9970) - log (1 + 1000), 1e-9);
  g_assert_cmpfloat_with_epsilon (tf_film_measure_way (session->course, &zero, &begin) + way,
                                  tf_film_measure_way (session->course, &zero, &end), 1e-9);
  g_assert_cmpfloat (tf_film_find_instant (session->course, &begin, &end, 0, 11).t, ==, 103);
  g_assert_cmpfloat (tf_film_find_instant (session->course, &begin, &end, 10, 11).t, ==, 1000);
  g_assert_cmpfloat_with_epsilon (tf_film_find_instant (session->course, &begin, &end, 5, 11).t,
                                  3 + 0.1 * (sqrt (1001.0 * 9971.0) - 1), 1e-6);
  g_assert_cmpfloat (tf_film_find_instant (session->course, &end, &end, 0, 3).t, ==, 1000);
  g_assert_cmpfloat (tf_film_find_instant (session->course, &end, &end, 1, 3).t, ==, 1000);
}

static void
test_iterations (void)
{
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  const TfInstant begin = { 0, 0 }, end = { 25, 100 };
  g_autoptr (TfCourse) course = NULL;
  guint64 last = 0;

  parameters.flow = TF_FLOW_DESCENT;
  parameters.step = 0.25;
  course = tf_course_new (&parameters);
  for (guint i = 0; i < 30; i++)
    {
      TfInstant at = tf_film_find_instant (course, &begin, &end, i, 30);

      g_assert_cmpuint (at.iteration, >=, last);
      g_assert_cmpfloat_with_epsilon (at.t, 0.25 * at.iteration, 1e-12);
      last = at.iteration;
    }
  g_assert_cmpuint (last, ==, 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/film-time/instants", test_instants);
  g_test_add_func ("/film-time/part", test_part);
  g_test_add_func ("/film-time/iterations", test_iterations);
  return g_test_run ();
}
