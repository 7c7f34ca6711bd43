/* test-part-files.c: what several processes saved of one set of features, as one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "features-load.h"
#include "part-files.h"
#include "series-names.h"
#include "source.h"
#include "training-files.h"

static void
check_joined (const char *names, const char *expected)
{
  g_auto (GStrv) paths = g_strsplit (names, " ", -1);
  g_auto (GStrv) joined = tf_part_files_join ((const char *const *) paths, NULL);
  g_autofree char *text = g_strjoinv (" ", joined);

  g_assert_cmpstr (text, ==, expected);
}

static void
check_apart (const char *names)
{
  check_joined (names, names);
}

static void
test_names (void)
{
  check_joined ("/a/ep1_rank0.npz /a/ep1_rank1.npz /a/ep2_rank0.npz", "/a/ep1_rank*.npz /a/ep2_rank*.npz");
  check_joined ("/a/rank0/ep1.npz /a/rank1/ep1.npz", "/a/rank*/ep1.npz");
  check_joined ("/gpu0/epoch=3-shard=10.pt /gpu0/epoch=3-shard=11.pt", "/gpu0/epoch=3-shard=*.pt");
  check_joined ("/a/ep1:rank:0.npz /a/ep1:rank:1.npz", "/a/ep1:rank:*.npz");
  check_joined ("/a/Part_1_ep1.npz /a/Part_2_ep1.npz", "/a/Part_*_ep1.npz");
  check_joined ("/a/f-00000-of-00002.pt /a/f-00001-of-00002.pt", "/a/f-*-of-00002.pt");
  check_joined ("/a/ep1_rank0.npz /a/ep1_rank1.npz /a/ep2.npz", "/a/ep1_rank*.npz /a/ep2.npz");
  check_apart ("/a/conv1_rank0.npz /a/conv2_rank0.npz"); /* layers, of one process */
  check_apart ("/a/ep1_conv1.npz /a/ep1_conv2.npz");
  check_apart ("/part1/run/ep1.npz /part1/run/ep2.npz"); /* the folder of all is none */
  check_apart ("/a/apart1.npz /a/apart2.npz");
  check_apart ("/a/1 /a/2");
  check_apart ("/a/ep1_rank0.npz");
  g_assert_true (tf_part_files_match ("/a/ep1_rank*.npz", "/a/ep1_rank10.npz"));
  g_assert_false (tf_part_files_match ("/a/ep1_rank*.npz", "/a/ep1_rank.npz"));
  g_assert_false (tf_part_files_match ("/a/ep1_rank*.npz", "/a/ep1_rank1.npz.tmp"));
}

/* "name:file" of each, and "-part" that is missing. */
static char *
describe (const TfSeriesFiles *files)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < files->files->len; i++)
    {
      const TfSeriesFile *file = g_ptr_array_index (files->files, i);

      g_string_append_printf (text, "%s%s:%s", i > 0 ? " | " : "", file->name, file->path);
      if (file->labels != NULL)
        g_string_append_printf (text, "=%s", file->labels);
      if (file->held_out[TF_HELD_OUT_TEST].path != NULL)
        g_string_append_printf (text, "+%s", file->held_out[TF_HELD_OUT_TEST].path);
      if (file->missing != NULL)
        g_string_append_printf (text, "-%s", file->missing);
    }
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
  check ("e1_rank0 e1_rank1 e2_rank1 e2_rank0", "epoch 1:e1_rank* | epoch 2:e2_rank*");
  check ("e1_rank0 e1_rank1 e2_rank0", "epoch 1:e1_rank* | epoch 2:e2_rank*-e2_rank1");
  check ("e1_rank0 e2_rank0 e2_rank1", "epoch 1:e1_rank*-e1_rank1 | epoch 2:e2_rank*");
  check ("e1_rank00 e1_rank02 e2_rank00 e2_rank02", "epoch 1:e1_rank*-e1_rank01 | epoch 2:e2_rank*-e2_rank01");
  check ("e1_rank0 e1_rank1 e2_rank0 e3_rank0", "epoch 1:e1_rank* | epoch 2:e2_rank* | epoch 3:e3_rank*"); /* fewer, from then on */
  check ("l1_e1_rank0.pt l1_e1_rank1.pt l2_e1_rank0.pt l2_e1_rank1.pt", "l1, epoch 1:l1_e1_rank*.pt | l2, epoch 1:l2_e1_rank*.pt");
  check ("train_e1_rank0.pt train_e1_rank1.pt test_e1_rank0.pt test_e1_rank1.pt", "epoch 1:train_e1_rank*.pt+test_e1_rank*.pt");
  check ("h_e1_rank0.npy h_e1_rank1.npy y_e1_rank0.npy y_e1_rank1.npy", "epoch 1:h_e1_rank*.npy=y_e1_rank*.npy");
  check_series_names ("e1_rank0 e1_rank1", TF_SERIES_PARTS, describe, "rank0, epoch 1:e1_rank0 | rank1, epoch 1:e1_rank1");
}

static TfFeatures *
load (const char *folder, const char *name, const char *labels, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *labels_path = labels != NULL ? g_build_filename (folder, labels, NULL) : NULL;

  return tf_features_load (path, &(TfFeaturesOptions){ .labels_path = labels_path }, NULL, NULL, NULL, error);
}

/* One after the other by their numbers; a class that is not in all, and one file of labels for each. */
static void
test_values (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tightframe-parts-XXXXXX", NULL);
  g_autoptr (TfFeatures) words = NULL, labelled = NULL, none = NULL;
  g_autoptr (GError) error = NULL;
  double rows[3][2];

  put (folder, "r_rank10.csv", "x,y,label\n5.5,6.5,a\n");
  put (folder, "r_rank2.csv", "x,y,label\n1.5,2.5,b\n3.5,4.5,b\n");
  words = load (folder, "r_rank*.csv", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tf_features_get_n_samples (words), ==, 3);
  tf_features_get_rows (words, 0, 3, rows[0]);
  for (guint i = 0; i < 6; i++)
    g_assert_cmpfloat (rows[i / 2][i % 2], ==, i + 1.5);
  g_assert_cmpstr (tf_features_get_class_name (words, 0), ==, "a");
  g_assert_cmpuint (tf_features_get_classes (words)[0], ==, 1);
  g_assert_cmpuint (tf_features_get_class_sizes (words)[0], ==, 1);
  g_assert_cmpstr (tf_features_get_notice (words), ==, "2 files are parts of these features, and were joined.");
  put (folder, "x_rank2.csv", "1.5,2.5\n3.5,4.5\n");
  put (folder, "x_rank10.csv", "5.5,6.5\n");
  put (folder, "y_rank2.csv", "0\n1\n");
  put (folder, "y_rank10.csv", "1\n");
  labelled = load (folder, "x_rank*.csv", "y_rank*.csv", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tf_features_get_class_sizes (labelled)[1], ==, 2);
  put (folder, "r_rank10.csv", "x,y,z,label\n5.5,6.5,7.5,a\n");
  none = load (folder, "r_rank*.csv", NULL, &error);
  g_assert_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_VALUE);
  g_assert_cmpstr (error->message, ==, "r_rank10.csv: Its features have 3 dimensions, but those of the parts before it have 2.");
  remove_training (g_steal_pointer (&folder), (const char *const[]){ "r_rank2.csv", "r_rank10.csv", "x_rank2.csv", "x_rank10.csv",
                                                                     "y_rank2.csv", "y_rank10.csv", NULL });
}

/* The digest is of all parts, and none of them may be written over. */
static void
test_source (void)
{
  char *folder = g_dir_make_tmp ("tightframe-parts-XXXXXX", NULL);
  static const char *const names[] = { "e1_rank0.csv", "e1_rank1.csv", NULL };
  g_autoptr (GFile) first = NULL, second = NULL;
  g_autoptr (TfSource) source = NULL, digested = NULL, other = NULL;

  write_training (folder, names, TABLE ("5"));
  first = g_file_new_build_filename (folder, names[0], NULL);
  second = g_file_new_build_filename (folder, names[1], NULL);
  source = tf_source_new_files ((GFile *[]){ first, second }, 2);
  g_assert_cmpuint (tf_source_get_n_layers (source), ==, 0);
  g_assert_cmpstr (tf_source_get_title (source), ==, "e1_rank*.csv");
  g_assert_null (tf_source_find_missing (source));
  g_assert_true (tf_source_has_file (source, g_file_peek_path (second)));
  digested = tf_source_digest (source, NULL, NULL);
  g_assert_cmpuint (strlen (tf_source_get_digest (digested)), ==, 64);
  put (folder, names[1], TABLE ("6"));
  other = tf_source_digest (source, NULL, NULL);
  g_assert_nonnull (tf_source_find_changed (digested, other));
  put (folder, names[1], TABLE ("5"));
  remove_training (folder, names);
  g_assert_nonnull (tf_source_find_missing (source));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/part-files/names", test_names);
  g_test_add_func ("/part-files/epochs", test_epochs);
  g_test_add_func ("/part-files/values", test_values);
  g_test_add_func ("/part-files/source", test_source);
  return g_test_run ();
}
