/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "accessibility-kit.h"

#include <signal.h>
#include <sys/prctl.h>

#define REGISTRY "org.a11y.atspi.Registry"
#define ROOT "/org/a11y/atspi/accessible/root"
#define SETTLED (G_USEC_PER_SEC / 5) /* longer than the program takes to answer a key */

static void
node_free (gpointer data)
{
  Node *self = data;

  g_free (self->bus);
  g_free (self->path);
  g_free (self->role);
  g_free (self->name);
  g_free (self->description);
  g_free (self->parent);
  g_free (self);
}

GVariant *
ask (Fixture *fixture, const char *bus, const char *path, const char *interface, const char *method, GVariant *arguments)
{
  return g_dbus_connection_call_sync (fixture->bus, bus, path, interface, method, arguments, NULL,
                                      G_DBUS_CALL_FLAGS_NONE, DEADLINE / 1000, NULL, NULL);
}

GVariant *
get_property (Fixture *fixture, const Node *node, const char *interface, const char *name)
{
  g_autoptr (GVariant) answer = ask (fixture, node->bus, node->path, "org.freedesktop.DBus.Properties", "Get",
                                     g_variant_new ("(ss)", interface, name));
  GVariant *value = NULL;

  if (answer != NULL)
    g_variant_get (answer, "(v)", &value);
  return value;
}

char *
get_text (Fixture *fixture, const Node *node, const char *name)
{
  g_autoptr (GVariant) value = get_property (fixture, node, ACCESSIBLE, name);

  return g_strdup (value != NULL ? g_variant_get_string (value, NULL) : "");
}

/* What is asked of every node, at once: each answer has its place. */
enum { ROLE, STATE, CHILDREN, NAME, DESCRIPTION, N_ASKED };

typedef struct
{
  GVariant **place;
  guint     *n_open;
} Asked;

static void
answered_cb (GObject *bus, GAsyncResult *result, gpointer data)
{
  Asked *asked = data;

  *asked->place = g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, NULL);
  --*asked->n_open;
}

static void
ask_all (Fixture *fixture, const char *bus, const char *path, GVariant *answers[N_ASKED])
{
  static const char *const methods[N_ASKED] = { "GetRoleName", "GetState", "GetChildren", NULL, NULL };
  static const char *const properties[N_ASKED] = { [NAME] = "Name", [DESCRIPTION] = "Description" };
  Asked asked[N_ASKED];
  guint n_open = N_ASKED;

  for (guint i = 0; i < N_ASKED; i++)
    {
      GVariant *which = methods[i] == NULL ? g_variant_new ("(ss)", ACCESSIBLE, properties[i]) : NULL;

      asked[i] = (Asked){ &answers[i], &n_open };
      g_dbus_connection_call (fixture->bus, bus, path, which == NULL ? ACCESSIBLE : "org.freedesktop.DBus.Properties",
                              which == NULL ? methods[i] : "Get", which, NULL, G_DBUS_CALL_FLAGS_NONE, DEADLINE / 1000,
                              NULL, answered_cb, &asked[i]);
    }
  while (n_open > 0)
    g_main_context_iteration (NULL, TRUE);
}

/* Of the answer to a property. */
static char *
take_text (GVariant *answer)
{
  g_autoptr (GVariant) value = NULL;

  if (answer != NULL)
    g_variant_get (answer, "(v)", &value);
  return g_strdup (value != NULL ? g_variant_get_string (value, NULL) : "");
}

static guint64
take_state (GVariant *answer, const char *path)
{
  g_autoptr (GVariantIter) words = NULL;
  guint32 low = 0, high = 0;

  g_variant_get (answer, "(au)", &words);
  if (!g_variant_iter_next (words, "u", &low) || !g_variant_iter_next (words, "u", &high))
    g_error ("%s has no state", path);
  return low | (guint64) high << 32;
}

static void gather (Fixture *fixture, const char *bus, const char *path, const char *parent, GPtrArray *nodes);

static void
gather_children (Fixture *fixture, GVariant *answer, const char *role, GPtrArray *nodes)
{
  g_autoptr (GVariantIter) iter = NULL;
  const char *bus, *path;

  g_variant_get (answer, "(a(so))", &iter);
  while (g_variant_iter_next (iter, "(&s&o)", &bus, &path))
    gather (fixture, bus, path, role, nodes);
}

/* The node and all below it, depth first. */
static void
gather (Fixture *fixture, const char *bus, const char *path, const char *parent, GPtrArray *nodes)
{
  GVariant *answers[N_ASKED] = { NULL };
  Node *node;

  ask_all (fixture, bus, path, answers);
  if (answers[ROLE] != NULL && answers[STATE] != NULL && answers[CHILDREN] != NULL)
    {
      node = g_new0 (Node, 1);
      node->bus = g_strdup (bus);
      node->path = g_strdup (path);
      g_variant_get (answers[ROLE], "(s)", &node->role);
      node->parent = g_strdup (parent);
      node->name = take_text (answers[NAME]);
      node->description = take_text (answers[DESCRIPTION]);
      node->state = take_state (answers[STATE], path);
      g_ptr_array_add (nodes, node);
      gather_children (fixture, answers[CHILDREN], node->role, nodes);
    }
  for (guint i = 0; i < N_ASKED; i++)
    g_clear_pointer (&answers[i], g_variant_unref);
}

GPtrArray *
look (Fixture *fixture)
{
  GPtrArray *nodes = g_ptr_array_new_with_free_func (node_free);

  gather (fixture, REGISTRY, ROOT, "", nodes);
  return nodes;
}

gboolean
is_in (const Node *node, int state)
{
  return (node->state >> state & 1) != 0;
}

const Node *
find (GPtrArray *nodes, const char *role, const char *name)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      const Node *node = nodes->pdata[i];

      if (g_str_equal (node->role, role) && g_str_equal (node->name, name))
        return node;
    }
  return NULL;
}

const Node *
need (GPtrArray *nodes, const char *role, const char *name)
{
  const Node *node = find (nodes, role, name);

  if (node == NULL)
    g_error ("there is no %s “%s”", role, name);
  return node;
}

void
send_key (const char *keys)
{
  const char *const argv[] = { "xdotool", "key", keys, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_NONE, &error);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
}

void
press (const char *keys)
{
  send_key (keys);
  g_usleep (SETTLED);
}

/* --- set-up --- */

/* Gives the window the keyboard: there is no window manager to do it. */
static void
focus_window (void)
{
  const char *const argv[] = { "sh", "-c",
                               "w=$(timeout 60 xdotool search --sync --onlyvisible --class tightframe | head -n 1); "
                               "xdotool windowmove $w 0 0 windowsize $w 1280 800 windowfocus $w",
                               NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_usleep (SETTLED);
}

static void
wait_for_window (Fixture *fixture)
{
  gint64 begun = g_get_monotonic_time ();

  for (;;)
    {
      g_autoptr (GPtrArray) nodes = look (fixture);

      if (find (nodes, "image", "Class means") != NULL)
        return;
      if (g_get_monotonic_time () - begun > DEADLINE)
        g_error ("the window does not come up on the accessibility bus");
      g_usleep (PAUSE);
    }
}

/* The program ends with a test that fails, or what waits for the end of their output would wait for both. */
static void
end_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *program = g_getenv ("TF_TEST_PROGRAM");
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GDBusConnection) session = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GError) error = NULL;
  const char *address;

  g_assert_nonnull (program);
  g_assert_nonnull (session);
  answer = g_dbus_connection_call_sync (session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", NULL,
                                        G_VARIANT_TYPE ("(s)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  g_variant_get (answer, "(&s)", &address);
  fixture->bus = g_dbus_connection_new_for_address_sync (address,
                                                         G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                                           | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                         NULL, NULL, &error);
  g_assert_no_error (error);

  fixture->home = g_dir_make_tmp ("tightframe-accessibility-XXXXXX", NULL);
  g_subprocess_launcher_setenv (launcher, "GTK_A11Y", "atspi", TRUE);
  g_subprocess_launcher_setenv (launcher, "HOME", fixture->home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_CONFIG_HOME", fixture->home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_STATE_HOME", fixture->home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", fixture->home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_CACHE_HOME", fixture->home, TRUE);
  g_subprocess_launcher_set_child_setup (launcher, end_with_parent, NULL, NULL);
  fixture->process = g_subprocess_launcher_spawn (launcher, &error, program, NULL);
  g_assert_no_error (error);
  wait_for_window (fixture);
  focus_window ();
}

void
tear_down (Fixture *fixture, gconstpointer data)
{
  const char *argv[] = { "rm", "-rf", fixture->home, NULL };
  g_autoptr (GSubprocess) removal = NULL;

  g_subprocess_send_signal (fixture->process, 15);
  g_assert_true (g_subprocess_wait (fixture->process, NULL, NULL));
  g_assert_true (!g_subprocess_get_if_exited (fixture->process) || g_subprocess_get_exit_status (fixture->process) == 0);
  g_clear_object (&fixture->process);
  g_clear_object (&fixture->bus);
  removal = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_NONE, NULL);
  g_assert_true (g_subprocess_wait_check (removal, NULL, NULL));
  g_free (fixture->home);
}

gboolean
has_bus (void)
{
  g_autoptr (GDBusConnection) session = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autofree char *xdotool = g_find_program_in_path ("xdotool");
  g_autoptr (GVariant) answer = NULL;

  if (session == NULL || g_getenv ("DISPLAY") == NULL || xdotool == NULL)
    return FALSE;
  answer = g_dbus_connection_call_sync (session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", NULL, NULL,
                                        G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  return answer != NULL;
}
