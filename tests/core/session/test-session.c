/* test-session.c: sessions as texts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "asked.h"
#include "number-text.h"
#include "session.h"
#include "session-link.h"
#include "session-kit.h"
#include "session-training.h"

static TfSource *
random_draw (GRand *rand)
{
  gsize sizes[7];
  TfSynthetic draw = { .n_classes = g_rand_int_range (rand, 2, 8), .per_class = g_rand_int_range (rand, 1, 1000),
                       .dim = g_rand_int_range (rand, 1, 1000), .seed = g_rand_int (rand),
                       .spread = random_number (rand), .noise = random_number (rand) };

  for (guint k = 0; k < draw.n_classes; k++)
    sizes[k] = g_rand_int_range (rand, 1, 100);
  if (g_rand_boolean (rand))
    draw.sizes = sizes;
  return tf_source_new_synthetic (&draw);
}

static TfSession *
random_session (GRand *rand, TfSource *source)
{
  TfInstant latest, at, other;
  g_autoptr (TfCourse) course = random_course (rand, &latest);
  double numbers[9];
  TfSession *session;

  at = g_rand_boolean (rand) ? (TfInstant){ latest.t / 3, latest.iteration / 3 } : latest;
  session = tf_session_new (source, course, &at, &latest);
  if (g_rand_boolean (rand))
    {
      g_autoptr (TfCourse) beside = random_course (rand, &other);
      g_autoptr (TfSource) own = random_draw (rand);

      tf_session_set_beside (session, beside, g_rand_boolean (rand) ? own : NULL);
    }
  for (int i = g_rand_int_range (rand, 0, 4); i > 0; i--)
    {
      g_autoptr (TfCourse) pinned = random_course (rand, &other);
      g_autoptr (TfSource) own = random_draw (rand);

      tf_session_add_pin (session, "  a [name] = “x”; with\nlines\\ ", g_rand_boolean (rand), i % 2 ? own : NULL, pinned,
                          &other);
    }
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    numbers[i] = random_number (rand);
  tf_session_set_view_numbers (session, "camera", numbers, G_N_ELEMENTS (numbers));
  tf_session_set_view (session, "page", "run");
  tf_session_set_view (session, "note", " ;#= \t\r\n ∇ ");
  return session;
}

/* Sources of every kind, files of odd names among them. */
static GPtrArray *
make_sources (GRand *rand, const char *folder)
{
  GPtrArray *sources = g_ptr_array_new_with_free_func ((GDestroyNotify) tf_source_unref);
  g_autoptr (GFile) plain = write_file (folder, "x.npz", "some bytes");
  g_autoptr (GFile) odd = write_file (folder, "a = [b];\n\\ c .npy", "other bytes");
  g_autoptr (GFile) bytes = write_file (folder, "\xff\xfe.npy", "labels");
  g_autoptr (GFile) deep = write_file (folder, "p/q/L2.npz", "layer");
  g_autoptr (TfSource) file = tf_source_new_file (plain, NULL);
  g_autoptr (TfSource) labelled = tf_source_new_file (odd, bytes);
  GFile *const layers[] = { plain, deep };
  g_autoptr (TfSource) series = tf_source_new_files (layers, 2), at_first = NULL, at_both = NULL, alone = NULL;

  at_first = tf_source_new_with_held_out (series, TF_HELD_OUT_TEST, labelled);
  at_both = tf_source_new_with_held_out (at_first, TF_HELD_OUT_OOD, series);
  alone = tf_source_new_with_options (file, &(TfFeaturesOptions){ .alone = TRUE });
  g_ptr_array_add (sources, tf_source_digest (at_both, NULL, NULL));
  g_ptr_array_add (sources, tf_source_ref (at_first));
  g_ptr_array_add (sources, tf_source_ref (alone));
  g_ptr_array_add (sources, random_draw (rand));
  g_ptr_array_add (sources, tf_source_digest (file, NULL, NULL));
  g_ptr_array_add (sources, tf_source_ref (file)); /* digest not known */
  g_ptr_array_add (sources, tf_source_new_with_keys (file, "h 1", "y"));
  g_ptr_array_add (sources, tf_source_digest (labelled, NULL, NULL));
  g_ptr_array_add (sources, tf_source_digest (series, NULL, NULL));
  g_ptr_array_add (sources, tf_source_new_with_keys (series, "h", "y"));
  return sources;
}

static void
test_round_trip (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  g_autofree char *folder = make_folder ();
  g_autoptr (GPtrArray) sources = make_sources (rand, folder);

  for (guint i = 0; i < 20 * sources->len; i++)
    {
      const char *const folders[] = { NULL, folder, "/", "/elsewhere/far/away" };
      const char *where = folders[i % G_N_ELEMENTS (folders)];
      g_autoptr (TfSession) session = random_session (rand, sources->pdata[i % sources->len]);
      gsize length;
      g_autofree char *text = tf_session_to_text (session, where, &length);
      g_autoptr (GError) error = NULL;
      g_autoptr (TfSession) again = tf_session_from_text (text, length, where, &error);
      g_autofree char *second = NULL;

      g_assert_no_error (error);
      g_assert_true (tf_session_is_text (text, length));
      assert_same (session, again);
      second = tf_session_to_text (again, where, NULL);
      g_assert_cmpstr (text, ==, second);
    }
  remove_tree (folder);
}

static void
test_numbers (void)
{
  const char *const none[] = { "", " 1", "1 ", "nan", "inf", "1e999", "0x10", "1,5", "--1", "1e", "." };
  double value = 7;

  for (guint i = 0; i < 200000; i++)
    {
      union { guint64 bits; double number; } any = { .bits = (guint64) g_test_rand_int () << 32 | (guint32) g_test_rand_int () };
      char text[TF_NUMBER_TEXT_SIZE];

      if (!isfinite (any.number))
        continue;
      g_assert_true (tf_number_read (tf_number_write (any.number, text), &value));
      g_assert_cmpfloat (value, ==, any.number);
    }
  value = 7;
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_false (tf_number_read (none[i], &value));
  g_assert_cmpfloat (value, ==, 7);
}

static void
test_view (void)
{
  g_autoptr (TfSource) source = tf_source_new_synthetic (&TF_SYNTHETIC_DEFAULT);
  g_autoptr (TfCourse) course = tf_course_new (&TF_PARAMETERS_DEFAULT);
  g_autoptr (TfSession) session = tf_session_new (source, course, &(TfInstant){ 0, 0 }, NULL);
  double numbers[3] = { 1, 2.5, -3e-300 }, read[3];

  tf_session_set_view_numbers (session, "camera", numbers, 3);
  g_assert_cmpstr (tf_session_get_view (session, "camera"), ==, "1 2.5 -3e-300");
  g_assert_true (tf_session_get_view_numbers (session, "camera", read, 3));
  g_assert_cmpmem (numbers, sizeof numbers, read, sizeof read);
  g_assert_false (tf_session_get_view_numbers (session, "camera", read, 2));
  g_assert_false (tf_session_get_view_numbers (session, "page", read, 3));
  tf_session_set_view (session, "camera", "1 2 nan");
  g_assert_cmpuint (session->view->len, ==, 2);
  g_assert_false (tf_session_get_view_numbers (session, "camera", read, 3));
}

#define HEAD "[Tightframe]\nformat=1\n[Features]\nkind=synthetic\n"

/* Texts, and what is said of each. */
static const struct
{
  const char *text, *sentence;
} hostile[] = {
  { "", "nothing in it" },
  { "hello", "line 1 stands before any" },
  { "\xff\xfe\xff", "not a text" },
  { HEAD "kind\n", "line 5 is neither" },
  { HEAD "[Run\n", "line 5 begins a group" },
  { HEAD "[Run]]\n", "broken" },
  { "[Tightframe]\n", "format" },
  { "[Tightframe]\nformat=x\n", "format" },
  { "[Tightframe]\nformat=-1\n", "format" },
  { "[Tightframe]\nformat=2\n", "later version" },
  { "[Tightframe]\nformat=1\n", "what the features are" },
  { "[Tightframe]\nformat=1\n[Features]\nkind=magic\n", "kind" },
  { "[Tightframe]\nformat=1\n[Features]\nkind=file\n", "where the features are" },
  { "[Tightframe]\nformat=1\n[Features]\nkind=file\nabsolute-path=x.npz\n", "where the features are" },
  { "[Tightframe]\nformat=1\n[Features]\nkind=series\n", "how many layers" },
  { "[Tightframe]\nformat=1\n[Features]\nkind=series\nlayers=1\n", "layers" },
  { "[Tightframe]\nformat=1\n[Features]\nkind=series\nlayers=99999999999\n", "layers" },
  { "[Tightframe]\nformat=1\n[Features]\nkind=series\nlayers=2\npath-1=/a\n", "where the features are" },
  { HEAD "classes=1\n", "classes" },
  { HEAD "dim=-3\n", "line 5, in [Features]: dim" },
  { HEAD "seed=4294967296\n", "seed" },
  { HEAD "spread=nan\n", "spread" },
  { HEAD "noise=-1\n", "noise" },
  { HEAD "classes=3\nper-class=1,2\n", "per-class" },
  { HEAD "per-class=0\n", "per-class" },
  { HEAD "[Run]\nlambda-w=0\n", "λ_W" },
  { HEAD "[Run]\nlambda-w=nan\n", "lambda-w" },
  { HEAD "[Run]\nlambda-h=-1\n", "line 5, in [Run]: λ_H" },
  { HEAD "[Run]\nbeta=1e999\n", "beta" },
  { HEAD "[Run]\nflow=sideways\n", "flow" },
  { HEAD "[Run]\nbias=maybe\n", "bias" },
  { HEAD "[Run]\ntolerance=0.5\n", "tolerance" },
  { HEAD "[Run]\ninitial-w-seed=-1\n", "initial-w-seed" },
  { HEAD "# [Run]\ntime=3\n\n[Run]\neta=1\n  time = -1\n", "line 10, in [Run]: the time" },
  { HEAD "[Run]\ntime=1e301\n", "time" },
  { HEAD "[Run]\niteration=1.5\n", "iteration" },
  { HEAD "[Run]\nlatest-time=inf\n", "latest-time" },
  { HEAD "[Changes]\n1=beta=1\n", "change 1" },
  { HEAD "[Changes]\n1=t=-1 beta=1\n", "change 1" },
  { HEAD "[Changes]\n1=t=nan beta=1\n", "change 1" },
  { HEAD "[Changes]\n1=t=1 iteration=x beta=1\n", "change 1" },
  { HEAD "[Changes]\n1=t=1 beta=-1\n", "change 1" },
  { HEAD "[Changes]\n1=t=2 beta=1\n2=t=1 beta=2\n", "line 7, in [Changes]: change 2" },
  { HEAD "[Changes]\n1=t=2 beta=1\n2=t=2 beta=2\n", "change 2" },
  { HEAD "[Beside]\nlambda-w=-1\n", "λ_W" },
  { HEAD "[Pin 1]\neta=0\n", "η" },
  { HEAD "[Pin 1]\n[Pin 1 Features]\nkind=file\n", "where the features are" },
};

static void
test_hostile (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", hostile[i].sentence);
      g_assert_null (tf_session_from_text (hostile[i].text, strlen (hostile[i].text), "/tmp", &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      g_assert_nonnull (strstr (error->message, hostile[i].sentence));
      g_assert_null (strchr (error->message, '\n'));
    }
}

/* What is not known is passed over, what is missing has its default. */
static void
test_tolerant (void)
{
  static const char text[] = "\xef\xbb\xbf# a note\n\n" HEAD "colour=red\nclasses=5\n[Run]\nbeta=0.25\nmood=good\ntime=3\n"
                             "[Changes]\n1=t=4 mood=bad lambda-h=0\n3=t=1 beta=9\n[Weather]\nwind=no\n[View]\npage=run\nBad Key=1\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (TfSession) session = tf_session_from_text (text, strlen (text), NULL, &error);

  g_assert_no_error (error);
  g_assert_true (tf_session_is_text (text, strlen (text)));
  g_assert_cmpuint (tf_source_get_synthetic (session->source)->n_classes, ==, 5);
  g_assert_cmpfloat (session->course->start.beta, ==, 0.25);
  g_assert_cmpfloat (session->course->start.lambda_w, ==, 5e-3);
  g_assert_cmpuint (session->course->n_changes, ==, 1);
  g_assert_cmpfloat (session->course->changes[0].parameters.lambda_h, ==, 0);
  g_assert_cmpfloat (session->course->changes[0].parameters.beta, ==, 0.25);
  g_assert_cmpfloat (session->at.t, ==, 3);
  g_assert_cmpfloat (session->latest.t, ==, 4);
  g_assert_cmpuint (session->view->len, ==, 2);
}

static void
test_bounds (void)
{
  g_autoptr (GString) text = g_string_new (HEAD "[Changes]\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (TfSession) session = NULL;

  for (guint i = 1; i <= TF_COURSE_MAX_CHANGES; i++)
    g_string_append_printf (text, "%u=t=%u beta=1\n", i, i);
  session = tf_session_from_text (text->str, text->len, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (session->course->n_changes, ==, TF_COURSE_MAX_CHANGES);
  g_string_append_printf (text, "%u=t=%u beta=1\n", TF_COURSE_MAX_CHANGES + 1, TF_COURSE_MAX_CHANGES + 1);
  g_assert_null (tf_session_from_text (text->str, text->len, NULL, &error));
  g_assert_nonnull (strstr (error->message, "4096"));
  g_clear_error (&error);

  g_string_assign (text, HEAD);
  for (guint i = 1; i <= TF_SESSION_MAX_PINS + 1; i++)
    g_string_append_printf (text, "[Pin %u]\n", i);
  g_assert_null (tf_session_from_text (text->str, text->len, NULL, &error));
  g_assert_nonnull (strstr (error->message, "64 pinned"));
  g_clear_error (&error);

  g_string_set_size (text, TF_SESSION_MAX_LENGTH + 1);
  g_assert_null (tf_session_from_text (text->str, text->len, NULL, &error));
  g_assert_nonnull (strstr (error->message, "longer"));
}

/* Bytes of a good session changed at random: a session or a sentence. */
static void
test_noise (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  g_autofree char *folder = make_folder ();
  g_autoptr (GPtrArray) sources = make_sources (rand, folder);
  guint n_texts = asked_number ("TF_TEST_PROBLEMS", 600);

  for (guint i = 0; i < n_texts; i++)
    {
      g_autoptr (TfSession) session = random_session (rand, sources->pdata[i % sources->len]);
      gsize length;
      g_autofree char *text = tf_session_to_text (session, folder, &length);
      g_autoptr (GError) error = NULL;
      g_autoptr (TfSession) read = NULL;

      for (int n = g_rand_int_range (rand, 1, 12); n > 0; n--)
        text[g_rand_int_range (rand, 0, length)]
            = g_rand_boolean (rand) ? g_rand_int_range (rand, 32, 127) : g_rand_int_range (rand, 0, 256);
      read = tf_session_from_text (text, g_rand_int_range (rand, length / 2, length + 1), folder, &error);
      g_assert_true ((read == NULL) == (error != NULL));
      if (read != NULL)
        g_assert_true (tf_parameters_validate (&read->course->start, NULL));
    }
  remove_tree (folder);
}

/* What stands beside the epochs by hand, as the way to it: folders may be moved together. */
static void
test_training (void)
{
  static const struct
  {
    const char *features, *beside, *moved, *found;
  } cases[] = {
    { "/data/run/train/epoch_1.npz", "/data/run/test", "/other/r/train/epoch_1.npz", "/other/r/test" },
    { "/data/run/epoch_1.npz", "/data/run/test/all.npz", "/r/epoch_1.npz", "/r/test/all.npz" },
    { "/data/run/epoch_1.npz", "/data/run", "/r/epoch_1.npz", "/r" },
    { "/data/run/epoch_1.npz", "/data/runs", "/x/r/epoch_1.npz", "/x/runs" },
    { "/data/run/epoch_1.npz", "/elsewhere/test", NULL, NULL },
    { "/data/run/epoch_1.npz", NULL, "/r/epoch_1.npz", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GFile) file = g_file_new_for_path (cases[i].features);
      g_autoptr (GFile) other = g_file_new_for_path (cases[i].moved != NULL ? cases[i].moved : cases[i].features);
      g_autoptr (TfSource) source = tf_source_new_file (file, NULL), moved = tf_source_new_file (other, NULL);
      g_autoptr (TfCourse) course = tf_course_new (&TF_PARAMETERS_DEFAULT);
      g_autoptr (TfSession) session = tf_session_new (source, course, &(TfInstant){ 0, 0 }, NULL);
      g_autofree char *path = NULL, *none = NULL;

      tf_session_set_training_held_out (session, FALSE, TF_HELD_OUT_TEST, cases[i].beside);
      tf_session_set_source (session, moved);
      g_assert_cmpint (tf_session_get_training_held_out (session, FALSE, TF_HELD_OUT_TEST, &path), ==, cases[i].moved != NULL);
      g_assert_cmpstr (path, ==, cases[i].found);
      g_assert_false (tf_session_get_training_held_out (session, FALSE, TF_HELD_OUT_OOD, &none));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/round-trip", test_round_trip);
  g_test_add_func ("/session/training", test_training);
  g_test_add_func ("/session/numbers", test_numbers);
  g_test_add_func ("/session/view", test_view);
  g_test_add_func ("/session/hostile", test_hostile);
  g_test_add_func ("/session/tolerant", test_tolerant);
  g_test_add_func ("/session/bounds", test_bounds);
  g_test_add_func ("/session/noise", test_noise);
  return g_test_run ();
}
