/* test-cli-output.c: where results go, and what ends a command before its time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli-fixture.h"

/* The same through a shell, $0 being the program. */
static void
run_shell (Fixture *fixture, const char *script)
{
  const char *argv[] = { "sh", "-c", script, program (), NULL };
  g_autoptr (GSubprocess) process = spawn (argv);

  collect (fixture, process);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define CASE(path, data, function) g_test_add ("/cli/" path, Fixture, data, set_up, function, tear_down)
  CASE ("run/rows-as-they-come", NULL, test_rows_as_they_come);
  CASE ("run/output", NULL, test_output);
  CASE ("run/devices", NULL, test_devices);
  CASE ("run/interrupt", GINT_TO_POINTER (SIGINT), test_interrupt);
  CASE ("run/terminate", GINT_TO_POINTER (SIGTERM), test_interrupt);
  CASE ("depth/interrupt", NULL, test_interrupt_depth);
  return g_test_run ();
}
