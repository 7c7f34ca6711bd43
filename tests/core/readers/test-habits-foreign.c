/* test-habits-foreign.c: files of other programs, and what is listed of any file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "features-listing.h"
#include "features.h"
#include "text-clean.h"
#include "features-load.h"
#include "zip.h"
#include "habits-kit.h"

/* --- files of others --- */

typedef struct
{
  const char *bytes;
  gsize       n;
  const char *said;
} Foreign;

#define BYTES(text) text, sizeof text - 1

static const Foreign foreign[] = {
  { BYTES ("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03."), "torch.load" },
  { BYTES ("\x80\x04\x95\x10\0\0\0\0\0\0\0}\x94."), "pickle.load" },
  { BYTES ("\x89HDF\r\n\x1a\n\0\0\0\0\0\x08\x08\0"), "h5py" },
  { BYTES ("MATLAB 5.0 MAT-file, Platform: GLNXA64"), "loadmat" },
  { BYTES ("PAR1\x15\x04\x15\x10\x15\x14L\x15\x02"), "read_parquet" },
  { BYTES ("ARROW1\0\0\xff\xff\xff\xff"), "read_feather" },
  { BYTES ("\x40\0\0\0\0\0\0\0\x28\x17\xf4\x95" " payload"), "TFRecord" },
  { BYTES ("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "picture" },
  { BYTES ("\x1f\x8b\x08\0\0\0\0\0"), "gzip" },
  { BYTES ("SQLite format 3\0\x10\0"), "SQLite" },
  { BYTES ("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"), "git lfs pull" },
  { BYTES ("<!DOCTYPE html>\n<html>"), "web page" },
  { BYTES ("{\"features\": [[1, 2]]}"), "JSON" },
};

static void
test_foreign (gconstpointer data)
{
  const Foreign *file = data;
  g_autoptr (GError) error = NULL;

  g_assert_null (load_bytes ("x.npz", file->bytes, file->n, NULL, &error));
  g_assert_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, file->said));
  g_assert_null (strchr (error->message, '\n'));
}

/* Archives of others are known by their members. */
static void
test_foreign_archives (void)
{
  static const char *const names[][2] = { { "first/data.pkl", "torch.save" }, { "[Content_Types].xml", "read_excel" },
                                          { "features.csv", "unpack" }, { "readme.txt", "no arrays" } };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_auto (Zip) zip = { 0 };
      g_autoptr (GError) error = NULL;

      zip_init (&zip);
      zip_add (&zip, names[i][0], "xyz", 3, FALSE);
      zip_finish (&zip);
      g_assert_null (load_bytes ("x.pt", zip.bytes->data, zip.bytes->len, NULL, &error));
      g_assert_nonnull (strstr (error->message, names[i][1]));
    }
}

/* Objects are refused with what to do; a text by another name is called one. */
static void
test_words (void)
{
  g_autofree char *objects = g_test_build_filename (G_TEST_DIST, "data", "habits", "object_labels.npz", NULL);
  static const char broken[] = "1,2,0\n3,4\n", good[] = "1,2,0\n3,4,1\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (TfFeatures) text = NULL;

  g_assert_null (tf_features_load (objects, NULL, NULL, NULL, NULL, &error));
  g_assert_nonnull (strstr (error->message, "astype(str)"));
  g_clear_error (&error);
  g_assert_null (load_bytes ("x.npz", broken, sizeof broken - 1, NULL, &error));
  g_assert_true (g_str_has_prefix (error->message, "This is a text"));
  text = load_bytes ("x.npz", good, sizeof good - 1, NULL, NULL);
  g_assert_nonnull (strstr (tf_features_get_notice (text), "is a text"));
}

/* Which of two files has the other's labels, whatever their order. */
static void
test_pair (void)
{
  static const struct
  {
    const char *features, *labels;
  } pairs[] = { { "small_H.npy", "small_y.npy" }, { "tiny_H.npy", "tiny_labels.csv" }, { "tiny_features_only.csv", "tiny_y.npy" },
                { "tiny_features_only.csv", "tiny_labels.csv" } };
  static const char *const alone[] = { "small_H.npy", "small_y.npy", "tiny.npz", "small_y_int32.npy" };
  g_autofree char *small_labels = g_test_build_filename (G_TEST_DIST, "data", "formats", "small_y.npy", NULL);
  g_autofree char *tiny = g_test_build_filename (G_TEST_DIST, "data", "formats", "tiny_H.npy", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *features = g_test_build_filename (G_TEST_DIST, "data", "formats", pairs[i].features, NULL);
      g_autofree char *labels = g_test_build_filename (G_TEST_DIST, "data", "formats", pairs[i].labels, NULL);

      g_assert_true (tf_features_are_labels_of (labels, features));
      g_assert_false (tf_features_are_labels_of (features, labels));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (alone); i++)
    {
      g_autofree char *file = g_test_build_filename (G_TEST_DIST, "data", "formats", alone[i], NULL);

      g_assert_false (tf_features_are_labels_of (file, file));
    }
  g_assert_false (tf_features_are_labels_of (small_labels, tiny)); /* of another number of samples */
}

/* Every character that XML has, and no other. */
static void
test_clean (void)
{
  static const struct
  {
    const char *text, *clean;
  } cases[] = { { "plain é 日本", "plain é 日本" },
                { "a\x0b\x01z", "a\xef\xbf\xbd\xef\xbf\xbdz" },
                { "a\tb", "a b" },
                { "a\nb", "a\xef\xbf\xbd"
                          "b" },
                { "\xef\xbf\xbe", "\xef\xbf\xbd" },
                { "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
                { "\x7f", "\xef\xbf\xbd" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *clean = tf_text_clean (cases[i].text, -1);

      g_assert_cmpstr (clean, ==, cases[i].clean);
    }
}

/* --- what a file holds --- */

/* "x:features y:labels ..." in the order of the file. Loads it; failing is as good. */
static char *
list_bytes (const char *name, const void *bytes, gsize n, const TfFeaturesOptions *options, GPtrArray **listing, GError **error)
{
  static const char *const roles[] = { "features", "labels", "layer", "out" };
  g_autofree char *path = write_file (name, bytes, n);
  g_autoptr (TfFeatures) features G_GNUC_UNUSED = tf_features_load_listed (path, options, listing, NULL, NULL, NULL, error);
  GString *text = g_string_new (NULL);

  remove_file (path);
  for (guint i = 0; *listing != NULL && i < (*listing)->len; i++)
    {
      const TfListed *listed = (*listing)->pdata[i];

      g_string_append_printf (text, "%s%s:%s", i > 0 ? " " : "", listed->key, roles[listed->role]);
    }
  return g_string_free (text, FALSE);
}

static void
test_listing (void)
{
  static const struct
  {
    const char *text, *listing;
    gboolean    asks;
  } cases[] = {
    { "id,a,b,species\n1,5,2,x\n2,6,2,y\n3,7,2,x\n4,8,1.5,y\n5,8,3,x\n", "id:out a:features b:features species:labels", FALSE },
    { "a,y,label\n1,2,0\n2,3,0\n5,4,1\n6,6,1\n", "a:features y:out label:out", TRUE }, /* asks for the labels */
    { "1.5,2,x\n2.5,3,y\n5,4,x\n6,6,y\n", "1:features 2:features 3:labels", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) listing = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *text = list_bytes ("table.csv", cases[i].text, strlen (cases[i].text), NULL, &listing, &error);

      g_assert_cmpstr (text, ==, cases[i].listing);
      g_assert_true (cases[i].asks == g_error_matches (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_AMBIGUOUS));
      g_assert_true (cases[i].asks == (error != NULL));
    }
}

/* A column's key is one by which the options find it and no other. */
static void
test_listing_details (void)
{
  static const char text[] = "a,a,,kind\n1.5,2,3,x\n2.5,3,4,y\n5,4,6,x\n6,6,7,y\n";
  g_autoptr (GPtrArray) listing = NULL;
  g_autofree char *listed = list_bytes ("table.csv", text, strlen (text), NULL, &listing, NULL);
  const TfListed  *first = listing->pdata[0], *nameless = listing->pdata[2], *kind = listing->pdata[3];

  g_assert_true (g_str_has_prefix (listed, "1:features 2:features 3:"));
  g_assert_cmpstr (first->name, ==, "a");
  g_assert_cmpstr (first->kind, ==, "numbers");
  g_assert_cmpstr (first->first, ==, "1.5");
  g_assert_cmpstr (nameless->name, ==, "Column 3");
  g_assert_cmpstr (kind->kind, ==, "words");
  g_assert_cmpstr (kind->first, ==, "x");
  g_assert_cmpuint (kind->n_different, ==, 2);
}

static void
test_listing_archive (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "habits", "square_kernel_transposed.npz", NULL);
  const TfFeaturesOptions wrong = { .labels_key = "none of them" };
  g_autoptr (GPtrArray) listing = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (TfFeatures) features = tf_features_load_listed (path, NULL, &listing, NULL, NULL, NULL, NULL);
  guint n[4] = { 0 }, n_again[4] = { 0 };

  g_assert_nonnull (features);
  g_assert_null (tf_features_load_listed (path, &wrong, &again, NULL, NULL, NULL, NULL));
  for (guint i = 0; i < listing->len; i++)
    {
      const TfListed *listed = listing->pdata[i], *other = again->pdata[i];

      g_assert_true (listed->is_array);
      g_assert_nonnull (listed->first);
      n[listed->role]++;
      n_again[other->role]++;
    }
  g_assert_cmpuint (n[TF_LISTED_FEATURES], ==, 1);
  g_assert_cmpuint (n[TF_LISTED_LABELS], ==, 1);
  g_assert_cmpuint (n[TF_LISTED_LAYER], >=, 1);
  g_assert_cmpuint (n_again[TF_LISTED_LABELS], ==, 0); /* what failed is listed too */
  g_assert_cmpuint (n_again[TF_LISTED_FEATURES], ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (foreign, "/habits/foreign/", test_foreign)
  g_test_add_func ("/habits/foreign-archives", test_foreign_archives);
  g_test_add_func ("/habits/words", test_words);
  g_test_add_func ("/habits/clean", test_clean);
  g_test_add_func ("/habits/pair", test_pair);
  g_test_add_func ("/habits/listing", test_listing);
  g_test_add_func ("/habits/listing/details", test_listing_details);
  g_test_add_func ("/habits/listing/archive", test_listing_archive);
  return g_test_run ();
}
