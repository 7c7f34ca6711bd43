/* test-features.c: files of features: formats, keys, pairs and what is wrong with them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "features-load.h"
#include "features.h"
#include "features-kit.h"
#include "features-parts.h"

/* One sentence of valid UTF-8 that does not name the file. */
static void
assert_sentence (const GError *error, const char *file)
{
  g_assert_nonnull (error);
  g_assert_true (error->domain == TF_FEATURES_ERROR || error->domain == G_IO_ERROR);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_cmpuint (strlen (error->message), >, 10);
  g_assert_cmpuint (strlen (error->message), <, 600);
  g_assert_null (strchr (error->message, '\n'));
  g_assert_null (strstr (error->message, file));
}

static void
assert_sound (TfFeatures *features)
{
  gsize               n = tf_features_get_n_samples (features), d = tf_features_get_dim (features), sum = 0;
  g_autofree double  *rows = g_new (double, n * d);

  g_assert_cmpuint (tf_features_get_n_classes (features), >=, 2);
  g_assert_true (g_utf8_validate (tf_features_get_name (features), -1, NULL));
  for (guint k = 0; k < tf_features_get_n_classes (features); k++)
    {
      sum += tf_features_get_class_sizes (features)[k];
      g_assert_true (g_utf8_validate (tf_features_get_class_name (features, k), -1, NULL));
    }
  g_assert_cmpuint (sum, ==, n);
  tf_features_get_rows (features, 0, n, rows);
  for (gsize i = 0; i < n * d; i++)
    g_assert_true (isfinite (rows[i]));
}

/* order: the reference's row of each row, or NULL. */
static void
assert_same (TfFeatures *features, const Reference *reference, double tolerance, JsonArray *order)
{
  g_autofree double *rows = g_new (double, reference->n * reference->dim);

  g_assert_cmpuint (tf_features_get_n_samples (features), ==, reference->n);
  g_assert_cmpuint (tf_features_get_dim (features), ==, reference->dim);
  tf_features_get_rows (features, 0, reference->n, rows);
  for (gsize i = 0; i < reference->n; i++)
    {
      gsize from = order != NULL ? (gsize) json_array_get_int_element (order, (guint) i) : i;

      g_assert_cmpint (tf_features_get_classes (features)[i], ==, reference->labels[from]);
      for (gsize j = 0; j < reference->dim; j++)
        {
          double value = rows[i * reference->dim + j], expected = reference->values[from * reference->dim + j];

          if (tolerance == 0)
            g_assert_cmpfloat ((float) value, ==, (float) expected);
          else
            g_assert_cmpfloat (fabs (value - expected), <=, tolerance);
        }
    }
}

/* A lone array or table is loaded with its other half. */
static void
test_format (gconstpointer data)
{
  JsonObject       *entry = (JsonObject *) data;
  const char       *file = json_object_get_string_member (entry, "file");
  gboolean          tiny = g_str_has_prefix (file, "tiny");
  gboolean          is_labels = strstr (file, "_y") != NULL || g_str_equal (file, "tiny_labels.csv");
  gboolean          lone = g_str_has_suffix (file, ".npy") || g_str_equal (file, "tiny_features_only.csv") || is_labels;
  g_autofree char  *path = data_path ("formats", file);
  g_autofree char  *labels = data_path ("formats", tiny ? "tiny_y.npy" : "small_y.npy");
  g_autofree char  *values = data_path ("formats", tiny ? "tiny_H.npy" : "small_H.npy");
  g_autoptr (GError) error = NULL;
  g_autoptr (TfFeatures) features = NULL;

  if (g_str_has_suffix (file, ".npz"))
    lone = is_labels = FALSE;
  if (lone && !is_labels)
    {
      g_assert_null (load (path, NULL, NULL, NULL, &error));
      assert_sentence (error, file);
      g_clear_error (&error);
    }
  features = is_labels ? load (values, path, NULL, NULL, &error) : load (path, lone ? labels : NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_sound (features);
  if (json_object_has_member (entry, "permutation"))
    assert_same (features, &references[!tiny], 0, json_object_get_array_member (entry, "permutation"));
  else
    assert_same (features, &references[!tiny], json_object_get_double_member (entry, "max_abs_diff"), NULL);
}

static void
test_malformed (gconstpointer data)
{
  JsonObject      *entry = (JsonObject *) data;
  const char      *file = json_object_get_string_member (entry, "file");
  const char      *expect = json_object_get_string_member (entry, "expect");
  g_autofree char *path = data_path ("malformed", file);
  g_autofree char *labels = data_path ("formats", "tiny_y.npy");
  gboolean         array = g_str_has_suffix (file, ".npy");

  for (int apart = 0; apart <= (array ? 1 : 0); apart++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TfFeatures) features = load (path, apart ? labels : NULL, NULL, NULL, &error);

      g_test_message ("%s: %s", file, error != NULL ? error->message : "loaded");
      g_assert_true ((features == NULL) == (error != NULL));
      if (error != NULL)
        assert_sentence (error, file);
      else
        assert_sound (features);
      if (g_str_equal (expect, "reject"))
        g_assert_null (features);
      if (g_str_equal (expect, "load"))
        g_assert_no_error (error);
    }
}

static void
test_pairs (void)
{
  g_autofree char *values = data_path ("malformed", "pair_H_24.npy");
  g_autofree char *halves = data_path ("malformed", "pair_y_float_half.npy");
  g_autofree char *good = data_path ("formats", "tiny_y.npy");
  g_autofree char *wrong = data_path ("formats", "small_y.npy");
  g_autofree char *text = data_path ("formats", "tiny_labels.csv");
  g_autofree char *archive = data_path ("formats", "tiny.npz");
  g_autoptr (GError) error = NULL;
  TfFeatures *features;

  g_assert_null (load (values, halves, NULL, NULL, &error));
  g_assert_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_VALUE);
  g_clear_error (&error);
  g_assert_null (load (values, wrong, NULL, NULL, &error));
  g_assert_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_null (load (values, NULL, NULL, NULL, &error));
  g_assert_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_NEEDS_LABELS);
  g_clear_error (&error);
  g_assert_null (load (values, "/nonexistent", NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  for (int i = 0; i < 3; i++)
    {
      features = load (values, i == 0 ? good : i == 1 ? text : archive, NULL, NULL, &error);
      g_assert_no_error (error);
      assert_same (features, &references[0], 0, NULL);
      g_assert_cmpstr (tf_features_get_dtype (features), ==, "float32");
      tf_features_unref (features);
    }
}

static void
test_keys (void)
{
  g_autofree char *unknown = data_path ("malformed", "unknown_keys.npz");
  g_autofree char *several = data_path ("malformed", "two_feature_keys.npz");
  g_autofree char *table = data_path ("formats", "tiny_header.csv");
  g_autoptr (GError) error = NULL;
  TfFeatures *features = load (unknown, NULL, "foo", "bar", &error);

  g_assert_no_error (error);
  assert_same (features, &references[0], 0, NULL);
  tf_features_unref (features);
  g_assert_null (load (unknown, NULL, NULL, NULL, &error));
  g_assert_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_AMBIGUOUS);
  g_clear_error (&error);
  g_assert_null (load (several, NULL, NULL, NULL, &error));
  g_assert_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_AMBIGUOUS);
  g_clear_error (&error);
  features = load (several, NULL, "features", NULL, &error);
  g_assert_no_error (error);
  tf_features_unref (features);
  g_assert_null (load (unknown, NULL, "foo", "nothing", &error));
  g_assert_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT);
  g_clear_error (&error);
  features = load (table, NULL, "h", "label", &error);
  g_assert_no_error (error);
  assert_same (features, &references[0], 0, NULL);
  g_assert_cmpstr (tf_features_get_dtype (features), ==, "text");
  tf_features_unref (features);
  g_assert_null (load (table, NULL, "z", NULL, &error));
  g_assert_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT);
}

static void
test_notices (void)
{
  g_autofree char *transposed = data_path ("formats", "small_dxN.npz");
  g_autofree char *single = data_path ("malformed", "one_sample_class.npz");
  g_autofree char *relabelled = data_path ("formats", "small_labels_huge_values.npz");
  g_autofree char *extra = data_path ("formats", "small_extra_keys.npz");
  TfFeatures      *features = load (transposed, NULL, NULL, NULL, NULL);

  g_assert_nonnull (strstr (tf_features_get_notice (features), "transposed"));
  tf_features_unref (features);
  features = load (single, NULL, NULL, NULL, NULL);
  g_assert_cmpstr (tf_features_get_notice (features), ==, "Class 3 has a single sample, so no spread of its own.");
  tf_features_unref (features);
  features = load (relabelled, NULL, NULL, NULL, NULL);
  g_assert_cmpstr (tf_features_get_class_name (features, 3), ==, "1000000000003");
  g_assert_null (tf_features_get_notice (features));
  tf_features_unref (features);
  features = load (extra, NULL, NULL, NULL, NULL);
  for (guint i = 0; i < 10 * 64; i++)
    g_assert_cmpfloat (tf_features_get_weights (features)[i], ==, i / 64 == i % 64);
  tf_features_unref (features);
}

/* As many samples as dimensions: rows are samples, and the notice says so. */
static void
test_square (void)
{
  g_autofree char *path = data_path ("formats", "square.npz");
  TfFeatures      *features = load (path, NULL, NULL, NULL, NULL);
  double           row[8];

  g_assert_nonnull (strstr (tf_features_get_notice (features), "square"));
  tf_features_get_rows (features, 3, 1, row);
  for (guint j = 0; j < 8; j++)
    g_assert_cmpfloat (row[j], ==, 0.25 * (3 * 8 + j));
  tf_features_unref (features);
}

/* Any block of rows is the same part of the whole, whatever the layout. */
static void
test_rows (void)
{
  static const char *const files[] = { "small.npz",       "small_fortran.npz", "small_dxN.npz",
                                       "small_float16.npz", "small_float64.npz", "small.csv" };

  for (gsize f = 0; f < G_N_ELEMENTS (files); f++)
    {
      g_autofree char *path = data_path ("formats", files[f]);
      g_autoptr (TfFeatures) features = load (path, NULL, NULL, NULL, NULL);
      g_autofree double *whole = g_new (double, 200 * 64);
      g_autofree double *part = g_new (double, 200 * 64);

      tf_features_get_rows (features, 0, 200, whole);
      for (gsize first = 0; first <= 200; first += 7)
        for (gsize n = 0; n <= 200 - first; n += 13)
          {
            tf_features_get_rows (features, first, n, part);
            g_assert_cmpmem (part, n * 64 * sizeof (double), whole + first * 64, n * 64 * sizeof (double));
          }
    }
}

static void
add_manifest (JsonParser *parser, const char *folder, GTestDataFunc function)
{
  g_autofree char *path = data_path (folder, "manifest.json");
  JsonArray       *entries;

  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  entries = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      JsonObject      *entry = json_array_get_object_element (entries, i);
      g_autofree char *name
          = g_strdup_printf ("/features/%s/%s", folder, json_object_get_string_member (entry, "file"));

      g_test_add_data_func (name, entry, function);
    }
}

/* A square W, of three classes with a sample each along one axis each. */
static void
check_square (const double *weights, gboolean turned)
{
  static const double values[9] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 };
  TfParts parts = { .features = { .scalar = TF_SCALAR_FLOAT64, .item_size = 8, .n_dims = 2, .dims = { 3, 3 }, .n_items = 9 },
                    .labels = { .n = 3, .n_classes = 3 }, .notice = g_string_new (NULL) };

  parts.features.data = g_memdup2 (values, sizeof values);
  parts.labels.classes = g_memdup2 (((const guint32[]){ 0, 1, 2 }), 3 * sizeof (guint32));
  parts.weights = g_memdup2 (weights, 9 * sizeof (double));
  tf_parts_orient_layer (&parts);
  g_assert_cmpfloat (parts.weights[1], ==, weights[turned ? 3 : 1]);
  g_assert_cmpint (parts.notice->len > 0, ==, turned);
  g_free (parts.features.data);
  g_free (parts.labels.classes);
  g_free (parts.weights);
  g_string_free (parts.notice, TRUE);
}

/* Chance does not turn it. */
static void
test_square_layer (void)
{
  check_square ((const double[]){ 4, 3, 3, 5, 0, 6, 1, 7, 2 }, FALSE); /* one is right */
  check_square ((const double[]){ 4, 3, 3, 5, 6, 1, 1, 7, 2 }, TRUE);  /* two are */
}

int
main (int argc, char **argv)
{
  g_autoptr (JsonParser) formats = json_parser_new ();
  g_autoptr (JsonParser) malformed = json_parser_new ();
  int result;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/features/square-layer", test_square_layer);
  read_reference (&references[0], "tiny.csv");
  read_reference (&references[1], "small.csv");
  add_manifest (formats, "formats", test_format);
  add_manifest (malformed, "malformed", test_malformed);
  g_test_add_func ("/features/pairs", test_pairs);
  g_test_add_func ("/features/keys", test_keys);
  g_test_add_func ("/features/notices", test_notices);
  g_test_add_func ("/features/square", test_square);
  g_test_add_func ("/features/rows", test_rows);
  result = g_test_run ();
  for (int i = 0; i < 2; i++)
    {
      g_free (references[i].values);
      g_free (references[i].labels);
    }
  return result;
}
