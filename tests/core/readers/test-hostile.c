/* test-hostile.c: files made to break the readers, and what a load may cost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * First every file in tests/data, through every reader, as the fuzzer does it:
 * what fuzzing found lies in data/fuzz/TARGET/. Then files that are too large
 * to keep (hostile-files.c): each is loaded in a child process whose memory is
 * held against the limit of features.h. Time is not asked for, as it is the
 * machine's; what is done is counted instead (counts.h), in proportion to the
 * bytes, and for a quarter of the file against the whole of it.
 */
#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "features.h"
#include "counts.h"
#include "hostile-files.h"
#include "readers.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1 /* which takes memory of its own */
#else
#define SANITIZED 0
#endif

/* --- every file, every reader --- */

static void
read_folder (const char *folder, const FuzzTarget *target, guint *n_files)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *bytes = NULL;
      gsize n;

      if (!g_file_get_contents (path, &bytes, &n, NULL))
        continue; /* a folder */
      g_test_message ("%s", path);
      target->read ((const guint8 *) bytes, n, target->suffix);
      *n_files += 1;
    }
}

static void
test_files (gconstpointer data)
{
  static const char *const folders[] = { "malformed", "formats", "cli" };
  const FuzzTarget *target = data;
  g_autofree char  *found = g_test_build_filename (G_TEST_DIST, "data", "fuzz", target->name, NULL);
  guint             n_files = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", folders[i], NULL);

      read_folder (folder, target, &n_files);
    }
  g_assert_cmpuint (n_files, >, 50);
  read_folder (found, target, &n_files);
}

/* --- what a load may cost --- */

/* A number from /proc/self/status, in bytes. */
static gsize
status_bytes (const char *key)
{
  g_autofree char *text = NULL;
  const char      *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));
  line = strstr (text, key);
  g_assert_nonnull (line);
  return (gsize) g_ascii_strtoull (line + strlen (key) + 1, NULL, 10) * 1024;
}

/* In a process of its own; exits 0 or 1 as the load does, by a signal on failure. */
static void G_GNUC_NORETURN
load_within (const char *path, gsize allowed, int out)
{
  gsize    before = status_bytes ("VmSize"), resident = status_bytes ("VmRSS");
  Counts   counts;
  gboolean loads;

  if (!SANITIZED)
    setrlimit (RLIMIT_AS, &(struct rlimit){ before + allowed, before + allowed });
  counts_reset ();
  loads = fuzz_load (path, NULL, NULL, NULL);
  counts = counts_get ();
  if (!SANITIZED)
    g_assert_cmpuint (status_bytes ("VmHWM"), <=, resident + allowed);
  g_assert_cmpint (write (out, &counts, sizeof counts), ==, sizeof counts);
  _exit (loads ? 0 : 1);
}

/* Memory is that of features.h. Returns whether it loads, and how many bytes the file has. */
static gboolean
load_apart (const HostileFile *hostile, guint part, Counts *counts, gsize *n)
{
  g_autoptr (GByteArray) bytes = hostile->make (part);
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "test-hostile-XXXXXX", NULL);
  int              status, ends[2], fd = g_mkstemp (path);
  pid_t            child;

  *n = bytes->len;
  close (fd);
  g_assert_true (g_file_set_contents (path, (const char *) bytes->data, (gssize) *n, NULL));
  g_byte_array_set_size (bytes, 0);
  g_assert_cmpint (pipe (ends), ==, 0);
  child = fork ();
  if (child == 0)
    load_within (path, (gsize) TF_FEATURES_MEMORY_FACTOR * *n + TF_FEATURES_MEMORY_BASE, ends[1]);
  while (waitpid (child, &status, 0) < 0)
    g_assert_cmpint (errno, ==, EINTR);
  g_unlink (path);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), <=, 1);
  g_assert_cmpint (read (ends[0], counts, sizeof *counts), ==, sizeof *counts);
  close (ends[0]);
  close (ends[1]);
  g_test_message ("%" G_GSIZE_FORMAT " bytes: %" G_GUINT64_FORMAT " read or unpacked, %" G_GUINT64_FORMAT
                  " blocks of code, %" G_GUINT64_FORMAT " comparisons, %" G_GUINT64_FORMAT " bytes moved, %"
                  G_GUINT64_FORMAT " allocations",
                  *n, counts->n_read, counts->n_blocks, counts->n_compared, counts->n_moved, counts->n_allocations);
  return WEXITSTATUS (status) == 0;
}

/* Bytes that an archive may unpack to: for each of its own, and beside them. */
#define UNPACKED      33
#define UNPACKED_BASE (G_GUINT64_CONSTANT (257) * 1024 * 1024)

/* What may be done of each kind for each byte that is read or unpacked, in the order of Counts;
 * about three times the most that is. And once for a file. */
static const guint64 per_byte[N_COUNTS] = { 330, 1, 30, 1, 2 };
#define ONCE 4000000

static void
assert_in_proportion (guint i, guint64 count, guint64 n_read)
{
  if (count > ONCE + per_byte[i] * n_read)
    g_error ("%s: %" G_GUINT64_FORMAT " for %" G_GUINT64_FORMAT " bytes", counts_name (i), count, n_read);
}

/* From a quarter of the file to all of it, no count more than fourfold and a bit. */
static void
assert_grows_evenly (guint i, guint64 quarter, guint64 whole)
{
  if (whole > 9 * (quarter / 2) + 2000000)
    g_error ("%s: %" G_GUINT64_FORMAT " of a quarter, %" G_GUINT64_FORMAT " of the whole", counts_name (i), quarter, whole);
}

static void
test_cost (gconstpointer data)
{
  const HostileFile *hostile = data;
  Counts quarter, whole;
  gsize  n;

  load_apart (hostile, 4, &quarter, &n);
  g_assert_cmpint (load_apart (hostile, 1, &whole, &n), ==, hostile->loads);
  g_assert_cmpuint (whole.n_read, >, 0);
  g_assert_cmpuint (whole.n_read, <=, UNPACKED_BASE + UNPACKED * (guint64) n);
  for (guint i = 0; i < N_COUNTS; i++)
    {
      guint64 less = counts_nth (&quarter, i), more = counts_nth (&whole, i);

      assert_in_proportion (i, more, whole.n_read);
      assert_grows_evenly (i, less, more);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GArray) targets = fuzz_list_targets ();

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < targets->len; i++)
    {
      const FuzzTarget *target = &g_array_index (targets, FuzzTarget, i);
      g_autofree char *name = g_strdup_printf ("/hostile/files/%s", target->name);

      g_test_add_data_func (name, target, test_files);
    }
  for (const HostileFile *hostile = hostile_files; hostile->name != NULL; hostile++)
    {
      g_autofree char *name = g_strdup_printf ("/hostile/cost/%s", hostile->name);

      g_test_add_data_func (name, hostile, test_cost);
    }
  return g_test_run ();
}
