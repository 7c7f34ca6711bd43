/* test-label-files.c: labels in files of their own, beside features
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <zip.h>

#include "series-files.h"

/* "layer/name:labels" of each; none of these files is there. */
static void
check_labels (const char *names, const char *expected)
{
  g_auto (GStrv) paths = g_strsplit (names, " ", -1);
  g_autoptr (TfSeriesFiles) files = tf_series_files_new ((const char *const *) paths);
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < files->files->len; i++)
    {
      const TfSeriesFile *file = g_ptr_array_index (files->files, i);
      g_autofree char *base = g_path_get_basename (file->path);

      g_string_append_printf (found, "%s%s:%s", i > 0 ? " " : "", base, file->labels != NULL ? file->labels : "");
    }
  g_assert_cmpstr (found->str, ==, expected);
}

/* Labels in files of their own, as scripts of many hands write them. */
static void
test_words (void)
{
  check_labels ("/a/feats_epoch1.pt /a/feats_epoch2.pt /a/labels_epoch1.pt /a/labels_epoch2.pt",
                "feats_epoch1.pt:/a/labels_epoch1.pt feats_epoch2.pt:/a/labels_epoch2.pt");
  check_labels ("/a/ep1/x_feat.npy /a/ep1/lbl.npy /a/ep2/x_feat.npy /a/ep2/lbl.npy",
                "x_feat.npy:/a/ep1/lbl.npy x_feat.npy:/a/ep2/lbl.npy");
  check_labels ("/a/H_ep1.npy /a/H_ep2.npy /a/y.npy", "H_ep1.npy:/a/y.npy H_ep2.npy:/a/y.npy");
  check_labels ("/a/emb_1.pt /a/emb_2.pt /a/train_targets.npy", "emb_1.pt:/a/train_targets.npy emb_2.pt:/a/train_targets.npy");
  check_labels ("/a/e1/X.npy /a/e1/gt.csv /a/e2/X.npy /a/e2/gt.csv", "X.npy:/a/e1/gt.csv X.npy:/a/e2/gt.csv");
  check_labels ("/a/H_ep1.npy /a/H_ep2.npy /a/trainlabels.npy /a/y_pred.npy", "H_ep1.npy:/a/trainlabels.npy H_ep2.npy:/a/trainlabels.npy");
  /* A number of a folder above all, or of the one file for all, is no epoch. */
  check_labels ("/run17/H_ep1.npy /run17/H_ep2.npy /run17/y_train.npy", "H_ep1.npy:/run17/y_train.npy H_ep2.npy:/run17/y_train.npy");
  check_labels ("/9/feats/1.npy /9/feats/2.npy /9/labels.npy", "1.npy:/9/labels.npy 2.npy:/9/labels.npy");
  check_labels ("/a/H_ep1.npy /a/H_ep2.npy /a/cifar10_labels.npy", "H_ep1.npy:/a/cifar10_labels.npy H_ep2.npy:/a/cifar10_labels.npy");
  check_labels ("/a/H_ep1.npy /a/H_ep2.npy /a/labels_ep1.npy", "H_ep1.npy:/a/labels_ep1.npy H_ep2.npy:");
  /* A word for labels is no labels' file where there is nothing else, nor within another word, nor in an archive. */
  check_labels ("/a/feats_labels_1.pt /a/feats_labels_2.pt", "feats_labels_1.pt: feats_labels_2.pt:");
  check_labels ("/a/class_features_1.npz /a/class_features_2.npz", "class_features_1.npz: class_features_2.npz:");
  check_labels ("/a/labelled_1.pt /a/glyph_2.pt", "labelled_1.pt: glyph_2.pt:");
}

static void
make_archive (const char *path, const char *const *members)
{
  zip_t *archive = zip_open (path, ZIP_CREATE | ZIP_TRUNCATE, NULL);

  for (; *members != NULL; members++)
    g_assert_cmpint (zip_file_add (archive, *members, zip_source_buffer (archive, "x", 1, 0), 0), >=, 0);
  g_assert_cmpint (zip_close (archive), ==, 0);
}

/* Labels beside archives are for those that hold nothing else than features. */
static void
test_archives (void)
{
  static const char *const alone[] = { "feats.npy", "epoch.npy", "W.npy", NULL }, *const both[] = { "feats.npy", "y.npy", NULL };
  g_autofree char *folder = g_dir_make_tmp ("tightframe-series-XXXXXX", NULL);
  g_autofree char *first = g_build_filename (folder, "epoch_1.npz", NULL), *second = g_build_filename (folder, "epoch_2.npz", NULL);
  const char *paths[] = { first, second, "/a/labels.npy", NULL };
  g_autoptr (TfSeriesFiles) files = NULL;

  make_archive (first, alone);
  make_archive (second, both);
  files = tf_series_files_new (paths);
  g_assert_cmpuint (files->files->len, ==, 2);
  g_assert_cmpstr (((const TfSeriesFile *) g_ptr_array_index (files->files, 0))->labels, ==, "/a/labels.npy");
  g_assert_null (((const TfSeriesFile *) g_ptr_array_index (files->files, 1))->labels);
  g_assert_cmpint (g_remove (first), ==, 0);
  g_assert_cmpint (g_remove (second), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/label-files/words", test_words);
  g_test_add_func ("/label-files/archives", test_archives);
  return g_test_run ();
}
