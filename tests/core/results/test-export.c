/* test-export.c: features written and read back, and tables of what is shown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "csv-json.h"
#include "export.h"
#include "features-load.h"
#include "features-write.h"
#include "metrics-near.h"
#include "synthetic.h"

static char *folder;

static char *
path_in_folder (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static TfMoments *
gather (TfFeatures *features)
{
  g_autoptr (GError) error = NULL;
  TfMoments *moments = tf_moments_new (features, 10, NULL, &error);

  g_assert_no_error (error);
  return moments;
}

/* Under two parameters, to time 3; or at the start. */
static TfRun *
make_run (TfMoments *moments, gboolean moved)
{
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  g_autoptr (GError) error = NULL;
  TfRun *run = tf_run_new (moments, &parameters, &error);

  g_assert_no_error (error);
  if (!moved)
    return run;
  g_assert_true (tf_run_advance (run, 1, 0, NULL, NULL));
  parameters.beta = 0.3;
  parameters.bias = TRUE;
  g_assert_true (tf_run_set_parameters (run, &parameters));
  g_assert_true (tf_run_advance (run, 3, 0, NULL, NULL));
  return run;
}

static TfFeatures *
write_and_read (TfFeatures *features, TfMoments *moments, TfRun *run, const char *comment)
{
  g_autofree char *path = path_in_folder ("features.npz");
  g_autoptr (GError) error = NULL;
  TfFeatures *read;

  g_assert_true (tf_features_write (features, moments, run, comment, path, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  read = tf_features_load (path, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return read;
}

static void
assert_same_labels (TfFeatures *a, TfFeatures *b)
{
  gsize n = tf_features_get_n_samples (a);

  g_assert_cmpuint (n, ==, tf_features_get_n_samples (b));
  g_assert_cmpuint (tf_features_get_dim (a), ==, tf_features_get_dim (b));
  g_assert_cmpuint (tf_features_get_n_classes (a), ==, tf_features_get_n_classes (b));
  g_assert_cmpmem (tf_features_get_classes (a), n * sizeof (guint32), tf_features_get_classes (b), n * sizeof (guint32));
  for (guint k = 0; k < tf_features_get_n_classes (a); k++)
    g_assert_cmpstr (tf_features_get_class_name (a, k), ==, tf_features_get_class_name (b, k));
}

static void
assert_same_rows (TfFeatures *a, TfFeatures *b, double tolerance)
{
  gsize n = tf_features_get_n_samples (a), dim = tf_features_get_dim (a);
  g_autofree double *x = g_new (double, n * dim);
  g_autofree double *y = g_new (double, n * dim);

  tf_features_get_rows (a, 0, n, x);
  tf_features_get_rows (b, 0, n, y);
  for (gsize i = 0; i < n * dim; i++)
    g_assert_cmpfloat_with_epsilon (x[i], y[i], tolerance);
}

/* The moments of what was written, with the W that was, are those of the run. */
static void
assert_metrics_of_run (TfFeatures *written, TfRun *run, double tolerance)
{
  g_autoptr (TfMoments) moments = gather (written);
  TfTraceRow row = tf_run_get_row (run);
  TfMetricSet others = { 0 };
  TfMetrics metrics;

  /* The objective's share of beta and the vicinity are against H0, which is not in the file; NC4 is of samples kept. */
  tf_metric_set_add (&others, TF_METRIC_OBJECTIVE);
  tf_metric_set_add (&others, TF_METRIC_VICINITY);
  tf_metric_set_add (&others, TF_METRIC_NC4);
  tf_moments_get_metrics (moments, tf_flow_get_parameters (tf_run_get_flow (run)), TRUE, &metrics);
  assert_metrics_near (&metrics, &row.metrics, tf_metric_set_without (tf_metric_set_all (), others), tolerance, tolerance);
}

static void
test_round_trip (void)
{
  gsize sizes[] = { 3, 40, 11, 5, 20 };
  const struct
  {
    guint dim;
    gsize *sizes;
  } cases[] = { { 7, sizes }, { 200, sizes }, { 1, NULL } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TfSynthetic draw = TF_SYNTHETIC_DEFAULT;
      g_autoptr (TfFeatures) features = NULL;
      g_autoptr (TfMoments) moments = NULL;
      g_autoptr (TfRun) start = NULL;
      g_autoptr (TfRun) run = NULL;
      g_autoptr (TfFeatures) first = NULL;
      g_autoptr (TfFeatures) later = NULL;

      draw.n_classes = 5;
      draw.dim = cases[i].dim;
      draw.sizes = cases[i].sizes;
      features = tf_synthetic_generate (&draw, NULL);
      moments = gather (features);
      start = make_run (moments, FALSE);
      first = write_and_read (features, moments, start, "a comment");
      g_assert_cmpstr (tf_features_get_dtype (first), ==, "float64");
      assert_same_labels (features, first);
      assert_same_rows (features, first, 1e-11);
      g_assert_null (tf_features_get_bias (first));

      run = make_run (moments, TRUE);
      later = write_and_read (features, moments, run, NULL);
      assert_same_labels (features, later);
      assert_metrics_of_run (later, run, 1e-6);
      g_assert_nonnull (tf_features_get_bias (later));
    }
}

static void
test_single (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "resources", "examples", "mnist_mlp6_mse_L5.npz", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TfFeatures) features = tf_features_load (path, NULL, NULL, NULL, NULL, &error);
  g_autoptr (TfMoments) moments = NULL;
  g_autoptr (TfRun) run = NULL;
  g_autoptr (TfFeatures) read = NULL;

  g_assert_no_error (error);
  moments = gather (features);
  run = make_run (moments, FALSE);
  read = write_and_read (features, moments, run, NULL);
  g_assert_cmpstr (tf_features_get_dtype (read), ==, g_str_equal (tf_features_get_dtype (features), "float64") ? "float64" : "float32");
  assert_same_labels (features, read);
  assert_same_rows (features, read, 1e-4);
}

static TfFeatures *
make_worded (void)
{
  static const char *const names[] = { "cat", "dög", "-01", NULL };
  double *values = g_new (double, 60);
  guint32 *classes = g_new (guint32, 30);

  for (guint i = 0; i < 30; i++)
    {
      values[2 * i] = sin (i);
      values[2 * i + 1] = cos (3 * i);
      classes[i] = (i / 2) % 3;
    }
  return tf_features_new ("words", 30, 2, values, classes, 3, names);
}

/* Words are sorted anew by the reader: each sample keeps its word. */
static void
test_words (void)
{
  g_autoptr (TfFeatures) features = make_worded ();
  g_autoptr (TfMoments) moments = gather (features);
  g_autoptr (TfRun) run = make_run (moments, FALSE);
  g_autoptr (TfFeatures) read = write_and_read (features, moments, run, NULL);

  for (guint i = 0; i < 30; i++)
    g_assert_cmpstr (tf_features_get_class_name (read, tf_features_get_classes (read)[i]), ==,
                     tf_features_get_class_name (features, tf_features_get_classes (features)[i]));
}

static void
test_refused (void)
{
  g_autofree char *path = path_in_folder ("refused.npz");
  g_autofree char *nowhere = path_in_folder ("no/such/x.npz");
  g_autoptr (TfFeatures) features = tf_synthetic_generate (&TF_SYNTHETIC_DEFAULT, NULL);
  g_autoptr (TfMoments) moments = gather (features);
  g_autoptr (TfRun) run = make_run (moments, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  struct rlimit limit, tight;
  gboolean written;

  g_assert_true (g_file_set_contents (path, "old", -1, NULL));
  g_cancellable_cancel (cancellable);
  g_assert_false (tf_features_write (features, moments, run, NULL, path, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (tf_features_write (features, moments, run, NULL, nowhere, NULL, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  tight = limit;
  tight.rlim_cur = 5000;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &tight), ==, 0);
  written = tf_features_write (features, moments, run, NULL, path, NULL, NULL, NULL, &error);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_false (written);
  g_assert_nonnull (strstr (error->message, "could not be written"));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "old");
}

static char *
finish (TfCsvWriter *csv)
{
  g_autofree char *path = path_in_folder ("table.csv");
  char *text = NULL;

  g_assert_true (tf_csv_writer_finish (csv, path, NULL));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  tf_csv_writer_free (csv);
  return text;
}

static void
test_tables (void)
{
  static const char *const names[] = { "a,b", "c" };
  const double means[] = { 1, 0.1, -2, 3 }, cosines[] = { 1, NAN, NAN, 1 };
  const TfParameters start = TF_PARAMETERS_DEFAULT;
  TfParameters changed = start;
  g_autoptr (TfCourse) first = tf_course_new (&start);
  g_autoptr (TfCourse) course = NULL;
  TfCsvWriter *csv = tf_csv_writer_new ();
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  g_autofree char *c = NULL;

  tf_export_means (csv, 2, 2, means, names);
  a = finish (csv);
  g_assert_cmpstr (a, ==, "class,x1,x2\n\"a,b\",1,0.10000000000000001\nc,-2,3\n");
  csv = tf_csv_writer_new ();
  tf_export_gram (csv, 2, cosines, names);
  b = finish (csv);
  g_assert_cmpstr (b, ==, "class,\"a,b\",c\n\"a,b\",1,\nc,,1\n");
  changed.beta = 2;
  changed.flow = TF_FLOW_DESCENT;
  course = tf_course_change (first, &(TfInstant){ 1.5, 0 }, &changed);
  g_assert_false (tf_course_counts_iterations (course));
  csv = tf_csv_writer_new ();
  tf_export_changes (csv, course);
  c = finish (csv);
  g_assert_cmpstr (c, ==, "t,iteration,lambda-w,lambda-h,beta,bias,flow,eta,step,initial-w,initial-w-seed,tolerance,bias-decay,"
                          "loss,smoothing,focal-exponent,rate,momentum,batch,hidden-layers,head-layers\n"
                          "0,0,0.005,0.005,0,false,central,1,0.1,zero,1,1e-06,0,squared,0,2,0.05,0.9,0,\"64,64\",1\n"
                          "1.5,0,0.005,0.005,2,false,descent,1,0.1,zero,1,1e-06,0,squared,0,2,0.05,0.9,0,\"64,64\",1\n");
}

/* Texts are escaped, undefined is null, infinity is read back, and a second table has its own keys. */
static void
test_json (void)
{
  TfCsvWriter *csv = tf_csv_writer_new ();
  g_autofree char *text = NULL, *empty = NULL;

  tf_csv_writer_set_json (csv);
  tf_csv_writer_add_word (csv, "name");
  tf_csv_writer_add_word (csv, "x");
  tf_csv_writer_end_row (csv);
  tf_csv_writer_add_word (csv, "a\"\\\n\xff,β");
  tf_csv_writer_add_number (csv, 0.1);
  tf_csv_writer_end_row (csv);
  tf_csv_writer_add_word (csv, "");
  tf_csv_writer_add_number (csv, NAN);
  tf_csv_writer_end_row (csv);
  tf_csv_writer_end_row (csv);
  tf_csv_writer_add_word (csv, "y");
  tf_csv_writer_end_row (csv);
  tf_csv_writer_add_number (csv, -INFINITY);
  tf_csv_writer_end_row (csv);
  text = finish (csv);
  g_assert_cmpstr (text, ==, "[\n{\"name\": \"a\\\"\\\\\\u000a\357\277\275,β\", \"x\": 0.10000000000000001},\n"
                             "{\"name\": null, \"x\": null},\n{\"y\": -1e999}\n]\n");
  csv = tf_csv_writer_new ();
  tf_csv_writer_set_json (csv);
  tf_csv_writer_add_word (csv, "x");
  tf_csv_writer_end_row (csv);
  empty = finish (csv);
  g_assert_cmpstr (empty, ==, "[]\n");
}

/* A table made over is the table as it would have been written. */
static void
test_json_of_csv (void)
{
  static const char *const words[] = { "plain", "a,b", "say \"x\"", "two\nlines", "ü" };
  g_auto (GStrv) texts = g_new0 (char *, 3);
  g_autofree char *made = NULL;

  for (int form = 0; form < 2; form++)
    {
      TfCsvWriter *csv = tf_csv_writer_new ();

      if (form == 1)
        tf_csv_writer_set_json (csv);
      tf_csv_writer_add_word (csv, "the \"name\"");
      tf_csv_writer_add_word (csv, "x");
      tf_csv_writer_add_word (csv, "the \"name\"");
      tf_csv_writer_end_row (csv);
      for (guint i = 0; i < G_N_ELEMENTS (words); i++)
        {
          tf_csv_writer_add_word (csv, words[i]);
          tf_csv_writer_add_number (csv, i == 2 ? NAN : (i - 2.0) / 3e7);
          tf_csv_writer_add_word (csv, words[i]);
          tf_csv_writer_end_row (csv);
        }
      tf_csv_writer_end_row (csv);
      tf_csv_writer_add_word (csv, "y");
      tf_csv_writer_end_row (csv);
      tf_csv_writer_add_number (csv, 7);
      tf_csv_writer_end_row (csv);
      texts[form] = finish (csv);
    }
  made = tf_csv_to_json (texts[0]);
  g_assert_cmpstr (made, ==, texts[1]);
  g_assert_nonnull (strstr (made, "{\"the \\\"name\\\"\": \"a,b\", \"x\": -3"));
}

static void
test_trace (void)
{
  g_autoptr (TfFeatures) features = tf_synthetic_generate (&TF_SYNTHETIC_DEFAULT, NULL);
  g_autoptr (TfMoments) moments = gather (features);
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfTrace) trace = tf_trace_new (1000);
  g_autoptr (TfCourse) course = NULL;
  g_autoptr (TfRun) ahead = NULL;
  g_autoptr (TfRun) run = NULL;
  TfInstant until;
  TfCsvWriter *csv = tf_csv_writer_new ();
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  parameters.flow = TF_FLOW_DESCENT;
  course = tf_course_new (&parameters);
  ahead = tf_run_new (moments, &parameters, NULL);
  g_assert_true (tf_run_advance (ahead, 100, 0, NULL, NULL));
  until = tf_run_get_instant (ahead);
  run = tf_run_new (moments, &parameters, NULL);
  g_assert_true (tf_run_follow_into (run, course, &until, trace, NULL, NULL));
  tf_export_trace (csv, trace, course);
  text = finish (csv);
  lines = g_strsplit (text, "\n", -1);
  g_assert_true (g_str_has_prefix (lines[0], "iteration,objective,fit,"));
  g_assert_cmpuint (g_strv_length (lines), ==, tf_trace_get_n_rows (trace) + 2);
  g_assert_true (g_str_has_prefix (lines[tf_trace_get_n_rows (trace)], "100,"));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("tightframe-export-XXXXXX", NULL);
  g_test_add_func ("/export/features", test_round_trip);
  g_test_add_func ("/export/features/single", test_single);
  g_test_add_func ("/export/features/words", test_words);
  g_test_add_func ("/export/features/refused", test_refused);
  g_test_add_func ("/export/tables", test_tables);
  g_test_add_func ("/export/json", test_json);
  g_test_add_func ("/export/json-of-csv", test_json_of_csv);
  g_test_add_func ("/export/trace", test_trace);
  status = g_test_run ();
  {
    static const char *const names[] = { "features.npz", "refused.npz", "table.csv" };

    for (guint i = 0; i < G_N_ELEMENTS (names); i++)
      {
        g_autofree char *path = path_in_folder (names[i]);

        g_unlink (path);
      }
    g_assert_cmpint (g_rmdir (folder), ==, 0); /* nothing half-written was left */
  }
  g_free (folder);
  return status;
}
