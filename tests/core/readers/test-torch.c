/* test-torch.c: files of torch.save, good and evil
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * data/torch was written by PyTorch: the same features, labels and last layer in many ways
 * (ref.npz by NumPy). The evil ones are made here, instruction by instruction.
 */
#include "features-load.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "zip.h"

#define N 24
#define DIM 8
#define K 4

static TfFeatures *
load (const char *name, const TfFeaturesOptions *options, GError **error)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "torch", name, NULL);

  return tf_features_load (path, options, NULL, NULL, NULL, error);
}

/* precision: of a value, relative. */
static void
assert_same (TfFeatures *features, double precision, gboolean layer)
{
  g_autoptr (TfFeatures) expected = load ("ref.npz", NULL, NULL);
  double rows[N * DIM], wanted[N * DIM];

  g_assert_cmpuint (tf_features_get_n_samples (features), ==, N);
  g_assert_cmpuint (tf_features_get_dim (features), ==, DIM);
  tf_features_get_rows (features, 0, N, rows);
  tf_features_get_rows (expected, 0, N, wanted);
  for (int i = 0; i < N * DIM; i++)
    g_assert_cmpfloat (fabs (rows[i] - wanted[i]), <=, precision * fabs (wanted[i]));
  g_assert_cmpmem (tf_features_get_classes (features), N * sizeof (guint32), tf_features_get_classes (expected),
                   N * sizeof (guint32));
  g_assert_true ((tf_features_get_weights (features) != NULL) == layer);
  if (!layer)
    return;
  g_assert_cmpmem (tf_features_get_weights (features), K * DIM * sizeof (double), tf_features_get_weights (expected),
                   K * DIM * sizeof (double));
  g_assert_cmpmem (tf_features_get_bias (features), K * sizeof (double), tf_features_get_bias (expected), K * sizeof (double));
}

static const struct
{
  const char *file, *dtype, *features_from, *labels_from;
  double      precision;
  gboolean    layer;
} good[] = {
  { "dict.pt", "float32", "array 'features'", "array 'labels'", 0, TRUE },
  { "tuple.pt", "float32", "array '0'", "array '1'", 0, FALSE },
  { "turned.pt", "float32", "array '1'", "array '0'", 0, FALSE },
  { "half.pt", "float16", "array 'features'", "array 'labels'", 0x1p-11, FALSE },
  { "bf16.pt", "bfloat16", "array 'features'", "array 'labels'", 0x1p-8, FALSE },
  { "view.pt", "float32", "array 'features'", "array 'labels'", 0, FALSE },
  { "fortran.pt", "float32", "array 'features'", "array 'labels'", 0, FALSE },
  { "strided.pt", "float32", "array 'features'", "array 'labels'", 0, FALSE },
  { "shared.pt", "float32", "array 'features'", "array 'labels'", 0, TRUE },
  { "nested.pt", "float32", "array 'data.train.features'", "array 'data.train.labels'", 0, TRUE },
  { "state.pt", "float32", "array 'features'", "array 'labels'", 0, FALSE },
  { "param.pt", "float32", "array 'features'", "array 'labels'", 0, TRUE },
  { "numpy.pt", "float32", "array 'features'", "array 'labels'", 0, FALSE },
  { "numpy4.pt", "float32", "array 'features'", "array 'labels'", 0, FALSE },
  { "proto4.pt", "float32", "array 'features'", "array 'labels'", 0, FALSE },
  { "keys.pt", "float64", "array 'feats'", "array 'gt_labels'", 0, FALSE },
  { "lists.pt", "float32", "array 'feat_list'", "array 'label_list'", 0, FALSE },
  { "pairs.pt", "float32", "array '0'", "array '1'", 0, FALSE },
  { "batches.pt", "float32", "array '0'", "array '1'", 0, FALSE },
  { "vectors.pt", "float32", "array 'features'", "array 'labels'", 0, FALSE },
  { "pooled.pt", "float32", "array 'features'", "array 'labels'", 0, FALSE },
};

static void
test_good (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TfFeatures) features = load (good[i].file, NULL, &error);

      g_test_message ("%s", good[i].file);
      g_assert_no_error (error);
      assert_same (features, good[i].precision, good[i].layer);
      g_assert_cmpstr (tf_features_get_dtype (features), ==, good[i].dtype);
      g_assert_cmpstr (tf_features_get_features_from (features), ==, good[i].features_from);
      g_assert_cmpstr (tf_features_get_labels_from (features), ==, good[i].labels_from);
    }
}

/* A tensor alone needs labels, from an array or a tensor. */
static void
test_alone (void)
{
  g_autofree char *labels = g_test_build_filename (G_TEST_DIST, "data", "torch", "lone_y.npy", NULL);
  g_autofree char *in_dict = g_test_build_filename (G_TEST_DIST, "data", "torch", "dict.pt", NULL);
  const TfFeaturesOptions options[] = { { .labels_path = labels }, { .labels_path = in_dict } };
  g_autoptr (GError) error = NULL;

  g_assert_null (load ("lone.pt", NULL, &error));
  g_assert_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_NEEDS_LABELS);
  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autoptr (GError) failure = NULL;
      g_autoptr (TfFeatures) features = load ("lone.pt", &options[i], &failure);

      g_assert_no_error (failure);
      assert_same (features, 0, FALSE);
    }
}

/* Two sets in one file: what was trained on, with the other beside it or without; or what is chosen by name, alone. */
static void
test_sets (void)
{
  const TfFeaturesOptions by_name = { .features_key = "train_features", .labels_key = "train_labels" }, alone = { .alone = TRUE };
  const TfFeaturesOptions *const options[] = { &by_name, &alone, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autoptr (GError) failure = NULL;
      g_autoptr (TfFeatures) features = load ("splits.pt", options[i], &failure);
      TfFeatures *test;

      g_assert_no_error (failure);
      assert_same (features, 0, FALSE);
      test = tf_features_get_held_out (features, TF_HELD_OUT_TEST);
      g_assert_true ((test != NULL) == (options[i] == NULL));
      if (test == NULL)
        continue;
      g_assert_cmpuint (tf_features_get_dim (test), ==, tf_features_get_dim (features));
      g_assert_nonnull (strstr (tf_features_get_notice (features), "holds a test set as well"));
    }
}

static const struct
{
  const char *file, *said;
} refused[] = {
  { "legacy.pt", "torch.save(torch.load(" },
  { "model.pt", "torch.nn.modules.linear.Linear" },
  { "sparse.pt", "_rebuild_sparse_tensor" },
  { "complex.pt", "t.float()" },
};

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (load (refused[i].file, NULL, &error));
      g_assert_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_UNSUPPORTED);
      g_assert_nonnull (strstr (error->message, refused[i].said));
    }
}

/* --- made here --- */

static void
add_text (GString *pickle, const char *text)
{
  guint32 n = GUINT32_TO_LE ((guint32) strlen (text));

  g_string_append_c (pickle, 'X');
  g_string_append_len (pickle, (const char *) &n, 4);
  g_string_append (pickle, text);
}

/* A whole number, of eight bytes. */
static void
add_number (GString *pickle, gint64 number)
{
  gint64 bytes = GINT64_TO_LE (number);

  g_string_append_len (pickle, "\x8a\x08", 2);
  g_string_append_len (pickle, (const char *) &bytes, 8);
}

typedef struct
{
  const char *record;
  gint64      n, offset, dims[2], strides[2];
} Tensor;

static const Tensor plain = { "0", N * DIM, 0, { N, DIM }, { DIM, 1 } };

static void
add_tensor (GString *pickle, const Tensor *tensor, const char *storage)
{
  g_string_append (pickle, "ctorch._utils\n_rebuild_tensor_v2\n((");
  add_text (pickle, "storage");
  g_string_append_printf (pickle, "ctorch\n%s\n", storage);
  add_text (pickle, tensor->record);
  add_text (pickle, "cpu");
  add_number (pickle, tensor->n);
  g_string_append (pickle, "tQ");
  add_number (pickle, tensor->offset);
  for (int i = 0; i < 2; i++)
    {
      add_number (pickle, i == 0 ? tensor->dims[0] : tensor->strides[0]);
      add_number (pickle, i == 0 ? tensor->dims[1] : tensor->strides[1]);
      g_string_append (pickle, "\x86");
    }
  g_string_append (pickle, "\x89" "ccollections\nOrderedDict\n)RtR");
}

/* {'features': …, 'labels': …} with `extra` under a third name. */
static GString *
make_pickle (const Tensor *features, const char *extra, gsize n_extra)
{
  GString *pickle = g_string_new ("\x80\x02}(");
  const Tensor labels = { "1", N, 0, { N, 1 }, { 1, 1 } };

  add_text (pickle, "features");
  add_tensor (pickle, features, "FloatStorage");
  add_text (pickle, "labels");
  add_tensor (pickle, &labels, "ByteStorage");
  if (extra != NULL)
    {
      add_text (pickle, "extra");
      g_string_append_len (pickle, extra, (gssize) n_extra);
    }
  g_string_append (pickle, "u.");
  return pickle;
}

static TfFeatures *
load_pickle (const GString *pickle, gsize n_floats, GError **error)
{
  g_auto (Zip) zip = { 0 };
  float   values[N * DIM];
  guint8  labels[N];
  GError *failure = NULL;
  g_autofree char *folder = g_dir_make_tmp ("test-torch-XXXXXX", &failure), *path = NULL;
  TfFeatures *features;

  g_assert_no_error (failure);
  for (int i = 0; i < N * DIM; i++)
    values[i] = (float) ((i * 7919) % 101);
  for (int i = 0; i < N; i++)
    labels[i] = (guint8) (i % K);
  zip_init (&zip);
  zip_add (&zip, "a/data.pkl", pickle->str, pickle->len, FALSE);
  zip_add (&zip, "a/data/0", values, n_floats * sizeof (float), FALSE);
  zip_add (&zip, "a/data/1", labels, sizeof labels, TRUE);
  zip_finish (&zip);
  path = g_build_filename (folder, "x.pt", NULL);
  g_assert_true (g_file_set_contents (path, (const char *) zip.bytes->data, zip.bytes->len, NULL));
  features = tf_features_load (path, NULL, NULL, NULL, NULL, error);
  g_unlink (path);
  g_rmdir (folder);
  return features;
}

static void
test_made (void)
{
  g_autoptr (GString) pickle = make_pickle (&plain, NULL, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (TfFeatures) features = load_pickle (pickle, N * DIM, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (tf_features_get_dim (features), ==, DIM);
}

/* What is asked of Python is not done, wherever it stands. */
#define EXTRA(text) text, sizeof text - 1
static const struct
{
  const char *extra;
  gsize       n;
  const char *said;
} evil[] = {
  { EXTRA ("cos\nsystem\n(X\x02\0\0\0idtR"), "os.system" },
  { EXTRA ("cposix\nsystem\n(X\x02\0\0\0idtR"), "posix.system" },
  { EXTRA ("\x8c\x08" "builtins\x8c\x04" "eval\x93(X\x03\0\0\0" "1+1tR"), "builtins.eval" },
  { EXTRA ("c__builtin__\nexec\n(X\x04\0\0\0passtR"), "__builtin__.exec" },
  { EXTRA ("ctorch.hub\nload\n)R"), "torch.hub.load" },
  { EXTRA ("ctorch.hub\x1b[31m\nload\n)R"), "Python object" },
  { EXTRA ("(X\x02\0\0\0idios\nsystem\n"), "0x69" },  /* INST */
  { EXTRA ("(N)o"), "0x6f" },                          /* OBJ */
  { EXTRA ("\x82\x01"), "0x82" },                      /* EXT1 */
  { EXTRA ("P1\n"), "0x50" },                          /* PERSID */
  { EXTRA ("\x92"), "0x92" },                          /* NEWOBJ_EX */
  { EXTRA ("I1\n"), "0x49" },                          /* INT as text */
  { EXTRA ("N)R"), NULL },                             /* what is none is not called, and is none */
  { EXTRA ("K\x01)R"), "calls what is no name" },
  { EXTRA ("h\xff"), "broken" },                       /* never put there */
  { EXTRA ("tttt"), "broken" },
  { EXTRA ("0000000"), "broken" },
  { EXTRA ("\x87"), "broken" },
  { EXTRA ("Q"), "storage" },
  { EXTRA ("K\x01Q"), "storage" },
  { EXTRA ("X\xff\xff\xff\xff"), "broken" },
  { EXTRA ("\x8d\xff\xff\xff\xff\xff\xff\xff\xff"), "broken" },
  { EXTRA ("\x8b\xff\xff\xff\x7f"), "broken" },
  { EXTRA ("]q\x05h\x05" "a"), "within itself" },       /* a list in itself */
  { EXTRA ("ctorch._utils\n_rebuild_tensor_v2\n)R"), "not described" },
  { EXTRA ("cnumpy.core.multiarray\n_reconstruct\n)R)b"), "not described" },
  { EXTRA ("c_codecs\nencode\n(X\x03\0\0\0\xe2\x82\xactR"), "Bytes" },
  { EXTRA ("cargparse\nNamespace\n)\x81}(X\x02\0\0\0lrK\x01ub"), NULL }, /* an object of no interest */
};

static void
test_evil (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (evil); i++)
    {
      g_autoptr (GString) pickle = make_pickle (&plain, evil[i].extra, evil[i].n);
      g_autoptr (GError) error = NULL;
      g_autoptr (TfFeatures) features = load_pickle (pickle, N * DIM, &error);

      g_test_message ("%" G_GSIZE_FORMAT ": %s", i, error != NULL ? error->message : "read");
      if (evil[i].said == NULL)
        {
          g_assert_no_error (error);
          continue;
        }
      g_assert_null (features);
      g_assert_nonnull (strstr (error->message, evil[i].said));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

/* Views that are not in their storage, or are larger than anything. */
static const struct
{
  Tensor      tensor;
  gsize       n_floats; /* in the archive */
  const char *said;
} views[] = {
  { { "0", N * DIM, 1, { N, DIM }, { DIM, 1 } }, N * DIM, "beyond the end" },
  { { "0", N * DIM, 0, { N, DIM }, { DIM + 1, 1 } }, N * DIM, "beyond the end" },
  { { "0", N * DIM, 0, { N, DIM }, { DIM, G_MAXINT64 } }, N * DIM, "beyond any" },
  { { "0", N * DIM, 0, { G_MAXINT64, G_MAXINT64 }, { 0, 0 } }, N * DIM, "larger than any" },
  { { "0", N * DIM, 0, { N, G_GINT64_CONSTANT (100000000000) }, { 0, 0 } }, N * DIM, "of this machine’s memory|far more" },
  { { "0", N * DIM, G_MAXINT64, { N, DIM }, { DIM, 1 } }, N * DIM, "beyond" },
  { { "0", N * DIM, 0, { N, -DIM }, { DIM, 1 } }, N * DIM, "not described" },
  { { "0", N * DIM, 0, { N, DIM }, { -DIM, 1 } }, N * DIM, "not described" },
  { { "0", N * DIM, -1, { N, DIM }, { DIM, 1 } }, N * DIM, "not described" },
  { { "0", -1, 0, { N, DIM }, { DIM, 1 } }, N * DIM, "storage" },
  { { "0", N * DIM, 0, { N, DIM }, { DIM, 1 } }, N * DIM - 1, "more values than are in it" },
  { { "0", G_MAXINT64, 0, { N, DIM }, { DIM, 1 } }, N * DIM, "more values than are in it" },
  { { "7", N * DIM, 0, { N, DIM }, { DIM, 1 } }, N * DIM, "are not in it" },
  { { "../data.pkl", N * DIM, 0, { N, DIM }, { DIM, 1 } }, N * DIM, "are not in it" },
  { { "", N * DIM, 0, { N, DIM }, { DIM, 1 } }, N * DIM, "are not in it" },
  { { "0", N * DIM, 0, { 0, DIM }, { DIM, 1 } }, N * DIM, "is empty|0 × 8" },
};

static void
test_views (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
    {
      g_autoptr (GString) pickle = make_pickle (&views[i].tensor, NULL, 0);
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) said = g_strsplit (views[i].said, "|", -1);
      gboolean found = FALSE;

      g_assert_null (load_pickle (pickle, views[i].n_floats, &error));
      g_test_message ("%" G_GSIZE_FORMAT ": %s", i, error->message);
      for (guint j = 0; said[j] != NULL; j++)
        found |= strstr (error->message, said[j]) != NULL;
      g_assert_true (found);
    }
}

/* Lists that hold one list twice, forty deep: 2^40 of them to whom walks along. */
static void
test_laughs (void)
{
  g_autoptr (GString) extra = g_string_new ("]q\x64");
  g_autoptr (GString) pickle = NULL;
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 40; i++)
    g_string_append_printf (extra, "0](h%ch%ceq%c", 0x64 + i, 0x64 + i, 0x65 + i);
  pickle = make_pickle (&plain, extra->str, extra->len);
  g_assert_null (load_pickle (pickle, N * DIM, &error));
  g_assert_nonnull (strstr (error->message, "nested too deep"));
}

/* More values, and more instructions, than any file of features has. */
static void
test_many (void)
{
  for (int kind = 0; kind < 3; kind++)
    {
      g_autoptr (GString) extra = g_string_new (kind == 2 ? "" : "](");
      g_autoptr (GString) pickle = NULL;
      g_autoptr (GError) error = NULL;

      for (int i = 0; i < (kind == 0 ? 1100000 : 2100000); i++)
        g_string_append (extra, kind == 0 ? ")" : kind == 1 ? "N0" : "(");
      if (kind < 2)
        g_string_append_c (extra, 'e');
      pickle = make_pickle (&plain, extra->str, extra->len);
      g_assert_null (load_pickle (pickle, N * DIM, &error));
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, kind == 2 ? "broken" : "more than"));
    }
}

/* One long list of pairs, made into a dict a thousand times by four bytes each: 1.6 GB. */
static void
test_made_often (void)
{
  g_autoptr (GString) extra = g_string_new ("K\x01K\x02\x86q\x64" "0](");
  g_autoptr (GString) pickle = NULL;
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 100000; i++)
    g_string_append (extra, "hd");
  g_string_append (extra, "e\x85qe0ccollections\nOrderedDict\nqf0");
  for (int i = 0; i < 1000; i++)
    g_string_append (extra, "hfheR0");
  g_string_append_c (extra, 'N');
  pickle = make_pickle (&plain, extra->str, extra->len);
  g_assert_null (load_pickle (pickle, N * DIM, &error));
  g_assert_nonnull (strstr (error->message, "far more than a file of this size should"));
}

/* Cut anywhere, or with any byte changed, a file is read or refused. */
static void
test_damage (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "torch", "tuple.pt", NULL), *folder = NULL, *copy = NULL;
  g_autofree char *bytes = NULL;
  gsize n;

  folder = g_dir_make_tmp ("test-torch-XXXXXX", NULL);
  copy = g_build_filename (folder, "x.pt", NULL);
  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  for (gsize i = 0; i < 2 * n; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TfFeatures) features = NULL;
      gsize length = i < n ? i : n;

      if (i >= n)
        bytes[i - n] ^= 0x15;
      g_assert_true (g_file_set_contents_full (copy, bytes, (gssize) length, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
      features = tf_features_load (copy, NULL, NULL, NULL, NULL, &error);
      g_assert_true ((features == NULL) == (error != NULL));
      g_assert_true (i >= n || features == NULL);
      if (i >= n)
        bytes[i - n] ^= 0x15;
    }
  g_unlink (copy);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/torch/good", test_good);
  g_test_add_func ("/torch/alone", test_alone);
  g_test_add_func ("/torch/sets", test_sets);
  g_test_add_func ("/torch/refused", test_refused);
  g_test_add_func ("/torch/made", test_made);
  g_test_add_func ("/torch/evil", test_evil);
  g_test_add_func ("/torch/views", test_views);
  g_test_add_func ("/torch/laughs", test_laughs);
  g_test_add_func ("/torch/many", test_many);
  g_test_add_func ("/torch/made-often", test_made_often);
  g_test_add_func ("/torch/damage", test_damage);
  return g_test_run ();
}
