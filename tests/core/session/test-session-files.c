/* test-session-files.c: sessions and the files that they are of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "random-parameters.h"
#include "session.h"
#include "session-link.h"
#include "session-kit.h"

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
      TfSynthetic draw = { .n_classes = 5,
                           .sizes = i % 2 ? sizes : NULL,
                           .per_class = 7,
                           .dim = 1 + i,
                           .seed = i,
                           .spread = random_number (rand),
                           .noise = 0.1 };
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
  static const char *const broken[] = { "tightframe:",
                                        "tightframe:2?f.kind=synthetic",
                                        "tightframe:1?f.kind",
                                        "tightframe:1?kind=synthetic",
                                        "tightframe:1?f.kind=synthetic&r.beta=-1",
                                        "tightframe:1?f.kind=synthetic&r.beta=%",
                                        "tightframe:1?f.kind=synthetic&r.beta%0Ax=1",
                                        "tightframe:1?f.kind=%00",
                                        "http://x" };
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
