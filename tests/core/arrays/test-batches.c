/* test-batches.c: features saved batch by batch, and folders of TensorBoard's projector
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <string.h>

#include "features-load.h"
#include "projector.h"
#include "zip.h"

#define N 5
#define DIM 2

static const float values[N * DIM] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
static const guint8 labels[N] = { 0, 1, 1, 0, 1 };

/* An array as NumPy writes it, of shape "(3, 2)". */
static void
add_array (Zip *zip, const char *name, const char *descr, const char *shape, const void *bytes, gsize n)
{
  g_autofree char *head = g_strdup_printf ("{'descr': '%s', 'fortran_order': False, 'shape': %s, }", descr, shape);
  g_autofree char *file = g_strconcat (name, ".npy", NULL);
  guint16 length = (guint16) (strlen (head) + 1);
  g_autoptr (GByteArray) array = g_byte_array_new ();
  const guint8 lengths[] = { length & 0xff, length >> 8 };

  g_byte_array_append (array, (const guint8 *) "\x93NUMPY\1\0", 8);
  g_byte_array_append (array, lengths, 2);
  g_byte_array_append (array, (const guint8 *) head, strlen (head));
  g_byte_array_append (array, (const guint8 *) "\n", 1);
  g_byte_array_append (array, bytes, (guint) n);
  zip_add (zip, file, array->data, array->len, FALSE);
}

static TfFeatures *
load_archive (Zip *zip, const TfFeaturesOptions *options, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("test-batches-XXXXXX", NULL), *path = g_build_filename (folder, "a.npz", NULL);
  TfFeatures *features;

  zip_finish (zip);
  g_assert_true (g_file_set_contents (path, (const char *) zip->bytes->data, zip->bytes->len, NULL));
  features = tf_features_load (path, options, NULL, NULL, NULL, error);
  g_unlink (path);
  g_rmdir (folder);
  return features;
}

static void
check_values (TfFeatures *features)
{
  double rows[N * DIM];

  g_assert_cmpuint (tf_features_get_n_samples (features), ==, N);
  g_assert_cmpuint (tf_features_get_dim (features), ==, DIM);
  tf_features_get_rows (features, 0, N, rows);
  for (guint i = 0; i < N * DIM; i++)
    g_assert_cmpfloat (rows[i], ==, values[i]);
  for (guint i = 0; i < N; i++)
    g_assert_cmpuint (tf_features_get_classes (features)[i], ==, labels[i]);
}

/* Batches of three samples and of two, the second first in the archive. */
static void
add_batches (Zip *zip, const char *features, const char *targets, guint first)
{
  g_autofree char *h0 = g_strdup_printf ("%s_%u", features, first), *h1 = g_strdup_printf ("%s_%u", features, first + 1);
  g_autofree char *y0 = g_strdup_printf ("%s_%u", targets, first), *y1 = g_strdup_printf ("%s_%u", targets, first + 1);

  add_array (zip, h1, "<f4", "(2, 2)", values + 3 * DIM, 2 * DIM * sizeof (float));
  add_array (zip, h0, "<f4", "(3, 2)", values, 3 * DIM * sizeof (float));
  add_array (zip, y0, "|u1", "(3,)", labels, 3);
  add_array (zip, y1, "|u1", "(2,)", labels + 3, 2);
}

static void
test_batches (void)
{
  const char *const names[][2] = { { "feat_list", "label_list" }, { "H", "y" }, { "features", "targets" } };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    for (guint first = 0; first < 2; first++)
      {
        g_auto (Zip) zip = { 0 };
        g_autoptr (GError) error = NULL;
        g_autoptr (TfFeatures) features = NULL;

        zip_init (&zip);
        add_batches (&zip, names[i][0], names[i][1], first);
        features = load_archive (&zip, NULL, &error);
        g_assert_no_error (error);
        check_values (features);
      }
}

/* By a name of one's own. */
static void
test_chosen (void)
{
  const TfFeaturesOptions options = { .features_key = "mine", .labels_key = "theirs" };
  g_auto (Zip) zip = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (TfFeatures) features = NULL;

  zip_init (&zip);
  add_batches (&zip, "mine", "theirs", 0);
  features = load_archive (&zip, &options, &error);
  g_assert_no_error (error);
  check_values (features);
}

/* Arrays that only look like parts are not put together: layers of other widths, gaps. */
static void
test_others (void)
{
  for (guint c = 0; c < 2; c++)
    {
      g_auto (Zip) zip = { 0 };
      g_autoptr (GError) error = NULL;

      zip_init (&zip);
      add_array (&zip, "features_0", "<f4", "(2, 2)", values, 4 * sizeof (float));
      if (c == 0)
        add_array (&zip, "features_1", "<f4", "(2, 3)", values, 6 * sizeof (float));
      else
        add_array (&zip, "features_2", "<f4", "(2, 2)", values, 4 * sizeof (float));
      add_array (&zip, "y", "|u1", "(2,)", labels, 2);
      g_assert_null (load_archive (&zip, NULL, &error));
      g_assert_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_AMBIGUOUS);
      g_assert_nonnull (strstr (error->message, "features_0"));
    }
}

/* A part that is cut short is said. */
static void
test_short (void)
{
  g_auto (Zip) zip = { 0 };
  g_autoptr (GError) error = NULL;

  zip_init (&zip);
  add_array (&zip, "H_0", "<f4", "(3, 2)", values, 3 * DIM * sizeof (float));
  add_array (&zip, "H_1", "<f4", "(2, 2)", values, 3 * sizeof (float));
  add_array (&zip, "y_0", "|u1", "(3,)", labels, 3);
  add_array (&zip, "y_1", "|u1", "(2,)", labels + 3, 2);
  g_assert_null (load_archive (&zip, NULL, &error));
  g_assert_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT);
}

/* bfloat16 as NumPy stores it: two bytes without a meaning. */
static void
test_void2 (void)
{
  g_auto (Zip) zip = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (TfFeatures) features = NULL;
  guint16 halves[N * DIM];

  for (guint i = 0; i < N * DIM; i++)
    {
      guint32 bits;

      memcpy (&bits, values + i, sizeof bits);
      halves[i] = (guint16) (bits >> 16); /* small whole numbers lose nothing */
    }
  zip_init (&zip);
  add_array (&zip, "H", "<V2", "(5, 2)", halves, sizeof halves);
  add_array (&zip, "y", "|u1", "(5,)", labels, N);
  features = load_archive (&zip, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tf_features_get_dtype (features), ==, "bfloat16");
  check_values (features);
}

/* --- TensorBoard's projector --- */

static void
put (const char *folder, const char *name, const void *bytes, gssize n)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, bytes, n, NULL));
}

static void
take_away (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_remove (path), ==, 0);
}

static void
check_folder (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TfFeatures) features = tf_features_load (folder, NULL, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  check_values (features);
}

static void
test_projector (void)
{
  g_autofree char *folder = g_dir_make_tmp ("test-batches-XXXXXX", NULL), *path = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (tf_projector_find_tensors (folder));
  put (folder, "tensors.tsv", "0\t1\n2\t3\n4\t5\n6\t7\n8\t9\n", -1);
  g_assert_null (tf_projector_find_tensors (folder)); /* it may be anyone's */
  put (folder, "metadata.tsv", "cat\ndog\ndog\ncat\ndog\n", -1);
  check_folder (folder);
  put (folder, "metadata.tsv", "image\tlabel\na.png\tcat\nb.png\tdog\nc.png\tdog\nd.png\tcat\ne.png\tdog\n", -1);
  check_folder (folder);
  path = tf_projector_find_tensors (folder);
  check_folder (path); /* the tensors alone */
  put (folder, "tensors.bytes", values, sizeof values);
  check_folder (folder);
  put (folder, "tensors.bytes", values, sizeof values - 1);
  g_assert_null (tf_features_load (folder, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT);
  take_away (folder, "tensors.bytes");
  take_away (folder, "tensors.tsv");
  take_away (folder, "metadata.tsv");
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Python's numbers in lists, as numpy's tolist() leaves them: {"features": [[…], …], "labels": […]}; of one length each, or
 * not. */
static TfFeatures *
load_lists (gboolean ragged, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("test-batches-XXXXXX", NULL), *path = g_build_filename (folder, "a.pt", NULL);
  g_autoptr (GString) pickle = g_string_new ("\x80\x02}(");
  g_auto (Zip) zip = { 0 };
  TfFeatures *features;

  g_string_append_len (pickle, "X\x08\0\0\0features](", 15);
  for (int i = 0; i < N; i++)
    {
      g_string_append (pickle, "](");
      for (int j = 0; j < DIM + (ragged && i == N - 1); j++)
        {
          double value = values[i * DIM + j % DIM];
          guint64 bits;

          memcpy (&bits, &value, sizeof bits);
          bits = GUINT64_TO_BE (bits);
          g_string_append_c (pickle, 'G');
          g_string_append_len (pickle, (const char *) &bits, sizeof bits);
        }
      g_string_append_c (pickle, 'e');
    }
  g_string_append_c (pickle, 'e');
  g_string_append_len (pickle, "X\x06\0\0\0labels](", 13);
  for (int i = 0; i < N; i++)
    {
      g_string_append_c (pickle, 'K');
      g_string_append_c (pickle, (char) labels[i]);
    }
  g_string_append (pickle, "eu.");
  zip_init (&zip);
  zip_add (&zip, "a/data.pkl", pickle->str, pickle->len, FALSE);
  zip_finish (&zip);
  g_assert_true (g_file_set_contents (path, (const char *) zip.bytes->data, zip.bytes->len, NULL));
  features = tf_features_load (path, NULL, NULL, NULL, NULL, error);
  g_remove (path);
  g_rmdir (folder);
  return features;
}

static void
test_lists (void)
{
  g_autoptr (GError) error = NULL, refused = NULL;
  g_autoptr (TfFeatures) features = load_lists (FALSE, &error), ragged = load_lists (TRUE, &refused);
  double rows[N * DIM];

  g_assert_no_error (error);
  g_assert_cmpuint (tf_features_get_n_samples (features), ==, N);
  g_assert_cmpuint (tf_features_get_dim (features), ==, DIM);
  tf_features_get_rows (features, 0, N, rows);
  for (int i = 0; i < N * DIM; i++)
    g_assert_cmpfloat (rows[i], ==, values[i]);
  for (int i = 0; i < N; i++)
    g_assert_cmpuint (tf_features_get_classes (features)[i], ==, labels[i]);
  g_assert_null (ragged);
  g_assert_nonnull (refused);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/batches/batches", test_batches);
  g_test_add_func ("/batches/chosen", test_chosen);
  g_test_add_func ("/batches/others", test_others);
  g_test_add_func ("/batches/short", test_short);
  g_test_add_func ("/batches/void2", test_void2);
  g_test_add_func ("/batches/projector", test_projector);
  g_test_add_func ("/batches/lists", test_lists);
  return g_test_run ();
}
