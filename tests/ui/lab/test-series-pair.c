/* test-series-pair.c: two trainings whose epochs go together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>

#include "lab-kit.h"
#include "series-pair.h"
#include "training-files.h"

#define DEADLINE (300 * G_USEC_PER_SEC)

static const char *const first_names[] = { "epoch_1.csv", "epoch_2.csv", "epoch_10.csv", "epoch_20.csv", NULL };
static const char *const second_names[] = { "epoch_2.csv", "epoch_8.csv", NULL };

static char *
make_training (const char *const *names)
{
  char *folder = g_dir_make_tmp ("tightframe-pair-XXXXXX", NULL);

  write_training (folder, names, TABLE ("5"));
  return folder;
}

static gboolean
woken_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
iterate (TfSeriesPair *pair, gint64 deadline)
{
  g_assert_cmpint (g_get_monotonic_time (), <, deadline);
  if (!g_main_context_iteration (NULL, FALSE))
    g_usleep (500);
  tf_series_pair_poll (pair);
}

static void
wait_until_known (TfSeriesPair *pair, guint run, guint n)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE;

  for (;;)
    {
      TfEpochs *epochs = tf_open_series_get_epochs (tf_series_pair_get (pair, run));

      if (epochs != NULL && epochs->n_measured == n)
        return;
      iterate (pair, deadline);
    }
}

/* What comes: the epochs of both, NaN: nothing for that run. */
static void
take (TfSeriesPair *pair, double epochs[TF_LAB_N_RUNS])
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE;
  TfSeriesCome come[TF_LAB_N_RUNS];

  while (!tf_series_pair_take (pair, come))
    iterate (pair, deadline);
  for (guint run = 0; run < TF_LAB_N_RUNS; run++)
    {
      epochs[run] = come[run].row != NULL ? come[run].row->epoch : -1;
      g_assert_true ((come[run].row != NULL) == (come[run].moments != NULL));
      g_clear_pointer (&come[run].moments, tf_moments_unref);
    }
}

static void
check_take (TfSeriesPair *pair, double first, double second)
{
  double epochs[TF_LAB_N_RUNS];

  take (pair, epochs);
  g_assert_cmpfloat (epochs[0], ==, first);
  g_assert_cmpfloat (epochs[1], ==, second);
}

static void
open_training (TfSeriesPair *pair, guint run, const char *folder, guint n)
{
  const char *paths[] = { folder, NULL };
  const TfParameters parameters = TF_PARAMETERS_DEFAULT;

  tf_series_pair_open (pair, run, paths, TF_SERIES_EPOCHS, &parameters);
  wait_until_known (pair, run, n);
}

/* The other is at the leader's epoch, or at the last one before it; what both bring comes at once. */
static void
test_together (void)
{
  char *first = make_training (first_names), *second = make_training (second_names);
  g_autoptr (TfSeriesPair) pair = tf_series_pair_new (woken_cb, NULL);

  open_training (pair, 0, first, 4);
  g_assert_true (tf_series_pair_step (pair, 1));
  check_take (pair, 1, -1);
  open_training (pair, 1, second, 2);
  check_take (pair, -1, 2); /* there is none before it */
  g_assert_true (tf_series_pair_step (pair, 1));
  check_take (pair, 2, -1); /* where it already is */
  g_assert_true (tf_series_pair_step (pair, 1));
  check_take (pair, -1, 8); /* an epoch that it has alone */
  g_assert_true (tf_series_pair_step (pair, 1));
  check_take (pair, 10, -1);
  g_assert_true (tf_series_pair_step (pair, 1));
  check_take (pair, 20, -1);
  g_assert_false (tf_series_pair_can_step (pair, 1));
  g_assert_false (tf_series_pair_step (pair, 1));

  /* The same from the other's side. */
  tf_series_pair_set_chosen (pair, 1);
  g_assert_cmpuint (tf_series_pair_get_lead (pair), ==, 1);
  g_assert_true (tf_series_pair_step (pair, -1));
  check_take (pair, 10, -1);
  tf_series_pair_ask (pair, 0);
  check_take (pair, 2, 2);
  tf_series_pair_go_back (pair);
  check_take (pair, 1, -1);
  g_assert_false (tf_series_pair_can_step (pair, -1));

  /* Over all between to the end, of both and then of one alone. */
  tf_series_pair_go_to_end (pair);
  check_take (pair, 20, 8);
  tf_series_pair_close (pair, 1);
  tf_series_pair_go_back (pair);
  check_take (pair, 1, -1);
  tf_series_pair_go_to_end (pair);
  check_take (pair, 20, -1);
  tf_series_pair_go_to_end (pair);
  g_assert_false (tf_series_pair_is_waiting (pair));
  g_assert_cmpuint (tf_series_pair_get_lead (pair), ==, 0);
  g_assert_null (tf_series_pair_get_other (pair));
  remove_training (first, first_names);
  remove_training (second, second_names);
}

/* Steps made before what was asked for has come count; of many epochs some are passed over, and never the last. */
static void
test_ahead (void)
{
  char *folder = make_training (first_names);
  g_autoptr (TfSeriesPair) pair = tf_series_pair_new (woken_cb, NULL);

  open_training (pair, 0, folder, 4);
  tf_series_pair_step (pair, 1);
  check_take (pair, 1, -1);
  tf_series_pair_step (pair, 1);
  tf_series_pair_step (pair, 1);
  check_take (pair, 10, -1);
  tf_series_pair_step (pair, 1);
  tf_series_pair_step (pair, -1);
  tf_series_pair_step (pair, -1);
  check_take (pair, 2, -1);
  tf_series_pair_go_back (pair);
  check_take (pair, 1, -1);
  tf_series_pair_leap (pair, 4);
  check_take (pair, 2, -1);
  tf_series_pair_leap (pair, 1);
  check_take (pair, 20, -1);
  tf_series_pair_go_back (pair);
  check_take (pair, 1, -1);
  tf_series_pair_leap (pair, 2);
  check_take (pair, 10, -1);
  tf_series_pair_leap (pair, 2);
  check_take (pair, 20, -1);
  remove_training (folder, first_names);
}

static TfLabFeatures
show (TfSeriesPair *pair, guint run)
{
  TfOpenSeries *open = tf_series_pair_get (pair, run);
  TfSource *source = tf_open_series_make_source (&tf_open_series_get_epochs (open)->rows[tf_open_series_get_shown (open)]);
  g_auto (TfFetched) fetched = { 0 };

  g_assert_true (tf_source_fetch (source, NULL, &fetched, NULL));
  return (TfLabFeatures){ source, g_steal_pointer (&fetched.moments), NULL };
}

static void
drop (TfLabFeatures *features)
{
  tf_source_unref (features->source);
  tf_moments_unref (features->moments);
}

static gboolean
has_both (TfLab *lab, gpointer data)
{
  return is_still (lab, NULL) && tf_lab_get_frame_of (lab, 1) != NULL
         && tf_lab_get_frame_of (lab, 1)->owner == tf_lab_get_features_of (lab, 1)->moments;
}

/* Runs change places, and a run ends: their series with them. */
static void
test_runs (void)
{
  char *first = make_training (first_names), *second = make_training (second_names);
  g_autoptr (TfSeriesPair) pair = tf_series_pair_new (woken_cb, NULL);
  TfLab *lab = open_lab ();
  TfOpenSeries *of_first, *of_second;
  TfLabFeatures one, other;

  open_training (pair, 0, first, 4);
  tf_series_pair_step (pair, 1);
  check_take (pair, 1, -1);
  open_training (pair, 1, second, 2);
  check_take (pair, -1, 2);
  one = show (pair, 0);
  other = show (pair, 1);
  hold (lab);
  tf_lab_exchange_features (lab, &one, NULL);
  tf_lab_take_beside (lab, other.source, other.moments, NULL);
  wait_for (lab, has_both, NULL);
  of_first = tf_series_pair_get (pair, 0);
  of_second = tf_series_pair_get (pair, 1);
  tf_series_pair_follow_runs (pair, lab);
  g_assert_true (tf_series_pair_get (pair, 0) == of_first && tf_series_pair_get (pair, 1) == of_second);
  tf_lab_swap (lab);
  tf_series_pair_follow_runs (pair, lab);
  g_assert_true (tf_series_pair_get (pair, 0) == of_second && tf_series_pair_get (pair, 1) == of_first);

  /* Other epochs of both: no frame has one without the other. */
  tf_lab_exchange_features (lab, &one, &other);
  wait_for (lab, has_both, NULL);
  g_assert_true (tf_lab_get_frame (lab)->owner == one.moments);
  g_assert_true (tf_lab_get_frame (lab)->beside->owner == other.moments);
  tf_lab_exchange_features (lab, &other, &one);
  wait_for (lab, has_both, NULL);
  g_assert_true (tf_lab_get_frame (lab)->owner == other.moments);

  tf_lab_set_compared (lab, FALSE);
  tf_series_pair_follow_runs (pair, lab);
  g_assert_true (tf_series_pair_get (pair, 0) == of_second);
  g_assert_null (tf_series_pair_get (pair, 1));
  drop (&one);
  drop (&other);
  close_lab (lab);
  remove_training (first, first_names);
  remove_training (second, second_names);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/series-pair/together", test_together);
  g_test_add_func ("/series-pair/ahead", test_ahead);
  g_test_add_func ("/series-pair/runs", test_runs);
  return g_test_run ();
}
