/* test-window-trainings.c: two networks in training, side by side in the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <string.h>

#include "epoch-bar.h"
#include "plot-epochs.h"
#include "training-files.h"
#include "window-fixture.h"

static const char *const first_names[] = { "epoch_1.csv", "epoch_2.csv", "epoch_10.csv", NULL };
static const char *const second_names[] = { "epoch_1.csv", "epoch_8.csv", NULL };

static char *
make_training (const char *name, const char *const *names, const char *table)
{
  char *training = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_mkdir (training, 0700), ==, 0);
  write_training (training, names, table);
  return training;
}

/* data: double[2], the epochs of runs A and B, whose features are those of the frames. */
static gboolean
shows_both (TfWindow *window, gpointer data)
{
  const double *wanted = data;
  int shown, beside;
  TfEpochs *epochs = tf_window_get_epochs (window, &shown), *other = tf_window_get_epochs_beside (window, &beside);
  TfFrame *frame = tf_lab_get_frame (window->lab);
  gboolean turned = tf_lab_get_chosen (window->lab) == 1;

  return epochs != NULL && other != NULL && shown >= 0 && beside >= 0 && epochs->rows[shown].epoch == wanted[turned ? 1 : 0]
         && other->rows[beside].epoch == wanted[turned ? 0 : 1] && frame != NULL && frame->beside != NULL
         && frame->owner == tf_lab_get_features_of (window->lab, 0)->moments
         && frame->beside->owner == tf_lab_get_features_of (window->lab, 1)->moments && !tf_lab_is_busy (window->lab)
         && window->tick == 0;
}

static gboolean
has_measured (TfWindow *window, gpointer data)
{
  int shown;
  TfEpochs *epochs = tf_window_get_epochs (window, &shown);

  return epochs != NULL && shown >= 0 && (int) epochs->n_measured == GPOINTER_TO_INT (data) && tf_lab_get_frame (window->lab) != NULL
         && tf_lab_get_frame (window->lab)->owner == tf_lab_get_moments (window->lab);
}

static void
open_both (TfWindow *window, const char *first, const char *second)
{
  g_autoptr (GFile) one = g_file_new_for_path (first), other = g_file_new_for_path (second);

  tf_window_open_files (window, &one, 1);
  wait_until (window, has_measured, GINT_TO_POINTER (3));
  tf_window_open_beside (window, &other, 1);
}

/* One rail for both, matched by their epochs; the chosen run's leads. */
static void
test_together (void)
{
  char *first = make_training ("wd1", first_names, TABLE ("5")), *second = make_training ("wd2", second_names, TABLE ("6"));
  TfWindow *window = open_window ();

  open_both (window, first, second);
  wait_until (window, shows_both, (double[]){ 10, 8 });
  g_assert_cmpuint (tf_lab_get_chosen (window->lab), ==, 1);
  g_assert_cmpstr (adw_window_title_get_title (window->title), ==, "A: wd1/epoch_10.csv · B: wd2/epoch_8.csv");
  g_assert_cmpstr (tf_epoch_bar_get_text (window->epoch_bar), ==, "epoch 8, 2 of 2 · A at epoch 10");
  /* The rail has the places of both: 1, 2, 8, 10. */
  g_assert_cmpfloat (gtk_range_get_value (tf_epoch_bar_get_range (window->epoch_bar)), ==, 3);
  gtk_range_set_value (tf_epoch_bar_get_range (window->epoch_bar), 1);
  wait_until (window, shows_both, (double[]){ 2, 1 });
  gtk_range_set_value (tf_epoch_bar_get_range (window->epoch_bar), 2);
  wait_until (window, shows_both, (double[]){ 2, 8 });
  act (window, "previous-epoch");
  wait_until (window, shows_both, (double[]){ 2, 1 });
  act (window, "previous-epoch");
  wait_until (window, shows_both, (double[]){ 1, 1 });
  g_assert_cmpstr (tf_epoch_bar_get_text (window->epoch_bar), ==, "epoch 1, 1 of 2");
  act (window, "other-run");
  g_assert_cmpstr (tf_epoch_bar_get_text (window->epoch_bar), ==, "epoch 1, 1 of 3");
  act (window, "next-epoch");
  wait_until (window, shows_both, (double[]){ 2, 1 });
  g_assert_nonnull (strstr (tf_theory_view_get_explanation (window->theory_view), "In run B"));
  act (window, "play-epochs");
  wait_until (window, shows_both, (double[]){ 10, 8 });

  /* In each other's places, and one alone. */
  act (window, "swap-runs");
  wait_until (window, shows_both, (double[]){ 8, 10 });
  act (window, "compare");
  wait_until (window, has_measured, GINT_TO_POINTER (2));
  g_assert_cmpstr (tf_epoch_bar_get_text (window->epoch_bar), ==, "epoch 8, 2 of 2");
  close_window (window);
  remove_training (first, first_names);
  remove_training (second, second_names);
}

/* Both come back, each at its epoch. */
static void
test_session (void)
{
  char *first = make_training ("wd1", first_names, TABLE ("5")), *second = make_training ("wd2", second_names, TABLE ("6"));
  TfWindow *window = open_window (), *other = open_window ();
  TfSession *session;

  open_both (window, first, second);
  wait_until (window, shows_both, (double[]){ 10, 8 });
  act (window, "previous-epoch");
  wait_until (window, shows_both, (double[]){ 2, 8 });
  session = tf_window_make_session (window);
  g_assert_nonnull (session);
  tf_window_open_session (other, session);
  wait_until (other, shows_both, (double[]){ 2, 8 });
  g_assert_cmpuint (tf_lab_get_chosen (other->lab), ==, 0);
  act (other, "next-epoch");
  wait_until (other, shows_both, (double[]){ 10, 8 });
  close_window (window);
  close_window (other);
  remove_training (first, first_names);
  remove_training (second, second_names);
}

/* A training beside features that are of none: its rail is there, and moves it alone. Other features in its place end it. */
static void
test_alone_beside (void)
{
  char *training = make_training ("wd1", first_names, TABLE ("5"));
  g_autofree char *path = write_file ("alone.csv", TABLE ("7"), -1);
  g_autoptr (GFile) folder_file = g_file_new_for_path (training);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  TfWindow *window = open_window ();
  TfMoments *moments = tf_lab_get_moments (window->lab);
  int shown;

  tf_window_open_beside (window, &folder_file, 1);
  while (tf_window_get_epochs (window, &shown) == NULL || shown < 0
         || tf_window_get_epochs (window, &shown)->rows[shown].epoch != 10 || !tf_lab_has_two (window->lab))
    iterate ();
  g_assert_true (tf_lab_get_moments (window->lab) == moments);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window->epoch_bar)));
  tf_window_open_beside (window, &file, 1);
  while (tf_window_get_epochs (window, &shown) != NULL)
    iterate ();
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (window->epoch_bar)));
  g_assert_true (tf_lab_has_two (window->lab));
  close_window (window);
  g_remove (path);
  remove_training (training, first_names);
}

int
main (int argc, char **argv)
{
  if (!begin_tests (&argc, &argv))
    return 0;
  g_test_add_func ("/window-trainings/together", test_together);
  g_test_add_func ("/window-trainings/session", test_session);
  g_test_add_func ("/window-trainings/alone-beside", test_alone_beside);
  return run_tests ();
}
