/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <utime.h>

#include "epochs.h"
#include "series-names.h"
#include "series-watch.h"
#include "training-files.h"

/* "epoch:layer:name" of each, in order, separated by blanks. */
static char *
describe (const TfSeriesFiles *files)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < files->files->len; i++)
    {
      const TfSeriesFile *file = g_ptr_array_index (files->files, i);
      g_autofree char *base = g_path_get_basename (file->path);
      char digits[G_ASCII_DTOSTR_BUF_SIZE];

      g_ascii_formatd (digits, sizeof digits, "%.12g", file->epoch);
      g_string_append_printf (text, "%s%s:%s:%s", i > 0 ? " " : "", digits, file->layer, base);
    }
  return g_string_free (text, FALSE);
}

static void
check (const char *names, const char *expected)
{
  check_series_names (names, TF_SERIES_EPOCHS, describe, expected);
}

/* Names as people give them. None of these files is there: only names tell. */
static void
test_names (void)
{
  check ("/a/epoch_10.npz /a/epoch_2.npz /a/epoch_1.npz", "1::epoch_1.npz 2::epoch_2.npz 10::epoch_10.npz");
  check ("/a/feats-0010.pt /a/feats-0100.pt", "10::feats-0010.pt 100::feats-0100.pt");
  check ("/a/10.csv /a/9.csv", "9::9.csv 10::10.csv");
  check ("/a/resnet18_cifar10_003.npz /a/resnet18_cifar10_020.npz", "3::resnet18_cifar10_003.npz 20::resnet18_cifar10_020.npz");
  check ("/a/epoch=3-step=400.npz /a/epoch=12-step=1600.npz", "3::epoch=3-step=400.npz 12::epoch=12-step=1600.npz");
  check ("/a/Epoch7.npz /a/Epoch30.npz", "7::Epoch7.npz 30::Epoch30.npz");
  check ("/a/epoch0.5.npz /a/epoch1.npz", "0.5::epoch0.5.npz 1::epoch1.npz");
  check ("/a/model_init.npz /a/model_ep1.npz", "0::model_init.npz 1::model_ep1.npz");
  /* One file alone. */
  check ("/a/epoch_5.npz", "5::epoch_5.npz");
  /* Numbers with units. */
  check ("/a/f_10k.npz /a/f_2M.npz /a/f_5k.npz /a/f_500.npz", "500::f_500.npz 5000::f_5k.npz 10000::f_10k.npz 2000000::f_2M.npz");
  check ("/a/step_1e3.pt /a/step_5e3.pt /a/step_0e3.pt", "0::step_0e3.pt 1000::step_1e3.pt 5000::step_5e3.pt");
  check ("/a/l3e10.npz /a/l3e20.npz", "10::l3e10.npz 20::l3e20.npz");
  check ("/a/7km.npz /a/9km.npz", "7::7km.npz 9::9km.npz");
  /* Without any number they are counted. */
  check ("/a/late.npz /a/early.npz", "0::early.npz 1::late.npz");
  check ("/a/3f2a9c1.npz /a/0c4d5e6.npz /a/a91be07.npz", "0::0c4d5e6.npz 1::3f2a9c1.npz 2::a91be07.npz");
  check ("/a/0c4d5e6_ep7.npz /a/0c4d5e6_ep30.npz", "7::0c4d5e6_ep7.npz 30::0c4d5e6_ep30.npz");
}

static void
put_empty (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
}

/* TensorBoard's projector: a folder a step, labels beside the tensors. */
static void
test_projector (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tightframe-series-XXXXXX", NULL);
  const char *const names[] = { "00002/feats/tensors.tsv", "00002/feats/metadata.tsv", "00010/feats/tensors.tsv",
                                "00010/feats/metadata.tsv", "projector_config.pbtxt" };
  const char *const folders[] = { "00002/feats", "00010/feats", "00002", "00010", "" };
  g_autoptr (TfSeriesFiles) files = NULL;
  g_auto (GStrv) paths = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      put_empty (path);
    }
  paths = tf_series_list_folder (folder);
  files = tf_series_files_new ((const char *const *) paths);
  g_assert_cmpuint (files->files->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      const TfSeriesFile *file = g_ptr_array_index (files->files, i);
      g_autofree char *labels = g_build_filename (folder, names[2 * i + 1], NULL);

      g_assert_cmpfloat (file->epoch, ==, i == 0 ? 2 : 10);
      g_assert_cmpstr (file->labels, ==, labels);
    }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (folder, folders[i], NULL);

      g_assert_cmpint (g_rmdir (path), ==, 0);
    }
}

/* A tree of runs, versions, checkpoints, epochs and sets: what is deeper is another matter. */
static void
test_deep (void)
{
  static const char *const folders[] = { "runs", "runs/version_0", "runs/version_0/ep1", "runs/version_0/ep1/train",
                                         "runs/version_0/ep1/train/x" };
  static const char *const names[] = { "runs/version_0/ep1/train/feats.npz", "runs/version_0/ep1/train/x/feats.npz" };
  g_autofree char *folder = g_dir_make_tmp ("tightframe-series-XXXXXX", NULL);
  g_auto (GStrv) paths = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      put_empty (path);
    }
  paths = tf_series_list_folder (folder);
  g_assert_cmpuint (g_strv_length (paths), ==, 1);
  g_assert_true (g_str_has_suffix (paths[0], names[0]));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  for (guint i = G_N_ELEMENTS (folders); i-- > 0;)
    {
      g_autofree char *path = g_build_filename (folder, folders[i], NULL);

      g_assert_cmpint (g_rmdir (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Variants are by name, whatever their numbers say, and none is an epoch of another. */
static void
test_variants (void)
{
  const char *const paths[] = { "/r/mlp_seed_10.npz", "/r/mlp_seed_2.npz", "/r/mlp_seed_33.npz", NULL };
  g_autoptr (TfSeriesFiles) files = tf_series_files_new_of_kind (paths, TF_SERIES_VARIANTS);
  const char *const names[] = { "seed_2", "seed_10", "seed_33" };

  g_assert_cmpint (tf_series_guess (paths), ==, TF_SERIES_VARIANTS);
  g_assert_cmpuint (files->files->len, ==, 3);
  g_assert_cmpuint (files->layers->len, ==, 1);
  for (guint i = 0; i < 3; i++)
    {
      const TfSeriesFile *file = g_ptr_array_index (files->files, i);

      g_assert_cmpfloat (file->epoch, ==, i);
      g_assert_cmpstr (file->name, ==, names[i]);
      g_assert_cmpstr (file->layer, ==, "");
    }
}

static void
fill_row (TfEpoch *row, const char *layer, double epoch)
{
  row->path = g_strdup_printf ("/r/%s/%g", layer, epoch);
  row->name = g_strdup_printf ("epoch %g", epoch);
  row->layer = g_strdup (layer);
  row->epoch = epoch;
}

/* The row of another training that stands beside one of epoch 10, ... */
static void
test_beside (void)
{
  static const char *const layers[] = { "conv", "fc", NULL };
  g_autoptr (TfEpochs) epochs = tf_epochs_new (6);
  TfEpoch mark = { .epoch = 10, .name = (char *) "epoch 10", .layer = (char *) "fc" };
  g_autofree char *text = NULL;

  epochs->n_layers = 2;
  epochs->layers = g_strdupv ((char **) layers);
  for (guint i = 0; i < epochs->n; i++)
    fill_row (&epochs->rows[i], layers[i % 2], (double[]){ 1, 10, 20 }[i / 2]);
  g_assert_cmpint (tf_epochs_find_beside (epochs, &mark), ==, 3);
  mark.epoch = 19; /* the last one before */
  g_assert_cmpint (tf_epochs_find_beside (epochs, &mark), ==, 3);
  mark.epoch = 0; /* none is before */
  g_assert_cmpint (tf_epochs_find_beside (epochs, &mark), ==, 1);
  mark.epoch = 10;
  mark.layer = (char *) "other"; /* no such layer: the first */
  g_assert_cmpint (tf_epochs_find_beside (epochs, &mark), ==, 2);
  epochs->rows[2].problem = g_strdup ("it cannot be read");
  g_assert_cmpint (tf_epochs_find_beside (epochs, &mark), ==, 0);
  epochs->variants = TRUE; /* by name alone */
  mark.name = (char *) "epoch 20";
  g_assert_cmpint (tf_epochs_find_beside (epochs, &mark), ==, 4);
  mark.name = (char *) "epoch 10";
  g_assert_cmpint (tf_epochs_find_beside (epochs, &mark), ==, -1);

  epochs->variants = FALSE;
  g_free (text);
  text = tf_epochs_describe (epochs);
  g_assert_cmpstr (text, ==, "6 files: the epochs of 2 layers of a network");
  for (guint i = 0; i < 2; i++)
    {
      g_free (epochs->layers[i]);
      epochs->layers[i] = g_strdup (i == 0 ? "train" : "test");
    }
  g_free (text);
  text = tf_epochs_describe (epochs);
  g_assert_cmpstr (text, ==, "6 files: the epochs of a network, parts of the data apart (train first)");
  epochs->rows[0].held_out[TF_HELD_OUT_TEST] = g_strdup ("/r/test/1");
  g_free (text);
  text = tf_epochs_describe (epochs);
  g_assert_cmpstr (text, ==, "6 files: the epochs of a network with a test set, parts of the data apart (train first)");

  g_assert_cmpint (tf_epochs_go_back (epochs, 4), ==, 0);
  g_assert_cmpint (tf_epochs_go_back (epochs, 5), ==, 1);
  g_assert_cmpint (tf_epochs_go_back (epochs, 0), ==, 0);
}

/* In the order of their settings, however these are written. */
static void
test_settings (void)
{
  const char *const paths[] = { "/r/net_wd0.01.npz", "/r/net_wd0.0005.npz", "/r/net_wd0.npz",
                                "/r/net_wd5e-3.npz", "/r/net_wd0.001.npz",  NULL };
  g_autoptr (TfSeriesFiles) files = tf_series_files_new_of_kind (paths, TF_SERIES_VARIANTS);
  const char *const names[] = { "wd0", "wd0.0005", "wd0.001", "wd5e-3", "wd0.01" };

  g_assert_cmpuint (files->files->len, ==, 5);
  for (guint i = 0; i < 5; i++)
    {
      const TfSeriesFile *file = g_ptr_array_index (files->files, i);

      g_assert_cmpstr (file->name, ==, names[i]);
      g_assert_cmpfloat (file->epoch, ==, i);
    }
}

/* Epochs of one training in two folders are by epoch, not by folder. */
static void
test_folders (void)
{
  check ("/r/first/epoch_10.npz /r/first/epoch_200.npz /r/first/epoch_800.npz /r/second/epoch_1.npz /r/second/epoch_50.npz",
         "1::epoch_1.npz 10::epoch_10.npz 50::epoch_50.npz 200::epoch_200.npz 800::epoch_800.npz");
  check ("/r/epoch_1/feats.npz /r/epoch_20/feats.npz /r/epoch_3/feats.npz", "1::feats.npz 3::feats.npz 20::feats.npz");
}

static void
test_layers (void)
{
  check ("/r/conv1/epoch_2.npz /r/fc/epoch_2.npz /r/conv1/epoch_10.npz /r/fc/epoch_10.npz",
         "2:conv1:epoch_2.npz 2:fc:epoch_2.npz 10:conv1:epoch_10.npz 10:fc:epoch_10.npz");
  check ("/r/epoch_2_L1.npz /r/epoch_2_L2.npz /r/epoch_10_L1.npz /r/epoch_10_L2.npz",
         "2:L1:epoch_2_L1.npz 2:L2:epoch_2_L2.npz 10:L1:epoch_10_L1.npz 10:L2:epoch_10_L2.npz");
  check ("/r/layer10_5.npz /r/layer2_5.npz /r/layer2_15.npz /r/layer10_15.npz /r/layer2_25.npz /r/layer10_25.npz",
         "5:layer2:layer2_5.npz 5:layer10:layer10_5.npz 15:layer2:layer2_15.npz 15:layer10:layer10_15.npz "
         "25:layer2:layer2_25.npz 25:layer10:layer10_25.npz");
  /* Parts of the data apart: first what was trained on. */
  check_series_names ("/r/ep_1/test.npz /r/ep_1/train.npz /r/ep_2/test.npz /r/ep_2/train.npz", TF_SERIES_PARTS, describe,
              "1:train:train.npz 1:test:test.npz 2:train:train.npz 2:test:test.npz");
}

static void
test_left_out (void)
{
  g_auto (GStrv) paths = g_strsplit ("/a/epoch_1.npz /a/epoch_2.npz /a/best.npz", " ", -1);
  g_autoptr (TfSeriesFiles) files = tf_series_files_new ((const char *const *) paths);

  g_assert_cmpuint (files->files->len, ==, 2);
  g_assert_cmpuint (files->left_out->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (files->left_out, 0), ==, "/a/best.npz");
  g_assert_cmpuint (files->layers->len, ==, 1);
}

static void
test_labels (void)
{
  g_auto (GStrv) paths = g_strsplit ("/a/feats_1.npy /a/feats_2.npy /a/labels.npy", " ", -1);
  g_auto (GStrv) each = g_strsplit ("/a/feats_1.npy /a/feats_2.npy /a/labels_2.npy /a/labels_1.npy", " ", -1);
  g_autoptr (TfSeriesFiles) files = tf_series_files_new ((const char *const *) paths);
  g_autoptr (TfSeriesFiles) pairs = tf_series_files_new ((const char *const *) each);

  g_assert_cmpuint (files->files->len, ==, 2);
  g_assert_cmpuint (pairs->files->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      const TfSeriesFile *file = g_ptr_array_index (files->files, i), *of_pair = g_ptr_array_index (pairs->files, i);

      g_assert_cmpstr (file->labels, ==, "/a/labels.npy");
      g_assert_cmpstr (of_pair->labels, ==, i == 0 ? "/a/labels_1.npy" : "/a/labels_2.npy");
    }
}

static TfSeriesKind
guess (const char *names)
{
  g_auto (GStrv) paths = g_strsplit (names, " ", -1);

  return tf_series_guess ((const char *const *) paths);
}

static void
test_guess (void)
{
  g_assert_cmpint (guess ("/a/epoch_1.npz /a/epoch_2.npz"), ==, TF_SERIES_EPOCHS);
  g_assert_cmpint (guess ("/a/one/ckpt-1.npz /a/two/ckpt-2.npz"), ==, TF_SERIES_EPOCHS);
  g_assert_cmpint (guess ("/a/0001.npz /a/0002.npz"), ==, TF_SERIES_EPOCHS);
  g_assert_cmpint (guess ("/a/net_L1.npz /a/net_L2.npz"), ==, TF_SERIES_LAYERS);
  g_assert_cmpint (guess ("/a/layer1.npz /a/layer2.npz"), ==, TF_SERIES_LAYERS);
  g_assert_cmpint (guess ("/a/conv.npz /a/fc.npz"), ==, TF_SERIES_LAYERS);
  g_assert_cmpint (guess ("/a/seed1.npz /a/seed2.npz"), ==, TF_SERIES_VARIANTS);
  g_assert_cmpint (guess ("/a/wd=0.1.npz /a/wd=0.01.npz"), ==, TF_SERIES_VARIANTS);
}

/* --- a folder --- */

static char *
make_folder (void)
{
  char *folder = g_dir_make_tmp ("tightframe-series-XXXXXX", NULL);

  g_assert_nonnull (folder);
  return folder;
}

static void
remove_folder (char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    take_away (folder, name);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_free (folder);
}

static void
test_listing (void)
{
  char *folder = make_folder ();
  const char *names[] = { "e10.npz", "e9.npz", "e11.npz.tmp", ".e12.npz", "README.md", "e1.csv", "log.txt", "e2.NPZ" };
  g_auto (GStrv) paths = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    put (folder, names[i], "x");
  paths = tf_series_list_folder (folder);
  /* Text beside arrays is a table of losses or the like. */
  g_assert_cmpuint (g_strv_length (paths), ==, 3);
  g_assert_true (g_str_has_suffix (paths[0], "e2.NPZ"));
  g_assert_true (g_str_has_suffix (paths[1], "e9.npz"));
  g_assert_true (g_str_has_suffix (paths[2], "e10.npz"));
  remove_folder (folder);
}

/* "+name" added, "*name" replaced, "-name" vanished. */
static void
check_look (TfSeriesWatch *watch, const char *expected)
{
  g_autoptr (GArray) changes = tf_series_watch_look (watch);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < changes->len; i++)
    {
      const TfSeriesChange *change = &g_array_index (changes, TfSeriesChange, i);
      g_autofree char *base = g_path_get_basename (change->path);

      g_string_append_printf (text, "%s%c%s", i > 0 ? " " : "", "+*-"[change->kind], base);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_watch (void)
{
  char *folder = make_folder ();
  const char *paths[] = { folder, NULL };
  g_autofree char *second = g_build_filename (folder, "e2.npz", NULL);
  g_autoptr (TfSeriesWatch) watch = NULL;
  g_auto (GStrv) there = NULL;

  put (folder, "e1.npz", "x");
  watch = tf_series_watch_new (paths);
  check_look (watch, "+e1.npz"); /* there from the start */
  check_look (watch, "");
  put (folder, "e2.npz", "half");
  check_look (watch, ""); /* it may be growing */
  put (folder, "e2.npz", "half and");
  check_look (watch, "");
  put (folder, "e2.npz", "half and half");
  check_look (watch, "");
  check_look (watch, "+e2.npz");
  check_look (watch, "");
  /* It was not whole after all. */
  tf_series_watch_wait_for (watch, second);
  check_look (watch, "");
  put (folder, "e2.npz", "half and half and all");
  check_look (watch, "");
  check_look (watch, "+e2.npz");
  put (folder, "e1.npz", "another");
  check_look (watch, "");
  check_look (watch, "*e1.npz");
  tf_series_watch_wait_for (watch, second);
  tf_series_watch_ask_again (watch, second);
  check_look (watch, "+e2.npz");
  take_away (folder, "e1.npz");
  check_look (watch, "-e1.npz");
  there = tf_series_watch_get_paths (watch);
  g_assert_cmpuint (g_strv_length (there), ==, 1);
  g_assert_cmpstr (there[0], ==, second);
  take_away (folder, "e2.npz");
  check_look (watch, "-e2.npz");
  remove_folder (folder);
  check_look (watch, ""); /* nor does a folder that is gone break it */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/series/names", test_names);
  g_test_add_func ("/series/beside", test_beside);
  g_test_add_func ("/series/projector", test_projector);
  g_test_add_func ("/series/deep", test_deep);
  g_test_add_func ("/series/variants", test_variants);
  g_test_add_func ("/series/settings", test_settings);
  g_test_add_func ("/series/folders", test_folders);
  g_test_add_func ("/series/layers", test_layers);
  g_test_add_func ("/series/left-out", test_left_out);
  g_test_add_func ("/series/labels", test_labels);
  g_test_add_func ("/series/guess", test_guess);
  g_test_add_func ("/series/listing", test_listing);
  g_test_add_func ("/series/watch", test_watch);
  return g_test_run ();
}
