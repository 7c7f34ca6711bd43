/* test-cli.c: the built program's commands, as a script sees them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <gio/gio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hard-problem.h"
#include "random-parameters.h"
#include "truth.h"
#include "cli-fixture.h"

/* Done, with notes on standard error and nothing else there. */
static void
assert_done_with_note (Fixture *fixture)
{
  g_assert_cmpint (fixture->status, ==, 0);
  g_assert_nonnull (strstr (fixture->err, ": note: "));
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
  for (guint i = 0; i < TF_N_METRICS; i++)
    if (tf_metric_get_info (i)->kind == TF_METRIC_DIFFERENCE && !strstr (fixture->out, tf_metric_name (i)))
      g_error ("that %s is a difference is not in the help", tf_metric_name (i));
  g_assert_nonnull (strstr (fixture->out, "(0.005)"));
  g_assert_nonnull (strstr (fixture->out, "(1e-06)"));
  g_assert_null (strstr (fixture->out, "(3)"));
}

static const char *const misuses[] = {
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
  "run --bias=false",
  "run --json=no",
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
  "run --head-layers 2",
  "run --flow joint --head-layers 0",
  "run --flow joint --head-layers 7",
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

static void
test_misuse (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (misuses); i++)
    {
      run (fixture, misuses[i]);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define CASE(path, data, function) g_test_add ("/cli/" path, Fixture, data, set_up, function, tear_down)
  CASE ("help", NULL, test_help);
  CASE ("misuse", NULL, test_misuse);
  CASE ("failure", NULL, test_failure);
  CASE ("no-display", NULL, test_no_display);
  CASE ("run/own-input", NULL, test_own_input);
  CASE ("run/no-file", NULL, test_no_file);
  CASE ("left-out", NULL, test_left_out);
  CASE ("every-parameter", NULL, test_every_parameter);
  CASE ("bias-decay", NULL, test_bias_decay);
  CASE ("info/csv", NULL, test_info);
  CASE ("info/weights", NULL, test_info_weights);
  return g_test_run ();
}
