/* test-cli-series.c: `tightframe series` and `tightframe fit`, as a script sees them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
  char *folder; /* for files made; removed afterwards */
  char *out, *err;
  int   status;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("tightframe-series-XXXXXX", NULL);
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

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  forget (fixture);
}

/* words: with blanks between; %1 is the fixture's folder, %2 that of the test's data. */
static char **
expand (Fixture *fixture, const char *words)
{
  g_autofree char *data = g_test_build_filename (G_TEST_DIST, "data", "series", NULL);
  g_autofree char *line = g_strconcat (g_getenv ("TF_TEST_PROGRAM"), " ", words, NULL);
  g_autoptr (GString) text = g_string_new (line);

  g_string_replace (text, "%1", fixture->folder, 0);
  g_string_replace (text, "%2", data, 0);
  return g_strsplit (text->str, " ", -1);
}

static void
run (Fixture *fixture, const char *words)
{
  g_auto (GStrv) argv = expand (fixture, words);
  g_autoptr (GError) error = NULL;

  forget (fixture);
  g_spawn_sync (NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &fixture->out, &fixture->err, &fixture->status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (fixture->status));
  fixture->status = WEXITSTATUS (fixture->status);
}

/* The number in a column of row i (0 is below the header). */
static double
get_number (const char *table, const char *column, guint i)
{
  g_auto (GStrv) lines = g_strsplit (table, "\n", -1);
  g_auto (GStrv) names = g_strsplit (lines[0], ",", -1), fields = NULL;

  g_assert_cmpuint (g_strv_length (lines), >, i + 1);
  fields = g_strsplit (lines[i + 1], ",", -1);
  for (guint j = 0; names[j] != NULL; j++)
    if (strcmp (names[j], column) == 0)
      return g_ascii_strtod (fields[j], NULL);
  g_assert_not_reached ();
}

static guint
count_rows (const char *table)
{
  g_auto (GStrv) lines = g_strsplit (table, "\n", -1);

  return g_strv_length (lines) - 2; /* header, and nothing after the last line break */
}

/* Files without a number in their names, whose array `epoch` tells. */
static void
test_epochs (Fixture *fixture, gconstpointer data)
{
  run (fixture, "series %2");
  g_assert_cmpstr (fixture->err, ==, "");
  g_assert_cmpint (fixture->status, ==, 0);
  g_assert_true (g_str_has_prefix (fixture->out, "epoch,objective,fit,"));
  g_assert_cmpuint (count_rows (fixture->out), ==, 3);
  g_assert_cmpfloat (get_number (fixture->out, "epoch", 0), ==, 0);
  g_assert_cmpfloat (get_number (fixture->out, "epoch", 1), ==, 18);
  g_assert_cmpfloat (get_number (fixture->out, "epoch", 2), ==, 240);
  g_assert_cmpfloat (get_number (fixture->out, "nc1_ratio", 2), <, get_number (fixture->out, "nc1_ratio", 0));
  g_assert_cmpfloat (get_number (fixture->out, "accuracy", 2), >, 0.9);
}

/* A row is what `info` says of that file. */
static void
test_as_info (Fixture *fixture, gconstpointer data)
{
  g_autofree char *table = NULL, *line = NULL;
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  run (fixture, "series %2");
  table = g_steal_pointer (&fixture->out);
  run (fixture, "info %2/end.npz");
  g_ascii_formatd (digits, sizeof digits, "%.12g", get_number (table, "margin", 2));
  line = g_strdup_printf ("\nmargin: %s\n", digits);
  g_assert_nonnull (strstr (fixture->out, line));
}

static void
put (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

#define TABLE "x,y,label\n0,0.1,a\n0.2,0,a\n5,5,b\n5.1,4.7,b\n"

/* Layers have a column of their own; what cannot be read is said, and the rest is there. */
static void
test_layers (Fixture *fixture, gconstpointer data)
{
  put (fixture, "conv_epoch1.csv", TABLE);
  put (fixture, "fc_epoch1.csv", TABLE);
  put (fixture, "conv_epoch2.csv", TABLE);
  put (fixture, "fc_epoch2.csv", "x,y,label\n1,oops");
  run (fixture, "series %1 -o %1/table.txt");
  g_assert_cmpint (fixture->status, ==, 1);
  g_assert_nonnull (strstr (fixture->err, "fc_epoch2.csv: "));
  {
    g_autofree char *path = g_build_filename (fixture->folder, "table.txt", NULL);
    g_autofree char *table = NULL;

    g_assert_true (g_file_get_contents (path, &table, NULL, NULL));
    g_assert_cmpuint (count_rows (table), ==, 3);
    g_assert_nonnull (strstr (table, ",layer\n1,"));
    g_assert_nonnull (strstr (table, ",conv\n1,"));
  }
}

static void
test_misused (Fixture *fixture, gconstpointer data)
{
  run (fixture, "series");
  g_assert_cmpint (fixture->status, ==, 2);
  run (fixture, "series %1/none");
  g_assert_cmpint (fixture->status, ==, 1);
  run (fixture, "series %1");
  g_assert_cmpint (fixture->status, ==, 1);
  run (fixture, "fit %2/start.npz");
  g_assert_cmpint (fixture->status, ==, 2);
  run (fixture, "fit %2/start.npz %2/end.npz --beta 1");
  g_assert_cmpint (fixture->status, ==, 2);
}

/* How files are to be read is said of each of them, and --features names the first. */
static void
test_words_of_reading (Fixture *fixture, gconstpointer data)
{
  static const char *const commands[] = { "fit", "series" };

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      const char *files = "%2/start.npz %2/end.npz";
      g_autofree char *plain = g_strjoin (" ", commands[i], files, NULL), *table = NULL;
      g_autofree char *named = g_strjoin (" ", commands[i], "--labels-key y --features", files, NULL);
      g_autofree char *missing = g_strjoin (" ", commands[i], "--labels-key nowhere", files, NULL);

      run (fixture, plain);
      g_assert_cmpint (fixture->status, ==, 0);
      table = g_steal_pointer (&fixture->out);
      run (fixture, named);
      g_assert_cmpstr (fixture->err, ==, "");
      g_assert_cmpstr (fixture->out, ==, table);
      run (fixture, missing);
      g_assert_cmpint (fixture->status, ==, 1);
      g_assert_nonnull (strstr (fixture->err, "nowhere"));
    }
}

/* Where one file is wanted, a folder of epochs is its last one, and that is said. */
static void
test_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *whole = NULL;

  run (fixture, "info %2");
  g_assert_cmpint (fixture->status, ==, 0);
  g_assert_nonnull (strstr (fixture->err, "end.npz (epoch 240)"));
  whole = g_steal_pointer (&fixture->out);
  run (fixture, "info %2/end.npz");
  g_assert_cmpstr (fixture->out, ==, whole);
  run (fixture, "equilibrium --features %1 --beta 1");
  g_assert_cmpint (fixture->status, ==, 1);
}

/* --- other codes' numbers --- */

/* conventions.csv was made by conventions.py: each column of each code, of each file. */
static void
test_like (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "series", "conventions.csv", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  for (char **line = lines + 1; *line != NULL; line++)
    {
      g_auto (GStrv) fields = g_strsplit (*line, ",", -1);
      g_autofree char *words = g_strdup_printf ("series %%2/%s --like %s", fields[0], fields[1]);
      double expected = g_ascii_strtod (fields[3], NULL);

      run (fixture, words);
      g_assert_cmpint (fixture->status, ==, 0);
      g_assert_cmpfloat_with_epsilon (get_number (fixture->out, fields[2], 0), expected, 1e-11 * (1 + expected));
      n++;
    }
  g_assert_cmpuint (n, ==, 3 * (8 + 4 + 10));
  run (fixture, "info %2/end.npz --like zhu");
  g_assert_nonnull (strstr (fixture->out, "\nETF_metric: "));
  g_assert_null (strstr (fixture->out, "\nnc2: "));
  run (fixture, "run --features %2/end.npz --times 0,1 --like papyan");
  g_assert_true (g_str_has_prefix (fixture->out, "t,accuracy,Sw_invSb,"));
  g_assert_cmpuint (count_rows (fixture->out), ==, 2);
  run (fixture, "info %2/end.npz --like nobody");
  g_assert_cmpint (fixture->status, ==, 2);
}

static void
test_json (Fixture *fixture, gconstpointer data)
{
  run (fixture, "series %2 --json");
  g_assert_cmpint (fixture->status, ==, 0);
  g_assert_true (g_str_has_prefix (fixture->out, "["));
  g_assert_nonnull (strstr (fixture->out, "\"epoch\""));
  run (fixture, "fit %2/start.npz %2/end.npz --json");
  g_assert_true (g_str_has_prefix (fixture->out, "["));
}

/* --- watching --- */

/* Reads lines from the program's output until one begins so. */
static void
wait_for_line (GDataInputStream *lines, const char *start)
{
  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);

      g_assert_nonnull (line);
      if (g_str_has_prefix (line, start))
        return;
    }
}

/* A training writes: a file in two parts, one that is replaced, one that goes. */
static void
test_watch (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) argv = expand (fixture, "series %1 --watch");
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GDataInputStream) lines = NULL, said = NULL;

  put (fixture, "epoch_1.csv", TABLE);
  process = g_subprocess_newv ((const char *const *) argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                               &error);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  said = g_data_input_stream_new (g_subprocess_get_stderr_pipe (process));
  wait_for_line (lines, "epoch,");
  wait_for_line (lines, "1,");
  put (fixture, "epoch_2.csv", "x,y,label\n0,0.1,a\n0.2,");
  g_usleep (G_USEC_PER_SEC);
  put (fixture, "epoch_2.csv", TABLE);
  wait_for_line (lines, "2,");
  put (fixture, "epoch_1.csv", "x,y,label\n0,0.1,a\n0.2,0.3,a\n5,5,b\n5.1,4.7,b\n");
  wait_for_line (lines, "1,");
  {
    g_autofree char *path = g_build_filename (fixture->folder, "epoch_2.csv", NULL);

    g_assert_cmpint (g_remove (path), ==, 0);
  }
  wait_for_line (said, "tightframe: "); /* written anew */
  wait_for_line (said, "tightframe: "); /* vanished */
  g_subprocess_send_signal (process, SIGINT);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

/* --- fit --- */

static void
test_fit (Fixture *fixture, gconstpointer data)
{
  double beta, ratio;
  g_autofree char *words = NULL;
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  run (fixture, "fit %2/start.npz %2/middle.npz %2/end.npz --lambda-w 1e-2 --lambda-h 1e-2");
  g_assert_cmpint (fixture->status, ==, 0);
  g_assert_true (g_str_has_prefix (fixture->out, "beta,nc1_ratio_from,nc1_ratio_to,"));
  g_assert_cmpuint (count_rows (fixture->out), ==, 2);
  beta = get_number (fixture->out, "beta", 0);
  ratio = get_number (fixture->out, "nc1_ratio_to", 0);
  g_assert_cmpfloat (ratio, ==, get_number (fixture->out, "nc1_ratio_from", 1));
  /* The minimizer at that beta has that ratio. */
  words = g_strdup_printf ("equilibrium --features %%2/start.npz --lambda-w 1e-2 --lambda-h 1e-2 --beta %s",
                           g_ascii_formatd (digits, sizeof digits, "%.17g", beta));
  run (fixture, words);
  g_assert_cmpint (fixture->status, ==, 0);
  g_assert_cmpfloat_with_epsilon (get_number (fixture->out, "nc1_ratio", 0), ratio, 1e-9 * ratio);
  /* Backwards there is none. */
  run (fixture, "fit %2/end.npz %2/start.npz");
  g_assert_cmpint (fixture->status, ==, 0);
  g_assert_nonnull (strstr (fixture->out, "\n,"));
  g_assert_nonnull (strstr (fixture->err, "note: "));
}

/* Of the same samples, what is held out is measured as they are; of others there are no further columns. */
static void
test_held_out (Fixture *fixture, gconstpointer data)
{
  run (fixture, "series %2 --test %2 --ood %2");
  g_assert_cmpint (fixture->status, ==, 0);
  g_assert_nonnull (strstr (fixture->out, ",accuracy,test_nc1,test_nc4,test_margin,test_accuracy,ood_cos\n"));
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpfloat_with_epsilon (get_number (fixture->out, "test_nc1", i), get_number (fixture->out, "nc1", i), 1e-9);
      g_assert_cmpfloat (get_number (fixture->out, "test_accuracy", i), ==, get_number (fixture->out, "accuracy", i));
    }
  run (fixture, "series %2");
  g_assert_null (strstr (fixture->out, "test_"));
  run (fixture, "run --features %2/start.npz --test %2/end.npz --times 0,1");
  g_assert_cmpint (fixture->status, ==, 0);
  g_assert_cmpfloat (get_number (fixture->out, "test_nc1", 0), ==, get_number (fixture->out, "test_nc1", 1));
  run (fixture, "info %2/start.npz --test-labels-key y");
  g_assert_cmpint (fixture->status, ==, 2);
}

/* Parts of the data in one folder: beside what was trained on, or apart; what does not fit is said, and costs no row. */
static void
test_parts (Fixture *fixture, gconstpointer data)
{
  put (fixture, "train_ep1.csv", TABLE);
  put (fixture, "test_ep1.csv", TABLE);
  put (fixture, "train_ep2.csv", TABLE);
  put (fixture, "test_ep2.csv", "x,y,label\n0,0.1,a\n5,5,c\n");
  run (fixture, "series %1");
  g_assert_cmpint (fixture->status, ==, 0);
  g_assert_nonnull (strstr (fixture->out, ",accuracy,test_nc1,"));
  g_assert_cmpuint (count_rows (fixture->out), ==, 2);
  g_assert_cmpfloat_with_epsilon (get_number (fixture->out, "test_nc1", 0), get_number (fixture->out, "nc1", 0), 1e-9);
  g_assert_nonnull (strstr (fixture->err, "test_ep2.csv: note: it does not fit what it is beside, and was left out: "));
  run (fixture, "series %1 --apart");
  g_assert_cmpint (fixture->status, ==, 0);
  g_assert_null (strstr (fixture->out, "test_nc1"));
  g_assert_nonnull (strstr (fixture->out, ",layer\n"));
  g_assert_cmpuint (count_rows (fixture->out), ==, 4);
  put (fixture, "test_ep2.csv", TABLE);
  run (fixture, "series %1 --test %1/test_ep1.csv"); /* the word goes before names */
  g_assert_cmpint (fixture->status, ==, 0);
  g_assert_cmpfloat (get_number (fixture->out, "test_nc1", 1), ==, get_number (fixture->out, "test_nc1", 0));
  run (fixture, "info %1"); /* of its last epoch, with what is beside it */
  g_assert_cmpint (fixture->status, ==, 0);
  g_assert_nonnull (strstr (fixture->out, "\ntest_samples: 4\n"));
  g_assert_nonnull (strstr (fixture->err, ", with its test set"));
}

/* What ranks saved of an epoch is joined; what is not whole is said, and costs no other row. */
static void
test_ranks (Fixture *fixture, gconstpointer data)
{
  double ratio;

  put (fixture, "whole.csv", "x,y,label\n0,0.1,a\n0.2,0,a\n5,5,b\n5.1,4.7,b\n");
  run (fixture, "run --features %1/whole.csv --times 0");
  ratio = get_number (fixture->out, "nc1_ratio", 0);
  put (fixture, "ep1_rank0.csv", "x,y,label\n0,0.1,a\n5,5,b\n");
  put (fixture, "ep1_rank1.csv", "x,y,label\n0.2,0,a\n5.1,4.7,b\n");
  put (fixture, "ep2_rank0.csv", "x,y,label\n0,0.1,a\n0.2,0,a\n"); /* of one class */
  put (fixture, "ep2_rank1.csv", "x,y,label\n5,5,b\n5.1,4.7,b\n");
  put (fixture, "ep3_rank1.csv", TABLE);
  run (fixture, "series %1/ep1_rank0.csv %1/ep1_rank1.csv %1/ep2_rank0.csv %1/ep2_rank1.csv %1/ep3_rank1.csv");
  g_assert_cmpint (fixture->status, ==, 1);
  g_assert_nonnull (strstr (fixture->err, "ep3_rank*.csv: ep3_rank0.csv is not there, which is a part of it."));
  g_assert_null (strstr (fixture->out, ",layer"));
  g_assert_cmpuint (count_rows (fixture->out), ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpfloat_with_epsilon (get_number (fixture->out, "nc1_ratio", i), ratio, 1e-14);
  run (fixture, "series %1/ep1_rank0.csv %1/ep1_rank1.csv --apart");
  g_assert_cmpint (fixture->status, ==, 0);
  g_assert_nonnull (strstr (fixture->out, ",layer\n"));
  run (fixture, "fit %1/ep1_rank*.csv %1/ep2_rank*.csv -o %1/ep1_rank1.csv");
  g_assert_cmpint (fixture->status, ==, 1);
  run (fixture, "info %1/ep2_rank*.csv");
  g_assert_cmpint (fixture->status, ==, 0);
  g_assert_nonnull (strstr (fixture->out, "samples: 4\n"));
  run (fixture, "info %1/ep7_rank*.csv");
  g_assert_nonnull (strstr (fixture->err, "There is no file with a number in the place of the star."));
}

/* A figure of the metrics over epochs; it finds the training again where it lies beside it. */
static void
test_figure (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "epochs.svg", NULL), *text = NULL;

  run (fixture, "render --features %2 --view epochs --time 0 -o %1/epochs.svg");
  g_assert_cmpint (fixture->status, ==, 0);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, ">epoch<"));
  g_assert_nonnull (strstr (text, "epochs=."));
  g_assert_null (strstr (text, ">OOD<"));
  g_assert_null (strstr (fixture->err, "the last is taken"));
  run (fixture, "render --features %2 --view epochs,map --vary epoch --time 0 -o %1/map.svg");
  g_assert_cmpint (fixture->status, ==, 0);
  g_assert_null (strstr (fixture->err, "the last is taken"));
  run (fixture, "render --features %2 --view map,means --vary epoch --time 0 -o %1/map.svg");
  g_assert_nonnull (strstr (fixture->err, "the last is taken")); /* its means */
  run (fixture, "render %1/epochs.svg --view epochs,means -o %1/again.svg");
  g_assert_cmpint (fixture->status, ==, 0);
  run (fixture, "render --view epochs --time 0 -o %1/none.svg");
  g_assert_cmpint (fixture->status, ==, 1);
  g_assert_nonnull (strstr (fixture->err, "epochs are drawn of a folder"));
  run (fixture, "record --features %2 --view epochs -o %1/film.png");
  g_assert_cmpint (fixture->status, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/cli-series/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("epochs", test_epochs);
  ADD ("as-info", test_as_info);
  ADD ("folder", test_folder);
  ADD ("layers", test_layers);
  ADD ("misused", test_misused);
  ADD ("words-of-reading", test_words_of_reading);
  ADD ("like", test_like);
  ADD ("json", test_json);
  ADD ("watch", test_watch);
  ADD ("fit", test_fit);
  ADD ("held-out", test_held_out);
  ADD ("parts", test_parts);
  ADD ("ranks", test_ranks);
  ADD ("figure", test_figure);
  return g_test_run ();
}
