/* test-safetensors.c: files of the safetensors library, and what breaks the rules of the format
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "features-load.h"

#include <glib/gstdio.h>
#include <string.h>

/* A header, the length that is claimed for it (0: its own) and so many bytes of values. */
static TfFeatures *
load (const char *header, guint64 claimed, gsize n_values, const TfFeaturesOptions *options, GError **error)
{
  GError *failure = NULL;
  g_autofree char *folder = g_dir_make_tmp ("test-safetensors-XXXXXX", &failure);
  g_autofree char *path = NULL;
  g_autoptr (GString) file = g_string_new (NULL);
  guint64 length = GUINT64_TO_LE (claimed > 0 ? claimed : strlen (header));
  TfFeatures *features;

  g_assert_no_error (failure);
  path = g_build_filename (folder, "x.safetensors", NULL);
  g_string_append_len (file, (const char *) &length, 8);
  g_string_append (file, header);
  for (gsize i = 0; i < n_values; i++)
    g_string_append_c (file, (char) (i % 4 == 3 ? 0x3f : i)); /* as float32: between 0.5 and 2 */
  g_assert_true (g_file_set_contents (path, file->str, (gssize) file->len, NULL));
  features = tf_features_load (path, options, NULL, NULL, NULL, error);
  g_unlink (path);
  g_rmdir (folder);
  return features;
}

#define H4x2    "\"features\":{\"dtype\":\"F32\",\"shape\":[4,2],\"data_offsets\":[0,32]}"
#define Y4      "\"labels\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[32,36]}"
#define N_BYTES 36

static const char *const good[] = {
  "{" H4x2 "," Y4 "}",
  "{" Y4 "," H4x2 "}   ",
  "{ \"__metadata__\" : {\"format\":\"pt\", \"a\\u00e9\\ud83d\\ude00\\n\":\"\\\"\"} ,\n" H4x2 ",\t" Y4 "}",
  "{\"__metadata__\":{}," H4x2 "," Y4 ",\"none\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[36,36]}}",
  "{\"\\u0066eatures\":{\"shape\":[4,2],\"dtype\":\"F32\",\"data_offsets\":[0,32]}," Y4 "}",
};

static void
test_good (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TfFeatures) features = load (good[i], 0, N_BYTES, NULL, &error);
      double row[2];

      g_assert_no_error (error);
      g_assert_cmpuint (tf_features_get_n_samples (features), ==, 4);
      g_assert_cmpuint (tf_features_get_dim (features), ==, 2);
      g_assert_cmpuint (tf_features_get_n_classes (features), ==, 4);
      g_assert_cmpstr (tf_features_get_dtype (features), ==, "float32");
      tf_features_get_rows (features, 1, 1, row);
      /* bytes 08 09 0a 3f and 0c 0d 0e 3f */
      g_assert_cmpfloat (row[0], ==, 0x1.141210p-1);
      g_assert_cmpfloat (row[1], ==, 0x1.1c1a18p-1);
    }
}

/* bfloat16: the upper half of a float32. */
static void
test_bfloat16 (void)
{
  static const char header[] = "{\"emb\":{\"dtype\":\"BF16\",\"shape\":[8,2],\"data_offsets\":[0,32]},"
                               "\"y_true\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[32,40]}}";
  g_autoptr (GError) error = NULL;
  g_autoptr (TfFeatures) features = load (header, 0, 40, NULL, &error);
  double row[2];

  g_assert_no_error (error);
  g_assert_cmpstr (tf_features_get_dtype (features), ==, "bfloat16");
  tf_features_get_rows (features, 2, 1, row); /* bytes 08 09 0a 3f: 0x0908, 0x3f0a */
  g_assert_cmpfloat (row[0], ==, 0x1.10p-109);
  g_assert_cmpfloat (row[1], ==, 0x1.14p-1);
}

static const struct
{
  const char *header;
  guint64     claimed;
  gsize       n_values;
  const char *said;
} bad[] = {
  { "{" H4x2 "," Y4 "}", 0, 35, "cut short" },
  { "{" H4x2 "," Y4 "}", 0, 37, "goes on after" },
  { "{" H4x2 "," Y4 "}", 1000, 36, "claims a header" },
  { "{" H4x2 "," Y4 "}", 100000001, 36, "claims a header" },
  { "{" H4x2 "," Y4 "}", G_GUINT64_CONSTANT (0xffffffffffff), 36, "claims a header" },
  { "{" H4x2 "," H4x2 "}", 0, 32, "names features twice" },
  { "{" H4x2 ",\"f\\u0065atures\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[32,36]}}", 0, 36, "names features twice" },
  { "{\"__metadata__\":{},\"__metadata__\":{}," H4x2 "," Y4 "}", 0, 36, "names __metadata__ twice" },
  { "{" H4x2 ",\"labels\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[33,37]}}", 0, 37, "gap before labels" },
  { "{" H4x2 ",\"labels\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[31,35]}}", 0, 36, "lies over" },
  { "{" H4x2 ",\"labels\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}", 0, 36, "lies over" },
  { "{" H4x2 ",\"labels\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[36,32]}}", 0, 36, "not two numbers in order" },
  { "{" H4x2 ",\"labels\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[32]}}", 0, 36, "not two numbers" },
  { "{" H4x2 ",\"labels\":{\"dtype\":\"U8\",\"shape\":[5],\"data_offsets\":[32,36]}}", 0, 36, "is said to have 4 bytes" },
  { "{" H4x2 ",\"labels\":{\"dtype\":\"U8\",\"shape\":[4.0],\"data_offsets\":[32,36]}}", 0, 36, "shape of labels" },
  { "{" H4x2 ",\"labels\":{\"dtype\":\"U8\",\"shape\":[-4],\"data_offsets\":[32,36]}}", 0, 36, "shape of labels" },
  { "{" H4x2 ",\"labels\":{\"dtype\":\"U8\",\"shape\":[04],\"data_offsets\":[32,36]}}", 0, 36, "shape of labels" },
  { "{" H4x2 ",\"labels\":{\"dtype\":\"U8\",\"shape\":[4294967296,4294967296],\"data_offsets\":[32,36]}}", 0, 36, "larger than" },
  { "{" H4x2 ",\"labels\":{\"dtype\":\"U8\",\"shape\":[18446744073709551616],\"data_offsets\":[32,36]}}", 0, 36, "shape of" },
  { "{" H4x2 ",\"labels\":{\"dtype\":\"X8\",\"shape\":[4],\"data_offsets\":[32,36]}}", 0, 36, "type that the format has not" },
  { "{" H4x2 ",\"labels\":{\"dtype\":\"F8_E4M3\",\"shape\":[4],\"data_offsets\":[32,36]}}", 0, 36, "F8_E4M3" },
  { "{" H4x2 ",\"labels\":{\"dtype\":\"F4\",\"shape\":[7],\"data_offsets\":[32,36]}}", 0, 36, "whole number of bytes" },
  { "{" H4x2 ",\"labels\":{\"dtype\":\"U8\",\"shape\":[4]}}", 0, 32, "does not say its place" },
  { "{" H4x2 ",\"labels\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[32,36]}}", 0, 36, "twice" },
  { "{" H4x2 ",\"labels\":{\"dtype\":\"U8\",\"more\":1,\"shape\":[4],\"data_offsets\":[32,36]}}", 0, 36, "entry that the format" },
  { "{" H4x2 "," Y4 ",}", 0, 36, "not the JSON" },
  { "{" H4x2 "," Y4 "} x", 0, 36, "not the JSON" },
  { "{" H4x2 "," Y4, 0, 36, "not the JSON" },
  { "{" H4x2 "," Y4 "}\n", 0, 36, "not the JSON" },
  { "{\"__metadata__\":{\"a\":1}," H4x2 "," Y4 "}", 0, 36, "__metadata__" },
  { "{\"__metadata__\":{\"a\":{\"b\":\"c\"}}," H4x2 "," Y4 "}", 0, 36, "__metadata__" },
  { "{\"a\\ud800\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}", 0, 4, "not the JSON" },
  { "{\"a\\u0000\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}", 0, 4, "not the JSON" },
  { "{\"a\\x\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}", 0, 4, "not the JSON" },
  { "{\"a\xff\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}", 0, 4, "not the JSON" },
  { "{\"a\n\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}", 0, 4, "not the JSON" },
  { "{}", 0, 0, "holds no arrays" },
  { "{}", 0, 3, "goes on after" },
  { "{[[[[[[[[[[[[[[[[[[", 0, 0, "not the JSON" },
};

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (load (bad[i].header, bad[i].claimed, bad[i].n_values, NULL, &error));
      g_test_message ("%" G_GSIZE_FORMAT ": %s", i, error->message);
      g_assert_nonnull (strstr (error->message, bad[i].said));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

/* An array alone asks for labels; one that is no number of a feature is refused. */
static void
test_values (void)
{
  g_autoptr (GError) alone = NULL;
  g_autoptr (GError) nan = NULL;

  g_assert_null (load ("{" H4x2 "}", 0, 32, NULL, &alone));
  g_assert_error (alone, TF_FEATURES_ERROR, TF_FEATURES_ERROR_NEEDS_LABELS);
  /* As doubles of the same bytes, the exponents are ordinary; as float16 some are all ones. */
  g_assert_null (load ("{\"h\":{\"dtype\":\"F16\",\"shape\":[128,2],\"data_offsets\":[0,512]},"
                       "\"y\":{\"dtype\":\"U8\",\"shape\":[128],\"data_offsets\":[512,640]}}",
                       0, 640, NULL, &nan));
  g_assert_error (nan, TF_FEATURES_ERROR, TF_FEATURES_ERROR_VALUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/safetensors/good", test_good);
  g_test_add_func ("/safetensors/bfloat16", test_bfloat16);
  g_test_add_func ("/safetensors/bad", test_bad);
  g_test_add_func ("/safetensors/values", test_values);
  return g_test_run ();
}
