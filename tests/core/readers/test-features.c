/* test-features.c: every file of the two manifests, options, blocks of rows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values are compared with those of the two plain CSV twins, read here by
 * other means than the library's.
 */
#include "features-load.h"
#include "features.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  gsize   n, dim;
  double *values; /* n x dim */
  int    *labels; /* n */
} Reference;

static Reference references[2]; /* tiny, small */

static char *
data_path (const char *folder, const char *file)
{
  return g_test_build_filename (G_TEST_DIST, "data", folder, file, NULL);
}

static void
read_reference (Reference *reference, const char *file)
{
  g_autofree char *path = data_path ("formats", file);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  reference->n = g_strv_length (lines);
  for (gsize i = 0; i < reference->n; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], ",", -1);

      if (i == 0)
        {
          reference->dim = g_strv_length (fields) - 1;
          reference->values = g_new (double, reference->n *reference->dim);
          reference->labels = g_new (int, reference->n);
        }
      for (gsize j = 0; j < reference->dim; j++)
        reference->values[i * reference->dim + j] = (float) g_ascii_strtod (fields[j], NULL);
      reference->labels[i] = atoi (fields[reference->dim]);
    }
}

static TfFeatures *
load (const char *path, const char *labels, const char *features_key, const char *labels_key, GError **error)
{
  TfFeaturesOptions options = { .features_key = features_key, .labels_key = labels_key, .labels_path = labels };

  return tf_features_load (path, &options, NULL, NULL, NULL, error);
}

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
  g_autofree double  *rows = g_new (double, n *d);

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
  g_autofree double *rows = g_new (double, reference->n *reference->dim);

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

typedef struct
{
  const char *text;
  const char *message; /* a part of the error's, or NULL: loads */
  guint       n, dim, n_classes;
  const char *name; /* of class 0 */
  double      value; /* of the second row's first coordinate */
} Table;

static const Table tables[] = {
  { "a,b,y\n1,2,cat\n3,4,dog\n", NULL, 2, 2, 2, "cat", 3 },
  { "1,2,dog\n3,4,cat\n5,6,dog\n", NULL, 3, 2, 2, "cat", 3 },
  { "0,1,2,label\n5,6,7,1\n8,9,1,0\n", NULL, 2, 3, 2, "0", 8 },
  { ",a,b,label\n0,5,6,1\n1,8,9,0\n", NULL, 2, 2, 2, "0", 8 },
  { "a\tb\tclass\n1,5\t2\t10\n-2,5e1\t2\t9\n", NULL, 2, 2, 2, "9", -25 },
  { "# a, b, label\n1, 2.5, 0\n.5, 1e-3, 1", NULL, 2, 2, 2, "0", 0.5 },
  { "# label, a, b\n1, 2.5, 0\n2, 1.5, 1\n", NULL, 2, 2, 2, "1", 1.5 },
  { "\"1,5\",\"2\",\"a\"\n\"2,5\",\"3\",\"b\"\"c\"\n", NULL, 2, 2, 2, "a", 2.5 },
  { "1 2 0\n\n  3 4 1.0  \n5 6 1\n", NULL, 3, 2, 2, "0", 3 },
  { "x\ty\n1\t18446744073709551615\n2\t0\n", NULL, 2, 1, 2, "0", 2 },
  { "1;2;-7\n3;4;-20\n", NULL, 2, 2, 2, "-20", 3 },
  { "1,2,0\n3,4\n", "Line 2 has 2 fields, but line 1 has 3", 0, 0, 0, NULL, 0 },
  { "1,2,0\n3,,1\n", "Line 2, column 2 is empty", 0, 0, 0, NULL, 0 },
  { "1,2,0\n3,4,\n", "Line 2, column 3 has no label", 0, 0, 0, NULL, 0 },
  { "1,2,0\n3,0x10,1\n", "Line 2, column 2 is not a number", 0, 0, 0, NULL, 0 },
  { "1.5,abc,0\n3,4,1\n", "Line 1, column 2 is not a number", 0, 0, 0, NULL, 0 },
  { "1,5;2;0\n1.5;2;1\n", "decimal commas", 0, 0, 0, NULL, 0 },
  { "0,05,0,953,1\n0,25,0,768,0\n", "decimal comma", 0, 0, 0, NULL, 0 },
  { "1,2,0\n3,4,0.5\n", "Line 2, column 3 is no label", 0, 0, 0, NULL, 0 },
  { "1,2,0\n3,4,cat\n", "is a word, but", 0, 0, 0, NULL, 0 },
  { "a,b,c\n1,2,0\n3,4,1\n", "say which holds the labels", 0, 0, 0, NULL, 0 },
  { "label,a,y\n1,2,0\n3,4,1\n", "say which holds them", 0, 0, 0, NULL, 0 },
  { "1,2,0\n3,4,0\n", "two classes", 0, 0, 0, NULL, 0 },
  { "1\n2\n", "no column of features", 0, 0, 0, NULL, 0 },
  { "1,2,0\n1,\"2\"x,0\n", "after a closing quote", 0, 0, 0, NULL, 0 },
  { "1,2,0\n-inf,2,1\n", "Line 2, column 1 is infinite", 0, 0, 0, NULL, 0 },
  { "\n\n# nothing\n", "no rows", 0, 0, 0, NULL, 0 },
  { "\xff\xfe"
    "1,2,0\n", "UTF-16", 0, 0, 0, NULL, 0 },
};

static char *
write_temporary (const void *bytes, gsize n)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "test-features-XXXXXX", NULL);
  int              fd = g_mkstemp (path);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, bytes, n), ==, n);
  close (fd);
  return g_steal_pointer (&path);
}

static void
test_table (gconstpointer data)
{
  const Table     *table = data;
  g_autofree char *path = write_temporary (table->text, strlen (table->text));
  g_autoptr (GError) error = NULL;
  g_autoptr (TfFeatures) features = load (path, NULL, NULL, NULL, &error);

  g_unlink (path);
  if (table->message != NULL)
    {
      g_assert_null (features);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, table->message));
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (tf_features_get_n_samples (features), ==, table->n);
  g_assert_cmpuint (tf_features_get_dim (features), ==, table->dim);
  g_assert_cmpuint (tf_features_get_n_classes (features), ==, table->n_classes);
  g_assert_cmpstr (tf_features_get_class_name (features, 0), ==, table->name);
  {
    double row[8];

    tf_features_get_rows (features, 1, 1, row);
    g_assert_cmpfloat (row[0], ==, table->value);
  }
}

/* A .npy of that header and n bytes of items; the path of a temporary file. */
static char *
write_array (const char *header, const void *items, gsize n)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 length[2] = { strlen (header) & 255, strlen (header) >> 8 };

  g_byte_array_append (bytes, (const guint8 *) "\x93NUMPY\1\0", 8);
  g_byte_array_append (bytes, length, 2);
  g_byte_array_append (bytes, (const guint8 *) header, (guint) strlen (header));
  g_byte_array_append (bytes, items, (guint) n);
  return write_temporary (bytes->data, bytes->len);
}

typedef struct
{
  const char *header;
  const char *items;
  gsize       n_bytes;
  const char *names; /* of the classes; NULL: rejected */
} Labels;

static const Labels labels_cases[] = {
  { "{'descr': '>u2', 'fortran_order': False, 'shape': (3,), }", "\1\2\0\7\1\2", 6, "7 258" },
  { "{'descr': '|i1', 'fortran_order': False, 'shape': (3L,)}", "\377\1\2", 3, "-1 1 2" },
  { "{'descr': '|b1', 'fortran_order': False, 'shape': (3, 1)}", "\0\1\1", 3, "0 1" },
  { "{'descr': '|S2', 'fortran_order': False, 'shape': (3,)}", "ox\0\0ox", 6, NULL },
  { "{'descr': '|S2', 'fortran_order': False, 'shape': (3,)}", "oxa\0ox", 6, "a ox" },
  { "{'descr': '>U1', 'fortran_order': False, 'shape': (3,)}", "\0\0\0b\0\0\0\xe9\0\0\0a", 12, "a b é" },
  { "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 2)}", "\1\0\0\1\1\0", 6, "0 1" },
  { "{'descr': '|u1', 'fortran_order': True, 'shape': (3, 2)}", "\1\0\1\0\1\0", 6, "0 1" },
  { "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 2)}", "\1\1\0\1\1\0", 6, NULL },
  { "{'descr': '|u1', 'fortran_order': False, 'shape': (3)}", "\1\2\3", 3, NULL },
  { "{'descr': '|u1', 'fortran_order': False, 'shape': (-3,)}", "\1\2\3", 3, NULL },
  { "{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (3,)}", "\1\2\3", 3, NULL },
};

static void
test_labels (gconstpointer data)
{
  const Labels    *labels = data;
  g_autofree char *features_path
      = write_array ("{'descr': '>i2', 'fortran_order': False, 'shape': (3, 2)}", "\377\377\0\1\1\0\0\2\0\3\0\4", 12);
  g_autofree char *path = write_array (labels->header, labels->items, labels->n_bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (TfFeatures) features = load (features_path, path, NULL, NULL, &error);
  g_autoptr (GString) names = g_string_new (NULL);
  double rows[6];

  g_unlink (path);
  g_unlink (features_path);
  g_assert_true ((features != NULL) == (labels->names != NULL));
  if (features == NULL)
    {
      g_test_message ("%s", error->message);
      return;
    }
  for (guint k = 0; k < tf_features_get_n_classes (features); k++)
    g_string_append_printf (names, "%s%s", k > 0 ? " " : "", tf_features_get_class_name (features, k));
  g_assert_cmpstr (names->str, ==, labels->names);
  tf_features_get_rows (features, 0, 3, rows);
  for (int i = 0; i < 6; i++)
    g_assert_cmpfloat (rows[i], ==, ((const double[]){ -1, 1, 256, 2, 3, 4 })[i]);
}

static void
test_places (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (load ("/nonexistent/x.npz", NULL, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (load (g_get_tmp_dir (), NULL, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
  g_clear_error (&error);
  g_assert_null (load ("/dev/zero", NULL, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
}

static void
cancel_cb (double fraction, gpointer user_data)
{
  g_assert_cmpfloat (fraction, >=, 0);
  g_assert_cmpfloat (fraction, <=, 1);
  if (fraction > 0)
    g_cancellable_cancel (user_data);
}

static void
test_cancel (void)
{
  static const char *const files[] = { "bomb_zeros_64MiB.npz", "huge_line.csv" };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = data_path ("malformed", files[i]);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;

      TfFeaturesOptions options = { .features_key = i == 0 ? "H" : NULL };

      g_assert_null (tf_features_load (path, &options, cancellable, cancel_cb, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
test_memory (void)
{
  double     *values = g_new (double, 6);
  guint32    *classes = g_new (guint32, 3);
  TfFeatures *features;
  double      rows[4];

  for (int i = 0; i < 6; i++)
    values[i] = i;
  for (guint i = 0; i < 3; i++)
    classes[i] = i % 2;
  features = tf_features_new ("made", 3, 2, values, classes, 2, NULL);
  tf_features_get_rows (features, 1, 2, rows);
  g_assert_cmpfloat (rows[0], ==, 2);
  g_assert_cmpfloat (rows[3], ==, 5);
  g_assert_cmpuint (tf_features_get_class_sizes (features)[0], ==, 2);
  g_assert_cmpstr (tf_features_get_class_name (features, 1), ==, "1");
  tf_features_unref (tf_features_ref (features));
  g_assert_cmpstr (tf_features_get_dtype (features), ==, "float64");
  tf_features_unref (features);
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

static void
add_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *name = g_strdup_printf ("/features/table/%" G_GSIZE_FORMAT, i);

      g_test_add_data_func (name, &tables[i], test_table);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (labels_cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/features/labels/%" G_GSIZE_FORMAT, i);

      g_test_add_data_func (name, &labels_cases[i], test_labels);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (JsonParser) formats = json_parser_new ();
  g_autoptr (JsonParser) malformed = json_parser_new ();
  int result;

  g_test_init (&argc, &argv, NULL);
  read_reference (&references[0], "tiny.csv");
  read_reference (&references[1], "small.csv");
  add_manifest (formats, "formats", test_format);
  add_manifest (malformed, "malformed", test_malformed);
  add_cases ();
  g_test_add_func ("/features/pairs", test_pairs);
  g_test_add_func ("/features/keys", test_keys);
  g_test_add_func ("/features/notices", test_notices);
  g_test_add_func ("/features/square", test_square);
  g_test_add_func ("/features/rows", test_rows);
  g_test_add_func ("/features/places", test_places);
  g_test_add_func ("/features/cancel", test_cancel);
  g_test_add_func ("/features/memory", test_memory);
  result = g_test_run ();
  for (int i = 0; i < 2; i++)
    {
      g_free (references[i].values);
      g_free (references[i].labels);
    }
  return result;
}
