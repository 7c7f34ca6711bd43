/* test-flow-walk.c: a flow is led along a course
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_errno.h>
#include <math.h>

#include "flow-walk.h"
#include "problems.h"

static TfMoments *
make_moments (guint n_classes, guint32 seed)
{
  g_autoptr (TfFeatures) features = problem_sized (n_classes, 20, 8, seed);

  return tf_moments_new (features, 100, NULL, NULL);
}

static TfCourse *
make_course (TfFlowKind first, TfFlowKind second)
{
  TfParameters p = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfCourse) course = NULL, longer = NULL;

  p.flow = first;
  p.step = 0.01;
  course = tf_course_new (&p);
  p.beta = 0.2;
  longer = tf_course_change (course, &(TfInstant){ 2, first == TF_FLOW_DESCENT ? 200 : 0 }, &p);
  p.flow = second;
  p.lambda_h *= 2;
  return tf_course_change (longer, &(TfInstant){ 5, first == TF_FLOW_DESCENT ? 500 : 0 }, &p);
}

static void
test_count (void)
{
  g_autoptr (TfCourse) course = make_course (TF_FLOW_CENTRAL, TF_FLOW_JOINT);
  g_autoptr (TfCourse) descent = make_course (TF_FLOW_DESCENT, TF_FLOW_DESCENT);

  g_assert_false (tf_course_counts_iterations (course));
  g_assert_cmpuint (tf_flow_walk_count_changes (course, 1.9), ==, 0);
  g_assert_cmpuint (tf_flow_walk_count_changes (course, 2), ==, 1); /* those at it among them */
  g_assert_cmpuint (tf_flow_walk_count_changes (course, 1e9), ==, 2);
  g_assert_true (tf_course_counts_iterations (descent));
  g_assert_cmpuint (tf_flow_walk_count_changes (descent, 199), ==, 0);
  g_assert_cmpuint (tf_flow_walk_count_changes (descent, 500), ==, 2);
}

static gboolean
count_cb (TfFlowWalk *walk, gboolean at_stop)
{
  double position = tf_flow_get_position (walk->flow);

  g_assert_cmpfloat (position, <=, walk->until);
  g_assert_cmpint (at_stop, ==, position >= walk->until);
  (*(guint *) walk->user_data)++;
  return TRUE;
}

/* By the walk to the end, and by hand: the same to the bit. */
static void
test_same_as_by_hand (void)
{
  static const TfFlowKind kinds[][2] = { { TF_FLOW_CENTRAL, TF_FLOW_JOINT }, { TF_FLOW_DESCENT, TF_FLOW_DESCENT } };
  g_autoptr (TfMoments) moments = make_moments (4, 3);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (TfCourse) course = make_course (kinds[i][0], kinds[i][1]);
      g_autoptr (TfFlow) led = tf_flow_new (moments, &course->start, NULL), driven = tf_flow_new (moments, &course->start, NULL);
      guint n_told = 0;
      TfFlowWalk walk = { led, course, .steps = 2, .iterations = 100, .look = count_cb, .user_data = &n_told };
      double end = i == 0 ? 9 : 900;
      TfMetrics a, b;

      g_assert_true (tf_flow_walk_through (&walk, 2, NULL, NULL) && tf_flow_walk_to (&walk, end, NULL, NULL));
      for (guint j = 0; j < 2; j++)
        {
          const TfCourseChange *change = &course->changes[j];

          g_assert_true (tf_flow_advance (driven, i == 0 ? change->at.t : (double) change->at.iteration, 0, NULL, NULL)
                         && tf_flow_set_parameters (driven, &change->parameters, NULL));
        }
      g_assert_true (tf_flow_advance (driven, end, 0, NULL, NULL));
      g_assert_cmpuint (walk.n_changes, ==, 2);
      g_assert_cmpfloat_with_epsilon (walk.since, 5, 1e-9);
      g_assert_cmpuint (n_told, >, 2);
      tf_flow_get_metrics (led, &a);
      tf_flow_get_metrics (driven, &b);
      g_assert_cmpmem (a.values, sizeof a.values, b.values, sizeof b.values);
    }
}

#define STRIDE 1.5

static double
find_next_multiple (TfFlowWalk *walk)
{
  return STRIDE * (floor (tf_flow_get_time (walk->flow) / STRIDE + 1e-9) + 1);
}

static gboolean
note_stops (TfFlowWalk *walk, gboolean at_stop)
{
  double t = tf_flow_get_time (walk->flow);

  if (at_stop)
    g_array_append_val (walk->user_data, t);
  return t < 6;
}

/* No stop of the walker's own, no change and no end is passed without a look; who looks may have had enough. */
static void
test_stops (void)
{
  const double stops[] = { 1.5, 2, 3, 4.5, 5, 6 };
  g_autoptr (TfMoments) moments = make_moments (3, 4);
  g_autoptr (TfCourse) course = make_course (TF_FLOW_CENTRAL, TF_FLOW_JOINT);
  g_autoptr (TfFlow) flow = tf_flow_new (moments, &course->start, NULL);
  g_autoptr (GArray) met = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GError) error = NULL;
  TfFlowWalk walk = { flow, course, .steps = 1, .find_stop = find_next_multiple, .look = note_stops, .user_data = met };

  g_assert_false (tf_flow_walk_until (&walk, 100, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (met->len, ==, G_N_ELEMENTS (stops));
  for (guint i = 0; i < met->len; i++)
    g_assert_cmpfloat (g_array_index (met, double, i), ==, stops[i]);
  g_assert_cmpuint (walk.n_changes, ==, 2);
}

/* Through the whole course and on to rest; from an instant of it on, what is left of it. */
static void
test_until_rest (void)
{
  g_autoptr (TfMoments) moments = make_moments (3, 6);
  g_autoptr (TfCourse) course = make_course (TF_FLOW_CENTRAL, TF_FLOW_CENTRAL);
  g_autoptr (TfFlow) flow = tf_flow_new (moments, &course->start, NULL);
  TfFlowWalk walk = { flow, course }, later = { flow, course };

  g_assert_true (tf_flow_walk_until (&walk, 3, NULL, NULL));
  g_assert_cmpfloat (tf_flow_get_time (flow), ==, 3);
  tf_flow_walk_begin_at (&later, &(TfInstant){ 3, 0 });
  g_assert_cmpuint (later.n_changes, ==, 1);
  g_assert_cmpfloat (later.since, ==, 2);
  g_assert_true (tf_flow_walk_until (&later, INFINITY, NULL, NULL));
  g_assert_cmpuint (later.n_changes, ==, 2);
  g_assert_true (tf_flow_is_at_rest (flow, later.since));
  g_assert_cmpfloat (tf_flow_get_time (flow), <, TF_FLOW_WALK_LONGEST_TIME);
}

static gboolean
change_without_beta (TfFlowWalk *walk, const TfCourseChange *change, GError **error)
{
  TfParameters p = change->parameters;

  p.beta = 0;
  return tf_flow_set_parameters (walk->flow, &p, error);
}

/* What a change sets can be something else; who is cancelled goes no further. */
static void
test_adapted_and_cancelled (void)
{
  g_autoptr (TfMoments) moments = make_moments (3, 5);
  g_autoptr (TfCourse) course = make_course (TF_FLOW_CENTRAL, TF_FLOW_CENTRAL);
  g_autoptr (TfFlow) flow = tf_flow_new (moments, &course->start, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  TfFlowWalk walk = { flow, course, .change = change_without_beta };

  g_assert_true (tf_flow_walk_through (&walk, 1, cancellable, NULL));
  g_assert_cmpfloat (tf_flow_get_parameters (flow)->beta, ==, 0);
  g_assert_cmpfloat (tf_flow_get_time (flow), ==, 2);
  g_cancellable_cancel (cancellable);
  g_assert_false (tf_flow_walk_through (&walk, 2, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (walk.n_changes, ==, 1);
  g_assert_cmpfloat (tf_flow_get_time (flow), ==, 2);
}

int
main (int argc, char **argv)
{
  gsl_set_error_handler_off ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/flow-walk/count", test_count);
  g_test_add_func ("/flow-walk/same-as-by-hand", test_same_as_by_hand);
  g_test_add_func ("/flow-walk/stops", test_stops);
  g_test_add_func ("/flow-walk/until-rest", test_until_rest);
  g_test_add_func ("/flow-walk/adapted-and-cancelled", test_adapted_and_cancelled);
  return g_test_run ();
}
