/* test-window-beside.c: two runs and pins in a window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "application-private.h"
#include "window-private.h"
#include "runs-window.h"

/* Two runs are at the same time at every frame, each under its own values. */
static void
test_compare (void)
{
  TfWindow *window = open_moving_window ();
  double t;

  g_assert_false (gtk_widget_is_sensitive (window->run_switch));
  press (window, GDK_KEY_d, 0);
  wait_until (window, is_compared, NULL);
  g_assert_true (gtk_widget_is_sensitive (window->run_switch));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window->means_beside)));
  g_assert_cmpuint (tf_lab_get_chosen (window->lab), ==, 1);
  g_assert_true (tf_lab_get_chosen_frame (window->lab) == tf_lab_get_frame (window->lab)->beside);
  set_beta (window, 2);
  wait_until (window, has_both_betas, (double[]){ 0, 2 });
  go_beyond (window, tf_lab_get_frame (window->lab)->t * 3);
  g_assert_cmpfloat (tf_lab_get_frame (window->lab)->beside->t, ==, tf_lab_get_frame (window->lab)->t);
  g_assert_cmpfloat (tf_lab_get_frame (window->lab)->beside->metrics.values[TF_METRIC_NC1], >,
                     tf_lab_get_frame (window->lab)->metrics.values[TF_METRIC_NC1]);

  /* Both go back, and on. */
  tf_timeline_move (window->timeline, -0.6); /* to before there were two */
  wait_until (window, is_past, NULL);
  g_assert_cmpfloat (tf_lab_get_frame (window->lab)->beside->t, ==, tf_lab_get_frame (window->lab)->t);
  t = tf_lab_get_frame (window->lab)->t;
  g_action_group_activate_action (G_ACTION_GROUP (window), "play", NULL);
  wait_until (window, is_beyond, &t);
  g_assert_cmpfloat (tf_lab_get_frame (window->lab)->beside->t, ==, tf_lab_get_frame (window->lab)->t);
  press (window, GDK_KEY_b, GDK_SHIFT_MASK);
  g_assert_cmpuint (tf_pins_get_n (tf_lab_get_pins (window->lab)), ==, 2); /* what was later of both */

  press (window, GDK_KEY_x, GDK_SHIFT_MASK);
  wait_until (window, has_both_betas, (double[]){ 2, 0 });
  g_assert_cmpfloat (get_beta (window), ==, 0);
  press (window, GDK_KEY_d, 0);
  wait_until (window, is_alone, NULL);
  g_assert_cmpfloat (get_beta (window), ==, 2);
  g_assert_cmpfloat (tf_lab_get_frame (window->lab)->parameters.beta, ==, 2);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (window->means_beside)));
  /* The one that went can be kept. */
  press (window, GDK_KEY_b, GDK_SHIFT_MASK);
  g_assert_cmpuint (tf_pins_get_n (tf_lab_get_pins (window->lab)), ==, 3);
  g_assert_cmpfloat (tf_pins_get (tf_lab_get_pins (window->lab), 2)->frame->parameters.beta, ==, 0);
  close_window (window);
}

static gboolean
has_switch (TfWindow *window, gpointer data)
{
  return gtk_widget_is_sensitive (window->run_switch) && gtk_widget_get_opacity (window->run_switch) == 1;
}

/* Where the sliders end, seen from the top of the sidebar. */
static double
get_sliders_end (TfWindow *window)
{
  GtkWidget *panel = GTK_WIDGET (window->parameters_panel);
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (panel, gtk_widget_get_parent (panel), &bounds));
  return bounds.origin.y + bounds.size.height;
}

/* A second run comes, and no slider moves under the pointer. */
static void
test_sliders_stay (void)
{
  TfWindow *window = open_moving_window ();
  double before = get_sliders_end (window);

  press (window, GDK_KEY_d, 0);
  wait_until (window, has_switch, NULL);
  g_assert_cmpfloat (get_sliders_end (window), ==, before);
  close_window (window);
}

static void
test_pin (void)
{
  TfWindow *window = open_moving_window ();
  double t = tf_lab_get_frame (window->lab)->t * 2;
  guint rows;

  press (window, GDK_KEY_b, 0);
  g_assert_cmpuint (tf_pins_get_n (tf_lab_get_pins (window->lab)), ==, 1);
  rows = tf_trace_get_n_rows (tf_pins_get (tf_lab_get_pins (window->lab), 0)->trace);
  go_beyond (window, t);
  g_assert_cmpuint (tf_trace_get_n_rows (tf_pins_get (tf_lab_get_pins (window->lab), 0)->trace), ==, rows); /* it does not move */
  g_assert_cmpuint (tf_traces_view_get_options (window->traces_view)->companions.n, ==, 1);
  tf_pins_set_hidden (tf_lab_get_pins (window->lab), 0, TRUE);
  g_assert_cmpuint (tf_traces_view_get_options (window->traces_view)->companions.n, ==, 0);
  tf_pins_set_hidden (tf_lab_get_pins (window->lab), 0, FALSE);
  for (int i = 0; i < 2 * TF_PINS_MAX; i++)
    press (window, GDK_KEY_b, 0); /* too many are told, not taken */
  g_assert_cmpuint (tf_pins_get_n (tf_lab_get_pins (window->lab)), ==, TF_PINS_MAX);
  /* Other features: pins stay, as lines. */
  g_action_group_activate_action (G_ACTION_GROUP (window), "new-seed", NULL);
  wait_until (window, has_frame, NULL);
  g_assert_cmpuint (tf_pins_get_n (tf_lab_get_pins (window->lab)), ==, TF_PINS_MAX);
  close_window (window);
}

/* Closing in the midst of all of it leaves nothing behind. */
static void
test_close (void)
{
  TfWindow *window = open_moving_window ();

  press (window, GDK_KEY_d, 0);
  press (window, GDK_KEY_b, 0);
  set_beta (window, 1);
  close_window (window);
  window = open_moving_window ();
  tf_timeline_move (window->timeline, -0.3);
  press (window, GDK_KEY_d, 0);
  close_window (window);
}

int
main (int argc, char **argv)
{
  if (!begin_tests (&argc, &argv))
    return 0;
  g_test_add_func ("/window-runs/compare", test_compare);
  g_test_add_func ("/window-runs/sliders-stay", test_sliders_stay);
  g_test_add_func ("/window-runs/pin", test_pin);
  g_test_add_func ("/window-runs/close", test_close);
  return run_tests ();
}
