/* test-source.c: where features come from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <unistd.h>

#include "examples.h"
#include "features-load.h"
#include "remove-tree.h"
#include "source-names.h"
#include "training-files.h"

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

static void
assert_beside (TfSource *source, guint layer, const char *name)
{
  TfSource *of = tf_source_get_n_layers (source) > 0 ? tf_source_get_layer (source, layer) : source;
  TfSource *other = tf_source_get_held_out (of, TF_HELD_OUT_TEST);
  g_autofree char *base = other != NULL ? g_file_get_basename (tf_source_get_file (other)) : NULL;

  g_assert_cmpstr (base, ==, name);
}

/* A test set of each layer, or of the first; by name, or by place where no name fits; taken away again. */
static void
test_beside_layers (void)
{
  GFile *files[] = { make_file ("L1.csv"), make_file ("L2.csv") }, *tests[] = { make_file ("test_L2.csv"), make_file ("test_L1.csv") };
  GFile *others[] = { make_file ("a.csv"), make_file ("b.csv") };
  g_autoptr (TfSource) layers = tf_source_new_files (files, 2), none = NULL, one = NULL, all = NULL, placed = NULL, again = NULL;
  g_autoptr (TfSource) test = tf_source_new_files (tests, 1), both = tf_source_new_files (tests, 2);
  g_autoptr (TfSource) strange = tf_source_new_files (others, 2);

  one = tf_source_new_with_held_out (layers, TF_HELD_OUT_TEST, test);
  g_assert_cmpuint (tf_source_count_held_out (one, TF_HELD_OUT_TEST), ==, 1);
  assert_beside (one, 0, "test_L2.csv"); /* as asked for */
  all = tf_source_new_with_held_out (layers, TF_HELD_OUT_TEST, both);
  assert_beside (all, 0, "test_L1.csv");
  assert_beside (all, 1, "test_L2.csv");
  g_assert_true (tf_source_has_file (all, g_file_peek_path (tests[0])));
  placed = tf_source_new_with_held_out (layers, TF_HELD_OUT_TEST, strange);
  assert_beside (placed, 1, "b.csv");
  none = tf_source_new_with_held_out (all, TF_HELD_OUT_TEST, NULL);
  g_assert_cmpuint (tf_source_count_held_out (none, TF_HELD_OUT_TEST), ==, 0);
  again = tf_source_new_with_held_out (all, TF_HELD_OUT_TEST, test); /* the first one's is another now */
  assert_beside (again, 0, "test_L2.csv");
  assert_beside (again, 1, "test_L2.csv");
  for (guint i = 0; i < 2; i++)
    {
      g_object_unref (files[i]);
      g_object_unref (tests[i]);
      g_object_unref (others[i]);
    }
}

/* Opened together: what names say is not trained on stands beside the rest. */
static void
test_together (void)
{
  GFile *files[] = { make_file ("l3_test.csv"), make_file ("l3_train.csv"), make_file ("l4_train.csv"), make_file ("l4_test.csv") };
  g_autoptr (TfSource) single = tf_source_new_files (files, 2), layers = tf_source_new_files (files, 4);
  g_autoptr (TfSource) lone = tf_source_new_files ((GFile *[]){ files[0], files[3] }, 2);
  GFile *far[] = { g_file_new_for_path ("/a/my-test-1/good.csv"), g_file_new_for_path ("/b/c/d/L1.csv") };
  g_autoptr (TfSource) strangers = tf_source_new_files (far, 2);

  g_assert_cmpuint (tf_source_get_n_layers (single), ==, 0);
  assert_beside (single, 0, "l3_test.csv");
  g_assert_cmpstr (tf_source_get_title (single), ==, "l3_train.csv");
  g_assert_cmpuint (tf_source_get_n_layers (layers), ==, 2);
  assert_beside (layers, 0, "l3_test.csv");
  assert_beside (layers, 1, "l4_test.csv");
  g_assert_cmpuint (tf_source_get_n_layers (lone), ==, 2); /* nothing else is there */
  assert_beside (lone, 0, NULL);
  g_assert_cmpuint (tf_source_get_n_layers (strangers), ==, 2); /* nor does a folder far up say what a file is */
  g_object_unref (far[0]);
  g_object_unref (far[1]);
  for (guint i = 0; i < 4; i++)
    g_object_unref (files[i]);
}

static void
fill (GFile *file)
{
  g_assert_true (g_file_set_contents (g_file_peek_path (file), TABLE ("5"), -1, NULL));
}

/* Every layer has what is beside it, with metrics of its own. */
static void
test_fetched (void)
{
  GFile *files[] = { make_file ("l3_test.csv"), make_file ("l3_train.csv"), make_file ("l4_train.csv"), make_file ("l4_test.csv") };
  g_autoptr (TfSource) layers = tf_source_new_files (files, 4);
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  g_autoptr (GError) error = NULL;
  g_auto (TfFetched) fetched = { 0 };

  for (guint i = 0; i < 4; i++)
    fill (files[i]);
  g_assert_true (tf_source_fetch (layers, NULL, &fetched, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      TfMetrics metrics;

      g_assert_nonnull (fetched.layers->layers[i].moments->held_out[TF_HELD_OUT_TEST]);
      tf_layers_measure (fetched.layers, &parameters, i, &metrics);
      g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_TEST_NC1], metrics.values[TF_METRIC_NC1], 1e-12);
      g_assert_true (tf_metrics_is_defined (&metrics, TF_METRIC_TEST_NC4));
    }
  for (guint i = 0; i < 4; i++)
    g_object_unref (files[i]);
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

static GFile *
make_table (const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return g_file_new_for_path (path);
}

static void
assert_labels (TfSource *layers, guint i, const char *name)
{
  GFile *labels = tf_source_get_labels (tf_source_get_layer (layers, i));
  g_autofree char *base = labels != NULL ? g_file_get_basename (labels) : NULL;

  g_assert_cmpstr (base, ==, name);
}

/* Labels in a file of their own are those of all layers; of as many files each is one layer's. */
static void
test_labels_of_layers (void)
{
  static const char *const rows = "0.1,0.5\n0.2,1.5\n1.5,0.25\n1.25,0.1\n", *const list = "0\n0\n1\n1\n";
  GFile *files[] = { make_table ("y.csv", list), make_table ("L10.csv", rows), make_table ("L2.csv", rows) };
  GFile *each[] = { make_table ("y_L2.csv", list), make_table ("y_L10.csv", list), files[1], files[2] };
  g_autoptr (TfSource) one = tf_source_new_files (files, 3), own = tf_source_new_files (each, 4);
  g_auto (TfFetched) fetched = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (tf_source_get_n_layers (one), ==, 2);
  assert_labels (one, 0, "y.csv");
  assert_labels (one, 1, "y.csv");
  g_assert_true (tf_source_fetch (one, NULL, &fetched, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (fetched.moments->n_classes, ==, 2);
  g_assert_cmpuint (tf_source_get_n_layers (own), ==, 2);
  assert_labels (own, 0, "y_L2.csv");
  assert_labels (own, 1, "y_L10.csv");
  for (guint i = 0; i < 3; i++)
    g_object_unref (files[i]);
  g_object_unref (each[0]);
  g_object_unref (each[1]);
}

static TfSource *
name_file (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  return tf_source_new_file (file, NULL);
}

/* What tells it from the others, and no more. */
static void
test_names (void)
{
  static const struct
  {
    const char *own, *others[3], *name;
  } cases[] = {
    { "/t/wd1/epoch_1.npz", { "/t/wd2/epoch_1.npz" }, "wd1/epoch_1.npz" },
    { "/t/a/epochs/epoch_1.npz", { "/t/b/epochs/epoch_9.npz" }, "a/epoch_1.npz" },
    { "/t/a/epochs/epoch_1.npz", { "/t/a/epochs/epoch_2.npz" }, "epoch_1.npz" },
    { "/t/a/x/1.npz", { "/t/b/x/1.npz", "/t/a/y/1.npz" }, "a/x/1.npz" },
    { "/t/a/x/1.npz", { "/t/a/x/1.npz", "/t/b/x/1.npz", "/t/c/x/1.npz" }, "a/1.npz" },
    { "/epochs/1.npz", { "/t/epochs/1.npz" }, "1.npz" },
    { "/t/epochs/1.npz", { "/epochs/1.npz" }, "t/1.npz" },
    { "/1.npz", { "/t/1.npz" }, "1.npz" },
    { "/t/a/1.npz", { NULL }, "1.npz" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TfSource) own = name_file (cases[i].own), drawn = tf_source_new_synthetic (&TF_SYNTHETIC_DEFAULT);
      TfSource *others[6] = { NULL, own, drawn };
      g_autofree char *name = NULL;

      for (guint j = 0; j < 3 && cases[i].others[j] != NULL; j++)
        others[3 + j] = name_file (cases[i].others[j]);
      name = tf_source_name_among (own, tf_source_get_title (own), others, 6);
      g_assert_cmpstr (name, ==, cases[i].name);
      for (guint j = 3; j < 6; j++)
        g_clear_pointer (&others[j], tf_source_unref);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("tightframe-test-XXXXXX", NULL);
  g_test_add_func ("/source/output", test_output);
  g_test_add_func ("/source/beside-layers", test_beside_layers);
  g_test_add_func ("/source/together", test_together);
  g_test_add_func ("/source/fetched", test_fetched);
  g_test_add_func ("/source/digits", test_digits);
  g_test_add_func ("/source/labels-of-layers", test_labels_of_layers);
  g_test_add_func ("/source/names", test_names);
  status = g_test_run ();
  remove_tree (folder);
  g_free (folder);
  return status;
}
