/* test-map.c: maps that fill beside the run hold the sweep's own numbers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "equilibrium.h"
#include "map.h"

static TfMoments *
make_moments (const TfSynthetic *synthetic)
{
  g_autoptr (TfFeatures) features = tf_synthetic_generate (synthetic, NULL);

  return tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
}

static TfMapQuestion
make_question (const char *axes, TfMoments *moments, const TfSynthetic *synthetic)
{
  TfMapQuestion question = { .axes = axes, .parameters = TF_PARAMETERS_DEFAULT, .moments = moments, .synthetic = synthetic };

  question.parameters.beta = 0.2;
  return question;
}

static void
assert_cell (const TfMap *map, gsize cell, TfMoments *moments)
{
  TfParameters p = map->parameters;
  g_autoptr (TfEquilibrium) equilibrium = NULL;
  TfMetrics metrics;

  tf_sweep_grid_apply (map->grid, cell, &p, NULL);
  equilibrium = tf_equilibrium_new (moments, &p, NULL);
  g_assert_nonnull (equilibrium);
  g_assert_true (tf_equilibrium_advance (equilibrium, 0, NULL, NULL));
  tf_equilibrium_get_metrics (equilibrium, &metrics);
  g_assert_cmpfloat (metrics.values[TF_METRIC_NC1], ==, map->metrics[cell].values[TF_METRIC_NC1]);
  g_assert_cmpfloat (metrics.values[TF_METRIC_OBJECTIVE], ==, map->metrics[cell].values[TF_METRIC_OBJECTIVE]);
}

/* Every cell once, coarse ones first, and each by itself. */
static void
test_cells (void)
{
  TfSynthetic synthetic = TF_SYNTHETIC_DEFAULT;
  g_autoptr (TfMoments) moments = make_moments (&synthetic);
  TfMapQuestion question = make_question ("lambda-w=0.001:0.1:5:log lambda-h=0.001:1:7:log", moments, &synthetic);
  g_autoptr (GError) error = NULL;
  g_autoptr (TfMap) map = tf_map_work_out (&question, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (tf_map_is_complete (map));
  for (gsize cell = 0; cell < map->grid->n_cells; cell += 3)
    assert_cell (map, cell, moments);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpfloat (
        map->grid->axes[0].values[i], ==,
        g_ascii_strtod (((const char *[]){ "0.001", "0.00316227766016838", "0.01", "0.0316227766016838", "0.1" })[i],
                        NULL));
}

/* Where both weights scale alike, log NC1 has slopes that differences of a finer map approach. */
static void
test_decay_ratio (void)
{
  TfSynthetic synthetic = TF_SYNTHETIC_DEFAULT;
  g_autoptr (TfMoments) moments = make_moments (&synthetic);
  double ratios[2][2];

  for (guint k = 0; k < 2; k++)
    {
      const char *const axes[2][2] = { { "lambda-w=0.009:0.011111:3:log lambda-h=0.018:0.022222:3:log",
                                         "lambda-h=0.018:0.022222:3:log lambda-w=0.009:0.011111:3:log" },
                                       { "lambda-w=0.0099:0.010101:3:log lambda-h=0.0198:0.020202:3:log",
                                         "lambda-h=0.0198:0.020202:3:log lambda-w=0.0099:0.010101:3:log" } };
      for (guint turn = 0; turn < 2; turn++)
        {
          TfMapQuestion question = make_question (axes[k][turn], moments, &synthetic);
          g_autoptr (TfMap) map = tf_map_work_out (&question, NULL, NULL);
          double e_h, e_w;

          ratios[k][turn] = tf_map_get_decay_ratio (map, 1, 1, &e_h, &e_w);
          g_assert_true (isfinite (e_h) && isfinite (e_w));
          g_assert_cmpfloat_with_epsilon (ratios[k][turn], fabs (e_h / e_w), 1e-12);
          g_assert_true (isnan (tf_map_get_decay_ratio (map, 0, 1, NULL, NULL)));
        }
      g_assert_cmpfloat_with_epsilon (ratios[k][0], ratios[k][1], 1e-6 * ratios[k][0]);
    }
  g_assert_cmpfloat_with_epsilon (ratios[0][0], ratios[1][0], 0.02 * ratios[1][0]);
}

static void
test_features_of_their_own (void)
{
  TfSynthetic synthetic = TF_SYNTHETIC_DEFAULT;
  g_autoptr (TfMoments) moments = make_moments (&synthetic);
  TfMapQuestion question = make_question ("dim=4:16:3:log", moments, &synthetic);
  g_autoptr (TfMap) map = tf_map_work_out (&question, NULL, NULL);

  for (guint i = 0; i < 3; i++)
    {
      TfSynthetic other = synthetic;
      g_autoptr (TfMoments) own = NULL;

      other.dim = 4u << i;
      own = make_moments (&other);
      assert_cell (map, i, own);
    }
}

static void
test_refused (void)
{
  TfSynthetic synthetic = TF_SYNTHETIC_DEFAULT;
  g_autoptr (TfMoments) moments = make_moments (&synthetic);
  const char *const wrong[] = { "", "beta", "dim=2:4:3", "beta=1:2:2 lambda-w=1:2:2 lambda-h=1:2:2", "eta=1:2:3" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      TfMapQuestion question = make_question (wrong[i], moments, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_null (tf_map_work_out (&question, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
}

/* What is known stands for what is not; the setting's place need not be on the axis. */
static void
test_places (void)
{
  g_autoptr (TfSweepGrid) grid = tf_sweep_grid_new_from_text ("beta=0.001:1000:41:log lambda-h=0:4:5:linear classes=2:6:5", NULL);

  g_assert_cmpfloat_with_epsilon (tf_map_locate (&grid->axes[0], 1), 20, 1e-9);
  g_assert_cmpfloat (tf_map_locate (&grid->axes[0], 0), ==, -INFINITY);
  g_assert_cmpfloat_with_epsilon (tf_map_locate (&grid->axes[0], 1e4), 40 + 40.0 / 6, 1e-9);
  g_assert_cmpfloat_with_epsilon (tf_map_locate (&grid->axes[1], 2.5), 2.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (tf_map_locate (&grid->axes[1], 6), 6, 1e-12);
  g_assert_cmpfloat_with_epsilon (tf_map_locate (&grid->axes[2], 4), 2, 1e-12);
}

static TfMap *
wait_for (TfMapper *mapper)
{
  TfMap *map = NULL;

  while (tf_mapper_is_busy (mapper))
    {
      TfMap *latest = tf_mapper_poll (mapper);

      if (latest == NULL)
        g_usleep (1000);
      else
        {
          if (map != NULL)
            {
              g_assert_true (strcmp (map->grid->text, latest->grid->text) != 0 || map->n_known <= latest->n_known);
              tf_map_unref (map);
            }
          map = latest;
        }
    }
  return map;
}

/* However often it is asked something else, the last question is answered whole. */
static void
test_storm (void)
{
  TfSynthetic synthetic = TF_SYNTHETIC_DEFAULT;
  g_autoptr (TfMoments) moments = make_moments (&synthetic);
  g_autoptr (TfMapper) mapper = tf_mapper_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  const char *const axes[]
      = { "beta=0.01:10:9:log lambda-h=0.01:1:9:log", "lambda-w=0.001:1:17:log", "noise=0.1:1:3:log beta=0.1:1:4:log" };
  TfMapQuestion question;
  g_autoptr (TfMap) map = NULL, whole = NULL;

  for (guint k = 0; k < 30; k++)
    {
      question = make_question (axes[k % 3], moments, &synthetic);
      question.parameters.lambda_w = pow (10, g_rand_double_range (rand, -3, -1));
      tf_mapper_ask (mapper, k % 7 == 6 ? NULL : &question);
      if (k % 4 == 0)
        g_usleep (g_rand_int_range (rand, 0, 20000));
      if (k % 5 == 0)
        {
          g_autoptr (TfMap) some = tf_mapper_poll (mapper);

          g_assert_true (some == NULL || some->n_known <= some->grid->n_cells);
        }
    }
  map = wait_for (mapper);
  whole = tf_map_work_out (&question, NULL, NULL);
  g_assert_true (map != NULL && tf_map_is_complete (map));
  g_assert_cmpstr (map->grid->text, ==, whole->grid->text);
  for (gsize cell = 0; cell < map->grid->n_cells; cell++)
    g_assert_cmpfloat (map->metrics[cell].values[TF_METRIC_NC1], ==, whole->metrics[cell].values[TF_METRIC_NC1]);

  /* What is varied has no say; what is not begins anew. */
  question.parameters.beta = 3;
  tf_mapper_ask (mapper, &question);
  g_assert_false (tf_mapper_is_busy (mapper));
  question.parameters.lambda_w *= 2;
  tf_mapper_ask (mapper, &question);
  g_assert_true (tf_mapper_is_busy (mapper));
}

/* Over the epochs of a training each cell is of its epoch's own features. */
static void
test_epochs (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", "series", NULL);
  g_autoptr (GFile) file = g_file_new_build_filename (folder, "end.npz", NULL);
  g_autoptr (TfSource) source = tf_source_new_file (file, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TfSweepEpochs) epochs = tf_sweep_epochs_new_of_folder (folder, source, &error), again = NULL;
  g_autofree char *few = NULL;
  TfMapQuestion question = make_question ("beta=0.1:10:3:log epoch", NULL, NULL), other;
  g_autoptr (TfMap) map = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (epochs->n, ==, 3);
  question.epochs = epochs;
  map = tf_map_work_out (&question, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (tf_map_is_complete (map));
  g_assert_cmpuint (map->grid->n_cells, ==, 9);
  for (guint k = 0; k < epochs->n; k++)
    {
      g_autoptr (TfMoments) moments = tf_sweep_epochs_load (epochs, k, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpfloat (map->grid->axes[1].values[k], ==, epochs->epochs[k]);
      for (guint i = 0; i < 3; i++)
        assert_cell (map, tf_map_cell (map, i, k), moments);
    }
  /* The same files once more are the same question, and which epoch is shown has no say. */
  again = tf_sweep_epochs_new_of_folder (folder, source, NULL);
  other = question;
  other.epochs = again;
  other.epoch = &epochs->epochs[1];
  g_assert_true (tf_map_is_same_question (&question, &other));
  other.epochs = NULL;
  g_assert_false (tf_map_is_same_question (&question, &other));
  few = tf_sweep_epochs_expand (epochs, "epoch beta=1;2", 2);
  g_assert_true (g_str_has_suffix (few, " beta=1;2") && strchr (strchr (few, ';') + 1, ';') == strrchr (few, ';'));
}

/* Two epochs of a network, labels beside each, as the watched folder has them. */
static TfSweepEpochs *
list_watched (guint version)
{
  g_autoptr (TfEpochs) series = tf_epochs_new (2);

  for (guint i = 0; i < series->n; i++)
    {
      series->rows[i].path = g_strdup_printf ("/nowhere/H_%u.npy", i);
      series->rows[i].labels = g_strdup_printf ("/nowhere/y_%u.npy", i);
      series->rows[i].layer = g_strdup ("");
      series->rows[i].epoch = i;
      series->rows[i].version = i == 1 ? version : 1;
    }
  return tf_sweep_epochs_new_of_series (series, 0);
}

/* The same files, found anew, are the same; one that was written anew in its place is not. */
static void
test_written_anew (void)
{
  g_autoptr (TfSweepEpochs) before = list_watched (1), same = list_watched (1), anew = list_watched (2);
  TfMapQuestion question = make_question ("epoch", NULL, NULL), other = question;

  g_assert_true (tf_sweep_epochs_equal (before, same));
  g_assert_false (tf_sweep_epochs_equal (before, anew));
  question.epochs = before;
  other.epochs = same;
  g_assert_true (tf_map_is_same_question (&question, &other));
  other.epochs = anew;
  g_assert_false (tf_map_is_same_question (&question, &other));
}

/* Without a training, or with an epoch that it has not, there is a sentence and no map. */
static void
test_no_epochs (void)
{
  TfMapQuestion question = make_question ("epoch", NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (tf_map_work_out (&question, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "of no training"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map/cells", test_cells);
  g_test_add_func ("/map/decay-ratio", test_decay_ratio);
  g_test_add_func ("/map/features-of-their-own", test_features_of_their_own);
  g_test_add_func ("/map/refused", test_refused);
  g_test_add_func ("/map/places", test_places);
  g_test_add_func ("/map/storm", test_storm);
  g_test_add_func ("/map/epochs", test_epochs);
  g_test_add_func ("/map/written-anew", test_written_anew);
  g_test_add_func ("/map/no-epochs", test_no_epochs);
  return g_test_run ();
}
