/* test-window-files.c: files, layers and examples opened in a window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "application-private.h"
#include "examples.h"
#include "flow.h"
#include "measured-dialog.h"
#include "window-private.h"
#include "window-fixture.h"

/* Three classes in two dimensions, as text. */
static char *
write_good_file (void)
{
  g_autoptr (GString) text = g_string_new ("a,b,label\n");

  for (int i = 0; i < 60; i++)
    g_string_append_printf (text, "%g,%g,%d\n", sin (2.1 * i) + 0.1 * cos (7.0 * i), cos (2.1 * i) + 0.1 * sin (5.0 * i),
                            i % 3);
  return write_file ("good.csv", text->str, text->len);
}

/* From the start again, so slowly that no machine is at the end before the test is. */
static void
play_slowly (TfWindow *window)
{
  guint64 run = tf_lab_get_frame (window->lab)->run;

  tf_parameters_panel_set_pace (window->parameters_panel, 0.05);
  g_signal_emit_by_name (window->parameters_panel, "pace-changed");
  act (window, "restart");
  wait_until (window, has_other_run, &run);
}

static void
test_good_file (void)
{
  g_autofree char *path = write_good_file ();
  TfWindow *window = open_window ();
  guint64 run = tf_lab_get_frame (window->lab)->run;

  open_path (window, path, NULL);
  wait_until (window, has_other_run, &run);
  g_assert_cmpuint (tf_lab_get_moments (window->lab)->n_classes, ==, 3);
  g_assert_cmpstr (adw_window_title_get_title (window->title), ==, "good.csv");
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "new-seed"));
  close_window (window);
}

static gboolean
holds_out (TfWindow *window, gpointer data)
{
  return has_own_frame (window, NULL) && tf_window_get_frame (window)->held_out[TF_HELD_OUT_TEST].n == GPOINTER_TO_UINT (data);
}

/* Beside the definitions of what is measured stands what `info` says, ours and other codes'. */
static void
check_values (TfMoments *moments, const TfParameters *parameters)
{
  g_autoptr (TfMeasuredValues) values = tf_measured_values_new (moments, parameters);
  g_autofree char *text = tf_measured_dialog_make_text (values), *nc1 = tf_measured_value_write (values->metrics.values[TF_METRIC_NC1]);
  g_autofree char *line = g_strconcat ("\nnc1_pinv\t", nc1, "\t", NULL), *own = g_strconcat ("\nnc1\t", nc1, "\t", NULL);
  TfMetrics metrics;

  tf_moments_get_metrics (moments, parameters, TRUE, &metrics);
  for (int m = 0; m < TF_N_METRICS; m++)
    g_assert_true (values->metrics.values[m] == metrics.values[m] || (isnan (metrics.values[m]) && isnan (values->metrics.values[m])));
  g_assert_nonnull (strstr (text, own));
  g_assert_nonnull (strstr (text, line)); /* the same under the name of another code */
  g_assert_nonnull (strstr (text, "\nood_cos\tundefined\t"));
}

/* Beside the features that are open: drawn, measured, in the session; and taken away. The run goes on. */
static void
test_held_out (void)
{
  g_autofree char *path = write_good_file (), *text = NULL;
  g_autoptr (TfSession) session = NULL;
  TfWindow *window = open_window ();
  guint64 run = tf_window_get_frame (window)->run;
  gsize length;

  open_path (window, path, NULL);
  wait_until (window, has_other_run, &run);
  wait_until (window, has_own_frame, NULL);
  tf_window_hold_out (window, TF_HELD_OUT_TEST, path);
  wait_until (window, holds_out, GUINT_TO_POINTER (60));
  g_assert_false (isnan (tf_window_get_frame (window)->metrics.values[TF_METRIC_TEST_NC4]));
  g_assert_false (tf_metric_set_has (tf_traces_view_get_options (window->traces_view)->absent, TF_METRIC_TEST_NC4));
  check_values (tf_lab_get_moments (window->lab), tf_window_get_parameters (window));
  session = tf_window_make_session (window);
  text = tf_session_to_text (session, NULL, &length);
  g_assert_nonnull (strstr (text, "[Features Test]"));
  act (window, "close-held-out");
  wait_until (window, holds_out, GUINT_TO_POINTER (0));
  g_assert_true (isnan (tf_window_get_frame (window)->metrics.values[TF_METRIC_TEST_NC4]));
  close_window (window);
}

static gboolean
has_depth (TfWindow *window, gpointer data)
{
  return tf_lab_get_survey (window->lab) != NULL && tf_lab_get_survey (window->lab)->moments == tf_lab_get_moments (window->lab)
         && (tf_lab_get_survey (window->lab)->complete & TF_SURVEY_DEPTH) != 0;
}

/* Bundled layers of one network: in order, measured like any single file; and a
 * page of the theory that shows them. */
static void
test_network (void)
{
  TfWindow *window = open_window ();
  guint64 run = tf_lab_get_frame (window->lab)->run;
  TfParameters parameters = *tf_window_get_parameters (window);
  TfMetrics measured, alone;
  TfLayers *layers;

  g_assert_null (tf_window_get_layers (window));
  g_action_group_activate_action (G_ACTION_GROUP (window), "features", g_variant_new_int32 (1));
  wait_until (window, has_other_run, &run);
  layers = tf_window_get_layers (window);
  g_assert_nonnull (layers);
  g_assert_cmpuint (layers->n_layers, ==, 6);
  g_assert_cmpstr (layers->layers[0].name, ==, "L1");
  g_assert_cmpstr (layers->layers[5].name, ==, "L6");
  g_assert_true (layers->layers[0].moments == tf_lab_get_moments (window->lab));
  tf_layers_measure (layers, &parameters, 3, &measured);
  tf_moments_get_metrics (layers->layers[3].moments, &parameters, FALSE, &alone);
  g_assert_cmpmem (&measured, sizeof measured, &alone, sizeof alone);

  parameters.beta = 1;
  tf_window_set_parameters (window, &parameters);
  g_action_group_activate_action (G_ACTION_GROUP (window), "page", g_variant_new_string ("depth"));
  wait_until (window, has_depth, NULL);
  g_assert_cmpuint (tf_lab_get_survey (window->lab)->n_layers, ==, TF_SURVEY_QUESTION_DEFAULT.n_layers);
  g_assert_nonnull (strstr (tf_theory_view_get_explanation (window->theory_view), "Figure 2"));
  close_window (window);
}

/* Several files at once, of which one is no layer of the others' network. */
static void
test_no_network (void)
{
  g_autofree char *path = write_good_file ();
  g_autoptr (GFile) first = g_file_new_for_path (path);
  g_autoptr (GFile) second = g_file_new_build_filename (g_test_get_dir (G_TEST_DIST), "..", "resources", "examples",
                                                            "mnist_mlp6_mse_L1.npz", NULL);
  GFile *const files[] = { first, second };
  g_autoptr (TfSource) source = tf_source_new_files (files, 2);
  TfWindow *window = open_window ();
  TfMoments *before = tf_lab_get_moments (window->lab);

  g_assert_cmpuint (tf_source_get_n_layers (source), ==, 2);
  tf_window_open (window, source);
  while (tf_window_is_loading (window))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (tf_lab_get_moments (window->lab) == before);
  g_assert_null (tf_window_get_layers (window));
  close_window (window);
}

static void
test_bad_files (void)
{
  static const struct
  {
    const char *name;
    const char *content;
    gssize      length;
  } files[] = {
    { "empty.npz", "", 0 },
    { "torn.npz", "PK\x03\x04 and no more", -1 },
    { "words.csv", "there is, nothing\nto be, read here\n", -1 },
    { "odd & <strange>.npy", "\x93NUMPY\x09\x09 of the future", -1 },
  };
  TfWindow *window = open_window ();
  TfSource *source = tf_lab_get_source (window->lab);
  guint64 run;

  play_slowly (window);
  run = tf_lab_get_frame (window->lab)->run;
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = write_file (files[i].name, files[i].content, files[i].length);

      open_path (window, path, NULL);
      wait_until (window, is_at_rest, NULL);
      iterate ();
    }
  open_path (window, "/nowhere/at/all.npz", NULL);
  wait_until (window, is_at_rest, NULL);
  g_assert_true (tf_lab_get_source (window->lab) == source);
  g_assert_cmpuint (tf_lab_get_frame (window->lab)->run, ==, run);
  run = tf_lab_get_frame (window->lab)->serial;
  wait_until (window, has_moved, &run); /* the run goes on */
  close_window (window);
}

static GtkEventController *
find_drop_target (TfWindow *window)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (window->overlay);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        return controller;
    }
  g_assert_not_reached ();
}

static void
test_drop (void)
{
  g_autofree char *path = write_good_file ();
  g_autoptr (GFile) file = g_file_new_for_path (path);
  TfWindow *window = open_window ();
  GSList both = { file, &(GSList){ file, NULL } };
  GValue value = G_VALUE_INIT;
  guint64 run = tf_lab_get_frame (window->lab)->run;
  gboolean taken = FALSE;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_set_boxed (&value, &both);
  g_signal_emit_by_name (find_drop_target (window), "drop", &value, 10.0, 10.0, &taken);
  g_value_unset (&value);
  g_assert_true (taken);
  wait_until (window, has_other_run, &run);
  g_assert_cmpuint (tf_lab_get_moments (window->lab)->n_classes, ==, 3);
  /* The same file twice is that file, and no network. */
  g_assert_null (tf_window_get_layers (window));
  close_window (window);
}

/* A newer fetch takes the place of an older one, whose result is dropped; a
 * cancelled one changes nothing. */
static void
test_cancel (void)
{
  g_autoptr (TfSource) slow = synthetic_of (10, 200, 2000);
  g_autoptr (TfSource) quick = synthetic_of (5, 8, 10);
  TfWindow *window = open_window ();
  TfSource *source = tf_lab_get_source (window->lab);
  guint64 run = tf_lab_get_frame (window->lab)->run;

  tf_window_open (window, slow);
  g_assert_true (tf_window_is_loading (window));
  act (window, "cancel-loading");
  g_assert_false (tf_window_is_loading (window));
  g_assert_true (tf_lab_get_source (window->lab) == source);

  tf_window_open (window, slow);
  tf_window_open (window, quick);
  wait_until (window, has_other_run, &run);
  g_assert_true (tf_lab_get_source (window->lab) == quick);
  run = tf_lab_get_frame (window->lab)->serial + 30;
  wait_until (window, has_moved, &run); /* time for the older ones to come, and be dropped */
  g_assert_true (tf_lab_get_source (window->lab) == quick);
  close_window (window);
}

/* What is named at the start and given up while it is read leaves no empty window behind. */
static void
test_cancel_first (void)
{
  g_autoptr (TfSource) slow = synthetic_of (10, 200, 2000);
  TfWindow *window = tf_window_new (GTK_APPLICATION (application));

  gtk_window_present (GTK_WINDOW (window));
  tf_window_open (window, slow);
  act (window, "escape");
  wait_until (window, has_frame, NULL);
  g_assert_false (tf_window_is_loading (window));
  g_assert_true (tf_lab_get_source (window->lab) != slow);
  close_window (window);
}

static void
test_close_at_any_moment (void)
{
  g_autoptr (TfSource) slow = synthetic_of (10, 200, 1000);

  for (int i = 0; i < 6; i++)
    {
      TfWindow *window = tf_window_new (GTK_APPLICATION (application));

      gtk_window_present (GTK_WINDOW (window));
      tf_window_open_default (window);
      if (i % 3 > 0)
        wait_until (window, has_frame, NULL);
      if (i % 3 == 2)
        tf_window_open (window, slow);
      if (i >= 3)
        iterate ();
      close_window (window);
    }
}

static void
test_examples (void)
{
  TfWindow *window = open_window ();
  g_autoptr (GPtrArray) examples = tf_examples_list ();
  guint n_seen = 0;

  for (guint i = 1; i <= examples->len; i++, n_seen++)
    {
      guint64 serial;

      g_assert_true (tf_features_panel_choose (window->features_panel, i));
      wait_until (window, is_at_rest, NULL);
      g_assert_true (tf_source_get_n_layers (tf_lab_get_source (window->lab)) > 1
                     || tf_source_get_file (tf_lab_get_source (window->lab)) != NULL);
      g_assert_cmpuint (tf_lab_get_moments (window->lab)->n_classes, ==, 10);
      serial = tf_lab_get_frame (window->lab)->serial + 2;
      wait_until (window, has_moved, &serial);
    }
  if (n_seen == 0)
    g_test_skip ("no examples are here");
  close_window (window);
}

static gboolean
is_network (TfWindow *window, gpointer data)
{
  return tf_lab_get_frame (window->lab) != NULL && tf_lab_get_frame (window->lab)->parameters.flow == TF_FLOW_NETWORK;
}

/* A bundled session in the same list: its features are then the chosen ones. */
static void
test_example_run (void)
{
  TfWindow *window = open_window ();
  g_autoptr (GPtrArray) examples = tf_examples_list (), runs = tf_examples_list_runs ();
  g_autoptr (TfSource) chosen = NULL;

  g_assert_cmpuint (runs->len, >, 0);
  g_assert_true (tf_features_panel_choose (window->features_panel, examples->len + 1));
  wait_until (window, is_network, NULL);
  g_assert_cmpstr (tf_source_get_title (tf_lab_get_source (window->lab)), ==, "Digits, 8 × 8 pixels");
  g_assert_cmpuint (tf_lab_get_parameters (window->lab)->batch, ==, 100);
  chosen = tf_features_panel_get_chosen (window->features_panel);
  g_assert_true (tf_source_has_same_files (chosen, tf_lab_get_source (window->lab)));
  g_assert_false (tf_features_panel_choose (window->features_panel, examples->len + runs->len + 1));
  close_window (window);
}

static gboolean
has_file (TfWindow *window, gpointer data)
{
  return has_own_frame (window, NULL) && g_str_equal (adw_window_title_get_title (window->title), data);
}

static gboolean
has_said (TfWindow *window, gpointer data)
{
  return g_strcmp0 (tf_toasts_get_text (window->toasts), data) == 0;
}

/* As the menu lists them: labels, with a line's end each. Caller frees. */
static char *
list_recent (TfWindow *window)
{
  GMenuModel *menu = G_MENU_MODEL (window->recent_menu);
  GString *list = g_string_new (NULL);

  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autofree char *label = NULL;

      g_assert_true (g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_LABEL, "s", &label));
      g_string_append_printf (list, "%s\n", label);
    }
  return g_string_free (list, FALSE);
}

static gboolean
lists (TfWindow *window, gpointer data)
{
  g_autofree char *list = list_recent (window);

  return g_str_has_prefix (list, data);
}

/* A file that has been opened is in the menu; one that could not be is not; one that is gone is said to be, and goes. */
static void
test_recent (void)
{
  g_autofree char *path = write_good_file (), *bad = write_file ("bad.csv", "a,b\n", -1);
  g_autofree char *base = g_path_get_basename (folder), *wanted = g_strdup_printf ("good.csv — %s", base), *list = NULL;
  g_autofree char *uri = NULL, *said = g_strdup_printf ("“good.csv” is not in %s any more", folder);
  g_autoptr (GFile) file = g_file_new_for_path (path), broken = g_file_new_for_path (bad);
  g_auto (GStrv) parts = g_strsplit (wanted, "_", -1);
  g_autofree char *label = g_strjoinv ("__", parts);
  TfWindow *window = open_window (), *other;

  gtk_recent_manager_purge_items (gtk_recent_manager_get_default (), NULL);
  tf_window_open_files (window, &file, 1);
  wait_until (window, lists, label);
  tf_window_open_files (window, &broken, 1);
  wait_until (window, has_frame, NULL);
  other = open_window ();
  g_assert_true (lists (other, label));
  list = list_recent (other);
  g_assert_null (strstr (list, "bad.csv"));
  uri = g_file_get_uri (file);
  g_action_group_activate_action (G_ACTION_GROUP (other), "open-recent", g_variant_new_string (uri));
  wait_until (other, has_own_frame, NULL);
  wait_until (other, has_file, (gpointer) "good.csv");
  g_assert_cmpint (g_remove (path), ==, 0);
  g_action_group_activate_action (G_ACTION_GROUP (other), "open-recent", g_variant_new_string (uri));
  wait_until (other, has_said, said);
  wait_until (other, lists, (gpointer) "Nothing Yet");
  close_window (window);
  close_window (other);
}

int
main (int argc, char **argv)
{
  if (!begin_tests (&argc, &argv))
    return 0;
  g_test_add_func ("/window/good-file", test_good_file);
  g_test_add_func ("/window/bad-files", test_bad_files);
  g_test_add_func ("/window/held-out", test_held_out);
  g_test_add_func ("/window/recent", test_recent);
  g_test_add_func ("/window/drop", test_drop);
  g_test_add_func ("/window/cancel", test_cancel);
  g_test_add_func ("/window/cancel-first", test_cancel_first);
  g_test_add_func ("/window/examples", test_examples);
  g_test_add_func ("/window/example-run", test_example_run);
  g_test_add_func ("/window/network", test_network);
  g_test_add_func ("/window/network/mismatch", test_no_network);
  g_test_add_func ("/window/close-at-any-moment", test_close_at_any_moment);
  return run_tests ();
}
