/* test-session.c: sessions written, read, moved, broken and killed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "number-text.h"
#include "random-parameters.h"
#include "session.h"
#include "session-link.h"

static char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("tightframe-session-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static GFile *
write_file (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return g_file_new_for_path (path);
}

/* A double of any size, zero now and then. */
static double
random_number (GRand *rand)
{
  if (g_rand_int_range (rand, 0, 8) == 0)
    return 0;
  return g_rand_double_range (rand, 1, 10) * pow (10, g_rand_int_range (rand, -12, 12));
}

static TfCourse *
random_course (GRand *rand, TfInstant *at)
{
  TfParameters parameters = tf_random_parameters (rand);
  TfCourse *course = tf_course_new (&parameters);
  guint n = g_rand_int_range (rand, 0, 20);

  *at = (TfInstant){ 0, 0 };
  for (guint i = 0; i < n; i++)
    {
      TfCourse *longer;

      at->t += g_rand_double (rand) + 1e-9;
      at->iteration += g_rand_int_range (rand, 0, 1000);
      parameters = tf_random_parameters (rand);
      longer = tf_course_change (course, at, &parameters);
      tf_course_unref (course);
      course = longer;
    }
  course->is_exact = g_rand_int_range (rand, 0, 4) != 0;
  at->t += g_rand_double (rand);
  return course;
}

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

static void
assert_same_file (GFile *a, GFile *b)
{
  g_assert_true ((a == NULL) == (b == NULL));
  if (a != NULL)
    {
      g_autofree char *first = g_file_get_path (a);
      g_autofree char *second = g_file_get_path (b);

      g_assert_cmpstr (first, ==, second);
    }
}

static void
assert_same_draw (const TfSynthetic *x, const TfSynthetic *y)
{
  g_assert_true ((x == NULL) == (y == NULL));
  if (x == NULL)
    return;
  g_assert_cmpuint (x->n_classes, ==, y->n_classes);
  g_assert_cmpuint (x->dim, ==, y->dim);
  g_assert_cmpuint (x->seed, ==, y->seed);
  g_assert_cmpfloat (x->spread, ==, y->spread);
  g_assert_cmpfloat (x->noise, ==, y->noise);
  for (guint k = 0; k < x->n_classes; k++)
    g_assert_cmpuint (x->sizes != NULL ? x->sizes[k] : x->per_class, ==, y->sizes != NULL ? y->sizes[k] : y->per_class);
}

static void
assert_same_source (TfSource *a, TfSource *b)
{
  g_assert_true ((a == NULL) == (b == NULL));
  if (a == NULL)
    return;
  g_assert_cmpstr (tf_source_get_title (a), ==, tf_source_get_title (b));
  assert_same_file (tf_source_get_file (a), tf_source_get_file (b));
  assert_same_file (tf_source_get_labels (a), tf_source_get_labels (b));
  g_assert_cmpstr (tf_source_get_features_key (a), ==, tf_source_get_features_key (b));
  g_assert_cmpstr (tf_source_get_labels_key (a), ==, tf_source_get_labels_key (b));
  g_assert_cmpstr (tf_source_get_digest (a), ==, tf_source_get_digest (b));
  g_assert_cmpstr (tf_source_get_labels_digest (a), ==, tf_source_get_labels_digest (b));
  g_assert_cmpint (tf_source_is_example (a), ==, tf_source_is_example (b));
  assert_same_draw (tf_source_get_synthetic (a), tf_source_get_synthetic (b));
  g_assert_cmpuint (tf_source_get_n_layers (a), ==, tf_source_get_n_layers (b));
  for (guint i = 0; i < tf_source_get_n_layers (a); i++)
    assert_same_source (tf_source_get_layer (a, i), tf_source_get_layer (b, i));
}

static void
assert_same_pins (TfSession *a, TfSession *b)
{
  g_assert_cmpuint (a->pins->len, ==, b->pins->len);
  for (guint i = 0; i < a->pins->len; i++)
    {
      TfSessionPin *x = a->pins->pdata[i], *y = b->pins->pdata[i];

      g_assert_cmpstr (x->name, ==, y->name);
      g_assert_cmpint (x->hidden, ==, y->hidden);
      assert_same_source (x->source, y->source);
      g_assert_true (tf_course_equal (x->course, y->course));
      g_assert_cmpint (tf_instant_compare (&x->at, &y->at), ==, 0);
    }
}

static void
assert_same (TfSession *a, TfSession *b)
{
  g_assert_cmpstr (a->version, ==, b->version);
  assert_same_source (a->source, b->source);
  g_assert_true (tf_course_equal (a->course, b->course));
  g_assert_cmpint (tf_instant_compare (&a->at, &b->at), ==, 0);
  g_assert_cmpint (tf_instant_compare (&a->latest, &b->latest), ==, 0);
  g_assert_true ((a->beside == NULL) == (b->beside == NULL));
  if (a->beside != NULL)
    g_assert_true (tf_course_equal (a->beside, b->beside));
  assert_same_pins (a, b);
  g_assert_cmpuint (a->view->len, ==, b->view->len);
  for (guint i = 0; i < a->view->len; i++)
    g_assert_cmpstr (a->view->pdata[i], ==, b->view->pdata[i]);
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

      tf_session_set_beside (session, beside);
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
  g_autoptr (TfSource) series = tf_source_new_files (layers, 2);

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

static void
test_hostile (void)
{
  static const struct
  {
    const char *text, *sentence;
  } cases[] = {
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

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].sentence);
      g_assert_null (tf_session_from_text (cases[i].text, strlen (cases[i].text), "/tmp", &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      g_assert_nonnull (strstr (error->message, cases[i].sentence));
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

  for (guint i = 0; i < 4000; i++)
    {
      g_autoptr (TfSession) session = random_session (rand, sources->pdata[i % sources->len]);
      gsize length;
      g_autofree char *text = tf_session_to_text (session, folder, &length);
      g_autoptr (GError) error = NULL;
      g_autoptr (TfSession) read = NULL;

      for (int n = g_rand_int_range (rand, 1, 12); n > 0; n--)
        text[g_rand_int_range (rand, 0, length)] = g_rand_boolean (rand) ? g_rand_int_range (rand, 32, 127) : g_rand_int_range (rand, 0, 256);
      read = tf_session_from_text (text, g_rand_int_range (rand, length / 2, length + 1), folder, &error);
      g_assert_true ((read == NULL) == (error != NULL));
      if (read != NULL)
        g_assert_true (tf_parameters_validate (&read->course->start, NULL));
    }
  remove_tree (folder);
}

static TfSession *
session_of (GFile *file)
{
  g_autoptr (TfSource) source = tf_source_new_file (file, NULL);
  g_autoptr (TfSource) digested = tf_source_digest (source, NULL, NULL);
  g_autoptr (TfCourse) course = tf_course_new (&TF_PARAMETERS_DEFAULT);

  return tf_session_new (digested, course, &(TfInstant){ 1, 0 }, NULL);
}

/* Session and features go to another folder together; then the features alone. */
static void
test_moved (void)
{
  static const char *const places[] = { "x.npz", "data/x.npz", "data/deep/x.npz" };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *top = make_folder ();
      g_autofree char *before = g_build_filename (top, "before", NULL);
      g_autofree char *after = g_build_filename (top, "after", NULL);
      g_autofree char *path = g_build_filename (before, "run.tightframe", NULL);
      g_autofree char *moved_path = g_build_filename (after, "run.tightframe", NULL);
      g_autofree char *wanted = g_build_filename (after, places[i], NULL);
      g_autofree char *other = g_build_filename (top, "other.npz", NULL);
      g_autofree char *found = NULL;
      g_autoptr (GFile) file = write_file (before, places[i], "bytes");
      g_autoptr (GFile) elsewhere = g_file_new_for_path (other);
      g_autoptr (TfSession) session = session_of (file);
      g_autoptr (TfSession) read = NULL;
      g_autoptr (TfSession) lost = NULL;
      g_autoptr (TfSource) located = NULL;
      g_autoptr (TfSource) digested = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (tf_session_save (session, path, &error));
      g_assert_cmpint (g_rename (before, after), ==, 0);
      read = tf_session_load (moved_path, &error);
      g_assert_no_error (error);
      found = g_file_get_path (tf_source_get_file (read->source));
      g_assert_cmpstr (found, ==, wanted);
      g_assert_null (tf_source_find_missing (read->source));

      g_assert_cmpint (g_rename (wanted, other), ==, 0);
      lost = tf_session_load (moved_path, &error);
      g_assert_no_error (error);
      g_assert_nonnull (tf_source_find_missing (lost->source));
      located = tf_source_new_moved (lost->source, tf_source_find_missing (lost->source), elsewhere);
      g_assert_null (tf_source_find_missing (located));
      digested = tf_source_digest (located, NULL, &error);
      g_assert_no_error (error);
      g_assert_null (tf_source_find_changed (located, digested));
      remove_tree (top);
    }
}

/* Only the session goes elsewhere: the features are found where they were. */
static void
test_session_moved_alone (void)
{
  g_autofree char *top = make_folder ();
  g_autoptr (GFile) file = write_file (top, "data/x.npz", "bytes");
  g_autoptr (GFile) folder G_GNUC_UNUSED = write_file (top, "far/away/from/it/all/empty", "");
  g_autofree char *path = g_build_filename (top, "run.tightframe", NULL);
  g_autofree char *moved = g_build_filename (top, "far/away/from/it/all/run.tightframe", NULL);
  g_autoptr (TfSession) session = session_of (file);
  g_autoptr (TfSession) read = NULL;

  g_assert_true (tf_session_save (session, path, NULL));
  g_assert_cmpint (g_rename (path, moved), ==, 0);
  read = tf_session_load (moved, NULL);
  assert_same_file (tf_source_get_file (read->source), file);
  remove_tree (top);
}

static void
test_changed (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "run.tightframe", NULL);
  g_autoptr (GFile) file = write_file (folder, "x.npz", "bytes");
  g_autoptr (TfSession) session = session_of (file);
  g_autoptr (TfSession) read = NULL;
  g_autoptr (TfSource) now = NULL;
  g_autoptr (TfSource) later = NULL;
  g_autoptr (GFile) again = NULL;

  g_assert_cmpstr (tf_source_get_digest (session->source), ==,
                   "277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9");
  g_assert_true (tf_session_save (session, path, NULL));
  read = tf_session_load (path, NULL);
  now = tf_source_digest (read->source, NULL, NULL);
  g_assert_null (tf_source_find_changed (read->source, now));
  again = write_file (folder, "x.npz", "bytez");
  later = tf_source_digest (read->source, NULL, NULL);
  assert_same_file (tf_source_find_changed (read->source, later), file);
  remove_tree (folder);
}

/* An example is named, not placed. */
static void
test_example (void)
{
  g_autofree char *folder = make_folder ();
  g_autoptr (GFile) file = write_file (folder, "examples/e.npz", "bytes");
  g_autoptr (TfSource) source = tf_source_new_example (file, "An example");
  g_autoptr (TfCourse) course = tf_course_new (&TF_PARAMETERS_DEFAULT);
  g_autoptr (TfSession) session = tf_session_new (source, course, &(TfInstant){ 1, 0 }, NULL);
  g_autofree char *text = tf_session_to_text (session, folder, NULL);
  g_autoptr (TfSession) here = NULL;
  g_autoptr (TfSession) nowhere = NULL;

  g_assert_null (strstr (text, folder));
  g_setenv ("TIGHTFRAME_DATADIR", folder, TRUE);
  here = tf_session_from_text (text, strlen (text), NULL, NULL);
  assert_same (session, here);
  g_setenv ("TIGHTFRAME_DATADIR", "/nowhere", TRUE);
  nowhere = tf_session_from_text (text, strlen (text), NULL, NULL);
  g_assert_nonnull (tf_source_find_missing (nowhere->source));
  g_unsetenv ("TIGHTFRAME_DATADIR");
  remove_tree (folder);
}

static void
assert_command (TfSource *source, const TfParameters *parameters, const TfInstant *at, const char *wanted)
{
  g_autoptr (TfCourse) course = tf_course_new (parameters);
  g_autoptr (TfSession) session = tf_session_new (source, course, at, NULL);
  g_autofree char *command = tf_session_to_command (session);

  g_assert_cmpstr (command, ==, wanted);
}

static void
test_command (void)
{
  const TfInstant at = { 12.5, 0 }, start = { 0, 0 }, iterations = { 3, 30 };
  gsize sizes[] = { 3, 4 };
  TfSynthetic draw = TF_SYNTHETIC_DEFAULT;
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  g_autoptr (GFile) file = g_file_new_for_path ("/tmp/my 'own' net.npz");
  g_autoptr (TfSource) plain = tf_source_new_file (file, NULL);
  g_autoptr (TfSource) keyed = tf_source_new_with_keys (plain, "h", "$y");
  g_autoptr (TfSource) drawn = NULL;
  g_autoptr (TfCourse) first = tf_course_new (&parameters);
  g_autoptr (TfCourse) course = NULL;
  g_autoptr (TfSession) session = NULL;
  g_autofree char *command = NULL;
  g_autofree char *of_file = tf_session_command_of_file ("/tmp/a b.tightframe");

  draw.n_classes = 2;
  draw.sizes = sizes;
  drawn = tf_source_new_synthetic (&draw);
  assert_command (keyed, &parameters, &at,
                  "tightframe run --features '/tmp/my '\\''own'\\'' net.npz' --features-key h --labels-key '$y' "
                  "--lambda-w 0.005 --lambda-h 0.005 --beta 0 --until 12.5");
  parameters.flow = TF_FLOW_DESCENT;
  parameters.bias = TRUE;
  assert_command (drawn, &parameters, &iterations,
                  "tightframe run --classes 2 --per-class 3,4 --dim 16 --spread 1 --noise 1 --seed 1 --lambda-w 0.005 "
                  "--lambda-h 0.005 --beta 0 --bias --flow descent --until 30");
  parameters.bias_decay = 0.25;
  assert_command (drawn, &parameters, &iterations,
                  "tightframe run --classes 2 --per-class 3,4 --dim 16 --spread 1 --noise 1 --seed 1 --lambda-w 0.005 "
                  "--lambda-h 0.005 --beta 0 --bias --flow descent --bias-decay 0.25 --until 30");
  parameters.bias = FALSE; /* the option would switch it on */
  assert_command (drawn, &parameters, &iterations,
                  "tightframe run --classes 2 --per-class 3,4 --dim 16 --spread 1 --noise 1 --seed 1 --lambda-w 0.005 "
                  "--lambda-h 0.005 --beta 0 --flow descent --until 30");
  parameters.bias = TRUE;
  parameters.bias_decay = 0;
  parameters.flow = TF_FLOW_JOINT;
  parameters.initial_w = TF_INITIAL_W_RANDOM;
  assert_command (drawn, &parameters, &start,
                  "tightframe run --classes 2 --per-class 3,4 --dim 16 --spread 1 --noise 1 --seed 1 --lambda-w 0.005 "
                  "--lambda-h 0.005 --beta 0 --bias --flow joint --initial-w random --times 0");
  parameters.initial_w_seed = 7; /* two seeds, and one option */
  assert_command (drawn, &parameters, &start, NULL);

  g_assert_cmpstr (of_file, ==, "tightframe run '/tmp/a b.tightframe'");
  course = tf_course_change (first, &(TfInstant){ 20, 0 }, &parameters);
  session = tf_session_new (plain, course, &at, &(TfInstant){ 30, 0 });
  command = tf_session_to_command (session); /* the change is still to come */
  g_assert_nonnull (command);
  session->at.t = 21;
  g_assert_null (tf_session_to_command (session));
}

/* --- writing under difficulties --- */

static TfSession *
numbered_session (GFile *file, guint number)
{
  TfSession *session = session_of (file);
  double value = number;

  tf_session_set_view_numbers (session, "number", &value, 1);
  /* Long enough that a write takes a while. */
  for (guint i = 0; i < TF_SESSION_MAX_PINS; i++)
    tf_session_add_pin (session, "pin", FALSE, NULL, session->course, &session->at);
  return session;
}

static void
save_for_ever (GFile *file, const char *path)
{
  TfSession *sessions[2] = { numbered_session (file, 1), numbered_session (file, 2) };

  for (guint i = 0;; i++)
    if (!tf_session_save (sessions[i % 2], path, NULL))
      _exit (1);
}

static void
test_killed (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "run.tightframe", NULL);
  g_autoptr (GFile) file = write_file (folder, "x.npz", "bytes");
  g_autoptr (TfSession) first = numbered_session (file, 1);
  g_autofree char *whole = tf_session_to_text (first, folder, NULL);

  g_assert_true (tf_session_save (first, path, NULL));
  for (guint i = 0; i < 40; i++)
    {
      pid_t child = fork ();
      g_autofree char *text = NULL;
      g_autoptr (TfSession) read = NULL;
      g_autoptr (GError) error = NULL;
      double number = 0;
      int status;

      if (child == 0)
        save_for_ever (file, path);
      g_usleep (g_test_rand_int_range (1000, 20000));
      kill (child, SIGKILL);
      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      g_assert_true (WIFSIGNALED (status));

      read = tf_session_load (path, &error);
      g_assert_no_error (error);
      g_assert_true (tf_session_get_view_numbers (read, "number", &number, 1));
      tf_session_set_view_numbers (read, "number", &(double){ 1 }, 1);
      text = tf_session_to_text (read, folder, NULL);
      g_assert_cmpstr (text, ==, whole);
    }
  remove_tree (folder);
}

/* The disk is full as far as this process can tell. */
static void
test_full (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "run.tightframe", NULL);
  g_autoptr (GFile) file = write_file (folder, "x.npz", "bytes");
  g_autoptr (TfSession) first = session_of (file);
  g_autoptr (TfSession) second = numbered_session (file, 2);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  struct rlimit limit, tight;
  gboolean saved;

  g_assert_true (tf_session_save (first, path, NULL));
  g_assert_true (g_file_get_contents (path, &before, NULL, NULL));
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  tight = limit;
  tight.rlim_cur = 2000;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &tight), ==, 0);
  saved = tf_session_save (second, path, &error);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_false (saved);
  g_assert_nonnull (strstr (error->message, "could not be written: "));
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpstr (before, ==, after);
  g_remove (path);
  g_file_delete (file, NULL, NULL);
  g_assert_cmpint (g_rmdir (folder), ==, 0); /* nothing half-written was left */
}

static void
test_refused (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "run.tightframe", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "no", "such", "run.tightframe", NULL);
  g_autoptr (GFile) file = write_file (folder, "x.npz", "bytes");
  g_autoptr (TfSession) session = session_of (file);
  g_autoptr (GError) error = NULL;

  g_assert_false (tf_session_save (session, nowhere, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (tf_session_load (folder, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
  g_clear_error (&error);
  g_assert_null (tf_session_load (nowhere, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  if (geteuid () != 0) /* to whom no folder is read-only */
    {
      g_assert_cmpint (g_chmod (folder, 0500), ==, 0);
      g_assert_false (tf_session_save (session, path, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
      g_assert_cmpint (g_chmod (folder, 0700), ==, 0);
    }
  remove_tree (folder);
}

/* --- links --- */

static void
test_link_round_trip (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (77);

  for (guint i = 0; i < 300; i++)
    {
      gsize sizes[5] = { 3, 1, 4, 1, 5 };
      TfSynthetic draw = { .n_classes = 5, .sizes = i % 2 ? sizes : NULL, .per_class = 7, .dim = 1 + i, .seed = i, .spread = random_number (rand), .noise = 0.1 };
      g_autoptr (TfSource) source = tf_source_new_synthetic (&draw);
      TfInstant at;
      g_autoptr (TfCourse) course = random_course (rand, &at);
      g_autoptr (TfSession) session = tf_session_new (source, course, &at, NULL);
      g_autoptr (TfSession) again = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *link = NULL, *spaced = NULL, *text = NULL, *text_again = NULL;

      tf_session_set_view (session, "page", "limit & more=%\n");
      link = tf_session_to_link (session);
      g_assert_null (strpbrk (link, " \n\"<>"));
      spaced = g_strconcat ("  ", link, "\n", NULL);
      g_assert_true (tf_session_is_link (spaced));
      again = tf_session_from_link (spaced, &error);
      g_assert_no_error (error);
      g_assert_true (tf_course_equal (session->course, again->course));
      text = tf_session_to_text (session, NULL, NULL);
      text_again = tf_session_to_text (again, NULL, NULL);
      g_assert_cmpstr (text, ==, text_again);
    }
}

/* Files of one's own are in no link; broken ones are refused, and bring nothing in. */
static void
test_link_refused (void)
{
  static const char *const broken[] = { "tightframe:", "tightframe:2?f.kind=synthetic", "tightframe:1?f.kind", "tightframe:1?kind=synthetic",
                                        "tightframe:1?f.kind=synthetic&r.beta=-1", "tightframe:1?f.kind=synthetic&r.beta=%",
                                        "tightframe:1?f.kind=synthetic&r.beta%0Ax=1", "tightframe:1?f.kind=%00", "http://x" };
  g_autoptr (GFile) file = g_file_new_for_path ("/nowhere/a.npz");
  g_autoptr (TfSource) source = tf_source_new_file (file, NULL);
  g_autoptr (TfCourse) course = tf_course_new (&TF_PARAMETERS_DEFAULT);
  g_autoptr (TfSession) session = tf_session_new (source, course, &(TfInstant){ 0, 0 }, NULL);
  g_autoptr (TfSession) injected = tf_session_from_link ("tightframe:1?f.kind=synthetic&v.page=a%0A%5BRun%5D%0Abeta=5", NULL);

  g_assert_null (tf_session_to_link (session));
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (tf_session_from_link (broken[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
  g_assert_nonnull (injected);
  g_assert_cmpfloat (injected->course->start.beta, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/round-trip", test_round_trip);
  g_test_add_func ("/session/numbers", test_numbers);
  g_test_add_func ("/session/view", test_view);
  g_test_add_func ("/session/hostile", test_hostile);
  g_test_add_func ("/session/tolerant", test_tolerant);
  g_test_add_func ("/session/bounds", test_bounds);
  g_test_add_func ("/session/noise", test_noise);
  g_test_add_func ("/session/moved", test_moved);
  g_test_add_func ("/session/moved-alone", test_session_moved_alone);
  g_test_add_func ("/session/changed", test_changed);
  g_test_add_func ("/session/example", test_example);
  g_test_add_func ("/session/command", test_command);
  g_test_add_func ("/session/killed", test_killed);
  g_test_add_func ("/session/full", test_full);
  g_test_add_func ("/session/refused", test_refused);
  g_test_add_func ("/session/link-round-trip", test_link_round_trip);
  g_test_add_func ("/session/link-refused", test_link_refused);
  return g_test_run ();
}
