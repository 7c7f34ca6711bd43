/* test-series-sets.c: parts of the data by the names of their files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "data-sets.h"
#include "epochs.h"
#include "series-names.h"

static void
append_base (GString *text, char mark, const char *path)
{
  g_autofree char *base = path != NULL ? g_path_get_basename (path) : NULL;

  if (path != NULL)
    g_string_append_printf (text, "%c%s", mark, base);
}

/* "name:file" of each, with "+test" and "~ood" beside it; "?file" where nothing of its epoch was trained on. */
static char *
describe (const TfSeriesFiles *files)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < files->files->len; i++)
    {
      const TfSeriesFile *file = g_ptr_array_index (files->files, i);

      g_string_append_printf (text, "%s%s", i > 0 ? " | " : "", file->name);
      append_base (text, ':', file->path);
      append_base (text, '+', file->held_out[TF_HELD_OUT_TEST].path);
      append_base (text, '~', file->held_out[TF_HELD_OUT_OOD].path);
    }
  for (guint i = 0; i < files->alone->len; i++)
    append_base (text, '?', g_ptr_array_index (files->alone, i));
  return g_string_free (text, FALSE);
}

static void
check (const char *names, const char *expected)
{
  check_series_names (names, TF_SERIES_EPOCHS, describe, expected);
}

/* None of these files is there: names tell. */
static void
test_epochs (void)
{
  check ("/a/train_ep001.npz /a/test_ep001.npz /a/train_ep002.npz /a/test_ep002.npz",
         "epoch 1:train_ep001.npz+test_ep001.npz | epoch 2:train_ep002.npz+test_ep002.npz");
  check ("/a/train/epoch_1.npz /a/val/epoch_1.npz", "epoch 1:epoch_1.npz+epoch_1.npz");
  check ("/a/ep_1/train.npz /a/ep_1/test.npz /a/ep_2/train.npz", "epoch 1:train.npz+test.npz | epoch 2:train.npz");
  /* What was trained on need not say so. */
  check ("/a/feats_1.pt /a/feats_1_test.pt /a/feats_1_ood.pt", "epoch 1:feats_1.pt+feats_1_test.pt~feats_1_ood.pt");
  /* Names that agree in nothing else, where there is one of each. */
  check ("/a/train/H_1.npy /a/test/x_1.npy /a/train/H_2.npy /a/test/x_2.npy", "epoch 1:H_1.npy+x_1.npy | epoch 2:H_2.npy+x_2.npy");
  /* Whatever was saved more often. */
  check ("/a/train_2.npz /a/test_1.npz /a/test_2.npz", "epoch 2:train_2.npz+test_2.npz?test_1.npz");
}

static void
test_layers (void)
{
  check ("/a/l3_train_ep1.pt /a/l3_test_ep1.pt /a/l4_train_ep1.pt /a/l4_test_ep1.pt",
         "l3, epoch 1:l3_train_ep1.pt+l3_test_ep1.pt | l4, epoch 1:l4_train_ep1.pt+l4_test_ep1.pt");
  check ("/a/conv3.1.npz /a/conv3.10.npz /a/fc1.1.npz",
         "conv3, epoch 1:conv3.1.npz | fc1, epoch 1:fc1.1.npz | conv3, epoch 10:conv3.10.npz");
  /* A test set goes before a validation set, which can still be chosen. */
  check ("/a/train_1.npz /a/val_1.npz /a/test_1.npz", "train, epoch 1:train_1.npz+test_1.npz | val, epoch 1:val_1.npz");
  check ("/a/test_1.npz /a/test_2.npz", "epoch 1:test_1.npz | epoch 2:test_2.npz"); /* nothing that they could stand beside */
}

static void
test_one_for_all (void)
{
  check ("/a/epoch_1.npz /a/epoch_2.npz /a/test.npz", "epoch 1:epoch_1.npz+test.npz | epoch 2:epoch_2.npz+test.npz");
  check ("/a/1.npz /a/2.npz /a/ood/svhn.npz", "epoch 1:1.npz~svhn.npz | epoch 2:2.npz~svhn.npz");
}

static void
test_apart (void)
{
  check_series_names ("/a/train_1.npz /a/test_1.npz", TF_SERIES_PARTS, describe, "train, epoch 1:train_1.npz | test, epoch 1:test_1.npz");
  check_series_names ("/a/seed1_train.npz /a/seed1_test.npz /a/seed2_train.npz /a/seed2_test.npz", TF_SERIES_VARIANTS, describe,
              "seed1:seed1_train.npz+seed1_test.npz | seed2:seed2_train.npz+seed2_test.npz");
}

/* Labels are those of the same part. */
static void
test_labels (void)
{
  const char *const paths[] = { "/a/train_x_1.npy", "/a/train_labels.npy", "/a/test_x_1.npy", "/a/test_labels.npy", NULL };
  g_autoptr (TfSeriesFiles) files = tf_series_files_new (paths);
  const TfSeriesFile *file = g_ptr_array_index (files->files, 0);

  g_assert_cmpuint (files->files->len, ==, 1);
  g_assert_cmpstr (file->labels, ==, "/a/train_labels.npy");
  g_assert_cmpstr (file->held_out[TF_HELD_OUT_TEST].labels, ==, "/a/test_labels.npy");
  g_assert_true (tf_series_files_find_beside (files, "/a/test_x_1.npy") == file);
  g_assert_null (tf_series_files_find_beside (files, "/a/train_x_1.npy"));
  g_assert_true (tf_series_files_hold_out (files, TF_HELD_OUT_TEST));
  g_assert_false (tf_series_files_hold_out (files, TF_HELD_OUT_OOD));
}

static void
check_cut (const char *name, TfDataSet set, const char *rest)
{
  g_autofree char *cut = tf_data_set_cut (name);

  g_assert_cmpint (tf_data_set_of_name (name), ==, set);
  g_assert_cmpstr (cut, ==, rest);
}

static void
test_words (void)
{
  check_cut ("layer3_val", TF_DATA_SET_VALIDATION, "layer3");
  check_cut ("X_test", TF_DATA_SET_TEST, "X");
  check_cut ("train/feats", TF_DATA_SET_TRAIN, "feats");
  check_cut ("conv1-Test-pooled", TF_DATA_SET_TEST, "conv1-pooled");
  check_cut ("ood10", TF_DATA_SET_OOD, "10");
  check_cut ("latest_contest", TF_DATA_SET_NONE, "latest_contest"); /* words, not what is within them */
  check_cut ("train", TF_DATA_SET_TRAIN, "");
  g_assert_cmpint (tf_data_set_of_path ("/a/test/x_1.npy"), ==, TF_DATA_SET_TEST);
  g_assert_cmpint (tf_data_set_of_path ("/test/a/x_1.npy"), ==, TF_DATA_SET_NONE);
}

/* With a great many of them, in time that grows as they do: so many that a walk through all for each would not end. */
static void
test_many (void)
{
  const guint n = 20000;
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (TfSeriesFiles) files = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (paths, g_strdup_printf ("/a/train_%u.npy", i));
      g_ptr_array_add (paths, g_strdup_printf ("/a/test_%u.npy", i));
      g_ptr_array_add (paths, g_strdup_printf ("/a/train_labels_%u.npy", i));
    }
  g_ptr_array_add (paths, NULL);
  files = tf_series_files_new ((const char *const *) paths->pdata);
  g_assert_cmpuint (files->files->len, ==, n);
  for (guint i = 0; i < n; i += 1000)
    {
      const TfSeriesFile *file = g_ptr_array_index (files->files, i);
      g_autofree char *test = g_strdup_printf ("/a/test_%u.npy", i), *labels = g_strdup_printf ("/a/train_labels_%u.npy", i);

      g_assert_cmpstr (file->held_out[TF_HELD_OUT_TEST].path, ==, test);
      g_assert_cmpstr (file->labels, ==, labels);
      g_assert_true (tf_series_files_find_pair (files, i, "") == file);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/series-sets/words", test_words);
  g_test_add_func ("/series-sets/epochs", test_epochs);
  g_test_add_func ("/series-sets/layers", test_layers);
  g_test_add_func ("/series-sets/one-for-all", test_one_for_all);
  g_test_add_func ("/series-sets/apart", test_apart);
  g_test_add_func ("/series-sets/labels", test_labels);
  g_test_add_func ("/series-sets/many", test_many);
  return g_test_run ();
}
