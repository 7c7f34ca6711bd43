/* test-ending.c: the program ends soon, whatever it is in the middle of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * As a process of its own, its window closed at a seeded moment: while a run plays,
 * while minimizers are searched for, or while a file is read whose covariance is
 * being factored, which nothing can cancel: with stuck.c this never ends, and a
 * program that waited for it would not either, so that the test is not done in time.
 * What is to be kept is kept before, however slow the disk is (slow-disk.c).
 */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "zip.h"

#define N_ENDINGS 8
#define LONGEST_START (4 * G_USEC_PER_SEC) /* it is ended as well before it has a window */
#define N_KEEPINGS 12 /* at most */
#define DEADLINE (300 * G_USEC_PER_SEC)

/* Of no other problem's size. */
#define DIM 173
#define N_SAMPLES 400

/* With what NumPy writes in front of the items. */
static void
add_array (Zip *zip, const char *name, const char *type, const char *shape, gconstpointer items, gsize n_bytes)
{
  g_autoptr (GByteArray) array = g_byte_array_new ();
  g_autofree char *words = g_strdup_printf ("{'descr': '%s', 'fortran_order': False, 'shape': %s, }", type, shape);
  g_autofree char *padded = g_strdup_printf ("%-117s\n", words);

  g_byte_array_append (array, (const guint8 *) "\x93NUMPY\x01\x00\x76\x00", 10);
  g_byte_array_append (array, (const guint8 *) padded, 118);
  g_byte_array_append (array, items, n_bytes);
  zip_add (zip, name, array->data, array->len, FALSE);
}

static char *
write_wide_features (const char *folder)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autofree float *values = g_new (float, N_SAMPLES * DIM);
  g_autofree gint64 *labels = g_new (gint64, N_SAMPLES);
  char *path = g_build_filename (folder, "wide.npz", NULL);
  g_auto (Zip) zip = { 0 };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < N_SAMPLES * DIM; i++)
    values[i] = g_rand_double_range (rand, -1, 1);
  for (gsize i = 0; i < N_SAMPLES; i++)
    labels[i] = i % 4;
  zip_init (&zip);
  add_array (&zip, "H.npy", "<f4", "(400, 173)", values, N_SAMPLES * DIM * sizeof *values);
  add_array (&zip, "y.npy", "<i8", "(400,)", labels, N_SAMPLES * sizeof *labels);
  zip_finish (&zip);
  g_file_set_contents (path, (const char *) zip.bytes->data, zip.bytes->len, &error);
  g_assert_no_error (error);
  return path;
}

/* What the program is told to preload, and a number and a path for it. */
typedef struct
{
  const char *module; /* or NULL: nothing */
  const char *number_name, *number;
  const char *path_name, *path;
} Preload;

/* With a log of frames, being told to end is the same as its window being closed. */
static GSubprocess *
start (const char *home, const char *log, const char *features, const Preload *preload)
{
  static const char *const places[] = { "HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME" };
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    g_subprocess_launcher_setenv (launcher, places[i], home, TRUE);
  if (preload != NULL)
    {
      g_subprocess_launcher_setenv (launcher, "LD_PRELOAD", preload->module, TRUE);
      g_subprocess_launcher_setenv (launcher, "ASAN_OPTIONS", "verify_asan_link_order=0:detect_leaks=0", TRUE);
      g_subprocess_launcher_setenv (launcher, preload->number_name, preload->number, TRUE);
      g_subprocess_launcher_setenv (launcher, preload->path_name, preload->path, TRUE);
    }
  process = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("TF_TEST_PROGRAM"), "--frame-log", log, features,
                                         NULL);
  g_assert_no_error (error);
  return process;
}

/* The log has its header when the program has begun, and a row once there is a window. */
static void
wait_for_frame (const char *log)
{
  gint64 end = g_get_monotonic_time () + LONGEST_START;

  while (g_get_monotonic_time () < end)
    {
      g_autofree char *text = NULL;
      const char *line;

      if (g_file_get_contents (log, &text, NULL, NULL) && (line = strchr (text, '\n')) != NULL && line[1] != '\0')
        return;
      g_usleep (5000);
    }
}

static void
wait_for_file (const char *path)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE;

  while (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      if (g_get_monotonic_time () > deadline)
        g_error ("the file is not read");
      g_usleep (5000);
    }
}

static void
end (GSubprocess *process)
{
  g_subprocess_send_signal (process, SIGTERM);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

static void
remove_folder (const char *folder)
{
  const char *removal[] = { "rm", "-rf", folder, NULL };

  g_assert_true (g_spawn_sync (NULL, (char **) removal, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
}

static void
test_playing (void)
{
  g_autofree char *home = g_dir_make_tmp ("tightframe-ending-XXXXXX", NULL);
  g_autofree char *log = g_build_filename (home, "frames.csv", NULL);
  g_autofree char *features = g_test_build_filename (G_TEST_DIST, "..", "resources", "examples",
                                                     "mnist_mlp6_mse_L4.npz", NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (int i = 0; i < N_ENDINGS; i++)
    {
      g_autoptr (GSubprocess) process = NULL;

      g_unlink (log);
      process = start (home, log, features, NULL);
      wait_for_frame (log);
      g_usleep (g_rand_int_range (rand, 0, 2000000));
      end (process);
    }
  remove_folder (home);
}

static void
test_reading (void)
{
  g_autofree char *home = g_dir_make_tmp ("tightframe-ending-XXXXXX", NULL);
  g_autofree char *log = g_build_filename (home, "frames.csv", NULL), *mark = g_build_filename (home, "stuck", NULL);
  g_autofree char *features = write_wide_features (home);
  const Preload stuck = { g_getenv ("TF_TEST_STUCK"), "TF_STUCK_SIZE", G_STRINGIFY (DIM), "TF_STUCK_MARK", mark };

  for (int i = 0; i < 3; i++)
    {
      g_autoptr (GSubprocess) process = start (home, log, features, &stuck);

      wait_for_file (mark);
      end (process);
      g_unlink (mark);
    }
  remove_folder (home);
}

/* The text of the session that was kept by itself in this folder; NULL: none yet. */
static char *
read_kept_session (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  char *text = NULL;

  while (dir != NULL && text == NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".tightframe"))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);

        g_file_get_contents (path, &text, NULL, NULL);
      }
  return text;
}

/* The time of the run that a session is at. */
static double
get_time (const char *session)
{
  const char *line = strstr (session, "\ntime=");

  g_assert_nonnull (line);
  return g_ascii_strtod (line + strlen ("\ntime="), NULL);
}

/* Ends the program half a second after it has kept a session. TRUE where it has kept a later one by then. */
static gboolean
keep_later (const char *home, const char *log, const char *features, const Preload *slow)
{
  g_autofree char *folder = g_build_filename (home, "tightframe", NULL);
  g_autoptr (GSubprocess) process = start (home, log, features, slow);
  gint64 deadline = g_get_monotonic_time () + DEADLINE;
  g_autofree char *before = NULL, *after = NULL, *rows = NULL;

  while ((before = read_kept_session (folder)) == NULL)
    {
      if (g_get_monotonic_time () > deadline)
        g_error ("no session is kept");
      g_usleep (5000);
    }
  g_usleep (G_USEC_PER_SEC / 2);
  end (process);
  after = read_kept_session (folder);
  g_assert_nonnull (after);
  g_assert_true (g_file_get_contents (log, &rows, NULL, NULL) && strlen (rows) > 0);
  g_assert_cmpint (rows[strlen (rows) - 1], ==, '\n');
  return get_time (after) > get_time (before);
}

/* On a disk that takes longer than the program has to end; the run is far from its rest. It may not have gone
 * on meanwhile on a busy machine: then once more. */
static void
test_keeping (void)
{
  g_autofree char *features = g_test_build_filename (G_TEST_DIST, "..", "resources", "examples",
                                                     "mnist_mlp6_mse_L4.npz", NULL);
  gboolean kept = FALSE;

  for (int i = 0; i < N_KEEPINGS && !kept; i++)
    {
      g_autofree char *home = g_dir_make_tmp ("tightframe-ending-XXXXXX", NULL);
      g_autofree char *log = g_build_filename (home, "frames.csv", NULL);
      const Preload slow = { g_getenv ("TF_TEST_SLOW_DISK"), "TF_SLOW_MILLISECONDS", "400", "TF_SLOW_BELOW", home };

      kept = keep_later (home, log, features, &slow);
      remove_folder (home);
    }
  g_assert_true (kept);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("DISPLAY") == NULL)
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  g_assert_nonnull (g_getenv ("TF_TEST_PROGRAM"));
  g_test_add_func ("/ending/playing", test_playing);
  if (g_getenv ("TF_TEST_STUCK") != NULL)
    g_test_add_func ("/ending/reading", test_reading);
  if (g_getenv ("TF_TEST_SLOW_DISK") != NULL)
    g_test_add_func ("/ending/keeping", test_keeping);
  return g_test_run ();
}
