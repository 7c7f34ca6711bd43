/* test-habits.c: tables and archives as people make them are read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <json-glib/json-glib.h>
#include <string.h>

#include "features.h"
#include "flow.h"
#include "features-load.h"
#include "zip.h"
#include "habits-kit.h"

/* --- the manifest --- */

static void
check_member (JsonObject *entry, const char *key, gsize value)
{
  if (json_object_has_member (entry, key))
    g_assert_cmpuint (value, ==, (gsize) json_object_get_int_member (entry, key));
}

static void
check_metric (JsonObject *entry, const TfMetrics *metrics, TfMetric metric)
{
  const char *name = tf_metric_name (metric);

  if (json_object_has_member (entry, name))
    g_assert_cmpfloat_with_epsilon (metrics->values[metric] / json_object_get_double_member (entry, name), 1, 1e-9);
}

static void
test_habit (gconstpointer data)
{
  const char *file = data;
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "habits", file, NULL);
  g_autofree char *manifest = g_test_build_filename (G_TEST_DIST, "data", "habits", "manifest.json", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TfFeatures) features = tf_features_load (path, NULL, NULL, NULL, NULL, &error);
  g_autoptr (TfMoments) moments = NULL;
  JsonObject *entry;
  TfMetrics metrics;

  g_assert_true (json_parser_load_from_file (parser, manifest, NULL));
  entry = json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)), file);
  g_assert_no_error (error);
  check_member (entry, "samples", tf_features_get_n_samples (features));
  check_member (entry, "dim", tf_features_get_dim (features));
  check_member (entry, "classes", tf_features_get_n_classes (features));
  moments = tf_moments_new (features, TF_KEEP_ALL, NULL, &error);
  g_assert_no_error (error);
  tf_moments_get_metrics (moments, &TF_PARAMETERS_DEFAULT, moments->weights != NULL, &metrics);
  for (int i = 0; i < TF_N_METRICS; i++)
    check_metric (entry, &metrics, i);
}

/* --- tables --- */

typedef struct
{
  const char *text; /* %d: a counter, from 1; repeated for ten rows and then cut, where rows are given */
  guint       n, dim, n_classes;
  const char *labels_from;
  const char *said;   /* a part of the notice; "" for none */
  int         refused; /* TfFeaturesError + 1, or 0 */
  const char *columns, *left, *class_left, *label; /* options, or NULL */
} Table;

#define ASKED (TF_FEATURES_ERROR_AMBIGUOUS + 1)
#define WRONG (TF_FEATURES_ERROR_FORMAT + 1)
#define VALUE (TF_FEATURES_ERROR_VALUE + 1)

/* Twelve rows, three classes: the number of the row, two reals, a class. */
#define ROWS(BEFORE, A, B, C) \
  BEFORE ("1", "0.5", "1.25", A) BEFORE ("2", "-0.25", "2", B) BEFORE ("3", "1.5", "0.125", C) \
  BEFORE ("4", "0.75", "1.5", A) BEFORE ("5", "-0.5", "2.5", B) BEFORE ("6", "1.75", "0.5", C) \
  BEFORE ("7", "0.25", "1.75", A) BEFORE ("8", "-0.75", "2.25", B) BEFORE ("9", "1.25", "0.25", C) \
  BEFORE ("10", "0.625", "1.125", A) BEFORE ("11", "-0.375", "2.125", B) BEFORE ("12", "1.375", "0.375", C)

#define NUMBER_LAST(i, x, y, k)  i "," x "," y "," k "\n"
#define CLASS_FIRST(i, x, y, k)  k "," x "," y "\n"
#define CLASS_MIDDLE(i, x, y, k) x "," k "," y "\n"
#define CLASS_LAST(i, x, y, k)   x "," y "," k "\n"
#define FILE_FIRST(i, x, y, k)   "img/" i ".png," x "," y "," k "\n"
#define WITH_PRED(i, x, y, k)    x "," y "," k "," k "\n"
#define WITH_RECORD(i, x, y, k)  x "," y ",3,train," k ",0.9\n"
#define EMPTY_LAST(i, x, y, k)   x "," y "," k ",\n"
#define TWO_LABELS(i, x, y, k)   x "," y "," k ",name" k "\n"
#define SHUFFLED(i, x, y, k)     "7" i "," x "," y "," k "\n"
#define FIRST_TWO(i, x, y, k)    k "," x "," y "," k "\n"
#define LOGITS(i, x, y, k)       x "," y ",0.1,0.2,0.3," k "\n"
#define SEMICOLON(i, x, y, k)    i ";" x ";" y ";" k "\n"
#define SPACES(i, x, y, k)       x " " y " " k "\n"
#define QUOTED(i, x, y, k)       "\"" i "\",\"" x "\",\"" y "\",\"" k "\"\n"
#define ONE_HOT(i, x, y, k)      x "," y "," k "\n"
#define IN_THE_MIDDLE(i, x, y, k) i "," k "," x "," y "\n"

static const Table tables[] = {
  { ROWS (NUMBER_LAST, "0", "1", "2"), 12, 2, 3, "column 4", "counts the rows", 0, NULL, NULL, NULL, NULL },
  { "idx,f0,f1,label\n" ROWS (NUMBER_LAST, "0", "1", "2"), 12, 2, 3, "column 'label'", "'idx' was left out as an index",
    0, NULL, NULL, NULL, NULL },
  { "Unnamed: 0,f0,f1,y\n" ROWS (NUMBER_LAST, "0", "1", "2"), 12, 2, 3, "column 'y'", "index", 0, NULL, NULL, NULL,
    NULL },
  { "n,u,v,label\n" ROWS (NUMBER_LAST, "0", "1", "2"), 12, 2, 3, "column 'label'", "'n' was left out", 0, NULL, NULL,
    NULL, NULL },
  { "sample_id,f0,f1,label\n" ROWS (SHUFFLED, "0", "1", "2"), 12, 2, 3, "column 'label'", "'sample_id' was left out", 0,
    NULL, NULL, NULL, NULL },
  { ROWS (SHUFFLED, "0", "1", "2"), 0, 0, 0, NULL, "first column", ASKED, NULL, NULL, NULL, NULL },
  { ROWS (SHUFFLED, "0", "1", "2"), 12, 2, 3, "column 4", "", 0, NULL, "1", NULL, NULL },
  { ROWS (SHUFFLED, "0", "1", "2"), 12, 3, 3, "column 4", "", 0, "1,2,3", NULL, NULL, NULL },
  { ROWS (CLASS_FIRST, "cat", "dog", "owl"), 12, 2, 3, "column 1", "taken from column 1", 0, NULL, NULL, NULL, NULL },
  { ROWS (CLASS_FIRST, "1", "2", "3"), 12, 2, 3, "column 1", "taken from column 1", 0, NULL, NULL, NULL, NULL },
  { ROWS (CLASS_MIDDLE, "cat", "dog", "owl"), 12, 2, 3, "column 2", "taken from column 2", 0, NULL, NULL, NULL, NULL },
  { "a,kind,b\n" ROWS (CLASS_MIDDLE, "cat", "dog", "owl"), 12, 2, 3, "column 'kind'", "taken from column 'kind'", 0,
    NULL, NULL, NULL, NULL },
  { "a,class,b\n" ROWS (CLASS_MIDDLE, "0", "1", "2"), 12, 2, 3, "column 'class'", "", 0, NULL, NULL, NULL, NULL },
  { "Species,a,b\n" ROWS (CLASS_FIRST, "cat", "dog", "owl"), 12, 2, 3, "column 'Species'", "", 0, NULL, NULL, NULL,
    NULL },
  { ROWS (FIRST_TWO, "0", "1", "2"), 0, 0, 0, NULL, "Both the first and the last", ASKED, NULL, NULL, NULL, NULL },
  { ROWS (FIRST_TWO, "0", "1", "2"), 12, 3, 3, "column 1", "", 0, NULL, NULL, NULL, "1" },
  { "filename,f0,f1,label\n" ROWS (FILE_FIRST, "0", "1", "2"), 12, 2, 3, "column 'label'",
    "'filename' was left out as bookkeeping", 0, NULL, NULL, NULL, NULL },
  { ROWS (FILE_FIRST, "cat", "dog", "owl"), 12, 2, 3, "column 4", "olumn 1 was left out because it holds words", 0,
    NULL, NULL, NULL, NULL },
  { "f0,f1,label,pred\n" ROWS (WITH_PRED, "0", "1", "2"), 12, 2, 3, "column 'label'", "'pred' was left out", 0, NULL,
    NULL, NULL, NULL },
  { "f0,f1,y_true,y_pred\n" ROWS (WITH_PRED, "0", "1", "2"), 12, 2, 3, "column 'y_true'", "'y_pred' was left out", 0,
    NULL, NULL, NULL, NULL },
  { "f0,f1,epoch,split,label,weight\n" ROWS (WITH_RECORD, "0", "1", "2"), 12, 2, 3, "column 'label'",
    "'epoch', 'split', 'weight' were left out as bookkeeping", 0, NULL, NULL, NULL, NULL },
  { "height,width,fold,path,label,weight\n" ROWS (WITH_RECORD, "0", "1", "2"), 12, 3, 3, "column 'label'",
    "'weight' was read as a feature", 0, NULL, NULL, NULL, NULL },
  { "a,b,label,\n" ROWS (EMPTY_LAST, "0", "1", "2"), 12, 2, 3, "column 'label'", "", 0, NULL, NULL, NULL, NULL },
  { "f0,f1,label,label_name\n" ROWS (TWO_LABELS, "0", "1", "2"), 12, 2, 3, "column 'label'",
    "'label_name' was left out", 0, NULL, NULL, NULL, NULL },
  { "f0,f1,target,class\n" ROWS (TWO_LABELS, "0", "1", "2"), 12, 2, 3, "column 'target'", "'class' was left out", 0,
    NULL, NULL, NULL, NULL },
  { "f0,f1,logit_0,logit_1,logit_2,label\n" ROWS (LOGITS, "0", "1", "2"), 12, 2, 3, "column 'label'",
    "'logit_0', 'logit_1', 'logit_2' were left out", 0, NULL, NULL, NULL, NULL },
  { "i;f0;f1;label\n" ROWS (SEMICOLON, "0", "1", "2"), 12, 2, 3, "column 'label'", "'i' was left out", 0, NULL, NULL,
    NULL, NULL },
  { ROWS (SPACES, "0", "1", "2"), 12, 2, 3, "column 3", "", 0, NULL, NULL, NULL, NULL },
  { "\"id\",\"f0\",\"f1\",\"label\"\n" ROWS (QUOTED, "0", "1", "2"), 12, 2, 3, "column 'label'", "index", 0, NULL, NULL,
    NULL, NULL },
  { ROWS (ONE_HOT, "1,0,0", "0,1,0", "0,0,1"), 0, 0, 0, NULL, "one-hot", ASKED, NULL, NULL, NULL, NULL },
  { ROWS (IN_THE_MIDDLE, "0", "1", "2"), 12, 2, 3, "column 2", "counts the rows", 0, NULL, NULL, NULL, NULL },
  { ROWS (CLASS_LAST, "none", "nan", "inf"), 12, 2, 3, "column 3", "", 0, NULL, NULL, NULL, NULL },
  { "a,b,label\n" ROWS (CLASS_LAST, "None", "NA", "null"), 12, 2, 3, "column 'label'", "", 0, NULL, NULL, NULL, NULL },
  { ROWS (CLASS_LAST, "0", "NA", "1"), 0, 0, 0, NULL, "is no label", VALUE, NULL, NULL, NULL, NULL },
  { ROWS (CLASS_LAST, "-100", "0", "1"), 12, 2, 3, "column 3", "label -100", 0, NULL, NULL, NULL, NULL },
  { ROWS (CLASS_LAST, "-100", "0", "1"), 8, 2, 2, "column 3", "left out", 0, NULL, NULL, "-100", NULL },
  { ROWS (CLASS_LAST, "-1", "1", "1"), 12, 2, 2, "column 3", "", 0, NULL, NULL, NULL, NULL },
  { ROWS (CLASS_LAST, "a,b", "c", "d"), 0, 0, 0, NULL, "", WRONG, NULL, NULL, NULL, NULL },
  { ROWS (CLASS_LAST, "\"a,b\"", "c", "d"), 8, 2, 2, "column 3", "4 samples of 1 class were left out", 0, NULL, NULL,
    "a,b", NULL },
  { ROWS (CLASS_LAST, "a", "c", "d"), 0, 0, 0, NULL, "Fewer than two", VALUE, NULL, NULL, "a,c", NULL },
  { ROWS (CLASS_LAST, "a", "c", "d"), 0, 0, 0, NULL, "No class is labelled e", WRONG, NULL, NULL, "e", NULL },
  { "a,b,label\n" ROWS (CLASS_LAST, "0", "1", "2"), 12, 1, 3, "column 'label'", "", 0, NULL, "a", NULL, NULL },
  { "a,b,label\n" ROWS (CLASS_LAST, "0", "1", "2"), 0, 0, 0, NULL, "No column is named c", WRONG, "a,c", NULL, NULL,
    NULL },
  { "a,b,label\n" ROWS (CLASS_LAST, "0", "1", "2"), 0, 0, 0, NULL, "holds the labels", WRONG, "a,label", NULL, NULL,
    NULL },
  { "#,a,b,label\n" ROWS (NUMBER_LAST, "0", "1", "2"), 12, 2, 3, "column 'label'", "index", 0, NULL, NULL, NULL, NULL },
  { "# a b label\n" ROWS (SPACES, "0", "1", "2"), 12, 2, 3, "column 'label'", "", 0, NULL, NULL, NULL, NULL },
  { "#F,0.5,0.25\n" ROWS (CLASS_FIRST, "C", "D", "#F"), 13, 2, 3, "column 1", "taken from column 1", 0, NULL, NULL,
    NULL, NULL },
  { ROWS (CLASS_LAST, "0", "1", "2") "#0.5,1,2\n# a remark\n", 12, 2, 3, "column 3",
    "1 row that starts with # was taken as comment", 0, NULL, NULL, NULL, NULL },
  { "a,b,label\n1 234.5,2,0\n3,4,1\n", 0, 0, 0, NULL, "not a number", WRONG, NULL, NULL, NULL, NULL },
  { "a;b;label\n1'234.5;2;0\n3;4;1\n", 2, 2, 2, "column 'label'", "n apostrophe marks thousands", 0, NULL, NULL, NULL,
    NULL },
  { "a;b;label\n1.234,5;2,5;0\n3;4,25;1\n", 2, 2, 2, "column 'label'", " point marks thousands", 0, NULL, NULL, NULL,
    NULL },
  { "a,b,label\n\"1,234\",2.5,0\n3,4.5,1\n", 2, 2, 2, "column 'label'", " comma marks thousands", 0, NULL, NULL, NULL,
    NULL },
  { "a;b;label\n1,234;2,345;0\n3,456;4,567;1\n", 0, 0, 0, NULL, "1234 or 1.234", VALUE, NULL, NULL, NULL, NULL },
  { "a;b;label\n1,234;0,345;0\n3,456;4,567;1\n", 2, 2, 2, "column 'label'", "2 classes have a single sample", 0, NULL,
    NULL, NULL, NULL },
};

static void
test_table (gconstpointer data)
{
  const Table *table = data;
  const char *columns[] = { table->columns, NULL }, *left[] = { table->left, NULL }, *classes[] = { table->class_left, NULL };
  TfFeaturesOptions options = { .labels_key = table->label,
                                .features_columns = table->columns != NULL ? columns : NULL,
                                .leave_out = left,
                                .leave_out_classes = classes };
  g_autoptr (GError) error = NULL;
  g_autoptr (TfFeatures) features = load_bytes ("x.csv", table->text, strlen (table->text), &options, &error);

  g_test_message ("%s", error != NULL                               ? error->message
                        : tf_features_get_notice (features) != NULL ? tf_features_get_notice (features)
                                                                    : "");
  if (table->refused > 0)
    {
      g_assert_error (error, TF_FEATURES_ERROR, table->refused - 1);
      g_assert_nonnull (strstr (error->message, table->said));
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (tf_features_get_n_samples (features), ==, table->n);
  g_assert_cmpuint (tf_features_get_dim (features), ==, table->dim);
  g_assert_cmpuint (tf_features_get_n_classes (features), ==, table->n_classes);
  g_assert_cmpstr (tf_features_get_labels_from (features), ==, table->labels_from);
  if (*table->said == '\0')
    g_assert_cmpstr (tf_features_get_notice (features), ==, NULL);
  else
    g_assert_nonnull (strstr (tf_features_get_notice (features), table->said));
}

/* Thousands are worth what they say. */
static void
test_thousands (void)
{
  static const char text[] = "a;b;label\n1.234,5;-2.000.000;0\n3;4,25;1\n";
  g_autoptr (TfFeatures) features = load_bytes ("x.csv", text, sizeof text - 1, NULL, NULL);
  double rows[4];

  tf_features_get_rows (features, 0, 2, rows);
  g_assert_cmpfloat (rows[0], ==, 1234.5);
  g_assert_cmpfloat (rows[1], ==, -2e6);
  g_assert_cmpfloat (rows[3], ==, 4.25);
}

/* --- archives --- */

/* A .npy of bytes (|u1) that count upwards from first. */
static void
add_array (Zip *zip, const char *name, const char *shape, gsize n, const guint8 *items)
{
  g_autofree char *header = g_strdup_printf ("{'descr': '|u1', 'fortran_order': False, 'shape': %s, }", shape);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 length[2] = { (guint8) strlen (header), 0 };

  g_byte_array_append (bytes, (const guint8 *) "\x93NUMPY\1\0", 8);
  g_byte_array_append (bytes, length, 2);
  g_byte_array_append (bytes, (const guint8 *) header, (guint) strlen (header));
  g_byte_array_append (bytes, items, (guint) n);
  zip_add (zip, name, bytes->data, bytes->len, FALSE);
}

static const guint8 six_by_two[] = { 9, 1, 1, 8, 9, 2, 2, 9, 7, 1, 1, 7 };
static const guint8 two_classes[] = { 0, 1, 0, 1, 0, 1 };
static const guint8 one_hot[] = { 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1 };
static const guint8 one_hot_columns[] = { 1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1 };
static const guint8 kernel[] = { 2, 1, 3, 5 }; /* W, (in, out): its rows are W's columns */

typedef struct
{
  const char *features, *shape;      /* the name of the array, and its shape */
  const char *labels, *labels_shape; /* two_classes, one_hot or one_hot_columns by the shape */
  const char *other, *other_shape;   /* of bytes of features; or NULL */
  guint       n, dim;                /* 0: asked */
  const char *said;                  /* or NULL */
} Archive;

static const Archive archives[] = {
  { "H.npy", "(6, 2)", "y.npy", "(6,)", NULL, NULL, 6, 2, NULL },
  { "H.npy", "(6, 2, 1, 1)", "y.npy", "(6,)", NULL, NULL, 6, 2, NULL },
  { "H.npy", "(6, 1, 2)", "y.npy", "(6, 1)", NULL, NULL, 6, 2, NULL },
  { "H.npy", "(1, 6, 2)", "y.npy", "(1, 6)", NULL, NULL, 6, 2, NULL },
  { "features.npy", "(6, 2)", "labels.npy", "(6, 2)", NULL, NULL, 6, 2, NULL },
  { "features.npy", "(6, 2)", "labels.npy", "(2, 6)", NULL, NULL, 6, 2, "one-hot" },
  { "feat_list.npy", "(6, 2)", "label_list.npy", "(6,)", NULL, NULL, 6, 2, NULL },
  { "Embeddings.npy", "(6, 2)", "Targets.npy", "(6,)", NULL, NULL, 6, 2, NULL },
  { "x_train.npy", "(6, 2)", "y_train.npy", "(6,)", NULL, NULL, 6, 2, NULL },
  { "test_features.npy", "(6, 2)", "test_labels.npy", "(6,)", NULL, NULL, 6, 2, NULL },
  /* Names that no list has, by a word in them. */
  { "pooled_output.npy", "(6, 2)", "label_ids.npy", "(6,)", "embed.weight.npy", "(3, 2)", 6, 2, NULL },
  { "cls-embedding.npy", "(6, 2)", "gt_train.npy", "(6,)", NULL, NULL, 6, 2, NULL },
  { "layer1_feats.npy", "(6, 2)", "y.npy", "(6,)", "layer2_feats.npy", "(3, 2)", 0, 0, NULL },
  { "x_train.npy", "(6, 2)", "y_train.npy", "(6,)", "x_test.npy", "(6, 2)", 6, 2, NULL }, /* what was trained on */
  { "H.npy", "(6, 2)", "y.npy", "(6,)", "logits.npy", "(6, 2)", 6, 2, NULL },
  { "features", "(6, 2)", "labels", "(6,)", NULL, NULL, 6, 2, NULL },
  { "foo.npy", "(6, 2)", "bar.npy", "(6,)", NULL, NULL, 0, 0, "foo, bar" },
  { "H.npy", "(6, 2)", "y.npy", "(6,)", "W.npy", "(2, 2)", 6, 2, "W is square and was transposed" },
  { "H.npy", "(4, 3)", "y.npy", "(4,)", "W.npy", "(3, 2)", 4, 3, "W is stored as 3 × 2 and was transposed" },
};

static void
test_archive (gconstpointer data)
{
  const Archive *archive = data;
  g_auto (Zip) zip = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (TfFeatures) features = NULL;
  const guint8 *labels = g_str_equal (archive->labels_shape, "(6, 2)")   ? one_hot
                         : g_str_equal (archive->labels_shape, "(2, 6)") ? one_hot_columns
                                                                         : two_classes;

  zip_init (&zip);
  zip_add (&zip, "read me.txt", "none of it", 10, FALSE);
  add_array (&zip, archive->labels, archive->labels_shape,
             labels != two_classes ? 12 : g_str_has_prefix (archive->labels_shape, "(4") ? 4 : 6, labels);
  if (archive->other != NULL)
    add_array (&zip, archive->other, archive->other_shape,
               g_str_equal (archive->other_shape, "(2, 2)")   ? 4
               : g_str_equal (archive->other_shape, "(3, 2)") ? 6
                                                              : 12,
               g_str_equal (archive->other_shape, "(2, 2)") ? kernel : six_by_two);
  add_array (&zip, archive->features, archive->shape, 12, six_by_two);
  zip_finish (&zip);
  features = load_bytes ("x.npz", zip.bytes->data, zip.bytes->len, NULL, &error);
  if (archive->n == 0)
    {
      g_assert_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_AMBIGUOUS);
      g_test_message ("%s", error->message);
      return;
    }
  g_assert_no_error (error);
  g_test_message ("%s", tf_features_get_notice (features) != NULL ? tf_features_get_notice (features) : "");
  g_assert_cmpuint (tf_features_get_n_samples (features), ==, archive->n);
  g_assert_cmpuint (tf_features_get_dim (features), ==, archive->dim);
  g_assert_cmpuint (tf_features_get_n_classes (features), ==, 2);
  if (archive->said != NULL)
    g_assert_nonnull (strstr (tf_features_get_notice (features), archive->said));
}

/* Classes and columns of arrays that are left out, with the rows and columns of W. */
static void
test_select (void)
{
  const char *left[] = { "1", NULL }, *classes[] = { "1", NULL };
  TfFeaturesOptions options = { .leave_out = left, .leave_out_classes = classes };
  static const guint8 labels[] = { 0, 1, 2, 0, 1, 2 }, w[] = { 1, 2, 3, 4, 5, 6 };
  g_auto (Zip) zip = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (TfFeatures) features = NULL;
  double rows[4];

  zip_init (&zip);
  add_array (&zip, "y.npy", "(6,)", 6, labels);
  add_array (&zip, "H.npy", "(6, 2)", 12, six_by_two);
  add_array (&zip, "W.npy", "(3, 2)", 6, w);
  zip_finish (&zip);
  features = load_bytes ("x.npz", zip.bytes->data, zip.bytes->len, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tf_features_get_n_samples (features), ==, 4);
  g_assert_cmpuint (tf_features_get_dim (features), ==, 1);
  g_assert_cmpstr (tf_features_get_class_name (features, 1), ==, "2");
  g_assert_cmpstr (tf_features_get_features_from (features), ==, "array 'H', 1 of its 2 columns");
  tf_features_get_rows (features, 0, 4, rows);
  for (int i = 0; i < 4; i++)
    g_assert_cmpfloat (rows[i], ==, ((const double[]){ 1, 2, 9, 7 })[i]);
  g_assert_cmpfloat (tf_features_get_weights (features)[0], ==, 2);
  g_assert_cmpfloat (tf_features_get_weights (features)[1], ==, 6);
}

int
main (int argc, char **argv)
{
  static const char *const files[]
      = { "frame_no_header.csv", "frame_index_named.csv", "frame_index_nameless.csv", "id_column.csv",
          "label_first_no_header.data.csv", "thousands_quoted.csv", "hash_class.csv", "square_kernel_transposed.npz",
          "words_na.csv", "avgpool4d.npz", "openood.npz", "ignore.npz", "control_characters.npz" };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *name = g_strdup_printf ("/habits/files/%s", files[i]);

      g_test_add_data_func (name, files[i], test_habit);
    }
  ADD (tables, "/habits/table/", test_table)
  ADD (archives, "/habits/archive/", test_archive)
  g_test_add_func ("/habits/thousands", test_thousands);
  g_test_add_func ("/habits/select", test_select);
  return g_test_run ();
}
