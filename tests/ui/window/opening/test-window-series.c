/* test-window-series.c: a network in training, in the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <string.h>

#include "epoch-bar.h"
#include "examples.h"
#include "figure-dialog.h"
#include "plot-epochs.h"
#include "training-files.h"
#include "window-fixture.h"

/* The epoch whose features are those of the run, and whose frame is shown. */
static gboolean
shows_epoch (TfWindow *window, gpointer data)
{
  int shown;
  TfEpochs *epochs = tf_window_get_epochs (window, &shown);

  return epochs != NULL && shown >= 0 && epochs->rows[shown].epoch == GPOINTER_TO_INT (data)
         && tf_lab_get_frame (window->lab) != NULL && tf_lab_get_frame (window->lab)->owner == tf_lab_get_moments (window->lab);
}

static gboolean
has_measured (TfWindow *window, gpointer data)
{
  int shown;
  TfEpochs *epochs = tf_window_get_epochs (window, &shown);

  return epochs != NULL && (int) epochs->n_measured == GPOINTER_TO_INT (data);
}

static gboolean
has_begun (TfWindow *window, gpointer data)
{
  return tf_lab_get_frame (window->lab)->t > 0;
}

static gboolean
is_on_the_way (TfWindow *window, gpointer data)
{
  return tf_means_view_is_moving (window->means_view) == GPOINTER_TO_INT (data);
}

static gboolean
has_no_series (TfWindow *window, gpointer data)
{
  int shown;

  return tf_window_get_epochs (window, &shown) == NULL && !tf_window_is_loading (window);
}

static void
drop (TfWindow *window, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  tf_window_open_files (window, &file, 1);
}

static const char *
get_page (TfWindow *window)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (window), "page");

  return g_intern_string (g_variant_get_string (state, NULL));
}

static gboolean
holds_out (TfWindow *window, gpointer data)
{
  int shown;
  TfEpochs *epochs = tf_window_get_epochs (window, &shown);

  return shows_epoch (window, data) && epochs->n_measured == 3 && tf_lab_get_frame (window->lab)->held_out[TF_HELD_OUT_TEST].n > 0
         && !tf_metrics_is_defined (&epochs->rows[shown].metrics, TF_METRIC_OOD_COS)
         && tf_metrics_is_defined (&epochs->rows[shown].metrics, TF_METRIC_TEST_NC1);
}

static gboolean
is_figure_ready (TfWindow *window, gpointer dialog)
{
  return tf_figure_dialog_is_ready (dialog);
}

static gboolean
is_still (TfWindow *window, gpointer data)
{
  return shows_epoch (window, data) && !tf_lab_is_busy (window->lab) && window->tick == 0;
}

/* A session of a training comes back to it: its folder, the epoch, the flow that was played from there, the page. */
static void
test_session (void)
{
  TfWindow *window = open_window (), *other = open_window ();
  g_autofree char *training = g_test_build_filename (G_TEST_DIST, "data", "series", NULL);
  TfEpochsControls *controls = tf_theory_view_get_epochs_controls (window->theory_view);
  TfEpochsControls *again = tf_theory_view_get_epochs_controls (other->theory_view);
  TfSession *session;
  double t;

  drop (window, training);
  wait_until (window, has_measured, GINT_TO_POINTER (3));
  wait_until (window, shows_epoch, GINT_TO_POINTER (240));
  act (window, "previous-epoch");
  wait_until (window, shows_epoch, GINT_TO_POINTER (18));
  tf_epochs_controls_set_metrics (controls, tf_metric_set_one (TF_METRIC_NC2));
  tf_epochs_controls_set_log_y (controls, FALSE);
  tf_lab_set_playing (window->lab, TRUE);
  wait_until (window, has_begun, NULL);
  tf_lab_set_playing (window->lab, FALSE);
  wait_until (window, is_still, GINT_TO_POINTER (18));
  t = tf_lab_get_frame (window->lab)->t;
  session = tf_window_make_session (window);
  tf_window_open_session (other, tf_session_copy (session));
  wait_until (other, has_measured, GINT_TO_POINTER (3));
  wait_until (other, is_still, GINT_TO_POINTER (18));
  g_assert_cmpfloat (tf_lab_get_frame (other->lab)->t, ==, t);
  g_assert_cmpstr (get_page (other), ==, get_page (window));
  g_assert_true (tf_metric_set_equal (tf_epochs_controls_get_metrics (again), tf_epochs_controls_get_metrics (controls)));
  g_assert_false (tf_epochs_controls_get_log_y (again));
  act (other, "next-epoch");
  wait_until (other, shows_epoch, GINT_TO_POINTER (240));
  tf_session_free (session);
  close_window (window);
  close_window (other);
}

/* The epochs are a figure where the features are of a folder of them. */
static void
test_figure (void)
{
  TfWindow *window = open_window ();
  g_autofree char *training = g_test_build_filename (G_TEST_DIST, "data", "series", NULL),
                  *out = g_dir_make_tmp ("tightframe-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (out, "epochs.svg", NULL), *text = NULL;
  g_autoptr (GError) error = NULL;
  TfFigure figure;
  TfFigureDialog *dialog;

  drop (window, training);
  wait_until (window, has_measured, GINT_TO_POINTER (3));
  wait_until (window, shows_epoch, GINT_TO_POINTER (240));
  tf_figure_init (&figure);
  figure.panels[0] = &tf_view_epochs;
  figure.n_panels = figure.n_columns = 1;
  dialog = tf_figure_dialog_new (GTK_WINDOW (window), tf_lab_get_moments (window->lab), NULL, tf_window_make_session (window), &figure);
  gtk_window_present (GTK_WINDOW (dialog));
  wait_until (window, is_figure_ready, dialog);
  g_assert_true (tf_figure_dialog_export (dialog, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "epoch"));
  gtk_window_destroy (GTK_WINDOW (dialog));
  tf_figure_clear (&figure);
  g_remove (path);
  g_rmdir (out);
  close_window (window);
}

/* Beside each epoch that of another folder: seen and measured, and part of where the epoch's features come from. */
static void
test_held_out (void)
{
  TfWindow *window = open_window (), *other = open_window ();
  g_autofree char *training = g_test_build_filename (G_TEST_DIST, "data", "series", NULL);

  drop (window, training);
  wait_until (window, has_measured, GINT_TO_POINTER (3));
  wait_until (window, shows_epoch, GINT_TO_POINTER (240));
  tf_window_hold_out (window, TF_HELD_OUT_TEST, training);
  wait_until (window, holds_out, GINT_TO_POINTER (240));
  g_assert_nonnull (tf_source_get_held_out (tf_lab_get_source (window->lab), TF_HELD_OUT_TEST));
  act (window, "previous-epoch");
  wait_until (window, holds_out, GINT_TO_POINTER (18));
  tf_window_open_session (other, tf_window_make_session (window));
  wait_until (other, holds_out, GINT_TO_POINTER (18));
  act (other, "next-epoch"); /* it is that of every epoch again */
  wait_until (other, holds_out, GINT_TO_POINTER (240));
  close_window (window);
  close_window (other);
}

/* A folder plays to its end; then it is stepped through, and the model flows from an epoch. */
static void
test_plays (void)
{
  TfWindow *window = open_window ();
  g_autofree char *training = g_test_build_filename (G_TEST_DIST, "data", "series", NULL);

  drop (window, training);
  wait_until (window, has_measured, GINT_TO_POINTER (3));
  wait_until (window, shows_epoch, GINT_TO_POINTER (240));
  g_assert_cmpstr (get_page (window), ==, "epochs");
  g_assert_cmpstr (tf_epoch_bar_get_text (window->epoch_bar), ==, "epoch 240, 3 of 3");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window->epoch_bar)));
  g_assert_cmpint (tf_lab_get_frame (window->lab)->status, ==, TF_RUN_PAUSED);
  g_assert_nonnull (strstr (tf_theory_view_get_explanation (window->theory_view), "at epoch 240"));
  wait_until (window, is_on_the_way, GINT_TO_POINTER (FALSE));
  act (window, "previous-epoch");
  wait_until (window, is_on_the_way, GINT_TO_POINTER (TRUE));
  wait_until (window, shows_epoch, GINT_TO_POINTER (18));
  wait_until (window, is_on_the_way, GINT_TO_POINTER (FALSE));
  act (window, "play");
  wait_until (window, has_begun, NULL);
  act (window, "previous-epoch");
  wait_until (window, shows_epoch, GINT_TO_POINTER (0));
  g_assert_cmpfloat (tf_lab_get_frame (window->lab)->t, ==, 0);
  act (window, "play-epochs");
  wait_until (window, shows_epoch, GINT_TO_POINTER (240));
  close_window (window);
}

static gboolean
says_in_bar (TfWindow *window, gpointer text)
{
  return g_str_equal (tf_epoch_bar_get_text (window->epoch_bar), text);
}

/* A training writes into the open folder, and play follows it. */
static void
test_watches (void)
{
  TfWindow *window = open_window ();
  g_autofree char *training = g_dir_make_tmp ("tightframe-series-XXXXXX", NULL);

  drop (window, training); /* before there is anything in it */
  wait_until (window, says_in_bar, "waiting for the first file");
  put (training, "epoch_1.csv", TABLE ("5"));
  wait_until (window, shows_epoch, GINT_TO_POINTER (1));
  g_assert_cmpstr (tf_epoch_bar_get_text (window->epoch_bar), ==, "epoch 1, 1 of 1");
  put (training, "epoch_2.csv", TABLE ("6"));
  wait_until (window, shows_epoch, GINT_TO_POINTER (2));
  put (training, "epoch_10.csv", TABLE ("7"));
  wait_until (window, shows_epoch, GINT_TO_POINTER (10));
  take_away (training, "epoch_10.csv");
  wait_until (window, shows_epoch, GINT_TO_POINTER (2));
  g_assert_nonnull (strstr (tf_theory_view_get_explanation (window->theory_view), "epoch_10.csv has vanished"));
  take_away (training, "epoch_2.csv");
  take_away (training, "epoch_1.csv");
  g_assert_cmpint (g_rmdir (training), ==, 0);
  close_window (window);
}

static gboolean
explains (TfWindow *window, gpointer data)
{
  return strstr (tf_theory_view_get_explanation (window->theory_view), data) != NULL;
}

/* Files of two folders are in the order of their epochs, and layers if a person says so. */
static void
test_files (void)
{
  TfWindow *window = open_window ();
  g_autofree char *training = g_dir_make_tmp ("tightframe-series-XXXXXX", NULL);
  g_autofree char *first = g_build_filename (training, "epoch_10.csv", NULL), *second = g_build_filename (training, "epoch_2.csv", NULL);
  g_autoptr (GFile) one = g_file_new_for_path (first);
  g_autoptr (GFile) other = g_file_new_for_path (second);
  GFile *files[] = { one, other };

  put (training, "epoch_10.csv", TABLE ("5"));
  put (training, "epoch_2.csv", TABLE ("6"));
  tf_window_open_files (window, files, 2);
  wait_until (window, shows_epoch, GINT_TO_POINTER (10));
  g_action_group_activate_action (G_ACTION_GROUP (window), "open-as", g_variant_new_string ("layers"));
  wait_until (window, has_no_series, NULL);
  g_assert_nonnull (tf_window_get_layers (window));
  g_assert_cmpstr (get_page (window), ==, "run");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (window->epoch_bar)));
  /* What lies between two layers is said on Depth. */
  g_action_group_change_action_state (G_ACTION_GROUP (window), "page", g_variant_new_string ("depth"));
  wait_until (window, explains, (gpointer) "1/β =");
  take_away (training, "epoch_10.csv");
  take_away (training, "epoch_2.csv");
  g_assert_cmpint (g_rmdir (training), ==, 0);
  close_window (window);
}

/* Networks that differ in a setting have no order: names, dots, and no play. */
static void
test_variants (void)
{
  TfWindow *window = open_window ();
  g_autofree char *training = g_dir_make_tmp ("tightframe-series-XXXXXX", NULL);
  const char *names[] = { "mlp_seed_1.csv", "mlp_seed_2.csv", "mlp_seed_10.csv" };
  int shown;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    put (training, names[i], TABLE ("5"));
  drop (window, training);
  wait_until (window, has_measured, GINT_TO_POINTER (3));
  wait_until (window, shows_epoch, GINT_TO_POINTER (0));
  g_assert_true (tf_window_get_epochs (window, &shown)->variants);
  g_assert_cmpstr (tf_epoch_bar_get_text (window->epoch_bar), ==, "seed_1, 1 of 3");
  wait_until (window, explains, (gpointer) "Variants have no order");
  act (window, "next-epoch");
  wait_until (window, shows_epoch, GINT_TO_POINTER (1));
  g_assert_false (tf_means_view_is_moving (window->means_view));
  g_action_group_activate_action (G_ACTION_GROUP (window), "open-as", g_variant_new_string ("epochs"));
  wait_until (window, shows_epoch, GINT_TO_POINTER (10)); /* by the numbers in their names */
  g_assert_false (tf_window_get_epochs (window, &shown)->variants);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    take_away (training, names[i]);
  g_assert_cmpint (g_rmdir (training), ==, 0);
  close_window (window);
}

/* Files of one epoch are layers: a list to choose from, and a map on Depth. */
static void
test_layers (void)
{
  TfWindow *window = open_window ();
  g_autofree char *training = g_dir_make_tmp ("tightframe-series-XXXXXX", NULL);
  const char *names[] = { "conv_epoch1.csv", "conv_epoch2.csv", "fc_epoch1.csv", "fc_epoch2.csv" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    put (training, names[i], TABLE ("5"));
  drop (window, training);
  wait_until (window, has_measured, GINT_TO_POINTER (4));
  wait_until (window, shows_epoch, GINT_TO_POINTER (2));
  g_assert_cmpstr (tf_epoch_bar_get_text (window->epoch_bar), ==, "epoch 2, 2 of 2");
  g_action_group_change_action_state (G_ACTION_GROUP (window), "page", g_variant_new_string ("depth"));
  wait_until (window, explains, (gpointer) "of 2 layers over the epochs");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    take_away (training, names[i]);
  g_assert_cmpint (g_rmdir (training), ==, 0);
  close_window (window);
}

/* Closed while it is being read. */
static void
test_closed (void)
{
  g_autofree char *training = g_test_build_filename (G_TEST_DIST, "data", "series", NULL);

  for (guint i = 0; i < 3; i++)
    {
      TfWindow *window = open_window ();

      drop (window, training);
      for (guint j = 0; j < 20 * i; j++)
        g_main_context_iteration (NULL, FALSE);
      close_window (window);
    }
}

/* The training that comes with the program is in the list of sources, and plays from its first epoch. */
static void
test_example (void)
{
  TfWindow *window = open_window ();
  g_autoptr (GPtrArray) examples = tf_examples_list (), runs = tf_examples_list_runs ();

  g_assert_true (tf_features_panel_choose (window->features_panel, examples->len + runs->len));
  wait_until (window, has_measured, GINT_TO_POINTER (25));
  wait_until (window, shows_epoch, GINT_TO_POINTER (0));
  g_assert_cmpstr (get_page (window), ==, tf_view_epochs.id);
  act (window, "next-epoch");
  wait_until (window, shows_epoch, GINT_TO_POINTER (1));
  close_window (window);
}

int
main (int argc, char **argv)
{
  if (!begin_tests (&argc, &argv))
    return 0;
  g_test_add_func ("/window-series/plays", test_plays);
  g_test_add_func ("/window-series/held-out", test_held_out);
  g_test_add_func ("/window-series/session", test_session);
  g_test_add_func ("/window-series/figure", test_figure);
  g_test_add_func ("/window-series/watches", test_watches);
  g_test_add_func ("/window-series/files", test_files);
  g_test_add_func ("/window-series/variants", test_variants);
  g_test_add_func ("/window-series/layers", test_layers);
  g_test_add_func ("/window-series/example", test_example);
  g_test_add_func ("/window-series/closed", test_closed);
  return run_tests ();
}
