/* test-accessibility-keys.c: the window by its keys, over the accessibility bus
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "accessibility-kit.h"

#define MOST_TABS 240
#define STATE_FOCUSED 12

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

/* What has come to have the keyboard, as the program says by itself. */
typedef struct
{
  char *bus, *path; /* NULL: nothing yet */
} Focus;

static void
focus_clear (Focus *self)
{
  g_clear_pointer (&self->bus, g_free);
  g_clear_pointer (&self->path, g_free);
}

static void
focused_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal,
            GVariant *arguments, gpointer data)
{
  Focus *focus = data;
  gint32 is_focused;

  g_variant_get_child (arguments, 1, "i", &is_focused);
  if (is_focused == 0)
    return;
  focus_clear (focus);
  focus->bus = g_strdup (sender);
  focus->path = g_strdup (path);
}

/* Its role and name; NULL if nothing has the keyboard, or the window as a whole. */
static char *
describe (Fixture *fixture, Focus *focus)
{
  Node node = { .bus = focus->bus, .path = focus->path };
  g_autoptr (GVariant) answer = NULL;
  g_autofree char *name = NULL;
  const char *role;

  if (focus->path == NULL)
    return NULL;
  answer = ask (fixture, node.bus, node.path, ACCESSIBLE, "GetRoleName", NULL);
  if (answer == NULL)
    return NULL;
  g_variant_get (answer, "(&s)", &role);
  if (g_str_equal (role, "window"))
    return NULL;
  name = get_text (fixture, &node, "Name");
  return g_strdup_printf ("%s %s", role, name);
}

/* Presses Tab; where that leads. It leads somewhere. */
static char *
go_on (Fixture *fixture, Focus *focus, const char *from)
{
  gint64 begun = g_get_monotonic_time ();

  focus_clear (focus);
  send_key ("Tab");
  for (;;)
    {
      char *to;

      while (g_main_context_iteration (NULL, FALSE))
        ;
      to = describe (fixture, focus);
      if (to != NULL)
        return to;
      if (g_get_monotonic_time () - begun > DEADLINE)
        g_error ("Tab does not lead away from %s", from);
      g_usleep (PAUSE / 10);
    }
}

static const char *
find_missing (GHashTable *seen, const char *const *places)
{
  for (guint i = 0; places[i] != NULL; i++)
    if (!g_hash_table_contains (seen, places[i]))
      return places[i];
  return NULL;
}

/* Tab goes everywhere and comes round again. A message that comes and goes may take the
 * keyboard once: then another round shows that it goes everywhere. */
static void
test_tab (Fixture *fixture, gconstpointer data)
{
  static const char *const places[]
    = { "button Sidebar",  "button Play",            "image Class means",     "button Run", "image Metrics over time",
        "slider Timeline", "image Angles between class means", "slider λW, last layer", "slider β, stay near H₀",
        "switch Bias",     "button Pin",             "switch Trails",         NULL };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *before = NULL;
  Focus focus = { NULL, NULL };
  guint n_rounds = 0, id;

  id = g_dbus_connection_signal_subscribe (fixture->bus, NULL, "org.a11y.atspi.Event.Object", "StateChanged", NULL,
                                           "focused", G_DBUS_SIGNAL_FLAGS_NONE, focused_cb, &focus, NULL);
  press ("space"); /* so that what comes up by itself does not take the keyboard */
  for (guint n = 0; n < MOST_TABS && (n_rounds < 2 || find_missing (seen, places) != NULL); n++)
    {
      char *to = go_on (fixture, &focus, before);

      g_test_message ("%s", to);
      g_free (before);
      before = to;
      n_rounds += g_str_equal (to, places[0]);
      g_hash_table_add (seen, g_strdup (to));
    }
  g_dbus_connection_signal_unsubscribe (fixture->bus, id);
  focus_clear (&focus);
  g_assert_cmpuint (n_rounds, >=, 2);
  if (find_missing (seen, places) != NULL)
    g_error ("Tab does not go to %s", find_missing (seen, places));
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
  g_test_add ("/accessibility/slider", Fixture, NULL, set_up, test_slider, tear_down);
  g_test_add ("/accessibility/tab", Fixture, NULL, set_up, test_tab, tear_down);
  return g_test_run ();
}
