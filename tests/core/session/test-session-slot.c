/* test-session-slot.c: what windows and processes keep by themselves is not lost to others
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utime.h>

#include "session-slot.h"

static char *
make_folder (void)
{
  g_autofree char *top = g_dir_make_tmp ("test-slot-XXXXXX", NULL);

  return g_build_filename (top, "tightframe", NULL); /* is made when it is needed */
}

/* time: of its last change, s */
static void
write_session (const char *path, const char *text, gint64 time)
{
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (g_utime (path, &(struct utimbuf){ time, time }), ==, 0);
}

static void
assert_last (const char *folder, const char *text)
{
  g_autofree char *path = tf_session_slots_find_last (folder);
  g_autofree char *found = NULL;

  if (text == NULL)
    g_assert_null (path);
  else
    {
      g_assert_nonnull (path);
      g_assert_true (g_file_get_contents (path, &found, NULL, NULL));
      g_assert_cmpstr (found, ==, text);
    }
}

/* Two that live keep to themselves; each can be had again when its own has gone. */
static void
test_two (void)
{
  g_autofree char *folder = make_folder ();
  g_autoptr (GError) error = NULL;
  TfSessionSlot *one, *two;

  assert_last (folder, NULL);
  one = tf_session_slot_new (folder, &error);
  g_assert_no_error (error);
  two = tf_session_slot_new (folder, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tf_session_slot_get_path (one), !=, tf_session_slot_get_path (two));
  write_session (tf_session_slot_get_path (one), "one", 1000);
  write_session (tf_session_slot_get_path (two), "two", 2000);
  assert_last (folder, NULL);
  tf_session_slot_free (one);
  assert_last (folder, "one");
  tf_session_slot_free (two);
  assert_last (folder, "two");
}

/* A process that is killed lets go, and its session is there. */
static void
test_crash (void)
{
  g_autofree char *folder = make_folder ();
  g_autoptr (TfSessionSlot) mine = tf_session_slot_new (folder, NULL);
  int status;
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      TfSessionSlot *slot = tf_session_slot_new (folder, NULL);

      write_session (tf_session_slot_get_path (slot), "killed", 3000);
      kill (getpid (), SIGKILL);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
  write_session (tf_session_slot_get_path (mine), "mine", 4000);
  assert_last (folder, "killed");
}

static guint
count (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* The newest stay; one that a window holds stays, however old. */
static void
test_kept (void)
{
  g_autofree char *folder = make_folder ();
  g_autoptr (TfSessionSlot) held = tf_session_slot_new (folder, NULL);

  write_session (tf_session_slot_get_path (held), "held", 1);
  for (guint i = 1; i <= 2 * TF_SESSION_SLOTS_KEPT; i++)
    {
      g_autoptr (TfSessionSlot) slot = tf_session_slot_new (folder, NULL);
      g_autofree char *text = g_strdup_printf ("%u", i);

      write_session (tf_session_slot_get_path (slot), text, 100 * i);
    }
  assert_last (folder, "20");
  /* The held one with its lock; the last one came after the last look. */
  g_assert_cmpuint (count (folder), ==, 2 + TF_SESSION_SLOTS_KEPT + 1);
  g_assert_true (g_file_test (tf_session_slot_get_path (held), G_FILE_TEST_EXISTS));
}

/* Where no folder can be made there is an error, and nothing else. */
static void
test_nowhere (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tf_session_slot_new ("/dev/null/tightframe", &error));
  g_assert_nonnull (error);
  g_assert_cmpint (error->domain, ==, G_IO_ERROR);
  assert_last ("/dev/null/tightframe", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-slot/two", test_two);
  g_test_add_func ("/session-slot/crash", test_crash);
  g_test_add_func ("/session-slot/kept", test_kept);
  g_test_add_func ("/session-slot/nowhere", test_nowhere);
  return g_test_run ();
}
