/* test-summary.c: moments in one pass, shared out in any way, from any format
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <float.h>
#include <math.h>
#include <string.h>

#include "features-load.h"
#include "features-merge.h"
#include "flow.h"
#include "gather.h"
#include "load.h"
#include "metrics.h"
#include "moments-write.h"
#include "npy-write.h"
#include "remove-tree.h"
#include "zip.h"

#define N 900
#define DIM 70
#define K 3

/* Samples about means of three classes, and those far from the origin by `offset`. */
static double *
draw (double offset, guint32 *classes)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  double *rows = g_new (double, N * DIM);

  for (int i = 0; i < N; i++)
    {
      classes[i] = (guint32) g_rand_int_range (random, 0, K);
      for (int j = 0; j < DIM; j++)
        rows[i * DIM + j] = offset + sin (classes[i] * DIM + j) + g_rand_double_range (random, -1, 1) * (1 + j % 5);
    }
  return rows;
}

/* Class means and covariance in long double, by their definitions. */
static void
work_out (const double *rows, const guint32 *classes, long double *means, double *covariance)
{
  gsize n[K] = { 0 };

  memset (means, 0, K * DIM * sizeof *means);
  for (int i = 0; i < N; i++)
    n[classes[i]]++;
  for (int i = 0; i < N * DIM; i++) /* about the first sample, so that few digits are lost */
    means[classes[i / DIM] * DIM + i % DIM] += ((long double) rows[i] - rows[i % DIM]) / n[classes[i / DIM]];
  for (int i = 0; i < K * DIM; i++)
    means[i] += rows[i % DIM];
  for (int a = 0; a < DIM; a++)
    for (int b = 0; b < DIM; b++)
      {
        long double sum = 0;

        for (int i = 0; i < N; i++)
          sum += (rows[i * DIM + a] - means[classes[i] * DIM + a]) * (rows[i * DIM + b] - means[classes[i] * DIM + b]);
        covariance[a + b * DIM] = (double) (sum / N);
      }
}

static void
assert_summary (const TfSummary *summary, const long double *means, const double *covariance, double precision)
{
  double most = 0;

  g_assert_cmpuint (summary->n_samples, ==, N);
  for (int i = 0; i < DIM * DIM; i++)
    most = fmax (most, fabs (covariance[i]));
  for (int i = 0; i < DIM * DIM; i++)
    g_assert_cmpfloat (fabs (summary->covariance[i] - covariance[i]), <=, precision * most);
  for (int i = 0; i < K * DIM; i++)
    g_assert_cmpfloat (fabsl ((long double) summary->means[i] + summary->rest[i] - means[i]), <=,
                       precision + 4 * LDBL_EPSILON * fabsl (means[i])); /* the truth has its own rounding */
}

/* Random and sorted shares, near the origin and 10^6 standard deviations away. */
static void
test_shares (void)
{
  static const double offsets[] = { 0, 1e6, -3e7 };
  static const guint32 same[K] = { 0, 1, 2 };
  guint32 classes[N];

  for (gsize o = 0; o < G_N_ELEMENTS (offsets); o++)
    {
      g_autofree double *rows = draw (offsets[o], classes), *covariance = g_new (double, DIM * DIM);
      g_autofree long double *means = g_new (long double, K * DIM);
      g_autoptr (TfSummary) whole = NULL;

      work_out (rows, classes, means, covariance);
      for (int way = 0; way < 4; way++)
        {
          g_autoptr (TfSummary) all = NULL;
          int n_shares = 1 + 3 * way;

          for (int share = 0; share < n_shares; share++)
            {
              g_autoptr (TfGather) gather = tf_gather_new (DIM, NULL);
              g_autoptr (TfSummary) part = NULL;

              for (int i = 0; i < N; i++)
                if ((way == 3 ? (int) classes[i] * n_shares / K : (i * 7919) % n_shares) == share)
                  tf_gather_add (gather, TF_SCALAR_FLOAT64, (const guint8 *) (rows + i * DIM), classes + i, 1);
              part = tf_gather_finish (gather, K);
              if (all == NULL)
                all = g_steal_pointer (&part);
              else if (part->n_samples > 0)
                tf_summary_merge (all, part, same, K);
            }
          assert_summary (all, means, covariance, 1e-13);
          g_assert_cmpuint (all->n_sample, ==, N); /* fewer than are kept: all of them, in one order */
          if (whole == NULL)
            whole = g_steal_pointer (&all);
          else
            g_assert_cmpmem (all->sample, N * DIM * sizeof (float), whole->sample, N * DIM * sizeof (float));
        }
    }
}

/* A block at once gives what samples one by one do; equal samples have no spread at all. */
static void
test_blocks (void)
{
  guint32 classes[N];
  g_autofree double *rows = draw (1e3, classes), *covariance = g_new (double, DIM * DIM);
  g_autofree long double *means = g_new (long double, K * DIM);
  g_autoptr (TfGather) gather = tf_gather_new (DIM, NULL), still = tf_gather_new (DIM, NULL);
  g_autoptr (TfSummary) summary = NULL, none = NULL;

  work_out (rows, classes, means, covariance);
  tf_gather_add (gather, TF_SCALAR_FLOAT64, (const guint8 *) rows, classes, N);
  summary = tf_gather_finish (gather, K);
  assert_summary (summary, means, covariance, 1e-13);
  for (int i = K; i < N; i++)
    memcpy (rows + i * DIM, rows + classes[i] * DIM, DIM * sizeof (double));
  for (guint32 k = 0; k < K; k++)
    classes[k] = k;
  tf_gather_add (still, TF_SCALAR_FLOAT64, (const guint8 *) rows, classes, N);
  none = tf_gather_finish (still, K);
  for (int i = 0; i < DIM * DIM; i++)
    g_assert_cmpfloat (none->covariance[i], ==, 0);
}

/* --- files --- */

static char *folder;

static char *
write_file (const char *name, const void *bytes, gsize n)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, bytes, (gssize) n, NULL));
  return path;
}

static void
add_array (Zip *zip, const char *name, const char *descr, const char *shape, const void *items, gsize n, gboolean deflated)
{
  g_autoptr (GString) array = g_string_new (NULL);

  tf_npy_add_header (array, descr, shape);
  g_string_append_len (array, items, (gssize) n);
  zip_add (zip, name, array->str, array->len, deflated);
}

/* Features as an archive, deflated or not, or as text. */
static char *
write_features (const char *name, const double *rows, const guint32 *classes, gsize n, gboolean deflated)
{
  g_auto (Zip) zip = { 0 };
  g_autofree char *matrix = g_strdup_printf ("(%" G_GSIZE_FORMAT ", %d)", n, DIM), *list = g_strdup_printf ("(%" G_GSIZE_FORMAT ",)", n);

  zip_init (&zip);
  add_array (&zip, "H.npy", TF_NPY_ORDER "f8", matrix, rows, n * DIM * sizeof *rows, deflated);
  add_array (&zip, "y.npy", TF_NPY_ORDER "u4", list, classes, n * sizeof *classes, deflated);
  zip_finish (&zip);
  return write_file (name, zip.bytes->data, zip.bytes->len);
}

static char *
write_text (const double *rows, const guint32 *classes)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (int i = 0; i < N; i++)
    {
      for (int j = 0; j < DIM; j++)
        g_string_append_printf (text, "%.17g,", rows[i * DIM + j]);
      g_string_append_printf (text, "%u\n", classes[i]);
    }
  return write_file ("x.csv", text->str, text->len);
}

static TfFeatures *
summarize (const char *path)
{
  g_autoptr (GError) error = NULL;
  TfFeatures *features = tf_features_summarize (path, NULL, NULL, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return features;
}

static void
test_formats (void)
{
  guint32 classes[N];
  g_autofree double *rows = draw (100, classes), *covariance = g_new (double, DIM * DIM);
  g_autofree long double *means = g_new (long double, K * DIM);
  g_autofree char *stored = write_features ("stored.npz", rows, classes, N, FALSE);
  g_autofree char *deflated = write_features ("deflated.npz", rows, classes, N, TRUE), *text = write_text (rows, classes);
  const char *paths[] = { stored, deflated, text };

  work_out (rows, classes, means, covariance);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (TfFeatures) features = summarize (paths[i]);

      assert_summary (tf_features_get_summary (features), means, covariance, 1e-13);
      g_assert_cmpstr (tf_features_get_class_name (features, 2), ==, "2");
      g_assert_cmpuint (tf_features_get_n_samples (features), ==, N);
    }
}

static void
get_metrics (const char *path, gboolean summarized, TfMetrics *metrics)
{
  const TfParameters parameters = TF_PARAMETERS_DEFAULT;
  g_autoptr (GError) error = NULL;
  g_autoptr (TfFeatures) features = tf_features_load (path, NULL, NULL, NULL, NULL, &error);
  g_autoptr (TfMoments) moments = NULL;

  g_assert_no_error (error);
  moments = tf_moments_new (features, 300, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (moments->summarized == summarized);
  g_assert_cmpuint (moments->n_kept, >, 0);
  tf_moments_get_metrics (moments, &parameters, FALSE, metrics);
}

/* Of shards, one with a single class, to a file, and back: the metrics of the features
 * themselves, and none that counts samples. */
static void
test_file (void)
{
  guint32 classes[N];
  g_autofree double *rows = draw (3, classes);
  g_autofree char *whole = write_features ("whole.npz", rows, classes, N, FALSE);
  g_autofree char *first = write_features ("first.npz", rows, classes, 500, FALSE);
  g_autofree char *second = write_features ("second.npz", rows + 500 * DIM, classes + 500, 399, TRUE);
  g_autofree char *last = write_features ("last.npz", rows + 899 * DIM, classes + 899, 1, FALSE);
  g_autofree char *path = g_build_filename (folder, "moments.npz", NULL);
  g_autoptr (TfMerge) merge = tf_merge_new ();
  g_autoptr (TfFeatures) merged = NULL;
  g_autoptr (GError) error = NULL;
  const char *shards[] = { last, second, first };
  TfMetrics expected, found;

  for (gsize i = 0; i < G_N_ELEMENTS (shards); i++)
    {
      g_autoptr (TfFeatures) shard = summarize (shards[i]);

      g_assert_true (tf_merge_add (merge, shard, &error));
    }
  merged = tf_merge_finish (merge, "merged", &error);
  g_assert_no_error (error);
  g_assert_true (tf_moments_write (merged, path, &error));
  get_metrics (whole, FALSE, &expected);
  get_metrics (path, TRUE, &found);
  for (int m = 0; m < TF_N_METRICS; m++)
    if (m == TF_METRIC_NC4 || g_str_equal (tf_metric_name (m), "cdnv") || g_str_equal (tf_metric_name (m), "margin")
        || g_str_equal (tf_metric_name (m), "accuracy"))
      g_assert_false (tf_metrics_is_defined (&found, m));
    else if (tf_metrics_is_defined (&expected, m))
      g_assert_cmpfloat (fabs (found.values[m] - expected.values[m]), <=, 1e-9 * fabs (expected.values[m]) + 1e-12);
}

/* Features too large for the memory are summarized, and that is said. */
static void
test_large (void)
{
  guint32 classes[N];
  g_autofree double *rows = draw (0, classes);
  g_autofree char *path = write_features ("large.npz", rows, classes, N, FALSE), *text = write_text (rows, classes);
  const char *paths[] = { path, text };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TfFeatures) features = NULL;

      tf_load_set_memory (100000);
      features = tf_features_load (paths[i], NULL, NULL, NULL, NULL, &error);
      tf_load_set_memory (0);
      g_assert_no_error (error);
      g_assert_nonnull (tf_features_get_summary (features));
      g_assert_cmpuint (tf_features_get_summary (features)->n_samples, ==, N);
      g_assert_nonnull (strstr (tf_features_get_notice (features), "in one pass"));
    }
}

/* Arrays that are no moments. */
static const struct
{
  const char *counts_shape, *means_shape, *cov_shape;
  double      counts[3], cov[4];
  const char *said;
} bad[] = {
  { "(2,)", "(2, 2)", "(2, 2)", { 3, 4 }, { 1, .5, .5, 1 }, NULL },
  { "(2,)", "(2, 2)", "(2, 2)", { 3, 0 }, { 1, 0, 0, 1 }, "Count 2" },
  { "(2,)", "(2, 2)", "(2, 2)", { 3, 1.5 }, { 1, 0, 0, 1 }, "Count 2" },
  { "(2,)", "(2, 2)", "(2, 2)", { -3, 1 }, { 1, 0, 0, 1 }, "Count 1" },
  { "(2,)", "(2, 2)", "(2, 2)", { 3, 1e300 }, { 1, 0, 0, 1 }, "Count 2" },
  { "(2,)", "(2, 2)", "(2, 2)", { 3, 4 }, { 1, .5, .4, 1 }, "symmetric" },
  { "(2,)", "(2, 2)", "(2, 2)", { 3, 4 }, { 1, 2, 2, 1 }, "covariance" },
  { "(2,)", "(2, 2)", "(2, 2)", { 3, 4 }, { 1, 0, 0, -1 }, "negative" },
  { "(2,)", "(2, 2)", "(4,)", { 3, 4 }, { 1, 0, 0, 1 }, "does not fit" },
  { "(2,)", "(2, 2)", "(1, 4)", { 3, 4 }, { 1, 0, 0, 1 }, "does not fit" },
  { "(2,)", "(4, 1)", "(2, 2)", { 3, 4 }, { 1, 0, 0, 1 }, "row for each class" },
  { "(2,)", "(4,)", "(2, 2)", { 3, 4 }, { 1, 0, 0, 1 }, "row for each class" },
  { "(2, 1)", "(2, 2)", "(2, 2)", { 3, 4 }, { 1, 0, 0, 1 }, "list" },
};

static void
test_bad (void)
{
  static const double means[4] = { 0, 1, 1, 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_auto (Zip) zip = { 0 };
      g_autofree char *path = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (TfFeatures) features = NULL;

      zip_init (&zip);
      add_array (&zip, "counts.npy", TF_NPY_ORDER "f8", bad[i].counts_shape, bad[i].counts, 16, FALSE);
      add_array (&zip, "means.npy", TF_NPY_ORDER "f8", bad[i].means_shape, means, 32, FALSE);
      add_array (&zip, "cov_within.npy", TF_NPY_ORDER "f8", bad[i].cov_shape, bad[i].cov, 32, FALSE);
      zip_finish (&zip);
      path = write_file ("bad.npz", zip.bytes->data, zip.bytes->len);
      features = tf_features_load (path, NULL, NULL, NULL, NULL, &error);
      g_assert_true ((error == NULL) == (bad[i].said == NULL));
      g_assert_true (error == NULL || strstr (error->message, bad[i].said) != NULL);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("test-summary-XXXXXX", NULL);
  g_test_add_func ("/summary/shares", test_shares);
  g_test_add_func ("/summary/blocks", test_blocks);
  g_test_add_func ("/summary/formats", test_formats);
  g_test_add_func ("/summary/file", test_file);
  g_test_add_func ("/summary/large", test_large);
  g_test_add_func ("/summary/bad", test_bad);
  status = g_test_run ();
  remove_tree (folder);
  g_free (folder);
  return status;
}
