/* test-window-runs.c: going back, going on, two runs, pins and undo, on a display
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#include "application-private.h"
#include "display.h"
#include "window-private.h"

#define DEADLINE (300 * G_USEC_PER_SEC)

typedef gboolean (*Condition) (TfWindow *window, gpointer data);

#define wait_until(...) wait_here (G_STRLOC, __VA_ARGS__)

static TfApplication *application;

static void
wait_here (const char *where, TfWindow *window, Condition condition, gpointer data)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE;

  while (!condition (window, data))
    {
      if (g_get_monotonic_time () > deadline)
        g_error ("waited too long at %s", where);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
}

/* --- conditions --- */

static gboolean
has_frame (TfWindow *window, gpointer data)
{
  return window->frame != NULL && !tf_window_is_loading (window);
}

static gboolean
is_beyond (TfWindow *window, gpointer data)
{
  return has_frame (window, NULL) && window->frame->t > *(double *) data;
}

static gboolean
is_still (TfWindow *window, gpointer data)
{
  return has_frame (window, NULL) && !tf_runner_is_busy (window->runner) && window->tick == 0;
}

static gboolean
is_past (TfWindow *window, gpointer data)
{
  return tf_window_is_past (window) && is_still (window, NULL);
}

static gboolean
is_present (TfWindow *window, gpointer data)
{
  return !tf_window_is_past (window);
}

static gboolean
is_compared (TfWindow *window, gpointer data)
{
  return window->frame->beside != NULL;
}

static gboolean
is_alone (TfWindow *window, gpointer data)
{
  return window->frame->beside == NULL;
}

static gboolean
has_both_betas (TfWindow *window, gpointer data)
{
  const double *betas = data;

  return window->frame->beside != NULL && window->frame->parameters.beta == betas[0]
         && window->frame->beside->parameters.beta == betas[1];
}

static gboolean
is_settled (TfWindow *window, gpointer data)
{
  return window->frame->status == TF_RUN_SETTLED;
}

static gboolean
is_gone (TfWindow *window, gpointer data)
{
  return *(gpointer *) data == NULL;
}

/* --- helpers --- */

static TfWindow *
open_window (void)
{
  TfWindow *window;
  double t = 3;

  g_action_group_activate_action (G_ACTION_GROUP (application), "new-window", NULL);
  window = TF_WINDOW (gtk_application_get_active_window (GTK_APPLICATION (application)));
  wait_until (window, is_beyond, &t);
  return window;
}

static void
close_window (TfWindow *window)
{
  gpointer weak = window;

  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  gtk_window_close (GTK_WINDOW (window));
  wait_until (NULL, is_gone, &weak);
}

/* The window's own binding of a key, as the key would activate it. */
static void
press (TfWindow *window, guint key, GdkModifierType modifiers)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (window));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GListModel) shortcuts = g_list_model_get_item (controllers, i);

      for (guint j = 0; GTK_IS_SHORTCUT_CONTROLLER (shortcuts) && j < g_list_model_get_n_items (shortcuts); j++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (shortcuts, j);
          GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

          if (GTK_IS_NAMED_ACTION (gtk_shortcut_get_action (shortcut)) && GTK_IS_KEYVAL_TRIGGER (trigger)
              && gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == key
              && gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)) == modifiers)
            {
              gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, GTK_WIDGET (window),
                                            gtk_shortcut_get_arguments (shortcut));
              return;
            }
        }
    }
  g_assert_not_reached ();
}

static gboolean
is_enabled (TfWindow *window, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (window), action);
}

/* As a hand on a slider does it. */
static void
set_beta (TfWindow *window, double beta)
{
  TfParameters parameters = *tf_window_get_parameters (window);

  parameters.beta = beta;
  tf_parameters_panel_set_parameters (window->parameters_panel, &parameters);
  tf_window_take_parameters (window);
}

static double
get_beta (TfWindow *window)
{
  return tf_window_get_parameters (window)->beta;
}

static double
last_time (const TfTrace *trace)
{
  return tf_trace_get_row (trace, tf_trace_get_n_rows (trace) - 1)->t;
}

static void
hold (TfWindow *window)
{
  g_action_group_activate_action (G_ACTION_GROUP (window), "play", NULL);
  wait_until (window, is_still, NULL);
  g_assert_cmpint (window->frame->status, ==, TF_RUN_PAUSED);
}

/* --- tests --- */

/* Back, a look at what was, and forward again: nothing is lost. */
static void
test_back_and_forward (void)
{
  TfWindow *window = open_window ();
  double t, nc1, first;

  hold (window);
  t = window->frame->t;
  nc1 = window->frame->metrics.values[TF_METRIC_NC1];
  g_assert_false (is_enabled (window, "latest"));
  g_assert_false (gtk_widget_get_visible (window->past_bar));
  for (int i = 0; i < 5; i++)
    press (window, GDK_KEY_comma, 0);
  wait_until (window, is_past, NULL);
  first = window->frame->t;
  g_assert_cmpfloat (first, <, t);
  g_assert_cmpfloat (window->frame->metrics.values[TF_METRIC_NC1], >, nc1);
  g_assert_cmpfloat (window->frame->latest.t, ==, t);
  g_assert_cmpfloat (last_time (window->trace), ==, t); /* what is later is still drawn */
  g_assert_cmpfloat (tf_traces_view_get_options (window->traces_view)->cursor, ==, first);
  g_assert_true (gtk_widget_get_visible (window->past_bar));
  g_assert_false (gtk_widget_get_visible (window->as_then_button)); /* there is but one way on */
  g_assert_nonnull (strstr (tf_window_get_status (window), "Looking"));

  press (window, GDK_KEY_period, 0);
  wait_until (window, is_past, NULL);
  g_assert_cmpfloat (window->frame->t, >, first);
  press (window, GDK_KEY_Escape, 0);
  wait_until (window, is_present, NULL);
  g_assert_cmpfloat (window->frame->t, ==, t);
  /* The same state, to the accuracy of the flow. */
  g_assert_cmpfloat_with_epsilon (window->frame->metrics.values[TF_METRIC_NC1], nc1, 1e-3 * nc1);
  g_assert_false (tf_traces_view_get_options (window->traces_view)->has_cursor);

  press (window, GDK_KEY_comma, 0);
  wait_until (window, is_past, NULL);
  press (window, GDK_KEY_End, 0);
  wait_until (window, is_present, NULL);
  g_assert_cmpuint (tf_pins_get_n (window->pins), ==, 0);
  close_window (window);
}

static gboolean
has_pins (TfWindow *window, gpointer data)
{
  return tf_pins_get_n (window->pins) == GPOINTER_TO_UINT (data);
}

/* Figure 3 of the paper, in the model: four runs from the same start beside the one that begins again. */
static void
test_decays (void)
{
  static const double of_w[] = { 2, 1e-6, 1, 1 }, of_h[] = { 1, 1, 2, 0 };
  TfWindow *window = open_window ();
  const TfParameters *now = tf_window_get_parameters (window);
  TfMetricSet hidden;

  g_action_group_activate_action (G_ACTION_GROUP (window), "pin-decays", NULL);
  wait_until (window, has_pins, GUINT_TO_POINTER (4));
  for (guint i = 0; i < 4; i++)
    {
      const TfPin *pin = tf_pins_get (window->pins, i);
      const TfParameters *p = &pin->frame->parameters;

      g_assert_cmpfloat (p->lambda_w, ==, now->lambda_w * of_w[i]);
      g_assert_cmpfloat (p->lambda_h, ==, now->lambda_h * of_h[i]);
      g_assert_cmpuint (tf_trace_get_n_marks (pin->trace), ==, 0);
      g_assert_cmpfloat (tf_trace_get_row (pin->trace, 0)->metrics.values[TF_METRIC_NC1], ==,
                         tf_trace_get_row (window->trace, 0)->metrics.values[TF_METRIC_NC1]);
      g_assert_cmpfloat (last_time (pin->trace), >, 1000);
    }
  g_assert_cmpstr (tf_pins_get (window->pins, 3)->name, ==, "λ_H zeroed");
  g_assert_true (window->wants_play);
  g_assert_cmpuint (tf_trace_get_n_marks (window->trace), ==, 0);
  hidden = tf_traces_view_get_options (window->traces_view)->hidden;
  g_assert_true (!tf_metric_set_has (hidden, TF_METRIC_NC1) && tf_metric_set_has (hidden, TF_METRIC_FIT));
  /* There is no room for four more: nothing changes. */
  g_action_group_activate_action (G_ACTION_GROUP (window), "pin-decays", NULL);
  g_assert_cmpuint (tf_pins_get_n (window->pins), ==, 4);
  close_window (window);
}

/* From the past the run goes on under the sliders' values, and what was later can
 * be kept. */
static void
test_on_with_now (void)
{
  TfWindow *window = open_window ();
  guint64 run = window->frame->run;
  double t, then;

  hold (window);
  set_beta (window, 0.5);
  g_action_group_activate_action (G_ACTION_GROUP (window), "play", NULL);
  t = window->frame->t * 1.5;
  wait_until (window, is_beyond, &t);
  hold (window);
  t = window->frame->t;
  tf_timeline_move (window->timeline, -0.9);
  wait_until (window, is_past, NULL);
  g_assert_cmpfloat (window->frame->parameters.beta, ==, 0);
  g_assert_cmpfloat (get_beta (window), ==, 0.5);
  g_assert_true (gtk_widget_get_visible (window->as_then_button));
  g_assert_false (is_enabled (window, "pin-later"));
  then = window->frame->t;

  g_action_group_activate_action (G_ACTION_GROUP (window), "play", NULL);
  wait_until (window, is_beyond, &then);
  g_assert_cmpuint (window->frame->run, ==, run);
  g_assert_cmpfloat (window->frame->parameters.beta, ==, 0.5);
  g_assert_true (window->wants_play);
  g_assert_cmpfloat (last_time (window->trace), <, t);
  press (window, GDK_KEY_b, GDK_SHIFT_MASK);
  g_assert_cmpuint (tf_pins_get_n (window->pins), ==, 1);
  g_assert_cmpfloat (last_time (tf_pins_get (window->pins, 0)->trace), ==, t);
  g_assert_cmpfloat (tf_pins_get (window->pins, 0)->frame->t, ==, t);
  g_assert_false (is_enabled (window, "pin-later"));
  close_window (window);
}

static void
test_on_as_then (void)
{
  TfWindow *window = open_window ();
  double then, t;

  hold (window);
  set_beta (window, 0.5);
  g_action_group_activate_action (G_ACTION_GROUP (window), "play", NULL);
  t = window->frame->t * 1.2;
  wait_until (window, is_beyond, &t);
  tf_timeline_move (window->timeline, -0.9);
  wait_until (window, is_past, NULL);
  then = window->frame->t;
  press (window, GDK_KEY_space, GDK_SHIFT_MASK);
  wait_until (window, is_beyond, &then);
  g_assert_cmpfloat (window->frame->parameters.beta, ==, 0);
  g_assert_cmpfloat (get_beta (window), ==, 0);
  /* It can be undone like any other change. */
  g_action_group_activate_action (G_ACTION_GROUP (window), "undo", NULL);
  g_assert_cmpfloat (get_beta (window), ==, 0.5);
  close_window (window);
}

/* A slider moved in the past goes on from there; so does a single step. */
static void
test_changes_in_the_past (void)
{
  TfWindow *window = open_window ();
  double t, then;

  hold (window);
  t = window->frame->t;
  tf_timeline_move (window->timeline, -0.2);
  wait_until (window, is_past, NULL);
  then = window->frame->t;
  set_beta (window, 1);
  wait_until (window, is_present, NULL);
  g_assert_cmpfloat (window->frame->t, ==, then);
  g_assert_cmpfloat (window->frame->parameters.beta, ==, 1);
  press (window, GDK_KEY_b, GDK_SHIFT_MASK);
  g_assert_cmpfloat (last_time (tf_pins_get (window->pins, 0)->trace), ==, t);

  tf_timeline_move (window->timeline, -0.2);
  wait_until (window, is_past, NULL);
  then = window->frame->t;
  press (window, GDK_KEY_s, 0);
  wait_until (window, is_beyond, &then);
  wait_until (window, is_still, NULL);
  g_assert_false (tf_window_is_past (window));
  g_assert_cmpfloat (window->frame->parameters.beta, ==, 1); /* as the sliders say */
  close_window (window);
}

static void
test_undo (void)
{
  TfWindow *window = open_window ();
  guint64 run = window->frame->run;
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

  /* The other run's steps come back to it, whichever the sliders hold. */
  press (window, GDK_KEY_d, 0);
  wait_until (window, is_compared, NULL);
  set_beta (window, 5);
  press (window, GDK_KEY_x, 0);
  g_assert_cmpfloat (get_beta (window), ==, 2);
  g_action_group_activate_action (G_ACTION_GROUP (window), "undo", NULL);
  g_assert_cmpfloat (get_beta (window), ==, 2);
  wait_until (window, has_both_betas, (double[]){ 2, 2 });
  g_action_group_activate_action (G_ACTION_GROUP (window), "undo", NULL);
  wait_until (window, has_both_betas, (double[]){ 0, 2 });
  g_action_group_activate_action (G_ACTION_GROUP (window), "redo", NULL);
  g_action_group_activate_action (G_ACTION_GROUP (window), "redo", NULL);
  wait_until (window, has_both_betas, (double[]){ 2, 5 });
  g_assert_cmpuint (window->frame->run, ==, run);
  /* With it go its steps. */
  press (window, GDK_KEY_d, 0);
  wait_until (window, is_alone, NULL);
  g_action_group_activate_action (G_ACTION_GROUP (window), "undo", NULL);
  g_assert_cmpfloat (get_beta (window), ==, 0);
  g_assert_false (is_enabled (window, "undo"));
  close_window (window);
}

/* Two runs are at the same time at every frame, each under its own values. */
static void
test_compare (void)
{
  TfWindow *window = open_window ();
  double t;

  g_assert_false (gtk_widget_get_visible (window->run_switch));
  press (window, GDK_KEY_d, 0);
  wait_until (window, is_compared, NULL);
  g_assert_true (gtk_widget_get_visible (window->run_switch));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window->means_beside)));
  g_assert_cmpuint (window->chosen, ==, 1);
  g_assert_true (tf_window_get_chosen_frame (window) == window->frame->beside);
  set_beta (window, 2);
  wait_until (window, has_both_betas, (double[]){ 0, 2 });
  t = window->frame->t * 3;
  wait_until (window, is_beyond, &t);
  g_assert_cmpfloat (window->frame->beside->t, ==, window->frame->t);
  g_assert_cmpfloat (window->frame->beside->metrics.values[TF_METRIC_NC1], >, window->frame->metrics.values[TF_METRIC_NC1]);

  /* Both go back, and on. */
  hold (window);
  tf_timeline_move (window->timeline, -0.6); /* to before there were two */
  wait_until (window, is_past, NULL);
  g_assert_cmpfloat (window->frame->beside->t, ==, window->frame->t);
  t = window->frame->t;
  g_action_group_activate_action (G_ACTION_GROUP (window), "play", NULL);
  wait_until (window, is_beyond, &t);
  g_assert_cmpfloat (window->frame->beside->t, ==, window->frame->t);
  press (window, GDK_KEY_b, GDK_SHIFT_MASK);
  g_assert_cmpuint (tf_pins_get_n (window->pins), ==, 2); /* what was later of both */

  press (window, GDK_KEY_x, GDK_SHIFT_MASK);
  wait_until (window, has_both_betas, (double[]){ 2, 0 });
  g_assert_cmpfloat (get_beta (window), ==, 0);
  press (window, GDK_KEY_d, 0);
  wait_until (window, is_alone, NULL);
  g_assert_cmpfloat (get_beta (window), ==, 2);
  g_assert_cmpfloat (window->frame->parameters.beta, ==, 2);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (window->means_beside)));
  /* The one that went can be kept. */
  press (window, GDK_KEY_b, GDK_SHIFT_MASK);
  g_assert_cmpuint (tf_pins_get_n (window->pins), ==, 3);
  g_assert_cmpfloat (tf_pins_get (window->pins, 2)->frame->parameters.beta, ==, 0);
  close_window (window);
}

/* Where the first has come to its end the second goes on under other values, and
 * the other way round. */
static void
test_compare_settled (void)
{
  TfWindow *window = open_window ();
  double t;

  tf_parameters_panel_set_pace (window->parameters_panel, 10);
  g_signal_emit_by_name (window->parameters_panel, "pace-changed");
  wait_until (window, is_settled, NULL);
  press (window, GDK_KEY_d, 0);
  wait_until (window, is_compared, NULL);
  /* What the change does is played from its beginning. */
  tf_parameters_panel_set_pace (window->parameters_panel, 0.5);
  g_signal_emit_by_name (window->parameters_panel, "pace-changed");
  set_beta (window, 30);
  t = window->frame->t + 0.5;
  wait_until (window, is_beyond, &t);
  g_assert_cmpfloat (window->frame->t, <, t + 1000);
  tf_parameters_panel_set_pace (window->parameters_panel, 10);
  g_signal_emit_by_name (window->parameters_panel, "pace-changed");
  wait_until (window, is_settled, NULL);
  g_assert_cmpfloat (window->frame->beside->metrics.values[TF_METRIC_NC1_RATIO], >, 0.1);
  g_assert_cmpfloat (window->frame->metrics.values[TF_METRIC_NC1_RATIO], <, 1e-6);
  press (window, GDK_KEY_x, 0);
  set_beta (window, 1);
  t = window->frame->t + 2;
  wait_until (window, is_beyond, &t);
  close_window (window);
}

static void
test_pin (void)
{
  TfWindow *window = open_window ();
  double t = window->frame->t * 2;
  guint rows;

  press (window, GDK_KEY_b, 0);
  g_assert_cmpuint (tf_pins_get_n (window->pins), ==, 1);
  rows = tf_trace_get_n_rows (tf_pins_get (window->pins, 0)->trace);
  wait_until (window, is_beyond, &t);
  g_assert_cmpuint (tf_trace_get_n_rows (tf_pins_get (window->pins, 0)->trace), ==, rows); /* it does not move */
  g_assert_cmpuint (tf_traces_view_get_options (window->traces_view)->companions.n, ==, 1);
  tf_pins_set_hidden (window->pins, 0, TRUE);
  g_assert_cmpuint (tf_traces_view_get_options (window->traces_view)->companions.n, ==, 0);
  tf_pins_set_hidden (window->pins, 0, FALSE);
  for (int i = 0; i < 2 * TF_PINS_MAX; i++)
    press (window, GDK_KEY_b, 0); /* too many are told, not taken */
  g_assert_cmpuint (tf_pins_get_n (window->pins), ==, TF_PINS_MAX);
  /* Other features: pins stay, as lines. */
  g_action_group_activate_action (G_ACTION_GROUP (window), "new-seed", NULL);
  wait_until (window, has_frame, NULL);
  g_assert_cmpuint (tf_pins_get_n (window->pins), ==, TF_PINS_MAX);
  close_window (window);
}

/* Closing in the midst of all of it leaves nothing behind. */
static void
test_close (void)
{
  TfWindow *window = open_window ();

  press (window, GDK_KEY_d, 0);
  press (window, GDK_KEY_b, 0);
  set_beta (window, 1);
  close_window (window);
  window = open_window ();
  tf_timeline_move (window->timeline, -0.3);
  press (window, GDK_KEY_d, 0);
  close_window (window);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("tightframe-test-XXXXXX", NULL);
  int status;

  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  g_setenv ("XDG_STATE_HOME", folder, TRUE);
  gsl_set_error_handler_off ();
  g_test_init (&argc, &argv, NULL);
  if (!test_has_display ())
    return 0;
  application = tf_application_new (G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  g_application_hold (G_APPLICATION (application));
  g_test_add_func ("/window-runs/decays", test_decays);
  g_test_add_func ("/window-runs/back-and-forward", test_back_and_forward);
  g_test_add_func ("/window-runs/on-with-now", test_on_with_now);
  g_test_add_func ("/window-runs/on-as-then", test_on_as_then);
  g_test_add_func ("/window-runs/changes-in-the-past", test_changes_in_the_past);
  g_test_add_func ("/window-runs/undo", test_undo);
  g_test_add_func ("/window-runs/compare", test_compare);
  g_test_add_func ("/window-runs/compare/settled", test_compare_settled);
  g_test_add_func ("/window-runs/pin", test_pin);
  g_test_add_func ("/window-runs/close", test_close);
  status = g_test_run ();
  g_clear_object (&application);
  return status;
}
