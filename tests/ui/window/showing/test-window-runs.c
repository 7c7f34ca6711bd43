/* test-window-runs.c: a window goes back in time, and on from there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "application-private.h"
#include "window-private.h"
#include "runs-window.h"

static gboolean
is_present (TfWindow *window, gpointer data)
{
  return !tf_lab_is_past (window->lab);
}

static gboolean
is_enabled (TfWindow *window, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (window), action);
}

static double
last_time (const TfTrace *trace)
{
  return tf_trace_get_row (trace, tf_trace_get_n_rows (trace) - 1)->t;
}

/* --- tests --- */

/* Back, a look at what was, and forward again: nothing is lost. */
static void
test_back_and_forward (void)
{
  TfWindow *window = open_moving_window ();
  double t, nc1, first;

  hold (window);
  t = tf_lab_get_frame (window->lab)->t;
  nc1 = tf_lab_get_frame (window->lab)->metrics.values[TF_METRIC_NC1];
  g_assert_false (is_enabled (window, "latest"));
  g_assert_false (gtk_widget_get_visible (window->past_bar));
  for (int i = 0; i < 5; i++)
    press (window, GDK_KEY_comma, 0);
  wait_until (window, is_past, NULL);
  first = tf_lab_get_frame (window->lab)->t;
  g_assert_cmpfloat (first, <, t);
  g_assert_cmpfloat (tf_lab_get_frame (window->lab)->metrics.values[TF_METRIC_NC1], >, nc1);
  g_assert_cmpfloat (tf_lab_get_frame (window->lab)->latest.t, ==, t);
  g_assert_cmpfloat (last_time (tf_lab_get_trace (window->lab, 0)), ==, t); /* what is later is still drawn */
  g_assert_cmpfloat (tf_traces_view_get_options (window->traces_view)->cursor, ==, first);
  g_assert_true (gtk_widget_get_visible (window->past_bar));
  g_assert_false (gtk_widget_get_visible (window->as_then_button)); /* there is but one way on */
  g_assert_nonnull (strstr (tf_window_get_status (window), "Looking"));

  press (window, GDK_KEY_period, 0);
  wait_until (window, is_past, NULL);
  g_assert_cmpfloat (tf_lab_get_frame (window->lab)->t, >, first);
  press (window, GDK_KEY_Escape, 0);
  wait_until (window, is_present, NULL);
  g_assert_cmpfloat (tf_lab_get_frame (window->lab)->t, ==, t);
  /* The same state, to the accuracy of the flow. */
  g_assert_cmpfloat_with_epsilon (tf_lab_get_frame (window->lab)->metrics.values[TF_METRIC_NC1], nc1, 1e-3 * nc1);
  g_assert_false (tf_traces_view_get_options (window->traces_view)->has_cursor);

  press (window, GDK_KEY_comma, 0);
  wait_until (window, is_past, NULL);
  press (window, GDK_KEY_End, 0);
  wait_until (window, is_present, NULL);
  g_assert_cmpuint (tf_pins_get_n (tf_lab_get_pins (window->lab)), ==, 0);
  close_window (window);
}

static gboolean
has_pins (TfWindow *window, gpointer data)
{
  return tf_pins_get_n (tf_lab_get_pins (window->lab)) == GPOINTER_TO_UINT (data);
}

/* Figure 3 of the paper, in the model: four runs from the same start beside the one that begins again. */
static void
test_decays (void)
{
  static const double of_w[] = { 2, 1e-6, 1, 1 }, of_h[] = { 1, 1, 2, 0 };
  TfWindow *window = open_moving_window ();
  const TfParameters *now = tf_window_get_parameters (window);
  TfMetricSet hidden;

  g_action_group_activate_action (G_ACTION_GROUP (window), "pin-decays", NULL);
  wait_until (window, has_pins, GUINT_TO_POINTER (4));
  for (guint i = 0; i < 4; i++)
    {
      const TfPin *pin = tf_pins_get (tf_lab_get_pins (window->lab), i);
      const TfParameters *p = &pin->frame->parameters;

      g_assert_cmpfloat (p->lambda_w, ==, now->lambda_w * of_w[i]);
      g_assert_cmpfloat (p->lambda_h, ==, now->lambda_h * of_h[i]);
      g_assert_cmpuint (tf_trace_get_n_marks (pin->trace), ==, 0);
      g_assert_cmpfloat (tf_trace_get_row (pin->trace, 0)->metrics.values[TF_METRIC_NC1], ==,
                         tf_trace_get_row (tf_lab_get_trace (window->lab, 0), 0)->metrics.values[TF_METRIC_NC1]);
      g_assert_cmpfloat (last_time (pin->trace), >, 1000);
    }
  g_assert_cmpstr (tf_pins_get (tf_lab_get_pins (window->lab), 3)->name, ==, "λ_H zeroed");
  g_assert_true (tf_lab_wants_play (window->lab));
  g_assert_cmpuint (tf_trace_get_n_marks (tf_lab_get_trace (window->lab, 0)), ==, 0);
  hidden = tf_traces_view_get_options (window->traces_view)->hidden;
  g_assert_true (!tf_metric_set_has (hidden, TF_METRIC_NC1) && tf_metric_set_has (hidden, TF_METRIC_FIT));
  /* There is no room for four more: nothing changes. */
  g_action_group_activate_action (G_ACTION_GROUP (window), "pin-decays", NULL);
  g_assert_cmpuint (tf_pins_get_n (tf_lab_get_pins (window->lab)), ==, 4);
  close_window (window);
}

/* From the past the run goes on under the parameters of then, and what was later can be kept. What the
 * lab does in all such cases: test-lab.c. */
static void
test_on_as_then (void)
{
  TfWindow *window = open_moving_window ();
  double t, then;

  hold (window);
  set_beta (window, 0.5);
  go_beyond (window, tf_lab_get_frame (window->lab)->t * 1.2);
  t = tf_lab_get_frame (window->lab)->t;
  tf_timeline_move (window->timeline, -0.9);
  wait_until (window, is_past, NULL);
  g_assert_cmpfloat (get_beta (window), ==, 0.5);
  g_assert_true (gtk_widget_get_visible (window->as_then_button));
  g_assert_false (is_enabled (window, "pin-later"));
  then = tf_lab_get_frame (window->lab)->t;
  press (window, GDK_KEY_space, GDK_SHIFT_MASK);
  wait_until (window, is_beyond, &then);
  g_assert_cmpfloat (tf_lab_get_frame (window->lab)->parameters.beta, ==, 0);
  g_assert_cmpfloat (tf_parameters_panel_get_parameters (window->parameters_panel)->beta, ==, 0);
  press (window, GDK_KEY_b, GDK_SHIFT_MASK);
  g_assert_cmpuint (tf_pins_get_n (tf_lab_get_pins (window->lab)), ==, 1);
  g_assert_cmpfloat (last_time (tf_pins_get (tf_lab_get_pins (window->lab), 0)->trace), ==, t);
  g_assert_false (is_enabled (window, "pin-later"));
  /* It can be undone like any other change. */
  act (window, "undo");
  g_assert_cmpfloat (tf_parameters_panel_get_parameters (window->parameters_panel)->beta, ==, 0.5);
  close_window (window);
}

static void
test_undo (void)
{
  TfWindow *window = open_moving_window ();
  g_auto (GStrv) undo = gtk_application_get_accels_for_action (GTK_APPLICATION (application), "win.undo");
  g_auto (GStrv) redo = gtk_application_get_accels_for_action (GTK_APPLICATION (application), "win.redo");

  g_assert_cmpstr (undo[0], ==, "<Control>z");
  g_assert_true (g_strv_contains ((const char *const *) redo, "<Control>y"));
  g_assert_false (is_enabled (window, "undo"));
  for (int i = 1; i <= 20; i++) /* one drag */
    set_beta (window, i * 0.1);
  g_assert_true (is_enabled (window, "undo"));
  g_assert_false (is_enabled (window, "redo"));
  g_action_group_activate_action (G_ACTION_GROUP (window), "undo", NULL);
  g_assert_cmpfloat (get_beta (window), ==, 0);
  g_assert_false (is_enabled (window, "undo"));
  g_action_group_activate_action (G_ACTION_GROUP (window), "redo", NULL);
  g_assert_cmpfloat (get_beta (window), ==, 2);

  g_assert_cmpfloat (tf_parameters_panel_get_parameters (window->parameters_panel)->beta, ==, 2);
  close_window (window);
}

int
main (int argc, char **argv)
{
  if (!begin_tests (&argc, &argv))
    return 0;
  g_test_add_func ("/window-runs/decays", test_decays);
  g_test_add_func ("/window-runs/back-and-forward", test_back_and_forward);
  g_test_add_func ("/window-runs/on-as-then", test_on_as_then);
  g_test_add_func ("/window-runs/undo", test_undo);
  return run_tests ();
}
