/* test-window-map.c: the map page fills, follows what it should, and leads the run, on a display
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "window-fixture.h"

static gboolean
has_map (TfWindow *window, gpointer axes)
{
  return tf_lab_get_map (window->lab) != NULL && strcmp (tf_lab_get_map (window->lab)->grid->text, axes) == 0
         && tf_map_is_complete (tf_lab_get_map (window->lab))
         && tf_lab_get_map (window->lab)->parameters.lambda_w == tf_window_get_parameters (window)->lambda_w
         && !tf_lab_is_mapping (window->lab);
}

static gboolean
is_written (TfWindow *window, gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static TfMapView *
get_view (TfWindow *window)
{
  return tf_theory_view_get_map_view (window->theory_view);
}

static void
show_page (TfWindow *window, const char *page)
{
  g_action_group_change_action_state (G_ACTION_GROUP (window), "page", g_variant_new_string (page));
}

/* As a person does who chooses axes. */
static void
choose (TfWindow *window, const char *axes)
{
  TfMapLook look = *tf_map_view_get_look (get_view (window));

  look.axes = (char *) axes;
  tf_map_view_set_look (get_view (window), &look);
  g_signal_emit_by_name (get_view (window), "look-changed");
}

#define AXES "beta=0.01:10:9:log lambda-h=0.01:1:9:log"

static void
test_fills (void)
{
  TfWindow *window = open_window ();
  TfParameters p;

  g_assert_null (tf_lab_get_map (window->lab)); /* nothing is worked out that nobody looks at */
  show_page (window, "map");
  choose (window, AXES);
  wait_until (window, has_map, AXES);
  p = *tf_window_get_parameters (window);
  p.lambda_w *= 3;
  tf_parameters_panel_set_parameters (window->parameters_panel, &p);
  tf_window_take_parameters (window);
  wait_until (window, has_map, AXES);
  show_page (window, "limit");
  show_page (window, "map");
  g_assert_false (tf_lab_is_mapping (window->lab)); /* it is kept */
  show_page (window, "run");
  close_window (window);
}

static void
test_cross (void)
{
  TfWindow *window = open_window ();
  TfParameters before = *tf_window_get_parameters (window);
  const TfParameters *now = tf_window_get_parameters (window);

  show_page (window, "map");
  choose (window, AXES);
  wait_until (window, has_map, AXES);
  for (guint i = 0; i < 5; i++)
    g_signal_emit_by_name (get_view (window), "moved", 0.1 * (i + 1), 0.02 * (i + 1));
  now = tf_window_get_parameters (window);
  g_assert_cmpfloat (now->beta, ==, 0.5);
  g_assert_cmpfloat (now->lambda_h, ==, 0.1);
  g_assert_cmpfloat (now->lambda_w, ==, before.lambda_w);
  g_assert_true (has_map (window, AXES)); /* where one stands on it changes nothing in it */
  g_action_group_activate_action (G_ACTION_GROUP (window), "undo", NULL);
  g_assert_true (tf_parameters_equal (tf_window_get_parameters (window), &before)); /* one drag, one step */
  close_window (window);
}

static void
test_is_kept (void)
{
  TfWindow *window = open_window ();
  TfMapLook look = { .axes = (char *) "noise=0.1:1:5:log lambda-w=0.01:1:5:log",
                     .on_flow = TRUE,
                     .t = 3,
                     .metric = TF_METRIC_NC2,
                     .as_family = TRUE };
  const TfMapLook *shown;
  g_autoptr (TfSession) session = NULL;

  tf_map_view_set_look (get_view (window), &look);
  session = tf_window_make_session (window);
  close_window (window);
  window = open_window ();
  tf_window_fetch (window, session->source, tf_session_copy (session));
  wait_until (window, has_own_frame, NULL);
  shown = tf_map_view_get_look (get_view (window));
  g_assert_cmpstr (shown->axes, ==, look.axes);
  g_assert_true (shown->on_flow && shown->as_family);
  g_assert_cmpfloat (shown->t, ==, 3);
  g_assert_cmpuint (shown->metric, ==, TF_METRIC_NC2);
  close_window (window);
}

static void
test_says_why (void)
{
  TfWindow *window = open_window ();

  show_page (window, "map");
  choose (window, "eta=0.1:10:5:log");
  g_assert_nonnull (strstr (tf_theory_view_get_explanation (window->theory_view), "no say"));
  choose (window, AXES);
  wait_until (window, has_map, AXES);
  g_assert_nonnull (strstr (tf_theory_view_get_explanation (window->theory_view), "NC1"));
  close_window (window);
}

static void
test_export (void)
{
  TfWindow *window = open_window ();
  g_autofree char *path = g_build_filename (folder, "map.csv", NULL), *text = NULL, *expected = NULL;
  g_autoptr (TfMapAsked) asked = NULL;

  show_page (window, "map");
  choose (window, AXES);
  asked = tf_window_copy_map_question (window);
  expected = tf_map_write (&asked->question, NULL, NULL);
  g_assert_true (tf_window_export (window, "map", path));
  wait_until (window, is_written, path);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
  g_assert_true (g_str_has_prefix (text, "beta,lambda-h,beta,objective,"));
  close_window (window);
}

/* Closed while the map is being filled, with pages and axes changing all the while. */
static void
test_storm (void)
{
  const char *const axes[] = { AXES, "lambda-w=0.001:1:9:log", "classes=2:5:4:linear beta=0.1:1:4:log" };

  for (guint k = 0; k < 6; k++)
    {
      TfWindow *window = open_window ();

      show_page (window, "map");
      for (guint i = 0; i < 12; i++)
        {
          choose (window, axes[(i + k) % 3]);
          g_signal_emit_by_name (get_view (window), "moved", 0.3 + 0.01 * i, i % 2 ? NAN : 0.5);
          for (guint n = 0; n < 20; n++)
            g_main_context_iteration (NULL, FALSE);
        }
      close_window (window);
    }
}

/* The last cell is there a moment before its worker has nothing more to do. */
static gboolean
has_epochs (TfWindow *window, gpointer data)
{
  const TfMap *map = tf_lab_get_map (window->lab);

  return map != NULL && strcmp (map->axes, data) == 0 && map->epochs != NULL && map->epochs->n == 3 && tf_map_is_complete (map)
         && !tf_lab_is_mapping (window->lab);
}

static gboolean
shows_epoch (TfWindow *window, gpointer epoch)
{
  int shown;
  TfEpochs *epochs = tf_window_get_epochs (window, &shown);

  return epochs != NULL && shown >= 0 && epochs->rows[shown].epoch == *(double *) epoch;
}

/* A training's epochs as an axis: the map stays when another one is shown, and its cross leads there. */
static void
test_epochs (void)
{
  TfWindow *window = open_window ();
  g_autofree char *training = g_test_build_filename (G_TEST_DIST, "data", "series", NULL);
  const char *const paths[] = { training, NULL };
  const char *axes = "epoch lambda-h=0.01:1:5:log";
  const TfMap *map;
  double first;

  show_page (window, "map");
  choose (window, axes);
  g_assert_nonnull (strstr (tf_theory_view_get_explanation (window->theory_view), "of no training"));
  tf_window_open_series (window, paths, TF_SERIES_EPOCHS);
  show_page (window, "map");
  wait_until (window, has_epochs, (gpointer) axes);
  map = tf_lab_get_map (window->lab);
  first = map->grid->axes[0].values[0];
  g_signal_emit_by_name (get_view (window), "moved", map->grid->axes[0].values[2], 0.1);
  g_signal_emit_by_name (get_view (window), "moved", first, 0.1);
  wait_until (window, shows_epoch, &first);
  g_assert_cmpfloat (tf_window_get_parameters (window)->lambda_h, ==, 0.1);
  g_assert_true (has_epochs (window, (gpointer) axes));
  g_assert_false (tf_lab_is_mapping (window->lab));
  g_assert_true (tf_lab_get_map (window->lab) == map);
  close_window (window);
}

int
main (int argc, char **argv)
{
  if (!begin_tests (&argc, &argv))
    return 0;
  g_test_add_func ("/window-map/fills", test_fills);
  g_test_add_func ("/window-map/cross", test_cross);
  g_test_add_func ("/window-map/is-kept", test_is_kept);
  g_test_add_func ("/window-map/says-why", test_says_why);
  g_test_add_func ("/window-map/export", test_export);
  g_test_add_func ("/window-map/epochs", test_epochs);
  g_test_add_func ("/window-map/storm", test_storm);
  return run_tests ();
}
