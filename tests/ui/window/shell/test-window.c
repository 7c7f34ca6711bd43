/* test-window.c: a window from its first frame on, driven as a person would
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "application-private.h"
#include "asked.h"
#include "flow.h"
#include "log-scale.h"
#include "window-private.h"
#include "window-fixture.h"

static gboolean
has_status (TfWindow *window, gpointer data)
{
  TfFrame *frame = tf_window_get_frame (window);

  return frame != NULL && (int) frame->status == GPOINTER_TO_INT (data);
}

/* tests */

static void
test_opens_playing (void)
{
  TfWindow *window = open_window ();
  guint64 serial;

  wait_until (window, has_status, GINT_TO_POINTER (TF_RUN_PLAYING));
  serial = tf_lab_get_frame (window->lab)->serial;
  wait_until (window, has_moved, &serial);
  g_assert_cmpstr (adw_window_title_get_subtitle (window->title), ==, "K = 4, N = 200, d = 16");
  g_assert_cmpstr (tf_window_get_status (window), ==, "Playing");
  g_assert_cmpuint (tf_trace_get_n_rows (tf_window_get_trace (window)), >, 0);
  close_window (window);
}

static void
test_play_pause_step (void)
{
  TfWindow *window = open_window ();
  guint64 serial, n_steps;

  wait_until (window, has_status, GINT_TO_POINTER (TF_RUN_PLAYING));
  act (window, "play");
  wait_until (window, has_status, GINT_TO_POINTER (TF_RUN_PAUSED));
  n_steps = tf_lab_get_frame (window->lab)->n_steps;
  serial = tf_lab_get_frame (window->lab)->serial;
  act (window, "step");
  wait_until (window, has_moved, &serial);
  wait_until (window, has_status, GINT_TO_POINTER (TF_RUN_PAUSED));
  g_assert_cmpuint (tf_lab_get_frame (window->lab)->n_steps, ==, n_steps + 1);
  act (window, "play");
  wait_until (window, has_status, GINT_TO_POINTER (TF_RUN_PLAYING));
  close_window (window);
}

/* It settles where Theorem 2.1 says, tells so, and goes on under other parameters. */
static void
test_settles (void)
{
  TfWindow *window = open_window ();
  guint64 run = tf_lab_get_frame (window->lab)->run;

  tf_parameters_panel_set_pace (window->parameters_panel, 10);
  g_signal_emit_by_name (window->parameters_panel, "pace-changed");
  wait_until (window, has_status, GINT_TO_POINTER (TF_RUN_SETTLED));
  g_assert_cmpfloat (tf_lab_get_frame (window->lab)->metrics.values[TF_METRIC_NC1_RATIO], <, 1e-6);
  g_assert_cmpfloat (tf_lab_get_frame (window->lab)->metrics.values[TF_METRIC_NC2], <, 1e-3);
  g_assert_nonnull (strstr (tf_window_get_status (window), "Settled"));

  act (window, "play");
  wait_until (window, has_toast, NULL);

  type_into (find_row (window, "features"), "0.02");
  wait_until (window, has_parameters, NULL);
  wait_until (window, has_status, GINT_TO_POINTER (TF_RUN_SETTLED));
  g_assert_cmpuint (tf_lab_get_frame (window->lab)->run, ==, run);
  g_assert_cmpuint (tf_trace_get_n_marks (tf_lab_get_trace (window->lab, 0)), >=, 1);
  close_window (window);
}

static void
test_typed_values (void)
{
  TfWindow *window = open_window ();
  const TfParameters *parameters = tf_window_get_parameters (window);
  GtkWidget *lambda_w = find_row (window, "last layer"), *lambda_h = find_row (window, "features");
  GtkWidget *entry = find (lambda_w, GTK_TYPE_ENTRY, NULL);

  type_into (lambda_w, "5e-4");
  g_assert_cmpfloat (parameters->lambda_w, ==, 5e-4);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "5×10⁻⁴");
  /* The keyboard has left the text, so that the space bar is free for the run. */
  g_assert_true (gtk_root_get_focus (GTK_ROOT (window)) == find (lambda_w, GTK_TYPE_SCALE, NULL));
  type_into (lambda_w, "2·10⁻³");
  g_assert_cmpfloat (parameters->lambda_w, ==, 2e-3);
  type_into (lambda_w, "1e-9"); /* far beyond the slider */
  g_assert_cmpfloat (parameters->lambda_w, ==, 1e-9);
  type_into (lambda_w, "0,005");
  g_assert_cmpfloat (parameters->lambda_w, ==, 5e-3);

  type_into (lambda_w, "0"); /* not allowed here */
  g_assert_cmpfloat (parameters->lambda_w, ==, 5e-3);
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  g_assert_true (says (lambda_w, "The value must be more than 0."));
  type_into (lambda_w, "much");
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "mu");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));

  type_into (lambda_h, "0");
  g_assert_cmpfloat (parameters->lambda_h, ==, 0);
  type_into (lambda_h, "-1");
  g_assert_cmpfloat (parameters->lambda_h, ==, 0);
  wait_until (window, has_parameters, NULL);
  g_assert_true (isinf (tf_parameters_rho (&tf_lab_get_frame (window->lab)->parameters)));
  close_window (window);
}

/* A slider reaches exact zero, both ends, and steps by tenths of decades. */
static void
test_slider (void)
{
  TfWindow *window = open_window ();
  const TfParameters *parameters = tf_window_get_parameters (window);
  GtkWidget *row = find_row (window, "features");
  GtkRange *scale = GTK_RANGE (find (row, GTK_TYPE_SCALE, NULL));
  GtkAdjustment *adjustment = gtk_range_get_adjustment (scale);
  gboolean handled;

  g_signal_emit_by_name (scale, "change-value", GTK_SCROLL_JUMP, gtk_adjustment_get_lower (adjustment) + 0.05, &handled);
  g_assert_cmpfloat (parameters->lambda_h, ==, 0);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, gtk_adjustment_get_lower (adjustment));
  tf_log_scale_step (TF_LOG_SCALE (row), 1);
  g_assert_cmpfloat (parameters->lambda_h, ==, 1e-5);
  tf_log_scale_step (TF_LOG_SCALE (row), -1);
  g_assert_cmpfloat (parameters->lambda_h, ==, 0);
  g_signal_emit_by_name (scale, "change-value", GTK_SCROLL_END, 1.0, &handled);
  g_assert_cmpfloat (parameters->lambda_h, ==, 10);
  g_signal_emit_by_name (scale, "change-value", GTK_SCROLL_STEP_LEFT, 0.9, &handled);
  g_assert_cmpfloat_with_epsilon (parameters->lambda_h, 7.9, 1e-12);
  g_signal_emit_by_name (scale, "change-value", GTK_SCROLL_PAGE_LEFT, -0.1, &handled);
  g_assert_cmpfloat_with_epsilon (parameters->lambda_h, 0.79, 1e-12);
  wait_until (window, has_parameters, NULL);
  close_window (window);
}

static void
test_flows (void)
{
  TfWindow *window = open_window ();
  AdwComboRow *flow = ADW_COMBO_ROW (find (GTK_WIDGET (window->parameters_panel), ADW_TYPE_COMBO_ROW, "Kind"));
  AdwComboRow *first_w = ADW_COMBO_ROW (find (GTK_WIDGET (window->parameters_panel), ADW_TYPE_COMBO_ROW, "First W"));
  GtkSwitch *bias = GTK_SWITCH (find (GTK_WIDGET (window->parameters_panel), GTK_TYPE_SWITCH, NULL));
  guint64 run = tf_lab_get_frame (window->lab)->run;

  for (guint kind = 0; kind < 3; kind++)
    {
      adw_combo_row_set_selected (flow, kind);
      g_assert_cmpint (tf_window_get_parameters (window)->flow, ==, kind);
      g_assert_cmpint (gtk_widget_get_visible (find_row (window, "Step")), ==, kind == TF_FLOW_DESCENT);
      wait_until (window, has_parameters, NULL);
      gtk_switch_set_active (bias, !gtk_switch_get_active (bias));
      wait_until (window, has_parameters, NULL);
    }
  type_into (find_row (window, "stay near H₀"), "0.5");
  adw_combo_row_set_selected (flow, TF_FLOW_JOINT);
  adw_combo_row_set_selected (first_w, 1);
  type_into (find_row (window, "speed of W"), "20");
  wait_until (window, has_parameters, NULL);
  g_assert_cmpint (tf_lab_get_frame (window->lab)->parameters.initial_w, ==, TF_INITIAL_W_RANDOM);
  g_assert_cmpuint (tf_lab_get_frame (window->lab)->run, ==, run); /* nothing of this was a restart */
  act (window, "new-seed");
  wait_until (window, has_other_run, &run);
  close_window (window);
}

/* Too large a step diverges, with a sentence; a smaller one and a restart mend it. */
static void
test_diverges (void)
{
  TfWindow *window = open_window ();
  TfParameters parameters = *tf_window_get_parameters (window);

  parameters.flow = TF_FLOW_DESCENT;
  parameters.lambda_h = 1;
  parameters.step = 50;
  tf_window_set_parameters (window, &parameters);
  wait_until (window, has_status, GINT_TO_POINTER (TF_RUN_DIVERGED));
  g_assert_nonnull (tf_lab_get_frame (window->lab)->message);
  g_assert_nonnull (strstr (tf_window_get_status (window), tf_lab_get_frame (window->lab)->message));
  parameters.step = 0.1;
  tf_window_set_parameters (window, &parameters);
  act (window, "restart");
  wait_until (window, has_status, GINT_TO_POINTER (TF_RUN_PLAYING));
  close_window (window);
}

static void
test_restart_and_seed (void)
{
  TfWindow *window = open_window ();
  guint64 run = tf_lab_get_frame (window->lab)->run;
  guint32 seed = tf_source_get_synthetic (tf_lab_get_source (window->lab))->seed;

  act (window, "restart");
  wait_until (window, has_other_run, &run);
  g_assert_cmpuint (tf_source_get_synthetic (tf_lab_get_source (window->lab))->seed, ==, seed);
  run = tf_lab_get_frame (window->lab)->run;
  act (window, "new-seed");
  wait_until (window, has_other_run, &run);
  g_assert_cmpuint (tf_source_get_synthetic (tf_lab_get_source (window->lab))->seed, ==, seed + 1);
  close_window (window);
}

static void
test_synthetic_sizes (void)
{
  static const guint sizes[][2] = { { 2, 1 }, { 2, 16 }, { 3, 2 }, { 7, 16 }, { 10, 64 }, { 10, 4 }, { 30, 40 } };
  TfWindow *window = open_window ();

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (TfSource) source = synthetic_of (sizes[i][0], sizes[i][1], 20);
      guint64 run = tf_lab_get_frame (window->lab)->run, serial;

      tf_window_open (window, source);
      wait_until (window, has_other_run, &run);
      serial = tf_lab_get_frame (window->lab)->serial + 5;
      wait_until (window, has_moved, &serial);
      g_assert_cmpuint (tf_lab_get_frame (window->lab)->n_classes, ==, sizes[i][0]);
    }
  close_window (window);
}

/* So that dialogs are closed in the midst of what they do, and do not slow down what follows. */
static void
close_dialogs (TfWindow *window)
{
  g_autolist (GtkWidget) all = gtk_window_list_toplevels ();

  for (GList *l = all; l != NULL; l = l->next)
    g_object_ref (l->data);
  for (GList *l = all; l != NULL; l = l->next)
    if (GTK_IS_WINDOW (l->data) && !GTK_IS_FILE_CHOOSER (l->data) && gtk_window_get_transient_for (l->data) == GTK_WINDOW (window))
      gtk_window_destroy (l->data);
}

/* Once each; in the suite `long` again, after all the others. */
static void
test_every_action (void)
{
  guint n_rounds = asked_number ("TF_TEST_ROUNDS", 1);
  TfWindow *window = open_window ();
  g_auto (GStrv) names = g_action_group_list_actions (G_ACTION_GROUP (window));

  for (guint round = 0; round < n_rounds; round++)
    for (guint i = 0; names[i] != NULL; i++)
      {
        const GVariantType *type = g_action_group_get_action_parameter_type (G_ACTION_GROUP (window), names[i]);

        g_test_message ("win.%s", names[i]);
        if (type == NULL)
          act (window, names[i]);
        for (TfPage k = 0; type != NULL && g_variant_type_equal (type, G_VARIANT_TYPE_STRING) && k < tf_page_count (); k++)
          {
            g_action_group_activate_action (G_ACTION_GROUP (window), names[i], g_variant_new_string (tf_page_get_id (k)));
            iterate ();
          }
        /* To the first of the features in the end: they are the smallest. */
        for (int k = 19; type != NULL && g_variant_type_equal (type, G_VARIANT_TYPE_INT32) && k >= 0; k--)
          g_action_group_activate_action (G_ACTION_GROUP (window), names[i], g_variant_new_int32 (k));
        iterate ();
        wait_until (window, is_at_rest, NULL);
        close_dialogs (window);
        /* A page of the theory that stays works on for minutes: the map on hundreds of minimizers. */
        g_action_group_activate_action (G_ACTION_GROUP (window), "page", g_variant_new_string (tf_page_get_id (TF_PAGE_RUN)));
      }
  for (guint i = 0; i < 3; i++)
    {
      static const char *const schemes[] = { "dark", "light", "system" };
      static const char *const sizes[] = { "text-larger", "text-smaller", "text-normal" };

      g_action_group_activate_action (G_ACTION_GROUP (application), "color-scheme", g_variant_new_string (schemes[i]));
      g_action_group_activate_action (G_ACTION_GROUP (application), sizes[i], NULL);
      iterate ();
    }
  g_action_group_activate_action (G_ACTION_GROUP (application), "about", NULL);
  iterate ();
  close_window (window);
}

static GtkMenuButton *
find_main_menu (GtkWidget *widget)
{
  GtkMenuButton *found = NULL;

  if (GTK_IS_MENU_BUTTON (widget) && gtk_menu_button_get_primary (GTK_MENU_BUTTON (widget)))
    return GTK_MENU_BUTTON (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_main_menu (child);
  return found;
}

/* It does not scroll where the screen has 768 rows, of which the desktop and the window's head have some. */
static void
test_menu (void)
{
  TfWindow *window = open_window ();
  GtkMenuButton *button = find_main_menu (GTK_WIDGET (window));
  GtkWidget *menu;
  int height;

  g_assert_nonnull (button);
  gtk_menu_button_popup (button);
  menu = GTK_WIDGET (gtk_menu_button_get_popover (button));
  gtk_widget_measure (menu, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
  g_assert_cmpint (height, >, 300);
  g_assert_cmpint (height, <=, 768 - 80);
  gtk_menu_button_popdown (button);
  close_window (window);
}

/* The action ends nothing itself: whoever asks for it over the bus is answered after it, and the
 * process may end with its last window. */
static void
test_quit (void)
{
  gpointer windows[] = { open_window (), open_window () };

  for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
    g_object_add_weak_pointer (G_OBJECT (windows[i]), &windows[i]);
  g_action_group_activate_action (G_ACTION_GROUP (application), "quit", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
    g_assert_true (windows[i] != NULL && gtk_widget_get_mapped (windows[i]));
  for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
    wait_until (NULL, is_gone, &windows[i]);
}

int
main (int argc, char **argv)
{
  if (!begin_tests (&argc, &argv))
    return 0;
  g_test_add_func ("/window/opens-playing", test_opens_playing);
  g_test_add_func ("/window/play-pause-step", test_play_pause_step);
  g_test_add_func ("/window/settles", test_settles);
  g_test_add_func ("/window/menu", test_menu);
  g_test_add_func ("/window/typed-values", test_typed_values);
  g_test_add_func ("/window/slider", test_slider);
  g_test_add_func ("/window/flows", test_flows);
  g_test_add_func ("/window/diverges", test_diverges);
  g_test_add_func ("/window/restart-and-seed", test_restart_and_seed);
  g_test_add_func ("/window/synthetic-sizes", test_synthetic_sizes);
  g_test_add_func ("/window/every-action", test_every_action);
  g_test_add_func ("/window/quit", test_quit);
  return run_tests ();
}
