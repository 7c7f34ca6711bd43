/* test-accessibility.c: the window as a screen reader gets it, over the accessibility bus
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The program runs as a process of its own. What a reader may ask of it is asked
 * over D-Bus, interfaces org.a11y.atspi.*; keys come from xdotool.
 */
#include <gio/gio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#define ACCESSIBLE "org.a11y.atspi.Accessible"
#define REGISTRY "org.a11y.atspi.Registry"
#define ROOT "/org/a11y/atspi/accessible/root"

#define DEADLINE (300 * G_USEC_PER_SEC)
#define PAUSE (G_USEC_PER_SEC / 20)
#define SETTLED (G_USEC_PER_SEC / 5) /* longer than the program takes to answer a key */
#define MOST_TABS 120
#define RESTART "r"

/* Bits of GetState: AtspiStateType. */
#define STATE_FOCUSABLE 11
#define STATE_FOCUSED 12

typedef struct
{
  char *bus, *path; /* where it is asked */
  char *role, *name, *description;
  char *parent; /* role */
  guint64 state;
} Node;

typedef struct
{
  GSubprocess     *process;
  GDBusConnection *bus;
  char            *home;
} Fixture;

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

/* --- asking --- */

/* NULL where the node has gone or has no such thing. */
static GVariant *
ask (Fixture *fixture, const char *bus, const char *path, const char *interface, const char *method, GVariant *arguments)
{
  return g_dbus_connection_call_sync (fixture->bus, bus, path, interface, method, arguments, NULL,
                                      G_DBUS_CALL_FLAGS_NONE, DEADLINE / 1000, NULL, NULL);
}

static GVariant *
get_property (Fixture *fixture, const Node *node, const char *interface, const char *name)
{
  g_autoptr (GVariant) answer = ask (fixture, node->bus, node->path, "org.freedesktop.DBus.Properties", "Get",
                                     g_variant_new ("(ss)", interface, name));
  GVariant *value = NULL;

  if (answer != NULL)
    g_variant_get (answer, "(v)", &value);
  return value;
}

static char *
get_text (Fixture *fixture, const Node *node, const char *name)
{
  g_autoptr (GVariant) value = get_property (fixture, node, ACCESSIBLE, name);

  return g_strdup (value != NULL ? g_variant_get_string (value, NULL) : "");
}

/* What an entry holds. */
static char *
get_content (Fixture *fixture, const Node *node)
{
  g_autoptr (GVariant) count = get_property (fixture, node, "org.a11y.atspi.Text", "CharacterCount");
  g_autoptr (GVariant) answer = NULL;
  char *text = NULL;

  g_assert_nonnull (count);
  answer = ask (fixture, node->bus, node->path, "org.a11y.atspi.Text", "GetText",
                g_variant_new ("(ii)", 0, g_variant_get_int32 (count)));
  g_assert_nonnull (answer);
  g_variant_get (answer, "(s)", &text);
  return text;
}

/* The node and all below it, depth first. */
static void
gather (Fixture *fixture, const char *bus, const char *path, const char *parent, GPtrArray *nodes)
{
  g_autoptr (GVariant) role = ask (fixture, bus, path, ACCESSIBLE, "GetRoleName", NULL);
  g_autoptr (GVariant) state = ask (fixture, bus, path, ACCESSIBLE, "GetState", NULL);
  g_autoptr (GVariant) children = ask (fixture, bus, path, ACCESSIBLE, "GetChildren", NULL);
  g_autoptr (GVariantIter) iter = NULL, words = NULL;
  const char *child_bus, *child_path;
  Node *node;
  guint32 low = 0, high = 0;

  if (role == NULL || state == NULL || children == NULL)
    return;
  node = g_new0 (Node, 1);
  node->bus = g_strdup (bus);
  node->path = g_strdup (path);
  g_variant_get (role, "(s)", &node->role);
  node->parent = g_strdup (parent);
  node->name = get_text (fixture, node, "Name");
  node->description = get_text (fixture, node, "Description");
  g_variant_get (state, "(au)", &words);
  if (!g_variant_iter_next (words, "u", &low) || !g_variant_iter_next (words, "u", &high))
    g_error ("%s has no state", path);
  node->state = low | (guint64) high << 32;
  g_ptr_array_add (nodes, node);
  g_variant_get (children, "(a(so))", &iter);
  while (g_variant_iter_next (iter, "(&s&o)", &child_bus, &child_path))
    gather (fixture, child_bus, child_path, node->role, nodes);
}

static GPtrArray *
look (Fixture *fixture)
{
  GPtrArray *nodes = g_ptr_array_new_with_free_func (node_free);

  gather (fixture, REGISTRY, ROOT, "", nodes);
  return nodes;
}

static gboolean
is_in (const Node *node, int state)
{
  return (node->state >> state & 1) != 0;
}

/* The first of this role and name, or NULL. */
static const Node *
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

/* Waits for a node that says more than a word or two of itself. */
static void
wait_for (Fixture *fixture, const char *role, const char *name)
{
  gint64 begun = g_get_monotonic_time ();

  for (;;)
    {
      g_autoptr (GPtrArray) nodes = look (fixture);
      const Node *node = find (nodes, role, name);

      if (node != NULL && strlen (node->description) > 10)
        return;
      if (g_get_monotonic_time () - begun > DEADLINE)
        g_error ("there is no %s “%s” that describes itself", role, name);
      g_usleep (PAUSE);
    }
}

static const Node *
need (GPtrArray *nodes, const char *role, const char *name)
{
  const Node *node = find (nodes, role, name);

  if (node == NULL)
    g_error ("there is no %s “%s”", role, name);
  return node;
}

static void
press (const char *keys)
{
  const char *const argv[] = { "xdotool", "key", keys, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_NONE, &error);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
  g_usleep (SETTLED);
}

/* The keys make the description another one. */
static void
assert_changes (Fixture *fixture, const Node *node, const char *keys, const char *what)
{
  g_autofree char *before = get_text (fixture, node, "Description");
  gint64 begun = g_get_monotonic_time ();

  press (keys);
  for (;;)
    {
      g_autofree char *now = get_text (fixture, node, "Description");

      if (!g_str_equal (now, before))
        return;
      if (g_get_monotonic_time () - begun > DEADLINE)
        g_error ("%s goes on saying “%s”", what, now);
      g_usleep (PAUSE);
    }
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

static void
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

static void
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

/* --- tests --- */

/* Something a hand or a key may act on, or a plot. GTK names neither the arrow
 * inside a drop-down, which has the drop-down's name, nor the rows of its lists. */
static gboolean
wants_name (const Node *node)
{
  static const char *const roles[]
    = { "button", "push button", "toggle button", "slider", "spin button", "combo box", "switch", "text box", "entry",
        "check box", "radio button", "image", NULL };

  return g_strv_contains (roles, node->role) && is_in (node, STATE_FOCUSABLE) && !g_str_equal (node->parent, "combo box");
}

static void
check_names (Fixture *fixture, const char *page)
{
  g_autoptr (GPtrArray) nodes = look (fixture);
  guint n = 0;

  for (guint i = 0; i < nodes->len; i++)
    {
      const Node *node = nodes->pdata[i];

      if (!wants_name (node))
        continue;
      n++;
      /* The button of a sentence that comes up has a name when it does. */
      if (g_str_equal (node->parent, "alert"))
        continue;
      if (*node->name == '\0' || g_str_has_prefix (node->name, "Gtk") || g_str_has_prefix (node->name, "Tf")
          || g_str_has_prefix (node->name, "Adw") || *node->name == '_')
        g_error ("page %s: %s %s has the name “%s”, description “%s”", page, node->role, node->path, node->name,
                 node->description);
      if (g_str_equal (node->role, "slider") && *node->description == '\0')
        g_error ("page %s: the slider “%s” has no value", page, node->name);
    }
  g_test_message ("page %s: %u controls and plots", page, n);
  g_assert_cmpuint (n, >, 40);
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  static const char *const pages[] = { "Run", "Limit", "Monotone", "Vicinity", "Depth", "Response" };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autofree char *keys = g_strdup_printf ("ctrl+%u", i + 1);

      press (keys);
      wait_for (fixture, "button", pages[i]);
      wait_for (fixture, "image", i == 0 ? "Metrics over time" : pages[i]);
      check_names (fixture, pages[i]);
    }
}

/* The plots say what they show; a run that starts again, as this one may have come to its end, shows something else. */
static void
test_plots (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) nodes = look (fixture);

  assert_changes (fixture, need (nodes, "image", "Class means"), RESTART, "the plot of class means");
  assert_changes (fixture, need (nodes, "image", "Metrics over time"), RESTART, "the plot of metrics");
  assert_changes (fixture, need (nodes, "image", "Angles between class means"), RESTART, "the plot of angles");
  assert_changes (fixture, need (nodes, "slider", "Timeline"), RESTART, "the timeline");
}

/* λ_W by a reader's own hand: the slider moves, the entry and the sentence follow. */
static void
test_slider (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) nodes = look (fixture);
  const Node *slider = need (nodes, "slider", "λW, last layer"), *entry = need (nodes, "text box", "λW, last layer");
  g_autofree char *before = get_content (fixture, entry);
  g_autoptr (GVariant) answer = NULL;

  g_assert_cmpstr (before, ==, "5×10⁻³");
  g_assert_true (g_str_has_prefix (slider->description, "5×10⁻³. "));
  answer = ask (fixture, slider->bus, slider->path, "org.freedesktop.DBus.Properties", "Set",
                g_variant_new ("(ssv)", "org.a11y.atspi.Value", "CurrentValue", g_variant_new_double (-2)));
  g_assert_nonnull (answer);
  for (gint64 begun = g_get_monotonic_time ();;)
    {
      g_autofree char *after = get_content (fixture, entry), *said = get_text (fixture, slider, "Description");

      if (g_str_equal (after, "0.01") && g_str_has_prefix (said, "0.01. "))
        return;
      if (g_get_monotonic_time () - begun > DEADLINE)
        g_error ("the entry says “%s”, the slider “%s”", after, said);
      g_usleep (PAUSE);
    }
}

/* What has the keyboard: its role and name; NULL if nothing has. */
static char *
get_focus (Fixture *fixture)
{
  g_autoptr (GPtrArray) nodes = look (fixture);
  char *focus = NULL;

  for (guint i = 0; i < nodes->len; i++)
    {
      const Node *node = nodes->pdata[i];

      if (is_in (node, STATE_FOCUSED) && !g_str_equal (node->role, "window"))
        {
          g_free (focus);
          focus = g_strdup_printf ("%s %s", node->role, node->name);
        }
    }
  return focus;
}

/* Presses Tab; where that leads. It leads somewhere. */
static char *
go_on (Fixture *fixture, const char *from)
{
  gint64 begun = g_get_monotonic_time ();

  press ("Tab");
  for (;;)
    {
      char *focus = get_focus (fixture);

      if (focus != NULL && g_strcmp0 (focus, from) != 0)
        return focus;
      if (g_get_monotonic_time () - begun > DEADLINE)
        g_error ("Tab does not lead away from %s", from);
      g_free (focus);
      g_usleep (PAUSE);
    }
}

/* Tab goes everywhere and comes round again. */
static void
test_tab (Fixture *fixture, gconstpointer data)
{
  static const char *const places[]
    = { "button Sidebar",  "button Play",            "image Class means",     "button Run", "image Metrics over time",
        "slider Timeline", "image Angles between class means", "slider λW, last layer", "slider β, stay near H₀",
        "switch Bias",     "button Pin",             "switch Trails",         NULL };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *first = NULL, *before = NULL;
  guint n = 0;

  press ("space"); /* so that what comes up by itself does not take the keyboard */
  first = go_on (fixture, NULL);
  before = g_strdup (first);
  for (; n < MOST_TABS; n++)
    {
      char *focus = go_on (fixture, before);

      g_test_message ("%s", focus);
      g_free (before);
      before = focus;
      if (g_str_equal (focus, first))
        break;
      g_hash_table_add (seen, g_strdup (focus));
    }
  g_hash_table_add (seen, g_strdup (first));
  g_assert_cmpuint (n, <, MOST_TABS);
  for (guint i = 0; places[i] != NULL; i++)
    if (!g_hash_table_contains (seen, places[i]))
      g_error ("Tab does not go to %s", places[i]);
}

static gboolean
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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!has_bus ())
    {
      g_print ("1..0 # SKIP no display, xdotool or accessibility bus\n");
      return 0;
    }
  g_test_add ("/accessibility/names", Fixture, NULL, set_up, test_names, tear_down);
  g_test_add ("/accessibility/plots", Fixture, NULL, set_up, test_plots, tear_down);
  g_test_add ("/accessibility/slider", Fixture, NULL, set_up, test_slider, tear_down);
  g_test_add ("/accessibility/tab", Fixture, NULL, set_up, test_tab, tear_down);
  return g_test_run ();
}
