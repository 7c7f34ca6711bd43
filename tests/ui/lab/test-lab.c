/* test-lab.c: a run goes back in time and on from there, beside another, and its parameters are undone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#include "lab-kit.h"

/* What is told, and how often. */
static void
count_cb (TfLab *lab, guint *n)
{
  (*n)++;
}

static void
keep_text_cb (TfLab *lab, const char *text, char **kept)
{
  g_free (*kept);
  *kept = g_strdup (text);
}

/* --- the past --- */

static void
test_back_and_forward (void)
{
  TfLab *lab = open_lab ();
  double t, nc1;

  hold (lab);
  t = tf_lab_get_frame (lab)->t;
  nc1 = tf_lab_get_frame (lab)->metrics.values[TF_METRIC_NC1];
  g_assert_false (tf_lab_is_past (lab));
  back_to (lab, 0.5);
  g_assert_cmpfloat_with_epsilon (tf_lab_get_frame (lab)->t, 0.5 * t, 1e-12 * t);
  g_assert_cmpfloat (tf_lab_get_frame (lab)->metrics.values[TF_METRIC_NC1], >, nc1);
  g_assert_cmpfloat (last_time (tf_lab_get_trace (lab, 0)), ==, t); /* what is later is still there */
  g_assert_false (tf_lab_differs_from_then (lab));
  tf_lab_seek (lab, INFINITY);
  wait_for (lab, is_present, NULL);
  g_assert_cmpfloat (tf_lab_get_frame (lab)->t, ==, t);
  /* The same state, to the accuracy of the flow. */
  g_assert_cmpfloat_with_epsilon (tf_lab_get_frame (lab)->metrics.values[TF_METRIC_NC1], nc1, 1e-3 * nc1);
  g_assert_false (tf_lab_has_let_go (lab)); /* nothing was let go */
  close_lab (lab);
}

/* A run under beta = 0, then under 0.5, looked at where that was 0; its end in *t. */
static TfLab *
open_at_past (double *t)
{
  TfLab *lab = open_lab ();

  hold (lab);
  set_beta (lab, 0.5);
  tf_lab_set_playing (lab, TRUE);
  *t = tf_lab_get_frame (lab)->t * 1.5;
  wait_for (lab, is_beyond, t);
  hold (lab);
  *t = tf_lab_get_frame (lab)->t;
  back_to (lab, 0.3);
  g_assert_cmpfloat (tf_lab_get_frame (lab)->parameters.beta, ==, 0);
  g_assert_true (tf_lab_differs_from_then (lab));
  return lab;
}

/* On under the values of now; what was later can be kept. */
static void
test_on_with_now (void)
{
  double t, then;
  TfLab *lab = open_at_past (&t);
  g_autofree char *said = NULL;
  guint64 run = tf_lab_get_frame (lab)->run;

  g_signal_connect (lab, "let-go", G_CALLBACK (keep_text_cb), &said);
  then = tf_lab_get_frame (lab)->t;
  g_assert_true (tf_lab_toggle (lab));
  g_assert_nonnull (said);
  wait_for (lab, is_beyond, &then);
  g_assert_cmpuint (tf_lab_get_frame (lab)->run, ==, run);
  g_assert_cmpfloat (tf_lab_get_frame (lab)->parameters.beta, ==, 0.5);
  g_assert_true (tf_lab_wants_play (lab));
  g_assert_true (tf_lab_pin_let_go (lab));
  g_assert_false (tf_lab_has_let_go (lab));
  g_assert_cmpuint (tf_pins_get_n (tf_lab_get_pins (lab)), ==, 1);
  g_assert_cmpfloat (last_time (tf_pins_get (tf_lab_get_pins (lab), 0)->trace), ==, t);
  g_assert_cmpfloat (tf_pins_get (tf_lab_get_pins (lab), 0)->frame->t, ==, t);
  close_lab (lab);
}

/* On under the values of then, which can be undone like any other change. */
static void
test_on_as_then (void)
{
  double t, then;
  TfLab *lab = open_at_past (&t);

  then = tf_lab_get_frame (lab)->t;
  tf_lab_play_as_then (lab);
  wait_for (lab, is_beyond, &then);
  g_assert_cmpfloat (tf_lab_get_frame (lab)->parameters.beta, ==, 0);
  g_assert_cmpfloat (get_beta (lab), ==, 0);
  tf_lab_undo (lab);
  g_assert_cmpfloat (get_beta (lab), ==, 0.5);
  close_lab (lab);
}

/* A change in the past goes on from there; so does a single step. */
static void
test_changes_in_the_past (void)
{
  TfLab *lab = open_lab ();
  double t, then;

  hold (lab);
  t = tf_lab_get_frame (lab)->t;
  back_to (lab, 0.8);
  then = tf_lab_get_frame (lab)->t;
  set_beta (lab, 1);
  wait_for (lab, is_still, NULL); /* one frame is present before the parameters are in force */
  g_assert_false (tf_lab_is_past (lab));
  g_assert_cmpfloat (tf_lab_get_frame (lab)->t, ==, then);
  g_assert_cmpfloat (tf_lab_get_frame (lab)->parameters.beta, ==, 1);
  g_assert_true (tf_lab_pin_let_go (lab));
  g_assert_cmpfloat (last_time (tf_pins_get (tf_lab_get_pins (lab), 0)->trace), ==, t);

  back_to (lab, 0.8);
  then = tf_lab_get_frame (lab)->t;
  tf_lab_step (lab);
  wait_for (lab, is_beyond, &then);
  wait_for (lab, is_still, NULL);
  g_assert_false (tf_lab_is_past (lab));
  g_assert_cmpfloat (tf_lab_get_frame (lab)->parameters.beta, ==, 1); /* as it was set last */
  close_lab (lab);
}

/* --- parameters --- */

static void
test_parameters (void)
{
  TfLab *lab = open_lab ();
  TfParameters wrong = *tf_lab_get_parameters (lab);
  g_autoptr (GError) error = NULL;
  guint n_touched = 0, n_problems = 0;

  g_signal_connect (lab, "touched", G_CALLBACK (count_cb), &n_touched);
  g_signal_connect (lab, "problem-changed", G_CALLBACK (count_cb), &n_problems);
  wrong.beta = -1;
  g_assert_false (tf_lab_take_parameters (lab, &wrong, &error));
  g_assert_nonnull (error);
  g_assert_cmpfloat (get_beta (lab), ==, 0);
  g_assert_cmpuint (n_touched + n_problems, ==, 0);
  set_beta (lab, 3);
  g_assert_cmpuint (n_touched, ==, 1);
  g_assert_cmpuint (n_problems, >=, 1);
  tf_lab_undo (lab); /* no hand of a person */
  g_assert_cmpuint (n_touched, ==, 1);
  g_assert_cmpfloat (get_beta (lab), ==, 0);
  close_lab (lab);
}

static void
test_undo (void)
{
  TfLab *lab = open_lab ();
  guint64 run = tf_lab_get_frame (lab)->run;

  g_assert_false (tf_lab_can_undo (lab));
  for (int i = 1; i <= 20; i++) /* one drag */
    set_beta (lab, i * 0.1);
  g_assert_false (tf_lab_can_redo (lab));
  tf_lab_undo (lab);
  g_assert_cmpfloat (get_beta (lab), ==, 0);
  g_assert_false (tf_lab_can_undo (lab));
  tf_lab_undo (lab); /* nothing */
  tf_lab_redo (lab);
  g_assert_cmpfloat (get_beta (lab), ==, 2);

  /* The other run's steps come back to it, whichever is chosen. */
  tf_lab_set_compared (lab, TRUE);
  wait_for (lab, is_compared, NULL);
  set_beta (lab, 5);
  tf_lab_choose (lab, 0);
  g_assert_cmpfloat (get_beta (lab), ==, 2);
  tf_lab_undo (lab);
  g_assert_cmpfloat (get_beta (lab), ==, 2);
  wait_for (lab, has_betas, (double[]){ 2, 2 });
  tf_lab_undo (lab);
  wait_for (lab, has_betas, (double[]){ 0, 2 });
  tf_lab_redo (lab);
  tf_lab_redo (lab);
  wait_for (lab, has_betas, (double[]){ 2, 5 });
  g_assert_cmpuint (tf_lab_get_frame (lab)->run, ==, run);
  /* With it go its steps. */
  tf_lab_set_compared (lab, FALSE);
  wait_for (lab, is_alone, NULL);
  tf_lab_undo (lab);
  g_assert_cmpfloat (get_beta (lab), ==, 0);
  g_assert_false (tf_lab_can_undo (lab));
  close_lab (lab);
}

/* --- two runs --- */

/* Both are at the same time at every frame, each under its own values. */
static void
test_compare (void)
{
  TfLab *lab = open_lab ();
  double t;

  tf_lab_choose (lab, 1); /* there is no second one */
  g_assert_cmpuint (tf_lab_get_chosen (lab), ==, 0);
  tf_lab_set_compared (lab, TRUE);
  wait_for (lab, is_compared, NULL);
  g_assert_cmpuint (tf_lab_get_chosen (lab), ==, 1);
  g_assert_true (tf_lab_get_chosen_frame (lab) == tf_lab_get_frame (lab)->beside);
  set_beta (lab, 2);
  wait_for (lab, has_betas, (double[]){ 0, 2 });
  t = tf_lab_get_frame (lab)->t * 3;
  wait_for (lab, is_beyond, &t);
  g_assert_cmpfloat (tf_lab_get_frame_of (lab, 1)->t, ==, tf_lab_get_frame (lab)->t);
  g_assert_cmpfloat (tf_lab_get_frame_of (lab, 1)->metrics.values[TF_METRIC_NC1], >,
                     tf_lab_get_frame (lab)->metrics.values[TF_METRIC_NC1]);

  /* Both go back, and on. */
  hold (lab);
  back_to (lab, 0.1); /* to before there were two */
  t = tf_lab_get_frame (lab)->t;
  g_assert_cmpfloat (tf_lab_get_frame_of (lab, 1)->t, ==, t);
  tf_lab_toggle (lab);
  wait_for (lab, is_beyond, &t);
  g_assert_cmpfloat (tf_lab_get_frame_of (lab, 1)->t, ==, tf_lab_get_frame (lab)->t);
  g_assert_true (tf_lab_pin_let_go (lab));
  g_assert_cmpuint (tf_pins_get_n (tf_lab_get_pins (lab)), ==, 2); /* what was later of both */

  tf_lab_swap (lab);
  wait_for (lab, has_betas, (double[]){ 2, 0 });
  g_assert_cmpfloat (get_beta (lab), ==, 0);
  tf_lab_set_compared (lab, FALSE);
  wait_for (lab, is_alone, NULL);
  g_assert_cmpfloat (get_beta (lab), ==, 2);
  g_assert_cmpfloat (tf_lab_get_frame (lab)->parameters.beta, ==, 2);
  g_assert_true (tf_lab_pin_let_go (lab)); /* the one that went can be kept */
  g_assert_cmpfloat (tf_pins_get (tf_lab_get_pins (lab), 2)->frame->parameters.beta, ==, 0);
  close_lab (lab);
}

/* Where the first has come to its end the second goes on under other values, and
 * the other way round. */
static void
test_compare_settled (void)
{
  TfLab *lab = open_lab ();
  double t;

  tf_lab_set_pace (lab, 10);
  wait_for (lab, is_settled, NULL);
  g_assert_true (tf_lab_is_over (lab));
  g_assert_false (tf_lab_toggle (lab)); /* to play leads nowhere */
  tf_lab_set_compared (lab, TRUE);
  wait_for (lab, is_compared, NULL);
  /* What the change does is played from its beginning. */
  tf_lab_set_pace (lab, 0.5);
  set_beta (lab, 30);
  t = tf_lab_get_frame (lab)->t + 0.5;
  wait_for (lab, is_beyond, &t);
  g_assert_cmpfloat (tf_lab_get_frame (lab)->t, <, t + 1000);
  tf_lab_set_pace (lab, 10);
  wait_for (lab, is_settled, NULL);
  g_assert_cmpfloat (tf_lab_get_frame_of (lab, 1)->metrics.values[TF_METRIC_NC1_RATIO], >, 0.1);
  g_assert_cmpfloat (tf_lab_get_frame (lab)->metrics.values[TF_METRIC_NC1_RATIO], <, 1e-6);
  tf_lab_choose (lab, 0);
  set_beta (lab, 1);
  t = tf_lab_get_frame (lab)->t + 2;
  wait_for (lab, is_beyond, &t);
  close_lab (lab);
}

/* Wherever it is closed nothing is left behind. */
static gboolean
is_model_beside_network (TfLab *lab, gpointer data)
{
  const double *t = data;

  return is_compared (lab, NULL) && tf_lab_get_frame (lab)->parameters.flow == TF_FLOW_NETWORK
         && tf_lab_get_frame_of (lab, 1)->parameters.flow == TF_FLOW_CENTRAL && tf_lab_get_frame (lab)->t >= *t;
}

/* Both from the same H0 in step, the model held by the beta that the network is at. */
static void
test_model_beside (void)
{
  TfLab *lab = open_lab ();
  g_autofree char *said = NULL;
  double t = 100, beta;

  g_signal_connect (lab, "noted", G_CALLBACK (keep_text_cb), &said);
  tf_lab_pin (lab);
  tf_lab_set_model_beside (lab);
  wait_for (lab, is_model_beside_network, &t);
  beta = tf_lab_get_parameters_of (lab, 1)->beta;
  g_assert_cmpfloat (beta, >, 0);
  g_assert_nonnull (strstr (said, "B the model"));
  g_assert_cmpfloat (tf_lab_get_frame_of (lab, 1)->t, ==, tf_lab_get_frame (lab)->t);
  g_assert_cmpfloat (tf_trace_get_row (tf_lab_get_trace (lab, 0), 0)->t, ==, 0);
  g_assert_cmpfloat (tf_trace_get_row (tf_lab_get_trace (lab, 1), 0)->t, ==, 0);
  wait_for (lab, has_n_pins, GUINT_TO_POINTER (1)); /* what was pinned stays */

  /* Another time, from what the network is by now, which is less. */
  hold (lab);
  t = 50;
  tf_lab_set_model_beside (lab);
  wait_for (lab, is_still, NULL);
  wait_for (lab, is_model_beside_network, &t);
  close_lab (lab);
}

/* It may be closed while beta is being looked for. */
static void
test_model_beside_close (void)
{
  TfLab *lab = open_lab ();

  tf_lab_set_model_beside (lab);
  tf_lab_set_model_beside (lab);
  close_lab (lab);
}

static void
test_close (void)
{
  TfLab *lab = tf_lab_new ();

  close_lab (lab);
  lab = tf_lab_new ();
  put_features (lab, 1, NULL);
  close_lab (lab);
  lab = open_lab ();
  tf_lab_set_compared (lab, TRUE);
  tf_lab_pin (lab);
  set_beta (lab, 1);
  close_lab (lab);
  lab = open_lab ();
  tf_lab_seek (lab, 1);
  tf_lab_set_compared (lab, TRUE);
  tf_lab_want (lab, &TF_SURVEY_QUESTION_DEFAULT);
  close_lab (lab);
}

int
main (int argc, char **argv)
{
  gsl_set_error_handler_off ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/back-and-forward", test_back_and_forward);
  g_test_add_func ("/lab/on-with-now", test_on_with_now);
  g_test_add_func ("/lab/on-as-then", test_on_as_then);
  g_test_add_func ("/lab/changes-in-the-past", test_changes_in_the_past);
  g_test_add_func ("/lab/parameters", test_parameters);
  g_test_add_func ("/lab/undo", test_undo);
  g_test_add_func ("/lab/compare", test_compare);
  g_test_add_func ("/lab/compare/settled", test_compare_settled);
  g_test_add_func ("/lab/model-beside", test_model_beside);
  g_test_add_func ("/lab/model-beside/close", test_model_beside_close);
  g_test_add_func ("/lab/close", test_close);
  return g_test_run ();
}
