/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* memmem */
#include "cli-fixture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

void
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

void
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

const char *
program (void)
{
  const char *path = g_getenv ("TF_TEST_PROGRAM");

  g_assert_nonnull (path);
  return path;
}

GSubprocess *
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

void
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

void
run (Fixture *fixture, const char *words)
{
  g_autofree char *line = g_strconcat (program (), " ", words, NULL);
  g_auto (GStrv) argv = g_strsplit (line, " ", -1);
  g_autoptr (GSubprocess) process = spawn ((const char *const *) argv);

  collect (fixture, process);
  g_test_message ("%s: exit status %d", words, fixture->status);
}

void
assert_one_line (const char *text, const char *beginning)
{
  const char *end = strchr (text, '\n');

  g_assert_nonnull (end);
  g_assert_cmpstr (end, ==, "\n");
  if (!g_str_has_prefix (text, beginning))
    g_error ("“%s” does not begin with “%s”", text, beginning);
}

void
assert_failed (Fixture *fixture, int status, const char *beginning)
{
  g_assert_cmpint (fixture->status, ==, status);
  g_assert_cmpstr (fixture->out, ==, "");
  assert_one_line (fixture->err, beginning);
}

void
assert_done (Fixture *fixture)
{
  g_assert_cmpstr (fixture->err, ==, "");
  g_assert_cmpint (fixture->status, ==, 0);
}

GStrv
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

GStrv
split_rows (const char *csv, const char *first_column)
{
  g_autofree char *header = g_strconcat (first_column, "," HEADER "\n", NULL);

  return split_table (csv, header);
}

guint
column (const char *name)
{
  g_auto (GStrv) names = g_strsplit ("," HEADER ",relative_gradient", ",", -1);
  guint i = 0;

  while (names[i] != NULL && strcmp (names[i], name) != 0)
    i++;
  g_assert_nonnull (names[i]);
  return i;
}

double
field (const char *row, guint place)
{
  g_auto (GStrv) fields = g_strsplit (row, ",", -1);

  g_assert_cmpuint (place, <, g_strv_length (fields));
  return *fields[place] ? g_ascii_strtod (fields[place], NULL) : NAN;
}

char *
data_file (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "data", "cli", name, NULL);
}

char *
digest (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) bytes, length);
}

void
render (Fixture *fixture, const char *words, const char *name)
{
  g_autofree char *line = g_strdup_printf ("%s-o %s/%s", words, fixture->folder, name);

  run (fixture, line);
}

GBytes *
read_figure (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  char *contents;
  gsize length;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  return g_bytes_new_take (contents, length);
}
