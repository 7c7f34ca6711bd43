/* test-cli-run.c: tightframe run, row by row
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gio/gio.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hard-problem.h"
#include "truth.h"
#include "cli-fixture.h"

static void
test_times (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) rows = NULL;
  g_autofree char *separate = NULL;

  run (fixture, "run --times 0,0.5,0.5,10 --classes 3 --per-class 5 --dim 4 --seed 7");
  assert_done (fixture);
  rows = split_rows (fixture->out, "t");
  g_assert_cmpuint (g_strv_length (rows), ==, 4);
  g_assert_cmpfloat (field (rows[0], 0), ==, 0);
  g_assert_cmpfloat (field (rows[1], 0), ==, 0.5);
  g_assert_cmpstr (rows[2], ==, rows[1]);
  g_assert_cmpfloat (field (rows[3], 0), ==, 10);
  g_assert_cmpfloat (field (rows[0], column ("vicinity")), ==, 0);

  separate = g_strdup (fixture->out);
  run (fixture, "run --times=0,0.5,0.5,10 --classes=3 --per-class=5 --dim=4 --seed=7 -o -");
  assert_done (fixture);
  g_assert_cmpstr (fixture->out, ==, separate);
  run (fixture, "run --times=0,0.5,0.5,10 --per-class=5,5,5 --dim=4 --seed=8");
  assert_done (fixture);
  g_assert_cmpstr (fixture->out, !=, separate);
}

/* Seventeen significant digits give back the very double. */
static void
test_digits (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) rows = NULL;

  run (fixture, "run --times 0.1");
  assert_done (fixture);
  rows = split_rows (fixture->out, "t");
  g_assert_true (g_str_has_prefix (rows[0], "0.10000000000000001,"));
}

static void
test_points (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) rows = NULL;
  guint n;

  run (fixture, "run --until 100 --points 6");
  assert_done (fixture);
  rows = split_rows (fixture->out, "t");
  n = g_strv_length (rows);
  g_assert_cmpuint (n, ==, 7);
  g_assert_cmpfloat (field (rows[0], 0), ==, 0);
  for (guint i = 1; i < n; i++)
    g_assert_cmpfloat_with_epsilon (field (rows[i], 0), 100 * pow (10, (int) i - 6), 1e-9);
  g_assert_cmpfloat (field (rows[6], 0), ==, 100);
}

/* The counts of a run that are of its steps. */
static char *
count_steps (Fixture *fixture, const char *words)
{
  char *end;

  run (fixture, words);
  g_assert_cmpint (fixture->status, ==, 0);
  end = strstr (fixture->err, " products="); /* to find out that it rests takes some too */
  g_assert_nonnull (end);
  return g_strndup (fixture->err, end - fixture->err);
}

/* From a run at rest no row is far: time passes, and no step is made. */
static void
test_rests (Fixture *fixture, gconstpointer data)
{
  static const char *const flows[] = { "central", "joint", "central --beta 0.1", "central --bias --tolerance 1e-10",
                                       "descent" };

  for (gsize i = 0; i < G_N_ELEMENTS (flows); i++)
    {
      g_autofree char *near = g_strdup_printf ("run --times 1e6 --counts --flow %s", flows[i]);
      g_autofree char *far = g_strdup_printf ("run --times 1e6,1e15 --counts --flow %s", flows[i]);
      g_autofree char *farthest = g_strdup_printf ("run --until %s --points 5 --counts --flow %s",
                                                   i == 4 ? "9e15" : "1e300", flows[i]);
      g_autofree char *a = count_steps (fixture, near);
      g_autofree char *b = count_steps (fixture, far);
      g_auto (GStrv) lines = g_strsplit (fixture->out, "\n", 4);
      g_autofree char *c = NULL;

      g_assert_cmpstr (a, ==, b);
      g_assert_cmpstr (strchr (lines[1], ','), ==, strchr (lines[2], ','));
      c = count_steps (fixture, farthest);
      g_assert_nonnull (strstr (fixture->out, i == 4 ? "\n9000000000000000," : "\n1.0000000000000001e+300,"));
    }
}

/* The counts stand beside the table, which they leave as it is. */
static void
test_counts (Fixture *fixture, gconstpointer data)
{
  guint64 steps, rejected, evaluations, products, factorizations;
  double seconds;
  int digits;
  g_autofree char *table = NULL;

  run (fixture, "run --times 10");
  assert_done (fixture);
  table = g_strdup (fixture->out);
  run (fixture, "run --times 10 --counts");
  g_assert_cmpint (fixture->status, ==, 0);
  g_assert_cmpstr (fixture->out, ==, table);
  g_assert_cmpint (sscanf (fixture->err,
                           "steps=%" G_GUINT64_FORMAT " rejected=%" G_GUINT64_FORMAT " evaluations=%" G_GUINT64_FORMAT
                           " products=%" G_GUINT64_FORMAT " factorizations=%" G_GUINT64_FORMAT " seconds=%lf digits=%d",
                           &steps, &rejected, &evaluations, &products, &factorizations, &seconds, &digits),
                   ==, 7);
  g_assert_cmpint (digits, >=, 5);
  g_assert_cmpfloat (seconds, >=, 0);
  g_assert_cmpuint (steps, >, 0);
  g_assert_cmpuint (evaluations, >, steps);
}

/* Class means that are equal stay so, but for rounding, which decides when they part. */
static void
test_sensitive (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "precision", "equal_means.npz", NULL);
  g_autofree char *words = g_strdup_printf ("run --features %s --lambda-w 1e-2 --lambda-h 1e-3 --beta 0 --times 10,50,55,60,65,70,80",
                                            path);
  g_autofree char *counted = g_strdup_printf ("%s --counts", words);
  const char *digits;

  run (fixture, words);
  g_assert_cmpint (fixture->status, ==, 0);
  g_assert_nonnull (strstr (fixture->err, "sensitive"));
  run (fixture, counted);
  g_assert_cmpint (fixture->status, ==, 0);
  digits = strstr (fixture->err, " digits=");
  g_assert_nonnull (digits);
  g_assert_cmpint (g_ascii_strtoll (digits + strlen (" digits="), NULL, 10), <, 5);
}

static char *
write_features (Fixture *fixture, TfFeatures *features)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gsize n = tf_features_get_n_samples (features), d = tf_features_get_dim (features);
  g_autofree double *rows = g_new (double, n * d);
  char *path = g_build_filename (fixture->folder, "features.csv", NULL);

  tf_features_get_rows (features, 0, n, rows);
  for (gsize j = 0; j < d; j++)
    g_string_append_printf (text, "x%" G_GSIZE_FORMAT ",", j);
  g_string_append (text, "label\n");
  for (gsize i = 0; i < n; i++)
    {
      for (gsize j = 0; j < d; j++)
        g_string_append_printf (text, "%.17g,", rows[j + i * d]);
      g_string_append_printf (text, "%u\n", tf_features_get_classes (features)[i]);
    }
  g_assert_true (g_file_set_contents (path, text->str, text->len, NULL));
  return path;
}

/* Class means next to one another in dimensions of 10^-3 to 10^3: the digits that are
 * said to be right are, by long double (to half of what the last of them counts). */
static void
test_true_digits (Fixture *fixture, gconstpointer data)
{
  static const char *const compared[] = { "objective", "fit", "tr_sw", "tr_sb", "nc1", "norm_w", "norm_h" };

  for (guint32 seed = 10; seed < 18; seed++)
    {
      g_auto (HardProblem) problem = { 0 };
      g_autoptr (Truth) truth = NULL;
      g_autofree char *words = NULL, *path = NULL;
      g_auto (GStrv) rows = NULL;
      TfMetrics right;
      int digits;

      hard_problem_init (&problem, TF_FLOW_CENTRAL, MAPPED_WIDE, HARD_START_NEAR_SADDLE, seed);
      truth = truth_new (problem.plain, problem.d, problem.map, &problem.p);
      g_assert_true (truth_advance (truth, problem.until / 3));
      truth_measure (truth, &right);
      path = write_features (fixture, problem.mapped);
      words = g_strdup_printf ("run --features %s --lambda-w %.17g --lambda-h %.17g --beta %.17g%s --times %.17g --counts", path,
                               problem.p.lambda_w, problem.p.lambda_h, problem.p.beta, problem.p.bias ? " --bias" : "",
                               problem.until / 3);
      run (fixture, words);
      g_assert_cmpint (fixture->status, ==, 0);
      rows = split_rows (fixture->out, "t");
      g_assert_nonnull (strstr (fixture->err, " digits="));
      digits = atoi (strstr (fixture->err, " digits=") + strlen (" digits="));
      for (gsize i = 0; i < G_N_ELEMENTS (compared); i++)
        {
          double value = field (rows[0], column (compared[i])), wanted = NAN;

          for (int m = 0; m < TF_N_METRICS; m++)
            if (g_str_equal (tf_metric_name (m), compared[i]))
              wanted = right.values[m];
          if (!(fabs (value - wanted) <= 5 * pow (10, -digits) * fabs (wanted)))
            g_error ("seed %u: %s is %.17g, and %.17g is right; %d digits were said", seed, compared[i], value, wanted, digits);
        }
    }
}

/* What is far below the errors of the steps is said to be 0. */
static void
test_noise (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) rows = NULL;

  run (fixture, "run --classes 3 --per-class 8 --dim 3 --lambda-w 1e-2 --lambda-h 1e-2 --times 0,3,1000");
  assert_done (fixture);
  rows = split_rows (fixture->out, "t");
  g_assert_cmpfloat (field (rows[1], column ("nc1")), >, 0);
  g_assert_cmpfloat (field (rows[2], column ("nc1")), ==, 0);
  g_assert_cmpfloat (field (rows[2], column ("nc2_of")), ==, 0);
  g_assert_cmpfloat (field (rows[1], column ("nc2_of")), >, 1e-6);
}

/* What the minimizers leave as beta goes to 0 shrinks with it, until it is below their errors. */
static void
test_equilibrium_noise (Fixture *fixture, gconstpointer data)
{
  static const char *const differences[] = { "nc2", "nc2_of", "equinorm", "equiangle" };
  g_auto (GStrv) rows = NULL;

  run (fixture, "equilibrium --betas 1e-4,1e-6,1e-16,1e-18");
  assert_done (fixture);
  rows = split_table (fixture->out, "beta," HEADER ",relative_gradient\n");
  for (gsize i = 0; i < G_N_ELEMENTS (differences); i++)
    {
      double at_first = field (rows[0], column (differences[i]));

      g_assert_cmpfloat_with_epsilon (field (rows[1], column (differences[i])) / at_first, 0.01, 1e-3);
      g_assert_cmpfloat (field (rows[2], column (differences[i])), ==, 0);
      g_assert_cmpfloat (field (rows[3], column (differences[i])), ==, 0);
    }
  g_assert_cmpfloat (field (rows[1], column ("nc1")), >, 0);
  g_assert_cmpfloat (field (rows[2], column ("nc1")), ==, 0);
  g_assert_cmpfloat (field (rows[2], column ("nc1_ratio")), >, 0);
}

/* [T23 Thm 3.1]: at beta = 0 the ratio falls strictly along the central path. */
static void
test_collapse (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) rows = NULL;
  double before = INFINITY;

  run (fixture, "run --lambda-w 0.05 --lambda-h 0.02");
  assert_done (fixture);
  rows = split_rows (fixture->out, "t");
  g_assert_cmpuint (g_strv_length (rows), ==, 42);
  for (guint i = 0; rows[i]; i++)
    {
      g_assert_cmpfloat (field (rows[i], column ("nc1_ratio")), <, before);
      before = field (rows[i], column ("nc1_ratio"));
    }
  g_assert_cmpfloat (before, <, 1e-10);
}

static guint
rows_of (const char *table)
{
  guint n = 0;

  for (const char *p = table; *p != '\0'; p++)
    n += *p == '\n';
  return n;
}

/* The objective, from row to row. */
static void
assert_falls (const char *table)
{
  g_auto (GStrv) rows = split_rows (table, "iteration");

  for (guint i = 1; rows[i] != NULL; i++)
    g_assert_cmpfloat (field (rows[i], 1), <=, field (rows[i - 1], 1) * (1 + 1e-12));
}

/* W = 0 at the start of the joint flow: NC3 has no value there, so its field is empty. */
static void
test_undefined (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) rows = NULL;

  run (fixture, "run --flow joint --initial-w zero --times 0,1");
  assert_done (fixture);
  rows = split_rows (fixture->out, "t");
  g_assert_true (isnan (field (rows[0], column ("nc3"))));
  g_assert_false (isnan (field (rows[1], column ("nc3"))));
}

static void
test_descent (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "t.csv", NULL);
  g_autofree char *diverging = g_strconcat ("run --flow descent --step 1e6 --until 1000 -o ", path, NULL);
  g_auto (GStrv) rows = NULL;

  run (fixture, "run --flow descent --until 20 --points 40");
  assert_done (fixture);
  rows = split_rows (fixture->out, "iteration");
  /* Forty log-spaced numbers from 1 to 20 are all whole numbers up to some, each once. */
  for (guint i = 1; rows[i]; i++)
    {
      g_assert_cmpfloat (field (rows[i], 0), >, field (rows[i - 1], 0));
      g_assert_cmpfloat (field (rows[i], 0), ==, floor (field (rows[i], 0)));
    }
  g_assert_cmpfloat (field (rows[g_strv_length (rows) - 1], 0), ==, 20);

  run (fixture, diverging);
  assert_failed (fixture, 1, "tightframe: run: ");
}

/* What diverges has rows until then, and a step is named with which f falls all the way. */
static void
test_divergence (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "t.csv", NULL);
  g_autofree char *to_file = g_strconcat ("run --flow descent --beta 0.1 --step 50 --times 0,5,10,4000 -o ", path, NULL);
  g_autofree char *table = NULL, *held = NULL;
  const char *named;
  double step;

  run (fixture, "run --flow descent --beta 0.1 --step 50 --times 0,5,10,4000");
  g_assert_cmpint (fixture->status, ==, 1);
  assert_one_line (fixture->err, "tightframe: run: gradient descent diverged");
  table = g_strdup (fixture->out);
  g_assert_cmpint (rows_of (table), ==, 4);
  named = strstr (fixture->err, "is about ");
  g_assert_nonnull (named);
  step = g_ascii_strtod (named + strlen ("is about "), NULL);
  g_assert_cmpfloat (step, >, 0);
  g_assert_cmpfloat (step, <, 50);

  run (fixture, to_file);
  assert_failed (fixture, 1, "tightframe: run: gradient descent diverged");
  g_assert_true (g_file_get_contents (path, &held, NULL, NULL));
  g_assert_cmpstr (held, ==, table);

  g_clear_pointer (&held, g_free);
  held = g_strdup_printf ("run --flow descent --beta 0.1 --step %.3g --until 400 --points 400", 0.95 * step);
  run (fixture, held);
  assert_done (fixture);
  assert_falls (fixture->out);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define CASE(path, data, function) g_test_add ("/cli/" path, Fixture, data, set_up, function, tear_down)
  CASE ("run/times", NULL, test_times);
  CASE ("run/digits", NULL, test_digits);
  CASE ("run/points", NULL, test_points);
  CASE ("run/counts", NULL, test_counts);
  CASE ("run/rests", NULL, test_rests);
  CASE ("run/sensitive", NULL, test_sensitive);
  CASE ("run/true-digits", NULL, test_true_digits);
  CASE ("run/noise", NULL, test_noise);
  CASE ("equilibrium/noise", NULL, test_equilibrium_noise);
  CASE ("run/collapse", NULL, test_collapse);
  CASE ("run/undefined", NULL, test_undefined);
  CASE ("run/descent", NULL, test_descent);
  CASE ("run/divergence", NULL, test_divergence);
  return g_test_run ();
}
