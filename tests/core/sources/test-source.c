/* test-source.c: where features come from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <unistd.h>

#include "examples.h"
#include "features-load.h"
#include "remove-tree.h"
#include "source.h"

static char *folder;

static GFile *
make_file (const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, name, -1, NULL));
  return g_file_new_for_path (path);
}

static void
assert_kept (TfSource *source, const char *name, gboolean kept)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (tf_source_check_output (source, path, &error), ==, !kept);
  if (kept)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  else
    g_assert_no_error (error);
}

/* Features and labels of one file or of each layer, by any name that leads to them. */
static void
test_output (void)
{
  g_autoptr (GFile) h = make_file ("h.npy"), y = make_file ("y.npy"), other = make_file ("other.npy");
  g_autofree char *hard = g_build_filename (folder, "hard.npy", NULL);
  g_autofree char *soft = g_build_filename (folder, "soft.npy", NULL);
  g_autofree char *far = g_build_filename (folder, "far.svg", NULL);
  g_autoptr (TfSource) pair = tf_source_new_file (h, y), single = tf_source_new_file (other, NULL);
  g_autoptr (TfSource) series = tf_source_new_series ((TfSource *[]){ pair, single }, 2, NULL);
  g_autoptr (TfSource) drawn = tf_source_new_synthetic (&TF_SYNTHETIC_DEFAULT);

  g_assert_no_errno (link (g_file_peek_path (h), hard));
  g_assert_no_errno (symlink ("y.npy", soft));
  g_assert_no_errno (symlink ("soft.npy", far));
  for (guint i = 0; i < 2; i++)
    {
      TfSource *source = i == 0 ? pair : series;

      assert_kept (source, "h.npy", TRUE);
      assert_kept (source, "./h.npy", TRUE);
      assert_kept (source, "hard.npy", TRUE);
      assert_kept (source, "y.npy", TRUE);
      assert_kept (source, "soft.npy", TRUE);
      assert_kept (source, "far.svg", TRUE);
      assert_kept (source, "other.npy", i == 1);
      assert_kept (source, "new.npy", FALSE);
    }
  assert_kept (drawn, "h.npy", FALSE);
}

/* The example whose file has this name, or NULL. */
static TfSource *
find_example (GPtrArray *examples, const char *name)
{
  for (guint i = 0; i < examples->len; i++)
    {
      GFile *file = tf_source_get_file (g_ptr_array_index (examples, i));
      g_autofree char *base = file != NULL ? g_file_get_basename (file) : NULL;

      if (g_strcmp0 (base, name) == 0)
        return g_ptr_array_index (examples, i);
    }
  return NULL;
}

/* Pixels from 0 to 1 in steps of 1/16, ten digits, as the repository counts them. */
static void
test_digits (void)
{
  static const gsize sizes[] = { 178, 182, 177, 183, 181, 182, 181, 179, 174, 180 };
  const TfFeaturesOptions options = { 0 };
  g_autoptr (GPtrArray) examples = tf_examples_list ();
  TfSource *digits = find_example (examples, "digits_8x8.npz");
  g_autoptr (GError) error = NULL;
  g_autoptr (TfFeatures) features = NULL;

  g_assert_nonnull (digits);
  features = tf_features_load (g_file_peek_path (tf_source_get_file (digits)), &options, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tf_features_get_n_samples (features), ==, 1797);
  g_assert_cmpuint (tf_features_get_dim (features), ==, 64);
  g_assert_cmpuint (tf_features_get_n_classes (features), ==, G_N_ELEMENTS (sizes));
  for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
    g_assert_cmpuint (tf_features_get_class_sizes (features)[k], ==, sizes[k]);
  g_assert_cmpstr (tf_features_get_class_name (features, 9), ==, "9");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("tightframe-test-XXXXXX", NULL);
  g_test_add_func ("/source/output", test_output);
  g_test_add_func ("/source/digits", test_digits);
  status = g_test_run ();
  remove_tree (folder);
  g_free (folder);
  return status;
}
