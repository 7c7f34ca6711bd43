/* test-features-table.c: tables of features, labels, places, cancelling and memory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <unistd.h>

#include "features-load.h"
#include "features.h"
#include "features-kit.h"

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
  g_test_init (&argc, &argv, NULL);
  add_cases ();
  g_test_add_func ("/features/places", test_places);
  g_test_add_func ("/features/cancel", test_cancel);
  g_test_add_func ("/features/memory", test_memory);
  return g_test_run ();
}
