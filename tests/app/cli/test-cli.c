/* test-cli.c: the built program's commands, as a script sees them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every command runs without a display; that none is looked for is part of what
 * is tested.
 */
#define _GNU_SOURCE /* memmem */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hard-problem.h"
#include "random-parameters.h"
#include "truth.h"

#define HEADER                                                                                                         \
  "objective,fit,tr_sw,tr_sb,nc1_ratio,nc1,nc2,nc2_of,equinorm,equiangle,nc3,nc3_centred,nc4,vicinity,norm_w,norm_h,"   \
  "cdnv,nc3_structure,w_equinorm,w_equiangle,cond,margin,accuracy"

typedef struct
{
  char *folder; /* for results; removed afterwards */
  int   status;
  char *out;
  char *err;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("tightframe-cli-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
}

static void
forget (Fixture *fixture)
{
  g_clear_pointer (&fixture->out, g_free);
  g_clear_pointer (&fixture->err, g_free);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_no_errno (g_unlink (path));
    }
  g_assert_no_errno (g_rmdir (fixture->folder));
  g_free (fixture->folder);
  forget (fixture);
}

static const char *
program (void)
{
  const char *path = g_getenv ("TF_TEST_PROGRAM");

  g_assert_nonnull (path);
  return path;
}

static GSubprocess *
spawn (const char *const *argv)
{
  g_autoptr (GSubprocessLauncher) launcher
    = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_subprocess_launcher_unsetenv (launcher, "DISPLAY");
  g_subprocess_launcher_unsetenv (launcher, "WAYLAND_DISPLAY");
  process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  return process;
}

/* A program killed by a signal fails the test at once. */
static void
collect (Fixture *fixture, GSubprocess *process)
{
  g_autoptr (GError) error = NULL;

  forget (fixture);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &fixture->out, &fixture->err, &error);
  g_assert_no_error (error);
  if (!g_subprocess_get_if_exited (process))
    g_error ("killed by signal %d: %s", g_subprocess_get_term_sig (process), fixture->err);
  fixture->status = g_subprocess_get_exit_status (process);
}

/* words: separated by blanks. */
static void
run (Fixture *fixture, const char *words)
{
  g_autofree char *line = g_strconcat (program (), " ", words, NULL);
  g_auto (GStrv) argv = g_strsplit (line, " ", -1);
  g_autoptr (GSubprocess) process = spawn ((const char *const *) argv);

  collect (fixture, process);
  g_test_message ("%s: exit status %d", words, fixture->status);
}

/* The same through a shell, $0 being the program. */
static void
run_shell (Fixture *fixture, const char *script)
{
  const char *argv[] = { "sh", "-c", script, program (), NULL };
  g_autoptr (GSubprocess) process = spawn (argv);

  collect (fixture, process);
}

static void
assert_one_line (const char *text, const char *beginning)
{
  const char *end = strchr (text, '\n');

  g_assert_nonnull (end);
  g_assert_cmpstr (end, ==, "\n");
  if (!g_str_has_prefix (text, beginning))
    g_error ("“%s” does not begin with “%s”", text, beginning);
}

static void
assert_failed (Fixture *fixture, int status, const char *beginning)
{
  g_assert_cmpint (fixture->status, ==, status);
  g_assert_cmpstr (fixture->out, ==, "");
  assert_one_line (fixture->err, beginning);
}

/* Done, with notes on standard error and nothing else there. */
static void
assert_done_with_note (Fixture *fixture)
{
  g_assert_cmpint (fixture->status, ==, 0);
  g_assert_nonnull (strstr (fixture->err, ": note: "));
}

static void
assert_done (Fixture *fixture)
{
  g_assert_cmpstr (fixture->err, ==, "");
  g_assert_cmpint (fixture->status, ==, 0);
}

/* Rows of the table without the header; its end is checked to be a line's end. */
static GStrv
split_table (const char *csv, const char *header)
{
  GStrv rows;
  guint n;

  g_assert_true (g_str_has_prefix (csv, header));
  rows = g_strsplit (csv + strlen (header), "\n", -1);
  n = g_strv_length (rows);
  g_assert_cmpuint (n, >=, 1);
  g_assert_cmpstr (rows[n - 1], ==, "");
  g_clear_pointer (&rows[n - 1], g_free);
  return rows;
}

static GStrv
split_rows (const char *csv, const char *first_column)
{
  g_autofree char *header = g_strconcat (first_column, "," HEADER "\n", NULL);

  return split_table (csv, header);
}

/* The place of a column in a table of metrics. */
static guint
column (const char *name)
{
  g_auto (GStrv) names = g_strsplit ("," HEADER ",relative_gradient", ",", -1);
  guint i = 0;

  while (names[i] != NULL && strcmp (names[i], name) != 0)
    i++;
  g_assert_nonnull (names[i]);
  return i;
}

/* NaN where the field is empty. */
static double
field (const char *row, guint place)
{
  g_auto (GStrv) fields = g_strsplit (row, ",", -1);

  g_assert_cmpuint (place, <, g_strv_length (fields));
  return *fields[place] ? g_ascii_strtod (fields[place], NULL) : NAN;
}

static char *
data_file (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "data", "cli", name, NULL);
}

static void
test_help (Fixture *fixture, gconstpointer data)
{
  static const char *const run_options[] = {
    "--features",  "--labels",   "--features-key", "--labels-key", "--classes", "--per-class", "--dim",
    "--seed",      "--noise",    "--spread",       "--lambda-w",   "--lambda-h", "--beta",     "--bias",
    "--flow",      "--eta",      "--initial-w",    "--step",       "--tolerance", "--times",   "--until",
    "--points",    "--counts",   "-o, --output",   "--bias-decay",
  };

  run (fixture, "--help");
  assert_done (fixture);
  g_assert_nonnull (strstr (fixture->out, "tightframe info"));
  g_assert_nonnull (strstr (fixture->out, "tightframe run"));

  g_assert_nonnull (strstr (fixture->out, "tightframe equilibrium"));
  g_assert_nonnull (strstr (fixture->out, "tightframe depth"));
  g_assert_nonnull (strstr (fixture->out, "tightframe perturbation"));

  run (fixture, "equilibrium --help");
  assert_done (fixture);
  g_assert_nonnull (strstr (fixture->out, "--betas=B1,B2"));
  g_assert_nonnull (strstr (fixture->out, "-o, --output"));
  run (fixture, "depth --help");
  assert_done (fixture);
  g_assert_nonnull (strstr (fixture->out, "--layers=L"));
  g_assert_nonnull (strstr (fixture->out, "--features"));

  run (fixture, "perturbation --help");
  assert_done (fixture);
  g_assert_nonnull (strstr (fixture->out, "--check=EPS"));
  g_assert_nonnull (strstr (fixture->out, "-o, --output"));

  run (fixture, "info --help");
  assert_done (fixture);
  g_assert_nonnull (strstr (fixture->out, "--lambda-w"));

  run (fixture, "run --beta 3 --help");
  assert_done (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (run_options); i++)
    if (!strstr (fixture->out, run_options[i]))
      g_error ("%s is not in the help", run_options[i]);
  g_assert_nonnull (strstr (fixture->out, "(0.005)"));
  g_assert_nonnull (strstr (fixture->out, "(1e-06)"));
  g_assert_null (strstr (fixture->out, "(3)"));
}

static void
test_misuse (Fixture *fixture, gconstpointer data)
{
  static const char *const lines[] = {
    "frobnicate",
    "--frobnicate",
    "info",
    "info a.npz b.npz",
    "info --times 1",
    "info a.npz --features b.npz",
    "run --frobnicate",
    "run stray",
    "run --beta",
    "run --beta=",
    "run --beta one",
    "run --beta 1x",
    "run --beta nan",
    "run --beta inf",
    "run --beta -1",
    "run --lambda-w 0",
    "run --lambda-h -1e-300",
    "run --tolerance 1",
    "run --eta 0 --flow joint",
    "run --step 0",
    "run --flow sideways",
    "run --initial-w some",
    "run --flow joint --initial-w file",
    "run --classes 1",
    "run --classes 2.5",
    "run --per-class 0",
    "run --per-class 3,4 --classes 3",
    "run --per-class 3,,4",
    "run --dim 0",
    "run --seed -1",
    "run --seed 99999999999",
    "run --noise -1",
    "run --features a.npz --classes 3",
    "run --labels a.npy",
    "run --times 2,1",
    "run --times -1",
    "--frame-log",
    "run --times 1,,2",
    "run --times=",
    "run --times 1 --until 2",
    "run --until 0",
    "run --points 0",
    "run --flow descent --times 1.5",
    "run --flow descent --until 2.5",
    "equilibrium stray",
    "equilibrium --times 1",
    "equilibrium --betas=",
    "equilibrium --betas 1,,2",
    "equilibrium --betas 1,x",
    "equilibrium --betas 1,-1",
    "equilibrium --betas 1 --beta 2",
    "equilibrium --lambda-h 0",
    "equilibrium --lambda-h 0 --betas 1,0",
    "depth",
    "depth stray --layers 2",
    "depth --layers=",
    "depth --layers -1",
    "depth --layers 1.5",
    "depth --layers 2 --lambda-h 0",
    "perturbation",
    "perturbation stray --beta 1",
    "perturbation --beta 1 --lambda-h 0",
    "perturbation --beta 1 --lambda-h 2 --lambda-w 0.5",
    "perturbation --beta 1 --check=",
    "perturbation --beta 1 --check 0",
    "perturbation --beta 1 --check -0.1",
    "perturbation --beta 1 --check 2",
    "perturbation --beta 1 --check x",
    "perturbation --check 0.1",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      run (fixture, lines[i]);
      assert_failed (fixture, 2, "tightframe: ");
    }
}

static void
test_failure (Fixture *fixture, gconstpointer data)
{
  run (fixture, "info /nowhere/h.npz");
  assert_failed (fixture, 1, "tightframe: /nowhere/h.npz: ");
  run (fixture, "run --features /nowhere/h.npz");
  assert_failed (fixture, 1, "tightframe: /nowhere/h.npz: ");
  run (fixture, "run -o /nowhere/t.csv");
  assert_failed (fixture, 1, "tightframe: /nowhere/t.csv: ");
  run (fixture, "equilibrium --features /nowhere/h.npz");
  assert_failed (fixture, 1, "tightframe: /nowhere/h.npz: ");
  run (fixture, "depth --layers 1 -o /nowhere/t.csv");
  assert_failed (fixture, 1, "tightframe: /nowhere/t.csv: ");
  run (fixture, "perturbation --beta 1 -o /nowhere/t.csv");
  assert_failed (fixture, 1, "tightframe: /nowhere/t.csv: ");
  run (fixture, "perturbation --beta 1 --classes 3 --dim 2");
  assert_failed (fixture, 1, "tightframe: perturbation: the spectrum near collapse needs at least 3 dimensions");
  run (fixture, "perturbation --beta 1 --per-class 3,4");
  assert_failed (fixture, 1, "tightframe: perturbation: the spectrum near collapse is known for classes of equal size");
  run (fixture, "perturbation --beta 1 --noise 0 --spread 0 --check 0.1");
  assert_failed (fixture, 1, "tightframe: perturbation: these features are all 0");
  run (fixture, "run -o /");
  assert_failed (fixture, 1, "tightframe: /: ");
}

#ifdef TF_HAVE_GUI
#define NO_WINDOW 1, "tightframe: there is no display"
#else
#define NO_WINDOW 2, "tightframe: this build has no window"
#endif

/* The window is what needs a display; without one it says so. */
static void
test_no_display (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = data_file ("four.csv"), *log = NULL, *words = NULL;

  run (fixture, path);
  assert_failed (fixture, NO_WINDOW);

  /* Nothing will be measured then, and no file is made for it. */
  log = g_build_filename (fixture->folder, "frames.csv", NULL);
  words = g_strconcat ("--frame-log ", log, NULL);
  run (fixture, words);
  assert_failed (fixture, NO_WINDOW);
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
}

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

static char *
digest (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) bytes, length);
}

static char *
copy_features (Fixture *fixture, const char *name)
{
  g_autofree char *original = g_test_build_filename (G_TEST_DIST, "data", "formats", "small.npz", NULL);
  g_autofree char *bytes = NULL;
  char *path = g_build_filename (fixture->folder, name, NULL);
  gsize length;

  g_assert_true (g_file_get_contents (original, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (path, bytes, length, NULL));
  return path;
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

/* What is read is never written over, by whatever name. */
static void
test_own_input (Fixture *fixture, gconstpointer data)
{
  g_autofree char *features = copy_features (fixture, "h.npz");
  g_autofree char *symbolic = g_build_filename (fixture->folder, "symbolic.npz", NULL);
  g_autofree char *hard = g_build_filename (fixture->folder, "hard.npz", NULL);
  const char *const names[] = { features, symbolic, hard };
  static const char *const commands[] = { "run --times 0", "equilibrium --beta 1", "depth --layers 1" };
  g_autofree char *before = digest (features), *after = NULL;

  g_assert_no_errno (symlink ("h.npz", symbolic));
  g_assert_no_errno (link (features, hard));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    for (guint j = 0; j < G_N_ELEMENTS (names); j++)
      {
        g_autofree char *words = g_strdup_printf ("%s --features %s -o %s", commands[i], features, names[j]);

        run (fixture, words);
        g_assert_cmpint (fixture->status, ==, 1);
        g_assert_nonnull (strstr (fixture->err, "the file that is read"));
      }
  after = digest (features);
  g_assert_cmpstr (after, ==, before);
}

/* Features that are no file, in a session: said at once, with the path. */
static void
test_no_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *session = g_build_filename (fixture->folder, "s.tightframe", NULL);
  g_autofree char *pipe = g_build_filename (fixture->folder, "pipe", NULL);
  g_autofree char *words = g_strconcat ("run ", session, NULL);
  const char *const paths[] = { "/dev/zero", "/dev/null", pipe, fixture->folder };

  g_assert_no_errno (mkfifo (pipe, 0600));
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *text = g_strdup_printf ("[Tightframe]\nformat=1\n[Features]\nkind=file\nabsolute-path=%s\n",
                                               paths[i]);

      g_assert_true (g_file_set_contents (session, text, -1, NULL));
      run (fixture, words);
      assert_failed (fixture, 1, "tightframe: ");
      g_assert_nonnull (strstr (fixture->err, paths[i]));
    }
}

/* A row is there when it is known, not when all are: of a run that would take for ever. */
static void
test_rows_as_they_come (Fixture *fixture, gconstpointer data)
{
  const char *argv[] = { program (), "run", "--classes", "20", "--per-class", "300", "--dim", "600", "--tolerance",
                         "1e-13", "--times", "0,1e-6,2e-6,1e9", NULL };
  g_autoptr (GSubprocess) process = spawn (argv);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));

  for (int i = 0; i < 3; i++)
    {
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);

      g_assert_nonnull (line);
      g_assert_true (g_ascii_isdigit (line[0]) == (i > 0));
    }
  g_subprocess_send_signal (process, SIGINT);
  collect (fixture, process);
  g_assert_cmpint (fixture->status, ==, 1);
  assert_one_line (fixture->err, "tightframe: run: interrupted; the rows until then are written");
}

/* Whole or not at all: an old result survives every failure, and nothing is left beside it. */
static void
test_output (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "t.csv", NULL);
  g_autofree char *link = g_build_filename (fixture->folder, "link.csv", NULL);
  g_autofree char *to_link = g_strconcat ("run --times 0,1 -o ", link, NULL);
  g_autofree char *failing = g_strconcat ("run --features /dev/null --times 0,1 -o ", path, NULL);
  g_autofree char *limited = g_strconcat ("ulimit -f 1; exec \"$0\" run --points 200 -o ", path, NULL);
  g_autofree char *expected = NULL;
  g_autofree char *written = NULL;
  g_autoptr (GDir) dir = NULL;
  struct stat info;
  guint n_files = 0;

  run (fixture, "run --times 0,1");
  assert_done (fixture);
  expected = g_strdup (fixture->out);

  g_assert_true (g_file_set_contents (path, "old\n", -1, NULL));
  g_assert_no_errno (g_chmod (path, 0640));
  g_assert_no_errno (symlink ("t.csv", link));
  run (fixture, to_link);
  assert_done (fixture);
  g_assert_cmpstr (fixture->out, ==, "");
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_assert_no_errno (g_stat (path, &info));
  g_assert_cmpuint (info.st_mode & 0777, ==, 0640);

  run (fixture, failing);
  assert_failed (fixture, 1, "tightframe: /dev/null: ");
  run_shell (fixture, limited);
  g_assert_cmpint (fixture->status, ==, 1);
  assert_one_line (fixture->err, "tightframe: ");
  g_assert_true (g_file_get_contents (path, &written, NULL, NULL));
  g_assert_cmpstr (written, ==, expected);

  dir = g_dir_open (fixture->folder, 0, NULL);
  while (g_dir_read_name (dir))
    n_files++;
  g_assert_cmpuint (n_files, ==, 2);
}

/* What is not a regular file is written to, never replaced. */
static void
test_devices (Fixture *fixture, gconstpointer data)
{
  struct stat info;

  run (fixture, "run --times 0 -o /dev/null");
  assert_done (fixture);
  g_assert_no_errno (g_stat ("/dev/null", &info));
  g_assert_true (S_ISCHR (info.st_mode));
  run (fixture, "run --times 0 -o /dev/full");
  assert_failed (fixture, 1, "tightframe: /dev/full: ");

  run_shell (fixture, "exec \"$0\" run --times 0 > /dev/full");
  assert_failed (fixture, 1, "tightframe: standard output: ");
  run_shell (fixture, "exec \"$0\" run --times 0 >&-");
  assert_failed (fixture, 1, "tightframe: standard output: ");
  run_shell (fixture, "exec \"$0\" --help >&-");
  assert_failed (fixture, 1, "tightframe: standard output: ");
  run_shell (fixture, "{ \"$0\" run --points 2000; echo $? >&2; } | true");
  g_assert_true (g_str_has_suffix (fixture->err, "\n1\n") || g_strcmp0 (fixture->err, "0\n") == 0);
}

/* A signal sent before the program asked for it would kill it. */
static void
wait_until_caught (const char *pid, int signal_number)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/status", pid);

  for (;;)
    {
      g_autofree char *status = NULL;
      const char *caught;

      g_assert_true (g_file_get_contents (path, &status, NULL, NULL));
      caught = strstr (status, "SigCgt:");
      g_assert_nonnull (caught);
      if (g_ascii_strtoull (caught + strlen ("SigCgt:"), NULL, 16) >> (signal_number - 1) & 1)
        return;
      g_usleep (10000);
    }
}

static void
test_interrupt (Fixture *fixture, gconstpointer data)
{
  int signal_number = GPOINTER_TO_INT (data);
  g_autofree char *path = g_build_filename (fixture->folder, "t.csv", NULL);
  /* Far more work than a test may wait for. */
  const char *argv[] = { program (), "run", "--classes", "20", "--per-class", "300", "--dim", "600", "--tolerance",
                         "1e-13", "--until", "1e9", "--points", "100000", "-o", path, NULL };
  g_autoptr (GSubprocess) process = spawn (argv);

  wait_until_caught (g_subprocess_get_identifier (process), signal_number);
  g_subprocess_send_signal (process, signal_number);
  collect (fixture, process);
  assert_failed (fixture, 1, "tightframe: run: interrupted");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_interrupt_depth (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "t.csv", NULL);
  /* Far more work than a test may wait for. */
  const char *argv[] = { program (), "depth", "--classes", "20", "--per-class", "100", "--dim", "300", "--lambda-w",
                         "5e-5", "--beta", "0.01", "--layers", "100000", "-o", path, NULL };
  g_autoptr (GSubprocess) process = spawn (argv);

  wait_until_caught (g_subprocess_get_identifier (process), SIGINT);
  g_subprocess_send_signal (process, SIGINT);
  collect (fixture, process);
  assert_failed (fixture, 1, "tightframe: depth: interrupted");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

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

/* By hand: means (1, 0) and (0, 2), each with deviations of length 1 either way. */
static const char *const four_lines[] = {
  "samples: 4", "dim: 2", "classes: 2", "per_class_min: 2", "per_class_max: 2", "per_class: 2,2", "label_values: 3,7", "tr_sw: 1",
  "tr_sb: 1.25", "nc1_ratio: 0.8", "equinorm: 0", "vicinity: 0", "norm_h: 3.74165738677",
};

static void
assert_has_line (const char *text, const char *wanted)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  if (!g_strv_contains ((const char *const *) lines, wanted))
    g_error ("no line “%s” in:\n%s", wanted, text);
}

static void
test_info (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = data_file ("four.csv");
  g_autofree char *plain = g_strconcat ("info ", path, NULL);
  g_autofree char *weighted = g_strconcat ("info --lambda-w=0.25 --features ", path, NULL);
  g_autofree char *first = NULL;

  run (fixture, plain);
  assert_done (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (four_lines); i++)
    assert_has_line (fixture->out, four_lines[i]);
  assert_has_line (fixture->out, "dtype: text");
  assert_has_line (fixture->out, "w: W*(H) at lambda_w=0.005");
  first = g_strdup (fixture->out);

  run (fixture, weighted);
  assert_done (fixture);
  assert_has_line (fixture->out, "w: W*(H) at lambda_w=0.25");
  g_assert_cmpstr (fixture->out, !=, first);
}

/* The same features with W = I: WH - Y has squared norm 6. */
static void
test_info_weights (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = data_file ("four-w.npz");
  g_autofree char *words = g_strconcat ("info ", path, NULL);

  run (fixture, words);
  assert_done (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (four_lines); i++)
    assert_has_line (fixture->out, four_lines[i]);
  assert_has_line (fixture->out, "dtype: float64");
  assert_has_line (fixture->out, "w: file");
  assert_has_line (fixture->out, "fit: 0.75");
  assert_has_line (fixture->out, "norm_w: 1.41421356237");
}

/* The last row of a table. */
static const char *
last_line (const char *table)
{
  const char *end = table + strlen (table) - 1;

  while (end > table && end[-1] != '\n')
    end--;
  return end;
}

#define DRAW "--classes 3 --per-class 20 --dim 8 --seed 5 "

static void
write_session (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
run_session (Fixture *fixture, const char *name, const char *words)
{
  g_autofree char *line = g_strdup_printf ("run %s/%s%s", fixture->folder, name, words);

  run (fixture, line);
}

/* Without changes it is the run of the options; with one at the start, that of the options changed. */
static void
test_session (Fixture *fixture, gconstpointer data)
{
  static const char head[] = "[Tightframe]\nformat=1\nversion=0.1.0\n[Features]\nkind=synthetic\nclasses=3\nper-class=20\n"
                             "dim=8\nseed=5\n[Run]\nbeta=0.25\ntime=7\n";
  g_autofree char *plain = NULL;
  g_autofree char *changed = g_strconcat (head, "[Changes]\n1=t=0 iteration=0 beta=0.125\n2=t=30 beta=3\n", NULL);
  g_autofree char *later = g_strconcat (head, "[Changes]\n1=t=1 beta=4\n", NULL);

  run (fixture, "run " DRAW "--beta 0.25 --until 7");
  assert_done (fixture);
  plain = g_strdup (fixture->out);
  write_session (fixture, "plain.tightframe", head);
  run_session (fixture, "plain.tightframe", "");
  assert_done (fixture);
  g_assert_cmpstr (fixture->out, ==, plain);

  g_free (plain);
  run (fixture, "run " DRAW "--beta 0.125 --times 7,20");
  plain = g_strdup (fixture->out);
  write_session (fixture, "changed.tightframe", changed);
  run_session (fixture, "changed.tightframe", " --times 7,20");
  assert_done (fixture);
  g_assert_cmpstr (fixture->out, ==, plain);

  /* A change on the way: another end than without it. */
  write_session (fixture, "later.tightframe", later);
  run_session (fixture, "later.tightframe", "");
  assert_done (fixture);
  g_assert_true (g_str_has_prefix (last_line (fixture->out), "7,"));
  g_assert_cmpstr (last_line (fixture->out), !=, last_line (plain));
}

/* Flows of several kinds one after the other. */
static void
test_session_flows (Fixture *fixture, gconstpointer data)
{
  write_session (fixture, "flows.tightframe",
                 "[Tightframe]\nformat=1\n[Features]\nkind=synthetic\n[Run]\ntime=12\n[Changes]\n"
                 "1=t=1 iteration=0 flow=descent step=0.25\n2=t=3 iteration=8 flow=joint\n3=t=5 iteration=8 flow=central beta=1\n");
  run_session (fixture, "flows.tightframe", " --times 0,1,2.1,3,6,12");
  assert_done (fixture);
  g_assert_nonnull (strstr (fixture->out, "\n0,"));
  g_assert_nonnull (strstr (fixture->out, "\n2.25,"));
  g_assert_nonnull (strstr (fixture->out, "\n12,"));

  write_session (fixture, "descent.tightframe",
                 "[Tightframe]\nformat=1\n[Features]\nkind=synthetic\n[Run]\nflow=descent\ntime=2\niteration=20\n[Changes]\n"
                 "1=t=1 iteration=10 step=0.1 beta=0.5\n");
  run_session (fixture, "descent.tightframe", "");
  assert_done (fixture);
  g_assert_true (g_str_has_prefix (fixture->out, "iteration,"));
  g_assert_true (g_str_has_prefix (last_line (fixture->out), "20,"));
}

static void
test_session_failures (Fixture *fixture, gconstpointer data)
{
  static const char good[] = "[Tightframe]\nformat=1\n[Features]\nkind=synthetic\n";
  static const char digest[] = "0000000000000000000000000000000000000000000000000000000000000000";
  g_autofree char *four = data_file ("four.csv");
  g_autofree char *beginning = g_strdup_printf ("tightframe: run: %s/broken.tightframe: it was written by a later version",
                                                fixture->folder);
  g_autofree char *missing = g_strdup_printf ("tightframe: %s/missing.tightframe: its features are not in", fixture->folder);
  g_autofree char *changed = g_strdup_printf ("tightframe: %s/other.tightframe: ", fixture->folder);
  g_autofree char *text
      = g_strdup_printf ("[Tightframe]\nformat=1\n[Features]\nkind=file\nabsolute-path=%s\ndigest=%s\n", four, digest);

  write_session (fixture, "good.tightframe", good);
  run_session (fixture, "good.tightframe", " --beta 1");
  assert_failed (fixture, 2, "tightframe: run: a session and the options of a problem exclude each other");
  write_session (fixture, "broken.tightframe", "[Tightframe]\nformat=2\n");
  run_session (fixture, "broken.tightframe", "");
  assert_failed (fixture, 1, beginning);
  write_session (fixture, "missing.tightframe", "[Tightframe]\nformat=1\n[Features]\nkind=file\npath=nowhere.npz\n");
  run_session (fixture, "missing.tightframe", "");
  assert_failed (fixture, 1, missing);
  write_session (fixture, "other.tightframe", text);
  run_session (fixture, "other.tightframe", "");
  assert_failed (fixture, 1, changed);
  g_assert_nonnull (strstr (fixture->err, "has changed since"));
  run_session (fixture, "nothing.tightframe", "");
  g_assert_cmpint (fixture->status, ==, 2);
}

/* --- render --- */

#define FIGURES "render --classes 3 --per-class 12 --dim 6 --seed 5 --beta 0.05 --time 9 --layers 2 "

/* Renders into the folder; words ends in a blank. */
static void
render (Fixture *fixture, const char *words, const char *name)
{
  g_autofree char *line = g_strdup_printf ("%s-o %s/%s", words, fixture->folder, name);

  run (fixture, line);
}

static GBytes *
read_figure (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  char *contents;
  gsize length;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  return g_bytes_new_take (contents, length);
}

static void
assert_begins (GBytes *bytes, const char *start)
{
  gsize length, n = strlen (start);
  const char *data = g_bytes_get_data (bytes, &length);

  g_assert_cmpuint (length, >, n);
  g_assert_cmpmem (data, n, start, n);
}

/* A program on a file that was made; nothing where the program is not there. */
static void
check_by (Fixture *fixture, const char *words, const char *name)
{
  g_auto (GStrv) argv = g_strsplit (words, " ", -1);
  g_autofree char *found = g_find_program_in_path (argv[0]);
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autofree char *line = g_strconcat (words, " ", path, NULL);
  g_auto (GStrv) whole = g_strsplit (line, " ", -1);
  g_autoptr (GSubprocess) process = found != NULL ? spawn ((const char *const *) whole) : NULL;

  if (process == NULL)
    {
      g_test_message ("%s is not there", argv[0]);
      return;
    }
  collect (fixture, process);
  g_assert_cmpint (fixture->status, ==, 0);
}

static gboolean
holds (GBytes *bytes, const char *text)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  return memmem (data, length, text, strlen (text)) != NULL;
}

/* Figures of awkward labels are well-formed, and say nothing of the folders of whoever
 * made them; they find their features again all the same. */
static void
test_render_private (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "one.svg", "one.pdf", "one.png" };
  g_autofree char *features = g_test_build_filename (G_TEST_DIST, "data", "habits", "control_characters.npz", NULL);
  g_autofree char *folder = g_path_get_dirname (features);
  g_autofree char *words = g_strdup_printf ("render --features %s --view means,geometry --size 4in --dpi 72 --time 1 ", features);
  g_autofree char *full = g_strconcat (words, "--full-paths ", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GBytes) first = NULL, again = NULL, told = NULL;
      g_autofree char *session = g_strdup_printf ("render %s/%s --view means,geometry --size 4in --dpi 72 ", fixture->folder, names[i]);

      render (fixture, words, names[i]);
      assert_done (fixture);
      first = read_figure (fixture, names[i]);
      g_assert_false (holds (first, folder));
      g_assert_false (holds (first, g_get_home_dir ()));
      if (i == 0)
        check_by (fixture, "xmllint --noout", names[i]);
      if (i == 1)
        {
          check_by (fixture, "pdfinfo", names[i]);
          g_assert_null (fixture->out != NULL ? strstr (fixture->out, folder) : NULL);
        }
      render (fixture, session, names[i]);
      assert_done (fixture);
      again = read_figure (fixture, names[i]);
      g_assert_true (g_bytes_equal (first, again));
      render (fixture, full, names[i]);
      assert_done (fixture);
      told = read_figure (fixture, names[i]);
      g_assert_true (i == 1 || holds (told, folder)); /* a PDF has it in UTF-16 */
    }
}

/* What is left out is left out again of a session's run, and of a figure's. */
static void
test_left_out (Fixture *fixture, gconstpointer data)
{
  g_autofree char *features = g_test_build_filename (G_TEST_DIST, "data", "habits", "words_na.csv", NULL);
  g_autofree char *words = g_strdup_printf (
      "render --features %s --labels-key label --leave-out a,b --leave-out-class NA --view traces --size 4in --time 1 --caption ",
      features);
  g_autofree char *again = g_strdup_printf ("render %s/one.svg --view traces --size 4in --caption ", fixture->folder);
  g_autofree char *info = g_strdup_printf ("info %s --features-columns c,d --leave-out-class EU,NA", features);
  g_autofree char *kept = g_strdup_printf ("info %s --features-columns c,d --leave-out-class EU", features);
  g_autoptr (GBytes) first = NULL, second = NULL;

  render (fixture, words, "one.svg");
  assert_done_with_note (fixture);
  first = read_figure (fixture, "one.svg");
  render (fixture, again, "two.svg");
  assert_done_with_note (fixture);
  second = read_figure (fixture, "two.svg");
  g_assert_true (g_bytes_equal (first, second));
  run (fixture, info);
  g_assert_cmpint (fixture->status, ==, 1);
  g_assert_nonnull (strstr (fixture->err, "two or more"));
  run (fixture, kept);
  assert_done_with_note (fixture);
  g_assert_nonnull (strstr (fixture->out, "\nlabel_values: AS,NA\nlabels_from: column 'label'\nfeatures_from: columns 'c', 'd'\n"));
}

/* Each view in each format, by two processes: the same bytes, and not those of another view. */
static void
test_render_views (Fixture *fixture, gconstpointer data)
{
  static const char *const views[]
      = { "means", "traces", "geometry", "limit", "monotone", "vicinity", "depth", "spectrum", "response", "dashboard" };
  static const struct
  {
    const char *suffix, *start;
  } formats[] = { { "svg", "<?xml" }, { "pdf", "%PDF-1." }, { "png", "\x89PNG\r\n\x1a\n" } };

  for (guint f = 0; f < G_N_ELEMENTS (formats); f++)
    {
      g_autoptr (GBytes) last = NULL;

      for (guint v = 0; v < G_N_ELEMENTS (views); v++)
        {
          g_autofree char *words = g_strdup_printf (FIGURES "--size 3.25in --dpi 72 --view %s ", views[v]);
          g_autofree char *one = g_strdup_printf ("one.%s", formats[f].suffix);
          g_autofree char *two = g_strdup_printf ("two.%s", formats[f].suffix);
          g_autoptr (GBytes) first = NULL, second = NULL;

          render (fixture, words, one);
          assert_done (fixture);
          g_assert_cmpstr (fixture->out, ==, "");
          render (fixture, words, two);
          assert_done (fixture);
          first = read_figure (fixture, one);
          second = read_figure (fixture, two);
          assert_begins (first, formats[f].start);
          g_assert_true (g_bytes_equal (first, second));
          g_assert_false (last != NULL && g_bytes_equal (first, last));
          g_clear_pointer (&last, g_bytes_unref);
          last = g_steal_pointer (&first);
        }
    }
}

/* Width or height in the header of a .png. */
static guint32
read_pixels (GBytes *png, gsize offset)
{
  guint32 pixels;

  memcpy (&pixels, (const char *) g_bytes_get_data (png, NULL) + offset, sizeof pixels);
  return GUINT32_FROM_BE (pixels);
}

static void
test_render_size (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *words;
    guint32 width, height;
  } cases[] = {
    { "--size 640x360px ", 640, 360 },
    { "--size 640x360px --dpi 200 ", 640, 360 },
    { "--size 3x2in --dpi 100 ", 300, 200 },
    { "--size 2.54x5.08cm ", 300, 600 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = g_strconcat (FIGURES "--view traces ", cases[i].words, NULL);
      g_autoptr (GBytes) png = NULL;

      render (fixture, words, "size.png");
      assert_done (fixture);
      png = read_figure (fixture, "size.png");
      g_assert_cmpuint (read_pixels (png, 16), ==, cases[i].width);
      g_assert_cmpuint (read_pixels (png, 20), ==, cases[i].height);
    }
}

/* The run inside a figure of any format gives that figure again. */
static void
test_render_again (Fixture *fixture, gconstpointer data)
{
  static const char *const suffixes[] = { "svg", "pdf", "png" };
  g_autoptr (GBytes) wanted = NULL;

  render (fixture, FIGURES "--view means,traces --columns 2 ", "wanted.svg");
  assert_done (fixture);
  wanted = read_figure (fixture, "wanted.svg");
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strdup_printf ("figure.%s", suffixes[i]);
      g_autofree char *words = g_strdup_printf ("render %s/%s --view means,traces --columns 2 ", fixture->folder, name);
      g_autoptr (GBytes) again = NULL;

      render (fixture, FIGURES "--view geometry ", name);
      assert_done (fixture);
      render (fixture, words, "again.svg");
      assert_done (fixture);
      again = read_figure (fixture, "again.svg");
      g_assert_true (g_bytes_equal (wanted, again));
    }
}

/* Each parameter's option arrives where it should: in the run inside the figure. */
static void
test_every_parameter (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    {
      const TfParameterInfo *info = tf_parameter_info (i);
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autofree char *value = NULL, *words = NULL, *line = NULL, *whole = NULL;
      g_autoptr (GBytes) figure = NULL;

      while (tf_parameter_is_default (info, &p)
             || (info->kind == TF_PARAMETER_CHOICE && info->choices[tf_parameter_get_whole (info, &p)].from_file))
        tf_randomize_parameter (info, &p, rand);
      value = tf_parameter_get_text (info, &p);
      if (info->kind == TF_PARAMETER_FLAG)
        words = g_strdup_printf ("render --view geometry --time 0 --%s ", info->option);
      else
        words = g_strdup_printf ("render --view geometry --time 0 --%s=%s ", info->option, value);
      render (fixture, words, "parameter.svg");
      assert_done (fixture);
      figure = read_figure (fixture, "parameter.svg");
      whole = g_strndup (g_bytes_get_data (figure, NULL), g_bytes_get_size (figure));
      line = g_strdup_printf ("\n%s=%s\n", info->name, value);
      g_assert_nonnull (strstr (whole, line));
    }
}

/* --bias-decay is a bias, and at 0 the same as --bias to the last digit. */
static void
test_bias_decay (Fixture *fixture, gconstpointer data)
{
  static const char *const flows[] = { "central", "joint --initial-w random", "descent" };

  for (guint i = 0; i < G_N_ELEMENTS (flows); i++)
    {
      g_autofree char *problem = g_strconcat ("run --classes 3 --per-class 9,4,6 --dim 7 --times 0,3,9 --flow ", flows[i], NULL);
      g_autofree char *free_words = g_strconcat (problem, " --bias", NULL);
      g_autofree char *zero_words = g_strconcat (problem, " --bias-decay 0", NULL);
      g_autofree char *half_words = g_strconcat (problem, " --bias-decay=0.5", NULL);
      g_autofree char *of_free = NULL;

      run (fixture, free_words);
      assert_done (fixture);
      of_free = g_strdup (fixture->out);
      run (fixture, zero_words);
      g_assert_cmpstr (fixture->out, ==, of_free);
      run (fixture, half_words);
      assert_done (fixture);
      g_assert_cmpstr (fixture->out, !=, of_free);
      run (fixture, problem);
      g_assert_cmpstr (fixture->out, !=, of_free);
    }
}

static void
test_render_caption (Fixture *fixture, gconstpointer data)
{
  render (fixture, FIGURES "--caption ", "caption.pdf");
  assert_done (fixture);
  for (const char *const *part = (const char *const[]){ "K = 3", "N = 36", "d = 6", "β = 0.05", "t = 9", NULL }; *part != NULL; part++)
    if (strstr (fixture->out, *part) == NULL)
      g_error ("“%s” is not in: %s", *part, fixture->out);
  g_assert_true (g_str_has_suffix (fixture->out, "\n"));
}

/* Words that make no figure leave no file. */
static void
test_render_failures (Fixture *fixture, gconstpointer data)
{
  static const char *const words[] = {
    "--view nonsense ", "--view means,dashboard ", "--view= ", "--size 4x3 ", "--size 0.1x0.1in ", "--size 1e9in ",
    "--dpi 0 ", "--dpi nan ", "--time -1 ", "--text-size 0 ", "--line-width x ", "--columns -1 ", "--layers 0 ",
  };
  g_autofree char *path = g_build_filename (fixture->folder, "none.png", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *line = g_strconcat (FIGURES, words[i], NULL);

      render (fixture, line, "none.png");
      assert_failed (fixture, 2, "tightframe: render: --");
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
  run (fixture, FIGURES "--view means");
  assert_failed (fixture, 2, "tightframe: render: -o FILE is missing");
  render (fixture, FIGURES, "none.gif");
  assert_failed (fixture, 2, "tightframe: render: -o: ");
  run (fixture, FIGURES "-o /nonexistent/folder/none.svg");
  assert_failed (fixture, 1, "tightframe: /nonexistent/folder/none.svg: ");
  g_assert_true (g_file_set_contents (path, "\x89PNG\r\n\x1a\n", 8, NULL));
  g_free (g_steal_pointer (&path));
  path = g_strdup_printf ("render %s/none.png ", fixture->folder);
  render (fixture, path, "none.svg");
  g_assert_cmpint (fixture->status, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define CASE(path, data, function) g_test_add ("/cli/" path, Fixture, data, set_up, function, tear_down)
  CASE ("help", NULL, test_help);
  CASE ("misuse", NULL, test_misuse);
  CASE ("failure", NULL, test_failure);
  CASE ("no-display", NULL, test_no_display);
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
  CASE ("run/own-input", NULL, test_own_input);
  CASE ("run/no-file", NULL, test_no_file);
  CASE ("run/rows-as-they-come", NULL, test_rows_as_they_come);
  CASE ("run/output", NULL, test_output);
  CASE ("run/devices", NULL, test_devices);
  CASE ("run/interrupt", GINT_TO_POINTER (SIGINT), test_interrupt);
  CASE ("run/terminate", GINT_TO_POINTER (SIGTERM), test_interrupt);
  CASE ("run/session", NULL, test_session);
  CASE ("run/session-flows", NULL, test_session_flows);
  CASE ("run/session-failures", NULL, test_session_failures);
  CASE ("render-private", NULL, test_render_private);
  CASE ("left-out", NULL, test_left_out);
  CASE ("render/views", NULL, test_render_views);
  CASE ("render/size", NULL, test_render_size);
  CASE ("render/again", NULL, test_render_again);
  CASE ("every-parameter", NULL, test_every_parameter);
  CASE ("bias-decay", NULL, test_bias_decay);
  CASE ("render/caption", NULL, test_render_caption);
  CASE ("render/failures", NULL, test_render_failures);
  CASE ("equilibrium/betas", NULL, test_equilibrium);
  CASE ("equilibrium/zero", NULL, test_equilibrium_zero);
  CASE ("depth/layers", NULL, test_depth);
  CASE ("depth/interrupt", NULL, test_interrupt_depth);
  CASE ("perturbation/spectrum", NULL, test_spectrum);
  CASE ("perturbation/prediction", NULL, test_prediction);
  CASE ("perturbation/prediction-alone", NULL, test_prediction_alone);
  CASE ("info/csv", NULL, test_info);
  CASE ("info/weights", NULL, test_info_weights);
  return g_test_run ();
}
