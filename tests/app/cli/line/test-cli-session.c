/* test-cli-session.c: sessions on the command line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gio/gio.h>
#include <string.h>

#include "cli-fixture.h"

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define CASE(path, data, function) g_test_add ("/cli/" path, Fixture, data, set_up, function, tear_down)
  CASE ("run/session", NULL, test_session);
  CASE ("run/session-flows", NULL, test_session_flows);
  CASE ("run/session-failures", NULL, test_session_failures);
  return g_test_run ();
}
