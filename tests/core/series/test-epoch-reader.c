/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "epoch-reader.h"
#include "features-load.h"
#include "fit.h"
#include "flow.h"
#include "metrics-near.h"
#include "training-files.h"

#define DEADLINE (300 * G_USEC_PER_SEC)

static int n_woken; /* atomic */

static gboolean
wake_cb (gpointer data)
{
  g_atomic_int_inc (&n_woken);
  return G_SOURCE_REMOVE;
}

/* The latest epochs, in *epochs, once so many are measured of so many. */
static void
wait_for (TfEpochReader *reader, TfEpochs **epochs, guint n, guint n_measured)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE;

  for (;;)
    {
      TfEpochs *latest = tf_epoch_reader_poll (reader);

      if (latest != NULL)
        {
          g_clear_pointer (epochs, tf_epochs_unref);
          *epochs = latest;
          if (latest->n == n && latest->n_measured == n_measured)
            return;
        }
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (1000);
    }
}

/* Every row is what the file alone gives. */
static void
test_measures (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", "series", NULL);
  const char *paths[] = { folder, NULL };
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfEpochReader) reader = tf_epoch_reader_new (paths, TF_SERIES_EPOCHS, &parameters, wake_cb, NULL);
  g_autoptr (TfEpochs) epochs = NULL;

  wait_for (reader, &epochs, 3, 3);
  g_assert_cmpint (g_atomic_int_get (&n_woken), >, 0);
  for (guint i = 0; i < epochs->n; i++)
    {
      g_autoptr (TfFeatures) features = tf_features_load (epochs->rows[i].path, NULL, NULL, NULL, NULL, NULL);
      g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
      TfMetrics metrics;

      tf_moments_get_metrics (moments, &parameters, TRUE, &metrics);
      /* Samples are kept in single precision there. */
      assert_metrics_near (&epochs->rows[i].metrics, &metrics, tf_metric_set_all (), 1e-6, 1e-6);
      g_assert_null (epochs->rows[i].problem);
    }
  g_assert_cmpint (tf_epochs_step (epochs, -1, 1), ==, 0);
  g_assert_cmpint (tf_epochs_step (epochs, 0, 1), ==, 1);
  g_assert_cmpint (tf_epochs_step (epochs, 2, 1), ==, -1);
  g_assert_cmpint (tf_epochs_step (epochs, -1, -1), ==, 2);
  g_assert_cmpint (tf_epochs_find (epochs, epochs->rows[1].path), ==, 1);
  g_assert_cmpint (tf_epochs_find (epochs, "elsewhere"), ==, -1);
}

/* 1/beta is what the fit of both files says; none where NC1~ did not fall, or of the first. */
static void
test_complexity (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", "series", NULL);
  const char *paths[] = { folder, NULL };
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfEpochReader) reader = tf_epoch_reader_new (paths, TF_SERIES_EPOCHS, &parameters, wake_cb, NULL);
  g_autoptr (TfEpochs) epochs = NULL;
  gint64 deadline = g_get_monotonic_time () + DEADLINE;

  wait_for (reader, &epochs, 3, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_true (isnan (epochs->rows[i].complexity)); /* no one has asked */
  parameters.beta = 7; /* it has no say */
  tf_epoch_reader_ask_complexity (reader, &parameters);
  while (isnan (epochs->rows[2].complexity))
    {
      TfEpochs *latest = tf_epoch_reader_poll (reader);

      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      if (latest == NULL)
        continue;
      tf_epochs_unref (epochs);
      epochs = latest;
    }
  g_assert_true (isnan (epochs->rows[0].complexity));
  for (guint i = 1; i < 3; i++)
    {
      g_autoptr (TfFeatures) features = tf_features_load (epochs->rows[i - 1].path, NULL, NULL, NULL, NULL, NULL);
      g_autoptr (TfMoments) moments = tf_moments_new (features, 2000, NULL, NULL);
      TfFit fit;

      g_assert_true (tf_fit_between (moments, &parameters, &epochs->rows[i].metrics, NULL, &fit, NULL));
      g_assert_cmpint (fit.outcome, ==, TF_FIT_FOUND);
      g_assert_cmpfloat_with_epsilon (epochs->rows[i].complexity * fit.beta, 1, 1e-6);
    }
}

static void
test_brings (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", "series", NULL);
  const char *paths[] = { folder, NULL };
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfEpochReader) reader = tf_epoch_reader_new (paths, TF_SERIES_EPOCHS, &parameters, wake_cb, NULL);
  g_autoptr (TfEpochs) epochs = NULL;
  gint64 deadline = g_get_monotonic_time () + DEADLINE;
  g_autofree char *path = NULL;
  g_autoptr (TfMoments) moments = NULL;

  wait_for (reader, &epochs, 3, 3);
  tf_epoch_reader_want (reader, epochs->rows[0].path, NULL);
  tf_epoch_reader_want (reader, epochs->rows[2].path, NULL); /* the latest wish counts */
  while (g_strcmp0 (path, epochs->rows[2].path) != 0)
    {
      g_clear_pointer (&path, g_free);
      g_clear_pointer (&moments, tf_moments_unref);
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      if (!tf_epoch_reader_take (reader, &path, &moments))
        g_usleep (1000);
    }
  g_assert_nonnull (moments);
  g_assert_cmpuint (moments->dim, ==, 32);
}

static void
test_watches (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tightframe-epochs-XXXXXX", NULL);
  const char *paths[] = { folder, NULL };
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  TfEpochReader *reader;
  g_autoptr (TfEpochs) epochs = NULL;
  guint versions[2];

  put (folder, "epoch_2.csv", TABLE ("5"));
  reader = tf_epoch_reader_new (paths, TF_SERIES_EPOCHS, &parameters, wake_cb, NULL);
  wait_for (reader, &epochs, 1, 1);
  put (folder, "epoch_1.csv", "x,y,label\n0,0.1,a\n0.2"); /* half */
  g_usleep (1200000);
  put (folder, "epoch_1.csv", TABLE ("5"));
  wait_for (reader, &epochs, 2, 2);
  g_assert_cmpfloat (epochs->rows[0].epoch, ==, 1);
  versions[0] = epochs->rows[0].version;
  versions[1] = epochs->rows[1].version;
  put (folder, "epoch_1.csv", TABLE ("5") "0.3,0.2,a\n"); /* in its place */
  while (epochs->rows[0].version == versions[0])
    wait_for (reader, &epochs, 2, 2);
  g_assert_cmpuint (epochs->rows[1].version, ==, versions[1]);
  take_away (folder, "epoch_2.csv");
  wait_for (reader, &epochs, 1, 1);
  g_assert_nonnull (strstr (epochs->said, "epoch_2.csv has vanished"));
  take_away (folder, "epoch_1.csv");
  wait_for (reader, &epochs, 0, 0);
  tf_epoch_reader_free (reader);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* What two processes save of each epoch is measured once both parts are there, and again where one is another. */
static void
test_parts (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tightframe-epochs-XXXXXX", NULL);
  const char *paths[] = { folder, NULL };
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  TfEpochReader *reader;
  g_autoptr (TfEpochs) epochs = NULL;
  double ratio;
  guint version;

  put (folder, "ep1_rank0.csv", "x,y,label\n0,0.1,a\n5,5,b\n");
  put (folder, "ep1_rank1.csv", "x,y,label\n0.2,0,a\n5.1,4.7,b\n");
  put (folder, "ep2_rank0.csv", TABLE ("5"));
  reader = tf_epoch_reader_new (paths, TF_SERIES_EPOCHS, &parameters, wake_cb, NULL);
  wait_for (reader, &epochs, 2, 1);
  while (epochs->rows[1].problem == NULL)
    wait_for (reader, &epochs, 2, 1);
  g_assert_cmpstr (epochs->rows[1].problem, ==, "ep2_rank1.csv is not there, which is a part of it.");
  g_assert_true (g_str_has_suffix (epochs->rows[0].path, "ep1_rank*.csv"));
  g_assert_cmpint (tf_epochs_step (epochs, -1, -1), ==, 0); /* it is not shown */
  ratio = epochs->rows[0].metrics.values[TF_METRIC_NC1_RATIO];
  while (epochs->said == NULL) /* that it is waited for, after a while */
    wait_for (reader, &epochs, 2, 1);
  g_assert_true (g_str_has_prefix (epochs->said, "ep2_rank1.csv "));
  put (folder, "ep2_rank1.csv", "x,y,label\n0,0.1,a\n0.2,");
  g_usleep (G_USEC_PER_SEC);
  put (folder, "ep2_rank1.csv", TABLE ("5"));
  wait_for (reader, &epochs, 2, 2);
  g_assert_cmpfloat_with_epsilon (epochs->rows[1].metrics.values[TF_METRIC_NC1_RATIO], ratio, 1e-14); /* all of them twice */
  g_assert_null (epochs->rows[1].problem);
  g_assert_true (epochs->said == NULL || strstr (epochs->said, "waited for") == NULL);
  version = epochs->rows[0].version;
  put (folder, "ep1_rank1.csv", "x,y,label\n0.2,0,a\n5.1,5.7,b\n");
  while (epochs->rows[0].version == version || epochs->n_measured < 2)
    wait_for (reader, &epochs, 2, 2);
  g_assert_cmpfloat (epochs->rows[0].metrics.values[TF_METRIC_NC1_RATIO], !=, ratio);
  take_away (folder, "ep1_rank0.csv");
  wait_for (reader, &epochs, 2, 1);
  tf_epoch_reader_free (reader);
  take_away (folder, "ep1_rank1.csv");
  take_away (folder, "ep2_rank0.csv");
  take_away (folder, "ep2_rank1.csv");
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Beside each epoch that of the other folder, also where that comes later; taken away again. */
static void
test_held_out (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tightframe-epochs-XXXXXX", NULL), *beside = g_dir_make_tmp ("tightframe-epochs-XXXXXX", NULL);
  const char *paths[] = { folder, NULL };
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  TfEpochReader *reader = tf_epoch_reader_new (paths, TF_SERIES_EPOCHS, &parameters, wake_cb, NULL);
  g_autoptr (TfEpochs) epochs = NULL;
  gint64 deadline = g_get_monotonic_time () + DEADLINE;

  put (folder, "epoch_1.csv", TABLE ("5"));
  put (folder, "epoch_2.csv", TABLE ("5"));
  put (beside, "epoch_2.csv", TABLE ("5"));
  wait_for (reader, &epochs, 2, 2);
  g_assert_true (isnan (epochs->rows[1].metrics.values[TF_METRIC_TEST_NC1]));
  tf_epoch_reader_hold_out (reader, TF_HELD_OUT_TEST, beside);
  do
    wait_for (reader, &epochs, 2, 2);
  while (isnan (epochs->rows[1].metrics.values[TF_METRIC_TEST_NC1]) && g_get_monotonic_time () < deadline);
  g_assert_cmpfloat_with_epsilon (epochs->rows[1].metrics.values[TF_METRIC_TEST_NC1], epochs->rows[1].metrics.values[TF_METRIC_NC1], 1e-12);
  g_assert_true (g_str_has_suffix (epochs->rows[1].held_out[TF_HELD_OUT_TEST], "epoch_2.csv"));
  g_assert_true (isnan (epochs->rows[0].metrics.values[TF_METRIC_TEST_NC1]));
  put (beside, "epoch_1.csv", TABLE ("5"));
  do
    wait_for (reader, &epochs, 2, 2);
  while (isnan (epochs->rows[0].metrics.values[TF_METRIC_TEST_NC1]) && g_get_monotonic_time () < deadline);
  g_assert_false (isnan (epochs->rows[0].metrics.values[TF_METRIC_TEST_NC4]));
  tf_epoch_reader_hold_out (reader, TF_HELD_OUT_TEST, NULL);
  do
    wait_for (reader, &epochs, 2, 2);
  while (!isnan (epochs->rows[0].metrics.values[TF_METRIC_TEST_NC1]) && g_get_monotonic_time () < deadline);
  g_assert_true (isnan (epochs->rows[1].metrics.values[TF_METRIC_TEST_NC1]));
  tf_epoch_reader_free (reader);
  for (int i = 0; i < 2; i++)
    {
      take_away (i == 0 ? folder : beside, "epoch_1.csv");
      take_away (i == 0 ? folder : beside, "epoch_2.csv");
      g_assert_cmpint (g_rmdir (i == 0 ? folder : beside), ==, 0);
    }
}

/* Until the test set's NC1 of row 0 is there, or is not. */
static void
wait_for_test (TfEpochReader *reader, TfEpochs **epochs, gboolean there)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE;

  do
    wait_for (reader, epochs, 1, 1);
  while (isnan ((*epochs)->rows[0].metrics.values[TF_METRIC_TEST_NC1]) == there && g_get_monotonic_time () < deadline);
  g_assert_true (isnan ((*epochs)->rows[0].metrics.values[TF_METRIC_TEST_NC1]) != there);
}

/* By the names of the files alone: it comes later, is half-written or of other classes for a while, and goes again. */
static void
test_by_name (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tightframe-epochs-XXXXXX", NULL);
  const char *paths[] = { folder, NULL };
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  TfEpochReader *reader = tf_epoch_reader_new (paths, TF_SERIES_EPOCHS, &parameters, wake_cb, NULL);
  g_autoptr (TfEpochs) epochs = NULL;

  put (folder, "train_1.csv", TABLE ("5"));
  wait_for_test (reader, &epochs, FALSE);
  put (folder, "test_1.csv", "x,y,label\n0,0.1,a\n5,5,c\n");
  while (epochs->said == NULL || strstr (epochs->said, "test_1.csv does not fit") == NULL)
    wait_for_test (reader, &epochs, FALSE);
  put (folder, "test_1.csv", TABLE ("5"));
  wait_for_test (reader, &epochs, TRUE);
  g_assert_cmpfloat_with_epsilon (epochs->rows[0].metrics.values[TF_METRIC_TEST_NC1], epochs->rows[0].metrics.values[TF_METRIC_NC1], 1e-12);
  g_assert_true (g_str_has_suffix (epochs->rows[0].held_out[TF_HELD_OUT_TEST], "test_1.csv"));
  tf_epoch_reader_hold_out (reader, TF_HELD_OUT_TEST, NULL);
  wait_for_test (reader, &epochs, FALSE);
  tf_epoch_reader_free (reader);

  reader = tf_epoch_reader_new (paths, TF_SERIES_EPOCHS, &parameters, wake_cb, NULL);
  wait_for_test (reader, &epochs, TRUE);
  take_away (folder, "test_1.csv");
  wait_for_test (reader, &epochs, FALSE);
  tf_epoch_reader_free (reader);
  take_away (folder, "train_1.csv");
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Closed at once, whatever it is at. */
static void
test_ends (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", NULL);
  const char *paths[] = { folder, NULL };
  TfParameters parameters = TF_PARAMETERS_DEFAULT;

  for (guint i = 0; i < 20; i++)
    {
      TfEpochReader *reader = tf_epoch_reader_new (paths, TF_SERIES_EPOCHS, &parameters, wake_cb, NULL);

      g_usleep (i * 500);
      tf_epoch_reader_free (reader);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/epoch-reader/measures", test_measures);
  g_test_add_func ("/epoch-reader/complexity", test_complexity);
  g_test_add_func ("/epoch-reader/brings", test_brings);
  g_test_add_func ("/epoch-reader/watches", test_watches);
  g_test_add_func ("/epoch-reader/parts", test_parts);
  g_test_add_func ("/epoch-reader/held-out", test_held_out);
  g_test_add_func ("/epoch-reader/by-name", test_by_name);
  g_test_add_func ("/epoch-reader/ends", test_ends);
  return g_test_run ();
}
