/* test-cli-theory.c: equilibrium, depth and perturbation on the command line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gio/gio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli-fixture.h"

/* One row a beta, in the order given; the farther from H0 the smaller beta is. */
static void
test_equilibrium (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) rows = NULL, alone = NULL;

  run (fixture, "equilibrium --betas 100,1,0.01,0 --classes 3 --per-class 20,15,10 --dim 5 --bias");
  assert_done (fixture);
  rows = split_table (fixture->out, "beta," HEADER ",relative_gradient\n");
  g_assert_cmpuint (g_strv_length (rows), ==, 4);
  g_assert_cmpfloat (field (rows[0], 0), ==, 100);
  g_assert_cmpfloat (field (rows[2], 0), ==, 0.01);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpfloat (field (rows[i], column ("relative_gradient")), <=, 1e-10);
      g_assert_cmpfloat (field (rows[i], column ("relative_gradient")), >=, 0);
    }
  g_assert_cmpfloat (field (rows[0], column ("vicinity")), <, field (rows[1], column ("vicinity")));
  g_assert_cmpfloat (field (rows[1], column ("vicinity")), <, field (rows[2], column ("vicinity")));
  /* Corollary 3.2 [T23]: the smaller beta, the more collapsed. */
  g_assert_cmpfloat (field (rows[0], column ("nc1_ratio")), >, field (rows[1], column ("nc1_ratio")));
  g_assert_cmpfloat (field (rows[3], column ("nc1_ratio")), <, 1e-12);

  /* A row does not depend on the others, and --beta alone is a list of one. */
  run (fixture, "equilibrium --beta=0.01 --classes 3 --per-class 20,15,10 --dim 5 --bias");
  assert_done (fixture);
  alone = split_table (fixture->out, "beta," HEADER ",relative_gradient\n");
  g_assert_cmpuint (g_strv_length (alone), ==, 1);
  g_assert_cmpstr (alone[0], ==, rows[2]);
}

/* lambda_W lambda_H > 1: nothing is left, and what has no value is empty. */
static void
test_equilibrium_zero (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) rows = NULL;

  run (fixture, "equilibrium --lambda-w 2 --lambda-h 2");
  assert_done (fixture);
  rows = split_table (fixture->out, "beta," HEADER ",relative_gradient\n");
  g_assert_cmpfloat (field (rows[0], column ("norm_h")), ==, 0);
  g_assert_true (isnan (field (rows[0], column ("relative_gradient"))));
}

/* The first layer is the minimizer, layer 0 the features; each is more collapsed than the one below. */
static void
test_depth (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "t.csv", NULL);
  g_autofree char *words = g_strconcat ("depth --layers 4 --beta 5 --lambda-w 0.05 -o ", path, NULL);
  g_autofree char *written = NULL;
  g_auto (GStrv) rows = NULL, minimizer = NULL;

  run (fixture, words);
  assert_done (fixture);
  g_assert_true (g_file_get_contents (path, &written, NULL, NULL));
  rows = split_rows (written, "layer");
  g_assert_cmpuint (g_strv_length (rows), ==, 5);
  g_assert_cmpfloat (field (rows[0], column ("vicinity")), ==, 0);
  for (guint i = 1; i < 5; i++)
    {
      g_assert_cmpfloat (field (rows[i], 0), ==, i);
      g_assert_cmpfloat (field (rows[i], column ("nc1_ratio")), <, field (rows[i - 1], column ("nc1_ratio")));
      g_assert_cmpfloat (field (rows[i], column ("vicinity")), >, 0);
    }

  run (fixture, "equilibrium --beta 5 --lambda-w 0.05");
  assert_done (fixture);
  minimizer = split_table (fixture->out, "beta," HEADER ",relative_gradient\n");
  for (guint i = 1; i < column ("relative_gradient"); i++)
    g_assert_cmpfloat (field (rows[1], i), ==, field (minimizer[0], i));
}

/* Layer 0 is H0 whole, also where the search for a minimizer does not follow all of it. */
static void
test_depth_of_many (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) layers = NULL, start = NULL;

  run (fixture, "depth --layers 0 --classes 2 --per-class 50 --dim 200 --beta 1");
  assert_done (fixture);
  layers = split_rows (fixture->out, "layer");
  run (fixture, "run --times 0 --classes 2 --per-class 50 --dim 200 --beta 1");
  assert_done (fixture);
  start = split_rows (fixture->out, "t");
  for (guint i = 1; i < column ("relative_gradient"); i++)
    g_assert_cmpfloat (field (layers[0], i), ==, field (start[0], i));
}

#define SPECTRUM_HEADER "block,singular_value,multiplicity,first_order\n"
#define PREDICTION_HEADER                                                                                              \
  "kind,class,eps,given_norm,predicted_norm,true_norm,relative_error,first_order_error,round_off,relative_gradient\n"

/* One spectrum of Figure 1 [T23]: K = 4, n = d = 10, lambda_W = sqrt (2), beta = 100. */
static void
test_spectrum (Fixture *fixture, gconstpointer data)
{
  static const int multiplicities[] = { 6, 54, 3, 1, 36, 1, 99 };
  double c = sqrt (0.3 * sqrt (2)), gamma = 2 * 0.3 * (1 - c), u = sqrt (0.3 / sqrt (2));
  double exact[] = { 1, 100 / 100.3, (100 + gamma) / (100 + 2 * gamma), 100 / (100 + 2 * gamma), 100 / (100 + u),
                     gamma / (100 + 2 * gamma), 0 };
  double first[] = { 1, 1 - 0.003, 1 - gamma / 100, 1 - gamma / 50, 1 - u / 100, gamma / 100, 0 };
  g_auto (GStrv) rows = NULL;

  run (fixture, "perturbation --classes 4 --per-class 10 --dim 10 --lambda-w 1.4142135623730951 --lambda-h 0.3 --beta 100");
  assert_done (fixture);
  rows = split_table (fixture->out, SPECTRUM_HEADER);
  g_assert_cmpuint (g_strv_length (rows), ==, 7);
  for (guint i = 0; i < 7; i++)
    {
      gboolean found = FALSE;

      /* The order is by size, which is not the one written above. */
      for (guint j = 0; j < 7 && !found; j++)
        {
          g_auto (GStrv) fields = g_strsplit (rows[j], ",", -1);

          g_assert_cmpuint (g_strv_length (fields), ==, 4);
          found = strcmp (fields[0], i < 5 ? "intra" : "inter") == 0
                  && fabs (g_ascii_strtod (fields[1], NULL) - exact[i]) < 1e-14
                  && atoi (fields[2]) == multiplicities[i] && fabs (g_ascii_strtod (fields[3], NULL) - first[i]) < 1e-14;
        }
      if (!found)
        g_error ("singular value %g is missing in:\n%s", exact[i], fixture->out);
    }
}

/* The second table follows an empty line; in it the error falls in proportion. */
static void
check_prediction (const char *text, guint n_kinds)
{
  static const char *const kinds[] = { "class", "mean", "random" };
  g_auto (GStrv) rows = split_table (text, PREDICTION_HEADER);
  double before = 0;

  g_assert_cmpuint (g_strv_length (rows), ==, 3 * n_kinds);
  for (guint i = 0; i < 3 * n_kinds; i++)
    {
      g_auto (GStrv) fields = g_strsplit (rows[i], ",", -1);
      double error;

      g_assert_cmpuint (g_strv_length (fields), ==, 10);
      g_assert_cmpstr (fields[0], ==, kinds[i / 3 + 3 - n_kinds]);
      g_assert_cmpfloat_with_epsilon (g_ascii_strtod (fields[2], NULL), 0.01 / pow (10, i % 3), 1e-15);
      error = g_ascii_strtod (fields[6], NULL);
      g_assert_cmpfloat (error, >, 0);
      g_assert_cmpfloat (g_ascii_strtod (fields[8], NULL), <, 1e-9);
      if (i % 3 > 0)
        g_assert_cmpfloat_with_epsilon (error / before, 0.1, 0.03);
      g_assert_cmpfloat (g_ascii_strtod (fields[9], NULL), <=, 1e-10);
      before = error;
    }
}

static void
test_prediction (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = NULL;
  const char *second;

  run (fixture, "perturbation --classes 3 --per-class 12 --dim 7 --beta 0.5 --lambda-w 0.1 --check 0.01 --seed 4");
  assert_done (fixture);
  g_assert_true (g_str_has_prefix (fixture->out, SPECTRUM_HEADER "intra,1,4,1\n"));
  second = strstr (fixture->out, "\n\n");
  g_assert_nonnull (second);
  check_prediction (second + 2, 3);
  first = g_strdup (fixture->out);
  run (fixture, "perturbation --classes 3 --per-class 12 --dim 7 --beta 0.5 --lambda-w 0.1 --check 0.01 --seed 4");
  g_assert_cmpstr (fixture->out, ==, first);
}

/* Where there is no spectrum, or nothing within a class, the rest is there and a note says so. */
static void
test_prediction_alone (Fixture *fixture, gconstpointer data)
{
  run (fixture, "perturbation --per-class 9,4,1 --dim 5 --beta 0.3 --check 1e-2 --bias");
  g_assert_cmpint (fixture->status, ==, 0);
  assert_one_line (fixture->err, "tightframe: perturbation: note: the spectrum near collapse is known for classes of equal");
  g_assert_true (g_str_has_prefix (fixture->out, SPECTRUM_HEADER "\n"));
  check_prediction (fixture->out + strlen (SPECTRUM_HEADER "\n"), 3);

  run (fixture, "perturbation --per-class 1 --dim 5 --beta 0.3 --check 1e-2");
  g_assert_cmpint (fixture->status, ==, 0);
  assert_one_line (fixture->err, "tightframe: perturbation: note: class 0 has fewer than two samples");
  check_prediction (strstr (fixture->out, "\n\n") + 2, 2);
}

/* Where no closed form is known that is said, and what finds the minimizer; it does. */
static void
test_no_closed_form (Fixture *fixture, gconstpointer data)
{
  static const char *const problems[] = { "--classes 8 --per-class 5 --dim 4 --loss cross-entropy --lambda-w 0.01 --lambda-h 0.01",
                                          "--classes 3 --per-class 9,6,5 --dim 4 --bias-decay 0.1" };

  for (guint i = 0; i < G_N_ELEMENTS (problems); i++)
    {
      g_autofree char *limit = g_strdup_printf ("limit %s", problems[i]), *found = g_strdup_printf ("equilibrium %s", problems[i]);

      run (fixture, limit);
      assert_failed (fixture, 1, i == 0 ? "tightframe: limit: the minimizer's class means span 7 dimensions, and the features have 4"
                                        : "tightframe: limit: with a decayed bias");
      g_assert_nonnull (strstr (fixture->err, "“tightframe equilibrium” finds the minimizer"));
      run (fixture, found);
      g_assert_cmpint (fixture->status, ==, 0);
      g_assert_true (g_str_has_prefix (fixture->out, "beta,"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define CASE(path, data, function) g_test_add ("/cli/" path, Fixture, data, set_up, function, tear_down)
  CASE ("equilibrium/betas", NULL, test_equilibrium);
  CASE ("equilibrium/zero", NULL, test_equilibrium_zero);
  CASE ("limit/no-closed-form", NULL, test_no_closed_form);
  CASE ("depth/layers", NULL, test_depth);
  CASE ("depth/of-many", NULL, test_depth_of_many);
  CASE ("perturbation/spectrum", NULL, test_spectrum);
  CASE ("perturbation/prediction", NULL, test_prediction);
  CASE ("perturbation/prediction-alone", NULL, test_prediction_alone);
  return g_test_run ();
}
