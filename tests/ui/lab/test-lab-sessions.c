/* test-lab-sessions.c: what a lab makes a session of, and takes from one; other features; the theory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <gsl/gsl_errno.h>
#include <string.h>

#include "lab-kit.h"

static gboolean
has_survey (TfLab *lab, gpointer data)
{
  const TfSurvey *survey = tf_lab_get_survey (lab);

  return survey != NULL && tf_parameters_equal (&survey->question.parameters, tf_lab_get_parameters (lab))
         && (survey->complete & TF_SURVEY_LIMIT) != 0;
}

static gboolean
has_trust (TfLab *lab, gpointer data)
{
  return tf_lab_get_trust (lab) != NULL;
}

static gboolean
has_map (TfLab *lab, gpointer data)
{
  return tf_lab_get_map (lab) != NULL && tf_map_is_complete (tf_lab_get_map (lab));
}

static gboolean
is_at_no_map (TfLab *lab, gpointer data)
{
  return !tf_lab_is_mapping (lab);
}

static void
want_cb (TfLab *lab, gpointer data)
{
  tf_lab_want (lab, &TF_SURVEY_QUESTION_DEFAULT);
}

static void
keep_text_cb (TfLab *lab, const char *text, char **kept)
{
  g_free (*kept);
  *kept = g_strdup (text);
}

static void
save_key_cb (TfLab *lab, TfSession *session, gpointer data)
{
  tf_session_set_view (session, "of-a-test", data);
}

static void
restore_key_cb (TfLab *lab, TfSession *session, char **kept)
{
  g_free (*kept);
  *kept = g_strdup (tf_session_get_view (session, "of-a-test"));
}

static void
assert_same_metrics (const TfFrame *a, const TfFrame *b)
{
  g_assert_cmpfloat (a->t, ==, b->t);
  for (TfMetric m = 0; m < TF_N_METRICS; m++)
    if (a->metrics.values[m] == a->metrics.values[m]) /* defined */
      g_assert_cmpfloat_with_epsilon (a->metrics.values[m], b->metrics.values[m], 1e-3 * (ABS (a->metrics.values[m]) + 1e-6));
}

/* --- tests --- */

/* Through its text into another lab: two runs, a pin, and what others have added. */
static void
test_round_trip (void)
{
  TfLab *lab = open_lab (), *other = tf_lab_new ();
  g_autoptr (TfSession) session = NULL, again = NULL;
  g_autofree char *text = NULL, *kept = NULL;
  g_autoptr (GError) error = NULL;

  g_signal_connect (lab, "saving", G_CALLBACK (save_key_cb), (gpointer) "seen");
  g_signal_connect (other, "restoring", G_CALLBACK (restore_key_cb), &kept);
  set_beta (lab, 0.25);
  g_assert_true (tf_lab_pin (lab));
  tf_lab_set_compared (lab, TRUE);
  wait_for (lab, is_compared, NULL);
  set_beta (lab, 4);
  wait_for (lab, has_betas, (double[]){ 0.25, 4 });
  hold (lab);
  session = tf_lab_make_session (lab);
  g_assert_nonnull (session);
  text = tf_session_to_text (session, NULL, NULL);
  again = tf_session_from_text (text, strlen (text), NULL, &error);
  g_assert_no_error (error);

  put_features (other, 1, again);
  wait_for (other, is_still, NULL);
  wait_for (other, has_n_pins, GUINT_TO_POINTER (1));
  g_assert_cmpstr (kept, ==, "seen");
  g_assert_true (tf_lab_is_compared (other));
  g_assert_cmpuint (tf_lab_get_chosen (other), ==, 0);
  g_assert_false (tf_lab_wants_play (other));
  g_assert_false (tf_lab_can_undo (other));
  g_assert_cmpfloat (tf_lab_get_parameters_of (other, 0)->beta, ==, 0.25);
  g_assert_cmpfloat (tf_lab_get_parameters_of (other, 1)->beta, ==, 4);
  assert_same_metrics (tf_lab_get_frame (lab), tf_lab_get_frame (other));
  assert_same_metrics (tf_lab_get_frame_of (lab, 1), tf_lab_get_frame_of (other, 1));
  assert_same_metrics (tf_pins_get (tf_lab_get_pins (lab), 0)->frame, tf_pins_get (tf_lab_get_pins (other), 0)->frame);
  close_lab (lab);
  close_lab (other);
}

/* A draw of other sizes than the usual one. */
static TfSource *
make_small_draw (TfFetched *fetched)
{
  TfSynthetic synthetic = TF_SYNTHETIC_DEFAULT;
  TfSource *source;
  g_autoptr (GError) error = NULL;

  synthetic.n_classes = 3;
  synthetic.per_class = 7;
  synthetic.dim = 5;
  source = tf_source_new_synthetic (&synthetic);
  tf_source_fetch (source, NULL, fetched, &error);
  g_assert_no_error (error);
  return source;
}

static gboolean
has_survey_of (TfLab *lab, gpointer data)
{
  return tf_lab_get_survey (lab) != NULL && tf_lab_get_survey (lab)->moments == data;
}

static gboolean
is_of_both (TfLab *lab, gpointer data)
{
  return is_compared (lab, NULL) && tf_lab_get_frame (lab)->owner == tf_lab_get_features_of (lab, 0)->moments
         && tf_lab_get_frame_of (lab, 1)->owner == tf_lab_get_features_of (lab, 1)->moments;
}

/* The second run is of other features: what is asked, kept and swapped is of them. */
static void
test_two (void)
{
  TfLab *lab = open_lab (), *other = tf_lab_new ();
  g_auto (TfFetched) fetched = { 0 };
  g_autoptr (TfSource) source = make_small_draw (&fetched);
  TfMoments *first = tf_lab_get_moments (lab);
  TfSurveyQuestion question = TF_SURVEY_QUESTION_DEFAULT;
  g_autoptr (TfSession) session = NULL, again = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  double t = 1;

  tf_lab_take_beside (lab, source, fetched.moments, NULL);
  g_assert_null (tf_lab_make_session (lab)); /* not yet */
  wait_for (lab, is_of_both, NULL);
  g_assert_true (tf_lab_has_two (lab) && tf_lab_get_chosen (lab) == 1);
  set_beta (lab, 2);
  wait_for (lab, has_betas, (double[]){ 0, 2 });
  wait_for (lab, is_beyond, &t);
  tf_lab_want (lab, &question);
  wait_for (lab, has_survey_of, fetched.moments);
  hold (lab);
  g_assert_true (tf_lab_pin (lab));
  g_assert_cmpuint (tf_pins_get (tf_lab_get_pins (lab), 0)->frame->n_classes, ==, 3);
  g_assert_true (tf_pins_get (tf_lab_get_pins (lab), 0)->source == source);
  session = tf_lab_make_session (lab);
  text = tf_session_to_text (session, NULL, NULL);
  again = tf_session_from_text (text, strlen (text), NULL, &error);
  g_assert_no_error (error);

  tf_lab_take_both (other, tf_lab_get_features_of (lab, 0), tf_lab_get_features_of (lab, 1), again);
  wait_for (other, is_of_both, NULL);
  wait_for (other, is_still, NULL);
  wait_for (other, has_n_pins, GUINT_TO_POINTER (1));
  assert_same_metrics (tf_lab_get_frame (lab), tf_lab_get_frame (other));
  assert_same_metrics (tf_lab_get_frame_of (lab, 1), tf_lab_get_frame_of (other, 1));
  g_assert_cmpuint (tf_pins_get (tf_lab_get_pins (other), 0)->frame->n_classes, ==, 3);

  tf_lab_swap (lab);
  wait_for (lab, is_of_both, NULL);
  g_assert_true (tf_lab_get_moments (lab) == fetched.moments && tf_lab_get_features_of (lab, 1)->moments == first);
  /* The first has others, the second keeps its own; then there is one run, on the first's. */
  put_features (lab, 5, NULL);
  wait_for (lab, is_of_both, NULL);
  g_assert_true (tf_lab_get_features_of (lab, 1)->moments == first);
  tf_lab_set_compared (lab, FALSE);
  wait_for (lab, is_alone, NULL);
  g_assert_false (tf_lab_has_two (lab));
  g_assert_true (tf_lab_pin_let_go (lab));
  g_assert_cmpuint (tf_pins_get (tf_lab_get_pins (lab), 1)->frame->n_classes, ==, 4);
  close_lab (lab);
  close_lab (other);
}

/* One stood in the past: what came later is there as well. */
static void
test_past (void)
{
  TfLab *lab = open_lab (), *other = tf_lab_new ();
  g_autoptr (TfSession) session = NULL;

  hold (lab);
  set_beta (lab, 1);
  wait_for (lab, is_still, NULL);
  back_to (lab, 0.5);
  session = tf_lab_make_session (lab);
  put_features (other, 1, session);
  wait_for (other, is_past, NULL);
  g_assert_cmpfloat (tf_lab_get_frame (other)->latest.t, ==, tf_lab_get_frame (lab)->latest.t);
  g_assert_cmpfloat (get_beta (other), ==, 1); /* as it was set last */
  g_assert_cmpfloat (tf_lab_get_frame (other)->parameters.beta, ==, 0);
  assert_same_metrics (tf_lab_get_frame (lab), tf_lab_get_frame (other));
  close_lab (lab);
  close_lab (other);
}

/* There is no session of features whose run is not there yet. */
static void
test_none_yet (void)
{
  TfLab *lab = tf_lab_new ();

  g_assert_null (tf_lab_make_session (lab));
  put_features (lab, 1, NULL);
  wait_for (lab, is_present, NULL);
  put_features (lab, 2, NULL);
  g_assert_null (tf_lab_make_session (lab));
  g_assert_null (tf_lab_get_survey (lab));
  close_lab (lab);
}

/* Beta was chosen for features: other files do not keep it, another draw does. */
static void
test_other_features (void)
{
  TfLab *lab = open_lab ();
  g_autofree char *said = NULL, *folder = g_dir_make_tmp ("tightframe-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "few.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (TfSource) source = tf_source_new_file (file, NULL);
  g_auto (TfFetched) fetched = { 0 };
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, "label,x,y\n0,1,0\n0,1.5,0.1\n1,0,1\n1,0.2,1.5\n2,-1,-1\n2,-1,-1.2\n", -1, &error);
  g_assert_no_error (error);
  g_signal_connect (lab, "noted", G_CALLBACK (keep_text_cb), &said);
  set_beta (lab, 0.5);
  put_features (lab, 2, NULL);
  g_assert_cmpfloat (get_beta (lab), ==, 0.5);
  g_assert_null (said);
  tf_source_fetch (source, NULL, &fetched, &error);
  g_assert_no_error (error);
  tf_lab_take_features (lab, source, fetched.moments, g_steal_pointer (&fetched.layers), NULL);
  g_assert_cmpfloat (get_beta (lab), ==, 0);
  g_assert_nonnull (said);
  wait_for (lab, is_present, NULL);
  g_assert_true (tf_lab_wants_play (lab));
  close_lab (lab);
  g_unlink (path);
  g_rmdir (folder);
}

/* Whoever answers "problem-changed" is told what the theory says, and how far a run at rest can be trusted. */
static void
test_theory (void)
{
  TfLab *lab = open_lab ();

  g_signal_connect (lab, "problem-changed", G_CALLBACK (want_cb), NULL);
  set_beta (lab, 0.5);
  wait_for (lab, has_survey, NULL);
  set_beta (lab, 0.7);
  g_assert_false (has_survey (lab, NULL)); /* that was of other parameters */
  wait_for (lab, has_survey, NULL);
  g_assert_null (tf_lab_get_trust (lab));
  hold (lab);
  wait_for (lab, has_trust, NULL);
  tf_lab_set_playing (lab, TRUE);
  close_lab (lab);
}

static void
test_map (void)
{
  TfLab *lab = open_lab ();
  g_autofree char *axes = g_strdup ("beta=0.01:1:5");
  const TfMapQuestion question
      = { .axes = axes, .parameters = *tf_lab_get_parameters (lab), .moments = tf_lab_get_moments (lab) };

  tf_lab_ask_map (lab, &question);
  wait_for (lab, has_map, NULL);
  g_assert_cmpuint (tf_lab_get_map (lab)->n_known, ==, 5);
  tf_lab_ask_map (lab, NULL);
  wait_for (lab, is_at_no_map, NULL);
  close_lab (lab);
}

int
main (int argc, char **argv)
{
  gsl_set_error_handler_off ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab-sessions/round-trip", test_round_trip);
  g_test_add_func ("/lab-sessions/two", test_two);
  g_test_add_func ("/lab-sessions/past", test_past);
  g_test_add_func ("/lab-sessions/none-yet", test_none_yet);
  g_test_add_func ("/lab-sessions/other-features", test_other_features);
  g_test_add_func ("/lab-sessions/theory", test_theory);
  g_test_add_func ("/lab-sessions/map", test_map);
  return g_test_run ();
}
