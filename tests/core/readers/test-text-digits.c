/* test-text-digits.c: numbers in a text are as exact as they were written
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#include "features-load.h"
#include "flow.h"
#include "moments.h"
#include "problems.h"
#include "text-digits.h"

static double
get_unit (const char *const *words)
{
  TfDigits digits = { 0 };

  for (; *words != NULL; words++)
    {
      TfNumber number;

      g_assert_cmpint (tf_number_parse (*words, strlen (*words), &number), ==, TF_NUMBER_FINITE);
      tf_digits_add (&digits, &number);
    }
  return tf_digits_get_unit (&digits);
}

static void
test_units (void)
{
  static const struct
  {
    const char *words[4];
    double unit;
  } cases[] = {
    { { "1.234567", "0.5", "-2" }, 1e-6 },         /* seven digits, zeros at the end left out */
    { { "12.3456", "0.1234", "0.0001" }, 1e-4 },   /* four decimals */
    { { "0.0012345", "1.5e-4", "-3.25e-3" }, 1e-7 },
    { { "1234.567", "7654.321" }, 1e-3 },
    { { "5.1", "3.5", "1.4" }, 0 },                /* as measured */
    { { "12345678", "3", "0" }, 0 },               /* whole numbers */
    { { "3.000000", "250.000000" }, 0 },
    { { "0", "0.0" }, 0 },
    { { "0.1000000000000000055", "0.3333333333333333148" }, 0 }, /* double precision in full */
    { { "0.12345678901", "0.5" }, 1e-11 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpfloat_with_epsilon (get_unit (cases[i].words), cases[i].unit, 1e-9 * cases[i].unit + 1e-300);
  /* Single precision, to nine digits and to nineteen. */
  g_assert_cmpfloat (get_unit ((const char *[]){ "0.100000001", "0.5", NULL }), >, 1e-8);
  g_assert_cmpfloat (get_unit ((const char *[]){ "1.000000014901161194e-01", "5.000000000000000000e-01", NULL }), >, 1e-8);
}

/* Features as a text in that format; through single precision first, or not. */
static TfMoments *
write_and_read (TfFeatures *features, const char *format, gboolean single)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gsize n = tf_features_get_n_samples (features), d = tf_features_get_dim (features);
  g_autofree double *rows = g_new (double, n * d);
  g_autofree char *folder = g_dir_make_tmp ("test-digits-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "h.csv", NULL);
  g_autoptr (TfFeatures) read = NULL;
  g_autoptr (GError) error = NULL;
  TfMoments *moments;

  tf_features_get_rows (features, 0, n, rows);
  for (gsize j = 0; j < d; j++)
    g_string_append_printf (text, "f%" G_GSIZE_FORMAT ",", j);
  g_string_append (text, "label\n");
  for (gsize i = 0; i < n; i++)
    {
      for (gsize j = 0; j < d; j++)
        {
          char number[64];

          g_ascii_formatd (number, sizeof number, format, single ? (double) (float) rows[j + i * d] : rows[j + i * d]);
          g_string_append_printf (text, "%s,", number);
        }
      g_string_append_printf (text, "c%u\n", tf_features_get_classes (features)[i]);
    }
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  read = tf_features_load (path, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tf_features_get_dim (read), ==, d);
  moments = tf_moments_new (read, 0, NULL, NULL);
  g_unlink (path);
  g_rmdir (folder);
  return moments;
}

static TfMetrics
measure (TfMoments *moments)
{
  TfMetrics metrics;

  tf_moments_get_metrics (moments, &TF_PARAMETERS_DEFAULT, FALSE, &metrics);
  return metrics;
}

/* Features behind a bottleneck of width 4, in all the ways that they are printed. */
static void
test_bottleneck (void)
{
  static const struct
  {
    const char *format;
    gboolean single;
    double error;
  } cases[] = { { "%.7g", TRUE, 1e-5 },  { "%.9g", TRUE, 1e-5 },   { "%.18e", TRUE, 1e-5 }, { "%.8f", FALSE, 1e-5 },
                { "%.6f", TRUE, 1e-4 },  { "%.5f", FALSE, 1e-3 },  { "%.4e", TRUE, 1e-2 },  { "%.7e", FALSE, 1e-5 },
                { "%.10g", FALSE, 1e-5 } };
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "precision", "bottleneck.npz", NULL);
  g_autoptr (TfFeatures) features = tf_features_load (path, NULL, NULL, NULL, NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TfMoments) moments = write_and_read (features, cases[i].format, cases[i].single);
      TfMetrics metrics = measure (moments);

      g_assert_cmpuint (metrics.rank, ==, 4);
      g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_NC1], 0.0604146577, cases[i].error);
    }
}

/* What varies by more than the last digit is there. */
static void
test_full (void)
{
  static const char *const formats[] = { "%.1f", "%.2f", "%.3f", "%.5g", "%.7g", "%.9g", "%.17g", "%.18e" };

  for (guint32 seed = 1; seed <= 10; seed++)
    for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
      {
        g_autoptr (TfFeatures) features = problem_sized (3 + seed % 4, 30, 7, seed);
        g_autoptr (TfMoments) moments = write_and_read (features, formats[i], FALSE);

        g_assert_cmpuint (moments->span, ==, 7);
        g_assert_cmpuint (moments->rank, ==, 7);
        g_assert_cmpuint (measure (moments).rank, ==, MIN (moments->n_classes - 1, 7));
      }
}

/* A dimension that repeats another but for 10^-6 of it: there where so many digits are. */
static void
test_fine (void)
{
  g_autoptr (TfFeatures) plain = problem_sized (3, 30, 5, 7);
  gsize n = tf_features_get_n_samples (plain);
  double *rows = g_new (double, n * 5);
  guint32 *classes = g_memdup2 (tf_features_get_classes (plain), n * sizeof (guint32));
  g_autoptr (TfFeatures) fine = NULL;
  g_autoptr (TfMoments) in_full = NULL, short_of = NULL;

  tf_features_get_rows (plain, 0, n, rows);
  for (gsize i = 0; i < n; i++)
    rows[4 + i * 5] = rows[i * 5] + 1e-6 * rows[4 + i * 5];
  fine = tf_features_new ("fine", n, 5, rows, classes, 3, NULL);
  in_full = write_and_read (fine, "%.17g", FALSE);
  short_of = write_and_read (fine, "%.5g", FALSE);
  g_assert_cmpuint (in_full->rank, ==, 5);
  g_assert_cmpuint (short_of->rank, ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  g_test_add_func ("/text-digits/units", test_units);
  g_test_add_func ("/text-digits/bottleneck", test_bottleneck);
  g_test_add_func ("/text-digits/full", test_full);
  g_test_add_func ("/text-digits/fine", test_fine);
  return g_test_run ();
}
