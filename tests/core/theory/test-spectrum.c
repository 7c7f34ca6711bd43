/* test-spectrum.c: the spectrum near collapse, held against the assembled matrix
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_blas.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>

#include "blas.h"
#include "linalg.h"
#include "simplex.h"
#include "spectrum.h"
#include "full-response.h"

/* A collapsed minimizer at beta = 0 in general position [T23 Thm 2.1]. */
static gsl_matrix *
collapsed (guint k_n, gsize n, gsize d, const TfParameters *p, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  gsize inside = p->bias ? k_n - 1 : k_n;
  g_autofree double *frame = g_new (double, d * inside);
  g_autofree double *simplex = tf_simplex_new (k_n);
  gsl_matrix *h = gsl_matrix_calloc (d, k_n * n);
  double length = sqrt (tf_parameters_rho (p));

  for (gsize i = 0; i < d * inside; i++)
    frame[i] = g_rand_double_range (rand, -1, 1);
  tf_qr (d, inside, frame, NULL);
  for (gsize i = 0; i < k_n * n; i++)
    for (gsize j = 0; j < d; j++)
      for (gsize a = 0; a < inside; a++)
        *gsl_matrix_ptr (h, j, i)
            += length * frame[j + a * d] * (p->bias ? simplex[a + i / n * inside] : (a == i / n));
  return h;
}

static gsl_matrix *
class_labels (guint k_n, gsize n)
{
  gsl_matrix *y = gsl_matrix_calloc (k_n, k_n * n);

  for (gsize i = 0; i < k_n * n; i++)
    gsl_matrix_set (y, i / n, i, 1);
  return y;
}

static gsl_vector *
singular_values (gsl_matrix *response, gsize row, gsize column, gsize size)
{
  gsl_matrix_view view = gsl_matrix_submatrix (response, row * size, column * size, size, size);
  g_autoptr (gsl_matrix) block = gsl_matrix_alloc (size, size);
  g_autoptr (gsl_matrix) v = gsl_matrix_alloc (size, size);
  gsl_vector *values = gsl_vector_alloc (size);

  gsl_matrix_memcpy (block, &view.matrix);
  g_assert_cmpint (gsl_linalg_SV_decomp_jacobi (block, v, values), ==, 0);
  return values;
}

/* Every singular value of the block, each as often as it is promised. */
static double
compare (const TfSpectrum *spectrum, TfSpectrumBlock block, const gsl_vector *values)
{
  gsize at = 0;
  double worst = 0;

  for (guint e = 0; e < spectrum->n_entries; e++)
    for (guint64 i = 0; spectrum->entries[e].block == block && i < spectrum->entries[e].multiplicity; i++, at++)
      {
        g_assert_cmpuint (at, <, values->size);
        worst = MAX (worst, fabs (gsl_vector_get (values, at) - spectrum->entries[e].singular_value));
      }
  g_assert_cmpuint (at, ==, values->size);
  return worst;
}

typedef struct
{
  guint k_n;
  gsize n, d;
} Size;

static const Size sizes[] = {
  { 4, 3, 6 }, { 4, 2, 4 }, { 2, 4, 5 }, { 2, 3, 2 }, { 3, 1, 4 }, { 3, 2, 3 }, { 5, 2, 7 }, { 6, 1, 6 }, { 2, 1, 3 },
};

static void
compare_case (const Size *size, gboolean bias, guint32 seed)
{
  TfParameters p = TF_PARAMETERS_DEFAULT;
  TfSpectrum spectrum;
  g_autoptr (gsl_matrix) h = NULL, response = NULL;
  g_autoptr (gsl_matrix) y = class_labels (size->k_n, size->n);
  gsl_vector *values;
  gsize d = bias && seed % 2 ? size->d - 1 : size->d; /* with a bias one dimension fewer will do */
  g_autoptr (GError) error = NULL;

  p.bias = bias;
  p.lambda_w = problem_number (seed, 1, 0.05, 1.4);
  p.lambda_h = problem_number (seed, 2, 0.01, 0.7);
  p.beta = problem_number (seed, 3, 0.02, 100);
  d = MAX (d, (gsize) size->k_n - bias);
  tf_spectrum_compute (size->k_n, size->n, d, &p, &spectrum, &error);
  g_assert_no_error (error);
  h = collapsed (size->k_n, size->n, d, &p, seed);
  response = full_response (h, y, &p);
  for (int block = TF_SPECTRUM_INTRA; block <= TF_SPECTRUM_INTER; block++)
    for (gsize row = 0; row < size->k_n; row++)
      {
        gsize column = block == TF_SPECTRUM_INTRA ? row : (row + 1) % size->k_n;
        double worst;

        values = singular_values (response, row, column, d * size->n);
        worst = compare (&spectrum, block, values);
        gsl_vector_free (values);
        g_assert_cmpfloat (worst, <, 1e-12);
      }
}

static void
test_assembled (gconstpointer data)
{
  for (guint32 seed = 1; seed <= 5 * G_N_ELEMENTS (sizes); seed++)
    compare_case (&sizes[seed % G_N_ELEMENTS (sizes)], GPOINTER_TO_INT (data), seed);
}

/* The paper's own: K = 4, n = d = 10, lambda_W = sqrt (2), beta = 100. */
static void
test_figure_1 (void)
{
  static const double lambdas[] = { 0.01, 0.1, 0.3, 0.5 };

  for (guint i = 0; i < G_N_ELEMENTS (lambdas); i++)
    {
      TfParameters p = TF_PARAMETERS_DEFAULT;
      TfSpectrum spectrum;
      double c, l = lambdas[i];

      p.lambda_w = sqrt (2);
      p.lambda_h = l;
      p.beta = 100;
      c = sqrt (l * sqrt (2));
      g_assert_true (tf_spectrum_compute (4, 10, 10, &p, &spectrum, NULL));
      g_assert_cmpuint (spectrum.n_entries, ==, 7);
      for (guint e = 0; e < 7; e++)
        {
          const TfSpectrumEntry *entry = &spectrum.entries[e];
          double expected = entry->multiplicity == 6    ? 1
                            : entry->multiplicity == 54 ? 1 - l / 100
                            : entry->multiplicity == 3  ? 1 - 2 * l * (1 - c) / 100
                            : entry->multiplicity == 36 ? 1 - sqrt (l / sqrt (2)) / 100
                            : entry->multiplicity == 99 ? 0
                            : entry->block == TF_SPECTRUM_INTRA ? 1 - 4 * l * (1 - c) / 100
                                                                : 2 * l * (1 - c) / 100;

          g_assert_cmpfloat_with_epsilon (entry->first_order, expected, 1e-15);
          g_assert_cmpfloat (fabs (entry->singular_value - expected), <=, 1e-4);
        }
    }
}

/* The two columns part as 1/beta^2. */
static void
test_truncation (void)
{
  for (guint32 seed = 1; seed <= 20; seed++)
    {
      TfParameters p = TF_PARAMETERS_DEFAULT;
      TfSpectrum near, far;

      p.bias = seed % 2;
      p.lambda_w = problem_number (seed, 1, 0.05, 1.4);
      p.lambda_h = problem_number (seed, 2, 0.01, 0.7);
      p.beta = 1e3;
      g_assert_true (tf_spectrum_compute (2 + seed % 5, 3, 8, &p, &near, NULL));
      p.beta = 1e4;
      g_assert_true (tf_spectrum_compute (2 + seed % 5, 3, 8, &p, &far, NULL));
      g_assert_cmpuint (near.n_entries, ==, far.n_entries);
      for (guint e = 0; e < near.n_entries; e++)
        {
          double coarse = fabs (near.entries[e].singular_value - near.entries[e].first_order);
          double fine = fabs (far.entries[e].singular_value - far.entries[e].first_order);

          g_assert_cmpfloat (coarse, <, 2e-5);
          g_assert_cmpfloat (fine, <=, coarse / 80 + 1e-15);
        }
    }
}

static void
assert_declines (guint k_n, gsize d, double lambda_h, double beta, int code)
{
  TfParameters p = TF_PARAMETERS_DEFAULT;
  TfSpectrum spectrum;
  g_autoptr (GError) error = NULL;

  p.lambda_w = 0.5;
  p.lambda_h = lambda_h;
  p.beta = beta;
  g_assert_false (tf_spectrum_compute (k_n, 2, d, &p, &spectrum, &error));
  g_assert_error (error, G_IO_ERROR, code);
  g_assert_cmpuint (spectrum.n_entries, ==, 0);
}

static void
test_declines (void)
{
  static const gsize unequal[] = { 5, 6, 5 };
  g_autoptr (TfFeatures) features = problem_of_sizes (3, unequal, 4, 1);
  g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
  TfParameters p = TF_PARAMETERS_DEFAULT;
  TfSpectrum spectrum;
  g_autoptr (GError) error = NULL;

  assert_declines (4, 3, 0.1, 1, G_IO_ERROR_NOT_SUPPORTED);
  assert_declines (4, 4, 0.1, 0, G_IO_ERROR_INVALID_ARGUMENT);
  assert_declines (4, 4, 0.0, 1, G_IO_ERROR_INVALID_ARGUMENT);
  assert_declines (4, 4, 2.0, 1, G_IO_ERROR_INVALID_ARGUMENT); /* c = 1 */

  p.beta = 1;
  g_assert_false (tf_spectrum_compute_for_moments (moments, &p, &spectrum, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  /* A simplex of four needs three dimensions only. */
  p.bias = TRUE;
  g_assert_true (tf_spectrum_compute (4, 2, 3, &p, &spectrum, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  tf_blas_set_threads (1);
  g_test_add_data_func ("/spectrum/assembled", GINT_TO_POINTER (FALSE), test_assembled);
  g_test_add_data_func ("/spectrum/assembled-bias", GINT_TO_POINTER (TRUE), test_assembled);
  g_test_add_func ("/spectrum/figure-1", test_figure_1);
  g_test_add_func ("/spectrum/truncation", test_truncation);
  g_test_add_func ("/spectrum/declines", test_declines);
  return g_test_run ();
}
