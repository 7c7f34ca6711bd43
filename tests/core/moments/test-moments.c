/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <malloc.h>
#include <math.h>
#include <string.h>

#include "blas.h"
#include "kept.h"
#include "linalg.h"
#include "features-size.h"
#include "moments-size.h"
#include "problems.h"
#include "scatter.h"

/* Means and covariance by their definitions, two passes over all of H. */
static void
check_moments (TfFeatures *features, double epsilon)
{
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  g_autoptr (gsl_matrix) h = full_features (features);
  const guint32 *classes = tf_features_get_classes (features);
  gsize d = h->size1, n = h->size2, k_n = moments->n_classes;
  g_autofree double *means = g_new0 (double, d * k_n);
  g_autofree double *covariance = g_new (double, d * d);
  double scale = 0;

  g_assert_cmpuint (moments->n_samples, ==, n);
  g_assert_cmpuint (moments->rank, <=, MIN (d, n - k_n));
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < d; j++)
      means[j + classes[i] * d] += gsl_matrix_get (h, j, i) / moments->sizes[classes[i]];
  for (gsize i = 0; i < d * k_n; i++)
    g_assert_cmpfloat_with_epsilon (moments->means[i], means[i], epsilon * (1 + fabs (means[i])));

  tf_gemm (CblasNoTrans, CblasTrans, d, d, moments->rank, 1, moments->factor, moments->factor, 0, covariance);
  for (gsize i = 0; i < d; i++)
    scale = MAX (scale, covariance[i + i * d]);
  for (gsize a = 0; a < d; a++)
    for (gsize b = 0; b < d; b++)
      {
        double sum = 0;

        for (gsize i = 0; i < n; i++)
          sum += (gsl_matrix_get (h, a, i) - means[a + classes[i] * d])
                 * (gsl_matrix_get (h, b, i) - means[b + classes[i] * d]) / n;
        g_assert_cmpfloat_with_epsilon (covariance[a + b * d], sum, epsilon * (scale + 1e-300));
      }
}

static void
test_definition (void)
{
  for (guint32 seed = 1; seed <= 60; seed++)
    {
      g_autoptr (TfFeatures) features = problem_random (seed, FALSE);

      check_moments (features, 1e-12);
    }
}

/* Fewer samples than dimensions. */
static void
test_wide (void)
{
  g_autoptr (TfFeatures) features = problem_sized (3, 4, 60, 1);
  g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);

  check_moments (features, 1e-12);
  g_assert_cmpuint (moments->rank, ==, 9);
}

/* N x d features far from the origin: spread 1 about means of size `offset`. */
static TfFeatures *
make_offset (double offset)
{
  gsize n = 400, d = 5;
  g_autoptr (TfFeatures) plain = problem_sized (4, n / 4, d, 3);
  double *values = g_new (double, n * d);
  guint32 *classes = g_memdup2 (tf_features_get_classes (plain), n * sizeof (guint32));

  tf_features_get_rows (plain, 0, n, values);
  for (gsize i = 0; i < n * d; i++)
    values[i] += offset;
  return tf_features_new ("offset", n, d, values, classes, 4, NULL);
}

/* One-pass sums of raw squares would be left with no digit here: 1e8 squared
 * has an ulp of 2. What is lost is what the offset itself rounds away. */
static void
test_far_from_origin (void)
{
  g_autoptr (TfFeatures) features = make_offset (1e8);

  check_moments (features, 1e-7);
}

static void
test_kept (void)
{
  g_autoptr (TfFeatures) features = problem_sized (5, 40, 7, 9);
  g_autoptr (gsl_matrix) h = full_features (features);
  g_autoptr (TfMoments) all = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  g_autoptr (TfMoments) some = tf_moments_new (features, 50, NULL, NULL);
  g_autofree float *deviations = g_new0 (float, (gsize) all->dim * all->n_kept);
  guint count[5] = { 0 };

  /* Synthetic samples come sorted by class, as the kept ones are. */
  g_assert_cmpuint (all->n_kept, ==, 200);
  tf_kept_add_image (all, all->dim, all->factor, deviations);
  for (guint i = 0; i < all->n_kept; i++)
    {
      const double *mean = all->means + all->kept_classes[i] * all->dim;

      /* Images are single precision. */
      for (guint j = 0; j < all->dim; j++)
        g_assert_cmpfloat_with_epsilon (mean[j] + deviations[j + i * all->dim], gsl_matrix_get (h, j, i), 1e-5);
    }
  g_assert_cmpuint (some->n_kept, ==, 50);
  for (guint i = 0; i < some->n_kept; i++)
    count[some->kept_classes[i]]++;
  for (guint k = 0; k < 5; k++)
    g_assert_cmpuint (count[k], ==, 10);
}

/* The features by class and single samples of them, whether they are referred to
 * or stored, make the same images. */
static void
test_images (void)
{
  gsize n = 60, d = 5, rows = 4;
  g_autoptr (TfFeatures) plain = problem_sized (3, n / 3, d, 2);
  double *values = g_new (double, n * d);
  guint32 *classes = g_new (guint32, n);
  g_autoptr (TfFeatures) features = NULL;
  g_autoptr (TfMoments) referred = NULL, stored = NULL;
  g_autofree double *map = g_new (double, rows * d);
  g_autofree float *from_features = g_new0 (float, rows * n), *from_coords = g_new0 (float, rows * n);

  for (gsize i = 0; i < n; i++)
    {
      gsize from = i * 7 % n;

      tf_features_get_rows (plain, from, 1, values + i * d);
      classes[i] = tf_features_get_classes (plain)[from];
    }
  features = tf_features_new ("mixed", n, d, values, classes, 3, NULL);
  referred = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  stored = tf_moments_new (features, n, NULL, NULL);
  g_assert_cmpuint (referred->rank, ==, d);
  g_assert_null (referred->kept->coords);
  g_assert_null (stored->kept->features);
  g_assert_cmpmem (referred->kept_classes, n * sizeof (guint32), stored->kept_classes, n * sizeof (guint32));
  for (gsize i = 1; i < n; i++)
    g_assert_cmpuint (stored->kept_classes[i], >=, stored->kept_classes[i - 1]);

  for (gsize i = 0; i < rows * d; i++)
    map[i] = sin (i);
  tf_kept_add_image (referred, rows, map, from_features);
  tf_kept_add_image (stored, rows, map, from_coords);
  for (gsize i = 0; i < rows * n; i++)
    g_assert_cmpfloat_with_epsilon (from_features[i], from_coords[i], 2e-5);
}

/* The lower triangle of Sigma_k, sample by sample; d x d. */
static double *
expect_covariance (TfFeatures *features, const TfMoments *moments, gsize k)
{
  const guint32 *classes = tf_features_get_classes (features);
  gsize d = moments->dim;
  double *square = g_new0 (double, d * d);
  g_autofree double *row = g_new (double, d);

  for (gsize i = 0; i < moments->n_samples; i++)
    if (classes[i] == k)
      {
        tf_features_get_rows (features, i, 1, row);
        cblas_daxpy (d, -1, moments->means + k * d, 1, row, 1);
        cblas_dsyr (CblasColMajor, CblasLower, d, 1.0 / moments->sizes[k], row, 1, square, d);
      }
  return square;
}

/* So many samples that two threads share them, one class between the two, in mixed order: each
 * class's covariance is its own, and the same bits come out again. */
static void
test_halves (void)
{
  static const gsize sizes[] = { 4000, 17999, 1, 6000 };
  gsize n = 28000, d = 70;
  g_autoptr (TfFeatures) sorted = problem_of_sizes (4, sizes, d, 5);
  double *values = g_new (double, n * d);
  guint32 *classes = g_new (guint32, n);
  g_autoptr (TfFeatures) features = NULL;
  g_autoptr (TfMoments) moments = NULL, again = NULL;
  g_autofree double *square = g_new (double, d * d);

  for (gsize i = 0; i < n; i++)
    {
      gsize from = i * 4099 % n;

      tf_features_get_rows (sorted, from, 1, values + i * d);
      classes[i] = tf_features_get_classes (sorted)[from];
    }
  features = tf_features_new ("mixed", n, d, values, classes, 4, NULL);
  moments = tf_moments_new (features, 0, NULL, NULL);
  again = tf_moments_new (features, 0, NULL, NULL);
  g_assert_cmpmem (moments->factor, d * d * sizeof (double), again->factor, d * d * sizeof (double));
  for (gsize k = 0; k < 4; k++)
    {
      g_autofree double *expected = expect_covariance (features, moments, k);

      tf_scatter_unpack (moments, k, square);
      for (gsize j = 0; j < d; j++)
        for (gsize i = j; i < d; i++)
          g_assert_cmpfloat_with_epsilon (square[i + j * d], expected[i + j * d], 1e-12);
    }
}

/* The same where single classes' covariances would be too much to keep. */
static void
test_many_classes (void)
{
  g_autoptr (TfFeatures) features = problem_sized (1000, 2, 260, 4);

  g_assert_false (tf_scatter_fits (1000, 260));
  check_moments (features, 1e-12);
}

/* Every class on one point: the covariance is exactly zero, not round-off. */
static void
test_collapsed (void)
{
  gsize n = 30, d = 4;
  double *values = g_new (double, n * d);
  guint32 *classes = g_new (guint32, n);
  g_autoptr (TfFeatures) features = NULL;
  g_autoptr (TfMoments) moments = NULL;

  for (gsize i = 0; i < n; i++)
    {
      classes[i] = i % 3;
      for (gsize j = 0; j < d; j++)
        values[i * d + j] = sin (1 + j + 10 * classes[i]);
    }
  features = tf_features_new ("collapsed", n, d, values, classes, 3, NULL);
  moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  g_assert_cmpuint (moments->rank, ==, 0);
  g_assert_cmpuint (moments->n_kept, ==, n);
}

static void
test_overflow (void)
{
  double *values = g_new (double, 4);
  guint32 *classes = g_new0 (guint32, 4);
  g_autoptr (TfFeatures) features = NULL;
  g_autoptr (TfMoments) moments = NULL;
  g_autoptr (GError) error = NULL;

  values[0] = 1e300;
  values[1] = -1e300;
  values[2] = values[3] = 1;
  classes[2] = classes[3] = 1;
  features = tf_features_new ("large", 4, 1, values, classes, 2, NULL);
  moments = tf_moments_new (features, TF_KEEP_ALL, NULL, &error);
  g_assert_null (moments);
  g_assert_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_VALUE);
}

static void
test_cancelled (void)
{
  g_autoptr (TfFeatures) features = problem_sized (5, 40, 7, 9);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (tf_moments_new (features, 10, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* What it says that it takes is what the allocator has given: caches go by it. */
static void
test_size (void)
{
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  static const struct
  {
    guint k, per_class, d, max_kept;
  } cases[] = { { 10, 20, 16, 2000 }, { 4, 1000, 64, 2000 }, { 10, 400, 30, TF_KEEP_ALL }, { 3, 20, 200, 2000 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      struct mallinfo2 before = mallinfo2 (), after;
      g_autoptr (TfFeatures) features = problem_sized (cases[i].k, cases[i].per_class, cases[i].d, 5);
      g_autoptr (TfMoments) moments = tf_moments_new (features, cases[i].max_kept, NULL, NULL);
      double taken;

      after = mallinfo2 ();
      taken = (double) (after.uordblks + after.hblkhd) - (double) (before.uordblks + before.hblkhd);
      g_test_message ("%" G_GSIZE_FORMAT " bytes, of which features %" G_GSIZE_FORMAT "; %g taken", tf_moments_get_size (moments),
                      tf_features_get_size (features), taken);
      g_assert_cmpfloat (tf_moments_get_size (moments), >, 0.9 * taken - 4096); /* names and the like */
      g_assert_cmpfloat (tf_moments_get_size (moments), <, 1.1 * taken);
    }
#else
  g_test_skip ("no allocator that tells");
#endif
}

int
main (int argc, char **argv)
{
  tf_blas_set_threads (1);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/moments/definition", test_definition);
  g_test_add_func ("/moments/wide", test_wide);
  g_test_add_func ("/moments/far-from-origin", test_far_from_origin);
  g_test_add_func ("/moments/kept-samples", test_kept);
  g_test_add_func ("/moments/images", test_images);
  g_test_add_func ("/moments/halves", test_halves);
  g_test_add_func ("/moments/many-classes", test_many_classes);
  g_test_add_func ("/moments/collapsed", test_collapsed);
  g_test_add_func ("/moments/overflow", test_overflow);
  g_test_add_func ("/moments/cancelled", test_cancelled);
  g_test_add_func ("/moments/size", test_size);
  return g_test_run ();
}
